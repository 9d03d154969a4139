package window

import (
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Modifier keys to hold during a click.
const (
	Ctrl  = "ctrl"
	Shift = "shift"
	Alt   = "alt"
)

const (
	left  = "1"
	right = "3"
	up    = "4"
	down  = "5"
)

// Click clicks in the middle of what is shown of a control, once it can be
// reached, while the modifiers are held.
func (w *Window) Click(id string, held ...string) {
	w.t.Helper()
	w.press(id, held, "click", left)
}

// RightClick opens the menu of a control.
func (w *Window) RightClick(id string, held ...string) {
	w.t.Helper()
	w.press(id, held, "click", right)
}

// DoubleClick clicks twice, 60 ms apart.
func (w *Window) DoubleClick(id string) {
	w.t.Helper()
	w.press(id, nil, "click", "--repeat", "2", "--delay", "60", left)
}

// Hover moves the mouse over a control.
func (w *Window) Hover(id string) {
	w.t.Helper()
	w.press(id, nil)
}

// Scroll turns the wheel over a control, downwards for n above 0.
func (w *Window) Scroll(id string, n int) {
	w.t.Helper()
	button := down
	if n < 0 {
		button, n = up, -n
	}
	if n > 0 {
		w.press(id, nil, "click", "--repeat", strconv.Itoa(n), "--delay", "10", button)
	}
}

// Drag presses on a control, moves by dx and dy pixels in steps, as a hand
// does, and lets go.
func (w *Window) Drag(id string, dx, dy int) {
	w.t.Helper()
	const steps = 8
	x, y := w.target(id).Shown.Center()
	w.DragBetween(x, y, x+dx, y+dy, steps)
}

// DragTo drags the middle of one control onto the middle of another.
func (w *Window) DragTo(from, to string) {
	w.t.Helper()
	x0, y0 := w.target(from).Shown.Center()
	x1, y1 := w.target(to).Shown.Center()
	w.DragBetween(x0, y0, x1, y1, 16)
}

// DragBetween presses at one pixel of the window and lets go at another.
func (w *Window) DragBetween(x0, y0, x1, y1, steps int) {
	w.t.Helper()
	chain := w.moveTo(x0, y0)
	chain = append(chain, "mousedown", left)
	for i := 1; i <= steps; i++ {
		chain = append(chain, "sleep", "0.01")
		chain = append(chain, w.moveTo(x0+(x1-x0)*i/steps, y0+(y1-y0)*i/steps)...)
	}
	w.do(append(chain, "sleep", "0.01", "mouseup", left)...)
}

// ClickAt clicks at a pixel of the window, for what is no control.
func (w *Window) ClickAt(x, y int) {
	w.t.Helper()
	w.do(append(w.moveTo(x, y), "click", left)...)
}

// Type types a text into what has the focus. Characters outside of ASCII take
// a third of a second each: xdotool lends them a key, and the program needs
// that long to notice. Those outside of Latin-1 never arrive, measured without
// an input method; the test fails for them.
func (w *Window) Type(text string) {
	w.t.Helper()
	for _, run := range typeable(text) {
		switch {
		case run[0] < utf8.RuneSelf:
			w.do("type", "--delay", "8", "--", run)
		case []rune(run)[0] <= unicode.MaxLatin1:
			w.do("type", "--delay", "300", "--", run)
		default:
			w.fail("the display's keyboard can't type %q", run)
		}
	}
}

// typeable cuts a text into runs of ASCII and single other characters.
func typeable(text string) []string {
	var runs []string
	for _, r := range text {
		last := len(runs) - 1
		if r < utf8.RuneSelf && last >= 0 && runs[last][0] < utf8.RuneSelf {
			runs[last] += string(r)
			continue
		}
		runs = append(runs, string(r))
	}
	return runs
}

// Key presses keys one after the other, by X's names: "Tab", "ctrl+a",
// "Return", "Escape", "Page_Down".
func (w *Window) Key(names ...string) {
	w.t.Helper()
	w.do(append([]string{"key", "--delay", "20", "--"}, names...)...)
}

// Resize gives the window another size in pixels and waits until it is
// painted so. Fyne refuses sizes below the content's minimum; the test fails
// then.
func (w *Window) Resize(width, height int) {
	w.t.Helper()
	w.do("windowsize", w.id, strconv.Itoa(width), strconv.Itoa(height), "windowmove", w.id, "0", "0")
	w.WaitFor(func(t Tree) bool { return t.Window.Width == width && t.Window.Height == height },
		fmt.Sprintf("a window of %d×%d", width, height))
	w.Idle()
}

// Screenshot writes the picture of the window as PNG.
func (w *Window) Screenshot(path string) {
	w.t.Helper()
	w.Idle()
	if err := w.display.picture(w.id, path); err != nil {
		w.fail("taking a picture: %v", err)
	}
}

// press moves onto a control and does the rest of an xdotool chain there.
func (w *Window) press(id string, held []string, chain ...string) {
	w.t.Helper()
	x, y := w.target(id).Shown.Center()
	all := w.moveTo(x, y)
	for _, key := range held {
		all = append(all, "keydown", key)
	}
	all = append(all, chain...)
	for _, key := range held {
		all = append(all, "keyup", key)
	}
	w.do(all...)
}

// target waits for a control that a person could press now.
func (w *Window) target(id string) Control {
	w.t.Helper()
	w.Idle() // nothing moves any more
	tree := w.WaitFor(func(t Tree) bool {
		c, ok := t.Find(id)
		return ok && c.Visible && c.Reachable && c.Enabled
	}, fmt.Sprintf("%q to be in view, enabled and not covered", id))
	found, _ := tree.Find(id)
	return found
}

func (w *Window) moveTo(x, y int) []string {
	return []string{"mousemove", "--window", w.id, strconv.Itoa(x), strconv.Itoa(y)}
}

// do runs an xdotool chain and waits until the program has dealt with it.
func (w *Window) do(chain ...string) {
	w.t.Helper()
	if _, err := w.display.xdotool(chain...); err != nil {
		w.fail("%v", err)
	}
	w.Idle()
}
