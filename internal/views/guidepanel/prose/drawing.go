package prose

import (
	"bytes"
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// drawing is a picture of shapes at a size in pixels; empty if they can't be
// read, which a test of the guide's pictures would tell.
func drawing(svg []byte, size image.Point) *image.RGBA {
	img := image.NewRGBA(image.Rectangle{Max: size})
	icon, err := oksvg.ReadIconStream(bytes.NewReader(svg))
	if err != nil {
		fyne.LogError("A picture of the guide can't be read", err)
		return img
	}
	icon.SetTarget(0, 0, float64(size.X), float64(size.Y))
	icon.Draw(rasterx.NewDasher(size.X, size.Y, &brush{img: img}), 1)
	return img
}

// brush fills one shape after the other, each within its own bounds. The scanner
// that rasterx has goes over the whole picture for each, and through an interface
// for each pixel, which takes a hundred times as long.
type brush struct {
	img    *image.RGBA
	points []point
	ink    image.Uniform
	z      vector.Rasterizer
}

type point struct {
	x, y  float32
	first bool // of a line
}

var _ rasterx.Scanner = (*brush)(nil)

func pointOf(p fixed.Point26_6, first bool) point {
	return point{x: float32(p.X) / 64, y: float32(p.Y) / 64, first: first}
}

// Start implements rasterx.Scanner.
func (b *brush) Start(p fixed.Point26_6) { b.points = append(b.points, pointOf(p, true)) }

// Line implements rasterx.Scanner.
func (b *brush) Line(p fixed.Point26_6) { b.points = append(b.points, pointOf(p, false)) }

// Clear implements rasterx.Scanner.
func (b *brush) Clear() { b.points = b.points[:0] }

// Draw implements rasterx.Scanner.
func (b *brush) Draw() {
	r := b.bounds()
	if r.Empty() {
		return
	}
	b.z.Reset(r.Dx(), r.Dy())
	for _, p := range b.points {
		x, y := p.x-float32(r.Min.X), p.y-float32(r.Min.Y)
		if p.first { // an outline comes in pieces, which are closed only all together
			b.z.MoveTo(x, y)
		} else {
			b.z.LineTo(x, y)
		}
	}
	b.z.Draw(b.img, r, &b.ink, image.Point{})
}

func (b *brush) bounds() image.Rectangle {
	if len(b.points) == 0 {
		return image.Rectangle{}
	}
	low, high := b.points[0], b.points[0]
	for _, p := range b.points {
		low.x, low.y = min(low.x, p.x), min(low.y, p.y)
		high.x, high.y = max(high.x, p.x), max(high.y, p.y)
	}
	up := func(v float32) int { return int(math.Ceil(float64(v))) }
	return image.Rect(int(low.x), int(low.y), up(high.x), up(high.y)).Intersect(b.img.Rect)
}

// SetColor implements rasterx.Scanner. The guide's pictures have no gradients.
func (b *brush) SetColor(c any) {
	if c, ok := c.(color.Color); ok {
		b.ink.C = c
	}
}

// GetPathExtent implements rasterx.Scanner, for gradients.
func (b *brush) GetPathExtent() fixed.Rectangle26_6 { return fixed.Rectangle26_6{} }

// SetBounds, SetWinding and SetClip implement rasterx.Scanner.
func (b *brush) SetBounds(int, int)        {}
func (b *brush) SetWinding(bool)           {}
func (b *brush) SetClip(r image.Rectangle) {}
