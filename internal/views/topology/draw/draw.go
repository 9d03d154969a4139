// Package draw has the few shapes the map is made of, and draws them: as pixels, off
// the main goroutine, and as SVG. Both come from one list of shapes, so that a saved
// map is the one that was seen.
//
// It must know neither what the shapes mean nor any widget. Lengths are those of the
// unzoomed map.
package draw

import (
	"image/color"
	"math"

	"github.com/dockdesk/dockdesk/internal/views/topology/layout"
)

// Shape is one of Box, Path and Text.
type Shape interface {
	paint(p *painter)
	svg(w *writer)
}

// Box is a rectangle with round corners.
type Box struct {
	layout.Rect
	Radius     float32
	Fill, Edge color.NRGBA
	Stroke     float32 // of the edge; 0 for none
	Dashed     bool
}

// Path is a line of cubic curves.
type Path struct {
	From   layout.Point
	Curves []Curve
	Ink    color.NRGBA
	Width  float32
	Dashed bool
	Arrow  bool // a head at its end
	Closed bool // filled with Ink, without a stroke
}

// Curve goes on from where the path is to To.
type Curve struct{ A, B, To layout.Point }

// Text is one line of words.
type Text struct {
	At    layout.Point // the left end of its baseline
	Words string
	Size  float32
	Bold  bool
	Ink   color.NRGBA
	Room  float32 // it is cut with an ellipsis to this width; 0 for never
}

// Line is a straight path.
func Line(from, to layout.Point, ink color.NRGBA, width float32) Path {
	return Path{From: from, Curves: []Curve{{from, to, to}}, Ink: ink, Width: width}
}

// Circle is a filled circle.
func Circle(at layout.Point, radius float32, ink color.NRGBA) Box {
	return Box{Rect: layout.Rect{X: at.X - radius, Y: at.Y - radius, W: 2 * radius, H: 2 * radius}, Radius: radius, Fill: ink}
}

// Triangle is a filled triangle that stands on its base.
func Triangle(at layout.Point, radius float32, ink color.NRGBA) Path {
	top, left, right := layout.Point{X: at.X, Y: at.Y - radius}, layout.Point{X: at.X - radius, Y: at.Y + radius*0.8}, layout.Point{X: at.X + radius, Y: at.Y + radius*0.8}
	return Path{From: top, Curves: []Curve{straight(top, right), straight(right, left)}, Ink: ink, Closed: true}
}

func straight(from, to layout.Point) Curve { return Curve{from, to, to} }

// steps is how many straight pieces stand for a curve.
const steps = 14

// points are the corners of the straight pieces that stand for a path.
func (p *Path) points() []layout.Point {
	list := []layout.Point{p.From}
	at := p.From
	for _, c := range p.Curves {
		if c.A == at && c.B == c.To {
			list = append(list, c.To)
			at = c.To
			continue
		}
		for i := 1; i <= steps; i++ {
			list = append(list, bezier(at, c, float32(i)/steps))
		}
		at = c.To
	}
	return list
}

func bezier(from layout.Point, c Curve, t float32) layout.Point {
	u := 1 - t
	mix := func(a, b, d, e float32) float32 { return u*u*u*a + 3*u*u*t*b + 3*u*t*t*d + t*t*t*e }
	return layout.Point{X: mix(from.X, c.A.X, c.B.X, c.To.X), Y: mix(from.Y, c.A.Y, c.B.Y, c.To.Y)}
}

// head is the triangle at the end of a path with an arrow.
func (p *Path) head() []layout.Point {
	points := p.points()
	tip := points[len(points)-1]
	from := points[max(len(points)-3, 0)]
	dx, dy := tip.X-from.X, tip.Y-from.Y
	length := float32(math.Hypot(float64(dx), float64(dy)))
	if length == 0 {
		return nil
	}
	dx, dy = dx/length, dy/length
	long := 7 + p.Width
	wide := 3.5 + p.Width/2
	base := layout.Point{X: tip.X - dx*long, Y: tip.Y - dy*long}
	return []layout.Point{tip, {X: base.X - dy*wide, Y: base.Y + dx*wide}, {X: base.X + dy*wide, Y: base.Y - dx*wide}}
}
