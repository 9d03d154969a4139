//go:build linux

package usage_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/logs"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/session"
	"github.com/dockdesk/dockdesk/internal/views/containers"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/settings"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/window"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// The tests here look at the whole window on a real engine, since what they are
// about is the way from the window to the engine: which streams are open.

func TestMain(m *testing.M) { realengine.Main(m) }

// desk is a window in memory that follows a real engine. The test's goroutine is
// the main one.
type desk struct {
	t   *testing.T
	ses *session.Session
	win fyne.Window
	w   *window.Window

	mu    sync.Mutex
	queue []func()
}

func open(t *testing.T, eng *realengine.Engine) *desk {
	t.Helper()
	d := &desk{t: t, ses: session.New(engine.Options{Host: eng.Host()}, slog.New(slog.DiscardHandler))}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.ses.Run(ctx) }()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light))
	kept, err := settings.Open("")
	if err != nil {
		t.Fatal(err)
	}
	kept.Set("page", "images")
	d.win = test.NewTempWindow(t, nil)
	d.w = window.New(ctx, window.Options{
		App: app, Window: d.win, State: d.ses, Engine: d.ses, Figures: d.ses.Figures(), Settings: kept, Post: d.post,
		OpenLog:   func(o logs.Options) page.Log { return d.ses.OpenLog(o) },
		Processes: d.ses.Processes,
	})
	d.win.SetMainMenu(nil)
	d.win.Resize(fyne.NewSize(1280, 800))
	t.Cleanup(func() {
		d.w.Close()
		cancel()
		<-ended
	})
	d.await("the engine answers", func() bool { return d.ses.Snapshot().Link == object.LinkLive })
	return d
}

func (d *desk) post(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.queue = append(d.queue, f)
}

func (d *desk) drain() {
	for {
		d.mu.Lock()
		queue := d.queue
		d.queue = nil
		d.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, f := range queue {
			f()
		}
	}
}

func (d *desk) await(what string, is func() bool) {
	d.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		d.drain()
		if is() {
			return
		}
		if time.Now().After(end) {
			d.t.Fatalf("it never came to be that %s:\n%s", what, uisocket.Walk(d.win.Canvas()))
		}
	}
}

// says is a condition: a control's text has some words in it.
func (d *desk) says(id, words string) func() bool {
	return func() bool {
		c, ok := uisocket.Walk(d.win.Canvas()).Find(id)
		return ok && strings.Contains(c.Text, words)
	}
}

func (d *desk) streams(n int) func() bool {
	return func() bool { return d.ses.Figures().Streams() == n }
}

func TestThePageStreamsAllThatRunsAndNothingOnceItIsLeft(t *testing.T) {
	eng := realengine.Start(t)
	const n = 12
	for i := range n {
		eng.Docker(t, "run", "-d", "--name", fmt.Sprintf("box-%d", i), "lab:1", "burn", "0.01")
	}
	eng.Docker(t, "create", "lab:1", "sleep")
	d := open(t, eng)
	if got := d.ses.Figures().Streams(); got != 0 {
		t.Fatalf("before it is shown there are %d streams", got)
	}
	d.w.GoTo("stats")
	d.await("all that run are streamed", d.streams(n))
	d.await("the total is there", d.says("usage.total.cpu", "core"))
	d.await("the others are counted", d.says("usage.cpu", fmt.Sprintf("%d others", n-4)))
	eng.Docker(t, "kill", "box-0")
	d.await("what died is streamed no more", d.streams(n-1))
	eng.Docker(t, "rm", "-f", "box-1")
	d.await("what is gone is streamed no more", d.streams(n-2))
	eng.Docker(t, "start", "box-0")
	d.await("what came back is streamed again", d.streams(n-1))
	d.w.GoTo("images")
	d.await("nothing is streamed", d.streams(0))
}

func TestGraphsOutliveTheContainerAndTheEngine(t *testing.T) {
	eng := realengine.Start(t)
	id := strings.TrimSpace(eng.Docker(t, "run", "-d", "--restart", "always", "--name", "box", "lab:1", "burn", "0.2"))
	d := open(t, eng)
	d.await("box is known", func() bool { return d.ses.Snapshot().Container(id) != nil })
	d.w.Open(object.Ref{Kind: object.KindContainer, ID: id})
	d.w.Current().(*containers.Page).ShowTab("stats")
	figures := func() bool {
		s, ok := d.ses.Figures().Last(id)
		return ok && s.CPU > 1 && d.says("stats.cpu", "%")() && !d.says("stats.cpu", "No figures")()
	}
	d.await("there are figures", figures)

	eng.Docker(t, "stop", "-t", "1", "box")
	d.await("it says that box does not run", d.says("stats.words", "box does not run. This is how it was"))
	d.await("nothing is streamed", d.streams(0))
	eng.Docker(t, "start", "box")
	d.await("the figures go on", figures)
	marked := func() (labels []string) {
		for _, m := range d.ses.Figures().Marks(id) {
			labels = append(labels, m.Label)
		}
		return labels
	}
	if got := strings.Join(marked(), " "); !strings.Contains(got, "exited (") || !strings.HasSuffix(got, "started") {
		t.Errorf("marks: %q", got)
	}

	eng.Kill(t)
	d.await("it says that the engine does not answer", d.says("stats.words", "The engine does not answer"))
	d.w.Current().(*containers.Page).ShowTab("processes")
	d.drain()
	eng.Resume(t)
	d.await("the processes are read again", d.says("processes.words", "1 process, read at"))
	d.w.Current().(*containers.Page).ShowTab("stats")
	d.await("the figures go on after the engine's restart", figures)

	eng.Docker(t, "rm", "-f", "box")
	d.await("box is gone", func() bool { return d.ses.Snapshot().Container(id) == nil })
	d.await("nothing is streamed of what is gone", d.streams(0))
}
