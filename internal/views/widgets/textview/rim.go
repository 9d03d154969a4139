package textview

import (
	"image"
	"image/color"
	"math"

	"github.com/dockdesk/dockdesk/internal/views/widgets/glyphs"
)

// within is the part of a picture that lies that far from its edges; what is drawn
// into it is drawn into the picture.
func within(img *image.RGBA, by int) *image.RGBA {
	r := img.Rect.Inset(by)
	if r.Empty() {
		return &image.RGBA{}
	}
	return &image.RGBA{Pix: img.Pix[img.PixOffset(r.Min.X, r.Min.Y):], Stride: img.Stride, Rect: image.Rectangle{Max: r.Size()}}
}

// rim draws an edge round a picture and cuts its corners round.
func rim(img *image.RGBA, width, radius int, edge color.RGBA) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	for _, r := range []image.Rectangle{
		image.Rect(0, 0, w, width), image.Rect(0, h-width, w, h),
		image.Rect(0, 0, width, h), image.Rect(w-width, 0, w, h),
	} {
		glyphs.Fill(img, r, edge)
	}
	radius = min(radius, w/2, h/2)
	for y := range radius {
		for x := range radius {
			d := math.Hypot(float64(radius-x)-0.5, float64(radius-y)-0.5)
			outer, inner := share(float64(radius)-d), share(float64(radius-width)-d)
			if inner == 1 {
				continue
			}
			for _, at := range []image.Point{{x, y}, {w - 1 - x, y}, {x, h - 1 - y}, {w - 1 - x, h - 1 - y}} {
				i := img.PixOffset(at.X, at.Y)
				blend(img.Pix[i:i+4:i+4], edge, inner, outer)
			}
		}
	}
}

// share is how much of a pixel is covered by what reaches that far beyond its
// middle.
func share(beyond float64) float64 { return max(0, min(1, beyond+0.5)) }

// blend lays an edge over a pixel, of which a share of kept is still seen, and
// leaves a share of seen of both.
func blend(pix []uint8, edge color.RGBA, kept, seen float64) {
	for i, c := range []uint8{edge.R, edge.G, edge.B, 255} {
		pix[i] = uint8((float64(pix[i])*kept+float64(c)*(1-kept))*seen + 0.5)
	}
}
