// Package attention carries what a person's attention is on, from the control
// that has the pointer or the keyboard to whoever explains it: the guide panel
// and the tooltips.
//
// A control says Enter and Leave; the shell of the window Observes its canvas.
// The package must know neither topics nor controls, only their names.
package attention

import (
	"sync"

	"fyne.io/fyne/v2"
)

// Target is what the attention is on.
type Target struct {
	Object fyne.CanvasObject // the control, for its place on the screen
	Topic  string            // the guide topic that explains it; "" if it has none
	Tip    string            // one line for a tooltip; "" for none
	Focus  bool              // by the keyboard, not by the pointer
	Asked  bool              // it was pressed for its topic to be shown
	About  any               // what the control stands for, to those who know its type; nil for nothing
}

// Observer hears of every change. ok is false when the control was left.
type Observer func(t Target, ok bool)

var (
	mu        sync.Mutex
	observers = map[fyne.Canvas]Observer{}
)

// Observe makes fn hear of all controls on a canvas, on the main goroutine. A
// canvas has one observer; cancel takes it away.
func Observe(c fyne.Canvas, fn Observer) (cancel func()) {
	mu.Lock()
	defer mu.Unlock()
	observers[c] = fn
	return func() {
		mu.Lock()
		defer mu.Unlock()
		delete(observers, c)
	}
}

// Enter says that a control got the pointer or the keyboard.
func Enter(t Target) { tell(t, true) }

// Leave says that it lost what Enter said it got.
func Leave(t Target) { tell(t, false) }

func tell(t Target, ok bool) {
	app := fyne.CurrentApp()
	if app == nil || t.Object == nil {
		return
	}
	c := app.Driver().CanvasForObject(t.Object)
	if c == nil {
		return
	}
	mu.Lock()
	fn := observers[c]
	mu.Unlock()
	if fn != nil {
		fn(t, ok)
	}
}
