// Package taskline shows what is under way: in a few words at the window's
// lower edge, and one by one in a card above it, with progress, a way to
// cancel, and what failed until it was read.
//
// It must know nothing of what a task does. It belongs to the main goroutine.
package taskline

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/views/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/task"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Line is the words at the window's lower edge. They are hidden while there is
// nothing to tell.
type Line struct {
	// OnSize hears that the words need another width: what they stand in must be
	// laid out anew.
	OnSize func()
	// Services are what a diagnosis needs of the window.
	Services diagnosis.Services

	object *fyne.Container
	tasks  *task.List
	layer  *modal.Layer

	icon   *widgets.Icon
	words  *widgets.Link
	cancel *widgets.Link
	single task.ID // what cancel is about

	dialog *modal.Dialog
	body   *modal.Stack
	rows   map[task.ID]*row
	order  []task.ID
	close  *widgets.Button
}

const cardWidth = 480 // of the card with the tasks, px at scale 1

// New makes a line for a list of tasks. Call Update after each of its changes.
func New(tasks *task.List, layer *modal.Layer) *Line {
	l := &Line{tasks: tasks, layer: layer, icon: widgets.NewSizedIcon("refresh", theme.Accent, 13)}
	l.words = widgets.NewSmallLink("status.tasks", "", l.Open)
	l.cancel = widgets.NewSmallLink("status.tasks.cancel", "cancel", func() { l.tasks.Cancel(l.single) })
	l.object = container.New(layout.NewCustomPaddedHBoxLayout(8), widgets.Middle(l.icon), widgets.Middle(l.words), widgets.Middle(l.cancel))
	l.object.Hide()
	return l
}

// Object is what the status line shows.
func (l *Line) Object() fyne.CanvasObject { return l.object }

// Update shows what the list has now.
func (l *Line) Update() {
	shown := l.tasks.Shown()
	if len(shown) == 0 {
		l.object.Hide()
	} else {
		l.tell(shown)
		l.object.Show()
	}
	if l.OnSize != nil {
		l.OnSize()
	}
	l.object.Refresh()
	if l.dialog != nil {
		l.fill(shown)
	}
}

func (l *Line) tell(shown []task.Status) {
	var running []task.Status
	for _, s := range shown {
		if s.State == task.Running {
			running = append(running, s)
		}
	}
	failed := len(shown) - len(running)
	words := ""
	switch len(running) {
	case 0:
	case 1:
		words = running[0].Title
		if s := running[0]; s.Total > 1 {
			words += fmt.Sprintf(" · %d of %d", s.Done, s.Total)
		}
	default:
		words = format.Count(len(running), "task")
	}
	l.icon.Set("refresh", theme.Accent)
	if failed > 0 {
		if words != "" {
			words += " · "
		}
		words += fmt.Sprintf("%d failed", failed)
		l.icon.Set("failed", theme.Danger)
	}
	l.words.SetText(words)
	widgets.SetVisible(l.cancel, len(running) == 1)
	if len(running) == 1 {
		l.single = running[0].ID
		l.words.Topic, l.cancel.Topic = running[0].Topic, running[0].Topic
		l.cancel.SetDisabled(running[0].Asked)
	}
}

// Open opens the card with all tasks.
func (l *Line) Open() {
	if l.dialog != nil {
		return
	}
	l.rows, l.order = map[task.ID]*row{}, nil
	l.body = modal.NewStack(14)
	l.close = widgets.NewButton("tasks.close", "Close", "", widgets.Ordinary, func() { l.dialog.Close() })
	l.dialog = &modal.Dialog{
		ID: "tasks", Title: "Under way", Body: l.body, Width: cardWidth, Place: modal.Corner, Outside: true, First: l.close,
		Footer:   container.New(layout.NewCustomPaddedHBoxLayout(0), layout.NewSpacer(), l.close),
		OnClosed: func() { l.dialog, l.rows, l.order = nil, nil, nil },
	}
	l.fill(l.tasks.Shown())
	l.layer.Show(l.dialog)
}

// fill brings the card up to date. A row stays the same one as long as its task
// is there, so that the keyboard stays where it is.
func (l *Line) fill(shown []task.Status) {
	var order []task.ID
	var blocks []fyne.CanvasObject
	for _, s := range shown {
		r := l.rows[s.ID]
		if r == nil {
			r = newRow(s.ID, l)
			l.rows[s.ID] = r
		}
		r.explain(s, l)
		r.update(s)
		order, blocks = append(order, s.ID), append(blocks, r.object)
	}
	if len(blocks) == 0 {
		blocks = append(blocks, widgets.NewText("Nothing is under way.", widgets.TextStyle{Color: theme.Muted}))
	}
	if !slices.Equal(order, l.order) || len(order) == 0 {
		l.order = order
		if l.dialog.Shown() {
			l.layer.Focus(l.close) // what had the keyboard may go
		}
		l.body.Set(blocks...)
	}
	l.dialog.Refit()
}

// row is one task in the card.
type row struct {
	object *modal.Stack
	title  *widgets.Text
	bar    *widgets.Progress
	note   *widgets.Text
	end    *widgets.Button // cancels, or says that it was read
	words  *widgets.Paragraph
	fold   *widgets.Link
	folds  *fyne.Container
	raw    *widgets.Paragraph
	cases  *modal.Stack // why it failed, where that is known
	views  []*diagnosis.View
	state  task.State
	open   bool
}

func newRow(id task.ID, l *Line) *row {
	prefix := fmt.Sprintf("task.%d", id)
	r := &row{
		title: widgets.NewText("", widgets.TextStyle{Bold: true}),
		bar:   widgets.NewProgress(prefix + ".progress"),
		note:  widgets.MutedText(""),
		words: widgets.NewParagraph("", widgets.TextStyle{Color: theme.Danger}),
		raw:   widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeCode, Mono: true}),
	}
	r.title.ID, r.words.ID, r.raw.ID = prefix+".title", prefix+".words", prefix+".raw"
	r.title.Truncate, r.note.Truncate = true, true
	r.end = widgets.NewButton(prefix+".end", "Cancel", "", widgets.Ordinary, func() {
		if r.state == task.Failed {
			l.tasks.Dismiss(id)
		} else {
			l.tasks.Cancel(id)
		}
	})
	r.fold = widgets.NewSmallLink(prefix+".fold", "", func() {
		r.open = !r.open
		r.unfold()
		l.dialog.Refit()
	})
	text := modal.NewStack(4, r.title, r.bar, r.note)
	head := container.NewBorder(nil, nil, nil, widgets.PadSides(widgets.Middle(r.end), 0, 0, 0, 12), text)
	r.folds, r.cases = container.NewHBox(r.fold), modal.NewStack(14)
	r.object = modal.NewStack(6, head, r.words, r.cases, r.folds, r.raw)
	return r
}

func (r *row) update(s task.Status) {
	r.state = s.State
	r.title.SetText(s.Title)
	share, known := s.Share()
	r.bar.Set(share)
	widgets.SetVisible(r.bar, known && s.State == task.Running)
	note := s.Note
	switch {
	case s.State == task.Failed:
		note = ""
	case s.Asked:
		note = "Ending. What has begun is finished first."
	case s.Total > 1:
		note = fmt.Sprintf("%d of %d · %s", s.Done, s.Total, s.Note)
	}
	r.note.SetText(note)
	widgets.SetVisible(r.note, note != "")
	r.end.SetText(map[bool]string{true: "Dismiss", false: "Cancel"}[s.State == task.Failed])
	r.end.SetDisabled(s.State == task.Running && s.Asked)
	r.end.Topic = s.Topic
	r.words.SetText(s.Words)
	// One diagnosis says all that the words would.
	widgets.SetVisible(r.words, s.Words != "" && len(r.views) != 1)
	r.raw.SetText(s.Raw)
	widgets.SetVisible(r.fold, s.Raw != "" && len(r.views) == 0)
	widgets.SetVisible(r.folds, r.fold.Visible())
	r.unfold()
}

// explain shows why the task failed.
func (r *row) explain(s task.Status, l *Line) {
	if len(r.views) != len(s.Cases) {
		r.views = nil
		var blocks []fyne.CanvasObject
		for i := range s.Cases {
			v := diagnosis.New(fmt.Sprintf("task.%d.case.%d", s.ID, i), l.Services)
			v.Leaving = func() { l.dialog.Close() }
			v.Resized = func() { l.dialog.Refit() }
			r.views, blocks = append(r.views, v), append(blocks, v.Object())
		}
		r.cases.Set(blocks...)
	}
	for i, v := range r.views {
		v.Set(s.Cases[i])
	}
	widgets.SetVisible(r.cases, len(r.views) > 0)
}

func (r *row) unfold() {
	widgets.SetVisible(r.raw, r.open && r.fold.Visible())
	r.fold.SetText(map[bool]string{true: "Hide the engine's own words", false: "Show the engine's own words"}[r.open])
	r.object.Refresh()
}
