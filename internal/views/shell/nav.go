package shell

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// nav is the column at the left that leads to the pages.
type nav struct {
	entries []Entry
	items   []*widgets.NavItem
	object  fyne.CanvasObject
}

func newNav(entries []Entry, goTo func(string)) *nav {
	n := &nav{}
	for _, e := range entries {
		if e.Under == "" {
			n.entries = append(n.entries, e)
		}
	}
	brand := container.New(layout.NewCustomPaddedHBoxLayout(9),
		widgets.Middle(widgets.NewSizedIcon("logo", theme.Text, 20)),
		widgets.Middle(widgets.NewText("DockDesk", widgets.TextStyle{Size: theme.SizeObject, Bold: true})))
	list := container.New(layout.NewCustomPaddedVBoxLayout(2), widgets.Near(widgets.PadSides(brand, 8, 8, 10, 10)))
	for i, e := range n.entries {
		item := widgets.NewNavItem("nav."+e.ID, e.Title, e.Icon, func() { goTo(e.ID) })
		item.Topic, item.Rail = "page."+e.ID, true
		item.Step = func(by int) { n.step(i, by) }
		n.items = append(n.items, item)
		if e.Gap {
			list.Add(widgets.Near(widgets.Pad(widgets.NewRule(), 8, 8)))
		}
		list.Add(item)
	}
	column := container.NewVScroll(widgets.Pad(list, 8, 8))
	n.object = container.NewStack(widgets.NewBox(theme.Surface, "", ""),
		container.NewBorder(nil, nil, nil, widgets.NewVRule(), column))
	return n
}

func (n *nav) step(from, by int) {
	i := from + by
	if i < 0 || i >= len(n.items) {
		return
	}
	n.items[i].TakeFocus()
}

func (n *nav) mark(shown Entry) {
	for i, item := range n.items {
		item.SetOn(n.entries[i].ID == shown.ID || n.entries[i].ID == shown.Under)
	}
}

func (n *nav) update(s *object.Snapshot) {
	for i, e := range n.entries {
		if e.Count == nil || s.Link == object.LinkConnecting {
			continue
		}
		n.items[i].SetNote(short(e.Count(s)))
	}
}

// short is a count in the room beside a page's name, from a thousand on in thousands,
// cut after the first decimal.
func short(count int) string {
	if count < 1000 {
		return strconv.Itoa(count)
	}
	whole, tenth := count/1000, count%1000/100
	if tenth == 0 || whole >= 10 {
		return strconv.Itoa(whole) + "k"
	}
	return strconv.Itoa(whole) + "." + strconv.Itoa(tenth) + "k"
}
