package datalist

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

const (
	barWidth   = 9 // what answers to the pointer; it fits into the rows' margin
	thumbWidth = 5
	thumbLeast = 28
	besideBar  = 4 // between it and the last column, over that margin
)

// scrollbar shows which part of a content is seen, and moves it.
type scrollbar struct {
	widget.BaseWidget
	thumb         *canvas.Rectangle
	offset        float64 // of the part that is seen
	content, seen float64 // heights
	dragged       float64 // where the thumb has been dragged to, as an offset
	hovered, held bool
	scroll        func(offset float64)
}

func newScrollbar(scroll func(offset float64)) *scrollbar {
	b := &scrollbar{thumb: &canvas.Rectangle{CornerRadius: thumbWidth / 2}, scroll: scroll}
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// set shows a new state; it hides where everything is seen.
func (b *scrollbar) set(offset, content, seen float64) {
	b.offset, b.content, b.seen = offset, content, seen
	if content <= seen || seen <= 0 {
		if b.Visible() {
			b.Hide()
		}
		return
	}
	if !b.Visible() {
		b.Show()
	}
	b.place()
}

func (b *scrollbar) thumbHeight() float64 {
	return max(b.seen*b.seen/b.content, min(thumbLeast, b.seen))
}

// perPixel is how far the content moves with one pixel of the thumb.
func (b *scrollbar) perPixel() float64 {
	if way := b.seen - b.thumbHeight(); way > 0 {
		return (b.content - b.seen) / way
	}
	return 0
}

func (b *scrollbar) place() {
	y := 0.0
	if p := b.perPixel(); p > 0 {
		y = b.offset / p
	}
	b.thumb.Move(fyne.NewPos(barWidth-thumbWidth-1, float32(y)+1))
	b.thumb.Resize(fyne.NewSize(thumbWidth, float32(b.thumbHeight())-2))
}

func (b *scrollbar) paint() {
	b.thumb.FillColor = theme.Color(theme.Line)
	if b.hovered || b.held {
		b.thumb.FillColor = theme.Color(theme.Muted)
	}
	b.thumb.Refresh()
}

// MouseDown goes a page up or down beside the thumb.
func (b *scrollbar) MouseDown(e *desktop.MouseEvent) {
	top := b.thumb.Position().Y
	switch {
	case e.Position.Y < top:
		b.scroll(b.offset - b.seen)
	case e.Position.Y > top+b.thumb.Size().Height:
		b.scroll(b.offset + b.seen)
	}
}

// MouseUp implements desktop.Mouseable.
func (b *scrollbar) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable.
func (b *scrollbar) Dragged(e *fyne.DragEvent) {
	if !b.held {
		b.held, b.dragged = true, b.offset
		b.paint()
	}
	b.dragged += float64(e.Dragged.DY) * b.perPixel()
	b.scroll(b.dragged)
}

// DragEnd implements fyne.Draggable.
func (b *scrollbar) DragEnd() {
	b.held = false
	b.paint()
}

// MouseIn implements desktop.Hoverable.
func (b *scrollbar) MouseIn(*desktop.MouseEvent) {
	b.hovered = true
	b.paint()
}

// MouseMoved implements desktop.Hoverable.
func (b *scrollbar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *scrollbar) MouseOut() {
	b.hovered = false
	b.paint()
}

// CreateRenderer implements fyne.Widget.
func (b *scrollbar) CreateRenderer() fyne.WidgetRenderer {
	b.paint()
	return barRenderer{b}
}

type barRenderer struct{ b *scrollbar }

func (r barRenderer) Destroy()                     {}
func (r barRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.b.thumb} }
func (r barRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r barRenderer) Layout(fyne.Size)             {}
func (r barRenderer) Refresh()                     { r.b.paint() }
