package textview

import (
	"testing"

	"github.com/dockdesk/dockdesk/internal/views/discreet"
)

func TestARoomSeesALineWithoutNamesInItsColours(t *testing.T) {
	src := veil(Lines{"open /home/anneliese/x failed"})
	if got := src.Line(0).Text; got != "open /home/anneliese/x failed" {
		t.Errorf("at the desk it says %q", got)
	}
	discreet.Mask(true)
	defer discreet.Mask(false)
	if got := src.Line(0).Text; got != "open /home/••••/x failed" {
		t.Errorf("the room sees %q", got)
	}
	in := Line{Text: "open /home/anneliese/x failed", Spans: []Span{{Start: 23, End: 29, Style: Style{Bold: true}}}}
	out := veilLine(in)
	if s := out.Spans; len(s) != 1 || out.Text[s[0].Start:s[0].End] != "failed" {
		t.Errorf("%q with %v", out.Text, s)
	}
}
