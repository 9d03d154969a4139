package window

import (
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/command"
	help "github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/dialogs"
	"github.com/dockdesk/dockdesk/internal/views/frame"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/learn"
	"github.com/dockdesk/dockdesk/internal/views/menu"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/palette"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/system"
	"github.com/dockdesk/dockdesk/internal/views/task"
	"github.com/dockdesk/dockdesk/internal/views/taskline"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// acting is what turns clicks into deeds: questions, tasks, the history, the
// palette.
type acting struct {
	layer     *modal.Layer
	dialogs   *dialogs.Dialogs
	tasks     *task.List
	line      *taskline.Line
	log       *history.Log
	performer *perform.Performer
	palette   *palette.Palette

	moved    *frame.Pump[struct{}] // the tasks have changed
	acted    *frame.Pump[struct{}] // what can be done has changed
	recorded *frame.Pump[struct{}] // the history has changed
}

// begin makes what does; the shell is made after it.
func (w *Window) begin() {
	a, post := &w.acting, w.o.Post
	a.moved = frame.New(post, func(struct{}) { a.line.Update() })
	a.acted = frame.New(post, func(struct{}) {
		if p, ok := w.shell.Current().(page.Selecting); ok {
			p.Acted()
		}
	})
	a.recorded = frame.New(post, func(struct{}) { w.record() })
	a.layer = modal.NewLayer(w.o.Window.Canvas(), func() float32 { return w.shell.Explained() })
	a.log = history.New(func() { a.recorded.Send(struct{}{}) })
	a.tasks = task.New(w.ctx, task.Options{
		Changed: func() { a.moved.Send(struct{}{}) },
		Ended:   func(s task.Status) { post(func() { w.ended(s) }) },
		Now:     w.o.Now,
	})
	a.line = taskline.New(a.tasks, a.layer)
	a.dialogs = dialogs.New(a.layer, w.host)
	a.dialogs.OnCommand = func(topic string, c command.Command, lit int) { w.shell.Guide().Command(topic, c, lit) }
	a.performer = perform.New(perform.Options{
		Post: post, Now: w.o.Now, Ops: w.ops, Tasks: a.tasks, Log: a.log, Asker: asker{w},
		Refused:  func(_ *action.Action, why string) { w.notice(why+".", theme.Warn) },
		Created:  func(ref object.Ref) { w.remember(ref); w.Open(ref) },
		Changed:  func() { a.acted.Send(struct{}{}) },
		Snapshot: w.o.State.Snapshot, Leads: leads{w}, Spec: w.howMade(),
		Subscribe: w.o.State.Subscribe, Bin: w.binned(),
	})
	a.line.Services = w.explaining()
	w.host.Actions = a.performer
	w.host.Failed = func(f help.Failure) *help.Case { return a.performer.Case(f, nil) }
	w.host.Confirm, w.host.Record = a.dialogs.Confirm, w.recordDeed
	w.host.Menu = func(items []page.MenuItem, at fyne.Position) { menu.Show(a.layer, items, at) }
}

// ready makes what needs the shell.
func (w *Window) ready() {
	w.line.OnSize = w.shell.StatusChanged
	w.shell.Guide().SetLive(w.targets)
	w.shell.Guide().OnPlace(func(page string) { w.showPlace("page."+page, learn.PagePlace(page)) })
	w.readyBin()
	w.palette = palette.New(palette.Options{
		Layer: w.layer, Targets: w.targets, Why: w.performer.Why, Click: w.performer.Click,
		Open: w.Open, Explain: w.explain, Extra: w.extra(),
	})
}

// ops are the operations of the engine that is connected now.
func (w *Window) ops() (action.Ops, error) {
	if w.o.Ops == nil {
		return action.Ops{}, errors.New("this window can only look")
	}
	return w.o.Ops()
}

// targets are the objects that an action would be about, in the newest snapshot.
func (w *Window) targets() action.On {
	on := action.On{}
	if p, ok := w.shell.Current().(page.Selecting); ok && !w.shell.Standing() {
		on = p.Selected()
	}
	on.Snapshot = w.o.State.Snapshot()
	return on
}

// recordDeed implements page.Host's Record.
func (w *Window) recordDeed(c command.Command) (ended func(o history.Outcome, words, raw string)) {
	begun := w.o.Now()
	id := w.log.Begin(c, begun)
	return func(o history.Outcome, words, raw string) {
		var cases []*help.Case
		if c := w.performer.Case(help.Failure{Op: "exec", Raw: raw}, nil); o == history.Failed && c.Known() {
			cases = append(cases, c)
		}
		w.log.End(id, o, w.o.Now().Sub(begun), words, raw, cases...)
	}
}

// record shows the newest line of the history.
func (w *Window) record() {
	e, ok := w.log.Last()
	w.shell.History().Show(e, w.log.Len(), ok)
	w.dialogs.HistoryChanged()
}

// longTask is how long a task has run when its end is news to somebody who has
// turned to another window meanwhile.
const longTask = 5 * time.Second

// ended says what came of a task.
func (w *Window) ended(s task.Status) {
	if s.State == task.Done {
		w.shell.Guide().Used(s.Topic)
	}
	switch {
	case s.State == task.Failed:
		w.notice(s.Words, theme.Danger)
	case s.Words != "":
		w.notice(s.Words, theme.Muted)
	}
	if w.away.Load() && s.Took >= longTask && s.Words != "" {
		w.o.App.SendNotification(fyne.NewNotification("DockDesk", s.Words))
	}
	if s.State == task.Failed && len(s.Cases) > 0 && s.Took < longTask && !s.Told && !w.layer.Open() {
		w.line.Open() // who clicked still looks here
	}
	if p, ok := w.shell.Current().(*system.Page); ok && strings.HasSuffix(s.Topic, ".prune") {
		p.Refresh()
	}
}

// Away says whether the person looks at another window.
func (w *Window) Away(away bool) { w.away.Store(away) }

// noticeTime is how long a notice stands.
const noticeTime = 8 * time.Second

// notice says something in the status line for a while.
func (w *Window) notice(words string, color fyne.ThemeColorName) {
	end := w.shell.Notice(words, color)
	if w.fading != nil {
		w.fading.Stop()
	}
	w.fading = time.AfterFunc(noticeTime, func() { w.o.Post(end) })
}

// press does what a shortcut of the registry means here.
func (w *Window) press(key string) {
	if w.layer.Open() {
		return
	}
	on := w.targets()
	if a := action.ForKey(key, on); a != nil {
		if a.Takes == action.None {
			on.IDs = nil
		}
		w.performer.Click(a, on)
	}
}

func (w *Window) openHistory() { w.dialogs.History(w.log) }

// explain shows a topic, also where the guide is folded away.
func (w *Window) explain(topic string) {
	if w.shell.Guide().Folded() {
		w.shell.Guide().Toggle()
	}
	w.shell.Guide().Explain(topic)
}

// prune runs a prune whose plan was shown on the System page, after asking once
// more.
func (w *Window) prune(a *action.Action, on action.On, v action.Values) {
	w.dialogs.Ask(w.performer.Fill(perform.Question{Action: a, On: on, Values: v, Fixed: true, Do: func(on action.On, v action.Values) {
		w.performer.Do(a, on, v)
	}}))
}
