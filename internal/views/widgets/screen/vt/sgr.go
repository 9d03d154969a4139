package vt

import "github.com/charmbracelet/x/ansi"

// sgr changes the pen.
func (t *Terminal) sgr(p ansi.Params) {
	s := t.pen
	if len(p) == 0 {
		s = Style{Link: s.Link}
	}
	for i := 0; i < len(p); {
		i += s.set(p[i:])
	}
	t.setPen(s)
}

// attrs are the ways of writing that a number switches on, and off.
var attrs = map[int]struct{ on, off Attr }{
	1: {on: Bold}, 2: {on: Faint}, 3: {on: Italic}, 4: {on: Underline}, 5: {on: Blink}, 6: {on: Blink},
	7: {on: Inverse}, 8: {on: Conceal}, 9: {on: Strike}, 21: {on: DoubleUnderline},
	22: {off: Bold | Faint}, 23: {off: Italic}, 24: {off: Underline | DoubleUnderline}, 25: {off: Blink},
	27: {off: Inverse}, 28: {off: Conceal}, 29: {off: Strike},
}

// set takes the first order of a list and says how many numbers it had.
func (s *Style) set(p ansi.Params) int {
	n := 1 // with its parts behind colons
	for n < len(p) && p[n-1].HasMore() {
		n++
	}
	v := p[0].Param(0)
	if a, ok := attrs[v]; ok {
		if v == 4 && n > 1 {
			s.underline(p[1].Param(1))
			return n
		}
		s.Attr = s.Attr&^a.off | a.on
		return n
	}
	switch {
	case v == 0:
		*s = Style{Link: s.Link}
	case v >= 30 && v <= 37:
		s.Ink = Indexed(uint8(v - 30))
	case v >= 40 && v <= 47:
		s.Ground = Indexed(uint8(v - 40))
	case v >= 90 && v <= 97:
		s.Ink = Indexed(uint8(v - 90 + 8))
	case v >= 100 && v <= 107:
		s.Ground = Indexed(uint8(v - 100 + 8))
	case v == 39:
		s.Ink = 0
	case v == 49:
		s.Ground = 0
	case v == 38, v == 48, v == 58:
		return s.setColor(v, p, n)
	}
	return n
}

// underline sets one of the kinds of line below the text; those that aren't
// drawn are one line.
func (s *Style) underline(kind int) {
	s.Attr &^= Underline | DoubleUnderline
	switch kind {
	case 0:
	case 2:
		s.Attr |= DoubleUnderline
	default:
		s.Attr |= Underline
	}
}

// setColor reads 38;5;n, 38;2;r;g;b and their forms with colons.
func (s *Style) setColor(which int, p ansi.Params, n int) int {
	parts := p[1:n]
	used := n
	if n == 1 { // separated by semicolons
		parts = p[1:]
		used = 2
	}
	if len(parts) == 0 {
		return used
	}
	var c Color
	switch kind := parts[0].Param(0); {
	case kind == 5 && len(parts) > 1:
		c = Indexed(part(parts, 1))
		used = max(used, 3)
	case kind == 2 && n > 5: // 38:2:space:r:g:b
		c = RGB(part(parts, 2), part(parts, 3), part(parts, 4))
	case kind == 2 && len(parts) > 3:
		c = RGB(part(parts, 1), part(parts, 2), part(parts, 3))
		used = max(used, 5)
	case kind == 2:
		return len(p) // cut short: nothing that follows can be told apart
	default:
		return used
	}
	switch which {
	case 38:
		s.Ink = c
	case 48:
		s.Ground = c
	}
	return used
}

func part(p ansi.Params, i int) uint8 { return uint8(min(max(p[i].Param(0), 0), 255)) }
