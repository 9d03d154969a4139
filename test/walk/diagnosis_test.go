package walk

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// Two containers want one port: the window says which has it, and one click later
// the other one runs at the next port.
func TestAPortClashIsPutRightByOneClick(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "shop", "-p", "3000:80", "lab-web:1")
	eng.Docker(t, "create", "--name", "blog", "-p", "3000:80", "lab-web:1")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("blog"), "the list")
	id := eng.Docker(t, "inspect", "-f", "{{.Id}}", "blog")
	w.Click("containers.list.row." + id)
	w.WaitFor(says("containers.detail.name", "blog"), "its pane")
	w.Click("containers.detail.container.start")
	w.WaitFor(says("task.1.case.0.title", "Port 3000 is taken by shop"), "why it doesn't start")
	if _, there := w.Tree().Find("task.1.case.0.raw"); there {
		t.Error("the engine's own words are not folded away")
	}
	w.Click("task.1.case.0.why")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("A port is taken by another container") }, "why this happens")
	w.Click("task.1.case.0.remedy.0")
	w.WaitFor(says("history.command", "-p 3001:80"), "the command that does it")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := row(t, "blog")
		return ok && strings.Contains(c.Text, "3001") && !strings.Contains(c.Text, "created")
	}, "blog, which runs")
	if page := eng.Fetch(t, "http://127.0.0.1:3001/"); page == "" {
		t.Error("its page is empty")
	}
	w.WaitFor(func(t window.Tree) bool { return !t.Shows("1 failed") }, "nothing that failed any more")
}

// The same by keyboard, the other way, from the history.
func TestAFailureIsPutRightFromTheHistory(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "shop", "-p", "3000:80", "lab-web:1")
	eng.Docker(t, "create", "--name", "blog", "-p", "3000:80", "lab-web:1")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("blog"), "the list")
	w.Click("containers.list.row." + eng.Docker(t, "inspect", "-f", "{{.Id}}", "blog"))
	w.WaitFor(says("containers.detail.name", "blog"), "its pane")
	w.Click("containers.detail.container.start")
	w.WaitFor(says("task.1.case.0.title", "Port 3000 is taken by shop"), "why it doesn't start")
	w.Key("Escape")
	w.Key("ctrl+h")
	w.WaitFor(says("history.why.title", "Port 3000 is taken by shop"), "the same in the history")
	tab(w, "history.why.remedy.1")
	w.Key("Return")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := row(t, "blog")
		return ok && strings.Contains(c.Text, "3000") && !strings.Contains(c.Text, "created")
	}, "blog, which runs")
	if got := eng.Docker(t, "inspect", "-f", "{{.State.Running}}", "shop"); got != "false" {
		t.Error("shop was not stopped")
	}
}
