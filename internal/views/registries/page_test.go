package registries_test

import (
	"context"
	"errors"
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
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/registry"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/registries"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// world is registries that answer as a test wishes: real ones are asked in
// test/registries, and used in test/walk.
type world struct {
	mu     sync.Mutex
	logins []registry.Login
	failed error
	check  error
	tags   map[string][]string // by repository
	closed error               // why nothing is listed
	on     bool
	told   []func()
}

func (w *world) set(change func()) {
	w.mu.Lock()
	change()
	told := w.told
	w.mu.Unlock()
	for _, fn := range told {
		fn()
	}
}

func (w *world) Logins(context.Context) ([]registry.Login, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.logins, w.failed
}

func (w *world) Check(context.Context, string) error { return w.check }

func (w *world) Repositories(context.Context, string) (list []string, more bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for r := range w.tags {
		list = append(list, r)
	}
	slices.Sort(list)
	return list, false, w.closed
}

func (w *world) Tags(_ context.Context, repository string) ([]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, repository, _ = strings.Cut(repository, "/")
	tags, ok := w.tags[repository]
	if !ok {
		return nil, &registry.Error{Kind: registry.NotFound, Registry: "x", Err: errors.New("NAME_UNKNOWN")}
	}
	return slices.Clone(tags), nil
}

func (w *world) Look(context.Context, string) (registry.Found, error) {
	return registry.Found{Digest: "sha256:1", Size: 31_000_000, Platforms: []string{"linux/amd64", "linux/arm64"}}, nil
}

func (w *world) Search(context.Context, string) ([]operations.Repository, error) { return nil, nil }

func (w *world) Sizes(context.Context, bool) (map[string]operations.Sizes, error) { return nil, nil }

func (w *world) Practice() registry.PracticeState {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.on {
		return registry.PracticeState{}
	}
	return registry.PracticeState{On: true, Address: "127.0.0.1:5000", User: "learner", Password: "K7WQ2MPA"}
}

func (w *world) StartPractice(context.Context) error {
	w.set(func() { w.on = true })
	return nil
}

func (w *world) StopPractice() error {
	w.set(func() { w.on = false })
	return nil
}

func (w *world) OnPractice(fn func()) { w.told = append(w.told, fn) }

// asked is what the page wants an action to be asked about.
type asked struct {
	id     action.ID
	values action.Values
}

type acts struct{ r *rig }

func (acts) Why(*action.Action, action.On) string       { return "" }
func (a acts) Click(x *action.Action, on action.On)     { a.r.asked = append(a.r.asked, asked{x.ID, nil}) }
func (a acts) ClickWith(x *action.Action, on action.On) { a.Click(x, on) }

// rig is the page in a window of its own; the test's goroutine is the main one.
type rig struct {
	*registries.Page
	t      *testing.T
	window fyne.Window
	world  *world
	work   sync.WaitGroup
	asked  []asked
	sure   bool // a question was asked before something is lost

	mu    sync.Mutex
	queue []func()
}

func newRig(t *testing.T, choice theme.Choice, size fyne.Size, w *world) *rig {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	r := &rig{t: t, world: w}
	ctx, cancel := context.WithCancel(t.Context())
	host := &page.Host{
		Post: func(f func()) { r.mu.Lock(); r.queue = append(r.queue, f); r.mu.Unlock() },
		Now:  func() time.Time { return noon }, Registries: w, Actions: acts{r},
		Go: func(f func(context.Context)) { r.work.Go(func() { f(ctx) }) },
		Ask: func(a *action.Action, _ action.On, v action.Values, _ func()) {
			r.asked = append(r.asked, asked{a.ID, v})
		},
		Confirm: func(c page.Confirmation) { r.sure = true; c.Yes() },
		Copy:    func(string) {}, Open: func(object.Ref) {}, Focus: func(f fyne.Focusable) { r.window.Canvas().Focus(f) },
	}
	r.Page = registries.New(host)
	r.window = test.NewTempWindow(t, container.NewStack(widgets.NewBox(theme.Background, "", ""), r.Content()))
	r.window.SetPadded(false)
	r.window.Resize(size)
	t.Cleanup(func() { r.Hidden(); cancel(); r.work.Wait() })
	r.Update(room())
	r.Shown()
	r.settle()
	return r
}

// room is an engine with two images.
func room(more ...*object.Image) *object.Snapshot {
	return &object.Snapshot{Link: object.LinkLive, Engine: object.Engine{OS: "Debian", Endpoint: "unix:///var/run/docker.sock"},
		Images: append(more, &object.Image{ID: "i-web", Tags: []string{"nginx:1.27"}, Size: 48_000_000}, &object.Image{ID: "i-lab", Tags: []string{"hello-world:latest"}, Size: 13_000})}
}

func (r *rig) drain() {
	r.mu.Lock()
	fs := r.queue
	r.queue = nil
	r.mu.Unlock()
	for _, f := range fs {
		f()
	}
}

// settle waits until nobody is asked any more.
func (r *rig) settle() {
	for range 8 {
		r.work.Wait()
		r.drain()
	}
}

func (r *rig) text(id string) string {
	c, _ := uisocket.Walk(r.window.Canvas()).Find(id)
	return c.Text
}

func (r *rig) sees(id string) bool {
	c, ok := uisocket.Walk(r.window.Canvas()).Find(id)
	return ok && c.Visible
}

func (r *rig) press(id string) {
	r.t.Helper()
	var look func(o fyne.CanvasObject) fyne.CanvasObject
	look = func(o fyne.CanvasObject) fyne.CanvasObject {
		if d, ok := o.(control.Describer); ok && d.DescribeControl().ID == id && o.Visible() {
			return o
		}
		for _, child := range widgets.Children(o) {
			if found := look(child); found != nil {
				return found
			}
		}
		return nil
	}
	b, ok := look(r.window.Canvas().Content()).(interface{ Tap() })
	if !ok {
		r.t.Fatalf("there is no %s to be pressed", id)
	}
	b.Tap()
	r.settle()
}

// last is what was asked last.
func (r *rig) last() asked {
	if len(r.asked) == 0 {
		return asked{}
	}
	return r.asked[len(r.asked)-1]
}

var wide = fyne.NewSize(900, 760)

var practiceLogin = registry.Login{Registry: "127.0.0.1:5000", User: "learner"}

func TestWhoIsLoggedInIsToldWithWhereThatIsKept(t *testing.T) {
	r := newRig(t, theme.Light, wide, &world{logins: []registry.Login{
		{Registry: "docker.io", User: "alice", Helper: "docker-credential-pass"},
		{Registry: "ghcr.io", Token: true, Expires: noon.Add(-time.Hour)},
	}, check: errors.New("unauthorized: incorrect username or password")})
	if got := r.text("registries.login.docker.io.name"); got != "Docker Hub" {
		t.Errorf("it is called %q", got)
	}
	if got := r.text("registries.login.docker.io.words"); got != "As alice, kept by docker-credential-pass." {
		t.Error(got)
	}
	if got := r.text("registries.login.ghcr.io.words"); got != "With a token, kept in the docker command's config.json. Its token has expired. Log in again." {
		t.Error(got)
	}
	r.press("registries.login.docker.io.check")
	if got := r.text("registries.login.docker.io.words"); !strings.Contains(got, "Not accepted: Docker Hub does not accept this name") {
		t.Error(got)
	}
	r.press("registries.login.ghcr.io.logout")
	if got := r.last(); got.id != "registry.logout" || got.values[action.LogoutServer] != "ghcr.io" {
		t.Errorf("%+v", got)
	}
}

func TestAHelperThatFailsIsNamed(t *testing.T) {
	r := newRig(t, theme.Light, wide, &world{failed: errors.New(`asking for the logins: exec: "docker-credential-desktop": executable file not found in $PATH`)})
	if got := r.text("registries.failed"); !strings.Contains(got, "docker-credential-desktop") {
		t.Error(got)
	}
}

func TestARegistryIsLookedInto(t *testing.T) {
	w := &world{logins: []registry.Login{practiceLogin}, tags: map[string][]string{"shop/web": {"1", "2"}, "shop/db": {"1"}, "team/api": {"latest"}}}
	r := newRig(t, theme.Light, wide, w)
	r.press("registries.login.127.0.0.1:5000.look")
	if got := r.text("registries.browse.says"); got != "3 repositories." {
		t.Error(got)
	}
	r.press("registries.repository.1")
	if got := r.text("registries.tag.0.name") + " " + r.text("registries.tag.1.name"); got != "2 1" {
		t.Errorf("the versions are %q", got)
	}
	r.press("registries.tag.0.more")
	if got := r.text("registries.tag.0.note"); got != "31 MB to fetch, linux/amd64, linux/arm64" {
		t.Error(got)
	}
	r.press("registries.tag.1.pull")
	if got := r.last(); got.id != "image.pull" || got.values[action.PullName] != "127.0.0.1:5000/shop/web:1" {
		t.Errorf("%+v", got)
	}
	r.Update(room(&object.Image{ID: "i-shop", Tags: []string{"127.0.0.1:5000/shop/web:1"}}))
	if !r.sees("registries.tag.1.run") || r.sees("registries.tag.1.pull") {
		t.Error("what is here is offered to be pulled")
	}

	w.closed = &registry.Error{Kind: registry.Denied, Registry: "127.0.0.1:5000", Err: errors.New("DENIED: requested access to the resource is denied")}
	r.press("registries.login.127.0.0.1:5000.look")
	if got := r.text("registries.browse.says"); !strings.Contains(got, "does not show what it has") || !strings.Contains(got, "can be typed") {
		t.Error(got)
	}
}

func TestTheLessonGoesOnAsWhatItIsForIsDone(t *testing.T) {
	w := &world{tags: map[string][]string{}}
	r := newRig(t, theme.Light, wide, w)
	r.press("registries.practice.start")
	if got := r.text("registries.step.login.words"); !strings.Contains(got, "K7WQ2MPA") {
		t.Error(got)
	}
	r.press("registries.step.login")
	if got := r.last(); got.id != "registry.login" || got.values[action.LoginUser] != "learner" || got.values[action.LoginServer] != "127.0.0.1:5000" {
		t.Errorf("%+v", got)
	}
	w.set(func() { w.logins = []registry.Login{practiceLogin} })
	r.settle()
	if !r.sees("registries.step.login.state") || r.sees("registries.step.push.state") {
		t.Error("the first step is not the only one that is done")
	}
	r.press("registries.step.push")
	if got := r.last(); got.id != "image.push" || got.values[action.PushName] != "127.0.0.1:5000/practice/hello-world:latest" {
		t.Errorf("%+v", got)
	}
	pushed := &object.Image{ID: "i-lab", Tags: []string{"127.0.0.1:5000/practice/hello-world:latest"}, Size: 13_000}
	r.Update(room(pushed))
	w.set(func() { w.tags["practice/hello-world"] = []string{"latest"} })
	r.settle()
	if !r.sees("registries.step.push.state") || r.sees("registries.step.remove.state") {
		t.Error("the push is not the last step that is done")
	}
	r.press("registries.step.remove")
	if got := r.last(); got.id != "image.remove" {
		t.Errorf("%+v", got)
	}
	r.Update(room())
	r.settle()
	r.press("registries.step.pull")
	if got := r.last(); got.id != "image.pull" || got.values[action.PullName] != pushed.Tags[0] || !r.sees("registries.step.remove.state") {
		t.Errorf("%+v", got)
	}
	r.Update(room(pushed))
	r.settle()
	if !r.sees("registries.step.pull.state") {
		t.Error("the last step is not done")
	}
	r.press("registries.practice.start")
	if !r.sure || w.on {
		t.Errorf("asked: %v, runs: %v", r.sure, w.on)
	}
}

func TestAnEngineElsewhereIsToldHow(t *testing.T) {
	r := newRig(t, theme.Light, wide, &world{})
	s := room()
	s.Engine.OS = "Docker Desktop"
	r.Update(s)
	r.settle()
	if got := r.text("registries.practice.elsewhere"); !strings.Contains(got, "virtual machine") {
		t.Error(got)
	}
}

// Pictures to look at: DOCKDESK_LOOK names the folder.
func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for name, prepare := range map[string]func(*world, func() *rig){
			"empty": func(_ *world, open func() *rig) { open() },
			"full": func(w *world, open func() *rig) {
				w.logins = []registry.Login{{Registry: "docker.io", User: "alice", Helper: "docker-credential-pass"}, practiceLogin, {Registry: "registry.a-very-long-company-name.example.com:5443", Token: true, Expires: noon.Add(10 * time.Hour)}}
				w.on, w.tags = true, map[string][]string{"shop/web": {"1", "2", "latest"}, "shop/db": {"1"}}
				for i := range 14 {
					w.tags[fmt.Sprintf("team/service-%02d", i)] = []string{"1"}
				}
				r := open()
				r.press("registries.login.127.0.0.1:5000.look")
				r.press("registries.repository.1")
				r.press("registries.tag.1.more")
			},
			"lesson": func(w *world, open func() *rig) {
				w.logins, w.on, w.tags = []registry.Login{practiceLogin}, true, map[string][]string{"practice/hello-world": {"latest"}}
				open()
			},
			"failing": func(w *world, open func() *rig) {
				w.failed = errors.New(`asking for the logins: exec: "docker-credential-desktop": executable file not found in $PATH`)
				r := open()
				s := room()
				s.Engine.OS = "Docker Desktop"
				r.Update(s)
				r.settle()
			},
		} {
			for _, width := range []float32{520, 900, 1400} {
				w := &world{tags: map[string][]string{}}
				var r *rig
				prepare(w, func() *rig { r = newRig(t, choice, fyne.NewSize(width, 760), w); return r })
				f, err := os.Create(filepath.Join(dir, fmt.Sprintf("registries-%s-%s-%.0f.png", name, choice, width)))
				if err != nil {
					t.Fatal(err)
				}
				if err := errors.Join(png.Encode(f, r.window.Canvas().Capture()), f.Close()); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
