package topology

import (
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/topology/draw"
	"github.com/dockdesk/dockdesk/internal/views/topology/layout"
	"github.com/dockdesk/dockdesk/internal/views/topology/plan"

	"fyne.io/fyne/v2"
)

// scene is what the map shows, with what it takes to draw it: made on the main
// goroutine, since colours and the rules of a projector are asked there, and drawn
// on any.
type scene struct {
	plan    *plan.Plan
	picture *layout.Picture
	shapes  []draw.Shape
	bounds  layout.Rect
	ground  color.NRGBA
}

// marks are what changes on a map without moving anything.
type marks struct {
	selected string                  // id
	target   string                  // id of the area that a card is dragged to
	lit      map[string]bool         // ids that an event was about just now
	figures  map[string]stats.Sample // by container
}

// Sizes of words on the map at scale 1.
const (
	nameSize, wordSize, areaSize = 13.5, 11.5, 13
	headOfComputer               = 30
	boundsPad                    = 24
)

func ink(token fyne.ThemeColorName) color.NRGBA {
	return color.NRGBAModel.Convert(theme.Color(token)).(color.NRGBA)
}

func faint(c color.NRGBA, share float32) color.NRGBA {
	c.A = uint8(float32(c.A) * share)
	return c
}

// newScene draws a plan that was laid out.
func newScene(p *plan.Plan, at *layout.Picture, m marks) *scene {
	s := &scene{plan: p, picture: at, ground: ink(theme.Background)}
	s.areas(m)
	s.computer()
	s.lines(m)
	for _, d := range p.Doors {
		s.door(d, m)
	}
	for _, c := range p.Cards {
		s.card(c, m)
	}
	for _, t := range p.Stores {
		s.store(t, m)
	}
	s.frame()
	return s
}

func (s *scene) add(shapes ...draw.Shape) { s.shapes = append(s.shapes, shapes...) }

// frame finds how far the shapes reach.
func (s *scene) frame() {
	if len(s.picture.Boxes) == 0 {
		return
	}
	least, most := layout.Point{X: math.MaxFloat32, Y: math.MaxFloat32}, layout.Point{X: -math.MaxFloat32, Y: -math.MaxFloat32}
	for _, shape := range s.shapes {
		if b, ok := shape.(draw.Box); ok {
			least.X, least.Y = min(least.X, b.X), min(least.Y, b.Y)
			most.X, most.Y = max(most.X, b.Right()), max(most.Y, b.Bottom())
		}
	}
	s.bounds = layout.Rect{X: least.X - boundsPad, Y: least.Y - boundsPad, W: most.X - least.X + 2*boundsPad, H: most.Y - least.Y + 2*boundsPad}
}

// areas are the networks, under everything.
func (s *scene) areas(m marks) {
	var edges []draw.Shape // over all grounds, so that those of two that overlap are seen
	for _, a := range s.plan.Areas {
		box := s.picture.Boxes[a.ID]
		edge, stroke := ink(theme.Line), float32(1.5)
		if m.lit[a.ID] || m.target == a.ID || m.selected == a.ID {
			edge, stroke = ink(theme.Focus), 3
		}
		edges = append(edges, draw.Box{Rect: box, Radius: 14, Edge: edge, Stroke: stroke, Dashed: a.Network == nil || a.Network.Internal})
		s.add(draw.Box{Rect: box, Radius: 14, Fill: faint(ink(theme.InfoTint), 0.75)})
		name := draw.Text{At: layout.Point{X: box.X + 16, Y: box.Y + 22}, Words: discreet.Text(a.Name), Size: areaSize, Bold: true, Ink: ink(theme.Text), Room: box.W * 0.5}
		facts := draw.Text{At: layout.Point{X: box.X + 30 + width(name.Words, areaSize, true), Y: box.Y + 22}, Words: areaFacts(a), Size: wordSize, Ink: ink(theme.Muted)}
		facts.Room = box.Right() - facts.At.X - 12
		edges = append(edges, name, facts)
	}
	s.add(edges...)
}

// areaFacts are the words beside a network's name.
func areaFacts(a plan.Area) string {
	if a.Network == nil {
		return ""
	}
	n := a.Network
	facts := []string{n.Driver}
	for _, sub := range n.Subnets {
		facts = append(facts, sub.CIDR)
	}
	switch {
	case n.Internal:
		facts = append(facts, "internal: nothing leads outside")
	case n.Name == "bridge":
		facts = append(facts, "the default one: no names here")
	case n.Name == "host":
		facts = []string{"this computer's own network"}
	case n.Name == "none":
		facts = []string{"no network"}
	}
	return strings.Join(facts, " · ")
}

// width is about how wide words are: the layout of a head needs no more.
func width(words string, size float32, bold bool) float32 {
	w := float32(len([]rune(words))) * size * 0.57
	if bold {
		w *= 1.06
	}
	return w
}

// computer is the box round the doors.
func (s *scene) computer() {
	if len(s.plan.Doors) == 0 {
		return
	}
	least, most := float32(math.MaxFloat32), float32(0)
	for _, d := range s.plan.Doors {
		box := s.picture.Boxes[d.ID]
		least, most = min(least, box.Y), max(most, box.Bottom())
	}
	box := layout.Rect{X: -12, Y: least - headOfComputer - 6, W: layout.DoorWidth + 24, H: most - least + headOfComputer + 18}
	s.add(draw.Box{Rect: box, Radius: 10, Fill: ink(theme.IdleTint), Edge: ink(theme.Line), Stroke: 1.5},
		draw.Text{At: layout.Point{X: box.X + 10, Y: box.Y + 20}, Words: "This computer", Size: wordSize, Bold: true, Ink: ink(theme.Text), Room: box.W - 14})
}

// lines are the links, under the cards.
func (s *scene) lines(m marks) {
	for _, l := range s.picture.Also {
		s.add(draw.Path{From: l.Points[0], Curves: []draw.Curve{{A: l.Points[0], B: l.Points[1], To: l.Points[1]}}, Ink: ink(theme.Line), Width: 2, Dashed: true})
	}
	for _, l := range s.picture.Lines {
		s.add(s.line(l, m))
	}
}

func (s *scene) line(l layout.Line, m marks) draw.Path {
	p := draw.Path{From: l.Points[0], Arrow: true, Width: 2}
	of := l.Link.To // whose traffic it has
	switch l.Link.Kind {
	case plan.LinkDoor:
		p.Ink = ink(theme.Series1)
	case plan.LinkMount:
		p.Ink, of = ink(theme.Series3), ""
		p.Dashed = l.Link.ReadOnly
	case plan.LinkName:
		p.Ink = ink(theme.Series2)
	}
	p.Width = strand(m.figures[of])
	if m.selected != "" && (l.Link.From == m.selected || l.Link.To == m.selected) {
		p.Width += 1.5
	} else if m.selected != "" {
		p.Ink = faint(p.Ink, 0.55)
	}
	if l.Same {
		p.Curves = []draw.Curve{bulge(l.Points[0], l.Points[1])}
		return p
	}
	for i := 1; i < len(l.Points); i++ {
		a, b := l.Points[i-1], l.Points[i]
		half := (b.X - a.X) / 2
		if a.Y == b.Y {
			p.Curves = append(p.Curves, draw.Curve{A: a, B: b, To: b})
			continue
		}
		p.Curves = append(p.Curves, draw.Curve{A: layout.Point{X: a.X + half, Y: a.Y}, B: layout.Point{X: b.X - half, Y: b.Y}, To: b})
	}
	return p
}

// bulge leads from the right edge of one card to that of another in the same column.
func bulge(a, b layout.Point) draw.Curve {
	out := max(a.X, b.X) + 34
	return draw.Curve{A: layout.Point{X: out, Y: a.Y}, B: layout.Point{X: out, Y: b.Y}, To: b}
}

// strand is the width of a line to a container: 2 where hardly anything is sent, and
// more for each tenfold of 1 kB a second.
func strand(f stats.Sample) float32 {
	rate := f.Rx + f.Tx
	if math.IsNaN(rate) || rate < 1000 {
		return 2
	}
	return min(2.6+0.6*float32(math.Log10(rate/1000)), 6)
}

// edge is how a box is drawn that a person can choose.
func edge(id string, m marks) (color.NRGBA, float32) {
	switch {
	case m.selected == id:
		return ink(theme.Focus), 3
	case m.lit[id]:
		return ink(theme.Series4), 3
	}
	return ink(theme.Line), 1.2
}

func (s *scene) door(d plan.Door, m marks) {
	box := s.picture.Boxes[d.ID]
	e, stroke := edge(d.ID, m)
	s.add(draw.Box{Rect: box, Radius: 8, Fill: ink(theme.Surface), Edge: e, Stroke: stroke},
		draw.Text{At: layout.Point{X: box.X + 10, Y: box.Y + 22}, Words: s.doorWords(d), Size: nameSize, Bold: true, Ink: ink(theme.Accent), Room: box.W - 16})
}

// doorWords are a door's port and the one inside that it leads to, as -p has them.
func (s *scene) doorWords(d plan.Door) string {
	for _, l := range s.plan.Links {
		if l.From == d.ID {
			inside, _, _ := strings.Cut(l.Words, "/")
			return doorName(d) + ":" + inside
		}
	}
	return doorName(d)
}

func doorName(d plan.Door) string {
	name := strconv.Itoa(int(d.Port))
	if d.Proto != "tcp" {
		name += "/" + d.Proto
	}
	if d.Address != "" {
		name = d.Address + ":" + name
	}
	return discreet.Text(name)
}

// The inside of a card, from its upper left corner.
const (
	cardLeft            = 12
	nameLine, stateLine = 20, 37
	imageLine           = 53
)

func (s *scene) card(c plan.Card, m marks) {
	box, state := s.picture.Boxes[c.ID], format.State(c.Container)
	e, stroke := edge(c.ID, m)
	fill := ink(theme.Surface)
	if m.selected == c.ID {
		fill = ink(theme.Selected)
	}
	s.add(draw.Box{Rect: box, Radius: 9, Fill: fill, Edge: e, Stroke: stroke})
	room := box.W - 2*cardLeft
	at := func(x, y float32) layout.Point { return layout.Point{X: box.X + x, Y: box.Y + y} }
	tone := toneInk(state.Tone)
	s.add(draw.Text{At: at(cardLeft, nameLine), Words: discreet.Text(format.CleanLine(c.Container.Name)), Size: nameSize, Bold: true, Ink: ink(theme.Text), Room: room})
	s.add(stateShape(c.Container, at(cardLeft+4, stateLine-4), tone)...)
	words := state.Word
	if f, ok := m.figures[c.ID]; ok && c.Container.Running() {
		words += "   " + format.Percent(f.CPU)
		s.add(bar(box, f)...)
	}
	s.add(draw.Text{At: at(cardLeft+14, stateLine), Words: words, Size: wordSize, Bold: true, Ink: tone, Room: room - 14},
		draw.Text{At: at(cardLeft, imageLine), Words: discreet.Text(format.CleanLine(format.ImageName(c.Container))), Size: wordSize, Ink: ink(theme.Muted), Room: room})
}

// bar is a container's CPU, along the lower edge of its card; the whole width is one
// core.
func bar(box layout.Rect, f stats.Sample) []draw.Shape {
	if math.IsNaN(f.CPU) || f.CPU <= 0 {
		return nil
	}
	share := min(float32(f.CPU)/100, 1)
	whole := layout.Rect{X: box.X + 9, Y: box.Bottom() - 5, W: box.W - 18, H: 3}
	used := whole
	used.W = max(whole.W*share, 3)
	return []draw.Shape{draw.Box{Rect: whole, Radius: 1.5, Fill: ink(theme.Border)}, draw.Box{Rect: used, Radius: 1.5, Fill: ink(theme.Series1)}}
}

// stateShape says a state without colour: full, hollow, two bars, or a warning.
func stateShape(c *object.Container, at layout.Point, tone color.NRGBA) []draw.Shape {
	switch {
	case c.NeedsAttention():
		return []draw.Shape{draw.Triangle(at, 5, tone)}
	case c.State == object.StatePaused:
		return []draw.Shape{draw.Box{Rect: layout.Rect{X: at.X - 4, Y: at.Y - 4, W: 3, H: 8}, Fill: tone}, draw.Box{Rect: layout.Rect{X: at.X + 1, Y: at.Y - 4, W: 3, H: 8}, Fill: tone}}
	case c.Running():
		return []draw.Shape{draw.Circle(at, 4, tone)}
	}
	ring := draw.Circle(at, 4.5, color.NRGBA{})
	ring.Edge, ring.Stroke = tone, 1.8
	return []draw.Shape{ring}
}

func toneInk(t format.Tone) color.NRGBA {
	switch t {
	case format.Good:
		return ink(theme.OK)
	case format.Warn:
		return ink(theme.Warn)
	case format.Bad:
		return ink(theme.Danger)
	}
	return ink(theme.Muted)
}

func (s *scene) store(t plan.Store, m marks) {
	box := s.picture.Boxes[t.ID]
	e, stroke := edge(t.ID, m)
	radius, words, name := float32(16), "volume", t.Name
	switch {
	case t.Kind == plan.StoreFolder:
		radius, words = 4, "folder of this computer"
	case t.Anonymous:
		words, name = "volume without a name", object.ShortID(t.Name)
	}
	s.add(draw.Box{Rect: box, Radius: radius, Fill: ink(theme.Surface), Edge: e, Stroke: stroke},
		draw.Text{At: layout.Point{X: box.X + 14, Y: box.Y + 20}, Words: discreet.Text(format.CleanLine(name)), Size: nameSize, Bold: true, Ink: ink(theme.Text), Room: box.W - 26},
		draw.Text{At: layout.Point{X: box.X + 14, Y: box.Y + 36}, Words: words, Size: wordSize, Ink: ink(theme.Muted), Room: box.W - 26})
}

// summary is the map in a sentence, for those who can't see it.
func summary(p *plan.Plan) string {
	words := fmt.Sprintf("%d containers on %d networks, %d doors, %d stores", len(p.Cards), len(p.Areas), len(p.Doors), len(p.Stores))
	if p.Left > 0 {
		words += fmt.Sprintf("; %d more are left out", p.Left)
	}
	return words
}
