package jsondoc

import (
	"regexp"
	"strings"

	"github.com/dockdesk/dockdesk/internal/help/secret"
)

// literal is a string of JSON, and the colon that makes it a key. The last one
// of a text that was cut has no end.
var literal = regexp.MustCompile(`"((?:[^"\\\n]|\\.)*)("\s*:|"|$)`)

// MaskRaw masks what looks secret in a text that isn't JSON but may once have
// been. It goes by the strings in it, since it has no keys to go by; hidden is
// how many it masked.
func MaskRaw(raw string) (shown string, hidden int) {
	key, before := "", ""
	shown = literal.ReplaceAllStringFunc(raw, func(found string) string {
		parts := literal.FindStringSubmatch(found)
		text, end := parts[1], parts[2]
		if strings.HasSuffix(end, ":") {
			key, before = text, ""
			return found
		}
		value, masked := secret.MaskCommandArg(before, text)
		if !masked && end == "" { // cut: an address may have ended after its password
			if value, masked = secret.MaskCommandArg(before, text+"@"); masked {
				value = strings.TrimSuffix(value, "@")
			}
		}
		if !masked && key != "" {
			value, masked = secret.MaskNamed(key, text)
		}
		before = text
		if !masked {
			return found
		}
		hidden++
		return `"` + value + end
	})
	return shown, hidden
}
