package containers

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/chart"
)

// statsWindow is how far back the graphs reach.
const statsWindow = 5 * time.Minute

// statsTab is the live graphs of the selected container.
type statsTab struct {
	host        *page.Host
	cpu, memory *chart.Chart
	content     fyne.CanvasObject
	now         *object.Container
	cancel      func()
}

func newStatsTab(host *page.Host) *statsTab {
	t := &statsTab{host: host}
	t.cpu = chart.New("stats.cpu", "CPU", chart.Percent)
	t.memory = chart.New("stats.memory", "Memory", chart.Memory)
	t.cpu.Topic, t.memory.Topic = "column.containers.cpu", "column.containers.memory"
	t.cpu.Post, t.memory.Post = host.Post, host.Post
	return t
}

func (t *statsTab) object() fyne.CanvasObject {
	if t.content == nil {
		// The pixel round them is for their edges, which a scroller cuts off.
		t.content = widgets.NewScroll(widgets.Pad(widgets.Row(theme.Size(theme.SizeGap), t.cpu, t.memory), 1, 1))
	}
	return t.content
}

func (t *statsTab) show(c *object.Container) {
	if t.now == c {
		return
	}
	t.now = c
	if t.cancel != nil {
		t.ask()
		t.draw()
	}
}

func (t *statsTab) shown() {
	t.cancel = t.host.Figures.Subscribe(func(ids []string) {
		t.host.Post(func() {
			for _, id := range ids {
				if t.now != nil && id == t.now.ID {
					t.draw()
				}
			}
		})
	})
	t.ask()
	t.draw()
}

func (t *statsTab) hidden() {
	if t.cancel != nil {
		t.cancel()
		t.cancel = nil
	}
	t.host.Figures.Want("containers.stats", nil)
}

func (t *statsTab) ask() {
	if t.now == nil || t.now.State != object.StateRunning {
		t.host.Figures.Want("containers.stats", nil)
		return
	}
	t.host.Figures.Want("containers.stats", []string{t.now.ID})
}

func (t *statsTab) draw() {
	c := t.now
	if c == nil {
		return
	}
	series := t.host.Figures.Series(c.ID)
	note := ""
	if c.State != object.StateRunning && len(series) == 0 {
		note = c.Name + " does not run, so it uses nothing."
	}
	t.cpu.SetData(t.data(note, theme.Series1, chart.Collect(series, at, func(s *stats.Sample) float64 { return s.CPU }), cpuLimit(c)))
	t.memory.SetData(t.data(note, theme.Series2, chart.Collect(series, at, func(s *stats.Sample) float64 { return s.Memory }), memoryLimit(c)))
}

func at(s *stats.Sample) time.Time { return s.At }

func (t *statsTab) data(note string, color fyne.ThemeColorName, points []chart.Point, limits []chart.Limit) chart.Data {
	return chart.Data{
		Now: t.host.Now(), Window: statsWindow, Limits: limits, Note: note,
		Series: []chart.Series{{Color: color, Points: points}},
	}
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
