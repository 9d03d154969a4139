package window

import (
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/build"
	"github.com/dockdesk/dockdesk/internal/views/dialogs"
	"github.com/dockdesk/dockdesk/internal/views/images"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/task"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// newBuild makes the Build page.
func (w *Window) newBuild(host *page.Host) *build.Page {
	return build.New(host, build.Options{
		Build: w.buildImage, Run: w.OpenRun, Services: w.explaining(), Dir: w.o.Dir,
		Inside: func(id string) {
			w.Open(object.Ref{Kind: object.KindImage, ID: id})
			if p, ok := w.shell.Current().(*images.Page); ok {
				p.ShowTab("layers")
			}
		},
		Explain: func(topic string, c command.Command, lit int) { w.shell.Guide().Command(topic, c, lit) },
		Say:     func(words string) { w.notice(words, theme.Muted) },
		Choose: func(c build.Choice) {
			w.dialogs.Browse(dialogs.Browsing{Title: c.Title, Topic: c.Topic, From: c.From, Folders: c.Folders, Files: c.Files, Then: c.Then})
		},
	})
}

// buildImage builds what the Build page says; the page shows how far that is, and
// what came of it.
func (w *Window) buildImage(s spec.BuildSpec, j *build.Job) {
	text, err := spec.MarshalBuild(s)
	if err != nil {
		w.notice("This can't be built: "+err.Error()+".", theme.Danger)
		return
	}
	a := action.Must("image.build")
	on := action.On{Kind: object.KindImage, Snapshot: w.o.State.Snapshot()}
	id := w.performer.DoWatched(a, on, action.Values{action.BuildValue: string(text)}, perform.Watch{
		Building: j.Told,
		Tells:    w.shell.Page() == "build",
		Ended: func(e perform.Ended) {
			w.remember(e.Result.Created)
			o := build.Outcome{Made: e.Result.Created, Words: e.Words, Canceled: e.State == task.Canceled}
			if len(e.Cases) > 0 {
				o.Failure = e.Cases[0]
			}
			j.Ended(o)
		},
	})
	j.Began(func() { w.tasks.Cancel(id) })
	w.clock.Reset(0)
}
