package shell

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// historyLine shows the last deed as its command.
type historyLine struct {
	object  fyne.CanvasObject
	label   *widgets.Text
	command *widgets.Text
	outcome *widgets.Badge
	copy    *widgets.Button
	open    *widgets.Link
	again   *widgets.Link
	bin     []string // what of the last deed is in the bin

	// OnAgain makes things of the bin again; nil for nobody.
	OnAgain func(ids []string)
	last    command.Command
	shown   func(command.Command) // hears the newest; may be nil
}

func newHistoryLine(host *page.Host, open func()) *historyLine {
	h := &historyLine{
		label:   widgets.NewText("Last", widgets.TextStyle{Bold: true, Color: theme.Muted, Size: theme.SizeSmall}),
		command: widgets.NewCode(""),
		outcome: widgets.NewBadge("history.outcome", "", "", widgets.ToneIdle, ""),
	}
	h.command.ID = "history.command"
	h.outcome.Hide()
	h.copy = widgets.NewButton("history.copy", "", "copy", widgets.Quiet, func() { host.Copy(h.last.Display(command.Bash)) })
	h.copy.Tip, h.copy.Topic = "Copy the command", "action.window.copy"
	h.copy.Hide()
	h.open = widgets.NewLink("history.open", "History", open)
	h.open.Topic, h.open.Tip = "page.history", "All that was done (Ctrl+H)"
	h.again = widgets.NewLink("history.line.again", "Make it again", func() { h.OnAgain(h.bin) })
	h.again.Topic = "action.bin.again"
	h.again.Hide()
	line := container.New(lineLayout{}, widgets.Middle(h.label), widgets.Middle(h.command), widgets.Middle(h.outcome), widgets.Middle(h.copy), widgets.Middle(h.again))
	h.object = widgets.Sized(container.NewStack(
		widgets.NewBox(theme.Surface, "", ""),
		container.NewBorder(widgets.NewRule(), nil, nil, nil, widgets.Pad(
			container.NewBorder(nil, nil, nil, widgets.PadSides(widgets.Middle(h.open), 0, 0, 0, 14), line), 0, 18)),
	), 0, theme.Size(theme.SizeHistory))
	h.Show(history.Entry{}, 0, false)
	return h
}

// Show shows the newest entry of the history, and how many there are.
func (h *historyLine) Show(e history.Entry, n int, ok bool) {
	if !ok {
		h.command.SetText("Nothing was done yet. What you do appears here as its docker command.")
		return
	}
	h.last = e.Command
	if h.shown != nil {
		h.shown(e.Command)
	}
	h.open.SetText(fmt.Sprintf("History (%d)", n))
	h.command.SetText(e.Command.Display(command.Bash))
	h.label.SetText("Last")
	if e.Practice {
		h.label.SetText("Practice")
	}
	words, icon, tone := outcomeWords(e)
	h.outcome.Set(words, icon, tone, "")
	h.outcome.Show()
	h.copy.Show()
	h.bin = e.Bin
	widgets.SetVisible(h.again, len(e.Bin) > 0 && h.OnAgain != nil)
	h.object.Refresh()
}

func outcomeWords(e history.Entry) (words, icon string, tone widgets.Tone) {
	switch e.Outcome {
	case history.Done:
		return took(e.Took), "check", widgets.ToneOK
	case history.Failed:
		return "failed", "failed", widgets.ToneDanger
	case history.Canceled:
		return "cancelled", "idle", widgets.ToneIdle
	case history.Running:
		return "running", "running", widgets.ToneInfo
	}
	return "seen, not done here", "eye", widgets.ToneIdle
}

func took(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}

// lineLayout puts label, command, outcome and copy in a row; the command gives
// way when there is no room.
type lineLayout struct{}

const lineGap = 12

func (lineLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	label, cmd, rest := o[0], o[1], o[2:]
	fixed := label.MinSize().Width + lineGap
	for _, r := range rest {
		fixed += r.MinSize().Width + lineGap
	}
	want := cmd.(*fyne.Container).Objects[0].(*widgets.Text).Wanted()
	width := min(want, max(size.Width-fixed, 0))
	x := float32(0)
	place := func(obj fyne.CanvasObject, w float32) {
		obj.Move(fyne.NewPos(x, 0))
		obj.Resize(fyne.NewSize(w, size.Height))
		x += w + lineGap
	}
	place(label, label.MinSize().Width)
	place(cmd, width)
	for _, r := range rest {
		place(r, r.MinSize().Width)
	}
}

func (lineLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return layout.NewHBoxLayout().MinSize(o)
}
