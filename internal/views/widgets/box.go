package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Box is a filled area with an edge that follows the theme.
type Box struct {
	widget.BaseWidget
	fill, edge fyne.ThemeColorName // "" means none
	radius     fyne.ThemeSizeName  // "" means square
	lies       bool                // a line, as thick as the theme says
	stands     bool
}

// NewBox makes a filled area.
func NewBox(fill, edge fyne.ThemeColorName, radius fyne.ThemeSizeName) *Box {
	b := &Box{fill: fill, edge: edge, radius: radius}
	b.ExtendBaseWidget(b)
	return b
}

// NewRule is a thin horizontal line.
func NewRule() *Box {
	b := NewBox(theme.Border, "", "")
	b.lies = true
	return b
}

// NewVRule is a thin vertical line.
func NewVRule() *Box {
	b := NewBox(theme.Border, "", "")
	b.stands = true
	return b
}

// Set changes its colour tokens.
func (b *Box) Set(fill, edge fyne.ThemeColorName) {
	if b.fill == fill && b.edge == edge {
		return
	}
	b.fill, b.edge = fill, edge
	b.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (b *Box) CreateRenderer() fyne.WidgetRenderer {
	r := &boxRenderer{box: b, rect: &canvas.Rectangle{}}
	r.Refresh()
	return r
}

type boxRenderer struct {
	box  *Box
	rect *canvas.Rectangle
}

func (r *boxRenderer) Destroy()                     {}
func (r *boxRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rect} }
func (r *boxRenderer) Layout(size fyne.Size)        { r.rect.Resize(size.Max(fyne.Size{})) }

func (r *boxRenderer) MinSize() fyne.Size {
	switch thick := theme.Size(theme.SizeBorder); {
	case r.box.lies:
		return fyne.NewSize(1, thick)
	case r.box.stands:
		return fyne.NewSize(thick, 1)
	}
	return fyne.Size{}
}

func (r *boxRenderer) Refresh() {
	r.rect.FillColor = colorOrNone(r.box.fill)
	r.rect.StrokeColor, r.rect.StrokeWidth = color.Transparent, 0
	if r.box.edge != "" {
		r.rect.StrokeColor, r.rect.StrokeWidth = theme.Color(r.box.edge), theme.Size(theme.SizeBorder)
	}
	if r.box.radius != "" {
		r.rect.CornerRadius = theme.Size(r.box.radius)
	}
	r.rect.Refresh()
}

// Card is content on a surface with an edge and round corners.
func Card(content fyne.CanvasObject) *fyne.Container {
	return container.NewStack(NewBox(theme.Surface, theme.Border, theme.SizeCardR), Pad(content, 12, 14))
}

// FitCard is a card that is as high as its content, or as there is room; then
// the content scrolls within it.
func FitCard(content fyne.CanvasObject) *fyne.Container {
	content = PadSides(content, 0, fitX-2, 0, 0) // the bar lies there
	scroll := NewScroll(content)
	return container.New(fitLayout{content: content}, NewBox(theme.Surface, theme.Border, theme.SizeCardR), scroll)
}

// fitLayout lays out the box and the scroller of a FitCard.
type fitLayout struct{ content fyne.CanvasObject }

const (
	fitY = 12 // room inside, above and below
	fitX = 14 // left and right
)

func (l fitLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	inner := fyne.NewSize(max(size.Width-fitX-2, 0), max(size.Height-2*fitY, 0))
	// The scroller comes first: text that wraps knows its height only then.
	o[1].Move(fyne.NewPos(fitX, fitY))
	o[1].Resize(inner)
	if wanted := l.content.MinSize().Height; wanted < inner.Height {
		inner.Height = wanted
		o[1].Resize(inner)
	}
	o[0].Resize(fyne.NewSize(size.Width, inner.Height+2*fitY))
}

func (l fitLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.content.MinSize().Width+2*fitX, 60)
}

// Note is a remark on a tinted ground, with its icon.
func Note(icon string, tone Tone, content fyne.CanvasObject) *fyne.Container {
	ink, fill, _ := tone.colors()
	mark := container.NewVBox(NewIcon(icon, ink))
	return container.NewStack(NewBox(fill, ink, theme.SizeControlR),
		Pad(container.NewBorder(nil, nil, Pad(mark, 1, 4), nil, content), 8, 10))
}

// Pad puts room round an object: y above and below, x left and right, in px at
// scale 1.
func Pad(o fyne.CanvasObject, y, x float32) *fyne.Container {
	return container.New(padLayout{top: y, bottom: y, left: x, right: x}, o)
}

// PadSides puts different room at each side.
func PadSides(o fyne.CanvasObject, top, right, bottom, left float32) *fyne.Container {
	return container.New(padLayout{top: top, right: right, bottom: bottom, left: left}, o)
}

type padLayout struct{ top, right, bottom, left float32 }

func (p padLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	inner := fyne.NewSize(max(size.Width-p.left-p.right, 0), max(size.Height-p.top-p.bottom, 0))
	for _, o := range objects {
		o.Move(fyne.NewPos(p.left, p.top))
		o.Resize(inner)
	}
}

func (p padLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			size = size.Max(o.MinSize())
		}
	}
	return size.AddWidthHeight(p.left+p.right, p.top+p.bottom)
}

// Sized gives an object a fixed width or height; 0 leaves that side to the
// object.
func Sized(o fyne.CanvasObject, width, height float32) *fyne.Container {
	return container.New(sizedLayout{width: width, height: height}, o)
}

type sizedLayout struct{ width, height float32 }

func (s sizedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
}

func (s sizedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].MinSize()
	if s.width > 0 {
		size.Width = s.width
	}
	if s.height > 0 {
		size.Height = s.height
	}
	return size
}

// Row puts objects beside each other in equal widths, with a gap in px between
// them.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(equalLayout{gap: gap}, objects...)
}

type equalLayout struct{ gap float32 }

func (l equalLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n := float32(len(objects))
	width := max((size.Width-(n-1)*l.gap)/n, 0)
	for i, o := range objects {
		left := float32(int(float32(i) * (width + l.gap))) // whole pixels, for sharp edges
		o.Move(fyne.NewPos(left, 0))
		o.Resize(fyne.NewSize(float32(int(width)), size.Height))
	}
}

func (l equalLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	n := float32(len(objects))
	return fyne.NewSize(n*size.Width+max(n-1, 0)*l.gap, size.Height)
}

// Middle centres an object vertically and keeps its own height; it takes the
// whole width.
func Middle(o fyne.CanvasObject) *fyne.Container { return container.New(middleLayout{}, o) }

type middleLayout struct{}

func (middleLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		h := min(o.MinSize().Height, size.Height)
		o.Resize(fyne.NewSize(size.Width, h))
		o.Move(fyne.NewPos(0, (size.Height-h)/2))
	}
}

func (middleLayout) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }
