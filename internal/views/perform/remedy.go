package perform

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/filewords"
	"github.com/dockdesk/dockdesk/internal/views/task"
)

// Leads is where a remedy can lead to in the window. Its methods are called on
// the main goroutine.
type Leads interface {
	// Form shows the run form with a spec in it; editing is the container that the
	// new one takes the place of, "" for none.
	Form(s spec.RunSpec, editing string)
	Show(object.Ref)
	Log(object.Ref)
	Page(id string)
	Copy(text string)
}

// try is one deed, so that it can be done again.
type try struct {
	action *action.Action
	on     action.On
	values action.Values
	watch  Watch
	task   *task.ID // for the main goroutine
}

// Explain says what a failure means, as far as it can be said without knowing
// what the engine has.
func Explain(err error) diagnosis.Diagnosis { return explain(err, failureOf(err)) }

// explain leaves files of containers and volumes to those who know their errors.
func explain(err error, f diagnosis.Failure) diagnosis.Diagnosis {
	if clause, ok := filewords.Clause(err); ok {
		return diagnosis.OfFile(clause, f.Raw)
	}
	return diagnosis.Explain(f)
}

// Clause puts a failure into a clause without a full stop that begins with a
// small letter: "a container uses it".
func Clause(err error) string { return Explain(err).Clause }

// failureOf is what an error tells.
func failureOf(err error) diagnosis.Failure {
	var failed *operations.Error
	if errors.As(err, &failed) {
		return diagnosis.Failure{Op: failed.Op, Ref: failed.Ref, Name: failed.Name, Class: diagnosis.Class(failed.Status), Raw: failed.Raw}
	}
	return diagnosis.Failure{Class: diagnosis.Class(operations.KindOf(err)), Raw: err.Error()}
}

// look looks into a failure. made is what there is of it all the same.
func (p *Performer) look(t try, i action.Item, made object.Ref) *diagnosis.Case {
	f := failureOf(i.Err)
	if f.Ref.ID == "" {
		f.Ref = i.Ref
	}
	if i.Name != "" && i.Ref.ID == f.Ref.ID {
		f.Name = i.Name
	}
	f.Made, f.Values, f.Snapshot = made, t.values, p.snapshot()
	if f.Snapshot == nil {
		f.Snapshot = t.on.Snapshot
	}
	f.Dir, _ = os.Getwd()
	f.Folder = func(path string) (folder, known bool) {
		info, err := os.Stat(path)
		return err == nil && info.IsDir(), err == nil
	}
	if s, err := spec.Unmarshal([]byte(t.values[action.SpecValue])); err == nil {
		f.Spec = &s
	}
	c := &diagnosis.Case{Diagnosis: explain(i.Err, f)}
	if len(t.on.IDs) > 1 && i.Ref.ID != "" { // of many it is this one that is tried again
		t.on.IDs = []string{i.Ref.ID}
	}
	c.Do = repair{p: p, try: t, failure: f, begun: func() {
		c.Used = true
		p.o.Tasks.Dismiss(*t.task) // who does something about it has read it
	}}.apply
	return c
}

// Case looks into a failure that is no action's: something that a program
// printed, a terminal that doesn't open. again, which may be nil, does it once
// more, told otherwise.
func (p *Performer) Case(f diagnosis.Failure, again func(values map[string]string)) *diagnosis.Case {
	if f.Snapshot == nil {
		f.Snapshot = p.snapshot()
	}
	if start := action.Must("container.start"); again == nil && f.Op == "start" && f.Ref.Kind == object.KindContainer {
		again = func(map[string]string) { p.Click(start, action.About(p.snapshot(), f.Ref)) }
	}
	c := &diagnosis.Case{Diagnosis: diagnosis.Explain(f)}
	c.Do = repair{p: p, failure: f, begun: func() { c.Used = true }, otherwise: again}.apply
	if again == nil {
		c.Remedies = once(c.Remedies)
	}
	return c
}

// once leaves out of remedies what can't be done again.
func once(remedies []diagnosis.Remedy) []diagnosis.Remedy {
	var list []diagnosis.Remedy
	for _, r := range remedies {
		if r.Then == diagnosis.Again {
			r.Then, r.Words = diagnosis.Nothing, strings.TrimSuffix(r.Words, " and try again")
			if len(r.First) == 0 {
				continue
			}
		}
		list = append(list, r)
	}
	return list
}

func (p *Performer) snapshot() *object.Snapshot {
	if p.o.Snapshot == nil {
		return nil
	}
	return p.o.Snapshot()
}

// repair is what can be done about a failure. It belongs to the main goroutine.
type repair struct {
	p       *Performer
	try     try
	failure diagnosis.Failure
	begun   func() // something is being done about it

	otherwise func(values map[string]string) // does it again, where it was no action; nil for nothing
}

// apply carries a remedy out: first its deeds, one after the other, then what it
// was for. Whatever of it fails is a failed deed of its own.
func (r repair) apply(remedy diagnosis.Remedy) {
	r.deeds(remedy.First, func() { r.then(remedy) })
}

func (r repair) deeds(list []diagnosis.Deed, then func()) {
	if len(list) == 0 {
		then()
		return
	}
	d := list[0]
	a := action.ByID(action.ID(d.Action))
	if a == nil {
		return
	}
	on := r.about(d.On...)
	if len(d.On) == 0 {
		on.Kind = a.Kind
	}
	v := a.Defaults(on)
	maps.Copy(v, d.Values)
	r.do(try{action: a, on: on, values: v, watch: Watch{Ended: func(e Ended) {
		if e.Err == nil && e.State == task.Done {
			r.deeds(list[1:], then)
		}
	}}}, !d.Fresh)
}

// about is objects as the engine has them now.
func (r repair) about(refs ...object.Ref) action.On {
	s := r.p.snapshot()
	if s == nil {
		s = r.try.on.Snapshot
	}
	return action.About(s, refs...)
}

// do does a deed; one that destroys is asked about first, unless it is known that
// nothing is lost.
func (r repair) do(t try, ask bool) {
	begin := func(on action.On, v action.Values) {
		r.begun()
		r.p.DoWatched(t.action, on, v, t.watch)
	}
	if ask && t.action.RiskOf(t.on, t.values) == action.Destroys {
		r.p.o.Asker.Ask(r.p.Fill(Question{Action: t.action, On: t.on, Values: t.values, Do: begin}))
		return
	}
	begin(t.on, t.values)
}

func (r repair) then(remedy diagnosis.Remedy) {
	leads := r.p.o.Leads
	switch remedy.Then {
	case diagnosis.Again:
		r.again(remedy.Values)
	case diagnosis.Run, diagnosis.Form:
		r.made(remedy)
	case diagnosis.Folder:
		r.folder(remedy.Value)
	}
	if leads == nil {
		return
	}
	switch remedy.Then {
	case diagnosis.Show:
		leads.Show(remedy.Who)
	case diagnosis.Log:
		leads.Log(remedy.Who)
	case diagnosis.Page:
		leads.Page(remedy.Value)
	case diagnosis.Copy:
		leads.Copy(remedy.Value)
	}
}

// again does what failed once more. A container that was made by it is started:
// a second one of its name can't be made.
func (r repair) again(values map[string]string) {
	if made := r.failure.Made; made.ID != "" {
		a := action.Must("container.start")
		on := r.about(made)
		r.do(try{action: a, on: on, values: a.Defaults(on), watch: r.as(made)}, false)
		return
	}
	if r.try.action == nil {
		if r.otherwise != nil {
			r.otherwise(values)
		}
		return
	}
	t := r.try
	t.on.Snapshot = r.about().Snapshot
	if len(values) > 0 { // what was agreed to before was something else
		t.values = maps.Clone(t.values)
		maps.Copy(t.values, values)
	}
	r.do(t, len(values) > 0)
}

// as tells who watches the first try of the next one, as if it had made the
// container.
func (r repair) as(made object.Ref) Watch {
	w := r.try.watch
	if ended := w.Ended; ended != nil {
		w.Ended = func(e Ended) {
			e.Result.Created = made
			ended(e)
		}
	}
	return w
}

// left is the container that was made, or is there already, and should run.
func (r repair) left() object.Ref {
	f := r.failure
	if f.Made.ID == "" && f.Spec == nil && f.Ref.Kind == object.KindContainer {
		return f.Ref
	}
	return f.Made
}

// made makes the container as a remedy says. One that never ran is replaced by
// it; what would be lost with one that did is said by the form.
func (r repair) made(remedy diagnosis.Remedy) {
	left := r.left()
	if s := r.failure.Spec; s != nil {
		r.change(remedy, s.Clone(), left, left.ID != "" || remedy.Then == diagnosis.Run)
		return
	}
	if left.ID == "" || r.p.o.Spec == nil {
		return
	}
	name := action.NameOf(r.about().Snapshot, left)
	r.p.o.Tasks.Start("Reading how "+name+" was made", action.Must("container.replace").Topic(), func(ctx context.Context, _ task.Report) task.Outcome {
		s, lost, err := r.p.o.Spec(ctx, left.ID)
		if err != nil {
			return task.Outcome{State: task.Failed, Words: fmt.Sprintf("How %s was made can't be read: %s.", name, Clause(err)), Raw: err.Error()}
		}
		r.p.o.Post(func() {
			c := r.about().Snapshot.Container(left.ID)
			never := c != nil && c.State == object.StateCreated && c.Started.IsZero()
			r.change(remedy, s, left, never && len(lost) == 0)
		})
		return task.Outcome{State: task.Done}
	})
}

// change runs the changed spec at once, or shows it in the form.
func (r repair) change(remedy diagnosis.Remedy, s spec.RunSpec, left object.Ref, atOnce bool) {
	if remedy.Change != nil {
		remedy.Change(&s)
	}
	if remedy.Then == diagnosis.Form || !atOnce {
		if r.p.o.Leads != nil {
			r.p.o.Leads.Form(s, left.ID)
		}
		return
	}
	text, err := spec.Marshal(s)
	if err != nil {
		return // it was read from the same
	}
	v := action.Values{action.SpecValue: string(text)}
	if left.ID == "" {
		t := r.try
		if t.action == nil {
			t.action, t.on.Kind = action.Must("container.run"), object.KindContainer
		}
		t.values, t.on.Snapshot = v, r.about().Snapshot
		r.do(t, false)
		return
	}
	on := r.about(left)
	c := on.Snapshot.Container(left.ID)
	ran := c != nil && (c.State != object.StateCreated || !c.Started.IsZero()) // then something can be lost
	r.do(try{action: action.Must("container.replace"), on: on, values: v, watch: r.try.watch}, ran)
}

// folder makes a folder of this computer, and does it again.
func (r repair) folder(path string) {
	r.begun()
	r.p.o.Tasks.Start("Making the folder "+path, "", func(context.Context, task.Report) task.Outcome {
		if err := os.MkdirAll(path, 0o755); err != nil {
			return task.Outcome{State: task.Failed, Words: fmt.Sprintf("The folder %s was not made: %s.", path, err), Raw: err.Error()}
		}
		r.p.o.Post(func() { r.again(nil) })
		return task.Outcome{State: task.Done, Words: "The folder " + path + " was made."}
	})
}
