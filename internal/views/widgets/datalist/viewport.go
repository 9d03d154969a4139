package datalist

import (
	"image/color"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist/rows"
)

// viewport shows the rows that there is room for. It scrolls by itself: Fyne's
// scroller takes presses for drags, and would have to lay out all the rows.
// Rows are made for what fits on the screen and move with their items.
type viewport[T comparable] struct {
	widget.BaseWidget
	list *DataList[T]
	card func(height float32) // draws the card that high

	offset float64 // px scrolled away at the top
	rows   []*row[T]
	byKey  map[string]*row[T]
	pool   []*row[T]
	round  int

	ring, anchor *canvas.Rectangle // the card draws the ring
	bar          *scrollbar
	objects      []fyne.CanvasObject

	input   input
	visible []string // as OnVisible was told last
	telling bool     // OnVisible is about to be told
}

func newViewport[T comparable](l *DataList[T]) *viewport[T] {
	v := &viewport[T]{
		list: l, byKey: map[string]*row[T]{},
		ring:   &canvas.Rectangle{FillColor: color.Transparent, CornerRadius: 6},
		anchor: &canvas.Rectangle{FillColor: color.Transparent},
	}
	v.input = newInput()
	v.bar = newScrollbar(v.scrollTo)
	v.ExtendBaseWidget(v)
	return v
}

func (v *viewport[T]) height() float64 { return float64(v.Size().Height) }

// content is the height of all rows; the last one has no line under it.
func (v *viewport[T]) content() float64 {
	k := v.list.look
	return max(float64(v.list.model.Len())*float64(k.row)-float64(k.border), 0)
}

// lay brings the screen up to date with the model, the offset and the size.
// Rows whose item is still on the screen stay with it.
func (v *viewport[T]) lay() {
	l, k := v.list, v.list.look
	if l.width == 0 || v.Size().Height <= 0 {
		v.release(0)
		v.rows = v.rows[:0]
		v.collect()
		v.tellVisible()
		return
	}
	v.offset = math.Round(max(0, min(v.offset, v.content()-v.height())))
	pitch := float64(k.row)
	first := int(v.offset / pitch)
	end := min(l.model.Len(), int(math.Ceil((v.offset+v.height())/pitch)))
	v.round++
	for i := first; i < end; i++ {
		if r := v.byKey[l.model.KeyAt(i)]; r != nil {
			r.round = v.round
		}
	}
	v.release(v.round)
	v.rows = v.rows[:0]
	for i := first; i < end; i++ {
		key := l.model.KeyAt(i)
		r := v.byKey[key]
		if r == nil {
			r = v.take()
			v.byKey[key] = r
		}
		r.bind(l, key, l.model.At(i))
		r.box.Move(fyne.NewPos(0, float32(float64(i)*pitch-v.offset)))
		v.rows = append(v.rows, r)
	}
	v.paint()
	v.drawMarks()
	v.collect()
	v.bar.Move(fyne.NewPos(v.Size().Width-barWidth, 0))
	v.bar.Resize(fyne.NewSize(barWidth, v.Size().Height))
	v.bar.set(v.offset, v.content(), v.height())
	v.tellVisible()
}

// release puts the rows that were not used in a round into the pool.
func (v *viewport[T]) release(round int) {
	for _, r := range v.rows {
		if r.round != round {
			delete(v.byKey, r.key)
			v.pool = append(v.pool, r)
		}
	}
}

func (v *viewport[T]) take() *row[T] {
	if n := len(v.pool); n > 0 {
		r := v.pool[n-1]
		v.pool = v.pool[:n-1]
		r.round = v.round
		return r
	}
	r := newRow[T](len(v.list.config.Columns))
	r.round = v.round
	return r
}

// collect lists what is drawn.
func (v *viewport[T]) collect() {
	v.objects = append(v.objects[:0], v.anchor)
	for _, r := range v.rows {
		v.objects = append(v.objects, r.box)
	}
	v.objects = append(v.objects, v.bar)
}

// paint draws tints, ticks and the ring of the focus.
func (v *viewport[T]) paint() {
	l, m, k := v.list, v.list.model, v.list.look
	ticks := m.State() != rows.TicksNone
	cursor, hovered := m.CursorIndex(), v.hovered()
	for _, r := range v.rows {
		i := m.Index(r.key)
		if i < 0 {
			continue // it is about to go
		}
		top := float32(float64(i)*float64(k.row) - v.offset)
		s := rowState{ticked: m.TickedAt(i), last: i == m.Len()-1, height: k.row}
		s.marked = i == cursor
		switch {
		case s.ticked, !ticks && i == cursor:
			s.tint = theme.Selected
		case i == hovered:
			s.tint = theme.Hover
		}
		if s.tint != "" {
			// The tint stays inside of the card's round corners.
			room := v.Size().Height - top
			s.height = min(k.row, room)
			s.rounded = max(0, k.radius-k.border-max(0, room-k.row))
		}
		r.paint(l, s)
	}
	v.paintRing(cursor)
	v.anchor.Refresh() // asks for a new picture, also when only places changed
}

// paintRing shows where the keyboard is: round what is seen of the cursor's row,
// or round all rows while there is no cursor. The ring is drawn in the card, as
// Fyne's software painter moves outlines that lie at the edge of a clipped area.
func (v *viewport[T]) paintRing(cursor int) {
	k := v.list.look
	top, bottom := float32(0), v.Size().Height
	if cursor >= 0 {
		y := float32(float64(cursor)*float64(k.row) - v.offset)
		top, bottom = max(top, y), min(bottom, y+k.row-k.border)
	}
	inset := float32(math.Ceil(float64(k.stroke) / 2))
	if !v.input.focused || bottom-top <= 2*inset {
		v.ring.Hide()
		return
	}
	v.ring.StrokeColor, v.ring.StrokeWidth = k.focus, k.stroke
	v.ring.Move(v.Position().AddXY(inset, top+inset))
	v.ring.Resize(fyne.NewSize(v.Size().Width-2*inset, bottom-top-2*inset))
	v.ring.Show()
	v.ring.Refresh()
}

// keepPlace runs a change of the model and scrolls so that the topmost row that
// is still there stays where it is. At the very top it stays at the top, so that
// what is new there is seen.
func (v *viewport[T]) keepPlace(change func()) {
	if v.offset == 0 || len(v.rows) == 0 {
		change()
		return
	}
	m, pitch := v.list.model, float64(v.list.look.row)
	keys := v.list.OnScreen()
	top := float64(m.Index(keys[0]))*pitch - v.offset
	change()
	for i, key := range keys {
		if at := m.Index(key); at >= 0 {
			v.offset = float64(at)*pitch - top - float64(i)*pitch
			return
		}
	}
}

func (v *viewport[T]) scrollTo(offset float64) {
	offset = math.Round(max(0, min(offset, v.content()-v.height())))
	if offset == v.offset {
		return
	}
	v.offset = offset
	v.lay()
	v.rehover()
}

// reveal scrolls as little as it takes to see a row whole.
func (v *viewport[T]) reveal(i int) {
	pitch := float64(v.list.look.row)
	if top := float64(i) * pitch; v.offset > top {
		v.offset = top
	} else if end := top + pitch; v.offset+v.height() < end && v.height() > 0 {
		v.offset = end - v.height()
	}
}

// seen reports whether a row is on the screen as a whole.
func (v *viewport[T]) seen(i int) bool {
	pitch := float64(v.list.look.row)
	return i >= 0 && float64(i)*pitch >= v.offset && float64(i+1)*pitch-1 <= v.offset+v.height()
}

// Resize keeps the cursor's row on the screen.
func (v *viewport[T]) Resize(size fyne.Size) {
	cursor := v.list.model.CursorIndex()
	keep := v.seen(cursor)
	v.BaseWidget.Resize(size)
	if keep {
		v.reveal(cursor)
	}
}

// tellVisible tells OnVisible soon, once for all that changes until then.
func (v *viewport[T]) tellVisible() {
	fn := v.list.config.OnVisible
	if fn == nil || v.telling {
		return
	}
	v.telling = true
	v.list.config.Post(func() {
		v.telling = false
		if keys := v.list.OnScreen(); !slices.Equal(keys, v.visible) {
			v.visible = keys
			fn(slices.Clone(keys))
		}
	})
}

// DescribeControl implements control.Describer.
func (v *viewport[T]) DescribeControl() control.Description {
	return control.Description{ID: v.list.config.ID + ".list", Kind: control.KindList, Enabled: true, Focused: v.input.focused}
}

// DescribeParts implements control.PartsDescriber: the rows on the screen and
// their boxes.
func (v *viewport[T]) DescribeParts() []control.Part {
	l, m, k := v.list, v.list.model, v.list.look
	parts := make([]control.Part, 0, 2*len(v.rows))
	for _, r := range v.rows {
		i := m.Index(r.key)
		if i < 0 {
			continue
		}
		y := float32(float64(i)*float64(k.row) - v.offset)
		at := m.CursorIndex() == i
		parts = append(parts, control.Part{
			Description: control.Description{
				ID: l.config.ID + ".list.row." + r.key, Kind: control.KindRow, Text: r.words(l), Enabled: true,
				Focused: v.input.focused && at, Selected: r.now.tint == theme.Selected,
			},
			X: k.first, Y: y, Width: v.Size().Width - k.first, Height: k.row,
		}, control.Part{
			Description: control.Description{ID: l.config.ID + ".list.check." + r.key, Kind: control.KindCheck, Enabled: true, Selected: m.TickedAt(i)},
			Y:           y, Width: k.first - k.gap/2, Height: k.row,
		})
		parts = append(parts, v.markParts(r)...)
	}
	return parts
}

// CreateRenderer implements fyne.Widget.
func (v *viewport[T]) CreateRenderer() fyne.WidgetRenderer { return viewportRenderer[T]{v} }

type viewportRenderer[T comparable] struct{ v *viewport[T] }

func (r viewportRenderer[T]) Destroy()                     {}
func (r viewportRenderer[T]) Objects() []fyne.CanvasObject { return r.v.objects }
func (r viewportRenderer[T]) MinSize() fyne.Size           { return fyne.Size{} }

// Layout has nothing to do: the card lays the rows out after it has resized
// the viewport, and Fyne calls this too when a text has got wider.
func (r viewportRenderer[T]) Layout(fyne.Size) {}

// Refresh follows a change of the theme.
func (r viewportRenderer[T]) Refresh() {
	r.v.lay()
	r.v.bar.Refresh()
	for _, w := range r.v.rows {
		for _, c := range w.cells {
			if c != nil {
				c.Refresh()
			}
		}
	}
}
