package store

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// table holds the known objects of one kind, and makes the sorted slice that
// snapshots share. A change costs nothing but its note; the slice is copied
// once for each publication that has changes of its kind, however many.
type table[T any] struct {
	key   func(*T) string
	order func(a, b *T) int

	known     map[string]*T
	published []*T
	changed   map[string]*T // key → what is published of it, nil if nothing
}

func newTable[T any](key func(*T) string, order func(a, b *T) int) *table[T] {
	return &table[T]{key: key, order: order, known: map[string]*T{}, changed: map[string]*T{}}
}

func (t *table[T]) get(key string) *T { return t.known[key] }

// set stores v, and reports whether that changed anything. An equal object
// keeps its pointer, since pages take equal pointers for "nothing to do".
func (t *table[T]) set(v *T) bool {
	key := t.key(v)
	old := t.known[key]
	if old == v || old != nil && reflect.DeepEqual(old, v) {
		return false
	}
	t.note(key, old)
	t.known[key] = v
	return true
}

func (t *table[T]) remove(key string) bool {
	old := t.known[key]
	if old == nil {
		return false
	}
	t.note(key, old)
	delete(t.known, key)
	return true
}

func (t *table[T]) note(key string, old *T) {
	if _, noted := t.changed[key]; !noted {
		t.changed[key] = old
	}
}

// publish is the sorted slice of everything known. It is the same slice as
// before when nothing changed.
func (t *table[T]) publish() []*T {
	if len(t.changed) == 0 {
		return t.published
	}
	next := slices.Clone(t.published)
	var added []*T
	holes := 0
	for key, old := range t.changed {
		now := t.known[key]
		if old != nil {
			at, _ := slices.BinarySearchFunc(t.published, old, t.order)
			if now != nil && t.order(old, now) == 0 {
				next[at] = now
				continue
			}
			next[at] = nil
			holes++
		}
		if now != nil {
			added = append(added, now)
		}
	}
	clear(t.changed)
	if holes > 0 {
		next = slices.DeleteFunc(next, func(v *T) bool { return v == nil })
	}
	t.published = t.merge(next, added)
	return t.published
}

func (t *table[T]) merge(list, added []*T) []*T {
	if len(added) == 0 {
		return list
	}
	slices.SortFunc(added, t.order)
	out := make([]*T, 0, len(list)+len(added))
	for _, v := range added {
		at, _ := slices.BinarySearchFunc(list, v, t.order)
		out = append(out, list[:at]...)
		out = append(out, v)
		list = list[at:]
	}
	return append(out, list...)
}

// tables are the four kinds together.
type tables struct {
	containers *table[object.Container]
	images     *table[object.Image]
	volumes    *table[object.Volume]
	networks   *table[object.Network]
}

func newTables() tables {
	return tables{
		containers: newTable(
			func(c *object.Container) string { return c.ID },
			func(a, b *object.Container) int {
				return cmp.Or(b.Created.Compare(a.Created), strings.Compare(a.ID, b.ID))
			}),
		images: newTable(
			func(i *object.Image) string { return i.ID },
			func(a, b *object.Image) int {
				return cmp.Or(b.Created.Compare(a.Created), strings.Compare(a.ID, b.ID))
			}),
		volumes: newTable(
			func(v *object.Volume) string { return v.Name },
			func(a, b *object.Volume) int { return strings.Compare(a.Name, b.Name) }),
		networks: newTable(
			func(n *object.Network) string { return n.ID },
			func(a, b *object.Network) int {
				return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
			}),
	}
}

// remove forgets one object.
func (t *tables) remove(ref object.Ref) bool {
	switch ref.Kind {
	case object.KindContainer:
		return t.containers.remove(ref.ID)
	case object.KindImage:
		return t.images.remove(ref.ID)
	case object.KindVolume:
		return t.volumes.remove(ref.ID)
	case object.KindNetwork:
		return t.networks.remove(ref.ID)
	}
	return false
}

// has reports whether an object is known.
func (t *tables) has(ref object.Ref) bool {
	switch ref.Kind {
	case object.KindContainer:
		return t.containers.get(ref.ID) != nil
	case object.KindImage:
		return t.images.get(ref.ID) != nil
	case object.KindVolume:
		return t.volumes.get(ref.ID) != nil
	case object.KindNetwork:
		return t.networks.get(ref.ID) != nil
	}
	return false
}
