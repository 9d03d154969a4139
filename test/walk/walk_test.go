// Package walk uses the built program as a person does: a real window, a real
// mouse and keyboard, and a real engine behind it. Each test is one walk from
// an issue's list of what must work.
package walk

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// row is the row of a container, by its name.
func row(t window.Tree, name string) (window.Control, bool) {
	for _, c := range t.Controls {
		if strings.HasPrefix(c.ID, "containers.list.row.") && strings.Contains(c.Text, name) {
			return c, true
		}
	}
	return window.Control{}, false
}

func shows(name string) func(window.Tree) bool {
	return func(t window.Tree) bool {
		_, ok := row(t, name)
		return ok
	}
}

func hides(name string) func(window.Tree) bool {
	return func(t window.Tree) bool { return !shows(name)(t) }
}

// order lists the names that are shown, from top to bottom.
func order(t window.Tree, names ...string) []string {
	var out []string
	for _, c := range t.Controls {
		if !strings.HasPrefix(c.ID, "containers.list.row.") {
			continue
		}
		for _, n := range names {
			if strings.Contains(c.Text, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

func isOrder(want ...string) func(window.Tree) bool {
	return func(t window.Tree) bool { return strings.Join(order(t, want...), " ") == strings.Join(want, " ") }
}

func TestAContainerStartedFromOutsideAppearsAndGoes(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "alder", "lab:1", "sleep")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("alder"), "alder, which ran before the window opened")

	eng.Docker(t, "run", "-d", "--name", "birch", "-p", "8080:80", "lab:1", "serve")
	w.WaitFor(shows("birch"), "birch, started from outside")
	w.WaitFor(func(t window.Tree) bool { c, _ := row(t, "birch"); return strings.Contains(c.Text, "8080") }, "the port of birch")

	w.Click("containers.list.header.name")
	w.WaitFor(isOrder("alder", "birch"), "names in order")
	w.Click("containers.list.header.name")
	w.WaitFor(isOrder("birch", "alder"), "names in reverse order")

	w.Key("ctrl+f")
	w.Type("alde")
	w.WaitFor(hides("birch"), "only what matches the search")
	w.Key("Escape")
	w.WaitFor(shows("birch"), "all rows after Esc")

	w.Key("Down", "Home", "Down")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("containers.detail.name")
		return ok && c.Text == "alder"
	}, "the pane of the row that the keyboard went to")
	w.Key("End", "Home")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("containers.detail.name")
		return ok && c.Text == "birch"
	}, "the pane of the first row")

	eng.Docker(t, "stop", "-t", "1", "birch")
	w.WaitFor(func(t window.Tree) bool { c, _ := row(t, "birch"); return strings.Contains(c.Text, "exited") }, "birch as exited")
	eng.Docker(t, "rm", "birch")
	w.WaitFor(hides("birch"), "birch gone")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("history.command")
		return ok && c.Text == "docker rm birch"
	}, "what the docker command did, in the history line")
}

func TestEveryPageOpensByMouseAndByKeyboard(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "alder", "-v", "shelf:/data", "lab:1", "sleep")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("alder"), "the list")
	pages := []string{"home", "containers", "images", "volumes", "networks"}
	on := func(id string) func(window.Tree) bool { return func(t window.Tree) bool { return t.Page == id } }
	for _, id := range pages {
		w.Click("nav." + id)
		w.WaitFor(on(id), id+" by mouse")
	}
	for i, id := range pages {
		w.Key("ctrl+" + string(rune('1'+i)))
		w.WaitFor(on(id), id+" by keyboard")
	}
	w.Key("ctrl+4")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("shelf") }, "the volume")
	w.Click("link.container." + eng.Docker(t, "inspect", "-f", "{{.Id}}", "alder"))
	w.WaitFor(on("containers"), "the container that uses the volume")
	w.Click("containers.detail.tab.inspect")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("RestartCount") }, "the engine's answer about it")
}

func TestALostEngineLeavesItsLastStateAndComesBack(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Start(t)
	eng.Docker(t, "run", "-d", "--name", "alder", "lab:1", "sleep")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("alder"), "the list")
	eng.Kill(t)
	banner := func(t window.Tree) bool { c, ok := t.Find("banner"); return ok && c.Visible }
	w.WaitFor(banner, "the banner")
	w.WaitFor(shows("alder"), "the last known state")
	eng.Resume(t)
	w.WaitFor(func(t window.Tree) bool { return !banner(t) }, "the banner gone")
	eng.Docker(t, "run", "-d", "--name", "birch", "lab:1", "sleep")
	w.WaitFor(shows("birch"), "a container started after the engine came back")
}

func TestTheWindowHasItsSizeAgainHoweverItWasClosed(t *testing.T) {
	window.SkipUnlessAvailable(t)
	for name, end := range map[string]func(*window.Window){
		"by the socket": (*window.Window).Close, // as its own Quit does it
		"by a signal": func(w *window.Window) {
			if p, err := os.FindProcess(w.PID()); err != nil || p.Signal(syscall.SIGTERM) != nil {
				t.Fatal("the program can't be told", err)
			}
			w.Ended()
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := window.Start(t, window.Options{Width: 1111, Height: 777})
			w.WaitFor(func(t window.Tree) bool { return t.Window.Width == 1111 && t.Window.Height == 777 }, "the new size")
			w.Idle()
			end(w)
			text, err := os.ReadFile(filepath.Join(w.Home(), ".config", "dockdesk", "settings.json"))
			if err != nil {
				t.Fatal(err)
			}
			var kept struct{ Values map[string]string }
			if err := json.Unmarshal(text, &kept); err != nil || kept.Values["window.size"] != "1111x777" {
				t.Errorf("kept is %s, %v", text, err)
			}
		})
	}
}
