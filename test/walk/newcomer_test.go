package walk

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// Somebody who has never used Docker has the window only: they run a web page, break
// it by a port clash, put that right by one click, find out why a container ended,
// and keep its data when it goes.
func TestANewcomerGetsAlongWithTheWindowAlone(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(func(t window.Tree) bool { return t.Shows("No containers yet") }, "the empty list")
	look(t, w, "newcomer-1-empty")

	// A web page.
	form(w, "lab-web:1")
	w.WaitFor(sees("run.ports.0.host"), "a door for its port")
	named := func(name string) {
		tab(w, "run.name")
		w.Key("ctrl+a")
		w.Type(name)
		w.WaitFor(says("run.command", "--name "+name), "its name in the command")
	}
	port := func(number string) {
		tab(w, "run.ports.0.host")
		w.Key("ctrl+a")
		w.Type(number)
		w.WaitFor(says("run.command", "-p "+number+":80"), "the port in the command")
	}
	named("site")
	port("18090")
	look(t, w, "newcomer-2-form")
	w.Click("run.do")
	w.WaitFor(says("containers.detail.name", "site"), "the container's page")
	if eng.Fetch(t, "http://127.0.0.1:18090/") == "" {
		t.Error("the page is empty")
	}
	look(t, w, "newcomer-3-runs")

	// A second one at the same port: it is said at the field, and one click helps.
	form(w, "lab-web:1")
	w.WaitFor(sees("run.ports.0.host"), "a door for its port")
	named("copy")
	port("18090")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("site") && hasFix(t) != "" }, "who has the port")
	look(t, w, "newcomer-4-clash")
	w.Click(hasFix(w.Tree()))
	w.WaitFor(says("run.command", "-p 18091:80"), "the next port")
	w.WaitFor(enabled("run.do"), "that it can be run")
	w.Click("run.do")
	w.WaitFor(says("containers.detail.name", "copy"), "the second page")
	if eng.Fetch(t, "http://127.0.0.1:18091/") == "" {
		t.Error("the second page is empty")
	}

	// One that keeps its data in a volume, and ends with an error.
	form(w, realengine.ShellImage)
	named("diary")
	tab(w, "run.mounts.add.volume")
	w.Key("Return")
	w.WaitFor(focused("run.mounts.0.source"), "a row for a volume")
	w.Type("pages")
	w.Key("Tab", "Tab")
	w.Type("/data")
	tab(w, "run.section.program")
	w.Key("Return")
	tab(w, "run.program")
	w.Type("sh -c 'echo dear diary >/data/today; echo out of ink >&2; exit 3'")
	w.WaitFor(says("run.command", "-v pages:/data"), "the command")
	w.Click("run.do")
	w.WaitFor(says("run.ended.output", "out of ink"), "what it said last")
	w.WaitFor(says("run.ended.facts", "Exit code 3"), "why it ended")
	look(t, w, "newcomer-5-ended")
	w.Key("Escape")
	w.WaitFor(gone("run.ended.close"), "the explanation closed")

	// It goes; what it wrote stays.
	w.Key("ctrl+2")
	w.WaitFor(shows("diary"), "the list")
	c, _ := rowOf(w.Tree(), "containers", "diary")
	w.Click(c.ID)
	w.WaitFor(says("containers.detail.name", "diary"), "its pane")
	w.Key("Delete")
	w.WaitFor(focused("ask.cancel"), "the question")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("pages") }, "that the volume stays")
	look(t, w, "newcomer-6-question")
	w.Click("ask.do")
	hasDone(w, "docker rm diary")
	w.Key("ctrl+4")
	w.WaitFor(shows2("volumes", "pages"), "the volume")
	c, _ = rowOf(w.Tree(), "volumes", "pages")
	w.Click(c.ID)
	w.Click("volumes.detail.tab.files")
	w.WaitFor(sees("volumes.files.list.row./today"), "what was written")
	look(t, w, "newcomer-7-kept")
}

// hasFix is what puts a port right by one click; "" for nothing.
func hasFix(t window.Tree) string {
	for _, c := range t.Controls {
		if strings.HasPrefix(c.ID, "run.ports.") && strings.Contains(c.ID, ".fix.") && c.Visible {
			return c.ID
		}
	}
	return ""
}
