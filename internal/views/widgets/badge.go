package widgets

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Tone is the meaning of a badge: shape, word and colour say it together, never
// the colour alone.
type Tone int

// The tones.
const (
	ToneIdle Tone = iota
	ToneOK
	ToneWarn
	ToneDanger
	ToneInfo
	TonePlain // outlined, no fill: a remark such as ":latest"
)

func (t Tone) colors() (ink, fill, edge fyne.ThemeColorName) {
	switch t {
	case ToneOK:
		return theme.OK, theme.OKTint, ""
	case ToneWarn:
		return theme.Warn, theme.WarnTint, ""
	case ToneDanger:
		return theme.Danger, theme.DangerTint, ""
	case ToneInfo:
		return theme.Info, theme.InfoTint, ""
	case TonePlain:
		return theme.Text, "", theme.Line
	}
	return theme.Muted, theme.IdleTint, ""
}

// Badge is a word in a tinted shape: a state (with its icon) or a remark.
// Pressing it opens its topic.
type Badge struct {
	Press
	words, icon string
	tone        Tone
}

// NewBadge makes a badge; icon may be "".
func NewBadge(id, words, icon string, tone Tone, topic string) *Badge {
	b := &Badge{words: words, icon: icon, tone: tone}
	b.ID, b.Kind, b.Topic = id, "badge", topic
	b.OnTap = b.ask
	b.extend(b)
	return b
}

// ask has the topic opened.
func (b *Badge) ask() {
	t := b.target(b.focused)
	t.Asked = true
	attention.Enter(t)
}

func (b *Badge) label() string { return b.words }

// Set changes what it says.
func (b *Badge) Set(words, icon string, tone Tone, topic string) {
	if b.words == words && b.icon == icon && b.tone == tone && b.Topic == topic {
		return
	}
	b.words, b.icon, b.tone, b.Topic = words, icon, tone, topic
	b.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer { return newFace(b.face) }

func (b *Badge) face() face {
	ink, fill, edge := b.tone.colors()
	f := face{
		words: b.words, icon: b.icon, ink: ink, fill: fill, edge: edge, size: theme.SizeSmall, bold: true,
		padX: 10, iconSize: 13, height: theme.SizeChip, radius: -1, ring: b.focused,
	}
	if strings.HasPrefix(b.Topic, "state.") || strings.HasPrefix(b.Topic, "health.") {
		f.size, f.height, f.iconSize = theme.SizeState, theme.SizeStateChip, theme.Size(theme.SizeState)+0.5
	}
	if b.tone == TonePlain {
		f.bold, f.padX, f.height, f.radius = false, 6, theme.SizeBadge, 5
	}
	return f
}

var _ control.Describer = (*Badge)(nil)
