package walk

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// onMap is the place of a name on the map.
func onMap(t window.Tree, name string) (window.Control, bool) {
	for _, c := range t.Controls {
		if strings.HasPrefix(c.ID, "map.") && c.Kind == "place" && strings.HasPrefix(c.Text, name) {
			return c, true
		}
	}
	return window.Control{}, false
}

func mapHas(name string) func(window.Tree) bool {
	return func(t window.Tree) bool { c, ok := onMap(t, name); return ok && c.Visible }
}

func TestTheMapShowsWhoReachesWhomAndConnects(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "network", "create", "front")
	eng.Docker(t, "network", "create", "back")
	eng.Docker(t, "run", "-d", "--name", "db", "--network", "back", "-v", "data:/data", "lab:1", "sleep")
	eng.Docker(t, "run", "-d", "--name", "app", "--network", "back", "-e", "DB_HOST=db:5432", "lab:1", "sleep")
	eng.Docker(t, "run", "-d", "--name", "web", "--network", "front", "-p", "8080:80", "-e", "API=http://app/", "lab:1", "serve")
	w := window.Start(t, window.Options{Engine: eng})
	w.Click("nav.map")
	for _, name := range []string{"web", "app", "db", "front", "back", "8080", "data"} {
		w.WaitFor(mapHas(name), name+" on the map")
	}
	look(t, w, "map")

	// By mouse: web can't find app, since they share no network; drag it there.
	web, _ := onMap(w.Tree(), "web")
	back, _ := onMap(w.Tree(), "back")
	w.DragTo(web.ID, back.ID)
	w.WaitFor(says("ask.command", "docker network connect back web"), "the question, with its command")
	look(t, w, "map-connect")
	w.Click("ask.do")
	done(w, "docker network connect back web")
	w.Click(web.ID)
	w.WaitFor(func(t window.Tree) bool { return t.Shows("speaks to app (API)") }, "the line that it makes")
	look(t, w, "map-connected")

	// By keyboard: from web to what it speaks to, and on to the page.
	w.Key("Right")
	w.WaitFor(func(t window.Tree) bool { c, ok := onMap(t, "app"); return ok && c.Selected }, "app selected")
	w.Key("Right", "Right")
	w.WaitFor(func(t window.Tree) bool { c, ok := onMap(t, "data"); return ok && c.Selected }, "data selected")
	w.Key("Return")
	w.WaitFor(func(t window.Tree) bool { return t.Page == "volumes" && t.Shows("at /data") }, "the volume's page")

	// What happens outside is on it at once.
	w.Click("nav.map")
	eng.Docker(t, "run", "-d", "--name", "late", "--network", "front", "lab:1", "sleep")
	w.WaitFor(mapHas("late"), "the new container")
	eng.Docker(t, "rm", "-f", "late")
	w.WaitFor(func(t window.Tree) bool { return !mapHas("late")(t) }, "that it is gone")
}
