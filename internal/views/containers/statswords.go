package containers

import (
	"fmt"
	"strconv"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets/chart"
)

// say says how the graphs stand.
func (t *statsTab) say() {
	name := shortName(t.now)
	switch {
	case t.all.Link == object.LinkLost:
		t.tools.Say("The engine does not answer. The graphs go on as soon as it does.", theme.Warn)
	case len(t.series) > 0 && t.now.State == object.StatePaused:
		t.tools.Say(name+" is paused: its programs stand still. The graphs go on with it.", theme.Muted)
	case len(t.series) > 0 && t.now.State != object.StateRunning:
		t.tools.Say(name+" does not run. This is how it was; the graphs go on when it runs again.", theme.Muted)
	case t.tools.Paused():
		t.tools.Say("Held at "+t.at.Format("15:04:05")+". Nothing of what comes is lost.", theme.Muted)
	case t.now.State == object.StateRunning:
		t.tools.Hint("A figure each second, measured while you look.")
	default:
		t.tools.Hint("")
	}
}

// nothing says why there is no figure at all; "" that they are on their way.
func (t *statsTab) nothing() string {
	name := shortName(t.now)
	switch {
	case t.all.Link == object.LinkLost:
		return "The engine does not answer."
	case t.now.State == object.StatePaused:
		return name + " is paused. Its figures come when it goes on."
	case t.now.State != object.StateRunning:
		return name + " does not run, so it uses nothing."
	}
	return ""
}

// never reports whether a kind of figure was asked for several times and never
// given.
func (t *statsTab) never(value func(*stats.Sample) float64) bool {
	for i := range t.series {
		if stats.Known(value(&t.series[i])) {
			return false
		}
	}
	return len(t.series) > 2
}

// noNetwork says why the engine gives no figures of the network.
func (t *statsTab) noNetwork() string {
	if !t.never(func(s *stats.Sample) float64 { return s.Rx }) {
		return ""
	}
	name := shortName(t.now)
	for _, e := range t.now.Networks {
		switch e.Network {
		case "host":
			return name + " uses this computer's own network (--network host), so the engine can't tell its traffic apart."
		case "none":
			return name + " has no network (--network none), so there is no traffic."
		}
	}
	if t.now.Inspected && len(t.now.Networks) == 0 {
		return name + " is on no network of its own, so the engine gives no figures of its traffic."
	}
	return "The engine gives no figures of this container's traffic."
}

// noDisk says why the engine gives no figures of the disk.
func (t *statsTab) noDisk() string {
	if !t.never(func(s *stats.Sample) float64 { return s.Read }) {
		return ""
	}
	return "The engine gives no figure. Either " + shortName(t.now) + " has neither read nor written yet, or the kernel of the engine does not count it."
}

func cpuLimit(c *object.Container) []chart.Limit {
	if c.CPULimit <= 0 {
		return nil
	}
	return []chart.Limit{{Value: c.CPULimit * 100, Label: fmt.Sprintf("limit --cpus %g", c.CPULimit)}}
}

func memoryLimit(c *object.Container) []chart.Limit {
	if c.MemoryLimit <= 0 {
		return nil
	}
	return []chart.Limit{{Value: float64(c.MemoryLimit), Label: "limit --memory " + chart.Memory.Text(float64(c.MemoryLimit))}}
}

func pidsLimit(c *object.Container) []chart.Limit {
	if c.PIDsLimit <= 0 {
		return nil
	}
	return []chart.Limit{{Value: float64(c.PIDsLimit), Label: "limit --pids-limit " + strconv.FormatInt(c.PIDsLimit, 10)}}
}
