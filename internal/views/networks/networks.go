// Package networks is the page with the engine's networks.
package networks

import (
	"fyne.io/fyne/v2"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/detail"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/listpage"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/reach"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// Row is one network in the list. UsedBy is part of it, so that a row is
// another one when its users have changed.
type Row struct {
	*object.Network
	UsedBy string
}

// New makes the page.
func New(host *page.Host) page.Page {
	p := newPane(host)
	return listpage.New(host, listpage.Options[Row]{
		ID: "networks", Title: "Networks", Hint: "Search", Kind: object.KindNetwork,
		Items: rows, Detail: p,
		Born: func(r Row) time.Time { return r.Created },
		Menu: func(r Row) []page.MenuItem { return p.Menu(host, r.Name, r.ID) },
		Nothing: func(step fyne.CanvasObject) fyne.CanvasObject {
			return widgets.Empty("No networks", "An engine usually has three of its own. This one lists none.", step)
		},
		List: datalist.Config[Row]{
			Key:     func(r Row) string { return r.ID },
			Topic:   func(Row) string { return "page.networks" },
			Columns: columns(host),
			Filters: []datalist.Filter[Row]{
				{ID: "all", Title: "All", Topic: "list.filter"},
				{ID: "own", Title: "Own", Topic: "concept.network", Match: func(r Row) bool { return !r.Predefined() }},
				{ID: "default", Title: "Default", Topic: "badge.predefined", Match: func(r Row) bool { return r.Predefined() }},
				{ID: "unused", Title: "Unused", Topic: "badge.unused", Match: func(r Row) bool { return r.UsedBy == format.None && !r.Predefined() }},
			},
		},
	})
}

func rows(s *object.Snapshot) []Row {
	out := make([]Row, len(s.Networks))
	for i, n := range s.Networks {
		out[i] = Row{n, format.Users(s.UsedBy(object.Ref{Kind: object.KindNetwork, ID: n.ID}))}
	}
	return out
}

func columns(host *page.Host) []datalist.Column[Row] {
	return []datalist.Column[Row]{
		{ID: "name", Title: "Name", Topic: "column.networks.name", Min: 150, Ideal: 200, Grow: 2, Style: datalist.Bold,
			Text: func(r Row) string { return r.Name },
			Cell: func() datalist.Cell[Row] {
				c := widgets.NewNameCell()
				return datalist.NewCell[Row](c, func(r Row) { c.Set(r.Name, marks(r)...) })
			}},
		{ID: "driver", Title: "Driver", Topic: "column.networks.driver", Min: 64, Ideal: 80,
			Text: func(r Row) string { return r.Driver }},
		{ID: "subnet", Title: "Addresses", Topic: "column.networks.subnet", Min: 110, Ideal: 150, Grow: 1, Priority: 2,
			Text: func(r Row) string { return subnets(r.Network) }},
		{ID: "used-by", Title: "On it", Topic: "column.networks.used-by", Min: 106, Ideal: 120, Grow: 1,
			Text: func(r Row) string { return r.UsedBy }},
		{ID: "scope", Title: "Scope", Topic: "column.networks.scope", Min: 60, Ideal: 70, Priority: 4,
			Text: func(r Row) string { return r.Scope }},
		{ID: "created", Title: "Made", Topic: "column.networks.created", Min: 76, Ideal: 90, Align: datalist.Right, Priority: 3,
			Text:    func(r Row) string { return format.Age(r.Created, host.Now()) },
			Compare: func(a, b Row) int { return b.Created.Compare(a.Created) }},
	}
}

// marks are the remarks beside a name.
func marks(r Row) []widgets.Mark {
	var out []widgets.Mark
	if r.Predefined() {
		out = append(out, widgets.Mark{Word: "default", Topic: "badge.predefined"})
	}
	if r.Internal {
		out = append(out, widgets.Mark{Word: "internal", Topic: "badge.internal"})
	}
	return out
}

// pane is the selected network.
type pane struct {
	*detail.Pane
	host     *page.Host
	reach    *reach.View
	last     Row
	snapshot *object.Snapshot
	age      string // what was last said of its age
}

func newPane(host *page.Host) *pane {
	p := &pane{host: host, reach: reach.New(host, "networks.reach", true)}
	var tabs []detail.Tab
	if host.Reach != nil {
		tabs = append(tabs, detail.Tab{
			ID: "reach", Title: "Who reaches whom?", Topic: "tab.reach",
			Content: p.reach.Object, Shown: p.reach.Shown, Hidden: p.reach.Hidden,
		})
	}
	p.Pane = detail.NewPane(host, "networks.detail", tabs...)
	return p
}

// Show implements listpage.Detail.
func (p *pane) Show(r Row, s *object.Snapshot) {
	ref := object.Ref{Kind: object.KindNetwork, ID: r.ID}
	p.SetObject(ref, r.Name, r.Network)
	p.reach.Among(r.Network, s)
	if r == p.last {
		return
	}
	p.last = r
	p.draw(s)
}

// Clock implements listpage.Detail.
func (p *pane) Clock() {
	if format.Ago(p.last.Created, p.host.Now()) != p.age {
		p.draw(p.snapshot)
	}
}

func (p *pane) draw(s *object.Snapshot) {
	r := p.last
	p.snapshot, p.age = s, format.Ago(r.Created, p.host.Now())
	ref := object.Ref{Kind: object.KindNetwork, ID: r.ID}
	var badges []fyne.CanvasObject
	for _, m := range marks(r) {
		badges = append(badges, widgets.NewBadge("networks.badge."+m.Word, m.Word, "", widgets.TonePlain, m.Topic))
	}
	p.Head.Set(format.CleanLine(r.Name), badges...)
	p.Overview.Set(facts(r.Network, s.UsedBy(ref), p.host, p.host.Now()))
}
