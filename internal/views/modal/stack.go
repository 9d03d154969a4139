package modal

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Stack is blocks one below the other, each as wide as the stack and as high as
// it is at that width. It says how high it gets before it is laid out.
type Stack struct {
	widget.BaseWidget
	gap    float32
	blocks []fyne.CanvasObject
	width  float32
	height float32
}

// NewStack makes a stack with gaps in px at scale 1. Hidden blocks take no room.
func NewStack(gap float32, blocks ...fyne.CanvasObject) *Stack {
	s := &Stack{gap: gap, blocks: blocks}
	s.ExtendBaseWidget(s)
	return s
}

// SetGap changes the gap between blocks, in px at scale 1.
func (s *Stack) SetGap(gap float32) { s.gap = gap }

// Set replaces the blocks.
func (s *Stack) Set(blocks ...fyne.CanvasObject) {
	s.blocks = blocks
	s.Refresh()
}

// Fit lays the stack out for a width and says how high it gets.
func (s *Stack) Fit(width float32) float32 {
	s.width, s.height = width, s.place(width)
	return s.height
}

func (s *Stack) place(width float32) float32 {
	y, first := float32(0), true
	for _, b := range s.blocks {
		if !b.Visible() {
			continue
		}
		if !first {
			y += s.gap
		}
		first = false
		h := heightAt(b, width)
		b.Move(fyne.NewPos(0, y))
		b.Resize(fyne.NewSize(width, h))
		y += h
	}
	return y
}

// heightAt is how high an object is at a width. One that can't tell is given
// the width and asked what it needs then.
func heightAt(o fyne.CanvasObject, width float32) float32 {
	switch b := o.(type) {
	case interface{ Fit(width float32) float32 }:
		return b.Fit(width)
	case interface{ HeightAt(width float32) float32 }:
		return b.HeightAt(width)
	}
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	return o.MinSize().Height
}

// CreateRenderer implements fyne.Widget.
func (s *Stack) CreateRenderer() fyne.WidgetRenderer { return &stackRenderer{s} }

type stackRenderer struct{ s *Stack }

func (r *stackRenderer) Destroy()                     {}
func (r *stackRenderer) Objects() []fyne.CanvasObject { return r.s.blocks }
func (r *stackRenderer) MinSize() fyne.Size           { return fyne.NewSize(0, r.s.height) }
func (r *stackRenderer) Layout(size fyne.Size)        { r.s.Fit(size.Width) }

func (r *stackRenderer) Refresh() {
	if r.s.width > 0 {
		r.s.Fit(r.s.width)
	}
	canvas.Refresh(r.s)
}

// Row is objects side by side that share a width, each as high as it needs.
type Row struct {
	widget.BaseWidget
	gap     float32
	cells   []fyne.CanvasObject
	weights []float32 // of the width that is left; < 0 is a width in px; nil are equal ones
	height  float32
}

// NewWeighted makes a row whose cells share the width by weights. A weight below
// 0 is a width of its own, in px at scale 1.
func NewWeighted(gap float32, weights []float32, cells ...fyne.CanvasObject) *Row {
	r := NewRow(gap, cells...)
	r.weights = weights
	return r
}

// NewRow makes a row of equally wide cells.
func NewRow(gap float32, cells ...fyne.CanvasObject) *Row {
	r := &Row{gap: gap, cells: cells}
	r.ExtendBaseWidget(r)
	return r
}

// Fit lays the row out for a width and says how high it gets.
func (r *Row) Fit(width float32) float32 {
	r.height = 0
	x := float32(0)
	for i, w := range r.widths(width) {
		c := r.cells[i]
		h := heightAt(c, w)
		c.Move(fyne.NewPos(x, 0))
		c.Resize(fyne.NewSize(w, h))
		x += w + r.gap
		r.height = max(r.height, h)
	}
	return r.height
}

func (r *Row) widths(width float32) []float32 {
	widths := make([]float32, len(r.cells))
	left, sum := width-r.gap*float32(len(r.cells)-1), float32(0)
	for i := range widths {
		widths[i] = 1
		if r.weights != nil {
			widths[i] = r.weights[i]
		}
		if widths[i] < 0 {
			left += widths[i]
		} else {
			sum += widths[i]
		}
	}
	for i, w := range widths {
		if w < 0 {
			widths[i] = -w
		} else {
			widths[i] = max(left, 0) * w / sum
		}
	}
	return widths
}

// CreateRenderer implements fyne.Widget.
func (r *Row) CreateRenderer() fyne.WidgetRenderer { return &rowRenderer{r} }

type rowRenderer struct{ r *Row }

func (r *rowRenderer) Destroy()                     {}
func (r *rowRenderer) Objects() []fyne.CanvasObject { return r.r.cells }
func (r *rowRenderer) MinSize() fyne.Size           { return fyne.NewSize(0, r.r.height) }
func (r *rowRenderer) Layout(size fyne.Size)        { r.r.Fit(size.Width) }
func (r *rowRenderer) Refresh()                     { canvas.Refresh(r.r) }
