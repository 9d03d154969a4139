package dialogs

import (
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Confirm asks a question of which the safe answer has the keyboard.
func (d *Dialogs) Confirm(c page.Confirmation) {
	words := widgets.NewParagraph(c.Words, widgets.TextStyle{})
	words.ID = "confirm.words"
	dialog := &modal.Dialog{ID: "confirm", Title: c.Title, Icon: "warning", Grave: true, Width: saveWidth, Body: modal.NewStack(blockGap, words)}
	cancel := widgets.NewButton("confirm.cancel", "Cancel", "", widgets.Ordinary, dialog.Close)
	do := widgets.NewButton("confirm.do", c.Do, "", widgets.Destroys, func() {
		dialog.Close()
		c.Yes()
	})
	cancel.Topic, do.Topic = c.Topic, c.Topic
	dialog.Footer = container.New(layout.NewCustomPaddedHBoxLayout(10), layout.NewSpacer(), cancel, do)
	dialog.First = cancel
	d.layer.Show(dialog)
}
