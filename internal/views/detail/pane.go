package detail

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Tab is one tab of a Pane beside Overview and Inspect. Content is made when it
// is first shown; Shown and Hidden tell when it is seen.
type Tab struct {
	ID, Title, Topic string
	Content          func() fyne.CanvasObject
	Shown, Hidden    func()
	Tall             bool   // it has nearly the whole page at first
	Focus            func() // gives it the keyboard back; nil where that is no matter
}

// Pane is the pane of one page: a head, and tabs of which Overview is the first
// and Inspect the last. It implements most of listpage.Detail.
type Pane struct {
	Head     *Head
	Overview *widgets.Facts

	object  fyne.CanvasObject
	tabs    *widgets.Tabs
	extra   []Tab
	inspect *Inspect
	room    *room
	ref     object.Ref
	name    string
	version any // what Inspect last showed
	seen    bool
	current string
	onTab   func(id string)
}

// NewPane makes a pane; its control ids begin with prefix.
func NewPane(host *page.Host, prefix string, extra ...Tab) *Pane {
	p := &Pane{Head: NewHead(prefix), Overview: widgets.NewFacts(), extra: extra, current: "overview"}
	p.inspect = NewInspect(host, prefix+".inspect")
	p.room = newRoom(host.Settings, prefix+".taller", p.toggleRoom)
	p.room.tab.ID = p.current
	list := []widgets.Tab{{ID: "overview", Title: "Overview", Topic: "tab.overview", Build: func() fyne.CanvasObject {
		card := widgets.FitCard(p.Overview)
		p.Overview.OnChange = card.Refresh
		return card
	}}}
	for _, t := range extra {
		list = append(list, widgets.Tab{ID: t.ID, Title: t.Title, Topic: t.Topic, Build: t.Content})
	}
	list = append(list, widgets.Tab{ID: "inspect", Title: "Inspect", Topic: "tab.inspect", Build: p.inspect.Object})
	p.tabs = widgets.NewTabs(prefix+".tab", list...)
	p.tabs.OnChange = p.changed
	p.object = container.NewBorder(p.Head.Object, nil, nil, nil, p.tabs)
	return p
}

// Object is what the pane shows.
func (p *Pane) Object() fyne.CanvasObject { return p.object }

// SetObject says which object the pane is about. version is any value that is
// another one when the object has changed: Inspect asks again then.
func (p *Pane) SetObject(ref object.Ref, name string, version any) {
	if p.ref == ref && p.version == version {
		return
	}
	p.ref, p.name, p.version = ref, name, version
	p.refreshInspect()
}

func (p *Pane) refreshInspect() {
	if p.seen && p.current == "inspect" {
		p.inspect.Show(p.ref, p.name)
	}
}

// Select shows a tab.
func (p *Pane) Select(id string) { p.tabs.Select(id) }

// Tab is the id of the tab that is shown.
func (p *Pane) Tab() string { return p.current }

func (p *Pane) changed(id string) {
	p.tell(false)
	p.current = id
	p.enterRoom()
	p.tell(true)
	if p.onTab != nil {
		p.onTab(id)
	}
}

// OnTab says who hears which tab is shown.
func (p *Pane) OnTab(heard func(id string)) { p.onTab = heard }

// Narrow leaves only the overview, without the row of tabs, or brings that back.
func (p *Pane) Narrow(on bool) {
	if on {
		p.Select("overview")
	}
	if p.Head.layout.stacked != on {
		p.Head.layout.stacked = on
		p.object.Refresh()
	}
	p.tabs.ShowRow(!on)
}

// tell tells the tab that is shown that it is seen, or no more.
func (p *Pane) tell(on bool) {
	if !p.seen {
		return
	}
	if on {
		p.refreshInspect()
	}
	for _, t := range p.extra {
		if t.ID != p.current {
			continue
		}
		if on && t.Shown != nil {
			t.Shown()
		}
		if !on && t.Hidden != nil {
			t.Hidden()
		}
	}
}

// Shown implements listpage.Detail.
func (p *Pane) Shown() {
	p.seen = true
	p.enterRoom()
	p.tell(true)
}

// Hidden implements listpage.Detail.
func (p *Pane) Hidden() {
	p.tell(false)
	p.seen = false
	p.room.fit(false)
}

// SetActions puts what can be done beside the name.
func (p *Pane) SetActions(o fyne.CanvasObject) { p.Head.SetActions(o) }

// Focus gives the keyboard to the row of tabs.
func (p *Pane) Focus() { p.tabs.Focus() }

// Menu is what can be done with an object from its row.
func (p *Pane) Menu(host *page.Host, name, id string) []page.MenuItem {
	items := []page.MenuItem{
		{ID: "inspect", Title: "Inspect", Icon: "search", Do: func() { p.Select("inspect"); p.Focus() }},
		{ID: "copy-name", Title: "Copy the name", Icon: "copy", Do: func() { host.Copy(name) }},
	}
	if id != name {
		items = append(items, page.MenuItem{ID: "copy-id", Title: "Copy the id", Icon: "copy", Do: func() { host.Copy(id) }})
	}
	return items
}
