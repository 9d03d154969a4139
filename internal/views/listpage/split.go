package listpage

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// split has the list above and the pane below. The list takes no more height
// than its rows need, and no more than its share when the pane is shown.
type split struct {
	object *fyne.Container
	upper  fyne.CanvasObject
	lower  fyne.CanvasObject
	inner  fyne.CanvasObject // what is in lower; hidden where a projector leaves no room
	grip   *grip
	moved  func(share float32)

	share  float32 // the list's share of the height at the most, 0.2 … 0.8
	wanted float32 // the height at which every row is seen
	least  bool    // the list has no more height than it must
	works  bool    // the pane is worked in: it has its least height before the list has rows
	held   bool    // the grip was dragged while it is worked in

	open     bool // on a projector the pane has all the room
	reflowed func(projecting bool)
	far      bool // it was laid out for a projector
}

const (
	shareMin, shareMax, shareFirst = 0.2, 0.8, 0.46
	gripHeight                     = 12
)

func newSplit(upper, lower fyne.CanvasObject) *split {
	s := &split{upper: upper, inner: lower, lower: container.NewStack(lower), share: shareFirst}
	s.grip = newGrip(s.drag, func() {
		if s.moved != nil {
			s.moved(s.share)
		}
	})
	s.lower.Hide()
	s.grip.Hide()
	s.object = container.New(s, upper, s.grip, s.lower)
	return s
}

func (s *split) listHeight(h float32) {
	if h != s.wanted {
		s.wanted = h
		s.object.Refresh()
	}
}

func (s *split) showLower(show bool) {
	if s.lower.Visible() == show {
		return
	}
	if show {
		s.lower.Show()
		s.grip.Show()
	} else {
		s.lower.Hide()
		s.grip.Hide()
	}
	s.object.Refresh()
}

// workLeast is the height that a pane needs to be worked in, in px at scale 1: its
// name, its tabs, a line or two of tools and some rows.
const workLeast = 370

// work says whether the pane is worked in. In a low window the list then gives way.
func (s *split) work(on bool) {
	if s.works != on {
		s.works, s.held = on, false
		s.object.Refresh()
	}
}

// giveRoom gives the pane all height but what the list must have.
func (s *split) giveRoom(on bool) {
	if s.least != on {
		s.least = on
		s.object.Refresh()
	}
}

func (s *split) drag(by float32) {
	s.least, s.held = false, true
	height := s.object.Size().Height
	if height <= 0 {
		return
	}
	s.share = min(max((s.upper.Size().Height+by)/height, shareMin), shareMax)
	s.object.Refresh()
}

// Layout implements fyne.Layout.
func (s *split) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if far := theme.Projecting(); far || s.far {
		s.far = far
		s.reflowed(far)
		if far {
			s.beside(size)
			return
		}
	}
	upper := size.Height
	if s.lower.Visible() {
		upper = min(max(s.wanted, s.upper.MinSize().Height), size.Height*s.share)
		if s.least {
			upper = min(upper, s.upper.MinSize().Height)
		}
		if s.works && !s.held {
			upper = min(upper, max(s.upper.MinSize().Height, size.Height-gripHeight-workLeast))
		}
		rest := size.Height - upper - gripHeight
		s.grip.Move(fyne.NewPos(0, upper))
		s.grip.Resize(fyne.NewSize(size.Width, gripHeight))
		s.lower.Move(fyne.NewPos(0, upper+gripHeight))
		s.lower.Resize(fyne.NewSize(size.Width, max(rest, 0)))
	}
	s.upper.Move(fyne.Position{})
	s.upper.Resize(fyne.NewSize(size.Width, upper))
}

// MinSize implements fyne.Layout.
func (s *split) MinSize([]fyne.CanvasObject) fyne.Size {
	if theme.Projecting() {
		return fyne.NewSize(200, 2*theme.Size(theme.SizeRow))
	}
	size := s.upper.MinSize()
	if s.lower.Visible() {
		size.Width = max(size.Width, s.lower.MinSize().Width)
		size.Height += gripHeight + 120
	}
	return size
}

// grip is the room between list and pane, by which the list is made higher.
type grip struct {
	widget.BaseWidget
	drag func(by float32)
	end  func()
	line *widgets.Box
}

func newGrip(drag func(by float32), end func()) *grip {
	g := &grip{drag: drag, end: end, line: widgets.NewBox("", "", "")}
	g.ExtendBaseWidget(g)
	return g
}

// Dragged implements fyne.Draggable.
func (g *grip) Dragged(e *fyne.DragEvent) { g.drag(e.Dragged.DY) }

// DragEnd implements fyne.Draggable.
func (g *grip) DragEnd() { g.end() }

// Cursor implements desktop.Cursorable.
func (g *grip) Cursor() desktop.Cursor { return desktop.VResizeCursor }

// MouseIn shows where to take hold.
func (g *grip) MouseIn(*desktop.MouseEvent) { g.line.Set(theme.Line, "") }

// MouseMoved implements desktop.Hoverable.
func (g *grip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (g *grip) MouseOut() { g.line.Set("", "") }

// CreateRenderer implements fyne.Widget.
func (g *grip) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(widgets.Pad(g.line, 5, 0))
}
