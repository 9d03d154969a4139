package datalist

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// row draws one item on the screen. It is used for one item after another, and
// redraws only what differs.
type row[T comparable] struct {
	key   string
	item  T
	bound bool
	round int // the lay that last used it

	box        *fyne.Container
	tint, mark *canvas.Rectangle // ground; bar at the cursor's row: tints alone are too faint
	rule       *canvas.Rectangle
	check      *canvas.Image
	texts      []rowText // by column
	cells      []Cell[T] // by column; nil where the column has a text
	layout     int       // the list's layout that it is laid out for
	now        rowState
	painted    bool
	lit        int // the mark with a ring; -1 for none
}

// rowText is a drawn text with what it was made of.
type rowText struct {
	*canvas.Text
	whole string // as the column said it
	clean string // on one line
	width float32
	cut   bool // not all of it is drawn
}

// rowState is how a row looks beside its texts.
type rowState struct {
	tint    fyne.ThemeColorName // "" for none
	ticked  bool
	marked  bool
	last    bool
	rounded float32 // radius of the lower corners
	height  float32 // of the tint
}

// rowLayout leaves everything where it is, and wants nothing: a new text must
// not make Fyne lay out the rows anew.
type rowLayout struct{}

func (rowLayout) Layout([]fyne.CanvasObject, fyne.Size) {}
func (rowLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func newRow[T comparable](columns int) *row[T] {
	return &row[T]{
		box:  container.New(rowLayout{}),
		tint: &canvas.Rectangle{}, mark: &canvas.Rectangle{}, rule: &canvas.Rectangle{}, check: newIcon(),
		texts: make([]rowText, columns), cells: make([]Cell[T], columns), lit: -1,
	}
}

// place lays the row out for the list's columns.
func (r *row[T]) place(l *DataList[T]) {
	k := l.look
	r.layout, r.painted = l.layout, false
	r.box.Resize(fyne.NewSize(l.width, k.row))
	r.check.Hidden = k.check == 0
	r.check.Resize(fyne.NewSquareSize(k.check))
	r.check.Move(fyne.NewPos(k.box, round((k.row-k.border-k.check)/2)))
	r.mark.CornerRadius = 1.5
	r.mark.Move(fyne.NewPos(2, 7))
	r.mark.Resize(fyne.NewSize(3, k.row-k.border-14))
	r.rule.Resize(fyne.NewSize(l.width, k.border))
	r.rule.Move(fyne.NewPos(0, k.row-k.border))
	objects := append(r.box.Objects[:0], r.tint, r.mark, r.check)
	for _, p := range l.placed {
		o := r.column(l, p)
		o.Move(fyne.NewPos(p.x, 0))
		o.Resize(fyne.NewSize(p.width, k.row-k.border))
		objects = append(objects, o)
	}
	r.box.Objects = append(objects, r.rule)
}

// column makes what is drawn in a column, the first time, and puts the theme's
// look on it.
func (r *row[T]) column(l *DataList[T], p place) fyne.CanvasObject {
	c := &l.config.Columns[p.column]
	if c.Cell != nil {
		if r.cells[p.column] == nil {
			r.cells[p.column] = c.Cell()
		}
		return r.cells[p.column]
	}
	t := &r.texts[p.column]
	if t.Text == nil {
		t.Text = canvas.NewText("", color.Transparent)
	}
	t.width = -1 // what fits must be worked out anew
	look := l.look.text[c.Style]
	if t.Color != look.color || t.TextSize != look.ruler.size {
		t.Color, t.TextSize, t.TextStyle = look.color, look.ruler.size, look.ruler.style
		t.Refresh()
	}
	t.Alignment = fyne.TextAlignLeading
	if c.Align == Right {
		t.Alignment = fyne.TextAlignTrailing
	}
	return t.Text
}

// bind shows an item.
func (r *row[T]) bind(l *DataList[T], key string, item T) {
	stale := r.layout != l.layout
	if stale {
		r.place(l)
	}
	if stale || !r.bound || r.key != key || r.item != item {
		if r.lit >= 0 { // its marks may be others
			r.lit = -1
			r.lightMark(l, -1)
		}
		r.key, r.item, r.bound = key, item, true
		r.update(l)
	}
}

// update asks the columns again what they say, and draws what has changed.
func (r *row[T]) update(l *DataList[T]) {
	for _, p := range l.placed {
		c := &l.config.Columns[p.column]
		if c.Cell != nil {
			r.cells[p.column].Update(r.item)
			continue
		}
		r.texts[p.column].set(c.Text(r.item), p.width, l.look.text[c.Style].ruler)
	}
}

func (t *rowText) set(whole string, width float32, ruler *ruler) {
	whole = discreet.Text(whole)
	if t.whole == whole && t.width == width {
		return
	}
	if t.whole != whole {
		t.whole, t.clean = whole, format.CleanLine(whole)
	}
	t.width = width
	words, cut := ruler.fit(t.clean, width)
	t.cut = cut
	if t.Text.Text != words {
		t.Text.Text = words
		t.Refresh()
	}
}

// cutText is the whole text of a column that has no room for it; "" if it has.
// What a page draws itself is taken to be cut where its text would be.
func (r *row[T]) cutText(l *DataList[T], p place) string {
	if t := &r.texts[p.column]; t.Text != nil {
		if t.cut {
			return t.clean
		}
		return ""
	}
	c := &l.config.Columns[p.column]
	if c.Text == nil {
		return ""
	}
	clean := format.CleanLine(discreet.Text(c.Text(r.item)))
	if _, cut := l.look.text[c.Style].ruler.fit(clean, p.width); cut {
		return clean
	}
	return ""
}

// paint draws what a row shows beside its texts.
func (r *row[T]) paint(l *DataList[T], s rowState) {
	if r.painted && r.now == s {
		return
	}
	k := l.look
	r.now, r.painted = s, true
	if s.tint == "" {
		r.tint.Hide()
	} else {
		r.tint.FillColor = theme.Color(s.tint)
		r.tint.BottomLeftCornerRadius, r.tint.BottomRightCornerRadius = s.rounded, s.rounded
		r.tint.Resize(fyne.NewSize(l.width, s.height))
		r.tint.Show()
		r.tint.Refresh()
	}
	if s.ticked {
		setIcon(r.check, "checkbox-checked", theme.Accent)
	} else {
		setIcon(r.check, "checkbox", theme.Line)
	}
	show(r.mark, s.marked, k.accent)
	show(r.rule, !s.last, k.edge)
}

func show(o *canvas.Rectangle, on bool, fill color.Color) {
	if !on {
		o.Hide()
		return
	}
	o.FillColor = fill
	o.Show()
	o.Refresh()
}

// words is what a person reads in the row.
func (r *row[T]) words(l *DataList[T]) string {
	var words []string
	for _, p := range l.placed {
		if c := &l.config.Columns[p.column]; c.Text != nil {
			if s := format.CleanLine(discreet.Text(c.Text(r.item))); s != "" {
				words = append(words, s)
			}
		}
	}
	return strings.Join(words, " ")
}
