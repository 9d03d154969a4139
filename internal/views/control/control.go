// Package control holds the words in which a control on the screen describes
// itself, and the tree that is made of them. A widget says what it is by
// implementing Describer; package uisocket walks the window and answers with
// the Tree; test/window reads it, finds a control by its id and clicks it for
// real. Describing oneself is also what a screen reader or a lesson that
// points at a button would need.
//
// It must know neither Fyne nor any widget, so that everyone can import it:
// the widgets, the walker and the tests outside the process.
package control

// Kinds of control. A widget may use a kind of its own as well; these are the
// ones that tests look for.
const (
	KindButton   = "button"
	KindCheck    = "check"
	KindChip     = "chip"
	KindEntry    = "entry"
	KindHeader   = "header"
	KindLabel    = "label"
	KindLink     = "link"
	KindList     = "list"
	KindMenuItem = "menuitem"
	KindNav      = "nav"
	KindPane     = "pane"
	KindProgress = "progress"
	KindRow      = "row"
	KindSelect   = "select"
	KindSlider   = "slider"
	KindTab      = "tab"
	KindText     = "text"
)

// Description is what one control says about itself.
type Description struct {
	// ID names the control for good: it depends neither on the language nor on
	// its place. Write it as "page.thing" or "row:<object id>". Of the visible
	// controls no two have the same one. Empty means that nobody needs to find
	// it.
	ID string `json:"id,omitempty"`
	// Kind is one of the Kind constants, or a lower-case word of the widget's
	// own.
	Kind string `json:"kind"`
	// Text is what a person reads on it; for an entry what is typed in it.
	Text string `json:"text,omitempty"`
	// Enabled says that it answers to clicks and keys.
	Enabled bool `json:"enabled"`
	// Focused says that it gets the keys.
	Focused bool `json:"focused,omitempty"`
	// Selected says that it is ticked, chosen, pressed in or switched on.
	Selected bool `json:"selected,omitempty"`
}

// Describer is a widget that says what it is. It is called on the main
// goroutine only. Its children are walked as well and may describe themselves.
type Describer interface {
	DescribeControl() Description
}

// Part is a described piece of a widget that is no canvas object of its own: a
// line in a log, a column header that is drawn by the list, a bar of a chart.
type Part struct {
	Description
	// X and Y are the piece's top left corner in the widget's own coordinates,
	// in Fyne's device-independent units; Width and Height its size.
	X, Y, Width, Height float32
}

// PartsDescriber is a widget that draws several things a person can tell
// apart. A widget may be a Describer too. Parts that lie outside of the widget
// may be given; they are reported as not visible.
type PartsDescriber interface {
	DescribeParts() []Part
}
