package dialogs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/help/command"
	help "github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/historytext"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// drawer is the history: a list of all that was done, and the sentence, the
// command and the engine's own words of the line in it that is selected.
type drawer struct {
	d      *Dialogs
	log    *history.Log
	dialog *modal.Dialog
	list   *datalist.DataList[historyRow]
	byID   map[string]history.Entry
	all    []history.Entry

	copyAll, script, sheet *widgets.Button
	detail                 *modal.Stack
	words                  *widgets.Paragraph
	card                   *commandCard
	fold                   *widgets.Link
	folds                  *fyne.Container
	raw                    *widgets.Paragraph
	again                  *widgets.Button
	agains                 *fyne.Container // round it
	why                    *diagnosis.View // why it failed, where that is known
	unfolded               bool
	shown                  string
}

// historyRow is one line of the list, a value that is equal to the one before
// as long as nothing in it has changed.
type historyRow struct {
	id      string
	n       uint64
	outcome history.Outcome
	command string
	took    time.Duration
	at      time.Time
}

// drawerHeight is the drawer's share of the window's height.
const drawerHeight = 0.66

// History opens the drawer with all that was done.
func (d *Dialogs) History(log *history.Log) {
	if d.drawer != nil {
		return
	}
	w := &drawer{d: d, log: log}
	d.drawer = w
	w.list = datalist.New(datalist.Config[historyRow]{
		ID: "history", Key: func(r historyRow) string { return r.id }, Columns: historyColumns, Post: d.host.Post,
		Filters: historyFilters, Sort: "at", Down: true,
		OnCursor: func(string) { w.showDetail() }, OnOpen: w.copyOne, OnSelect: func([]string) { w.showCount() },
	})
	w.build()
	w.update()
	d.layer.Show(w.dialog)
	if e, ok := log.Last(); ok {
		w.list.SetCursor(fmt.Sprint(e.ID))
		w.list.Focus()
	}
}

// HistoryChanged shows what has come to the history since, if it is open.
func (d *Dialogs) HistoryChanged() {
	if d.drawer != nil {
		d.drawer.update()
	}
}

var historyFilters = []datalist.Filter[historyRow]{
	{ID: "all", Title: "All"},
	{ID: "done", Title: "Done here", Match: func(r historyRow) bool { return r.outcome != history.Seen }},
	{ID: "failed", Title: "Failed", Match: func(r historyRow) bool { return r.outcome == history.Failed }},
	{ID: "seen", Title: "Seen", Match: func(r historyRow) bool { return r.outcome == history.Seen }},
}

var historyColumns = []datalist.Column[historyRow]{
	{ID: "at", Title: "Time", Min: 66, Ideal: 72, Style: datalist.Muted,
		Text:    func(r historyRow) string { return r.at.Format("15:04:05") },
		Compare: func(a, b historyRow) int { return cmp.Compare(a.n, b.n) }},
	{ID: "outcome", Title: "Outcome", Min: 104, Ideal: 110, Text: func(r historyRow) string { return outcomeShape(r.outcome).Word },
		Cell: func() datalist.Cell[historyRow] {
			cell := widgets.NewStateCell()
			return datalist.NewCell[historyRow](cell, func(r historyRow) { cell.Set(outcomeShape(r.outcome)) })
		}},
	{ID: "command", Title: "Command", Min: 200, Ideal: 420, Grow: 1, Style: datalist.Code, Text: func(r historyRow) string { return r.command }},
	{ID: "took", Title: "Took", Min: 56, Ideal: 60, Align: datalist.Right, Text: func(r historyRow) string { return tookWords(r) },
		Compare: func(a, b historyRow) int { return cmp.Compare(a.took, b.took) }},
}

func outcomeShape(o history.Outcome) format.Shape {
	switch o {
	case history.Done:
		return format.Shape{Word: "done", Icon: "check", Tone: format.Good}
	case history.Failed:
		return format.Shape{Word: "failed", Icon: "failed", Tone: format.Bad}
	case history.Canceled:
		return format.Shape{Word: "cancelled", Icon: "idle"}
	case history.Running:
		return format.Shape{Word: "under way", Icon: "refresh"}
	}
	return format.Shape{Word: "seen", Icon: "eye"}
}

func tookWords(r historyRow) string {
	switch {
	case r.outcome == history.Seen || r.outcome == history.Running:
		return ""
	case r.took < 100*time.Millisecond:
		return fmt.Sprintf("%d ms", r.took.Milliseconds())
	case r.took < 10*time.Second:
		return fmt.Sprintf("%.1f s", r.took.Seconds())
	case r.took < 2*time.Minute:
		return fmt.Sprintf("%.0f s", r.took.Seconds())
	}
	return fmt.Sprintf("%.0f min", r.took.Minutes())
}

func (w *drawer) build() {
	title := widgets.NewText("History", widgets.TextStyle{Size: theme.SizeObject, Bold: true})
	title.ID = "history.title"
	w.copyAll = widgets.NewButton("history.copyall", "Copy all", "copy", widgets.Ordinary, func() {
		w.d.host.Copy(historytext.Lines(w.chosen()))
	})
	w.script = widgets.NewButton("history.script", "Save as script…", "terminal", widgets.Ordinary, func() {
		w.d.save("Save as a shell script", "dockdesk-history.sh", func() string { return historytext.Script(w.chosen(), w.d.host.Now()) })
	})
	w.sheet = widgets.NewButton("history.sheet", "Save as sheet…", "file", widgets.Ordinary, func() {
		w.d.save("Save as a Markdown sheet", "dockdesk-history.md", func() string { return historytext.Sheet(w.chosen(), w.d.host.Now()) })
	})
	done := widgets.NewButton("history.close", "Close", "", widgets.Ordinary, func() { w.dialog.Close() })
	head := container.NewBorder(nil, nil, widgets.Middle(title),
		container.New(layout.NewCustomPaddedHBoxLayout(10), w.copyAll, w.script, w.sheet, done))

	w.words = widgets.NewParagraph("", widgets.TextStyle{Bold: true})
	w.words.ID = "history.words"
	w.card = newCommandCard("history.detail", w.d.host)
	w.fold = widgets.NewSmallLink("history.raw.show", "", func() {
		w.unfolded = !w.unfolded
		w.showRaw()
	})
	w.raw = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeCode, Mono: true})
	w.raw.ID = "history.raw"
	w.folds = container.NewHBox(w.fold)
	w.again = widgets.NewButton("history.again", "Make it again", "undo", widgets.Ordinary, func() {
		ids := w.byID[w.shown].Bin
		w.dialog.Close()
		w.d.OnAgain(ids)
	})
	w.again.Topic = "action.bin.again"
	w.agains = container.NewHBox(w.again)
	w.agains.Hide()
	w.why = diagnosis.New("history.why", diagnosis.Services{Explain: w.d.host.Explain, Copy: w.d.host.Copy, Open: w.d.host.Open})
	w.why.Leaving = func() { w.dialog.Close() }
	w.why.Resized = func() {
		w.detail.Refresh()
		w.dialog.Refit()
	}
	w.detail = modal.NewStack(8, w.words, w.agains, w.why.Object(), w.card.object, w.folds, w.raw)

	top := modal.NewStack(10, head, w.list.Filters())
	scroll := container.NewVScroll(widgets.Pad(w.detail, ringRoom, ringRoom))
	body := container.New(&drawerLayout{detail: w.detail}, top, w.list, scroll)
	w.list.SetEmpty(widgets.Empty("Nothing was done yet", "What you do appears here as its docker command.", nil))
	w.dialog = &modal.Dialog{
		ID: "history.drawer", Body: widgets.PadSides(body, 14, 16, 12, 16), Bare: true, Place: modal.Bottom, Height: drawerHeight, Outside: true,
		First: done, OnClosed: func() { w.d.drawer = nil },
	}
}

// update takes over what the log has now.
func (w *drawer) update() {
	w.all = w.log.Entries()
	w.byID = make(map[string]history.Entry, len(w.all))
	rows := make([]historyRow, len(w.all))
	for i, e := range w.all {
		id := fmt.Sprint(e.ID)
		w.byID[id] = e
		rows[i] = historyRow{id: id, n: e.ID, outcome: e.Outcome, command: practised(e) + e.Command.Display(command.Bash), took: e.Took, at: e.At}
	}
	w.list.SetItems(rows)
	for _, b := range []*widgets.Button{w.copyAll, w.script, w.sheet} {
		b.SetDisabled(len(rows) == 0)
	}
	w.showDetail()
}

// practised marks what was done to an engine that only pretends.
func practised(e history.Entry) string {
	if e.Practice {
		return "practice: "
	}
	return ""
}

// chosen are the ticked entries, or all if none is.
func (w *drawer) chosen() []history.Entry {
	ticked := w.list.Ticked()
	if len(ticked) == 0 {
		return w.all
	}
	var list []history.Entry
	for _, e := range w.all {
		if slices.Contains(ticked, fmt.Sprint(e.ID)) {
			list = append(list, e)
		}
	}
	return list
}

func (w *drawer) showCount() {
	words := "Copy all"
	if n := len(w.list.Ticked()); n > 0 {
		words = fmt.Sprintf("Copy %d", n)
	}
	w.copyAll.SetText(words)
	w.dialog.Refit()
}

func (w *drawer) copyOne(id string) { w.d.host.Copy(w.byID[id].Command.Display(command.Bash)) }

func (w *drawer) showDetail() {
	if w.words == nil {
		return
	}
	id := w.list.Cursor()
	e, ok := w.byID[id]
	widgets.SetVisible(w.detail, ok)
	if !ok {
		return
	}
	if id != w.shown {
		w.shown, w.unfolded = id, false
	}
	words := e.Words
	switch e.Outcome {
	case history.Running:
		words = "This is under way."
	case history.Seen:
		words += " It was not done here: the engine told of it, and the command is the one that most likely did it."
	}
	if e.Practice {
		words = "This was practice, not real Docker. " + words
	}
	w.words.SetText(words)
	widgets.SetVisible(w.words, len(e.Cases) != 1) // a diagnosis says all of it
	widgets.SetVisible(w.agains, len(e.Bin) > 0 && w.d.OnAgain != nil)
	w.why.Set(first(e.Cases))
	w.card.set([]command.Command{e.Command}, nil)
	w.raw.SetText(format.CleanLine(strings.ReplaceAll(e.Raw, "\n", " · ")))
	w.showRaw()
}

// first is the diagnosis that is shown: of several, the words tell the others.
func first(cases []*help.Case) *help.Case {
	if len(cases) == 0 {
		return nil
	}
	return cases[0]
}

func (w *drawer) showRaw() {
	e := w.byID[w.shown]
	has := e.Raw != "" && len(e.Cases) != 1
	widgets.SetVisible(w.fold, has)
	widgets.SetVisible(w.folds, has)
	widgets.SetVisible(w.raw, has && w.unfolded)
	w.fold.SetText(map[bool]string{true: "Hide the engine's own words", false: "Show the engine's own words"}[w.unfolded])
	w.detail.Refresh()
	if w.dialog != nil {
		w.dialog.Refit()
	}
}

// drawerLayout gives the list what head and detail leave.
type drawerLayout struct{ detail *modal.Stack }

const (
	detailMost = 0.42 // of the height, for the detail
	ringRoom   = 4    // round the detail in its scroller, so that no ring is cut off
)

func (l *drawerLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	head := o[0].(*modal.Stack).Fit(size.Width)
	o[0].Move(fyne.Position{})
	o[0].Resize(fyne.NewSize(size.Width, head))
	bottom := float32(0)
	if l.detail.Visible() {
		bottom = min(l.detail.Fit(size.Width)+2*ringRoom, size.Height*detailMost)
		o[2].Move(fyne.NewPos(-ringRoom, size.Height-bottom))
		o[2].Resize(fyne.NewSize(size.Width+2*ringRoom, bottom))
		bottom += blockGap
	}
	o[1].Move(fyne.NewPos(0, head+10))
	o[1].Resize(fyne.NewSize(size.Width, max(size.Height-head-10-bottom, 0)))
}

func (l *drawerLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 200) }
