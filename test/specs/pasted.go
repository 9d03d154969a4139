package specs

import (
	"fmt"
	"os"
	"strings"
)

// Pasted is a text that somebody could paste.
type Pasted struct {
	Name    string
	Text    string
	NotBash string // why bash would not run it as it stands; "" if it would
}

// ReadPasted reads a file of texts, each behind a line "=== name".
func ReadPasted(path string) ([]Pasted, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all []Pasted
	for i, part := range strings.Split(string(file), "\n=== ") {
		if i == 0 {
			continue // what the file says about itself
		}
		name, text, ok := strings.Cut(part, "\n")
		if !ok {
			return nil, fmt.Errorf("%s has no text", name)
		}
		p := Pasted{Name: name, Text: text}
		if before, why, ok := strings.Cut(name, " (not bash: "); ok {
			p.Name, p.NotBash = before, strings.TrimSuffix(why, ")")
		}
		all = append(all, p)
	}
	return all, nil
}
