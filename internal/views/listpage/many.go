package listpage

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/actionbar"
	"github.com/dockdesk/dockdesk/internal/views/detail"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// many is the pane in place of an object's own while rows are ticked: what is
// done then is done to all of them.
type many struct {
	object fyne.CanvasObject
	head   *detail.Head
	bar    *actionbar.Bar
	names  *widgets.Paragraph
}

func newMany(host *page.Host, id string, kind action.On, clear func()) *many {
	m := &many{head: detail.NewHead(id + ".many"), bar: actionbar.New(host, id+".many", kind.Kind, nil)}
	m.names = widgets.NewParagraph("", widgets.TextStyle{})
	m.names.ID = id + ".many.names"
	none := widgets.NewLink(id+".many.clear", "Select none of them", clear)
	none.Topic = "list.select"
	words := widgets.NewText("What you do here is done to all of them, as one task.", widgets.TextStyle{Color: theme.Muted})
	card := widgets.FitCard(container.NewVBox(m.names, words, container.NewHBox(none)))
	m.head.SetActions(m.bar)
	m.object = container.NewBorder(widgets.PadSides(m.head.Object, 0, 0, 12, 0), nil, nil, nil, card)
	m.object.Hide()
	return m
}

// namesShown is how many of the ticked objects are named; the rest is counted.
const namesShown = 40

func (m *many) show(on action.On) {
	names := on.Names()
	if more := len(names) - namesShown; more > 0 {
		names = append(names[:namesShown:namesShown], format.Count(more, "more "+string(on.Kind)))
	}
	words := ""
	for i, n := range names {
		if i > 0 {
			words += "  ·  "
		}
		words += n
	}
	m.head.Set(strconv.Itoa(len(on.IDs)) + " selected")
	m.names.SetText(words)
	m.bar.Set(on)
}
