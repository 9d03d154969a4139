package guide

import (
	"fmt"
	"regexp"
	"strings"
)

// Values gives a placeholder's live value, such as the selected container's
// name for "container"; "" where there is none. A nil Values knows none.
type Values func(name string) string

// placeholder is {{name:fallback}}: the live value, or else the fallback.
var placeholder = regexp.MustCompile(`\{\{([a-z]+):([^{}]+)\}\}`)

// Names are the placeholders that a topic may use.
var Names = []string{
	"container", "image", "volume", "network", // the selected object's name
	"port",    // the first published port of the selected container
	"exit",    // the selected container's exit code
	"context", // the context in use
	"user",    // the person's login name on this computer
}

// Fill puts live values into text. The values go in as they are: fill text
// after its Markdown was read, not before.
func Fill(text string, values Values) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	return placeholder.ReplaceAllStringFunc(text, func(s string) string {
		m := placeholder.FindStringSubmatch(s)
		if values != nil {
			if v := values(m[1]); v != "" {
				return v
			}
		}
		return m[2]
	})
}

func checkPlaceholders(text string) error {
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		known := false
		for _, n := range Names {
			known = known || n == m[1]
		}
		if !known {
			return fmt.Errorf("there is no placeholder %q", m[1])
		}
	}
	if rest := placeholder.ReplaceAllString(text, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
		return fmt.Errorf("a placeholder is not written {{name:fallback}}")
	}
	return nil
}
