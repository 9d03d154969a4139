package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Find is a search field that also steps through what it found: by Enter and F3,
// back with Shift.
type Find struct {
	Field
	step  func(by int)
	shift bool
}

// NewFind makes a field; step is called with 1 for the next match and -1 for the
// one before.
func NewFind(id, hint string, changed func(string), step func(by int)) *Find {
	f := &Find{step: step}
	f.ID, f.PlaceHolder, f.OnChanged, f.Scroll = id, hint, changed, fyne.ScrollNone
	f.Icon = theme.Icon("search", theme.Muted)
	f.ExtendBaseWidget(f)
	return f
}

// Refresh gives the magnifying glass the theme's colour.
func (f *Find) Refresh() {
	f.Icon = theme.Icon("search", theme.Muted)
	f.Field.Refresh()
}

// KeyDown implements desktop.Keyable.
func (f *Find) KeyDown(e *fyne.KeyEvent) {
	if isShift(e) {
		f.shift = true
	}
	f.Field.KeyDown(e)
}

// KeyUp implements desktop.Keyable.
func (f *Find) KeyUp(e *fyne.KeyEvent) {
	if isShift(e) {
		f.shift = false
	}
	f.Field.KeyUp(e)
}

// FocusLost implements fyne.Focusable.
func (f *Find) FocusLost() {
	f.shift = false
	f.Field.FocusLost()
}

func isShift(e *fyne.KeyEvent) bool {
	return e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight
}

// TypedKey implements fyne.Focusable.
func (f *Find) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyF3:
		if f.shift {
			f.step(-1)
		} else {
			f.step(1)
		}
	default:
		f.Field.TypedKey(e)
	}
}
