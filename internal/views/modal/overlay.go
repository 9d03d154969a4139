package modal

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Measures in px at scale 1, where no token of the theme says them.
const (
	away      = 24  // of a card from the window's edges
	edge      = 6   // of a menu from them
	pad       = 18  // inside a card
	topAway   = 72  // of a card at the Top
	bleed     = 4   // round the body inside its scroller, so that no ring or edge is cut off
	barRoom   = 14  // at the right of the body, for the bar
	veilAlpha = 190 // of 255: what is behind can be made out, and is plainly out of reach
)

// overlay is a dialog on the screen: it covers the window, so that nothing
// behind it gets a click.
type overlay struct {
	widget.BaseWidget
	layer  *Layer
	dialog *Dialog
	before fyne.Focusable // had the keyboard

	veil   *canvas.Rectangle
	card   *cardBox
	head   fyne.CanvasObject // nil for none
	scroll *container.Scroll // nil for Bare
	foot   fyne.CanvasObject // nil for none
}

func newOverlay(l *Layer, d *Dialog) *overlay {
	o := &overlay{layer: l, dialog: d, veil: &canvas.Rectangle{}, card: newCardBox(d)}
	if d.Title != "" {
		o.head = head(d)
	}
	if !d.Bare {
		o.scroll = container.NewVScroll(widgets.PadSides(d.Body, bleed, barRoom, bleed, bleed))
	}
	o.foot = d.Footer
	o.ExtendBaseWidget(o)
	return o
}

func head(d *Dialog) fyne.CanvasObject {
	title := widgets.NewText(d.Title, widgets.TextStyle{Size: theme.SizeObject, Bold: true})
	title.ID, title.Truncate = d.ID+".title", true
	if d.Icon == "" {
		return title
	}
	ink := theme.Accent
	if d.Grave {
		ink = theme.Danger
	}
	return container.NewBorder(nil, nil, widgets.PadSides(widgets.Middle(widgets.NewIcon(d.Icon, ink)), 0, 10, 0, 0), nil, title)
}

// scrollBy scrolls the body by most of a page.
func (o *overlay) scrollBy(pages float32) {
	if o.scroll == nil {
		return
	}
	at := o.scroll.Offset.Y + pages*o.scroll.Size().Height*0.85
	o.scroll.ScrollToOffset(fyne.NewPos(0, max(at, 0)))
}

// MouseDown implements desktop.Mouseable.
func (o *overlay) MouseDown(e *desktop.MouseEvent) {
	p, size := o.card.Position(), o.card.Size()
	inside := e.Position.X >= p.X && e.Position.Y >= p.Y && e.Position.X < p.X+size.Width && e.Position.Y < p.Y+size.Height
	if !inside && o.dialog.Outside {
		o.dialog.Close()
	}
}

// MouseUp implements desktop.Mouseable.
func (o *overlay) MouseUp(*desktop.MouseEvent) {}

// After a click Fyne takes the keyboard away if nothing under the pointer could
// have it, also from a dialog that the click has opened. So the overlay counts as
// something that could, and as disabled: the Tab key passes it by.

// DescribeControl implements control.Describer: what lies round the card.
func (o *overlay) DescribeControl() control.Description {
	return control.Description{ID: o.dialog.ID + ".veil", Kind: control.KindPane}
}

// FocusGained implements fyne.Focusable.
func (o *overlay) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (o *overlay) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (o *overlay) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (o *overlay) TypedKey(*fyne.KeyEvent) {}

// Disabled implements fyne.Disableable.
func (o *overlay) Disabled() bool { return true }

// Enable implements fyne.Disableable.
func (o *overlay) Enable() {}

// Disable implements fyne.Disableable.
func (o *overlay) Disable() {}

// CreateRenderer implements fyne.Widget.
func (o *overlay) CreateRenderer() fyne.WidgetRenderer {
	r := &overlayRenderer{o: o}
	r.paint()
	return r
}

type overlayRenderer struct{ o *overlay }

func (r *overlayRenderer) Destroy()           {}
func (r *overlayRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

func (r *overlayRenderer) Objects() []fyne.CanvasObject {
	list := []fyne.CanvasObject{r.o.veil, r.o.card}
	if r.o.head != nil {
		list = append(list, r.o.head)
	}
	if r.o.scroll != nil {
		list = append(list, r.o.scroll)
	} else {
		list = append(list, r.o.dialog.Body)
	}
	if r.o.foot != nil {
		list = append(list, r.o.foot)
	}
	return list
}

func (r *overlayRenderer) Refresh() {
	r.paint()
	r.Layout(r.o.Size())
	canvas.Refresh(r.o)
}

func (r *overlayRenderer) paint() {
	ground := color.NRGBAModel.Convert(theme.Color(theme.Background)).(color.NRGBA)
	ground.A = veilAlpha
	if r.o.dialog.Place == At {
		ground.A = 0
	}
	r.o.veil.FillColor = ground
}

func (r *overlayRenderer) Layout(size fyne.Size) {
	o, d := r.o, r.o.dialog
	area := fyne.NewSize(size.Width-o.layer.aside(), size.Height)
	if area.Width < 320 { // a window so narrow needs all of it
		area.Width = size.Width
	}
	away, topAway := float32(away), float32(topAway)
	if theme.Projecting() { // heads are in front of what is below
		area.Height -= theme.Size(theme.SizeStatus)
		away, topAway = edge, edge
	}
	width := min(d.Width, area.Width-2*away)
	switch d.Place {
	case Bottom:
		width = area.Width
	case At:
		if d.Width > area.Width-2*edge {
			area.Width = size.Width // a menu may hang over what explains only where it must
		}
		width = min(d.Width, area.Width-2*edge)
	}
	o.veil.Resize(area)
	inset := float32(pad)
	if d.Bare {
		inset = 0
	}
	headHeight, footHeight := float32(0), float32(0)
	if o.head != nil {
		headHeight = pad + o.head.MinSize().Height + 10
	}
	if o.foot != nil {
		footHeight = o.foot.MinSize().Height + 2*14
	}
	room := area.Height - 2*away
	switch d.Place {
	case Top:
		room = area.Height - topAway - away
	case Bottom:
		room = area.Height * d.Height
	case At:
		room = area.Height - 2*edge
	}
	top := float32(0)
	if o.head == nil && !d.Bare {
		top = pad
	}
	body := heightAt(d.Body, width-2*inset)
	height := headHeight + top + body + footHeight
	if o.foot == nil && !d.Bare {
		height += pad
	}
	if height > room || d.Place == Bottom {
		height = room
		body = height - headHeight - top - footHeight
		if o.foot == nil && !d.Bare {
			body -= pad
		}
	}
	x, y := (area.Width-width)/2, (area.Height-height)/2
	switch d.Place {
	case Top:
		y = min(topAway, area.Height-height-away)
	case Bottom:
		x, y = 0, area.Height-height
	case Corner:
		x, y = size.Width-width-away/2, area.Height-height-40
	case At:
		x = max(min(d.At.X, area.Width-width-edge), edge)
		y = max(min(d.At.Y, area.Height-height-edge), edge)
	}
	o.card.Move(fyne.NewPos(x, y))
	o.card.Resize(fyne.NewSize(width, height))
	place := func(obj fyne.CanvasObject, y, left, height float32) {
		obj.Move(fyne.NewPos(x+left, y))
		obj.Resize(fyne.NewSize(width-2*left, height))
	}
	if o.head != nil {
		place(o.head, y+pad, pad, o.head.MinSize().Height)
	}
	y += headHeight + top
	if o.scroll != nil {
		o.scroll.Move(fyne.NewPos(x+inset-bleed, y-bleed))
		o.scroll.Resize(fyne.NewSize(width-2*inset+bleed+barRoom, max(body, 0)+2*bleed))
	} else {
		place(d.Body, y, inset, body)
	}
	if o.foot != nil {
		place(o.foot, y+body+14, pad, o.foot.MinSize().Height)
	}
}

// cardBox is the card itself; it describes the dialog.
type cardBox struct {
	widget.BaseWidget
	dialog *Dialog
}

func newCardBox(d *Dialog) *cardBox {
	c := &cardBox{dialog: d}
	c.ExtendBaseWidget(c)
	return c
}

// DescribeControl implements control.Describer.
func (c *cardBox) DescribeControl() control.Description {
	return control.Description{ID: c.dialog.ID, Kind: control.KindPane, Text: c.dialog.Title, Enabled: true}
}

// CreateRenderer implements fyne.Widget.
func (c *cardBox) CreateRenderer() fyne.WidgetRenderer {
	radius := theme.SizeCardR
	if c.dialog.Place == Bottom {
		radius = ""
	}
	return widget.NewSimpleRenderer(widgets.NewBox(theme.Surface, theme.Line, radius))
}
