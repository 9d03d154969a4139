package walk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// ready waits for a control that can be pressed.
func ready(id string) func(window.Tree) bool {
	return func(t window.Tree) bool { c, ok := t.Find(id); return ok && c.Visible && c.Enabled }
}

// The practice registry is learned step by step, with the mouse; the login is the
// docker command's, too.
func TestThePracticeRegistryIsLearnedStepByStep(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "--name", "job", "lab:1", "env")
	eng.Docker(t, "commit", "job", "oak:1")
	eng.Docker(t, "rm", "job")
	settings := t.TempDir()
	w := window.Start(t, window.Options{Engine: eng, Args: []string{"--page", "registries"}, Env: []string{"DOCKER_CONFIG=" + settings}})
	w.WaitFor(sees("registries.none"), "nobody logged in")
	w.Click("registries.practice.start")
	w.WaitFor(says("registries.practice.says", "It runs at 127.0.0.1:"), "the registry")
	said, _ := w.Tree().Find("registries.practice.says")
	address := strings.Fields(strings.SplitAfter(said.Text, "It runs at ")[1])[0]
	address = strings.TrimSuffix(address, ",")

	w.WaitFor(ready("registries.step.login"), "the first step")
	said, _ = w.Tree().Find("registries.step.login.words")
	password, _, _ := strings.Cut(strings.SplitAfter(said.Text, "the password ")[1], ".")
	w.Click("registries.step.login")
	w.WaitFor(sees("ask.do"), "the form, filled in")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("--password-stdin") }, "its command")
	w.Click("ask.do")
	w.WaitFor(sees("registries.login."+address+".name"), "the login")
	w.WaitFor(says("history.command", "docker login -u learner --password-stdin "+address), "its command")

	image := address + "/practice/oak:1"
	w.WaitFor(ready("registries.step.push"), "the second step")
	w.Click("registries.step.push")
	w.WaitFor(ready("ask.push.name"), "the question")
	w.Click("ask.push.name")
	w.Key("ctrl+a")
	w.Type(image)
	w.WaitFor(ready("ask.do"), "that it can be pushed")
	w.Click("ask.do")
	w.WaitFor(sees("registries.step.push.state"), "the push as done")
	w.WaitFor(says("history.command", "docker push "+image), "its command")

	w.WaitFor(ready("registries.step.look"), "the third step")
	w.Click("registries.step.look")
	w.WaitFor(sees("registries.repository.0"), "the repository")
	w.Click("registries.repository.0")
	w.WaitFor(says("registries.tag.0.name", "1"), "the version")
	w.Click("registries.browse.close") // the steps come into view
	w.WaitFor(gone("registries.browse.close"), "only the steps")

	w.WaitFor(ready("registries.step.remove"), "the fourth step")
	w.Click("registries.step.remove")
	w.WaitFor(ready("ask.do"), "the question")
	w.Click("ask.do")
	w.WaitFor(sees("registries.step.remove.state"), "the removal as done")
	if left := eng.Docker(t, "images", "-q", image); left != "" {
		t.Fatalf("the engine still has %s", left)
	}

	w.WaitFor(ready("registries.step.pull"), "the fifth step")
	w.Click("registries.step.pull")
	w.WaitFor(ready("ask.do"), "the question")
	w.Click("ask.do")
	w.WaitFor(sees("registries.step.pull.state"), "the pull as done")
	if back := eng.Docker(t, "images", "-q", image); back == "" {
		t.Error("the engine has it not")
	}

	// The docker command is logged in as well, until the window logs out.
	kept, err := os.ReadFile(filepath.Join(settings, "config.json"))
	if err != nil || !strings.Contains(string(kept), address) {
		t.Errorf("the docker command's settings have %s, %v", kept, err)
	}
	push := eng.Command(t.Context(), "push", image)
	push.Env = append(push.Env, "DOCKER_CONFIG="+settings)
	if out, err := push.CombinedOutput(); err != nil {
		t.Errorf("docker can't push with the login: %s", out)
	}
	w.Click("registries.login." + address + ".logout")
	w.WaitFor(ready("ask.do"), "the question")
	w.Click("ask.do")
	w.WaitFor(sees("registries.none"), "nobody logged in")
	kept, _ = os.ReadFile(filepath.Join(settings, "config.json"))
	if strings.Contains(string(kept), `"auth"`) {
		t.Errorf("left is %s", kept)
	}
	w.Key("ctrl+h")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("docker push " + image) }, "the history")
	for _, c := range w.Tree().Controls {
		if strings.HasPrefix(c.ID, "history.") && strings.Contains(c.Text, password) {
			t.Errorf("the history shows the password: %s", c.Text)
		}
	}
}

// Images go through a file and come back, by keyboard alone. It is for make prove.
func TestEveryActionThatCarriesImagesThroughFiles(t *testing.T) {
	window.SkipUnlessAvailable(t)
	if os.Getenv("DOCKDESK_WALK") != "all" {
		return
	}
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "--name", "job", "lab:1", "env")
	eng.Docker(t, "commit", "job", "oak:1")
	file := filepath.Join(t.TempDir(), "oak.tar")
	w := window.Start(t, window.Options{Engine: eng, Args: []string{"--page", "images"}})
	w.WaitFor(shows2("images", "oak:1"), "the image")

	do := func(title, field, text string) {
		t.Helper()
		w.Key("ctrl+k")
		w.WaitFor(focused("palette.search"), "the palette")
		w.Type(title)
		w.WaitFor(func(t window.Tree) bool {
			for _, c := range t.Controls {
				if c.Selected && strings.HasPrefix(c.ID, "palette.action.image.") {
					return true
				}
			}
			return false
		}, title+" found")
		w.Key("Return")
		w.WaitFor(focused("ask."+field), "the form")
		w.Key("ctrl+a")
		w.Type(text)
		w.WaitFor(ready("ask.do"), "that it can be done")
		w.Key("Return")
	}
	do("rename oak:1", "rename.to", "elm:2")
	w.WaitFor(shows2("images", "elm:2"), "the new name")
	do("save to a file elm:2", "save.path", file)
	w.WaitFor(says("history.command", "docker save -o"), "its command")
	w.WaitFor(func(window.Tree) bool { _, err := os.Stat(file); return err == nil }, "the file")
	eng.Docker(t, "rm", "job")
	eng.Docker(t, "rmi", "elm:2")
	w.WaitFor(func(t window.Tree) bool { return !shows2("images", "elm:2")(t) }, "it gone")
	do("load images from a file", "load.path", file)
	w.WaitFor(shows2("images", "elm:2"), "it back")
}
