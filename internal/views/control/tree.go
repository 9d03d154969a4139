package control

import (
	"fmt"
	"strings"
)

// Rect is an area of the window in real pixels, from its top left corner.
type Rect struct {
	X      int `json:"x"`
	Y      int `json:"y"`
	Width  int `json:"width"`
	Height int `json:"height"`
}

// Empty says that nothing lies within.
func (r Rect) Empty() bool { return r.Width <= 0 || r.Height <= 0 }

// Center is the pixel in the middle, where a click is sure to hit.
func (r Rect) Center() (x, y int) { return r.X + r.Width/2, r.Y + r.Height/2 }

// Intersect is the area that both have in common, possibly empty.
func (r Rect) Intersect(s Rect) Rect {
	x0, y0 := max(r.X, s.X), max(r.Y, s.Y)
	x1, y1 := min(r.X+r.Width, s.X+s.Width), min(r.Y+r.Height, s.Y+s.Height)
	return Rect{X: x0, Y: y0, Width: max(0, x1-x0), Height: max(0, y1-y0)}
}

// Control is one described control where it is on the screen.
type Control struct {
	Description
	// Rect is the whole control, also the part that is scrolled away.
	Rect Rect `json:"rect"`
	// Shown is the part of it that lies inside the window and every scroll
	// area around it. Click in here.
	Shown Rect `json:"shown"`
	// Visible says that at least a pixel of it is shown. What is hidden by
	// its parents isn't in the tree at all.
	Visible bool `json:"visible"`
	// Reachable says that no dialog, menu or pop-up takes its clicks.
	Reachable bool `json:"reachable"`
	// Within is the id of the nearest described control around it.
	Within string `json:"within,omitempty"`
}

func (c Control) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-8s %-32s %q at %d,%d %dx%d", c.Kind, c.ID, c.Text, c.Rect.X, c.Rect.Y, c.Rect.Width, c.Rect.Height)
	for _, flag := range []struct {
		set  bool
		word string
	}{
		{!c.Enabled, "disabled"}, {c.Focused, "focused"}, {c.Selected, "selected"},
		{!c.Visible, "out of view"}, {c.Visible && !c.Reachable, "covered"},
	} {
		if flag.set {
			b.WriteString(" " + flag.word)
		}
	}
	return b.String()
}

// Tree is every control of a window at one moment, from the back to the
// front, parents before their children.
type Tree struct {
	// Page names what the window shows, as the application calls it.
	Page string `json:"page,omitempty"`
	// Title is the window's title.
	Title string `json:"title,omitempty"`
	// Window is the drawn area; its corner is 0,0.
	Window Rect `json:"window"`
	// Scale is the number of real pixels in one Fyne unit.
	Scale float32 `json:"scale"`
	// Controls in painting order.
	Controls []Control `json:"controls"`
}

// Find gives the control with an id. Ids of stock controls are made from kind
// and text, "button:Run" say. One that can be reached wins over one that is
// covered or out of view; ok is false when there is none at all.
func (t Tree) Find(id string) (found Control, ok bool) {
	rank := func(c Control) int {
		switch {
		case c.Visible && c.Reachable:
			return 2
		case c.Visible:
			return 1
		}
		return 0
	}
	for _, c := range t.Controls {
		if c.ID == id && (!ok || rank(c) > rank(found)) {
			found, ok = c, true
		}
	}
	return found, ok
}

// Where gives every control that a test function accepts.
func (t Tree) Where(match func(Control) bool) []Control {
	var out []Control
	for _, c := range t.Controls {
		if match(c) {
			out = append(out, c)
		}
	}
	return out
}

// Within gives every control whose nearest described parent has the id.
func (t Tree) Within(id string) []Control {
	return t.Where(func(c Control) bool { return c.Within == id })
}

// Shows says whether a visible control has the text as it is or as a part.
func (t Tree) Shows(text string) bool {
	for _, c := range t.Controls {
		if c.Visible && strings.Contains(c.Text, text) {
			return true
		}
	}
	return false
}

// Focused gives the control that gets the keys.
func (t Tree) Focused() (Control, bool) {
	for _, c := range t.Controls {
		if c.Focused {
			return c, true
		}
	}
	return Control{}, false
}

// String lists the controls, one a line, for a person who looks for why a
// test didn't find one.
func (t Tree) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "window %q page %q %dx%d scale %g, %d controls\n", t.Title, t.Page, t.Window.Width, t.Window.Height, t.Scale, len(t.Controls))
	for _, c := range t.Controls {
		fmt.Fprintf(&b, "  %s\n", c)
	}
	return b.String()
}

// Op is what a request asks for.
type Op string

// The operations of the socket.
const (
	OpTree Op = "tree" // every control
	OpFind Op = "find" // the controls with Request.ID
	OpIdle Op = "idle" // answers when nothing is pending and it has been painted
	OpQuit Op = "quit" // closes the application
)

// Request is one line of JSON to the socket.
type Request struct {
	Op Op     `json:"op"`
	ID string `json:"id,omitempty"`
	// TimeoutMillis bounds the request; 0 means 10 seconds.
	TimeoutMillis int `json:"timeout_ms,omitempty"`
}

// Answer is one line of JSON from it.
type Answer struct {
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
	// Tree answers OpTree, and OpFind with the matching controls only.
	Tree *Tree `json:"tree,omitempty"`
}
