package palette

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// row is one entry on the screen. It takes no keyboard: the field above has it.
// It is used for one entry after another, and changes only what differs.
type row struct {
	widget.BaseWidget
	point func() // the pointer is on it
	press func()

	id, title, note, key, icon string
	off, on                    bool
	down                       bool
}

func newRow(point, press func()) *row {
	r := &row{point: point, press: press}
	r.ExtendBaseWidget(r)
	return r
}

// set shows an entry; off says that it can't be done, on that Enter means it.
func (r *row) set(e *Entry, off, on bool) {
	if r.id == e.ID && r.title == e.Title && r.off == off && r.on == on {
		return
	}
	r.id, r.title, r.note, r.key, r.icon, r.off, r.on = e.ID, e.Title, e.Note, e.Key, e.Icon, off, on
	r.Refresh()
}

func (r *row) clear() { r.set(&Entry{}, false, false) }

// DescribeControl implements control.Describer.
func (r *row) DescribeControl() control.Description {
	d := control.Description{Kind: control.KindRow, Text: r.title, Enabled: !r.off, Selected: r.on}
	if r.id != "" {
		d.ID = "palette." + r.id
	}
	return d
}

// MouseIn implements desktop.Hoverable.
func (r *row) MouseIn(*desktop.MouseEvent) {}

// MouseMoved chooses the row: a palette that opens under a pointer at rest is
// left as it is.
func (r *row) MouseMoved(*desktop.MouseEvent) {
	if r.id != "" && !r.on {
		r.point()
	}
}

// MouseOut implements desktop.Hoverable.
func (r *row) MouseOut() { r.down = false }

// MouseDown implements desktop.Mouseable.
func (r *row) MouseDown(e *desktop.MouseEvent) {
	r.down = e.Button == desktop.MouseButtonPrimary && r.id != ""
}

// MouseUp implements desktop.Mouseable.
func (r *row) MouseUp(*desktop.MouseEvent) {
	if r.down {
		r.down = false
		r.press()
	}
}

// CreateRenderer implements fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	text := func() *canvas.Text { return canvas.NewText("", color.Transparent) }
	p := &rowRenderer{r: r, ground: &canvas.Rectangle{}, icon: widgets.NewIcon("", theme.Text), title: text(), note: text(), key: text()}
	p.Refresh()
	return p
}

type rowRenderer struct {
	r                *row
	ground           *canvas.Rectangle
	icon             *widgets.Icon
	title, note, key *canvas.Text
}

func (p *rowRenderer) Destroy()           {}
func (p *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(200, rowHeight) }

func (p *rowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.ground, p.icon, p.title, p.note, p.key}
}

func (p *rowRenderer) Refresh() {
	r := p.r
	ink := theme.Text
	switch {
	case r.off:
		ink = fynetheme.ColorNameDisabled
	case r.on:
		ink = theme.Accent
	}
	p.ground.FillColor, p.ground.CornerRadius = color.Transparent, theme.Size(theme.SizeControlR)
	if r.on {
		p.ground.FillColor = theme.Color(theme.Selected)
	}
	p.icon.Set(r.icon, ink)
	set := func(t *canvas.Text, words string, size fyne.ThemeSizeName, token fyne.ThemeColorName, style fyne.TextStyle) {
		t.Text, t.TextSize, t.Color, t.TextStyle = words, theme.Size(size), theme.Color(token), style
	}
	set(p.title, r.title, theme.SizeText, ink, fyne.TextStyle{Bold: r.on})
	set(p.note, r.note, theme.SizeSmall, theme.Muted, fyne.TextStyle{})
	set(p.key, r.key, theme.SizeCode, theme.Muted, fyne.TextStyle{Monospace: true})
	p.Layout(r.Size())
	canvas.Refresh(r)
}

func (p *rowRenderer) Layout(size fyne.Size) {
	const side, titleAt, noteWidth = 18, 40, 84
	p.ground.Resize(size)
	p.icon.Move(fyne.NewPos(11, (size.Height-side)/2))
	p.icon.Resize(fyne.NewSquareSize(side))
	put := func(t *canvas.Text, x float32) float32 {
		m := t.MinSize()
		t.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
		t.Resize(m)
		return m.Width
	}
	put(p.note, size.Width-noteWidth)
	end := size.Width - noteWidth - 12
	if p.r.key != "" {
		end -= put(p.key, end-p.key.MinSize().Width) + 12
	}
	if room := end - titleAt; room > 0 && p.r.title != "" {
		p.title.Text = p.r.title
		if p.title.MinSize().Width > room {
			p.title.Text = widgets.Ellipsis(p.r.title, room, p.title.TextSize, p.title.TextStyle)
		}
	}
	put(p.title, titleAt)
}
