// Package topology is the page Map: the whole engine as one picture, with what leads
// where.
//
// What is on it is said by topology/plan, where it stands by topology/layout, and how it
// is drawn by topology/draw. It wants figures of what it shows, while it is shown.
package topology

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/actionbar"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	places "github.com/dockdesk/dockdesk/internal/views/topology/layout"
	"github.com/dockdesk/dockdesk/internal/views/topology/plan"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// owner is who wants the figures.
const owner = "map.page"

const (
	// mostFigures is how many containers have their figures on the map.
	mostFigures = 100
	// litFor is how long what an event was about stays lit.
	litFor = 1200 * time.Millisecond
	// figuresEvery is how often the map is drawn for new figures alone.
	figuresEvery = time.Second
)

// Page is the page Map.
type Page struct {
	host     *page.Host
	snapshot *object.Snapshot
	filter   plan.Filter
	plan     *plan.Plan
	picture  *places.Picture
	turn     int // of laying out; late ones are dropped
	shown    bool
	cancels  []func()
	lit      map[string]bool
	aimed    string
	selected string
	drawnAt  time.Time

	chart    *Map
	strip    *strip
	search   *widgets.Field
	project  *widgets.Button
	network  *widgets.Button
	running  *widgets.Chip
	note     *widgets.Text
	choices  *fyne.Container
	page     *fyne.Container
	nothing  *fyne.Container
	content  fyne.CanvasObject
	projects []string
}

// New makes the page.
func New(host *page.Host) *Page {
	p := &Page{host: host, snapshot: &object.Snapshot{Link: object.LinkConnecting}, plan: &plan.Plan{}, lit: map[string]bool{}}
	p.chart = NewMap(host.Post, host.Go)
	p.chart.Choose, p.chart.Open, p.chart.Menu = p.choose, p.open, p.menu
	p.chart.Join, p.chart.Joins, p.chart.Aim = p.join, p.joins, func(area string) { p.aimed = area; p.draw() }
	p.strip = newStrip(host, p.open)
	p.content = p.build()
	return p
}

func (p *Page) build() fyne.CanvasObject {
	p.search = widgets.NewSearch("map.search", "Search", func(words string) { p.filter.Search = words; p.refilter() })
	p.search.Topic = "map.filter"
	p.search.OnDown = func() { p.host.Focus(p.chart) }
	p.project = p.chooser("map.project", "project", p.projectItems)
	p.network = p.chooser("map.network", "network", p.networkItems)
	p.running = widgets.NewChip("map.running", "Running only", func() { p.filter.Stopped = !p.filter.Stopped; p.refilter() })
	p.running.Topic = "map.filter"
	p.note = widgets.NewText("", widgets.TextStyle{Color: theme.Muted, Size: theme.SizeSmall})
	p.note.Truncate = true
	button := func(id, tip, icon, topic string, do func()) *widgets.Button {
		b := widgets.NewButton("map."+id, "", icon, widgets.Ordinary, do)
		b.Tip, b.Topic = tip, topic
		return b
	}
	tools := []fyne.CanvasObject{
		button("out", "Smaller (−)", "minus", "map.zoom", func() { p.chart.Zoom(1/zoomStep, p.chart.centre()) }),
		button("in", "Larger (+)", "plus", "map.zoom", func() { p.chart.Zoom(zoomStep, p.chart.centre()) }),
		button("fit", "Fit (0)", "map", "map.zoom", p.chart.Fit),
	}
	if p.host.Save != nil {
		save := button("save", "Save as a picture", "save", "map.save", nil)
		save.OnTap = func() { p.host.Menu(p.saveItems(), widgets.Below(save)) }
		tools = append(tools, save)
	}
	margin, gap := theme.Size(theme.SizeMargin), theme.Size(theme.SizeGap)
	title := widgets.High(widgets.Sized(widgets.Middle(widgets.Title("Map")), 0, theme.Size(theme.SizeControl)))
	head := container.NewBorder(nil, nil, title, container.NewHBox(append([]fyne.CanvasObject{widgets.Sized(p.search, 190, 0)}, tools...)...))
	p.choices = container.NewHBox(widgets.Middle(p.running), p.project, p.network)
	chips := container.NewBorder(nil, nil, p.choices, nil, widgets.Middle(p.note))
	p.nothing = container.NewStack()
	body := container.NewStack(p.chart, p.chart.edge, p.nothing)
	p.page = container.New(pageLayout{p, gap}, head, chips, body, p.strip.object)
	return widgets.PadSides(p.page, 14, margin, margin, margin)
}

// pageLayout puts the map between its tools and what is selected. On a projector the map
// has nearly all of the height: filters are away, and what is selected is its name and
// buttons only, while something is.
type pageLayout struct {
	p   *Page
	gap float32
}

func (l pageLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	head, chips, body, strip := o[0], o[1], o[2], o[3]
	far := theme.Projecting()
	widgets.SetVisible(chips, !far)
	widgets.SetVisible(l.p.strip.facts, !far)
	widgets.SetVisible(strip, !far || l.p.selected != "")
	y := float32(0)
	for _, upper := range []fyne.CanvasObject{head, chips} {
		if upper.Visible() {
			high := upper.MinSize().Height
			upper.Move(fyne.NewPos(0, y))
			upper.Resize(fyne.NewSize(size.Width, high))
			y += high + l.gap
		}
	}
	bottom := size.Height
	if strip.Visible() {
		high := strip.MinSize().Height
		bottom -= high
		strip.Move(fyne.NewPos(0, bottom))
		strip.Resize(fyne.NewSize(size.Width, high))
		bottom -= l.gap
	}
	body.Move(fyne.NewPos(0, y))
	body.Resize(fyne.NewSize(size.Width, max(bottom-y, 0)))
}

func (l pageLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(max(o[0].MinSize().Width, o[2].MinSize().Width), o[0].MinSize().Height+l.gap+o[2].MinSize().Height)
}

func (p *Page) chooser(id, icon string, items func() []page.MenuItem) *widgets.Button {
	b := widgets.NewButton(id, "", icon, widgets.Quiet, nil)
	b.Topic = "map.filter"
	b.OnTap = func() { p.host.Menu(items(), widgets.Below(b)) }
	b.SetAfter("chevron-down")
	return b
}

// ID implements page.Page.
func (p *Page) ID() string { return "map" }

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// FocusSearch implements page.Page.
func (p *Page) FocusSearch() { p.host.Focus(p.search) }

// Reveal implements page.Page: what is on the map is selected.
func (p *Page) Reveal(ref object.Ref) { p.chart.Select(idOf(ref)) }

func idOf(ref object.Ref) string {
	if ref.Kind == object.KindVolume {
		return "volume:" + ref.ID
	}
	return ref.ID
}

// Shown implements page.Page.
func (p *Page) Shown() {
	p.shown = true
	p.want()
	p.cancels = append(p.cancels, p.host.Figures.Subscribe(func([]string) { p.host.Post(p.figures) }))
	if p.host.Events != nil {
		p.cancels = append(p.cancels, p.host.Events(func(e object.Event) { p.host.Post(func() { p.light(e) }) }))
	}
	p.draw()
}

// Hidden implements page.Page.
func (p *Page) Hidden() {
	p.shown = false
	for _, cancel := range p.cancels {
		cancel()
	}
	p.cancels = nil
	clear(p.lit)
	p.host.Figures.Want(owner, nil)
}

// Update implements page.Page.
func (p *Page) Update(s *object.Snapshot) {
	p.snapshot = s
	p.refilter()
	p.strip.set(p.snapshot, p.plan, p.selected)
}

// refilter lays the map out anew, off the main goroutine.
func (p *Page) refilter() {
	p.offers()
	next := plan.Make(p.snapshot, p.filter)
	p.turn++
	turn := p.turn
	p.host.Go(func(ctx context.Context) {
		at := places.Make(ctx, next)
		p.host.Post(func() {
			if ctx.Err() == nil && turn == p.turn {
				p.plan, p.picture = next, at
				p.settle()
			}
		})
	})
}

// settle shows a map that was laid out.
func (p *Page) settle() {
	p.note.SetText(p.words())
	p.nothing.Objects = nil
	if len(p.plan.Cards)+len(p.plan.Areas) == 0 {
		p.nothing.Objects = []fyne.CanvasObject{p.empty()}
	}
	p.nothing.Refresh()
	if p.selected != "" {
		if _, ok := p.picture.Boxes[p.selected]; !ok {
			p.selected, p.chart.selected = "", ""
		}
	}
	p.strip.set(p.snapshot, p.plan, p.selected)
	if p.shown {
		p.want()
	}
	p.draw()
}

func (p *Page) words() string {
	if p.plan.Left > 0 {
		return fmt.Sprintf("%d more are left out: search, or choose a project or a network.", p.plan.Left)
	}
	return ""
}

func (p *Page) empty() fyne.CanvasObject {
	switch {
	case p.snapshot.Link == object.LinkConnecting:
		return widgets.Empty("Reading the lists of the engine", "What is on it is drawn here.", nil)
	case p.snapshot.Link == object.LinkLost:
		return widgets.Empty("The engine does not answer", "It is drawn here as soon as it does.", nil)
	case p.filter != (plan.Filter{}):
		return widgets.Empty("Nothing fits", "No container has these words, or is in what was chosen.",
			widgets.NewButton("map.all", "Show all", "", widgets.Ordinary, p.showAll))
	}
	run := widgets.NewButton("map.run", "Run a container…", "plus", widgets.Main, func() { p.host.GoTo("run") })
	run.Topic = "action.container.run"
	return widgets.Empty("Nothing to draw yet", "Containers, their networks and where their data lies appear here as a picture.", run)
}

func (p *Page) showAll() {
	p.filter = plan.Filter{}
	p.search.SetText("")
	p.refilter()
}

// draw makes the scene anew: nothing moves by that.
func (p *Page) draw() {
	if p.picture == nil || !p.shown {
		return
	}
	p.drawnAt = time.Now()
	p.chart.Set(newScene(p.plan, p.picture, marks{selected: p.selected, target: p.aimed, lit: p.lit, figures: p.known()}))
}

func (p *Page) known() map[string]stats.Sample {
	known := map[string]stats.Sample{}
	for _, c := range p.plan.Cards {
		if f, ok := p.host.Figures.Last(c.ID); ok {
			known[c.ID] = f
		}
	}
	return known
}

// figures draws new figures, not too often.
func (p *Page) figures() {
	if p.shown && time.Since(p.drawnAt) >= figuresEvery {
		p.draw()
	}
}

func (p *Page) want() {
	var ids []string
	for _, c := range p.plan.Cards {
		if c.Container.State == object.StateRunning && len(ids) < mostFigures {
			ids = append(ids, c.ID)
		}
	}
	p.host.Figures.Want(owner, ids)
}

// light lights what an event is about, for a moment.
func (p *Page) light(e object.Event) {
	if !p.shown || p.picture == nil {
		return
	}
	id := idOf(e.Ref())
	if _, ok := p.picture.Boxes[id]; !ok || p.lit[id] || strings.HasPrefix(e.Action, "exec_") {
		return
	}
	p.lit[id] = true
	p.draw()
	p.host.Go(func(ctx context.Context) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(litFor):
		}
		p.host.Post(func() {
			delete(p.lit, id)
			p.draw()
		})
	})
}

func (p *Page) choose(id string) {
	if (id == "") != (p.selected == "") && theme.Projecting() {
		defer p.page.Refresh() // what is selected comes or goes
	}
	p.selected = id
	p.strip.set(p.snapshot, p.plan, id)
	p.draw()
}

// refOf is the object behind an id on the map.
func (p *Page) refOf(id string) (object.Ref, bool) {
	for _, c := range p.plan.Cards {
		if c.ID == id {
			return object.Ref{Kind: object.KindContainer, ID: id}, true
		}
	}
	for _, a := range p.plan.Areas {
		if a.ID == id && a.Network != nil {
			return object.Ref{Kind: object.KindNetwork, ID: id}, true
		}
	}
	if name, ok := strings.CutPrefix(id, "volume:"); ok {
		return object.Ref{Kind: object.KindVolume, ID: name}, true
	}
	return object.Ref{}, false
}

// open goes to the object's page; a door leads to the browser.
func (p *Page) open(id string) {
	if ref, ok := p.refOf(id); ok {
		p.host.Open(ref)
		return
	}
	for _, d := range p.plan.Doors {
		if d.ID == id && d.Proto == "tcp" {
			p.host.OpenURL(fmt.Sprintf("http://%s:%d", cmp.Or(d.Address, "localhost"), d.Port))
		}
	}
}

func (p *Page) menu(id string, at fyne.Position) {
	if ref, ok := p.refOf(id); ok {
		p.host.Menu(actionbar.Items(p.host.Actions, action.About(p.snapshot, ref)), at)
	}
}

// joins reports whether a container may be connected to a network by hand.
func (p *Page) joins(card, area string) bool {
	for _, c := range p.plan.Cards {
		if c.ID == card && slices.Contains(c.Areas, area) {
			return false
		}
	}
	for _, a := range p.plan.Areas {
		if a.ID == area {
			return a.Network != nil && !a.Network.Predefined() && p.host.Ask != nil
		}
	}
	return false
}

// join asks whether a container should be connected to a network, with the command.
func (p *Page) join(card, area string) {
	on := action.About(p.snapshot, object.Ref{Kind: object.KindContainer, ID: card})
	p.host.Ask(action.Must("network.connect"), on, action.Values{"connect.network": area}, nil)
}

// Selected implements page.Selecting.
func (p *Page) Selected() action.On {
	if ref, ok := p.refOf(p.selected); ok {
		return action.About(p.snapshot, ref)
	}
	return action.On{Kind: object.KindContainer, Snapshot: p.snapshot}
}

// Acted implements page.Selecting.
func (p *Page) Acted() { p.strip.set(p.snapshot, p.plan, p.selected) }
