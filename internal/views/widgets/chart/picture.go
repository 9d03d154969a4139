package chart

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Sizes of a saved picture, in Fyne's units and in pixels. With twice as many
// pixels drawing would take four times as long, and the window stands still
// meanwhile.
const (
	pictureWide = 600 // one chart
	pictureHigh = 240
)

// Picture draws charts as they are now, two beside each other, under a heading:
// a picture to be saved. It takes some 80 ms of the main goroutine.
func Picture(heading string, charts ...*Chart) image.Image {
	pad, gap := theme.Size(theme.SizeMargin), theme.Size(theme.SizeGap)
	title := canvas.NewText(heading, theme.Color(theme.Text))
	title.TextSize, title.TextStyle.Bold = theme.Size(theme.SizeObject), true
	title.Move(fyne.NewPos(pad, pad))
	top := pad + title.MinSize().Height + gap
	back := canvas.NewRectangle(theme.Color(theme.Background))
	size := fyne.NewSize(2*pad+2*pictureWide+gap, top+pad-gap)
	all := container.NewWithoutLayout(back, title)
	rows := int(math.Ceil(float64(len(charts)) / 2))
	for i, c := range charts {
		drawn := New(c.ID, c.title, c.unit)
		data := *c.current()
		data.Still = true // "now" is past when somebody looks at it
		drawn.data = &data
		wide := float32(pictureWide)
		if i == len(charts)-1 && i%2 == 0 { // alone in its row
			wide = 2*pictureWide + gap
		}
		drawn.Move(fyne.NewPos(pad+float32(i%2)*(pictureWide+gap), top+float32(i/2)*(pictureHigh+gap)))
		drawn.Resize(fyne.NewSize(wide, pictureHigh))
		all.Add(drawn)
	}
	size.Height += float32(rows) * (pictureHigh + gap)
	back.Resize(size)
	c := software.NewCanvas()
	c.(interface{ SetScale(float32) }).SetScale(1)
	c.SetPadded(false)
	c.SetContent(all)
	c.Resize(size)
	return c.Capture()
}
