package prose

import (
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
	img := s.doc.shapes(p.Shapes)
	img.Move(fyne.NewPos(x, y))
	img.Resize(fyne.NewSize(p.Size.Width*scale, p.Size.Height*scale))
	s.objects = append(s.objects, img)
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

// shapes is the image of a picture's shapes. One that the document shows already is
// taken again: at the same size it is not drawn anew, which takes a tenth of a second.
func (d *Document) shapes(res fyne.Resource) *canvas.Image {
	img, ok := d.shown[res.Name()]
	if !ok || d.pictures[res.Name()] != nil {
		img = &canvas.Image{Resource: res, FillMode: canvas.ImageFillStretch}
	}
	d.pictures[res.Name()] = img
	return img
}
