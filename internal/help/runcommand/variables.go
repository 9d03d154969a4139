package runcommand

import (
	"os"
	"strings"

	"github.com/dockdesk/dockdesk/internal/help/command"
)

// variable reads $NAME, ${NAME}, $(program), `program` and %NAME%. It reports
// false where none begins.
func (l *lexer) variable() bool {
	rest := l.text[l.pos:min(len(l.text), l.pos+mostInside)]
	var raw, name string
	switch {
	case l.shell == command.Cmd:
		if raw, name = percentName(rest); raw == "" {
			return false
		}
	case strings.HasPrefix(rest, "`") && l.shell == command.Bash:
		end := strings.IndexByte(rest[1:], '`')
		if end < 0 {
			return false
		}
		raw, name = rest[:end+2], "$("+rest[1:end+1]+")"
	case !strings.HasPrefix(rest, "$") || len(rest) < 2:
		return false
	case rest[1] == '(':
		if raw = bracketed(rest, 1, '(', ')'); raw == "" {
			return false
		}
		name = raw
	case rest[1] == '{':
		if raw = bracketed(rest, 1, '{', '}'); raw == "" {
			return false
		}
		name = raw[2 : len(raw)-1]
	default:
		if name = variableName(rest[1:], l.shell); name == "" {
			return false
		}
		raw = rest[:1+len(name)]
	}
	from, to := l.pos, l.pos+len(raw)
	l.pos = to
	if strings.HasPrefix(name, "$(#") {
		return true // a comment in the middle of a command: `#optional`
	}
	l.begin(from)
	if isHere(name) {
		l.here(from, to)
		return true
	}
	l.variableValue(name, raw, from, to)
	return true
}

// variableValue also knows ${NAME:-otherwise}.
func (l *lexer) variableValue(name, raw string, from, to int) {
	name = strings.TrimPrefix(name, "env:")
	for _, mark := range []string{":-", "-"} {
		plain, otherwise, ok := strings.Cut(name, mark)
		if !ok || strings.HasPrefix(name, "$(") || !isName(plain) {
			continue
		}
		if value, known := l.value(plain, raw); known && (value != "" || mark == "-") {
			l.word.WriteString(value)
		} else {
			l.word.WriteString(os.Expand(strings.Trim(otherwise, `"'`), func(inner string) string {
				value, _ := l.value(inner, "$"+inner)
				return value
			}))
		}
		return
	}
	l.put(name, raw, from, to)
}

func isName(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && c != '_' && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// variableName is the name that a text begins with, or one of the shell's own
// marks, such as the ? of $?.
func variableName(s string, shell command.Shell) string {
	n := 0
	for n < len(s) && (isLetter(s[n]) || s[n] == '_' || n > 0 && s[n] >= '0' && s[n] <= '9') {
		n++
	}
	if shell == command.PowerShell && s[:n] == "env" && strings.HasPrefix(s[n:], ":") {
		for n++; n < len(s) && (isLetter(s[n]) || s[n] == '_' || s[n] >= '0' && s[n] <= '9'); n++ {
		}
	}
	if n == 0 && strings.IndexByte("?@#*!0123456789", s[0]) >= 0 && shell == command.Bash {
		n = 1
	}
	return s[:n]
}

// bracketed is a text from its beginning to the bracket that closes the one at
// a place; "" if there is none.
func bracketed(s string, at int, opening, closing byte) string {
	depth := 0
	for i := at; i < len(s); i++ {
		switch s[i] {
		case opening:
			depth++
		case closing:
			if depth--; depth == 0 {
				return s[:i+1]
			}
		case '\n':
			return ""
		}
	}
	return ""
}

// percentName is a %NAME% that a text begins with.
func percentName(s string) (raw, name string) {
	if !strings.HasPrefix(s, "%") {
		return "", ""
	}
	end := strings.IndexByte(s[1:], '%')
	if end < 1 || !isName(strings.Trim(s[1:end+1], "()")) {
		return "", ""
	}
	return s[:end+2], s[1 : end+1]
}

// isHere reports whether a variable or a program gives the current folder.
func isHere(name string) bool {
	name = strings.ToLower(strings.Join(strings.Fields(name), " "))
	switch strings.TrimSuffix(strings.TrimPrefix(name, "$("), ")") {
	case "pwd", "cd", "pwd -p", "pwd -w", "get-location", "pwd.path":
		return true
	}
	return false
}
