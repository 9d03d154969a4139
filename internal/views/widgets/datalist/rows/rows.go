// Package rows decides which rows a list shows, in which order, and which of
// them are ticked: search, filters, sorting, selection and the cursor over
// items that have a key.
//
// It is plain arithmetic over slices. It must know neither Fyne nor what the
// items are. A Model is used by one goroutine.
package rows

import (
	"slices"
	"strings"
)

// Column is what a row can be sorted and searched by.
type Column[T any] struct {
	ID string
	// Text is what the column shows; "" if nothing. nil when it shows no text.
	Text func(T) string
	// Compare orders two items; nil means the natural order of Text. It may
	// look at more than the item, a live figure say; call Resort when that has
	// changed.
	Compare func(a, b T) int
}

// Filter is a named part of the items.
type Filter[T any] struct {
	ID string
	// Match says which items belong to it; nil means all. It is asked once for
	// each item, and again when the item changes, so it may look at nothing
	// else.
	Match func(T) bool
}

// Config is what a Model must know of its items.
type Config[T comparable] struct {
	Key func(T) string
	// Search is the text that a search looks in; nil means the texts of all
	// columns. Like Match, it is asked once for each item.
	Search  func(T) string
	Columns []Column[T]
	Filters []Filter[T] // 64 at most
}

// entry is one item and what was worked out about it.
type entry[T comparable] struct {
	item T
	key  string

	search   string // in lower case; worked out when first searched
	searched bool
	order    string // collation of the sort column's text, if that sorts
	filters  uint64 // bit i: belongs to Filters[i]
	given    int    // place in the last SetItems
	shown    int    // place in the view, -1 if it is not shown
	ticked   bool
	seen     uint64 // the SetItems that last had it
	placed   uint64 // the SetItems that must find a new place for it
	born     uint64 // the SetItems that first had it
}

// Model holds items and knows which are shown where. The zero Model is of no
// use; New makes one.
type Model[T comparable] struct {
	config Config[T]

	byKey map[string]*entry[T]
	given []*entry[T] // in the order of the last SetItems
	all   []*entry[T] // in sort order
	view  []*entry[T] // those of all that are shown

	// The other halves of double buffers, so that steady use allocates nothing.
	spareGiven, spareAll, spareView, fresh []*entry[T]
	arena                                  []byte
	slab                                   []entry[T] // entries for the next new items

	round  uint64 // number of the last SetItems
	column int    // index of the sort column; -1: as given
	down   bool
	frozen bool
	words  []string
	query  string
	filter int // index of the filter in use; -1: none
	counts []int

	cursor string
	anchor string // where a range starts
	ticks  int    // ticked entries, shown or not
}

// New makes a Model without items. The first filter, if there is one, is in
// use; the order is the one in which the items are given.
func New[T comparable](c Config[T]) *Model[T] {
	if len(c.Filters) > 64 {
		panic("rows: more than 64 filters")
	}
	m := &Model[T]{config: c, byKey: map[string]*entry[T]{}, column: -1, filter: -1, counts: make([]int, len(c.Filters))}
	if len(c.Filters) > 0 {
		m.filter = 0
	}
	return m
}

// SetItems replaces the items. What is equal to the item that had the same key
// keeps all that was worked out for it. Ticks, cursor and sort order are kept
// by key; keys that are gone lose theirs, and a cursor that was shown moves to
// the row that follows, or else to the one before. Of two items with the same
// key the first counts.
func (m *Model[T]) SetItems(items []T) {
	m.round++
	if len(m.byKey) == 0 {
		m.byKey = make(map[string]*entry[T], len(items))
	}
	added := m.take(items)
	gone := len(m.given)+added != len(m.spareGiven)
	m.given, m.spareGiven = m.spareGiven, m.given
	if gone {
		for _, e := range m.spareGiven {
			if e.seen != m.round {
				delete(m.byKey, e.key)
				m.tick(e, false)
			}
		}
	}
	m.reorder(gone)

	cursor, before := m.byKey[m.cursor], -1
	if cursor == nil && m.cursor != "" {
		before = slices.IndexFunc(m.view, func(e *entry[T]) bool { return e.key == m.cursor })
	}
	m.show()
	m.count()
	if cursor == nil && m.cursor != "" {
		m.cursor = m.neighbour(m.spareView, before)
	}
	if m.byKey[m.anchor] == nil {
		m.anchor = m.cursor
	}
	clear(m.spareGiven) // let go of what is gone
	clear(m.spareView[:cap(m.spareView)])
}

// take reads items into spareGiven, fills fresh with the entries whose place
// must be found, and says how many of these are new. Most items are the ones
// that were given last time in the same order, so it looks there before it asks
// for the key.
func (m *Model[T]) take(items []T) (added int) {
	next, fresh := m.spareGiven[:0], m.fresh[:0]
	expect := 0
	for _, item := range items {
		var e *entry[T]
		if expect < len(m.given) && m.given[expect].item == item {
			e = m.given[expect]
		} else {
			key := m.config.Key(item)
			e = m.byKey[key]
			switch {
			case e == nil:
				e = m.newEntry(len(items) - len(m.byKey))
				e.key, e.given, e.shown, e.born = key, -1, -1, m.round
				m.byKey[key] = e
				m.learn(e, item)
				fresh = append(fresh, e)
				added++
			case e.seen == m.round:
				continue
			case e.item != item:
				m.learn(e, item)
				fresh = append(fresh, e)
			}
		}
		if e.seen == m.round {
			continue
		}
		e.seen = m.round
		if e.given >= 0 {
			expect = e.given + 1
		}
		e.given = len(next)
		next = append(next, e)
	}
	m.spareGiven, m.fresh = next, fresh
	return added
}

// newEntry makes an entry; many of them at once where many are expected.
func (m *Model[T]) newEntry(expected int) *entry[T] {
	if len(m.slab) == 0 {
		m.slab = make([]entry[T], max(expected, 1))
	}
	e := &m.slab[0]
	m.slab = m.slab[1:]
	return e
}

// learn works out what is known of a changed item.
func (m *Model[T]) learn(e *entry[T], item T) {
	e.item = item
	e.search, e.searched = "", false
	e.placed = m.round
	e.filters = 0
	for i, f := range m.config.Filters {
		if f.Match == nil || f.Match(item) {
			e.filters |= 1 << i
		}
	}
}

// neighbour is the key of the row nearest to a place in an earlier view that
// is still shown: the next one first.
func (m *Model[T]) neighbour(earlier []*entry[T], at int) string {
	if at < 0 {
		return ""
	}
	still := func(e *entry[T]) bool { return e.seen == m.round && e.shown >= 0 }
	for i := at + 1; i < len(earlier); i++ {
		if still(earlier[i]) {
			return earlier[i].key
		}
	}
	for i := at - 1; i >= 0; i-- {
		if still(earlier[i]) {
			return earlier[i].key
		}
	}
	return ""
}

// show works out the view from the order, the filter and the search. The
// earlier view is left in spareView.
func (m *Model[T]) show() {
	next := m.spareView[:0]
	mask := ^uint64(0)
	if m.filter >= 0 {
		mask = 1 << m.filter
	}
	everything := m.filter < 0
	for _, e := range m.all {
		if (everything || e.filters&mask != 0) && (len(m.words) == 0 || m.found(e)) {
			e.shown = len(next)
			next = append(next, e)
		} else {
			e.shown = -1
		}
	}
	m.view, m.spareView = next, m.view
}

func (m *Model[T]) found(e *entry[T]) bool {
	if !e.searched {
		e.search, e.searched = strings.ToLower(m.searchText(e.item)), true
	}
	for _, w := range m.words {
		if !strings.Contains(e.search, w) {
			return false
		}
	}
	return true
}

func (m *Model[T]) searchText(item T) string {
	if m.config.Search != nil {
		return m.config.Search(item)
	}
	var b strings.Builder
	for _, c := range m.config.Columns {
		if c.Text != nil {
			b.WriteString(c.Text(item))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func (m *Model[T]) count() {
	clear(m.counts)
	for _, e := range m.all {
		for i := range m.counts {
			m.counts[i] += int(e.filters >> i & 1)
		}
	}
}

// SetSearch shows only the items that contain each of the words, upper or lower
// case alike. It reports whether that is a change.
func (m *Model[T]) SetSearch(query string) bool {
	query = strings.ToLower(strings.TrimSpace(query))
	if query == m.query {
		return false
	}
	m.query = query
	m.words = strings.Fields(query)
	m.show()
	return true
}

// Searching reports whether a search is in use.
func (m *Model[T]) Searching() bool { return len(m.words) > 0 }

// SetFilter shows only the items of one filter. It reports whether that is a
// change; an unknown filter is none.
func (m *Model[T]) SetFilter(id string) bool {
	i := slices.IndexFunc(m.config.Filters, func(f Filter[T]) bool { return f.ID == id })
	if i < 0 || i == m.filter {
		return false
	}
	m.filter = i
	m.show()
	return true
}

// Filter is the id of the filter in use; "" without filters.
func (m *Model[T]) Filter() string {
	if m.filter < 0 {
		return ""
	}
	return m.config.Filters[m.filter].ID
}

// Count is how many of all items belong to a filter, whatever is searched for.
func (m *Model[T]) Count(id string) int {
	i := slices.IndexFunc(m.config.Filters, func(f Filter[T]) bool { return f.ID == id })
	if i < 0 {
		return 0
	}
	return m.counts[i]
}

// Total is the number of items, shown or not.
func (m *Model[T]) Total() int { return len(m.all) }

// Len is the number of rows shown.
func (m *Model[T]) Len() int { return len(m.view) }

// At is the item of a shown row, 0 ≤ i < Len.
func (m *Model[T]) At(i int) T { return m.view[i].item }

// KeyAt is the key of a shown row, 0 ≤ i < Len.
func (m *Model[T]) KeyAt(i int) string { return m.view[i].key }

// Index is the row in which a key is shown; -1 if it is not.
func (m *Model[T]) Index(key string) int {
	if e := m.byKey[key]; e != nil {
		return e.shown
	}
	return -1
}

// Item is the item with a key, shown or not.
func (m *Model[T]) Item(key string) (item T, ok bool) {
	if e := m.byKey[key]; e != nil {
		return e.item, true
	}
	return item, false
}
