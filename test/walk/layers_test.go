package walk

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// built builds an image of a context that is made up here. No step of it runs.
func built(t *testing.T, eng *realengine.Engine, tag, dockerfile string, files map[string]string) string {
	t.Helper()
	var context bytes.Buffer
	w := tar.NewWriter(&context)
	files["Dockerfile"] = dockerfile
	for name, text := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(text))
	}
	_ = w.Close()
	cmd := eng.Command(t.Context(), "build", "-q", "-t", tag, "-")
	cmd.Env, cmd.Stdin = append(cmd.Env, "DOCKER_BUILDKIT=0"), &context
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return eng.Docker(t, "image", "inspect", "-f", "{{.Id}}", tag)
}

func TestAnImageIsLookedInto(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	const shop = "FROM lab:1\nCOPY one /srv/\nEXPOSE 80\nCOPY two /srv/\n"
	draft := strings.Repeat("a draft that nobody needs\n", 40_000)
	first := built(t, eng, "shop:1", shop, map[string]string{"one/report.txt": draft, "two/report.txt": "the report\n"})
	second := built(t, eng, "shop:2", shop, map[string]string{"one/report.txt": draft, "two/report.txt": "the report\n", "two/notes.txt": "more\n"})
	w := window.Start(t, window.Options{Engine: eng, Width: 1440, Height: 900})

	// By mouse: its layers, the wasted file, and what is in it.
	w.Click("nav.images")
	w.WaitFor(sees("images.list.row."+first), "the image")
	w.Click("images.list.row." + first)
	w.WaitFor(says("images.detail.name", "shop:1"), "its pane")
	w.Click("images.detail.tab.layers")
	w.WaitFor(says("layers.words", "3 layers"), "its layers")
	w.WaitFor(sees("layers.files.list.row./srv/report.txt"), "the files of the last one")
	w.WaitFor(says("layers.did", "1 changed"), "what it did")
	look(t, w, "layers")
	w.Click("layers.part.waste")
	w.WaitFor(says("layers.waste.words", "Score "), "the score")
	w.DoubleClick("layers.waste.list.row./srv/report.txt")
	w.WaitFor(says("layers.foot", "was 1.04 MB"), "what the file was before")
	w.Click("layers.look")
	w.WaitFor(says("layers.text:1", "the report"), "its text")
	look(t, w, "layers-text")
	w.Click("layers.back")
	w.WaitFor(sees("layers.save"), "the files again")
	w.Click("layers.save")
	w.WaitFor(sees("save.path"), "where to")
	w.Key("Return")
	w.WaitFor(says("layers.foot", "Saved /srv/report.txt"), "that it is saved")
	if text, err := os.ReadFile(filepath.Join(w.Home(), "report.txt")); string(text) != "the report\n" {
		t.Errorf("%q was saved, %v", text, err)
	}

	// By keyboard: the layer below it, all files so far, and the next version beside it.
	tab(w, "layers.steps.list")
	w.Key("Home")
	w.WaitFor(sees("layers.files.list.row./lab"), "the files of the first layer")
	tab(w, "layers.search")
	w.Type("passwd")
	w.WaitFor(sees("layers.files.list.row./etc/passwd"), "what is searched for")
	w.Key("shift+Tab")
	w.WaitFor(focused("layers.part.others"), "the part with the other images")
	w.Key("Return")
	w.WaitFor(sees("layers.others.list.row."+second), "the other images")
	tab(w, "layers.others.list")
	w.WaitFor(says("layers.others.list.row."+second, "2 of 3"), "what they have in common")
	w.Key("Home", "Return")
	w.WaitFor(sees("layers.differing.list.row./srv/notes.txt"), "the file that is only there")
	w.WaitFor(says("layers.compare.words", "Files: 1 only there."), "how they differ")
	look(t, w, "layers-compared")
}
