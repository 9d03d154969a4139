package command

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Shell is the program that a command is pasted into; each has its own rules
// for quoting.
type Shell string

// The shells a command can be quoted for.
const (
	Bash       Shell = "bash"       // bash and zsh
	PowerShell Shell = "powershell" // PowerShell 7.3 and later
	Cmd        Shell = "cmd"        // the Windows command prompt, typed or pasted; not a batch file
)

// Quote writes one word so that the shell hands exactly it to the program.
// Quotes are left out where they are not needed. Characters that don't show,
// such as line breaks and direction marks, are written as escapes where the
// shell has them, so that what is read is what is run. Text that the shell
// can't carry (see Carries) is written as near to it as can be.
func (s Shell) Quote(word string) string {
	switch s {
	case PowerShell:
		return quotePowerShell(word)
	case Cmd:
		return quoteCmd(word)
	}
	return quoteBash(word)
}

// Carries reports whether the shell can hand this word to a program at all. No
// shell carries a NUL; cmd ends its command at a line break; the Windows shells
// carry only valid Unicode.
func (s Shell) Carries(word string) bool {
	switch s {
	case PowerShell:
		return !strings.Contains(word, "\x00") && utf8.ValidString(word)
	case Cmd:
		return !strings.ContainsAny(word, "\x00\r\n") && utf8.ValidString(word)
	}
	return !strings.Contains(word, "\x00")
}

// plain reports whether a word is made of ASCII letters, digits and the given
// marks only.
func plain(word, marks string) bool {
	for _, r := range word {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && !strings.ContainsRune(marks, r) {
			return false
		}
	}
	return word != ""
}

// visible reports whether every character of a word can be seen.
func visible(word string) bool {
	for i, r := range word {
		if !unicode.IsPrint(r) {
			return false
		}
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(word[i:]); size == 1 {
				return false
			}
		}
	}
	return true
}

func quoteBash(word string) string {
	word = strings.ReplaceAll(word, "\x00", "")
	if plain(word, "_@%+=:,./-") {
		return word
	}
	if visible(word) {
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	var b strings.Builder
	b.WriteString("$'")
	for i := 0; i < len(word); {
		r, size := utf8.DecodeRuneInString(word[i:])
		switch {
		case r == '\'' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == utf8.RuneError && size == 1, !unicode.IsPrint(r):
			// Byte by byte: bash reads \u only in a UTF-8 locale.
			for _, c := range []byte(word[i : i+size]) {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		default:
			b.WriteString(word[i : i+size])
		}
		i += size
	}
	b.WriteByte('\'')
	return b.String()
}

func quotePowerShell(word string) string {
	word = strings.ToValidUTF8(strings.ReplaceAll(word, "\x00", ""), "\uFFFD")
	// A bare -a.b or -a:b is split in two, so those are quoted.
	if plain(word, "_+=:./-") && !(strings.HasPrefix(word, "-") && strings.ContainsAny(word, ".:")) {
		return word
	}
	var b strings.Builder
	if visible(word) {
		b.WriteByte('\'')
		for _, r := range word {
			if isSingleQuote(r) {
				b.WriteRune(r)
			}
			b.WriteRune(r)
		}
		b.WriteByte('\'')
		return b.String()
	}
	b.WriteByte('"')
	for _, r := range word {
		switch {
		case r == '`' || r == '$' || isDoubleQuote(r):
			b.WriteByte('`')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString("`n")
		case r == '\r':
			b.WriteString("`r")
		case r == '\t':
			b.WriteString("`t")
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, "`u{%x}", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// PowerShell takes the typographer's quotes for quotes too.
func isSingleQuote(r rune) bool { return strings.ContainsRune("'\u2018\u2019\u201a\u201b", r) }
func isDoubleQuote(r rune) bool { return strings.ContainsRune("\"\u201c\u201d\u201e", r) }

// quoteCmd has two readers to satisfy: cmd, which acts on its own marks and
// doesn't know \", and the program, which splits the line by the C runtime's
// rules. A word with a quote or a percent sign in it is therefore quoted for
// the program and then has every mark of cmd's escaped, so that cmd never sees
// a quote open; %NAME% is not expanded since no variable is called ^NAME^.
func quoteCmd(word string) string {
	word = strings.ToValidUTF8(strings.NewReplacer("\x00", "", "\r\n", " ", "\n", " ", "\r", " ").Replace(word), "\uFFFD")
	if plain(word, `_@+=:,./\-`) {
		return word
	}
	var b strings.Builder
	b.WriteByte('"')
	slashes := 0
	for _, r := range word {
		switch r {
		case '\\':
			slashes++
			continue
		case '"':
			b.WriteString(strings.Repeat(`\`, 2*slashes+1))
		default:
			b.WriteString(strings.Repeat(`\`, slashes))
		}
		slashes = 0
		b.WriteRune(r)
	}
	b.WriteString(strings.Repeat(`\`, 2*slashes))
	b.WriteByte('"')
	quoted := b.String()
	if !strings.ContainsAny(word, `"%`) {
		return quoted
	}
	b.Reset()
	for _, r := range quoted {
		if strings.ContainsRune(`()%!^"<>&|`, r) {
			b.WriteByte('^')
		}
		b.WriteRune(r)
	}
	return b.String()
}
