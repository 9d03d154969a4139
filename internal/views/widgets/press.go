// Package widgets holds the small controls that the window is built of:
// buttons, chips, badges, links, tabs, cards and texts in the design's look.
//
// They must know nothing of Docker; pages give them words and functions. Each
// describes itself (package control), tells of attention (package attention)
// and works from the keyboard.
package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/echo"
)

// Press is the base of everything that can be pressed. It listens to the mouse
// itself: Fyne drops a tap when the pointer moves two pixels inside a scroller
// between press and release.
type Press struct {
	widget.BaseWidget

	ID    string // for window tests and lessons; see control.Description
	Kind  string
	Topic string              // the guide topic that explains it
	Tip   string              // a tooltip; needed where no text is shown
	About any                 // what it stands for; see attention.Target
	OnTap func()              // press and release, Space, Enter
	OnAlt func(fyne.Position) // right click, Menu key; the place is absolute

	self     pressed
	disabled bool
	hovered  bool
	down     bool
	focused  bool
}

// pressed is what a control built on Press adds to it.
type pressed interface {
	fyne.Widget
	fyne.Focusable
	label() string
	selected() bool
}

// extend must be called by the control's constructor.
func (p *Press) extend(self pressed) {
	p.self = self
	p.ExtendBaseWidget(self)
}

func (p *Press) selected() bool { return false }

// DescribeControl implements control.Describer.
func (p *Press) DescribeControl() control.Description {
	return control.Description{
		ID: p.ID, Kind: p.Kind, Text: discreet.Text(p.self.label()),
		Enabled: !p.disabled, Focused: p.focused, Selected: p.self.selected(),
	}
}

func (p *Press) target(focus bool) attention.Target {
	return attention.Target{Object: p.self, Topic: p.Topic, Tip: p.Tip, Focus: focus, About: p.About}
}

// Disabled reports whether it can't be pressed now.
func (p *Press) Disabled() bool { return p.disabled }

// SetDisabled switches whether it can be pressed. It stays explained.
func (p *Press) SetDisabled(disabled bool) {
	if p.disabled == disabled {
		return
	}
	p.disabled = disabled
	p.Refresh()
}

// Tap presses it, as a click would.
func (p *Press) Tap() {
	if !p.disabled && p.OnTap != nil {
		p.OnTap()
	}
}

// Remind tells of it again while it has the attention, after what explains it has
// changed.
func (p *Press) Remind() {
	if p.focused || p.hovered {
		attention.Enter(p.target(p.focused))
	}
}

// MouseIn implements desktop.Hoverable.
func (p *Press) MouseIn(*desktop.MouseEvent) {
	p.hovered = true
	p.Refresh()
	attention.Enter(p.target(false))
}

// MouseMoved implements desktop.Hoverable.
func (p *Press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *Press) MouseOut() {
	p.hovered, p.down = false, false
	p.Refresh()
	attention.Leave(p.target(false))
}

// MouseDown implements desktop.Mouseable.
func (p *Press) MouseDown(e *desktop.MouseEvent) {
	echo.Click(e.AbsolutePosition)
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	p.down = true
	p.focus()
	p.Refresh()
}

// MouseUp implements desktop.Mouseable.
func (p *Press) MouseUp(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonSecondary {
		p.alt(e.AbsolutePosition)
		return
	}
	if !p.down {
		return
	}
	p.down = false
	p.Refresh()
	p.Tap()
}

func (p *Press) alt(at fyne.Position) {
	if p.OnAlt != nil && !p.disabled {
		p.OnAlt(at)
	}
}

func (p *Press) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p.self); c != nil && c.Focused() != fyne.Focusable(p.self) {
		c.Focus(p.self)
	}
}

// Cursor implements desktop.Cursorable.
func (p *Press) Cursor() desktop.Cursor {
	if p.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained implements fyne.Focusable.
func (p *Press) FocusGained() {
	p.focused = true
	p.Refresh()
	attention.Enter(p.target(true))
}

// FocusLost implements fyne.Focusable.
func (p *Press) FocusLost() {
	p.focused = false
	p.Refresh()
	attention.Leave(p.target(true))
}

// TypedRune implements fyne.Focusable.
func (p *Press) TypedRune(r rune) { PassRune(p.self, r) }

// TypedKey implements fyne.Focusable.
func (p *Press) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		echo.Key(e.Name)
		p.Tap()
	case desktop.KeyMenu:
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p.self)
		p.alt(at.AddXY(0, p.self.Size().Height))
	default:
		PassKey(p.self, e)
	}
}
