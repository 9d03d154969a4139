package jsondoc

// Row is a visible value of a tree.
type Row struct {
	Node  *Node
	Depth int // 0 for what is directly inside the document
	Open  bool
}

// Tree is which values of a document are visible and which one is selected.
// Both are remembered by path, so that they outlive the document.
type Tree struct {
	doc      *Document
	open     map[string]bool
	rows     []Row
	selected string
}

// NewTree makes a tree of nothing.
func NewTree() *Tree { return &Tree{open: map[string]bool{}} }

// SetDocument shows a document, with what was open and selected before where it
// has it too; nil shows nothing.
func (t *Tree) SetDocument(doc *Document) {
	was := t.Selected()
	t.doc = doc
	t.layout()
	if len(t.rows) == 0 {
		return
	}
	if i, ok := t.RowOf(t.selected); ok {
		t.selected = t.rows[i].Node.Path()
		return
	}
	t.Select(max(0, was)) // it is gone: what stands there now
}

// Forget closes everything and selects nothing.
func (t *Tree) Forget() {
	clear(t.open)
	t.selected = ""
	t.layout()
}

// Rows are the visible values.
func (t *Tree) Rows() []Row { return t.rows }

func (t *Tree) layout() {
	t.rows = t.rows[:0]
	if t.doc == nil {
		return
	}
	root := t.doc.Root
	if !root.IsContainer() || len(root.Children) == 0 {
		t.rows = append(t.rows, Row{Node: root})
		return
	}
	t.add(root, 0)
}

func (t *Tree) add(parent *Node, depth int) {
	for _, c := range parent.Children {
		row := Row{Node: c, Depth: depth}
		if !c.IsContainer() || len(c.Children) == 0 {
			t.rows = append(t.rows, row)
			continue
		}
		row.Open = t.open[c.Path()]
		t.rows = append(t.rows, row)
		if row.Open {
			t.add(c, depth+1)
		}
	}
}

// Selected is the selected row, -1 for none.
func (t *Tree) Selected() int {
	for i, r := range t.rows {
		if r.Node.Path() == t.selected {
			return i
		}
	}
	return -1
}

// Select selects a row; beyond the ends the nearest.
func (t *Tree) Select(i int) {
	if len(t.rows) == 0 {
		return
	}
	t.selected = t.rows[min(len(t.rows)-1, max(0, i))].Node.Path()
}

// RowOf is the row of a path, or of its nearest visible parent; ok is false
// when the document has neither.
func (t *Tree) RowOf(path string) (i int, ok bool) {
	at := map[string]int{}
	for i, r := range t.rows {
		at[r.Node.Path()] = i
	}
	for path != "" {
		if i, ok = at[path]; ok {
			return i, true
		}
		path = parentPath(path)
	}
	return 0, false
}

func parentPath(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[:i]
		}
	}
	return ""
}

// SetOpen opens or closes a row.
func (t *Tree) SetOpen(i int, open bool) {
	if i < 0 || i >= len(t.rows) || !t.Opens(i) {
		return
	}
	t.set(t.rows[i].Node, open)
	t.layout()
	if j, ok := t.RowOf(t.selected); ok { // what was selected inside is hidden now
		t.selected = t.rows[j].Node.Path()
	}
}

func (t *Tree) set(n *Node, open bool) {
	if open {
		t.open[n.Path()] = true
	} else {
		delete(t.open, n.Path())
	}
}

// Opens reports whether there is something inside a row.
func (t *Tree) Opens(i int) bool {
	return len(t.rows[i].Node.Children) > 0 && t.rows[i].Node.Parent != nil
}

// OpenAll opens a row and everything inside; -1 is the whole document.
func (t *Tree) OpenAll(i int) {
	if t.doc == nil {
		return
	}
	from := t.doc.Root
	if i >= 0 && i < len(t.rows) {
		from = t.rows[i].Node
	}
	from.Walk(func(n *Node) {
		if n.Parent != nil && len(n.Children) > 0 {
			t.set(n, true)
		}
	})
	t.layout()
}

// OpenLevel opens what is visible and closed: one level more.
func (t *Tree) OpenLevel() {
	for i, r := range t.rows {
		if t.Opens(i) && !r.Open {
			t.set(r.Node, true)
		}
	}
	t.layout()
}

// CloseAll closes everything.
func (t *Tree) CloseAll() {
	clear(t.open)
	t.layout()
	if i, ok := t.RowOf(t.selected); ok {
		t.selected = t.rows[i].Node.Path()
	}
}

// AnyOpen says whether there is something to close.
func (t *Tree) AnyOpen() bool {
	for _, r := range t.rows {
		if r.Open {
			return true
		}
	}
	return false
}

// AnyClosed says whether there is something to open.
func (t *Tree) AnyClosed() bool {
	for i, r := range t.rows {
		if !r.Open && t.Opens(i) {
			return true
		}
	}
	return false
}

// Show opens everything around a value, selects it and gives its row.
func (t *Tree) Show(n *Node) int {
	for up := n.Parent; up != nil && up.Parent != nil; up = up.Parent {
		t.set(up, true)
	}
	t.layout()
	t.selected = n.Path()
	return t.Selected()
}

// Right opens the selected row, or goes inside when it is open.
func (t *Tree) Right() {
	i := t.Selected()
	switch {
	case i < 0 || !t.Opens(i):
	case !t.rows[i].Open:
		t.SetOpen(i, true)
	default:
		t.Select(i + 1)
	}
}

// Left closes the selected row, or goes out to the one around it.
func (t *Tree) Left() {
	i := t.Selected()
	switch {
	case i < 0:
	case t.rows[i].Open:
		t.SetOpen(i, false)
	case t.rows[i].Depth > 0:
		t.selected = t.rows[i].Node.Parent.Path()
	}
}
