package widgets

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Progress is a bar that shows a share. It moves only when there is news: nothing
// is animated.
type Progress struct {
	widget.BaseWidget
	id    string
	share float64 // 0…1
}

const progressHeight = 6

// NewProgress makes a bar that is empty.
func NewProgress(id string) *Progress {
	b := &Progress{id: id}
	b.ExtendBaseWidget(b)
	return b
}

// Set says how much is done, 0…1.
func (b *Progress) Set(share float64) {
	if b.share != share {
		b.share = share
		b.Refresh()
	}
}

// DescribeControl implements control.Describer.
func (b *Progress) DescribeControl() control.Description {
	return control.Description{ID: b.id, Kind: control.KindProgress, Text: fmt.Sprintf("%.0f %%", b.share*100), Enabled: true}
}

// CreateRenderer implements fyne.Widget.
func (b *Progress) CreateRenderer() fyne.WidgetRenderer {
	r := &progressRenderer{b: b, ground: &canvas.Rectangle{}, fill: &canvas.Rectangle{}}
	r.Refresh()
	return r
}

type progressRenderer struct {
	b            *Progress
	ground, fill *canvas.Rectangle
}

func (r *progressRenderer) Destroy() {}
func (r *progressRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.fill}
}
func (r *progressRenderer) MinSize() fyne.Size { return fyne.NewSize(40, progressHeight) }

func (r *progressRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.fill.Resize(fyne.NewSize(size.Width*float32(r.b.share), size.Height))
}

func (r *progressRenderer) Refresh() {
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(theme.IdleTint), progressHeight/2
	r.fill.FillColor, r.fill.CornerRadius = theme.Color(theme.Accent), progressHeight/2
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}
