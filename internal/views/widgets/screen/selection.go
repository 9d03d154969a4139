package screen

import (
	"strings"
	"unicode"

	"github.com/dockdesk/dockdesk/internal/views/widgets/screen/vt"
)

// pos is a place between two cells: a line as vt numbers them, and a column.
type pos struct{ line, col int }

func (p pos) before(q pos) bool { return p.line < q.line || p.line == q.line && p.col < q.col }

// unit is what a selection grows by.
type unit int

const (
	byCell unit = iota
	byWord
	byLine
)

// selection runs from what the first click took to where the mouse is.
type selection struct {
	on         bool
	unit       unit
	from, upto pos
	head       pos
}

// span is what is selected; the end is behind the last cell.
func (s selection) span(t *vt.Terminal) (from, to pos) {
	from, to = s.from, s.upto
	a, b := around(t, s.head, s.unit)
	if a.before(from) {
		from = a
	}
	if to.before(b) {
		to = b
	}
	return from, to
}

func (s selection) empty(t *vt.Terminal) bool {
	if !s.on {
		return true
	}
	from, to := s.span(t)
	return from == to
}

// around is the word or the line at a place.
func around(t *vt.Terminal, at pos, u unit) (from, to pos) {
	switch u {
	case byLine:
		first, last := logical(t, at.line)
		return pos{line: first}, pos{line: last + 1}
	case byWord:
		return wordAround(t, at)
	}
	return at, at
}

// logical are the first and the last row of the line that a row is a part of.
func logical(t *vt.Terminal, n int) (first, last int) {
	wraps := func(n int) bool { _, w := t.Line(n, nil); return w }
	const most = 200 // rows that are looked at each way
	for first = n; n-first < most && first > t.First() && wraps(first-1); first-- {
	}
	for last = n; last-n < most && wraps(last); last++ {
	}
	return first, last
}

// wordAround is the word at a place: a name, a path, an address or an image's
// reference is one, and so is a run of anything else of one sort. It doesn't go
// on in other rows.
func wordAround(t *vt.Terminal, at pos) (from, to pos) {
	cells, _ := t.Line(at.line, nil)
	if at.col >= len(cells) {
		return at, at
	}
	sort := func(col int) int {
		if cells[col].Width == 0 && col > 0 {
			col--
		}
		r, _ := t.Base(cells[col])
		return sortOf(r)
	}
	mine := sort(at.col)
	a, b := at.col, at.col+1
	for a > 0 && sort(a-1) == mine {
		a--
	}
	for b < len(cells) && sort(b) == mine {
		b++
	}
	for r, _ := t.Base(cells[b-1]); mine == ofWord && b-1 > at.col && strings.ContainsRune(".:,", r); r, _ = t.Base(cells[b-1]) {
		b-- // what ends a sentence
	}
	return pos{at.line, a}, pos{at.line, b}
}

const (
	ofWord = iota
	ofSpace
	ofRest
)

func sortOf(r rune) int {
	switch {
	case r == 0, unicode.IsSpace(r):
		return ofSpace
	case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune("_-./:@%+~=?&#", r):
		return ofWord
	}
	return ofRest
}

// maxCopy is how much one copy takes at most.
const maxCopy = 32 << 20

// textBetween is the text from one place to another. Rows that are one line are
// joined, and what is blank at a line's end is left out.
func textBetween(t *vt.Terminal, from, to pos) string {
	var b strings.Builder
	var cells []vt.Cell
	for n := max(from.line, t.First()); n <= to.line && b.Len() < maxCopy; n++ {
		var wrapped bool
		cells, wrapped = t.Line(n, cells[:0])
		start, end := 0, len(cells)
		if n == from.line {
			start = min(from.col, end)
		}
		if n == to.line {
			end = max(min(to.col, end), start)
		}
		line := cellText(t, cells[start:end])
		if !wrapped {
			line = strings.TrimRight(line, " ")
		}
		b.WriteString(line)
		if !wrapped && n < to.line {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func cellText(t *vt.Terminal, cells []vt.Cell) string {
	var b strings.Builder
	for _, c := range cells {
		if c.Width > 0 {
			b.WriteString(t.Text(c))
		}
	}
	return b.String()
}
