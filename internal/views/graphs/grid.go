package graphs

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Grid is graphs beside and under each other. How many stand in a row depends on
// its width; they share its height, but get no smaller than they can be read.
type Grid struct {
	widget.BaseWidget
	graphs []fyne.CanvasObject
}

// NewGrid makes a grid. The first two are the ones that are looked at most: they
// are never smaller than the others.
func NewGrid(graphs ...fyne.CanvasObject) *Grid {
	g := &Grid{graphs: graphs}
	g.ExtendBaseWidget(g)
	return g
}

// The widths from which on so many stand beside each other.
const (
	two   = 500
	three = 1060
)

const leastHigh = 150 // of a graph

// rows says how many graphs stand in each row of a grid of some width.
func rows(n int, width float32) []int {
	across := 1
	switch {
	case width >= three:
		across = 3
	case width >= two:
		across = 2
	}
	var out []int
	if across == 3 && n%3 == 2 { // two large ones, then threes
		out = append(out, 2)
		n -= 2
	}
	for ; n > 0; n -= across {
		out = append(out, min(n, across))
	}
	return out
}

// CreateRenderer implements fyne.Widget.
func (g *Grid) CreateRenderer() fyne.WidgetRenderer { return &gridRenderer{g: g} }

type gridRenderer struct {
	g    *Grid
	high int // how many rows there are
}

func (r *gridRenderer) Destroy()                     {}
func (r *gridRenderer) Objects() []fyne.CanvasObject { return r.g.graphs }

func (r *gridRenderer) MinSize() fyne.Size {
	n := float32(max(r.high, 1))
	return fyne.NewSize(240, n*leastHigh+(n-1)*theme.Size(theme.SizeGap))
}

func (r *gridRenderer) Layout(size fyne.Size) {
	gap := theme.Size(theme.SizeGap)
	list := rows(len(r.g.graphs), size.Width)
	high := max(leastHigh, (size.Height-gap*float32(len(list)-1))/float32(len(list)))
	i, y := 0, float32(0)
	for _, n := range list {
		wide := (size.Width - gap*float32(n-1)) / float32(n)
		for x := range n {
			o := r.g.graphs[i]
			o.Move(fyne.NewPos(float32(x)*(wide+gap), y))
			o.Resize(fyne.NewSize(wide, high))
			i++
		}
		y += high + gap
	}
	if len(list) != r.high {
		r.high = len(list)
		canvas.Refresh(r.g) // it wants another height now
	}
}

func (r *gridRenderer) Refresh() {
	for _, o := range r.g.graphs {
		o.Refresh()
	}
	r.Layout(r.g.Size())
}
