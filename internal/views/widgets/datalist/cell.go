package datalist

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// NewCell makes a Cell of an object that is updated by a function. The object
// is drawn in the middle of the row's height, as high and as wide as it wants
// to be, at most as wide as the column.
func NewCell[T any](o fyne.CanvasObject, update func(T)) Cell[T] {
	c := &cell[T]{object: o, update: update}
	c.ExtendBaseWidget(c)
	return c
}

type cell[T any] struct {
	widget.BaseWidget
	object fyne.CanvasObject
	update func(T)
}

func (c *cell[T]) Update(item T) {
	c.update(item)
	c.place(c.Size())
}

// Parts implements widgets.Marked, for an object that does.
func (c *cell[T]) Parts() []widgets.Part {
	m, ok := c.object.(widgets.Marked)
	if !ok {
		return nil
	}
	parts := slices.Clone(m.Parts())
	for i := range parts {
		parts[i].At = parts[i].At.Add(c.object.Position())
	}
	return parts
}

// Light implements widgets.Marked.
func (c *cell[T]) Light(i int) {
	if m, ok := c.object.(widgets.Marked); ok {
		m.Light(i)
	}
}

func (c *cell[T]) place(size fyne.Size) {
	wants := c.object.MinSize()
	c.object.Resize(wants.Min(size))
	c.object.Move(fyne.NewPos(0, round((size.Height-c.object.Size().Height)/2)))
}

// CreateRenderer implements fyne.Widget.
func (c *cell[T]) CreateRenderer() fyne.WidgetRenderer { return cellRenderer[T]{c} }

// cellRenderer wants no size of its own, so that a new text in one cell does
// not make Fyne lay out its row anew.
type cellRenderer[T any] struct{ c *cell[T] }

func (r cellRenderer[T]) Destroy()                     {}
func (r cellRenderer[T]) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.c.object} }
func (r cellRenderer[T]) MinSize() fyne.Size           { return fyne.Size{} }
func (r cellRenderer[T]) Layout(size fyne.Size)        { r.c.place(size) }

func (r cellRenderer[T]) Refresh() {
	r.c.object.Refresh()
	r.c.place(r.c.Size())
}
