package taskline

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// bar shows a share. It moves only when there is news: nothing is animated.
type bar struct {
	widget.BaseWidget
	id    string
	share float64 // 0…1
}

const barHeight = 6

func newBar(id string) *bar {
	b := &bar{id: id}
	b.ExtendBaseWidget(b)
	return b
}

func (b *bar) set(share float64) {
	if b.share != share {
		b.share = share
		b.Refresh()
	}
}

// DescribeControl implements control.Describer.
func (b *bar) DescribeControl() control.Description {
	return control.Description{ID: b.id, Kind: control.KindProgress, Text: fmt.Sprintf("%.0f %%", b.share*100), Enabled: true}
}

// CreateRenderer implements fyne.Widget.
func (b *bar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{b: b, ground: &canvas.Rectangle{}, fill: &canvas.Rectangle{}}
	r.Refresh()
	return r
}

type barRenderer struct {
	b            *bar
	ground, fill *canvas.Rectangle
}

func (r *barRenderer) Destroy()                     {}
func (r *barRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.ground, r.fill} }
func (r *barRenderer) MinSize() fyne.Size           { return fyne.NewSize(40, barHeight) }

func (r *barRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.fill.Resize(fyne.NewSize(size.Width*float32(r.b.share), size.Height))
}

func (r *barRenderer) Refresh() {
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(theme.IdleTint), barHeight/2
	r.fill.FillColor, r.fill.CornerRadius = theme.Color(theme.Accent), barHeight/2
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}
