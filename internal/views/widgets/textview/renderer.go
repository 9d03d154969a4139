package textview

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets/glyphs"
)

var (
	_ fyne.Scrollable    = (*View)(nil) // also makes Fyne clip what is drawn over the edge
	_ fyne.Focusable     = (*View)(nil)
	_ fyne.Draggable     = (*View)(nil)
	_ fyne.Shortcutable  = (*View)(nil)
	_ desktop.Keyable    = (*View)(nil)
	_ desktop.Mouseable  = (*View)(nil)
	_ desktop.Hoverable  = (*View)(nil)
	_ desktop.Cursorable = (*View)(nil)
)

// renderer shows the view as one picture, with its edge and its ground in it: where
// no graphics card helps, a round rectangle of the same size takes as long as all
// of the text.
type renderer struct {
	v          *View
	vbar, hbar *canvas.Rectangle
	picture    *canvas.Raster
	img        *image.RGBA
	edge       color.RGBA
	radius     float32
	foreign    []*canvas.Text // characters that the typeface lacks, recycled
	shown      int            // how many of them are in use
	objects    []fyne.CanvasObject
}

// CreateRenderer implements fyne.Widget.
func (v *View) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{v: v, vbar: &canvas.Rectangle{}, hbar: &canvas.Rectangle{}}
	r.picture = canvas.NewRaster(r.paint)
	r.picture.ScaleMode = canvas.ImageScalePixels
	r.collect()
	r.Refresh()
	return r
}

func (r *renderer) collect() {
	r.objects = append(r.objects[:0], r.picture)
	for _, t := range r.foreign {
		r.objects = append(r.objects, t)
	}
	r.objects = append(r.objects, r.vbar, r.hbar)
}

func (r *renderer) Destroy()                     { r.v.stopAutoScroll() }
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) MinSize() fyne.Size           { return r.v.MinSize() }

func (r *renderer) Layout(size fyne.Size) {
	scale := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(r.v); c != nil {
		scale = c.Scale()
	}
	whole := func(v float32) float32 { return float32(int(v*scale+0.01)) / scale }
	r.picture.Resize(fyne.NewSize(whole(size.Width), whole(size.Height)))
}

// edgeWidth is how much of the edge is seen round the view: the ring of the
// focus is wider.
func (r *renderer) edgeWidth() float32 {
	switch {
	case r.v.focused:
		return theme.Size(theme.SizeFocus)
	case r.v.frameless:
		return 0
	}
	return theme.Size(theme.SizeBorder)
}

func (r *renderer) paint(w, h int) image.Image {
	scale := 1.0
	if width := r.picture.Size().Width; width > 0 {
		scale = float64(w) / float64(width)
	}
	if r.img == nil || r.img.Rect.Dx() != w || r.img.Rect.Dy() != h {
		r.img = image.NewRGBA(image.Rect(0, 0, w, h))
	}
	glyphs.Fill(r.img, r.img.Rect, r.v.frame.look.ground)
	r.v.frame.paint(within(r.img, px(inset, scale)), scale, glyphs.Monospace())
	rim(r.img, px(float64(r.edgeWidth()), scale), px(float64(r.radius), scale), r.edge)
	return r.img
}

func (r *renderer) Refresh() {
	v := r.v
	v.compose()
	r.edge, r.radius = opaque(theme.Color(theme.Border)), theme.Size(theme.SizeControlR)
	if v.frameless {
		r.radius = 0
	}
	if v.focused {
		r.edge = opaque(theme.Color(theme.Focus))
	}
	r.Layout(v.size)
	r.placeForeign()
	r.placeBar(r.vbar, vertical)
	r.placeBar(r.hbar, horizontal)
	r.picture.Refresh()
}

func (r *renderer) placeBar(thumb *canvas.Rectangle, b bar) {
	at, size, ok := r.v.thumb(b)
	thumb.Hidden = !ok
	if !ok {
		return
	}
	thumb.FillColor = theme.Color(theme.Line)
	thumb.CornerRadius = min(size.Width, size.Height) / 2
	thumb.Move(at)
	thumb.Resize(size)
	thumb.Refresh()
}

// placeForeign puts the characters that the typeface lacks where they belong.
// Few texts have any, and Fyne finds a font for them.
func (r *renderer) placeForeign() {
	before := r.shown
	r.shown = 0
	f := &r.v.frame
	for i := range f.rows {
		row := &f.rows[i]
		if row.y < -1 || row.y+f.look.rowHeight > float64(r.v.inner().Height)+1 {
			continue // cut by the edge, which the picture stays within and a text wouldn't
		}
		for j := row.from; j < row.to; j++ {
			if c := &f.cells[j]; c.foreign && f.look.x(c.col-row.col) >= f.look.gutter {
				r.place(row, c)
			}
		}
	}
	for i := r.shown; i < before; i++ {
		r.foreign[i].Hide()
	}
}

// foreignRaise is how far letters of other fonts are lifted, in ems: Fyne puts
// them as low as their own font's taller lines ask for. Emoji stand right.
const (
	foreignRaise = 0.15
	firstEmoji   = 0x1f000
)

func (r *renderer) place(row *frameRow, c *frameCell) {
	if r.shown == len(r.foreign) {
		r.foreign = append(r.foreign, &canvas.Text{TextStyle: fyne.TextStyle{Monospace: true}})
		r.collect()
	}
	t := r.foreign[r.shown]
	r.shown++
	l := &r.v.frame.look
	words, size := c.words(row.text), float32(l.textSize)
	if t.Text != words || t.TextSize != size || t.Color != color.Color(c.ink) || t.TextStyle.Bold != c.bold {
		t.Text, t.TextSize, t.Color, t.TextStyle.Bold = words, size, c.ink, c.bold
		t.Refresh()
	}
	room := fyne.NewSize(float32(float64(c.width)*l.cellWidth), float32(l.rowHeight))
	min := t.MinSize()
	raise := float32(0)
	if c.r < firstEmoji {
		raise = size * foreignRaise
	}
	t.Move(fyne.NewPos(inset+float32(l.x(c.col-row.col))+(room.Width-min.Width)/2, inset+float32(row.y)+(room.Height-min.Height)/2-raise))
	t.Resize(min)
	t.Show()
}
