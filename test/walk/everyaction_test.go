package walk

import (
	"os"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// deed is an action on an object, done in the real window.
type deed struct {
	id      action.ID
	arrange []string // docker commands before it
	page    string   // where the object is
	name    string   // of the object; "" for an action without one
	typed   string   // what the palette is told
	fields  []entry  // what the question is told
	command string   // how the command in the history begins
}

// entry is one field of a question: text to type, or "" to switch it on.
type entry struct{ id, text string }

const sleeps = "run -d --name alder lab:1 sleep"

var deeds = []deed{
	{id: "container.start", arrange: []string{"create --name alder lab:1 sleep"}, page: "containers", name: "alder", command: "docker start alder"},
	{id: "container.stop", arrange: []string{sleeps}, page: "containers", name: "alder", command: "docker stop alder"},
	{id: "container.restart", arrange: []string{sleeps}, page: "containers", name: "alder", command: "docker restart alder"},
	{id: "container.pause", arrange: []string{sleeps}, page: "containers", name: "alder", command: "docker pause alder"},
	{id: "container.unpause", arrange: []string{sleeps, "pause alder"}, page: "containers", name: "alder", command: "docker unpause alder"},
	{id: "container.kill", arrange: []string{sleeps}, page: "containers", name: "alder", command: "docker kill alder"},
	{id: "container.rename", arrange: []string{sleeps}, page: "containers", name: "alder", fields: []entry{{"rename.name", "birch"}}, command: "docker rename alder birch"},
	{id: "container.update", arrange: []string{sleeps}, page: "containers", name: "alder", fields: []entry{{"update.memory", "64m"}}, command: "docker update --memory 64m"},
	{id: "container.commit", arrange: []string{sleeps}, page: "containers", name: "alder", command: "docker commit alder alder:1"},
	{id: "container.remove", arrange: []string{"create --name alder lab:1 sleep"}, page: "containers", name: "alder", command: "docker rm alder"},
	{id: "container.prune", arrange: []string{"create --name alder lab:1 sleep"}, page: "containers", typed: "remove stopped containers", command: "docker container prune"},
	{id: "network.connect", arrange: []string{sleeps, "network create hall"}, page: "containers", name: "alder", command: "docker network connect hall alder"},
	{id: "network.disconnect", arrange: []string{"network create hall", "run -d --name alder --net hall lab:1 sleep"}, page: "containers", name: "alder", command: "docker network disconnect hall alder"},
	{id: "image.tag", arrange: []string{"tag lab:1 oak:1"}, page: "images", name: "lab:1", fields: []entry{{"tag.name", "elm:1"}}, command: "docker tag lab:1 elm:1"},
	{id: "image.untag", arrange: []string{"tag lab:1 oak:1"}, page: "images", name: "lab:1", command: "docker rmi "},
	{id: "image.prune", arrange: []string{"create --name alder lab:1 sleep", "commit alder oak:1", "commit -m b alder oak:1", "rm alder"}, page: "images", typed: "remove unused images", command: "docker image prune"},
	{id: "image.remove", arrange: []string{"create --name alder lab:1 sleep", "commit alder oak:1", "rm alder"}, page: "images", name: "oak:1", command: "docker rmi oak:1"},
	{id: "volume.create", page: "volumes", typed: "create a volume", fields: []entry{{"volume.name", "shelf"}}, command: "docker volume create shelf"},
	{id: "volume.remove", arrange: []string{"volume create shelf"}, page: "volumes", name: "shelf", command: "docker volume rm shelf"},
	{id: "volume.save", arrange: []string{"volume create shelf"}, page: "volumes", name: "shelf", command: "docker rm -v helper"},
	{id: "volume.prune", arrange: []string{"volume create"}, page: "volumes", typed: "remove unused volumes", command: "docker volume "},
	{id: "network.create", page: "networks", typed: "create a network", fields: []entry{{"network.name", "hall"}}, command: "docker network create hall"},
	{id: "network.remove", arrange: []string{"network create hall"}, page: "networks", name: "hall", command: "docker network rm hall"},
	{id: "network.prune", arrange: []string{"network create hall"}, page: "networks", typed: "remove unused networks", command: "docker network prune"},
	{id: "system.prune", arrange: []string{"network create hall"}, page: "system", typed: "clear out everything", command: "docker system prune"},
}

// elsewhere are the actions that have walks of their own, or nothing to be done
// to here.
var elsewhere = map[action.ID]string{
	"container.reach": "TestAPageThatDoesNotComeIsMended", "container.run": "TestAContainerIsRunFromTheForm", "image.run": "the same form", "container.again": "the same form",
	"container.export": "TestHowAContainerFaresAndWhatItChanged", "container.wait": "TestHowAContainerFaresAndWhatItChanged",
	"files.upload": "TestFilesGoUpAndComeDown", "files.download": "TestFilesGoUpAndComeDown", "files.folder": "TestFilesGoUpAndComeDown",
	"files.rename": "TestFilesGoUpAndComeDown", "files.delete": "TestFilesGoUpAndComeDown",
	"image.pull": "TestThePracticeRegistryIsLearnedStepByStep", "image.push": "TestThePracticeRegistryIsLearnedStepByStep",
	"registry.login": "TestThePracticeRegistryIsLearnedStepByStep", "registry.logout": "TestThePracticeRegistryIsLearnedStepByStep",
	"image.rename": "TestEveryActionThatCarriesImagesThroughFiles", "image.save": "TestEveryActionThatCarriesImagesThroughFiles", "image.load": "TestEveryActionThatCarriesImagesThroughFiles",
	"image.import":   "the same form as image.load's",
	"volume.restore": "TestWhatWasRemovedComesBack", "bin.again": "TestWhatWasRemovedComesBack",
	"image.build": "TestAFolderBecomesAnImage", "container.replace": "the same form", "build-cache.prune": "an engine without builds has no cache to remove",
}

func TestEveryActionHasAWalk(t *testing.T) {
	for _, a := range action.All() {
		walked := elsewhere[a.ID] != ""
		for _, d := range deeds {
			walked = walked || d.id == a.ID
		}
		if !walked {
			t.Errorf("%s is not walked", a.ID)
		}
	}
}

// TestEveryActionIsDoneInTheWindow does each action twice in a real window: by
// keyboard through the palette, and by mouse through the menu. All of them take
// minutes; that is for make prove. Otherwise it is every ninth.
func TestEveryActionIsDoneInTheWindow(t *testing.T) {
	window.SkipUnlessAvailable(t)
	for i, d := range deeds {
		if i%9 != 0 && os.Getenv("DOCKDESK_WALK") != "all" {
			continue
		}
		t.Run(string(d.id), func(t *testing.T) {
			eng := realengine.Shared(t)
			for _, way := range []func(*testing.T, *window.Window, deed){byKeyboard, byMouse} {
				eng.Clean(t)
				for _, c := range d.arrange {
					eng.Docker(t, strings.Fields(c)...)
				}
				w := window.Start(t, window.Options{Engine: eng, Args: []string{"--page", d.page}})
				if d.name != "" {
					w.WaitFor(shows2(d.page, d.name), d.name)
				} else {
					w.WaitFor(func(t window.Tree) bool { return t.Page == d.page }, "the page")
				}
				way(t, w, d)
				w.WaitFor(func(t window.Tree) bool {
					c, ok := t.Find("history.command")
					o, done := t.Find("history.outcome")
					return ok && done && strings.HasPrefix(c.Text, d.command) && o.Text != "running" && o.Text != "failed"
				}, "its command in the history, done")
				w.Close()
			}
		})
	}
}

// shows2 finds the row of an object on any page.
func shows2(page, name string) func(window.Tree) bool {
	return func(t window.Tree) bool { _, ok := rowOf(t, page, name); return ok }
}

func rowOf(t window.Tree, page, name string) (window.Control, bool) {
	for _, c := range t.Controls {
		if strings.HasPrefix(c.ID, page+".list.row.") && strings.Contains(c.Text, name) && c.Visible {
			return c, true
		}
	}
	return window.Control{}, false
}

func byKeyboard(t *testing.T, w *window.Window, d deed) {
	typed := d.typed
	if typed == "" {
		typed = strings.ToLower(action.Must(d.id).Words.Title) + " " + d.name
	}
	w.Key("ctrl+k")
	w.WaitFor(focused("palette.search"), "the palette")
	w.Type(typed)
	w.WaitFor(func(t window.Tree) bool {
		for _, c := range t.Controls {
			if c.Selected && strings.HasPrefix(c.ID, "palette.action."+string(d.id)) {
				return true
			}
		}
		return false
	}, string(d.id)+" as the first that "+typed+" finds")
	w.Key("Return")
	if !asks(t, w, d) {
		return
	}
	for _, f := range d.fields {
		tab(w, "ask."+f.id)
		w.Key("ctrl+a")
		w.Type(f.text)
	}
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("ask.do"); return ok && c.Enabled }, "that it can be done")
	tab(w, "ask.do")
	w.Key("Return")
}

func byMouse(t *testing.T, w *window.Window, d deed) {
	if d.name != "" {
		c, _ := rowOf(w.Tree(), d.page, d.name)
		w.RightClick(c.ID)
		w.WaitFor(sees("menu."+string(d.id)), "the menu of the row")
		w.Click("menu." + string(d.id))
	} else {
		open(w, d)
	}
	if !asks(t, w, d) {
		return
	}
	for _, f := range d.fields {
		w.Click("ask." + f.id)
		w.Key("ctrl+a")
		w.Type(f.text)
	}
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("ask.do"); return ok && c.Enabled }, "that it can be done")
	w.Click("ask.do")
}

// open clicks an action that belongs to a page.
func open(w *window.Window, d deed) {
	switch {
	case d.page == "system":
		w.Click("system.tab.free")
		w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("system.free.remove"); return ok && c.Enabled }, "what would go")
		w.Click("system.free.remove")
	case strings.HasSuffix(string(d.id), ".create"):
		w.Click(d.page + "." + string(d.id))
	default:
		w.Click(d.page + ".more")
		w.WaitFor(sees("menu."+string(d.id)), "the page's menu")
		w.Click("menu." + string(d.id))
	}
}

// asks waits for the question of an action that has one.
func asks(t *testing.T, w *window.Window, d deed) bool {
	t.Helper()
	a := action.Must(d.id)
	if a.Asks != action.Always && a.Risk != action.Destroys {
		return false
	}
	w.WaitFor(sees("ask.do"), "the question")
	return true
}
