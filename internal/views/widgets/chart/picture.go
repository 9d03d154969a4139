package chart

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Sizes of a saved picture, in Fyne's units and in pixels.
const (
	pictureWide = 600 // one chart
	pictureHigh = 240
)

// Sheet is charts as they are at one moment, two beside each other, under a
// heading: a picture to be saved. Fyne draws on the main goroutine only, so it is
// drawn piece by piece, each in less time than a frame takes or little more.
type Sheet struct {
	size   fyne.Size
	back   color.Color
	pieces []piece
	drawn  int
}

// piece is a part of a sheet, at its place.
type piece struct {
	object fyne.CanvasObject
	at     fyne.Position
	img    image.Image
}

// NewSheet makes a sheet of charts as they are now.
func NewSheet(heading string, charts ...*Chart) *Sheet {
	pad, gap := theme.Size(theme.SizeMargin), theme.Size(theme.SizeGap)
	title := canvas.NewText(heading, theme.Color(theme.Text))
	title.TextSize, title.TextStyle.Bold = theme.Size(theme.SizeObject), true
	top := pad + title.MinSize().Height + gap
	rows := int(math.Ceil(float64(len(charts)) / 2))
	s := &Sheet{back: theme.Color(theme.Background), size: fyne.NewSize(2*pad+2*pictureWide+gap, top+pad-gap+float32(rows)*(pictureHigh+gap))}
	s.add(title, fyne.NewPos(pad, pad), fyne.NewSize(s.size.Width-2*pad, title.MinSize().Height))
	for i, c := range charts {
		still := New(c.ID, c.title, c.unit)
		data := *c.current()
		data.Still = true // "now" is past when somebody looks at it
		still.data = &data
		wide := float32(pictureWide)
		if i == len(charts)-1 && i%2 == 0 { // alone in its row
			wide = 2*pictureWide + gap
		}
		at := fyne.NewPos(pad+float32(i%2)*(pictureWide+gap), top+float32(i/2)*(pictureHigh+gap))
		s.add(still, at, fyne.NewSize(wide, pictureHigh))
	}
	return s
}

func (s *Sheet) add(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
	ground := canvas.NewRectangle(s.back)
	o = container.NewStack(ground, o)
	o.Resize(size)
	s.pieces = append(s.pieces, piece{object: o, at: at})
}

// Draw draws the next piece, on the main goroutine, and reports whether there are
// more.
func (s *Sheet) Draw() (more bool) {
	p := &s.pieces[s.drawn]
	c := software.NewCanvas()
	c.(interface{ SetScale(float32) }).SetScale(1)
	c.SetPadded(false)
	size := p.object.Size()
	c.SetContent(p.object)
	c.Resize(size)
	p.img = c.Capture()
	s.drawn++
	return s.drawn < len(s.pieces)
}

// Image is the picture, once all of it is drawn. It may be called on any goroutine.
func (s *Sheet) Image() image.Image {
	all := image.NewNRGBA(image.Rect(0, 0, int(s.size.Width), int(s.size.Height)))
	draw.Draw(all, all.Rect, image.NewUniform(s.back), image.Point{}, draw.Src)
	for _, p := range s.pieces {
		corner := image.Pt(int(p.at.X+0.5), int(p.at.Y+0.5))
		draw.Draw(all, p.img.Bounds().Add(corner), p.img, p.img.Bounds().Min, draw.Src)
	}
	return all
}
