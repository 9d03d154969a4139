package containers

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/changes"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// changesTab is which files of the selected container differ from its image. It
// looks when it is shown, and when it is told to: the engine tells nobody when a
// file changes.
type changesTab struct {
	host *page.Host
	now  *object.Container
	all  *object.Snapshot

	seen    bool
	number  int // of the look; late answers of others are dropped
	looking bool
	err     error
	at      time.Time // of the last look
	tree    *changeTree
	written int64 // bytes; -1 as long as the engine doesn't say

	content fyne.CanvasObject
	search  *widgets.Field
	chips   [4]*widgets.Chip
	again   *widgets.Button
	keep    *widgets.Button
	words   *widgets.Paragraph
	list    *datalist.DataList[changeRow]
	saidFor string
}

func newChangesTab(host *page.Host) *changesTab { return &changesTab{host: host, written: -1} }

// kindsShown are the chips: all, and each kind.
var kindsShown = [4]struct {
	id, title, topic string
	kind             int
}{
	{"all", "All", "list.filter", anyKind},
	{"added", "Added", "badge.added", int(changes.Added)},
	{"changed", "Changed", "badge.changed", int(changes.Changed)},
	{"deleted", "Deleted", "badge.deleted", int(changes.Deleted)},
}

// shapeOf is how a change is drawn: mark, word and colour say it together.
func shapeOf(n *changes.Node) format.Shape {
	switch {
	case n.Mount:
		return format.Shape{Word: "outside", Icon: "volume", Topic: "badge.mounted"}
	case !n.Listed:
		return format.Shape{Word: "", Topic: "tab.changes"}
	case n.Kind == changes.Added:
		return format.Shape{Word: "added", Icon: "plus", Topic: "badge.added", Tone: format.Good}
	case n.Kind == changes.Deleted:
		return format.Shape{Word: "deleted", Icon: "minus", Topic: "badge.deleted", Tone: format.Bad}
	}
	return format.Shape{Word: "changed", Icon: "rename", Topic: "badge.changed", Tone: format.Warn}
}

func (t *changesTab) object() fyne.CanvasObject {
	if t.content != nil {
		return t.content
	}
	t.search = widgets.NewSearch("changes.search", "Search", func(q string) {
		if t.tree != nil {
			t.tree.search(q)
			t.fill()
		}
	})
	t.search.Topic = "tab.changes"
	for i, k := range kindsShown {
		t.chips[i] = widgets.NewChip("changes.filter."+k.id, k.title, func() { t.choose(k.kind) })
		t.chips[i].Topic = k.topic
	}
	t.again = widgets.NewButton("changes.again", "Look again", "refresh", widgets.Ordinary, t.look)
	t.again.Topic = "tab.changes"
	t.keep = widgets.NewButton("changes.commit", "Make an image…", "image", widgets.Ordinary, t.commit)
	t.keep.Topic = "action.container.commit"
	t.words = widgets.NewParagraph("", widgets.TextStyle{})
	t.words.ID = "changes.words"
	t.list = t.newList()
	t.search.OnDown, t.search.OnLeave = t.list.Focus, t.list.Focus
	chips := make([]fyne.CanvasObject, len(t.chips))
	for i, c := range t.chips {
		chips[i] = c
	}
	buttons := container.New(layout.NewCustomPaddedHBoxLayout(10), t.again, t.keep)
	row := container.NewBorder(nil, nil, nil, buttons, widgets.PadSides(t.search, 0, 10, 0, 0))
	top := widgets.PadSides(container.New(layout.NewCustomPaddedVBoxLayout(6), row, widgets.NewFlow(6, 6, chips...), t.words), 0, 0, 8, 0)
	// In a low pane all of it scrolls: the list needs a few rows to be of use. The
	// pixels round it are for the edges, which a scroller cuts off.
	t.content = widgets.NewScroll(widgets.PadSides(container.NewBorder(top, nil, nil, nil, t.list), 1, barRoom, 1, 2))
	return t.content
}

// barRoom is beside what a low pane scrolls. Words that wrap would need another
// height if it came and went.
const barRoom = 9

func (t *changesTab) newList() *datalist.DataList[changeRow] {
	l := datalist.New(datalist.Config[changeRow]{
		ID: "changes", Post: t.host.Post,
		Key:   func(r changeRow) string { return r.node.Path },
		Topic: func(r changeRow) string { return shapeOf(r.node).Topic },
		Columns: []datalist.Column[changeRow]{
			{ID: "name", Title: "File", Topic: "tab.changes", Min: 160, Ideal: 300, Grow: 1, Fixed: true,
				Text: func(r changeRow) string { return r.node.Name },
				Cell: func() datalist.Cell[changeRow] { return newNameCell(t.fold) }},
			{ID: "change", Title: "Change", Topic: "tab.changes", Min: 104, Ideal: 112, Fixed: true,
				Text: func(r changeRow) string { return shapeOf(r.node).Word },
				Cell: func() datalist.Cell[changeRow] {
					cell := widgets.NewStateCell()
					return datalist.NewCell[changeRow](cell, func(r changeRow) { cell.Set(shapeOf(r.node)) })
				}},
			{ID: "inside", Topic: "tab.changes", Min: 120, Ideal: 220, Priority: 1, Style: datalist.Muted,
				Text: func(r changeRow) string {
					if r.node.Mount {
						return "stays when it is removed"
					}
					if !r.node.Folder() || r.node.Counts.All() == 0 {
						return ""
					}
					return countsWords(r.node.Counts) + " inside"
				}},
		},
		OnOpen: t.fold, OnMenu: t.menu, OnKey: t.key,
	})
	return l
}

// set says which container is selected, and what there is.
func (t *changesTab) set(c *object.Container, all *object.Snapshot) {
	before, was := t.now, t.all
	t.now, t.all = c, all
	switch {
	case before == nil || before.ID != c.ID:
		t.number++ // what is being looked up is about another one
		t.tree, t.err, t.looking, t.written = nil, nil, false, -1
		if t.seen {
			t.look()
		}
	case !t.seen:
	case t.err != nil && all.Link == object.LinkLive && was.Link != object.LinkLive:
		t.look() // the engine is back
	case c != before:
		t.draw()
	}
}

func (t *changesTab) shown() {
	t.seen = true
	t.look()
}

func (t *changesTab) hidden() { t.seen = false }

// look asks the engine what differs.
func (t *changesTab) look() {
	if t.now == nil || t.looking {
		return
	}
	t.number++
	t.looking = true
	mine, c := t.number, t.now
	t.draw()
	t.host.Go(func(ctx context.Context) {
		list, err := t.host.Fare.Changes(ctx, c.ID)
		var root *changes.Node
		if err == nil {
			root = changes.Tree(list, mountsOf(c))
		}
		t.host.Post(func() {
			if t.number == mine {
				t.looked(root, err)
			}
		})
		if err != nil || len(list) == 0 {
			return
		}
		written, wrong := t.host.Fare.Written(ctx, c.ID) // it can take longer
		t.host.Post(func() {
			if t.number == mine && wrong == nil {
				t.written = written
				t.draw()
			}
		})
	})
}

func mountsOf(c *object.Container) []string {
	var list []string
	for _, m := range c.Mounts {
		list = append(list, m.Destination)
	}
	return list
}

func (t *changesTab) looked(root *changes.Node, err error) {
	t.looking, t.err, t.at = false, err, t.host.Now()
	if err != nil {
		t.tree = nil
		t.fill()
		return
	}
	tree := newChangeTree(root)
	if t.tree != nil { // it is looked at once more: what is folded stays so
		tree.folded, tree.kind = t.tree.folded, t.tree.kind
	}
	tree.search(t.search.Text)
	t.tree = tree
	t.fill()
}

func (t *changesTab) choose(kind int) {
	if t.tree == nil {
		return
	}
	t.tree.choose(kind)
	t.fill()
}

// fold folds the folder at a path, or unfolds it.
func (t *changesTab) fold(path string) {
	if r, ok := t.list.Item(path); ok && t.tree != nil {
		t.tree.fold(r.node)
		t.fill()
	}
}

// key folds and unfolds: Right goes into a folder, Left out of it.
func (t *changesTab) key(e *fyne.KeyEvent) bool {
	r, ok := t.list.Item(t.list.Cursor())
	if !ok || t.tree == nil {
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

// fill shows the rows.
func (t *changesTab) fill() {
	if t.tree == nil {
		t.list.SetItems(nil)
	} else {
		t.list.SetItems(t.tree.rows())
	}
	t.draw()
}

// draw says all that is said beside the rows.
func (t *changesTab) draw() {
	if t.content == nil || t.now == nil {
		return
	}
	for i, k := range kindsShown {
		title, on := k.title, false
		if t.tree != nil {
			n := t.tree.root.Counts.All()
			if k.kind != anyKind {
				n = t.tree.root.Counts.Of(changes.Kind(k.kind))
			}
			title, on = fmt.Sprintf("%s  %d", k.title, n), t.tree.kind == k.kind
		}
		t.chips[i].SetText(title)
		t.chips[i].SetOn(on)
	}
	t.again.SetDisabled(t.looking)
	t.keep.SetDisabled(t.host.Actions == nil || t.host.Actions.Why(action.Must("container.commit"), t.on()) != "")
	t.words.SetText(t.sayings())
	t.content.Refresh()
	t.content.Refresh() // it knows its height only now that it has its width
	t.sayNothing()
}

// sayings is what the tree means.
func (t *changesTab) sayings() string {
	switch {
	case t.tree == nil && t.looking:
		return "The engine is being asked."
	case t.tree == nil:
		return ""
	}
	c, counts := t.now, t.tree.root.Counts
	var b strings.Builder
	fmt.Fprintf(&b, "Looked at %s", clockOf(t.at, t.host.Now()))
	if c.Running() {
		b.WriteString(", and it goes on running")
	}
	if n := counts.All(); n > 0 {
		if t.written > 0 {
			fmt.Fprintf(&b, ": %s written", format.Size(t.written))
		}
		fmt.Fprintf(&b, ". %s when %s is removed", map[bool]string{true: "It is lost", false: "All of it is lost"}[n == 1], shortName(c))
		if stays := staysWords(c); stays != "" {
			b.WriteString("; " + stays)
		}
	}
	b.WriteString(".")
	return b.String()
}

// staysWords names what isn't lost.
func staysWords(c *object.Container) string {
	var list []string
	for _, m := range c.Mounts {
		switch {
		case m.Type == "bind":
			list = append(list, "the folder at "+format.CleanLine(m.Destination))
		case m.Type == "volume" && !m.Anonymous:
			list = append(list, "the volume "+format.CleanLine(format.VolumeName(m.Name)))
		}
	}
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0] + " stays"
	case 2:
		return list[0] + " and " + list[1] + " stay"
	}
	return fmt.Sprintf("%s and %d more places stay", list[0], len(list)-1)
}

// countsWords is "12 added, 3 changed, 1 deleted".
func countsWords(c changes.Counts) string {
	var parts []string
	for _, k := range changes.Kinds {
		if n := c.Of(k); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, k))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// sayNothing says why no row is there.
func (t *changesTab) sayNothing() {
	title, words := "", ""
	name := shortName(t.now)
	switch {
	case t.err != nil:
		title, words = noChanges(name, t.err, t.all)
	case t.tree == nil:
		title, words = "Looking", "The engine compares every file with the image."
	case t.tree.root.Counts.All() == 0:
		title, words = "Nothing differs", "Every file in "+name+" is as its image has it. Removing it would lose no file."
	default:
		title, words = "Nothing fits", "No changed file fits what is searched for."
	}
	if key := title + words; key != t.saidFor {
		t.saidFor = key
		t.list.SetEmpty(widgets.Empty(title, words, nil))
	}
}

// noChanges says why the changes can't be told.
func noChanges(name string, err error, s *object.Snapshot) (title, words string) {
	switch kind := operations.KindOf(err); {
	case kind == operations.NotFound:
		return name + " is gone", "It was removed, and its files went with it."
	case kind == operations.Unavailable || s.Link != object.LinkLive:
		return "The engine does not answer", "It is asked again as soon as it does."
	}
	return "The engine can't compare the files of " + name, "It says: " + format.CleanLine(err.Error())
}

func (t *changesTab) on() action.On {
	return action.About(t.all, object.Ref{Kind: object.KindContainer, ID: t.now.ID})
}

func (t *changesTab) commit() { t.host.Actions.Click(action.Must("container.commit"), t.on()) }

// menu is what can be done with rows.
func (t *changesTab) menu(keys []string, at fyne.Position) {
	if len(keys) == 0 || t.host.Menu == nil {
		return
	}
	title := "Copy the path"
	if len(keys) > 1 {
		title = fmt.Sprintf("Copy %d paths", len(keys))
	}
	t.host.Menu([]page.MenuItem{{ID: "changes.copy", Title: title, Icon: "copy", Topic: "action.window.copy",
		Do: func() { t.host.Copy(strings.Join(keys, "\n")) }}}, at)
}
