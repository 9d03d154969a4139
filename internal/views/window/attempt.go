package window

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	help "github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/help/runcheck"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/containers"
	"github.com/dockdesk/dockdesk/internal/views/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/run"
	"github.com/dockdesk/dockdesk/internal/views/task"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// attempt is one container that was begun from the run form, and what is to be
// shown of it: any number of them can be under way at once. All of it but follow
// is for the main goroutine.
type attempt struct {
	w     *Window
	job   *run.Job
	spec  spec.RunSpec
	ref   object.Ref // once it is there
	here  bool       // the person still was at the form when it was there
	ready bool
	over  *ended // once its program is
}

// ended is how a program ended, soon after it was started.
type ended struct {
	end   operations.End
	after time.Duration
	image *spec.Image // nil if nobody knows
}

// soon is how long after its start the end of a program is explained: one that
// ends later has run.
const soon = 10 * time.Second

// attempt makes a container as the form says.
func (w *Window) attempt(a *action.Action, on action.On, v action.Values, j *run.Job) {
	t := &attempt{w: w, job: j, spec: j.Spec()}
	id := w.performer.DoWatched(a, on, v, perform.Watch{
		Making: operations.RunOptions{Progress: j.Pulled, Created: t.follow},
		Ended:  t.done,
		Tells:  true,
	})
	j.Began(func() { w.tasks.Cancel(id) })
}

// follow listens from before the start, on the deed's goroutine. That nobody can
// listen keeps nothing from being started.
func (t *attempt) follow(_ context.Context, id string) error {
	if t.w.o.Run == nil {
		return nil
	}
	over, err := t.w.o.Run.Follow(t.w.ctx, id)
	if err != nil {
		return nil
	}
	t.w.run(func(ctx context.Context) {
		began := time.Now()
		limit, cancel := context.WithTimeout(ctx, soon)
		defer cancel()
		end, ok := over(limit)
		if !ok {
			return
		}
		o := &ended{end: end, after: time.Since(began)}
		o.image, _ = t.w.o.Run.ImageSpec(ctx, t.spec.Image) // what isn't known isn't judged
		t.w.o.Post(func() {
			t.over = o
			t.explain()
		})
	})
	return nil
}

// done hears what came of the deed.
func (t *attempt) done(e perform.Ended) {
	t.here = t.job.Here() && t.w.shell.Page() == t.w.form.ID()
	t.ref = e.Result.Created
	t.w.remember(t.ref)
	switch {
	case e.Err == nil && e.State != task.Canceled:
		t.job.Done()
		t.ready = true
		t.show()
		t.explain()
	case e.State == task.Canceled:
		t.job.Done()
	case t.ref.ID != "":
		t.job.Done()
		t.show()
		t.unstarted(e)
	default:
		t.failed(e)
	}
}

// show goes to what was made, and shows of a container that isn't in the
// background what it says. Who has turned to something else is left there.
func (t *attempt) show() {
	if !t.here || t.ref.ID == "" {
		return
	}
	t.w.Open(t.ref)
	p, ok := t.w.shell.Current().(*containers.Page)
	switch {
	case !ok || t.spec.Detach || t.spec.CreateOnly || !t.ready:
	case t.spec.TTY:
		p.Attach(t.ref)
	default:
		p.ShowTab("logs")
	}
}

// failed says in the form why nothing was made.
func (t *attempt) failed(e perform.Ended) {
	if len(e.Cases) != 1 {
		t.job.Failed(e.Words, e.Raw, nil)
		return
	}
	c := e.Cases[0]
	var fixes []runcheck.Fix
	var ways []run.Way
	for i, r := range c.Remedies {
		switch {
		case r.Then == help.Run || r.Then == help.Form && r.Change != nil:
			fixes = append(fixes, runcheck.Fix{Kind: runcheck.FixSpec, Words: r.Words, Apply: func(s spec.RunSpec) spec.RunSpec {
				s = s.Clone()
				r.Change(&s)
				return s
			}})
		case r.Then == help.Again && len(r.First) == 0:
			fixes = append(fixes, runcheck.Fix{Kind: runcheck.FixAgain, Words: r.Words})
		case r.Then == help.Form: // it is here already
		default:
			ways = append(ways, run.Way{ID: fmt.Sprintf("way.%d", i), Words: r.Words, Do: func() { c.Do(r) }})
		}
	}
	ways = append(ways, run.Way{ID: "why", Words: "Why does this happen?", Do: func() { t.w.explain(c.Topic()) }})
	t.job.Failed(c.Title+". "+c.Words, c.Raw, fixes, ways...)
}

// quits is how soon after its start a terminal's program is over at once: later
// its person may have left it.
const quits = 3 * time.Second

// explain says why a program was soon over, as soon as it is known to be there
// and over.
func (t *attempt) explain() {
	if !t.ready || t.over == nil {
		return
	}
	o := t.over
	words, fixes := runcheck.Ended(t.spec, o.image, runcheck.End{ExitCode: o.end.ExitCode, OOMKilled: o.end.OOMKilled, Output: o.end.Output})
	well := o.end.ExitCode == 0 && len(fixes) == 0
	attended := !t.spec.Detach && !o.end.Gone // its output, or its terminal, is on the screen
	switch {
	case attended && (well || t.spec.TTY && o.after > quits):
		return
	case !t.here || t.w.shell.Page() != "containers" || t.w.layer.Open():
		t.w.notice(t.name()+" ended at once. "+words, theme.Muted)
		return
	}
	facts := fmt.Sprintf("Exit code %d, %.1f s after its start.", o.end.ExitCode, o.after.Seconds())
	switch {
	case o.end.Gone:
		facts += " It was removed when it ended, as the form said."
	case t.spec.Restart != "" && t.spec.Restart != "no":
		facts += " The engine starts it again, as the form said."
	}
	ways := t.ways(fixes, o.end.Gone)
	if c := t.w.performer.Case(help.Failure{Op: "log", Ref: t.ref, Made: t.there(), Spec: &t.spec, Raw: o.end.Output}, nil); !well && c.Known() {
		words = c.Title + ". " + c.Words
		for i, r := range slices.Backward(c.Remedies) { // before the others: they know more
			ways = append([]run.Way{{ID: fmt.Sprintf("remedy.%d", i), Words: r.Words, Icon: r.Icon, Do: func() { c.Do(r) }}}, ways...)
		}
		ways = ways[:min(len(ways), 3)]
	}
	title := t.name() + " ended at once"
	if well {
		title = t.name() + " did its work"
	}
	run.ShowEnd(t.w.layer, run.End{
		Title: title, Well: well, Words: words, Facts: facts, Output: o.end.Output, Said: "It printed last", Ways: ways,
	})
}

// unstarted explains why a container that was made does not run.
func (t *attempt) unstarted(e perform.Ended) {
	if !t.here || t.w.layer.Open() {
		return // the notice has said it
	}
	if len(e.Cases) == 1 {
		ways := t.ways(nil, false)
		change := widgets.NewButton("run.ended.change", "Change its settings", "rename", widgets.Ordinary, ways[len(ways)-1].Do)
		change.Topic = "field.run.ended"
		diagnosis.Show(t.w.layer, "run.ended", e.Cases[0], t.w.explaining(), t.name()+" was made, but doesn't run", change)
		return
	}
	words, raw := e.Words, e.Raw
	var failure *operations.Error
	if errors.As(e.Err, &failure) {
		raw = failure.Raw
	}
	run.ShowEnd(t.w.layer, run.End{
		Title: t.name() + " was made, but doesn't run", Words: words, Output: raw, Said: "The engine's own words",
		Facts: "The container is there. Changing its settings puts another one in its place.", Ways: t.ways(nil, false),
	})
}

// ways are what can be done: to run it again in another way, which opens the form
// with that, to read all its output, to change its settings.
func (t *attempt) ways(fixes []runcheck.Fix, gone bool) []run.Way {
	again := func(s spec.RunSpec) func() {
		return func() {
			editing := t.ref.ID
			if gone || t.w.o.State.Snapshot().Container(editing) == nil {
				editing = ""
			}
			t.w.openForm(s, editing)
		}
	}
	var ways []run.Way
	for i, f := range fixes {
		ways = append(ways, run.Way{ID: fmt.Sprintf("fix.%d", i), Words: f.Words, Icon: "play", Do: again(f.Apply(t.spec))})
	}
	ways = append(ways, run.Way{ID: "change", Words: "Change its settings", Icon: "rename", Do: again(t.spec)})
	if p, ok := t.w.shell.Current().(*containers.Page); ok && !gone && t.ready {
		ways = append(ways, run.Way{ID: "log", Words: "Its output", Icon: "file", Do: func() { p.ShowTab("logs") }})
	}
	return ways
}

// there is the container, as long as it is there.
func (t *attempt) there() object.Ref {
	if t.over != nil && t.over.end.Gone {
		return object.Ref{}
	}
	return t.ref
}

func (t *attempt) name() string {
	if t.spec.Name != "" {
		return t.spec.Name
	}
	if c := t.w.o.State.Snapshot().Container(t.ref.ID); c != nil {
		return c.Name
	}
	return object.ShortID(t.ref.ID)
}
