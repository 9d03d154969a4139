// Package usage is the page Stats: what all running containers use together,
// over time and one by one, against what this computer has.
//
// It wants the figures of all of them while it is shown, and of none otherwise.
package usage

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/graphs"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/chart"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// owner is who wants the figures.
const owner = "stats.page"

const (
	// listEvery is how often the list's figures are drawn, and orderEvery how
	// often its rows are put in order: a row must stay long enough to be hit.
	listEvery  = 2 * time.Second
	orderEvery = 6 * time.Second
)

// Page is the page Stats.
type Page struct {
	host     *page.Host
	snapshot *object.Snapshot
	running  []*object.Container
	sums     *sums
	cancel   func() // nil while it is not shown
	at       time.Time
	listed   time.Time
	ordered  time.Time

	tools       *graphs.Tools
	tiles       map[string]*widgets.Tile
	cpu, memory *chart.Chart
	list        *datalist.DataList[*object.Container]
	content     fyne.CanvasObject
}

// New makes the page.
func New(host *page.Host) *Page {
	p := &Page{host: host, snapshot: &object.Snapshot{Link: object.LinkConnecting}, sums: newSums(), tiles: map[string]*widgets.Tile{}}
	p.cpu = chart.New("usage.cpu", "CPU (100 % = one core)", chart.Percent)
	p.memory = chart.New("usage.memory", "Memory (working sets)", chart.Memory)
	p.cpu.Topic, p.memory.Topic = "graph.all-cpu", "graph.all-memory"
	p.cpu.Post, p.memory.Post = host.Post, host.Post
	chart.Link(p.cpu, p.memory)
	p.tools = graphs.NewTools(host, graphs.Options{
		ID: "usage", OnChange: p.draw, OnHeight: func() { p.content.Refresh() }, Picture: p.picture, Table: p.table, Name: func() string { return "containers" },
	})
	p.list = p.newList()
	p.content = p.build()
	return p
}

func (p *Page) build() fyne.CanvasObject {
	sortBy := func(column string) func() { return func() { p.list.SetSort(column, true) } }
	var tiles []fyne.CanvasObject
	tile := func(id, title, icon, topic string, tap func()) {
		t := widgets.NewTile("usage.total."+id, title, icon, tap)
		t.Topic = topic
		p.tiles[id] = t
		tiles = append(tiles, t)
	}
	tile("cpu", "CPU", "cpu", "graph.all-cpu", sortBy("cpu"))
	tile("memory", "Memory", "stats", "graph.all-memory", sortBy("memory"))
	tile("network", "Network", "network", "graph.network", sortBy("network"))
	tile("running", "Running", "container", "page.containers", func() { p.host.GoTo("containers") })
	gap, margin := theme.Size(theme.SizeGap), theme.Size(theme.SizeMargin)
	title := widgets.High(widgets.Sized(widgets.Middle(widgets.Title("Stats")), 0, theme.Size(theme.SizeControl)))
	upper := container.New(layout.NewCustomPaddedVBoxLayout(gap), title, widgets.Near(widgets.Row(gap, tiles...)), p.tools.Object())
	body := container.New(&bodyLayout{}, graphs.NewGrid(p.cpu, p.memory), p.list)
	return widgets.PadSides(container.NewBorder(widgets.PadSides(upper, 0, 0, 6, 0), nil, nil, nil, body), 14, margin, margin, margin)
}

// bodyLayout gives the graphs their share of the height, and the list the rest.
type bodyLayout struct{}

func (bodyLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	if widgets.SetVisible(o[1], !theme.Projecting()); theme.Projecting() {
		o[0].Resize(size)
		return
	}
	gap := theme.Size(theme.SizeGap)
	high := max(o[0].MinSize().Height, min(size.Height*0.45, 340))
	high = max(min(high, size.Height-gap-o[1].MinSize().Height), 0)
	o[0].Resize(fyne.NewSize(size.Width, high))
	o[1].Move(fyne.NewPos(0, high+gap))
	o[1].Resize(fyne.NewSize(size.Width, max(size.Height-high-gap, 0)))
}

func (bodyLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	if theme.Projecting() { // graphs get as low as they must
		return fyne.NewSize(200, 100)
	}
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), 150+b.Height)
}

// ID implements page.Page.
func (p *Page) ID() string { return "stats" }

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// FocusSearch implements page.Page: the keyboard goes to the list, as there is
// no field.
func (p *Page) FocusSearch() { p.list.Focus() }

// Reveal implements page.Page; objects have pages of their own.
func (p *Page) Reveal(object.Ref) {}

// Shown implements page.Page.
func (p *Page) Shown() {
	p.cancel = p.host.Figures.Subscribe(func([]string) { p.host.Post(p.draw) })
	p.tools.Follow()
	for _, c := range p.running { // what is known already
		series := p.host.Figures.Series(c.ID)
		for i := range series {
			p.sums.add(c.ID, &series[i])
		}
	}
	p.want()
	p.listed, p.ordered = time.Time{}, time.Time{}
	p.draw()
}

// Hidden implements page.Page.
func (p *Page) Hidden() {
	if p.cancel != nil {
		p.cancel()
		p.cancel = nil
	}
	p.host.Figures.Want(owner, nil)
	p.sums = newSums()
}

// Update implements page.Page.
func (p *Page) Update(s *object.Snapshot) {
	p.snapshot = s
	p.running = p.running[:0:0]
	there := map[string]bool{}
	for _, c := range s.Containers {
		there[c.ID] = true
		if c.State == object.StateRunning {
			p.running = append(p.running, c)
		}
	}
	p.sums.keep(there)
	p.list.SetItems(p.running)
	p.list.SetEmpty(p.empty())
	if p.cancel != nil {
		p.want()
		p.draw()
	}
}

func (p *Page) empty() fyne.CanvasObject {
	switch p.snapshot.Link {
	case object.LinkConnecting:
		return widgets.Empty("Reading the lists of the engine", "What runs appears here.", nil)
	case object.LinkLost:
		return widgets.Empty("The engine does not answer", "What runs appears here as soon as it does.", nil)
	}
	return widgets.Empty("No container runs", "As soon as one does, it appears here with what it uses.", nil)
}

// want asks for the figures of all that runs.
func (p *Page) want() {
	ids := make([]string, len(p.running))
	for i, c := range p.running {
		ids[i] = c.ID
	}
	p.host.Figures.Want(owner, ids)
}

// draw takes in the newest figures, and shows them unless they are held.
func (p *Page) draw() {
	if p.cancel == nil {
		return
	}
	for _, c := range p.running {
		if f, ok := p.host.Figures.Last(c.ID); ok {
			p.sums.add(c.ID, &f)
		}
	}
	now := p.host.Now()
	if !p.tools.Paused() {
		p.at = now
		p.totals()
	}
	p.graphs()
	p.say()
	since := now.Sub(p.listed)
	if p.tools.Paused() || since > 0 && since < listEvery-listEvery/10 { // a clock that stands still holds nothing up
		return
	}
	p.listed = now
	if since := now.Sub(p.ordered); since == 0 || since >= orderEvery {
		p.ordered = now
		p.list.Resort()
	}
	for _, id := range p.list.OnScreen() {
		p.list.Update(id)
	}
}

// say says how the graphs stand.
func (p *Page) say() {
	switch {
	case p.snapshot.Link == object.LinkLost:
		p.tools.Say("The engine does not answer. The graphs go on as soon as it does.", theme.Warn)
	case p.tools.Paused():
		p.tools.Say("Held at "+p.at.Format("15:04:05")+".", theme.Muted)
	default:
		p.tools.Hint("Measured while this page is open.")
	}
}

// totals shows what all use together now, against what this computer has.
func (p *Page) totals() {
	var cpu, memory, rx, tx, pids float64
	n := 0
	for _, c := range p.running {
		f, ok := p.host.Figures.Last(c.ID)
		if !ok {
			continue
		}
		n++
		for sum, v := range map[*float64]float64{&cpu: f.CPU, &memory: f.Memory, &rx: f.Rx, &tx: f.Tx, &pids: f.PIDs} {
			if stats.Known(v) {
				*sum += v
			}
		}
	}
	e := p.snapshot.Engine
	of := func(id string, figure string, share float64, all string) {
		note := "of " + all
		if share > 0 && !math.IsInf(share, 0) {
			note = fmt.Sprintf("%s of %s", format.Percent(100*share), all)
		}
		p.tiles[id].Set(figure, note)
	}
	if n == 0 {
		for _, id := range []string{"cpu", "memory", "network"} {
			p.tiles[id].Set(format.None, "")
		}
	} else {
		of("cpu", format.Percent(cpu), cpu/100/float64(max(e.CPUs, 1)), format.Count(e.CPUs, "core"))
		of("memory", format.Memory(memory), memory/float64(max(e.Memory, 1)), format.Memory(float64(e.Memory)))
		p.tiles["network"].Set(traffic(rx, tx))
	}
	note := ""
	if pids > 0 {
		note = strconv.Itoa(int(pids)) + " threads"
	}
	p.tiles["running"].Set(strconv.Itoa(len(p.running)), note)
}

// traffic is what goes in and out together, and each of it, as short as a tile is
// wide: both in the same unit.
func traffic(in, out float64) (both, each string) {
	scale, unit := 1.0, "B/s"
	for _, u := range []string{"kB/s", "MB/s", "GB/s", "TB/s"} {
		if in+out < 1000*scale {
			break
		}
		scale, unit = 1000*scale, u
	}
	short := func(v float64) string {
		if v /= scale; v < 10 && scale > 1 {
			return strconv.FormatFloat(v, 'f', 1, 64)
		}
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return short(in+out) + " " + unit, "↓ " + short(in) + "  ↑ " + short(out)
}

// graphs shows the two piles.
func (p *Page) graphs() {
	span := p.tools.Span()
	if !p.tools.Paused() {
		p.sums.choose(p.at, span)
	}
	cpu, memory, from := p.sums.piles(p.at, span)
	e := p.snapshot.Engine
	p.cpu.SetData(p.data(cpu, from, 100*float64(e.CPUs), "all of "+format.Count(e.CPUs, "core")))
	p.memory.SetData(p.data(memory, from, float64(e.Memory), "all of this computer's "+format.Memory(float64(e.Memory))))
}

func (p *Page) data(v *pile, from int64, all float64, words string) chart.Data {
	d := chart.Data{Now: p.at, Window: p.tools.Span(), Stacked: true, Still: p.tools.Paused() || p.snapshot.Link == object.LinkLost}
	if len(p.running) == 0 && p.snapshot.Link == object.LinkLive {
		d.Note = "No container runs."
	}
	highest := 0.0
	for _, t := range v.total {
		if t > highest {
			highest = t
		}
	}
	if all > 0 && all < 6*highest { // further away it would say nothing
		d.Limits = []chart.Limit{{Value: all, Label: words}}
	}
	for place, part := range v.parts {
		if v.counts[place] == 0 {
			continue
		}
		s := chart.Series{Name: p.name(place, v.counts[place]), Color: colors[place], Points: make([]chart.Point, len(part))}
		for i, f := range part {
			if math.IsNaN(f) && !math.IsNaN(v.total[i]) {
				f = 0
			}
			s.Points[i] = chart.Point{At: (from + int64(i)) * 1000, Value: f}
		}
		d.Series = append(d.Series, s)
	}
	return d
}

// colors are the places' own, wherever a container is named.
var colors = [named + 1]fyne.ThemeColorName{theme.Series1, theme.Series2, theme.Series3, theme.Series4, theme.Muted}

func (p *Page) name(place, count int) string {
	if place == named {
		return format.Count(count, "other")
	}
	if c := p.snapshot.Container(p.sums.places[place]); c != nil {
		return format.CleanLine(c.Name)
	}
	return "one that is gone"
}

func (p *Page) picture() *chart.Sheet {
	return chart.NewSheet("All containers, "+p.at.Format("2 January 2006, 15:04:05"), p.cpu, p.memory)
}

// table is every container's CPU and memory, second by second.
func (p *Page) table() graphs.Table {
	table := graphs.Table{Titles: []string{"cpu_percent_of_one_core", "memory_bytes"}}
	for _, c := range p.running {
		table.Titles = append(table.Titles, c.Name+" cpu_percent_of_one_core", c.Name+" memory_bytes")
	}
	cpu, memory, from := p.sums.piles(p.at, p.tools.Span())
	for i := range cpu.total {
		if math.IsNaN(cpu.total[i]) {
			continue
		}
		at := from + int64(i)
		row := graphs.Row{At: time.Unix(at, 0), Figures: []float64{cpu.total[i], memory.total[i]}}
		for _, c := range p.running {
			a, b := unknown, unknown
			if h := p.sums.of[c.ID]; h != nil {
				a, b = h.at(at)
			}
			row.Figures = append(row.Figures, float64(a), float64(b))
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}
