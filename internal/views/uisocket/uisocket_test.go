package uisocket_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// row is a widget of ours: it describes itself and has a piece that is drawn
// without an object.
type row struct {
	widget.BaseWidget
	id string
}

func newRow(id string) *row {
	r := &row{id: id}
	r.ExtendBaseWidget(r)
	return r
}

func (r *row) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewHBox(widget.NewLabel(r.id), widget.NewButton("Stop "+r.id, nil)))
}

func (r *row) DescribeControl() control.Description {
	return control.Description{ID: "row:" + r.id, Kind: control.KindRow, Text: r.id, Enabled: true, Selected: r.id == "web"}
}

func (r *row) DescribeParts() []control.Part {
	return []control.Part{
		{Description: control.Description{ID: "port:" + r.id, Kind: control.KindLink}, X: 4, Y: 6, Width: 10, Height: 8},
		{Description: control.Description{ID: "gone:" + r.id, Kind: control.KindLink}, X: -90, Y: 0, Width: 10, Height: 8},
	}
}

// search extends a stock widget without describing itself.
type search struct{ widget.Entry }

func window(t *testing.T, size fyne.Size, content fyne.CanvasObject) fyne.Window {
	t.Helper()
	test.NewTempApp(t)
	w := test.NewTempWindow(t, content)
	w.SetPadded(false)
	w.Resize(size)
	return w
}

func ids(t control.Tree) []string {
	var all []string
	for _, c := range t.Controls {
		all = append(all, c.ID)
	}
	return all
}

func find(t *testing.T, tree control.Tree, id string) control.Control {
	t.Helper()
	c, ok := tree.Find(id)
	if !ok {
		t.Fatalf("no control %q in\n%s", id, tree)
	}
	return c
}

func TestStockWidgetsAreToldByTheirType(t *testing.T) {
	off := widget.NewButton("Off", nil)
	off.Disable()
	on := widget.NewCheck("Follow", nil)
	on.SetChecked(true)
	pick := widget.NewSelect([]string{"a", "b"}, nil)
	pick.PlaceHolder, pick.Selected = "shell", "b"
	secret := widget.NewPasswordEntry()
	secret.SetPlaceHolder("password")
	secret.SetText("abc")
	extended := &search{}
	extended.ExtendBaseWidget(extended)
	extended.SetPlaceHolder("search")
	extended.SetText("nginx")
	w := window(t, fyne.NewSize(400, 600), container.NewVBox(widget.NewLabel("Hello"), widget.NewButton("Run", nil), off, on, pick, secret,
		extended, widget.NewSelectEntry(nil), widget.NewHyperlink("8080", nil), widget.NewRadioGroup([]string{"one"}, nil)))
	w.Canvas().Focus(extended)
	tree := uisocket.Walk(w.Canvas())

	for _, want := range []control.Description{
		{ID: "label:Hello", Kind: control.KindLabel, Text: "Hello", Enabled: true},
		{ID: "button:Run", Kind: control.KindButton, Text: "Run", Enabled: true},
		{ID: "button:Off", Kind: control.KindButton, Text: "Off"},
		{ID: "check:Follow", Kind: control.KindCheck, Text: "Follow", Enabled: true, Selected: true},
		{ID: "select:shell", Kind: control.KindSelect, Text: "b", Enabled: true},
		{ID: "entry:password", Kind: control.KindEntry, Text: "•••", Enabled: true},
		{ID: "entry:search", Kind: control.KindEntry, Text: "nginx", Enabled: true, Focused: true},
		{ID: "entry:", Kind: control.KindEntry, Enabled: true},
		{ID: "link:8080", Kind: control.KindLink, Text: "8080", Enabled: true},
		{ID: "radioitem:one", Kind: "radioitem", Text: "one", Enabled: true},
	} {
		if got := find(t, tree, want.ID); got.Description != want {
			t.Errorf("%s is described as %+v", want.ID, got.Description)
		}
	}
	if texts := tree.Where(func(c control.Control) bool { return c.Kind == control.KindText }); len(texts) > 0 {
		t.Errorf("texts are told twice: %v", texts)
	}
}

func TestEqualStockControlsGetDifferentIDs(t *testing.T) {
	w := window(t, fyne.NewSize(200, 200), container.NewVBox(widget.NewButton("Stop", nil), widget.NewButton("Stop", nil)))
	got := ids(uisocket.Walk(w.Canvas()))
	if want := []string{"button:Stop", "button:Stop#2"}; !slices.Equal(got, want) {
		t.Errorf("ids %q, want %q", got, want)
	}
}

func TestOwnWidgetsDescribeThemselvesTheirPartsAndTheirChildren(t *testing.T) {
	w := window(t, fyne.NewSize(300, 200), container.NewVBox(newRow("web"), newRow("db")))
	tree := uisocket.Walk(w.Canvas())
	web, part, button := find(t, tree, "row:web"), find(t, tree, "port:web"), find(t, tree, "button:Stop web")
	if !web.Selected || find(t, tree, "row:db").Selected {
		t.Error("the selected row isn't told")
	}
	if part.Within != "row:web" || button.Within != "row:web" {
		t.Errorf("the part is within %q and the button within %q", part.Within, button.Within)
	}
	if want := (control.Rect{X: web.Rect.X + 4, Y: web.Rect.Y + 6, Width: 10, Height: 8}); part.Rect != want {
		t.Errorf("the part is at %v, want %v", part.Rect, want)
	}
	if find(t, tree, "gone:web").Visible {
		t.Error("a part outside of its widget is told as visible")
	}
}

func TestWhatIsScrolledAwayIsToldAsNotVisible(t *testing.T) {
	column := container.NewVBox()
	for _, name := range strings.Split("a b c d e f g h i j", " ") {
		column.Add(widget.NewButton(name, nil))
	}
	scroll := container.NewVScroll(column)
	w := window(t, fyne.NewSize(200, 100), scroll)
	if top := uisocket.Walk(w.Canvas()); !find(t, top, "button:a").Visible || find(t, top, "button:j").Visible {
		t.Errorf("at the top:\n%s", top)
	}
	scroll.ScrollToBottom()
	end := uisocket.Walk(w.Canvas())
	last := find(t, end, "button:j")
	if find(t, end, "button:a").Visible || !last.Visible {
		t.Errorf("at the end:\n%s", end)
	}
	if last.Shown.Y+last.Shown.Height > end.Window.Height {
		t.Errorf("%v is shown outside of the window", last)
	}
}

func TestAPopUpCoversWhatIsBelow(t *testing.T) {
	w := window(t, fyne.NewSize(300, 200), widget.NewButton("Remove", nil))
	widget.ShowModalPopUp(widget.NewButton("Remove", nil), w.Canvas())
	tree := uisocket.Walk(w.Canvas())
	if below, above := find(t, tree, "button:Remove"), find(t, tree, "button:Remove#2"); below.Reachable || !above.Reachable {
		t.Errorf("below %v, above %v", below, above)
	}
}

func TestMenuItemsAreTold(t *testing.T) {
	w := window(t, fyne.NewSize(300, 200), widget.NewLabel(""))
	off := fyne.NewMenuItem("Kill", nil)
	off.Disabled = true
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", fyne.NewMenuItem("Stop", nil), fyne.NewMenuItemSeparator(), off), w.Canvas(), fyne.NewPos(10, 10))
	tree := uisocket.Walk(w.Canvas())
	if c := find(t, tree, "menuitem:Stop"); !c.Enabled || !c.Visible || !c.Reachable {
		t.Error(c)
	}
	if c := find(t, tree, "menuitem:Kill"); c.Enabled {
		t.Error(c)
	}
}

func TestHiddenObjectsAreLeftOut(t *testing.T) {
	hidden := container.NewVBox(widget.NewButton("Hidden", nil))
	hidden.Hide()
	w := window(t, fyne.NewSize(300, 200), container.NewVBox(hidden, widget.NewButton("Shown", nil)))
	if got := ids(uisocket.Walk(w.Canvas())); !slices.Equal(got, []string{"button:Shown"}) {
		t.Errorf("ids %q", got)
	}
}

func TestRectanglesAreInRealPixels(t *testing.T) {
	w := window(t, fyne.NewSize(300, 200), container.NewWithoutLayout())
	b := widget.NewButton("Run", nil)
	w.SetContent(container.NewWithoutLayout(b))
	b.Move(fyne.NewPos(20, 30))
	b.Resize(fyne.NewSize(80, 40))
	w.Canvas().(test.WindowlessCanvas).SetScale(1.5)
	if got, want := find(t, uisocket.Walk(w.Canvas()), "button:Run").Rect, (control.Rect{X: 30, Y: 45, Width: 120, Height: 60}); got != want {
		t.Errorf("at %v, want %v", got, want)
	}
}

// talk serves a window on a socket and gives a function that asks it.
func talk(t *testing.T, opts uisocket.Options) (path string, ask func(line string) control.Answer) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "ui")
	if opts.Window == nil {
		opts.Window = window(t, fyne.NewSize(300, 200), widget.NewButton("Run", nil))
	}
	if opts.Post == nil {
		opts.Post = func(f func()) { f() } // the test waits meanwhile: nobody else touches a widget
	}
	s, err := uisocket.Listen(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx) }()
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the socket is left: %v", err)
		}
		conn.Close()
	})
	answers := bufio.NewReader(conn)
	return path, func(line string) control.Answer {
		t.Helper()
		if _, err := conn.Write([]byte(line + "\n")); err != nil {
			t.Fatal(err)
		}
		back, err := answers.ReadBytes('\n')
		if err != nil {
			t.Fatal(err)
		}
		var a control.Answer
		if err := json.Unmarshal(back, &a); err != nil {
			t.Fatal(err)
		}
		return a
	}
}

func TestTheSocketTellsTheTree(t *testing.T) {
	path, ask := talk(t, uisocket.Options{Page: func() string { return "containers" }})
	a := ask(`{"op":"tree"}`)
	if !a.OK || a.Tree == nil || a.Tree.Page != "containers" || a.Tree.Window.Width != 300 {
		t.Fatalf("answer %+v", a)
	}
	find(t, *a.Tree, "button:Run")
	if found := ask(`{"op":"find","id":"button:Run"}`); len(found.Tree.Controls) != 1 {
		t.Errorf("find gives %v", found.Tree)
	}
	if none := ask(`{"op":"find","id":"nobody"}`); !none.OK || len(none.Tree.Controls) != 0 {
		t.Errorf("find of nobody gives %v", none)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestIdleWaitsUntilNothingIsUnderWay(t *testing.T) {
	var asked atomic.Int32
	_, ask := talk(t, uisocket.Options{Busy: func() bool { return asked.Add(1) < 3 }})
	if a := ask(`{"op":"idle"}`); !a.OK || asked.Load() != 4 {
		t.Errorf("answer %+v after %d looks", a, asked.Load())
	}
}

func TestIdleGivesUpInTime(t *testing.T) {
	_, ask := talk(t, uisocket.Options{Busy: func() bool { return true }})
	begun := time.Now()
	if a := ask(`{"op":"idle","timeout_ms":300}`); a.OK || time.Since(begun) > 5*time.Second {
		t.Errorf("answer %+v after %v", a, time.Since(begun))
	}
}

func TestABlockedMainGoroutineIsToldNotWaitedFor(t *testing.T) {
	_, ask := talk(t, uisocket.Options{Post: func(func()) {}})
	if a := ask(`{"op":"tree","timeout_ms":50}`); a.OK || !strings.Contains(a.Error, "deadline") {
		t.Errorf("answer %+v", a)
	}
}

func TestQuitIsAnsweredThenDone(t *testing.T) {
	quit := make(chan struct{})
	_, ask := talk(t, uisocket.Options{Quit: func() { close(quit) }})
	if a := ask(`{"op":"quit"}`); !a.OK {
		t.Fatalf("answer %+v", a)
	}
	<-quit
	if a := ask(`{"op":"tree"}`); a.OK {
		t.Error("the window is read while the application closes")
	}
}

func TestNonsenseIsRefusedAndTheConnectionLives(t *testing.T) {
	_, ask := talk(t, uisocket.Options{})
	for _, line := range []string{`{`, `{"op":"click"}`, `{}`, `[]`} {
		if a := ask(line); a.OK || a.Error == "" {
			t.Errorf("%s is answered by %+v", line, a)
		}
	}
	if a := ask(`{"op":"tree"}`); !a.OK {
		t.Errorf("then a tree: %+v", a)
	}
}

func TestThePathOfADeadProcessIsTakenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ui")
	dead, err := net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: path})
	if err != nil {
		t.Fatal(err)
	}
	dead.SetUnlinkOnClose(false)
	dead.Close()
	w := window(t, fyne.NewSize(10, 10), widget.NewLabel(""))
	s, err := uisocket.Listen(path, uisocket.Options{Window: w})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Serve(ctx); err != nil {
		t.Error(err)
	}
}

func TestALivingSocketAndAFileAreLeftAlone(t *testing.T) {
	path, _ := talk(t, uisocket.Options{})
	w := window(t, fyne.NewSize(10, 10), widget.NewLabel(""))
	if _, err := uisocket.Listen(path, uisocket.Options{Window: w}); !errors.Is(err, uisocket.ErrInUse) {
		t.Errorf("a living socket: %v", err)
	}
	file := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(file, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := uisocket.Listen(file, uisocket.Options{Window: w}); !errors.Is(err, uisocket.ErrInUse) {
		t.Errorf("a file: %v", err)
	}
	if left, _ := os.ReadFile(file); string(left) != "mine" {
		t.Error("the file was touched")
	}
}
