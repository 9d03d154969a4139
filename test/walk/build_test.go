package walk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

const site = `FROM lab-shell:1 AS compile
WORKDIR /src
COPY page.html ./
RUN sed s/world/walk/ page.html > out.html && sleep 1

FROM lab-shell:1
COPY --from=compile /src/out.html /www/index.html
CMD ["httpd", "-f", "-p", "80", "-h", "/www"]
`

func TestAFolderBecomesAnImage(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	dir := filepath.Join(t.TempDir(), "site")
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("Dockerfile", site)
	write("page.html", "hello world\n")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(sees("nav.build"), "the way to the page")

	// By mouse: the folder is chosen, its stages are seen, and it is built.
	w.Click("nav.build")
	w.Click("build.folder.choose")
	w.WaitFor(focused("browse.path"), "the folders of this computer")
	w.Key("ctrl+a")
	w.Type(dir)
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("browse.use"); return ok && c.Enabled }, "that the folder is there")
	w.Click("browse.use")
	w.WaitFor(reads("build.step.0.3", "RUN sed s/world/walk/ page.html > out.html && sleep 1 waiting"), "the plan")
	w.WaitFor(reads("build.tags", "site:1"), "a name for the image")
	look(t, w, "build-plan")
	w.Click("build.do")
	w.WaitFor(reads("build.step.0.3", "running"), "a step that runs")
	look(t, w, "build-running")
	w.WaitFor(reads("build.result", "site:1 was built"), "the image")
	hasDone(w, "docker build -t site:1 "+dir)
	look(t, w, "build-done")

	// A line is broken: it is marked, with the reason.
	write("Dockerfile", strings.Replace(site, "RUN sed", "RUN sedd", 1))
	w.Click("build.do")
	w.WaitFor(reads("build.result", "line 4 failed"), "the failing line")
	w.WaitFor(reads("build.failed.title", "exit code 127"), "why")
	look(t, w, "build-failed")
	w.Click("build.tab.dockerfile")
	w.WaitFor(reads("build.dockerfile.failed", "Line 4 failed"), "the line in the Dockerfile")
	look(t, w, "build-dockerfile")

	// It is mended, and built again by keyboard: what was done is cached.
	write("Dockerfile", site)
	back(w, "build.do")
	w.Key("Return")
	w.WaitFor(reads("build.words", "was cached: nothing that it stands on has changed"), "that all is cached")

	// A file is saved while the page watches.
	w.Click("build.on-save")
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("build.on-save"); return ok && c.Visible }, "that it watches")
	w.Idle()
	write("page.html", "good morning world\n")
	w.WaitFor(reads("build.words", "line 3 (COPY page.html ./)"), "the step that had to be done again")
	w.Click("build.on-save")

	// What hangs is given up, and stops in the engine.
	write("Dockerfile", site+"RUN sleep 7654\n")
	w.Click("build.do")
	w.WaitFor(reads("build.step.1.3", "RUN sleep 7654 running"), "the step that hangs")
	w.Click("build.cancel")
	w.WaitFor(reads("build.result", "given up"), "that it was given up")
	write("Dockerfile", site)
	w.Click("build.do")
	w.WaitFor(reads("build.result", "site:1 was built"), "the image again")

	// From here it is run.
	w.Click("build.run")
	w.WaitFor(reads("run.image", "site:1"), "the form with the image")
	w.Click("run.do")
	w.WaitFor(func(t window.Tree) bool { return t.Page == "containers" }, "the container")
	if got := eng.Docker(t, "ps", "--format", "{{.Image}}"); !strings.Contains(got, "site:1") {
		t.Errorf("what runs is %q", got)
	}
	eng.Docker(t, "rmi", "-f", "site:1")
}
