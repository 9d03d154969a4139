package widgets

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// fadedInk is for what can't be pressed now: readable, and plainly not active.
const fadedInk = fynetheme.ColorNameDisabled

// Role says what pressing a Button means.
type Role int

// The roles, each with its own look.
const (
	Ordinary Role = iota
	Main          // the one thing a page is for
	Destroys      // something is lost
	Quiet         // an icon or a word among text
)

// Button is a push button with an icon, words, or both.
type Button struct {
	Press
	words, icon, after string
	role               Role
	lit                bool
}

// NewButton makes a button; icon and words may be empty, but not both.
func NewButton(id, words, icon string, role Role, tap func()) *Button {
	b := &Button{words: words, icon: icon, role: role}
	b.ID, b.Kind, b.OnTap = id, control.KindButton, tap
	b.extend(b)
	return b
}

func (b *Button) label() string {
	if b.words == "" {
		return b.Tip
	}
	return b.words
}

// Label is what it says.
func (b *Button) Label() string { return b.label() }

func (b *Button) selected() bool { return b.lit }

// SetText changes the words.
func (b *Button) SetText(words string) {
	if b.words != words {
		b.words = words
		b.Refresh()
	}
}

// SetIcon changes the icon.
func (b *Button) SetIcon(name string) {
	if b.icon != name {
		b.icon = name
		b.Refresh()
	}
}

// SetRole changes what pressing it means.
func (b *Button) SetRole(role Role) {
	if b.role != role {
		b.role = role
		b.Refresh()
	}
}

// SetAfter puts an icon after the words: an arrow that says a menu follows.
func (b *Button) SetAfter(name string) { b.after = name; b.Refresh() }

// SetLit marks it as switched on.
func (b *Button) SetLit(on bool) {
	if b.lit != on {
		b.lit = on
		b.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer { return newFace(b.face) }

func (b *Button) face() face {
	f := face{
		words: b.words, icon: b.icon, after: b.after, bold: true, ink: theme.Text, edge: theme.Line, fill: theme.Surface,
		padX: 15, iconSize: 16, height: theme.SizeControl, radius: theme.Size(theme.SizeControlR),
		faded: b.disabled, ring: b.focused,
	}
	switch b.role {
	case Main:
		f.fill, f.edge, f.ink = theme.Accent, "", theme.OnAccent
		if b.disabled {
			f.fill, f.edge = theme.IdleTint, theme.Border
		}
	case Destroys:
		f.ink, f.edge = theme.Danger, theme.Danger
	case Quiet:
		f.fill, f.edge, f.bold, f.padX = "", "", false, 8
	}
	if b.words == "" {
		f.padX = 9
	}
	if b.disabled && b.role != Quiet {
		f.edge = theme.Border
	}
	if b.lit {
		f.fill, f.edge, f.ink = theme.Selected, theme.Accent, theme.Accent
	}
	if (b.hovered || b.down) && !b.disabled {
		f.fill = pressedFill(b.role, b.down, f.fill)
	}
	return f
}

func pressedFill(role Role, down bool, otherwise fyne.ThemeColorName) fyne.ThemeColorName {
	switch {
	case role == Main:
		return otherwise
	case role == Destroys:
		return theme.DangerTint
	case down:
		return theme.Selected
	}
	return theme.Hover
}

// Chip is a fully round switch: a filter, a choice among few.
type Chip struct {
	Press
	words string
	on    bool
}

// NewChip makes a chip.
func NewChip(id, words string, tap func()) *Chip {
	c := &Chip{words: words}
	c.ID, c.Kind, c.OnTap = id, control.KindChip, tap
	c.extend(c)
	return c
}

func (c *Chip) label() string  { return c.words }
func (c *Chip) selected() bool { return c.on }

// SetText changes the words.
func (c *Chip) SetText(words string) {
	if c.words != words {
		c.words = words
		c.Refresh()
	}
}

// On reports whether it is switched on.
func (c *Chip) On() bool { return c.on }

// SetOn switches it.
func (c *Chip) SetOn(on bool) {
	if c.on != on {
		c.on = on
		c.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer { return newFace(c.face) }

func (c *Chip) face() face {
	f := face{
		words: c.words, size: theme.SizeSmall, ink: theme.Text, fill: theme.Surface, edge: theme.Line,
		padX: 13, height: theme.SizeChip, radius: -1, faded: c.disabled, ring: c.focused,
	}
	if c.hovered {
		f.fill = theme.Hover
	}
	if c.on {
		f.fill, f.edge, f.ink, f.bold = theme.Selected, theme.Accent, theme.Accent, true
	}
	return f
}

// Link is text that leads somewhere.
type Link struct {
	Press
	words string
	small bool
	mono  bool
}

// NewLink makes a link in body size.
func NewLink(id, words string, tap func()) *Link {
	l := &Link{words: words}
	l.ID, l.Kind, l.OnTap = id, control.KindLink, tap
	l.extend(l)
	return l
}

// NewSmallLink makes a link in the small size.
func NewSmallLink(id, words string, tap func()) *Link {
	l := NewLink(id, words, tap)
	l.small = true
	return l
}

func (l *Link) label() string { return l.words }

// Words is what it says.
func (l *Link) Words() string { return l.words }

// SetText changes the words.
func (l *Link) SetText(words string) {
	if l.words != words {
		l.words = words
		l.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (l *Link) CreateRenderer() fyne.WidgetRenderer { return newFace(l.face) }

func (l *Link) face() face {
	f := face{
		words: l.words, ink: theme.Accent, underline: true, left: true, padX: 0, height: theme.SizeNameLine, size: theme.SizeName, radius: 4,
		mono: l.mono, faded: l.disabled, ring: l.focused,
	}
	if l.small {
		f.size, f.height = theme.SizeSmall, theme.SizeLine
	}
	if l.hovered {
		f.fill = theme.Selected
	}
	return f
}
