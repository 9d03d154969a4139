// Package volumes is the page with the engine's volumes.
package volumes

import (
	"fyne.io/fyne/v2"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/detail"
	"github.com/dockdesk/dockdesk/internal/views/files"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/listpage"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// Row is one volume in the list. UsedBy is part of it, so that a row is another
// one when its users have changed.
type Row struct {
	*object.Volume
	UsedBy string
}

// New makes the page.
func New(host *page.Host) page.Page {
	p := newPane(host)
	return listpage.New(host, listpage.Options[Row]{
		ID: "volumes", Title: "Volumes", Hint: "Search", Kind: object.KindVolume,
		Items: rows, Detail: p,
		Born: func(r Row) time.Time { return r.Created },
		Menu: func(r Row) []page.MenuItem { return p.Menu(host, r.Name, r.Name) },
		Nothing: func(step fyne.CanvasObject) fyne.CanvasObject {
			return widgets.Empty("No volumes yet", "A volume keeps files when the container that wrote them is removed. Running a container with one makes it appear here.", step)
		},
		List: datalist.Config[Row]{
			Key:     func(r Row) string { return r.Name },
			Topic:   func(Row) string { return "page.volumes" },
			Columns: columns(host),
			Filters: []datalist.Filter[Row]{
				{ID: "all", Title: "All", Topic: "list.filter"},
				{ID: "used", Title: "In use", Topic: "badge.in-use", Match: Row.used},
				{ID: "unused", Title: "Unused", Topic: "badge.unused", Match: func(r Row) bool { return !r.used() }},
				{ID: "anonymous", Title: "Anonymous", Topic: "badge.anonymous", Match: func(r Row) bool { return r.Anonymous }},
			},
		},
	})
}

func (r Row) used() bool { return r.UsedBy != format.None }

func rows(s *object.Snapshot) []Row {
	out := make([]Row, len(s.Volumes))
	for i, v := range s.Volumes {
		out[i] = Row{v, format.Users(s.UsedBy(object.Ref{Kind: object.KindVolume, ID: v.Name}))}
	}
	return out
}

func columns(host *page.Host) []datalist.Column[Row] {
	return []datalist.Column[Row]{
		{ID: "name", Title: "Name", Topic: "column.volumes.name", Min: 150, Ideal: 220, Grow: 2, Style: datalist.Bold,
			Text: func(r Row) string { return format.VolumeName(r.Name) },
			Cell: func() datalist.Cell[Row] {
				c := widgets.NewNameCell()
				return datalist.NewCell[Row](c, func(r Row) { c.Set(format.VolumeName(r.Name), marks(r)...) })
			}},
		{ID: "used-by", Title: "Used by", Topic: "column.volumes.used-by", Min: 90, Ideal: 140, Grow: 1,
			Text: func(r Row) string { return r.UsedBy }},
		{ID: "driver", Title: "Driver", Topic: "column.volumes.driver", Min: 60, Ideal: 70, Priority: 2,
			Text: func(r Row) string { return r.Driver }},
		{ID: "mountpoint", Title: "Lies at", Topic: "column.volumes.mountpoint", Min: 160, Ideal: 260, Grow: 1, Priority: 3, Style: datalist.Muted,
			Text: func(r Row) string { return r.Mountpoint }},
		{ID: "created", Title: "Made", Topic: "column.volumes.created", Min: 76, Ideal: 90, Align: datalist.Right, Priority: 1,
			Text:    func(r Row) string { return format.Age(r.Created, host.Now()) },
			Compare: func(a, b Row) int { return b.Created.Compare(a.Created) }},
	}
}

// marks are the remarks beside a name.
func marks(r Row) []widgets.Mark {
	if r.Anonymous {
		return []widgets.Mark{{Word: "anonymous", Topic: "badge.anonymous"}}
	}
	return nil
}

// pane is the selected volume.
type pane struct {
	*detail.Pane
	host     *page.Host
	files    *files.Tab
	last     Row
	snapshot *object.Snapshot
	age      string // what was last said of its age
}

func newPane(host *page.Host) *pane {
	p := &pane{host: host, files: files.New(host, "volumes.files")}
	var tabs []detail.Tab
	if host.Files != nil {
		tabs = append(tabs, detail.Tab{
			ID: "files", Title: "Files", Topic: "tab.files",
			Content: p.files.Object, Shown: p.files.Shown, Hidden: p.files.Hidden,
		})
	}
	p.Pane = detail.NewPane(host, "volumes.detail", tabs...)
	return p
}

// Show implements listpage.Detail.
func (p *pane) Show(r Row, s *object.Snapshot) {
	ref := object.Ref{Kind: object.KindVolume, ID: r.Name}
	p.SetObject(ref, r.Name, r.Volume)
	p.files.Show(ref, r.Name, s)
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
	ref := object.Ref{Kind: object.KindVolume, ID: r.Name}
	var badges []fyne.CanvasObject
	for _, m := range marks(r) {
		badges = append(badges, widgets.NewBadge("volumes.badge."+m.Word, m.Word, "", widgets.TonePlain, m.Topic))
	}
	if !r.used() {
		badges = append(badges, widgets.NewBadge("volumes.badge.unused", "unused", "", widgets.TonePlain, "badge.unused"))
	}
	p.Head.Set(format.CleanLine(format.VolumeName(r.Name)), badges...)
	p.Overview.Set(facts(r.Volume, s.UsedBy(ref), p.host, p.host.Now()))
}
