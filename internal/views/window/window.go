// Package window assembles the program's window: the pages, the shell round
// them, menus and shortcuts, and the way of news from the store to the page
// that is shown.
//
// It must know neither the Docker client nor how the window comes to be on a
// screen: it is handed a fyne.Window, real or drawn in memory.
package window

import (
	"context"
	"io"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/bin"
	"github.com/dockdesk/dockdesk/internal/engine/logs"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/engine/top"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/connection"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/frame"
	"github.com/dockdesk/dockdesk/internal/views/learn"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/run"
	"github.com/dockdesk/dockdesk/internal/views/shell"
	"github.com/dockdesk/dockdesk/internal/views/system"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/trace"
	"github.com/dockdesk/dockdesk/internal/views/widgets/tip"
)

// State is where the snapshots and events come from.
type State interface {
	Snapshot() *object.Snapshot
	Subscribe(fn func(*object.Snapshot)) (cancel func())
	Events(fn func(object.Event)) (cancel func())
}

// Options are what a window is made of.
type Options struct {
	App      fyne.App
	Window   fyne.Window
	State    State
	Engine   page.Engine
	Figures  page.Figures
	OpenLog  func(logs.Options) page.Log // nil leaves the logs out
	Settings page.Settings
	Trace    *trace.Log
	Reach    page.Reach // finds out about ways to containers; nil leaves it out
	// Ops are the operations of the engine that is connected now; nil in a window
	// that can only look.
	Ops      func() (action.Ops, error)
	Run      run.Engine     // what the run form asks; nil for nobody
	Terminal page.Terminals // opens terminals; nil in a window that can only look
	Files    page.Files     // looks into containers and volumes; nil leaves that out
	Fare     page.Fare      // how containers fare; nil leaves it out
	Bin      *bin.Store     // what was removed; nil for none
	Layers   page.Layers    // looks into images; nil leaves that out
	Dir      string         // the folder that relative paths start from

	Registries page.Registries // registries, and the one to practise with; nil leaves that out

	System   system.Engine       // what the System page asks; nil leaves the page out
	Screen   Screen              // what shows the window; nil where it can't be laid out for a projector
	Zoom     func(step int)      // larger, smaller, or with 0 as it was; nil for none
	Retry    func()              // asks to connect at once; may be nil
	Contexts connection.Contexts // the engines to choose from; may be nil
	Practice func(on bool)       // turns to the practice engine, or back; may be nil
	Post     func(func())        // fyne.Do if nil
	Now      func() time.Time    // time.Now if nil

	// Processes are what runs in a container; nil leaves them out.
	Processes func(ctx context.Context, id string) ([]top.Process, bool, error)
}

// Window is the assembled window. Its methods must be called on the main
// goroutine.
type Window struct {
	o       Options
	ctx     context.Context
	cancel  context.CancelFunc
	work    sync.WaitGroup
	host    *page.Host
	shell   *shell.Shell
	tips    *tip.Layer
	pump    *frame.Pump[*object.Snapshot]
	painted *painted
	acting
	system     *system.Page // nil for none
	form       *run.Page
	book       *learn.Page
	light      *light
	far        projecting
	presenting presenting
	came       string // the page from which the run form was opened
	away       atomic.Bool
	fading     *time.Timer // takes the notice away
	cancels    []func()
	focus      attention.Target
	silent     atomic.Bool
	clock      *time.Timer
	summed     time.Time // when usage last summed up
}

// New fills a window with its content. Close ends what it started.
func New(ctx context.Context, o Options) *Window {
	if o.Post == nil {
		o.Post = fyne.Do
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	w := &Window{light: newLight()}
	post := o.Post
	o.Post = func(f func()) {
		if !w.silent.Load() {
			post(f)
		}
	}
	w.o = o
	w.ctx, w.cancel = context.WithCancel(ctx)
	w.host = w.newHost()
	w.begin()
	w.newPresenting()
	w.host.Ask = w.performer.Ask
	w.drops()
	away := connection.New(connection.Options{Host: w.host, Here: connection.Here(), Retry: o.Retry, Contexts: o.Contexts, Practice: o.practise(),
		OnChange: func(topic string) {
			w.shell.Stand()
			if topic != "" {
				w.shell.Guide().Explain(topic)
			}
		}})
	w.shell = shell.New(shell.Options{StandIn: away, Entries: w.entries(), Host: w.host, Apron: w.presenting.strip.Object(), OnHistory: w.openHistory, Tasks: w.line.Object(), OnLeavePractice: o.leavePractice(), OnGoTo: func(id string) {
		o.Settings.Set("page", id)
		w.light.off()
		if w.shell != nil {
			w.unlight()
			w.holdStill()
		}
		if w.clock != nil { // not yet while the first page is shown
			w.clock.Reset(time.Second)
		}
	}})
	w.ready()
	w.tips = tip.NewLayer(o.Post, afterFunc)
	w.painted = newPainted(o.Trace)
	o.Window.SetPadded(false)
	o.Window.SetContent(container.New(whole{w}, w.shell.Object(), w.light.object, w.presenting.stage.Object, w.tips.Object(), w.painted.object()))
	w.restore()
	w.shell.Update(o.State.Snapshot())
	w.clock = time.AfterFunc(time.Second, func() { w.o.Post(w.tick) })
	w.follow()
	w.menus()
	w.keys()
	return w
}

// afterFunc is time.AfterFunc in the form that the tooltips want.
func afterFunc(d time.Duration, f func()) (stop func()) {
	t := time.AfterFunc(d, f)
	return func() { t.Stop() }
}

// practise turns to the practice engine; nil where there is none.
func (o Options) practise() func() {
	if o.Practice == nil {
		return nil
	}
	return func() { o.Practice(true) }
}

// leavePractice turns back to the engine of before.
func (o Options) leavePractice() func() {
	if o.Practice == nil {
		return nil
	}
	return func() { o.Practice(false) }
}

func (w *Window) newHost() *page.Host {
	o := w.o
	h := &page.Host{
		Post: o.Post, Engine: o.Engine, Figures: o.Figures, OpenLog: o.OpenLog, Trace: o.Trace, Settings: o.Settings, Now: o.Now, Processes: o.Processes, Events: o.State.Events,
		Terminals: o.Terminal, Files: o.Files,
		Fare: o.Fare, Registries: o.Registries,
		Go:      w.run,
		Open:    w.Open,
		GoTo:    func(id string) { w.shell.GoTo(id) },
		Explain: func(id string) { w.shell.Guide().Explain(id) },
		OpenURL: w.openURL,
		Copy:    w.copy,
		Focus:   func(f fyne.Focusable) { o.Window.Canvas().Focus(f) },
		Save:    func(name string, write func(io.Writer) error, done func(error)) { w.dialogs.Save(name, write, done) },
	}
	if h.Layers = o.Layers; h.Layers != nil {
		h.LookInside = w.lookInside
	}
	h.Reach, h.HowMade = o.Reach, w.howMade()
	if o.Run != nil {
		h.RunLike = func(id string, change func(*spec.RunSpec)) { w.openLike(id, "", change) }
	}
	return h
}

// run starts work off the main goroutine; Close cancels it and waits for it.
func (w *Window) run(f func(ctx context.Context)) {
	w.work.Add(1)
	go func() {
		defer w.work.Done()
		f(w.ctx)
	}()
}

func (w *Window) openURL(address string) {
	u, err := url.Parse(address)
	if err != nil {
		return
	}
	w.run(func(context.Context) {
		if err := w.o.App.OpenURL(u); err != nil {
			w.o.Trace.Mark("open url failed", trace.Fields{"error": err.Error()})
		}
	})
}

func (w *Window) copy(text string) {
	w.o.App.Clipboard().SetContent(text)
	w.notice("Copied.", theme.Muted)
}

// Open goes to an object's page and selects it there.
func (w *Window) Open(ref object.Ref) {
	pages := map[object.Kind]string{
		object.KindContainer: "containers", object.KindImage: "images",
		object.KindVolume: "volumes", object.KindNetwork: "networks",
	}
	id, ok := pages[ref.Kind]
	if !ok {
		return
	}
	w.shell.GoTo(id)
	w.shell.Current().Reveal(ref)
}

// GoTo shows a page.
func (w *Window) GoTo(id string) { w.shell.GoTo(id) }

// Page is the id of the page that is shown.
func (w *Window) Page() string { return w.shell.Page() }

// Pages are the ids of all pages, in the order of the navigation.
func (w *Window) Pages() []string { return w.shell.Pages() }

// Current is the page that is shown.
func (w *Window) Current() page.Page { return w.shell.Current() }

// Busy reports whether news wait to be shown.
func (w *Window) Busy() bool { return w.pump.Busy() || w.recorded.Busy() || w.moved.Busy() }

// follow lets news in: snapshots, events, the person's attention.
func (w *Window) follow() {
	w.pump = frame.New(w.o.Post, w.apply)
	w.cancels = append(w.cancels,
		w.o.State.Subscribe(w.pump.Send),
		w.o.State.Events(w.saw),
		attention.Observe(w.o.Window.Canvas(), w.attend),
		w.o.Figures.Subscribe(func([]string) { w.o.Post(w.usage) }),
	)
}

// usageEvery is how often the sum is drawn: as often as the list's figures, since
// each time the whole window is painted.
const usageEvery = 2 * time.Second

// fresh is how old a figure may be to count as one of now.
const fresh = 5 * time.Second

// usage shows what all running containers use together, if each of them has a
// figure of now: a sum over those in view would mislead.
func (w *Window) usage() {
	if since := w.o.Now().Sub(w.summed); since > 0 && since < usageEvery-usageEvery/10 { // a clock that stands still holds nothing up
		return
	}
	cpu, memory, running := 0.0, 0.0, 0
	for _, c := range w.o.State.Snapshot().Containers {
		if c.State != object.StateRunning {
			continue
		}
		s, ok := w.o.Figures.Last(c.ID)
		if !ok || w.o.Now().Sub(s.At) > fresh || !stats.Known(s.CPU) || !stats.Known(s.Memory) {
			w.shell.Usage("")
			return
		}
		cpu, memory, running = cpu+s.CPU, memory+s.Memory, running+1
	}
	if running == 0 {
		w.shell.Usage("")
		return
	}
	w.summed = w.o.Now()
	w.shell.Usage("CPU " + format.Percent(cpu) + "      Memory " + format.Memory(memory))
}

func (w *Window) apply(s *object.Snapshot) {
	start := time.Now()
	w.log.SetPractice(s.Engine.Practice())
	w.shell.Update(s)
	w.summed = time.Time{} // what ended is no more in the sum
	w.usage()
	w.clock.Reset(time.Second) // there may be something young to see
	w.painted.expect(s, time.Since(start))
}

func (w *Window) attend(t attention.Target, ok bool) {
	w.shell.Attend(t, ok)
	if ok && t.Asked {
		w.peek(t)
		return
	}
	if t.Focus {
		w.focus = t
		if ok && !w.layer.Open() {
			reveal(w.shell.Object(), t.Object)
		}
	}
	if !ok || t.Tip == "" {
		w.tips.Hide()
		return
	}
	w.tips.ShowFor(t.Object, t.Tip, t.Focus)
}

// tick draws ages anew when they stop being true: no sooner, so that a window in
// which nothing happens does nothing.
func (w *Window) tick() {
	stays := time.Hour
	if p, ok := w.shell.Current().(page.Aging); ok {
		stays = p.Clock(w.o.Now())
	}
	w.clock.Reset(max(stays, time.Second))
}

// restore brings back what was chosen in the last run.
func (w *Window) restore() {
	if v, err := strconv.ParseFloat(w.o.Settings.Get("guide.width"), 32); err == nil {
		w.shell.Guide().SetWidth(float32(v))
	}
	if w.o.Settings.Get("guide.folded") == "yes" {
		w.shell.Guide().Toggle()
	}
	last := w.o.Settings.Get("page")
	w.shell.GoTo(last)
	if w.shell.Page() == "" { // the first run, or a page that is no more
		w.shell.GoTo("containers")
	}
}

// Remember keeps what was chosen for the next run.
func (w *Window) Remember() {
	g := w.shell.Guide()
	w.o.Settings.Set("guide.width", strconv.Itoa(int(g.Width())))
	folded := ""
	if g.Kept() {
		folded = "yes"
	}
	w.o.Settings.Set("guide.folded", folded)
}

// Silence drops news from now on. Call it before the main loop ends: Fyne would
// run what is posted after that on the goroutine of whoever posts.
func (w *Window) Silence() { w.silent.Store(true) }

// Close ends everything the window started and waits for it.
func (w *Window) Close() {
	w.Silence()
	w.clock.Stop()
	w.Remember()
	for _, cancel := range w.cancels {
		cancel()
	}
	if p := w.shell.Current(); p != nil {
		p.Hidden()
	}
	w.tips.Close()
	w.light.off()
	w.present(false)
	w.presenting.strip.Close()
	w.presenting.stage.Close()
	if w.far.settling != nil {
		w.far.settling.Stop()
	}
	if w.fading != nil {
		w.fading.Stop()
	}
	if w.system != nil {
		w.system.Close()
	}
	w.cancel()
	w.tasks.Close()
	w.work.Wait()
}
