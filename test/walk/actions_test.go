package walk

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// says waits for what a control says.
func says(id, text string) func(window.Tree) bool {
	return func(t window.Tree) bool {
		c, ok := t.Find(id)
		return ok && c.Visible && strings.Contains(c.Text, text)
	}
}

func sees(id string) func(window.Tree) bool {
	return func(t window.Tree) bool { c, ok := t.Find(id); return ok && c.Visible }
}

func gone(id string) func(window.Tree) bool {
	return func(t window.Tree) bool { return !sees(id)(t) }
}

func focused(id string) func(window.Tree) bool {
	return func(t window.Tree) bool { c, ok := t.Focused(); return ok && c.ID == id }
}

// Nothing here touches the mouse.
func TestTheDaysWorkIsDoneByKeyboardAlone(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	for _, name := range []string{"alder", "birch", "cedar"} {
		eng.Docker(t, "run", "-d", "--name", name, "lab:1", "sleep")
	}
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("cedar"), "the list")

	// A container is stopped.
	w.Key("ctrl+f")
	w.Type("alder")
	w.WaitFor(hides("birch"), "only alder")
	w.Key("Down")
	w.WaitFor(says("containers.detail.name", "alder"), "alder's pane")
	w.Key("ctrl+period")
	w.WaitFor(func(t window.Tree) bool { c, _ := row(t, "alder"); return strings.Contains(c.Text, "exited") }, "alder as exited")
	w.WaitFor(says("history.command", "docker stop alder"), "its command in the history")

	// Two are removed by selecting both.
	w.Key("ctrl+f", "Escape")
	w.WaitFor(shows("birch"), "all rows")
	w.Key("Down", "Home", "space", "Down", "space")
	w.WaitFor(says("containers.many.name", "2 selected"), "two selected")
	w.Key("Delete")
	w.WaitFor(focused("ask.cancel"), "the question, with the safe button in front")
	tab(w, "ask.remove.force")
	w.Key("space")
	tab(w, "ask.do")
	w.Key("Return")
	w.WaitFor(func(t window.Tree) bool { return len(order(t, "alder", "birch", "cedar")) == 1 }, "two rows gone")
	w.WaitFor(says("history.command", "docker rm -f "), "the command in the history")

	// A volume is made and removed.
	w.Key("ctrl+4", "ctrl+n")
	w.WaitFor(focused("ask.volume.name"), "the form")
	w.Type("shelf")
	w.Key("Return")
	w.WaitFor(sees("volumes.list.row.shelf"), "the volume")
	w.WaitFor(says("history.command", "docker volume create shelf"), "its command")
	w.WaitFor(says("volumes.detail.name", "shelf"), "its pane")
	w.Key("Delete")
	w.WaitFor(focused("ask.cancel"), "the question")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("shelf") && t.Shows("docker volume rm shelf") }, "what goes, and the command")
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("ask.do"); return ok && c.Enabled }, "that it is known to be empty")
	tab(w, "ask.do")
	w.Key("Return")
	w.WaitFor(gone("volumes.list.row.shelf"), "the volume gone")

	if left := eng.Docker(t, "ps", "-a", "--format", "{{.Names}}"); strings.Count(left, "\n") != 0 || left == "" {
		t.Errorf("the engine has %q", left)
	}
	if left := eng.Docker(t, "volume", "ls", "-q"); left != "" {
		t.Errorf("the engine has the volumes %q", left)
	}
	w.Key("ctrl+h")
	for _, command := range []string{"docker stop alder", "docker rm -f ", "docker volume create shelf", "docker volume rm shelf"} {
		w.WaitFor(func(t window.Tree) bool { return t.Shows(command) }, command+" in the history")
	}
	w.Key("Escape")
	w.WaitFor(gone("history.drawer"), "the history closed")
}

// tab goes to a control by the Tab key.
func tab(w *window.Window, id string) {
	for range 40 {
		if focused(id)(w.Tree()) {
			return
		}
		w.Key("Tab")
	}
	w.WaitFor(focused(id), id+" by the Tab key")
}

func TestEveryActionIsAtHandByMouse(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "alder", "lab:1", "sleep")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("alder"), "the list")

	w.Click("containers.detail.container.pause")
	w.WaitFor(func(t window.Tree) bool { c, _ := row(t, "alder"); return strings.Contains(c.Text, "paused") }, "alder paused")
	w.WaitFor(sees("containers.detail.container.unpause"), "the button that undoes it")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("docker unpause alder") }, "its command in the guide")
	w.Click("containers.detail.container.unpause")
	w.WaitFor(sees("containers.detail.container.pause"), "the first button again")

	w.Click("containers.detail.more")
	w.WaitFor(sees("menu.container.rename"), "the menu")
	w.WaitFor(says("menu.command", "docker"), "a command under it")
	w.Click("menu.container.rename")
	w.WaitFor(focused("ask.rename.name"), "the form")
	w.Key("ctrl+a")
	w.Type("birch")
	w.Click("ask.do")
	w.WaitFor(shows("birch"), "the new name")

	w.Key("ctrl+k")
	w.WaitFor(focused("palette.search"), "the palette")
	w.Type("stpo birch")
	w.WaitFor(says("palette.command", "docker stop birch"), "the action by a mistyped name")
	w.Key("Return")
	w.WaitFor(func(t window.Tree) bool { c, _ := row(t, "birch"); return strings.Contains(c.Text, "exited") }, "birch as exited")
}

func TestTheSystemPageClearsOutWhatItLists(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "--name", "job", "lab:1", "env")
	eng.Docker(t, "network", "create", "lonely")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("job"), "the list")
	w.Click("nav.system")
	w.Click("system.tab.free")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("job") && t.Shows("lonely") }, "what would go")
	w.Click("system.free.remove")
	w.WaitFor(focused("ask.cancel"), "the question")
	tab(w, "ask.do")
	w.Key("Return")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("Nothing to clear out") }, "nothing left")
	if left := eng.Docker(t, "ps", "-aq"); left != "" {
		t.Errorf("the engine still has %q", left)
	}
}
