package system

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// bar is the line above a part: how fresh it is, and what asks anew.
type bar struct {
	object fyne.CanvasObject
	words  *widgets.Text
	again  *widgets.Button
	right  *fyne.Container
}

func newBar(id, again string, ask func()) *bar {
	b := &bar{words: widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})}
	b.words.ID, b.words.Truncate = id+".when", true
	b.again = widgets.NewButton(id+".again", again, "refresh", widgets.Ordinary, ask)
	b.right = container.New(layout.NewCustomPaddedHBoxLayout(10), b.again)
	b.object = widgets.PadSides(container.NewBorder(nil, nil, nil, b.right, widgets.PadSides(widgets.Middle(b.words), 0, 12, 0, 0)), 0, 0, 10, 0)
	return b
}

func (b *bar) busy(words string) {
	b.say(words, theme.Muted)
	b.again.SetDisabled(true)
}

func (b *bar) done(words string) {
	b.say(words, theme.Muted)
	b.again.SetDisabled(false)
}

func (b *bar) failed(words string) {
	b.say(words, theme.Danger)
	b.again.SetDisabled(false)
}

func (b *bar) say(words string, color fyne.ThemeColorName) {
	b.words.SetText(words)
	b.words.SetColor(color)
}
