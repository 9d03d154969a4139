package connection

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// ContextList is the address book: every engine that this computer knows, the
// one in use, and a button to turn to each other one.
type ContextList struct {
	host     *page.Host
	id       string
	contexts Contexts
	onUse    func() // before another one is used
	onHeight func() // its height may have changed

	object fyne.CanvasObject
	rows   *fyne.Container
	shown  []entry
	seq    int
}

// entry is what a row says.
type entry struct {
	name, host, about, wrong string
	current                  bool
}

// NewContextList makes the list; its controls' ids begin with id. onUse and
// onHeight may be nil.
func NewContextList(host *page.Host, id string, contexts Contexts, onUse, onHeight func()) *ContextList {
	l := &ContextList{host: host, id: id, contexts: contexts, onUse: onUse, onHeight: onHeight}
	l.rows = container.New(layout.NewCustomPaddedVBoxLayout(0))
	note := widgets.MutedText("Only this window turns to another engine. The docker command keeps its own choice.")
	note.Truncate = true
	l.object = container.New(layout.NewCustomPaddedVBoxLayout(6),
		widgets.NewHeading(id, "Engines this computer knows", "system.contexts"),
		container.NewStack(widgets.NewBox(theme.Surface, theme.Border, theme.SizeCardR), l.rows), note)
	return l
}

// Object is the list with its heading.
func (l *ContextList) Object() fyne.CanvasObject { return l.object }

// Reload reads the address book anew.
func (l *ContextList) Reload() {
	l.seq++
	mine := l.seq
	l.host.Go(func(context.Context) {
		list, err := l.contexts.Contexts()
		l.host.Post(func() {
			if l.seq == mine {
				l.set(lines(list, err))
			}
		})
	})
}

// lines are the rows for what could be read.
func lines(list []engine.Context, err error) []entry {
	var out []entry
	for _, c := range list {
		row := entry{name: c.Name, host: masked(c.Host), about: c.Description, current: c.Current}
		if c.Err != nil {
			row.wrong = "This address can’t be used."
			if errors.Is(c.Err, engine.ReasonUnknownContext) {
				row.wrong = "There is no context of this name."
			}
		}
		out = append(out, row)
	}
	if err != nil {
		out = append(out, entry{wrong: "Some of the address book can’t be read."})
	}
	return out
}

func (l *ContextList) set(rows []entry) {
	if slices.Equal(rows, l.shown) {
		return
	}
	l.shown = rows
	l.rows.Objects = nil
	for i, r := range rows {
		if i > 0 {
			l.rows.Add(widgets.NewRule())
		}
		l.rows.Add(l.row(r))
	}
	l.rows.Refresh()
	l.object.Refresh()
	if l.onHeight != nil {
		l.onHeight()
	}
}

func (l *ContextList) row(r entry) fyne.CanvasObject {
	name := widgets.NewText(format.CleanLine(r.name), widgets.TextStyle{Bold: true})
	name.ID, name.Truncate = l.id+".name."+r.name, true
	var second fyne.CanvasObject
	switch {
	case r.wrong != "":
		t := widgets.NewText(r.wrong, widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Danger})
		t.Truncate = true
		second = t
	case r.host == "" && r.about != "":
		second = truncated(r.about)
	default:
		second = widgets.NewCode(format.CleanLine(r.host))
	}
	words := container.New(layout.NewCustomPaddedVBoxLayout(1), name, second)
	return widgets.Pad(container.NewBorder(nil, nil, nil, l.controls(r), widgets.PadSides(words, 0, 12, 0, 0)), 8, 14)
}

func truncated(words string) *widgets.Text {
	t := widgets.MutedText(format.CleanLine(words))
	t.Truncate = true
	return t
}

// controls are the badge or button of a row, and what copies its command.
func (l *ContextList) controls(r entry) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedHBoxLayout(8))
	if r.name == "" {
		return box
	}
	if r.current {
		box.Add(widgets.Middle(widgets.NewBadge(l.id+".current", "in use here", "check", widgets.ToneInfo, "system.contexts")))
	} else {
		use := widgets.NewButton(l.id+".use."+r.name, "Use", "", widgets.Ordinary, func() { l.use(r.name) })
		use.Topic = "action.context.use"
		use.SetDisabled(r.wrong != "")
		box.Add(widgets.Middle(use))
	}
	cmd := command.UseContext(r.name)
	copies := widgets.NewButton(l.id+".copy."+r.name, "", "copy", widgets.Quiet, func() { l.host.Copy(cmd.String()) })
	copies.Tip, copies.Topic = "Copy "+format.CleanLine(cmd.String()), "action.context.use"
	box.Add(widgets.Middle(copies))
	return box
}

func (l *ContextList) use(name string) {
	if l.onUse != nil {
		l.onUse()
	}
	l.contexts.UseContext(name)
	l.Reload()
}
