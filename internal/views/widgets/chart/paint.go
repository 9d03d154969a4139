package chart

import (
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"math"

	"fyne.io/fyne/v2"
	"golang.org/x/image/vector"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Strokes, in Fyne's units.
const (
	sparkWidth = 1.5
	areaLine   = 0.6 // of a line, above an area
	dash       = 5
	dashGap    = 3
)

// ink is a set of colours, taken from the theme on the main goroutine so that
// painting needs none.
type ink struct {
	grid, limit, event color.RGBA
	plate              color.RGBA // behind words
	line               float32    // the stroke of a series
	series, area       [MaxSeries]color.RGBA
}

func inkFor(d *Data) ink {
	k := ink{grid: rgba(theme.Border), limit: rgba(theme.Series4), event: rgba(theme.Line), plate: rgba(theme.Surface), line: theme.Size(theme.SizeGraph)}
	for i, s := range d.series() {
		k.series[i] = rgba(s.color(i))
		k.area[i] = mix(k.plate, k.series[i])
	}
	return k
}

// areaShare is how much of a series' colour its area has; the line above it has
// all.
const areaShare = 0.38

func mix(back, front color.RGBA) color.RGBA {
	of := func(b, f uint8) uint8 { return uint8(float32(b)*(1-areaShare) + float32(f)*areaShare + 0.5) }
	return color.RGBA{of(back.R, front.R), of(back.G, front.G), of(back.B, front.B), 255}
}

func rgba(token fyne.ThemeColorName) color.RGBA {
	return color.RGBAModel.Convert(theme.Color(token)).(color.RGBA)
}

// picture is an image with what is needed to paint into it again and again
// without new memory. One goroutine at a time may have it.
type picture struct {
	img  *image.RGBA
	of   *plan // what it shows
	line path
	z    vector.Rasterizer
	mask image.Alpha
}

// paint draws a plan's lines at a size in pixels. The image covers the plot
// and a margin round it (see plotMargin) and is transparent elsewhere.
func (p *picture) paint(pl *plan, k ink, w, h int) {
	p.clear(w, h)
	p.of = pl
	if pl.empty || pl.view.w <= 0 || pl.view.h <= 0 {
		return
	}
	v := pl.view
	scale := float32(w) / (v.w + 2*plotMargin)
	v.x, v.y, v.w, v.h = plotMargin*scale, plotMargin*scale, v.w*scale, v.h*scale
	thin := max(1, int(scale+0.5))
	if pl.data.Stacked {
		p.areas(pl.data.drawn(), &v, k)
	}
	for _, t := range pl.ticks {
		p.row(v.x, v.x+v.w, v.yOf(t.value), thin, 0, 0, k.grid)
	}
	for _, e := range pl.events {
		p.column(v.xOf(e.At.UnixMilli()), v.y, v.y+v.h, thin, k.event)
	}
	for i, s := range pl.data.drawn() {
		p.line.trace(s.inSpan(v.from, v.to), &v)
		half := k.line / 2 * scale
		if pl.data.Stacked { // its area is seen well enough
			half *= areaLine
		}
		p.stroke(half, k.series[i])
	}
	for _, l := range pl.labels {
		if l.plate {
			x, y := (l.x-pl.view.x+plotMargin)*scale, (l.y-pl.view.y+plotMargin)*scale
			p.veil(image.Rect(int(x-scale), int(y), int(x+(l.w+1)*scale), int(y+l.h*scale)), k.plate)
		}
	}
	for _, l := range pl.limits {
		p.row(v.x, v.x+v.w, v.yOf(l.Value), max(thin, int(1.5*scale)), dash*scale, dashGap*scale, k.limit)
	}
}

// plotMargin is how far the image reaches beyond the plot, so that a line at
// its very edge is drawn whole; in Fyne's units.
const plotMargin = 4

func (p *picture) clear(w, h int) {
	if p.img == nil || p.img.Rect.Dx() != w || p.img.Rect.Dy() != h {
		p.img = image.NewRGBA(image.Rect(0, 0, max(0, w), max(0, h)))
		return
	}
	clear(p.img.Pix)
}

// stroke paints the line that was traced. It rasterizes into a mask of the rows
// that the line covers and colours only what is not empty: x/image's own way of
// laying a colour over an image visits every pixel, and takes as long again.
func (p *picture) stroke(half float32, c color.RGBA) {
	if len(p.line.points) == 0 {
		return
	}
	low, high := p.line.bounds(half * dotScale)
	p.cover(low, high, c, func(dy float32) { p.line.stroke(&p.z, half, dy) })
}

// areas fills what lies under each series, from the topmost down: each covers
// what of those above lies behind it.
func (p *picture) areas(list []Series, v *view, k ink) {
	for i := len(list) - 1; i >= 0; i-- {
		p.line.trace(list[i].inSpan(v.from, v.to), v)
		if len(p.line.points) == 0 {
			continue
		}
		base := v.y + v.h
		low, _ := p.line.bounds(0)
		p.cover(low, base, k.area[i], func(dy float32) { p.line.fill(&p.z, base, dy) })
	}
}

// cover colours the shape that is given to the rasterizer, moved up by dy, between
// two heights.
func (p *picture) cover(low, high float32, c color.RGBA, shape func(dy float32)) {
	width := p.img.Rect.Dx()
	y0 := max(0, int(math.Floor(float64(low))))
	y1 := min(p.img.Rect.Dy(), int(math.Ceil(float64(high))))
	if y1 <= y0 {
		return
	}
	area := image.Rect(0, 0, width, y1-y0)
	p.z.Reset(area.Dx(), area.Dy())
	p.z.DrawOp = draw.Src
	shape(float32(y0))
	if n := area.Dx() * area.Dy(); cap(p.mask.Pix) < n {
		p.mask.Pix = make([]uint8, n, width*p.img.Rect.Dy())
	}
	p.mask.Pix = p.mask.Pix[:area.Dx()*area.Dy()]
	p.mask.Stride, p.mask.Rect = area.Dx(), area
	p.z.Draw(&p.mask, area, image.Opaque, image.Point{})
	p.colour(p.img.Pix[y0*p.img.Stride:], p.mask.Pix, c)
}

// colour lays a colour over pixels as far as a mask covers them; both are of
// the same width and without gaps between rows.
func (p *picture) colour(pix, mask []uint8, c color.RGBA) {
	over := func(below, above uint8, a uint32) uint8 {
		return uint8((uint32(below)*(255-a) + uint32(above)*a + 127) / 255)
	}
	for i := 0; i < len(mask); i++ {
		if i+8 <= len(mask) && binary.NativeEndian.Uint64(mask[i:]) == 0 {
			i += 7
			continue
		}
		if a := uint32(mask[i]); a != 0 {
			to := pix[4*i : 4*i+4 : 4*i+4]
			to[0], to[1], to[2], to[3] = over(to[0], c.R, a), over(to[1], c.G, a), over(to[2], c.B, a), over(to[3], c.A, a)
		}
	}
}

// row paints a horizontal line, dashed when on is not 0.
func (p *picture) row(x0, x1, y float32, thick int, on, off float32, c color.RGBA) {
	top := int(y+0.5) - thick/2
	if on <= 0 {
		on, off = x1-x0, 1
	}
	for x := x0; x < x1; x += on + off {
		p.fill(image.Rect(int(x+0.5), top, int(min(x+on, x1)+0.5), top+thick), c)
	}
}

// column paints a dotted vertical line.
func (p *picture) column(x, y0, y1 float32, thick int, c color.RGBA) {
	left, step := int(x+0.5)-thick/2, 2*thick
	for y := int(y0); y < int(y1); y += 2 * step {
		p.fill(image.Rect(left, y, left+thick, min(y+step, int(y1))), c)
	}
}

func (p *picture) fill(r image.Rectangle, c color.RGBA) {
	r = r.Intersect(p.img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.img.Pix[p.img.PixOffset(r.Min.X, y):p.img.PixOffset(r.Max.X, y)]
		for i := 0; i+3 < len(row); i += 4 {
			row[i], row[i+1], row[i+2], row[i+3] = c.R, c.G, c.B, c.A
		}
	}
}

// veil lets what lies in an area shine through by a fifth only.
func (p *picture) veil(r image.Rectangle, c color.RGBA) {
	r = r.Intersect(p.img.Rect)
	over := func(below, above uint8) uint8 { return uint8((uint(below) + 4*uint(above)) / 5) }
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.img.Pix[p.img.PixOffset(r.Min.X, y):p.img.PixOffset(r.Max.X, y)]
		for i := 0; i+3 < len(row); i += 4 {
			row[i], row[i+1], row[i+2], row[i+3] = over(row[i], c.R), over(row[i+1], c.G), over(row[i+2], c.B), over(row[i+3], c.A)
		}
	}
}
