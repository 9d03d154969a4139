// Package command holds docker commands as text that explains itself: each
// word with its role and one plain sentence, the whole quoted for the shell it
// will be pasted into.
//
// There is one builder for each command that the window can stand for (Stop,
// RemoveImages, CreateNetwork, …), all reading their sentences from one table,
// and Explain, which reads a line of text back with the same table. The package
// knows the docker command line, never the Docker client, an engine or a
// window: it runs nothing.
package command

import (
	"slices"
	"strings"

	"github.com/dockdesk/dockdesk/internal/help/secret"
)

// Role says what a word does in its command.
type Role string

// The roles a word can have.
const (
	RoleProgram    Role = "program"    // docker, sudo
	RoleSubcommand Role = "subcommand" // stop, volume, create
	RoleFlag       Role = "flag"       // -f, --filter, --memory=1g
	RoleValue      Role = "value"      // what a flag before it is set to
	RoleName       Role = "name"       // a container, volume, network or context
	RoleImage      Role = "image"      // an image by name or id
	RoleArgument   Role = "argument"   // anything else, such as what runs inside
)

// Command is one command, word by word. The zero value is no command.
type Command struct {
	Tokens []Token
}

// Token is one word of a command.
type Token struct {
	Text    string // as the program gets it, unquoted
	Role    Role
	Meaning string // one plain clause without a full stop; "" when the flag before it says it all
	Parts   []Part // its pieces where they mean different things; together they are Text
	Secret  bool   // Text must not be shown unasked
	Field   string // the form's field that it comes from, as package spec names it; "" for none
}

// Part is one piece of a word, such as either side of 8080:80. Separators are
// parts with no meaning.
type Part struct {
	Text    string
	Meaning string
	Secret  bool
	Field   string // where it is another than the word's
}

// Empty reports whether there is no command at all.
func (c Command) Empty() bool { return len(c.Tokens) == 0 }

// Words are the command as a program gets it: unquoted, secrets and all.
func (c Command) Words() []string {
	words := make([]string, len(c.Tokens))
	for i, t := range c.Tokens {
		words[i] = t.Text
	}
	return words
}

// String is the command for bash, secrets and all: what is copied and run.
func (c Command) String() string { return c.For(Bash) }

// For is the command quoted for a shell, secrets and all.
func (c Command) For(sh Shell) string {
	words := make([]string, len(c.Tokens))
	for i, t := range c.Tokens {
		words[i] = sh.Quote(t.Text)
	}
	return strings.Join(words, " ")
}

// Display is the command as it may be shown to a room: quoted for a shell,
// secrets masked. It is for reading; running it would not do the same.
func (c Command) Display(sh Shell) string {
	words := make([]string, len(c.Tokens))
	for i, t := range c.Tokens {
		words[i] = t.Display(sh)
	}
	return strings.Join(words, " ")
}

// HasSecret reports whether Display hides something.
func (c Command) HasSecret() bool { return slices.ContainsFunc(c.Tokens, Token.hides) }

// Masked is the command without its secrets: to be kept where they must not be.
// It displays as the whole one does, and still says that it has some.
func (c Command) Masked() Command {
	masked := Command{Tokens: slices.Clone(c.Tokens)}
	for i, t := range masked.Tokens {
		if !t.hides() {
			continue
		}
		parts := slices.Clone(t.Parts)
		for j, p := range parts {
			if p.Secret && p.Text != "" || t.Secret {
				parts[j].Text = secret.Mask
			}
		}
		masked.Tokens[i].Text, masked.Tokens[i].Parts = t.Shown(), parts
	}
	return masked
}

// hides reports whether the word has something in it that must not be shown.
func (t Token) hides() bool {
	return t.Secret || slices.ContainsFunc(t.Parts, func(p Part) bool { return p.Secret && p.Text != "" })
}

// Shown is the word with its secrets masked, unquoted.
func (t Token) Shown() string {
	if t.Secret {
		return secret.Mask
	}
	if len(t.Parts) == 0 {
		return t.Text
	}
	var b strings.Builder
	for _, p := range t.Parts {
		if p.Secret && p.Text != "" {
			b.WriteString(secret.Mask)
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// Display is the word as it may be shown to a room: quoted for a shell, secrets
// masked. A mask needs no quotes, so that it reads as one.
func (t Token) Display(sh Shell) string {
	if !t.hides() {
		return sh.Quote(t.Text)
	}
	shown := t.Shown()
	if bare := strings.ReplaceAll(shown, secret.Mask, ""); bare == "" || sh.Quote(bare) == bare {
		return shown
	}
	return sh.Quote(shown)
}
