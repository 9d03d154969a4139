package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/dockdesk/dockdesk/internal/views/control"
)

// Hold is a button that does something for as long as it is held, by the mouse or
// by the space bar.
type Hold struct {
	Button
	held func(on bool)
	on   bool
}

// NewHold makes one; held hears when that begins and when it ends.
func NewHold(id, words, icon string, held func(on bool)) *Hold {
	h := &Hold{Button: Button{words: words, icon: icon}, held: held}
	h.ID, h.Kind = id, control.KindButton
	h.extend(h)
	return h
}

func (h *Hold) set(on bool) {
	if h.on != on {
		h.on = on
		h.SetLit(on)
		h.held(on)
	}
}

// MouseDown implements desktop.Mouseable.
func (h *Hold) MouseDown(e *desktop.MouseEvent) {
	h.Button.MouseDown(e)
	h.set(e.Button == desktop.MouseButtonPrimary)
}

// MouseUp implements desktop.Mouseable.
func (h *Hold) MouseUp(e *desktop.MouseEvent) {
	h.Button.MouseUp(e)
	h.set(false)
}

// MouseOut implements desktop.Hoverable.
func (h *Hold) MouseOut() {
	h.Button.MouseOut()
	h.set(false)
}

// FocusLost implements fyne.Focusable.
func (h *Hold) FocusLost() {
	h.Button.FocusLost()
	h.set(false)
}

// KeyDown implements desktop.Keyable.
func (h *Hold) KeyDown(e *fyne.KeyEvent) {
	if e.Name == fyne.KeySpace {
		h.set(true)
	}
}

// KeyUp implements desktop.Keyable.
func (h *Hold) KeyUp(e *fyne.KeyEvent) {
	if e.Name == fyne.KeySpace {
		h.set(false)
	}
}
