// Package datalist is the list that every list page shows: rows of columns in a
// card, with a header that sorts, boxes to tick, filter chips, and a cursor
// that follows the keyboard. Package rows decides what is shown; this package
// draws the part of it that is on the screen, and listens to mouse and keys.
//
// It must know nothing of what its items are. Everything in it belongs to the
// main goroutine.
package datalist

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist/rows"
)

// Align says at which side of its column a text stands.
type Align int

// Words stand at the left, figures at the right.
const (
	Left Align = iota
	Right
)

// Style is how a column's text looks.
type Style int

// The styles.
const (
	Normal Style = iota
	Bold
	Muted
	Code
)

// Column says what one column shows and how much room it wants. Widths are in
// px at scale 1, without the gaps between columns.
type Column[T any] struct {
	ID    string
	Title string // "" leaves the header cell empty and the column unsortable
	Topic string // the guide topic that explains it

	Min   float32 // what it needs to be of use; never less than its title
	Ideal float32 // what it wants; Min if less
	Grow  float32 // its share of what is left over
	// Priority 0 columns are always shown. Of the others the one with the
	// highest number goes first when there is no room for all.
	Priority int
	Align    Align
	Style    Style
	// Far columns are shown on a projector too, beside those with Priority 0.
	Far bool

	// Text is what it says about an item. It is drawn on one line with control
	// characters made visible, and cut where it is too long; the whole of it is
	// in the tooltip. With Cell it serves the search, the sort order and tests.
	Text func(T) string
	// Compare orders items; nil means the natural order of Text.
	Compare func(a, b T) int
	// Fixed says that the items are not ordered by it: a tree has its own order.
	Fixed bool
	// Cell makes a cell of the page's own, one for each row on the screen.
	Cell func() Cell[T]
}

func (c *Column[T]) sortable() bool {
	return c.Title != "" && !c.Fixed && (c.Text != nil || c.Compare != nil)
}

// Cell is what a page draws in a column: a badge, a graph, a link. It gets the
// whole height of the row and is used for one item after another. It must be a
// widget or one of Fyne's own objects: Fyne doesn't draw a struct that embeds a
// container. It should not take the keyboard, as the list is one stop for the
// Tab key.
type Cell[T any] interface {
	fyne.CanvasObject
	Update(T)
}

// Filter is a named part of the items, shown as a chip with its count.
type Filter[T any] struct {
	ID, Title, Topic string
	Match            func(T) bool // nil means all; see rows.Filter
}

// Config is what a list is made of. Key, Columns and ID are needed.
type Config[T comparable] struct {
	// ID is the page's name; the parts of the list are called ID.list,
	// ID.list.row.KEY, ID.list.check.KEY, ID.list.header.COLUMN, ID.list.all
	// and ID.filter.FILTER.
	ID      string
	Key     func(T) string
	Search  func(T) string // what a search looks in; nil: the columns' texts
	Columns []Column[T]
	Filters []Filter[T]

	// One says that nothing is ever done with several rows: there are no boxes to
	// tick.
	One bool

	Sort string // the column that orders at first; "" as the items are given
	Down bool

	// Topic explains the row that the keyboard is at; nil for none.
	Topic func(T) string

	OnCursor func(key string)    // the row a person is at; "" for none
	OnSelect func(keys []string) // the ticked rows that are shown; empty for none
	OnOpen   func(key string)    // Enter, double click
	OnDelete func(keys []string) // Delete
	OnMenu   func(keys []string, at fyne.Position)
	// OnMarks lets a person choose one of the marks of a row that have no room on
	// it; ask has it explained. nil has the number itself explained.
	OnMarks  func(marks []widgets.Mark, at fyne.Position, ask func(topic string))
	OnKey    func(*fyne.KeyEvent) bool // a key that the list has no use for; true: it was taken
	OnSort   func(column string, down bool)
	OnFilter func(id string)
	// OnVisible hears which rows are on the screen, at most once a frame and
	// only when they are others than before.
	OnVisible func(keys []string)
	// OnHeight hears when Height has changed.
	OnHeight func()

	// Post runs a function later on the main goroutine; fyne.Do if nil.
	Post func(func())
}

// DataList shows items of one kind. Make one with New.
type DataList[T comparable] struct {
	widget.BaseWidget
	config Config[T]
	model  *rows.Model[T]

	header   *header
	viewport *viewport[T]
	chips    *chips
	empty    fyne.CanvasObject
	look     *look
	placed   []place // the columns that have room
	width    float32 // for which placed was worked out
	layout   int     // grows with each change of placed or look

	lastCursor string
	lastTicks  []string
	lastHeight float32
}

// New makes an empty list.
func New[T comparable](c Config[T]) *DataList[T] {
	if c.Post == nil {
		c.Post = fyne.Do
	}
	l := &DataList[T]{config: c, look: newLook(c.One)}
	mc := rows.Config[T]{Key: c.Key, Search: c.Search}
	for _, col := range c.Columns {
		mc.Columns = append(mc.Columns, rows.Column[T]{ID: col.ID, Text: col.Text, Compare: col.Compare})
	}
	for _, f := range c.Filters {
		mc.Filters = append(mc.Filters, rows.Filter[T]{ID: f.ID, Match: f.Match})
	}
	l.model = rows.New(mc)
	l.model.SetSort(c.Sort, c.Down)
	l.header = newHeader(c.ID+".list", l, c.One)
	l.viewport = newViewport(l)
	l.chips = newChips(l)
	l.ExtendBaseWidget(l)
	return l
}

// SetItems replaces the items. Ticks, cursor, order and the place on the screen
// are kept by key. Items that are equal to the ones before cost next to nothing.
func (l *DataList[T]) SetItems(items []T) {
	l.viewport.keepPlace(func() { l.model.SetItems(items) })
	l.chips.update()
	l.changed()
}

// SetSearch shows only the items with all of the words, and goes to the top.
func (l *DataList[T]) SetSearch(query string) {
	if l.model.SetSearch(query) {
		l.viewport.offset = 0
		l.changed()
	}
}

// SetFilter shows only the items of one filter, and goes to the top.
func (l *DataList[T]) SetFilter(id string) {
	if !l.model.SetFilter(id) {
		return
	}
	l.viewport.offset = 0
	l.chips.update()
	l.changed()
	if l.config.OnFilter != nil {
		l.config.OnFilter(id)
	}
}

// Filter is the id of the filter in use.
func (l *DataList[T]) Filter() string { return l.model.Filter() }

// Searching reports whether a search is in use.
func (l *DataList[T]) Searching() bool { return l.model.Searching() }

// SetSort orders by a column, and goes to the top.
func (l *DataList[T]) SetSort(column string, down bool) {
	l.model.SetSort(column, down)
	l.viewport.offset = 0
	l.changed()
	if l.config.OnSort != nil {
		l.config.OnSort(l.model.Sort())
	}
}

// Sort is the column that orders, and whether it does so downwards.
func (l *DataList[T]) Sort() (column string, down bool) { return l.model.Sort() }

// Resort orders anew, for columns whose figures change while the items don't.
func (l *DataList[T]) Resort() {
	l.viewport.keepPlace(l.model.Resort)
	l.changed()
}

// SetFrozen keeps every row in its place while it is set.
func (l *DataList[T]) SetFrozen(frozen bool) {
	l.viewport.keepPlace(func() { l.model.SetFrozen(frozen) })
	l.changed()
}

// Update draws the cells of one item anew, if it is on the screen. It is for
// figures that are not part of the item.
func (l *DataList[T]) Update(key string) {
	if r := l.viewport.byKey[key]; r != nil {
		r.update(l)
	}
}

// SetEmpty sets what is shown in the card while no row is.
func (l *DataList[T]) SetEmpty(o fyne.CanvasObject) {
	if l.empty == o {
		return
	}
	l.empty = o
	l.arrange()
}

// Total is the number of items, Len of those that are shown.
func (l *DataList[T]) Total() int { return l.model.Total() }

// Len is the number of rows that search and filter leave.
func (l *DataList[T]) Len() int { return l.model.Len() }

// Item is the item with a key, shown or not.
func (l *DataList[T]) Item(key string) (item T, ok bool) { return l.model.Item(key) }

// Cursor is the key of the row a person is at; "" for none. Search or filter
// may hide it.
func (l *DataList[T]) Cursor() string { return l.model.Cursor() }

// SetCursor puts the cursor on an item and scrolls there. It reports whether
// the row is shown; "" takes the cursor away.
func (l *DataList[T]) SetCursor(key string) bool {
	l.model.SetCursor(key)
	i := l.model.Index(key)
	if i >= 0 {
		l.viewport.reveal(i)
	}
	l.changed()
	return i >= 0
}

// Ticked lists the ticked rows that are shown.
func (l *DataList[T]) Ticked() []string { return l.model.Ticked() }

// ClearTicks takes all ticks away.
func (l *DataList[T]) ClearTicks() {
	if l.model.ClearTicks() {
		l.changed()
	}
}

// Targets lists what an action is about: the ticked rows, or else the cursor's.
func (l *DataList[T]) Targets() []string { return l.model.Targets() }

// OnScreen lists the rows on the screen, from top to bottom.
func (l *DataList[T]) OnScreen() []string {
	keys := make([]string, len(l.viewport.rows))
	for i, r := range l.viewport.rows {
		keys[i] = r.key
	}
	return keys
}

// Filters is the row of chips, to be placed by the page.
func (l *DataList[T]) Filters() fyne.CanvasObject { return l.chips.flow }

// Focus gives the keyboard to the rows.
func (l *DataList[T]) Focus() { l.viewport.focus() }

// Enter gives the keyboard to the rows, at the cursor if its row is shown, else at
// the first.
func (l *DataList[T]) Enter() {
	if l.model.CursorIndex() < 0 && l.model.Len() > 0 {
		l.SetCursor(l.model.KeyAt(0))
	}
	l.Focus()
}

// Height is the height at which every row is seen. A higher list leaves the
// rest empty; the card ends with the last row.
func (l *DataList[T]) Height() float32 {
	top := l.look.header + l.look.border
	if l.model.Len() == 0 {
		return top + l.emptyHeight() + l.look.border
	}
	return top + float32(l.model.Len())*l.look.row
}

func (l *DataList[T]) emptyHeight() float32 {
	if l.empty == nil {
		return 2 * l.look.row
	}
	return l.empty.MinSize().Height + 2*l.look.emptyPad
}

// changed follows a change in the model: it draws and tells.
func (l *DataList[T]) changed() {
	if l.config.One {
		l.model.ClearTicks()
	}
	l.header.setState(l.headerState())
	l.arrange()
	l.viewport.lay()
	if cursor := l.model.Cursor(); cursor != l.lastCursor {
		l.lastCursor = cursor
		l.viewport.leaveMarks()
		l.viewport.explainCursor()
		if l.config.OnCursor != nil {
			l.config.OnCursor(cursor)
		}
	}
	if ticks := l.model.Ticked(); !slices.Equal(ticks, l.lastTicks) {
		l.lastTicks = ticks
		if l.config.OnSelect != nil {
			l.config.OnSelect(slices.Clone(ticks))
		}
	}
}

func (l *DataList[T]) headerState() headerState {
	s := headerState{ticks: l.model.State(), enabled: l.model.Len() > 0}
	s.column, s.down = l.model.Sort()
	return s
}

// headerSort is a press on a column's title: it sorts by it, or turns about.
func (l *DataList[T]) headerSort(column string) {
	now, down := l.model.Sort()
	l.SetSort(column, now == column && !down)
}

// headerAll is a press on the box that ticks all.
func (l *DataList[T]) headerAll() {
	if l.model.State() == rows.TicksAll {
		l.model.ClearTicks()
	} else {
		l.model.TickAll()
	}
	l.changed()
}

func (l *DataList[T]) headerLeave() { l.viewport.focus() }

// MinSize is the header and two rows.
func (l *DataList[T]) MinSize() fyne.Size {
	return fyne.NewSize(240, l.look.header+2*l.look.row)
}

// CreateRenderer implements fyne.Widget.
func (l *DataList[T]) CreateRenderer() fyne.WidgetRenderer { return newListRenderer(l) }

// arrange lays the card out again if its height has changed.
func (l *DataList[T]) arrange() {
	if h := l.Height(); h != l.lastHeight || l.model.Len() == 0 {
		told := h != l.lastHeight
		l.lastHeight = h
		l.relayout()
		if told && l.config.OnHeight != nil {
			l.config.OnHeight()
		}
	}
}

func (l *DataList[T]) relayout() {
	if size := l.Size(); size.Width > 0 {
		listLayout(l, size)
	}
}
