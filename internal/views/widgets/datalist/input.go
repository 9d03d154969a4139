package datalist

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/echo"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// input is what a viewport knows of mouse and keyboard.
type input struct {
	focused bool
	held    map[fyne.KeyName]bool // Shift and Ctrl keys that are down

	inside  bool
	pointer fyne.Position
	row     int // under the pointer, -1 for none
	told    attention.Target
	cursor  attention.Target

	pressed string // the row that was pressed last
	at      time.Time
	where   fyne.Position
	open    string // opens when the button is let go
	menu    bool   // the menu opens when the button is let go
	mark    int    // of the cursor's row, that the keyboard is at; -1 for the row itself
	over    onMark // under the pointer
	asked   onMark // explained when the button is let go
	now     func() time.Time
}

// onMark is a mark of a row; a mark of -1 is none.
type onMark struct {
	key  string
	mark int
}

func newInput() input {
	none := onMark{mark: -1}
	return input{held: map[fyne.KeyName]bool{}, row: -1, now: time.Now, mark: -1, over: none, asked: none}
}

// A second press on the same row within this time and distance opens it. The
// first one has long done its work by then: nothing waits for a second.
const (
	doubleTime     = 400 * time.Millisecond
	doubleDistance = 5
)

func (v *viewport[T]) focus() { focus(v) }

// modifiers are the modifier keys that are down. The driver knows; where it
// doesn't tell, the keys that came here do.
func (v *viewport[T]) modifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	var mods fyne.KeyModifier
	if v.input.held[desktop.KeyShiftLeft] || v.input.held[desktop.KeyShiftRight] {
		mods |= fyne.KeyModifierShift
	}
	return mods
}

// rowAt is the row at a height in the viewport, -1 for none.
func (v *viewport[T]) rowAt(y float32) int {
	if y < 0 || y >= v.Size().Height {
		return -1
	}
	i := int(math.Floor((v.offset + float64(y)) / float64(v.list.look.row)))
	if i >= v.list.model.Len() {
		return -1
	}
	return i
}

// MouseDown implements desktop.Mouseable. A press works at once: waiting for
// the release would lose presses during which the pointer moves.
func (v *viewport[T]) MouseDown(e *desktop.MouseEvent) {
	echo.Click(e.AbsolutePosition)
	v.focus()
	v.input.open, v.input.menu, v.input.asked = "", false, onMark{mark: -1}
	i := v.rowAt(e.Position.Y)
	if i < 0 {
		return
	}
	switch e.Button {
	case desktop.MouseButtonPrimary:
		v.press(i, e)
	case desktop.MouseButtonSecondary:
		v.pressMenu(i)
	default:
		return
	}
	v.list.changed()
}

func (v *viewport[T]) press(i int, e *desktop.MouseEvent) {
	m := v.list.model
	key := m.KeyAt(i)
	shift, ctrl := e.Modifier&fyne.KeyModifierShift != 0, e.Modifier&fyne.KeyModifierShortcutDefault != 0
	box := v.list.look.check > 0 && e.Position.X < v.list.look.first-v.list.look.gap/2
	switch {
	case box && shift:
		m.CheckRange(i)
	case box:
		m.Check(i)
	case shift:
		m.ClickRange(i)
	case ctrl:
		m.ClickAdd(i)
	default:
		if r, n := v.markAt(e.Position); n >= 0 {
			v.input.asked = onMark{r.key, n}
			m.SetCursor(key) // what is ticked stays
		} else {
			m.Click(i)
		}
		if v.second(key, e.AbsolutePosition) {
			v.input.open = key
			return
		}
		v.input.pressed, v.input.at, v.input.where = key, v.input.now(), e.AbsolutePosition
		return
	}
	v.input.pressed = ""
}

// second reports whether a press makes a double click, and if so forgets the
// first.
func (v *viewport[T]) second(key string, at fyne.Position) bool {
	in := &v.input
	moved := at.Subtract(in.where)
	near := moved.X*moved.X+moved.Y*moved.Y <= doubleDistance*doubleDistance
	if key != in.pressed || !near || in.now().Sub(in.at) > doubleTime {
		return false
	}
	in.pressed = ""
	return true
}

// pressMenu chooses what the menu is about: the ticked rows if the row is one
// of them, else the row alone.
func (v *viewport[T]) pressMenu(i int) {
	m := v.list.model
	if !m.TickedAt(i) {
		m.Click(i)
	}
	v.input.menu = true
}

// MouseUp implements desktop.Mouseable.
func (v *viewport[T]) MouseUp(e *desktop.MouseEvent) {
	in := &v.input
	asked := in.asked
	in.asked = onMark{mark: -1}
	switch {
	case e.Button == desktop.MouseButtonPrimary && asked.mark >= 0 && in.open == "":
		if r, n := v.markAt(e.Position); r != nil && r.key == asked.key && n == asked.mark {
			v.askMark(r, n)
		}
	case e.Button == desktop.MouseButtonPrimary && in.open != "":
		key := in.open
		in.open = ""
		if v.list.config.OnOpen != nil {
			v.list.config.OnOpen(key)
		}
	case e.Button == desktop.MouseButtonSecondary && in.menu:
		in.menu = false
		v.openMenu(e.AbsolutePosition)
	}
}

func (v *viewport[T]) openMenu(at fyne.Position) {
	if keys := v.list.model.Targets(); len(keys) > 0 && v.list.config.OnMenu != nil {
		v.list.config.OnMenu(keys, at)
	}
}

// hovered is the row under the pointer, -1 for none.
func (v *viewport[T]) hovered() int {
	if !v.input.inside {
		return -1
	}
	return v.rowAt(v.input.pointer.Y)
}

// rehover follows rows that have moved under a pointer at rest.
func (v *viewport[T]) rehover() {
	if i := v.hovered(); i != v.input.row {
		v.input.row = i
		v.paint()
	}
	over := onMark{mark: -1}
	if r, n := v.markAt(v.input.pointer); v.input.inside && n >= 0 {
		over = onMark{r.key, n}
	}
	if over != v.input.over {
		v.input.over = over
		v.drawMarks()
	}
	v.explainPointer()
}

// MouseIn implements desktop.Hoverable.
func (v *viewport[T]) MouseIn(e *desktop.MouseEvent) { v.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (v *viewport[T]) MouseMoved(e *desktop.MouseEvent) {
	v.input.inside, v.input.pointer = true, e.Position
	v.rehover()
}

// MouseOut implements desktop.Hoverable.
func (v *viewport[T]) MouseOut() {
	v.input.inside = false
	v.rehover()
}

// explainPointer tells what is under the pointer: the column's topic, and the
// whole text where it is cut.
func (v *viewport[T]) explainPointer() {
	t := attention.Target{}
	if r := v.byKey[v.keyAt(v.hovered())]; r != nil {
		t = v.explain(r)
	}
	told := v.input.told
	if t == told {
		return
	}
	v.input.told = t
	if told.Object != nil {
		attention.Leave(told)
	}
	if t.Object != nil {
		attention.Enter(t)
	}
}

// explain is what explains the cell of a row that is under the pointer.
func (v *viewport[T]) explain(r *row[T]) attention.Target {
	l, x := v.list, v.input.pointer.X
	if over, n := v.markAt(v.input.pointer); n >= 0 && over == r {
		m := r.marks(l)[n]
		v.anchorTo(r, m)
		return attention.Target{Object: v.anchor, Topic: m.Topic, Tip: m.tip()}
	}
	for _, p := range l.placed {
		if x < p.x-l.look.gap/2 || x >= p.x+p.width+l.look.gap/2 {
			continue
		}
		t := attention.Target{Object: v.anchor, Topic: l.config.Columns[p.column].Topic, Tip: r.cutText(l, p)}
		if t.Topic == "" && t.Tip == "" {
			break
		}
		v.anchor.Move(r.box.Position().AddXY(p.x, 0))
		v.anchor.Resize(fyne.NewSize(p.width, l.look.row))
		return t
	}
	return attention.Target{}
}

func (v *viewport[T]) keyAt(i int) string {
	if i < 0 {
		return ""
	}
	return v.list.model.KeyAt(i)
}

// explainCursor tells that the keyboard is at the cursor's row.
func (v *viewport[T]) explainCursor() {
	t := attention.Target{}
	if item, ok := v.list.model.Item(v.list.model.Cursor()); ok && v.input.focused && v.list.config.Topic != nil {
		t = attention.Target{Object: v, Topic: v.list.config.Topic(item), Focus: true}
		if _, marks := v.cursorMarks(); v.input.mark >= 0 && v.input.mark < len(marks) {
			t.Topic = marks[v.input.mark].Topic
		}
	}
	told := v.input.cursor
	if t == told {
		return
	}
	v.input.cursor = t
	if told.Object != nil {
		attention.Leave(told)
	}
	if t.Object != nil && t.Topic != "" {
		attention.Enter(t)
	}
}

// Scrolled implements fyne.Scrollable, which also makes Fyne cut off what is
// drawn outside.
func (v *viewport[T]) Scrolled(e *fyne.ScrollEvent) {
	v.scrollTo(v.offset - float64(e.Scrolled.DY))
}

// FocusGained implements fyne.Focusable.
func (v *viewport[T]) FocusGained() {
	v.input.focused = true
	v.paint()
	v.drawMarks()
	v.explainCursor()
}

// FocusLost implements fyne.Focusable.
func (v *viewport[T]) FocusLost() {
	v.input.focused = false
	clear(v.input.held)
	v.paint()
	v.drawMarks()
	v.explainCursor()
}

// KeyDown implements desktop.Keyable.
func (v *viewport[T]) KeyDown(e *fyne.KeyEvent) { v.input.held[e.Name] = true }

// KeyUp implements desktop.Keyable.
func (v *viewport[T]) KeyUp(e *fyne.KeyEvent) { delete(v.input.held, e.Name) }

// TypedRune implements fyne.Focusable. The space bar comes as a key as well.
func (v *viewport[T]) TypedRune(r rune) {
	if r != ' ' {
		widgets.PassRune(v, r)
	}
}

// TypedKey implements fyne.Focusable.
func (v *viewport[T]) TypedKey(e *fyne.KeyEvent) {
	shift := v.modifiers()&fyne.KeyModifierShift != 0
	if e.Name != fyne.KeyEscape && !functional(e.Name) { // those are passed on, and told there
		echo.Key(e.Name)
	}
	if v.move(e.Name, shift) || v.act(e.Name, shift) || v.list.config.OnKey != nil && v.list.config.OnKey(e) || v.goAlong(e.Name) {
		return
	}
	widgets.PassKey(v, e)
}

// functional reports whether a key is one of F1 to F12.
func functional(k fyne.KeyName) bool { return len(k) > 1 && k[0] == 'F' }

// move handles the keys that move the cursor.
func (v *viewport[T]) move(key fyne.KeyName, shift bool) bool {
	m := v.list.model
	at := m.CursorIndex()
	page := v.page()
	switch key {
	case fyne.KeyUp:
		at--
	case fyne.KeyDown:
		at++
	case fyne.KeyPageUp:
		at = max(at, 0) - page
	case fyne.KeyPageDown:
		at = max(at, 0) + page
	case fyne.KeyHome:
		at = 0
	case fyne.KeyEnd:
		at = m.Len() - 1
	default:
		return false
	}
	m.Move(at, shift)
	if i := m.CursorIndex(); i >= 0 {
		v.reveal(i)
	}
	v.list.changed()
	return true
}

// page is how many rows PgUp and PgDn go: all that are seen whole, but one that
// a person finds again.
func (v *viewport[T]) page() int {
	k := v.list.look
	return max(int((v.height()+float64(k.border))/float64(k.row))-1, 1)
}

// act handles the keys that do something.
func (v *viewport[T]) act(key fyne.KeyName, shift bool) bool {
	l, m := v.list, v.list.model
	switch key {
	case fyne.KeySpace:
		m.Check(m.CursorIndex())
		l.changed()
	case fyne.KeyEscape:
		if v.leaveMarks() {
			v.explainCursor()
			return true
		}
		if !m.ClearTicks() {
			return false
		}
		l.changed()
	case fyne.KeyReturn, fyne.KeyEnter:
		if r, _ := v.cursorMarks(); r != nil && v.askMark(r, v.input.mark) {
			return true
		}
		if m.CursorIndex() >= 0 && l.config.OnOpen != nil {
			l.config.OnOpen(m.Cursor())
		}
	case fyne.KeyDelete:
		if keys := m.Targets(); len(keys) > 0 && l.config.OnDelete != nil {
			l.config.OnDelete(keys)
		}
	case desktop.KeyMenu:
		v.openMenu(v.menuPlace())
	case fyne.KeyF10:
		if !shift {
			return false
		}
		v.openMenu(v.menuPlace())
	default:
		return false
	}
	return true
}

// menuPlace is where a menu opens that the keyboard asked for: under the
// cursor's row.
func (v *viewport[T]) menuPlace() fyne.Position {
	k := v.list.look
	y := k.row
	if i := v.list.model.CursorIndex(); i >= 0 {
		y = float32(float64(i+1)*float64(k.row) - v.offset)
	}
	y = max(0, min(y, v.Size().Height))
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(v).AddXY(k.first, y)
}

// TypedShortcut takes Ctrl+A, and hands on what is not its own: a focused
// widget that listens to shortcuts gets all of them.
func (v *viewport[T]) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutSelectAll); ok {
		v.list.model.TickAll()
		v.list.changed()
		return
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(v).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}
