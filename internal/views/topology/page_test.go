package topology_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/topology"
	"github.com/dockdesk/dockdesk/internal/views/topology/made"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is the page in a window in memory, with made-up engines and figures: what it is
// about is how they are drawn and what answers to hands.
type rig struct {
	*topology.Page
	t      *testing.T
	window fyne.Window
	mu     sync.Mutex
	queue  []func()
	work   sync.WaitGroup
	opened []object.Ref
	urls   []string
	asked  []string
	menu   []page.MenuItem
	saved  bytes.Buffer
	wanted []string
	events func(object.Event)
}

func (r *rig) Want(_ string, ids []string)          { r.wanted = ids }
func (r *rig) Series(string) []stats.Sample         { return nil }
func (r *rig) Marks(string) []stats.Mark            { return nil }
func (r *rig) Subscribe(func([]string)) func()      { return func() {} }
func (r *rig) Why(*action.Action, action.On) string { return "" }
func (r *rig) Click(*action.Action, action.On)      {}
func (r *rig) ClickWith(*action.Action, action.On)  {}
func (r *rig) Last(id string) (stats.Sample, bool) {
	return stats.Sample{CPU: float64(len(id)) * 4, Rx: 40_000, Tx: 9_000_000}, !strings.HasSuffix(id, "cache")
}

func (r *rig) post(f func()) { r.mu.Lock(); defer r.mu.Unlock(); r.queue = append(r.queue, f) }

func (r *rig) drain() {
	r.mu.Lock()
	fs := r.queue
	r.queue = nil
	r.mu.Unlock()
	for _, f := range fs {
		f()
	}
}

func (r *rig) tree() control.Tree { return uisocket.Walk(r.window.Canvas()) }

func (r *rig) await(what string, is func() bool) {
	r.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(3 * time.Millisecond) {
		if r.drain(); is() {
			return
		}
	}
	r.t.Fatalf("it never came to be that %s:\n%s", what, r.tree())
}

func (r *rig) place(id string) control.Control {
	r.t.Helper()
	c, ok := r.tree().Find("map." + id)
	if !ok {
		r.t.Fatalf("there is no %s on the map:\n%s", id, r.tree())
	}
	return c
}

func open(t *testing.T, e *made.Engine, size fyne.Size, dark bool) *rig {
	t.Helper()
	look := theme.Light
	if dark {
		look = theme.Dark
	}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(look))
	r := &rig{t: t, window: test.NewTempWindow(t, nil)}
	ctx, cancel := context.WithCancel(t.Context())
	host := &page.Host{
		Post: r.post, Now: time.Now, Figures: r, Actions: r,
		Go:      func(f func(context.Context)) { r.work.Go(func() { f(ctx) }) },
		Open:    func(ref object.Ref) { r.opened = append(r.opened, ref) },
		OpenURL: func(url string) { r.urls = append(r.urls, url) },
		Menu:    func(items []page.MenuItem, _ fyne.Position) { r.menu = items },
		Focus:   func(f fyne.Focusable) { r.window.Canvas().Focus(f) },
		Ask: func(a *action.Action, on action.On, v action.Values, _ func()) {
			r.asked = append(r.asked, fmt.Sprint(a.ID, on.IDs, v))
		},
		Save:   func(_ string, write func(io.Writer) error, done func(error)) { done(write(&r.saved)) },
		Events: func(fn func(object.Event)) func() { r.events = fn; return func() { r.events = nil } },
		GoTo:   func(string) {},
	}
	r.Page = topology.New(host)
	r.window.SetPadded(false)
	r.window.SetContent(container.NewStack(widgets.NewBox(theme.Background, theme.Background, theme.SizeBorder), r.Content()))
	r.window.Resize(size)
	r.Shown()
	r.Update(&e.Snapshot)
	t.Cleanup(func() {
		r.Hidden()
		cancel()
		r.work.Wait()
	})
	r.await("it is laid out", func() bool {
		_, ok := r.tree().Find("map")
		c, _ := r.tree().Find("map")
		return ok && c.Text != "" && strings.HasPrefix(c.Text, fmt.Sprint(len(e.Snapshot.Containers), " "))
	})
	return r
}

var roomy = fyne.NewSize(1200, 760)

func (r *rig) mapWidget() *topology.Map {
	var found *topology.Map
	var look func(o fyne.CanvasObject)
	look = func(o fyne.CanvasObject) {
		if m, ok := o.(*topology.Map); ok {
			found = m
			return
		}
		for _, child := range widgets.Children(o) {
			look(child)
		}
	}
	look(r.window.Content())
	return found
}

// at is the middle of a place, in the map's own coordinates.
func (r *rig) at(id string) fyne.Position {
	c := r.place(id)
	origin := fyne.CurrentApp().Driver().AbsolutePositionForObject(r.mapWidget())
	return fyne.NewPos(float32(c.Rect.X)+float32(c.Rect.Width)/2, float32(c.Rect.Y)+float32(c.Rect.Height)/2).Subtract(origin)
}

func (r *rig) click(id string) {
	e := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: r.at(id)}, Button: desktop.MouseButtonPrimary}
	r.mapWidget().MouseDown(e)
	r.mapWidget().MouseUp(e)
	r.drain()
}

func TestAClickSelectsAndASecondOpens(t *testing.T) {
	r := open(t, made.Shop(), roomy, false)
	r.click("id-db")
	if !r.place("id-db").Selected || !r.tree().Shows("keeps /db-data in db-data") {
		t.Errorf("db isn't selected:\n%s", r.tree())
	}
	r.click("id-db")
	if len(r.opened) != 1 || r.opened[0] != (object.Ref{Kind: object.KindContainer, ID: "id-db"}) {
		t.Errorf("opened %v", r.opened)
	}
	r.click("door::8080/tcp")
	r.click("door::8080/tcp")
	if len(r.urls) != 1 || r.urls[0] != "http://localhost:8080" {
		t.Errorf("browser: %q", r.urls)
	}
}

func TestKeysGoFromNeighbourToNeighbour(t *testing.T) {
	r := open(t, made.Shop(), roomy, false)
	m := r.mapWidget()
	r.window.Canvas().Focus(m)
	key := func(name fyne.KeyName) { m.TypedKey(&fyne.KeyEvent{Name: name}); r.drain() }
	key(fyne.KeyRight)
	if !r.place("id-proxy").Selected {
		t.Fatalf("the first isn't selected:\n%s", r.tree())
	}
	key(fyne.KeyRight)
	if !r.place("id-web").Selected {
		t.Errorf("right of proxy is web:\n%s", r.tree())
	}
	key(fyne.KeyReturn)
	if len(r.opened) != 1 || r.opened[0].ID != "id-web" {
		t.Errorf("opened %v", r.opened)
	}
	key(fyne.KeyEscape)
	if r.place("id-web").Selected {
		t.Error("Esc leaves it selected")
	}
}

func TestACardDraggedOntoANetworkAsksToConnectIt(t *testing.T) {
	r := open(t, made.Shop(), roomy, false)
	m := r.mapWidget()
	drag := func(id, onto string) {
		from, to := r.at(id), r.at(onto)
		m.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: from}, Button: desktop.MouseButtonPrimary})
		m.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: to}, Dragged: fyne.NewDelta(to.X-from.X, to.Y-from.Y)})
		m.DragEnd()
		r.drain()
	}
	drag("id-web", "id-watch")
	if len(r.asked) != 1 || r.asked[0] != "network.connect[id-web] map[connect.network:id-watch]" {
		t.Errorf("asked %q", r.asked)
	}
	drag("id-web", "id-front") // where it is
	if len(r.asked) != 1 {
		t.Errorf("asked again: %q", r.asked)
	}
}

func TestTheMapIsMovedZoomedAndFitsAgain(t *testing.T) {
	r := open(t, made.Shop(), roomy, false)
	m, was := r.mapWidget(), r.place("id-db")
	m.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: r.at("id-db")}, Scrolled: fyne.NewDelta(0, 10)})
	if now := r.place("id-db"); now.Rect.Width <= was.Rect.Width {
		t.Errorf("zoomed, it is %v, was %v", now, was)
	}
	m.Pan(50, -20)
	m.TypedRune('0')
	if now := r.place("id-db"); now.Rect.X != was.Rect.X || now.Rect.Y != was.Rect.Y || now.Rect.Width != was.Rect.Width {
		t.Errorf("fitted, it is at %v, was at %v", now, was)
	}
}

func TestWhatHappensIsLitForAMomentAndFiguresAreWantedOfWhatRuns(t *testing.T) {
	e := made.Shop()
	e.Snapshot.Containers[4].State = object.StateExited
	r := open(t, e, roomy, false)
	r.await("figures are wanted", func() bool { return len(r.wanted) == 11 })
	r.events(object.Event{Kind: object.KindContainer, ID: "id-db", Action: "restart"})
	r.drain()
	r.Hidden()
	if len(r.wanted) != 0 {
		t.Errorf("hidden, it wants %q", r.wanted)
	}
}

func TestTheMapIsSavedAsItIsSeen(t *testing.T) {
	r := open(t, made.Shop(), roomy, false)
	save := func(id string) []byte {
		r.saved.Reset()
		for _, o := range r.menu {
			if o.ID == "map.save."+id {
				o.Do()
			}
		}
		return r.saved.Bytes()
	}
	var tap func(o fyne.CanvasObject)
	tap = func(o fyne.CanvasObject) {
		if b, ok := o.(*widgets.Button); ok && b.ID == "map.save" {
			b.OnTap()
		}
		for _, child := range widgets.Children(o) {
			tap(child)
		}
	}
	tap(r.window.Content())
	if img, err := png.Decode(bytes.NewReader(save("png"))); err != nil || img.Bounds().Dx() < 1500 {
		t.Errorf("the picture: %v, %v", img, err)
	}
	raw := save("svg")
	decoder := xml.NewDecoder(bytes.NewReader(raw))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the drawing: %v", err)
		}
	}
	for _, words := range []string{"<svg ", "metrics-data", "8080", "12 containers"} {
		if !bytes.Contains(raw, []byte(words)) {
			t.Errorf("the drawing has no %q", words)
		}
	}
}

func TestAnEmptyEngineIsExplained(t *testing.T) {
	r := open(t, &made.Engine{Snapshot: object.Snapshot{Link: object.LinkLive}}, roomy, false)
	r.await("it says so", func() bool { return r.tree().Shows("Nothing to draw yet") })
}

func TestPicturesOfTheMap(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // nobody looks
	}
	crowd := made.Crowd()
	for name, e := range map[string]*made.Engine{"shop": made.Shop(), "crowd": crowd, "empty": {Snapshot: object.Snapshot{Link: object.LinkLive}}} {
		for _, dark := range []bool{false, true} {
			for _, size := range []fyne.Size{fyne.NewSize(560, 620), fyne.NewSize(820, 690), fyne.NewSize(1456, 1000)} {
				r := open(t, e, size, dark)
				if name == "shop" {
					r.click("id-api")
				}
				time.Sleep(500 * time.Millisecond)
				r.drain()
				time.Sleep(300 * time.Millisecond)
				r.drain()
				f, err := os.Create(filepath.Join(dir, fmt.Sprintf("map-%s-%v-%v.png", name, map[bool]string{true: "dark", false: "light"}[dark], size.Width)))
				if err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(f, r.window.Canvas().Capture()); err != nil {
					t.Fatal(err)
				}
				_ = f.Close()
			}
		}
	}
}
