package datalist

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Marks are parts of a row that explain themselves: by a press, or by the keys
// Right and Left and then Enter. What a press on a row does stays as it is.

// mark is a mark on a row, in the row's coordinates.
type mark struct {
	widgets.Part
	cell widgets.Marked
	at   int // in the cell
}

func (m mark) holds(p fyne.Position) bool {
	return p.X >= m.At.X && p.Y >= m.At.Y && p.X < m.At.X+m.Size.Width && p.Y < m.At.Y+m.Size.Height
}

// tip says what a mark stands for that has no words of its own.
func (m mark) tip() string {
	var words []string
	for _, r := range m.Rest {
		words = append(words, r.Word)
	}
	return strings.Join(words, ", ")
}

// marks are those of a row, from left to right.
func (r *row[T]) marks(l *DataList[T]) []mark {
	var list []mark
	for _, p := range l.placed {
		cell, ok := r.cells[p.column].(widgets.Marked)
		if !ok {
			continue
		}
		for i, part := range cell.Parts() {
			part.At.X += p.x
			if part.Topic != "" {
				list = append(list, mark{part, cell, i})
			}
		}
	}
	return list
}

// lightMark puts the ring round one mark of a row; -1 takes it away.
func (r *row[T]) lightMark(l *DataList[T], n int) {
	at := map[widgets.Marked]int{}
	if list := r.marks(l); n >= 0 && n < len(list) {
		at[list[n].cell] = list[n].at + 1
	}
	for _, p := range l.placed {
		if cell, ok := r.cells[p.column].(widgets.Marked); ok {
			cell.Light(at[cell] - 1)
		}
	}
}

// markAt is the mark under a place in the viewport; -1 for none.
func (v *viewport[T]) markAt(at fyne.Position) (*row[T], int) {
	r := v.byKey[v.keyAt(v.rowAt(at.Y))]
	if r == nil {
		return nil, -1
	}
	return r, slices.IndexFunc(r.marks(v.list), func(m mark) bool { return m.holds(at.Subtract(r.box.Position())) })
}

// cursorMarks are the marks of the cursor's row, if it is on the screen.
func (v *viewport[T]) cursorMarks() (*row[T], []mark) {
	r := v.byKey[v.list.model.Cursor()]
	if r == nil {
		return nil, nil
	}
	return r, r.marks(v.list)
}

// goAlong goes from mark to mark, in a list that has no other use for the keys.
func (v *viewport[T]) goAlong(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyRight:
		return v.stepMark(1)
	case fyne.KeyLeft:
		return v.stepMark(-1)
	}
	return false
}

// stepMark goes to the next mark of the cursor's row, or the one before; from the
// first back to the row itself.
func (v *viewport[T]) stepMark(by int) bool {
	_, list := v.cursorMarks()
	to := v.input.mark + by
	if to < -1 || to >= len(list) {
		return len(list) > 0
	}
	v.input.mark = to
	v.drawMarks()
	v.explainCursor()
	return true
}

// leaveMarks goes back to the row itself; false if it is there.
func (v *viewport[T]) leaveMarks() bool {
	if v.input.mark < 0 {
		return false
	}
	v.input.mark = -1
	v.drawMarks()
	return true
}

// drawMarks puts the rings where the keyboard and the pointer are.
func (v *viewport[T]) drawMarks() {
	cursor := v.list.model.Cursor()
	for _, r := range v.rows {
		lit := -1
		if v.input.focused && r.key == cursor {
			lit = v.input.mark
		}
		if lit < 0 && v.input.over.key == r.key {
			lit = v.input.over.mark
		}
		if r.lit != lit {
			r.lit = lit
			r.lightMark(v.list, lit)
		}
	}
}

// askMark has a mark explained: one that stands for several lets a person choose.
func (v *viewport[T]) askMark(r *row[T], n int) bool {
	list := r.marks(v.list)
	if n < 0 || n >= len(list) {
		return false
	}
	m := list[n]
	v.anchorTo(r, m)
	ask := func(topic string) {
		attention.Enter(attention.Target{Object: v.anchor, Topic: topic, Asked: true})
	}
	if len(m.Rest) > 0 && v.list.config.OnMarks != nil {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(v).Add(r.box.Position()).Add(m.At)
		v.list.config.OnMarks(m.Rest, at.AddXY(0, m.Size.Height+2), ask)
		return true
	}
	ask(m.Topic)
	return true
}

func (v *viewport[T]) anchorTo(r *row[T], m mark) {
	v.anchor.Move(r.box.Position().Add(m.At))
	v.anchor.Resize(m.Size)
}

// markParts describes the marks of a row.
func (v *viewport[T]) markParts(r *row[T]) []control.Part {
	var parts []control.Part
	for i, m := range r.marks(v.list) {
		at := r.box.Position().Add(m.At)
		parts = append(parts, control.Part{
			Description: control.Description{
				ID: v.list.config.ID + ".list.badge." + r.key + "." + m.Topic, Kind: "mark", Text: m.Word, Enabled: true,
				Focused: v.input.focused && r.key == v.list.model.Cursor() && v.input.mark == i,
			},
			X: at.X, Y: at.Y, Width: m.Size.Width, Height: m.Size.Height,
		})
	}
	return parts
}
