// Package home is the first page: what runs, what it uses, and what needs a
// look.
package home

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// shownRunning is how many containers a card lists; each that runs costs a
// stream of figures.
const shownRunning = 12

// Page is the home page.
type Page struct {
	host      *page.Host
	content   fyne.CanvasObject
	counts    map[object.Kind]*countCard
	attention *objectCard
	running   *objectCard
	engine    *widgets.Facts
	snapshot  *object.Snapshot
	engineNow object.Engine
	cycle     *cycle
	lit       int // of lighting arrows, to know the last one
	cancels   []func()
}

// New makes the page.
func New(host *page.Host) *Page {
	p := &Page{host: host, counts: map[object.Kind]*countCard{}, engine: widgets.NewFacts(), snapshot: &object.Snapshot{}}
	all := func() { host.GoTo("containers") }
	p.attention = newObjectCard("home.attention", "Needs a look", "badge.attention", all)
	p.running = newObjectCard("home.running", "Running now", "state.running", all)
	p.content = p.build()
	return p
}

func (p *Page) build() fyne.CanvasObject {
	for _, k := range kinds {
		p.counts[k.kind] = newCountCard(k, func() { p.host.GoTo(k.page) })
	}
	gap := theme.Size(theme.SizeGap)
	lead := func(id, title, icon, figure, note string) *widgets.Tile {
		t := widgets.NewTile("home."+id, title, icon, func() {
			if id == "registries" && p.host.Registries == nil { // this window has no such page
				p.host.Explain("concept.registry")
				return
			}
			p.host.GoTo(id)
		})
		t.Topic = "page." + id
		t.Set(figure, note)
		return t
	}
	p.cycle = newCycle(lead("build", "Dockerfile", "file", "Build", "an image"), p.counts[object.KindImage], p.counts[object.KindContainer],
		lead("registries", "Registries", "registry", "Share", "images"), p.counts[object.KindVolume], p.counts[object.KindNetwork])
	column := container.New(layout.NewCustomPaddedVBoxLayout(gap), p.cycle, p.attention.object, p.running.object,
		section("home.engine", "The engine", "concept.engine", widgets.Card(p.engine)))
	margin := theme.Size(theme.SizeMargin)
	title := widgets.High(widgets.Sized(widgets.Middle(widgets.Title("Home")), 0, theme.Size(theme.SizeControl)))
	return container.NewBorder(widgets.PadSides(title, 14, margin, 12, margin), nil, nil, nil,
		widgets.NewScroll(widgets.PadSides(column, 0, margin, margin, margin)))
}

// ID implements page.Page.
func (p *Page) ID() string { return "home" }

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// FocusSearch implements page.Page; there is nothing to search here.
func (p *Page) FocusSearch() {}

// Reveal implements page.Page; objects have pages of their own.
func (p *Page) Reveal(object.Ref) {}

// Shown implements page.Page.
func (p *Page) Shown() {
	p.cancels = append(p.cancels, p.host.Figures.Subscribe(func([]string) { p.host.Post(p.figures) }))
	if p.host.Events != nil {
		p.cancels = append(p.cancels, p.host.Events(func(e object.Event) {
			if a := arrowOf(e); a != "" {
				p.host.Post(func() { p.light(a) })
			}
		}))
	}
	p.want()
}

// Hidden implements page.Page.
func (p *Page) Hidden() {
	for _, cancel := range p.cancels {
		cancel()
	}
	p.cancels = nil
	p.cycle.light("")
	p.host.Figures.Want("home", nil)
}

// light lights the arrow of what happened, for a moment.
func (p *Page) light(a arrow) {
	if p.cancels == nil {
		return
	}
	p.lit++
	mine := p.lit
	p.cycle.light(a)
	p.host.Go(func(ctx context.Context) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(litArrow):
		}
		p.host.Post(func() {
			if mine == p.lit {
				p.cycle.light("")
			}
		})
	})
}

func (p *Page) want() {
	var ids []string
	running, _ := few(runningNow(p.snapshot))
	for _, c := range running {
		ids = append(ids, c.ID)
	}
	p.host.Figures.Want("home", ids)
}

// Update implements page.Page.
func (p *Page) Update(s *object.Snapshot) {
	p.snapshot = s
	for _, k := range kinds {
		p.counts[k.kind].set(k.describe(s))
	}
	attention, moreAttention := few(attentionNow(s))
	p.attention.set(p.rows(attention, false), moreAttention, noAttention(s))
	running, moreRunning := few(runningNow(s))
	p.running.set(p.rows(running, true), moreRunning, noRunning(s))
	if s.Engine != p.engineNow {
		p.engineNow = s.Engine
		p.engine.Set(engineFacts(s.Engine))
	}
	if p.cancels != nil {
		p.want()
	}
	p.figures()
}

func (p *Page) rows(cs []*object.Container, figures bool) []row {
	rows := make([]row, len(cs))
	for i, c := range cs {
		rows[i] = row{container: c, figures: figures, now: p.host.Now(), open: func() {
			p.host.Open(object.Ref{Kind: object.KindContainer, ID: c.ID})
		}}
	}
	return rows
}

// figures shows the newest CPU and memory of what runs.
func (p *Page) figures() {
	p.running.figures(p.host.Figures.Last)
}

func attentionNow(s *object.Snapshot) []*object.Container {
	var out []*object.Container
	for _, c := range s.Containers {
		if c.NeedsAttention() {
			out = append(out, c)
		}
	}
	return out
}

func runningNow(s *object.Snapshot) []*object.Container {
	var out []*object.Container
	for _, c := range s.Containers {
		if c.State == object.StateRunning {
			out = append(out, c)
		}
	}
	return out
}

// few are those that a card lists, and how many it leaves out.
func few(cs []*object.Container) (shown []*object.Container, more int) {
	shown = cs[:min(len(cs), shownRunning)]
	return shown, len(cs) - len(shown)
}

func noAttention(s *object.Snapshot) string {
	if s.Link == object.LinkConnecting {
		return "Reading the lists of the engine."
	}
	return "Nothing. No container failed, restarts again and again, or is unhealthy."
}

func noRunning(s *object.Snapshot) string {
	if s.Link == object.LinkConnecting {
		return "Reading the lists of the engine."
	}
	return "No container runs. As soon as one does, it appears here."
}

func engineFacts(e object.Engine) []widgets.Fact {
	fact := func(id, label, topic, words string) widgets.Fact {
		if words == "" {
			words = format.None
		}
		return widgets.Fact{ID: "home.engine." + id, Label: label, Topic: topic, Lines: widgets.One(widgets.NewParagraph(words, widgets.TextStyle{}))}
	}
	system := e.OS
	if e.Kernel != "" {
		system += ", kernel " + e.Kernel
	}
	size := format.None
	if e.CPUs > 0 {
		size = fmt.Sprintf("%s, %s of memory", format.Count(e.CPUs, "processor core"), format.Memory(float64(e.Memory)))
	}
	return []widgets.Fact{
		fact("version", "Version", "concept.engine", join(e.Version, "API "+e.APIVersion)),
		fact("system", "Runs on", "concept.engine", system),
		fact("size", "May use", "concept.engine", size),
		fact("endpoint", "Reached at", "concept.context", e.Endpoint),
	}
}

func join(a, b string) string {
	if a == "" {
		return ""
	}
	return a + " · " + b
}
