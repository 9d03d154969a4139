// Package headless looks at the whole window in memory, with no screen and no
// engine: what it shows of states that no engine takes at will.
package headless

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/settings"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/window"
)

// The engine is a fake here, because these tests are about what is shown of
// states that no engine takes at will; test/walk shows a real one's.
type fakeEngine struct {
	snap    *object.Snapshot
	publish func(*object.Snapshot)
	event   func(object.Event)
	wanted  map[string][]string
	asked   []object.Ref
}

func (f *fakeEngine) Snapshot() *object.Snapshot { return f.snap }

func (f *fakeEngine) Subscribe(fn func(*object.Snapshot)) func() {
	f.publish = fn
	fn(f.snap)
	return func() { f.publish = func(*object.Snapshot) {} }
}

func (f *fakeEngine) Events(fn func(object.Event)) func() { f.event = fn; return func() {} }

func (f *fakeEngine) Inspect(_ context.Context, ref object.Ref) ([]byte, error) {
	f.asked = append(f.asked, ref)
	return []byte(`{"Id":"` + ref.ID + `"}`), nil
}

type fakeFigures struct{ f *fakeEngine }

func (f fakeFigures) Want(owner string, ids []string)         { f.f.wanted[owner] = ids }
func (f fakeFigures) Last(string) (stats.Sample, bool)        { return stats.Sample{}, false }
func (f fakeFigures) Series(string) []stats.Sample            { return nil }
func (f fakeFigures) Marks(string) []stats.Mark               { return nil }
func (f fakeFigures) Subscribe(func(ids []string)) (c func()) { return func() {} }

// rig is a window in memory. What is posted waits for drain.
type rig struct {
	t      *testing.T
	engine *fakeEngine
	win    fyne.Window
	w      *window.Window
	kept   *settings.Store

	mu    sync.Mutex // the window's clock posts from a goroutine of its own
	queue []func()
}

var now = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, snap *object.Snapshot, width, height float32, kept *settings.Store) *rig {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light))
	if kept == nil {
		kept, _ = settings.Open("")
	}
	r := &rig{t: t, engine: &fakeEngine{snap: snap, wanted: map[string][]string{}}, kept: kept}
	r.win = test.NewTempWindow(t, nil)
	r.w = window.New(t.Context(), window.Options{
		App: app, Window: r.win, State: r.engine, Engine: r.engine, Figures: fakeFigures{r.engine}, Settings: kept,
		Post: r.post, Now: func() time.Time { return now },
	})
	r.win.SetMainMenu(nil)
	r.win.Resize(fyne.NewSize(width, height))
	r.drain()
	t.Cleanup(r.w.Close)
	return r
}

func (r *rig) post(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queue = append(r.queue, f)
}

// next is what was posted first; nil for nothing.
func (r *rig) next() func() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.queue) == 0 {
		return nil
	}
	f := r.queue[0]
	r.queue = r.queue[1:]
	return f
}

func (r *rig) drain() {
	for f := r.next(); f != nil; f = r.next() {
		f()
	}
}

func (r *rig) show(s *object.Snapshot) {
	r.engine.snap = s
	r.engine.publish(s)
	r.drain()
}

func (r *rig) tree() control.Tree { return uisocket.Walk(r.win.Canvas()) }

func (r *rig) find(id string) control.Control {
	r.t.Helper()
	c, ok := r.tree().Find(id)
	if !ok {
		r.t.Fatalf("no control %q in\n%s", id, r.tree())
	}
	return c
}

// click presses and releases the mouse in the middle of a control.
func (r *rig) click(id string) {
	r.t.Helper()
	x, y := r.find(id).Shown.Center()
	at := fyne.NewPos(float32(x), float32(y))
	o := r.under(id, r.win.Content())
	if o == nil {
		r.t.Fatalf("%q takes no mouse", id)
	}
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	e.AbsolutePosition = at
	e.Position = at.Subtract(fyne.CurrentApp().Driver().AbsolutePositionForObject(o.(fyne.CanvasObject)))
	o.MouseDown(e)
	o.MouseUp(e)
	r.drain()
}

// under finds the widget with an id that listens to the mouse.
func (r *rig) under(id string, o fyne.CanvasObject) desktop.Mouseable {
	if !o.Visible() {
		return nil
	}
	if d, ok := o.(control.Describer); ok && d.DescribeControl().ID == id {
		if m, ok := o.(desktop.Mouseable); ok {
			return m
		}
	}
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, c := range children {
		if m := r.under(id, c); m != nil {
			return m
		}
	}
	return nil
}

func shop() *object.Snapshot {
	web := &object.Container{ID: strings.Repeat("a", 64), Name: "web", Image: "nginx:1.27", ImageID: "sha256:1", State: object.StateRunning,
		Created: now.Add(-3 * time.Hour), Started: now.Add(-3 * time.Hour), Inspected: true, RestartPolicy: "always",
		Ports:    []object.Port{{IP: "0.0.0.0", Public: 8080, Private: 80, Proto: "tcp"}},
		Mounts:   []object.Mount{{Type: "volume", Name: "web-data", Destination: "/data"}},
		Networks: []object.Endpoint{{Network: "shop", NetworkID: "n1", IPv4: "172.20.0.3"}},
		Env:      []string{"MODE=fast", "DB_PASSWORD=hunter2"}}
	job := &object.Container{ID: strings.Repeat("b", 64), Name: "job", Image: "python:3.12", ImageID: "sha256:2", State: object.StateExited,
		ExitCode: 1, Created: now.Add(-time.Hour), Finished: now.Add(-time.Hour)}
	return &object.Snapshot{Seq: 1, Link: object.LinkLive,
		Containers: []*object.Container{web, job},
		Images: []*object.Image{{ID: "sha256:1", Tags: []string{"nginx:1.27"}, Size: 100}, {ID: "sha256:2", Tags: []string{"python:3.12"}, Size: 200},
			{ID: "sha256:3", Size: 300}},
		Volumes:  []*object.Volume{{Name: "web-data", Driver: "local"}},
		Networks: []*object.Network{{ID: "n1", Name: "shop", Driver: "bridge"}, {ID: "n2", Name: "bridge", Driver: "bridge"}},
	}
}

// crowd is many objects, or few with names that nobody would give.
func crowd(n int, name func(i int) string) *object.Snapshot {
	s := &object.Snapshot{Seq: 1, Link: object.LinkLive}
	for i := range n {
		id := fmt.Sprintf("%064x", i+1)
		state := []object.State{object.StateRunning, object.StateExited, object.StateCreated, object.StatePaused, object.StateRestarting}[i%5]
		s.Containers = append(s.Containers, &object.Container{ID: id, Name: name(i), Image: name(i), ImageID: "sha256:" + id, State: state,
			ExitCode: i % 3, Created: now.Add(-time.Duration(i) * time.Minute), Env: []string{"A=" + name(i)}, Inspected: true,
			Mounts: []object.Mount{{Type: "volume", Name: name(i), Destination: "/" + name(i)}}})
		s.Images = append(s.Images, &object.Image{ID: "sha256:" + id, Tags: []string{name(i)}})
		s.Volumes = append(s.Volumes, &object.Volume{Name: name(i), Driver: "local", Mountpoint: "/" + name(i)})
		s.Networks = append(s.Networks, &object.Network{ID: id, Name: name(i), Driver: "bridge"})
	}
	return s
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestNothingLiesOutsideOfTheWindowWhateverTheNames(t *testing.T) {
	scenes := map[string]*object.Snapshot{
		"nothing":  {Link: object.LinkLive, Networks: []*object.Network{{ID: "n", Name: "bridge"}}},
		"shop":     shop(),
		"thousand": crowd(1000, func(i int) string { return fmt.Sprintf("box-%d", i) }),
		"long":     crowd(4, func(i int) string { return strings.Repeat("very-long-", 20) + fmt.Sprint(i) }),
		"hostile":  crowd(3, func(i int) string { return "two\nlines\u202eevil\x1b[31m" + fmt.Sprint(i) }),
	}
	for name, snap := range scenes {
		for _, size := range []fyne.Size{{Width: 1024, Height: 700}, {Width: 1280, Height: 800}, {Width: 1920, Height: 1080}} {
			t.Run(fmt.Sprintf("%s at %.0f", name, size.Width), func(t *testing.T) {
				r := open(t, snap, size.Width, size.Height, nil)
				for _, id := range r.w.Pages() {
					r.w.GoTo(id)
					r.drain()
					inside(t, id, r.tree())
				}
			})
		}
	}
}

// inside checks that no described control of a page sticks out of the window to
// the right, and that the window did not grow.
func inside(t *testing.T, page string, tree control.Tree) {
	t.Helper()
	for _, c := range tree.Controls {
		if c.Visible && c.Rect.X+c.Rect.Width > tree.Window.Width+1 {
			t.Errorf("%s: %s ends at %d of %d", page, c, c.Rect.X+c.Rect.Width, tree.Window.Width)
		}
		if strings.ContainsAny(c.Text, "\u202e\x1b") && c.Kind == control.KindText {
			t.Errorf("%s: %s is drawn with a mark that changes what is read", page, c)
		}
	}
}

func TestTheSelectedContainerIsShownAndFollowed(t *testing.T) {
	r := open(t, shop(), 1280, 800, nil)
	if got := r.find("containers.detail.name").Text; got != "web" {
		t.Fatalf("first the pane shows %q", got)
	}
	s := shop()
	s.Containers[0].State, s.Containers[0].ExitCode, s.Containers[0].OOMKilled = object.StateExited, 137, true
	s.Seq = 2
	r.show(s)
	if got := r.find("containers.detail.state").Text; got != "exited (137)" {
		t.Errorf("after it died the pane says %q", got)
	}
	s = shop()
	s.Containers = s.Containers[1:]
	r.show(s)
	if got := r.find("containers.detail.name").Text; got != "job" {
		t.Errorf("after it went the pane shows %q, not its neighbour", got)
	}
}

func TestSecretsAreShownOnlyWhenAsked(t *testing.T) {
	r := open(t, shop(), 1280, 1000, nil)
	if r.tree().Shows("hunter2") {
		t.Fatal("the password is shown unasked")
	}
	r.click("fact.env.reveal")
	if !r.tree().Shows("hunter2") {
		t.Error("the password isn't shown when asked for")
	}
	r.w.Open(object.Ref{Kind: object.KindContainer, ID: strings.Repeat("b", 64)})
	r.w.Open(object.Ref{Kind: object.KindContainer, ID: strings.Repeat("a", 64)})
	r.drain()
	if r.tree().Shows("hunter2") {
		t.Error("the password is still shown after another container was looked at")
	}
}

func TestLinksLeadBothWays(t *testing.T) {
	r := open(t, shop(), 1280, 1000, nil)
	for _, step := range []struct{ link, page, name string }{
		{"link.image", "images", "nginx:1.27"},
		{"link.container." + strings.Repeat("a", 64), "containers", "web"},
		{"link.volume.web-data", "volumes", "web-data"},
		{"link.container." + strings.Repeat("a", 64), "containers", "web"},
		{"link.network.shop", "networks", "shop"},
		{"link.container." + strings.Repeat("a", 64), "containers", "web"},
	} {
		r.click(step.link)
		if r.w.Page() != step.page || r.find(step.page+".detail.name").Text != step.name {
			t.Fatalf("%s leads to %s %q", step.link, r.w.Page(), r.find(step.page+".detail.name").Text)
		}
	}
}

func TestFiguresAreWantedOnlyForWhatRunsAndIsSeen(t *testing.T) {
	r := open(t, shop(), 1280, 800, nil)
	if got := r.engine.wanted["containers.list"]; len(got) != 1 || got[0] != strings.Repeat("a", 64) {
		t.Errorf("wanted %q", got)
	}
	r.w.GoTo("images")
	r.drain()
	if got := r.engine.wanted["containers.list"]; len(got) != 0 {
		t.Errorf("still wanted on another page: %q", got)
	}
}

func TestALostEngineIsSaidAndForgotten(t *testing.T) {
	r := open(t, shop(), 1280, 800, nil)
	lost := shop()
	lost.Link, lost.Err = object.LinkLost, errors.New("gone")
	r.show(lost)
	if !r.find("banner").Visible || !r.tree().Shows("web") {
		t.Error("no banner, or no last known state")
	}
	r.show(shop())
	if _, ok := r.tree().Find("banner"); ok {
		t.Error("the banner stays")
	}
}

func TestWhatOthersDoIsInTheHistoryLine(t *testing.T) {
	r := open(t, shop(), 1280, 800, nil)
	r.engine.event(object.Event{Kind: object.KindContainer, Action: "stop", ID: "x", Name: "web"})
	r.engine.event(object.Event{Kind: object.KindContainer, Action: "exec_start: sh", ID: "x", Name: "web"})
	r.drain()
	if got := r.find("history.command").Text; got != "docker stop web" {
		t.Errorf("the line says %q", got)
	}
}

func TestChoicesAreRemembered(t *testing.T) {
	r := open(t, shop(), 1280, 800, nil)
	r.w.GoTo("volumes")
	r.click("guide.fold")
	r.w.Close()
	again := open(t, shop(), 1280, 800, r.kept)
	if again.w.Page() != "volumes" {
		t.Errorf("it opens with %s", again.w.Page())
	}
	if _, ok := again.tree().Find("guide.unfold"); !ok {
		t.Error("the guide is not folded")
	}
}

func TestEverythingThatIsExplainedHasItsTopic(t *testing.T) {
	r := open(t, shop(), 1280, 1000, nil)
	seen := map[string]bool{}
	cancel := attention.Observe(r.win.Canvas(), func(target attention.Target, _ bool) { seen[target.Topic] = true })
	defer cancel()
	for _, id := range r.w.Pages() {
		r.w.GoTo(id)
		r.drain()
		hoverAll(r.win.Content())
	}
	if len(seen) < 20 {
		t.Fatalf("only %d topics were met", len(seen))
	}
	for topic := range seen {
		if _, ok := guide.ByID(topic); !ok && topic != "" {
			t.Errorf("no topic %q in the guide", topic)
		}
	}
}

// hoverAll moves the pointer over every widget that notices it.
func hoverAll(o fyne.CanvasObject) {
	if !o.Visible() {
		return
	}
	if h, ok := o.(desktop.Hoverable); ok {
		h.MouseIn(&desktop.MouseEvent{})
		h.MouseOut()
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			hoverAll(c)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			hoverAll(c)
		}
	}
}
