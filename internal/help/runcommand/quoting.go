package runcommand

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dockdesk/dockdesk/internal/help/command"
)

// quote reads a quoted piece. It reports false where no quote begins.
func (l *lexer) quote(r rune, size int) bool {
	rest := l.text[l.pos:]
	switch {
	case l.shell == command.Cmd:
		return r == '"' && l.cmdQuote()
	case l.shell == command.Bash && strings.HasPrefix(rest, "$'"):
		l.ansiQuote()
	case l.shell == command.Bash && strings.HasPrefix(rest, `$"`):
		l.pos++
		l.begin(l.pos - 1)
		l.doubleQuote()
	case r == '"':
		l.doubleQuote()
	case r == '\'':
		l.singleQuote()
	case strings.ContainsRune("‘’“”„", r):
		return l.curlyQuote(r, size)
	default:
		return false
	}
	return true
}

func (l *lexer) unclosed(from int) {
	l.note(Warned, from, min(len(l.text), from+1), "This quote is opened and never closed; everything behind it is taken as quoted.")
}

// closes is how long the quote is that a text begins with; 0 if there is none.
// PowerShell takes the typographer's quotes for quotes too.
func (l *lexer) closes(straight byte, curly string) int {
	if l.text[l.pos] == straight {
		return 1
	}
	if l.shell != command.PowerShell || l.text[l.pos] < 0x80 {
		return 0
	}
	r, size := utf8.DecodeRuneInString(l.text[l.pos:])
	if r == utf8.RuneError || !strings.ContainsRune(curly, r) {
		return 0
	}
	return size
}

func (l *lexer) singleQuote() {
	const curly = "\u2018\u2019\u201a\u201b"
	from := l.pos
	l.begin(from)
	l.pos++
	for l.pos < len(l.text) {
		n := l.closes('\'', curly)
		if n == 0 {
			l.word.WriteByte(l.text[l.pos])
			l.pos++
			continue
		}
		l.pos += n
		if l.shell != command.PowerShell || l.pos == len(l.text) {
			return
		}
		if n = l.closes('\'', curly); n == 0 {
			return
		}
		l.word.WriteString(l.text[l.pos : l.pos+n]) // two of them are one
		l.pos += n
	}
	l.unclosed(from)
}

func (l *lexer) doubleQuote() {
	from := l.pos
	l.begin(from)
	l.pos++
	for l.pos < len(l.text) {
		c := l.text[l.pos]
		n := l.closes('"', "\u201c\u201d\u201e")
		switch {
		case n > 0 && l.shell == command.PowerShell && strings.HasPrefix(l.text[l.pos:], `""`):
			l.word.WriteByte('"')
			l.pos += 2
		case n > 0:
			l.pos += n
			return
		case c == '\\' && l.shell == command.Bash:
			l.backslashInside()
		case c == '`' && l.shell == command.PowerShell:
			l.backtick()
		case l.variable():
		default:
			l.word.WriteByte(c)
			l.pos++
		}
	}
	l.unclosed(from)
}

// backslashInside is a backslash between double quotes, which guards only what
// would mean something there.
func (l *lexer) backslashInside() {
	l.pos++
	if l.pos == len(l.text) {
		l.word.WriteByte('\\')
		return
	}
	switch c := l.text[l.pos]; c {
	case '\n':
	case '$', '`', '"', '\\':
		l.word.WriteByte(c)
	case '\r':
		if strings.HasPrefix(l.text[l.pos:], "\r\n") {
			l.pos++
			break
		}
		fallthrough
	default:
		l.word.WriteByte('\\')
		l.word.WriteByte(c)
	}
	l.pos++
}

// ansiQuote reads $'…', where backslashes stand for characters.
func (l *lexer) ansiQuote() {
	from := l.pos
	l.begin(from)
	l.pos += 2
	for l.pos < len(l.text) {
		switch c := l.text[l.pos]; c {
		case '\'':
			l.pos++
			return
		case '\\':
			l.pos++
			l.ansiEscape()
		default:
			l.word.WriteByte(c)
			l.pos++
		}
	}
	l.unclosed(from)
}

var ansiEscapes = map[byte]string{
	'n': "\n", 't': "\t", 'r': "\r", 'a': "\a", 'b': "\b", 'e': "\x1b", 'E': "\x1b", 'f': "\f", 'v': "\v",
	'\\': `\`, '\'': "'", '"': `"`, '?': "?",
}

func (l *lexer) ansiEscape() {
	if l.pos == len(l.text) {
		l.word.WriteByte('\\')
		return
	}
	c := l.text[l.pos]
	l.pos++
	switch {
	case ansiEscapes[c] != "":
		l.word.WriteString(ansiEscapes[c])
	case c == 'x':
		if n, ok := l.digits(2, 16); ok {
			l.word.WriteByte(byte(n))
			return
		}
		l.word.WriteString(`\x`)
	case c == 'u' || c == 'U':
		width := 4
		if c == 'U' {
			width = 8
		}
		if n, ok := l.digits(width, 16); ok {
			l.word.WriteRune(rune(n))
			return
		}
		l.word.WriteString(`\` + string(c))
	case c >= '0' && c <= '7':
		l.pos--
		n, _ := l.digits(3, 8)
		l.word.WriteByte(byte(n))
	default:
		l.word.WriteByte('\\')
		l.word.WriteByte(c)
	}
}

// digits reads at most so many digits.
func (l *lexer) digits(width, base int) (uint64, bool) {
	end := l.pos
	for end < len(l.text) && end < l.pos+width {
		if _, err := strconv.ParseUint(l.text[end:end+1], base, 8); err != nil {
			break
		}
		end++
	}
	n, err := strconv.ParseUint(l.text[l.pos:end], base, 32)
	if err != nil {
		return 0, false
	}
	l.pos = end
	return n, true
}

// curlyQuote reads what a word processor made of a straight quote.
func (l *lexer) curlyQuote(r rune, size int) bool {
	if l.start >= 0 && !strings.HasSuffix(l.word.String(), "=") {
		return false // it’s
	}
	closing := "”“\""
	if r == '‘' || r == '’' {
		closing = "’‘'"
	}
	rest := l.text[l.pos+size : min(len(l.text), l.pos+size+mostInside)]
	end := strings.IndexAny(rest, closing)
	if end < 0 {
		return false
	}
	from := l.pos
	l.begin(from)
	l.word.WriteString(rest[:end])
	_, last := utf8.DecodeRuneInString(rest[end:])
	l.pos += size + end + last
	l.note(Warned, from, l.pos, "These are curly quotes, which a shell doesn't know; they are read as straight ones.")
	return true
}

// escape reads a character that the one before it guards.
func (l *lexer) escape(r rune) bool {
	switch {
	case r == '\\' && l.shell == command.Bash:
		l.begin(l.pos)
		l.pos++
		if l.pos < len(l.text) {
			_, size := utf8.DecodeRuneInString(l.text[l.pos:])
			l.word.WriteString(l.text[l.pos : l.pos+size])
			l.pos += size
		}
	case r == '`' && l.shell == command.PowerShell:
		l.begin(l.pos)
		l.backtick()
	case l.shell == command.Cmd && (r == '^' || r == '\\'):
		l.begin(l.pos)
		l.cmdMark()
	default:
		return false
	}
	return true
}

var backtickEscapes = map[byte]string{'n': "\n", 'r': "\r", 't': "\t", '0': "", 'a': "\a", 'b': "\b", 'e': "\x1b", 'f': "\f", 'v': "\v"}

// backtick is PowerShell's escape.
func (l *lexer) backtick() {
	l.pos++
	if l.pos == len(l.text) {
		return
	}
	c := l.text[l.pos]
	if c == 'u' && strings.HasPrefix(l.text[l.pos:], "u{") {
		end := strings.IndexByte(l.text[l.pos:min(len(l.text), l.pos+12)], '}')
		if end > 0 {
			if n, err := strconv.ParseUint(l.text[l.pos+2:l.pos+end], 16, 32); err == nil {
				l.word.WriteRune(rune(n))
				l.pos += end + 1
				return
			}
		}
	}
	if s, ok := backtickEscapes[c]; ok {
		l.word.WriteString(s)
		l.pos++
		return
	}
	_, size := utf8.DecodeRuneInString(l.text[l.pos:])
	l.word.WriteString(l.text[l.pos : l.pos+size])
	l.pos += size
}
