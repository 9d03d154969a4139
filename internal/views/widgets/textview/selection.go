package textview

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is what a selection grows by: one click takes characters, two words,
// three lines.
type unit int

const (
	byChar unit = iota
	byWord
	byLine
)

// selection runs from where it was begun to where the mouse or keyboard is.
type selection struct {
	unit       unit
	from, upto Pos // what the first click took
	head       Pos
	goal       int // the column that Shift+Up and Shift+Down keep; -1 for the head's own
}

// span is the selected text, its start before its end.
func (s selection) span(src Source) (from, to Pos) {
	h0, h1 := s.head, s.head
	if s.unit != byChar {
		h0, h1 = around(src, s.head, s.unit)
	}
	from, to = s.from, s.upto
	if h0.Before(from) {
		from = h0
	}
	if to.Before(h1) {
		to = h1
	}
	return from, to
}

// selectAt begins a selection at a place.
func selectAt(src Source, at Pos, u unit) selection {
	from, to := at, at
	if u != byChar {
		from, to = around(src, at, u)
	}
	return selection{unit: u, from: from, upto: to, head: at, goal: -1}
}

// around is the word or the line at a place. A line ends where the next one
// begins, so that its line break is copied with it.
func around(src Source, at Pos, u unit) (from, to Pos) {
	if at.Line >= src.Len() {
		return at, at
	}
	text := src.Line(at.Line).Text
	if u == byLine {
		if at.Line+1 < src.Len() {
			return Pos{Line: at.Line}, Pos{Line: at.Line + 1}
		}
		return Pos{Line: at.Line}, Pos{Line: at.Line, Byte: len(text)}
	}
	start, end := wordAt(text, min(at.Byte, len(text)))
	return Pos{Line: at.Line, Byte: start}, Pos{Line: at.Line, Byte: end}
}

// wordAt is the word over a byte: a name, a path, an address or an image's
// reference is one word, and so is a run of anything else of one sort.
func wordAt(text string, at int) (start, end int) {
	if at >= len(text) {
		if at == 0 {
			return 0, 0
		}
		_, size := utf8.DecodeLastRuneInString(text)
		at = len(text) - size
	}
	r, size := utf8.DecodeRuneInString(text[at:])
	sort := sortOf(r)
	start, end = at, at+size
	for start > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:start])
		if sortOf(r) != sort {
			break
		}
		start -= size
	}
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if sortOf(r) != sort {
			break
		}
		end += size
	}
	if trimmed := strings.TrimRight(text[start:end], ".:,"); sort == wordSort && len(trimmed) > at-start {
		end = start + len(trimmed)
	}
	return start, end
}

const (
	wordSort = iota
	spaceSort
	otherSort
)

func sortOf(r rune) int {
	switch {
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), strings.ContainsRune("_-./:@%+~", r):
		return wordSort
	case unicode.IsSpace(r):
		return spaceSort
	}
	return otherSort
}

// textBetween is the text from one place to another, at most limit bytes; cut
// says that there is more.
func textBetween(src Source, from, to Pos, limit int) (text string, cut bool) {
	var b strings.Builder
	for i := from.Line; i <= to.Line && i < src.Len(); i++ {
		if i > from.Line {
			b.WriteByte('\n')
		}
		line := src.Line(i).Text
		start, end := 0, len(line)
		if i == from.Line {
			start = min(from.Byte, end)
		}
		if i == to.Line {
			end = min(to.Byte, end)
		}
		if start < end {
			b.WriteString(line[start:end])
		}
		if b.Len() > limit {
			return strings.ToValidUTF8(b.String()[:limit], ""), true
		}
	}
	return b.String(), false
}

// endOf is the place after the last character of a source.
func endOf(src Source) Pos {
	n := src.Len()
	if n == 0 {
		return Pos{}
	}
	return Pos{Line: n - 1, Byte: len(src.Line(n - 1).Text)}
}

// step is the place that a key leads to from another.
type step int

const (
	charBack step = iota
	charOn
	wordBack
	wordOn
	lineStart
	lineEnd
	docStart
	docEnd
)

func (s step) from(src Source, at Pos) Pos {
	n := src.Len()
	if n == 0 {
		return Pos{}
	}
	at.Line = min(at.Line, n-1)
	text := src.Line(at.Line).Text
	switch s {
	case charBack, wordBack:
		if at.Byte == 0 {
			if at.Line == 0 {
				return at
			}
			return Pos{Line: at.Line - 1, Byte: len(src.Line(at.Line - 1).Text)}
		}
		prev := stepByte(text, at.Byte, -1)
		if s == wordBack {
			prev, _ = wordAt(text, prev)
		}
		return Pos{Line: at.Line, Byte: prev}
	case charOn, wordOn:
		if at.Byte >= len(text) {
			if at.Line == n-1 {
				return at
			}
			return Pos{Line: at.Line + 1}
		}
		next := stepByte(text, at.Byte, 1)
		if s == wordOn {
			_, next = wordAt(text, at.Byte)
		}
		return Pos{Line: at.Line, Byte: next}
	case lineStart:
		return Pos{Line: at.Line}
	case lineEnd:
		return Pos{Line: at.Line, Byte: len(text)}
	case docStart:
		return Pos{}
	}
	return endOf(src)
}
