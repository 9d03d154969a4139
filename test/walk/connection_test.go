package walk

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

func gonePage(t window.Tree) bool { return !sees("connection.retry")(t) }

// A window that opens while the engine is stopped says so, and the list comes by
// itself when the engine does.
func TestAWindowWaitsForAnEngineThatIsStopped(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Start(t)
	eng.Docker(t, "run", "-d", "--restart", "always", "--name", "alder", "lab:1", "sleep")
	eng.Stop(t)
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(focused("connection.retry"), "the page that explains, ready for the keyboard")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("sudo systemctl start docker") }, "what to do, to be copied")
	w.Key("Return")
	w.WaitFor(sees("connection.retry"), "the page still there: there is no engine")
	eng.Resume(t)
	w.WaitFor(gonePage, "the page gone by itself")
	w.WaitFor(shows("alder"), "the list")
}

// Without an engine another one is chosen from the contexts that the docker
// command knows; and from the System page back to the first.
func TestAnotherEngineIsChosenInTheWindow(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "alder", "lab:1", "sleep")
	config := t.TempDir()
	create := exec.Command("docker", "--config", config, "context", "create", "workshop", "--docker", "host="+eng.Host())
	create.Env = append(os.Environ(), "DOCKER_HOST=")
	if out, err := create.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	w := window.Start(t, window.Options{Env: []string{
		"DOCKER_CONFIG=" + config, "DOCKER_HOST=unix://" + filepath.Join(config, "nobody.sock"),
	}})
	w.WaitFor(sees("connection.contexts.use.workshop"), "the contexts on the page without an engine")
	w.Click("connection.contexts.use.workshop")
	w.WaitFor(shows("alder"), "the other engine's list")
	w.Click("nav.system")
	w.Click("system.tab.contexts")
	w.WaitFor(sees("system.contexts.use.default"), "the contexts on the System page")
	tab(w, "system.contexts.use.default")
	w.Key("Return")
	w.WaitFor(sees("connection.retry"), "that the first engine doesn't answer")
}
