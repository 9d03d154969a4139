package containers

import (
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/changes"
)

// changeTree decides which rows of a tree of changes are shown: what is folded,
// filtered and searched for. It is plain arithmetic.
type changeTree struct {
	root   *changes.Node
	folded map[string]bool // by path: what a person did to a folder of the whole tree
	within map[string]bool // and of the part that is asked for now
	kind   int             // a changes.Kind, or anyKind
	words  []string        // that a path must have, in lower case
}

const anyKind = -1

// changeRow is one row. Rows that are equal look alike.
type changeRow struct {
	node *changes.Node
	open bool
}

// openAtOnce is how many changes a tree may have to be shown unfolded.
const openAtOnce = 60

func newChangeTree(root *changes.Node) *changeTree {
	return &changeTree{root: root, folded: map[string]bool{}, within: map[string]bool{}, kind: anyKind}
}

// narrowed says that only a part of the tree is asked for. All of that is shown
// unfolded: who searches wants to see what is found.
func (t *changeTree) narrowed() bool { return t.kind != anyKind || len(t.words) > 0 }

// search shows only paths with all of the words.
func (t *changeTree) search(query string) {
	t.words = strings.Fields(strings.ToLower(query))
	clear(t.within)
}

// choose shows only one kind of change, or all with anyKind.
func (t *changeTree) choose(kind int) {
	t.kind = kind
	clear(t.within)
}

// told is what a person did to the folders that are shown.
func (t *changeTree) told() map[string]bool {
	if t.narrowed() {
		return t.within
	}
	return t.folded
}

// open reports whether what is in a folder is shown.
func (t *changeTree) open(n *changes.Node) bool {
	folded, told := t.told()[n.Path]
	switch {
	case told:
		return !folded
	case t.narrowed() || t.root.Counts.All() <= openAtOnce:
		return true
	}
	return n.Depth < 0 || len(n.Children) == 1 && n.Depth < 4
}

// fold folds a folder, or unfolds it.
func (t *changeTree) fold(n *changes.Node) {
	if n.Folder() {
		t.told()[n.Path] = t.open(n)
	}
}

// rows are the rows in their order. Where no file differs there are none: folders
// that lead to a volume are no change.
func (t *changeTree) rows() []changeRow {
	if t.root.Counts.All() == 0 {
		return nil
	}
	var list []changeRow
	var walk func(n *changes.Node, found bool) bool
	// walk adds a node if it, or something in it, is asked for.
	walk = func(n *changes.Node, found bool) bool {
		if t.kind != anyKind && n.Counts.Of(changes.Kind(t.kind)) == 0 {
			return false
		}
		at, open := len(list), n.Folder() && t.open(n)
		found = found || t.found(n)
		any := found && (t.kind == anyKind || n.Counts.Of(changes.Kind(t.kind)) > 0)
		list = append(list, changeRow{node: n, open: open})
		shown := at + 1
		for _, c := range n.Children {
			if walk(c, found) {
				any = true
			}
		}
		switch {
		case !any:
			list = list[:at]
		case !open:
			list = list[:shown]
		}
		return any
	}
	for _, c := range t.root.Children {
		walk(c, len(t.words) == 0)
	}
	return list
}

func (t *changeTree) found(n *changes.Node) bool {
	path := strings.ToLower(n.Path)
	for _, w := range t.words {
		if !strings.Contains(path, w) {
			return false
		}
	}
	return true
}
