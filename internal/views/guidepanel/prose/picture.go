package prose

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// largest is how much larger than drawn a picture is shown at most.
const largest = 1.5

// picture sets a drawing as wide as there is room, within reason. One that there
// is not is told in its words.
func (s *setter) picture(b Block, x, y, width float32) float32 {
	p, ok := theme.PictureOf(b.Name)
	if !ok {
		return s.text(b.Spans, body(), x, y, width)
	}
	scale := min(width/p.Size.Width, largest)
	shapes := s.doc.shapes(p.Shapes)
	shapes.raster.Move(fyne.NewPos(x, y))
	shapes.raster.Resize(fyne.NewSize(p.Size.Width*scale, p.Size.Height*scale))
	s.objects = append(s.objects, shapes.raster)
	for _, l := range p.Labels {
		s.label(l, x, y, scale)
	}
	return p.Size.Height * scale
}

// label sets a word of a picture on its baseline.
func (s *setter) label(l theme.PictureLabel, x, y, scale float32) {
	t := canvas.NewText(l.Words, theme.Color(l.Ink))
	t.TextSize, t.TextStyle = l.Size*scale, fyne.TextStyle{Bold: l.Bold, Monospace: l.Mono}
	size, baseline := fyne.CurrentApp().Driver().RenderedTextSize(l.Words, t.TextSize, t.TextStyle, nil)
	left := x + l.X*scale
	switch l.Align {
	case fyne.TextAlignCenter:
		left -= size.Width / 2
	case fyne.TextAlignTrailing:
		left -= size.Width
	}
	t.Move(fyne.NewPos(left, y+l.Y*scale-baseline))
	t.Resize(size)
	s.objects = append(s.objects, t)
}

// shapes are a picture's. Those that the document shows already are taken again:
// at the same size they are not drawn anew.
func (d *Document) shapes(res fyne.Resource) *sketch {
	k, ok := d.shown[res.Name()]
	if !ok || d.pictures[res.Name()] != nil {
		k = newSketch(res.Content(), d.opts.Post)
	}
	d.pictures[res.Name()] = k
	return k
}

// atOnce is how many pixels are drawn quicker than a frame takes, 6 ms; those of a
// picture on a projector take a tenth of a second.
const atOnce = 800 * 800

// sketch shows shapes in the size that they have on the screen. Many pixels are
// drawn on a goroutine of its own, which ends with the picture; until then it
// shows what it has.
type sketch struct {
	raster *canvas.Raster
	svg    []byte
	post   func(func())
	img    *image.RGBA
	busy   bool
}

func newSketch(svg []byte, post func(func())) *sketch {
	k := &sketch{svg: svg, post: post, img: image.NewRGBA(image.Rect(0, 0, 1, 1))}
	k.raster = canvas.NewRaster(k.pixels)
	return k
}

// pixels is called by Fyne when it draws the raster, at its size in real pixels.
func (k *sketch) pixels(w, h int) image.Image {
	size := image.Pt(w, h)
	switch {
	case k.img.Rect.Size() == size || k.busy:
	case w*h <= atOnce:
		k.img = drawing(k.svg, size)
	default:
		k.busy = true
		go func() {
			img := drawing(k.svg, size)
			k.post(func() {
				k.busy, k.img = false, img
				k.raster.Refresh() // it may have got another size
			})
		}()
	}
	return k.img
}
