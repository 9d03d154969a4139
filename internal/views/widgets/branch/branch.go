// Package branch is the name of a file or folder in a list that shows a tree:
// further in the deeper it lies, with what folds it.
//
// It must know nothing of what the tree is made of.
package branch

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

// Measures of a row of a tree, in px at scale 1.
const (
	step     = 20 // further in with each folder
	foldSide = 14
	iconSide = 16
	deepest  = 12 // what lies deeper stands no further in
)

// Line is what a cell shows.
type Line struct {
	Key    string // what is handed over when it is folded
	Depth  int
	Folder bool // it can be folded, and its name is bold
	Open   bool
	Icon   string
	Name   string
}

// Cell shows one item after another; it is a datalist.Cell.
type Cell[T any] struct {
	widget.BaseWidget
	of   func(T) Line
	line Line
	fold *foldMark
	icon *widgets.Icon
	text *canvas.Text
	ink  color.Color // that the icons were drawn with
}

// New makes a cell that shows what of makes of an item. What folds a folder is
// called prefix+key.
func New[T any](prefix string, fold func(key string), of func(T) Line) *Cell[T] {
	c := &Cell[T]{of: of, fold: newFoldMark(prefix, fold), icon: widgets.NewSizedIcon("file", theme.Muted, iconSide), text: &canvas.Text{}}
	c.ExtendBaseWidget(c)
	return c
}

// Update shows an item.
func (c *Cell[T]) Update(item T) {
	if l := c.of(item); l != c.line {
		c.line = l
		c.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Cell[T]) CreateRenderer() fyne.WidgetRenderer { return &cellRenderer[T]{c} }

type cellRenderer[T any] struct{ c *Cell[T] }

func (r *cellRenderer[T]) Destroy() {}

func (r *cellRenderer[T]) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.c.fold, r.c.icon, r.c.text}
}

func (r *cellRenderer[T]) MinSize() fyne.Size { return fyne.NewSize(60, theme.Size(theme.SizeLine)) }

func (r *cellRenderer[T]) Layout(size fyne.Size) {
	c := r.c
	x := float32(min(c.line.Depth, deepest) * step)
	c.fold.Move(fyne.NewPos(x, 0))
	c.fold.Resize(fyne.NewSize(foldSide+4, size.Height))
	x += foldSide + 6
	c.icon.Move(fyne.NewPos(x, (size.Height-iconSide)/2))
	c.icon.Resize(fyne.NewSquareSize(iconSide))
	x += iconSide + 7
	words := format.CleanLine(c.line.Name)
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

func (r *cellRenderer[T]) Refresh() {
	c := r.c
	c.text.Color, c.text.TextSize = theme.Color(theme.Text), theme.Size(theme.SizeName)
	c.text.TextStyle = fyne.TextStyle{Bold: c.line.Folder}
	c.fold.set(c.line)
	c.icon.Set(c.line.Icon, theme.Muted)
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
	prefix string
	icon   *widgets.Icon
	line   Line
	do     func(key string)
	down   bool
}

func newFoldMark(prefix string, do func(key string)) *foldMark {
	m := &foldMark{prefix: prefix, icon: widgets.NewSizedIcon("chevron-right", theme.Muted, foldSide), do: do}
	m.ExtendBaseWidget(m)
	return m
}

func (m *foldMark) set(l Line) {
	m.line = l
	name := ""
	if l.Folder {
		name = map[bool]string{true: "chevron-down", false: "chevron-right"}[l.Open]
	}
	m.icon.Set(name, theme.Muted)
	widgets.SetVisible(m, name != "")
}

// DescribeControl implements control.Describer.
func (m *foldMark) DescribeControl() control.Description {
	return control.Description{ID: m.prefix + m.line.Key, Kind: "fold", Enabled: true, Selected: m.line.Open}
}

// MouseDown implements desktop.Mouseable.
func (m *foldMark) MouseDown(e *desktop.MouseEvent) {
	m.down = e.Button == desktop.MouseButtonPrimary
}

// MouseUp implements desktop.Mouseable.
func (m *foldMark) MouseUp(*desktop.MouseEvent) {
	if m.down {
		m.down = false
		m.do(m.line.Key)
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
