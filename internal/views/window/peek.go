package window

import (
	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/learn"
	"github.com/dockdesk/dockdesk/internal/views/peek"
)

// peek explains what was pressed to be explained: the guide does, by now, where it
// is open and says enough; else a card beside it.
func (w *Window) peek(t attention.Target) {
	topic, known := guide.ByID(t.Topic)
	if !known || w.shell.Guide().Tells(t.Topic) {
		return
	}
	w.tips.Hide()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(t.Object)
	peek.Show(w.layer, peek.Options{
		Topic: topic, Values: w.targets().Live(), At: at, Size: t.Object.Size(), Post: w.o.Post,
		More: func() { w.explain(t.Topic) },
		Link: func(l guide.Link) {
			if l.Scheme == "place" {
				w.showPlace("page."+l.Target, learn.PagePlace(l.Target))
				return
			}
			w.explain(l.Target)
		},
	})
}
