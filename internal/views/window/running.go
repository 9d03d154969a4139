package window

import (
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// asker asks in a dialog what can be asked there; a new container has a page of
// its own.
type asker struct{ w *Window }

// Ask implements perform.Asker.
func (a asker) Ask(q perform.Question) {
	switch q.Action.ID {
	case "container.run":
		a.w.openForm(spec.RunSpec{Detach: true})
	case "image.run":
		s := spec.RunSpec{Detach: true}
		if i := q.On.Snapshot.Image(q.On.IDs[0]); i != nil {
			s.Image = i.Name()
		}
		a.w.openForm(s)
	default:
		a.w.dialogs.Ask(q)
	}
}

// openForm shows the run form with a spec in it.
func (w *Window) openForm(s spec.RunSpec) {
	if here := w.shell.Page(); here != w.form.ID() {
		w.came = here
	}
	w.shell.GoTo(w.form.ID())
	w.form.Open(s, "")
}

// leaveForm goes back to where the form was opened.
func (w *Window) leaveForm() {
	if w.came == "" {
		w.came = "containers"
	}
	w.shell.GoTo(w.came)
}

// runSpec makes what the form says; its page opens when it is there.
func (w *Window) runSpec(s spec.RunSpec) {
	text, err := spec.Marshal(s)
	if err != nil {
		w.notice("This can't be run: "+err.Error(), theme.Danger)
		return
	}
	on := action.On{Kind: object.KindContainer, Snapshot: w.o.State.Snapshot()}
	w.performer.Do(action.Must("container.run"), on, action.Values{action.SpecValue: string(text)})
}
