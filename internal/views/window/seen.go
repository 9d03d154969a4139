package window

import (
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// again is how much older a volume is than the news that it was made, if it was
// there before.
const again = 2 * time.Second

// saw puts what was done elsewhere into the history. Some engines tell that a
// volume was made each time a container is made that has it.
func (w *Window) saw(ev object.Event) {
	if ev.Kind == object.KindVolume && ev.Action == "create" {
		if v := w.o.State.Snapshot().Volume(ev.ID); v != nil && v.Created.Before(ev.Time.Add(-again)) {
			return
		}
	}
	w.performer.Saw(ev)
}
