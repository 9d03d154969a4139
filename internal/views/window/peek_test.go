package window_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// TestABadgeIsExplainedAlsoWithoutTheGuide by the guide where it is open, else by a
// card beside the badge that leads on to it.
func TestABadgeIsExplainedAlsoWithoutTheGuide(t *testing.T) {
	s := newStage(t, scene{})
	const badge = "containers.detail.state"
	s.press(badge)
	if s.sees("peek") || s.find("guide").Text != "Running" {
		t.Errorf("with the guide open it is explained twice, or not: %s", s.find("guide").Text)
	}
	s.press("guide.fold")
	s.press(badge)
	if text := s.find("peek.text").Text; !strings.Contains(text, "program") {
		t.Errorf("the card says %q", text)
	}
	card, at := s.find("peek").Shown, s.find(badge).Shown
	if card.Y < at.Y+at.Height && card.Y+card.Height > at.Y && card.X < at.X+at.Width && card.X+card.Width > at.X {
		t.Errorf("the card at %v covers the badge at %v", card, at)
	}
	s.win.Canvas().FocusNext() // from Close to Read more
	s.key(fyne.KeyReturn)
	if s.sees("peek") || !s.sees("guide.text") {
		t.Error("Read more does not lead to the guide")
	}
}
