package walk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// inBin finds a control of the bin by its last part.
func inBin(t window.Tree, part string) string {
	for _, c := range t.Controls {
		if strings.HasPrefix(c.ID, "bin.") && strings.Contains(c.ID, part) && c.Visible && c.Enabled {
			return c.ID
		}
	}
	return ""
}

func offers(part string) func(window.Tree) bool {
	return func(t window.Tree) bool { return inBin(t, part) != "" }
}

// A container goes with a volume that has data. A copy of both is kept, and in the
// next run of the program both come back.
func TestWhatWasRemovedComesBack(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "run", "-d", "--name", "alder", "-v", "/own", "-e", "API_TOKEN=tr0ub4dor", realengine.ShellImage, "sh", "-c",
		"echo precious >/own/note; echo mine >/note; sleep 1000")
	volume := eng.Docker(t, "inspect", "-f", "{{range .Mounts}}{{.Name}}{{end}}", "alder")
	here := t.TempDir()
	w := window.Start(t, window.Options{Engine: eng, Args: []string{"--page", "containers"}})
	w.WaitFor(shows("alder"), "the list")
	c, _ := rowOf(w.Tree(), "containers", "alder")
	w.Click(c.ID)
	w.WaitFor(says("containers.detail.name", "alder"), "its pane")

	// What goes is counted, and one key too many does no harm.
	w.Key("Delete")
	w.WaitFor(focused("ask.cancel"), "the question, with the safe button in front")
	w.Key("Return")
	w.WaitFor(gone("ask.cancel"), "the question closed")
	w.Key("Delete")
	w.WaitFor(func(t window.Tree) bool {
		return t.Shows("with 1 file written inside it") && t.Shows("with 1 file; unnamed")
	}, "what was counted")
	for _, id := range []string{"ask.remove.force", "ask.remove.volumes", "ask.keep.image"} {
		tab(w, id)
		w.Key("space")
	}
	tab(w, "ask.keep.folder")
	w.Type(here)
	back(w, "ask.typed")
	w.Type("alder")
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("ask.do"); return ok && c.Enabled }, "that it can be done")
	w.Click("ask.do")
	hasDone(w, "docker rm -f -v alder")
	w.WaitFor(sees("history.line.again"), "the way back beside the command")
	if left := eng.Docker(t, "volume", "ls", "-q"); left != "" {
		t.Errorf("the engine has the volumes %q", left)
	}
	files, _ := filepath.Glob(filepath.Join(here, "*.tar"))
	if len(files) != 1 {
		t.Fatalf("the folder has %v", files)
	}
	kept, err := os.ReadFile(filepath.Join(w.Home(), ".config", "dockdesk", "bin.json"))
	if err != nil || strings.Contains(string(kept), "tr0ub4dor") || !strings.Contains(string(kept), "API_TOKEN") {
		t.Errorf("the bin says %v\n%s", err, kept)
	}
	home := w.Home()
	w.Close()

	// The next run: first the volume, then the container, whose secret is asked for.
	w = window.Start(t, window.Options{Engine: eng, Home: home, Args: []string{"--page", "containers"}})
	w.WaitFor(func(t window.Tree) bool { return t.Page == "containers" }, "the page")
	w.Key("ctrl+k")
	w.WaitFor(focused("palette.search"), "the palette")
	w.Type("bin")
	w.WaitFor(says("palette.window.bin", "Bin"), "the bin in the palette")
	w.Click("palette.window.bin")
	tree := w.WaitFor(offers(".restore."), "the bin")
	w.Click(inBin(tree, ".restore."))
	w.WaitFor(says("ask.restore.path", files[0]), "the form, filled in")
	w.Click("ask.do")
	hasDone(w, "docker rm -v helper")
	w.Key("ctrl+k")
	w.WaitFor(focused("palette.search"), "the palette")
	w.Type("make removed again")
	w.WaitFor(sees("palette.action.bin.again"), "the action")
	w.Key("Return")
	tree = w.WaitFor(offers(".again"), "the bin")
	w.Click(inBin(tree, ".again"))
	w.WaitFor(func(t window.Tree) bool { return t.Page == "run" && t.Shows("API_TOKEN") }, "the form, which lacks the secret")
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("run.do"); return ok && c.Enabled }, "that it can be run")
	w.Click("run.do")
	hasDone(w, "docker run ")
	for path, want := range map[string]string{"/own/note": "precious", "/note": "mine"} {
		if got := eng.Docker(t, "exec", "alder", "cat", path); got != want {
			t.Errorf("%s says %q", path, got)
		}
	}
	if now := eng.Docker(t, "inspect", "-f", "{{range .Mounts}}{{.Name}}{{end}}", "alder"); now != volume {
		t.Errorf("it has the volume %s, and had %s", now, volume)
	}
}
