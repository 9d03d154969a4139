// Package bench measures the built program in the room of 1,000 containers, on
// a private engine and in a real window, beside the docker command in the same
// run. `make bench` prints the table. Nothing here is a test: a slow machine
// fails nobody.
package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"

	"github.com/dockdesk/dockdesk/test/faults"
	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

const (
	roomSize = 1000
	rest     = 20 * time.Second // how long CPU is measured

	// roomIsOld is the age at which no container's age is told in seconds.
	roomIsOld = 125 * time.Second
)

// BenchmarkRoom prints the whole table once; run it with -benchtime 1x.
func BenchmarkRoom(b *testing.B) {
	eng := realengine.Start(b)
	start := time.Now()
	if err := realengine.Room(context.Background(), eng.Client(), roomSize); err != nil {
		b.Fatal(err)
	}
	fmt.Printf("the room of %d containers was made in %.0f s\n\n", roomSize, time.Since(start).Seconds())
	made := time.Now()
	table := newTable()
	dockerPS := measureDocker(b, eng)
	table.row("docker ps -a, median of 9", fmt.Sprintf("%.0f ms", ms(dockerPS)), "")
	startUp(b, eng, table, dockerPS)
	// Ages in seconds change a row each second, which is no rest; docker counts
	// in minutes from the second on.
	time.Sleep(time.Until(made.Add(roomIsOld)))
	atRest(b, eng, table, "off", "at rest, 200 running, no figures", 1.5, 0.5)
	atRest(b, eng, table, "on", "at rest, figures for visible rows", 5, 4)
	underLoad(b, eng, table)
	replayed(b, eng, table)
	table.print()
}

func measureDocker(b *testing.B, eng *realengine.Engine) time.Duration {
	var took []time.Duration
	for range 9 {
		cmd := eng.Command(context.Background(), "ps", "-a")
		start := time.Now()
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// home is a person's home folder with choices already made.
func home(b *testing.B, values map[string]string) string {
	dir := b.TempDir()
	path := filepath.Join(dir, ".config", "dockdesk", "settings.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.Fatal(err)
	}
	raw, err := json.Marshal(map[string]any{"version": 1, "values": values})
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		b.Fatal(err)
	}
	return dir
}

// open starts the program and gives its window and its trace file.
func open(b *testing.B, eng window.Engine, figures string, args ...string) (*window.Window, string) {
	trace := filepath.Join(b.TempDir(), "trace.jsonl")
	w := window.Start(b, window.Options{
		Engine: eng, Args: args, Env: []string{"DOCKDESK_TRACE=" + trace},
		Home: home(b, map[string]string{"page": "containers", "figures": figures}),
	})
	return w, trace
}

// milestone is one line of the trace.
type milestone struct {
	Event      string  `json:"event"`
	At         int64   `json:"at"`
	Containers int     `json:"containers"`
	SinceEvent float64 `json:"since_event_ns"`
	Refresh    float64 `json:"refresh_ns"`
}

func milestones(b *testing.B, path string) []milestone {
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var out []milestone
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var m milestone
		if json.Unmarshal(lines.Bytes(), &m) == nil {
			out = append(out, m)
		}
	}
	return out
}

// startUp is process start → list of 1,000 painted, five times; and memory.
func startUp(b *testing.B, eng *realengine.Engine, table *table, dockerPS time.Duration) {
	var took []time.Duration
	var memory []float64
	for range 5 {
		w, trace := open(b, eng, "off")
		started := processStart(b, w.PID())
		painted := waitPainted(b, trace)
		took = append(took, time.Unix(0, painted).Sub(started))
		time.Sleep(6 * time.Second) // after 4 it has given back what only the start needed
		memory = append(memory, resident(b, w.PID()))
		w.Close()
	}
	slices.Sort(took)
	slices.Sort(memory)
	median := took[len(took)/2]
	table.row("process start → 1,000 painted, median of 5", fmt.Sprintf("%.0f ms = %.1f × docker ps -a", ms(median), float64(median)/float64(dockerPS)), "≤ 6 ×, aim 4.5 ×")
	table.row("memory (resident), median of 5", fmt.Sprintf("%.0f MB", memory[len(memory)/2]), "≤ 180 MB, aim 150")
}

func waitPainted(b *testing.B, trace string) int64 {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		for _, m := range milestones(b, trace) {
			if m.Event == "painted" && m.Containers >= roomSize {
				return m.At
			}
		}
	}
	b.Fatal("the list of 1,000 was never painted")
	return 0
}

// atRest is the share of a core that the program and the engine's daemon use
// while nothing happens; the daemon's own rest is measured before.
func atRest(b *testing.B, eng *realengine.Engine, table *table, figures, name string, app, daemon float64) {
	d := daemonPID(b, eng)
	quiet := cpuShare(b, rest, d)[0]
	w, _ := open(b, eng, figures)
	time.Sleep(6 * time.Second)
	share := cpuShare(b, rest, w.PID(), d)
	table.row("CPU "+name, fmt.Sprintf("%.2f %% of a core", share[0]), fmt.Sprintf("≤ %.1f %%", app))
	table.row("  more in dockerd", fmt.Sprintf("%.2f %%", max(share[1]-quiet, 0)), fmt.Sprintf("≤ %.1f %%", daemon))
	w.Close()
}

// underLoad is event received → painted while containers start and die as fast
// as the engine can make them.
func underLoad(b *testing.B, eng *realengine.Engine, table *table) {
	w, trace := open(b, eng, "on")
	waitPainted(b, trace)
	time.Sleep(3 * time.Second)
	skip := len(milestones(b, trace))
	deaths := churn(b, eng, 20*time.Second)
	late := lateness(milestones(b, trace)[skip:])
	table.row(fmt.Sprintf("event → painted, %.0f real starts and deaths a second", deaths/20),
		quantiles(late), "p99 ≤ 50 ms")
	w.Close()
}

// churn starts containers that end at once, again and again for a while, from
// four workers, and says how many died. They are there before and have no
// network, since making both takes the engine most of the time.
func churn(b *testing.B, eng *realengine.Engine, long time.Duration) float64 {
	const workers, each = 4, 10
	var mayflies [workers][each]string
	for i := range workers * each {
		c, err := eng.Client().ContainerCreate(context.Background(), &container.Config{Image: "lab:1", Cmd: []string{"fail", "0"}},
			&container.HostConfig{NetworkMode: "none"}, nil, nil, "")
		if err != nil {
			b.Fatal(err)
		}
		mayflies[i%workers][i/workers] = c.ID
	}
	ctx, cancel := context.WithTimeout(context.Background(), long)
	defer cancel()
	counts := make(chan int)
	for _, ids := range mayflies {
		go func() {
			n := 0
			for i := 0; ctx.Err() == nil; i++ {
				if eng.Client().ContainerStart(ctx, ids[i%each], container.StartOptions{}) == nil {
					n++
				}
			}
			counts <- n
		}()
	}
	total := 0
	for range workers {
		total += <-counts
	}
	return float64(total)
}

// replayed is the same at fifty a second, which two cores can't start for real:
// the events are put into the real engine's stream, about its real containers.
func replayed(b *testing.B, eng *realengine.Engine, table *table) {
	proxy := faults.New(b, eng.Host())
	w, trace := open(b, eng, "off", "--host", proxy.Host())
	waitPainted(b, trace)
	time.Sleep(3 * time.Second)
	list, err := eng.Client().ContainerList(context.Background(), container.ListOptions{All: true})
	if err != nil {
		b.Fatal(err)
	}
	skip := len(milestones(b, trace))
	tick := time.NewTicker(time.Second / 50)
	defer tick.Stop()
	for i := range 1000 {
		<-tick.C
		c := list[i%len(list)]
		now := time.Now()
		about := func(action events.Action, after time.Duration) events.Message {
			at := now.Add(after)
			return events.Message{Type: events.ContainerEventType, Action: action, TimeNano: at.UnixNano(), Time: at.Unix(),
				Actor: events.Actor{ID: c.ID, Attributes: map[string]string{"name": strings.TrimPrefix(c.Names[0], "/"), "exitCode": "0"}}}
		}
		proxy.Inject(about(events.ActionStart, 0), about(events.ActionDie, time.Millisecond))
	}
	time.Sleep(time.Second)
	table.row("event → painted, 50 replayed starts and deaths a second", quantiles(lateness(milestones(b, trace)[skip:])), "p99 ≤ 50 ms")
	w.Close()
}

func lateness(list []milestone) []time.Duration {
	var out []time.Duration
	for _, m := range list {
		if m.Event == "painted" && m.SinceEvent > 0 {
			out = append(out, time.Duration(m.SinceEvent))
		}
	}
	slices.Sort(out)
	return out
}

func quantiles(sorted []time.Duration) string {
	if len(sorted) == 0 {
		return "nothing was painted"
	}
	at := func(q float64) float64 { return ms(sorted[int(q*float64(len(sorted)-1))]) }
	return fmt.Sprintf("p50 %.1f ms, p99 %.1f ms, most %.1f ms of %d", at(0.5), at(0.99), at(1), len(sorted))
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// table is the lines to print at the end.
type table struct{ rows [][3]string }

func newTable() *table { return &table{} }

func (t *table) row(what, got, must string) {
	t.rows = append(t.rows, [3]string{what, got, must})
	fmt.Printf("  %s: %s\n", what, got)
}

func (t *table) print() {
	fmt.Println("\n| | measured | must |\n|---|---|---|")
	for _, r := range t.rows {
		fmt.Printf("| %s | %s | %s |\n", r[0], r[1], r[2])
	}
}
