package layers

import (
	"cmp"
	"slices"
)

// Survey is what the layers of an image come to together.
type Survey struct {
	Layers []Sum   // one for each
	Files  int     // that a container sees
	Held   int64   // bytes that the layers hold
	Wasted int64   // bytes of them that no container sees
	Waste  []Waste // the largest first
}

// Sum is what one layer did.
type Sum struct {
	Counts Counts
	Hidden int64 // bytes of it that a later layer hides
}

// Waste is a path with bytes that a later layer hides.
type Waste struct {
	Path    string
	Size    int64 // hidden bytes
	Copies  int   // how many are hidden
	From    int   // the first layer that wrote it
	By      int   // the last layer that hid it
	Removed bool  // nothing is there in the end
}

// Score is how many of a hundred bytes that the layers hold are seen. It is 100
// only where nothing is wasted.
func (s *Survey) Score() int {
	if s.Held <= 0 || s.Wasted <= 0 {
		return 100
	}
	return min(int((s.Held-s.Wasted)*100/s.Held), 99)
}

// surveying is a survey that is being made.
type surveying struct {
	out    *Survey
	hidden []hiding
	links  []map[string][]string // of each layer: a file's other names
}

// hiding is one file that a layer hid.
type hiding struct {
	path     string
	size     int64
	from, by int
	replaced bool
}

// NewSurvey adds up an image whose layers are all read.
func NewSurvey(img *Image) *Survey {
	s := &surveying{out: &Survey{Layers: make([]Sum, len(img.Layers))}}
	for _, l := range img.Layers {
		s.links = append(s.links, l.links())
	}
	g := newGrowing()
	g.hidden = func(n *Node, by int, replaced bool) {
		s.hidden = append(s.hidden, hiding{n.Path, n.Entry.Size, n.Layer, by, replaced})
	}
	g.marking = true
	for i, l := range img.Layers {
		s.out.Held += l.Size
		g.apply(i, l)
		s.out.Layers[i].Counts = g.settle(i)
	}
	s.waste(g)
	s.out.Files = files(g.root)
	return s.out
}

// files is how many files there are below a folder that still grows.
func files(n *Node) int {
	all := 0
	for _, k := range n.kids {
		if !k.isFolder() {
			all++
		}
		all += files(k)
	}
	return all
}

// links are the other names of each file that has some.
func (l *Layer) links() map[string][]string {
	m := map[string][]string{}
	for i := range l.Entries {
		if e := &l.Entries[i]; e.Kind == Hard {
			m[e.Link] = append(m[e.Link], e.Path)
		}
	}
	return m
}

// waste adds up what is hidden. A file that is seen by another name is not.
func (s *surveying) waste(g *growing) {
	byPath := map[string]*Waste{}
	for _, h := range s.hidden {
		if h.size == 0 || s.named(g, h) {
			continue
		}
		w := byPath[h.path]
		if w == nil {
			w = &Waste{Path: h.path, From: h.from}
			byPath[h.path] = w
		}
		w.Size += h.size
		w.Copies++
		w.By, w.Removed = h.by, g.find(h.path) == nil
		s.out.Wasted += h.size
		s.out.Layers[h.from].Hidden += h.size
	}
	for _, w := range byPath {
		s.out.Waste = append(s.out.Waste, *w)
	}
	slices.SortFunc(s.out.Waste, func(a, b Waste) int {
		return cmp.Or(cmp.Compare(b.Size, a.Size), cmp.Compare(a.Path, b.Path))
	})
}

// named reports whether a hidden file has another name, which is seen.
func (s *surveying) named(g *growing, h hiding) bool {
	for _, p := range s.links[h.from][h.path] {
		if n := g.find(p); n != nil && n.Layer == h.from {
			return true
		}
	}
	return false
}

// Comparison is two images side by side.
type Comparison struct {
	Common     int   // layers that both have, from the first on
	CommonSize int64 // bytes in them
	Root       *Node // the files of both; marks say what the second has otherwise
}

// Compare compares two images whose layers are all read.
func Compare(a, b *Image) *Comparison {
	c := &Comparison{}
	for c.Common < min(len(a.Digests), len(b.Digests)) && a.Digests[c.Common] == b.Digests[c.Common] {
		c.CommonSize += a.Layers[c.Common].Size
		c.Common++
	}
	first, second := seen(a), seen(b)
	both(first, second)
	c.Root = (&growing{root: second}).finish()
	return c
}

// seen is the tree that a container of an image sees, still growing.
func seen(img *Image) *Node {
	g := newGrowing()
	for i, l := range img.Layers {
		g.apply(i, l)
	}
	return g.root
}

// both marks what two folders have otherwise, and adds to the second what only the
// first has.
func both(first, second *Node) {
	for name, b := range second.kids {
		a := first.kids[name]
		if a == nil {
			markAll(b, Added)
			continue
		}
		switch {
		case a.Entry == nil || b.Entry == nil:
			if (a.Entry == nil || a.Entry.Kind == Folder) != (b.Entry == nil || b.Entry.Kind == Folder) {
				b.Mark, b.Was = Changed, a.Entry
			}
		case !a.Entry.same(b.Entry):
			b.Mark, b.Was = Changed, a.Entry
		}
		both(a, b)
	}
	for name, a := range first.kids {
		if second.kids[name] == nil {
			markAll(a, Removed)
			if second.kids == nil {
				second.kids = map[string]*Node{}
			}
			second.kids[name] = a
		}
	}
}

func markAll(n *Node, m Mark) {
	n.Mark = m
	if m == Removed {
		n.Was, n.Entry = n.Entry, nil
	}
	for _, k := range n.kids {
		markAll(k, m)
	}
}
