// Package jsonview shows one JSON document, as a tree and as text: what docker
// inspect prints. Both are searched, values and the commands that print them
// are copied, and what looks like a secret is hidden until it is asked for.
//
// It must not know where the document comes from or what its keys mean.
package jsonview

import (
	"bytes"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/jsonview/jsondoc"
	"github.com/dockdesk/dockdesk/internal/views/widgets/textview"
)

const rowHeight = 22 // px of a row of the tree: easier to hit than a line of text

// Target is the object that a document describes, for the commands that are
// copied.
type Target struct {
	Kind string // container, image, volume, network; "" lets docker find out
	Name string
}

// View shows a document. It is used on the main goroutine only.
type View struct {
	widget.BaseWidget

	// OnCopied hears in a few words what was copied.
	OnCopied func(what string)
	// OnReveal hears when hidden values are shown or hidden again.
	OnReveal func(bool)
	// OnLeave is called for Esc in an empty search field.
	OnLeave func()

	id     string
	target Target
	raw    []byte
	doc    *jsondoc.Document // nil while raw isn't JSON
	model  *jsondoc.Tree
	reveal bool
	asText bool
	lines  []jsondoc.Line

	rawShown  string // what is shown of raw, and how much of it is hidden, when it isn't JSON
	rawHidden int

	matcher textview.Matcher
	inTree  []found
	inText  []textview.Match
	at      int // the current match

	tree, text              *textview.View
	field                   *widgets.Find
	count                   *widgets.Text
	treeChip, textChip      *widgets.Chip
	before, next            *widgets.Button
	more, less, eye, copied *widgets.Button
	trouble                 *widgets.Text
	note                    *fyne.Container
	content                 *fyne.Container
	menu                    *widget.PopUpMenu
}

// New makes an empty view. The ids of its controls begin with id; topic is the
// guide topic that explains it.
func New(id, topic string) *View {
	v := &View{id: id, model: jsondoc.NewTree()}
	v.makeTree(topic)
	v.text = textview.New(textview.Lines{})
	v.text.ID, v.text.Topic = id+".text", topic
	v.text.OnKey, v.text.OnShortcut = v.anyKey, v.shortcut
	v.text.OnCopied = func(int, bool) { v.tell("Text copied") }
	v.makeToolbar(topic)
	v.trouble = widgets.NewText("", widgets.TextStyle{})
	v.trouble.ID, v.trouble.Truncate = id+".trouble", true
	v.note = widgets.PadSides(widgets.Note("warning", widgets.ToneWarn, v.trouble), 0, 0, 8, 0)
	v.note.Hide()
	v.content = container.NewBorder(container.NewVBox(widgets.PadSides(v.toolbar(), 0, 0, 4, 0), v.note), nil, nil, nil,
		container.NewStack(v.tree, v.text))
	v.showMode()
	v.ExtendBaseWidget(v)
	return v
}

// CreateRenderer implements fyne.Widget.
func (v *View) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(v.content) }

func (v *View) makeTree(topic string) {
	v.tree = textview.New(treeSource{tree: v.model})
	v.tree.ID, v.tree.Topic = v.id+".tree", topic
	v.tree.SetRowHeight(rowHeight)
	v.tree.OnKey = v.treeKey
	v.tree.OnRune = v.treeRune
	v.tree.OnPress = v.treePress
	v.tree.OnMenu = func(at textview.Pos, where fyne.Position) {
		v.pick(at.Line)
		v.showMenu(where)
	}
	v.tree.OnShortcut = v.shortcut
	v.tree.Copied = v.copiedRow
	v.tree.OnCopied = func(int, bool) { v.tell("Value copied") }
}

func (v *View) makeToolbar(topic string) {
	button := func(name, icon, tip string, tap func()) *widgets.Button {
		b := widgets.NewButton(v.id+"."+name, "", icon, widgets.Quiet, tap)
		b.Tip, b.Topic = tip, topic
		return b
	}
	v.treeChip = widgets.NewChip(v.id+".astree", "Tree", func() { v.SetText(false) })
	v.textChip = widgets.NewChip(v.id+".astext", "Text", func() { v.SetText(true) })
	v.treeChip.Topic, v.textChip.Topic = topic, topic
	v.field = widgets.NewFind(v.id+".search", "Search", v.search, v.step)
	v.field.Topic = topic
	v.field.OnDown = v.Focus
	v.field.OnLeave = func() {
		if v.OnLeave != nil {
			v.OnLeave()
			return
		}
		v.Focus()
	}
	v.count = widgets.MutedText("")
	v.count.ID = v.id + ".count"
	v.before = button("previous", "chevron-up", "Previous match (Shift+F3)", func() { v.step(-1) })
	v.next = button("next", "chevron-down", "Next match (F3)", func() { v.step(1) })
	v.more = button("more", "plus", "Open one level more", func() { v.model.OpenLevel(); v.rowsChanged() })
	v.less = button("less", "minus", "Close all", func() { v.model.CloseAll(); v.rowsChanged() })
	v.eye = button("reveal", "eye", "", func() { v.SetReveal(!v.reveal) })
	v.copied = button("copy", "copy", "Copy all", v.copyAll)
	v.before.SetDisabled(true)
	v.next.SetDisabled(true)
}

func (v *View) toolbar() fyne.CanvasObject {
	chips := container.NewHBox(widgets.Middle(v.treeChip), widgets.Middle(v.textChip))
	tools := container.NewHBox(widgets.Sized(widgets.Middle(v.count), 84, 0), v.before, v.next, v.more, v.less, v.eye, v.copied)
	return container.NewBorder(nil, nil, chips, tools, widgets.Pad(v.field, 0, 4))
}

// SetDocument shows a document. For the target that is shown already, what is open,
// selected and scrolled to stays where the newer document has it too; another
// target starts anew. A text that isn't JSON is shown as it is, with a sentence
// that says where it stops being JSON.
func (v *View) SetDocument(target Target, raw []byte) {
	if target == v.target && bytes.Equal(raw, v.raw) && v.raw != nil {
		return
	}
	place := v.remember()
	if target != v.target {
		v.model.Forget()
		place = places{}
		v.reveal = false
	}
	v.target, v.raw = target, bytes.Clone(raw)
	doc, err := jsondoc.Parse(raw)
	if err != nil {
		v.showRaw(err)
		return
	}
	v.doc = doc
	v.note.Hide()
	v.model.SetDocument(doc)
	v.refill()
	v.restore(place)
	v.showMode()
}

// Clear shows nothing.
func (v *View) Clear() {
	v.SetDocument(Target{}, nil)
	v.raw = nil
	v.note.Hide()
}

func (v *View) showRaw(err error) {
	v.doc, v.lines = nil, nil
	v.model.SetDocument(nil)
	v.tree.SetSource(treeSource{tree: v.model})
	v.refillRaw()
	v.trouble.SetText(err.Error() + " It is shown as it is.")
	v.note.Show()
	v.showMode()
}

// refillRaw shows the text as it is, but for what looks secret in it.
func (v *View) refillRaw() {
	v.rawShown, v.rawHidden = jsondoc.MaskRaw(string(v.raw))
	if v.reveal {
		v.rawShown = string(v.raw)
	}
	v.text.SetSource(textview.Lines(strings.Split(v.rawShown, "\n")))
	v.find()
}

// refill makes both sources anew, after the document or what may be shown of it
// changed.
func (v *View) refill() {
	v.lines = v.doc.Root.Lines(v.reveal)
	v.tree.SetSource(treeSource{tree: v.model, reveal: v.reveal})
	v.text.SetSource(textSource(v.lines))
	v.find()
	v.rowsChanged()
}

// rowsChanged follows a change of what is open or selected.
func (v *View) rowsChanged() {
	v.tree.SetCurrentLine(v.model.Selected())
	v.tree.Changed(0)
	v.more.SetDisabled(v.asText || !v.model.AnyClosed())
	v.less.SetDisabled(v.asText || !v.model.AnyOpen())
}

// places is where a person is in both views, by path.
type places struct {
	treePath, textPath string
	tree, text         textview.Offset
	textLine           int // lines below the value at textPath
	known              bool
}

func (v *View) remember() (p places) {
	if v.doc == nil {
		return p
	}
	p = places{tree: v.tree.Offset(), text: v.text.Offset(), known: true}
	if rows := v.model.Rows(); p.tree.Line < len(rows) {
		p.treePath = rows[p.tree.Line].Node.Path()
	}
	if p.text.Line < len(v.lines) {
		n := v.lines[p.text.Line].Node
		p.textPath = n.Path()
		p.textLine = p.text.Line - v.lineOf(p.textPath)
	}
	return p
}

func (v *View) restore(p places) {
	if !p.known {
		return
	}
	if i, ok := v.model.RowOf(p.treePath); ok {
		p.tree.Line = i
		v.tree.SetOffset(p.tree)
	}
	if i := v.lineOf(p.textPath); i >= 0 {
		p.text.Line = i + p.textLine
		v.text.SetOffset(p.text)
	}
	v.mark()
}

// lineOf is the line of the text where the value at a path begins, -1 for none.
func (v *View) lineOf(path string) int {
	for i, l := range v.lines {
		if !l.Close && l.Node.Path() == path {
			return i
		}
	}
	return -1
}

// SetText switches between the text and the tree.
func (v *View) SetText(text bool) {
	if v.asText == text {
		return
	}
	v.asText = text
	v.showMode()
	v.find()
	v.rowsChanged()
}

// showMode shows the tree or the text; without a document only the text is
// there to be shown.
func (v *View) showMode() {
	text := v.asText || v.doc == nil
	v.treeChip.SetOn(!text)
	v.textChip.SetOn(text)
	v.treeChip.SetDisabled(v.doc == nil)
	v.copied.SetDisabled(len(v.raw) == 0)
	v.showEye()
	if text {
		v.tree.Hide()
		v.text.Show()
	} else {
		v.text.Hide()
		v.tree.Show()
	}
	v.rowsChanged()
	v.Refresh()
}

func (v *View) showEye() {
	n := v.hidden()
	v.eye.SetDisabled(n == 0)
	v.eye.SetLit(v.reveal && n > 0)
	switch {
	case n == 0:
		v.eye.SetIcon("eye")
		v.eye.Tip = "Nothing is hidden"
	case v.reveal:
		v.eye.SetIcon("eye-off")
		v.eye.Tip = "Hide what looks secret"
	default:
		v.eye.SetIcon("eye")
		v.eye.Tip = fmt.Sprintf("Show %d hidden values", n)
		if n == 1 {
			v.eye.Tip = "Show the hidden value"
		}
	}
}

// hidden is the number of values that look secret.
func (v *View) hidden() int {
	if v.doc != nil {
		return v.doc.Hidden
	}
	return v.rawHidden
}

// SetReveal switches whether what looks like a secret is shown.
func (v *View) SetReveal(on bool) {
	if v.reveal == on {
		return
	}
	v.reveal = on
	if v.doc != nil {
		place := v.remember()
		v.refill()
		v.restore(place)
	} else {
		v.refillRaw()
	}
	v.showMode()
	if v.OnReveal != nil {
		v.OnReveal(on)
	}
}

// Reveals reports whether what looks like a secret is shown.
func (v *View) Reveals() bool { return v.reveal }

// Focus gives the keyboard to the tree or the text.
func (v *View) Focus() {
	if v.tree.Visible() {
		v.focus(v.tree)
		return
	}
	v.focus(v.text)
}

// FocusSearch gives the keyboard to the search field.
func (v *View) FocusSearch() { v.focus(v.field) }

func (v *View) focus(o interface {
	fyne.CanvasObject
	fyne.Focusable
}) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		c.Focus(o)
	}
}

// anyKey are the keys of both views.
func (v *View) anyKey(e *fyne.KeyEvent) bool {
	if e.Name == fyne.KeyF3 {
		v.step(direction(v.tree.Shift() || v.text.Shift()))
		return true
	}
	return false
}

// treeKey moves the selected row; with Shift a key selects text instead.
func (v *View) treeKey(e *fyne.KeyEvent) bool {
	if v.anyKey(e) {
		return true
	}
	if v.tree.Shift() {
		return false
	}
	at := v.model.Selected()
	switch e.Name {
	case fyne.KeyUp:
		v.pick(at - 1)
	case fyne.KeyDown:
		v.pick(at + 1)
	case fyne.KeyPageUp:
		v.pick(at - v.pageRows())
	case fyne.KeyPageDown:
		v.pick(at + v.pageRows())
	case fyne.KeyHome:
		v.pick(0)
	case fyne.KeyEnd:
		v.pick(len(v.model.Rows()) - 1)
	case fyne.KeyLeft:
		v.model.Left()
		v.moved()
	case fyne.KeyRight:
		v.model.Right()
		v.moved()
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		v.toggle(at)
	case desktop.KeyMenu:
		v.showMenu(v.menuPlace())
	default:
		return false
	}
	return true
}

// treeRune opens everything below the selected row by "*", as trees do.
func (v *View) treeRune(r rune) bool {
	at := v.model.Selected()
	if r == ' ' {
		return true // TypedKey had it
	}
	if r != '*' || at < 0 {
		return false
	}
	v.model.OpenAll(at)
	v.rowsChanged()
	return true
}

func (v *View) pageRows() int { return max(1, int(v.tree.Size().Height/rowHeight)-1) }

func (v *View) pick(row int) {
	if row >= 0 && row >= len(v.model.Rows()) {
		row = len(v.model.Rows()) - 1
	}
	v.model.Select(row)
	v.moved()
}

func (v *View) moved() {
	v.rowsChanged()
	v.tree.ScrollToLine(v.model.Selected())
}

func (v *View) toggle(row int) {
	if row < 0 || row >= len(v.model.Rows()) {
		return
	}
	v.model.SetOpen(row, !v.model.Rows()[row].Open)
	v.rowsChanged()
}

// treePress selects a row; the sign before it opens and closes, and so does a
// double click anywhere on it. A click on a value begins to select its text.
func (v *View) treePress(at textview.Pos, clicks int) bool {
	if at.Line >= len(v.model.Rows()) {
		return true
	}
	v.model.Select(at.Line)
	v.rowsChanged()
	if !v.model.Opens(at.Line) {
		return false
	}
	if at.Byte < prefixBytes(v.model, at.Line) || clicks == 2 {
		v.toggle(at.Line)
		return true
	}
	return false
}

func (v *View) shortcut(s fyne.Shortcut) bool {
	c, ok := s.(*desktop.CustomShortcut)
	if !ok {
		return false
	}
	switch {
	case c.KeyName == fyne.KeyF && c.Modifier == fyne.KeyModifierControl:
		v.FocusSearch()
	case c.KeyName == fyne.KeyC && c.Modifier == fyne.KeyModifierControl|fyne.KeyModifierShift:
		v.copyPath()
	default:
		return false
	}
	return true
}
