package textview

import (
	"fmt"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/docker/go-units"
	"golang.org/x/text/width"
)

const (
	// maxColumns is how much of a line is drawn. The rest is named with its
	// size and is still copied with the line.
	maxColumns = 10_000
	// maxMarks is how many combining marks one character may carry before the
	// next ones are shown as escapes: a pile of them covers its neighbours.
	maxMarks = 3
	tabWidth = 8
)

type kind uint8

const (
	plain   kind = iota // one character
	blank               // nothing to draw
	cluster             // a character with its combining marks
	escape              // stands for what can't or mustn't be drawn
	rest                // stands for what lies beyond maxColumns
)

// cell is one character of a line on the grid of columns.
type cell struct {
	start, end int // bytes of the line
	col, width int // columns
	kind       kind
	r          rune
}

// cells are the characters of a line from left to right. Right-to-left scripts
// are shown in the order in which they are stored, as terminals do.
func cells(text string) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		text = strings.TrimSuffix(text, "\r")
		for at, col := 0, 0; at < len(text); {
			if col >= maxColumns {
				yield(cell{start: at, end: len(text), col: col, width: utf8.RuneCountInString(restWords(len(text) - at)), kind: rest})
				return
			}
			c := cellAt(text, at, col)
			if !yield(c) {
				return
			}
			at, col = c.end, col+c.width
		}
	}
}

func cellAt(text string, at, col int) cell {
	b := text[at]
	c := cell{start: at, end: at + 1, col: col, width: 1, r: rune(b)}
	switch {
	case b == ' ':
		c.kind = blank
	case b == '\t':
		c.kind, c.width = blank, tabWidth-col%tabWidth
	case b < ' ' || b == 0x7f:
		c.kind, c.width = escape, len(escapeWords(text, at, at+1))
	case b >= utf8.RuneSelf:
		return wideCellAt(text, at, col)
	}
	if c.kind == plain && c.end < len(text) && text[c.end] >= 0xcc { // U+0300 is where marks begin
		c = withMarks(text, c)
	}
	return c
}

func wideCellAt(text string, at, col int) cell {
	r, size := utf8.DecodeRuneInString(text[at:])
	c := cell{start: at, end: at + size, col: col, width: 1, r: r}
	switch {
	case r == utf8.RuneError && size == 1, !shown(r):
		c.kind, c.width = escape, len(escapeWords(text, at, c.end))
		return c
	case unicode.Is(unicode.Zs, r):
		c.kind = blank
	}
	if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
		c.width = 2
	}
	if c.kind == plain && c.end < len(text) && text[c.end] >= 0xcc {
		c = withMarks(text, c)
	}
	return c
}

// shown says that a character leaves ink or honest space: not a control, not a
// mark without a letter, not an invisible one.
func shown(r rune) bool {
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0, 0x2028, 0x2029: // blank Hangul fillers, line separators
		return false
	}
	return unicode.Is(unicode.Zs, r) || unicode.IsPrint(r) && !unicode.In(r, unicode.Mn, unicode.Me)
}

const zeroWidthJoiner = 0x200d

// withMarks adds to a character the marks that belong to it.
func withMarks(text string, c cell) cell {
	for n := 0; n < maxMarks && c.end < len(text); n++ {
		r, size := utf8.DecodeRuneInString(text[c.end:])
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me), r >= 0x1f3fb && r <= 0x1f3ff:
			c.kind = cluster
		case r == zeroWidthJoiner && joins(text, c, c.end+size):
		default:
			return c
		}
		c.end += size
	}
	return c
}

// joins says that a zero-width joiner stands between two symbols, as in emoji;
// anywhere else it would hide.
func joins(text string, c cell, next int) bool {
	r, _ := utf8.DecodeRuneInString(text[next:])
	return c.r > 0xff && unicode.Is(unicode.So, c.r) && unicode.Is(unicode.So, r)
}

// escapeWords is what is shown in place of a character that isn't.
func escapeWords(text string, start, end int) string {
	r, size := utf8.DecodeRuneInString(text[start:end])
	switch {
	case r == utf8.RuneError && size <= 1:
		return fmt.Sprintf(`\x%02x`, text[start])
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

func restWords(size int) string { return "… " + units.HumanSize(float64(size)) + " more" }

// words is what is drawn for a cell of a line.
func (c cell) words(text string) string {
	switch c.kind {
	case blank:
		return ""
	case escape:
		return escapeWords(text, c.start, c.end)
	case rest:
		return restWords(c.end - c.start)
	}
	return strings.ReplaceAll(text[c.start:c.end], string(rune(zeroWidthJoiner)), "")
}

// rowStart is where a row of a wrapped line begins.
type rowStart struct{ at, col int }

// wrapRows cuts a line into rows of a number of columns and appends their
// starts; there is always at least one. A character never spans two rows.
func wrapRows(into []rowStart, text string, columns int) []rowStart {
	into = append(into, rowStart{})
	begin := 0
	for c := range cells(text) {
		if c.col+c.width-begin > columns && c.col > begin {
			begin = c.col
			into = append(into, rowStart{at: c.start, col: c.col})
		}
	}
	return into
}

// columnsOf is the width of a line.
func columnsOf(text string) int {
	w := 0
	for c := range cells(text) {
		w = c.col + c.width
	}
	return w
}

// byteAt is the place in a line that is nearest to a column: halves of a
// character belong to the side they are on.
func byteAt(text string, col float64) int {
	end := 0
	for c := range cells(text) {
		if col < float64(c.col)+float64(c.width)/2 {
			return c.start
		}
		end = c.end
	}
	return end
}

// cellOver is the character that covers a column.
func cellOver(text string, col int) (cell, bool) {
	for c := range cells(text) {
		if col < c.col+c.width {
			return c, true
		}
	}
	return cell{}, false
}

// columnOf is the column of a place in a line.
func columnOf(text string, at int) int {
	col := 0
	for c := range cells(text) {
		if c.end > at {
			return c.col
		}
		col = c.col + c.width
	}
	return col
}

// stepByte is the place one character before (by < 0) or after another.
func stepByte(text string, at, by int) int {
	before := 0
	for c := range cells(text) {
		if by > 0 && c.end > at {
			return c.end
		}
		if by < 0 && c.end >= at {
			return c.start
		}
		before = c.start
	}
	if by < 0 {
		return before
	}
	return at
}
