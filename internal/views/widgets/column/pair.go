package column

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Pair stands two stacks of blocks side by side where there is room, and one
// below the other where there is not.
type Pair struct {
	widget.BaseWidget
	left, right []fyne.CanvasObject
	breakAt     float32
	gap         float32
}

// NewPair makes a pair that is side by side from a width on, with gaps between
// blocks and stacks, in px at scale 1.
func NewPair(breakAt, gap float32, left, right []fyne.CanvasObject) *Pair {
	p := &Pair{left: left, right: right, breakAt: breakAt, gap: gap}
	p.ExtendBaseWidget(p)
	return p
}

// Set replaces the blocks.
func (p *Pair) Set(left, right []fyne.CanvasObject) {
	p.left, p.right = left, right
	p.Refresh()
}

// HeightAt places the blocks for a width and says how high they get.
func (p *Pair) HeightAt(width float32) float32 {
	if width < p.breakAt {
		h := p.stack(p.left, 0, 0, width)
		return p.stack(p.right, 0, h, width)
	}
	half := (width - p.gap) / 2
	return max(p.stack(p.left, 0, 0, half), p.stack(p.right, half+p.gap, 0, half))
}

// stack places blocks below y and says where they end.
func (p *Pair) stack(blocks []fyne.CanvasObject, x, y, width float32) float32 {
	for _, b := range blocks {
		if !b.Visible() {
			continue
		}
		if y > 0 {
			y += p.gap
		}
		h := HeightAt(b, width)
		b.Move(fyne.NewPos(x, y))
		b.Resize(fyne.NewSize(width, h))
		y += h
	}
	return y
}

// CreateRenderer implements fyne.Widget.
func (p *Pair) CreateRenderer() fyne.WidgetRenderer { return &pairRenderer{p: p} }

type pairRenderer struct {
	p       *Pair
	objects []fyne.CanvasObject
}

func (r *pairRenderer) Destroy()              {}
func (r *pairRenderer) MinSize() fyne.Size    { return fyne.NewSize(120, 0) }
func (r *pairRenderer) Layout(size fyne.Size) { r.p.HeightAt(size.Width) }

func (r *pairRenderer) Objects() []fyne.CanvasObject {
	r.objects = append(append(r.objects[:0], r.p.left...), r.p.right...)
	return r.objects
}

func (r *pairRenderer) Refresh() {
	if w := r.p.Size().Width; w > 0 {
		r.p.HeightAt(w)
	}
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
