// Package images is the page with the engine's images.
package images

import (
	"cmp"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/detail"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/layers"
	"github.com/dockdesk/dockdesk/internal/views/listpage"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// Row is one image in the list. UsedBy is part of it, so that a row is another
// one when its users have changed.
type Row struct {
	*object.Image
	UsedBy string
	Own    int64 // bytes that no other image shares; -1 if nobody knows
	folded *fold // the versions of one repository that the row stands for; nil for the image alone
}

// Page is the page; what it is made of is Row. It takes files with images that are
// dropped on it, and asks what images take alone.
type Page struct {
	*listpage.Page[Row]
	pane  *pane
	host  *page.Host
	sizes *sizes
	folds *folds
}

// ShowTab shows a tab of the selected image: "layers", "inspect", …. One that there
// isn't changes nothing.
func (p *Page) ShowTab(id string) { p.pane.Select(id) }

// New makes the page.
func New(host *page.Host) page.Page {
	p, sz, folds := newPane(host), newSizes(host), newFolds(host.Settings)
	p.sizes, p.folds, p.kinds = sz, folds, newKinds(host)
	p.kinds.changed = func() {
		if p.last.Image != nil {
			p.draw(p.snapshot)
		}
	}
	made := listpage.New(host, listpage.Options[Row]{
		ID: "images", Title: "Images", Hint: "Search", Kind: object.KindImage,
		Items: func(s *object.Snapshot) []Row { return folds.fold(rowsOf(s, sz.known)) }, Detail: p,
		IDs: folds.ids, Open: folds.open,
		Born: func(r Row) time.Time { return r.Created },
		Menu: func(r Row) []page.MenuItem {
			if r.folded != nil {
				return folds.menu(r)
			}
			return append(folds.menu(r), p.Menu(host, r.Name(), r.ID)...)
		},
		Nothing: func(step fyne.CanvasObject) fyne.CanvasObject {
			return widgets.Empty("No images yet", "An image is the blueprint that containers are made from. Running one from a registry brings it here.", step)
		},
		List: datalist.Config[Row]{
			Key:     Row.key,
			Search:  Row.words,
			OnKey:   folds.key,
			Topic:   func(Row) string { return "page.images" },
			Columns: columns(host),
			Filters: []datalist.Filter[Row]{
				{ID: "all", Title: "All", Topic: "list.filter"},
				{ID: "used", Title: "In use", Topic: "badge.in-use", Match: Row.used},
				{ID: "unused", Title: "Unused", Topic: "badge.unused", Match: Row.unused},
				{ID: "dangling", Title: "Dangling", Topic: "badge.dangling", Match: func(r Row) bool { return r.Dangling() }},
			},
		},
	})
	sz.changed = func() {
		made.Update(sz.snapshot)
		if p.last.Image != nil {
			p.draw(sz.snapshot)
		}
	}
	folds.changed = func(key string) {
		made.Update(sz.snapshot)
		made.List.SetCursor(key)
	}
	folds.cursor = made.List.Cursor
	return &Page{Page: made, pane: p, host: host, sizes: sz, folds: folds}
}

// Shown implements page.Page.
func (p *Page) Shown() {
	p.Page.Shown()
	p.sizes.show(true)
	if p.host.Drop != nil {
		p.host.Drop(p.dropped)
	}
}

// Hidden implements page.Page.
func (p *Page) Hidden() {
	if p.host.Drop != nil {
		p.host.Drop(nil)
	}
	p.sizes.show(false)
	p.Page.Hidden()
}

// Update implements page.Page.
func (p *Page) Update(s *object.Snapshot) {
	p.sizes.update(s)
	p.Page.Update(s)
}

// dropped asks whether the images of a file are to be loaded.
func (p *Page) dropped(paths []string) {
	on := p.Selected()
	on.IDs = nil
	p.host.Ask(action.Must("image.load"), on, action.Values{action.LoadPath: paths[0]}, nil)
}

// Reveal implements page.Page. Versions that are folded are unfolded for it.
func (p *Page) Reveal(ref object.Ref) {
	if i := p.sizes.snapshot.Image(ref.ID); i != nil && p.folds.folded[repositoryOf(i)] {
		p.folds.set(repositoryOf(i), false)
	}
	p.Page.Reveal(ref)
}

func rowsOf(s *object.Snapshot, sizes map[string]operations.Sizes) []Row {
	out := make([]Row, len(s.Images))
	for i, img := range s.Images {
		out[i] = Row{Image: img, UsedBy: format.Users(s.UsedBy(object.Ref{Kind: object.KindImage, ID: img.ID})), Own: -1}
		if known, ok := sizes[img.ID]; ok {
			out[i].Own = known.Own
		}
	}
	return out
}

func columns(host *page.Host) []datalist.Column[Row] {
	return []datalist.Column[Row]{
		{ID: "name", Title: "Name", Topic: "column.images.name", Min: 150, Ideal: 240, Grow: 2, Style: datalist.Bold, Text: name,
			Cell: func() datalist.Cell[Row] { return newNameCell() }},
		{ID: "id", Title: "Id", Topic: "column.images.id", Min: 104, Ideal: 110, Priority: 3, Style: datalist.Code,
			Text: Row.idWords},
		{ID: "used-by", Title: "Used by", Topic: "column.images.used-by", Min: 80, Ideal: 130, Grow: 1, Priority: 1,
			Text: func(r Row) string { return r.UsedBy }},
		{ID: "size", Title: "Size", Topic: "column.images.size", Min: 70, Ideal: 80, Align: datalist.Right,
			Text:    func(r Row) string { return format.Size(r.Size) },
			Compare: func(a, b Row) int { return cmp.Compare(a.Size, b.Size) }},
		{ID: "own", Title: "Alone", Topic: "column.images.own", Min: 70, Ideal: 80, Align: datalist.Right, Priority: 4,
			Text:    func(r Row) string { return ownWords(r.Own) },
			Compare: func(a, b Row) int { return cmp.Compare(a.Own, b.Own) }},
		{ID: "created", Title: "Made", Topic: "column.images.created", Min: 76, Ideal: 90, Align: datalist.Right, Priority: 2,
			Text:    func(r Row) string { return format.Age(r.Created, host.Now()) },
			Compare: func(a, b Row) int { return b.Created.Compare(a.Created) }},
	}
}

// name is what the list calls an image: its first name and how many more.
func name(r Row) string {
	if r.folded != nil {
		return r.folded.repository
	}
	switch len(r.Tags) {
	case 0:
		return "<none> " + object.ShortID(r.ID)
	case 1:
		return r.Tags[0]
	}
	return r.Tags[0] + " and " + format.Count(len(r.Tags)-1, "more name")
}

// pane is the selected image.
type pane struct {
	*detail.Pane
	layers   *layers.Tab
	host     *page.Host
	sizes    *sizes
	folds    *folds
	kinds    *kinds
	last     Row
	snapshot *object.Snapshot
	age      string // what was last said of its age
}

func newPane(host *page.Host) *pane {
	p := &pane{host: host, layers: layers.New(host)}
	var tabs []detail.Tab
	if host.Layers != nil {
		tabs = append(tabs, detail.Tab{
			ID: "layers", Title: "Layers", Topic: "tab.layers",
			Content: p.layers.Object, Shown: p.layers.Shown, Hidden: p.layers.Hidden, Tall: true,
		})
	}
	p.Pane = detail.NewPane(host, "images.detail", tabs...)
	return p
}

// Show implements listpage.Detail.
func (p *pane) Show(r Row, s *object.Snapshot) {
	p.SetObject(object.Ref{Kind: object.KindImage, ID: r.ID}, r.Name(), r.Image)
	p.layers.Show(r.ID, format.CleanLine(r.Name()), s)
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
	if r.folded != nil {
		p.snapshot, p.age = s, format.Ago(r.Created, p.host.Now())
		p.Head.Set(format.CleanLine(r.folded.repository))
		p.Overview.Set(p.folds.versionFacts(r, p.host.Open))
		return
	}
	p.snapshot, p.age = s, format.Ago(r.Created, p.host.Now())
	p.Head.Set(format.CleanLine(r.Name()), badges(r)...)
	list := facts(r.Image, s.UsedBy(object.Ref{Kind: object.KindImage, ID: r.ID}), p.sizes, p.host, p.host.Now())
	list = append(list, p.kinds.fact(r.ID)...)
	p.Overview.Set(append(list, p.folds.foldFact(r)...))
}

func badges(r Row) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, b := range marks(r) {
		out = append(out, widgets.NewBadge("images.badge."+b.Word, b.Word, "", widgets.TonePlain, b.Topic))
	}
	return out
}
