package discreet_test

import (
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dockdesk/dockdesk/internal/views/discreet"
)

const home = "built in /home/anneliese/shop"

func TestTextsAreMaskedOnlyWhileARoomLooksOn(t *testing.T) {
	defer discreet.Mask(false)
	if discreet.Text(home) != home {
		t.Error("masked at the desk")
	}
	discreet.Mask(true)
	if got := discreet.Text(home); strings.Contains(got, "anneliese") {
		t.Errorf("a room sees %q", got)
	}
	discreet.Reveal(true)
	if discreet.Text(home) != home {
		t.Error("not revealed while it is held")
	}
	discreet.Reveal(false)
	if discreet.Text(home) == home {
		t.Error("still revealed after it was let go")
	}
}

func TestWhatStandsInAGridKeepsItsLength(t *testing.T) {
	discreet.Mask(true)
	defer discreet.Mask(false)
	got := discreet.SameLength(home)
	if strings.Contains(got, "anneliese") || utf8.RuneCountInString(got) != utf8.RuneCountInString(home) {
		t.Errorf("got %q", got)
	}
}

func TestASavedTextIsMaskedAndAPictureIsNot(t *testing.T) {
	discreet.Mask(true)
	defer discreet.Mask(false)
	for text, masked := range map[string]bool{home + "\nnext\n": true, "\x89PNG\x00" + home: false} {
		var b strings.Builder
		if err := discreet.Writer(func(w io.Writer) error { _, err := io.WriteString(w, text); return err })(&b); err != nil {
			t.Fatal(err)
		}
		if got := !strings.Contains(b.String(), "anneliese"); got != masked {
			t.Errorf("%q is saved as %q", text, b.String())
		}
	}
}
