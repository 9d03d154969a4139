package walk

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

func TestALectureOnAProjector(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "alder", "lab:1", "sleep")
	eng.Docker(t, "run", "-d", "--name", "birch", "-p", "8080:80", "lab:1", "serve")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("birch"), "the list")
	before := w.Tree()
	atDesk, _ := row(before, "birch")

	w.Key("F9")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := row(t, "birch")
		_, caption := t.Find("projector.command")
		return ok && caption && c.Rect.Height > atDesk.Rect.Height*5/4
	}, "larger rows, and the command")
	far := w.WaitFor(func(t window.Tree) bool { return near(t.Window, before.Window) }, "the window at its size")
	if c, _ := row(far, "birch"); !strings.Contains(c.Text, "8080") || !strings.Contains(c.Text, "running") {
		t.Errorf("birch's row says %q", c.Text)
	}
	if float32(far.Window.Height)*0.028 > 14*far.Scale+0.5 {
		t.Errorf("text is %.1f px high in a picture of %d", 14*far.Scale, far.Window.Height)
	}

	named := func(name string) func(window.Tree) bool {
		return func(t window.Tree) bool { c, ok := t.Find("containers.detail.name"); return ok && c.Text == name }
	}
	w.Key("ctrl+f", "Down", "Home")
	first := order(w.Tree(), "alder", "birch")[0]
	w.WaitFor(named(first), "the first container, large")
	w.Key("Down")
	w.WaitFor(func(t window.Tree) bool { return !named(first)(t) }, "the next one")
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("presenter.key"); return ok && c.Visible && c.Text == "Down" }, "the key that was pressed")
	w.Key("Return")
	w.WaitFor(func(t window.Tree) bool {
		_, ok := t.Find("containers.detail.tab.logs")
		return ok && hides("birch")(t)
	}, "the object in all the room")
	w.Key("Escape")
	w.WaitFor(shows("birch"), "the list beside it")

	w.Key("F9")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := row(t, "birch")
		return ok && c.Rect.Height == atDesk.Rect.Height && near(t.Window, before.Window)
	}, "the window as it was")
}

// near reports whether two areas are the same but for what rounding costs.
func near(a, b control.Rect) bool {
	return abs(a.Width-b.Width) <= 6 && abs(a.Height-b.Height) <= 6
}

func abs(n int) int { return max(n, -n) }
