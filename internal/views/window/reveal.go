package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// around is how much is seen above and below what is scrolled to, px at scale 1.
const around = 14

// reveal scrolls whatever a control is in until it is on the screen: the Tab key
// goes on to what is out of view.
func reveal(root, target fyne.CanvasObject) {
	if root != nil && target != nil {
		find(root, target, fyne.Position{})
	}
}

// find looks for an object in a tree, and on the way back scrolls to it. It gives
// the place of the object in root.
func find(root, target fyne.CanvasObject, at fyne.Position) (place fyne.Position, found bool) {
	if !root.Visible() {
		return place, false
	}
	if root == target {
		return fyne.Position{}, true
	}
	for _, child := range widgets.Children(root) {
		p, ok := find(child, target, at)
		if !ok {
			continue
		}
		p = p.Add(child.Position())
		if s := scroller(root); s != nil && child == s.Content {
			p.Y += scrollTo(s, p.Y, target.Size().Height)
		}
		return p, true
	}
	return place, false
}

func scroller(o fyne.CanvasObject) *container.Scroll {
	switch s := o.(type) {
	case *container.Scroll:
		return s
	case *widgets.Scroll:
		return &s.Scroll
	}
	return nil
}

// scrollTo brings what stands at y, in the scroller's own room, into view, and
// says by how much it moved.
func scrollTo(s *container.Scroll, y, height float32) float32 {
	before := s.Offset.Y
	view := s.Size().Height
	to := before
	switch {
	case y-around < 0:
		to = before + y - around
	case y+height+around > view:
		to = before + min(y+height+around-view, y-around)
	default:
		return 0
	}
	to = max(min(to, s.Content.MinSize().Height-view), 0)
	if to != before {
		s.ScrollToOffset(fyne.NewPos(s.Offset.X, to))
	}
	return before - to
}
