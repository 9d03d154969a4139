package containers

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/logs"
	"github.com/dockdesk/dockdesk/internal/engine/logs/match"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/logview"
)

// logsTab is the log of the selected container, and of those that were added to
// it. It reads only while it is seen.
type logsTab struct {
	host *page.Host
	now  *object.Container
	all  []*object.Container // of the engine
	with []string            // the ids of the containers that are shown, too
	seen bool

	log     page.Log // nil when none is open
	opened  logKey
	number  int // of the log; those that were left are not listened to
	span    span
	from    string // what the fields of a span between two times say
	until   string
	last    *logs.Snapshot
	pattern *match.Pattern

	content fyne.CanvasObject
	view    *logview.View
	tools   *logTools
	note    *widgets.Paragraph
	noteRow *fyne.Container
	empty   *fyne.Container
	said    saying // what empty says now
}

// logKey says which log is open.
type logKey struct{ ids, span string }

func newLogsTab(host *page.Host) *logsTab {
	t := &logsTab{host: host, span: spanOf(host.Settings.Get("logs.span"))}
	return t
}

func (t *logsTab) object() fyne.CanvasObject {
	if t.content != nil {
		return t.content
	}
	t.view = logview.New(logview.Options{
		ID: "containers.logs", Topic: "log.rows", Go: t.host.Go, Post: t.host.Post,
		OnTop: func() {
			if t.log != nil {
				t.log.Older()
			}
		},
		OnFollow: func(on bool) { t.tools.follow.SetOn(on) },
		OnFound:  func(f logview.Found) { t.tools.showFound(f) },
		OnFind:   func() { t.focusSearch() },
	})
	t.tools = newLogTools(t)
	t.view.SetTimes(t.host.Settings.Get("logs.times") == "yes")
	t.view.SetWrap(t.host.Settings.Get("logs.wrap") == "yes")
	t.note = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	t.note.ID = "containers.logs.note"
	t.noteRow = widgets.PadSides(t.note, 0, 2, 0, 2)
	t.noteRow.Hide()
	t.empty = container.NewStack()
	top := widgets.PadSides(container.New(layout.NewCustomPaddedVBoxLayout(4), widgets.Near(t.tools.row), widgets.Near(t.tools.moments), t.noteRow), 0, 0, 6, 0)
	t.content = container.NewBorder(top, nil, nil, nil, container.NewStack(t.view, t.empty))
	return t.content
}

// show says which container is selected, and which there are.
func (t *logsTab) show(c *object.Container, all []*object.Container) {
	other := t.now == nil || t.now.ID != c.ID
	t.now, t.all = c, all
	if other {
		t.with = nil
	}
	if t.seen {
		t.open()
	}
}

func (t *logsTab) shown() {
	t.seen = true
	t.open()
}

// focusSearch gives the keyboard to the log's own search field, if the log has
// the keyboard.
func (t *logsTab) focusSearch() bool {
	if t.log == nil || !t.view.Focused() {
		return false
	}
	if !theme.Projecting() { // the field is not there
		t.host.Focus(t.tools.search)
	}
	return true
}

func (t *logsTab) hidden() {
	t.seen = false
	t.close()
}

// open reads the log that is asked for, unless it is open.
func (t *logsTab) open() {
	if t.now == nil {
		return
	}
	t.keepThere()
	sources := t.sources()
	key := logKey{span: fmt.Sprint(t.span, t.from, t.until)}
	for _, s := range sources {
		key.ids += s.ID + " "
	}
	t.tools.showWith(len(sources) - 1)
	if t.log != nil && key == t.opened {
		t.draw()
		return
	}
	t.close()
	t.number++
	mine := t.number
	o, err := t.span.options(t.host.Now(), t.from, t.until)
	t.tools.showSpan(err)
	if err != nil {
		return
	}
	o.Sources = sources
	o.Changed = func() {
		t.host.Post(func() {
			if t.number == mine && t.log != nil {
				t.refresh()
			}
		})
	}
	t.opened = key
	t.log = t.host.OpenLog(o)
	t.refresh()
}

func (t *logsTab) close() {
	if t.log == nil {
		return
	}
	log := t.log
	t.log, t.last = nil, nil
	t.view.Reset()                                   // it holds the lines
	t.host.Go(func(context.Context) { log.Close() }) // it waits for the engine's answers to end
}

// keepThere forgets the added containers that are no more.
func (t *logsTab) keepThere() {
	t.with = slices.DeleteFunc(t.with, func(id string) bool {
		return id == t.now.ID || !slices.ContainsFunc(t.all, func(c *object.Container) bool { return c.ID == id })
	})
}

func (t *logsTab) sources() []logs.Source {
	list := []logs.Source{{ID: t.now.ID, Name: t.now.Name}}
	for _, c := range t.all {
		if slices.Contains(t.with, c.ID) {
			list = append(list, logs.Source{ID: c.ID, Name: c.Name})
		}
	}
	return list
}

// refresh shows what has come.
func (t *logsTab) refresh() {
	t.last = t.log.Snapshot()
	var names []string
	for _, s := range t.last.Sources {
		names = append(names, s.Name)
	}
	t.view.SetLog(t.last.Snapshot, names)
	t.tools.showCleared(t.view.Cleared())
	t.draw()
}

// draw says what there is to say about the log.
func (t *logsTab) draw() {
	if t.last != nil {
		t.say(sayingOf(t.last, t.view.Shown().Len(), t.view.Cleared()))
	}
}

func (t *logsTab) say(s saying) {
	if s.note != t.said.note {
		t.note.SetText(s.note)
		widgets.SetVisible(t.noteRow, s.note != "")
		t.content.Refresh()
		t.content.Refresh() // it knows its height only now that it has its width
	}
	if s.title != t.said.title || s.words != t.said.words {
		t.empty.Objects = nil
		if s.title != "" {
			t.empty.Objects = []fyne.CanvasObject{widgets.Empty(s.title, s.words, nil)}
		}
		t.empty.Refresh()
	}
	t.said = s
}

func (t *logsTab) search() {
	words := t.tools.search.Text
	t.pattern = nil
	var err error
	switch {
	case words == "":
	case t.tools.regexp.On():
		t.pattern, err = match.Regexp(words) // nil if it is wrong
	default:
		t.pattern = match.Words(words)
	}
	t.view.Search(t.pattern)
	t.tools.showProblem(err)
}

func (t *logsTab) setSpan(s span) {
	t.span = s
	t.host.Settings.Set("logs.span", string(s))
	t.open()
}

// setWith says which other containers are shown, too.
func (t *logsTab) setWith(ids []string) {
	t.with = ids
	t.open()
}

func (t *logsTab) toggleClear() {
	if t.view.Cleared() {
		t.view.Unclear(t.last.Snapshot)
	} else {
		t.view.Clear()
	}
	t.tools.showCleared(t.view.Cleared())
	t.draw()
}

// save writes what is shown to a file.
func (t *logsTab) save() {
	if t.last == nil {
		return
	}
	snap, names, times := t.view.Shown(), []string(nil), t.tools.times.On()
	if len(t.last.Sources) > 1 {
		for _, s := range t.last.Sources {
			names = append(names, s.Name)
		}
	}
	name := fileName(t.now.Name, t.host.Now())
	t.host.Save(name, func(w io.Writer) error { return logview.Write(w, snap, names, times) }, func(error) {})
}

// fileName is what a log's file is called: every system takes it.
func fileName(name string, now time.Time) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '-'
	}, name)
	return clean[:min(len(clean), 60)] + "-" + now.Format("20060102-150405") + ".log"
}
