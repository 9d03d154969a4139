package draw

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"github.com/dockdesk/dockdesk/internal/views/topology/layout"
)

// Fonts are the two cuts that texts are drawn in.
type Fonts struct{ Regular, Bold *opentype.Font }

// View says which part of the map is painted, and how large.
type View struct {
	Origin layout.Point // of the map, at the picture's upper left corner
	Scale  float32      // pixels for one of the map's
}

// legible is the least height of letters, in pixels, that anybody can read; smaller
// texts aren't drawn.
const legible = 5.5

// Paint draws shapes into a picture that is filled with ground before. It may be called
// by any goroutine, by one at a time for a picture.
func Paint(img *image.RGBA, shapes []Shape, v View, f Fonts, ground color.NRGBA) {
	draw.Draw(img, img.Rect, image.NewUniform(ground), image.Point{}, draw.Src)
	p := &painter{img: img, view: v, fonts: f, faces: map[faceKey]font.Face{}}
	for _, s := range shapes {
		s.paint(p)
	}
	for _, face := range p.faces {
		if face != nil {
			_ = face.Close() // of memory, it can't fail
		}
	}
}

type faceKey struct {
	bold bool
	size float32
}

type painter struct {
	img   *image.RGBA
	view  View
	fonts Fonts
	faces map[faceKey]font.Face
	z     vector.Rasterizer
	mask  image.Alpha
}

// at is a point of the map in the picture.
func (p *painter) at(q layout.Point) layout.Point {
	return layout.Point{X: (q.X - p.view.Origin.X) * p.view.Scale, Y: (q.Y - p.view.Origin.Y) * p.view.Scale}
}

// fill lays a colour over the inside of closed outlines, in the picture's pixels.
func (p *painter) fill(ink color.NRGBA, outlines ...[]layout.Point) {
	area := bounds(outlines).Intersect(p.img.Rect)
	if area.Empty() || ink.A == 0 {
		return
	}
	p.z.Reset(area.Dx(), area.Dy())
	x, y := float32(area.Min.X), float32(area.Min.Y)
	for _, o := range outlines {
		p.z.MoveTo(o[0].X-x, o[0].Y-y)
		for _, q := range o[1:] {
			p.z.LineTo(q.X-x, q.Y-y)
		}
		p.z.ClosePath()
	}
	if n := area.Dx() * area.Dy(); cap(p.mask.Pix) < n {
		p.mask.Pix = make([]uint8, n)
	}
	p.mask.Pix = p.mask.Pix[:area.Dx()*area.Dy()]
	p.mask.Stride, p.mask.Rect = area.Dx(), image.Rect(0, 0, area.Dx(), area.Dy())
	p.z.DrawOp = draw.Src
	p.z.Draw(&p.mask, p.mask.Rect, image.Opaque, image.Point{})
	draw.DrawMask(p.img, area, image.NewUniform(ink), image.Point{}, &p.mask, image.Point{}, draw.Over)
}

func bounds(outlines [][]layout.Point) image.Rectangle {
	least, most := layout.Point{X: math.MaxFloat32, Y: math.MaxFloat32}, layout.Point{X: -math.MaxFloat32, Y: -math.MaxFloat32}
	for _, o := range outlines {
		for _, q := range o {
			least.X, least.Y = min(least.X, q.X), min(least.Y, q.Y)
			most.X, most.Y = max(most.X, q.X), max(most.Y, q.Y)
		}
	}
	clamp := func(v float32) int { return int(min(max(v, -1e6), 1e6)) }
	return image.Rect(clamp(least.X)-1, clamp(least.Y)-1, clamp(most.X)+2, clamp(most.Y)+2)
}

func (b Box) paint(p *painter) {
	outer := p.round(b.Rect, b.Radius)
	p.fill(b.Fill, outer)
	if b.Stroke <= 0 {
		return
	}
	if b.Dashed {
		for _, piece := range dashes(append(outer, outer[0]), 6*p.view.Scale, 4*p.view.Scale) {
			p.stroke(piece, b.Stroke*p.view.Scale, b.Edge)
		}
		return
	}
	inner := b.Rect
	inner.X, inner.Y, inner.W, inner.H = inner.X+b.Stroke, inner.Y+b.Stroke, inner.W-2*b.Stroke, inner.H-2*b.Stroke
	hole := p.round(inner, max(b.Radius-b.Stroke, 0))
	for i, j := 0, len(hole)-1; i < j; i, j = i+1, j-1 { // the other way round, so that it is left out
		hole[i], hole[j] = hole[j], hole[i]
	}
	p.fill(b.Edge, outer, hole)
}

// round is the outline of a rectangle with round corners, in the picture's pixels.
func (p *painter) round(r layout.Rect, radius float32) []layout.Point {
	radius = min(radius, r.W/2, r.H/2)
	if radius <= 0 {
		return []layout.Point{p.at(layout.Point{X: r.X, Y: r.Y}), p.at(layout.Point{X: r.Right(), Y: r.Y}),
			p.at(layout.Point{X: r.Right(), Y: r.Bottom()}), p.at(layout.Point{X: r.X, Y: r.Bottom()})}
	}
	var outline []layout.Point
	corner := func(x, y float32, begin float64) {
		const parts = 6
		for i := range parts + 1 {
			sin, cos := math.Sincos(begin + math.Pi/2*float64(i)/parts)
			outline = append(outline, p.at(layout.Point{X: x + radius*float32(cos), Y: y + radius*float32(sin)}))
		}
	}
	corner(r.Right()-radius, r.Bottom()-radius, 0)
	corner(r.X+radius, r.Bottom()-radius, math.Pi/2)
	corner(r.X+radius, r.Y+radius, math.Pi)
	corner(r.Right()-radius, r.Y+radius, 3*math.Pi/2)
	return outline
}

func (l Path) paint(p *painter) {
	points := l.points()
	for i := range points {
		points[i] = p.at(points[i])
	}
	if l.Closed {
		p.fill(l.Ink, points)
		return
	}
	width := max(l.Width*p.view.Scale, 1)
	if l.Dashed {
		for _, piece := range dashes(points, 6*p.view.Scale+2, 4*p.view.Scale+2) {
			p.stroke(piece, width, l.Ink)
		}
	} else {
		p.stroke(points, width, l.Ink)
	}
	if head := l.head(); l.Arrow && head != nil {
		for i := range head {
			head[i] = p.at(head[i])
		}
		p.fill(l.Ink, head)
	}
}

// stroke paints a line of straight pieces: its two sides, as one outline.
func (p *painter) stroke(points []layout.Point, width float32, ink color.NRGBA) {
	if len(points) < 2 {
		return
	}
	outline := make([]layout.Point, 2*len(points))
	for i, q := range points {
		a, b := points[max(i-1, 0)], points[min(i+1, len(points)-1)]
		dx, dy := b.X-a.X, b.Y-a.Y
		length := float32(math.Hypot(float64(dx), float64(dy)))
		if length == 0 {
			length = 1
		}
		nx, ny := -dy/length*width/2, dx/length*width/2
		outline[i] = layout.Point{X: q.X + nx, Y: q.Y + ny}
		outline[len(outline)-1-i] = layout.Point{X: q.X - nx, Y: q.Y - ny}
	}
	p.fill(ink, outline)
}

// dashes cuts a line into pieces of a length, with gaps between.
func dashes(points []layout.Point, on, off float32) [][]layout.Point {
	var pieces [][]layout.Point
	piece := []layout.Point{points[0]}
	left, drawing := on, true
	for i := 1; i < len(points); i++ {
		from, to := points[i-1], points[i]
		for {
			length := float32(math.Hypot(float64(to.X-from.X), float64(to.Y-from.Y)))
			if length <= left {
				left -= length
				break
			}
			t := left / length
			from = layout.Point{X: from.X + (to.X-from.X)*t, Y: from.Y + (to.Y-from.Y)*t}
			if drawing {
				pieces = append(pieces, append(piece, from))
			}
			drawing = !drawing
			piece, left = []layout.Point{from}, off
			if drawing {
				left = on
			}
		}
		if drawing {
			piece = append(piece, to)
		}
	}
	if drawing && len(piece) > 1 {
		pieces = append(pieces, piece)
	}
	return pieces
}

func (t Text) paint(p *painter) {
	size := t.Size * p.view.Scale
	at := p.at(t.At)
	if size < legible || at.Y < -size || at.Y > float32(p.img.Rect.Dy())+size || at.X > float32(p.img.Rect.Dx()) {
		return
	}
	face := p.face(t.Bold, size)
	if face == nil {
		return
	}
	words := t.Words
	if t.Room > 0 {
		words = cut(face, words, fixed.Int26_6(t.Room*p.view.Scale*64))
	}
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(t.Ink), Face: face,
		Dot: fixed.Point26_6{X: fixed.Int26_6(at.X * 64), Y: fixed.I(int(at.Y + 0.5))}}
	d.DrawString(words)
}

// cut shortens words that are too wide, with an ellipsis.
func cut(face font.Face, words string, room fixed.Int26_6) string {
	if font.MeasureString(face, words) <= room {
		return words
	}
	room -= font.MeasureString(face, "…")
	runes := []rune(words)
	low, high := 0, len(runes)
	for low < high {
		middle := (low + high + 1) / 2
		if font.MeasureString(face, string(runes[:middle])) <= room {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return string(runes[:low]) + "…"
}

func (p *painter) face(bold bool, size float32) font.Face {
	k := faceKey{bold, size}
	if face, ok := p.faces[k]; ok {
		return face
	}
	f := p.fonts.Regular
	if bold {
		f = p.fonts.Bold
	}
	var face font.Face
	if f != nil {
		made, err := opentype.NewFace(f, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
		if err == nil {
			face = made
		}
	}
	p.faces[k] = face
	return face
}
