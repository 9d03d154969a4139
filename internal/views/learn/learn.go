// Package learn is the page that shows the whole guide as a book: its contents by
// chapter and level, a search that forgives slips, and the pages, which lead to
// the places in the window that they speak of.
//
// It must know neither the engine nor what other pages show: it knows the names of
// their controls, and asks the window to go there.
package learn

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/help/guide/find"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Options are what the window does for the page.
type Options struct {
	// Has reports whether the window has a page.
	Has func(page string) bool
	// Show goes to a place, lights it, and explains it by a topic.
	Show func(topic string, at Place)
}

// Page is the Learn page.
type Page struct {
	host *page.Host
	o    Options

	marks    *marks
	order    []*guide.Topic // the book from its first page to its last
	index    func() *find.Index
	shown    string // the id of what is open
	content  fyne.CanvasObject
	panes    *panes
	search   *widgets.Field
	contents *contents
	results  *results
	left     *fyne.Container // contents or results
	reader   *reader
	progress *widgets.Text
}

// progressWidth is the room for "123 of 456 pages read", px at scale 1.
const progressWidth = 150

// hits is how many pages a search lists.
const hits = 30

// New makes the page. The text is read when it is shown first.
func New(host *page.Host, o Options) *Page {
	p := &Page{host: host, o: o, marks: newMarks(host.Settings)}
	for _, ch := range guide.Chapters() {
		p.order = append(p.order, ch.Topics...)
	}
	p.index = sync.OnceValue(func() *find.Index { return find.New(p.order) })
	p.contents = newContents(p)
	p.results = newResults(p)
	p.reader = newReader(p)
	p.search = widgets.NewSearch("learn.search", "Search the guide", p.searched)
	p.search.Topic = "page.learn"
	p.search.OnSubmitted = func(string) { p.results.openFirst() }
	p.search.OnDown = p.down
	p.progress = widgets.MutedText("")
	p.left = container.NewStack(p.contents.scroll)
	p.panes = &panes{narrow: p.setNarrow, reading: true}
	column := container.New(below{}, widgets.PadSides(p.search, 0, 12, 4, 2), p.left)
	p.panes.object = container.New(p.panes, column, p.reader.object)
	margin := theme.Size(theme.SizeMargin)
	title := container.NewBorder(nil, nil, widgets.Middle(widgets.Title("Learn")), widgets.Sized(widgets.Middle(p.progress), progressWidth, 0), nil)
	p.content = container.NewBorder(widgets.High(widgets.PadSides(widgets.Sized(title, 0, theme.Size(theme.SizeControl)), 14, margin, 12, margin)), nil, nil, nil,
		widgets.PadSides(p.panes.object, 0, margin, margin, margin))
	return p
}

// ID implements page.Page.
func (p *Page) ID() string { return "learn" }

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Update implements page.Page; the book is the same on every engine.
func (p *Page) Update(*object.Snapshot) {}

// Shown implements page.Page.
func (p *Page) Shown() {
	if p.shown != "" {
		return
	}
	last := p.host.Settings.Get(placeKey)
	if last != glossaryID && p.at(last) < 0 {
		last = p.order[0].ID
	}
	p.open(last)
}

// Hidden implements page.Page.
func (p *Page) Hidden() {}

// FocusSearch implements page.Page.
func (p *Page) FocusSearch() {
	p.turn(false)
	p.host.Focus(p.search)
}

// Reveal implements page.Page; there are no objects here.
func (p *Page) Reveal(object.Ref) {}

// Open shows a topic of the book.
func (p *Page) Open(id string) { p.open(id) }

// at is a topic's place in the book; -1 for none.
func (p *Page) at(id string) int {
	return slices.IndexFunc(p.order, func(t *guide.Topic) bool { return t.ID == id })
}

// open shows a page of the book, and opens its chapter in the contents.
func (p *Page) open(id string) {
	i := p.at(id)
	if i < 0 && id != glossaryID {
		return
	}
	p.shown = id
	p.host.Settings.Set(placeKey, id)
	if i >= 0 {
		p.contents.open = p.chapter(id).ID
	}
	p.contents.fill()
	p.contents.reveal()
	p.reader.open(i)
	p.turn(true)
	p.count()
}

// chapter is the one that a topic stands in.
func (p *Page) chapter(id string) guide.Chapter {
	for _, ch := range guide.Chapters() {
		if slices.ContainsFunc(ch.Topics, func(t *guide.Topic) bool { return t.ID == id }) {
			return ch
		}
	}
	return guide.Chapter{}
}

// mark marks what is shown as read, or not.
func (p *Page) mark(read bool) {
	if p.marks.set(p.shown, read) {
		p.contents.fill()
		p.count()
	}
}

func (p *Page) count() {
	n := 0
	for _, t := range p.order {
		if p.marks.read[t.ID] {
			n++
		}
	}
	p.progress.SetText(fmt.Sprintf("%d of %d pages read", n, len(p.order)))
}

// step goes on by a number of pages. Who goes on has read.
func (p *Page) step(by int) {
	i := p.at(p.shown)
	if by > 0 {
		p.marks.set(p.shown, true)
	}
	switch {
	case i < 0 && by < 0: // back from the glossary, which comes last
		p.open(p.order[len(p.order)-1].ID)
	case i+by >= 0 && i+by < len(p.order) && i >= 0:
		p.open(p.order[i+by].ID)
	case i+by == len(p.order):
		p.open(glossaryID)
	}
}

// follow goes where a link leads.
func (p *Page) follow(address string) {
	switch l := guide.ParseLink("", address); l.Scheme {
	case "topic":
		p.open(l.Target)
	case "place":
		at := PagePlace(l.Target)
		p.o.Show("page."+l.Target, at)
	}
}

// searched lists what fits the words, or the contents again.
func (p *Page) searched(words string) {
	show := fyne.CanvasObject(p.contents.scroll)
	if strings.TrimSpace(words) != "" {
		p.results.set(words, p.index().Search(words, hits))
		show = p.results.scroll
	}
	if p.left.Objects[0] != show {
		p.left.Objects[0] = show
		p.left.Refresh()
	}
}

// down goes from the search to what is listed below it.
func (p *Page) down() {
	if p.left.Objects[0] == fyne.CanvasObject(p.results.scroll) {
		p.results.doc.FocusFirst()
		return
	}
	p.contents.step(-1, 1)
}

// turn shows the page or the contents where there is no room for both.
func (p *Page) turn(reading bool) {
	if p.panes.reading != reading {
		p.panes.reading = reading
		p.panes.object.Refresh()
	}
}

// setNarrow tells the reader whether the contents have to be called for.
func (p *Page) setNarrow(narrow bool) { p.reader.setNarrow(narrow) }

// results are what a search has found.
type results struct {
	page   *Page
	doc    *prose.Document
	scroll *widgets.Scroll
	first  string
}

func newResults(p *Page) *results {
	r := &results{page: p}
	r.doc = prose.NewDocument(prose.Options{ID: "learn.results", Inset: 4, OnLink: p.follow, Post: p.host.Post})
	r.scroll = widgets.NewScroll(r.doc)
	return r
}

func (r *results) set(words string, found []find.Hit) {
	r.first = ""
	blocks := []prose.Block{{Spans: []prose.Span{{Text: "Nothing in the guide has these words: " + words, Quiet: true}}}}
	if len(found) > 0 {
		r.first, blocks = found[0].Topic.ID, nil
	}
	for _, h := range found {
		blocks = append(blocks, prose.Block{Spans: []prose.Span{{Text: prose.Typeset(guide.Fill(h.Topic.Title, nil)), Link: "topic:" + h.Topic.ID}}})
		if h.Excerpt != "" {
			blocks = append(blocks, prose.Block{Kind: prose.Aside, Spans: []prose.Span{{Text: prose.Typeset(h.Excerpt), Quiet: true}}})
		}
	}
	r.doc.Set(blocks)
	r.scroll.ScrollToOffset(fyne.Position{})
	r.scroll.Refresh()
}

func (r *results) openFirst() {
	if r.first != "" {
		r.page.open(r.first)
	}
}

// panes lays the contents out beside the page, or one of them where there is no
// room for both.
type panes struct {
	object  *fyne.Container
	reading bool
	narrow  func(bool)
}

const (
	bothFit  = 620 // px at scale 1 from which contents and page stand side by side
	leftPart = 0.3
	leftMin  = 236
	leftMax  = 320
)

// Layout implements fyne.Layout.
func (p *panes) Layout(o []fyne.CanvasObject, size fyne.Size) {
	narrow := size.Width < bothFit || theme.Projecting() // who sits far off reads one thing
	left := max(leftMin, min(size.Width*leftPart, leftMax))
	widgets.SetVisible(o[0], !narrow || !p.reading)
	widgets.SetVisible(o[1], !narrow || p.reading)
	p.narrow(narrow)
	if narrow {
		left = size.Width
	}
	o[0].Resize(fyne.NewSize(left, size.Height))
	o[0].Move(fyne.Position{})
	if narrow {
		o[1].Resize(size)
		o[1].Move(fyne.Position{})
		return
	}
	const gap = 12
	o[1].Move(fyne.NewPos(left+gap, 0))
	o[1].Resize(fyne.NewSize(max(size.Width-left-gap, 0), size.Height))
}

// MinSize implements fyne.Layout.
func (p *panes) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(leftMin, max(o[0].MinSize().Height, o[1].MinSize().Height))
}

// below puts the second object under the first, which keeps its height. The Tab key
// goes through them in this order; a border would have it the other way round.
type below struct{}

// Layout implements fyne.Layout.
func (below) Layout(o []fyne.CanvasObject, size fyne.Size) {
	top := o[0].MinSize().Height
	o[0].Move(fyne.Position{})
	o[0].Resize(fyne.NewSize(size.Width, top))
	o[1].Move(fyne.NewPos(0, top))
	o[1].Resize(fyne.NewSize(size.Width, max(size.Height-top, 0)))
}

// MinSize implements fyne.Layout.
func (below) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), a.Height+b.Height)
}
