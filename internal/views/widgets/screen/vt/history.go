package vt

import (
	"strings"
	"unicode/utf8"
)

// maxHistory is how many lines are kept above the screen.
const maxHistory = 10_000

// pastLine is a row that left the screen: its text, and how it was written. It
// takes a tenth of the memory that its cells did.
type pastLine struct {
	text    string
	runs    []run // nil when all is written in the default way
	cells   int32
	wrapped bool // goes on in the next one
}

// run is a number of cells that are written alike.
type run struct {
	cells int32
	style *Style
}

// history is a ring of the newest lines that left the screen.
type history struct {
	lines []pastLine
	first int // the oldest, once the ring is full
	text  strings.Builder
}

func (h *history) len() int { return len(h.lines) }

// at is the i-th line from the oldest.
func (h *history) at(i int) *pastLine { return &h.lines[(h.first+i)%len(h.lines)] }

func (h *history) push(l pastLine) {
	if len(h.lines) < maxHistory {
		h.lines = append(h.lines, l)
		return
	}
	h.lines[h.first] = l
	h.first = (h.first + 1) % maxHistory
}

// pop takes the newest line back.
func (h *history) pop() pastLine {
	h.straighten()
	last := len(h.lines) - 1
	l := h.lines[last]
	h.lines[last] = pastLine{}
	h.lines = h.lines[:last]
	return l
}

// straighten puts the oldest line first.
func (h *history) straighten() {
	if h.first == 0 {
		return
	}
	lines := make([]pastLine, 0, len(h.lines))
	lines = append(append(lines, h.lines[h.first:]...), h.lines[:h.first]...)
	h.lines, h.first = lines, 0
}

func (h *history) clear() { *h = history{} }

// pack makes a line of a row. What is blank at its end is left out.
func (h *history) pack(cells []Cell, wrapped bool, c *clusters) pastLine {
	n := len(cells)
	for !wrapped && n > 0 && cells[n-1].blank() {
		n--
	}
	l := pastLine{cells: int32(n), wrapped: wrapped}
	if n == 0 {
		return l
	}
	h.text.Reset()
	h.text.Grow(n)
	plain := true
	for _, cell := range cells[:n] {
		plain = plain && cell.Style == nil
		switch {
		case cell.Width == 0:
		case cell.Rune == 0:
			h.text.WriteByte(0)
		case cell.Rune < utf8.RuneSelf:
			h.text.WriteByte(byte(cell.Rune))
		default:
			h.text.WriteString(c.text(cell.Rune))
		}
	}
	l.text = h.text.String()
	if !plain {
		l.runs = runsOf(cells[:n])
	}
	return l
}

func runsOf(cells []Cell) []run {
	n := 0
	for i := range cells {
		if i == 0 || cells[i].Style != cells[i-1].Style {
			n++
		}
	}
	runs := make([]run, 0, n)
	for i := range cells {
		if i == 0 || cells[i].Style != cells[i-1].Style {
			runs = append(runs, run{style: cells[i].Style})
		}
		runs[len(runs)-1].cells++
	}
	return runs
}

// unpack appends the cells of a line.
func (t *Terminal) unpack(into []Cell, l *pastLine) []Cell {
	start := len(into)
	for at := 0; at < len(l.text); {
		b := l.text[at]
		if b < utf8.RuneSelf {
			at++
			into = append(into, Cell{Rune: rune(b), Width: 1})
			continue
		}
		r, size := utf8.DecodeRuneInString(l.text[at:])
		at += size
		switch t.widths.of(r) {
		case 2:
			into = append(into, Cell{Rune: r, Width: 2}, Cell{})
		case 0: // belongs to the one before
			i := len(into) - 1
			if i > start && into[i].Width == 0 {
				i--
			}
			if i >= start {
				into[i].Rune = t.clusters.with(into[i].Rune, r)
			}
		default:
			into = append(into, Cell{Rune: r, Width: 1})
		}
	}
	at := start
	for _, run := range l.runs {
		for end := min(at+int(run.cells), len(into)); at < end; at++ {
			into[at].Style = run.style
		}
	}
	return into
}
