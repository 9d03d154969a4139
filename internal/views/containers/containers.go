// Package containers is the page with the engine's containers: the list with
// live figures, and the pane of the selected one.
package containers

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/listpage"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/chart"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// Page is the containers page.
type Page struct {
	*listpage.Page[*object.Container]
	host    *page.Host
	pane    *pane
	figures *figures
}

// New makes the page.
func New(host *page.Host) *Page {
	p := &Page{host: host, figures: newFigures(host)}
	p.pane = newPane(host)
	p.Page = listpage.New(host, listpage.Options[*object.Container]{
		ID: "containers", Title: "Containers", Hint: "Search", Kind: object.KindContainer,
		Items:  func(s *object.Snapshot) []*object.Container { return s.Containers },
		Detail: p.pane,
		Born:   born,
		Menu:   p.menu,
		Nothing: func(step fyne.CanvasObject) fyne.CanvasObject {
			return widgets.Empty("No containers yet", "A container is a running copy of an image. Running one makes it appear here.", step)
		},
		List: datalist.Config[*object.Container]{
			Key: func(c *object.Container) string { return c.ID },
			Search: func(c *object.Container) string {
				return c.Name + " " + c.Image + " " + c.ID + " " + format.State(c).Word + " " + c.Project()
			},
			Topic:     func(c *object.Container) string { return format.State(c).Topic },
			Columns:   columns(host, p.figures),
			Filters:   filters,
			OnVisible: p.figures.visible,
		},
	})
	p.figures.list = p.List
	return p
}

// born is what a container's age in the list is counted from.
func born(c *object.Container) time.Time { return c.Created }

// menu is what can be done with a container from its row.
func (p *Page) menu(c *object.Container) []page.MenuItem {
	items := p.pane.Menu(p.host, c.Name, c.ID)
	for _, d := range format.Doors(c.Ports) {
		items = append(items, page.MenuItem{ID: "open", Title: "Open " + d.Address(), Icon: "open", Do: func() { p.host.OpenURL(d.URL()) }})
	}
	return items
}

var filters = []datalist.Filter[*object.Container]{
	{ID: "all", Title: "All", Topic: "list.filter"},
	{ID: "running", Title: "Running", Topic: "state.running", Match: (*object.Container).Running},
	{ID: "stopped", Title: "Stopped", Topic: "state.exited", Match: func(c *object.Container) bool { return !c.Running() }},
	{ID: "attention", Title: "Needs attention", Topic: "badge.attention", Match: (*object.Container).NeedsAttention},
}

// Shown implements page.Page.
func (p *Page) Shown() {
	p.Page.Shown()
	p.figures.shown()
}

// Hidden implements page.Page.
func (p *Page) Hidden() {
	p.figures.hidden()
	p.Page.Hidden()
}

// FocusSearch implements page.Page. From within a log it leads to the log's own
// search.
func (p *Page) FocusSearch() {
	if !p.pane.logs.focusSearch() {
		p.Page.FocusSearch()
	}
}

// Update implements page.Page.
func (p *Page) Update(s *object.Snapshot) {
	p.Page.Update(s)
	p.figures.want()
}

func columns(host *page.Host, f *figures) []datalist.Column[*object.Container] {
	type C = *object.Container
	return []datalist.Column[C]{
		{ID: "state", Title: "State", Topic: "column.containers.state", Min: 112, Ideal: 118, Compare: format.CompareState,
			Text: func(c C) string { return format.State(c).Word },
			Cell: func() datalist.Cell[C] {
				cell := widgets.NewStateCell()
				return datalist.NewCell[C](cell, func(c C) { cell.Set(format.State(c)) })
			}},
		{ID: "name", Title: "Name", Topic: "column.containers.name", Min: 96, Ideal: 150, Grow: 2, Style: datalist.Bold,
			Text: func(c C) string { return c.Name },
			Cell: func() datalist.Cell[C] {
				cell := widgets.NewNameCell()
				return datalist.NewCell[C](cell, func(c C) { cell.Set(c.Name, marks(c)...) })
			}},
		{ID: "image", Title: "Image", Topic: "column.containers.image", Min: 84, Ideal: 120, Grow: 1, Priority: 1, Text: format.ImageName},
		{ID: "ports", Title: "Ports", Topic: "column.containers.ports", Min: 84, Ideal: 96, Grow: 0.4, Priority: 2, Far: true,
			Text: func(c C) string { return format.Ports(c.Ports) }, Compare: comparePorts},
		{ID: "cpu", Title: "CPU", Topic: "column.containers.cpu", Min: 50, Ideal: 52, Align: datalist.Right, Priority: 3,
			Text: f.cpu, Compare: f.compareCPU},
		{ID: "trend", Topic: "column.containers.cpu", Min: 56, Ideal: 60, Priority: 5,
			Cell: func() datalist.Cell[C] {
				line := chart.NewSparkline()
				line.AtLeast = 5
				return datalist.NewCell[C](line, func(c C) { line.Set(f.trend(c)) })
			}},
		{ID: "memory", Title: "Memory", Topic: "column.containers.memory", Min: 62, Ideal: 70, Align: datalist.Right, Priority: 4,
			Text: f.memory, Compare: f.compareMemory},
		{ID: "age", Title: "Age", Topic: "column.containers.age", Min: 58, Ideal: 64, Align: datalist.Right, Priority: 2,
			Text:    func(c C) string { return format.Age(c.Created, host.Now()) },
			Compare: func(a, b C) int { return b.Created.Compare(a.Created) }},
	}
}

func comparePorts(a, b *object.Container) int {
	first := func(c *object.Container) int {
		if d := format.Doors(c.Ports); len(d) > 0 {
			return int(d[0].Public)
		}
		return 1 << 16 // those without doors come last
	}
	return cmp.Compare(first(a), first(b))
}

// dockerSockets are where the engine's own socket lies.
var dockerSockets = []string{"/var/run/docker.sock", "/run/docker.sock"}

// marks are the remarks about a container, the gravest first. What most containers
// have is counted on the row only.
func marks(c *object.Container) []widgets.Mark {
	var out []widgets.Mark
	add := func(when bool, m widgets.Mark) {
		if when {
			out = append(out, m)
		}
	}
	add(c.OOMKilled, widgets.Mark{Word: "out of memory", Topic: "badge.out-of-memory"})
	add(c.Privileged, widgets.Mark{Word: "privileged", Topic: "badge.privileged"})
	add(slices.ContainsFunc(c.Mounts, func(m object.Mount) bool { return slices.Contains(dockerSockets, m.Source) }),
		widgets.Mark{Word: "socket", Topic: "badge.socket"})
	doors := format.Doors(c.Ports)
	add(slices.ContainsFunc(doors, func(d format.Door) bool { return d.All }),
		widgets.Mark{Word: "all addresses", Topic: "badge.all-addresses", Everyday: true})
	add(asRoot(c), widgets.Mark{Word: "runs as root", Topic: "badge.root", Everyday: true})
	add(unlimited(c), widgets.Mark{Word: "no memory limit", Topic: "badge.no-limit", Everyday: true})
	add(unchecked(c), widgets.Mark{Word: "no health check", Topic: "badge.no-health", Everyday: true})
	add(latest(c), widgets.Mark{Word: ":latest", Topic: "badge.latest", Everyday: true})
	return out
}

func asRoot(c *object.Container) bool {
	return c.Inspected && (c.User == "" || c.User == "root" || c.User == "0")
}

func unlimited(c *object.Container) bool {
	return c.Inspected && c.State == object.StateRunning && c.MemoryLimit == 0
}

func unchecked(c *object.Container) bool {
	return c.Inspected && c.State == object.StateRunning && c.Health == object.HealthNone
}

func latest(c *object.Container) bool { return strings.HasSuffix(format.ImageName(c), ":latest") }
