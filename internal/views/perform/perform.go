// Package perform is what happens on a click: an action is asked about where
// there is something to ask, becomes a task, and ends as a line of the history
// with its command, its outcome and its time.
//
// It must know neither widgets nor the Docker client: what is asked is an
// Asker's to show, what is done an action's.
package perform

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/measure"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/task"
)

// Asker puts a question before a person. It is called on the main goroutine
// and must not wait for the answer.
type Asker interface{ Ask(Question) }

// Question is an action that must be agreed to, or told more.
type Question struct {
	Action *action.Action
	On     action.On        // those that can take it
	Others []action.Refusal // those that can't, and why
	Values action.Values    // to begin with
	Fixed  bool             // the values are settled: they can't be changed any more

	// Plan looks up what a prune would remove and calls then on the main
	// goroutine, unless it was cancelled before. It is nil for other actions.
	Plan func(v action.Values, then func(*operations.Plan, error)) (cancel func())
	// Measure measures what goes and calls then on the main goroutine with what is
	// known so far, the first time at once. Where nothing is measured then is never
	// called. It is nil where nobody can measure.
	Measure func(on action.On, v action.Values, then func(*measure.Figures)) (cancel func())
	// Follow calls then on the main goroutine with what the engine has from now on;
	// nil where nobody can tell.
	Follow func(then func(*object.Snapshot)) (cancel func())
	// Renew asks again about what there is now, with the values given so far; nil
	// where that can't be.
	Renew func(v action.Values)
	// Do does it. For a prune the plan that was shown must be in on.
	Do func(on action.On, v action.Values)
}

// Options are what a Performer is made of. What stands behind Asker may be nil.
type Options struct {
	Post  func(func()) // runs on the main goroutine
	Now   func() time.Time
	Ops   func() (action.Ops, error) // of the engine that is connected now
	Tasks *task.List
	Log   *history.Log
	Asker Asker

	// Snapshot is what the engine has now, for any goroutine; nil if nobody knows.
	Snapshot func() *object.Snapshot
	// Subscribe hears of each new snapshot; nil where nobody tells.
	Subscribe func(func(*object.Snapshot)) (cancel func())
	// Bin takes what is removed; nil for none.
	Bin Bin
	// Spec tells how a container was made, and what of it can't be said so.
	Spec func(ctx context.Context, id string) (s spec.RunSpec, lost []string, err error)
	// Leads is where remedies lead to; nil in a window that can't follow.
	Leads Leads

	// Refused hears, on the main goroutine, why a shortcut did nothing.
	Refused func(a *action.Action, why string)
	// Created hears, on the main goroutine, what was made.
	Created func(object.Ref)
	// Changed hears, on any goroutine, that Why may say something else.
	Changed func()
}

// Performer performs actions. Its methods are for the main goroutine, except
// Own, Saw and Busy, which are for any.
type Performer struct {
	o Options

	mu    sync.Mutex
	deeds []*deed
	looks []chan struct{} // what is being counted
}

// deed is an action that is being done, or has been until a moment ago.
type deed struct {
	action *action.Action
	busy   map[object.Ref]bool // what it is done to
	causes expectation
	ended  time.Time // zero while it runs
}

// New makes a Performer.
func New(o Options) *Performer { return &Performer{o: o} }

// Why says why an action can't be done now; "" that it can. What is under way
// can't be begun a second time.
func (p *Performer) Why(a *action.Action, on action.On) string {
	if why := a.Applies(on); why != "" {
		return why
	}
	takers, _ := a.Takers(on)
	if a.Takes != action.None && len(p.idle(a, takers).IDs) == 0 {
		return a.Doing(takers, a.Defaults(takers)) + " is under way"
	}
	return ""
}

// idle narrows to the objects that the action isn't being done to.
func (p *Performer) idle(a *action.Action, on action.On) action.On {
	p.mu.Lock()
	defer p.mu.Unlock()
	var ids []string
	for _, ref := range on.Refs() {
		busy := false
		for _, d := range p.deeds {
			busy = busy || d.ended.IsZero() && d.action == a && d.busy[ref]
		}
		if !busy {
			ids = append(ids, ref.ID)
		}
	}
	on.IDs = ids
	return on
}

// Busy reports whether something is being done to an object.
func (p *Performer) Busy(ref object.Ref) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range p.deeds {
		if d.ended.IsZero() && d.busy[ref] {
			return true
		}
	}
	return false
}

// Click does an action, or asks first where there is something to ask.
func (p *Performer) Click(a *action.Action, on action.On) {
	p.begin(a, on, false)
}

// ClickWith asks first what the action can be told, also where a click would do
// it at once.
func (p *Performer) ClickWith(a *action.Action, on action.On) {
	p.begin(a, on, true)
}

func (p *Performer) begin(a *action.Action, on action.On, ask bool) {
	if why := p.Why(a, on); why != "" {
		if p.o.Refused != nil {
			p.o.Refused(a, why)
		}
		return
	}
	takers, others := a.Takers(on)
	if a.Takes != action.None {
		takers = p.idle(a, takers)
	}
	values := a.Defaults(takers)
	if !a.Question(takers) && !(ask && a.Asks == action.OnWish) {
		p.Do(a, takers, values)
		return
	}
	p.o.Asker.Ask(p.Fill(Question{Action: a, On: takers, Others: others, Values: values, Do: func(on action.On, v action.Values) { p.Do(a, on, v) }}))
}

// plan looks up what would go. It is a task like any other: it can take
// seconds, and is cancelled when nobody waits for it any more.
func (p *Performer) plan(a *action.Action, on action.On, v action.Values, then func(*operations.Plan, error)) (cancel func()) {
	selection, _ := a.Selection(on, v)
	dropped := false // on the main goroutine only
	id := p.o.Tasks.Start("Looking for what can go", a.Topic(), func(ctx context.Context, _ task.Report) task.Outcome {
		ops, err := p.o.Ops()
		var plan operations.Plan
		if err == nil {
			plan, err = ops.Prunes.Plan(ctx, selection)
		}
		p.o.Post(func() {
			switch {
			case dropped:
			case err != nil:
				then(nil, err)
			default:
				then(&plan, nil)
			}
		})
		return task.Outcome{State: task.Done} // a failure is shown where the plan would be
	})
	return func() {
		dropped = true
		p.o.Tasks.Cancel(id)
	}
}

// Watch is what somebody wants to hear of one deed, of whichever else are done
// at the same time. Each part may be nil.
type Watch struct {
	// Making hears, on the deed's own goroutine, how a container comes to be.
	Making operations.RunOptions
	// Building hears, on the deed's own goroutine, how far an image is.
	Building func(build.Picture)
	// Ended hears, on the main goroutine, what came of it. Options.Created is not
	// called then.
	Ended func(Ended)
	// Tells says that Ended tells a person of a failure.
	Tells bool
}

// Ended is what came of a deed.
type Ended struct {
	Result action.Result
	Err    error // why it failed; nil if it didn't
	State  task.State
	Words  string // what came of it, in a sentence
	Raw    string // the engine's own words about a failure
	Cases  []*diagnosis.Case
}

// Do does an action that needs no more asking.
func (p *Performer) Do(a *action.Action, on action.On, v action.Values) {
	p.DoWatched(a, on, v, Watch{})
}

// DoWatched does an action that needs no more asking, and tells somebody of it.
// The task is 0 if the window is closing.
func (p *Performer) DoWatched(a *action.Action, on action.On, v action.Values, w Watch) task.ID {
	began := p.o.Now()
	commands := a.Commands(on, v)
	ids := make([]uint64, len(commands))
	for i, c := range commands {
		ids[i] = p.o.Log.Begin(c, began)
	}
	d, t := p.remember(a, on, v), try{a, on, v, w, new(task.ID)}
	started := p.o.Tasks.Start(a.Doing(on, v), a.Topic(), func(ctx context.Context, report task.Report) task.Outcome {
		defer p.forget(d)
		result, buried, err := p.run(ctx, a, on, v, report, w)
		took := p.o.Now().Sub(began)
		whole := p.told(t, result, err)
		for i, id := range ids {
			said := whole
			if len(ids) > 1 && i < len(result.Items) { // each command has its own end
				said = p.told(t, action.Result{Items: result.Items[i : i+1]}, err)
			}
			p.o.Log.End(id, said.history(), took, said.words, said.raw, said.cases...)
		}
		if len(ids) > 0 && len(buried) > 0 {
			p.o.Log.Buried(ids[len(ids)-1], buried)
		}
		p.ended(w, result, err, whole)
		return task.Outcome{State: whole.state, Words: whole.words, Raw: whole.raw, Cases: whole.cases, Told: w.Tells}
	})
	*t.task = started
	if started == 0 { // the window is closing
		p.forget(d)
		for _, id := range ids {
			p.o.Log.End(id, history.Canceled, 0, "The window was closed first.", "")
		}
	}
	return started
}

func (p *Performer) run(ctx context.Context, a *action.Action, on action.On, v action.Values, report task.Report, w Watch) (r action.Result, buried []string, err error) {
	ops, err := p.o.Ops()
	if err != nil {
		return action.Result{}, nil, err
	}
	p.letGo(ctx)
	before := p.recall(ctx, ops, a, on, v)
	ops.Making, ops.Building = w.Making, w.Building
	result := a.Run(ctx, ops, on, v, action.Progress(report))
	if ctx.Err() != nil && len(result.Items) == 0 && result.Prune == nil {
		return result, nil, ctx.Err()
	}
	return result, p.bury(before, a, on, result), nil
}

// ended tells who watches the deed what came of it, or else what was made.
func (p *Performer) ended(w Watch, r action.Result, err error, s said) {
	if w.Ended != nil {
		if err == nil {
			err = r.Err()
		}
		p.o.Post(func() {
			w.Ended(Ended{Result: r, Err: err, State: s.state, Words: s.words, Raw: s.raw, Cases: s.cases})
		})
		return
	}
	if r.Created.ID != "" && p.o.Created != nil {
		p.o.Post(func() { p.o.Created(r.Created) })
	}
}

func (p *Performer) told(t try, r action.Result, err error) said {
	switch {
	case errors.Is(err, context.Canceled):
		return said{state: task.Canceled, words: "It was cancelled before it began."}
	case err != nil:
		c := p.look(t, action.Item{Err: err}, object.Ref{})
		return said{state: task.Failed, words: "Nothing was done: " + c.Clause + ".", raw: err.Error(), cases: []*diagnosis.Case{c}}
	}
	var cases []*diagnosis.Case
	s := wording{look: func(i action.Item) *diagnosis.Case {
		c := p.look(t, i, r.Created)
		cases = append(cases, c)
		return c
	}}.summary(t.action, t.on, t.values, r)
	s.cases = cases
	return s
}

func (p *Performer) remember(a *action.Action, on action.On, v action.Values) *deed {
	d := &deed{action: a, busy: map[object.Ref]bool{}, causes: expect(a, on, v)}
	for _, ref := range on.Refs() {
		d.busy[ref] = true
	}
	p.mu.Lock()
	p.deeds = append(p.deeds, d)
	p.mu.Unlock()
	p.changed()
	return d
}

// forget keeps the deed for a moment: its last events are still on their way.
func (p *Performer) forget(d *deed) {
	p.mu.Lock()
	d.ended = p.o.Now()
	kept := p.deeds[:0]
	for _, other := range p.deeds {
		if other.ended.IsZero() || d.ended.Sub(other.ended) < echo {
			kept = append(kept, other)
		}
	}
	clear(p.deeds[len(kept):])
	p.deeds = kept
	p.mu.Unlock()
	p.changed()
}

func (p *Performer) changed() {
	if p.o.Changed != nil {
		p.o.Changed()
	}
}
