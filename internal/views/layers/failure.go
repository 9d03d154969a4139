package layers

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// failed says why an image can't be read, and offers to read it again and what else
// puts it right.
func (t *Tab) failed(id, name string, err error, again *widgets.Button) (title, words string, step fyne.CanvasObject) {
	title, words = failureWords(name, err, t.snapshot)
	if layers.ReasonOf(err) != layers.ReasonEngine || t.snapshot.Link != object.LinkLive {
		return title, words, again
	}
	f := diagnosis.Failure{Op: "save", Ref: object.Ref{Kind: object.KindImage, ID: id}, Name: name, Raw: err.Error(), Snapshot: t.snapshot}
	d := diagnosis.Explain(f)
	if !d.Known() {
		return title, words, again
	}
	buttons := []fyne.CanvasObject{again}
	for i, r := range d.Remedies {
		if t.host.Failed == nil || r.Then == diagnosis.Again && len(r.First) == 0 {
			continue
		}
		b := widgets.NewButton(fmt.Sprintf("layers.remedy.%d", i), format.CleanLine(r.Words), r.Icon, widgets.Ordinary, func() { t.host.Failed(f).Do(r) })
		b.Topic = d.Topic()
		buttons = append(buttons, b)
	}
	return format.CleanLine(d.Title), format.CleanLine(d.Words), container.New(layout.NewCustomPaddedHBoxLayout(8), buttons...)
}
