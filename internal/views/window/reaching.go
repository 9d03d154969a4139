package window

import (
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/containers"
)

// openReach shows the way to a container: from this computer, or of two from the
// first to the second.
func (w *Window) openReach(on action.On) {
	from, to := "", on.IDs[len(on.IDs)-1]
	if len(on.IDs) > 1 {
		from = on.IDs[0]
	}
	w.Open(object.Ref{Kind: object.KindContainer, ID: to})
	if p, ok := w.shell.Current().(*containers.Page); ok {
		p.ShowReach(from)
	}
}
