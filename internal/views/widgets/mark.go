package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// Mark is a remark beside a name. Pressing it opens its topic.
type Mark struct {
	Word, Topic string
	// Everyday marks are on so many rows that they are counted there, not written
	// out.
	Everyday bool
}

// Part is a mark as a cell draws it, in the cell's own coordinates.
type Part struct {
	Mark
	At   fyne.Position
	Size fyne.Size
	Rest []Mark // those without room that it stands for; nil for a mark of its own
}

// Marked is a cell with marks that can be pressed.
type Marked interface {
	// Parts are the marks that are drawn, from left to right.
	Parts() []Part
	// Light puts a ring round one of them, by its place in Parts; -1 for none.
	Light(i int)
}

// hand is a place in a row over which the pointer is a hand. Fyne draws nothing
// for it.
type hand struct{ canvas.Rectangle }

// Cursor implements desktop.Cursorable.
func (*hand) Cursor() desktop.Cursor { return desktop.PointerCursor }
