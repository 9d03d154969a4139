package system

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/system/journal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

const (
	keepEvents   = 5000
	gatherEvents = 100 * time.Millisecond // that come together are shown together
)

// eventsPart is what happens on the engine, as it happens.
type eventsPart struct {
	host   *page.Host
	o      Options
	ring   *journal.Ring
	cancel func()

	mu      sync.Mutex
	waiting bool   // news will be shown soon
	stop    func() // ends that
	closed  bool

	isSeen   atomic.Bool // read by whoever tells
	paused   bool
	pausedAt uint64 // how many events there were then
	shown    []*journal.Entry

	search *widgets.Field
	pause  *widgets.Button
	save   *widgets.Button
	words  *widgets.Text
	list   *datalist.DataList[*journal.Entry]
	detail *widgets.Facts
	pane   *fyne.Container
	root   fyne.CanvasObject
	chosen uint64 // the entry in the pane
}

func newEvents(host *page.Host, o Options) *eventsPart {
	p := &eventsPart{host: host, o: o}
	p.ring = journal.NewRing(keepEvents, p.news)
	p.list = p.newList()
	p.build()
	if o.Events != nil {
		p.cancel = o.Events(p.ring.Hear)
	}
	return p
}

func (p *eventsPart) build() {
	p.search = widgets.NewSearch("system.events.search", "Search", func(q string) {
		p.list.SetSearch(q)
		p.say()
	})
	p.search.Topic, p.search.OnLeave, p.search.OnDown = "list.search", p.list.Focus, p.list.Focus
	p.pause = widgets.NewButton("system.events.pause", "Pause", "pause", widgets.Ordinary, p.togglePause)
	p.pause.Topic = "system.events"
	p.save = widgets.NewButton("system.events.save", "Save…", "save", widgets.Ordinary, p.saveMenu)
	p.save.Topic = "system.events"
	p.words = widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	p.words.ID, p.words.Truncate = "system.events.when", true
	right := container.New(layout.NewCustomPaddedHBoxLayout(10), widgets.Sized(p.search, 180, 0), p.pause, p.save)
	if p.o.Save == nil {
		p.save.Hide()
	}
	row := container.NewBorder(nil, nil, nil, right, widgets.PadSides(widgets.Middle(p.words), 0, 12, 0, 0))
	p.detail = widgets.NewFacts()
	p.pane = widgets.PadSides(widgets.Sized(container.NewStack(widgets.NewBox(theme.Surface, theme.Border, theme.SizeCardR),
		container.NewVScroll(widgets.Pad(p.detail, 10, 14))), 0, 148), 10, 0, 0, 0)
	p.pane.Hide()
	upper := container.New(layout.NewCustomPaddedVBoxLayout(theme.Size(theme.SizeGap)), row, p.list.Filters())
	p.root = container.NewBorder(widgets.PadSides(upper, 0, 0, 10, 0), p.pane, nil, nil, p.list)
}

func (p *eventsPart) newList() *datalist.DataList[*journal.Entry] {
	type E = *journal.Entry
	of := func(g journal.Group) func(E) bool { return func(e E) bool { return e.Group() == g } }
	l := datalist.New(datalist.Config[E]{
		ID: "system.events", Post: p.host.Post, Sort: "time", Down: true,
		Key:    func(e E) string { return strconv.FormatUint(e.Seq, 10) },
		Search: E.Text,
		Topic:  func(E) string { return "system.events" },
		Columns: []datalist.Column[E]{
			{ID: "time", Title: "Time", Topic: "concept.events", Min: 72, Ideal: 76, Style: datalist.Code,
				Text: clock, Compare: func(a, b E) int { return compare(a.Seq, b.Seq) }},
			{ID: "kind", Title: "Kind", Topic: "concept.events", Min: 68, Ideal: 76, Priority: 2, Text: func(e E) string { return string(e.Ref.Kind) }},
			{ID: "name", Title: "Name", Topic: "concept.events", Min: 100, Ideal: 150, Grow: 0.6, Style: datalist.Bold, Text: func(e E) string { return e.Name }},
			{ID: "event", Title: "Event", Topic: "concept.events", Min: 92, Ideal: 110, Style: datalist.Code, Text: func(e E) string { return e.Action }},
			{ID: "means", Title: "What happened", Topic: "concept.life", Min: 140, Ideal: 220, Grow: 1, Priority: 1, Text: func(e E) string { return e.Means }},
		},
		Filters: []datalist.Filter[E]{
			{ID: "all", Title: "All", Topic: "list.filter"},
			{ID: "containers", Title: "Containers", Topic: "list.filter", Match: of(journal.Containers)},
			{ID: "images", Title: "Images", Topic: "list.filter", Match: of(journal.Images)},
			{ID: "volumes", Title: "Volumes", Topic: "list.filter", Match: of(journal.Volumes)},
			{ID: "networks", Title: "Networks", Topic: "list.filter", Match: of(journal.Networks)},
			{ID: "inside", Title: "Commands inside", Topic: "list.filter", Match: of(journal.Inside)},
			{ID: "others", Title: "Others", Topic: "list.filter", Match: of(journal.Others)},
		},
		OnCursor: func(string) { p.showDetail() },
		OnFilter: func(string) { p.say() },
		OnOpen: func(key string) {
			if e, ok := p.list.Item(key); ok {
				p.host.Open(e.Ref)
			}
		},
		OnMenu: p.menu,
	})
	l.SetEmpty(widgets.Empty("Nothing has happened yet", "What anybody does to the engine appears here at once. Start a container, or type a docker command in a terminal.", nil))
	return l
}

func compare(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func clock(e *journal.Entry) string { return e.Time.Local().Format("15:04:05") }

func (p *eventsPart) object() fyne.CanvasObject { return p.root }
func (p *eventsPart) update(*object.Snapshot)   {}
func (p *eventsPart) renewed()                  {}
func (p *eventsPart) left()                     { p.isSeen.Store(false) }

func (p *eventsPart) seen() {
	p.isSeen.Store(true)
	p.show()
}

// forget lets go of the events of an engine that was left.
func (p *eventsPart) forget() {
	p.ring.Clear()
	p.shown, p.paused = nil, false
	p.setPause()
	p.list.SetItems(nil)
	p.say()
}

// news arranges for what has come to be shown soon. It may be called by any
// goroutine.
func (p *eventsPart) news() {
	if !p.isSeen.Load() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting || p.closed {
		return
	}
	p.waiting = true
	p.stop = p.o.After(gatherEvents, func() {
		p.host.Post(func() {
			p.mu.Lock()
			p.waiting = false
			p.mu.Unlock()
			p.show()
		})
	})
}

// show shows the newest events, unless nobody looks or they are held.
func (p *eventsPart) show() {
	if !p.isSeen.Load() {
		return
	}
	if !p.paused {
		p.shown = p.ring.Newest()
		p.list.SetItems(p.shown)
	}
	p.say()
}

// say says how many events there are.
func (p *eventsPart) say() {
	heard := p.ring.Heard()
	switch {
	case p.paused:
		p.words.SetText(fmt.Sprintf("Held. %s since.", format.Count(int(heard-p.pausedAt), "new event")))
	case p.list.Len() == p.list.Total():
		p.words.SetText(format.Count(p.list.Total(), "event"))
	default:
		p.words.SetText(fmt.Sprintf("%d of %s", p.list.Len(), format.Count(p.list.Total(), "event")))
	}
	p.save.SetDisabled(p.list.Len() == 0)
}

func (p *eventsPart) togglePause() {
	p.paused = !p.paused
	p.pausedAt = p.ring.Heard()
	p.setPause()
	p.show()
}

func (p *eventsPart) setPause() {
	if p.paused {
		p.pause.SetText("Go on")
		p.pause.SetIcon("play")
	} else {
		p.pause.SetText("Pause")
		p.pause.SetIcon("pause")
	}
	p.pause.SetLit(p.paused)
}

// showDetail shows everything about the event at the cursor.
func (p *eventsPart) showDetail() {
	e, ok := p.list.Item(p.list.Cursor())
	if ok != p.pane.Visible() {
		widgets.SetVisible(p.pane, ok)
		p.root.Refresh()
	}
	if !ok || e.Seq == p.chosen {
		return
	}
	p.chosen = e.Seq
	line := func(id, label string, parts ...fyne.CanvasObject) widgets.Fact {
		return widgets.Fact{ID: "system.event." + id, Label: label, Topic: "concept.events", Lines: widgets.One(parts...)}
	}
	what := e.Action
	if e.Means != "" {
		what += " · " + e.Means
	}
	id := widgets.CodeWords(format.CleanLine(e.Ref.ID))
	facts := []widgets.Fact{
		line("what", "What", widgets.NewParagraph(format.CleanLine(what), widgets.TextStyle{})),
		line("when", "When", widgets.Words(e.Time.Local().Format("2 January 2006, 15:04:05.000000"))),
		line("whom", "To", widgets.Words(string(e.Ref.Kind)), widgets.NewLink("system.event.open", e.Name, func() { p.host.Open(e.Ref) }), id),
	}
	for _, pair := range e.Pairs {
		facts = append(facts, line("pair."+pair[0], shortLabel(pair[0]), widgets.CodeWords(format.CleanLine(pair[0]+"="+pair[1]))))
	}
	p.detail.Set(facts)
}

// shortLabel is what fits beside a value: the last part of a dotted name.
func shortLabel(name string) string {
	const most = 14
	name = format.CleanLine(name[strings.LastIndex(name, ".")+1:])
	if r := []rune(name); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return name
}

// menu is what can be done with the rows under the pointer.
func (p *eventsPart) menu(keys []string, at fyne.Position) {
	entries := p.entries(keys)
	if len(entries) == 0 || p.host.Menu == nil {
		return
	}
	copyAs := func(form journal.Form) func() {
		return func() {
			var b strings.Builder
			if journal.Write(&b, form, entries) == nil {
				p.host.Copy(strings.TrimSuffix(b.String(), "\n"))
			}
		}
	}
	items := []page.MenuItem{
		{ID: "system.events.copy.text", Title: "Copy as text", Icon: "copy", Topic: "action.window.copy", Do: copyAs(journal.Text)},
		{ID: "system.events.copy.json", Title: "Copy as JSON", Icon: "copy", Topic: "action.window.copy", Do: copyAs(journal.JSONLines)},
	}
	if len(entries) == 1 {
		items = append([]page.MenuItem{{ID: "system.events.open", Title: "Go to " + entries[0].Name, Icon: "arrow-right", Topic: "page." + string(entries[0].Group()),
			Do: func() { p.host.Open(entries[0].Ref) }}}, items...)
	}
	p.host.Menu(items, at)
}

func (p *eventsPart) entries(keys []string) []*journal.Entry {
	var out []*journal.Entry
	for _, k := range keys {
		if e, ok := p.list.Item(k); ok {
			out = append(out, e)
		}
	}
	return out
}

// saveMenu asks for the form of the file.
func (p *eventsPart) saveMenu() {
	p.host.Menu([]page.MenuItem{
		{ID: "system.events.save.text", Title: "As text, one line each", Icon: "file", Topic: "system.events", Do: func() { p.saveAs(journal.Text) }},
		{ID: "system.events.save.json", Title: "As JSON, one object a line", Icon: "file", Topic: "system.events", Do: func() { p.saveAs(journal.JSONLines) }},
	}, widgets.Below(p.save))
}

// saveAs saves the ticked events, or else all that search and filter leave.
func (p *eventsPart) saveAs(form journal.Form) {
	entries := p.entries(p.list.Ticked())
	if len(entries) == 0 {
		for _, e := range p.shown {
			if p.matches(e) {
				entries = append(entries, e)
			}
		}
	}
	name := "events-" + p.host.Now().Format("2006-01-02-150405") + "." + string(form)
	p.o.Save(name, func(w io.Writer) error { return journal.Write(w, form, entries) }, func(err error) {
		if err != nil {
			p.words.SetText("Not saved: " + format.CleanLine(err.Error()))
			return
		}
		p.words.SetText(format.Count(len(entries), "event") + " saved.")
	})
}

// matches reports whether search and filter leave an event.
func (p *eventsPart) matches(e *journal.Entry) bool {
	filter := p.list.Filter()
	return (filter == "all" || filter == string(e.Group())) && e.Matches(p.search.Text)
}

func (p *eventsPart) close() {
	p.mu.Lock()
	p.closed = true
	stop := p.stop
	p.mu.Unlock()
	if stop != nil {
		stop()
	}
	if p.cancel != nil {
		p.cancel()
	}
}
