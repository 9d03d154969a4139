// Package listpage is the frame that every list page has: title, search field,
// filter chips, the list, and under it the pane of the selected object. Pages
// differ in what they fill it with.
//
// It must know nothing of the kinds of object.
package listpage

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/actionbar"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/trace"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// Options are what a page fills the frame with. T is one row: a value that is
// equal to the one before as long as nothing in it has changed.
type Options[T comparable] struct {
	ID, Title, Hint string // Hint stands in the search field
	Kind            object.Kind
	List            datalist.Config[T]
	Items           func(*object.Snapshot) []T
	// Nothing is shown while the engine has none at all; step is the button of the
	// first step, or nil.
	Nothing func(step fyne.CanvasObject) fyne.CanvasObject
	Detail  Detail[T]
	Born    func(T) time.Time       // what the ages in the list are counted from
	Menu    func(T) []page.MenuItem // what else its row's menu has, beside its actions

	// IDs are the objects that rows stand for, by the rows' keys; nil where each row
	// is one object, and its key the id.
	IDs func(keys []string) []string
	// Open does something of its own with a row that is opened, and says whether it
	// did; may be nil.
	Open func(key string) bool
}

// Detail is the pane of the selected object.
type Detail[T any] interface {
	Object() fyne.CanvasObject
	// Show shows an item. It is called again whenever a snapshot comes, also
	// when the item did not change: what stands around it may have.
	Show(item T, s *object.Snapshot)
	// Shown and Hidden tell it when it is seen and when not.
	Shown()
	Hidden()
	// Clock draws its ages anew.
	Clock()
	// Focus gives it the keyboard.
	Focus()
	// SetActions gives it the buttons of what can be done.
	SetActions(fyne.CanvasObject)
}

// Page is a list page. It implements page.Page.
type Page[T comparable] struct {
	o        Options[T]
	host     *page.Host
	List     *datalist.DataList[T]
	search   *widgets.Field
	bar      *actionbar.Bar
	many     *many
	making   []*widgets.Button // of the actions that make something
	wide     *widgets.Button   // gives the object the whole room, on a projector
	more     *widgets.Button   // the menu of what else belongs to the page; nil for none
	split    *split
	content  fyne.CanvasObject
	snapshot *object.Snapshot
	empty    emptyKind
	shown    bool
	opened   bool // the first list was shown; its first object was selected
	detail   bool // an object is selected and its pane is seen
}

// New makes a page. Its list's Config is completed with what the frame needs.
func New[T comparable](host *page.Host, o Options[T]) *Page[T] {
	p := &Page[T]{o: o, host: host, snapshot: &object.Snapshot{}}
	cfg := o.List
	cfg.ID, cfg.Post = o.ID, host.Post
	cfg.OnCursor = func(string) { p.showDetail() }
	cfg.OnSelect = func([]string) { p.showDetail() }
	cfg.OnOpen = func(key string) {
		if o.Open != nil && o.Open(key) {
			return
		}
		p.Widen(true)
		o.Detail.Focus()
	}
	cfg.OnMenu = p.menu
	cfg.OnMarks = p.chooseMark
	cfg.OnDelete = func(keys []string) {
		if a := action.ForKey("Delete", p.on(keys)); a != nil {
			host.Actions.Click(a, p.on(keys))
		}
	}
	cfg.OnFilter = func(string) { p.chooseEmpty() }
	cfg.OnSort = func(column string, down bool) {
		host.Settings.Set(o.ID+".sort", column+map[bool]string{true: "-", false: "+"}[down])
	}
	seen := cfg.OnVisible
	cfg.OnVisible = func(keys []string) {
		p.open(keys)
		if seen != nil {
			seen(keys)
		}
	}
	cfg.OnHeight = func() { p.split.listHeight(p.List.Height()) }
	if s := host.Settings.Get(o.ID + ".sort"); s != "" {
		cfg.Sort, cfg.Down = s[:len(s)-1], s[len(s)-1] == '-'
	}
	p.List = datalist.New(cfg)
	p.build()
	return p
}

func (p *Page[T]) build() {
	margin, gap := theme.Size(theme.SizeMargin), theme.Size(theme.SizeGap)
	p.search = widgets.NewSearch(p.o.ID+".search", p.o.Hint, p.searched)
	p.search.Topic = "list.search"
	p.search.OnLeave = p.List.Enter
	p.search.OnDown = p.List.Enter
	searching := widgets.Sized(p.search, 220, 0)
	right := container.New(layout.NewCustomPaddedHBoxLayout(10), searching)
	p.pageActions(right)
	p.bar = actionbar.New(p.host, p.o.ID+".detail", p.o.Kind, func() []page.MenuItem {
		if item, ok := p.List.Item(p.List.Cursor()); ok {
			return p.o.Menu(item)
		}
		return nil
	})
	p.o.Detail.SetActions(p.bar)
	p.many = newMany(p.host, p.o.ID, action.On{Kind: p.o.Kind}, func() {
		p.List.ClearTicks()
		p.List.Focus()
	})
	head := container.NewBorder(nil, nil, widgets.Middle(widgets.Title(p.o.Title)), right)
	chips := p.List.Filters()
	p.split = newSplit(p.List, container.NewStack(p.o.Detail.Object(), p.many.object))
	if share, err := strconv.ParseFloat(p.host.Settings.Get(p.o.ID+".split"), 32); err == nil {
		p.split.share = float32(share)
	}
	roomy, isRoomy := p.o.Detail.(roomy)
	if isRoomy {
		roomy.OnRoom(p.split.giveRoom)
	}
	p.split.moved = func(share float32) {
		if isRoomy {
			roomy.Lowered()
		}
		p.host.Settings.Set(p.o.ID+".split", strconv.FormatFloat(float64(share), 'f', 3, 32))
	}
	p.wide = widgets.NewButton(p.o.ID+".far", "Open", "chevron-right", widgets.Ordinary, func() { p.Widen(!p.split.open) })
	p.wide.Topic = "projector.open"
	if d, ok := p.o.Detail.(far); ok {
		d.OnTab(func(id string) {
			p.split.work(id != "overview")
			if theme.Projecting() && id != "overview" {
				p.Widen(true)
			}
		})
	}
	p.split.reflowed = p.reflow
	top := container.New(&topLayout{gap: gap, search: searching, open: func() bool { return p.split.open }}, head, chips, p.wide)
	p.content = widgets.PadSides(container.NewBorder(widgets.PadSides(top, 0, 0, gap, 0), nil, nil, nil, p.split.object), 14, margin, margin, margin)
	p.setEmpty(emptyReading)
}

// ID implements page.Page.
func (p *Page[T]) ID() string { return p.o.ID }

// Content implements page.Page.
func (p *Page[T]) Content() fyne.CanvasObject { return p.content }

// FocusSearch implements page.Page.
func (p *Page[T]) FocusSearch() {
	p.Back() // the field is beside the list
	p.host.Focus(p.search)
}

// Shown implements page.Page.
func (p *Page[T]) Shown() {
	p.shown = true
	p.showDetail()
}

// Hidden implements page.Page.
func (p *Page[T]) Hidden() {
	p.shown = false
	p.showDetail()
}

// Reveal implements page.Page. Search and filter give way if they hide the
// object.
func (p *Page[T]) Reveal(ref object.Ref) {
	if ref.Kind != p.o.Kind {
		return
	}
	if !p.List.SetCursor(ref.ID) {
		p.search.SetText("")
		if f := p.o.List.Filters; len(f) > 0 {
			p.List.SetFilter(f[0].ID)
		}
		p.List.SetCursor(ref.ID)
	}
	p.showDetail()
}

// Update implements page.Page.
func (p *Page[T]) Update(s *object.Snapshot) {
	p.snapshot = s
	p.List.SetItems(p.o.Items(s))
	p.chooseEmpty()
	p.split.listHeight(p.List.Height())
	p.showDetail()
	p.host.Trace.Mark("list updated", trace.Fields{"page": p.o.ID, "rows": p.List.Len()})
}

// open selects the first object of the first list that comes to the screen, so
// that the pane shows what selecting is good for.
func (p *Page[T]) open(keys []string) {
	if p.opened || len(keys) == 0 {
		return
	}
	p.opened = true
	if p.List.Cursor() == "" {
		p.List.SetCursor(keys[0])
		p.showDetail()
	}
}

// menu shows what there is to do with the objects that were asked about.
func (p *Page[T]) menu(keys []string, at fyne.Position) {
	if len(keys) == 0 {
		return
	}
	items := actionbar.Items(p.host.Actions, p.on(keys))
	if item, ok := p.List.Item(keys[0]); ok && len(keys) == 1 {
		items = append(append(items, page.MenuItem{}), p.o.Menu(item)...)
	}
	p.host.Menu(items, at)
}

// chooseMark lets a person choose which of several marks is explained.
func (p *Page[T]) chooseMark(marks []widgets.Mark, at fyne.Position, ask func(topic string)) {
	var items []page.MenuItem
	for _, m := range marks {
		items = append(items, page.MenuItem{ID: "badge." + m.Word, Title: m.Word, Icon: "info", Topic: m.Topic, Do: func() { ask(m.Topic) }})
	}
	p.host.Menu(items, at)
}

func (p *Page[T]) on(keys []string) action.On {
	if p.o.IDs != nil {
		keys = p.o.IDs(keys)
	}
	return action.On{Kind: p.o.Kind, IDs: keys, Snapshot: p.snapshot}
}

// Selected implements page.Selecting: the ticked objects, or else the one at the
// cursor.
func (p *Page[T]) Selected() action.On { return p.on(p.List.Targets()) }

// Acted implements page.Selecting.
func (p *Page[T]) Acted() { p.showActions() }

// Clock implements page.Aging.
func (p *Page[T]) Clock(now time.Time) time.Duration {
	stays := time.Hour
	for _, key := range p.List.OnScreen() {
		p.List.Update(key)
		if item, ok := p.List.Item(key); ok {
			stays = min(stays, format.AgeStays(p.o.Born(item), now))
		}
	}
	if p.detail {
		p.o.Detail.Clock()
	}
	return stays
}

func (p *Page[T]) searched(query string) {
	p.List.SetSearch(query)
	p.chooseEmpty()
}

// showDetail shows the pane of the object at the cursor, of all that are ticked,
// or none.
func (p *Page[T]) showDetail() {
	item, ok := p.List.Item(p.List.Cursor())
	ticked := p.List.Ticked()
	several := len(ticked) > 1 || len(ticked) == 1 && ticked[0] != p.List.Cursor()
	seen := ok && p.shown && !several
	if ok && !several {
		p.o.Detail.Show(item, p.snapshot)
	}
	widgets.SetVisible(p.o.Detail.Object(), !several)
	widgets.SetVisible(p.many.object, several)
	p.showActions()
	p.split.showLower(ok || several)
	if seen == p.detail {
		return
	}
	p.detail = seen
	if seen {
		p.o.Detail.Shown()
	} else {
		p.o.Detail.Hidden()
	}
}

// showActions brings the buttons up to date.
func (p *Page[T]) showActions() {
	for _, b := range p.making {
		offer := b.About.(action.Offer)
		offer.On = p.on(nil)
		why := p.host.Actions.Why(offer.Action, offer.On)
		b.About, b.Tip = offer, why
		b.SetDisabled(why != "")
	}
	if p.many.object.Visible() {
		p.many.show(p.Selected())
		return
	}
	if key := p.List.Cursor(); key != "" {
		p.bar.Set(p.on([]string{key}))
	}
}

// emptyKind is why no row is shown.
type emptyKind int

const (
	emptyNo emptyKind = iota
	emptyReading
	emptyLost
	emptyNothing
	emptySearch
	emptyFilter
)

func (p *Page[T]) chooseEmpty() {
	kind := emptyNo
	switch {
	case p.List.Len() > 0:
	case p.List.Total() == 0 && p.snapshot.Link == object.LinkConnecting:
		kind = emptyReading
	case p.List.Total() == 0 && p.snapshot.Link == object.LinkLost:
		kind = emptyLost
	case p.List.Total() == 0:
		kind = emptyNothing
	case p.List.Searching():
		kind = emptySearch
	default:
		kind = emptyFilter
	}
	p.setEmpty(kind)
}

func (p *Page[T]) setEmpty(kind emptyKind) {
	if kind == p.empty {
		return
	}
	p.empty = kind
	switch kind {
	case emptyReading:
		p.List.SetEmpty(widgets.Empty("Reading the list", "The engine is being asked.", nil))
	case emptyLost:
		p.List.SetEmpty(widgets.Empty("The engine does not answer", "As soon as it does, the list appears here.", nil))
	case emptyNothing:
		p.List.SetEmpty(p.o.Nothing(p.firstStep()))
	case emptySearch:
		p.List.SetEmpty(widgets.Empty("Nothing matches", "No row has all of these words.",
			widgets.NewButton(p.o.ID+".search.clear", "Clear the search", "close", widgets.Ordinary, func() { p.search.SetText("") })))
	case emptyFilter:
		p.List.SetEmpty(widgets.Empty("None of this sort", "Other filters show the rest.",
			widgets.NewButton(p.o.ID+".filter.clear", "Show all", "close", widgets.Ordinary, func() {
				p.List.SetFilter(p.o.List.Filters[0].ID)
			})))
	}
}
