package datalist

import (
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// chips are the filters, each with the number of items it would show.
type chips struct {
	flow   *widgets.Flow
	update func()
}

func newChips[T comparable](l *DataList[T]) *chips {
	const gapX, gapY = 10, 6
	c := &chips{flow: widgets.NewFlow(gapX, gapY)}
	made := make([]*widgets.Chip, len(l.config.Filters))
	objects := make([]fyne.CanvasObject, len(made))
	for i, f := range l.config.Filters {
		made[i] = widgets.NewChip(l.config.ID+".filter."+f.ID, "", func() { l.SetFilter(f.ID) })
		made[i].Topic = f.Topic
		objects[i] = made[i]
	}
	c.flow.Set(objects...)
	shown := make([]string, len(made))
	c.update = func() {
		moved := false
		for i, f := range l.config.Filters {
			words := f.Title + " " + strconv.Itoa(l.model.Count(f.ID))
			on := l.model.Filter() == f.ID
			before := made[i].MinSize().Width
			made[i].SetOn(on)
			if shown[i] != words {
				shown[i] = words
				made[i].SetText(words)
			}
			moved = moved || made[i].MinSize().Width != before
		}
		if moved {
			c.flow.Refresh()
		}
	}
	c.update()
	return c
}
