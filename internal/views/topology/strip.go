package topology

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/actionbar"
	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/topology/plan"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// mostFacts is how many facts there is room for.
const mostFacts = 5

// strip is under the map: what is selected, in words, and what can be done to it.
type strip struct {
	host   *page.Host
	name   *widgets.Text
	facts  *widgets.Paragraph
	open   *widgets.Button
	bars   map[object.Kind]*actionbar.Bar
	tools  *fyne.Container
	object fyne.CanvasObject
	id     string
}

func newStrip(host *page.Host, open func(id string)) *strip {
	s := &strip{host: host, bars: map[object.Kind]*actionbar.Bar{}}
	s.name = widgets.NewText("", widgets.TextStyle{Size: theme.SizeObject, Bold: true})
	s.name.Truncate = true
	s.facts = widgets.NewParagraph("", widgets.TextStyle{Color: theme.Muted})
	s.open = widgets.NewButton("map.open", "Open", "open", widgets.Ordinary, func() { open(s.id) })
	s.open.Topic = "map.open"
	s.tools = container.NewStack()
	for _, kind := range []object.Kind{object.KindContainer, object.KindVolume, object.KindNetwork} {
		s.bars[kind] = actionbar.New(host, "map", kind, nil)
	}
	head := container.New(stripLayout{s}, s.name, s.tools, s.open)
	s.object = widgets.Card(container.NewVBox(head, widgets.Sized(s.facts, 0, 2*theme.Size(theme.SizeLine))))
	return s
}

// stripLayout gives the buttons the room that the name leaves, and the name a third at
// least.
type stripLayout struct{ s *strip }

func (l stripLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const gap = 10
	open := float32(0)
	if l.s.open.Visible() {
		open = l.s.open.MinSize().Width
		o[2].Resize(fyne.NewSize(open, size.Height))
		o[2].Move(fyne.NewPos(size.Width-open, 0))
	}
	tools := float32(0)
	if len(l.s.tools.Objects) > 0 {
		bar := l.s.tools.Objects[0].(*actionbar.Bar)
		tools = bar.Fit(max(size.Width*0.67-open-2*gap, 0))
		o[1].Resize(fyne.NewSize(tools, size.Height))
		o[1].Move(fyne.NewPos(size.Width-open-gap-tools, 0))
	}
	o[0].Resize(fyne.NewSize(max(size.Width-open-tools-2*gap, 0), o[0].MinSize().Height))
	o[0].Move(fyne.NewPos(0, (size.Height-o[0].MinSize().Height)/2))
}

func (l stripLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, theme.Size(theme.SizeControl))
}

// set shows what is selected now.
func (s *strip) set(snapshot *object.Snapshot, p *plan.Plan, id string) {
	s.id = id
	name, facts, kind := about(snapshot, p, id)
	s.name.SetText(discreet.Text(name))
	s.facts.SetText(discreet.Text(facts))
	s.tools.Objects = nil
	if kind != "" {
		bar := s.bars[kind]
		bar.Set(action.About(snapshot, object.Ref{Kind: kind, ID: strings.TrimPrefix(id, "volume:")}))
		s.tools.Objects = []fyne.CanvasObject{bar}
	}
	widgets.SetVisible(s.open, kind != "" || strings.HasPrefix(id, "door:") && strings.HasSuffix(id, "/tcp"))
	s.tools.Refresh()
	s.object.Refresh()
}

// about says in words what something on the map is.
func about(snapshot *object.Snapshot, p *plan.Plan, id string) (name, facts string, kind object.Kind) {
	for _, c := range p.Cards {
		if c.ID == id {
			return format.CleanLine(c.Container.Name), cardFacts(p, c), object.KindContainer
		}
	}
	for _, a := range p.Areas {
		if a.ID != id {
			continue
		}
		if a.Network == nil {
			return a.Name, "Nothing reaches these containers, and they reach nothing, while they are on no network.", ""
		}
		return a.Name, areaFacts(a) + ". " + on(p, id), object.KindNetwork
	}
	for _, t := range p.Stores {
		if t.ID == id {
			return storeAbout(p, t)
		}
	}
	for _, d := range p.Doors {
		if d.ID == id {
			return "Port " + doorName(d), doorFacts(p, d), ""
		}
	}
	return "Nothing is selected", "Click something on the map, or go to it with the arrow keys. Drag a container onto a network to connect it.", ""
}

func cardFacts(p *plan.Plan, c plan.Card) string {
	facts := []string{format.State(c.Container).Word, "made from " + format.CleanLine(format.ImageName(c.Container))}
	for _, l := range p.Links {
		switch {
		case l.Kind == plan.LinkName && l.From == c.ID:
			facts = append(facts, fmt.Sprintf("speaks to %s (%s)", nameOf(p, l.To), l.Words))
		case l.Kind == plan.LinkMount && l.From == c.ID:
			facts = append(facts, fmt.Sprintf("keeps %s in %s", l.Words, nameOf(p, l.To)))
		}
	}
	if more := len(facts) - mostFacts; more > 0 {
		facts = append(facts[:mostFacts:mostFacts], fmt.Sprintf("and %d more", more))
	}
	return format.CleanLine(strings.Join(facts, " · "))
}

func storeAbout(p *plan.Plan, t plan.Store) (name, facts string, kind object.Kind) {
	var users []string
	for _, l := range p.Links {
		if l.To == t.ID {
			users = append(users, fmt.Sprintf("%s at %s", nameOf(p, l.From), l.Words))
		}
	}
	facts = "Data for " + strings.Join(users, ", ") + ". It stays when these containers go."
	if t.Kind == plan.StoreVolume {
		return format.CleanLine(t.Name), format.CleanLine("A volume. " + facts), object.KindVolume
	}
	return format.CleanLine(t.Name), format.CleanLine("A folder of the engine's computer. " + facts), ""
}

func doorFacts(p *plan.Plan, d plan.Door) string {
	for _, l := range p.Links {
		if l.From == d.ID {
			where := "all addresses of this computer"
			if d.Address != "" {
				where = d.Address + " only"
			}
			return fmt.Sprintf("Leads to %s in %s; open on %s.", l.Words, nameOf(p, l.To), where)
		}
	}
	return ""
}

func on(p *plan.Plan, area string) string {
	count := 0
	for _, c := range p.Cards {
		for _, a := range c.Areas {
			if a == area {
				count++
			}
		}
	}
	switch count {
	case 0:
		return "Nobody is on it: drag a container here."
	case 1:
		return "One container is on it."
	}
	return fmt.Sprintf("%d containers are on it.", count)
}

func nameOf(p *plan.Plan, id string) string {
	for _, c := range p.Cards {
		if c.ID == id {
			return c.Container.Name
		}
	}
	for _, t := range p.Stores {
		if t.ID == id {
			return t.Name
		}
	}
	return id
}
