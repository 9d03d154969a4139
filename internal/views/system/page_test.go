package system_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"log/slog"
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

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/session"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/system"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// queue is the main goroutine: what is posted runs when the test lets it.
type queue struct {
	mu   sync.Mutex
	work []func()
}

func (q *queue) post(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.work = append(q.work, f)
}

func (q *queue) drain() {
	q.mu.Lock()
	work := q.work
	q.work = nil
	q.mu.Unlock()
	for _, f := range work {
		f()
	}
}

// source is where a page's news and answers come from.
type source interface {
	system.Engine
	Events(fn func(object.Event)) (cancel func())
}

// rig is the page in a window drawn in memory.
type rig struct {
	*system.Page
	t      *testing.T
	window fyne.Window
	queue  *queue
	work   sync.WaitGroup
	copied []string
	opened []object.Ref
	pruned []action.On
	saved  bytes.Buffer
	menu   []page.MenuItem
}

func newRig(t *testing.T, choice theme.Choice, size fyne.Size, from source, contexts *session.Session) *rig {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	r := &rig{t: t, queue: &queue{}}
	ctx, cancel := context.WithCancel(t.Context())
	host := &page.Host{
		Post: r.queue.post, Now: time.Now,
		Go:   func(f func(context.Context)) { r.work.Go(func() { f(ctx) }) },
		Copy: func(text string) { r.copied = append(r.copied, text) }, Open: func(ref object.Ref) { r.opened = append(r.opened, ref) },
		Menu:  func(items []page.MenuItem, _ fyne.Position) { r.menu = items },
		Focus: func(f fyne.Focusable) { r.window.Canvas().Focus(f) },
	}
	o := system.Options{
		Engine: from, Events: from.Events,
		OnPrune: func(_ *action.Action, on action.On, _ action.Values) { r.pruned = append(r.pruned, on) },
		Save:    func(_ string, write func(io.Writer) error, done func(error)) { done(write(&r.saved)) },
	}
	if contexts != nil {
		o.Contexts = contexts
	}
	r.Page = system.New(host, o)
	r.window = test.NewTempWindow(t, container.NewStack(widgets.NewBox(theme.Background, "", ""), r.Content()))
	r.window.SetPadded(false)
	r.window.Resize(size)
	t.Cleanup(func() { r.Close(); cancel(); r.work.Wait() })
	return r
}

// await lets the main goroutine run until something is so.
func (r *rig) await(what string, is func() bool) {
	r.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		r.queue.drain()
		if is() {
			return
		}
	}
	r.t.Fatalf("it never came to be that %s. On the screen:\n%s", what, r.texts())
}

func (r *rig) tree() control.Tree { return uisocket.Walk(r.window.Canvas()) }

func (r *rig) shows(text string) bool { return r.tree().Shows(text) }

func (r *rig) texts() string {
	var b strings.Builder
	for _, c := range r.tree().Controls {
		if c.Text != "" {
			fmt.Fprintln(&b, c)
		}
	}
	return b.String()
}

func (r *rig) find(id string) control.Control {
	r.t.Helper()
	c, ok := r.tree().Find(id)
	if !ok {
		r.t.Fatalf("there is no %s on the screen:\n%s", id, r.texts())
	}
	return c
}

func (r *rig) press(id string) {
	r.t.Helper()
	x, y := r.find(id).Rect.Center()
	at := fyne.NewPos(float32(x), float32(y))
	if m, off := under(r.window.Canvas(), at); m != nil {
		e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
		e.Position, e.AbsolutePosition = at.Subtract(off), at
		m.MouseDown(e)
		m.MouseUp(e)
	}
}

// under is what takes the mouse at a place, and where it is.
func under(c fyne.Canvas, at fyne.Position) (found desktop.Mouseable, corner fyne.Position) {
	var look func(o fyne.CanvasObject, off fyne.Position)
	look = func(o fyne.CanvasObject, off fyne.Position) {
		if !o.Visible() {
			return
		}
		p := off.Add(o.Position())
		if m, ok := o.(desktop.Mouseable); ok && at.X >= p.X && at.Y >= p.Y && at.X < p.X+o.Size().Width && at.Y < p.Y+o.Size().Height {
			found, corner = m, p
		}
		switch v := o.(type) {
		case *fyne.Container:
			for _, child := range v.Objects {
				look(child, p)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(v).Objects() {
				look(child, p)
			}
		}
	}
	look(c.Content(), fyne.Position{})
	return found, corner
}

// follow is a session that follows the engine for the length of the test and
// is live.
func follow(t *testing.T, host string) *session.Session {
	t.Helper()
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "DOCKER_") {
			t.Setenv(name, "")
		}
	}
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	s := session.New(engine.Options{Host: host}, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	var work sync.WaitGroup
	work.Go(func() { _ = s.Run(ctx) })
	t.Cleanup(func() { cancel(); work.Wait() })
	for end := time.Now().Add(20 * time.Second); s.Snapshot().Link != object.LinkLive; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the engine is not followed: %v", s.Snapshot().Err)
		}
	}
	return s
}

// real is a page on a real engine.
func real(t *testing.T, size fyne.Size) (*rig, *realengine.Engine, *session.Session) {
	t.Helper()
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	r := newRig(t, theme.Light, size, s, s)
	t.Cleanup(s.Subscribe(func(snap *object.Snapshot) { r.queue.post(func() { r.Update(snap) }) }))
	r.Update(s.Snapshot())
	r.Shown()
	return r, eng, s
}

var medium = fyne.NewSize(816, 732) // a page's room in a window of 1280×800

func TestTheEngineSaysWhatItIs(t *testing.T) {
	r, eng, _ := real(t, medium)
	version := eng.Docker(t, "version", "--format", "{{.Server.Version}}")
	r.await("the version is shown", func() bool { return r.shows(version + " · API") })
	if !r.shows(eng.Docker(t, "info", "--format", "{{.Driver}}")) || !r.shows(eng.Host()) {
		t.Errorf("it lacks the storage driver or the address:\n%s", r.texts())
	}
}

func TestDiskUseIsMeasuredWhenItIsLookedAtAndOnWish(t *testing.T) {
	r, eng, _ := real(t, medium)
	eng.Docker(t, "volume", "create", "data")
	eng.Docker(t, "run", "--rm", "-v", "data:/data", "lab:1", "write", "/data/file", "3000000")
	if r.shows("Measured at") {
		t.Error("it is measured before anybody looks")
	}
	r.press("system.tab.disk")
	r.await("it is measured", func() bool { return r.shows("Measured at") })
	if got := r.find("system.disk.free.volume").Text; got != "3 MB" {
		t.Errorf("of volumes could be freed %q", got)
	}
	eng.Docker(t, "volume", "rm", "data")
	r.press("system.disk.again")
	r.await("it is measured again", func() bool { return r.find("system.disk.free.volume").Text == "–" && r.shows("Measured at") })
}

func TestAPlanIsShownExactlyAndHandedOverAsItIs(t *testing.T) {
	r, eng, s := real(t, medium)
	eng.Docker(t, "create", "--name", "old", "lab:1")
	eng.Docker(t, "network", "create", "spare")
	r.await("the container is known", func() bool { return len(s.Snapshot().Containers) == 1 && len(s.Snapshot().Networks) == 4 })
	r.press("system.tab.free")
	r.await("the plan is there", func() bool { return r.shows("1 container and 1 network would go") })
	if got := r.find("system.free.command").Text; got != "docker system prune -f" {
		t.Errorf("the command is %q", got)
	}
	r.press("system.free.remove")
	if len(r.pruned) != 1 || r.pruned[0].Plan == nil || r.pruned[0].Plan.Count() != 2 {
		t.Fatalf("handed over is %+v", r.pruned)
	}
	if _, err := s.Prune(t.Context(), *r.pruned[0].Plan, nil); err != nil {
		t.Fatal(err)
	}
	r.await("the list is empty by itself", func() bool { return r.shows("Nothing to clear out") })
	if left := eng.Docker(t, "ps", "-aq"); left != "" {
		t.Errorf("left are %q", left)
	}
}

func TestChoosingAnotherPruneLooksUpAnotherPlan(t *testing.T) {
	r, eng, s := real(t, medium)
	eng.Docker(t, "volume", "create", "named")
	r.await("the volume is known", func() bool { return s.Snapshot().Volume("named") != nil })
	r.press("system.tab.free")
	r.press("system.free.volume.prune")
	r.await("named volumes are spared", func() bool { return r.shows("Nothing to clear out") })
	r.press("system.free.switch.prune.all")
	r.await("named volumes go, too", func() bool { return r.shows("1 volume would go") })
	if !r.shows("Whatever they hold is gone for good") {
		t.Errorf("nothing is said about the files:\n%s", r.texts())
	}
	eng.Docker(t, "volume", "create", "another")
	r.await("the list is known to be old", func() bool { return r.shows("Look again.") })
	r.press("system.free.again")
	r.await("the new volume is in the list", func() bool { return r.shows("2 volumes would go") })
}

func TestEventsComeInAndAreHeldFilteredAndSaved(t *testing.T) {
	r, eng, _ := real(t, medium)
	r.press("system.tab.events")
	eng.Docker(t, "create", "--name", "web", "lab:1")
	eng.Docker(t, "volume", "create", "data")
	r.await("both are shown", func() bool { return r.shows("2 events") })
	r.press("system.events.pause")
	eng.Docker(t, "rm", "web")
	r.await("the new one is counted, not shown", func() bool { return r.shows("Held. 1 new event since.") })
	r.press("system.events.pause")
	r.await("the new one is shown", func() bool { return r.shows("3 events") })
	r.press("system.events.filter.containers")
	if !r.shows("2 of 3 events") {
		t.Errorf("filtered:\n%s", r.texts())
	}
	r.press("system.events.save")
	r.menu[1].Do()
	lines := strings.Split(strings.TrimSpace(r.saved.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], `"action":"create"`) || !strings.Contains(lines[1], `"action":"destroy"`) {
		t.Errorf("saved is:\n%s", r.saved.String())
	}
}

// still is an engine that answers slowly or not at all: no real one does so
// when it is told to.
type still struct{ asked, ended chan struct{} }

func (s still) wait(ctx context.Context) error {
	s.asked <- struct{}{}
	<-ctx.Done()
	s.ended <- struct{}{}
	return ctx.Err()
}

func (s still) Facts(ctx context.Context) (operations.Facts, error) {
	return operations.Facts{}, errors.New("it broke\nin two")
}

func (s still) DiskUsage(ctx context.Context) (operations.Disk, error) {
	return operations.Disk{}, s.wait(ctx)
}

func (s still) PlanPrune(ctx context.Context, _ operations.Selection) (operations.Plan, error) {
	return operations.Plan{}, s.wait(ctx)
}

func (s still) Events(func(object.Event)) func() { return func() {} }

func TestAQuestionEndsWhenItsPartIsLeft(t *testing.T) {
	s := still{asked: make(chan struct{}, 9), ended: make(chan struct{}, 9)}
	r := newRig(t, theme.Light, medium, s, nil)
	r.Update(&object.Snapshot{Link: object.LinkLive, Engine: object.Engine{APIVersion: "1.41"}})
	r.Shown()
	r.await("the failure is said", func() bool { return r.shows(`The engine gave no answer: it broke\nin two`) })
	for _, tab := range []string{"system.tab.disk", "system.tab.free", "system.tab.events"} {
		r.press(tab)
	}
	for range 2 {
		<-s.asked
		<-s.ended
	}
	r.press("system.tab.disk")
	<-s.asked
	r.Hidden()
	<-s.ended
}

// With DOCKDESK_LOOK set to a folder, every part is drawn there on a real
// engine, to be looked at.
func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // it only draws, for whoever names a folder
	}
	eng := realengine.Start(t)
	s := follow(t, eng.Host())
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(560, 632), medium, fyne.NewSize(1456, 1012)} {
			t.Run(fmt.Sprintf("%s-%.0f", choice, size.Width), func(t *testing.T) {
				r := newRig(t, choice, size, s, s)
				if len(s.Snapshot().Containers) == 0 {
					if err := realengine.Room(t.Context(), eng.Client(), 5); err != nil {
						t.Fatal(err)
					}
				}
				r.Update(s.Snapshot())
				r.Shown()
				eng.Docker(t, "exec", "web", "/lab", "env")
				eng.Docker(t, "restart", "-t", "1", "web")
				wait := map[string]string{"engine": "API 1.", "disk": "Measured at", "free": "would go", "events": "event", "contexts": "default"}
				for _, part := range []string{"engine", "disk", "free", "events", "contexts"} {
					r.press("system.tab." + part)
					r.await(part+" is shown", func() bool { return r.shows(wait[part]) })
					if part == "free" {
						r.press("system.free.switch.prune.all")
						r.await("the plan is there", func() bool { return r.shows("would go") && r.shows("As of") })
					}
					if part == "events" {
						r.await("there are rows", func() bool { return !r.shows("0 events") })
						if rows := r.tree().Where(func(c control.Control) bool { return strings.HasPrefix(c.ID, "system.events.list.row.") }); len(rows) > 3 {
							r.press(rows[2].ID)
						}
					}
					file, err := os.Create(filepath.Join(dir, fmt.Sprintf("system-%s-%s-%.0f.png", part, choice, size.Width)))
					if err != nil {
						t.Fatal(err)
					}
					if err := errors.Join(png.Encode(file, r.window.Canvas().Capture()), file.Close()); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	}
}
