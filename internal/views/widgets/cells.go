package widgets

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// The cells here are drawn in list rows: they take neither keys nor clicks, so
// that the list gets them, and change only what differs from before.

// StateCell is a state as shape, word and colour. One that needs a look can be
// pressed for what it means.
type StateCell struct {
	widget.BaseWidget
	shape format.Shape
	lit   bool
}

// NewStateCell makes an empty cell.
func NewStateCell() *StateCell {
	c := &StateCell{}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows a state.
func (c *StateCell) Set(s format.Shape) {
	if c.shape != s {
		c.shape = s
		c.Refresh()
	}
}

// Parts implements Marked.
func (c *StateCell) Parts() []Part {
	if tone := ToneOf(c.shape.Tone); c.shape.Topic == "" || tone != ToneWarn && tone != ToneDanger {
		return nil
	}
	return []Part{{Mark: Mark{Word: c.shape.Word, Topic: c.shape.Topic}, Size: c.Size()}}
}

// Light implements Marked.
func (c *StateCell) Light(i int) {
	if lit := i == 0; c.lit != lit {
		c.lit = lit
		c.Refresh()
	}
}

// Cursor implements desktop.Cursorable.
func (c *StateCell) Cursor() desktop.Cursor {
	if len(c.Parts()) > 0 {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// CreateRenderer implements fyne.Widget.
func (c *StateCell) CreateRenderer() fyne.WidgetRenderer {
	return newFace(func() face {
		ink, fill, edge := ToneOf(c.shape.Tone).colors()
		return face{
			words: c.shape.Word, icon: c.shape.Icon, ink: ink, fill: fill, edge: edge, size: theme.SizeState, bold: true,
			padX: 10, iconSize: theme.Size(theme.SizeState) - 0.5, height: theme.SizeStateCell, radius: -1, ring: c.lit,
		}
	})
}

// spelled is how many marks a NameCell writes out; the rest is counted.
const spelled = 2

// NameCell is a bold name with marks behind it, the gravest first: two of them,
// and how many more there are. Where there is no room, they are counted too.
type NameCell struct {
	widget.BaseWidget
	name  string
	marks []Mark
	parts []Part
	lit   int
}

// NewNameCell makes an empty cell.
func NewNameCell() *NameCell {
	c := &NameCell{lit: -1}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows a name and its marks.
func (c *NameCell) Set(name string, marks ...Mark) {
	name = format.CleanLine(name)
	if c.name == name && slices.Equal(c.marks, marks) {
		return
	}
	c.name, c.marks = name, marks
	c.Refresh()
}

// Parts implements Marked.
func (c *NameCell) Parts() []Part { return c.parts }

// Light implements Marked.
func (c *NameCell) Light(i int) {
	if c.lit != i {
		c.lit = i
		c.Refresh()
	}
}

// pieces are the marks with the first n written out, and the rest as a number.
func (c *NameCell) pieces(n int) []Part {
	var parts []Part
	var rest []Mark
	for _, m := range c.marks {
		if len(parts) < n && !m.Everyday {
			parts = append(parts, Part{Mark: m})
		} else {
			rest = append(rest, m)
		}
	}
	if len(rest) > 0 {
		parts = append(parts, Part{Mark: Mark{Word: fmt.Sprintf("+%d", len(rest)), Topic: "list.badges"}, Rest: rest})
	}
	return parts
}

// CreateRenderer implements fyne.Widget.
func (c *NameCell) CreateRenderer() fyne.WidgetRenderer {
	r := &nameRenderer{cell: c, name: &canvas.Text{}}
	r.Refresh()
	return r
}

// remark is a mark on the screen.
type remark struct {
	box  *canvas.Rectangle
	text *canvas.Text
	hand *hand
}

func (m remark) show(on bool) {
	for _, o := range []fyne.CanvasObject{m.box, m.text, m.hand} {
		SetVisible(o, on)
	}
}

// press says whether it can be pressed.
func (m remark) press(on bool) { SetVisible(m.hand, on) }

type nameRenderer struct {
	cell    *NameCell
	name    *canvas.Text
	remarks []remark
	objects []fyne.CanvasObject
}

func (r *nameRenderer) Destroy()                     {}
func (r *nameRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *nameRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.nameWidth()+r.wide(r.cell.pieces(spelled)), max(theme.Size(theme.SizeLine), r.name.MinSize().Height))
}

// shown is what is drawn of the name.
func (r *nameRenderer) shown() string { return discreet.Text(r.cell.name) }

func (r *nameRenderer) nameWidth() float32 {
	return fyne.MeasureText(r.shown(), r.name.TextSize, r.name.TextStyle).Width + 1
}

const remarkGap, remarkPad = 6, 5

// wide is the room that marks need behind a name.
func (r *nameRenderer) wide(parts []Part) float32 {
	w := float32(0)
	for _, p := range parts {
		w += remarkGap + fyne.MeasureText(p.Word, theme.Size(theme.SizeRemark), fyne.TextStyle{}).Width + 2*remarkPad
	}
	return w
}

// Layout gives the name its room first, and then as many marks as fit.
func (r *nameRenderer) Layout(size fyne.Size) {
	nameWidth := r.nameWidth()
	r.setName(r.shown())
	if nameWidth > size.Width {
		r.setName(Ellipsis(r.shown(), size.Width, r.name.TextSize, r.name.TextStyle))
	}
	height := r.name.MinSize().Height
	r.name.Move(fyne.NewPos(0, (size.Height-height)/2))
	r.name.Resize(fyne.NewSize(min(nameWidth, size.Width), height))
	r.cell.parts = nil
	for n := spelled; n >= 0 && r.cell.parts == nil; n-- {
		if parts := r.cell.pieces(n); nameWidth+r.wide(parts) <= size.Width {
			r.cell.parts = parts
		}
	}
	x := nameWidth + remarkGap
	for i, m := range r.remarks {
		m.show(i < len(r.cell.parts))
		if i < len(r.cell.parts) {
			m.press(r.cell.parts[i].Topic != "")
			x += r.place(m, &r.cell.parts[i], i == r.cell.lit, x, size.Height) + remarkGap
		}
	}
}

// place puts a mark at x and says how wide it is.
func (r *nameRenderer) place(m remark, p *Part, lit bool, x, height float32) float32 {
	if word := discreet.Text(p.Word); m.text.Text != word {
		m.text.Text = word
		m.text.Refresh()
	}
	w, h := m.text.MinSize().Width+2*remarkPad, m.text.MinSize().Height+2
	p.At, p.Size = fyne.NewPos(x, (height-h)/2), fyne.NewSize(w, h)
	m.box.StrokeColor, m.box.StrokeWidth = theme.Color(theme.Line), theme.Size(theme.SizeBorder)
	if len(p.Rest) > 0 { // a number is no remark of its own
		m.box.StrokeWidth = 0
	}
	if lit {
		m.box.StrokeColor, m.box.StrokeWidth = theme.Color(theme.Focus), theme.Size(theme.SizeFocus)
	}
	for _, o := range []fyne.CanvasObject{m.box, m.hand} {
		o.Move(p.At)
		o.Resize(p.Size)
	}
	m.text.Move(fyne.NewPos(x+remarkPad, (height-m.text.MinSize().Height)/2))
	m.text.Resize(m.text.MinSize())
	return w
}

func (r *nameRenderer) setName(s string) {
	if r.name.Text != s {
		r.name.Text = s
		r.name.Refresh()
	}
}

func (r *nameRenderer) Refresh() {
	r.name.Color, r.name.TextSize = theme.Color(theme.Text), theme.Size(theme.SizeName)
	r.name.TextStyle = fyne.TextStyle{Bold: true}
	r.name.Text = r.shown()
	for len(r.remarks) < min(len(r.cell.marks), spelled+1) {
		r.remarks = append(r.remarks, remark{&canvas.Rectangle{CornerRadius: 5}, &canvas.Text{}, &hand{}})
	}
	r.objects = append(r.objects[:0], r.name)
	for _, m := range r.remarks {
		m.text.Color, m.text.TextSize = theme.Color(theme.Muted), theme.Size(theme.SizeRemark)
		r.objects = append(r.objects, m.box, m.text, m.hand)
	}
	r.Layout(r.cell.Size())
	canvas.Refresh(r.cell)
}
