package walk

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// logged waits for a visible line of the log.
func logged(w *window.Window, text string) {
	w.WaitFor(func(t window.Tree) bool { return inLog(t, text) }, "\""+text+"\" in the log")
}

func inLog(t window.Tree, text string) bool {
	for _, c := range t.Controls {
		if strings.HasPrefix(c.ID, "containers.logs:") && c.Visible && strings.Contains(c.Text, text) {
			return true
		}
	}
	return false
}

var lineNumber = regexp.MustCompile(`line (\d+) `)

// furthest is the highest number of a visible line.
func furthest(t window.Tree) int {
	most := -1
	for _, c := range t.Controls {
		if m := lineNumber.FindStringSubmatch(c.Text); m != nil && c.Visible && strings.HasPrefix(c.ID, "containers.logs:") {
			n, _ := strconv.Atoi(m[1]) // digits
			most = max(most, n)
		}
	}
	return most
}

// firstInLog is the first visible line of the log.
func firstInLog(t window.Tree) string {
	for _, c := range t.Controls {
		if strings.HasPrefix(c.ID, "containers.logs:") && c.Visible {
			return c.Text
		}
	}
	return ""
}

func pressedIn(id string, on bool) func(window.Tree) bool {
	return func(t window.Tree) bool { c, ok := t.Find(id); return ok && c.Selected == on }
}

func TestAPersonReadsALog(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "mill", "lab:1", "logs", "-rate", "5", "-size", "0", "-stderr", "7", "-text", ` \x1b[32mINFO\x1b[0m grinding`)
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("mill"), "mill")
	w.Click("containers.detail.tab.logs")
	logged(w, "INFO grinding")
	w.Click("containers.logs.times")
	w.WaitFor(func(t window.Tree) bool { return furthest(t) >= 30 }, "more lines than there is room for")

	// Scrolled up it stays, and says what comes.
	w.Scroll("containers.logs", -5)
	w.WaitFor(pressedIn("containers.logs.follow", false), "following ended")
	before := firstInLog(w.Tree())
	w.WaitFor(says("containers.logs.more", "new lines"), "how many lines came")
	if after := firstInLog(w.Tree()); after != before {
		t.Errorf("it goes from %q to %q", before, after)
	}
	look(t, w, "logs-scrolled")
	w.Click("containers.logs.more")
	w.WaitFor(pressedIn("containers.logs.follow", true), "following again")

	w.Click("containers.logs.search")
	w.Type("line 7 ")
	w.WaitFor(says("containers.logs.count", "1 of 1 line"), "the count")
	logged(w, "line 7 INFO")
	w.Key("Escape")

	eng.Docker(t, "restart", "-t", "1", "mill")
	w.Click("containers.logs.follow")
	logged(w, "started")
	eng.Docker(t, "kill", "mill")
	logged(w, "exited (137)")
	look(t, w, "logs-killed")
	w.Key("ctrl+1")
	w.Key("ctrl+2")
	logged(w, "exited (137)")
}

func TestAProgramThatWritesAsFastAsItCanLeavesTheWindowAlive(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "flood", "lab:1", "logs", "-rate", "0")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("flood"), "flood")
	w.Click("containers.detail.tab.logs")
	logged(w, "line ")
	for range 3 {
		time.Sleep(time.Second)
		begun := time.Now()
		on := !isPressed(w.Tree(), "containers.logs.times")
		w.Click("containers.logs.times")
		w.WaitFor(pressedIn("containers.logs.times", on), "an answer to a click")
		t.Logf("a click is answered after %v; %d MB", time.Since(begun).Round(time.Millisecond), resident(t, w.PID()))
	}
	w.Scroll("containers.logs", -10)
	w.WaitFor(says("containers.logs.more", "new lines"), "how many lines came")
	look(t, w, "logs-flood")
	if mb := resident(t, w.PID()); mb > 600 {
		t.Errorf("it takes %d MB", mb)
	}
}

func isPressed(t window.Tree, id string) bool { c, ok := t.Find(id); return ok && c.Selected }

// resident is the memory of a process in MB.
func resident(t *testing.T, pid int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize() >> 20
}

func TestALogGoesOnWhenTheEngineIsBack(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Start(t)
	eng.Docker(t, "run", "-d", "--restart", "always", "--name", "mill", "lab:1", "logs", "-rate", "3") // slow enough that a row can be seen before it leaves the screen
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("mill"), "mill")
	w.Click("containers.detail.tab.logs")
	logged(w, "line ")
	eng.Kill(t)
	w.WaitFor(func(t window.Tree) bool { return t.Shows("The log goes on as soon as it does") }, "why nothing comes")
	eng.Resume(t)
	logged(w, "started")
	logged(w, "line 5")
	eng.Docker(t, "rm", "-f", "mill")
	w.WaitFor(hides("mill"), "mill gone")
}
