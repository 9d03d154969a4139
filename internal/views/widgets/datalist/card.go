package datalist

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// listRenderer draws the card with the header and the rows in it.
type listRenderer[T comparable] struct {
	list             *DataList[T]
	card, rule, edge *canvas.Rectangle
	objects          []fyne.CanvasObject
}

func newListRenderer[T comparable](l *DataList[T]) *listRenderer[T] {
	r := &listRenderer[T]{list: l, card: &canvas.Rectangle{}, rule: &canvas.Rectangle{}, edge: &canvas.Rectangle{}}
	l.viewport.card = func(height float32) { r.frame(height) }
	r.paint()
	return r
}

func (r *listRenderer[T]) Destroy()              {}
func (r *listRenderer[T]) Layout(size fyne.Size) { listLayout(r.list, size) }
func (r *listRenderer[T]) MinSize() fyne.Size    { return r.list.MinSize() }

// Objects are drawn in this order; the edge comes last, so that tinted rows
// don't cover it.
func (r *listRenderer[T]) Objects() []fyne.CanvasObject {
	r.objects = append(r.objects[:0], r.card, r.list.viewport, r.list.header, r.rule)
	if r.list.model.Len() == 0 && r.list.empty != nil {
		r.objects = append(r.objects, r.list.empty)
	}
	r.objects = append(r.objects, r.edge, r.list.viewport.ring)
	return r.objects
}

// Refresh follows a change of the theme.
func (r *listRenderer[T]) Refresh() {
	l := r.list
	l.look = newLook(l.config.One)
	l.width = 0
	r.paint()
	l.header.Refresh()
	listLayout(l, l.Size())
	l.viewport.Refresh()
	if l.empty != nil {
		l.empty.Refresh()
	}
}

func (r *listRenderer[T]) paint() {
	k := r.list.look
	r.card.FillColor, r.card.CornerRadius = k.surface, k.radius
	r.rule.FillColor = k.edge
	r.edge.FillColor, r.edge.StrokeColor, r.edge.StrokeWidth, r.edge.CornerRadius = color.Transparent, k.edge, k.border, k.radius
	for _, o := range []*canvas.Rectangle{r.card, r.rule, r.edge} {
		o.Refresh()
	}
}

// frame puts the card round the rows.
func (r *listRenderer[T]) frame(height float32) {
	k, width := r.list.look, r.list.Size().Width
	r.card.Resize(fyne.NewSize(width, height))
	r.edge.Resize(fyne.NewSize(width, height))
	r.rule.Move(fyne.NewPos(0, k.header))
	r.rule.Resize(fyne.NewSize(width, k.border))
	r.edge.Refresh() // asks for a new picture also when rows have come or gone
}

// listLayout lays header, rows and what is shown for no rows out in a size.
func listLayout[T comparable](l *DataList[T], size fyne.Size) {
	k := l.look
	height := min(size.Height, l.Height())
	top := k.header + k.border
	inner := max(size.Width-2*k.border, 0)
	l.placeColumns(inner)
	if l.viewport.card != nil {
		l.viewport.card(height)
	}
	l.header.Move(fyne.NewPos(k.border, k.border))
	l.header.Resize(fyne.NewSize(inner, k.header-k.border))
	l.viewport.Move(fyne.NewPos(k.border, top))
	l.viewport.Resize(fyne.NewSize(inner, max(height-top-k.border, 0)))
	l.viewport.lay()
	if l.model.Len() == 0 && l.empty != nil {
		least := l.empty.MinSize()
		room := fyne.NewSize(max(inner-2*k.emptyPad, 0), max(height-top-k.border, 0))
		at := least.Min(room)
		at.Width = room.Width
		l.empty.Resize(at)
		l.empty.Move(fyne.NewPos(k.emptyPad, top+(room.Height-at.Height)/2))
	}
}

// placeColumns works out which columns are shown where, if the width is new.
func (l *DataList[T]) placeColumns(width float32) {
	if width == l.width {
		return
	}
	l.width = width
	k := l.look
	wants := make([]want, 0, len(l.config.Columns))
	var shown []int // the columns that could be
	for i, c := range l.config.Columns {
		if theme.Projecting() && c.Priority > 0 && !c.Far {
			continue
		}
		title := k.title.ruler.width(c.Title)
		if c.Align == Right && c.sortable() {
			title += arrowGap + arrowSide // at the left, words have the gap for it
		}
		wide, ideal := k.wide, c.Ideal*k.wide
		if theme.Projecting() {
			ideal *= 1.06
			if c.Grow > 0 { // it is cut before others go, and has what they leave
				wide, ideal = 1+(wide-1)*0.44, 0
			}
		}
		wants = append(wants, want{least: max(c.Min*wide, title), ideal: ideal, grow: c.Grow, priority: c.Priority})
		shown = append(shown, i)
	}
	l.placed = fit(wants, k.first, width-k.first-k.pad-besideBar, k.gap)
	for i := range l.placed {
		l.placed[i].column = shown[l.placed[i].column]
	}
	l.layout++
	cells := make([]headerCell, len(l.placed))
	for i, p := range l.placed {
		c := &l.config.Columns[p.column]
		cells[i] = headerCell{id: c.ID, title: c.Title, topic: c.Topic, align: c.Align, x: p.x, width: p.width, sortable: c.sortable()}
	}
	l.header.setCells(cells, k)
}
