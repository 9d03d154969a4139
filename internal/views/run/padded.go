package run

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// padded is a card round a stack, which says how high it gets at a width.
type padded struct {
	widget.BaseWidget
	body *modal.Stack
	box  *widgets.Box
	high float32
	fill fyne.ThemeColorName
	edge fyne.ThemeColorName
}

const (
	cardX = 14 // within a card, px at scale 1
	cardY = 12
)

func newPadded(body *modal.Stack) *padded {
	c := &padded{body: body, fill: theme.Surface, edge: theme.Border, box: widgets.NewBox(theme.Surface, theme.Border, theme.SizeCardR)}
	c.ExtendBaseWidget(c)
	return c
}

// Fit lays the card out for a width and says how high it gets.
func (c *padded) Fit(width float32) float32 {
	c.high = c.body.Fit(max(width-2*cardX, 1)) + 2*cardY
	return c.high
}

// CreateRenderer implements fyne.Widget.
func (c *padded) CreateRenderer() fyne.WidgetRenderer { return &paddedRenderer{c} }

type paddedRenderer struct{ c *padded }

func (r *paddedRenderer) Destroy()           {}
func (r *paddedRenderer) MinSize() fyne.Size { return fyne.NewSize(100, r.c.high) }

// Refresh follows the theme.
func (r *paddedRenderer) Refresh() {
	r.c.box.Set(r.c.fill, r.c.edge)
	r.c.box.Refresh()
	r.c.body.Refresh()
}

func (r *paddedRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.c.box, r.c.body}
}

func (r *paddedRenderer) Layout(size fyne.Size) {
	r.c.box.Resize(size)
	r.c.body.Move(fyne.NewPos(cardX, cardY))
	r.c.body.Resize(fyne.NewSize(size.Width-2*cardX, size.Height-2*cardY))
}
