package walk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// done waits for a command in the history that has come to its end.
func done(w *window.Window, command string) {
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("history.command")
		o, ended := t.Find("history.outcome")
		return ok && ended && strings.HasPrefix(c.Text, command) && o.Text != "running" && o.Text != "failed"
	}, command+" done")
}

func TestHowAContainerFaresAndWhatItChanged(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "job", "lab:1", "fail", "3")
	eng.Docker(t, "run", "-d", "--name", "web", "--health-interval", "1s", "lab-web:1")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("web"), "web")

	// Its health, by mouse: the probes come by themselves.
	web, _ := row(w.Tree(), "web")
	w.Click(web.ID)
	w.WaitFor(says("containers.detail.name", "web"), "web's pane")
	w.Click("containers.detail.tab.health")
	w.WaitFor(says("health.now.words", "Its last check said yes"), "the verdict")
	look(t, w, "health")
	eng.Docker(t, "pause", "web")
	w.WaitFor(says("health.now.words", "Its programs are held"), "that it is paused")
	eng.Docker(t, "unpause", "web")

	// What it changed, and an image of it.
	eng.Docker(t, "exec", "web", "/lab", "write", "/tmp/note", "1k")
	w.Click("containers.detail.tab.changes")
	w.WaitFor(sees("changes.list.row./tmp/note"), "the new file")
	eng.Docker(t, "exec", "web", "/lab", "write", "/tmp/more", "1k")
	w.Click("changes.again")
	w.WaitFor(sees("changes.list.row./tmp/more"), "the newer file")
	w.Click("changes.fold./tmp")
	w.WaitFor(gone("changes.list.row./tmp/more"), "the folder folded")
	w.Click("changes.search")
	w.Type("note")
	look(t, w, "changes")
	w.Click("changes.commit")
	w.WaitFor(sees("ask.do"), "the question")
	look(t, w, "commit")
	w.Click("ask.do")
	done(w, "docker commit web web:1")
	w.WaitFor(func(t window.Tree) bool { return t.Page == "images" && t.Shows("web:1") }, "the image")
	if out := eng.Docker(t, "run", "--rm", "--entrypoint", "/lab", "web:1", "health", "/tmp/note"); out != "well" {
		t.Errorf("the image has no note: %q", out)
	}

	// By keyboard: why another one ended, all its files, and the end of a third.
	w.Key("ctrl+2")
	w.Key("ctrl+f")
	w.Type("job")
	w.Key("Down")
	w.WaitFor(says("containers.detail.name", "job"), "job's pane")
	tab(w, "containers.detail.tab.changes")
	w.Key("Right")
	w.WaitFor(says("health.end.title", "Exit code 3: an error"), "its end")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("failing with 3 as asked") }, "what it printed last")
	look(t, w, "ended")
	tab(w, "health.remedy.log")
	w.Key("Return")
	logged(w, "failing with 3")

	w.Key("ctrl+k")
	w.WaitFor(focused("palette.search"), "the palette")
	w.Type("export all files job")
	w.Key("Return")
	w.WaitFor(focused("ask.export.path"), "where to")
	w.Key("Return")
	done(w, "docker export -o ")
	if f, err := os.Stat(filepath.Join(w.Home(), "job.tar")); err != nil || f.Size() < 1<<20 {
		t.Errorf("the file: %v", err)
	}

	eng.Docker(t, "run", "-d", "--name", "brief", "lab:1", "sleep")
	w.Key("ctrl+k")
	w.WaitFor(focused("palette.search"), "the palette")
	w.Type("wait brief")
	w.WaitFor(says("palette.command", "docker wait brief"), "its command")
	w.Key("Return")
	w.WaitFor(says("status.tasks", "Waiting for the end of brief"), "that it waits")
	eng.Docker(t, "kill", "--signal", "TERM", "brief")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("brief has ended with exit code 0: all is well.") }, "how it ended")
	done(w, "docker wait brief")
}

func TestTheCauseOfAnEndIsKnownAndHelpIsAtHand(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "mill", "lab:1", "sleep")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("mill"), "mill")
	w.Click("containers.detail.tab.health")
	w.WaitFor(sees("health.no-check"), "that nothing is checked")
	eng.Docker(t, "kill", "mill")
	w.WaitFor(says("health.end.words", "Somebody killed it through the engine"), "who ended it")
	look(t, w, "killed")
	w.Click("health.remedy.start")
	w.WaitFor(says("health.now.words", "It runs since"), "it running again")
	done(w, "docker start mill")

	// One that couldn't be started offers the form, filled like it.
	_ = eng.Command(t.Context(), "run", "-d", "--name", "typo", "--entrypoint", "/lba", "lab:1").Run()
	w.WaitFor(shows("typo"), "typo")
	c, _ := row(w.Tree(), "typo")
	w.Click(c.ID)
	w.WaitFor(says("health.end.words", "There is no /lba in its image"), "why it didn't start")
	w.Click("health.remedy.1")
	w.WaitFor(func(t window.Tree) bool { return t.Page == "run" && t.Shows("/lba") }, "the form, filled like it")
}
