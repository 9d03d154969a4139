package window_test

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/run"
	"github.com/dockdesk/dockdesk/internal/views/settings"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/window"
)

// The engine here is made up. A real one refuses the names that the window must
// bear, can't be held at one moment, and answers when it likes; what a window on
// a real engine shows is tested in test/walk and test/window.

// state is the store: it has what the test publishes.
type state struct {
	now    *object.Snapshot
	follow func(*object.Snapshot)
	events func(object.Event)
	leaves int
}

func (s *state) Snapshot() *object.Snapshot { return s.now }

func (s *state) Subscribe(fn func(*object.Snapshot)) func() {
	s.follow = fn
	return func() { s.leaves++ }
}

func (s *state) Events(fn func(object.Event)) func() {
	s.events = fn
	return func() { s.leaves++ }
}

// answers is the engine: it answers when the test lets it.
type answers struct {
	mu     sync.Mutex
	asked  []object.Ref
	held   chan struct{} // nil answers at once
	layers int           // of every image
}

func (a *answers) Inspect(ctx context.Context, ref object.Ref) ([]byte, error) {
	a.mu.Lock()
	a.asked = append(a.asked, ref)
	held := a.held
	a.mu.Unlock()
	if held != nil {
		select {
		case <-held:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	layers := strings.TrimSuffix(strings.Repeat(`"sha256:0",`, a.layers), ",")
	return fmt.Appendf(nil, `{"Id": %q, "Config": {"Env": ["API_TOKEN=tr0ub4dor"]}, "RootFS": {"Layers": [%s]}}`, ref.ID, layers), nil
}

func (a *answers) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.asked)
}

// figures is the hub: everything has the figures that the test gives it.
type figures struct {
	mu     sync.Mutex
	wanted map[string][]string
	series map[string][]stats.Sample
	marks  map[string][]stats.Mark
	subs   map[int]func([]string)
	next   int
}

func (f *figures) Want(owner string, ids []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wanted[owner] = slices.Clone(ids)
	if len(ids) == 0 {
		delete(f.wanted, owner)
	}
}

func (f *figures) Last(id string) (stats.Sample, bool) {
	s := f.Series(id)
	if len(s) == 0 {
		return stats.Sample{}, false
	}
	return s[len(s)-1], true
}

func (f *figures) Series(id string) []stats.Sample {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.series[id]
}

func (f *figures) Marks(id string) []stats.Mark {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.marks[id]
}

func (f *figures) Subscribe(fn func([]string)) func() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next++
	n := f.next
	f.subs[n] = fn
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.subs, n)
	}
}

// tell says that a container has figures up to noon: CPU in percent, memory in
// MB.
func (f *figures) tell(id string, cpu, memory float64) {
	f.mu.Lock()
	f.series[id] = nil
	for i := range 120 {
		wave := 1 + 0.2*float64(i%7)/7
		f.series[id] = append(f.series[id], stats.Sample{At: noon.Add(time.Duration(i-119) * time.Second), CPU: cpu * wave, Memory: memory * (1 << 20)})
	}
	f.series[id][119].CPU = cpu
	subs := f.subs
	f.mu.Unlock()
	for _, fn := range subs {
		fn([]string{id})
	}
}

// stage is the whole window, drawn in memory. The test's goroutine is the main
// one; what is posted waits until the test lets it run.
type stage struct {
	*window.Window
	t        *testing.T
	app      fyne.App
	win      fyne.Window
	state    *state
	engine   *answers
	figures  *figures
	logs     *journals
	desks    *desks
	crew     *crew
	fares    *fares
	settings *settings.Store
	clock    time.Time
	retries  int
	menu     *fyne.MainMenu
	closed   bool

	mu    sync.Mutex
	queue []func()
}

// scene is what a stage is made with; the zero value is the small shop at
// 1280×800.
type scene struct {
	size   fyne.Size
	choice theme.Choice
	room   *object.Snapshot
	kept   map[string]string          // settings of an earlier run
	ops    func() (action.Ops, error) // what can be done; nil for nothing
	run    run.Engine                 // what the run form asks
}

func newStage(t *testing.T, sc scene) *stage {
	t.Helper()
	if sc.size.IsZero() {
		sc.size = fyne.NewSize(1280, 800)
	}
	if sc.choice == "" {
		sc.choice = theme.Light
	}
	if sc.room == nil {
		sc.room = five()
	}
	s := &stage{
		t: t, app: test.NewTempApp(t), clock: noon, state: &state{now: sc.room}, engine: &answers{},
		logs:    &journals{},
		desks:   &desks{},
		crew:    &crew{},
		fares:   newFares(),
		figures: &figures{wanted: map[string][]string{}, series: map[string][]stats.Sample{}, marks: map[string][]stats.Mark{}, subs: map[int]func([]string){}},
	}
	s.app.Settings().SetTheme(theme.New(sc.choice))
	s.settings, _ = settings.Open("")
	for k, v := range sc.kept {
		s.settings.Set(k, v)
	}
	s.win = test.NewTempWindow(t, nil)
	s.Window = window.New(t.Context(), window.Options{
		App: s.app, Window: s.win, State: s.state, Engine: s.engine, Figures: s.figures, OpenLog: s.logs.open, Terminal: s.desks, Processes: s.crew.processes, Fare: s.fares, Settings: s.settings,
		Post: s.post, Now: func() time.Time { return s.clock }, Retry: func() { s.retries++ }, Ops: sc.ops, Run: sc.run, Screen: beamer{s.win},
	})
	t.Cleanup(s.close)
	s.menu = s.win.MainMenu()
	s.win.SetMainMenu(nil) // a real window has it in a bar of its own
	s.win.Resize(sc.size)
	s.drain()
	return s
}

func (s *stage) close() {
	if !s.closed {
		s.closed = true
		s.Window.Close()
	}
}

func (s *stage) post(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, f)
}

// drain is the main goroutine's turn: all that is posted, and what that posts.
func (s *stage) drain() {
	for range 1000 {
		s.mu.Lock()
		queue := s.queue
		s.queue = nil
		s.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, f := range queue {
			f()
		}
	}
	s.t.Fatal("the main goroutine never comes to rest")
}

// await gives other goroutines time until something is so.
func (s *stage) await(what string, is func() bool) {
	s.t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		s.drain()
		if is() {
			return
		}
	}
	s.t.Fatalf("it never came to be that %s:\n%s", what, s.tree())
}

// publish is news from the store.
func (s *stage) publish(next *object.Snapshot) {
	next.Seq = s.state.now.Seq + 1
	s.state.now = next
	s.state.follow(next)
	s.drain()
}

func (s *stage) tree() control.Tree { return uisocket.Walk(s.win.Canvas()) }

func (s *stage) shows(text string) bool { return s.tree().Shows(text) }

func (s *stage) find(id string) control.Control {
	s.t.Helper()
	c, ok := s.tree().Find(id)
	if !ok || !c.Visible {
		s.t.Fatalf("there is no %s on the screen:\n%s", id, s.tree())
	}
	return c
}

func (s *stage) says(id, text string) bool {
	c, ok := s.tree().Find(id)
	return ok && c.Visible && c.Text == text
}

func (s *stage) sees(id string) bool {
	c, ok := s.tree().Find(id)
	return ok && c.Visible
}

func (s *stage) mouse(id string) (desktop.Mouseable, *desktop.MouseEvent) {
	s.t.Helper()
	x, y := s.find(id).Shown.Center()
	scale := s.win.Canvas().Scale()
	at := fyne.NewPos(float32(x)/scale, float32(y)/scale)
	found, corner := under(s.win.Canvas().Content(), at)
	if found == nil {
		s.t.Fatalf("nothing takes the mouse at %s", id)
	}
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	e.Position, e.AbsolutePosition = at.Subtract(corner), at
	return found, e
}

// press clicks on a control at its middle.
func (s *stage) press(id string) {
	s.t.Helper()
	m, e := s.mouse(id)
	m.MouseDown(e)
	m.MouseUp(e)
	s.drain()
}

// under is what takes the mouse at a place, and where it is.
func under(root fyne.CanvasObject, at fyne.Position) (found desktop.Mouseable, corner fyne.Position) {
	eachObject(root, func(o fyne.CanvasObject, p place) {
		inside := at.X >= p.x0 && at.Y >= p.y0 && at.X < p.x1 && at.Y < p.y1
		if m, ok := o.(desktop.Mouseable); ok && inside && p.clip.holds(at) {
			found, corner = m, fyne.NewPos(p.x0, p.y0)
		}
	})
	return found, corner
}

// focus gives a control the keyboard.
func (s *stage) focus(id string) {
	s.t.Helper()
	var found fyne.Focusable
	eachObject(s.win.Canvas().Content(), func(o fyne.CanvasObject, _ place) {
		d, describes := o.(control.Describer)
		if f, ok := o.(fyne.Focusable); ok && describes && d.DescribeControl().ID == id {
			found = f
		}
	})
	if found == nil {
		s.t.Fatalf("%s can't have the keyboard", id)
	}
	s.win.Canvas().Focus(found)
	s.drain()
}

// write types into a field.
func (s *stage) write(id, text string) {
	s.t.Helper()
	s.press(id)
	test.Type(s.win.Canvas().Focused(), text)
	s.drain()
}

// key presses a key where the keyboard is.
func (s *stage) key(names ...fyne.KeyName) {
	for _, name := range names {
		if f := s.win.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: name})
		}
		s.drain()
	}
}

// rows are the keys of the rows on the screen, from the top.
func (s *stage) rows() []string {
	prefix := s.Page() + ".list.row."
	var keys []string
	for _, c := range s.tree().Controls {
		if c.Kind == control.KindRow && strings.HasPrefix(c.ID, prefix) && c.Visible {
			keys = append(keys, strings.TrimPrefix(c.ID, prefix))
		}
	}
	return keys
}

// picture leaves a picture where DOCKDESK_LOOK says, to be looked at.
func (s *stage) picture(name string) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err == nil {
		err = png.Encode(f, s.win.Canvas().Capture())
		_ = f.Close()
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// place is where an object is on the canvas, and what its parents let be seen.
type place struct {
	area
	clip, parent area
	scrolled     bool
}

type area struct{ x0, y0, x1, y1 float32 }

func (a area) holds(p fyne.Position) bool {
	return p.X >= a.x0 && p.X < a.x1 && p.Y >= a.y0 && p.Y < a.y1
}

func (a area) cut(b area) area {
	return area{max(a.x0, b.x0), max(a.y0, b.y0), min(a.x1, b.x1), min(a.y1, b.y1)}
}

func (a area) empty() bool { return a.x1-a.x0 <= 0 || a.y1-a.y0 <= 0 }

// eachObject visits every object that isn't hidden, parents first.
func eachObject(root fyne.CanvasObject, visit func(fyne.CanvasObject, place)) {
	size := root.Size()
	whole := area{0, 0, size.Width, size.Height}
	var walk func(o fyne.CanvasObject, at fyne.Position, clip, parent area, scrolled bool)
	walk = func(o fyne.CanvasObject, at fyne.Position, clip, parent area, scrolled bool) {
		if o == nil || !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		mine := area{at.X, at.Y, at.X + o.Size().Width, at.Y + o.Size().Height}
		visit(o, place{mine, clip, parent, scrolled})
		switch v := o.(type) {
		case *fyne.Container:
			for _, child := range v.Objects {
				walk(child, at, clip, mine, scrolled)
			}
		case fyne.Widget:
			if _, ok := o.(fyne.Scrollable); ok {
				clip, scrolled = clip.cut(mine), true
			}
			r := test.WidgetRenderer(v)
			if _, ok := r.(interface{ IsClip() }); ok {
				clip = clip.cut(mine)
			}
			for _, child := range r.Objects() {
				walk(child, at, clip, mine, scrolled)
			}
		}
	}
	walk(root, fyne.Position{}, whole, whole, false)
}
