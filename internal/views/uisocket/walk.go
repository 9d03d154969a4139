package uisocket

import (
	"reflect"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Walk gives every control on a canvas: the content, the main menu where it is
// drawn in the window, then the pop-ups from the lowest to the topmost. Hidden
// objects and what is in them are left out.
//
// It must run on the main goroutine.
func Walk(c fyne.Canvas) control.Tree {
	width, height := c.PixelCoordinateForPosition(fyne.Position{X: c.Size().Width, Y: c.Size().Height})
	w := walker{
		canvas: c,
		seen:   map[string]int{},
		tree:   control.Tree{Window: control.Rect{Width: width, Height: height}, Scale: c.Scale(), Controls: []control.Control{}},
	}
	for _, root := range roots(c) {
		w.walk(root, place{clip: w.tree.Window})
		if top := len(c.Overlays().List()); top > 0 && root != c.Overlays().Top() {
			w.coverAll()
		}
	}
	return w.tree
}

// roots are the object trees of a canvas, from the back to the front. The main
// menu isn't part of Fyne's Canvas interface, but a desktop canvas tells.
func roots(c fyne.Canvas) []fyne.CanvasObject {
	all := append([]fyne.CanvasObject{c.Content()}, c.Overlays().List()...)
	if desktop, ok := c.(interface{ ObjectTrees() []fyne.CanvasObject }); ok {
		all = desktop.ObjectTrees()
	}
	return all
}

// place is where an object is found: what the walk knows of its parents.
type place struct {
	origin fyne.Position // of the parent, on the canvas
	clip   control.Rect  // what its parents let be seen
	within string        // id of the nearest described parent
	mute   bool          // a parent has told the texts in it already
}

type walker struct {
	canvas fyne.Canvas
	tree   control.Tree
	seen   map[string]int // how often each stock id was given
}

func (w *walker) walk(obj fyne.CanvasObject, at place) {
	if obj == nil || !obj.Visible() {
		return
	}
	if typeName(obj) == "menuBarUnderlay" {
		if !obj.Size().IsZero() {
			w.coverAll() // the open menu bar takes the clicks of the content
		}
		return
	}
	pos := at.origin.Add(obj.Position())
	area := w.pixels(pos, pressable(obj))

	if said, quiet, ok := w.describe(obj); ok && !(at.mute && said.Kind == control.KindText) {
		said.Focused = said.Focused || w.hasFocus(obj)
		at.within = w.add(said, area, at, at.within)
		at.mute = at.mute || quiet
	}
	if parts, ok := obj.(control.PartsDescriber); ok {
		for _, p := range parts.DescribeParts() {
			corner := pos.AddXY(p.X, p.Y)
			inner := at
			inner.clip = at.clip.Intersect(area)
			w.add(p.Description, w.pixels(corner, fyne.NewSize(p.Width, p.Height)), inner, at.within)
		}
	}

	children, clips := inside(obj)
	if clips {
		at.clip = at.clip.Intersect(area)
	}
	at.origin = pos
	for _, child := range children {
		w.walk(child, at)
	}
}

// add puts one control into the tree and gives the id that its children are
// within.
func (w *walker) add(said control.Description, area control.Rect, at place, within string) string {
	shown := area.Intersect(at.clip)
	w.tree.Controls = append(w.tree.Controls, control.Control{
		Description: said,
		Rect:        area,
		Shown:       shown,
		Visible:     !shown.Empty(),
		Reachable:   true,
		Within:      within,
	})
	if said.ID == "" || said.Kind == control.KindText {
		return within
	}
	return said.ID
}

// pressable is the part of an object, from its top left corner, that answers
// to a click: Fyne's checks and links do so on their text only, however wide
// they are laid out.
func pressable(obj fyne.CanvasObject) fyne.Size {
	switch obj.(type) {
	case *widget.Check, *widget.Hyperlink:
		return obj.Size().Min(obj.MinSize())
	}
	return obj.Size()
}

// coverAll marks all that was walked so far as covered: Fyne gives a click to
// the topmost pop-up or to nobody.
func (w *walker) coverAll() {
	for i := range w.tree.Controls {
		w.tree.Controls[i].Reachable = false
	}
}

func (w *walker) pixels(pos fyne.Position, size fyne.Size) control.Rect {
	x0, y0 := w.canvas.PixelCoordinateForPosition(pos)
	x1, y1 := w.canvas.PixelCoordinateForPosition(pos.AddXY(size.Width, size.Height))
	return control.Rect{X: x0, Y: y0, Width: x1 - x0, Height: y1 - y0}
}

func (w *walker) hasFocus(obj fyne.CanvasObject) bool {
	f, ok := obj.(fyne.Focusable)
	return ok && w.canvas.Focused() == f
}

// describe asks an object what it is, or tells it by its type. quiet means
// that the texts drawn inside are told already.
func (w *walker) describe(obj fyne.CanvasObject) (said control.Description, quiet, ok bool) {
	if d, is := obj.(control.Describer); is {
		return d.DescribeControl(), false, true
	}
	said, quiet, ok = stock(obj)
	if !ok {
		return said, quiet, false
	}
	if said.ID == "" {
		said.ID = said.Kind + ":" + said.Text
	}
	if n := w.seen[said.ID] + 1; n > 1 {
		w.seen[said.ID] = n
		said.ID += "#" + strconv.Itoa(n)
	} else {
		w.seen[said.ID] = n
	}
	return said, quiet, true
}

// inside gives what is drawn in an object, and whether it cuts off what is
// drawn outside of its bounds.
func inside(obj fyne.CanvasObject) (children []fyne.CanvasObject, clips bool) {
	switch o := obj.(type) {
	case *fyne.Container:
		return o.Objects, false
	case fyne.Widget:
		// Fyne tells the renderer of a widget only through its test package;
		// the software renderer that the pictures are made with links that in
		// anyway.
		renderer := test.WidgetRenderer(o)
		_, scrolls := o.(fyne.Scrollable)
		_, cuts := renderer.(interface{ IsClip() })
		return renderer.Objects(), scrolls || cuts
	}
	return nil, false
}

// stock describes what Fyne brings along. The id is left empty where kind and
// text make a good one.
func stock(obj fyne.CanvasObject) (said control.Description, quiet, ok bool) {
	said = control.Description{Enabled: true}
	if d, is := obj.(fyne.Disableable); is {
		said.Enabled = !d.Disabled()
	}
	switch o := known(obj).(type) {
	case *canvas.Text:
		said.Kind, said.Text = control.KindText, o.Text
		return said, true, o.Text != ""
	case *widget.RichText:
		said.Kind, said.Text = control.KindText, drawn(o)
		return said, true, said.Text != ""
	case *widget.TextGrid:
		said.Kind, said.Text = control.KindText, o.Text()
		return said, true, said.Text != ""
	case *widget.Label:
		said.Kind, said.Text = control.KindLabel, o.Text
	case *widget.Hyperlink:
		said.Kind, said.Text = control.KindLink, o.Text
	case *widget.Button:
		said.Kind, said.Text = control.KindButton, o.Text
	case *widget.Check:
		said.Kind, said.Text, said.Selected = control.KindCheck, o.Text, o.Checked
	case *widget.Select:
		said.Kind, said.Text, said.ID = control.KindSelect, o.Selected, "select:"+o.PlaceHolder
	case *widget.Entry:
		said.Kind, said.Text, said.ID = control.KindEntry, o.Text, "entry:"+o.PlaceHolder
		if o.Password {
			said.Text = strings.Repeat("•", len([]rune(o.Text)))
		}
	case *widget.Slider:
		said.Kind, said.Text = control.KindSlider, strconv.FormatFloat(o.Value, 'g', -1, 64)
		said.ID = "slider:"
	case *widget.ProgressBar:
		said.Kind, said.Text = control.KindProgress, strconv.FormatFloat(o.Value, 'g', -1, 64)
		said.ID = "progress:"
	case *widget.List, *widget.Table, *widget.Tree, *widget.GridWrap:
		said.Kind, said.ID = control.KindList, "list:"
		return said, false, true
	case *widget.PopUp:
		said.Kind, said.ID = "popup", "popup:"
		return said, false, true
	default:
		return unnamed(obj, said)
	}
	return said, true, true
}

// unnamed describes widgets that Fyne keeps to itself (menu items, tabs, radio
// items) and widgets of ours that don't describe themselves, as long as they
// answer to the mouse or the keyboard.
func unnamed(obj fyne.CanvasObject, said control.Description) (control.Description, bool, bool) {
	w, ok := obj.(fyne.Widget)
	if !ok {
		return said, false, false
	}
	_, tappable := obj.(fyne.Tappable)
	_, focusable := obj.(fyne.Focusable)
	if !tappable && !focusable {
		return said, false, false
	}
	said.Kind = strings.ToLower(typeName(obj))
	switch said.Kind {
	case "listitem", "treenode", "branch", "leaf", "griditem", "gridwrapitem":
		return said, false, false // a row's content describes itself
	case "overlaycontainer", "popupmenu":
		said.Kind, said.ID = "popup", "popup:"
		return said, false, true
	case "menubar", "scrollbararea":
		return said, false, false
	case "tabbutton":
		said.Kind = control.KindTab
	}
	switch model := menuModel(obj).(type) {
	case *fyne.MenuItem:
		said.Kind = control.KindMenuItem
		said.Text, said.Enabled, said.Selected = model.Label, !model.Disabled, model.Checked
		return said, false, !model.IsSeparator
	case *fyne.Menu:
		said.Kind, said.Text = "menu", model.Label
		return said, true, true
	}
	said.Text = strings.Join(texts(w, nil), " ")
	return said, true, true
}

// menuModel gives the menu or item that one of Fyne's unexported menu widgets
// shows. They keep it in an exported field.
func menuModel(obj fyne.CanvasObject) any {
	v := reflect.Indirect(reflect.ValueOf(obj))
	if v.Kind() != reflect.Struct {
		return nil
	}
	for _, name := range []string{"Item", "Menu"} {
		if f := v.FieldByName(name); f.IsValid() && f.CanInterface() {
			return f.Interface()
		}
	}
	return nil
}

// texts gathers what is written in an object.
func texts(obj fyne.CanvasObject, found []string) []string {
	if !obj.Visible() {
		return found
	}
	if t, ok := obj.(*canvas.Text); ok && t.Text != "" {
		return append(found, t.Text)
	}
	children, _ := inside(obj)
	for _, child := range children {
		found = texts(child, found)
	}
	return found
}

// known gives the stock widget that an object is or extends: a type that
// embeds widget.Entry is described as the entry it is.
func known(obj fyne.CanvasObject) any {
	v := reflect.ValueOf(obj)
	for v.Kind() == reflect.Pointer && !v.IsNil() && v.Elem().Kind() == reflect.Struct {
		if v.Type().Elem().PkgPath() == reflect.TypeFor[widget.Button]().PkgPath() && v.CanInterface() && !extends(v.Elem()) {
			return v.Interface()
		}
		if v.Elem().NumField() == 0 {
			break
		}
		first := v.Elem().Field(0)
		if !v.Elem().Type().Field(0).Anonymous || !first.CanInterface() {
			break
		}
		if first.Kind() == reflect.Struct && first.CanAddr() {
			first = first.Addr()
		}
		v = first
	}
	return obj
}

// extends says that a stock widget is itself made from a bigger one, as
// SelectEntry is from Entry.
func extends(v reflect.Value) bool {
	return v.NumField() > 0 && v.Type().Field(0).Anonymous && v.Type().Field(0).Type == reflect.TypeFor[widget.Entry]()
}

func typeName(obj fyne.CanvasObject) string {
	return reflect.Indirect(reflect.ValueOf(obj)).Type().Name()
}

// drawn is the text of a rich text as it is drawn: the one of a password is not
// what was typed.
func drawn(o *widget.RichText) string {
	var parts []string
	for _, child := range widgets.Children(o) {
		if t, ok := child.(*canvas.Text); ok && t.Text != "" {
			parts = append(parts, t.Text)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, " ")
}
