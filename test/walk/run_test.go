package walk

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// The form is filled by keyboard alone, and the page that the container serves
// answers at the published port.
func TestAContainerIsRunFromTheForm(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(func(t window.Tree) bool { return t.Shows("No containers yet") }, "the empty list")
	w.Key("ctrl+n")
	w.WaitFor(focused("run.image"), "the form")
	w.Type("lab-web:1")
	w.WaitFor(says("run.image.note", "On this engine"), "the image")
	w.WaitFor(sees("run.ports.0.host"), "a door for its port")
	tab(w, "run.name")
	w.Key("ctrl+a")
	w.Type("shop")
	tab(w, "run.ports.0.host")
	w.Key("ctrl+a")
	w.Type("18080")
	tab(w, "run.mounts.add.volume")
	w.Key("Return")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Focused()
		return ok && strings.HasPrefix(c.ID, "run.mounts.") && strings.HasSuffix(c.ID, ".source")
	}, "a row for a volume")
	w.Type("shop-files")
	w.Key("Tab", "Tab") // past what chooses one that there is
	w.Type("/files")
	w.WaitFor(says("run.command", "-p 18080:80 -v"), "the command")
	line := w.Find("run.command").Text
	if !strings.Contains(line, "--name shop") || !strings.Contains(line, "-v shop-files:/files") {
		t.Fatalf("the command says %s", line)
	}
	tab(w, "run.do")
	w.Key("Return")
	w.WaitFor(says("containers.detail.name", "shop"), "the container's page")
	w.WaitFor(says("history.command", line), "the same command in the history")
	if page := eng.Fetch(t, "http://127.0.0.1:18080/"); page == "" {
		t.Error("the page is empty")
	}
	if got := eng.Docker(t, "inspect", "-f", "{{range .Mounts}}{{.Name}} {{.Destination}};{{end}}", "shop"); !strings.Contains(got, "shop-files /files") {
		t.Errorf("it has the mounts %s", got)
	}
}

// A command of ten lines from a web page fills every field.
func TestAPastedCommandFillsTheForm(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(func(t window.Tree) bool { return t.Shows("No containers yet") }, "the empty list")
	w.Click("containers.container.run")
	w.WaitFor(focused("run.image"), "the form")
	w.Click("run.paste")
	w.WaitFor(focused("run.paste.text"), "the dialog")
	for _, line := range []string{
		`$ docker run -d \`, `--name shop \`, `-p 18081:80 \`, `-v shop-files:/files:ro \`, `-e GREETING=hello \`,
		`--memory 64m \`, `--restart unless-stopped \`, `--label team=blue \`, `--hostname front \`, `lab-web:1`,
	} {
		w.Type(line)
		w.Key("Return")
	}
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("run.paste.fill"); return ok && c.Enabled }, "all of it read")
	w.Click("run.paste.fill")
	w.WaitFor(says("run.command", "lab-web:1"), "the command")
	for id, want := range map[string]string{
		"run.name": "shop", "run.image": "lab-web:1", "run.ports.0.host": "18081", "run.ports.0.container": "80", "run.mounts.0.source": "shop-files",
		"run.mounts.0.target": "/files", "run.env.0.key": "GREETING", "run.env.0.value": "hello", "run.memory": "64m", "run.labels": "team=blue", "run.hostname": "front",
	} {
		if c, ok := w.Tree().Find(id); !ok || c.Text != want {
			t.Errorf("%s says %q, want %q", id, c.Text, want)
		}
	}
	w.Click("run.do")
	w.WaitFor(says("containers.detail.name", "shop"), "the container's page")
	if got := eng.Docker(t, "inspect", "-f", "{{.HostConfig.Memory}} {{.HostConfig.RestartPolicy.Name}} {{.Config.Hostname}}", "shop"); got != "67108864 unless-stopped front" {
		t.Errorf("the engine made %s", got)
	}
}
