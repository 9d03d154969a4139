package layers

import (
	"slices"
	"strings"
)

// Mark says what a layer did with a file, against the layers below; or what the
// second of two images has otherwise than the first.
type Mark uint8

// The marks.
const (
	Same Mark = iota
	Added
	Changed
	Removed
)

func (m Mark) String() string { return [...]string{"same", "added", "changed", "removed"}[m] }

// Marks are those that tell a difference, in the order in which they are told.
var Marks = [...]Mark{Added, Changed, Removed}

// Counts are how many files there are of each mark. Folders count only where
// nothing is in them: else they are there for what is in them.
type Counts [4]int

// Differing is how many are not the same.
func (c Counts) Differing() int { return c[Added] + c[Changed] + c[Removed] }

// Node is a file or folder of a tree. Trees are never changed once they are made.
type Node struct {
	Name     string // its last part; "/" for the root
	Path     string
	Depth    int    // 0 for those in the root
	Entry    *Entry // nil for a folder that no layer names, and for the root
	Was      *Entry // what it was before, if it was changed or removed
	Layer    int    // the layer that wrote it last, or removed it
	Mark     Mark
	Children []*Node // by name

	// Of itself and all below:
	Counts Counts
	Size   int64 // bytes of what is there
	Moved  int64 // bytes that are added, changed or removed

	// While it grows:
	kids  map[string]*Node
	up    *Node
	stamp int // one more than the layer that did something below it
}

// Folder reports whether something is in it, or it is said to be a folder.
func (n *Node) Folder() bool { return len(n.Children) > 0 || n.isFolder() }

// isFolder reports whether it is one itself, or was before it was removed.
func (n *Node) isFolder() bool {
	e := n.Entry
	if e == nil && n.Mark == Removed {
		e = n.Was
	}
	return e == nil || e.Kind == Folder
}

// bytes is what it holds itself.
func (n *Node) bytes() int64 {
	switch {
	case n.Entry != nil:
		return n.Entry.Size
	case n.Mark == Removed && n.Was != nil:
		return n.Was.Size
	}
	return 0
}

// Tree is what a container would see if the image ended with a layer. Marks say
// what that layer did; what it removed is there still, marked so. Layers that are
// not read yet are left out.
func Tree(img *Image, layer int) *Node {
	g := newGrowing()
	for i, l := range img.Layers[:layer+1] {
		if l != nil {
			g.marking = i == layer
			g.apply(i, l)
		}
	}
	return g.finish()
}

// growing is a tree that layers are put on.
type growing struct {
	root    *Node
	marking bool // what is removed stays, and everything gets its mark
	// hidden, which may be nil, hears of each file that a layer hides, and whether
	// another takes its place.
	hidden  func(n *Node, by int, replaced bool)
	touched []*Node // what has its mark, if hidden is set
}

func newGrowing() *growing { return &growing{root: &Node{Name: "/", Path: "/", Depth: -1}} }

// apply puts a layer on top.
func (g *growing) apply(i int, l *Layer) {
	for n := range l.Entries { // notes are about what is below, never about this layer
		switch e := &l.Entries[n]; e.Kind {
		case Gone:
			if at := g.find(e.Path); at != nil {
				g.remove(at, i)
			}
		case Emptied:
			if at := g.find(e.Path); at != nil {
				for _, k := range at.kids {
					g.remove(k, i)
				}
			}
		}
	}
	var dir *Node // of the entry before, which is mostly the one of the next
	for n := range l.Entries {
		e := &l.Entries[n]
		if e.note() {
			continue
		}
		at := strings.LastIndexByte(e.Path, '/')
		if dir == nil || dir.Path != folderPath(e.Path, at) {
			dir = g.folder(folderPath(e.Path, at), i)
		}
		g.set(dir, e, e.Path[at+1:], i)
	}
}

func folderPath(p string, slash int) string {
	if slash <= 0 {
		return "/"
	}
	return p[:slash]
}

// find is what lies at a path; nil for nothing.
func (g *growing) find(p string) *Node {
	n := g.root
	for part := range strings.SplitSeq(strings.Trim(p, "/"), "/") {
		if n = n.kids[part]; n == nil {
			return nil
		}
	}
	return n
}

// folder is the folder at a path, made if it has to be, with all above it.
func (g *growing) folder(p string, layer int) *Node {
	if p == "/" {
		return g.root
	}
	at := strings.LastIndexByte(p, '/')
	above := g.folder(folderPath(p, at), layer)
	name := p[at+1:]
	n := above.kids[name]
	switch {
	case n == nil:
		n = g.grow(above, name, p, layer)
		g.mark(n, Added)
	case n.Mark == Removed: // it was there, and is again
		n.Mark, n.Entry, n.Layer = Changed, nil, layer
	case n.Entry != nil && n.Entry.Kind != Folder: // a file lies where a folder must be
		g.replaced(n, layer)
		n.Was, n.Entry, n.Layer = n.Entry, nil, layer
		g.mark(n, Changed)
	}
	return n
}

// mark says what the layer that is put on did with a node.
func (g *growing) mark(n *Node, m Mark) {
	if !g.marking {
		return
	}
	if g.hidden != nil && n.Mark == Same {
		g.touched = append(g.touched, n)
	}
	n.Mark = m
}

func (g *growing) grow(above *Node, name, p string, layer int) *Node {
	n := &Node{Name: name, Path: p, Depth: above.Depth + 1, Layer: layer, up: above}
	if above.kids == nil {
		above.kids = map[string]*Node{}
	}
	above.kids[name] = n
	return n
}

// set puts an entry into a folder.
func (g *growing) set(dir *Node, e *Entry, name string, layer int) {
	n := dir.kids[name]
	if n == nil {
		n = g.grow(dir, name, e.Path, layer)
		n.Entry = e
		g.mark(n, Added)
		return
	}
	before := n.Entry
	if n.Mark == Removed {
		before = n.Was
	} else {
		g.replaced(n, layer)
	}
	if e.Kind != Folder {
		for _, k := range n.kids { // a file hides what was in the folder
			g.remove(k, layer)
		}
	}
	// A folder is listed wherever something in it was touched: that alone is no
	// change.
	kept := before != nil && before.Kind == Folder && e.Kind == Folder && before.same(e) || before == nil && e.Kind == Folder && n.Mark == Same
	n.Entry, n.Was = e, before
	n.Layer = layer
	switch {
	case !g.marking:
		n.Was = nil
	case n.Mark == Added:
	case !kept:
		g.mark(n, Changed)
	case n.Mark == Removed:
		n.Mark = Same
	}
}

// replaced tells of a file that another takes the place of.
func (g *growing) replaced(n *Node, by int) {
	if g.hidden != nil && n.Entry != nil && n.Entry.Kind != Folder {
		g.hidden(n, by, true)
	}
}

// remove takes something away with all that is in it.
func (g *growing) remove(n *Node, by int) {
	if n.Mark == Removed {
		return
	}
	if g.hidden != nil && n.Entry != nil && n.Entry.Kind != Folder {
		g.hidden(n, by, false)
	}
	for _, k := range n.kids {
		g.remove(k, by)
	}
	if !g.marking {
		delete(n.up.kids, n.Name)
		return
	}
	g.mark(n, Removed)
	n.Was, n.Entry, n.Layer = n.Entry, nil, by
}

// settle counts what the layer did that was put on last, and takes the marks away:
// the tree is then as if it had never had any.
func (g *growing) settle(layer int) (c Counts) {
	count := func(n *Node) {
		c[n.Mark]++
		for up := n.up; up != nil && up.stamp != layer+1; up = up.up {
			up.stamp = layer + 1
		}
	}
	var folders []*Node
	for _, n := range g.touched {
		switch {
		case n.Mark == Same:
		case len(n.kids) == 0 || !n.isFolder():
			count(n)
		case n.Mark == Changed:
			folders = append(folders, n)
		}
	}
	slices.SortFunc(folders, func(a, b *Node) int { return b.Depth - a.Depth })
	for _, n := range folders { // one counts by what changed in it, if anything did
		if n.stamp != layer+1 {
			count(n)
		}
	}
	for _, n := range g.touched {
		if n.Mark == Removed {
			delete(n.up.kids, n.Name)
		}
		n.Mark, n.Was = Same, nil
	}
	g.touched = g.touched[:0]
	return c
}

// finish orders the tree and adds up.
func (g *growing) finish() *Node {
	sum(g.root)
	return g.root
}

func sum(n *Node) {
	n.Children = make([]*Node, 0, len(n.kids))
	for _, k := range n.kids {
		n.Children = append(n.Children, k)
	}
	n.kids, n.up = nil, nil
	slices.SortFunc(n.Children, func(a, b *Node) int { return strings.Compare(a.Name, b.Name) })
	for _, k := range n.Children {
		sum(k)
		for m := range n.Counts {
			n.Counts[m] += k.Counts[m]
		}
		n.Size += k.Size
		n.Moved += k.Moved
	}
	if n.Depth < 0 || n.isFolder() && len(n.Children) > 0 && (n.Mark != Changed || n.Counts.Differing() > 0) {
		return // a folder counts by what is in it
	}
	n.Counts[n.Mark]++
	if n.Mark != Removed {
		n.Size += n.bytes()
	}
	if n.Mark != Same {
		n.Moved += n.bytes()
	}
}
