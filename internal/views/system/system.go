// Package system is the page about the engine itself: what it is, what it keeps
// on its disk, what could go, what happens on it, and which other engines there
// are.
//
// It asks the engine when a part of it is looked at and when the person wants
// it, and never in between. What is to be removed it only lists: removing is an
// action, which others run.
package system

import (
	"context"
	"io"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/connection"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Engine is what the page asks the engine; a session answers it.
type Engine interface {
	// Facts are what the engine says about itself.
	Facts(ctx context.Context) (operations.Facts, error)
	// DiskUsage is what it keeps on its disk. It can take seconds.
	DiskUsage(ctx context.Context) (operations.Disk, error)
	// PlanPrune lists what a prune would remove, and removes nothing.
	PlanPrune(ctx context.Context, wish operations.Selection) (operations.Plan, error)
}

// Options are what a Page is made of, beside its host.
type Options struct {
	Engine   Engine
	Events   func(fn func(object.Event)) (cancel func())
	Contexts connection.Contexts // nil leaves that part out
	// OnPrune runs a prune. Its plan is in on, as it was shown, and must be run
	// as it is.
	OnPrune func(a *action.Action, on action.On, v action.Values)
	// OnBin shows what was removed; nil leaves that out.
	OnBin func()
	// Save asks for a file and writes to it; done hears what came of it on the
	// main goroutine, and is not called when the person leaves it. Without Save
	// nothing can be saved.
	Save func(suggested string, write func(io.Writer) error, done func(error))
	// After calls f on any goroutine after a time, until stopped; time.AfterFunc
	// if nil.
	After func(d time.Duration, f func()) (stop func())
}

// The parts of the page.
const (
	partEngine   = "engine"
	partDisk     = "disk"
	partFree     = "free"
	partEvents   = "events"
	partContexts = "contexts"
)

// part is one tab.
type part interface {
	object() fyne.CanvasObject
	// update gives it the newest snapshot, while it is seen and right before.
	update(*object.Snapshot)
	// seen and left tell it when it comes and goes.
	seen()
	left()
	// renewed tells it that everything it knows is old: another engine is
	// followed, or this one came back, or something was removed.
	renewed()
}

// Page is the System page.
type Page struct {
	host     *page.Host
	tabs     *widgets.Tabs
	parts    map[string]part
	events   *eventsPart
	content  fyne.CanvasObject
	snapshot *object.Snapshot
	shown    bool
	current  string // the part that is seen; "" for none
	engine   string // the address that what is known is about
	live     bool
}

// New makes the page. It listens to events from now on; Close ends that.
func New(host *page.Host, o Options) *Page {
	if o.After == nil {
		o.After = func(d time.Duration, f func()) func() {
			t := time.AfterFunc(d, f)
			return func() { t.Stop() }
		}
	}
	p := &Page{host: host, snapshot: &object.Snapshot{Link: object.LinkConnecting}}
	p.events = newEvents(host, o)
	p.parts = map[string]part{
		partEngine: newFacts(host, o.Engine),
		partDisk:   newDisk(host, o.Engine, func() { p.tabs.Select(partFree) }),
		partFree:   newFree(host, o),
		partEvents: p.events,
	}
	tabs := []widgets.Tab{
		p.tab(partEngine, "Engine", "system.engine"),
		p.tab(partDisk, "Disk use", "system.disk"),
		p.tab(partFree, "Free space", "action.system.prune"),
		p.tab(partEvents, "Events", "system.events"),
	}
	if o.Contexts != nil {
		p.parts[partContexts] = newContexts(host, o.Contexts)
		tabs = append(tabs, p.tab(partContexts, "Contexts", "system.contexts"))
	}
	p.tabs = widgets.NewTabs("system.tab", tabs...)
	p.tabs.OnChange = func(string) { p.look() }
	margin := theme.Size(theme.SizeMargin)
	title := widgets.High(widgets.Sized(widgets.Middle(widgets.Title("System")), 0, theme.Size(theme.SizeControl)))
	p.content = widgets.PadSides(container.NewBorder(title, nil, nil, nil, p.tabs), 14, margin, margin, margin)
	return p
}

// wide lets a column reach over the page's margins, so that its scroll bar is
// at the edge and the edges of its cards are not cut.
func wide(c fyne.CanvasObject) fyne.CanvasObject {
	margin := theme.Size(theme.SizeMargin)
	return widgets.PadSides(c, 0, -margin, -margin, -margin)
}

func (p *Page) tab(id, title, topic string) widgets.Tab {
	return widgets.Tab{ID: id, Title: title, Topic: topic, Build: p.parts[id].object}
}

// ID implements page.Page.
func (p *Page) ID() string { return "system" }

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Reveal implements page.Page; objects have pages of their own.
func (p *Page) Reveal(object.Ref) {}

// FocusSearch goes to the events and their search field.
func (p *Page) FocusSearch() {
	p.tabs.Select(partEvents)
	p.host.Focus(p.events.search)
}

// Select shows one of the parts: "engine", "disk", "free", "events",
// "contexts".
func (p *Page) Select(part string) { p.tabs.Select(part) }

// Choose shows what a prune would remove: the action's id is "system.prune",
// "image.prune", ….
func (p *Page) Choose(prune action.ID) {
	if f, ok := p.parts[partFree].(*freePart); ok {
		f.choose(prune)
	}
	p.tabs.Select(partFree)
}

// Shown implements page.Page.
func (p *Page) Shown() {
	p.shown = true
	p.look()
}

// Hidden implements page.Page. What is being asked is given up.
func (p *Page) Hidden() {
	p.shown = false
	p.look()
}

// look tells the parts which of them is seen.
func (p *Page) look() {
	now := ""
	if p.shown {
		now = p.tabs.Current()
	}
	if now == p.current {
		return
	}
	if old := p.parts[p.current]; old != nil {
		old.left()
	}
	p.current = now
	if part := p.parts[now]; part != nil {
		part.update(p.snapshot)
		part.seen()
	}
}

// Update implements page.Page.
func (p *Page) Update(s *object.Snapshot) {
	p.snapshot = s
	live := s.Link == object.LinkLive
	if other := s.Engine.Endpoint != p.engine && p.engine != "" && s.Engine.Endpoint != ""; other || live && !p.live {
		if other {
			p.events.forget()
		}
		p.renew()
	}
	p.live = live
	if s.Engine.Endpoint != "" {
		p.engine = s.Engine.Endpoint
	}
	if part := p.parts[p.current]; part != nil {
		part.update(s)
	}
}

// Refresh asks anew for what is seen, and forgets the rest: after something was
// removed.
func (p *Page) Refresh() { p.renew() }

func (p *Page) renew() {
	for id, part := range p.parts {
		part.renewed()
		if id == p.current {
			part.update(p.snapshot)
			part.seen()
		}
	}
}

// Close ends the listening to events.
func (p *Page) Close() {
	p.Hidden()
	p.events.close()
}
