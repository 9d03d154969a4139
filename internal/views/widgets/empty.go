package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Empty is what stands where nothing is: what belongs there, and the first step
// to get it (which may be nil).
func Empty(title, words string, step fyne.CanvasObject) fyne.CanvasObject {
	head := NewText(title, TextStyle{Size: theme.SizeObject, Bold: true, Align: fyne.TextAlignCenter})
	text := NewParagraph(words, TextStyle{Color: theme.Muted, Align: fyne.TextAlignCenter})
	column := container.New(layout.NewCustomPaddedVBoxLayout(8), head, text)
	if step != nil {
		column.Add(container.NewCenter(step))
	}
	return Middle(Pad(column, 20, 24))
}
