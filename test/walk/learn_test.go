package walk

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// bookAt waits until the book shows a page.
func bookAt(title string) func(window.Tree) bool {
	return func(t window.Tree) bool {
		c, ok := t.Find("learn.text")
		return ok && c.Visible && strings.HasPrefix(c.Text, title)
	}
}

func TestAPersonLearnsFromTheBook(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "web", "lab:1")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("web"), "web")

	// By mouse: read, go on, search with a slip, be shown the place.
	w.Click("nav.learn")
	w.WaitFor(bookAt("What Docker is"), "the first page")
	w.Click("learn.next")
	w.WaitFor(bookAt("Containers and virtual machines"), "the second page, with its picture")
	look(t, w, "learn-page")
	w.Click("learn.search")
	w.Type("exit cdoe")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("learn.results")
		return ok && strings.HasPrefix(c.Text, "Exit codes")
	}, "what the search finds")
	w.Key("Return")
	w.WaitFor(bookAt("Exit codes"), "the page about exit codes")
	w.Click("learn.show")
	w.WaitFor(shows("web"), "the place it speaks of")
	look(t, w, "learn-shown")

	// By keyboard alone: the page again, its words by Tab, the next page.
	w.Key("ctrl+k")
	w.Type("learn")
	w.Key("Return")
	w.WaitFor(bookAt("Exit codes"), "the page where it was left")
	w.Key("slash")
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Focused(); return ok && c.ID == "learn.search" }, "the search has the keyboard")
	w.Key("ctrl+a")
	w.Type("volume")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("learn.results")
		return ok && strings.HasPrefix(c.Text, "Volume")
	}, "volumes are found")
	w.Key("Down")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Focused()
		return ok && strings.HasPrefix(c.ID, "learn.results.link:topic:concept.volume")
	}, "the first result has the keyboard")
	w.Key("Return")
	w.WaitFor(bookAt("Volume"), "the page about volumes")
}
