package chart

import (
	"image"
	"image/color"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Sparkline is a small line without axes, for a cell of a list: the newest
// figure at the right edge. It is redrawn only when its figures change, and a
// list may hand it from row to row.
type Sparkline struct {
	widget.BaseWidget

	// Slots is how many figures fit from edge to edge; 60 if 0. Fewer figures
	// begin further right.
	Slots int
	// AtLeast is the figure that the upper edge means at least, so that next to
	// nothing looks like it; 0 for none.
	AtLeast float64

	values []float64
	raster *canvas.Raster
	pic    picture
	color  color.RGBA
	stale  bool
}

// The size of a Sparkline, in Fyne's units.
const (
	sparkW = 56
	sparkH = 18
)

// NewSparkline makes an empty one.
func NewSparkline() *Sparkline {
	s := &Sparkline{}
	s.raster = canvas.NewRaster(s.generate)
	s.raster.SetMinSize(fyne.NewSize(sparkW, sparkH))
	s.ExtendBaseWidget(s)
	return s
}

// Set shows figures, the oldest first; NaN is a gap, none is an empty cell. It
// copies them.
func (s *Sparkline) Set(values []float64) {
	if over := len(values) - s.slots(); over > 0 {
		values = values[over:]
	}
	if slices.EqualFunc(values, s.values, sameFigure) {
		return
	}
	s.values = append(s.values[:0], values...)
	s.stale = true
	s.raster.Refresh()
}

func sameFigure(a, b float64) bool { return a == b || a != a && b != b }

func (s *Sparkline) slots() int {
	if s.Slots > 1 {
		return s.Slots
	}
	return 60
}

// CreateRenderer implements fyne.Widget.
func (s *Sparkline) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(s.raster)
}

// Refresh follows a change of the theme.
func (s *Sparkline) Refresh() {
	if c := rgba(theme.Series1); c != s.color {
		s.color, s.stale = c, true
		s.raster.Refresh()
	}
}

// generate is called by Fyne when the raster is painted, at the size it has in
// real pixels.
func (s *Sparkline) generate(w, h int) image.Image {
	if !s.stale && s.pic.img != nil && s.pic.img.Rect.Dx() == w && s.pic.img.Rect.Dy() == h {
		return s.pic.img
	}
	if s.color == (color.RGBA{}) {
		s.color = rgba(theme.Series1)
	}
	s.pic.clear(w, h)
	s.stale = false
	half := float32(w) / max(1, s.raster.Size().Width) * sparkWidth / 2
	s.trace(&s.pic.line, float32(w), float32(h), half)
	s.pic.stroke(half, s.color)
	return s.pic.img
}

// trace lays the figures out as a path in an area of w×h pixels.
func (s *Sparkline) trace(p *path, w, h, half float32) {
	p.reset()
	top := s.AtLeast
	for _, v := range s.values {
		if v > top && !math.IsInf(v, 0) {
			top = v
		}
	}
	if top <= 0 {
		top = 1
	}
	edge := half * dotScale
	step := (w - 2*edge) / float32(s.slots()-1)
	x := w - edge - step*float32(len(s.values)-1)
	for i, v := range s.values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			p.breakHere()
			continue
		}
		p.points = append(p.points, pt{x + step*float32(i), h - edge - float32(v/top)*(h-2*edge)})
	}
	p.breakHere()
}
