package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// bandWords stand over every page of the practice engine, and on every picture of
// one.
const bandWords = "Practice: nothing here is real Docker"

// band says across the page, as long as it is so, that the engine only pretends.
type band struct {
	object *fyne.Container
	moved  func() // lays out the page anew
}

// newBand makes it, hidden; leave, which may be nil, turns back to real Docker.
func newBand(leave func()) *band {
	words := widgets.NewBadge("band", bandWords, "learn", widgets.ToneInfo, "connection.practice")
	row := container.NewBorder(nil, nil, widgets.Middle(words), nil)
	if leave != nil {
		b := widgets.NewButton("band.leave", "Leave practice", "", widgets.Quiet, leave)
		b.Topic = "connection.practice"
		row = container.NewBorder(nil, nil, widgets.Middle(words), widgets.High(widgets.Middle(b)))
	}
	b := &band{moved: func() {}}
	b.object = container.NewStack(widgets.NewBox(theme.InfoTint, "", ""), container.New(bandPad{}, row))
	b.object.Hide()
	return b
}

// bandPad is the room round the words; there is less on a projector.
type bandPad struct{}

func (bandPad) room() float32 {
	if theme.Projecting() {
		return 1
	}
	return 4
}

func (p bandPad) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(16, p.room()))
	o[0].Resize(size.SubtractWidthHeight(32, 2*p.room()))
}

func (p bandPad) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(32, 2*p.room())
}

// update shows it while the engine is one that pretends.
func (b *band) update(snap *object.Snapshot) {
	if on := snap.Engine.Practice(); on != b.object.Visible() {
		if on {
			b.object.Show()
		} else {
			b.object.Hide()
		}
		b.moved()
	}
}
