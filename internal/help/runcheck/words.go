package runcheck

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// sentence makes a sentence of a clause.
func sentence(clause string) string {
	r, size := utf8.DecodeRuneInString(clause)
	return string(unicode.ToUpper(r)) + clause[size:] + "."
}

// listed is a, b and c.
func listed(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func containerRef(c *object.Container) object.Ref {
	return object.Ref{Kind: object.KindContainer, ID: c.ID}
}
