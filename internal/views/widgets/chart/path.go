package chart

import (
	"math"

	"golang.org/x/image/vector"
)

// pt is a place in an image, in pixels.
type pt struct{ x, y float32 }

// path is a line with gaps, in pixels.
type path struct {
	points []pt
	ends   []int // where each unbroken run ends in points
}

func (p *path) reset() { p.points, p.ends = p.points[:0], p.ends[:0] }

func (p *path) runs(each func([]pt)) {
	start := 0
	for _, end := range p.ends {
		each(p.points[start:end])
		start = end
	}
}

// breakHere ends the run; the next point begins another.
func (p *path) breakHere() {
	n := len(p.points)
	if n > 0 && (len(p.ends) == 0 || p.ends[len(p.ends)-1] != n) {
		p.ends = append(p.ends, n)
	}
}

// view says how times and figures become pixels.
type view struct {
	from, to int64   // Unix milliseconds at the left and right edge
	top      float64 // the figure at the upper edge; 0 is at the lower
	x, y     float32 // the upper left corner
	w, h     float32
	gap      int64 // milliseconds between points that are not joined
}

func (v *view) xOf(at int64) float32 {
	return v.x + float32(float64(at-v.from)/float64(v.to-v.from))*v.w
}

func (v *view) yOf(value float64) float32 {
	return v.y + v.h - float32(value/v.top)*v.h
}

// trace lays the points out as a path. Where several fall into one column of
// pixels, only the first, lowest, highest and last of them are kept: the
// picture is the same, and no peak is lost.
func (p *path) trace(points []Point, v *view) {
	p.reset()
	col := column{at: math.MinInt32}
	var prev Point
	open := false
	for _, point := range points {
		if math.IsNaN(point.Value) || math.IsInf(point.Value, 0) {
			col.flush(p)
			p.breakHere()
			open = false
			continue
		}
		if open && point.At-prev.At > v.gap {
			col.flush(p)
			p.breakHere()
			open = false
		}
		switch {
		case point.At < v.from:
		case open && prev.At < v.from:
			share := float64(v.from-prev.At) / float64(point.At-prev.At)
			col.add(p, pt{v.x, v.yOf(prev.Value + share*(point.Value-prev.Value))})
			fallthrough
		default:
			col.add(p, pt{v.xOf(point.At), v.yOf(point.Value)})
		}
		prev, open = point, true
	}
	col.flush(p)
	p.breakHere()
}

// column gathers what falls into one column of pixels.
type column struct {
	at                     int
	n                      int
	first, low, high, last pt
	lowFirst               bool
}

func (c *column) add(p *path, q pt) {
	if at := int(math.Floor(float64(q.x))); c.n > 0 && at != c.at {
		c.flush(p)
	} else if c.n > 0 {
		if q.y < c.low.y {
			c.low, c.lowFirst = q, false
		}
		if q.y > c.high.y {
			c.high, c.lowFirst = q, true
		}
		c.last = q
		c.n++
		return
	}
	*c = column{at: int(math.Floor(float64(q.x))), n: 1, first: q, low: q, high: q, last: q}
}

func (c *column) flush(p *path) {
	if c.n == 0 {
		return
	}
	a, b := c.high, c.low
	if c.lowFirst {
		a, b = c.low, c.high
	}
	p.points = append(p.points, c.first)
	for _, q := range [...]pt{a, b, c.last} {
		if q != p.points[len(p.points)-1] {
			p.points = append(p.points, q)
		}
	}
	c.n = 0
}

// bounds is the range of y that a stroke of the path covers.
func (p *path) bounds(half float32) (low, high float32) {
	low, high = math.MaxFloat32, -math.MaxFloat32
	for _, q := range p.points {
		low, high = min(low, q.y), max(high, q.y)
	}
	return low - half, high + half
}

// dotScale is how much larger than a line's half width a lone point is.
const dotScale = 2.5

// stroke adds the path as a line of a given half width to a rasterizer, moved
// up by dy. Each piece is a shape of its own and all go round the same way, so
// that where they overlap nothing cancels out. A run of one point is a dot.
func (p *path) stroke(z *vector.Rasterizer, half, dy float32) {
	p.runs(func(run []pt) {
		if len(run) == 1 {
			dot(z, run[0].x, run[0].y-dy, half*dotScale)
			return
		}
		var before pt
		for i := 1; i < len(run); i++ {
			a, b := run[i-1], run[i]
			n, ok := normal(a, b, half)
			if !ok {
				continue
			}
			z.MoveTo(a.x+n.x, a.y+n.y-dy)
			z.LineTo(b.x+n.x, b.y+n.y-dy)
			z.LineTo(b.x-n.x, b.y-n.y-dy)
			z.LineTo(a.x-n.x, a.y-n.y-dy)
			z.ClosePath()
			if before != (pt{}) {
				bevel(z, a, before, n, dy)
			}
			before = n
		}
	})
}

// fill adds what lies between the path and a base to a rasterizer, moved up by
// dy.
func (p *path) fill(z *vector.Rasterizer, base, dy float32) {
	p.runs(func(run []pt) {
		z.MoveTo(run[0].x, base-dy)
		for _, q := range run {
			z.LineTo(q.x, q.y-dy)
		}
		z.LineTo(run[len(run)-1].x, base-dy)
		z.ClosePath()
	})
}

// normal is at right angles to a line, half its width long.
func normal(a, b pt, half float32) (pt, bool) {
	dx, dy := b.x-a.x, b.y-a.y
	length := float32(math.Hypot(float64(dx), float64(dy)))
	if length < 1e-4 {
		return pt{}, false
	}
	return pt{dy / length * half, -dx / length * half}, true
}

// bevel fills the wedge at the outside of a bend.
func bevel(z *vector.Rasterizer, at, n0, n1 pt, dy float32) {
	cross := n0.x*n1.y - n0.y*n1.x
	if straight := n0.x*n1.x + n0.y*n1.y; straight > 0 && cross*cross < 0.04*straight*straight {
		return // no wedge that could be seen
	}
	if cross < 0 { // the bend is to the other side
		n0, n1 = pt{-n1.x, -n1.y}, pt{-n0.x, -n0.y}
	}
	z.MoveTo(at.x, at.y-dy)
	z.LineTo(at.x+n0.x, at.y+n0.y-dy)
	z.LineTo(at.x+n1.x, at.y+n1.y-dy)
	z.ClosePath()
}

// dot is a small disc; eight corners are round enough.
func dot(z *vector.Rasterizer, x, y, r float32) {
	const k = math.Sqrt2 / 2
	z.MoveTo(x+r, y)
	for _, c := range [...]pt{{k, k}, {0, 1}, {-k, k}, {-1, 0}, {-k, -k}, {0, -1}, {k, -k}} {
		z.LineTo(x+c.x*r, y+c.y*r)
	}
	z.ClosePath()
}
