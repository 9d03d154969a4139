// Package ansi reads the escape sequences in a line of a log: those for colours
// and for bold and underlined text become attributes, all others are dropped.
// Nothing that a line holds can hide the rest of it: a sequence that is not
// complete is shown as it is.
//
// It must know neither widgets nor colours on a screen. (The parser for
// terminals, which Docker's terminal tab uses, keeps no places in the text.)
package ansi

import "bytes"

const esc = 0x1b

// Color is a colour that a program asked for.
type Color struct {
	Kind    Kind
	Index   uint8 // of an Indexed one
	R, G, B uint8 // of an RGB one
}

// Kind says how a Color is given.
type Kind uint8

// The kinds.
const (
	Default Kind = iota // the program leaves it to the screen
	Indexed             // 0 to 15 have names, 16 to 255 are fixed
	RGB
)

// Attr is how a part of a line looks.
type Attr struct {
	Ink, Ground                     Color
	Bold, Faint, Underline, Inverse bool
}

// Span is the attributes of the bytes Start to End (exclusive) of a text.
type Span struct {
	Start, End int
	Attr
}

// Clean appends what a person sees of a line to dst.
func Clean(dst, line []byte) []byte {
	for {
		i := bytes.IndexByte(line, esc)
		if i < 0 {
			return append(dst, line...)
		}
		dst = append(dst, line[:i]...)
		n := sequence(line[i:])
		if n == 0 {
			dst = append(dst, esc)
			n = 1
		}
		line = line[i+n:]
	}
}

// Parse appends what a person sees of a line to dst and says how its parts look,
// in order; what looks like any text is left out.
func Parse(dst, line []byte) (text []byte, spans []Span) {
	var now Attr
	from := len(dst)
	begin := from
	text = dst
	end := func() {
		if now != (Attr{}) && len(text) > begin {
			spans = append(spans, Span{begin - from, len(text) - from, now})
		}
		begin = len(text)
	}
	for {
		i := bytes.IndexByte(line, esc)
		if i < 0 {
			text = append(text, line...)
			end()
			return text, spans
		}
		text = append(text, line[:i]...)
		n := sequence(line[i:])
		switch {
		case n == 0:
			text = append(text, esc)
			n = 1
		case line[i+1] == '[' && line[i+n-1] == 'm':
			next := now
			next.sgr(line[i+2 : i+n-1])
			if next != now {
				end()
				now = next
			}
		}
		line = line[i+n:]
	}
}

// sequence is how long the escape sequence at the start of a text is, 0 if it is
// not complete.
func sequence(p []byte) int {
	if len(p) < 2 {
		return 0
	}
	switch c := p[1]; {
	case c == '[':
		return control(p)
	case c == ']', c == 'P', c == 'X', c == '^', c == '_':
		return str(p)
	case c >= 0x20 && c <= 0x2f:
		for i := 2; i < len(p); i++ {
			if p[i] >= 0x30 && p[i] <= 0x7e {
				return i + 1
			}
			if p[i] < 0x20 || p[i] > 0x2f {
				return 0
			}
		}
		return 0
	case c >= 0x30 && c <= 0x7e:
		return 2
	}
	return 0
}

// longest is how long a sequence may be; what goes on is text.
const longest = 4096

// control is the length of "ESC [ … letter".
func control(p []byte) int {
	for i := 2; i < min(len(p), longest); i++ {
		switch c := p[i]; {
		case c >= 0x40 && c <= 0x7e:
			return i + 1
		case c < 0x20 || c > 0x3f:
			return 0
		}
	}
	return 0
}

// str is the length of a sequence with a text in it, such as a title.
func str(p []byte) int {
	for i := 2; i < min(len(p), longest); i++ {
		switch {
		case p[i] == 0x07 && p[1] == ']':
			return i + 1
		case p[i] == esc:
			if i+1 < len(p) && p[i+1] == '\\' {
				return i + 2
			}
			return 0
		case p[i] < 0x20:
			return 0
		}
	}
	return 0
}

// sgr changes attributes as the parameters of "ESC [ … m" say.
func (a *Attr) sgr(p []byte) {
	if len(p) > 0 && (p[0] < '0' || p[0] > ';') { // somebody's own
		return
	}
	for more := true; more; {
		var n int
		n, p, more = number(p)
		switch {
		case n == 38 || n == 48 || n == 58:
			var c Color
			var ok bool
			c, p, ok = extended(p)
			more = len(p) > 0
			if ok && n == 38 {
				a.Ink = c
			} else if ok && n == 48 {
				a.Ground = c
			}
		case n == 4 && len(p) > 0 && p[0] == ':':
			var style int
			style, p, more = number(p[1:])
			a.Underline = style != 0
		default:
			a.set(n)
		}
		for len(p) > 0 && p[0] == ':' { // a part of a parameter that nobody knows
			_, p, more = number(p[1:])
		}
	}
}

func (a *Attr) set(n int) {
	switch {
	case n == 0:
		*a = Attr{}
	case n == 1:
		a.Bold = true
	case n == 2:
		a.Faint = true
	case n == 4, n == 21:
		a.Underline = true
	case n == 7:
		a.Inverse = true
	case n == 22:
		a.Bold, a.Faint = false, false
	case n == 24:
		a.Underline = false
	case n == 27:
		a.Inverse = false
	case n >= 30 && n <= 37:
		a.Ink = Color{Kind: Indexed, Index: uint8(n - 30)}
	case n == 39:
		a.Ink = Color{}
	case n >= 40 && n <= 47:
		a.Ground = Color{Kind: Indexed, Index: uint8(n - 40)}
	case n == 49:
		a.Ground = Color{}
	case n >= 90 && n <= 97:
		a.Ink = Color{Kind: Indexed, Index: uint8(n - 90 + 8)}
	case n >= 100 && n <= 107:
		a.Ground = Color{Kind: Indexed, Index: uint8(n - 100 + 8)}
	}
}

// number reads a parameter, 0 if it is empty. rest begins with ":" if the
// parameter has further parts; more says that another parameter follows.
func number(p []byte) (n int, rest []byte, more bool) {
	for i, c := range p {
		switch {
		case c >= '0' && c <= '9':
			n = min(n*10+int(c-'0'), 1<<16)
		case c == ';':
			return n, p[i+1:], true
		case c == ':':
			return n, p[i:], true
		default:
			return -1, nil, false
		}
	}
	return n, nil, false
}

// extended reads "5;n" or "2;r;g;b", after a semicolon or with colons, then
// perhaps with the colour space that nobody uses.
func extended(p []byte) (c Color, rest []byte, ok bool) {
	if len(p) > 0 && p[0] == ':' {
		return colons(p)
	}
	kind, p, _ := number(p)
	switch kind {
	case 5:
		n, p, _ := number(p)
		return Color{Kind: Indexed, Index: uint8(n)}, p, n >= 0 && n <= 255
	case 2:
		r, p, _ := number(p)
		g, p, _ := number(p)
		b, p, _ := number(p)
		return rgb(r, g, b, p)
	}
	return c, p, false
}

func rgb(r, g, b int, rest []byte) (Color, []byte, bool) {
	ok := r >= 0 && r <= 255 && g >= 0 && g <= 255 && b >= 0 && b <= 255
	return Color{Kind: RGB, R: uint8(r), G: uint8(g), B: uint8(b)}, rest, ok
}

func colons(p []byte) (c Color, rest []byte, ok bool) {
	var parts [6]int
	n := 0
	for len(p) > 0 && p[0] == ':' {
		var part int
		part, p, _ = number(p[1:])
		if n < len(parts) {
			parts[n] = part
			n++
		}
	}
	switch {
	case n >= 2 && parts[0] == 5:
		return Color{Kind: Indexed, Index: uint8(parts[1])}, p, parts[1] >= 0 && parts[1] <= 255
	case n == 4 && parts[0] == 2:
		return rgb(parts[1], parts[2], parts[3], p)
	case n >= 5 && parts[0] == 2:
		return rgb(parts[2], parts[3], parts[4], p)
	}
	return c, p, false
}
