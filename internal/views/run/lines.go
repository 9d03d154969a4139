package run

import (
	"fmt"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// lines edits a list of the spec: one row for each entry, and links that add
// another. The rows are made anew only when one comes or goes, so that typing
// keeps the keyboard.
type lines struct {
	p      *Page
	path   string // of the list; "ports"
	object *modal.Stack
	count  func(*spec.RunSpec) int
	row    func(i int) *modal.Row // the controls of an entry, without what removes it
	drop   func(s *spec.RunSpec, i int)
	adds   fyne.CanvasObject
	shown  int
	own    []*field // of the rows
}

func (p *Page) lines(path string, l lines, adds ...fyne.CanvasObject) *lines {
	l.p, l.path, l.object, l.shown = p, path, modal.NewStack(8), -1
	l.adds = widgets.NewFlow(16, 4, adds...)
	made := &l
	p.lists = append(p.lists, made)
	return made
}

// adder is a link that adds an entry and goes to its first field.
func (p *Page) adder(id, words, path, topic string, add func(*spec.RunSpec)) fyne.CanvasObject {
	link := widgets.NewLink("run."+id, "+ "+words, func() {
		p.edit(path, add)
		p.pull()
		p.focusLast(path)
	})
	link.Topic = topic
	return link
}

// pull shows the entries that the spec has.
func (l *lines) pull(s *spec.RunSpec) {
	n := l.count(s)
	if n == l.shown {
		return
	}
	l.shown = n
	l.p.forget(l.own)
	before := len(l.p.fields)
	var blocks []fyne.CanvasObject
	for i := range n {
		blocks = append(blocks, l.entry(i))
	}
	l.own = append([]*field(nil), l.p.fields[before:]...)
	l.object.Set(append(blocks, l.adds)...)
}

// entry is a row with its problems and what removes it.
func (l *lines) entry(i int) fyne.CanvasObject {
	remove := widgets.NewButton(fmt.Sprintf("run.%s.%d.remove", l.path, i), "", "close", widgets.Quiet, nil)
	remove.Tip, remove.Topic = "Leave this out", topicOf(l.path)
	remove.OnTap = func() {
		l.p.edit(l.path, func(s *spec.RunSpec) { l.drop(s, i) })
		l.shown = -1
		l.p.pull()
	}
	row := l.row(i)
	told := l.p.setup(fmt.Sprintf("%s.%d", l.path, i), "", modal.NewStack(0), nil, func(*spec.RunSpec) {})
	return modal.NewStack(fieldGap, modal.NewWeighted(rowGap, []float32{1, -34}, row, widgets.PadSides(remove, 22, 0, 0, 0)), told.object)
}
