package containers

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Measures of a row of the tree, in px at scale 1.
const (
	treeStep = 20 // further in with each folder
	foldSide = 14
	markSide = 16
)

// nameCell is a file or folder in the tree: further in the deeper it lies, with
// what folds it.
type nameCell struct {
	widget.BaseWidget
	row  changeRow
	fold *foldMark
	icon *widgets.Icon
	text *canvas.Text
	ink  color.Color // that the icons were drawn with
}

func newNameCell(fold func(path string)) *nameCell {
	c := &nameCell{fold: newFoldMark(fold), icon: widgets.NewSizedIcon("file", theme.Muted, markSide), text: &canvas.Text{}}
	c.ExtendBaseWidget(c)
	return c
}

// Update implements datalist.Cell.
func (c *nameCell) Update(r changeRow) {
	c.row = r
	c.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *nameCell) CreateRenderer() fyne.WidgetRenderer { return &nameCellRenderer{c} }

type nameCellRenderer struct{ c *nameCell }

func (r *nameCellRenderer) Destroy() {}

func (r *nameCellRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.c.fold, r.c.icon, r.c.text}
}

func (r *nameCellRenderer) MinSize() fyne.Size { return fyne.NewSize(60, theme.Size(theme.SizeLine)) }

func (r *nameCellRenderer) Layout(size fyne.Size) {
	c := r.c
	if c.row.node == nil {
		return
	}
	x := float32(min(c.row.node.Depth, 12) * treeStep)
	c.fold.Move(fyne.NewPos(x, 0))
	c.fold.Resize(fyne.NewSize(foldSide+4, size.Height))
	x += foldSide + 6
	c.icon.Move(fyne.NewPos(x, (size.Height-markSide)/2))
	c.icon.Resize(fyne.NewSquareSize(markSide))
	x += markSide + 7
	words := format.CleanLine(c.row.node.Name)
	width := max(size.Width-x, 0)
	if fyne.MeasureText(words, c.text.TextSize, c.text.TextStyle).Width > width {
		words = widgets.Ellipsis(words, width, c.text.TextSize, c.text.TextStyle)
	}
	if c.text.Text != words {
		c.text.Text = words
		c.text.Refresh()
	}
	height := c.text.MinSize().Height
	c.text.Move(fyne.NewPos(x, (size.Height-height)/2))
	c.text.Resize(fyne.NewSize(width, height))
}

func (r *nameCellRenderer) Refresh() {
	c := r.c
	c.text.Color, c.text.TextSize = theme.Color(theme.Text), theme.Size(theme.SizeText)
	c.text.TextStyle = fyne.TextStyle{Bold: c.row.node != nil && c.row.node.Folder()}
	if n := c.row.node; n != nil {
		c.fold.set(c.row)
		icon := "file"
		switch {
		case n.Mount:
			icon = "volume"
		case n.Folder():
			icon = "folder"
		}
		c.icon.Set(icon, theme.Muted)
	}
	if ink := theme.Color(theme.Muted); c.ink != ink { // an icon keeps its colours until it is told
		c.ink = ink
		c.icon.Refresh()
		c.fold.Refresh()
	}
	r.Layout(c.Size())
	c.text.Refresh()
}

// foldMark folds a folder. It takes no keys: the list is one stop for them, and
// Enter does the same.
type foldMark struct {
	widget.BaseWidget
	icon *widgets.Icon
	row  changeRow
	do   func(path string)
	down bool
}

func newFoldMark(do func(path string)) *foldMark {
	m := &foldMark{icon: widgets.NewSizedIcon("chevron-right", theme.Muted, foldSide), do: do}
	m.ExtendBaseWidget(m)
	return m
}

func (m *foldMark) set(r changeRow) {
	m.row = r
	name := ""
	if r.node.Folder() {
		name = map[bool]string{true: "chevron-down", false: "chevron-right"}[r.open]
	}
	m.icon.Set(name, theme.Muted)
	widgets.SetVisible(m, name != "")
}

// DescribeControl implements control.Describer.
func (m *foldMark) DescribeControl() control.Description {
	d := control.Description{Kind: "fold", Enabled: true, Selected: m.row.open}
	if m.row.node != nil {
		d.ID = "changes.fold." + m.row.node.Path
	}
	return d
}

// MouseDown implements desktop.Mouseable.
func (m *foldMark) MouseDown(e *desktop.MouseEvent) {
	m.down = e.Button == desktop.MouseButtonPrimary
}

// MouseUp implements desktop.Mouseable.
func (m *foldMark) MouseUp(*desktop.MouseEvent) {
	if m.down && m.row.node != nil {
		m.down = false
		m.do(m.row.node.Path)
	}
}

// CreateRenderer implements fyne.Widget.
func (m *foldMark) CreateRenderer() fyne.WidgetRenderer { return &foldRenderer{m} }

type foldRenderer struct{ m *foldMark }

func (r *foldRenderer) Destroy()                     {}
func (r *foldRenderer) Refresh()                     { r.m.icon.Refresh() }
func (r *foldRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.m.icon} }
func (r *foldRenderer) MinSize() fyne.Size           { return fyne.NewSquareSize(foldSide) }

func (r *foldRenderer) Layout(size fyne.Size) {
	r.m.icon.Move(fyne.NewPos((size.Width-foldSide)/2, (size.Height-foldSide)/2))
	r.m.icon.Resize(fyne.NewSquareSize(foldSide))
}
