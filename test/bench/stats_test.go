package bench

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/test/realengine"
	"github.com/dockdesk/dockdesk/test/window"
)

const (
	statsContainers = 200
	// settled is how long it takes until all streams are open and the program has
	// found its pace.
	settled = 12 * time.Second
)

// BenchmarkStatsRoom prints what it costs to look at the figures of 200 running
// containers, and at the graphs of one, once; run it with -benchtime 1x.
func BenchmarkStatsRoom(b *testing.B) {
	eng := realengine.Start(b)
	for i := range statsContainers {
		eng.Docker(b, "run", "-d", "--name", fmt.Sprintf("box-%03d", i), "lab:1", "burn", "0.001")
	}
	table := newTable()
	d := daemonPID(b, eng)
	quiet := cpuShare(b, rest, d)[0]

	w, _ := open(b, eng, "off", "--page", "stats")
	w.WaitFor(func(t window.Tree) bool { return t.Page == "stats" }, "the page")
	time.Sleep(settled)
	share := cpuShare(b, rest, w.PID(), d)
	table.row(fmt.Sprintf("CPU with the stats of %d containers on screen at 1 Hz", statsContainers), fmt.Sprintf("%.1f %% of a core", share[0]), "≤ 12 %")
	table.row("  more in dockerd", fmt.Sprintf("%.1f %%", max(share[1]-quiet, 0)), "")
	w.Close()

	w, _ = open(b, eng, "off")
	w.Click("containers.detail.tab.stats")
	w.Click("stats.span.15")
	time.Sleep(settled)
	share = cpuShare(b, rest, w.PID(), d)
	table.row("CPU with one container's graphs on screen", fmt.Sprintf("%.1f %% of a core", share[0]), "≤ 5 %")
	w.Click("containers.detail.tab.overview")
	time.Sleep(settled / 3)
	share = cpuShare(b, rest, w.PID(), d)
	table.row("  once their tab is left", fmt.Sprintf("%.1f %% of a core", share[0]), "≤ 1.5 %")
	w.Close()

	started := time.Now()
	if err := eng.Command(context.Background(), "stats", "--no-stream").Run(); err != nil {
		b.Fatal(err)
	}
	table.row("docker stats --no-stream of all", fmt.Sprintf("%.1f s", time.Since(started).Seconds()), "")
	table.print()
}
