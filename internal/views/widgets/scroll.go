package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Scroll is Fyne's scroller, but hands a refresh on to what is in it. Fyne draws
// only what is on the screen anew when the theme changes; a page that comes back
// later is refreshed then, and must get its new colours.
type Scroll struct {
	container.Scroll
}

// NewScroll makes a scroller that moves up and down only.
func NewScroll(content fyne.CanvasObject) *Scroll {
	s := &Scroll{container.Scroll{Direction: container.ScrollVerticalOnly, Content: content}}
	s.ExtendBaseWidget(s)
	return s
}

// Refresh implements fyne.CanvasObject.
func (s *Scroll) Refresh() {
	s.Content.Refresh()
	s.Scroll.Refresh()
}
