package run

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// End is what is said of a container that was over at once, or didn't start.
type End struct {
	Title  string // "web ended at once"
	Well   bool   // nothing went wrong
	Words  string // why, and what that means
	Facts  string // "Exit code 3, after 0.4 s."
	Output string // the last of what it printed, or of what the engine said
	Said   string // whose words those are: "It printed last"
	Ways   []Way
}

// Way is something that can be done about it.
type Way struct {
	ID, Words, Icon string
	Do              func()
}

// endLines is how many of the last lines are shown.
const endLines = 10

// ShowEnd explains why a container was soon over. The first way is the main one.
func ShowEnd(layer *modal.Layer, e End) {
	var d *modal.Dialog
	words := widgets.NewParagraph(e.Words, widgets.TextStyle{})
	words.ID = "run.ended.words"
	facts := widgets.NewParagraph(e.Facts, widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	facts.ID = "run.ended.facts"
	blocks := []fyne.CanvasObject{words}
	if e.Facts != "" {
		blocks = append(blocks, facts)
	}
	if text := lastLines(e.Output); text != "" {
		out := widgets.NewParagraph(text, widgets.TextStyle{Size: theme.SizeCode, Mono: true})
		out.ID = "run.ended.output"
		paper := newPadded(modal.NewStack(0, out))
		paper.fill = theme.Background
		blocks = append(blocks, widgets.NewText(e.Said, widgets.TextStyle{Size: theme.SizeSmall, Bold: true}), paper)
	}
	closes := widgets.NewButton("run.ended.close", "Close", "", widgets.Ordinary, func() { d.Close() })
	closes.Topic = "field.run.ended"
	row := []fyne.CanvasObject{layout.NewSpacer()}
	for i := len(e.Ways) - 1; i >= 0; i-- { // the main one is the last
		way, look := e.Ways[i], widgets.Ordinary
		if i == 0 {
			look = widgets.Main
		}
		b := widgets.NewButton("run.ended."+way.ID, way.Words, way.Icon, look, func() {
			d.Close()
			way.Do()
		})
		b.Topic = "field.run.ended"
		row = append(row, b)
	}
	row = append([]fyne.CanvasObject{closes}, row...)
	icon := "failed"
	if e.Well {
		icon = "info"
	}
	d = &modal.Dialog{
		ID: "run.ended", Title: format.CleanLine(e.Title), Icon: icon, Grave: !e.Well, Width: 660, Outside: true, First: closes,
		Body: modal.NewStack(8, blocks...), Footer: container.New(layout.NewCustomPaddedHBoxLayout(10), row...),
	}
	layer.Show(d)
}

// lastLines are the last lines of a text, without what a screen would not show.
func lastLines(text string) string {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "\r", "")), "\n")
	more := len(lines) - endLines
	if more > 0 {
		lines = lines[more:]
	}
	for i, l := range lines {
		lines[i] = format.CleanLine(l)
	}
	shown := strings.Join(lines, "\n")
	if more > 0 {
		shown = fmt.Sprintf("… %s before\n", format.Count(more, "line")) + shown
	}
	return strings.TrimSpace(shown)
}
