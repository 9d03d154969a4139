package chart

import (
	"image"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// KindChart is the kind in which a Chart describes itself.
const KindChart = "chart"

// Chart is a card with figures over time. Its methods are called on the main
// goroutine, as those of every widget; it paints on one of its own, which ends
// with the picture, and shows the picture by Post.
type Chart struct {
	widget.BaseWidget

	ID    string // for window tests; see control.Description
	Topic string // the guide topic that explains it
	Post  func(func())

	title string
	unit  Unit

	data    *Data // the newest
	held    *Data // what is shown while paused
	shown   *plan // what is on the screen
	ink     ink
	painted *picture // of shown, or of the one before
	spare   *picture
	busy    bool // a picture is being painted
	again   bool // and is out of date already

	raster  *canvas.Raster
	cursor  crosshair
	peers   []*Chart // whose crosshairs go with this one's
	focused bool
	r       *chartRenderer
}

var (
	_ fyne.Focusable      = (*Chart)(nil)
	_ desktop.Hoverable   = (*Chart)(nil)
	_ desktop.Mouseable   = (*Chart)(nil)
	_ control.Describer   = (*Chart)(nil)
	_ fyne.WidgetRenderer = (*chartRenderer)(nil)
)

// New makes a chart without data.
func New(id, title string, unit Unit) *Chart {
	c := &Chart{
		ID: id, Post: fyne.Do, title: title, unit: unit,
		data: &Data{}, painted: &picture{}, spare: &picture{},
	}
	c.raster = canvas.NewRaster(c.generate)
	c.ExtendBaseWidget(c)
	return c
}

// Link makes the crosshairs of charts one: where one reads, all do.
func Link(charts ...*Chart) {
	for _, c := range charts {
		c.peers = slices.DeleteFunc(slices.Clone(charts), func(p *Chart) bool { return p == c })
	}
}

// SetData shows other data; the chart owns it from here on. While paused it is
// kept for later.
func (c *Chart) SetData(d Data) {
	d.pile()
	c.data = &d
	if c.held == nil {
		c.update()
	}
}

// SetPaused holds the picture still, or goes on with the newest data.
func (c *Chart) SetPaused(paused bool) {
	if paused == (c.held != nil) {
		return
	}
	c.held = nil
	if paused {
		c.held = c.data
	}
	c.update()
}

// Paused reports whether the picture is held still.
func (c *Chart) Paused() bool { return c.held != nil }

func (c *Chart) current() *Data {
	if c.held != nil {
		return c.held
	}
	return c.data
}

// Show makes it visible, with what it was given while it was not.
func (c *Chart) Show() {
	c.BaseWidget.Show()
	c.update()
}

// DescribeControl implements control.Describer: its title, its current values,
// and what the crosshair reads.
func (c *Chart) DescribeControl() control.Description {
	d := control.Description{ID: c.ID, Kind: KindChart, Text: c.title, Enabled: true, Focused: c.focused}
	switch data := c.current(); {
	case data.Note != "":
		d.Text += ": " + data.Note
	case c.shown != nil && c.shown.empty:
		_, _, unknown := data.highest()
		d.Text += ": " + noteOf(data, unknown)
	default:
		l := layouter{plan: plan{data: data}, unit: c.unit}
		d.Text += " " + l.text()
	}
	if words := c.cursor.words(); words != "" {
		d.Text += "; " + words
	}
	return d
}

// update brings the picture up to date: at once when there is none yet, else
// off the main goroutine.
func (c *Chart) update() {
	if c.r == nil || !c.Visible() || c.r.size.IsZero() {
		return
	}
	if c.busy {
		c.again = true
		return
	}
	next := c.plan()
	area, img := plotArea(next), c.painted.img
	if img == nil || next.empty || c.shown.empty || area != plotArea(c.shown) {
		c.show(next)
		return
	}
	c.busy = true
	base := c.shown
	pic, k, w, h := c.spare, inkFor(next.data), img.Rect.Dx(), img.Rect.Dy()
	go func() {
		pic.paint(next, k, w, h)
		c.Post(func() { c.finished(next, base, pic) })
	}()
}

// finished takes over a picture, unless what it was to replace was itself
// replaced meanwhile, by another size or theme.
func (c *Chart) finished(of, base *plan, pic *picture) {
	c.busy = false
	again := c.again || c.shown != base
	c.again = false
	if c.shown == base {
		c.spare, c.painted = c.painted, pic
		c.show(of)
	}
	if again {
		c.update()
	}
}

// show puts a plan on the screen. If its picture is not painted yet, the raster
// does so when Fyne asks it.
func (c *Chart) show(p *plan) {
	c.shown, c.ink = p, inkFor(p.data)
	c.r.apply(p)
	c.raster.Refresh()
}

func (c *Chart) plan() *plan {
	return layout(c.title, c.unit, c.current(), c.Paused() || c.current().Still, c.r.size.Width, c.r.size.Height, themeStyle())
}

func themeStyle() style {
	return style{
		small: theme.Size(theme.SizeSmall), body: theme.Size(theme.SizeText),
		values: []float32{theme.Size(theme.SizeTitle), theme.Size(theme.SizeObject), theme.Size(theme.SizeText), theme.Size(theme.SizeSmall)},
		pad:    theme.Size(theme.SizeGap), grid: theme.Size(theme.SizeGrid), gap: theme.Size(theme.SizeGap),
		measure: func(words string, size float32, bold bool) (w, h float32) {
			s := fyne.MeasureText(words, size, fyne.TextStyle{Bold: bold})
			return s.Width, s.Height
		},
	}
}

// generate is called by Fyne when the raster is painted, at the size it has in
// real pixels. Most times the picture is there; after a change of size or scale
// it is made here, which takes less than 2 ms.
func (c *Chart) generate(w, h int) image.Image {
	if c.shown == nil {
		return image.NewRGBA(image.Rect(0, 0, w, h))
	}
	if img := c.painted.img; c.painted.of != c.shown || img.Rect.Dx() != w || img.Rect.Dy() != h {
		c.painted.paint(c.shown, c.ink, w, h)
	}
	return c.painted.img
}

// plotArea is where the raster lies: the plot and a margin.
func plotArea(p *plan) (area struct{ x, y, w, h float32 }) {
	area.x, area.y = p.view.x-plotMargin, p.view.y-plotMargin
	area.w, area.h = p.view.w+2*plotMargin, p.view.h+2*plotMargin
	return area
}

// MinSize is the smallest size at which it can be read.
func (c *Chart) MinSize() fyne.Size { return fyne.NewSize(240, 140) }

// CreateRenderer implements fyne.Widget.
func (c *Chart) CreateRenderer() fyne.WidgetRenderer {
	c.r = &chartRenderer{c: c, card: canvas.NewRectangle(nil)}
	c.cursor.make(c)
	c.r.theme()
	return c.r
}

type chartRenderer struct {
	c      *Chart
	size   fyne.Size
	card   *canvas.Rectangle
	labels []*canvas.Text // a pool; those not needed are hidden
	all    []fyne.CanvasObject
}

func (r *chartRenderer) Destroy()           {}
func (r *chartRenderer) MinSize() fyne.Size { return r.c.MinSize() }

func (r *chartRenderer) Objects() []fyne.CanvasObject {
	if want := 2 + len(r.labels) + len(r.c.cursor.objects); len(r.all) != want {
		r.all = append(r.all[:0], r.card, r.c.raster)
		for _, t := range r.labels {
			r.all = append(r.all, t)
		}
		r.all = append(r.all, r.c.cursor.objects...)
	}
	return r.all
}

// Layout follows a new size at once, so that nothing is seen stretched.
func (r *chartRenderer) Layout(size fyne.Size) {
	r.card.Resize(size)
	if size == r.size {
		return
	}
	r.size = size
	if c := r.c; !size.IsZero() && c.Visible() {
		c.show(c.plan())
	}
}

// Refresh follows the theme and the focus.
func (r *chartRenderer) Refresh() {
	r.theme()
	r.card.Refresh()
	if c := r.c; !r.size.IsZero() && c.Visible() {
		c.show(c.plan())
	}
}

func (r *chartRenderer) theme() {
	r.card.FillColor = theme.Color(theme.Surface)
	r.card.CornerRadius = theme.Size(theme.SizeCardR)
	r.card.StrokeColor, r.card.StrokeWidth = theme.Color(theme.Border), theme.Size(theme.SizeBorder)
	if r.c.focused {
		r.card.StrokeColor, r.card.StrokeWidth = theme.Color(theme.Focus), theme.Size(theme.SizeFocus)
	}
	r.c.cursor.theme()
}

// apply puts a plan's words and its raster in place. A text is touched only
// where it differs, since every touched text is drawn anew.
func (r *chartRenderer) apply(p *plan) {
	area := plotArea(p)
	r.c.raster.Move(fyne.NewPos(area.x, area.y))
	r.c.raster.Resize(fyne.NewSize(area.w, area.h))
	for len(r.labels) < len(p.labels) {
		r.labels = append(r.labels, canvas.NewText("", nil))
	}
	for i, t := range r.labels {
		if i >= len(p.labels) {
			if t.Visible() {
				t.Hide()
			}
			continue
		}
		set(t, &p.labels[i])
	}
	r.c.cursor.follow(p)
}

func set(t *canvas.Text, l *label) {
	c := theme.Color(l.color)
	if t.Text != l.words || t.TextSize != l.size || t.TextStyle.Bold != l.bold || t.Color != c {
		t.Text, t.TextSize, t.TextStyle.Bold, t.Color = l.words, l.size, l.bold, c
		t.Refresh()
	}
	if pos := fyne.NewPos(l.x, l.y); t.Position() != pos {
		t.Move(pos)
	}
	if size := fyne.NewSize(l.w, l.h); t.Size() != size {
		t.Resize(size)
	}
	if !t.Visible() {
		t.Show()
	}
}

// MouseIn implements desktop.Hoverable.
func (c *Chart) MouseIn(e *desktop.MouseEvent) {
	attention.Enter(c.target(false))
	c.MouseMoved(e)
}

// MouseMoved moves the crosshair.
func (c *Chart) MouseMoved(e *desktop.MouseEvent) { c.cursor.point(c.shown, e.Position) }

// MouseOut hides the crosshair.
func (c *Chart) MouseOut() {
	attention.Leave(c.target(false))
	c.cursor.leave()
}

// MouseDown gives it the keys.
func (c *Chart) MouseDown(*desktop.MouseEvent) {
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(c); canvas != nil {
		canvas.Focus(c)
	}
}

// MouseUp implements desktop.Mouseable.
func (c *Chart) MouseUp(*desktop.MouseEvent) {}

func (c *Chart) target(focus bool) attention.Target {
	return attention.Target{Object: c, Topic: c.Topic, Focus: focus}
}

// FocusGained implements fyne.Focusable.
func (c *Chart) FocusGained() { c.setFocus(true); attention.Enter(c.target(true)) }

// FocusLost implements fyne.Focusable.
func (c *Chart) FocusLost() {
	c.cursor.leave()
	c.setFocus(false)
	attention.Leave(c.target(true))
}

func (c *Chart) setFocus(focused bool) {
	c.focused = focused
	if c.r != nil {
		c.r.theme()
		c.r.card.Refresh()
	}
}

// TypedRune implements fyne.Focusable.
func (c *Chart) TypedRune(rune) {}

// TypedKey moves the crosshair: arrows by one figure, PageUp and PageDown by a
// tenth of the window, Home and End to the edges; Escape puts it away.
func (c *Chart) TypedKey(e *fyne.KeyEvent) {
	if c.shown == nil || c.shown.empty {
		return
	}
	switch e.Name {
	case fyne.KeyLeft:
		c.cursor.step(c.shown, -1)
	case fyne.KeyRight:
		c.cursor.step(c.shown, 1)
	case fyne.KeyPageUp:
		c.cursor.jump(c.shown, -0.1)
	case fyne.KeyPageDown:
		c.cursor.jump(c.shown, 0.1)
	case fyne.KeyHome:
		c.cursor.jump(c.shown, -1)
	case fyne.KeyEnd:
		c.cursor.jump(c.shown, 1)
	case fyne.KeyEscape:
		c.cursor.leave()
	}
}
