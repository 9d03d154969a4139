package containers

import (
	"fmt"
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/graphs"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/chart"
)

// statsTab is the live graphs of the selected container. It wants figures only
// while it is seen.
type statsTab struct {
	host *page.Host

	now    *object.Container
	all    *object.Snapshot
	cancel func() // nil while it is not seen
	series []stats.Sample
	marks  []stats.Mark
	at     time.Time // the moment of series

	content                          fyne.CanvasObject
	tools                            *graphs.Tools
	cpu, memory, network, disk, pids *chart.Chart
}

func newStatsTab(host *page.Host) *statsTab {
	return &statsTab{host: host, all: &object.Snapshot{}}
}

func (t *statsTab) object() fyne.CanvasObject {
	if t.content != nil {
		return t.content
	}
	graph := func(name, title string, unit chart.Unit) *chart.Chart {
		c := chart.New("stats."+name, title, unit)
		c.Topic, c.Post = "graph."+name, t.host.Post
		return c
	}
	t.cpu = graph("cpu", "CPU (100 % = one core)", chart.Percent)
	t.memory = graph("memory", "Memory (working set)", chart.Memory)
	t.network = graph("network", "Network", chart.Rate)
	t.disk = graph("disk", "Disk", chart.Rate)
	t.pids = graph("pids", "Processes and threads", chart.Count)
	chart.Link(t.charts()...)
	t.tools = graphs.NewTools(t.host, graphs.Options{
		ID: "stats", OnChange: t.draw, OnHeight: func() { t.content.Refresh() }, Picture: t.picture, Table: t.table,
		Name: func() string { return t.now.Name },
	})
	var all []fyne.CanvasObject
	for _, c := range t.charts() {
		all = append(all, c)
	}
	// The pixel round them is for their edges, which a scroller cuts off.
	t.content = container.NewBorder(widgets.PadSides(t.tools.Object(), 0, 0, 6, 0), nil, nil, nil,
		widgets.NewScroll(widgets.BesideBar(widgets.Pad(graphs.NewGrid(all...), 1, 1))))
	return t.content
}

func (t *statsTab) charts() []*chart.Chart {
	return []*chart.Chart{t.cpu, t.memory, t.network, t.disk, t.pids}
}

// show says which container is selected, and how the engine stands.
func (t *statsTab) show(c *object.Container, all *object.Snapshot) {
	if t.tools != nil && (t.now == nil || t.now.ID != c.ID) {
		t.tools.SetPaused(false)
	}
	t.now, t.all = c, all
	if t.cancel != nil {
		t.ask()
		t.draw()
	}
}

func (t *statsTab) shown() {
	t.object()
	t.cancel = t.host.Figures.Subscribe(func(ids []string) {
		t.host.Post(func() {
			for _, id := range ids {
				if t.now != nil && id == t.now.ID {
					t.draw()
				}
			}
		})
	})
	t.tools.Follow()
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

// ask asks for the figures. It does so with each news, since a stream that ended
// with the engine is opened again only when it is wanted again.
func (t *statsTab) ask() {
	if t.now == nil || t.now.State != object.StateRunning {
		t.host.Figures.Want("containers.stats", nil)
		return
	}
	t.host.Figures.Want("containers.stats", []string{t.now.ID})
}

// draw shows the newest figures, or those that are held.
func (t *statsTab) draw() {
	c := t.now
	if c == nil || t.cancel == nil {
		return
	}
	if !t.tools.Paused() {
		t.series, t.at = t.host.Figures.Series(c.ID), t.host.Now()
		t.marks = marksOf(c, t.host.Figures)
		if n := len(t.series); n > 0 && !t.runs() {
			t.at = t.series[n-1].At
			for _, m := range t.marks { // its end is told after its last figure
				if m.At.After(t.at) && m.At.Sub(t.at) < lastWords {
					t.at = m.At
				}
			}
		}
	}
	for _, g := range t.graphsNow() {
		g.chart.SetData(g.data)
	}
	t.say()
}

// lastWords is how long after the last figure something counts as its end.
const lastWords = 4 * time.Second

// runs reports whether figures come.
func (t *statsTab) runs() bool {
	return t.now.State == object.StateRunning && t.all.Link == object.LinkLive
}

// graph is what one graph shows.
type graph struct {
	chart *chart.Chart
	data  chart.Data
}

func (t *statsTab) graphsNow() []graph {
	c := t.now
	one := func(color fyne.ThemeColorName, value func(*stats.Sample) float64) []chart.Series {
		return []chart.Series{{Color: color, Points: chart.Collect(t.series, at, value)}}
	}
	pair := func(a, b string, first, second func(*stats.Sample) float64) []chart.Series {
		return []chart.Series{
			{Name: a, Color: theme.Series3, Points: chart.Collect(t.series, at, first)},
			{Name: b, Color: theme.Series4, Points: chart.Collect(t.series, at, second)},
		}
	}
	return []graph{
		{t.cpu, t.data(one(theme.Series1, func(s *stats.Sample) float64 { return s.CPU }), cpuLimit(c), "", true)},
		{t.memory, t.data(one(theme.Series2, func(s *stats.Sample) float64 { return s.Memory }), memoryLimit(c), "", false)},
		{t.network, t.data(pair("↓", "↑", func(s *stats.Sample) float64 { return s.Rx }, func(s *stats.Sample) float64 { return s.Tx }), nil, t.noNetwork(), false)},
		{t.disk, t.data(pair("read", "write", func(s *stats.Sample) float64 { return s.Read }, func(s *stats.Sample) float64 { return s.Write }), nil, t.noDisk(), false)},
		{t.pids, t.data(one(theme.Series1, func(s *stats.Sample) float64 { return s.PIDs }), pidsLimit(c), "", false)},
	}
}

func at(s *stats.Sample) time.Time { return s.At }

// data is what a graph shows: why says in words why the engine has no figures of
// its kind. The words of what happened stand in one graph only, its lines in
// all.
func (t *statsTab) data(series []chart.Series, limits []chart.Limit, why string, words bool) chart.Data {
	d := chart.Data{Now: t.at, Window: t.tools.Span(), Limits: limits, Series: series, Still: t.tools.Paused() || !t.runs()}
	if len(t.series) == 0 {
		why = t.nothing()
	}
	d.Note = why
	for _, m := range t.marks {
		if !words {
			m.Label = ""
		}
		d.Events = append(d.Events, chart.Event{At: m.At, Label: m.Label})
	}
	return d
}

// marksOf is what happened to a container, and its last start and end, which
// the engine remembers from before the window was opened.
func marksOf(c *object.Container, figures page.Figures) []stats.Mark {
	marks := figures.Marks(c.ID)
	known := func(at time.Time) bool {
		for _, m := range marks {
			if d := m.At.Sub(at).Abs(); d < 2*time.Second {
				return true
			}
		}
		return false
	}
	var before []stats.Mark
	if !c.Started.IsZero() && !known(c.Started) {
		before = append(before, stats.Mark{At: c.Started, Label: "started"})
	}
	if !c.Finished.IsZero() && !known(c.Finished) {
		label := "ended"
		if !c.Running() {
			label = fmt.Sprintf("exited (%d)", c.ExitCode)
		}
		before = append(before, stats.Mark{At: c.Finished, Label: label})
	}
	return append(before, marks...)
}

// picture is what is saved as a picture.
func (t *statsTab) picture() *chart.Sheet {
	heading := fmt.Sprintf("%s, %s", format.CleanLine(t.now.Name), t.at.Format("2 January 2006, 15:04:05"))
	return chart.NewSheet(heading, t.charts()...)
}

// table is what is saved as a table: the figures of the span that is shown.
func (t *statsTab) table() graphs.Table {
	table := graphs.Table{Titles: []string{
		"cpu_percent_of_one_core", "memory_bytes", "memory_limit_bytes", "network_received_bytes_per_second", "network_sent_bytes_per_second",
		"disk_read_bytes_per_second", "disk_written_bytes_per_second", "processes_and_threads",
	}}
	for _, s := range t.series {
		if t.at.Sub(s.At) > t.tools.Span() {
			continue
		}
		limit := math.NaN()
		if t.now.MemoryLimit > 0 {
			limit = s.MemoryLimit
		}
		table.Rows = append(table.Rows, graphs.Row{At: s.At, Figures: []float64{s.CPU, s.Memory, limit, s.Rx, s.Tx, s.Read, s.Write, s.PIDs}})
	}
	return table
}
