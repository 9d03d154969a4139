package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
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
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/transfer"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// stage is a window whose main goroutine is the test's.
type stage struct {
	t      *testing.T
	window fyne.Window
	layer  *modal.Layer
	now    time.Time
	work   sync.WaitGroup
	ctx    context.Context

	mu    sync.Mutex
	queue []func()
}

func newStage(t *testing.T, choice theme.Choice, size fyne.Size) *stage {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	s := &stage{t: t, now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
	s.window = test.NewTempWindow(t, container.NewStack(widgets.NewBox(theme.Background, "", "")))
	s.window.SetPadded(false)
	s.window.Resize(size)
	s.layer = modal.NewLayer(s.window.Canvas(), nil)
	ctx, cancel := context.WithCancel(t.Context())
	s.ctx = ctx
	t.Cleanup(func() { cancel(); s.work.Wait() })
	return s
}

func (s *stage) post(f func()) { s.mu.Lock(); s.queue = append(s.queue, f); s.mu.Unlock() }

func (s *stage) drain() {
	s.mu.Lock()
	fs := s.queue
	s.queue = nil
	s.mu.Unlock()
	for _, f := range fs {
		f()
	}
}

func (s *stage) until(what string, is func() bool) {
	s.t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if s.drain(); is() {
			return
		}
	}
	s.t.Fatalf("it never came to be that %s", what)
}

func (s *stage) control(id string) (control.Description, bool) {
	c, ok := uisocket.Walk(s.window.Canvas()).Find(id)
	return c.Description, ok && c.Visible
}

func (s *stage) text(id string) string { c, _ := s.control(id); return c.Text }

func (s *stage) find(id string) fyne.CanvasObject {
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
	if top := s.window.Canvas().Overlays().Top(); top != nil {
		return look(top)
	}
	return nil
}

func (s *stage) press(id string) {
	s.t.Helper()
	b, ok := s.find(id).(interface{ Tap() })
	if !ok {
		s.t.Fatalf("there is no %s to be pressed", id)
	}
	b.Tap()
	s.drain()
}

func (s *stage) typed(id, text string) {
	s.t.Helper()
	e, ok := s.find(id).(*modal.Entry)
	if !ok {
		s.t.Fatalf("there is no field %s", id)
	}
	e.SetText(text)
	s.drain()
}

// carriage is what Begin was asked for.
type carriage struct{ tries, canceled int }

func (s *stage) start(c *carriage, up bool) *transfer.Transfer {
	return transfer.Start(transfer.Options{
		Layer: s.layer, Post: s.post, Now: func() time.Time { return s.now }, Title: "Pulling nginx:1.27", Up: up, Icon: "download", Topic: "action.image.pull",
		Begin: func(_ *transfer.Transfer, try int) func() {
			c.tries = try
			return func() { c.canceled++ }
		},
	})
}

func (s *stage) step(t *transfer.Transfer, layer, status string, current, total int64) {
	t.Step(operations.PullStep{Layer: layer, Status: status, Current: current, Total: total})
	s.drain()
}

func TestAPullIsHeldAndTakenUpAgain(t *testing.T) {
	s, c := newStage(t, theme.Light, fyne.NewSize(900, 600)), &carriage{}
	p := s.start(c, false)
	s.until("the dialog is open", func() bool { _, ok := s.control("transfer.progress"); return ok })
	s.step(p, "aaa", "Pulling fs layer", 0, 0)
	s.step(p, "bbb", "Pulling fs layer", 0, 0)
	s.step(p, "aaa", "Downloading", 1_000_000, 10_000_000)
	s.now = s.now.Add(2 * time.Second)
	s.step(p, "bbb", "Downloading", 5_000_000, 10_000_000)
	if got := s.text("transfer.total"); got != "6 MB of 20 MB here, 0 of 2 layers unpacked, 3 MB a second." {
		t.Error(got)
	}
	s.press("transfer.pause")
	if c.canceled != 1 || !strings.HasPrefix(s.text("transfer.total"), "Held.") || s.text("transfer.pause") != "Resume" {
		t.Errorf("%+v %q", c, s.text("transfer.total"))
	}
	if _, over := p.Ended(1); over {
		t.Error("the end of the try that was held is taken for the end")
	}
	s.press("transfer.pause")
	if c.tries != 2 {
		t.Errorf("%+v", c)
	}
	if _, over := p.Ended(1); over {
		t.Error("the end of the first try is taken for that of the second")
	}
	s.step(p, "aaa", "Already exists", 0, 0)
	if got := s.text("transfer.layer.0.state"); got != "was here already" {
		t.Error(got)
	}
	if seen, over := p.Ended(2); !seen || !over || s.layer.Open() {
		t.Errorf("%v %v, open: %v", seen, over, s.layer.Open())
	}
}

func TestWhatIsDoneAtOnceShowsNoDialog(t *testing.T) {
	s := newStage(t, theme.Light, fyne.NewSize(900, 600))
	p := s.start(&carriage{}, true)
	if seen, over := p.Ended(1); seen || !over {
		t.Errorf("%v %v", seen, over)
	}
	time.Sleep(600 * time.Millisecond)
	if s.drain(); s.layer.Open() {
		t.Error("a dialog opens when all is over")
	}
}

// shelf is a registry that has nginx:1.27.
type shelf struct {
	page.Registries
	err error
}

func (s shelf) Look(_ context.Context, name string) (registry.Found, error) {
	if s.err != nil {
		return registry.Found{}, s.err
	}
	return registry.Found{Digest: "sha256:1", Size: 48_000_000, Platforms: []string{"linux/amd64", "linux/arm64", "linux/386"}}, nil
}

func (shelf) Tags(context.Context, string) ([]string, error) {
	return []string{"1.25", "1.27", "latest", "1.27-alpine3.20-slim"}, nil
}

func (shelf) Search(context.Context, string) ([]operations.Repository, error) {
	return []operations.Repository{{Name: "nginx", Description: "Official build of Nginx.", Stars: 20000, Official: true}, {Name: "bitnami/nginx", Description: "A web server, and much more than that in a very long description that has no room", Stars: 190}}, nil
}

func (s *stage) ask(r page.Registries) (asked func() action.Values) {
	host := &page.Host{Post: s.post, Registries: r, Go: func(f func(context.Context)) { s.work.Go(func() { f(s.ctx) }) }}
	a := action.Must("image.pull")
	on := action.On{Kind: object.KindImage, Snapshot: &object.Snapshot{Link: object.LinkLive}}
	var done action.Values
	card := widgets.NewText("", widgets.TextStyle{Mono: true})
	card.ID = "card"
	transfer.Ask(transfer.Asking{
		Layer: s.layer, Host: host, Action: a, On: on, Values: a.Defaults(on), Names: []string{"nginx:1.25", "postgres:16", "hello-world:latest"},
		Card: card, SetCard: func(cmds []command.Command) { card.SetText(cmds[0].String()) },
		OnCommand: func(string, command.Command, int) {}, Do: func(_ action.On, v action.Values) { done = v },
	})
	return func() action.Values { return done }
}

func TestANameIsLookedUpWhenTypingRests(t *testing.T) {
	s := newStage(t, theme.Light, fyne.NewSize(900, 700))
	done := s.ask(shelf{})
	if do, _ := s.control("ask.do"); do.Enabled {
		t.Error("nothing can be pulled")
	}
	s.typed("ask.pull.name", "Nginx")
	if got := s.text("ask.pull.note"); !strings.Contains(got, "small letters") {
		t.Error(got)
	}
	s.typed("ask.pull.name", "nginx:1.27")
	if got := s.text("ask.pull.note"); got != "It comes from Docker Hub." {
		t.Error(got)
	}
	s.until("the registry has answered", func() bool {
		return s.text("ask.pull.note") == "Docker Hub has it: 48 MB to fetch, for linux/amd64, linux/arm64, linux/386."
	})
	s.press("ask.pull.platform.linux/386")
	if got := s.text("card"); got != "docker pull --platform linux/386 nginx:1.27" {
		t.Error(got)
	}
	s.press("ask.pull.tags")
	s.until("the versions are there", func() bool { _, ok := s.control("ask.pull.tag.1.25"); return ok })
	s.press("ask.pull.tag.1.25")
	s.press("ask.pull.search")
	s.until("the search has found something", func() bool { _, ok := s.control("ask.pull.result.1"); return ok })
	s.press("ask.pull.result.1")
	s.press("ask.do")
	if v := done(); v[action.PullName] != "bitnami/nginx" || v[action.PullPlatform] != "linux/386" || s.layer.Open() {
		t.Errorf("%v", v)
	}
}

func TestWhatARegistrySaysOfANameIsPutIntoWords(t *testing.T) {
	for kind, want := range map[registry.Kind]string{
		registry.NotFound: "no such name, or no such version", registry.Denied: "logged in", registry.TooMany: "too often",
		registry.Unreachable: "can't be reached from this computer", registry.Untrusted: "certificate",
	} {
		s := newStage(t, theme.Light, fyne.NewSize(900, 700))
		s.ask(shelf{err: &registry.Error{Kind: kind, Err: errors.New("no")}})
		s.typed("ask.pull.name", "ghcr.io/alice/web:1")
		s.until(string(kind)+" is told", func() bool { return strings.Contains(s.text("ask.pull.note"), want) })
		if do, _ := s.control("ask.do"); !do.Enabled {
			t.Errorf("%s keeps from pulling, though the engine may know more", kind)
		}
		s.layer.CloseAll()
	}
}

// Pictures to look at: DOCKDESK_LOOK names the folder.
func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for name, prepare := range map[string]func(*stage){
			"empty": func(s *stage) { s.ask(shelf{}) },
			"asked": func(s *stage) {
				s.ask(shelf{})
				s.typed("ask.pull.name", "nginx:1.27")
				s.until("it is looked up", func() bool { return strings.Contains(s.text("ask.pull.note"), "has it") })
			},
			"searched": func(s *stage) {
				s.ask(shelf{})
				s.typed("ask.pull.name", "nginx")
				s.press("ask.pull.search")
				s.until("it is found", func() bool { _, ok := s.control("ask.pull.result.1"); return ok })
			},
			"under-way": func(s *stage) {
				p := s.start(&carriage{}, false)
				s.until("the dialog is open", func() bool { _, ok := s.control("transfer.progress"); return ok })
				for i := range 12 {
					s.step(p, fmt.Sprintf("%012x", i*7777777), "Pulling fs layer", 0, 0)
				}
				s.step(p, fmt.Sprintf("%012x", 0), "Pull complete", 0, 0)
				s.step(p, fmt.Sprintf("%012x", 7777777), "Downloading", 3_000_000, 28_000_000)
				s.now = s.now.Add(time.Second)
				s.step(p, fmt.Sprintf("%012x", 2*7777777), "Downloading", 23_000_000, 28_000_000)
			},
		} {
			s := newStage(t, choice, fyne.NewSize(820, 640))
			prepare(s)
			f, err := os.Create(filepath.Join(dir, fmt.Sprintf("transfer-%s-%s.png", name, choice)))
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(png.Encode(f, s.window.Canvas().Capture()), f.Close()); err != nil {
				t.Fatal(err)
			}
			s.layer.CloseAll()
		}
	}
}
