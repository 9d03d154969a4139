// Package tip shows tooltips: a few words beside what the pointer rests on or
// what has the keyboard.
//
// A tooltip never covers what it explains, never leaves the window and never
// takes a click or a key: Fyne's pop-ups would, so it lives in a layer of the
// window's content instead. Dialogs lie over the content; what is in one needs
// a layer of its own there.
//
// The package must not know what the words say or where they come from.
package tip

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

const (
	hoverDelay = 500 * time.Millisecond
	focusDelay = 700 * time.Millisecond
	// warmTime is how long after one tooltip the next comes without delay, so
	// that a row of buttons can be read by moving along it.
	warmTime = 400 * time.Millisecond
	// watchTime is how often a visible tooltip looks whether its target is
	// still where it was: nothing tells it of scrolling.
	watchTime = 200 * time.Millisecond
)

// Layer shows the tooltips of one window's content. It is used on the main
// goroutine only.
type Layer struct {
	post  func(func())
	after func(time.Duration, func()) func()

	root   *fyne.Container
	bubble *bubble

	now     request
	number  int // of the request, so that a late timer can be told
	stop    func()
	cool    func()
	warm    bool
	visible bool
	pressed fyne.CanvasObject // was clicked: silent until it is left
}

// request is a tooltip that was asked for.
type request struct {
	text   string
	target fyne.CanvasObject // nil when only the place is known
	at     fyne.Position
	size   fyne.Size
	focus  bool
	over   fyne.CanvasObject // the dialog on top, if any, when it was shown
}

// NewLayer makes a layer. post runs a function on the main goroutine (nil for
// fyne.Do); after runs one after a time, on any goroutine, until it is stopped
// (nil for a timer).
func NewLayer(post func(func()), after func(d time.Duration, f func()) (stop func())) *Layer {
	if post == nil {
		post = fyne.Do
	}
	if after == nil {
		after = func(d time.Duration, f func()) func() {
			t := time.AfterFunc(d, f)
			return func() { t.Stop() }
		}
	}
	l := &Layer{post: post, after: after, bubble: newBubble()}
	l.root = container.NewWithoutLayout(l.bubble)
	return l
}

// Object is what the layer draws in. It belongs last in a stack over all of the
// window's content.
func (l *Layer) Object() fyne.CanvasObject { return l.root }

// Show shows a text soon, beside an area given in the window's coordinates.
// dueToFocus says that the keyboard led there and not the pointer.
func (l *Layer) Show(text string, anchorAbsolutePos fyne.Position, anchorSize fyne.Size, dueToFocus bool) {
	l.request(request{text: text, at: anchorAbsolutePos, size: anchorSize, focus: dueToFocus})
}

// ShowFor shows a text soon, beside a control. It goes by itself when the
// control moves, is hidden or gets a dialog over it. Clicking the control takes
// the tooltip away until it is left.
func (l *Layer) ShowFor(target fyne.CanvasObject, text string, dueToFocus bool) {
	if target == nil {
		return
	}
	if dueToFocus && l.now.target == target && !l.now.focus {
		l.Hide() // what has the pointer gets the focus by a click
		l.pressed = target
		return
	}
	if l.pressed == target {
		return
	}
	l.request(request{text: text, target: target, at: absolute(target), size: target.Size(), focus: dueToFocus})
}

func absolute(o fyne.CanvasObject) fyne.Position {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
}

func (l *Layer) request(r request) {
	if l.visible && r.text == l.now.text && r.target == l.now.target && r.at == l.now.at {
		return
	}
	warm := l.warm && !r.focus
	l.Hide()
	if clean(r.text) == "" {
		return
	}
	l.now = r
	if warm {
		l.show()
		return
	}
	delay := hoverDelay
	if r.focus {
		delay = focusDelay
	}
	l.later(delay, l.show)
}

// later calls f on the main goroutine, unless something else is asked for
// before. A layer has one timer.
func (l *Layer) later(d time.Duration, f func()) {
	number := l.number
	l.stop = l.after(d, func() {
		l.post(func() {
			if l.number == number {
				f()
			}
		})
	})
}

func (l *Layer) show() {
	if l.now.target != nil && !l.inPlace() {
		l.Hide()
		return
	}
	l.now.over = l.overlay()
	l.bubble.set(l.now.text)
	at, ok := place(l.now.at.Subtract(absolute(l.root)), l.now.size, l.bubble.Size(), l.root.Size())
	if !ok {
		return
	}
	l.bubble.Move(at)
	l.bubble.Show()
	l.root.Refresh() // Fyne repaints for no object that was never painted, as the bubble at first
	l.visible = true
	l.watch()
}

// watch hides the tooltip once its target isn't where it was.
func (l *Layer) watch() {
	if l.now.target == nil {
		return
	}
	l.later(watchTime, func() {
		if !l.inPlace() || l.overlay() != l.now.over {
			l.Hide()
			return
		}
		l.watch()
	})
}

func (l *Layer) inPlace() bool {
	t := l.now.target
	return t.Visible() && absolute(t) == l.now.at && t.Size() == l.now.size
}

func (l *Layer) overlay() fyne.CanvasObject {
	c := fyne.CurrentApp().Driver().CanvasForObject(l.root)
	if c == nil {
		return nil
	}
	return c.Overlays().Top()
}

// Hide takes the tooltip away, also one that was only asked for. It reports
// whether one was visible, so that Esc can close a tooltip first.
func (l *Layer) Hide() bool {
	was := l.visible
	l.number++
	l.pressed = nil
	l.now = request{}
	l.visible = false
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
	if was {
		l.bubble.Hide()
		l.root.Refresh()
		l.keepWarm()
	}
	return was
}

func (l *Layer) keepWarm() {
	if l.cool != nil {
		l.cool()
	}
	l.warm = true
	l.cool = l.after(warmTime, func() { l.post(func() { l.warm = false }) })
}

// Visible reports whether a tooltip is shown.
func (l *Layer) Visible() bool { return l.visible }

// Close hides the tooltip and stops every timer.
func (l *Layer) Close() {
	l.Hide()
	if l.cool != nil {
		l.cool()
		l.cool = nil
	}
}

// place finds the bubble's place in an area: below the anchor, else above it,
// else beside it. ok is false when there is no room without covering it.
func place(anchor fyne.Position, size, bubble, area fyne.Size) (at fyne.Position, ok bool) {
	left, top := max(0, anchor.X), max(0, anchor.Y)
	right, bottom := min(area.Width, anchor.X+size.Width), min(area.Height, anchor.Y+size.Height)
	if left >= right || top >= bottom { // the anchor is out of view
		return at, false
	}
	fits := func(x, y float32) bool {
		return x >= margin && y >= margin && x+bubble.Width <= area.Width-margin && y+bubble.Height <= area.Height-margin
	}
	along := func(want, length, room float32) float32 {
		return max(margin, min(want, room-margin-length))
	}
	x := along((left+right-bubble.Width)/2, bubble.Width, area.Width)
	y := along((top+bottom-bubble.Height)/2, bubble.Height, area.Height)
	for _, p := range []fyne.Position{
		{X: x, Y: bottom + gap},
		{X: x, Y: top - gap - bubble.Height},
		{X: right + gap, Y: y},
		{X: left - gap - bubble.Width, Y: y},
	} {
		if fits(p.X, p.Y) {
			return p, true
		}
	}
	return at, false
}
