package menu

import (
	"image/color"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// line is one line of a menu, or the rule between two groups.
type line struct {
	widget.BaseWidget
	m    *body
	n    int
	item page.MenuItem
	down bool
}

func newLine(m *body, n int, item page.MenuItem) *line {
	l := &line{m: m, n: n, item: item}
	l.ExtendBaseWidget(l)
	return l
}

func (l *line) height() float32 {
	if l.item.Title == "" {
		return ruleHeight
	}
	return lineHeight
}

// Places in a line, px at scale 1.
const (
	iconAt, iconSide = 9, 18
	titleAt, keyGap  = 36, 24
	endGap           = 10
)

func (l *line) wanted() float32 {
	w := titleAt + fyne.MeasureText(l.item.Title, theme.Size(theme.SizeText), fyne.TextStyle{Bold: true}).Width + endGap
	if l.item.Key != "" {
		w += keyGap + fyne.MeasureText(l.item.Key, theme.Size(theme.SizeSmall), fyne.TextStyle{}).Width
	}
	return w
}

func (l *line) begins(r rune) bool {
	return l.item.Title != "" && strings.HasPrefix(strings.ToLower(l.item.Title), string(unicode.ToLower(r)))
}

func (l *line) chosen() bool { return l.m.at == l.n }

// DescribeControl implements control.Describer.
func (l *line) DescribeControl() control.Description {
	if l.item.Title == "" {
		return control.Description{}
	}
	return control.Description{
		ID: "menu." + l.item.ID, Kind: control.KindRow, Text: l.item.Title, Enabled: l.item.Disabled == "", Selected: l.chosen(),
	}
}

// MouseIn implements desktop.Hoverable.
func (l *line) MouseIn(*desktop.MouseEvent) {}

// MouseMoved chooses the line: a menu that opens under a pointer at rest is left
// as it is.
func (l *line) MouseMoved(*desktop.MouseEvent) {
	if l.item.Title != "" {
		l.m.choose(l.n)
	}
}

// MouseOut implements desktop.Hoverable.
func (l *line) MouseOut() { l.down = false }

// MouseDown implements desktop.Mouseable.
func (l *line) MouseDown(*desktop.MouseEvent) {
	l.down = l.item.Title != ""
	if l.down {
		l.m.choose(l.n)
	}
}

// MouseUp implements desktop.Mouseable.
func (l *line) MouseUp(*desktop.MouseEvent) {
	if l.down {
		l.down = false
		l.m.do()
	}
}

// CreateRenderer implements fyne.Widget.
func (l *line) CreateRenderer() fyne.WidgetRenderer {
	text := func() *canvas.Text { return canvas.NewText("", color.Transparent) }
	r := &lineRenderer{l: l, ground: &canvas.Rectangle{}, icon: widgets.NewIcon("", theme.Text), title: text(), key: text()}
	r.Refresh()
	return r
}

type lineRenderer struct {
	l          *line
	ground     *canvas.Rectangle
	icon       *widgets.Icon
	title, key *canvas.Text
}

func (r *lineRenderer) Destroy()           {}
func (r *lineRenderer) MinSize() fyne.Size { return fyne.NewSize(100, r.l.height()) }

func (r *lineRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.icon, r.title, r.key}
}

func (r *lineRenderer) Refresh() {
	l := r.l
	ink := l.item.Ink
	switch {
	case l.item.Disabled != "":
		ink = fynetheme.ColorNameDisabled
	case ink == "":
		ink = theme.Text
	}
	r.ground.FillColor, r.ground.CornerRadius = color.Transparent, theme.Size(theme.SizeControlR)-2
	switch {
	case l.item.Title == "":
		r.ground.FillColor = theme.Color(theme.Border)
		r.ground.CornerRadius = 0
	case l.chosen():
		r.ground.FillColor = theme.Color(theme.Selected)
	}
	r.icon.Set(l.item.Icon, ink)
	r.title.Text, r.title.TextSize, r.title.Color = l.item.Title, theme.Size(theme.SizeText), theme.Color(ink)
	r.key.Text, r.key.TextSize, r.key.Color = l.item.Key, theme.Size(theme.SizeSmall), theme.Color(theme.Muted)
	r.Layout(l.Size())
	canvas.Refresh(l)
}

func (r *lineRenderer) Layout(size fyne.Size) {
	if r.l.item.Title == "" {
		r.ground.Move(fyne.NewPos(4, size.Height/2))
		r.ground.Resize(fyne.NewSize(size.Width-8, 1))
		return
	}
	r.ground.Resize(size)
	r.icon.Move(fyne.NewPos(iconAt, (size.Height-iconSide)/2))
	r.icon.Resize(fyne.NewSquareSize(iconSide))
	key := r.key.MinSize()
	r.key.Move(fyne.NewPos(size.Width-endGap-key.Width, (size.Height-key.Height)/2))
	r.key.Resize(key)
	room := size.Width - titleAt - endGap
	if r.l.item.Key != "" {
		room -= key.Width + keyGap
	}
	r.title.Text = widgets.Ellipsis(r.l.item.Title, max(room, 0), r.title.TextSize, r.title.TextStyle)
	t := r.title.MinSize()
	r.title.Move(fyne.NewPos(titleAt, (size.Height-t.Height)/2))
	r.title.Resize(t)
}
