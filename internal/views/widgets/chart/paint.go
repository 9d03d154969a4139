package chart

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"golang.org/x/image/vector"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Strokes, in Fyne's units.
const (
	lineWidth  = 2
	sparkWidth = 1.5
	dash       = 5
	dashGap    = 3
)

// ink is a set of colours, taken from the theme on the main goroutine so that
// painting needs none.
type ink struct {
	grid, limit, event color.RGBA
	plate              color.RGBA // behind words
	series             [MaxSeries]color.RGBA
}

func inkFor(d *Data) ink {
	k := ink{grid: rgba(theme.Border), limit: rgba(theme.Series4), event: rgba(theme.Line), plate: rgba(theme.Surface)}
	for i, s := range d.series() {
		k.series[i] = rgba(s.color(i))
	}
	return k
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
	src  image.Uniform
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
	for _, t := range pl.ticks {
		p.row(v.x, v.x+v.w, v.yOf(t.value), thin, 0, 0, k.grid)
	}
	for _, e := range pl.events {
		p.column(v.xOf(e.At.UnixMilli()), v.y, v.y+v.h, thin, k.event)
	}
	for i, s := range pl.data.series() {
		p.line.trace(s.inSpan(v.from, v.to), &v)
		p.stroke(lineWidth/2*scale, k.series[i])
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

// stroke paints the line that was traced, touching only the rows it covers.
func (p *picture) stroke(half float32, c color.RGBA) {
	if len(p.line.points) == 0 {
		return
	}
	low, high := p.line.bounds(half * dotScale)
	y0 := max(0, int(math.Floor(float64(low))))
	y1 := min(p.img.Rect.Dy(), int(math.Ceil(float64(high))))
	if y1 <= y0 {
		return
	}
	p.z.Reset(p.img.Rect.Dx(), y1-y0)
	p.line.stroke(&p.z, half, float32(y0))
	p.src.C = c
	p.z.Draw(p.img, image.Rect(0, y0, p.img.Rect.Dx(), y1), &p.src, image.Point{})
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
