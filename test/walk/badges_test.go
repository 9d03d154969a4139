package walk

import (
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// A badge on a row is pressed by mouse and by keyboard, while the guide is folded
// away: a card beside it explains, and leads on to the guide.
func TestABadgeOnARowIsExplained(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	id := eng.Docker(t, "run", "-d", "--name", "alder", realengine.ShellImage, "sh", "-c", "exit 3")
	w := window.Start(t, window.Options{Engine: eng, Args: []string{"--page", "containers"}})
	badge := "containers.list.badge." + id + ".state.failed"
	w.WaitFor(sees(badge), "the badge")
	w.Key("ctrl+g")
	w.WaitFor(sees("guide.unfold"), "the guide folded away")
	w.Click(badge)
	w.WaitFor(sees("peek.text"), "the card")
	look(t, w, "badge-card")
	w.Key("Escape")
	w.WaitFor(gone("peek.text"), "the card closed")

	// By keyboard: the second badge is the number, which lets choose.
	w.Key("Right", "Right", "Return")
	w.WaitFor(sees("menu.lines"), "the badges that have no room")
	look(t, w, "badge-menu")
	w.Key("Return")
	w.WaitFor(sees("peek.more"), "the card of the first of them")
	tab(w, "peek.more")
	w.Key("Return")
	w.WaitFor(sees("guide.text"), "the guide")
}
