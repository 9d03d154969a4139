// Package textview shows text in a monospace font, from ten lines to millions:
// logs, JSON, Dockerfiles. It draws only what is visible, into one picture, so
// that neither the time nor the memory grow with the text.
//
// Text comes from strangers: control characters, invisible ones and marks that
// turn the reading direction are shown as escapes, so that a line can't pretend
// to be another one. The package must know nothing of Docker, of where its
// lines come from or of what they mean.
package textview

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// Source is what a View shows. The View asks for the visible lines each time it
// draws, on the main goroutine, and keeps none of them.
type Source interface {
	// Len is the number of lines.
	Len() int
	// Line is line i, from 0 to Len()-1. It must be quick: a page of lines is
	// asked for in every frame.
	Line(i int) Line
}

// Marked is a Source that has something to say in front of its lines: times,
// names. It stands beside the text, as line numbers do: it is neither selected nor
// copied, and doesn't move when long lines are scrolled.
type Marked interface {
	Source
	// MarkColumns is how wide it is; 0 is nothing.
	MarkColumns() int
	// Mark is what stands in front of line i.
	Mark(i int) Line
}

// Line is one line of text and how its parts look.
type Line struct {
	Text string
	// Spans say how parts of Text look, sorted and without overlaps. What no
	// span covers is plain.
	Spans []Span
	// Ground is the colour token behind the whole row; "" for none.
	Ground fyne.ThemeColorName
}

// Span is the look of the bytes Start to End (exclusive) of a line.
type Span struct {
	Start, End int
	Style
}

// Style is how text looks. The zero Style is plain text.
type Style struct {
	Ink    fyne.ThemeColorName // colour token; "" is theme.Text
	Ground fyne.ThemeColorName // colour token behind the text; "" is none
	// InkColor and GroundColor win over the tokens when they aren't nil: the
	// colours that a program in a container asked for.
	InkColor, GroundColor color.Color
	Bold, Underline       bool
}

// Lines is a Source of plain lines.
type Lines []string

// Len implements Source.
func (l Lines) Len() int { return len(l) }

// Line implements Source.
func (l Lines) Line(i int) Line { return Line{Text: l[i]} }

// Pos is a place between two characters.
type Pos struct {
	Line int // from 0
	Byte int // offset into the line's text
}

// Before reports whether p comes first.
func (p Pos) Before(q Pos) bool {
	return p.Line < q.Line || p.Line == q.Line && p.Byte < q.Byte
}
