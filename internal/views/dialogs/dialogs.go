// Package dialogs are the questions and sheets that lie over the window: the
// confirmation of what destroys, the form of what must be told more, the
// history, the shortcuts. All are made from the registry of actions and from
// the history; none is written for one action.
//
// It must know neither how an action is done nor where the history comes from.
package dialogs

import (
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
)

// Dialogs opens dialogs over one window. It is a perform.Asker.
type Dialogs struct {
	layer *modal.Layer
	host  *page.Host

	// OnCommand hears the command of the open question whenever it changes, and
	// which of its words the field in use is about (-1 for none); an empty one
	// when the question is closed. The guide panel can show it.
	OnCommand func(topic string, c command.Command, lit int)

	drawer *drawer   // the history, while it is open
	bin    *binSheet // while it is open

	// OnAgain makes things of the bin again, by their ids there; nil for nobody.
	OnAgain func(ids []string)
}

// New makes the dialogs of a window.
func New(layer *modal.Layer, host *page.Host) *Dialogs {
	return &Dialogs{layer: layer, host: host, OnCommand: func(string, command.Command, int) {}}
}

// measures in px at scale 1, where no token of the theme says them.
const (
	askWidth   = 560
	sheetWidth = 680
	saveWidth  = 520
	blockGap   = 12
	fieldGap   = 4

	switchHeight = 28
	switchInset  = 8 // what a quiet button keeps free at its left
)
