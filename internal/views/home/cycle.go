package home

import (
	"image/color"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// arrow is a way from one tile of the cycle to another.
type arrow string

// The arrows, called as what leads along them.
const (
	arrowBuild    arrow = "build"
	arrowRun      arrow = "run"
	arrowShare    arrow = "pull, push"
	arrowKeep     arrow = "keep data"
	arrowTogether arrow = "connect"
)

// litArrow is how long the arrow of what happened stays lit.
const litArrow = 4 * time.Second

// arrowOf is the arrow that an event of the engine is about; "" for none.
func arrowOf(e object.Event) arrow {
	switch e.Kind {
	case object.KindContainer:
		if e.Action == "create" || e.Action == "start" {
			return arrowRun
		}
	case object.KindImage:
		switch e.Action {
		case "pull", "push":
			return arrowShare
		case "build":
			return arrowBuild
		}
	case object.KindVolume:
		if e.Action == "create" || e.Action == "mount" {
			return arrowKeep
		}
	case object.KindNetwork:
		if e.Action == "connect" {
			return arrowTogether
		}
	}
	if strings.HasPrefix(string(e.Kind), "build") {
		return arrowBuild
	}
	return ""
}

// cycle is how things come to be in Docker, as a picture: a Dockerfile becomes an image,
// an image a container, which keeps its data in volumes and speaks to others on networks;
// registries are where images come from and go to. On a projector it is a row of counts.
type cycle struct {
	widget.BaseWidget
	dockerfile, images, containers fyne.CanvasObject
	registries, volumes, networks  fyne.CanvasObject
	lit                            arrow
}

func newCycle(dockerfile, images, containers, registries, volumes, networks fyne.CanvasObject) *cycle {
	c := &cycle{dockerfile: dockerfile, images: images, containers: containers, registries: registries, volumes: volumes, networks: networks}
	c.ExtendBaseWidget(c)
	return c
}

// light lights an arrow; "" lights none.
func (c *cycle) light(a arrow) {
	if c.lit != a {
		c.lit = a
		c.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *cycle) CreateRenderer() fyne.WidgetRenderer {
	r := &cycleRenderer{c: c}
	for _, a := range []arrow{arrowBuild, arrowRun, arrowShare, arrowKeep, arrowTogether} {
		w := &way{of: a, words: canvas.NewText(string(a), color.Transparent)}
		for i := range w.lines {
			w.lines[i] = canvas.NewLine(color.Transparent)
		}
		r.ways = append(r.ways, w)
	}
	r.Refresh()
	return r
}

// way is an arrow as it is drawn: up to three lines, two for its head, and its word.
type way struct {
	of    arrow
	lines [5]*canvas.Line
	words *canvas.Text
}

// set leads the arrow along points; its word stands with its lower left corner at a place.
func (w *way) set(word fyne.Position, points ...fyne.Position) {
	for i, l := range w.lines[:3] { // an arrow has at most three pieces
		if i+1 < len(points) {
			l.Position1, l.Position2 = points[i], points[i+1]
			l.Show()
		} else {
			l.Hide()
		}
	}
	const long, wide = 7, 4
	tip, from := points[len(points)-1], points[len(points)-2]
	back := fyne.NewPos(tip.X-long*sign(tip.X-from.X), tip.Y-long*sign(tip.Y-from.Y))
	side := fyne.NewPos(wide*abs(sign(tip.Y-from.Y)), wide*abs(sign(tip.X-from.X)))
	w.lines[3].Position1, w.lines[3].Position2 = tip, back.Add(side)
	w.lines[4].Position1, w.lines[4].Position2 = tip, back.Subtract(side)
	size := w.words.MinSize()
	w.words.Resize(size)
	w.words.Move(word.SubtractXY(0, size.Height))
}

func sign(v float32) float32 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

func abs(v float32) float32 { return max(v, -v) }

type cycleRenderer struct {
	c    *cycle
	ways []*way
}

func (r *cycleRenderer) Destroy() {}

func (r *cycleRenderer) tiles() []fyne.CanvasObject {
	c := r.c
	return []fyne.CanvasObject{c.dockerfile, c.images, c.containers, c.registries, c.volumes, c.networks}
}

func (r *cycleRenderer) Objects() []fyne.CanvasObject {
	objects := r.tiles()
	if theme.Projecting() {
		return []fyne.CanvasObject{r.c.containers, r.c.images, r.c.volumes, r.c.networks}
	}
	for _, w := range r.ways {
		for _, l := range w.lines {
			objects = append(objects, l)
		}
		objects = append(objects, w.words)
	}
	return objects
}

// The gaps that the arrows have, in px at scale 1; across, it is the least and the most.
const (
	gapLeast, gapMost = 50, 84
	gapDown           = 34
)

func (r *cycleRenderer) MinSize() fyne.Size {
	least := r.c.images.MinSize()
	if theme.Projecting() {
		gap, lines := theme.Size(theme.SizeGap), float32(4/r.across(r.c.Size().Width))
		return fyne.NewSize(2*least.Width+gap, lines*least.Height+(lines-1)*gap)
	}
	return fyne.NewSize(3*least.Width+2*gapLeast, 2*least.Height+gapDown)
}

func (r *cycleRenderer) Layout(size fyne.Size) {
	if theme.Projecting() {
		r.row(size)
		return
	}
	gapAcross := min(max((size.Width-3*r.c.images.MinSize().Width)/2, gapLeast), gapMost)
	wide, high := (size.Width-2*gapAcross)/3, (size.Height-gapDown)/2
	for i, tile := range r.tiles() {
		column, line := i%3, i/3
		tile.Move(fyne.NewPos(float32(column)*(wide+gapAcross), float32(line)*(high+gapDown)))
		tile.Resize(fyne.NewSize(wide, high))
	}
	first, second := wide, 2*wide+gapAcross // where the gaps begin
	below := high + gapDown
	at := fyne.NewPos
	r.ways[0].set(at(first+20, high*0.3-3), at(first+4, high*0.3), at(first+gapAcross-4, high*0.3))
	r.ways[1].set(at(second+25, high*0.3-3), at(second+4, high*0.3), at(second+gapAcross-4, high*0.3))
	turn := first + gapAcross/2
	r.ways[2].set(at(turn+6, high+gapDown/2+7), at(first+4, below+high*0.5), at(turn, below+high*0.5), at(turn, high*0.75), at(first+gapAcross-4, high*0.75))
	turn = second + gapAcross/2
	r.ways[3].set(at(turn+6, high+gapDown/2+7), at(second+gapAcross-4, high*0.75), at(turn, high*0.75), at(turn, below+high*0.5), at(second+4, below+high*0.5))
	middle := second + gapAcross + wide/2
	r.ways[4].set(at(middle+8, high+gapDown/2+7), at(middle, high+4), at(middle, below-4))
}

// across is how many of the four counts stand beside each other: all, or two.
func (r *cycleRenderer) across(width float32) int {
	if width > 0 && width < 4*r.c.images.MinSize().Width+3*theme.Size(theme.SizeGap) {
		return 2
	}
	return 4
}

// row is the four counts beside each other, or two over two where it is narrow.
func (r *cycleRenderer) row(size fyne.Size) {
	gap, columns := theme.Size(theme.SizeGap), r.across(size.Width)
	wide := (size.Width - gap*float32(columns-1)) / float32(columns)
	high := r.c.images.MinSize().Height
	for i, tile := range r.Objects() {
		tile.Move(fyne.NewPos(float32(i%columns)*(wide+gap), float32(i/columns)*(high+gap)))
		tile.Resize(fyne.NewSize(wide, high))
	}
}

func (r *cycleRenderer) Refresh() {
	for _, w := range r.ways {
		ink, thick := theme.Color(theme.Line), float32(1.5)
		word := theme.Color(theme.Muted)
		if w.of == r.c.lit {
			ink, thick, word = theme.Color(theme.Focus), 3.5, theme.Color(theme.Accent)
		}
		for _, l := range w.lines {
			l.StrokeColor, l.StrokeWidth = ink, thick
			l.Refresh()
		}
		w.words.Color, w.words.TextSize, w.words.TextStyle = word, theme.Size(theme.SizeRemark), fyne.TextStyle{Bold: w.of == r.c.lit}
		w.words.Refresh()
	}
	r.Layout(r.c.Size())
}
