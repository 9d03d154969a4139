package runcommand

import (
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/secret"
)

// valueParts takes a flag's value apart where its sides mean different things.
func valueParts(long, value string) []command.Part {
	return nil
}

func imageParts(image string) []command.Part { return nil }

// commandToken is a word after the image, masked where the words before it say
// that it is a secret.
func commandToken(s spec.RunSpec, i int, word string) command.Token {
	t := command.Token{Text: word, Role: command.RoleArgument, Field: entry("command", i), Meaning: "goes to the program inside"}
	if i == 0 && s.Entrypoint == "" {
		t.Meaning = "what runs inside instead of the image's own command"
	}
	before := ""
	if i > 0 {
		before = s.Command[i-1]
	}
	if shown, masked := secret.MaskCommandArg(before, word); masked {
		t.Secret = shown == secret.Mask
		if !t.Secret {
			t.Parts = maskedParts(word, shown)
		}
	}
	return t
}

// maskedParts finds the secret in a word of which the rest can be shown.
func maskedParts(word, shown string) []command.Part {
	before, after, found := strings.Cut(shown, secret.Mask)
	if !found || strings.Contains(after, secret.Mask) || len(before)+len(after) > len(word) ||
		!strings.HasPrefix(word, before) || !strings.HasSuffix(word, after) {
		return []command.Part{{Text: word, Secret: true}}
	}
	return []command.Part{{Text: before}, {Text: word[len(before) : len(word)-len(after)], Secret: true}, {Text: after}}
}
