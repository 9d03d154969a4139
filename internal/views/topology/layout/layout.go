// Package layout finds a place on the map for everything in a plan.
//
// Doors stand left, stores right, and between them containers in columns: who is asked
// stands right of who asks, as far as names tell. Networks are bands across the
// columns; a container on two of them stands where their bands overlap. The order in a
// column is chosen by the method of Sugiyama (barycentres, then swaps of neighbours) for
// few crossings, and heights by least squares within that order.
//
// The same plan always gets the same places. It must not know Fyne: lengths are pixels of
// an unzoomed map.
package layout

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/views/topology/plan"
)

// Point is a place on the map; y grows downward.
type Point struct{ X, Y float32 }

// Rect is an upright rectangle.
type Rect struct{ X, Y, W, H float32 }

// Right is the x of the right edge.
func (r Rect) Right() float32 { return r.X + r.W }

// Bottom is the y of the bottom edge.
func (r Rect) Bottom() float32 { return r.Y + r.H }

// Middle is the centre.
func (r Rect) Middle() Point { return Point{r.X + r.W/2, r.Y + r.H/2} }

// Contains reports whether a point is in it.
func (r Rect) Contains(p Point) bool {
	return p.X >= r.X && p.X < r.Right() && p.Y >= r.Y && p.Y < r.Bottom()
}

// Overlaps reports whether two rectangles share more than an edge.
func (r Rect) Overlaps(o Rect) bool {
	return r.X < o.Right() && o.X < r.Right() && r.Y < o.Bottom() && o.Y < r.Bottom()
}

// Within reports whether it lies wholly in another.
func (r Rect) Within(o Rect) bool {
	return r.X >= o.X && r.Right() <= o.Right() && r.Y >= o.Y && r.Bottom() <= o.Bottom()
}

// Picture says where everything stands.
type Picture struct {
	Size  Point
	Boxes map[string]Rect // by the id of a door, area, card or store
	Lines []Line
	// Also are ties of cards to networks whose bands they don't stand on.
	Also []Line
}

// Line leads along its points from the right edge of one box to the left edge of
// another; where both ends are in one column, from right edge to right edge.
type Line struct {
	Link   plan.Link
	Points []Point
	Same   bool // both ends are in one column, or it leads backward
}

// Measures of what stands on the map, in pixels.
const (
	CardWidth, CardHeight   = 164, 62
	DoorWidth, DoorHeight   = 88, 34
	StoreWidth, StoreHeight = 148, 46
	AreaHead                = 34 // for its name, over the cards
	areaPad                 = 16
	columnGap               = 60
	rowGap                  = 16
	bandGap                 = 26
	lineHeight              = 10 // what a line takes that passes through a column
	leastBand               = 26 // of a network with nobody on it
)

// Make lays a plan out. It gives up when ctx ends, with a picture that is nobody's.
func Make(ctx context.Context, p *plan.Plan) *Picture {
	g := newGrid(p)
	g.order(ctx)
	return g.picture()
}
