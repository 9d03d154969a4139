package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// The cells here are drawn in list rows: they take neither keys nor clicks, so
// that the row gets them, and change only what differs from before.

// StateCell is a state as shape, word and colour.
type StateCell struct {
	widget.BaseWidget
	shape format.Shape
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

// CreateRenderer implements fyne.Widget.
func (c *StateCell) CreateRenderer() fyne.WidgetRenderer {
	return newFace(func() face {
		ink, fill, edge := ToneOf(c.shape.Tone).colors()
		return face{
			words: c.shape.Word, icon: c.shape.Icon, ink: ink, fill: fill, edge: edge, size: theme.SizeState, bold: true,
			padX: 10, iconSize: theme.Size(theme.SizeState) - 0.5, height: theme.SizeStateCell, radius: -1,
		}
	})
}

// NameCell is a bold name with small remarks behind it. When there is no room
// the remarks go first.
type NameCell struct {
	widget.BaseWidget
	name    string
	remarks []string
}

// NewNameCell makes an empty cell.
func NewNameCell() *NameCell {
	c := &NameCell{}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows a name and its remarks.
func (c *NameCell) Set(name string, remarks ...string) {
	name = format.CleanLine(name)
	if c.name == name && slices.Equal(c.remarks, remarks) {
		return
	}
	c.name, c.remarks = name, remarks
	c.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *NameCell) CreateRenderer() fyne.WidgetRenderer {
	r := &nameRenderer{cell: c, name: &canvas.Text{}}
	r.Refresh()
	return r
}

type remark struct {
	box  *canvas.Rectangle
	text *canvas.Text
}

type nameRenderer struct {
	cell    *NameCell
	name    *canvas.Text
	remarks []remark
	objects []fyne.CanvasObject
}

func (r *nameRenderer) Destroy()                     {}
func (r *nameRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *nameRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.wanted(), max(theme.Size(theme.SizeLine), r.name.MinSize().Height))
}

// shown is what is drawn of the name.
func (r *nameRenderer) shown() string { return discreet.Text(r.cell.name) }

const remarkGap, remarkPad = 6, 5

func (r *nameRenderer) wanted() float32 {
	w := fyne.MeasureText(r.shown(), r.name.TextSize, r.name.TextStyle).Width + 1
	for _, m := range r.remarks {
		w += remarkGap + m.text.MinSize().Width + 2*remarkPad
	}
	return w
}

func (r *nameRenderer) Layout(size fyne.Size) {
	nameWidth := fyne.MeasureText(r.shown(), r.name.TextSize, r.name.TextStyle).Width + 1
	r.setName(r.shown())
	if nameWidth > size.Width {
		r.setName(Ellipsis(r.shown(), size.Width, r.name.TextSize, r.name.TextStyle))
	}
	height := r.name.MinSize().Height
	r.name.Move(fyne.NewPos(0, (size.Height-height)/2))
	r.name.Resize(fyne.NewSize(min(nameWidth, size.Width), height))
	x := nameWidth + remarkGap
	for _, m := range r.remarks {
		w, h := m.text.MinSize().Width+2*remarkPad, m.text.MinSize().Height+2
		if x+w > size.Width {
			m.box.Hide()
			m.text.Hide()
			continue
		}
		m.box.Show()
		m.text.Show()
		m.box.Move(fyne.NewPos(x, (size.Height-h)/2))
		m.box.Resize(fyne.NewSize(w, h))
		m.text.Move(fyne.NewPos(x+remarkPad, (size.Height-m.text.MinSize().Height)/2))
		m.text.Resize(m.text.MinSize())
		x += w + remarkGap
	}
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
	for len(r.remarks) < len(r.cell.remarks) {
		r.remarks = append(r.remarks, remark{&canvas.Rectangle{}, &canvas.Text{}})
	}
	r.remarks = r.remarks[:len(r.cell.remarks)]
	r.objects = append(r.objects[:0], r.name)
	for i, m := range r.remarks {
		m.box.StrokeColor, m.box.StrokeWidth, m.box.CornerRadius = theme.Color(theme.Line), theme.Size(theme.SizeBorder), 5
		m.text.Text, m.text.Color, m.text.TextSize = discreet.Text(r.cell.remarks[i]), theme.Color(theme.Muted), theme.Size(theme.SizeRemark)
		r.objects = append(r.objects, m.box, m.text)
	}
	r.Layout(r.cell.Size())
	canvas.Refresh(r.cell)
}
