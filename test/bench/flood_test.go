package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

// flooded is how long the frames are counted.
const flooded = 10 * time.Second

// BenchmarkFlood is how many frames a second the window paints while it follows
// the log of a container that writes as fast as it can. Mesa counts them, which
// paints where there is no graphics card: then painting needs both cores, and the
// engine needs one of them, so measure it on a machine that does nothing else.
func BenchmarkFlood(b *testing.B) {
	eng := realengine.Start(b)
	eng.Docker(b, "run", "-d", "--name", "flood", "lab:1", "logs", "-rate", "0")
	table := newTable()
	for b.Loop() {
		counts := b.TempDir()
		w := window.Start(b, window.Options{
			Engine: eng, Home: home(b, map[string]string{"page": "containers", "figures": "off"}),
			Env: []string{"GALLIUM_HUD=fps", "GALLIUM_HUD_PERIOD=0.5", "GALLIUM_HUD_VISIBLE=false", "GALLIUM_HUD_DUMP_DIR=" + counts},
		})
		w.WaitFor(func(t window.Tree) bool { return t.Shows("flood") }, "the container")
		w.Click("containers.detail.tab.logs")
		w.WaitFor(func(t window.Tree) bool { return len(numbers(t)) > 0 }, "its lines")
		time.Sleep(3 * time.Second)
		before, skip, begun := numbers(w.Tree()), len(frames(b, counts)), time.Now()
		share := cpuShare(b, flooded, w.PID(), daemonPID(b, eng))
		list, long, after := frames(b, counts)[skip:], time.Since(begun), numbers(w.Tree())
		slices.Sort(list)
		sum := 0.0
		for _, f := range list {
			sum += f
		}
		mean := sum / float64(len(list))
		table.row("frames a second while a log is flooded", fmt.Sprintf("%.0f; from half second to half second %.0f to %.0f", mean, list[0], list[len(list)-1]), "≥ 30")
		table.row("  lines that come meanwhile", fmt.Sprintf("%.0f a second", float64(after[0]-before[0])/long.Seconds()), "")
		table.row("  CPU", fmt.Sprintf("%.0f %% of a core; dockerd %.0f %%", share[0], share[1]), "")
		table.row("  memory (resident)", fmt.Sprintf("%.0f MB", resident(b, w.PID())), "")
		b.ReportMetric(mean, "frames/s")
		w.Close()
	}
	table.print()
}

// frames are the frames a second, half second by half second, as Mesa writes them
// down.
func frames(b *testing.B, dir string) []float64 {
	text, err := os.ReadFile(filepath.Join(dir, "fps"))
	if err != nil {
		b.Fatal("Mesa counts no frames here: ", err)
	}
	var list []float64
	for _, line := range strings.Fields(string(text)) {
		f, err := strconv.ParseFloat(line, 64)
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}

var lineNumber = regexp.MustCompile(`line (\d+) `)

// numbers are the numbers of the lines that are seen.
func numbers(t window.Tree) (list []int) {
	for _, c := range t.Controls {
		if m := lineNumber.FindStringSubmatch(c.Text); m != nil && strings.HasPrefix(c.ID, "containers.logs:") {
			n, _ := strconv.Atoi(m[1]) // digits
			list = append(list, n)
		}
	}
	return list
}
