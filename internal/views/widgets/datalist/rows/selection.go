package rows

// Two things are told apart. The cursor is the one row that a person is at; its
// details are shown. Ticked rows are the ones collected for an action on many.
// While nothing is ticked, an action is about the cursor's row. An action is
// never about a row that isn't shown: ticks and cursor stay with what a search
// or a filter hides, but count only once it is shown again.

// Ticks says how many of the shown rows are ticked.
type Ticks int

// None, some or all of the shown rows are ticked.
const (
	TicksNone Ticks = iota
	TicksSome
	TicksAll
)

func (m *Model[T]) tick(e *entry[T], on bool) {
	if e.ticked == on {
		return
	}
	e.ticked = on
	if on {
		m.ticks++
	} else {
		m.ticks--
	}
}

func (m *Model[T]) valid(i int) bool { return i >= 0 && i < len(m.view) }

// Cursor is the key of the row a person is at, "" for none. It may be hidden by
// the search or the filter; see CursorIndex.
func (m *Model[T]) Cursor() string { return m.cursor }

// CursorIndex is the cursor's row; -1 if there is none or it is not shown.
func (m *Model[T]) CursorIndex() int { return m.Index(m.cursor) }

// SetCursor puts the cursor on an item, or takes it away with "". It reports
// whether the item is there, shown or not.
func (m *Model[T]) SetCursor(key string) bool {
	if key != "" && m.byKey[key] == nil {
		return false
	}
	m.cursor, m.anchor = key, key
	return true
}

// Click is a press on a row: the cursor goes there and all ticks go.
func (m *Model[T]) Click(i int) {
	if !m.valid(i) {
		return
	}
	m.ClearTicks()
	m.SetCursor(m.view[i].key)
}

// ClickAdd is a press with Ctrl: it ticks the row or takes its tick away, and
// the cursor goes there. The first one ticks the cursor's earlier row too, as
// that was the selected one.
func (m *Model[T]) ClickAdd(i int) {
	if !m.valid(i) {
		return
	}
	if c := m.CursorIndex(); c >= 0 && c != i && m.State() == TicksNone {
		m.tick(m.view[c], true)
	}
	m.tick(m.view[i], !m.view[i].ticked)
	m.SetCursor(m.view[i].key)
}

// ClickRange is a press with Shift: it ticks the rows from where the last range
// or press began, and only these. The cursor goes to the row.
func (m *Model[T]) ClickRange(i int) {
	if !m.valid(i) {
		return
	}
	start := m.start(i)
	m.ClearTicks()
	m.tickRange(start, i)
	m.cursor, m.anchor = m.view[i].key, m.view[start].key
}

// start is the row where a range to i begins.
func (m *Model[T]) start(i int) int {
	for _, key := range []string{m.anchor, m.cursor} {
		if at := m.Index(key); at >= 0 {
			return at
		}
	}
	return i
}

func (m *Model[T]) tickRange(a, b int) {
	for i := min(a, b); i <= max(a, b); i++ {
		m.tick(m.view[i], true)
	}
}

// Check is a press on a row's box: it ticks the row or takes its tick away; the
// cursor stays.
func (m *Model[T]) Check(i int) {
	if !m.valid(i) {
		return
	}
	m.tick(m.view[i], !m.view[i].ticked)
	m.anchor = m.view[i].key
}

// CheckRange is a press with Shift on a row's box: it ticks the rows from the
// last one pressed to this one, beside those that are ticked.
func (m *Model[T]) CheckRange(i int) {
	if !m.valid(i) {
		return
	}
	m.tickRange(m.start(i), i)
	m.anchor = m.view[i].key
}

// Move puts the cursor on the row nearest to i. With extend it ticks the rows
// from where the range began, as ClickRange does; without, ticks stay as they
// are.
func (m *Model[T]) Move(i int, extend bool) {
	if len(m.view) == 0 {
		return
	}
	i = max(0, min(i, len(m.view)-1))
	if extend {
		m.ClickRange(i)
		return
	}
	m.SetCursor(m.view[i].key)
}

// TickAll ticks every shown row.
func (m *Model[T]) TickAll() {
	for _, e := range m.view {
		m.tick(e, true)
	}
}

// ClearTicks takes every tick away, also those of rows that are not shown. It
// reports whether there was one.
func (m *Model[T]) ClearTicks() bool {
	if m.ticks == 0 {
		return false
	}
	for _, e := range m.all {
		m.tick(e, false)
	}
	return true
}

// TickedAt reports whether a shown row is ticked, 0 ≤ i < Len.
func (m *Model[T]) TickedAt(i int) bool { return m.view[i].ticked }

// Ticked lists the keys of the ticked rows that are shown, from top to bottom.
func (m *Model[T]) Ticked() []string {
	if m.ticks == 0 {
		return nil
	}
	var keys []string
	for _, e := range m.view {
		if e.ticked {
			keys = append(keys, e.key)
		}
	}
	return keys
}

// State says whether none, some or all of the shown rows are ticked.
func (m *Model[T]) State() Ticks {
	if m.ticks == 0 {
		return TicksNone
	}
	n := 0
	for _, e := range m.view {
		if e.ticked {
			n++
		}
	}
	switch {
	case n == 0:
		return TicksNone
	case n == len(m.view):
		return TicksAll
	}
	return TicksSome
}

// Targets lists the keys that an action is about: the ticked rows, or the
// cursor's if nothing is ticked. All of them are shown.
func (m *Model[T]) Targets() []string {
	if keys := m.Ticked(); len(keys) > 0 {
		return keys
	}
	if m.CursorIndex() >= 0 {
		return []string{m.cursor}
	}
	return nil
}
