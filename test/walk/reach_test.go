package walk

import (
	"os"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// A page doesn't come. The window says why, twice, and each time its first button
// mends it: first there is no door, then the program listens only to itself.
func TestAPageThatDoesNotComeIsMended(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "shy", "lab:1", "serve", "-addr", "127.0.0.1:80", "-text", "at last")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("shy"), "shy")
	c, _ := row(w.Tree(), "shy")
	w.RightClick(c.ID)
	w.WaitFor(sees("menu.container.reach"), "the menu of the row")
	w.Click("menu.container.reach")
	w.WaitFor(says("reach.title", "No port of this computer leads to port 80 of shy"), "that nothing leads there")
	w.WaitFor(says("reach.stop.1", "broken here"), "the broken link")
	look(t, w, "reach-closed")
	w.Click("reach.remedy.0")
	w.WaitFor(says("run.command", "-p 127.0.0.1:8080:80"), "the form with a door")
	replaced(w)

	w.WaitFor(says("containers.detail.name", "shy"), "the new one")
	w.Click("containers.detail.tab.reach")
	w.WaitFor(says("reach.title", "shy listens only to itself"), "that it listens to itself")
	w.Click("reach.try")
	w.WaitFor(says("reach.tried", "nobody is behind it"), "what a knock finds")
	look(t, w, "reach-loopback")
	w.Click("reach.remedy.0")
	w.WaitFor(says("run.command", "serve -addr 0.0.0.0:80"), "the form with the address changed")
	replaced(w)

	w.WaitFor(says("containers.detail.name", "shy"), "the new one")
	w.Click("containers.detail.tab.reach")
	w.WaitFor(says("reach.title", "This computer reaches shy at 127.0.0.1:8080"), "that it is reached")
	w.Click("reach.try")
	w.WaitFor(says("reach.tried", "HTTP 200 OK"), "its answer")
	look(t, w, "reach-whole")
	if page := eng.Fetch(t, "http://127.0.0.1:8080/"); page != "at last" {
		t.Errorf("the page is %q", page)
	}
	w.Click("containers.detail.tab.safety")
	w.WaitFor(says("safety.verdict.title", "shy is well boxed in"), "how safe it is")
	look(t, w, "safety")
}

// replaced runs the form in the place of the container that it was opened for.
func replaced(w *window.Window) {
	w.WaitFor(enabled("run.do"), "that it can be run")
	w.Click("run.do")
	w.WaitFor(sees("ask.do"), "what goes")
	w.Click("ask.do")
	done(w, "docker run")
	w.WaitFor(func(t window.Tree) bool { return t.Page == "containers" }, "the list")
}

// Two containers on two networks, by keyboard: who calls, why it fails, and the
// connection that mends it. It is walked in make prove.
func TestTwoContainersThatShareNoNetworkAreConnected(t *testing.T) {
	window.SkipUnlessAvailable(t)
	if os.Getenv("DOCKDESK_WALK") != "all" {
		return
	}
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "network", "create", "blog")
	eng.Docker(t, "network", "create", "shop")
	eng.Docker(t, "run", "-d", "--name", "caller", "--network", "blog", realengine.ShellImage, "sleep", "1d")
	eng.Docker(t, "run", "-d", "--name", "page", "--network", "shop", "lab:1", "serve", "-addr", ":80")
	w := window.Start(t, window.Options{Engine: eng, Args: []string{"--page", "networks"}})
	w.WaitFor(func(t window.Tree) bool { _, ok := rowOf(t, "networks", "shop"); return ok }, "shop")
	w.Key("ctrl+f")
	w.Type("shop")
	w.Key("Down")
	w.WaitFor(says("networks.detail.name", "shop"), "shop's pane")
	tab(w, "networks.detail.tab.overview")
	w.Key("Right")
	w.WaitFor(says("networks.reach.title", "No port of this computer leads to port 80 of page"), "the way from here")
	tab(w, "networks.reach.from")
	w.Key("Return")
	w.WaitFor(sees("menu.from.caller"), "who can call")
	for !focused("menu.from.caller")(w.Tree()) && !selected("menu.from.caller")(w.Tree()) {
		w.Key("Down")
	}
	w.Key("Return")
	w.WaitFor(says("networks.reach.title", "caller and page share no network"), "why it fails")
	look(t, w, "between-apart")
	tab(w, "networks.reach.remedy.0")
	w.Key("Return")
	done(w, "docker network connect shop caller")
	w.WaitFor(says("networks.reach.title", "caller reaches page at page:80"), "that it is mended")
	tab(w, "networks.reach.try")
	w.Key("Return")
	w.WaitFor(says("networks.reach.tried", "page:80 answers"), "a real answer")
	look(t, w, "between-whole")
	if got := eng.Docker(t, "inspect", "-f", "{{range $n, $_ := .NetworkSettings.Networks}}{{$n}} {{end}}", "caller"); !strings.Contains(got, "shop") {
		t.Errorf("caller is on %s", got)
	}
}

func selected(id string) func(window.Tree) bool {
	return func(t window.Tree) bool { c, ok := t.Find(id); return ok && c.Selected }
}
