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

// BesideBar is what a scroller shows that leaves room for the scroller's bar, but
// only while there is one.
func BesideBar(content fyne.CanvasObject) fyne.CanvasObject {
	return container.New(besideBar{}, content)
}

type besideBar struct{}

// barRoom is the room that the bar takes.
const barRoom = 9

func (besideBar) Layout(o []fyne.CanvasObject, size fyne.Size) {
	least := o[0].MinSize().Height
	if size.Height <= least {
		size.Width = max(size.Width-barRoom, 0)
	}
	o[0].Resize(size)
}

func (besideBar) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

// Refresh implements fyne.CanvasObject.
func (s *Scroll) Refresh() {
	s.Content.Refresh()
	s.Scroll.Refresh()
}
