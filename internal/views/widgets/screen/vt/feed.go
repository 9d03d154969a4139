package vt

import (
	"bytes"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi/parser"
)

// maxString is how much of an order with text in it (a title, a link) is kept.
const maxString = 4096

// maxDigits is how long a number in an order may be: more digits change
// nothing, since all counts are cut to the size of the screen.
const maxDigits = 9

// feed is what lies between the bytes and the parser.
//
// The parser sees only the orders. Text goes to the screen directly, in whole
// runs, which is ten times as fast. And the parser ends an order at the byte
// 9C, which is also a part of "✓" and many other characters.
type feed struct {
	part   [utf8.UTFMax]byte // of a character that goes on in the next Write
	parts  int
	text   []byte // of an OSC order
	digits int
}

// Write takes what the program printed. It never fails.
func (t *Terminal) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		if t.clusters.full() {
			t.tidy()
		}
		switch t.parser.State() {
		case parser.GroundState:
			p = t.plain(p)
		case parser.OscStringState, parser.DcsStringState, parser.SosStringState, parser.PmStringState, parser.ApcStringState:
			p = t.str(p)
		default:
			p = t.order(p)
		}
	}
	return n, nil
}

// plain takes the text up to the next control character, or that character.
func (t *Terminal) plain(p []byte) []byte {
	if t.feed.parts > 0 {
		return t.rest(p)
	}
	if b := p[0]; b < ' ' || b == 0x7f {
		t.control(b)
		return p[1:]
	}
	n := 1
	for n < len(p) && p[n] >= ' ' && p[n] != 0x7f {
		n++
	}
	t.text(p[:n])
	return p[n:]
}

// control takes the control characters that most lines have, and gives others
// to the parser.
func (t *Terminal) control(b byte) {
	switch b {
	case '\n', '\r', '\t', '\b', 0x07:
		t.execute(b)
	default:
		t.parser.Advance(b)
	}
}

// text prints a run that has no control characters in it.
func (t *Terminal) text(p []byte) {
	for len(p) > 0 {
		n := 0
		for n < len(p) && p[n] < utf8.RuneSelf {
			n++
		}
		if n > 0 {
			t.printASCII(p[:n])
			p = p[n:]
			continue
		}
		if !utf8.FullRune(p) {
			t.feed.parts = copy(t.feed.part[:], p)
			return
		}
		r, size := utf8.DecodeRune(p)
		t.print(r)
		p = p[size:]
	}
}

// rest completes a character that began in the Write before.
func (t *Terminal) rest(p []byte) []byte {
	f := &t.feed
	for len(p) > 0 && f.parts < utf8.UTFMax && p[0]&0xc0 == 0x80 && !utf8.FullRune(f.part[:f.parts]) {
		f.part[f.parts] = p[0]
		f.parts++
		p = p[1:]
	}
	if len(p) == 0 && !utf8.FullRune(f.part[:f.parts]) {
		return p
	}
	for whole := f.part[:f.parts]; len(whole) > 0; {
		r, size := utf8.DecodeRune(whole)
		t.print(r)
		whole = whole[size:]
	}
	f.parts = 0
	return p
}

// order gives one byte of an escape sequence to the parser.
func (t *Terminal) order(p []byte) []byte {
	b, f := p[0], &t.feed
	if b >= utf8.RuneSelf { // no part of any order
		t.parser.Reset()
		return p
	}
	if b < '0' || b > '9' {
		f.digits = 0
	} else if f.digits++; f.digits > maxDigits {
		return p[1:]
	}
	t.parser.Advance(b)
	f.text = f.text[:0]
	return p[1:]
}

// str takes the text of an order up to what ends it.
func (t *Terminal) str(p []byte) []byte {
	ends := "\x18\x1a\x1b"
	osc := t.parser.State() == parser.OscStringState
	if osc {
		ends += "\x07"
	}
	n := bytes.IndexAny(p, ends)
	if n != 0 {
		if n < 0 {
			n = len(p)
		}
		if osc {
			t.feed.text = append(t.feed.text, p[:min(n, maxString-len(t.feed.text))]...)
		}
		return p[n:]
	}
	if b := p[0]; osc && (b == 0x07 || b == 0x1b) {
		t.osc(t.feed.text)
	}
	t.feed.text = t.feed.text[:0]
	t.parser.Advance(p[0])
	return p[1:]
}
