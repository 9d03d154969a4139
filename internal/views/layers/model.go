package layers

import (
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
)

// model decides which rows of a tree of files are shown: what is folded, filtered
// and searched for. It is plain arithmetic.
type model struct {
	root   *layers.Node
	all    bool            // also what the layer left as it was
	kind   int             // a layers.Mark, or anyMark
	words  []string        // that a path must have, in small letters
	folded map[string]bool // by path: what a person did to a folder of the whole tree
	within map[string]bool // and of the part that is asked for now
	bare   bool            // the step made no layer
	few    bool            // what is asked for is so little that all of it is unfolded
}

const anyMark = -1

// row is one row. Rows that are equal look alike.
type row struct {
	node *layers.Node
	open bool
}

// How many files may be asked for to be shown unfolded: of what a layer did, and of
// what is searched for.
const (
	openAtOnce  = 60
	openIfFound = 2000
)

func newModel() *model {
	return &model{kind: anyMark, folded: map[string]bool{}, within: map[string]bool{}}
}

// set shows another tree. What is folded stays so.
func (m *model) set(root *layers.Node) { m.root = root }

func (m *model) search(query string) {
	m.words = strings.Fields(strings.ToLower(query))
	clear(m.within)
}

func (m *model) choose(kind int) {
	m.kind = kind
	clear(m.within)
}

// narrowed says that only a part of the tree is asked for.
func (m *model) narrowed() bool { return m.kind != anyMark || len(m.words) > 0 }

func (m *model) told() map[string]bool {
	if m.narrowed() {
		return m.within
	}
	return m.folded
}

// open reports whether what is in a folder is shown.
func (m *model) open(n *layers.Node) bool {
	folded, told := m.told()[n.Path]
	switch {
	case told:
		return !folded
	case m.few:
		return true
	}
	return n.Depth < 0 || len(n.Children) == 1 && n.Depth < 4
}

// fold folds a folder, or unfolds it.
func (m *model) fold(n *layers.Node) {
	if n.Folder() {
		m.told()[n.Path] = m.open(n)
	}
}

// reveal unfolds all above a path.
func (m *model) reveal(p string) {
	for i := 1; i < len(p); i++ {
		if p[i] == '/' {
			m.told()[p[:i]] = false
		}
	}
}

// has reports whether what is asked for is a node or below it; the search aside.
func (m *model) has(n *layers.Node) bool {
	switch {
	case m.bare && !m.all:
		return false
	case m.bare:
		return n.Mark != layers.Removed
	case m.kind != anyMark:
		return n.Counts[m.kind] > 0 || n.Mark == layers.Mark(m.kind)
	case m.all:
		return true
	}
	return n.Mark != layers.Same || n.Counts.Differing() > 0
}

// rows are the rows in their order.
func (m *model) rows() []row {
	if m.root == nil {
		return nil
	}
	most := openAtOnce
	if len(m.words) > 0 {
		most = openIfFound
	}
	m.few = m.asked(most) <= most
	var list []row
	var walk func(n *layers.Node, found bool) bool
	walk = func(n *layers.Node, found bool) bool {
		if !m.has(n) {
			return false
		}
		at, open := len(list), n.Folder() && m.open(n)
		found = found || m.found(n)
		any := found
		list = append(list, row{n, open})
		if found && !open { // all below it fits, and none of it is shown
			return true
		}
		for _, c := range n.Children {
			any = walk(c, found) || any
		}
		switch {
		case !any:
			list = list[:at]
		case !open:
			list = list[:at+1]
		}
		return any
	}
	for _, c := range m.root.Children {
		walk(c, len(m.words) == 0)
	}
	return list
}

// asked is how many files are asked for; counting ends above most.
func (m *model) asked(most int) int {
	n := 0
	var walk func(at *layers.Node, found bool)
	walk = func(at *layers.Node, found bool) {
		for _, c := range at.Children {
			if n > most {
				return
			}
			if !m.has(c) {
				continue
			}
			fits := found || m.found(c)
			if fits && !c.Folder() {
				n++
			}
			walk(c, fits)
		}
	}
	walk(m.root, len(m.words) == 0)
	return n
}

func (m *model) found(n *layers.Node) bool {
	for _, w := range m.words {
		if !contains(n.Path, w) {
			return false
		}
	}
	return true
}

// contains reports whether a path has a word in small letters in it; capitals of
// the path count as small ones.
func contains(p, word string) bool {
	for i := 0; i+len(word) <= len(p); i++ {
		if lower(p[i]) != word[0] {
			continue
		}
		n := 1
		for n < len(word) && lower(p[i+n]) == word[n] {
			n++
		}
		if n == len(word) {
			return true
		}
	}
	return false
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// only says whether the step that is looked at made a layer: of one that did not,
// nothing is its own.
func (m *model) only(made bool) { m.bare = !made }
