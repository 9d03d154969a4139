package usage

import (
	"cmp"
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/chart"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

type box = *object.Container

// newList makes the list of what runs, the one that uses most on top.
func (p *Page) newList() *datalist.DataList[box] {
	figure := func(id, title, topic string, unit chart.Unit, value func(*stats.Sample) float64) datalist.Column[box] {
		at := func(c box) (float64, bool) {
			f, ok := p.host.Figures.Last(c.ID)
			v := value(&f)
			return v, ok && stats.Known(v)
		}
		return datalist.Column[box]{
			ID: id, Title: title, Topic: topic, Align: datalist.Right, Min: 76, Ideal: 84,
			Text: func(c box) string {
				v, ok := at(c)
				if !ok {
					return ""
				}
				return unit.Text(v)
			},
			Compare: func(a, b box) int {
				x, known := at(a)
				y, also := at(b)
				switch {
				case known && also:
					return cmp.Compare(x, y)
				case known:
					return 1
				case also:
					return -1
				}
				return 0
			},
		}
	}
	name := datalist.Column[box]{
		ID: "name", Title: "Name", Topic: "column.containers.name", Min: 110, Ideal: 170, Grow: 1, Style: datalist.Bold,
		Text: func(c box) string { return c.Name },
		Cell: func() datalist.Cell[box] { return newNameCell(p) },
	}
	cpu := figure("cpu", "CPU", "column.containers.cpu", chart.Percent, func(s *stats.Sample) float64 { return s.CPU })
	memory := figure("memory", "Memory", "column.containers.memory", chart.Memory, func(s *stats.Sample) float64 { return s.Memory })
	network := figure("network", "Network", "graph.network", chart.Rate, func(s *stats.Sample) float64 { return s.Rx + s.Tx })
	disk := figure("disk", "Disk", "graph.disk", chart.Rate, func(s *stats.Sample) float64 { return s.Read + s.Write })
	pids := figure("pids", "Processes", "graph.pids", chart.Count, func(s *stats.Sample) float64 { return s.PIDs })
	network.Priority, pids.Priority, disk.Priority = 1, 2, 3
	return datalist.New(datalist.Config[box]{
		ID: "usage", Post: p.host.Post, Sort: "cpu", Down: true,
		Key:     func(c box) string { return c.ID },
		Topic:   func(box) string { return "page.stats" },
		Columns: []datalist.Column[box]{name, cpu, memory, network, disk, pids},
		OnOpen:  p.open,
		OnMenu: func(keys []string, at fyne.Position) {
			if c, ok := p.list.Item(keys[0]); ok && len(keys) == 1 {
				p.host.Menu([]page.MenuItem{{
					ID: "usage.open", Title: "Go to " + format.CleanLine(c.Name), Icon: "arrow-right", Topic: "page.containers", Do: func() { p.open(c.ID) },
				}}, at)
			}
		},
	})
}

func (p *Page) open(id string) { p.host.Open(object.Ref{Kind: object.KindContainer, ID: id}) }

// nameCell is a container's name with its colour in the graphs. A click on the
// name goes to the container; the keyboard does so by Enter on the row.
type nameCell struct {
	widget.BaseWidget
	page    *Page
	item    box
	swatch  *canvas.Rectangle
	name    *canvas.Text
	hovered bool
	width   float32
}

var (
	_ desktop.Mouseable  = (*nameCell)(nil)
	_ desktop.Hoverable  = (*nameCell)(nil)
	_ desktop.Cursorable = (*nameCell)(nil)
)

func newNameCell(p *Page) *nameCell {
	c := &nameCell{page: p, swatch: canvas.NewRectangle(color.Transparent), name: canvas.NewText("", color.Transparent)}
	c.swatch.CornerRadius = 3
	c.name.TextStyle.Bold = true
	c.ExtendBaseWidget(c)
	return c
}

// Update implements datalist.Cell.
func (c *nameCell) Update(item box) {
	c.item = item
	c.draw()
}

// Measures in px at scale 1.
const (
	swatch    = 12
	swatchGap = 8
)

func (c *nameCell) draw() {
	ink := theme.Color(theme.Text)
	if c.hovered {
		ink = theme.Color(theme.Accent)
	}
	words, size := "", theme.Size(theme.SizeText)
	var fill color.Color = color.Transparent
	if c.item != nil {
		words = widgets.Ellipsis(format.CleanLine(c.item.Name), max(c.width-swatch-swatchGap, 0), size, c.name.TextStyle)
		if place := slices.Index(c.page.sums.places[:], c.item.ID); place >= 0 {
			fill = theme.Color(colors[place])
		}
	}
	if c.name.Text != words || c.name.Color != ink || c.name.TextSize != size {
		c.name.Text, c.name.Color, c.name.TextSize = words, ink, size
		c.name.Refresh()
	}
	if c.swatch.FillColor != fill {
		c.swatch.FillColor = fill
		c.swatch.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *nameCell) CreateRenderer() fyne.WidgetRenderer { return nameRenderer{c} }

type nameRenderer struct{ c *nameCell }

func (r nameRenderer) Destroy()                     {}
func (r nameRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r nameRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.c.swatch, r.c.name} }
func (r nameRenderer) Refresh()                     { r.c.draw() }

func (r nameRenderer) Layout(size fyne.Size) {
	c := r.c
	c.width = size.Width
	c.draw()
	c.swatch.Move(fyne.NewPos(0, (size.Height-swatch)/2))
	c.swatch.Resize(fyne.NewSquareSize(swatch))
	high := c.name.MinSize().Height
	c.name.Move(fyne.NewPos(swatch+swatchGap, (size.Height-high)/2))
	c.name.Resize(fyne.NewSize(max(size.Width-swatch-swatchGap, 0), high))
}

// MouseDown implements desktop.Mouseable. It works at once, as a row's press
// does.
func (c *nameCell) MouseDown(e *desktop.MouseEvent) {
	if c.item != nil && e.Button == desktop.MouseButtonPrimary {
		c.page.open(c.item.ID)
	}
}

// MouseUp implements desktop.Mouseable.
func (c *nameCell) MouseUp(*desktop.MouseEvent) {}

// MouseIn implements desktop.Hoverable.
func (c *nameCell) MouseIn(*desktop.MouseEvent) { c.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (c *nameCell) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *nameCell) MouseOut() { c.hover(false) }

// hover is told in the list's place, which the cell covers.
func (c *nameCell) hover(on bool) {
	if t := (attention.Target{Object: c, Topic: "column.containers.name"}); on {
		attention.Enter(t)
	} else {
		attention.Leave(t)
	}
	c.hovered = on
	c.draw()
}

// Cursor implements desktop.Cursorable.
func (c *nameCell) Cursor() desktop.Cursor { return desktop.PointerCursor }
