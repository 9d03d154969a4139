package textview

import (
	"github.com/dockdesk/dockdesk/internal/views/discreet"
)

// veiled is a source whose lines a room may see.
type veiled struct{ Source }

type veiledMarked struct{ Marked }

func veil(src Source) Source {
	switch s := src.(type) {
	case nil:
		return nil
	case Marked:
		return veiledMarked{s}
	}
	return veiled{src}
}

func unveil(src Source) Source {
	switch s := src.(type) {
	case veiled:
		return s.Source
	case veiledMarked:
		return s.Marked
	}
	return src
}

// Line implements Source.
func (v veiled) Line(i int) Line { return veilLine(v.Source.Line(i)) }

// Line implements Source.
func (v veiledMarked) Line(i int) Line { return veilLine(v.Marked.Line(i)) }

// veilLine draws a line without what a room should not see, and keeps the look of
// the rest.
func veilLine(l Line) Line {
	shown := discreet.Text(l.Text)
	if shown == l.Text {
		return l
	}
	before := common(l.Text, shown, false)
	after := min(common(l.Text, shown, true), len(l.Text)-before, len(shown)-before)
	move := func(at int) int {
		switch {
		case at <= before:
			return at
		case at >= len(l.Text)-after:
			return at + len(shown) - len(l.Text)
		}
		return before
	}
	out := Line{Text: shown, Ground: l.Ground, Spans: make([]Span, 0, len(l.Spans))}
	for _, s := range l.Spans {
		if s.Start, s.End = move(s.Start), move(s.End); s.Start < s.End {
			out.Spans = append(out.Spans, s)
		}
	}
	return out
}

// common is how many bytes two texts begin with, or end with, alike, in whole
// characters.
func common(a, b string, end bool) int {
	n := 0
	for n < len(a) && n < len(b) {
		x, y := a[n], b[n]
		if end {
			x, y = a[len(a)-1-n], b[len(b)-1-n]
		}
		if x != y || x >= 0x80 {
			break
		}
		n++
	}
	return n
}
