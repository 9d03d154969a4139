package build

import (
	"fmt"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/column"
)

// pastTab are the last builds.
type pastTab struct {
	p       *Page
	content *fyne.Container
	none    fyne.CanvasObject
	column  *column.Column
	stack   *modal.Stack
	seen    string
}

func newPastTab(p *Page) *pastTab {
	t := &pastTab{p: p, stack: modal.NewStack(8)}
	t.none = widgets.Empty("No builds yet", "What is built from this page is kept here, the last twenty of it.", nil)
	t.column = column.New(column.Options{Gap: 8, Top: 10, Bottom: 10, Sides: 6}, t.stack)
	t.content = container.NewStack(t.none, t.column)
	t.tell()
	return t
}

// tell shows the builds, if others have come.
func (t *pastTab) tell() {
	builds := t.p.past.Builds
	widgets.SetVisible(t.none, len(builds) == 0)
	widgets.SetVisible(t.column, len(builds) > 0)
	key := fmt.Sprint(len(builds))
	if len(builds) > 0 {
		key += builds[0].At.String()
	}
	if key == t.seen {
		return
	}
	t.seen = key
	rows := make([]fyne.CanvasObject, len(builds))
	for i, e := range builds {
		rows[i] = t.row(i, e)
	}
	t.stack.Set(rows...)
	t.column.Refit()
}

// outcomes are what came of a build, as shape, word and colour.
var outcomes = map[string]look{
	"built":    {"check", theme.OK, "built"},
	"failed":   {"failed", theme.Danger, "failed"},
	"given up": {"stop", theme.Warn, "given up"},
}

func (t *pastTab) row(i int, e entry) fyne.CanvasObject {
	name := format.CleanLine(action.First(e.Spec.Tags))
	if name == "" {
		name = object.ShortID(e.Image)
	}
	if name == "" {
		name = format.CleanLine(filepath.Base(e.Spec.Folder))
	}
	l := outcomes[e.State]
	came := l.word + " in " + seconds(e.Took)
	switch {
	case e.State == "built" && e.Cached > 0:
		came += fmt.Sprintf(", %d of %d cached", e.Cached, e.All)
	case e.Line > 0:
		came = fmt.Sprintf("failed at line %d", e.Line)
	}
	title := widgets.NewText(name, widgets.TextStyle{Bold: true})
	where := widgets.NewText(e.Spec.Dockerfile(), widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	when := widgets.NewText(e.At.Local().Format("2 Jan 15:04"), widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	outcome := widgets.NewText(came, widgets.TextStyle{Size: theme.SizeSmall, Color: l.ink, Bold: e.State != "built"})
	title.Truncate, where.Truncate, outcome.Truncate, when.Truncate = true, true, true, true
	outcome.ID = fmt.Sprintf("build.past.%d.outcome", i)
	use := widgets.NewButton(fmt.Sprintf("build.past.%d.use", i), "Use", "", widgets.Ordinary, func() { t.use(e) })
	again := widgets.NewButton(fmt.Sprintf("build.past.%d.again", i), "Build again", "build", widgets.Ordinary, func() {
		t.use(e)
		t.p.start()
	})
	use.Topic, again.Topic = "tab.build-past", "tab.build-past"
	facts := modal.NewStack(2, modal.NewWeighted(8, []float32{1, -96}, title, when),
		modal.NewWeighted(8, []float32{-20, 1}, widgets.NewSizedIcon(l.icon, l.ink, 15), outcome), where)
	buttons := container.New(layout.NewCustomPaddedHBoxLayout(8), use, again)
	return modal.NewCard(modal.NewStack(0, modal.NewWeighted(12, []float32{1, -buttons.MinSize().Width}, facts, widgets.Sized(widgets.Middle(buttons), 0, 56))))
}

// use fills the page as a build was.
func (t *pastTab) use(e entry) {
	if t.p.busy() {
		t.p.o.Say("A build is under way.")
		return
	}
	t.p.spec = e.Spec.Clone()
	t.p.job = nil
	t.p.unwatch()
	t.p.pull()
	t.p.tabs.Select("picture")
}
