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

// Piece is a part of a text.
type Piece struct {
	Text string
	Live bool // a live value
}

// Pieces takes text apart at its placeholders and puts live values, or
// fallbacks, in. The values go in as they are: do it after the text's Markdown
// was read, not before.
func Pieces(text string, values Values) []Piece {
	var pieces []Piece
	add := func(p Piece) {
		if last := len(pieces) - 1; last >= 0 && !p.Live && !pieces[last].Live {
			pieces[last].Text += p.Text
		} else if p.Text != "" {
			pieces = append(pieces, p)
		}
	}
	at := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(text, -1) {
		add(Piece{Text: text[at:m[0]]})
		at = m[1]
		live := ""
		if values != nil {
			live = values(text[m[2]:m[3]])
		}
		if live != "" {
			add(Piece{Text: live, Live: true})
		} else {
			add(Piece{Text: text[m[4]:m[5]]})
		}
	}
	add(Piece{Text: text[at:]})
	return pieces
}

// Fill is Pieces in one string.
func Fill(text string, values Values) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	var b strings.Builder
	for _, p := range Pieces(text, values) {
		b.WriteString(p.Text)
	}
	return b.String()
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
