package topology

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/echo"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/topology/layout"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

var (
	_ fyne.Draggable         = (*Map)(nil)
	_ fyne.Scrollable        = (*Map)(nil)
	_ fyne.Focusable         = (*Map)(nil)
	_ desktop.Mouseable      = (*Map)(nil)
	_ desktop.Hoverable      = (*Map)(nil)
	_ control.Describer      = (*Map)(nil)
	_ control.PartsDescriber = (*Map)(nil)
)

// pressing is a press of the mouse that goes on.
type pressing struct {
	down    bool
	id      string // of what it began on
	dragged bool
	area    string // that a dragged card would join
	at      fyne.Position
	last    time.Time // of the press before, and on what
	lastID  string
}

// MouseDown implements desktop.Mouseable.
func (m *Map) MouseDown(e *desktop.MouseEvent) {
	echo.Click(e.AbsolutePosition)
	if c := fyne.CurrentApp().Driver().CanvasForObject(m); c != nil && c.Focused() != fyne.Focusable(m) {
		c.Focus(m)
	}
	id := ""
	if m.scale > 0 {
		id = m.scene.at(m.onMap(e.Position))
	}
	m.press.down, m.press.id, m.press.dragged, m.press.at = e.Button == desktop.MouseButtonPrimary, id, false, e.Position
	if e.Button == desktop.MouseButtonSecondary && id != "" {
		m.Select(id)
		m.Menu(id, e.AbsolutePosition)
	}
}

// MouseUp implements desktop.Mouseable.
func (m *Map) MouseUp(*desktop.MouseEvent) {
	if !m.press.down || m.press.dragged {
		return
	}
	m.press.down = false
	id := m.press.id
	if again := time.Since(m.press.last) < doublePress && m.press.lastID == id; again && id != "" {
		m.press.last = time.Time{}
		m.Open(id)
		return
	}
	m.press.last, m.press.lastID = time.Now(), id
	m.Select(id)
}

// Dragged implements fyne.Draggable: a card is taken along, anything else moves the
// map.
func (m *Map) Dragged(e *fyne.DragEvent) {
	if m.scale == 0 {
		return
	}
	m.press.dragged = true
	if !m.scene.isCard(m.press.id) {
		m.Pan(e.Dragged.DX, e.Dragged.DY)
		return
	}
	box := m.scene.picture.Boxes[m.press.id]
	_, size := m.onScreen(box)
	m.ghost.Resize(size)
	m.ghost.Move(e.Position.SubtractXY(size.Width/2, size.Height/2))
	if !m.ghost.Visible() {
		m.ghost.Show()
	}
	m.press.at = e.Position
	m.aim(m.areaUnder(e.Position))
}

// areaUnder is the network that the dragged card could join at a point.
func (m *Map) areaUnder(at fyne.Position) string {
	area := m.scene.areaAt(m.onMap(at))
	if area == "" || !m.Joins(m.press.id, area) {
		return ""
	}
	return area
}

// aim shows which network a dragged card would join.
func (m *Map) aim(area string) {
	if area != m.press.area {
		m.press.area = area
		m.Aim(area)
	}
}

// DragEnd implements fyne.Draggable.
func (m *Map) DragEnd() {
	if m.ghost.Visible() {
		m.ghost.Hide()
		area := m.areaUnder(m.press.at)
		m.aim("")
		if area != "" {
			m.Join(m.press.id, area)
		}
	}
	m.press.down, m.press.dragged = false, false
}

func (s *scene) isCard(id string) bool {
	if s.plan == nil {
		return false
	}
	for _, c := range s.plan.Cards {
		if c.ID == id {
			return true
		}
	}
	return false
}

// Scrolled implements fyne.Scrollable: the wheel zooms about the pointer. Being
// scrollable also makes Fyne cut off what is outside.
func (m *Map) Scrolled(e *fyne.ScrollEvent) {
	switch {
	case e.Scrolled.DY > 0:
		m.Zoom(zoomStep, e.Position)
	case e.Scrolled.DY < 0:
		m.Zoom(1/zoomStep, e.Position)
	}
}

// MouseIn implements desktop.Hoverable.
func (m *Map) MouseIn(*desktop.MouseEvent) { attention.Enter(m.attends(false)) }

// MouseMoved implements desktop.Hoverable.
func (m *Map) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (m *Map) MouseOut() { attention.Leave(m.attends(false)) }

func (m *Map) attends(focus bool) attention.Target {
	return attention.Target{Object: m, Topic: m.Topic, Focus: focus}
}

// FocusGained implements fyne.Focusable.
func (m *Map) FocusGained() {
	m.focused = true
	m.Refresh()
	attention.Enter(m.attends(true))
}

// FocusLost implements fyne.Focusable.
func (m *Map) FocusLost() {
	m.focused = false
	m.Refresh()
	attention.Leave(m.attends(true))
}

// TypedRune implements fyne.Focusable.
func (m *Map) TypedRune(r rune) {
	switch r {
	case '+', '=':
		m.Zoom(zoomStep, m.centre())
	case '-':
		m.Zoom(1/zoomStep, m.centre())
	case '0':
		m.Fit()
	default:
		widgets.PassRune(m, r)
	}
}

// TypedKey implements fyne.Focusable.
func (m *Map) TypedKey(e *fyne.KeyEvent) {
	if way, ok := map[fyne.KeyName][2]float32{fyne.KeyLeft: {-1, 0}, fyne.KeyRight: {1, 0}, fyne.KeyUp: {0, -1}, fyne.KeyDown: {0, 1}}[e.Name]; ok {
		echo.Key(e.Name)
		m.Select(m.scene.neighbour(m.selected, way[0], way[1]))
		return
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		echo.Key(e.Name)
		if m.selected != "" {
			m.Open(m.selected)
		}
	case desktop.KeyMenu:
		if box, ok := m.scene.box(m.selected); ok {
			at, size := m.onScreen(box)
			m.Menu(m.selected, fyne.CurrentApp().Driver().AbsolutePositionForObject(m).Add(at).AddXY(0, size.Height))
		}
	case fyne.KeyEscape:
		if m.selected == "" {
			widgets.PassKey(m, e)
			return
		}
		m.Select("")
	default:
		widgets.PassKey(m, e)
	}
}

// KindMap is the kind in which a Map describes itself, KindPlace that of what stands
// on it.
const (
	KindMap   = "map"
	KindPlace = "place"
)

// DescribeControl implements control.Describer.
func (m *Map) DescribeControl() control.Description {
	d := control.Description{ID: "map", Kind: KindMap, Enabled: true, Focused: m.focused}
	if m.scene.plan != nil {
		d.Text = summary(m.scene.plan)
	}
	return d
}

// DescribeParts implements control.PartsDescriber.
func (m *Map) DescribeParts() []control.Part {
	s := m.scene
	if s.plan == nil || m.scale == 0 {
		return nil
	}
	var parts []control.Part
	add := func(id, words string, box layout.Rect) {
		at, size := m.onScreen(box)
		left, top := max(at.X, 0), max(at.Y, 0) // what is moved out of sight can't be pressed
		right, bottom := min(at.X+size.Width, m.Size().Width), min(at.Y+size.Height, m.Size().Height)
		if left >= right || top >= bottom {
			return
		}
		parts = append(parts, control.Part{X: left, Y: top, Width: right - left, Height: bottom - top,
			Description: control.Description{ID: "map." + id, Kind: KindPlace, Text: words, Enabled: true, Selected: id == m.selected}})
	}
	for _, a := range s.plan.Areas {
		box := s.picture.Boxes[a.ID]
		box.H = layout.AreaHead // the rest belongs to what stands on it
		add(a.ID, discreet.Text(a.Name), box)
	}
	for _, d := range s.plan.Doors {
		add(d.ID, doorName(d), s.picture.Boxes[d.ID])
	}
	for _, c := range s.plan.Cards {
		add(c.ID, discreet.Text(c.Container.Name)+" "+format.State(c.Container).Word, s.picture.Boxes[c.ID])
	}
	for _, t := range s.plan.Stores {
		add(t.ID, discreet.Text(t.Name), s.picture.Boxes[t.ID])
	}
	return parts
}
