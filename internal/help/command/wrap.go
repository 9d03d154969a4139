package command

import (
	"strings"
	"unicode/utf8"
)

// Continuation is the mark at the end of a line that goes on in the next one.
func (s Shell) Continuation() string {
	switch s {
	case PowerShell:
		return "`"
	case Cmd:
		return "^"
	}
	return `\`
}

// Groups are the words that belong together on a line: the command itself, and
// each flag with its value.
func (c Command) Groups() [][]Token {
	var groups [][]Token
	start := 0
	for i, t := range c.Tokens {
		if i > start && !joins(c.Tokens[i-1], t) {
			groups = append(groups, c.Tokens[start:i])
			start = i
		}
	}
	if start < len(c.Tokens) {
		groups = append(groups, c.Tokens[start:])
	}
	return groups
}

func joins(before, t Token) bool {
	return t.Role == RoleSubcommand || t.Role == RoleValue || t.Role == RoleProgram && before.Role == RoleProgram
}

// Wrapped is the command for a shell on several lines of at most so many
// characters, as far as its words allow, secrets and all: what is copied and
// run. Each line but the last ends with the shell's mark that it goes on.
func (c Command) Wrapped(sh Shell, width int) string {
	return c.wrap(sh, width, func(t Token) string { return sh.Quote(t.Text) })
}

// DisplayWrapped is Wrapped as it may be shown to a room: secrets masked.
func (c Command) DisplayWrapped(sh Shell, width int) string {
	return c.wrap(sh, width, func(t Token) string { return t.Display(sh) })
}

func (c Command) wrap(sh Shell, width int, write func(Token) string) string {
	const indent = "  "
	var b strings.Builder
	used := 0
	for i, group := range c.Groups() {
		words := make([]string, len(group))
		for j, t := range group {
			words[j] = write(t)
		}
		text := strings.Join(words, " ")
		length := utf8.RuneCountInString(text)
		switch {
		case i == 0:
			used = length
		case used+1+length+2 <= width: // room for the mark, too
			b.WriteByte(' ')
			used += 1 + length
		default:
			b.WriteString(" " + sh.Continuation() + "\n" + indent)
			used = len(indent) + length
		}
		b.WriteString(text)
	}
	return b.String()
}
