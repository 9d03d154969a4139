package learn

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// reader shows one page of the book, where it stands, and what can be done with
// it.
type reader struct {
	page   *Page
	object fyne.CanvasObject
	doc    *prose.Document
	scroll *widgets.Scroll

	where  *widgets.Text
	back   *widgets.Button // to the contents, where there is no room for both
	before *widgets.Button
	next   *widgets.Button
	read   *widgets.Button
	show   *widgets.Button
	foot   *fyne.Container
	place  Place
}

// widest is how wide a line of text gets: longer ones are hard to follow. In px at
// scale 1.
const widest = 700

func newReader(p *Page) *reader {
	r := &reader{page: p}
	r.doc = prose.NewDocument(prose.Options{
		ID: "learn.text", Inset: 16, OnLink: p.follow, OnCopy: p.host.Copy, OnKey: r.key, OnSeek: r.seek, Post: p.host.Post,
	})
	r.scroll = widgets.NewScroll(container.New(bookLayout{}, r.doc))
	r.where = widgets.MutedText("")
	button := func(id, words, icon string, role widgets.Role, do func()) *widgets.Button {
		b := widgets.NewButton("learn."+id, words, icon, role, do)
		b.Topic = "page.learn"
		return b
	}
	r.back = button("contents", "Contents", "chevron-left", widgets.Quiet, func() { p.turn(false) })
	r.back.Hide()
	r.before = button("previous", "", "chevron-left", widgets.Ordinary, func() { p.step(-1) })
	r.before.Tip = "The page before"
	r.next = button("next", "Next", "", widgets.Main, func() { p.step(1) })
	r.next.SetAfter("chevron-right")
	r.read = button("read", "Mark as read", "check", widgets.Ordinary, func() { p.mark(!p.marks.read[p.shown]); r.marked() })
	r.show = button("show", "Show me", "eye", widgets.Ordinary, func() { p.o.Show(p.shown, r.place) })
	r.show.Tip = "Goes to the place in this window and lights it"
	top := container.NewBorder(nil, nil, r.back, nil, widgets.Middle(widgets.Pad(r.where, 0, 16)))
	r.foot = container.NewBorder(nil, nil,
		container.New(layout.NewCustomPaddedHBoxLayout(8), r.before, widgets.High(r.show), widgets.High(r.read)), r.next)
	r.object = container.NewStack(widgets.NewBox(theme.Surface, theme.Border, theme.SizeCardR),
		container.NewBorder(
			container.NewVBox(widgets.High(widgets.Sized(top, 0, theme.Size(theme.SizeControl))), widgets.NewRule()),
			container.NewVBox(widgets.NewRule(), widgets.Pad(r.foot, 8, 12)), nil, nil,
			widgets.Pad(r.scroll, 2, 2)))
	return r
}

// open shows the page at a place in the book; -1 is the glossary.
func (r *reader) open(i int) {
	order := r.page.order
	var blocks []prose.Block
	where := "To look up"
	r.place = Place{}
	if i < 0 {
		blocks = glossaryBlocks()
	} else {
		t := order[i]
		ch := r.page.chapter(t.ID)
		where = ch.Title + "  ·  " + levelWord(t.Level) + "  ·  " + placeIn(ch, t)
		blocks = gloss(guidepanel.Page(t), t.ID)
		r.place, _ = PlaceOf(t)
	}
	r.doc.Set(blocks)
	r.where.SetText(where)
	r.before.SetDisabled(i == 0)
	r.next.SetDisabled(i < 0)
	widgets.SetVisible(r.show, r.place.Page != "" && r.page.o.Has(r.place.Page))
	widgets.SetVisible(r.read, i >= 0)
	r.marked()
	r.scroll.ScrollToOffset(fyne.Position{})
	r.scroll.Refresh()
}

func levelWord(l guide.Level) string { return levels[l] }

// placeIn says which page of its chapter a topic is.
func placeIn(ch guide.Chapter, t *guide.Topic) string {
	for i, other := range ch.Topics {
		if other == t {
			return fmt.Sprintf("page %d of %d", i+1, len(ch.Topics))
		}
	}
	return ""
}

// marked shows whether the page was read.
func (r *reader) marked() {
	read := r.page.marks.read[r.page.shown]
	r.read.SetLit(read)
	r.read.SetText(map[bool]string{true: "Read", false: "Mark as read"}[read])
	for _, o := range r.foot.Objects {
		o.Refresh() // the button has another width now
	}
}

func (r *reader) setNarrow(narrow bool) { widgets.SetVisible(r.back, narrow) }

// key scrolls by the keyboard while a word of the page has it.
func (r *reader) key(e *fyne.KeyEvent) {
	line, view := theme.Size(theme.SizeLine), r.scroll.Size().Height
	switch e.Name {
	case fyne.KeyDown:
		r.scrollTo(r.scroll.Offset.Y + 2*line)
	case fyne.KeyUp:
		r.scrollTo(r.scroll.Offset.Y - 2*line)
	case fyne.KeyPageDown:
		r.scrollTo(r.scroll.Offset.Y + view - line)
	case fyne.KeyPageUp:
		r.scrollTo(r.scroll.Offset.Y - view + line)
	case fyne.KeyHome:
		r.scrollTo(0)
	case fyne.KeyEnd:
		r.scrollTo(r.doc.Size().Height)
	default:
		widgets.PassKey(r.doc, e)
	}
}

// seek scrolls so that what stands between two heights of the text is seen.
func (r *reader) seek(top, bottom float32) {
	room := theme.Size(theme.SizeGap)
	switch view := r.scroll.Size().Height; {
	case top-room < r.scroll.Offset.Y:
		r.scrollTo(top - room)
	case bottom+room > r.scroll.Offset.Y+view:
		r.scrollTo(bottom + room - view)
	}
}

func (r *reader) scrollTo(y float32) {
	r.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(y, r.doc.Size().Height-r.scroll.Size().Height))))
}

// bookLayout keeps the lines of a document from getting too long.
type bookLayout struct{}

// Layout implements fyne.Layout.
func (bookLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := min(size.Width, widest)
	o[0].(*prose.Document).Fit(width)
	o[0].Move(fyne.Position{})
	o[0].Resize(fyne.NewSize(width, o[0].MinSize().Height))
}

// MinSize implements fyne.Layout.
func (bookLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }
