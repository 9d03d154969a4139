// Package discreet is between what the window knows and what it draws: while a
// room looks on, texts are drawn without what is nobody's business. What is kept,
// copied and sent to the engine stays whole.
//
// It must know nothing of widgets; they ask it for each text that they draw.
package discreet

import (
	"bytes"
	"io"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/dockdesk/dockdesk/internal/help/secret"
)

var masking, revealed atomic.Bool

// Mask says whether a room looks on.
func Mask(on bool) { masking.Store(on) }

// Reveal shows all for as long as it is on.
func Reveal(on bool) { revealed.Store(on) }

// Revealing reports whether what is hidden is shown just now.
func Revealing() bool { return revealed.Load() }

// Masking reports whether texts are drawn otherwise than they are.
func Masking() bool { return masking.Load() && !revealed.Load() }

// Text is a text as it is drawn now.
func Text(s string) string {
	if !Masking() || s == "" {
		return s
	}
	return secret.ForRoom(s)
}

// Named is the text of a value, as it is drawn now, that goes by a name.
func Named(name, s string) string {
	if Masking() && s != "" && secret.LoginName(name) && secret.ForRoom(name+"="+s) != name+"="+s {
		return secret.Mask
	}
	return Text(s)
}

// SameLength is Text for what stands in a grid: it has as many characters.
func SameLength(s string) string {
	if !Masking() {
		return s
	}
	shown := secret.ForRoom(s)
	if shown == s {
		return s
	}
	want, got := utf8.RuneCountInString(s), utf8.RuneCountInString(shown)
	switch {
	case got < want:
		return shown + strings.Repeat(" ", want-got)
	case got > want:
		return string([]rune(shown)[:want])
	}
	return shown
}

// Writer makes a function that writes a file write it as it is drawn now. What is
// no text stays as it is.
func Writer(write func(io.Writer) error) func(io.Writer) error {
	if !Masking() {
		return write
	}
	return func(w io.Writer) error {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return err
		}
		if !utf8.Valid(b.Bytes()) || bytes.IndexByte(b.Bytes(), 0) >= 0 {
			_, err := w.Write(b.Bytes())
			return err
		}
		for line := range strings.Lines(b.String()) {
			if _, err := io.WriteString(w, secret.ForRoom(line)); err != nil {
				return err
			}
		}
		return nil
	}
}
