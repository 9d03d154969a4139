package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// TextStyle says how a Text looks.
type TextStyle struct {
	Size  fyne.ThemeSizeName  // theme.SizeText if ""
	Color fyne.ThemeColorName // theme.Text if ""
	Bold  bool
	Mono  bool
	Align fyne.TextAlign
}

// Text is one line that follows the theme and is redrawn only when its words
// change. It is cut by an ellipsis when Truncate is set and it is too narrow;
// otherwise its width is what it needs.
type Text struct {
	widget.BaseWidget
	ID       string // set it where a test or a lesson must find the text
	Truncate bool

	words string
	style TextStyle
}

// NewText makes a line of text.
func NewText(words string, style TextStyle) *Text {
	t := &Text{words: words, style: style}
	t.ExtendBaseWidget(t)
	return t
}

// Title is a page's title.
func Title(words string) *Text {
	return NewText(words, TextStyle{Size: theme.SizeTitle, Bold: true})
}

// MutedText is second text, in the small size.
func MutedText(words string) *Text {
	return NewText(words, TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
}

// Text is what it says.
func (t *Text) Text() string { return t.words }

// shown is what is drawn of it: less, while a room looks on.
func (t *Text) shown() string { return discreet.Text(t.words) }

// Wanted is the width at which nothing of it is cut.
func (t *Text) Wanted() float32 {
	size := theme.Size(orSize(t.style.Size, theme.SizeText))
	return fyne.MeasureText(t.shown(), size, fyne.TextStyle{Bold: t.style.Bold, Monospace: t.style.Mono}).Width
}

// SetText changes what it says.
func (t *Text) SetText(words string) {
	if words == t.words {
		return
	}
	t.words = words
	t.Refresh()
}

// SetColor changes its colour token.
func (t *Text) SetColor(token fyne.ThemeColorName) {
	if t.style.Color == token {
		return
	}
	t.style.Color = token
	t.Refresh()
}

// DescribeControl implements control.Describer.
func (t *Text) DescribeControl() control.Description {
	return control.Description{ID: t.ID, Kind: control.KindLabel, Text: t.shown(), Enabled: true}
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	r := &textRenderer{t: t, line: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type textRenderer struct {
	t    *Text
	line *canvas.Text
}

func (r *textRenderer) Destroy()                     {}
func (r *textRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.line} }

func (r *textRenderer) Layout(size fyne.Size) {
	if r.t.Truncate {
		r.set(Ellipsis(r.t.shown(), size.Width, r.line.TextSize, r.line.TextStyle))
	}
	r.line.Resize(size)
}

func (r *textRenderer) MinSize() fyne.Size {
	size := fyne.MeasureText(r.t.shown(), r.line.TextSize, r.line.TextStyle)
	if r.t.Truncate {
		size.Width = min(size.Width, r.line.TextSize*2)
	}
	return size
}

func (r *textRenderer) set(words string) {
	if r.line.Text != words {
		r.line.Text = words
		r.line.Refresh()
	}
}

func (r *textRenderer) Refresh() {
	s := r.t.style
	r.line.Color = theme.Color(orColor(s.Color, theme.Text))
	r.line.TextSize = theme.Size(orSize(s.Size, theme.SizeText))
	r.line.TextStyle = fyne.TextStyle{Bold: s.Bold, Monospace: s.Mono}
	r.line.Alignment = s.Align
	r.line.Text = r.t.shown()
	if size := r.t.Size(); r.t.Truncate && size.Width > 0 {
		r.line.Text = Ellipsis(r.t.shown(), size.Width, r.line.TextSize, r.line.TextStyle)
	}
	r.line.Refresh()
}

func orColor(name, otherwise fyne.ThemeColorName) fyne.ThemeColorName {
	if name == "" {
		return otherwise
	}
	return name
}

func orSize(name, otherwise fyne.ThemeSizeName) fyne.ThemeSizeName {
	if name == "" {
		return otherwise
	}
	return name
}

// Ellipsis cuts words so that they fit a width, ending in "…" where it cut.
func Ellipsis(words string, width, size float32, style fyne.TextStyle) string {
	if fyne.MeasureText(words, size, style).Width <= width {
		return words
	}
	runes := []rune(words)
	low, high := 0, len(runes)
	for low < high {
		mid := (low + high + 1) / 2
		if fyne.MeasureText(string(runes[:mid])+"…", size, style).Width <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return string(runes[:low]) + "…"
}
