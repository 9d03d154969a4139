package topology

import (
	"context"
	"image"
	"image/color"
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/topology/draw"
	"github.com/dockdesk/dockdesk/internal/views/topology/layout"
)

// Map shows a scene, moved and zoomed. It is painted off the main goroutine with a
// margin round what is seen; while a person pans or zooms, the last picture is moved
// and stretched until the next one is there.
type Map struct {
	widget.BaseWidget

	Go     func(func(context.Context)) // runs off the main goroutine
	Post   func(func())                // runs on it
	Topic  string
	Choose func(id string)                   // something was selected; "" for nothing
	Open   func(id string)                   // it was asked for
	Menu   func(id string, at fyne.Position) // its menu was asked for
	Join   func(card, area string)           // a card was dragged onto a network
	Aim    func(area string)                 // a dragged card is over a network it could join; "" for none
	// Joins reports whether a card may be dragged onto an area.
	Joins func(card, area string) bool

	scene    *scene
	origin   layout.Point // of the map, at the upper left corner
	scale    float32      // dips for one of the map's pixels; 0 before the first scene
	fitted   bool         // nobody has moved or zoomed it
	selected string
	focused  bool

	image *canvas.Image
	edge  *canvas.Rectangle // the ring while it has the keyboard; over the map, which would cut it off
	ghost *canvas.Rectangle // of a card that is dragged
	shown part              // what image is of
	busy  bool              // a picture is being painted
	again bool              // and is out of date already

	press pressing
}

// part is a part of the map.
type part struct {
	origin layout.Point
	scale  float32
	size   fyne.Size // in dips
}

const (
	leastScale, mostScale = 0.12, 3
	fitLeast              = 0.65 // letters are still read
	zoomStep              = 1.2
)

// NewMap makes an empty map.
func NewMap(post func(func()), run func(func(context.Context))) *Map {
	m := &Map{Go: run, Post: post, Topic: "page.map", fitted: true, scene: &scene{}}
	m.image = &canvas.Image{FillMode: canvas.ImageFillStretch, ScaleMode: canvas.ImageScaleSmooth}
	m.image.Hide()
	m.edge = &canvas.Rectangle{FillColor: color.Transparent}
	m.ghost = &canvas.Rectangle{FillColor: color.Transparent, CornerRadius: 9}
	m.ghost.Hide()
	m.ExtendBaseWidget(m)
	return m
}

// Set shows a scene; the view stays, or fits again if nobody has moved it.
func (m *Map) Set(s *scene) {
	m.scene = s
	if m.fitted {
		m.fit()
	}
	m.repaint()
}

// Fit shows all of the map, as far as it can be read then.
func (m *Map) Fit() {
	m.fitted = true
	m.fit()
	m.place()
	m.repaint()
}

func (m *Map) fit() {
	b, size := m.scene.bounds, m.Size()
	if b.W <= 0 || size.Width <= 0 || size.Height <= 0 {
		return
	}
	least := float32(fitLeast)
	if theme.Projecting() {
		least = theme.Size(theme.SizeName) / nameSize
	}
	m.scale = max(min(size.Width/b.W, size.Height/b.H, 1.25), least)
	m.origin = layout.Point{X: b.X, Y: b.Y}
	if room := size.Width/m.scale - b.W; room > 0 {
		m.origin.X -= room / 2
	}
	if room := size.Height/m.scale - b.H; room > 0 {
		m.origin.Y -= room / 2
	}
}

// Zoom makes the map larger or smaller about a point of the widget.
func (m *Map) Zoom(by float32, at fyne.Position) {
	if m.scale == 0 {
		return
	}
	under := m.onMap(at)
	m.scale = min(max(m.scale*by, leastScale), mostScale)
	m.origin = layout.Point{X: under.X - at.X/m.scale, Y: under.Y - at.Y/m.scale}
	m.moved()
}

func (m *Map) centre() fyne.Position { return fyne.NewPos(m.Size().Width/2, m.Size().Height/2) }

// Pan moves the map under the widget, in dips.
func (m *Map) Pan(dx, dy float32) {
	m.origin.X -= dx / m.scale
	m.origin.Y -= dy / m.scale
	m.moved()
}

func (m *Map) moved() {
	m.fitted = false
	m.keepInSight()
	m.place()
	m.repaint()
}

// keepInSight leaves a piece of the map on the screen, however far it is moved.
func (m *Map) keepInSight() {
	b, w, h := m.scene.bounds, m.Size().Width/m.scale, m.Size().Height/m.scale
	const rest = 80
	m.origin.X = min(max(m.origin.X, b.X-w+rest), b.X+b.W-rest)
	m.origin.Y = min(max(m.origin.Y, b.Y-h+rest), b.Y+b.H-rest)
}

func (m *Map) onMap(at fyne.Position) layout.Point {
	return layout.Point{X: m.origin.X + at.X/m.scale, Y: m.origin.Y + at.Y/m.scale}
}

// onScreen is where a box of the map stands in the widget.
func (m *Map) onScreen(r layout.Rect) (fyne.Position, fyne.Size) {
	return fyne.NewPos((r.X-m.origin.X)*m.scale, (r.Y-m.origin.Y)*m.scale), fyne.NewSize(r.W*m.scale, r.H*m.scale)
}

// place puts the last picture where it belongs now.
func (m *Map) place() {
	if m.shown.scale == 0 || m.scale == 0 {
		return
	}
	by := m.scale / m.shown.scale
	m.image.Move(fyne.NewPos((m.shown.origin.X-m.origin.X)*m.scale, (m.shown.origin.Y-m.origin.Y)*m.scale))
	m.image.Resize(fyne.NewSize(m.shown.size.Width*by, m.shown.size.Height*by))
}

// margin is how much more is painted than is seen, in shares of what is seen.
const margin = 0.2

// repaint makes a picture of what is seen now, one at a time.
func (m *Map) repaint() {
	size := m.Size()
	if m.scale == 0 || size.Width < 1 || size.Height < 1 {
		return
	}
	if m.busy {
		m.again = true
		return
	}
	m.busy = true
	more := fyne.NewSize(size.Width*margin, size.Height*margin)
	next := part{scale: m.scale, size: fyne.NewSize(size.Width+2*more.Width, size.Height+2*more.Height),
		origin: layout.Point{X: m.origin.X - more.Width/m.scale, Y: m.origin.Y - more.Height/m.scale}}
	pixels := m.pixels()
	s, f := m.scene, fonts()
	m.Go(func(ctx context.Context) {
		img := image.NewRGBA(image.Rect(0, 0, int(next.size.Width*pixels), int(next.size.Height*pixels)))
		draw.Paint(img, s.shapes, draw.View{Origin: next.origin, Scale: next.scale * pixels}, f, s.ground)
		if ctx.Err() == nil {
			m.Post(func() { m.painted(img, next) })
		}
	})
}

func (m *Map) painted(img *image.RGBA, of part) {
	m.busy = false
	m.shown = of
	m.image.Image = img
	m.image.Show()
	m.place()
	m.image.Refresh()
	if m.again {
		m.again = false
		m.repaint()
	}
}

// pixels is how many pixels a dip has.
func (m *Map) pixels() float32 {
	if c := fyne.CurrentApp().Driver().CanvasForObject(m); c != nil {
		return c.Scale()
	}
	return 1
}

// Select chooses something, and brings it into sight.
func (m *Map) Select(id string) {
	m.selected = id
	if box, ok := m.scene.box(id); ok && m.scale > 0 {
		m.reveal(box)
	}
	m.Choose(id)
}

func (m *Map) reveal(box layout.Rect) {
	w, h := m.Size().Width/m.scale, m.Size().Height/m.scale
	x := min(max(m.origin.X, box.Right()+boundsPad-w), box.X-boundsPad)
	y := min(max(m.origin.Y, box.Bottom()+boundsPad-h), box.Y-boundsPad)
	if x != m.origin.X || y != m.origin.Y {
		m.origin = layout.Point{X: x, Y: y}
		m.moved()
	}
}

// box is where something that can be chosen stands.
func (s *scene) box(id string) (layout.Rect, bool) {
	if s.picture == nil {
		return layout.Rect{}, false
	}
	r, ok := s.picture.Boxes[id]
	return r, ok
}

// at is the id of what lies uppermost at a point; "" for nothing.
func (s *scene) at(p layout.Point) string {
	if s.plan == nil {
		return ""
	}
	for _, ids := range [][]string{s.cards(), s.others()} {
		for _, id := range ids {
			if s.picture.Boxes[id].Contains(p) {
				return id
			}
		}
	}
	return s.areaAt(p)
}

// areaAt is the network at a point: of two that overlap the lower one, whose head is
// seen there.
func (s *scene) areaAt(p layout.Point) string {
	found, top := "", float32(math.Inf(-1))
	for _, a := range s.plan.Areas {
		if box := s.picture.Boxes[a.ID]; box.Contains(p) && box.Y > top {
			found, top = a.ID, box.Y
		}
	}
	return found
}

func (s *scene) cards() []string {
	ids := make([]string, len(s.plan.Cards))
	for i, c := range s.plan.Cards {
		ids[i] = c.ID
	}
	return ids
}

func (s *scene) others() []string {
	var ids []string
	for _, d := range s.plan.Doors {
		ids = append(ids, d.ID)
	}
	for _, t := range s.plan.Stores {
		ids = append(ids, t.ID)
	}
	return ids
}

// neighbour is the nearest thing in a direction, from what is selected; the first one
// from nothing.
func (s *scene) neighbour(from string, dx, dy float32) string {
	if s.plan == nil {
		return ""
	}
	ids := append(append(s.others(), s.cards()...), s.areaIDs()...)
	start, ok := s.picture.Boxes[from]
	if !ok {
		if cards := s.cards(); len(cards) > 0 {
			return cards[0]
		}
		if len(ids) > 0 {
			return ids[0]
		}
		return ""
	}
	best, least := from, float32(math.Inf(1))
	a := s.hold(from, start)
	for _, id := range ids {
		b := s.hold(id, s.picture.Boxes[id])
		ahead, aside := (b.X-a.X)*dx+(b.Y-a.Y)*dy, (b.X-a.X)*dy+(b.Y-a.Y)*dx
		if id == from || ahead <= 1 {
			continue
		}
		if far := ahead + 2.5*max(aside, -aside); far < least {
			best, least = id, far
		}
	}
	return best
}

// hold is the point of a box that arrows go by: of a network its name.
func (s *scene) hold(id string, box layout.Rect) layout.Point {
	for _, a := range s.plan.Areas {
		if a.ID == id {
			return layout.Point{X: box.X + 60, Y: box.Y + 16}
		}
	}
	return box.Middle()
}

func (s *scene) areaIDs() []string {
	ids := make([]string, len(s.plan.Areas))
	for i, a := range s.plan.Areas {
		ids[i] = a.ID
	}
	return ids
}

// CreateRenderer implements fyne.Widget.
func (m *Map) CreateRenderer() fyne.WidgetRenderer {
	r := &mapRenderer{m}
	r.Refresh()
	return r
}

type mapRenderer struct{ m *Map }

func (r *mapRenderer) Destroy()           {}
func (r *mapRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 120) }

func (r *mapRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.m.image, r.m.ghost}
}

func (r *mapRenderer) Layout(size fyne.Size) {
	m := r.m
	if m.fitted {
		m.fit()
	}
	m.place()
	m.repaint()
}

func (r *mapRenderer) Refresh() {
	m := r.m
	m.edge.StrokeColor, m.edge.StrokeWidth, m.edge.CornerRadius = theme.Color(theme.Border), theme.Size(theme.SizeBorder), theme.Size(theme.SizeCardR)
	if m.focused {
		m.edge.StrokeColor, m.edge.StrokeWidth = theme.Color(theme.Focus), theme.Size(theme.SizeFocus)
	}
	m.ghost.StrokeColor, m.ghost.StrokeWidth = theme.Color(theme.Focus), 2
	m.edge.Refresh()
	m.ghost.Refresh()
}

// doublePress is how soon a second press must follow to open something.
const doublePress = 400 * time.Millisecond
