package rows

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// SetSort orders by a column; "" means the order in which items are given. Equal
// items stand in the order of their keys, upwards and downwards. An unknown
// column changes nothing. It orders frozen rows too, as someone has asked for it.
func (m *Model[T]) SetSort(column string, down bool) {
	i := slices.IndexFunc(m.config.Columns, func(c Column[T]) bool { return c.ID == column })
	if i < 0 && column != "" {
		return
	}
	m.column, m.down = i, down
	m.collateAll()
	m.sortAll()
	m.show()
}

// Sort is the column that orders, and whether it does so downwards.
func (m *Model[T]) Sort() (column string, down bool) {
	if m.column < 0 {
		return "", m.down
	}
	return m.config.Columns[m.column].ID, m.down
}

// Resort orders all items anew, for columns whose figures change while the
// items don't. It does nothing while the order is frozen.
func (m *Model[T]) Resort() {
	if m.frozen {
		return
	}
	m.sortAll()
	m.show()
}

// SetFrozen keeps every row in its place, whatever changes; new items come
// last. People who follow a presentation must not lose a row from sight.
func (m *Model[T]) SetFrozen(frozen bool) {
	if m.frozen == frozen {
		return
	}
	m.frozen = frozen
	if !frozen {
		m.Resort()
	}
}

// natural reports whether the natural order of a column's text sorts.
func (m *Model[T]) natural() bool {
	if m.column < 0 {
		return false
	}
	c := m.config.Columns[m.column]
	return c.Compare == nil && c.Text != nil
}

// collateAll prepares the texts of the sort column, in one allocation.
func (m *Model[T]) collateAll() {
	if !m.natural() {
		return
	}
	text := m.config.Columns[m.column].Text
	buffer := make([]byte, 0, 24*len(m.all))
	ends := make([]int, len(m.all))
	for i, e := range m.all {
		buffer = collate(buffer, text(e.item))
		ends[i] = len(buffer)
	}
	joined := unsafe.String(unsafe.SliceData(buffer), len(buffer)) // nobody writes to it any more
	from := 0
	for i, e := range m.all {
		e.order, from = joined[from:ends[i]], ends[i]
	}
}

func (m *Model[T]) collateFresh() {
	if !m.natural() {
		return
	}
	text := m.config.Columns[m.column].Text
	for _, e := range m.fresh {
		m.arena = collate(m.arena[:0], text(e.item))
		e.order = string(m.arena)
	}
}

// compare is the order of rows.
func (m *Model[T]) compare(a, b *entry[T]) int {
	if m.column < 0 {
		return m.sign(cmp.Compare(a.given, b.given))
	}
	c := &m.config.Columns[m.column]
	n := 0
	if c.Compare != nil {
		n = c.Compare(a.item, b.item)
	} else {
		n = strings.Compare(a.order, b.order)
	}
	if n == 0 {
		return strings.Compare(a.key, b.key)
	}
	return m.sign(n)
}

func (m *Model[T]) sign(n int) int {
	if m.down {
		return -n
	}
	return n
}

func (m *Model[T]) sortAll() {
	slices.SortFunc(m.all, m.compare)
}

// reorder brings all into order after SetItems has filled given and fresh. Few
// changes are merged in; sorting anew is for many.
func (m *Model[T]) reorder(gone bool) {
	switch {
	case m.frozen:
		m.keepOrder()
	case m.column < 0:
		m.all = append(m.all[:0], m.given...)
		if m.down {
			slices.Reverse(m.all)
		}
	case len(m.fresh) == 0 && !gone:
	case len(m.fresh) > len(m.given)/4:
		m.all = append(m.all[:0], m.given...)
		m.collateAll()
		m.sortAll()
	default:
		m.merge()
	}
	clear(m.all[len(m.all):cap(m.all)])
	clear(m.fresh)
}

// merge puts the fresh entries between the ones that kept their place.
func (m *Model[T]) merge() {
	m.collateFresh()
	slices.SortFunc(m.fresh, m.compare)
	out, fresh := m.spareAll[:0], m.fresh
	for _, e := range m.all {
		if e.seen != m.round || e.placed == m.round {
			continue
		}
		for len(fresh) > 0 && m.compare(fresh[0], e) < 0 {
			out, fresh = append(out, fresh[0]), fresh[1:]
		}
		out = append(out, e)
	}
	out = append(out, fresh...)
	m.all, m.spareAll = out, m.all
	clear(m.spareAll)
}

// keepOrder drops what is gone and puts what is new at the end.
func (m *Model[T]) keepOrder() {
	m.collateFresh()
	m.all = slices.DeleteFunc(m.all, func(e *entry[T]) bool { return e.seen != m.round })
	start := len(m.all)
	for _, e := range m.fresh {
		if e.born == m.round {
			m.all = append(m.all, e)
		}
	}
	slices.SortFunc(m.all[start:], m.compare)
}

// CompareNatural orders texts as people do: upper and lower case alike, and
// numbers by their value, so that web2 comes before web10.
func CompareNatural(a, b string) int {
	var x, y [64]byte
	return strings.Compare(string(collate(x[:0], a)), string(collate(y[:0], b)))
}

// collate appends bytes whose order is the natural order of texts: a run of
// digits becomes a zero, its length and its digits.
func collate(out []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			end := i
			for end < len(s) && s[end] >= '0' && s[end] <= '9' {
				end++
			}
			for i < end && s[i] == '0' {
				i++
			}
			// Names have far fewer digits; longer runs differ by their first.
			out = append(out, '0', byte(min(end-i, 255)))
			out = append(out, s[i:end]...)
			i = end
		case c >= 'A' && c <= 'Z':
			out = append(out, c+'a'-'A')
			i++
		case c < utf8.RuneSelf:
			out = append(out, c)
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			out = append(out, strings.ToLower(string(r))...)
			i += n
		}
	}
	return out
}
