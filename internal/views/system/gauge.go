package system

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// gauge is a bar of two parts: what is in use is filled, what could be freed is
// only outlined, so that they differ by more than colour.
type gauge struct {
	widget.BaseWidget
	used, free, most float64 // most is what the whole width stands for
}

func newGauge() *gauge {
	g := &gauge{}
	g.ExtendBaseWidget(g)
	return g
}

func (g *gauge) set(used, free, most float64) {
	if g.used == used && g.free == free && g.most == most {
		return
	}
	g.used, g.free, g.most = used, free, most
	g.Refresh()
}

const gaugeHeight = 14

// parts are the widths of both parts. What there is, is seen: at least 2 px.
func (g *gauge) parts(width float32) (used, free float32) {
	if g.most <= 0 {
		return 0, 0
	}
	wide := func(v float64) float32 {
		if v <= 0 {
			return 0
		}
		return max(float32(v/g.most)*width, 2)
	}
	used, free = wide(g.used), wide(g.free)
	if over := used + free - width; over > 0 { // made by the least widths
		if used > free {
			used -= over
		} else {
			free -= over
		}
	}
	return used, free
}

// CreateRenderer implements fyne.Widget.
func (g *gauge) CreateRenderer() fyne.WidgetRenderer {
	r := &gaugeRenderer{g: g, used: &canvas.Rectangle{}, free: &canvas.Rectangle{}}
	r.Refresh()
	return r
}

type gaugeRenderer struct {
	g          *gauge
	used, free *canvas.Rectangle
}

func (r *gaugeRenderer) Destroy()                     {}
func (r *gaugeRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.free, r.used} }
func (r *gaugeRenderer) MinSize() fyne.Size           { return fyne.NewSize(40, gaugeHeight) }

func (r *gaugeRenderer) Layout(size fyne.Size) {
	used, free := r.g.parts(size.Width)
	r.used.Resize(fyne.NewSize(used, size.Height))
	r.free.Move(fyne.NewPos(used, 0))
	r.free.Resize(fyne.NewSize(free, size.Height))
	r.used.Hidden, r.free.Hidden = used == 0, free == 0
}

func (r *gaugeRenderer) Refresh() {
	r.used.FillColor = theme.Color(theme.Series1)
	r.used.CornerRadius, r.free.CornerRadius = 3, 3
	r.free.FillColor = color.Transparent
	r.free.StrokeColor, r.free.StrokeWidth = theme.Color(theme.Series1), 1.5
	r.Layout(r.g.Size())
	r.used.Refresh()
	r.free.Refresh()
}
