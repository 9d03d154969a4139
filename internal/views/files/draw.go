package files

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

func (t *Tab) build() {
	t.list = t.newList()
	t.tools = t.newTools()
	t.preview = newPreview(t)
	t.foot = newFoot(t)
	t.body = container.New(floors{t}, t.tools.object, t.tools.buttons, container.New(&sides{gap: 10}, t.list, t.preview.object), t.foot.object)
}

// draw shows all that is known now.
func (t *Tab) draw() {
	if t.body == nil {
		return
	}
	if t.tools.path.Text != t.dir {
		t.tools.path.SetText(t.dir)
	}
	t.list.SetItems(t.rows())
	if t.reading == nil {
		if t.next != "" {
			t.list.SetCursor(t.next)
		}
		if t.enter && t.seen && t.list.Len() > 0 {
			t.list.Enter()
		}
		t.next, t.enter = "", false
	}
	t.list.SetEmpty(t.nothing())
	t.tell()
	t.foot.update()
}

// rows are the lines of the list. Those that are the same as before stay the
// same, so that nothing is drawn twice.
func (t *Tab) rows() []*row {
	entries := t.listing.Entries
	switch {
	case t.reading != nil && t.partial.Entries != nil:
		entries = t.partial.Entries
	case t.found != nil:
		entries = t.found.Entries
	case t.failed != nil || t.listing.Dir != t.dir:
		entries = nil
	}
	if same(entries, t.drawn) && t.drawnFor == (t.found != nil) {
		return t.lines
	}
	rows := make([]*row, len(entries))
	for i, e := range entries {
		shown := e.Name()
		if t.found != nil {
			shown = strings.TrimPrefix(strings.TrimPrefix(e.Path, t.dir), "/")
		}
		if old, ok := t.list.Item(e.Path); ok && old.Entry == e && old.shown == shown {
			rows[i] = old
		} else {
			rows[i] = &row{Entry: e, shown: shown, lower: strings.ToLower(shown)}
		}
	}
	t.drawn, t.drawnFor, t.lines = entries, t.found != nil, rows
	return rows
}

// same reports whether two lists are one and the same; nobody changes them.
func same(a, b []files.Entry) bool {
	return len(a) == len(b) && len(a) > 0 && &a[0] == &b[0]
}

// nothing is what stands where no row is.
func (t *Tab) nothing() fyne.CanvasObject {
	title, words := t.nothingWords()
	return widgets.Empty(title, words, nil)
}

func (t *Tab) nothingWords() (title, words string) {
	switch {
	case t.failed != nil:
		return "It can't be shown", t.because(t.failed)
	case t.found != nil && t.reading != nil:
		return "Searching", "Below " + clean(t.dir) + "."
	case t.found != nil:
		return "Nothing found", "No name below " + clean(t.dir) + " has \"" + clean(t.query) + "\" in it."
	case t.reading != nil:
		return "Reading", t.readingWords()
	case t.tools.search.Text != "":
		return "Nothing here", "No name in this folder has \"" + clean(t.tools.search.Text) + "\" in it. Enter searches the folders below too."
	}
	return "An empty folder", "There is nothing in it. Drop files here to upload them."
}

// floors lays the path, the buttons, the list and the foot one below the other;
// the list has what the others leave. What wraps knows its height only once it
// has its width.
type floors struct{ t *Tab }

const (
	floorGap   = 6
	wordsLeast = 620 // px at scale 1: with less, buttons have no words
)

// Layout implements fyne.Layout.
func (f floors) Layout(o []fyne.CanvasObject, size fyne.Size) {
	f.t.setNarrow(size.Width < wordsLeast)
	height := func(o fyne.CanvasObject) float32 {
		o.Resize(fyne.NewSize(size.Width, o.Size().Height))
		return o.MinSize().Height
	}
	put := func(o fyne.CanvasObject, y, height float32) {
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, max(height, 0)))
	}
	fields, buttons, foot := height(o[0]), height(o[1]), height(o[3])
	put(o[0], 0, fields)
	put(o[1], fields+floorGap/2, buttons)
	top := fields + buttons + floorGap*1.5
	put(o[2], top, size.Height-top-foot-floorGap)
	put(o[3], size.Height-foot, foot)
}

// MinSize implements fyne.Layout.
func (floors) MinSize(o []fyne.CanvasObject) fyne.Size {
	size := o[2].MinSize()
	for _, other := range []fyne.CanvasObject{o[0], o[1], o[3]} {
		size.Width = max(size.Width, other.MinSize().Width)
	}
	return size.AddWidthHeight(0, o[0].MinSize().Height)
}

// sides lays the list and the preview side by side; where there is no room for
// both, the preview goes.
type sides struct{ gap float32 }

// What list and preview need, in px at scale 1, and the preview's share.
const (
	listLeast    = 300
	previewLeast = 190
	previewShare = 0.36
)

// Layout implements fyne.Layout.
func (s *sides) Layout(o []fyne.CanvasObject, size fyne.Size) {
	right := max(size.Width*previewShare, previewLeast)
	if size.Width-right-s.gap < listLeast {
		right = -s.gap
	}
	o[0].Resize(fyne.NewSize(size.Width-right-s.gap, size.Height))
	widgets.SetVisible(o[1], right > 0)
	o[1].Move(fyne.NewPos(size.Width-right, 0))
	o[1].Resize(fyne.NewSize(max(right, 0), size.Height))
}

// MinSize implements fyne.Layout.
func (s *sides) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// foot is the line under the list: what is shown and how it came about.
type foot struct {
	t      *Tab
	words  *widgets.Paragraph
	stop   *widgets.Chip
	more   *widgets.Chip
	object fyne.CanvasObject
}

func newFoot(t *Tab) *foot {
	f := &foot{t: t, words: footWords(t.prefix)}
	f.stop = widgets.NewChip(t.prefix+".stop", "Stop", func() {
		t.stop()
		if t.found == nil && t.partial.Entries != nil {
			t.listing = files.Listing{Dir: t.dir, Entries: t.partial.Entries, How: files.ByArchive, Read: t.partial.Read}
		}
		if t.found != nil {
			t.found.Entries, t.found.More = t.partial.Entries, true
		}
		t.draw()
	})
	f.more = widgets.NewChip(t.prefix+".more", "Read on", func() { t.readUpTo(true, 0) })
	f.stop.Topic, f.more.Topic = "list.reading", "list.reading"
	f.object = container.NewBorder(nil, nil, nil, container.NewHBox(f.stop, f.more), widgets.Middle(f.words))
	f.stop.Hide()
	f.more.Hide()
	return f
}

func (f *foot) update() {
	t := f.t
	f.words.SetText(t.footing())
	widgets.SetVisible(f.stop, t.reading != nil)
	widgets.SetVisible(f.more, t.reading == nil && t.found == nil && t.failed == nil && t.listing.Dir == t.dir && t.listing.How == files.ByArchive && !t.listing.Whole)
	f.object.Refresh()
	t.body.Refresh() // the foot may have more lines
}
