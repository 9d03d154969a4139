package walk

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// A container is changed through its menu: the form has what it was made with, a
// question says what goes, and the new one has its name and its volume.
func TestAContainerIsChangedByReplacingIt(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "alder", "-v", "shelf:/data", "-e", "GREETING=hello", "lab:1", "sleep")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("alder"), "the list")
	c, _ := row(w.Tree(), "alder")
	w.RightClick(c.ID)
	w.WaitFor(sees("menu.container.replace"), "the menu")
	w.Click("menu.container.replace")
	w.WaitFor(says("run.name", "alder"), "the form filled in")
	w.WaitFor(says("run.command", "-e GREETING=hello -v shelf:/data"), "what it was made with")
	w.Click("run.restart.always")
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("run.do"); return ok && c.Enabled }, "that it can be replaced")
	w.Click("run.do")
	w.WaitFor(focused("ask.cancel"), "the question")
	w.Click("ask.do")
	w.WaitFor(says("history.command", "docker run -d --name alder"), "the command in the history")
	w.WaitFor(shows("alder"), "the new one")
	w.WaitFor(func(window.Tree) bool {
		return eng.Docker(t, "inspect", "-f", "{{.HostConfig.RestartPolicy.Name}} {{(index .Mounts 0).Name}} {{.State.Running}}", "alder") == "always shelf true"
	}, "the engine has the changed one")
}

// Larger and smaller go from any place, and the normal size comes back by one key.
func TestEverythingGetsLarger(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(sees("nav.home"), "the window")
	before := w.Find("nav.home").Rect
	w.Key("ctrl+equal", "ctrl+equal")
	larger := func(t window.Tree) bool {
		c, ok := t.Find("nav.home")
		return ok && float64(c.Rect.Height)*float64(t.Scale) > float64(before.Height)*1.2
	}
	w.WaitFor(larger, "the window at 1.25")
	w.Key("ctrl+0")
	w.WaitFor(func(t window.Tree) bool { return !larger(t) }, "the normal size")
}

// An image's menu leads to the form with the image in it.
func TestAnImageIsRunFromItsMenu(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	w := window.Start(t, window.Options{Engine: eng, Args: []string{"--page", "images"}})
	w.WaitFor(shows2("images", "lab-web:1"), "the image")
	c, _ := rowOf(w.Tree(), "images", "lab-web:1")
	w.RightClick(c.ID)
	w.WaitFor(sees("menu.image.run"), "the menu")
	w.Click("menu.image.run")
	w.WaitFor(says("run.image", "lab-web:1"), "the form")
	w.WaitFor(sees("run.ports.0.host"), "its door")
	w.Click("run.do")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("history.command")
		return ok && strings.HasSuffix(c.Text, "lab-web:1") && t.Page == "containers"
	}, "it runs")
}
