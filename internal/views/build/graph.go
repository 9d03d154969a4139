package build

import (
	"fmt"
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/echo"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// place is a step in the picture.
type place struct{ stage, step int }

var nowhere = place{-1, -1}

// graph draws the stages of a build with their steps. It takes the keyboard: the
// arrows go from step to step, and from stage to stage.
type graph struct {
	widget.BaseWidget
	// OnSelect hears which step was chosen by a person.
	OnSelect func(place)
	// Seek is asked to bring a part of it onto the screen.
	Seek func(at fyne.Position, size fyne.Size)

	p       build.Picture
	now     time.Time
	at      place
	hover   place
	focused bool
	room    float32 // the width that there is

	cards         []card
	arrows        []arrow
	width, height float32
	drawn         []*drawnCard
	lines         []*drawnArrow
}

type drawnCard struct {
	box        *canvas.Rectangle
	name, base *canvas.Text
	rule       *canvas.Line
	rows       []*drawnRow
}

type drawnRow struct {
	ground *canvas.Rectangle
	icon   *canvas.Image
	text   *canvas.Text
	note   *canvas.Text
}

type drawnArrow struct{ a, b, c, up, down *canvas.Line }

func newGraph() *graph {
	g := &graph{at: nowhere, hover: nowhere}
	g.ExtendBaseWidget(g)
	return g
}

// rowHigh is the height of a step.
func rowHigh() float32 { return theme.Size(theme.SizeNameLine) + 9 }

// headHigh is the height of a card's head: the stage's name, and what it begins
// with.
func headHigh() float32 {
	return theme.Size(theme.SizeNameLine) + 1.4*theme.Size(theme.SizeSmall) + 9
}

// Set shows a picture as it is at a moment.
func (g *graph) Set(p build.Picture, now time.Time) {
	g.p, g.now = p, now
	if g.at.stage >= len(p.Stages) || g.at.stage >= 0 && g.at.step >= len(p.Stages[g.at.stage].Steps) {
		g.at = nowhere
	}
	g.arrange()
	g.Refresh()
}

// Select marks a step.
func (g *graph) Select(at place) {
	if g.at == at {
		return
	}
	g.at = at
	g.Refresh()
	g.seek()
}

func (g *graph) seek() {
	if at, size, ok := g.rowAt(g.at); ok && g.Seek != nil {
		g.Seek(at, size)
	}
}

// Fit gives it the width that there is, and says how large it gets.
func (g *graph) Fit(room float32) fyne.Size {
	if room != g.room {
		g.room = room
		g.arrange()
	}
	return fyne.NewSize(g.width, g.height)
}

func (g *graph) arrange() {
	g.cards, g.arrows, g.width, g.height = arrange(g.p, max(g.room, 1), headHigh(), rowHigh())
}

// rowAt is where a step stands.
func (g *graph) rowAt(at place) (fyne.Position, fyne.Size, bool) {
	if at.stage < 0 || at.stage >= len(g.cards) {
		return fyne.Position{}, fyne.Size{}, false
	}
	c := g.cards[at.stage]
	return fyne.NewPos(c.x, c.y+headHigh()+float32(at.step)*rowHigh()), fyne.NewSize(c.width, rowHigh()), true
}

// under is the step under a place.
func (g *graph) under(pos fyne.Position) place {
	for i, c := range g.cards {
		if pos.X < c.x || pos.X >= c.x+c.width {
			continue
		}
		step := int((pos.Y - c.y - headHigh()) / rowHigh())
		if pos.Y >= c.y+headHigh() && step < len(g.p.Stages[i].Steps) {
			return place{i, step}
		}
	}
	return nowhere
}

// MinSize implements fyne.CanvasObject.
func (g *graph) MinSize() fyne.Size { return fyne.NewSize(g.width, g.height) }

// --- input ---

func (g *graph) choose(at place) {
	g.Select(at)
	if g.OnSelect != nil {
		g.OnSelect(at)
	}
}

// MouseDown implements desktop.Mouseable.
func (g *graph) MouseDown(e *desktop.MouseEvent) {
	echo.Click(e.AbsolutePosition)
	if c := fyne.CurrentApp().Driver().CanvasForObject(g); c != nil {
		c.Focus(g)
	}
	if at := g.under(e.Position); at != nowhere {
		g.choose(at)
	}
}

// MouseUp implements desktop.Mouseable.
func (g *graph) MouseUp(*desktop.MouseEvent) {}

// MouseIn implements desktop.Hoverable.
func (g *graph) MouseIn(e *desktop.MouseEvent) {
	attention.Enter(g.target(false))
	g.MouseMoved(e)
}

// MouseMoved implements desktop.Hoverable.
func (g *graph) MouseMoved(e *desktop.MouseEvent) {
	if at := g.under(e.Position); at != g.hover {
		g.hover = at
		g.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (g *graph) MouseOut() {
	attention.Leave(g.target(false))
	if g.hover != nowhere {
		g.hover = nowhere
		g.Refresh()
	}
}

func (g *graph) target(focus bool) attention.Target {
	return attention.Target{Object: g, Topic: "tab.build-picture", Focus: focus}
}

// FocusGained implements fyne.Focusable.
func (g *graph) FocusGained() {
	g.focused = true
	if g.at == nowhere && len(g.p.Stages) > 0 {
		g.choose(place{0, 0})
	}
	attention.Enter(g.target(true))
	g.Refresh()
}

// FocusLost implements fyne.Focusable.
func (g *graph) FocusLost() {
	g.focused = false
	attention.Leave(g.target(true))
	g.Refresh()
}

// TypedRune implements fyne.Focusable.
func (g *graph) TypedRune(r rune) { widgets.PassRune(g, r) }

// TypedKey implements fyne.Focusable.
func (g *graph) TypedKey(e *fyne.KeyEvent) {
	if g.at == nowhere || g.at.stage >= len(g.p.Stages) {
		widgets.PassKey(g, e)
		return
	}
	to, steps := g.at, len(g.p.Stages[g.at.stage].Steps)
	switch e.Name {
	case fyne.KeyUp:
		if to.step--; to.step < 0 {
			to = g.above(to.stage)
		}
	case fyne.KeyDown:
		if to.step++; to.step >= steps {
			to = g.below(to.stage)
		}
	case fyne.KeyHome:
		to.step = 0
	case fyne.KeyEnd:
		to.step = steps - 1
	case fyne.KeyLeft:
		to = g.beside(-1)
	case fyne.KeyRight:
		to = g.beside(1)
	default:
		widgets.PassKey(g, e)
		return
	}
	if to != nowhere && to != g.at {
		g.choose(to)
	}
}

// above is the last step of the card over a stage's, below the first of the one
// under it.
func (g *graph) above(stage int) place {
	for i := stage - 1; i >= 0; i-- {
		if g.cards[i].column == g.cards[stage].column {
			return place{i, len(g.p.Stages[i].Steps) - 1}
		}
	}
	return nowhere
}

func (g *graph) below(stage int) place {
	for i := stage + 1; i < len(g.cards); i++ {
		if g.cards[i].column == g.cards[stage].column {
			return place{i, 0}
		}
	}
	return nowhere
}

// beside is the step of the next column that stands nearest.
func (g *graph) beside(by int) place {
	from, _, _ := g.rowAt(g.at)
	best, nearest := nowhere, float32(0)
	for i, c := range g.cards {
		if c.column != g.cards[g.at.stage].column+by {
			continue
		}
		for j := range g.p.Stages[i].Steps {
			to, _, _ := g.rowAt(place{i, j})
			if d := abs(to.Y - from.Y); best == nowhere || d < nearest {
				best, nearest = place{i, j}, d
			}
		}
	}
	return best
}

func abs(v float32) float32 { return max(v, -v) }

// --- describing ---

// DescribeControl implements control.Describer.
func (g *graph) DescribeControl() control.Description {
	return control.Description{ID: "build.graph", Kind: control.KindPane, Enabled: true, Focused: g.focused}
}

// DescribeParts implements control.PartsDescriber.
func (g *graph) DescribeParts() []control.Part {
	var parts []control.Part
	for i, s := range g.p.Stages {
		for j, step := range s.Steps {
			at, size, _ := g.rowAt(place{i, j})
			parts = append(parts, control.Part{
				Description: control.Description{
					ID: fmt.Sprintf("build.step.%d.%d", i, j), Kind: control.KindRow, Enabled: true, Selected: g.at == place{i, j},
					Text: discreet.Text(instruction(step)) + " " + string(step.State),
				}, X: at.X, Y: at.Y, Width: size.Width, Height: size.Height,
			})
		}
	}
	return parts
}

// --- drawing ---

// CreateRenderer implements fyne.Widget.
func (g *graph) CreateRenderer() fyne.WidgetRenderer { return &graphRenderer{g: g} }

type graphRenderer struct {
	g       *graph
	objects []fyne.CanvasObject
}

func (r *graphRenderer) Destroy()                     {}
func (r *graphRenderer) MinSize() fyne.Size           { return fyne.NewSize(r.g.width, r.g.height) }
func (r *graphRenderer) Objects() []fyne.CanvasObject { r.make(); return r.objects }
func (r *graphRenderer) Layout(fyne.Size)             { r.draw() }

// Refresh implements fyne.WidgetRenderer.
func (r *graphRenderer) Refresh() {
	r.draw()
	canvas.Refresh(r.g)
}

// make makes what is missing, and drops what is too much.
func (r *graphRenderer) make() {
	g := r.g
	same := len(g.drawn) == len(g.p.Stages) && len(g.lines) == len(g.arrows)
	for i := 0; same && i < len(g.drawn); i++ {
		same = len(g.drawn[i].rows) == len(g.p.Stages[i].Steps)
	}
	if same {
		return
	}
	g.drawn, g.lines, r.objects = nil, nil, nil
	line := func() *canvas.Line {
		l := canvas.NewLine(color.Transparent)
		l.StrokeWidth = 2
		return l
	}
	for range g.arrows {
		a := &drawnArrow{line(), line(), line(), line(), line()}
		g.lines = append(g.lines, a)
		r.objects = append(r.objects, a.a, a.b, a.c)
	}
	for _, s := range g.p.Stages {
		c := &drawnCard{box: &canvas.Rectangle{}, name: &canvas.Text{}, base: &canvas.Text{}, rule: line()}
		r.objects = append(r.objects, c.box, c.name, c.base, c.rule)
		for range s.Steps {
			row := &drawnRow{ground: &canvas.Rectangle{}, icon: &canvas.Image{FillMode: canvas.ImageFillContain}, text: &canvas.Text{}, note: &canvas.Text{}}
			c.rows = append(c.rows, row)
			r.objects = append(r.objects, row.ground, row.icon, row.text, row.note)
		}
		g.drawn = append(g.drawn, c)
	}
	for _, a := range g.lines { // their heads stand before the cards
		r.objects = append(r.objects, a.up, a.down)
	}
}

func (r *graphRenderer) draw() {
	r.make()
	for i, c := range r.g.cards {
		r.card(i, c)
	}
	for i, a := range r.g.arrows {
		r.arrow(i, a)
	}
}

func set(t *canvas.Text, words string, ink color.Color, size float32, style fyne.TextStyle, at fyne.Position, width float32) {
	words = widgets.Ellipsis(words, max(width, 0), size, style)
	t.Text, t.Color, t.TextSize, t.TextStyle = words, ink, size, style
	t.Move(at)
	t.Resize(t.MinSize())
	t.Refresh()
}

const inside = 10 // px between a card's edge and what is in it

func (r *graphRenderer) card(i int, c card) {
	g, d := r.g, r.g.drawn[i]
	needed := g.p.Stages[i].Needed
	edge, ink := theme.Border, theme.Text
	if i == g.p.Target {
		edge = theme.Accent
	}
	if !needed {
		ink = theme.Muted
	}
	d.box.FillColor, d.box.StrokeColor = theme.Color(theme.Surface), theme.Color(edge)
	d.box.StrokeWidth, d.box.CornerRadius = theme.Size(theme.SizeBorder), theme.Size(theme.SizeCardR)
	if i == g.p.Target {
		d.box.StrokeWidth = 2
	}
	d.box.Move(fyne.NewPos(c.x, c.y))
	d.box.Resize(fyne.NewSize(c.width, c.height))
	d.box.Refresh()
	name, base := stageName(g.p, i), begins(g.p, i)
	if !needed && !g.p.Classic {
		base = "not needed, and left out"
	}
	set(d.name, discreet.Text(name), theme.Color(ink), theme.Size(theme.SizeName), fyne.TextStyle{Bold: true}, fyne.NewPos(c.x+inside, c.y+4), c.width-2*inside)
	set(d.base, discreet.Text(base), theme.Color(theme.Muted), theme.Size(theme.SizeSmall), fyne.TextStyle{}, fyne.NewPos(c.x+inside, c.y+3+theme.Size(theme.SizeNameLine)), c.width-2*inside)
	d.rule.StrokeColor, d.rule.StrokeWidth = theme.Color(theme.Border), 1
	d.rule.Position1, d.rule.Position2 = fyne.NewPos(c.x+1, c.y+headHigh()-2), fyne.NewPos(c.x+c.width-1, c.y+headHigh()-2)
	d.rule.Refresh()
	for j := range d.rows {
		r.row(place{i, j}, d.rows[j])
	}
}

func (r *graphRenderer) row(at place, d *drawnRow) {
	g := r.g
	s := g.p.Stages[at.stage].Steps[at.step]
	pos, size, _ := g.rowAt(at)
	var ground color.Color = color.Transparent
	switch {
	case at == g.at:
		ground = theme.Color(theme.Selected)
	case s.State == build.Failed:
		ground = theme.Color(theme.DangerTint)
	case at == g.hover:
		ground = theme.Color(theme.Hover)
	}
	d.ground.FillColor, d.ground.CornerRadius = ground, 6
	d.ground.StrokeWidth, d.ground.StrokeColor = 0, color.Transparent
	if at == g.at && g.focused {
		d.ground.StrokeWidth, d.ground.StrokeColor = theme.Size(theme.SizeFocus)-0.5, theme.Color(theme.Focus)
	}
	d.ground.Move(pos.AddXY(4, 1))
	d.ground.Resize(fyne.NewSize(size.Width-8, size.Height-2))
	d.ground.Refresh()

	l, ink := looks[s.State], theme.Text
	if s.Setting && s.State != build.Failed {
		l = look{"tag", theme.Muted, ""}
	}
	if s.Setting || s.State == build.Skipped || s.State == build.Waiting && !g.p.Stages[at.stage].Needed {
		ink = theme.Muted
	}
	d.icon.Resource = theme.Icon(l.icon, l.ink)
	side := theme.Size(theme.SizeIcon) - 3
	d.icon.Move(pos.AddXY(inside, (size.Height-side)/2))
	d.icon.Resize(fyne.NewSquareSize(side))
	d.icon.Refresh()

	small, body := theme.Size(theme.SizeSmall), theme.Size(theme.SizeName)
	words := note(s, g.now)
	wide := fyne.MeasureText(words, small, fyne.TextStyle{Bold: s.State == build.Failed}).Width
	high := fyne.MeasureText("M", small, fyne.TextStyle{}).Height
	set(d.note, words, theme.Color(l.ink), small, fyne.TextStyle{Bold: s.State == build.Failed}, fyne.NewPos(pos.X+size.Width-inside-wide, pos.Y+(size.Height-high)/2), wide+1)
	left := inside + side + 7
	room := size.Width - left - inside
	if words != "" {
		room -= wide + 8
	}
	high = fyne.MeasureText("M", body, fyne.TextStyle{}).Height
	set(d.text, discreet.Text(instruction(s)), theme.Color(ink), body, fyne.TextStyle{}, fyne.NewPos(pos.X+left, pos.Y+(size.Height-high)/2), room)
}

// arrow leads from the right edge of a stage's card to a step of another: across,
// down or up in the gap before that, and across again.
func (r *graphRenderer) arrow(i int, a arrow) {
	g, d := r.g, r.g.lines[i]
	from := g.cards[a.from]
	to, size, _ := g.rowAt(place{a.stage, a.step})
	ink := theme.Color(theme.Line)
	if g.at == (place{a.stage, a.step}) || g.at.stage == a.from {
		ink = theme.Color(theme.Accent)
	}
	start := fyne.NewPos(from.x+from.width, from.y+headHigh()/2)
	end := fyne.NewPos(to.X-1, to.Y+size.Height/2)
	bend := to.X - columnGap + 14 + float32(a.from%4)*6
	draw := func(l *canvas.Line, x1, y1, x2, y2 float32) {
		l.StrokeColor, l.StrokeWidth = ink, 2
		l.Position1, l.Position2 = fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
		l.Refresh()
	}
	draw(d.a, start.X, start.Y, bend, start.Y)
	draw(d.b, bend, start.Y, bend, end.Y)
	draw(d.c, bend, end.Y, end.X, end.Y)
	draw(d.up, end.X-6, end.Y-5, end.X, end.Y)
	draw(d.down, end.X-6, end.Y+5, end.X, end.Y)
}
