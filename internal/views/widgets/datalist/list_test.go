package datalist_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

type box struct {
	id, name, image, ports, age string
	state                       string
	memory                      int
}

func five() []*box {
	return []*box{
		{"1", "web", "nginx:1.27", "8080 → 80", "3 h", "running", 24},
		{"2", "db", "postgres:16", "–", "3 h", "running", 96},
		{"3", "cache", "redis:7", "–", "3 h", "unhealthy", 9},
		{"4", "job", "python:3.12", "–", "12 min", "exited (1)", 0},
		{"5", "hello", "hello-world", "–", "2 days", "exited (0)", 0},
	}
}

func many(n int) []*box {
	items := make([]*box, n)
	for i := range items {
		b := *five()[i%5]
		b.id, b.name = fmt.Sprintf("id%d", i), fmt.Sprintf("%s-%d", b.name, i)
		items[i] = &b
	}
	return items
}

// log keeps what a list told.
type log []string

func (l *log) add(what string, args ...any) {
	*l = append(*l, strings.TrimSpace(fmt.Sprintln(append([]any{what}, args...)...)))
}

// take gives what was told since the last time.
func (l *log) take() string {
	s := strings.Join(*l, "; ")
	*l = nil
	return s
}

// rig is a list in a window without a screen.
type rig struct {
	tb     testing.TB
	list   *datalist.DataList[*box]
	window fyne.Window
	told   log
	memory map[string]int // live figures
	drawn  map[string]int // how often the state cell of an item was updated
}

func (r *rig) config() datalist.Config[*box] {
	stopped := func(b *box) bool { return strings.HasPrefix(b.state, "exited") }
	return datalist.Config[*box]{
		ID:  "containers",
		Key: func(b *box) string { return b.id },
		Columns: []datalist.Column[*box]{
			{ID: "state", Title: "State", Topic: "column.state", Min: 96, Ideal: 116, Text: func(b *box) string { return b.state }, Cell: r.stateCell},
			{ID: "name", Title: "Name", Topic: "column.name", Min: 96, Ideal: 120, Grow: 2, Style: datalist.Bold, Text: func(b *box) string { return b.name }},
			{ID: "image", Title: "Image", Min: 80, Ideal: 96, Grow: 1, Priority: 1, Text: func(b *box) string { return b.image }},
			{ID: "ports", Title: "Ports", Min: 76, Ideal: 90, Priority: 3, Text: func(b *box) string { return b.ports }},
			{ID: "memory", Title: "Memory", Min: 60, Ideal: 70, Priority: 2, Align: datalist.Right,
				Text:    func(b *box) string { return fmt.Sprintf("%d MB", r.memoryOf(b)) },
				Compare: func(a, b *box) int { return cmp.Compare(r.memoryOf(a), r.memoryOf(b)) }},
			{ID: "age", Title: "Age", Min: 50, Ideal: 60, Priority: 4, Align: datalist.Right, Style: datalist.Muted, Text: func(b *box) string { return b.age }},
		},
		Filters: []datalist.Filter[*box]{
			{ID: "all", Title: "All"},
			{ID: "running", Title: "Running", Match: func(b *box) bool { return !stopped(b) }},
			{ID: "stopped", Title: "Stopped", Match: stopped},
			{ID: "attention", Title: "Needs attention", Match: func(b *box) bool { return b.state == "unhealthy" || b.state == "exited (1)" }},
		},
		Topic:     func(b *box) string { return "row." + b.name },
		OnCursor:  func(key string) { r.told.add("cursor", key) },
		OnSelect:  func(keys []string) { r.told.add("select", keys) },
		OnOpen:    func(key string) { r.told.add("open", key) },
		OnDelete:  func(keys []string) { r.told.add("delete", keys) },
		OnMenu:    func(keys []string, at fyne.Position) { r.told.add("menu", keys) },
		OnSort:    func(column string, down bool) { r.told.add("sort", column, down) },
		OnFilter:  func(id string) { r.told.add("filter", id) },
		OnVisible: func(keys []string) { r.told.add("visible", len(keys)) },
	}
}

func (r *rig) memoryOf(b *box) int {
	if m, ok := r.memory[b.id]; ok {
		return m
	}
	return b.memory
}

func (r *rig) stateCell() datalist.Cell[*box] {
	cell := widgets.NewStateCell()
	return datalist.NewCell(cell, func(b *box) {
		r.drawn[b.id]++
		shape := format.Shape{Word: b.state, Icon: "running", Tone: format.Good}
		switch b.state {
		case "unhealthy":
			shape.Icon, shape.Tone = "attention", format.Warn
		case "exited (1)":
			shape.Icon, shape.Tone = "failed", format.Bad
		case "exited (0)":
			shape.Icon, shape.Tone = "idle", format.Idle
		}
		cell.Set(shape)
	})
}

// newRig shows a list in a window of a size. change may alter its Config.
func newRig(tb testing.TB, choice theme.Choice, width, height float32, change ...func(*datalist.Config[*box])) *rig {
	tb.Helper()
	app := test.NewTempApp(tb)
	app.Settings().SetTheme(theme.New(choice))
	r := &rig{tb: tb, memory: map[string]int{}, drawn: map[string]int{}}
	c := r.config()
	c.Post = func(f func()) { f() }
	for _, fn := range change {
		fn(&c)
	}
	r.list = datalist.New(c)
	r.window = test.NewTempWindow(tb, container.NewWithoutLayout(r.list, r.list.Filters()))
	r.window.SetPadded(false)
	r.window.Resize(fyne.NewSize(width, height+60))
	r.list.Filters().Resize(fyne.NewSize(width, 40))
	r.list.Filters().Move(fyne.NewPos(0, height))
	r.list.Resize(fyne.NewSize(width, height))
	r.told = nil
	return r
}

// sortedRig shows five sorted by name: cache db hello job web, 3 2 5 4 1.
func sortedRig(tb testing.TB) *rig {
	tb.Helper()
	r := newRig(tb, theme.Light, 784, 400, func(c *datalist.Config[*box]) { c.Sort = "name"; c.OnVisible = nil })
	r.list.SetItems(five())
	return r
}

func (r *rig) canvas() fyne.Canvas { return r.window.Canvas() }

func (r *rig) tree() control.Tree { return uisocket.Walk(r.canvas()) }

func (r *rig) find(id string) control.Control {
	r.tb.Helper()
	c, ok := r.tree().Find(id)
	if !ok {
		r.tb.Fatalf("there is no %s in\n%s", id, r.tree())
	}
	return c
}

// order lists the ids of the rows on the screen.
func (r *rig) order() string { return strings.Join(r.list.OnScreen(), "") }

func (r *rig) expect(what, got, want string) {
	r.tb.Helper()
	if got != want {
		r.tb.Errorf("%s: %q, want %q", what, got, want)
	}
}

// The test driver's own clicks go to what is Tappable only; these go where the
// real driver's go.
func (r *rig) mouse(id string, button desktop.MouseButton, mods fyne.KeyModifier) {
	r.tb.Helper()
	x, y := r.find(id).Shown.Center()
	at := fyne.NewPos(float32(x), float32(y))
	r.down(at, button, mods)
	r.up(at.AddXY(1, 3), button, mods) // a hand is never quite still
}

func (r *rig) target(at fyne.Position) (desktop.Mouseable, fyne.Position) {
	r.tb.Helper()
	var found desktop.Mouseable
	var inner fyne.Position
	var walk func(o fyne.CanvasObject, origin fyne.Position)
	walk = func(o fyne.CanvasObject, origin fyne.Position) {
		if !o.Visible() {
			return
		}
		pos := origin.Add(o.Position())
		in := at.X >= pos.X && at.Y >= pos.Y && at.X < pos.X+o.Size().Width && at.Y < pos.Y+o.Size().Height
		if m, ok := o.(desktop.Mouseable); ok && in {
			found, inner = m, at.Subtract(pos)
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c, pos)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c, pos)
			}
		}
	}
	walk(r.canvas().Content(), fyne.Position{})
	if found == nil {
		r.tb.Fatalf("nothing listens to the mouse at %v", at)
	}
	return found, inner
}

func (r *rig) event(at, inner fyne.Position, button desktop.MouseButton, mods fyne.KeyModifier) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at, Position: inner}, Button: button, Modifier: mods}
}

func (r *rig) down(at fyne.Position, button desktop.MouseButton, mods fyne.KeyModifier) {
	r.tb.Helper()
	m, inner := r.target(at)
	m.MouseDown(r.event(at, inner, button, mods))
}

func (r *rig) up(at fyne.Position, button desktop.MouseButton, mods fyne.KeyModifier) {
	r.tb.Helper()
	m, inner := r.target(at)
	m.MouseUp(r.event(at, inner, button, mods))
}

func (r *rig) click(id string) { r.tb.Helper(); r.mouse(id, desktop.MouseButtonPrimary, 0) }

const row = "containers.list.row."

// keys types keys into what has the keyboard; "+" before a name holds Shift.
func (r *rig) keys(names ...string) {
	r.tb.Helper()
	for _, name := range names {
		f := r.canvas().Focused()
		if f == nil {
			r.tb.Fatal("nothing has the keyboard")
		}
		plain, shift := strings.CutPrefix(name, "+")
		k, keyable := f.(desktop.Keyable)
		if shift && keyable {
			k.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		}
		f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyName(plain)})
		if shift && keyable {
			k.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		}
	}
}

func TestTheMouseSelects(t *testing.T) {
	ctrl := fyne.KeyModifierShortcutDefault
	for _, c := range []struct {
		what string
		do   func(r *rig)
		told string
	}{
		{"a click", func(r *rig) { r.click(row + "2") }, "cursor 2"},
		{"a click on a box", func(r *rig) { r.click("containers.list.check.2") }, "select [2]"},
		{"Ctrl", func(r *rig) { r.click(row + "2"); r.mouse(row+"4", desktop.MouseButtonPrimary, ctrl) }, "cursor 2; cursor 4; select [2 4]"},
		{"Shift", func(r *rig) { r.click(row + "2"); r.mouse(row+"4", desktop.MouseButtonPrimary, fyne.KeyModifierShift) }, "cursor 2; cursor 4; select [2 5 4]"},
		{"a click clears", func(r *rig) { r.click("containers.list.check.2"); r.click(row + "4") }, "select [2]; cursor 4; select []"},
		{"a right click", func(r *rig) { r.mouse(row+"5", desktop.MouseButtonSecondary, 0) }, "cursor 5; menu [5]"},
		{"a right click on one of the ticked", func(r *rig) {
			r.click("containers.list.check.2")
			r.click("containers.list.check.4")
			r.mouse(row+"4", desktop.MouseButtonSecondary, 0)
		}, "select [2]; select [2 4]; menu [2 4]"},
		{"a right click beside the ticked", func(r *rig) {
			r.click("containers.list.check.2")
			r.mouse(row+"4", desktop.MouseButtonSecondary, 0)
		}, "select [2]; cursor 4; select []; menu [4]"},
		{"all", func(r *rig) { r.click("containers.list.all") }, "select [3 2 5 4 1]"},
		{"all and none", func(r *rig) { r.click("containers.list.all"); r.click("containers.list.all") }, "select [3 2 5 4 1]; select []"},
		{"a middle click", func(r *rig) { r.mouse(row+"5", desktop.MouseButtonTertiary, 0) }, ""},
	} {
		r := sortedRig(t)
		c.do(r)
		r.expect(c.what, r.told.take(), c.told)
	}
}

func TestASecondClickOpensAndTheFirstDoesNotWait(t *testing.T) {
	r := sortedRig(t)
	r.click(row + "2")
	r.expect("first", r.told.take(), "cursor 2")
	r.click(row + "2")
	r.expect("second", r.told.take(), "open 2")
	r.click(row + "2")
	r.expect("third", r.told.take(), "")
	r.click(row + "4")
	r.expect("on another row", r.told.take(), "cursor 4")
	time.Sleep(450 * time.Millisecond)
	r.click(row + "4")
	r.expect("too late", r.told.take(), "")
}

func TestTheKeyboardMovesSelectsAndActs(t *testing.T) {
	for _, c := range []struct{ keys, told, ticked string }{
		{"Down", "cursor 3", ""},
		{"Up", "cursor 3", ""},
		{"Down Down Down Up", "cursor 3; cursor 2; cursor 5; cursor 2", ""},
		{"End", "cursor 1", ""},
		{"End Home", "cursor 1; cursor 3", ""},
		{"Next", "cursor 1", ""},
		{"End Prior", "cursor 1; cursor 3", ""},
		{"Down +Down +Down", "cursor 3; cursor 2; select [3 2]; cursor 5; select [3 2 5]", "325"},
		{"End +Home", "cursor 1; cursor 3; select [3 2 5 4 1]", "32541"},
		{"Down Space Down Down Space", "cursor 3; select [3]; cursor 2; cursor 5; select [3 5]", "35"},
		{"Down Space Space", "cursor 3; select [3]; select []", ""},
		{"Down Space Escape", "cursor 3; select [3]; select []", ""},
		{"Space", "", ""},
		{"Down Return", "cursor 3; open 3", ""},
		{"Return", "", ""},
		{"Down Delete", "cursor 3; delete [3]", ""},
		{"Down Space Down Delete", "cursor 3; select [3]; cursor 2; delete [3]", "3"},
		{"Delete", "", ""},
		{"Down Menu", "cursor 3; menu [3]", ""},
		{"Down +F10", "cursor 3; menu [3]", ""},
		{"Menu", "", ""},
	} {
		r := sortedRig(t)
		r.list.Focus()
		r.keys(strings.Fields(c.keys)...)
		r.expect(c.keys, r.told.take(), c.told)
		r.expect(c.keys+" ticks", strings.Join(r.list.Ticked(), ""), c.ticked)
	}
}

func TestCtrlATicksAllThatAreShown(t *testing.T) {
	r := sortedRig(t)
	r.list.SetFilter("running")
	r.list.Focus()
	r.told = nil
	r.canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	r.expect("told", r.told.take(), "select [3 2 1]")
}

func TestKeysThatAreNotItsOwnGoToTheWindow(t *testing.T) {
	r := sortedRig(t)
	var got []string
	r.canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { got = append(got, string(e.Name)) })
	r.canvas().SetOnTypedRune(func(c rune) { got = append(got, string(c)) })
	saved := false
	r.canvas().AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: fyne.KeyModifierControl}, func(fyne.Shortcut) { saved = true })
	r.list.Focus()
	r.keys("F1", "F10", "Escape", "Down")
	r.canvas().Focused().TypedRune('/')
	r.canvas().Focused().TypedRune(' ')
	r.canvas().Focused().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: fyne.KeyModifierControl})
	r.expect("window", strings.Join(got, " "), "F1 F10 Escape /")
	if !saved {
		t.Error("the shortcut did not arrive")
	}
}

func TestTheHeaderSortsByMouseAndKeyboard(t *testing.T) {
	r := newRig(t, theme.Light, 784, 400)
	r.list.SetItems(five())
	r.told = nil
	r.click("containers.list.header.name")
	r.expect("name", r.order(), "32541")
	r.click("containers.list.header.name")
	r.expect("name again", r.order(), "14523")
	r.expect("told", r.told.take(), "visible 5; sort name false; visible 5; sort name true")
	r.keys("Right", "Return") // the keyboard is where the mouse was
	r.expect("image", r.order(), "51243")
	if !r.find("containers.list.header.image").Focused || !r.find("containers.list.header.image").Selected {
		t.Errorf("the header does not say where it is:\n%s", r.tree())
	}
	r.keys("Left", "Left", "Left", "Left", "Space")
	r.expect("ticked", strings.Join(r.list.Ticked(), ""), "51243")
	r.keys("Down", "Down")
	r.expect("cursor", r.list.Cursor(), "5")
}

func TestTheTabKeyStopsAtTheHeaderAndAtTheRows(t *testing.T) {
	r := newRig(t, theme.Light, 784, 400, func(c *datalist.Config[*box]) { c.Filters = nil })
	r.list.SetItems(five())
	var ids []string
	for range 3 {
		r.canvas().FocusNext()
		ids = append(ids, r.canvas().Focused().(control.Describer).DescribeControl().ID)
	}
	slices.Sort(ids[:2])
	if want := []string{"containers.list", "containers.list.header"}; !slices.Equal(ids[:2], want) || ids[2] == ids[1] {
		t.Errorf("stops at %q", ids)
	}
	if r.list.Cursor() != "" {
		t.Errorf("coming by moved the cursor to %q", r.list.Cursor())
	}
}

func TestSearchAndFilterChips(t *testing.T) {
	r := sortedRig(t)
	r.expect("chips", r.find("containers.filter.all").Text+", "+r.find("containers.filter.running").Text+", "+r.find("containers.filter.attention").Text, "All 5, Running 3, Needs attention 2")
	r.click("containers.filter.stopped")
	r.expect("stopped", r.order(), "54")
	r.list.SetSearch("PYTHON")
	r.expect("searched", r.order(), "4")
	if !r.find("containers.filter.stopped").Selected || r.find("containers.filter.all").Selected {
		t.Error("the chips don't say which one is in use")
	}
	r.list.SetItems(five()[:4])
	r.expect("chip", r.find("containers.filter.stopped").Text, "Stopped 1")
	r.expect("told", r.told.take(), "filter stopped")
}

func TestWithoutRowsThePagesWordsAreShown(t *testing.T) {
	r := sortedRig(t)
	words := widgets.NewText("Nothing matches", widgets.TextStyle{})
	words.ID = "containers.empty"
	r.list.SetEmpty(words)
	if _, ok := r.tree().Find("containers.empty"); ok {
		t.Error("shown beside rows")
	}
	r.list.SetSearch("no such thing")
	if !r.find("containers.empty").Visible || r.list.OnScreen() == nil || r.order() != "" {
		t.Error("not shown without rows")
	}
	if r.find("containers.list.all").Enabled {
		t.Error("there is nothing to tick")
	}
	r.list.SetSearch("")
	if _, ok := r.tree().Find("containers.empty"); ok || r.order() != "32541" {
		t.Error("does not go away")
	}
}

func TestTheCardEndsWithTheLastRow(t *testing.T) {
	r := sortedRig(t)
	heights := 0
	r2 := newRig(t, theme.Light, 784, 400, func(c *datalist.Config[*box]) { c.OnHeight = func() { heights++ } })
	r2.list.SetItems(five())
	r2.list.SetItems(five())
	if heights != 1 {
		t.Errorf("told of its height %d times, want once", heights)
	}
	if want := float32(32 + 1 + 5*36); r.list.Height() != want {
		t.Errorf("wants a height of %v, want %v", r.list.Height(), want)
	}
	list := r.find("containers.list")
	if last := r.find(row + "1"); last.Rect.Y+last.Rect.Height-1 != list.Rect.Y+list.Rect.Height {
		t.Errorf("rows end at %d, the list at %d", last.Rect.Y+last.Rect.Height-1, list.Rect.Y+list.Rect.Height)
	}
}

func TestRowsKeepTheirPlaceWhileItemsComeAndGo(t *testing.T) {
	r := newRig(t, theme.Light, 784, 33+10*36, func(c *datalist.Config[*box]) { c.OnVisible = nil })
	items := many(100)
	r.list.SetItems(items)
	r.scroll(20*36 + 10)
	before := r.find(row + "id25").Rect
	r.list.SetItems(append([]*box{{id: "new", name: "new"}}, items...))
	if got := r.find(row + "id25").Rect; got != before {
		t.Errorf("a row moved from %v to %v as one came above it", before, got)
	}
	r.list.SetItems(append(slices.Clone(items[:20]), items[22:]...))
	if got := r.find(row + "id25").Rect; got != before {
		t.Errorf("a row moved from %v to %v as the topmost went", before, got)
	}
	r.scroll(-1e6)
	r.list.SetItems(append([]*box{{id: "new", name: "new"}}, items...))
	if r.list.OnScreen()[0] != "new" {
		t.Error("what is new at the top is not seen from the top")
	}
}

// scroll turns the wheel over the rows; down is positive.
func (r *rig) scroll(by float32) {
	r.tb.Helper()
	at := r.find("containers.list").Rect
	test.Scroll(r.canvas(), fyne.NewPos(float32(at.X+200), float32(at.Y+50)), 0, -by)
}

func TestOnlyRowsOnTheScreenAreDrawn(t *testing.T) {
	r := newRig(t, theme.Light, 784, 33+10*36, func(c *datalist.Config[*box]) { c.OnVisible = nil })
	r.list.SetItems(many(10_000))
	if n := len(r.drawn); n != 11 && n != 10 {
		t.Errorf("%d rows drawn, want the 10 on the screen", n)
	}
	clear(r.drawn)
	r.scroll(36)
	if n := len(r.drawn); n != 1 {
		t.Errorf("%d rows drawn when one came into view", n)
	}
	clear(r.drawn)
	same := many(10_000)
	items := slices.Clone(same)
	r.list.SetItems(items) // other items under the same keys
	clear(r.drawn)
	changed := *items[5]
	changed.state = "running"
	items = slices.Clone(items)
	items[5] = &changed
	r.list.SetItems(items)
	if len(r.drawn) != 1 || r.drawn["id5"] != 1 {
		t.Errorf("drew %v, want only the one that changed", r.drawn)
	}
}

func TestTheKeyboardScrolls(t *testing.T) {
	r := newRig(t, theme.Light, 784, 33+10*36)
	r.list.SetItems(many(1000))
	r.list.Focus()
	r.told = nil
	r.keys("Next", "Next")
	r.expect("page down twice", r.list.Cursor(), "id18")
	if got := r.list.OnScreen(); !slices.Contains(got, "id18") || slices.Contains(got, "id0") {
		t.Errorf("shows %v", got)
	}
	r.keys("End")
	if got := r.list.OnScreen(); got[len(got)-1] != "id999" {
		t.Errorf("the end shows %v", got)
	}
	r.keys("Home", "Down")
	if got := r.list.OnScreen(); got[0] != "id0" || r.list.Cursor() != "id1" {
		t.Errorf("the start shows %v, cursor %s", got, r.list.Cursor())
	}
}

func TestTheScrollbarScrolls(t *testing.T) {
	r := newRig(t, theme.Light, 784, 33+10*36, func(c *datalist.Config[*box]) { c.OnVisible = nil })
	r.list.SetItems(many(1000))
	at := fyne.NewPos(784-5, 33+300) // below the thumb
	r.down(at, desktop.MouseButtonPrimary, 0)
	r.up(at, desktop.MouseButtonPrimary, 0)
	if got := r.list.OnScreen(); !slices.Contains(got, "id10") || slices.Contains(got, "id5") {
		t.Errorf("a press below the thumb shows %v", got)
	}
	bar, _ := r.target(at)
	bar.(fyne.Draggable).Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, 1e6)})
	bar.(fyne.Draggable).DragEnd()
	if got := r.list.OnScreen(); got[len(got)-1] != "id999" {
		t.Errorf("dragged to the end shows %v", got)
	}
}

func TestVisibleRowsAreToldOnceForManyChanges(t *testing.T) {
	var queue []func()
	r := newRig(t, theme.Light, 784, 33+10*36, func(c *datalist.Config[*box]) { c.Post = func(f func()) { queue = append(queue, f) } })
	drain := func() string {
		for _, f := range queue {
			f()
		}
		queue = nil
		return r.told.take()
	}
	drain()
	r.list.SetItems(many(1000))
	for range 5 {
		r.scroll(36)
	}
	if len(queue) != 1 {
		t.Errorf("%d posts for one burst", len(queue))
	}
	r.expect("told", drain(), "visible 10")
	r.list.SetItems(many(1000))
	r.expect("the same rows", drain(), "")
	r.list.Hide()
	r.list.SetItems(nil)
	r.expect("none", drain(), "visible 0")
}

func TestUpdateDrawsOnlyTheRowsOwnNewFigures(t *testing.T) {
	r := newRig(t, theme.Light, 784, 400, func(c *datalist.Config[*box]) { c.OnVisible = nil })
	r.list.SetItems(five())
	r.memory["2"] = 97
	clear(r.drawn)
	r.list.Update("2")
	r.list.Update("not there")
	if got := r.find(row + "2").Text; !strings.Contains(got, "97 MB") {
		t.Errorf("row says %q", got)
	}
	if len(r.drawn) != 1 {
		t.Errorf("drew %v", r.drawn)
	}
	r.list.SetSort("memory", true)
	r.expect("order", r.order(), "21345")
	r.memory["3"] = 500
	r.list.Resort()
	r.expect("order", r.order(), "32145")
}

func TestPagesDrawTheirOwnCells(t *testing.T) {
	r := newRig(t, theme.Light, 784, 400)
	r.list.SetItems(five()[:1])
	row := r.find(row + "1")
	drawn := r.tree().Where(func(c control.Control) bool { return c.Kind == control.KindText && c.Text == "running" && c.Visible })
	if len(drawn) != 1 {
		t.Fatalf("the cell is drawn %d times", len(drawn))
	}
	cell := drawn[0].Rect
	if above, below := cell.Y-row.Rect.Y, row.Rect.Y+row.Rect.Height-cell.Y-cell.Height; above-below > 2 || below-above > 2 {
		t.Errorf("the cell is not in the middle: %d above, %d below", above, below)
	}
}

func TestTheCursorIsShownAndFollowed(t *testing.T) {
	r := newRig(t, theme.Light, 784, 33+10*36, func(c *datalist.Config[*box]) { c.OnVisible = nil })
	items := many(100)
	r.list.SetItems(items)
	if !r.list.SetCursor("id50") || !slices.Contains(r.list.OnScreen(), "id50") {
		t.Errorf("id50 is not on the screen: %v", r.list.OnScreen())
	}
	if c := r.find(row + "id50"); !c.Selected || c.Focused {
		t.Errorf("described as %v", c)
	}
	r.list.Resize(fyne.NewSize(784, 33+4*36))
	if !slices.Contains(r.list.OnScreen(), "id50") {
		t.Errorf("a lower list lost the cursor: %v", r.list.OnScreen())
	}
	r.list.Focus()
	if !r.find(row + "id50").Focused {
		t.Error("the cursor's row does not have the focus")
	}
	r.list.SetItems(slices.Delete(slices.Clone(items), 50, 51))
	r.expect("told", r.told.take(), "cursor id50; cursor id51")
	if r.list.SetCursor("gone") || r.list.Cursor() != "id51" {
		t.Errorf("went to %q", r.list.Cursor())
	}
}

func TestNarrowListsDropColumnsInTheOrderOfTheirPriority(t *testing.T) {
	for width, want := range map[float32]string{
		1440: "state name image ports memory age",
		784:  "state name image ports memory age",
		528:  "state name image ports memory",
		480:  "state name image memory",
		400:  "state name image",
		300:  "state name",
		100:  "state name",
	} {
		r := newRig(t, theme.Light, width, 400)
		r.list.SetItems(five())
		var ids []string
		end := 0
		for _, c := range r.tree().Where(func(c control.Control) bool { return c.Kind == control.KindHeader }) {
			ids = append(ids, strings.TrimPrefix(c.ID, "containers.list.header."))
			if c.Rect.X < end {
				t.Errorf("%v wide: %s begins at %d, the one before ends at %d", width, c.ID, c.Rect.X, end)
			}
			end = c.Rect.X + c.Rect.Width
		}
		if float32(end) > width {
			t.Errorf("%v wide: columns end at %d", width, end)
		}
		r.expect(fmt.Sprint(width), strings.Join(ids, " "), want)
	}
}

func TestHostileNamesStayOnTheirLineAndInTheirColumn(t *testing.T) {
	r := newRig(t, theme.Light, 784, 400)
	items := five()
	items[0].name = "a\nb\tc\x1b[31m\u202egnp.exe"
	items[1].name = strings.Repeat("very-long-", 20)
	items[2].image = strings.Repeat("漢字", 100)
	items[3].name = "\xff\xfe\x00"
	r.list.SetItems(items)
	name, image := r.find("containers.list.header.name").Rect, r.find("containers.list.header.image").Rect
	for _, c := range r.tree().Where(func(c control.Control) bool { return c.Kind == control.KindText }) {
		if strings.ContainsAny(c.Text, "\n\t\x1b\u202e\x00") {
			t.Errorf("%q is drawn as it is", c.Text)
		}
	}
	r.everyText(func(x float32, text *canvas.Text) {
		end := x + text.MinSize().Width
		if x >= float32(name.X) && x < float32(image.X) && end > float32(image.X)+12 {
			t.Errorf("%q reaches into the next column", text.Text)
		}
		if end > 784 {
			t.Errorf("%q reaches out of the list", text.Text)
		}
	})
	if got := r.find(row + "1").Text; !strings.Contains(got, `a\nb\tc\x1b[31m\u202egnp.exe`) {
		t.Errorf("row says %q", got)
	}
}

// everyText visits the left-aligned texts with their absolute left edges.
func (r *rig) everyText(fn func(x float32, t *canvas.Text)) {
	var walk func(o fyne.CanvasObject, x float32)
	walk = func(o fyne.CanvasObject, x float32) {
		if !o.Visible() {
			return
		}
		x += o.Position().X
		switch o := o.(type) {
		case *canvas.Text:
			if o.Alignment == fyne.TextAlignLeading {
				fn(x, o)
			}
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c, x)
			}
		case fyne.Widget:
			for _, c := range test.WidgetRenderer(o).Objects() {
				walk(c, x)
			}
		}
	}
	walk(r.list, 0)
}

func TestAttentionGoesToColumnsRowsAndCutTexts(t *testing.T) {
	r := newRig(t, theme.Light, 784, 400)
	items := five()
	items[1].name = strings.Repeat("long", 50)
	r.list.SetItems(items)
	var got log
	cancel := attention.Observe(r.canvas(), func(a attention.Target, ok bool) {
		if got.add(fmt.Sprintf("%v %s %.8s", ok, a.Topic, a.Tip)); a.Object == nil {
			t.Error("attention on nothing")
		}
	})
	defer cancel()
	move := func(id string, dx int) {
		at := r.find(id).Rect
		test.MoveMouse(r.canvas(), fyne.NewPos(float32(at.X+dx), float32(at.Y+at.Height/2)))
	}
	name := r.find("containers.list.header.name").Rect
	test.MoveMouse(r.canvas(), fyne.NewPos(float32(name.X+20), float32(name.Y+10)))
	r.expect("header", got.take(), "true column.name")
	test.MoveMouse(r.canvas(), fyne.NewPos(float32(name.X+20), float32(r.find(row+"1").Rect.Y+10)))
	r.expect("cell", got.take(), "false column.name; true column.name")
	test.MoveMouse(r.canvas(), fyne.NewPos(float32(name.X+20), float32(r.find(row+"2").Rect.Y+10)))
	r.expect("cut cell", got.take(), "false column.name; true column.name longlong")
	items = five()
	items[0].state = strings.Repeat("odd", 20)
	r.list.SetItems(items)
	got.take()
	move(row+"1", 10)
	r.expect("cell of the page's own", got.take(), "false column.name longlong; true column.state oddoddod")
	move(row+"2", 650)
	got.take()
	r.list.Focus()
	r.keys("Down")
	r.expect("keyboard", got.take(), "true row.web")
	r.keys("Down", "Down")
	if s := got.take(); !strings.HasSuffix(s, "true row.cache") {
		t.Errorf("keyboard: %q", s)
	}
	r.canvas().Unfocus()
	r.expect("keyboard gone", got.take(), "false row.cache")
}

func TestAThemeChangeRepaintsEverything(t *testing.T) {
	r := newRig(t, theme.Light, 784, 250)
	r.list.SetItems(five())
	r.list.SetCursor("2")
	test.ApplyTheme(t, theme.New(theme.Dark))
	got := r.canvas().Capture()
	fresh := newRig(t, theme.Dark, 784, 250)
	fresh.list.SetItems(five())
	fresh.list.SetCursor("2")
	if !same(got, fresh.canvas().Capture()) {
		t.Error("a list that became dark does not look like one that was made dark")
	}
}

func TestAFrozenListKeepsItsRows(t *testing.T) {
	r := sortedRig(t)
	r.list.SetFrozen(true)
	items := five()
	items[0].name = "aaa"
	r.list.SetItems(append(items, &box{id: "6", name: "aa"}))
	r.expect("frozen", r.order(), "325416")
	r.list.SetFrozen(false)
	r.expect("thawed", r.order(), "613254")
}
