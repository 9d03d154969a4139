package chart

import (
	"math"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// crosshair reads the figures of one moment: a line, a dot on each series, and
// a bubble with the values. It lies above the picture, which stays as it is.
type crosshair struct {
	chart   *Chart
	on      bool
	at      int64 // Unix milliseconds of the moment
	reading reading

	line    *canvas.Rectangle
	dots    [MaxSeries]*canvas.Circle
	bubble  *canvas.Rectangle
	texts   [1 + MaxSeries]*canvas.Text
	objects []fyne.CanvasObject
}

// reading is what the series say about one moment.
type reading struct {
	at     int64
	lines  []string // the time, then each series that has a figure
	places []place  // of the dots
}

type place struct {
	series int
	value  float64
	at     int64
}

func (c *crosshair) make(chart *Chart) {
	c.chart = chart
	c.line, c.bubble = canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	c.objects = append(c.objects[:0], c.line)
	for i := range c.dots {
		c.dots[i] = canvas.NewCircle(nil)
		c.objects = append(c.objects, c.dots[i])
	}
	c.objects = append(c.objects, c.bubble)
	for i := range c.texts {
		c.texts[i] = canvas.NewText("", nil)
		c.objects = append(c.objects, c.texts[i])
	}
	for _, o := range c.objects {
		o.Hide()
	}
}

func (c *crosshair) theme() {
	c.line.FillColor = theme.Color(theme.Line)
	c.bubble.FillColor, c.bubble.StrokeColor = theme.Color(theme.Surface), theme.Color(theme.Line)
	c.bubble.StrokeWidth, c.bubble.CornerRadius = theme.Size(theme.SizeBorder), theme.Size(theme.SizeControlR)
	for i, t := range c.texts {
		t.Color, t.TextSize, t.TextStyle.Bold = theme.Color(theme.Text), theme.Size(theme.SizeSmall), i > 0
	}
	c.texts[0].Color = theme.Color(theme.Muted)
}

// point follows the pointer.
func (c *crosshair) point(p *plan, pos fyne.Position) {
	if p == nil || p.empty || pos.X < p.view.x || pos.X > p.view.x+p.view.w {
		c.leave()
		return
	}
	share := float64((pos.X - p.view.x) / p.view.w)
	c.goTo(p, p.view.from+int64(share*float64(p.view.to-p.view.from)))
}

// goTo moves it to a moment, and those of the linked charts with it.
func (c *crosshair) goTo(p *plan, at int64) {
	c.move(p, at)
	for _, peer := range c.chart.peers {
		if peer.shown == nil || peer.shown.empty {
			peer.cursor.hide()
			continue
		}
		peer.cursor.move(peer.shown, at)
	}
}

// leave puts it away, and those of the linked charts with it.
func (c *crosshair) leave() {
	c.hide()
	for _, peer := range c.chart.peers {
		peer.cursor.hide()
	}
}

// step goes to the next or previous figure; from nowhere to the newest.
func (c *crosshair) step(p *plan, by int) {
	times := p.times()
	if len(times) == 0 {
		return
	}
	i := len(times) - 1
	if c.on {
		found, exact := slices.BinarySearch(times, c.reading.at)
		switch {
		case by < 0:
			i = found - 1
		case exact:
			i = found + 1
		default:
			i = found
		}
	}
	c.goTo(p, times[min(max(i, 0), len(times)-1)])
}

// jump goes a share of the window further.
func (c *crosshair) jump(p *plan, share float64) {
	at := c.at
	if !c.on {
		at = p.view.to
	}
	at += int64(share * float64(p.view.to-p.view.from))
	c.goTo(p, min(max(at, p.view.from), p.view.to))
}

// times are the moments at which the first series with figures has some.
func (p *plan) times() []int64 {
	for _, s := range p.data.series() {
		var times []int64
		for _, point := range s.inSpan(p.view.from, p.view.to) {
			if point.At >= p.view.from && !math.IsNaN(point.Value) {
				times = append(times, point.At)
			}
		}
		if len(times) > 0 {
			return times
		}
	}
	return nil
}

// read is what the series say about a moment: each its nearest figure, unless
// that is further away than a gap.
func (p *plan) read(unit Unit, at int64) reading {
	r := reading{at: at}
	drawn := p.data.drawn()
	for i, s := range p.data.series() {
		nearest, far, height := Point{}, p.view.gap+1, 0.0
		lines := drawn[i].inSpan(p.view.from, p.view.to)
		for j, point := range s.inSpan(p.view.from, p.view.to) {
			if d := max(at-point.At, point.At-at); d < far && point.At >= p.view.from && !math.IsNaN(point.Value) {
				nearest, far, height = point, d, lines[j].Value
			}
		}
		if far > p.view.gap {
			continue
		}
		if len(r.places) == 0 {
			r.at = nearest.At
		}
		r.places = append(r.places, place{series: i, value: height, at: nearest.At})
		r.lines = append(r.lines, strings.TrimSpace(s.Name+" "+unit.Text(nearest.Value)))
	}
	if len(r.lines) == 0 {
		r.lines = []string{"no figures"}
	}
	r.lines = slices.Insert(r.lines, 0, time.UnixMilli(r.at).Format("15:04:05"))
	return r
}

func (c *crosshair) move(p *plan, at int64) {
	c.on, c.at = true, at
	c.reading = p.read(c.chart.unit, at)
	c.place(p)
}

// follow keeps the crosshair at its moment while the picture moves under it.
func (c *crosshair) follow(p *plan) {
	if !c.on {
		return
	}
	if p.empty || c.at < p.view.from {
		c.hide()
		return
	}
	c.move(p, c.at)
}

func (c *crosshair) hide() {
	if !c.on {
		return
	}
	c.on = false
	for _, o := range c.objects {
		o.Hide()
	}
}

// words are what it reads, for those who can't see it.
func (c *crosshair) words() string {
	if !c.on {
		return ""
	}
	return "at " + c.reading.lines[0] + ": " + strings.Join(c.reading.lines[1:], ", ")
}

const (
	dotSize   = 8
	bubblePad = 6
)

func (c *crosshair) place(p *plan) {
	v := &p.view
	x := v.xOf(c.reading.at)
	c.line.Move(fyne.NewPos(x-0.5, v.y))
	c.line.Resize(fyne.NewSize(1, v.h))
	c.line.Show()
	for i, dot := range c.dots {
		if i >= len(c.reading.places) {
			dot.Hide()
			continue
		}
		at := c.reading.places[i]
		dot.FillColor = theme.Color(p.data.Series[at.series].color(at.series))
		dot.StrokeColor, dot.StrokeWidth = theme.Color(theme.Surface), 1.5
		dot.Resize(fyne.NewSquareSize(dotSize))
		dot.Move(fyne.NewPos(v.xOf(at.at)-dotSize/2, v.yOf(at.value)-dotSize/2))
		dot.Show()
		dot.Refresh()
	}
	c.placeBubble(v, x)
}

func (c *crosshair) placeBubble(v *view, x float32) {
	var wide, high float32
	for i, t := range c.texts {
		if i >= len(c.reading.lines) {
			t.Hide()
			continue
		}
		t.Text = c.reading.lines[i]
		size := t.MinSize()
		wide, high = max(wide, size.Width), high+size.Height
	}
	left := x + dotSize
	if left+wide+2*bubblePad > v.x+v.w+gutterRight {
		left = x - dotSize - wide - 2*bubblePad
	}
	c.bubble.Move(fyne.NewPos(left, v.y))
	c.bubble.Resize(fyne.NewSize(wide+2*bubblePad, high+bubblePad))
	c.bubble.Show()
	y := v.y + bubblePad/2
	for _, t := range c.texts[:len(c.reading.lines)] {
		size := t.MinSize()
		t.Move(fyne.NewPos(left+bubblePad, y))
		t.Resize(size)
		t.Show()
		t.Refresh()
		y += size.Height
	}
}
