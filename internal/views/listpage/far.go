package listpage

import (
	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// On a projector the list and the selected object stand side by side, with the
// little that can be read from afar; opened, the object has all the room.

// far is a pane that can show less.
type far interface {
	Narrow(on bool)
	OnTab(func(id string))
}

// roomy is a pane that can be given nearly the whole page.
type roomy interface {
	OnRoom(give func(bool))
	// Lowered tells it that a person gave the list another height.
	Lowered()
}

// The widths on a projector: the list's share, and the gap.
const (
	farShare   = 0.64
	farGap     = 16
	oneAtATime = 560 // under which list and object have no room side by side
)

// Widen gives the selected object all the room, or shows the list beside it. It
// does nothing but on a projector.
func (p *Page[T]) Widen(on bool) {
	if !theme.Projecting() || p.split.open == on || on && !p.split.lower.Visible() {
		return
	}
	p.split.open = on
	p.content.Refresh()
	p.split.object.Refresh()
	if !on {
		p.List.Focus()
	}
}

// Back goes back to the list, and says whether there was anything to go back
// from.
func (p *Page[T]) Back() bool {
	if !theme.Projecting() || !p.split.open {
		return false
	}
	p.Widen(false)
	return true
}

// reflow follows how the page is laid out.
func (p *Page[T]) reflow(projecting bool) {
	if !projecting {
		p.split.open = false
		p.split.inner.Show()
	}
	open := p.split.open
	words, icon := "Open", "chevron-right"
	if open {
		words, icon = "List", "chevron-left"
	}
	p.wide.SetText(words)
	p.wide.SetIcon(icon)
	if d, ok := p.o.Detail.(far); ok {
		d.Narrow(projecting && !open)
	}
	widgets.SetVisible(p.List, !open)
}

// beside lays list and pane out side by side, or one of them where there is no
// room for both.
func (s *split) beside(size fyne.Size) {
	s.grip.Resize(fyne.Size{})
	both := s.lower.Visible() && !s.open && size.Width >= oneAtATime
	list, at := size.Width, float32(0)
	if both {
		list = float32(int(size.Width * farShare))
		at = list + farGap
	}
	widgets.SetVisible(s.inner, both || s.open)
	s.upper.Move(fyne.Position{})
	s.upper.Resize(fyne.NewSize(list, size.Height))
	s.lower.Move(fyne.NewPos(at, 0))
	s.lower.Resize(fyne.NewSize(size.Width-at, size.Height))
}

// topLayout has a head over chips; on a projector the chips go, and what opens the
// selected object comes.
type topLayout struct {
	gap    float32
	search fyne.CanvasObject // goes where there is no room
	open   func() bool       // the object has the room of the head, too
}

func (l *topLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	head, chips, wide := o[0], o[1], o[2]
	projecting := theme.Projecting()
	widgets.SetVisible(chips, !projecting)
	widgets.SetVisible(wide, projecting)
	widgets.SetVisible(head, !projecting || !l.open())
	l.search.Show()
	height := head.MinSize().Height
	width := size.Width
	if projecting {
		w := wide.MinSize()
		width -= w.Width + l.gap
		down := float32(0)
		if l.open() {
			down = l.gap // beside the object's name
		}
		wide.Move(fyne.NewPos(width+l.gap, down))
		wide.Resize(w)
		widgets.SetVisible(l.search, head.MinSize().Width <= width)
		height = head.MinSize().Height
		wide.Move(wide.Position().AddXY(0, max(0, (height-w.Height)/2)))
	}
	head.Move(fyne.Position{})
	head.Resize(fyne.NewSize(width, height))
	chips.Move(fyne.NewPos(0, height+l.gap))
	chips.Resize(fyne.NewSize(size.Width, chips.MinSize().Height))
}

func (l *topLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	size := o[0].MinSize()
	if theme.Projecting() {
		if l.open() {
			size.Height = 0
		}
		size.Width = o[2].MinSize().Width
		return size
	}
	chips := o[1].MinSize()
	return fyne.NewSize(max(size.Width, chips.Width), size.Height+l.gap+chips.Height)
}

// Freeze keeps every row in its place while it is on.
func (p *Page[T]) Freeze(on bool) { p.List.SetFrozen(on) }

// Regions are the parts of the page that a room can be shown one by one.
func (p *Page[T]) Regions() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.List, p.o.Detail.Object()}
}
