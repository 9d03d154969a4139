package layers

import (
	"fmt"
	"path"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/branch"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// marksShown are the chips that leave only one kind of change.
var marksShown = [4]struct {
	id, title string
	kind      int
}{
	{"all", "All", anyMark},
	{"added", "Added", int(layers.Added)},
	{"changed", "Changed", int(layers.Changed)},
	{"removed", "Removed", int(layers.Removed)},
}

// tree is a list that shows a model.
type tree struct {
	id    string // of the list
	model func() *model
	shape func(*layers.Node) format.Shape
	inner func(layers.Counts) string // what is in a folder, in words
	moved func(key string)           // the cursor has moved
	fill  func()
	list  *datalist.DataList[row]
	host  *page.Host
}

func (t *tree) make() *datalist.DataList[row] {
	topic := t.shape(&layers.Node{}).Topic
	t.list = datalist.New(datalist.Config[row]{
		ID: t.id, Post: t.host.Post, One: true,
		Key:   func(r row) string { return r.node.Path },
		Topic: func(row) string { return topic },
		Columns: []datalist.Column[row]{
			{ID: "name", Title: "File", Topic: topic, Min: 210, Ideal: 280, Grow: 1, Fixed: true,
				Text: func(r row) string { return r.node.Name },
				Cell: func() datalist.Cell[row] { return branch.New(t.id+".fold.", t.fold, lineOf) }},
			{ID: "mark", Title: "Change", Topic: topic, Min: 104, Ideal: 112, Fixed: true,
				Text: func(r row) string { return t.shape(r.node).Word },
				Cell: func() datalist.Cell[row] {
					c := widgets.NewStateCell()
					return datalist.NewCell[row](c, func(r row) {
						s := t.shape(r.node)
						widgets.SetVisible(c, s.Word != "")
						c.Set(s)
					})
				}},
			{ID: "size", Title: "Size", Topic: "layer.size", Min: 66, Ideal: 76, Fixed: true, Align: datalist.Right,
				Text: func(r row) string { return nodeSize(r.node) }},
			{ID: "inside", Topic: topic, Min: 130, Ideal: 200, Priority: 1, Style: datalist.Muted,
				Text: func(r row) string {
					if words := t.inner(r.node.Counts); r.node.Folder() && len(r.node.Children) > 0 && words != "" {
						return words
					}
					return ""
				}},
		},
		OnCursor: t.moved, OnOpen: t.fold, OnKey: t.key, OnMenu: t.menu,
	})
	return t.list
}

func lineOf(r row) branch.Line {
	n := r.node
	icon := "file"
	switch {
	case n.Folder():
		icon = "folder"
	case n.Entry != nil && n.Entry.Kind == layers.Link:
		icon = "link"
	}
	return branch.Line{Key: n.Path, Depth: n.Depth, Folder: n.Folder(), Open: r.open, Icon: icon, Name: n.Name}
}

// nodeSize is what lies there, or what lay there before it was removed.
func nodeSize(n *layers.Node) string {
	if n.Mark == layers.Removed {
		return format.Size(n.Moved)
	}
	return format.Size(n.Size)
}

// fold folds the folder at a path, or unfolds it.
func (t *tree) fold(p string) {
	if r, ok := t.list.Item(p); ok {
		t.model().fold(r.node)
		t.fill()
	}
}

// key folds and unfolds: Right goes into a folder, Left out of it.
func (t *tree) key(e *fyne.KeyEvent) bool {
	r, ok := t.list.Item(t.list.Cursor())
	if !ok {
		return false
	}
	switch {
	case e.Name == fyne.KeyRight && r.node.Folder() && !r.open, e.Name == fyne.KeyLeft && r.open:
		t.fold(r.node.Path)
	case e.Name == fyne.KeyLeft && r.node.Depth > 0:
		t.list.SetCursor(path.Dir(r.node.Path))
	default:
		return false
	}
	return true
}

func (t *tree) menu(keys []string, at fyne.Position) {
	if len(keys) == 0 || t.host.Menu == nil {
		return
	}
	t.host.Menu([]page.MenuItem{{ID: t.id + ".copy", Title: "Copy the path", Icon: "copy", Topic: "action.window.copy",
		Do: func() { t.host.Copy(keys[0]) }}}, at)
}

// --- the files of the image ---

// here is the file that the cursor is at; nil for none, or for a folder.
func (t *Tab) here() *layers.Node {
	l := t.list
	if t.lit() == partCompare {
		l = t.differing
	}
	if r, ok := l.Item(l.Cursor()); ok {
		return r.node
	}
	return nil
}

// readable is the entry with the content of a file: what is there, or what was
// there before it was removed. It is in a layer still.
func readable(n *layers.Node) (e layers.Entry, ok bool) {
	if n == nil {
		return e, false
	}
	at := n.Entry
	if at == nil {
		at = n.Was
	}
	if at == nil || at.Kind != layers.File {
		return e, false
	}
	return *at, true
}

// filesWords say what the step did.
func (t *Tab) filesWords() string {
	at, made := t.layer()
	switch {
	case t.img == nil || at < 0 && made:
		return ""
	case !made && at < 0:
		return "Metadata only: it changed no file. There are no files yet."
	case !made:
		return fmt.Sprintf("Metadata only: it changed no file. The files are those of layer %d.", at+1)
	case t.img.Layers[at] == nil:
		return "Its files have not come yet."
	case t.files.root == nil || t.of.layer != at:
		return ""
	}
	counts := t.files.root.Counts
	words := "It changed no file."
	if counts.Differing() > 0 {
		words = countsWords(counts) + ". " + format.Size(t.img.Layers[at].Size) + " in this layer."
		words = strings.ToUpper(words[:1]) + words[1:]
	}
	if !t.img.Below(at) {
		words += " What is new in it shows when the layers below have come."
	}
	return words
}

// nothingHere says why the tree has no row.
func (t *Tab) nothingHere() (title, words string, step fyne.CanvasObject) {
	switch at, made := t.layer(); {
	case layers.ReasonOf(t.err) == layers.ReasonLarge:
		b := widgets.NewButton("layers.read", "Read it", "download", widgets.Main, t.allow)
		b.Topic = "layer.reading"
		return "A large image", fmt.Sprintf("%s has %s. To show its files, the engine hands over all of it, which takes a while.", format.CleanLine(t.name), format.Size(t.img.Size)), b
	case t.err != nil:
		return t.failed(t.id, t.name, t.err, t.againButton())
	case t.stopped:
		return "Stopped", "What was read so far can be looked at.", t.againButton()
	case t.img != nil && at >= 0 && t.img.Layers[at] != nil && t.files.root == nil:
		return "One moment", "The files are put in order.", nil
	case t.reading != nil && (t.img == nil || at < 0 || t.img.Layers[at] == nil):
		return "Reading", "The engine puts the image together and hands it over. The layers come in no order.", nil
	case t.files.narrowed():
		return "Nothing fits", "No file fits what is searched for.", nil
	case !made && !t.files.all:
		return "Metadata only", "This step changed no file. Steps such as CMD and ENV only note how containers are to be run.", nil
	case t.files.root != nil && !t.files.all:
		return "No file changed", "This layer is empty: its instruction changed no file.", nil
	}
	return "No files", "There is nothing in the image.", nil
}

func (t *Tab) againButton() *widgets.Button {
	b := widgets.NewButton("layers.again", "Read it again", "refresh", widgets.Ordinary, t.read)
	b.Topic = "layer.reading"
	return b
}
