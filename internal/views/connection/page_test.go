package connection_test

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
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/connection"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const standard = "unix:///var/run/docker.sock"

var (
	here  = connection.Place{OS: "linux", Installer: "apt-get", Services: "systemd", User: "alice"}
	small = fyne.NewSize(560, 632) // a page's room in a window of 1024×700
)

// book is an address book without files: what the engine's own reads depends on
// the person.
type book struct {
	list []engine.Context
	used []string
}

func (b *book) Contexts() ([]engine.Context, error) { return b.list, nil }
func (b *book) UseContext(name string)              { b.used = append(b.used, name) }

// rig is the page in a window drawn in memory.
type rig struct {
	*connection.Page
	t       *testing.T
	window  fyne.Window
	book    *book
	topics  []string
	copied  []string
	retries int
	waits   []func() // what is to be done later

	mu    sync.Mutex
	queue []func() // what waits for the main goroutine, which is the test's
}

func (r *rig) post(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queue = append(r.queue, f)
}

// drain is the main goroutine's turn.
func (r *rig) drain() {
	for {
		r.mu.Lock()
		queue := r.queue
		r.queue = nil
		r.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, f := range queue {
			f()
		}
	}
}

// waited lets the time pass that the page waits.
func (r *rig) waited() {
	r.waits[0]()
	r.drain()
}

func newRig(t *testing.T, choice theme.Choice, size fyne.Size, here connection.Place) *rig {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	r := &rig{t: t, book: &book{list: []engine.Context{
		{Name: "default", Host: standard, Current: true},
		{Name: "desktop-linux", Host: "unix:///home/alice/.docker/desktop/docker.sock", Description: "Docker Desktop"},
		{Name: "server", Host: "ssh://alice@server.example"},
		{Name: "odd", Err: errors.New("no such endpoint")},
	}}}
	host := &page.Host{
		Post: r.post, Now: func() time.Time { return time.Date(2026, 3, 1, 14, 5, 9, 0, time.UTC) },
		Go:      func(f func(context.Context)) { f(t.Context()) },
		Copy:    func(text string) { r.copied = append(r.copied, text) },
		OpenURL: func(string) {},
	}
	r.Page = connection.New(connection.Options{
		Host: host, Here: here, Contexts: r.book,
		Retry:    func() { r.retries++ },
		OnChange: func(topic string) { r.topics = append(r.topics, strings.TrimPrefix(topic, "connection.")) },
		After: func(_ time.Duration, f func()) func() {
			r.waits = append(r.waits, f)
			return func() {}
		},
	})
	r.window = test.NewTempWindow(t, container.NewStack(widgets.NewBox(theme.Background, "", ""), r.Content()))
	r.window.SetPadded(false)
	r.window.Resize(size)
	return r
}

func (r *rig) tree() control.Tree {
	r.drain()
	return uisocket.Walk(r.window.Canvas())
}

func (r *rig) find(id string) control.Control {
	r.t.Helper()
	c, ok := r.tree().Find(id)
	if !ok {
		r.t.Fatalf("there is no %s on the screen", id)
	}
	return c
}

func (r *rig) press(id string) {
	r.t.Helper()
	x, y := r.find(id).Rect.Center()
	at := fyne.NewPos(float32(x), float32(y))
	test.MoveMouse(r.window.Canvas(), at)
	o := under(r.window.Canvas(), at)
	o.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	o.MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
}

// under is what takes the mouse at a place.
func under(c fyne.Canvas, at fyne.Position) desktop.Mouseable {
	var found desktop.Mouseable
	var look func(o fyne.CanvasObject, off fyne.Position)
	look = func(o fyne.CanvasObject, off fyne.Position) {
		if !o.Visible() {
			return
		}
		p := off.Add(o.Position())
		if m, ok := o.(desktop.Mouseable); ok && at.X >= p.X && at.Y >= p.Y && at.X < p.X+o.Size().Width && at.Y < p.Y+o.Size().Height {
			found = m
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
	return found
}

func failing(reason engine.Reason, endpoint, name string) *object.Snapshot {
	err := &engine.ConnectError{Reason: reason, Endpoint: endpoint, Context: name,
		Err: errors.New("dial unix /var/run/docker.sock: connect: connection refused")}
	return &object.Snapshot{Link: object.LinkLost, Err: err, Engine: object.Engine{Endpoint: endpoint, Context: name}}
}

func connecting() *object.Snapshot { return &object.Snapshot{Link: object.LinkConnecting} }

func listed() *object.Snapshot { return &object.Snapshot{Link: object.LinkLive} }

func TestThePageComesWithTheReasonAndGoesByItself(t *testing.T) {
	r := newRig(t, theme.Light, small, here)
	r.Update(connecting())
	if len(r.topics) != 0 {
		t.Errorf("before there was time for an answer it said %q", r.topics)
	}
	r.waited()
	r.Update(failing(engine.ReasonStopped, standard, "default"))
	r.Update(failing(engine.ReasonStopped, standard, "default"))
	r.Update(failing(engine.ReasonPermission, standard, "default"))
	r.Update(listed())
	if got, want := strings.Join(r.topics, ","), "checking,stopped,permission,"; got != want {
		t.Errorf("it said %q, want %q", got, want)
	}
	if r.Stands() {
		t.Error("it still stands in")
	}
}

func TestAnEngineThatAnswersInTimeShowsNoPage(t *testing.T) {
	r := newRig(t, theme.Light, small, here)
	r.Update(connecting())
	r.Update(listed())
	r.waited() // too late
	if len(r.topics) != 0 {
		t.Errorf("it said %q", r.topics)
	}
}

func TestAnEngineThatAnswersWhileItsListsAreReadKeepsThePageAsItIs(t *testing.T) {
	r := newRig(t, theme.Light, small, here)
	r.Update(failing(engine.ReasonStopped, standard, "default"))
	r.Update(connecting())
	if got := r.find("connection.title").Text; got != "The engine is not running" {
		t.Errorf("meanwhile the title is %q", got)
	}
	r.Update(listed())
	if got := strings.Join(r.topics, ","); got != "stopped," {
		t.Errorf("it said %q", got)
	}
}

func TestTryAgainAsksOnceUntilThereIsAnAnswer(t *testing.T) {
	r := newRig(t, theme.Light, small, here)
	r.Update(failing(engine.ReasonStopped, standard, "default"))
	r.press("connection.retry")
	r.press("connection.retry")
	if c := r.find("connection.retry"); r.retries != 1 || c.Enabled || c.Text != "Trying…" {
		t.Errorf("after two presses it asked %d times; the button is %s", r.retries, c)
	}
	r.Update(failing(engine.ReasonStopped, standard, "default"))
	if c := r.find("connection.retry"); !c.Enabled || c.Text != "Try again" {
		t.Errorf("after the answer the button is %s", c)
	}
	if got := r.find("connection.when").Text; !strings.Contains(got, "14:05:09") {
		t.Errorf("the last time is said as %q", got)
	}
}

func TestCommandsAreCopiedAsTheyAreShown(t *testing.T) {
	r := newRig(t, theme.Light, small, here)
	r.Update(failing(engine.ReasonPermission, standard, "default"))
	r.press("connection.text.copy")
	if got := strings.Join(r.copied, ";"); got != "sudo usermod -aG docker alice" {
		t.Errorf("copied is %q", got)
	}
	if text := r.find("connection.text").Text; !strings.Contains(text, "sudo usermod -aG docker alice") {
		t.Errorf("shown is %q", text)
	}
}

func TestWhatTheSystemSaidIsFolded(t *testing.T) {
	r := newRig(t, theme.Light, small, here)
	r.Update(failing(engine.ReasonStopped, standard, "default"))
	if _, shown := r.tree().Find("connection.raw.text"); shown {
		t.Error("the raw text is not folded")
	}
	r.press("connection.raw")
	if got := r.find("connection.raw.text").Text; !strings.Contains(got, "connection refused") {
		t.Errorf("unfolded it says %q", got)
	}
	r.press("connection.raw")
	if _, shown := r.tree().Find("connection.raw.text"); shown {
		t.Error("the raw text does not fold again")
	}
}

func TestAnotherEngineIsChosenFromTheAddressBook(t *testing.T) {
	r := newRig(t, theme.Light, fyne.NewSize(816, 1000), here)
	r.Update(failing(engine.ReasonUnreachable, "tcp://10.0.0.7:2375", "server"))
	if c, _ := r.tree().Find("connection.contexts.use.odd"); c.Enabled {
		t.Error("a context that can't be used can be chosen")
	}
	if _, can := r.tree().Find("connection.contexts.use.default"); can {
		t.Error("the one in use can be chosen")
	}
	r.press("connection.contexts.copy.server")
	r.press("connection.contexts.use.desktop-linux")
	if strings.Join(r.book.used, ",") != "desktop-linux" || strings.Join(r.copied, ",") != "docker context use server" {
		t.Errorf("used %q, copied %q", r.book.used, r.copied)
	}
	r.Update(&object.Snapshot{Link: object.LinkConnecting, Engine: object.Engine{Context: "desktop-linux"}})
	if got := r.find("connection.title").Text + ", " + r.find("connection.where").Text; got != "Looking for the engine, context desktop-linux" {
		t.Errorf("right after choosing it says %q", got)
	}
}

func TestTheKeyboardReachesEveryControl(t *testing.T) {
	r := newRig(t, theme.Light, fyne.NewSize(816, 1000), here)
	r.Update(failing(engine.ReasonStopped, standard, "default"))
	r.window.Canvas().Focus(r.First())
	reached := map[string]bool{}
	for range 30 {
		for _, c := range r.tree().Controls {
			if c.Focused {
				reached[c.ID] = true
			}
		}
		test.FocusNext(r.window.Canvas())
	}
	for _, id := range []string{"connection.retry", "connection.raw", "connection.text.copy", "connection.text.copy3", "connection.contexts.use.server"} {
		if !reached[id] {
			t.Errorf("Tab never came to %s", id)
		}
	}
}

// With DOCKDESK_LOOK set to a folder, every page is drawn there, to be
// looked at.
func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // it only draws, for whoever names a folder
	}
	long := "a-context-with-a-name-that-nobody-would-give-" + strings.Repeat("and-so-on-", 12)
	scenes := map[string]*object.Snapshot{
		"stopped":    failing(engine.ReasonStopped, standard, "default"),
		"installed":  failing(engine.ReasonNotInstalled, standard, "default"),
		"permission": failing(engine.ReasonPermission, standard, "default"),
		"old":        failing(engine.ReasonTooOld, standard, "default"),
		"context":    failing(engine.ReasonUnknownContext, "", long),
		"ssh":        failing(engine.ReasonSSH, "ssh://alice@server.example:2222", "server"),
		"tls":        failing(engine.ReasonTLS, "tcp://10.0.0.7:2376", "server"),
		"checking":   {Link: object.LinkConnecting, Engine: object.Engine{Context: "server"}},
	}
	for name, s := range scenes {
		for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
			for _, size := range []fyne.Size{small, fyne.NewSize(816, 732), fyne.NewSize(1456, 1012)} {
				r := newRig(t, choice, size, here)
				r.Update(s)
				if len(r.waits) > 0 {
					r.waited()
				}
				if name == "stopped" {
					r.press("connection.raw")
				}
				r.drain()
				file, err := os.Create(filepath.Join(dir, fmt.Sprintf("connection-%s-%s-%.0f.png", name, choice, size.Width)))
				if err != nil {
					t.Fatal(err)
				}
				if err := errors.Join(png.Encode(file, r.window.Canvas().Capture()), file.Close()); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
