package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Icon is a line icon that follows the theme.
type Icon struct {
	widget.BaseWidget
	name  string
	color fyne.ThemeColorName
	size  float32 // 0 means theme.SizeIcon
}

// NewIcon makes an icon in the usual size; names are the files in assets/icons.
func NewIcon(name string, color fyne.ThemeColorName) *Icon {
	return NewSizedIcon(name, color, 0)
}

// NewSizedIcon makes an icon of a size in px at scale 1.
func NewSizedIcon(name string, color fyne.ThemeColorName, size float32) *Icon {
	i := &Icon{name: name, color: color, size: size}
	i.ExtendBaseWidget(i)
	return i
}

// Set changes what it shows and its colour token.
func (i *Icon) Set(name string, color fyne.ThemeColorName) {
	if i.name == name && i.color == color {
		return
	}
	i.name, i.color = name, color
	i.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	img := &canvas.Image{FillMode: canvas.ImageFillContain}
	r := &iconRenderer{icon: i, img: img}
	r.Refresh()
	return r
}

type iconRenderer struct {
	icon *Icon
	img  *canvas.Image
}

func (r *iconRenderer) Destroy()                     {}
func (r *iconRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.img} }
func (r *iconRenderer) Layout(size fyne.Size)        { r.img.Resize(size.Max(fyne.Size{})) }

func (r *iconRenderer) MinSize() fyne.Size {
	side := r.icon.size
	if side == 0 {
		side = theme.Size(theme.SizeIcon)
	}
	return fyne.NewSquareSize(side)
}

func (r *iconRenderer) Refresh() {
	if r.icon.name == "" {
		r.img.Resource = nil
		r.img.Hide()
		return
	}
	res := theme.Icon(r.icon.name, r.icon.color)
	if r.img.Resource != nil && r.img.Resource.Name() == res.Name() {
		return
	}
	r.img.Resource = res
	r.img.Show()
	r.img.Refresh()
}
