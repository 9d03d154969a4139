package window

import (
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/containers"
	"github.com/dockdesk/dockdesk/internal/views/dialogs"
	"github.com/dockdesk/dockdesk/internal/views/home"
	"github.com/dockdesk/dockdesk/internal/views/images"
	"github.com/dockdesk/dockdesk/internal/views/learn"
	"github.com/dockdesk/dockdesk/internal/views/networks"
	"github.com/dockdesk/dockdesk/internal/views/registries"
	"github.com/dockdesk/dockdesk/internal/views/run"
	"github.com/dockdesk/dockdesk/internal/views/shell"
	"github.com/dockdesk/dockdesk/internal/views/system"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/topology"
	"github.com/dockdesk/dockdesk/internal/views/usage"
	"github.com/dockdesk/dockdesk/internal/views/volumes"
)

// entries are the lines of the navigation.
func (w *Window) entries() []shell.Entry {
	host := w.host
	list := []shell.Entry{
		{ID: "home", Title: "Home", Icon: "home", Page: home.New(host)},
		{ID: "containers", Title: "Containers", Icon: "container", Page: containers.New(host),
			Count: func(s *object.Snapshot) int { return len(s.Containers) }},
		{ID: "images", Title: "Images", Icon: "image", Page: images.New(host),
			Count: func(s *object.Snapshot) int { return len(s.Images) }},
		{ID: "volumes", Title: "Volumes", Icon: "volume", Page: volumes.New(host),
			Count: func(s *object.Snapshot) int { return len(s.Volumes) }},
		{ID: "networks", Title: "Networks", Icon: "network", Page: networks.New(host),
			Count: func(s *object.Snapshot) int { return len(s.Networks) }},
		{ID: "stats", Title: "Stats", Icon: "stats", Page: usage.New(host)},
		{ID: "map", Title: "Map", Icon: "map", Page: topology.New(host)},
	}
	if w.o.Registries != nil {
		list = append(list, shell.Entry{ID: "registries", Title: "Registries", Icon: "registry", Page: registries.New(host)})
	}
	w.form = run.New(host, run.Options{
		Engine: w.o.Run, Layer: w.layer, Run: w.runSpec, Leave: w.leaveForm, Dir: w.o.Dir,
		Say: func(words string) { w.notice(words, theme.Muted) },
		Choose: func(c run.Choice) {
			w.dialogs.Browse(dialogs.Browsing{Title: c.Title, Topic: c.Topic, From: c.From, Folders: c.Folders, Files: c.Files, Then: c.Then})
		},
		Rename: func(ref object.Ref) {
			w.performer.Click(action.Must("container.rename"), action.About(w.o.State.Snapshot(), ref))
		},
		MakeNetwork: w.makeNetwork,
		Caption: func(c command.Command) {
			if w.shell != nil { // not yet while the form is made
				w.shell.FormCaption(c)
			}
		},
		Explain: func(topic string, c command.Command, lit int) { w.shell.Guide().Command(topic, c, lit) },
	})
	list = append(list, shell.Entry{ID: "run", Title: "Run a container", Page: w.form, Under: "containers"})
	list = append(list, shell.Entry{ID: "build", Title: "Build", Icon: "build", Page: w.newBuild(host)})
	w.book = learn.New(host, learn.Options{
		Has:  func(id string) bool { return w.shell.Title(id) != "" },
		Show: w.showPlace,
	})
	list = append(list, shell.Entry{ID: "learn", Title: "Learn", Icon: "learn", Page: w.book, Gap: true})
	if w.o.System == nil {
		return list
	}
	w.system = system.New(host, system.Options{
		Engine: w.o.System, Events: w.o.State.Events, Contexts: w.o.Contexts, OnPrune: w.prune, OnBin: w.onBin(), Save: w.dialogs.Save,
	})
	return append(list, shell.Entry{ID: "system", Title: "System", Icon: "system", Page: w.system})
}
