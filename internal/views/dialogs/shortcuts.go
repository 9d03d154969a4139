package dialogs

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Shortcuts opens the sheet with all shortcuts, made from the registry.
func (d *Dialogs) Shortcuts() {
	var headings []string
	blocks := map[string][]prose.Block{}
	for _, s := range action.Shortcuts() {
		if blocks[s.Where] == nil {
			headings = append(headings, s.Where)
			blocks[s.Where] = []prose.Block{
				{Kind: prose.Heading, Level: 2, Spans: []prose.Span{{Text: s.Where}}},
				{Kind: prose.Table, Rows: [][][]prose.Span{{{{Text: "Keys"}}, {{Text: "What they do"}}}}},
			}
		}
		table := &blocks[s.Where][1]
		table.Rows = append(table.Rows, [][]prose.Span{{{Text: s.Keys, Code: true}}, {{Text: s.Does}}})
	}
	column := func(place int) fyne.CanvasObject {
		doc := prose.NewDocument(prose.Options{Post: d.host.Post, OnKey: passKey})
		var all []prose.Block
		for i := place; i < len(headings); i += 2 {
			all = append(all, blocks[headings[i]]...)
		}
		doc.Set(all)
		return doc
	}
	dialog := &modal.Dialog{
		ID: "shortcuts", Title: "Keyboard shortcuts", Icon: "keyboard", Width: sheetWidth, Outside: true,
		Body: modal.NewRow(24, column(0), column(1)),
	}
	done := widgets.NewButton("shortcuts.close", "Close", "", widgets.Ordinary, dialog.Close)
	dialog.Footer = container.New(layout.NewCustomPaddedHBoxLayout(0), layout.NewSpacer(), done)
	dialog.First, dialog.OnEnter = done, dialog.Close
	d.layer.Show(dialog)
}
