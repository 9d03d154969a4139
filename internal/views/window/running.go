package window

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/run"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// asker asks in a dialog what can be asked there; a new container has a page of
// its own.
type asker struct{ w *Window }

// Ask implements perform.Asker.
func (a asker) Ask(q perform.Question) {
	switch q.Action.ID {
	case "image.build":
		a.w.shell.GoTo("build")
	case "container.run":
		a.w.openForm(spec.RunSpec{Detach: true}, "")
	case "image.run":
		s := spec.RunSpec{Detach: true}
		if i := q.On.Snapshot.Image(q.On.IDs[0]); i != nil {
			s.Image = i.Name()
		}
		a.w.openForm(s, "")
	case "container.reach":
		a.w.openReach(q.On)
	case "image.pull":
		a.w.askPull(q)
	case "image.push":
		a.w.askPush(q)
	case "container.again":
		a.w.openLike(q.On.IDs[0], "", nil)
	case "container.replace":
		a.w.openLike(q.On.IDs[0], q.On.IDs[0], nil)
	case "bin.again":
		if q.Values[action.BinValue] == "" {
			a.w.openBin()
			return
		}
		a.w.dialogs.Ask(q)
	default:
		a.w.dialogs.Ask(a.w.labelling(q))
	}
}

// openLike shows the run form filled with how a container was made, changed by
// change if there is one; editing is that container if the new one is to take its
// place.
func (w *Window) openLike(id, editing string, change func(*spec.RunSpec)) {
	if w.o.Run == nil {
		return
	}
	w.run(func(ctx context.Context) {
		s, lost, err := w.o.Run.ContainerSpec(ctx, id)
		w.o.Post(func() {
			if err != nil {
				w.notice("How "+action.NameOf(w.o.State.Snapshot(), object.Ref{Kind: object.KindContainer, ID: id})+" was made can't be read: "+perform.Clause(err)+".", theme.Danger)
				return
			}
			if editing == "" {
				s.Name = spec.NextFreeName(s.Name, w.form.NameTaken)
			}
			if change != nil {
				change(&s)
			}
			w.openForm(s, editing)
			if len(lost) > 0 {
				w.form.Lacks(lost)
			}
		})
	})
}

// OpenRun shows the run form with an image in it.
func (w *Window) OpenRun(image string) { w.openForm(spec.RunSpec{Detach: true, Image: image}, "") }

// openForm shows the run form with a spec in it.
func (w *Window) openForm(s spec.RunSpec, editing string) {
	if here := w.shell.Page(); here != w.form.ID() {
		w.came = here
	}
	w.shell.GoTo(w.form.ID())
	if editing == "" {
		s = w.labelled(s)
	}
	w.form.Open(s, editing)
}

// leaveForm goes back to where the form was opened.
func (w *Window) leaveForm() {
	if w.came == "" {
		w.came = "containers"
	}
	w.shell.GoTo(w.came)
}

// runSpec makes what the form says; its page opens when it is there. Before it
// takes the place of another container, what goes with that one is said.
func (w *Window) runSpec(s spec.RunSpec, editing string, j *run.Job) {
	text, err := spec.Marshal(s)
	if err != nil {
		w.notice("This can't be run: "+err.Error(), theme.Danger)
		return
	}
	v := action.Values{action.SpecValue: string(text)}
	on := action.On{Kind: object.KindContainer, Snapshot: w.o.State.Snapshot()}
	if editing == "" {
		w.attempt(action.Must("container.run"), on, v, j)
		return
	}
	on.IDs = []string{editing}
	w.dialogs.Ask(w.performer.Fill(perform.Question{Action: action.Must("container.replace"), On: on, Values: v, Fixed: true,
		Do: func(on action.On, v action.Values) { w.attempt(action.Must("container.replace"), on, v, j) }}))
}

// makeNetwork asks for a network that a container is to be on, and stays where
// that was wished for.
func (w *Window) makeNetwork(name string) {
	a := action.Must("network.create")
	on := action.On{Kind: object.KindNetwork, Snapshot: w.o.State.Snapshot()}
	v := a.Defaults(on)
	v["network.name"] = name
	w.dialogs.Ask(perform.Question{Action: a, On: on, Values: v, Do: func(on action.On, v action.Values) {
		w.performer.DoWatched(a, on, v, perform.Watch{Ended: func(perform.Ended) {}})
	}})
}
