package runcommand

import "strings"

// The Windows command prompt has two readers: cmd, which acts on its own marks,
// and then the program, which splits the line by the rules of the C runtime.
// Both are read in one go here: a quote that cmd sees open keeps cmd's marks
// from meaning anything, and a quote that the program sees open keeps blanks
// from ending the word.

// cmdQuote reads a piece that begins with a quote that both see open.
func (l *lexer) cmdQuote() bool {
	l.begin(l.pos)
	l.cmdWord()
	return true
}

// cmdMark reads a piece that begins with a caret or a backslash.
func (l *lexer) cmdMark() { l.cmdWord() }

// cmdWord reads on until the piece's quotes are closed for the program and for
// cmd.
func (l *lexer) cmdWord() {
	from := l.pos
	inCmd, inProgram, slashes := false, false, 0
	flush := func() {
		l.word.WriteString(strings.Repeat(`\`, slashes))
		slashes = 0
	}
	for l.pos < len(l.text) {
		c := l.text[l.pos]
		guarded := false
		if c == '^' && !inCmd {
			if _, _, ends := l.carriedOn(); ends {
				break
			}
			guarded = true
			l.pos++
			c = l.text[l.pos]
		}
		switch {
		case c == '\n':
			flush()
			if inProgram {
				l.unclosed(from)
			}
			return
		case c == '"':
			if !guarded {
				inCmd = !inCmd
			}
			odd := slashes%2 == 1
			slashes /= 2
			flush()
			if odd {
				l.word.WriteByte('"')
			} else {
				inProgram = !inProgram
			}
			l.pos++
		case c == '\\':
			slashes++
			l.pos++
		case c == '%' && !guarded:
			flush()
			if !l.variable() {
				l.word.WriteByte(c)
				l.pos++
			}
		case !inProgram && (c == ' ' || c == '\t'), !inCmd && !guarded && strings.IndexByte("&|<>", c) >= 0:
			flush()
			return
		default:
			flush()
			l.word.WriteByte(c)
			l.pos++
		}
	}
	flush()
	if inProgram && l.pos == len(l.text) {
		l.unclosed(from)
	}
}
