package system

import (
	"cmp"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// diskPart is what takes up the disk: the kinds as bars, and every object.
type diskPart struct {
	host   *page.Host
	engine Engine
	ask    asking

	bar      *bar
	rows     []*useRow
	together *widgets.Text
	list     *datalist.DataList[*thing]
	root     fyne.CanvasObject
	measured time.Time // zero if it must be measured
}

// fresh is how long a measurement is shown again without another: it makes the
// engine look through all files.
const fresh = time.Minute

func newDisk(host *page.Host, engine Engine, free func()) *diskPart {
	p := &diskPart{host: host, engine: engine, ask: asking{host: host}}
	p.bar = newBar("system.disk", "Measure again", p.measure)
	goes := widgets.NewButton("system.disk.free", "Free space…", "remove", widgets.Ordinary, free)
	goes.Topic = "action.system.prune"
	p.bar.right.Objects = append([]fyne.CanvasObject{goes}, p.bar.right.Objects...)

	rows := container.New(layout.NewCustomPaddedVBoxLayout(2), useHead())
	kinds, _ := uses(operations.Disk{})
	for _, k := range kinds {
		r := newUseRow(k)
		p.rows = append(p.rows, r)
		rows.Add(r.object)
	}
	p.together = widgets.NewText("", widgets.TextStyle{Bold: true})
	p.together.ID, p.together.Truncate = "system.disk.together", true
	rows.Add(widgets.PadSides(p.together, 6, 0, 2, 0))
	p.list = p.newList()
	upper := container.New(layout.NewCustomPaddedVBoxLayout(theme.Size(theme.SizeGap)), p.bar.object, widgets.Card(rows),
		p.list.Filters())
	p.root = container.NewBorder(widgets.PadSides(upper, 0, 0, 10, 0), nil, nil, nil, p.list)
	return p
}

func (p *diskPart) newList() *datalist.DataList[*thing] {
	of := func(kind object.Kind) func(*thing) bool { return func(t *thing) bool { return t.kind == kind } }
	l := datalist.New(datalist.Config[*thing]{
		ID: "system.disk", Post: p.host.Post, Sort: "only", Down: true,
		Key:   func(t *thing) string { return string(t.kind) + " " + t.ref.ID },
		Topic: func(*thing) string { return "system.disk" },
		Columns: []datalist.Column[*thing]{
			{ID: "kind", Title: "Kind", Topic: "system.disk", Min: 84, Ideal: 92, Priority: 2, Text: func(t *thing) string { return kindWord(t.kind) }},
			{ID: "name", Title: "Name", Topic: "system.disk", Min: 120, Ideal: 180, Grow: 1, Style: datalist.Bold, Text: func(t *thing) string { return t.name }},
			{ID: "used", Title: "In use", Topic: "badge.in-use", Min: 84, Ideal: 100, Priority: 1, Text: func(t *thing) string { return t.used }},
			{ID: "shared", Title: "Shared", Topic: "concept.layers", Min: 68, Ideal: 76, Priority: 3, Align: datalist.Right,
				Text: func(t *thing) string { return sizeOrNone(t.shared) }, Compare: func(a, b *thing) int { return cmp.Compare(a.shared, b.shared) }},
			{ID: "only", Title: "Its own", Topic: "system.disk", Min: 72, Ideal: 80, Align: datalist.Right,
				Text: func(t *thing) string { return format.Size(t.only) }, Compare: func(a, b *thing) int { return cmp.Compare(a.only, b.only) }},
		},
		Filters: []datalist.Filter[*thing]{
			{ID: "all", Title: "All", Topic: "list.filter"},
			{ID: "unused", Title: "Unused", Topic: "badge.unused", Match: func(t *thing) bool { return !t.inUse }},
			{ID: "images", Title: "Images", Topic: "list.filter", Match: of(object.KindImage)},
			{ID: "containers", Title: "Containers", Topic: "list.filter", Match: of(object.KindContainer)},
			{ID: "volumes", Title: "Volumes", Topic: "list.filter", Match: of(object.KindVolume)},
			{ID: "cache", Title: "Cache", Topic: "list.filter", Match: of(operations.KindBuildCache)},
		},
		OnOpen: func(key string) {
			if t, ok := p.list.Item(key); ok && t.kind != operations.KindBuildCache {
				p.host.Open(t.ref)
			}
		},
	})
	l.SetEmpty(widgets.Empty("Not measured yet", "The engine is asked what its images, containers and volumes take.", nil))
	return l
}

// sizeOrNone leaves a column quiet where there is nothing.
func sizeOrNone(bytes int64) string {
	if bytes == 0 {
		return format.None
	}
	return format.Size(bytes)
}

func (p *diskPart) object() fyne.CanvasObject { return p.root }
func (p *diskPart) update(*object.Snapshot)   {}
func (p *diskPart) renewed()                  { p.measured = time.Time{} }

func (p *diskPart) left() {
	if p.ask.busy() {
		p.bar.done("Not measured.")
	}
	p.ask.stop()
}

func (p *diskPart) seen() {
	if p.host.Now().Sub(p.measured) >= fresh {
		p.measure()
	}
}

// measure asks; the engine may need seconds.
func (p *diskPart) measure() {
	p.bar.busy("Measuring. The engine looks through all its files.")
	begun := p.host.Now()
	start(&p.ask, p.engine.DiskUsage, func(d operations.Disk, err error) {
		if err != nil {
			p.bar.failed(why(err))
			return
		}
		now := p.host.Now()
		p.measured = now
		p.bar.done(measured(now, now.Sub(begun)))
		p.show(d, now)
	})
}

// measured says when it was, and how long it took if that is worth knowing.
func measured(at time.Time, took time.Duration) string {
	words := "Measured at " + at.Format("15:04:05")
	if took >= 100*time.Millisecond {
		words += fmt.Sprintf(", in %.1f s", took.Seconds())
	}
	return words + "."
}

func (p *diskPart) show(d operations.Disk, now time.Time) {
	kinds, all := uses(d)
	most := int64(0)
	for _, k := range kinds {
		most = max(most, k.size)
	}
	for i, k := range kinds {
		p.rows[i].set(k, most)
	}
	p.together.SetText(together(all))
	p.list.SetItems(things(d, now))
	p.list.SetEmpty(widgets.Empty("Nothing of this sort", "The engine keeps none of these.", nil))
}

// useRow is the line of one kind.
type useRow struct {
	object     fyne.CanvasObject
	note       *widgets.Text
	size, free *widgets.Text
	gauge      *gauge
}

func newUseRow(u use) *useRow {
	r := &useRow{
		note: widgets.MutedText(""), gauge: newGauge(),
		size: widgets.NewText(format.None, widgets.TextStyle{Bold: true, Align: fyne.TextAlignTrailing}),
		free: widgets.NewText("", widgets.TextStyle{Align: fyne.TextAlignTrailing}),
	}
	r.note.Truncate = true
	r.size.ID, r.free.ID = "system.disk.size."+string(u.kind), "system.disk.free."+string(u.kind)
	title := widgets.NewHeading("system.disk.kind."+string(u.kind), u.title, u.topic)
	name := container.NewBorder(nil, nil, widgets.PadSides(widgets.Middle(widgets.NewIcon(u.icon, theme.Accent)), 0, 10, 0, 0), nil,
		widgets.Middle(container.New(layout.NewCustomPaddedVBoxLayout(0), title, r.note)))
	r.object = container.New(useLayout{height: 42}, name, widgets.Middle(r.gauge), widgets.Middle(r.size), widgets.Middle(r.free))
	return r
}

func useHead() fyne.CanvasObject {
	head := func(words string, align fyne.TextAlign) fyne.CanvasObject {
		return widgets.NewText(words, widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted, Bold: true, Align: align})
	}
	return container.New(useLayout{height: 22}, head("", fyne.TextAlignLeading), head("", fyne.TextAlignLeading),
		head("Takes", fyne.TextAlignTrailing), head("Could be freed", fyne.TextAlignTrailing))
}

func (r *useRow) set(u use, most int64) {
	r.note.SetText(u.note)
	r.size.SetText(format.Size(u.size))
	r.free.SetText(sizeOrNone(u.free))
	r.gauge.set(float64(u.size-u.free), float64(u.free), float64(most))
}

// useLayout lines name, gauge, size and what is free up over all rows.
type useLayout struct{ height float32 }

const (
	useName = 164
	useSize = 76
	useFree = 104
	useGap  = 12
)

func (l useLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for i, w := range []float32{useName, max(size.Width-useName-useSize-useFree-3*useGap, 0), useSize, useFree} {
		o[i].Move(fyne.NewPos(x, 0))
		o[i].Resize(fyne.NewSize(w, size.Height))
		x += w + useGap
	}
}

func (l useLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(useName+useSize+useFree+3*useGap+40, l.height)
}
