package graphs

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// bar has controls at the left and at the right, and words between them; where
// there is no room for the words they stand on a line of their own.
type bar struct {
	widget.BaseWidget
	left, right fyne.CanvasObject
	words       *widgets.Text
	hint        bool // the words are left out where they don't fit
}

func newBar(left fyne.CanvasObject, words *widgets.Text, right fyne.CanvasObject) *bar {
	b := &bar{left: left, right: right, words: words}
	b.ExtendBaseWidget(b)
	return b
}

// Measures in px at scale 1.
const (
	barGap   = 12
	wordLine = 22
)

// CreateRenderer implements fyne.Widget.
func (b *bar) CreateRenderer() fyne.WidgetRenderer { return &barRenderer{bar: b} }

type barRenderer struct {
	bar *bar
	two bool
}

func (r *barRenderer) Destroy() {}

func (r *barRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.bar.left, r.bar.words, r.bar.right}
}

func (r *barRenderer) MinSize() fyne.Size {
	height := theme.Size(theme.SizeControl)
	if r.two {
		height += wordLine
	}
	return fyne.NewSize(r.bar.left.MinSize().Width+r.bar.right.MinSize().Width, height)
}

func (r *barRenderer) Layout(size fyne.Size) {
	b, height := r.bar, theme.Size(theme.SizeControl)
	left, right := b.left.MinSize().Width, b.right.MinSize().Width
	b.left.Resize(fyne.NewSize(left, height))
	b.right.Move(fyne.NewPos(size.Width-right, 0))
	b.right.Resize(fyne.NewSize(right, height))
	room, line := size.Width-left-right-2*barGap, b.words.MinSize().Height
	short := b.words.Text() != "" && b.words.Wanted() > room
	widgets.SetVisible(b.words, !short || !b.hint)
	two := short && !b.hint
	if two {
		b.words.Move(fyne.NewPos(2, height+(wordLine-line)/2))
		b.words.Resize(fyne.NewSize(size.Width-2, line))
	} else {
		b.words.Move(fyne.NewPos(left+barGap, (height-line)/2))
		b.words.Resize(fyne.NewSize(max(room, 0), line))
	}
	if two != r.two {
		r.two = two
		canvas.Refresh(b)
	}
}

func (r *barRenderer) Refresh() {
	r.bar.left.Refresh()
	r.bar.right.Refresh()
	r.bar.words.Refresh()
	r.Layout(r.bar.Size())
	canvas.Refresh(r.bar)
}
