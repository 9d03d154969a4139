package modal

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Card is a stack on a surface with an edge and round corners. It says how high it
// gets at a width.
type Card struct {
	widget.BaseWidget
	body *Stack
	box  *widgets.Box
	high float32
}

// Room within a card, px at scale 1.
const (
	cardX = 14
	cardY = 12
)

// NewCard makes a card round a stack.
func NewCard(body *Stack) *Card {
	c := &Card{body: body, box: widgets.NewBox(theme.Surface, theme.Border, theme.SizeCardR)}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes the colour tokens of its ground and its edge.
func (c *Card) Set(fill, edge fyne.ThemeColorName) { c.box.Set(fill, edge) }

// Fit lays the card out for a width and says how high it gets.
func (c *Card) Fit(width float32) float32 {
	c.high = c.body.Fit(max(width-2*cardX, 1)) + 2*cardY
	return c.high
}

// CreateRenderer implements fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer { return &cardRenderer{c} }

type cardRenderer struct{ c *Card }

func (r *cardRenderer) Destroy()           {}
func (r *cardRenderer) MinSize() fyne.Size { return fyne.NewSize(100, r.c.high) }

// Refresh follows the theme.
func (r *cardRenderer) Refresh() {
	r.c.box.Refresh()
	r.c.body.Refresh()
}

func (r *cardRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.c.box, r.c.body}
}

func (r *cardRenderer) Layout(size fyne.Size) {
	r.c.box.Resize(size)
	r.c.body.Move(fyne.NewPos(cardX, cardY))
	r.c.body.Resize(fyne.NewSize(size.Width-2*cardX, size.Height-2*cardY))
}
