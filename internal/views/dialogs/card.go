package dialogs

import (
	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/help/command"
)

// CommandCard shows commands in a dialog that others make; set changes them.
func (d *Dialogs) CommandCard(id string) (card fyne.CanvasObject, set func([]command.Command)) {
	c := newCommandCard(id, d.host)
	return c.object, func(cmds []command.Command) { c.set(cmds, nil) }
}
