package walk

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

var percent = regexp.MustCompile(`core\) ([0-9.]+) %`)

// cpuOf is the CPU that the graph shows now; NaN for none.
func cpuOf(t window.Tree, id string) float64 {
	c, _ := t.Find(id)
	m := percent.FindStringSubmatch(c.Text)
	if m == nil {
		return math.NaN()
	}
	v, _ := strconv.ParseFloat(m[1], 64) // digits
	return v
}

func TestAPersonWatchesWhatAContainerUses(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "alder", "--memory", "64m", "lab:1", "sleep")
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("alder"), "alder")
	w.Click("containers.detail.tab.stats")
	w.WaitFor(func(t window.Tree) bool { return cpuOf(t, "stats.cpu") < 5 }, "a container at rest")

	// The graph rises, and says what docker stats says.
	eng.Docker(t, "exec", "-d", "alder", "/lab", "burn", "0.5")
	w.WaitFor(func(t window.Tree) bool { return cpuOf(t, "stats.cpu") > 15 }, "the CPU graph risen")
	var ours, theirs float64
	for range 8 { // each looks at a second of its own, and on a busy computer they differ
		out := strings.TrimSuffix(strings.TrimSpace(eng.Docker(t, "stats", "--no-stream", "--format", "{{.CPUPerc}}", "alder")), "%")
		v, err := strconv.ParseFloat(out, 64)
		if err != nil {
			t.Fatal(err)
		}
		ours, theirs = cpuOf(w.Tree(), "stats.cpu"), v
		if math.Abs(ours-theirs) <= 10 {
			break
		}
	}
	t.Logf("the graph says %.1f %%, docker stats %.1f %%", ours, theirs)
	if !(math.Abs(ours-theirs) <= 10) {
		t.Errorf("the graph says %v %%, docker stats %v %%", ours, theirs)
	}

	// By keyboard: one crosshair reads all graphs.
	w.Click("stats.cpu")
	w.Key("End", "Left")
	for _, id := range []string{"stats.cpu", "stats.memory", "stats.network", "stats.pids"} {
		w.WaitFor(says(id, " at "), "what "+id+" reads")
	}
	look(t, w, "stats-crosshair")
	w.Key("Escape")

	// Held still and saved as a table.
	w.Click("stats.pause")
	w.WaitFor(says("stats.words", "Held at"), "the graphs held")
	w.Click("stats.save")
	w.Click("menu.stats.save.csv")
	w.Click("save.do")
	var files []string
	w.WaitFor(func(window.Tree) bool {
		files, _ = filepath.Glob(filepath.Join(w.Home(), "alder-stats-*.csv"))
		return len(files) == 1
	}, "the file")
	text, err := os.ReadFile(files[0])
	if err != nil || !strings.HasPrefix(string(text), "time,cpu_percent_of_one_core,memory_bytes,") || strings.Count(string(text), "\n") < 3 {
		t.Errorf("the file has %q, %v", text, err)
	}
	w.Click("stats.pause")

	w.Click("containers.detail.tab.processes")
	w.WaitFor(says("processes.words", "2 processes, read at"), "the processes")
	look(t, w, "processes")

	eng.Docker(t, "kill", "alder")
	w.WaitFor(func(t window.Tree) bool { return t.Shows("alder does not run") }, "why there are no processes")
	w.Click("containers.detail.tab.stats")
	w.WaitFor(says("stats.words", "alder does not run. This is how it was"), "how it was")
	look(t, w, "stats-ended")
}

func TestAPersonFindsWhoUsesTheMost(t *testing.T) {
	window.SkipUnlessAvailable(t)
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "quiet", "lab:1", "sleep")
	id := strings.TrimSpace(eng.Docker(t, "run", "-d", "--name", "loud", "lab:1", "burn", "0.4"))
	w := window.Start(t, window.Options{Engine: eng})
	w.WaitFor(shows("loud"), "loud")
	w.Click("nav.stats")
	first := func(t window.Tree) string {
		for _, c := range t.Controls {
			if strings.HasPrefix(c.ID, "usage.list.row.") {
				return strings.TrimPrefix(c.ID, "usage.list.row.")
			}
		}
		return ""
	}
	w.WaitFor(func(t window.Tree) bool { return first(t) == id && cpuOf(t, "usage.cpu") > 5 }, "loud on top")
	look(t, w, "stats-page")
	w.Click("usage.list.row." + id)
	w.Key("Return")
	w.WaitFor(func(t window.Tree) bool {
		c, ok := t.Find("containers.detail.name")
		return t.Page == "containers" && ok && c.Text == "loud"
	}, "loud's own page")
}
