package jsondoc

import (
	"fmt"
	"strings"
)

// Part is what a piece of a line is, for whoever gives it a colour.
type Part int

// The parts of a line.
const (
	Space   Part = iota // indentation
	Mark                // the sign that opens and closes
	Name                // a key or an index
	Punct               // braces, colons, commas
	Text                // a string
	Figure              // a number
	Truth               // true, false
	Nothing             // null
	Count               // how many are inside
	Secret              // a masked value
)

// Piece is a part of a line and its text.
type Piece struct {
	Part Part
	Text string
}

// Join is the text of a line.
func Join(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}

var partOf = map[Kind]Part{Null: Nothing, Bool: Truth, Number: Figure, String: Text}

// valuePiece is a scalar as it is shown.
func (n *Node) valuePiece(reveal bool) Piece {
	if n.Masked() && !reveal {
		return Piece{Secret, quote(n.masked)}
	}
	if n.Kind == String {
		return Piece{Text, quote(n.Text)}
	}
	return Piece{partOf[n.Kind], n.Text}
}

// CountText is how many values are inside: {12} or [3].
func (n *Node) CountText() string {
	if n.Kind == Object {
		return fmt.Sprintf("{%d}", len(n.Children))
	}
	return fmt.Sprintf("[%d]", len(n.Children))
}

// Body is a node as a row of the tree shows it, without its indentation: its
// name, and its value or, where it is closed, its count.
func (n *Node) Body(reveal, open bool) []Piece {
	var pieces []Piece
	if n.Parent != nil {
		pieces = append(pieces, Piece{Name, n.Name()}, Piece{Punct, ":"})
	}
	switch {
	case !n.IsContainer():
		pieces = append(pieces, Piece{Space, " "}, n.valuePiece(reveal))
	case !open:
		pieces = append(pieces, Piece{Space, " "}, Piece{Count, n.CountText()})
	}
	return pieces
}

// Line is a line of the document's text and the value it belongs to.
type Line struct {
	Node   *Node
	Close  bool // it only closes Node
	Pieces []Piece
}

const indentation = "    " // as the docker command prints it

// Lines is a value as indented JSON text.
func (n *Node) Lines(reveal bool) []Line {
	var lines []Line
	n.lines(&lines, 0, true, reveal, false)
	return lines
}

// Pretty is a value as indented JSON text in one string.
func (n *Node) Pretty(reveal bool) string {
	var b strings.Builder
	for i, l := range n.Lines(reveal) {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(Join(l.Pieces))
	}
	return b.String()
}

func (n *Node) lines(into *[]Line, depth int, last, reveal, named bool) {
	indent := Piece{Space, strings.Repeat(indentation, depth)}
	head := []Piece{indent}
	if named {
		head = append(head, Piece{Name, quote(n.Key)}, Piece{Punct, ": "})
	}
	tail := ""
	if !last {
		tail = ","
	}
	open, shut := "{", "}"
	if n.Kind == Array {
		open, shut = "[", "]"
	}
	switch {
	case !n.IsContainer():
		*into = append(*into, Line{Node: n, Pieces: append(head, n.valuePiece(reveal), Piece{Punct, tail})})
	case len(n.Children) == 0:
		*into = append(*into, Line{Node: n, Pieces: append(head, Piece{Punct, open + shut + tail})})
	default:
		*into = append(*into, Line{Node: n, Pieces: append(head, Piece{Punct, open})})
		for i, c := range n.Children {
			c.lines(into, depth+1, i == len(n.Children)-1, reveal, n.Kind == Object)
		}
		*into = append(*into, Line{Node: n, Close: true, Pieces: []Piece{indent, {Punct, shut + tail}}})
	}
}
