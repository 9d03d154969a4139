package walk

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/test/window"
)

const practiceBand = "Practice: nothing here is real Docker"

func practising(t window.Tree) bool { return t.Shows(practiceBand) }

// Where no engine answers a person practises by one click, and comes back by
// another: the window says all the while that it is practice.
func TestAPersonPractisesWithoutDocker(t *testing.T) {
	window.SkipUnlessAvailable(t)
	w := window.Start(t, window.Options{})
	w.WaitFor(sees("connection.practice"), "the page without an engine")
	w.Click("connection.practice")
	w.WaitFor(practising, "the band")
	w.WaitFor(shows("web"), "the scene")
	for _, page := range []string{"images", "volumes", "networks", "system", "home", "containers"} {
		w.Click("nav." + page)
		w.WaitFor(practising, "the band on the page "+page)
	}
	w.WaitFor(sees("band.leave"), "the way back")
	w.Click("band.leave")
	w.WaitFor(sees("connection.retry"), "the page without an engine again")
	if practising(w.Tree()) {
		t.Error("it still says practice")
	}
}

// The main job works on a bare computer: a container is run from the form by
// keyboard alone, and its page answers at the port of this computer.
func TestAContainerIsRunInPractice(t *testing.T) {
	window.SkipUnlessAvailable(t)
	w := window.Start(t, window.Options{Args: []string{"--scene", "web"}})
	w.WaitFor(shows("web"), "the scene")
	w.Key("ctrl+n")
	w.WaitFor(focused("run.image"), "the form")
	w.Type("nginx:1.27")
	w.WaitFor(says("run.image.note", "On this engine"), "the image")
	w.WaitFor(sees("run.ports.0.host"), "a door for its port")
	tab(w, "run.name")
	w.Key("ctrl+a")
	w.Type("shop")
	tab(w, "run.ports.0.host")
	w.Key("ctrl+a")
	w.Type("18479")
	w.WaitFor(says("run.command", "-p 18479:80"), "the command")
	tab(w, "run.do")
	w.Key("Return")
	w.WaitFor(says("containers.detail.name", "shop"), "the container's page")
	w.WaitFor(says("history.command", "--name shop"), "the command in the history")
	if page := get(t, "http://127.0.0.1:18479/"); !strings.Contains(page, "Welcome to nginx") {
		t.Errorf("the page is %q", page)
	}
}

func get(t *testing.T, address string) string {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		answer, err := (&http.Client{Transport: transport}).Get(address)
		if err != nil {
			continue
		}
		page, err := io.ReadAll(answer.Body)
		if answer.Body.Close(); err == nil {
			return string(page)
		}
	}
	return ""
}
