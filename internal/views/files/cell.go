package files

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// iconCell is an icon with a name behind it.
type iconCell struct {
	widget.BaseWidget
	icon *widgets.Icon
	name *widgets.NameCell
}

func newIconCell(icon *widgets.Icon, name *widgets.NameCell) *iconCell {
	c := &iconCell{icon: icon, name: name}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements fyne.Widget.
func (c *iconCell) CreateRenderer() fyne.WidgetRenderer { return iconCellRenderer{c} }

type iconCellRenderer struct{ c *iconCell }

const cellIcon, cellGap = 16, 8

func (r iconCellRenderer) Destroy() {}
func (r iconCellRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.c.icon, r.c.name}
}

func (r iconCellRenderer) MinSize() fyne.Size {
	size := r.c.name.MinSize()
	return fyne.NewSize(size.Width+cellIcon+cellGap, max(size.Height, cellIcon))
}

func (r iconCellRenderer) Layout(size fyne.Size) {
	r.c.icon.Move(fyne.NewPos(0, (size.Height-cellIcon)/2))
	r.c.icon.Resize(fyne.NewSquareSize(cellIcon))
	r.c.name.Move(fyne.NewPos(cellIcon+cellGap, 0))
	r.c.name.Resize(fyne.NewSize(max(size.Width-cellIcon-cellGap, 0), size.Height))
}

func (r iconCellRenderer) Refresh() {
	r.c.icon.Refresh()
	r.c.name.Refresh()
	r.Layout(r.c.Size())
}
