package widgets

import (
	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// NavItem is one line of the navigation: icon, word, and how many there are.
type NavItem struct {
	Press
	Step func(by int) // Up and Down move between items; may be nil
	Rail bool         // it is of the window's own navigation

	words, icon, note string
	on                bool
}

// NewNavItem makes a line of the navigation.
func NewNavItem(id, words, icon string, tap func()) *NavItem {
	n := &NavItem{words: words, icon: icon}
	n.ID, n.Kind, n.OnTap = id, control.KindNav, tap
	n.extend(n)
	return n
}

func (n *NavItem) label() string {
	if n.note == "" {
		return n.words
	}
	return n.words + " " + n.note
}

func (n *NavItem) selected() bool { return n.on }

// SetOn marks it as the page that is shown.
func (n *NavItem) SetOn(on bool) {
	if n.on != on {
		n.on = on
		n.Refresh()
	}
}

// SetNote shows a number at its end.
func (n *NavItem) SetNote(note string) {
	if n.note != note {
		n.note = note
		n.Refresh()
	}
}

// TakeFocus gives it the keyboard.
func (n *NavItem) TakeFocus() { n.focus() }

// TypedKey moves between the items, too.
func (n *NavItem) TypedKey(e *fyne.KeyEvent) {
	if n.Step != nil {
		switch e.Name {
		case fyne.KeyUp:
			n.Step(-1)
			return
		case fyne.KeyDown:
			n.Step(1)
			return
		}
	}
	n.Press.TypedKey(e)
}

// CreateRenderer implements fyne.Widget.
func (n *NavItem) CreateRenderer() fyne.WidgetRenderer { return newFace(n.face) }

func (n *NavItem) face() face {
	f := face{
		words: n.words, icon: n.icon, note: n.note, ink: theme.Text, left: true, padX: 10,
		height: theme.SizeRow, radius: theme.Size(theme.SizeControlR), ring: n.focused, faded: n.disabled,
	}
	if n.Rail && theme.Projecting() { // there is room for the icon only
		f.words, f.note, f.left, f.padX, f.height = "", "", false, 0, theme.SizeChip
	}
	if n.hovered {
		f.fill = theme.Hover
	}
	if n.on {
		f.fill, f.ink, f.bold = theme.Selected, theme.Accent, true
	}
	return f
}
