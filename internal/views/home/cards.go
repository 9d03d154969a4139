package home

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// kind is one of the four counts.
type kind struct {
	kind        object.Kind
	page, title string
	icon        string
	describe    func(*object.Snapshot) (number int, note string)
}

var kinds = []kind{
	{object.KindContainer, "containers", "Containers", "container", func(s *object.Snapshot) (int, string) {
		running := 0
		for _, c := range s.Containers {
			if c.Running() {
				running++
			}
		}
		return len(s.Containers), fmt.Sprintf("%d running", running)
	}},
	{object.KindImage, "images", "Images", "image", func(s *object.Snapshot) (int, string) {
		unused := 0
		for _, i := range s.Images {
			if len(s.UsedBy(object.Ref{Kind: object.KindImage, ID: i.ID})) == 0 {
				unused++
			}
		}
		return len(s.Images), fmt.Sprintf("%d unused", unused)
	}},
	{object.KindVolume, "volumes", "Volumes", "volume", func(s *object.Snapshot) (int, string) {
		unused := 0
		for _, v := range s.Volumes {
			if len(s.UsedBy(object.Ref{Kind: object.KindVolume, ID: v.Name})) == 0 {
				unused++
			}
		}
		return len(s.Volumes), fmt.Sprintf("%d unused", unused)
	}},
	{object.KindNetwork, "networks", "Networks", "network", func(s *object.Snapshot) (int, string) {
		own := 0
		for _, n := range s.Networks {
			if !n.Predefined() {
				own++
			}
		}
		return len(s.Networks), fmt.Sprintf("%d your own", own)
	}},
}

// countCard is a large number that leads to its page.
type countCard struct {
	*widgets.Tile
}

func newCountCard(k kind, tap func()) *countCard {
	t := widgets.NewTile("home.count."+k.page, k.title, k.icon, tap)
	t.Topic = "page." + k.page
	return &countCard{t}
}

func (c *countCard) set(number int, note string) { c.Set(strconv.Itoa(number), note) }

// section is a titled card.
func section(id, title, topic string, content fyne.CanvasObject) fyne.CanvasObject {
	head := widgets.NewHeading(id, title, topic)
	return container.New(layout.NewCustomPaddedVBoxLayout(6), head, content)
}

// row is one container in a card.
type row struct {
	container *object.Container
	figures   bool
	now       time.Time
	open      func()
}

// objectCard is a titled list of a few containers.
type objectCard struct {
	object fyne.CanvasObject
	id     string
	body   *fyne.Container
	shown  []row
	more   int
	all    func() // leads to those that are left out
	empty  string
	cells  map[string]*rowCells
}

// rowCells are the parts of a row that change by themselves.
type rowCells struct{ cpu, memory *widgets.Text }

func newObjectCard(id, title, topic string, all func()) *objectCard {
	c := &objectCard{id: id, all: all, body: container.New(layout.NewCustomPaddedVBoxLayout(4)), cells: map[string]*rowCells{}}
	c.object = section(id, title, topic, widgets.Card(c.body))
	return c
}

// set shows rows and how many more there are, or a sentence when there are none. Rows that show the same
// objects are left as they are.
func (c *objectCard) set(rows []row, more int, empty string) {
	same := len(rows) > 0 && more == c.more && slices.EqualFunc(rows, c.shown, func(a, b row) bool { return a.container == b.container })
	if same || (len(rows) == 0 && len(c.shown) == 0 && empty == c.empty) {
		return
	}
	c.shown, c.more, c.empty = rows, more, empty
	clear(c.cells)
	c.body.Objects = c.body.Objects[:0]
	for _, r := range rows {
		c.body.Add(c.build(r))
	}
	if more > 0 {
		link := widgets.NewLink(c.id+".more", fmt.Sprintf("and %d more", more), c.all)
		link.Topic = "page.containers"
		c.body.Add(container.NewHBox(link))
	}
	if len(rows) == 0 {
		c.body.Add(widgets.NewParagraph(empty, widgets.TextStyle{Color: theme.Muted}))
	}
	c.object.Refresh()
}

func (c *objectCard) build(r row) fyne.CanvasObject {
	s := format.State(r.container)
	badge := widgets.NewBadge(c.id+".state."+r.container.ID, s.Word, s.Icon, widgets.ToneOf(s.Tone), s.Topic)
	name := widgets.NewLink(c.id+"."+r.container.ID, format.CleanLine(r.container.Name), r.open)
	image := widgets.NewText(format.CleanLine(format.ImageName(r.container)), widgets.TextStyle{Color: theme.Muted})
	image.Truncate = true
	columns := []fyne.CanvasObject{widgets.Middle(container.NewHBox(badge)), widgets.Middle(name), widgets.Middle(image)}
	if r.figures {
		cells := &rowCells{cpu: figure(), memory: figure()}
		c.cells[r.container.ID] = cells
		columns = append(columns, widgets.Middle(cells.cpu), widgets.Middle(cells.memory))
	} else {
		when := widgets.NewText(format.Ago(moment(r.container), r.now), widgets.TextStyle{Color: theme.Muted, Align: fyne.TextAlignTrailing})
		columns = append(columns, widgets.Middle(when))
	}
	return container.New(rowLayout{}, columns...)
}

// moment is when a container got into the state it is in.
func moment(c *object.Container) time.Time {
	switch {
	case c.State == object.StateCreated:
		return c.Created
	case c.Running():
		return c.Started
	}
	return c.Finished
}

func figure() *widgets.Text {
	return widgets.NewText("", widgets.TextStyle{Align: fyne.TextAlignTrailing})
}

func (c *objectCard) figures(last func(id string) (stats.Sample, bool)) {
	for id, cells := range c.cells {
		s, ok := last(id)
		if !ok {
			continue
		}
		cells.cpu.SetText(format.Percent(s.CPU))
		cells.memory.SetText(format.Memory(s.Memory))
	}
}

// rowLayout puts badge, name, image and figures into columns that line up over
// the rows of all cards.
type rowLayout struct{}

const (
	badgeColumn  = 124
	figureColumn = 84
	figureLeast  = 64
	rowHeight    = 30
)

func (rowLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	badge := badgeWidth()
	last := o[3:] // two figures, or one time in the room of both
	figure := min(figureColumn, max(size.Width*0.13, figureLeast))
	rest := max(size.Width-badge-2*figure, 0)
	widths := []float32{badge, rest * 0.45, rest * 0.55}
	for range last {
		widths = append(widths, 2*figure/float32(len(last)))
	}
	x := float32(0)
	for i, obj := range o {
		obj.Move(fyne.NewPos(x, 0))
		obj.Resize(fyne.NewSize(max(widths[i]-8, 0), size.Height))
		x += widths[i]
	}
}

func (rowLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(badgeWidth()+200, max(rowHeight, theme.Size(theme.SizeStateChip)+4))
}

// badgeWidth is that of the column with the states, whose words are larger on a
// projector.
func badgeWidth() float32 {
	if theme.Projecting() {
		return badgeColumn * theme.Size(theme.SizeState) / theme.Size(theme.SizeText)
	}
	return badgeColumn
}
