package window

import (
	"slices"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/task"
	"github.com/dockdesk/dockdesk/internal/views/transfer"
)

// pulledNames is where the names of images that were pulled are kept, and how
// many.
const (
	pulledNames    = "pull.names"
	mostPulledKept = 20
)

// askPull asks which image is to be pulled.
func (w *Window) askPull(q perform.Question) {
	card, set := w.dialogs.CommandCard("ask.command")
	transfer.Ask(transfer.Asking{
		Layer: w.layer, Host: w.host, Action: q.Action, On: q.On, Values: q.Values, Names: w.usedNames(), Card: card, SetCard: set,
		OnCommand: w.dialogs.OnCommand,
		Do:        func(on action.On, v action.Values) { w.carry(q.Action, on, v) },
	})
}

// askPush asks under which name an image is to be pushed.
func (w *Window) askPush(q perform.Question) {
	q.Do = func(on action.On, v action.Values) { w.carry(q.Action, on, v) }
	w.dialogs.Ask(q)
}

// carry does a pull or a push, and shows how far each layer is.
func (w *Window) carry(a *action.Action, on action.On, v action.Values) {
	up := a.ID == "image.push"
	title := a.Doing(on, v)
	if up {
		title = "Pushing " + strings.TrimSpace(v[action.PushName])
	}
	transfer.Start(transfer.Options{
		Layer: w.layer, Post: w.o.Post, Now: w.o.Now, Title: title, Up: up, Icon: a.Icon, Topic: a.Topic(),
		Begin: func(t *transfer.Transfer, try int) (cancel func()) {
			id := w.performer.DoWatched(a, on, v, perform.Watch{
				Making: operations.RunOptions{Progress: t.Step},
				Ended: func(e perform.Ended) {
					if seen, over := t.Ended(try); over {
						w.carried(e, up, seen)
					}
				},
			})
			return func() { w.tasks.Cancel(id) }
		},
	})
}

// carried hears what came of it; seen is whether a person was looking on.
func (w *Window) carried(e perform.Ended, up, seen bool) {
	switch {
	case e.State == task.Failed && seen && len(e.Cases) == 1 && !w.layer.Open():
		diagnosis.Show(w.layer, "transfer.failed", e.Cases[0], w.explaining(), map[bool]string{true: "It was not pushed", false: "It was not pulled"}[up])
	case e.State == task.Done && !up && e.Result.Created.ID != "":
		w.keepName(e.Result.Items[0].Name)
		w.remember(e.Result.Created)
		if !w.layer.Open() && w.shell.Page() == "images" {
			w.Open(e.Result.Created)
		}
	}
	if r, ok := w.shell.Current().(interface{ Renewed() }); ok {
		r.Renewed()
	}
}

// usedNames are names of images that a person may want again: pulled ones, then
// those that the engine has.
func (w *Window) usedNames() []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for name := range strings.SplitSeq(w.o.Settings.Get(pulledNames), "\n") {
		add(name)
	}
	for _, i := range w.o.State.Snapshot().Images {
		for _, tag := range i.Tags {
			add(tag)
		}
	}
	return names
}

func (w *Window) keepName(name string) {
	names := []string{name}
	for old := range strings.SplitSeq(w.o.Settings.Get(pulledNames), "\n") {
		if old != "" && old != name && len(names) < mostPulledKept {
			names = append(names, old)
		}
	}
	w.o.Settings.Set(pulledNames, strings.Join(names, "\n"))
}
