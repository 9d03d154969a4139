package modal

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Entry is a one-line text field of a dialog. It keeps nothing that the dialog
// needs: Esc closes, Enter hands in, and what OnKey takes goes there first.
type Entry struct {
	widget.Entry
	ID      string
	Topic   string
	Secret  bool   // its text is hidden, from everybody
	Of      string // the name that its text goes by, for one that may not be for a room
	OnFocus func()
	OnKey   func(*fyne.KeyEvent) bool // true: it was taken

	focused bool
}

// NewEntry makes a field; hint is shown while it is empty.
func NewEntry(id, hint string, changed func(string)) *Entry {
	e := &Entry{ID: id}
	e.PlaceHolder = hint
	e.OnChanged = changed
	e.Scroll = fyne.ScrollNone
	e.ExtendBaseWidget(e)
	return e
}

// MinSize keeps the height of the other controls.
func (e *Entry) MinSize() fyne.Size {
	size := e.Entry.MinSize()
	size.Height = max(size.Height, theme.Size(theme.SizeControl))
	return size
}

// veil hides the text while a room looks on, unless it is typed in or shown for a
// moment.
func (e *Entry) veil() {
	mine := discreet.Masking() && !e.focused && e.Text != "" && discreet.Named(e.Of, e.Text) != e.Text
	e.Password = (e.Secret || mine) && !discreet.Revealing()
}

// Refresh implements fyne.CanvasObject.
func (e *Entry) Refresh() {
	e.veil()
	e.Entry.Refresh()
}

// SetText changes what is in it.
func (e *Entry) SetText(text string) {
	e.Entry.SetText(text)
	e.Refresh()
}

// DescribeControl implements control.Describer.
func (e *Entry) DescribeControl() control.Description {
	text := e.Text
	if e.Password {
		text = strings.Repeat("•", len([]rune(text)))
	}
	return control.Description{ID: e.ID, Kind: control.KindEntry, Text: text, Enabled: !e.Disabled(), Focused: e.focused}
}

func (e *Entry) target(focus bool) attention.Target {
	return attention.Target{Object: e, Topic: e.Topic, Focus: focus}
}

// FocusGained implements fyne.Focusable.
func (e *Entry) FocusGained() {
	e.focused = true
	e.veil()
	e.Entry.FocusGained()
	attention.Enter(e.target(true))
	if e.OnFocus != nil {
		e.OnFocus()
	}
}

// FocusLost implements fyne.Focusable.
func (e *Entry) FocusLost() {
	e.focused = false
	e.veil()
	e.Entry.FocusLost()
	attention.Leave(e.target(true))
}

// MouseIn tells the guide.
func (e *Entry) MouseIn(*desktop.MouseEvent) { attention.Enter(e.target(false)) }

// MouseMoved implements desktop.Hoverable.
func (e *Entry) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (e *Entry) MouseOut() { attention.Leave(e.target(false)) }

// TypedKey implements fyne.Focusable.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	if e.OnKey != nil && e.OnKey(k) {
		return
	}
	switch k.Name {
	case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyF1, fyne.KeyPageUp, fyne.KeyPageDown:
		widgets.PassKey(e, k)
	default:
		e.Entry.TypedKey(k)
	}
}

// SelectAll selects what is in it, so that typing replaces it.
func (e *Entry) SelectAll() {
	e.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}
