// Package column shows blocks one below the other in a scroller, as a page of
// text does: each block gets the column's width and is as high as it is at that
// width. Fyne's own boxes ask for a height before there is a width, which text
// that wraps can't tell.
//
// It must know nothing of what the blocks are.
package column

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Options are a column's measures, in px at scale 1.
type Options struct {
	MaxWidth    float32 // of the blocks, which stand in the middle then; 0 for none
	Left        bool    // they stand at the left instead
	Gap         float32 // between blocks; the theme's if 0
	Top, Bottom float32 // room above the first and below the last block
	Sides       float32 // room at the left and the right
}

// Column is the scroller with its blocks.
type Column struct {
	widget.BaseWidget
	opts   Options
	blocks []fyne.CanvasObject
	inner  *fyne.Container
	scroll *container.Scroll
	width  float32
	height float32
}

// New makes a column.
func New(opts Options, blocks ...fyne.CanvasObject) *Column {
	if opts.Gap == 0 {
		opts.Gap = theme.Size(theme.SizeGap)
	}
	c := &Column{opts: opts, blocks: blocks}
	c.inner = container.New(inner{c}, blocks...)
	c.scroll = container.NewVScroll(c.inner)
	c.ExtendBaseWidget(c)
	return c
}

// Refit lays the blocks out anew, after one of them was hidden, shown or given
// something else to say.
func (c *Column) Refit() {
	if c.width == 0 {
		return
	}
	c.height = c.place(c.width)
	c.inner.Refresh()
	c.scroll.Refresh()
}

// ToTop scrolls to the first block.
func (c *Column) ToTop() { c.scroll.ScrollToTop() }

// Seek brings the part of a block between two places, in px from its top, onto
// the screen.
func (c *Column) Seek(block fyne.CanvasObject, top, bottom float32) {
	const around = 12
	y := block.Position().Y
	top, bottom = y+top-around, y+bottom+around
	at, view := c.scroll.Offset.Y, c.scroll.Size().Height
	switch {
	case top < at:
		at = top
	case bottom > at+view:
		at = min(bottom-view, top)
	default:
		return
	}
	c.scroll.ScrollToOffset(fyne.NewPos(0, max(at, 0)))
}

// barRoom is left free at the right, in px at scale 1, for the scroller's bar.
const barRoom = 10

// place puts the blocks where they belong at a width, and says how high it all
// gets.
func (c *Column) place(width float32) float32 {
	o := c.opts
	room := max(width-2*o.Sides, 1)
	if o.Left {
		room = max(width-o.Sides-max(o.Sides, barRoom), 1)
	}
	if o.MaxWidth > 0 {
		room = min(room, o.MaxWidth)
	}
	x := max((width-room)/2, 0)
	if o.Left {
		x = o.Sides
	}
	y, first := o.Top, true
	for _, b := range c.blocks {
		if !b.Visible() {
			continue
		}
		if !first {
			y += o.Gap
		}
		first = false
		h := HeightAt(b, room)
		b.Move(fyne.NewPos(x, y))
		b.Resize(fyne.NewSize(room, h))
		y += h
	}
	return y + o.Bottom
}

// HeightAt is how high a block is at a width. Blocks that can't tell are given
// the width and asked what they need then.
func HeightAt(o fyne.CanvasObject, width float32) float32 {
	switch b := o.(type) {
	case interface{ Fit(width float32) float32 }:
		return b.Fit(width)
	case interface{ HeightAt(width float32) float32 }:
		return b.HeightAt(width)
	}
	least := o.MinSize().Height
	o.Resize(fyne.NewSize(width, least))
	return o.MinSize().Height
}

// CreateRenderer implements fyne.Widget.
func (c *Column) CreateRenderer() fyne.WidgetRenderer { return &renderer{c} }

type renderer struct{ c *Column }

func (r *renderer) Destroy()                     {}
func (r *renderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.c.scroll} }
func (r *renderer) MinSize() fyne.Size           { return fyne.NewSize(120, 80) }
func (r *renderer) Refresh()                     { r.c.Refit() }

func (r *renderer) Layout(size fyne.Size) {
	if r.c.width != size.Width {
		r.c.width = size.Width
		r.c.height = r.c.place(size.Width)
	}
	r.c.scroll.Resize(size)
}

// inner is the layout of what scrolls: as wide as the column, as high as place
// found.
type inner struct{ c *Column }

func (l inner) Layout(_ []fyne.CanvasObject, size fyne.Size) { l.c.place(size.Width) }

func (l inner) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, l.c.height) }
