package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/echo"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Field is a one-line text field. Esc empties it, and calls OnLeave when it is
// empty already; Down calls OnDown, so that a list below can be reached.
type Field struct {
	widget.Entry
	ID      string
	Topic   string
	OnLeave func()
	OnDown  func()

	focused bool
	search  bool // has a magnifying glass
}

// NewField makes a field; hint is shown while it is empty.
func NewField(id, hint string, changed func(string)) *Field {
	f := &Field{ID: id}
	f.PlaceHolder = hint
	f.OnChanged = changed
	f.Scroll = fyne.ScrollNone
	f.ExtendBaseWidget(f)
	return f
}

// NewSearch makes a search field with its magnifying glass.
func NewSearch(id, hint string, changed func(string)) *Field {
	f := NewField(id, hint, changed)
	f.search = true
	f.Icon = theme.Icon("search", theme.Muted)
	return f
}

// Refresh gives the magnifying glass the colour of a new theme.
func (f *Field) Refresh() {
	if f.search {
		f.Icon = theme.Icon("search", theme.Muted)
	}
	f.Entry.Refresh()
}

// MinSize keeps the height of the other controls.
func (f *Field) MinSize() fyne.Size {
	size := f.Entry.MinSize()
	size.Height = max(size.Height, theme.Size(theme.SizeControl))
	return size
}

// DescribeControl implements control.Describer.
func (f *Field) DescribeControl() control.Description {
	d := control.Description{
		ID: f.ID, Kind: control.KindEntry, Text: f.Text, Enabled: !f.Disabled(), Focused: f.focused,
	}
	if f.Password {
		d.Text = ""
	}
	return d
}

// FocusGained implements fyne.Focusable.
func (f *Field) FocusGained() {
	f.focused = true
	f.Entry.FocusGained()
	attention.Enter(attention.Target{Object: f, Topic: f.Topic, Focus: true})
}

// FocusLost implements fyne.Focusable.
func (f *Field) FocusLost() {
	f.focused = false
	f.Entry.FocusLost()
	attention.Leave(attention.Target{Object: f, Topic: f.Topic, Focus: true})
}

// MouseIn tells the guide.
func (f *Field) MouseIn(e *desktop.MouseEvent) {
	attention.Enter(attention.Target{Object: f, Topic: f.Topic})
}

// MouseMoved implements desktop.Hoverable.
func (f *Field) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (f *Field) MouseOut() { attention.Leave(attention.Target{Object: f, Topic: f.Topic}) }

// TypedKey adds Esc and Down to what an entry does.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	if !f.Password && (e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter || e.Name == fyne.KeyEscape) {
		echo.Key(e.Name)
	}
	switch {
	case e.Name == fyne.KeyEscape && f.Text != "":
		f.SetText("")
	case e.Name == fyne.KeyEscape && f.OnLeave != nil:
		f.OnLeave()
	case e.Name == fyne.KeyDown && f.OnDown != nil:
		f.OnDown()
	case functionKeys[e.Name]:
		PassKey(f, e)
	default:
		f.Entry.TypedKey(e)
	}
}
