package walk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/test/localregistry"
	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

func enabled(id string) func(window.Tree) bool {
	return func(t window.Tree) bool { c, ok := t.Find(id); return ok && c.Enabled && c.Visible }
}

// form opens the run form with an image in it, by keyboard.
func form(w *window.Window, image string) {
	w.Key("ctrl+n")
	w.WaitFor(focused("run.image"), "the form")
	w.Type(image)
	w.WaitFor(enabled("run.do"), "that it can be run")
}

// An image comes slowly from a registry on the loopback: the layers are shown, it
// is given up, comes all the same the next time, and its program answers.
func TestAnImageComesLayerByLayer(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	r := localregistry.Start(t, eng)
	image := r.Push(t, "lab-web:1", "shop:1", 6e6, 2e6)
	r.Slow(40 * time.Millisecond)
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(func(t window.Tree) bool { return t.Shows("No containers yet") }, "the empty list")
	form(w, image)
	w.WaitFor(says("run.image.problem", "is not on this engine; it is fetched first"), "that it will be fetched")
	tab(w, "run.do")
	w.Key("Return")
	w.WaitFor(says("run.pull.title", "Fetching "+image), "the card")
	w.WaitFor(func(t window.Tree) bool {
		for _, c := range t.Controls {
			if strings.HasPrefix(c.ID, "run.pull.layer.") && strings.HasSuffix(c.ID, ".bytes") && strings.Contains(c.Text, " of ") {
				return true
			}
		}
		return false
	}, "a layer that is partly here")
	w.Click("run.pull.cancel")
	w.WaitFor(enabled("run.do"), "that it was given up")
	if got := eng.Docker(t, "ps", "-aq"); got != "" {
		t.Errorf("there is %s all the same", got)
	}
	r.Slow(0)
	w.Click("run.do")
	w.WaitFor(func(t window.Tree) bool { return t.Page == "containers" }, "the container's page")
	if got := eng.Docker(t, "ps", "--format", "{{.Image}}"); got != image {
		t.Errorf("the engine runs %s", got)
	}
}

// A registry that doesn't answer is explained in the form; what is here is offered.
func TestARegistryThatDoesNotAnswer(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "tag", "lab-web:1", "127.0.0.1:9/shop:1")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(func(t window.Tree) bool { return t.Shows("No containers yet") }, "the empty list")
	form(w, "127.0.0.1:9/shop:2")
	w.Click("run.do")
	w.WaitFor(says("run.failed", "127.0.0.1:9 does not answer: nothing listens at its address."), "why it did not come")
	w.Click("run.failed.fix.0")
	w.WaitFor(says("run.image", "127.0.0.1:9/shop:1"), "the one that is here")
	w.WaitFor(enabled("run.do"), "that it can be run")
	w.Click("run.do")
	w.WaitFor(func(t window.Tree) bool { return t.Page == "containers" }, "the container's page")
}

// A prompt that nobody can type to ends at once; it is explained, and run again
// with a terminal, which answers.
func TestAPromptEndsAtOnceAndIsRunAgain(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(func(t window.Tree) bool { return t.Shows("No containers yet") }, "the empty list")
	form(w, realengine.ShellImage)
	tab(w, "run.do")
	w.Key("Return")
	w.WaitFor(says("run.ended.words", "nobody could type anything"), "why it ended")
	w.WaitFor(says("run.ended.facts", "Exit code 0"), "its exit code")
	tab(w, "run.ended.fix.0")
	w.Key("Return")
	w.WaitFor(says("run.command", "docker run -it"), "the form with a terminal")
	w.WaitFor(enabled("run.do"), "that it can be run")
	w.Click("run.do")
	w.WaitFor(focused("ask.cancel"), "the question")
	w.Click("ask.do")
	prints(w, "#") // the prompt was there before the terminal
	enter(w, "echo $((6*7))")
	prints(w, "42")
}

// What a program that fails said last is shown, also when it was removed.
func TestWhatFailsAtOnceIsExplained(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(func(t window.Tree) bool { return t.Shows("No containers yet") }, "the empty list")
	form(w, realengine.ShellImage)
	w.Click("run.rm.remove")
	tab(w, "run.section.program")
	w.Key("Return")
	tab(w, "run.program")
	w.Type("sh -c 'echo no such table >&2; exit 3'")
	w.WaitFor(says("run.command", "exit 3"), "the command")
	w.Click("run.do")
	w.WaitFor(says("run.ended.output", "no such table"), "what it said last")
	w.WaitFor(says("run.ended.facts", "Exit code 3"), "its exit code")
	w.WaitFor(says("run.ended.facts", "It was removed"), "that it is gone")
	w.Click("run.ended.change")
	w.WaitFor(says("run.command", "--rm"), "the form as it was")
}

// A folder and a file of variables are chosen at their fields.
func TestFoldersAndVariablesAreChosen(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "public"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "shop.env"), []byte("GREETING=hello there\nbad line\nMODE=dev\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(func(t window.Tree) bool { return t.Shows("No containers yet") }, "the empty list")
	form(w, "lab-web:1")
	w.WaitFor(sees("run.ports.0.host"), "its door")
	w.Click("run.ports.0.remove")
	tab(w, "run.mounts.add.bind")
	w.Key("Return")
	w.WaitFor(func(t window.Tree) bool { c, ok := t.Focused(); return ok && strings.HasSuffix(c.ID, ".source") }, "a row for a folder")
	source, _ := w.Tree().Focused()
	tab(w, strings.TrimSuffix(source.ID, ".source")+".pick")
	w.Key("Return")
	path := func(text string) {
		w.WaitFor(func(t window.Tree) bool { c, ok := t.Find("browse.path"); return ok && c.Focused && c.Text != "" }, "the chooser")
		w.Key("ctrl+a")
		w.Type(text)
		w.WaitFor(says("browse.path", text), "the path")
	}
	path(dir + "/")
	w.WaitFor(sees("browse.place.public"), "what is in the folder")
	w.Click("browse.place.public")
	w.WaitFor(says("browse.path", filepath.Join(dir, "public")+"/"), "the folder in it")
	w.Click("browse.use")
	w.WaitFor(says(source.ID, filepath.Join(dir, "public")), "the folder in the field")
	tab(w, strings.TrimSuffix(source.ID, ".source")+".target")
	w.Type("/site")
	tab(w, "run.section.environment")
	w.Key("Return")
	tab(w, "run.env.file")
	w.Key("Return")
	path(filepath.Join(dir, "shop.env"))
	w.WaitFor(enabled("browse.use"), "that the file is there")
	w.Key("Return")
	w.WaitFor(says("run.env.bad.0", "Line 2: there is a blank in the name."), "the bad line")
	tab(w, "run.env.bad.take")
	w.Key("Return")
	w.WaitFor(says("run.command", "-e 'GREETING=hello there' -e MODE=dev"), "the command")
	w.Click("run.do")
	w.WaitFor(func(t window.Tree) bool { return t.Page == "containers" }, "the container's page")
	id := eng.Docker(t, "ps", "-aq")
	if got := eng.Docker(t, "inspect", "-f", "{{.Config.Env}} {{range .Mounts}}{{.Source}}:{{.Destination}} {{end}}", id); !strings.Contains(got, "GREETING=hello there MODE=dev") || !strings.Contains(got, "public:/site") {
		t.Errorf("the engine made %s", got)
	}
}

// On an engine that joins one network at a time, all steps are shown and done.
func TestSeveralNetworksTakeSeveralSteps(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Client().NegotiateAPIVersion(t.Context())
	eng.Docker(t, "network", "create", "front")
	eng.Docker(t, "network", "create", "back")
	env := []string{}
	if v := eng.Client().ClientVersion(); len(v) == 4 && v > "1.43" {
		env = append(env, "DOCKER_API_VERSION=1.43")
	}
	w := window.Start(t, window.Options{Engine: eng, Env: env})
	w.WaitFor(func(t window.Tree) bool { return t.Shows("No containers yet") }, "the empty list")
	form(w, "lab-web:1")
	tab(w, "run.name")
	w.Key("ctrl+a")
	w.Type("shop")
	tab(w, "run.section.network")
	w.Key("Return")
	for i, name := range []string{"front", "back"} {
		tab(w, "run.networks.add")
		w.Key("Return")
		w.WaitFor(focused([]string{"run.networks.0", "run.networks.1"}[i]), "a row for a network")
		w.Type(name)
	}
	w.WaitFor(says("run.command.2", "docker network connect back shop"), "the second step")
	w.WaitFor(says("run.command.3", "docker start shop"), "the third step")
	w.WaitFor(enabled("run.do"), "that it can be run")
	w.Click("run.do")
	w.WaitFor(says("containers.detail.name", "shop"), "the container's page")
	if got := eng.Docker(t, "inspect", "-f", "{{range $k, $v := .NetworkSettings.Networks}}{{$k}} {{end}}{{.State.Running}}", "shop"); got != "back front true" {
		t.Errorf("it is on %s", got)
	}
	w.WaitFor(says("history.command", "docker start shop"), "the last step in the history")
}
