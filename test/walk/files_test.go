package walk

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// reads finds a control that has words in it.
func reads(id, words string) func(window.Tree) bool {
	return func(t window.Tree) bool {
		c, ok := t.Find(id)
		return ok && c.Visible && strings.Contains(c.Text, words)
	}
}

// hasDone waits for a command at the end of the history that has gone well.
func hasDone(w *window.Window, command string) {
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("history.command")
		o, ended := t.Find("history.outcome")
		return ok && ended && strings.HasPrefix(c.Text, command) && o.Text != "running" && o.Text != "failed"
	}, command+" in the history, done")
}

// back goes to a control that stands before this one.
func back(w *window.Window, id string) {
	for range 15 {
		if focused(id)(w.Tree()) {
			return
		}
		w.Key("shift+Tab")
	}
	w.WaitFor(focused(id), id+" by Shift and Tab")
}

func TestFilesGoUpAndComeDown(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "run", "-d", "--init", "--name", "web", "-v", "shelf:/data", realengine.ShellImage, "sh", "-c",
		"mkdir -p /srv/site/img; echo '<h1>hello</h1>' >/srv/site/index.html; ln -s site /srv/current; chown -R 1000 /srv/site; sleep 1000")
	here := t.TempDir()
	var picture bytes.Buffer
	img := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for i := range 60 * 40 {
		img.Set(i%60, i/60, color.RGBA{uint8(4 * i), 120, 200, 255})
	}
	if err := png.Encode(&picture, img); err != nil {
		t.Fatal(err)
	}
	up := filepath.Join(here, "logo.png")
	if err := os.WriteFile(up, picture.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("web"), "web")
	row := func(p string) string { return "containers.files.list.row." + p }

	// By mouse: to the folder, a look at the file.
	w.Click("containers.detail.tab.files")
	w.WaitFor(sees(row("/etc")), "the root of web")
	w.WaitFor(reads("containers.files.foot", "by find inside web"), "how it was listed")
	w.Click("containers.detail.taller")
	w.Scroll("containers.files.list", 5)
	w.WaitFor(sees(row("/srv")), "more of it")
	look(t, w, "files-root")
	w.DoubleClick(row("/srv"))
	w.WaitFor(sees(row("/srv/site")), "/srv")
	w.DoubleClick(row("/srv/site"))
	w.WaitFor(sees(row("/srv/site/index.html")), "/srv/site")
	w.Click(row("/srv/site/index.html"))
	w.WaitFor(reads("containers.files.preview.text:1", "<h1>hello</h1>"), "the text of the file")
	look(t, w, "files-text")

	// Up, and it is seen as the picture that it is.
	w.Click("containers.files.files.upload")
	w.WaitFor(sees("ask.do"), "the question")
	w.Click("ask.files.here.choose")
	w.WaitFor(focused("browse.path"), "the folders of this computer")
	w.Key("ctrl+a")
	w.Type(up)
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("browse.use"); return ok && c.Enabled }, "that the file is there")
	w.Click("browse.use")
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("ask.do"); return ok && c.Enabled }, "that it can be done")
	look(t, w, "files-upload")
	w.Click("ask.do")
	hasDone(w, "docker cp "+up+" web:/srv/site")
	w.WaitFor(sees(row("/srv/site/logo.png")), "the file in its place")
	w.Click(row("/srv/site/logo.png"))
	w.WaitFor(reads("containers.files.preview.words", "A picture"), "the picture")
	look(t, w, "files-picture")

	// Down again, by keyboard, and it is the same.
	down := filepath.Join(here, "down")
	if err := os.Mkdir(down, 0o755); err != nil {
		t.Fatal(err)
	}
	back(w, "containers.files.files.download")
	w.Key("Return")
	w.WaitFor(sees("ask.do"), "the question")
	tab(w, "ask.files.to")
	w.Key("ctrl+a")
	w.Type(down)
	w.Key("Return")
	hasDone(w, "docker cp web:/srv/site/logo.png "+down)
	if got, err := os.ReadFile(filepath.Join(down, "logo.png")); err != nil || !bytes.Equal(got, picture.Bytes()) {
		t.Errorf("what came back is another: %d bytes, %v", len(got), err)
	}

	// A folder, another name for it, and away with it.
	w.Click("containers.files.files.folder")
	w.WaitFor(sees("ask.do"), "the question")
	w.Type("drafts")
	w.Key("Return")
	hasDone(w, "docker exec -u 0 web mkdir")
	w.WaitFor(sees(row("/srv/site/drafts")), "the folder")
	w.Click(row("/srv/site/drafts"))
	w.Key("F2")
	w.WaitFor(sees("ask.do"), "the question")
	w.Key("ctrl+a")
	w.Type("old")
	w.Key("Return")
	hasDone(w, "docker exec -u 0 web mv -- /srv/site/drafts /srv/site/old")
	w.WaitFor(sees(row("/srv/site/old")), "the new name")
	w.Click(row("/srv/site/old"))
	w.Key("Delete")
	w.WaitFor(reads("ask.goes", "This goes"), "what goes")
	look(t, w, "files-delete")
	w.Click("ask.do")
	hasDone(w, "docker exec -u 0 web rm -rf -- /srv/site/old")
	w.WaitGone(row("/srv/site/old"))

	// Search, and to where it was found; up by keyboard, and into a link.
	w.Click("containers.files.path")
	w.Key("ctrl+a")
	w.Type("/")
	w.Key("Return")
	w.WaitFor(sees(row("/bin")), "the root again")
	w.Click("containers.files.search")
	w.Type("index.h")
	w.Key("Return")
	w.WaitFor(sees(row("/srv/site/index.html")), "what was searched for")
	look(t, w, "files-search")
	w.Key("Return")
	w.WaitFor(reads("containers.files.path", "/srv/site"), "where it was found")
	w.Key("BackSpace")
	w.WaitFor(sees(row("/srv/current")), "the folder above")
	w.Click(row("/srv/current"))
	w.Key("Return")
	w.WaitFor(sees(row("/srv/current/index.html")), "what the link leads to")

	// The same of a stopped one: what can't be done says why.
	eng.Docker(t, "kill", "web")
	w.WaitFor(reads("containers.files.foot", "No renaming and deleting"), "that it would have to run")
	look(t, w, "files-stopped")
}

func TestAVolumeThatNobodyHasIsBrowsed(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	eng.Docker(t, "run", "--rm", "-v", "shelf:/data", realengine.ShellImage, "sh", "-c", "mkdir /data/books; echo once upon a time >/data/books/tale.txt")
	w := window.Start(t, window.Options{Engine: eng, Args: []string{"--page", "volumes"}})
	w.WaitFor(shows2("volumes", "shelf"), "shelf")
	w.Click("volumes.detail.tab.files")
	w.WaitFor(sees("volumes.files.list.row./books"), "its folder")
	w.WaitFor(reads("volumes.files.foot", "a helper container that was never started"), "how it was read")
	w.Click("volumes.files.list.row./books")
	w.Key("Return")
	w.WaitFor(sees("volumes.files.list.row./books/tale.txt"), "what is in it")
	w.Click("volumes.files.list.row./books/tale.txt")
	w.WaitFor(reads("volumes.files.preview.text:1", "once upon a time"), "the text")
	look(t, w, "files-volume")
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("volumes.files.files.delete"); return ok && c.Enabled }, "that a helper can delete")
	w.Key("Delete")
	w.WaitFor(sees("ask.do"), "the question")
	w.Click("ask.do")
	hasDone(w, "docker run --rm -v shelf:/volume --entrypoint rm "+realengine.ShellImage)
	w.WaitGone("volumes.files.list.row./books/tale.txt")
	if left := eng.Docker(t, "ps", "-aq"); left != "" {
		t.Errorf("containers are left: %s", left)
	}
}
