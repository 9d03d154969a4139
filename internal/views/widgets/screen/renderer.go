package screen

import (
	"image"
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets/glyphs"
)

var (
	_ fyne.Scrollable    = (*Screen)(nil) // also makes Fyne clip what is drawn over the edge
	_ fyne.Focusable     = (*Screen)(nil)
	_ fyne.Tabbable      = (*Screen)(nil)
	_ fyne.Draggable     = (*Screen)(nil)
	_ fyne.Shortcutable  = (*Screen)(nil)
	_ desktop.Keyable    = (*Screen)(nil)
	_ desktop.Mouseable  = (*Screen)(nil)
	_ desktop.Hoverable  = (*Screen)(nil)
	_ desktop.Cursorable = (*Screen)(nil)
)

func rowID(id string, y int) string { return id + ":" + strconv.Itoa(y+1) }

type renderer struct {
	s          *Screen
	edge, back *canvas.Rectangle // two fills: Fyne's software painter shifts a stroke that is clipped
	bar        *canvas.Rectangle
	picture    *canvas.Raster
	others     []*canvas.Text // characters that the typeface lacks, used again
	used       int
	objects    []fyne.CanvasObject
}

// CreateRenderer implements fyne.Widget.
func (s *Screen) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{s: s, edge: &canvas.Rectangle{}, back: &canvas.Rectangle{}, bar: &canvas.Rectangle{}}
	r.picture = canvas.NewRaster(r.pixels)
	r.picture.ScaleMode = canvas.ImageScalePixels
	r.collect()
	r.Refresh()
	return r
}

func (r *renderer) collect() {
	r.objects = append(r.objects[:0], r.edge, r.back, r.picture)
	for _, t := range r.others {
		r.objects = append(r.objects, t)
	}
	r.objects = append(r.objects, r.bar)
}

func (r *renderer) Destroy()                     {}
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) MinSize() fyne.Size           { return r.s.MinSize() }

// pixels is the picture in the size that Fyne wants; for a moment after a resize
// the one at hand has another.
func (r *renderer) pixels(w, h int) image.Image {
	front := r.s.paint.front
	if front != nil && front.Rect.Dx() == w && front.Rect.Dy() == h {
		return front
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	glyphs.Fill(img, img.Rect, opaque(theme.Color(theme.Surface)))
	if front != nil {
		for y := range min(h, front.Rect.Dy()) {
			n := min(w, front.Rect.Dx()) * 4
			copy(img.Pix[y*img.Stride:][:n], front.Pix[y*front.Stride:][:n])
		}
	}
	return img
}

func (r *renderer) Layout(size fyne.Size) {
	width := r.edgeWidth()
	r.edge.Resize(size)
	r.back.Move(fyne.NewSquareOffsetPos(width))
	r.back.Resize(fyne.NewSize(max(0, size.Width-2*width), max(0, size.Height-2*width)))
	r.picture.Move(fyne.NewPos(inset+padX, inset))
	s := r.s
	s.mu.Lock()
	l := s.look
	s.mu.Unlock()
	if l.scale > 0 {
		r.picture.Resize(fyne.NewSize(float32(l.width)/l.scale, float32(l.height)/l.scale))
	}
}

func (r *renderer) hasFocus() bool {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	return r.s.focused
}

func (r *renderer) edgeWidth() float32 {
	if r.hasFocus() {
		return theme.Size(theme.SizeFocus)
	}
	return theme.Size(theme.SizeBorder)
}

func (r *renderer) Refresh() {
	radius := theme.Size(theme.SizeControlR)
	r.edge.FillColor, r.edge.CornerRadius = theme.Color(theme.Border), radius
	if r.hasFocus() {
		r.edge.FillColor = theme.Color(theme.Focus)
	}
	r.back.FillColor, r.back.CornerRadius = theme.Color(theme.Surface), max(0, radius-r.edgeWidth())
	r.Layout(r.s.size)
	r.placeOthers()
	r.placeBar()
	r.edge.Refresh()
	r.back.Refresh()
	r.picture.Refresh()
}

func (r *renderer) placeBar() {
	at, size, ok := r.s.thumb()
	r.bar.Hidden = !ok
	if !ok {
		return
	}
	r.bar.FillColor, r.bar.CornerRadius = theme.Color(theme.Line), size.Width/2
	r.bar.Move(at)
	r.bar.Resize(size)
	r.bar.Refresh()
}

// raise is how far letters of other fonts are lifted, in ems: Fyne puts them as
// low as their own font's taller lines ask for. Emoji stand right.
const (
	raise      = 0.15
	firstEmoji = 0x1f000
)

// placeOthers puts the characters that the typeface lacks where they belong.
func (r *renderer) placeOthers() {
	before := r.used
	r.used = 0
	s := r.s
	s.mu.Lock()
	l := s.look
	s.mu.Unlock()
	for _, row := range s.others {
		for _, f := range row {
			r.place(f, l)
		}
	}
	for i := r.used; i < before; i++ {
		r.others[i].Hide()
	}
}

func (r *renderer) place(f foreign, l look) {
	if r.used == len(r.others) {
		r.others = append(r.others, &canvas.Text{TextStyle: fyne.TextStyle{Monospace: true}})
		r.collect()
	}
	t := r.others[r.used]
	r.used++
	size := float32(l.text) / l.scale
	if t.Text != f.text || t.TextSize != size || t.Color != color.Color(f.ink) || t.TextStyle.Bold != f.bold {
		t.Text, t.TextSize, t.Color, t.TextStyle.Bold = f.text, size, f.ink, f.bold
		t.Refresh()
	}
	least := t.MinSize()
	w, h := float32(f.width*l.cellW)/l.scale, float32(l.cellH)/l.scale
	up := float32(0)
	if []rune(f.text)[0] < firstEmoji {
		up = size * raise
	}
	x, y := float32(f.x*l.cellW)/l.scale, float32(f.y*l.cellH)/l.scale
	t.Move(fyne.NewPos(inset+padX+x+(w-least.Width)/2, inset+y+(h-least.Height)/2-up))
	t.Resize(least)
	t.Show()
}
