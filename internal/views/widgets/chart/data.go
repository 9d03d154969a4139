// Package chart draws figures over time: a Chart with axes, limits, events and
// a crosshair, and a Sparkline for a list's cell.
//
// What is drawn is decided by plain functions (scale, path, layout) that need
// no window; lines are painted into an image off the main goroutine, words are
// canvas texts. The package must not know what the figures are of, nor where
// they come from. Nothing in it runs by itself: a chart moves when it is given
// new data.
package chart

import (
	"math"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Data is all that a chart shows. It belongs to the chart once it was handed
// over: nobody may change it or its slices afterwards.
type Data struct {
	Now    time.Time     // the right edge
	Window time.Duration // how far back the left edge is
	Series []Series      // at most MaxSeries
	Limits []Limit
	Events []Event

	// Stacked lays each series on top of the one before it, as areas; the title
	// then has their sum. All of them must have points at the same times.
	Stacked bool
	// Gap is how far two points may lie apart and still be joined; 5 s if 0.
	Gap time.Duration
	// Note is said in place of the lines, such as why there are none. When it
	// is empty and there are no figures, the chart says so in its own words.
	Note string

	// Still says that Now is a moment of the past: its time is said at the edge.
	Still bool

	piled []Series // of a stacked one, with the sums up to each
}

// MaxSeries is how many lines a chart can tell apart. The fifth has the colour
// of what is no more told apart, such as all others.
const MaxSeries = 5

// Series is one line.
type Series struct {
	Name   string              // shown before its value and at the line's end; "" when there is only one
	Color  fyne.ThemeColorName // the token of the series' place if ""
	Points []Point             // in the order of time
}

// Point is one figure. A Value that is NaN is a gap.
type Point struct {
	At    int64 // Unix milliseconds
	Value float64
}

// Limit is a level that the figures should stay below.
type Limit struct {
	Value float64
	Label string // such as "limit --cpus 0.5"
}

// Event is something that happened at one moment.
type Event struct {
	At    time.Time
	Label string // such as "health check failed"; "" leaves only its line
}

// Collect makes points of a list of anything that has a time and a figure.
func Collect[T any](list []T, at func(*T) time.Time, value func(*T) float64) []Point {
	points := make([]Point, len(list))
	for i := range list {
		points[i] = Point{At: at(&list[i]).UnixMilli(), Value: value(&list[i])}
	}
	return points
}

const (
	defaultWindow = 5 * time.Minute
	defaultGap    = 5 * time.Second
)

func (d *Data) window() time.Duration {
	if d.Window <= 0 {
		return defaultWindow
	}
	return d.Window
}

func (d *Data) gap() int64 {
	if d.Gap <= 0 {
		return defaultGap.Milliseconds()
	}
	return d.Gap.Milliseconds()
}

// span is the time that is shown, in Unix milliseconds.
func (d *Data) span() (from, to int64) {
	to = d.Now.UnixMilli()
	return to - d.window().Milliseconds(), to
}

func (d *Data) series() []Series { return d.Series[:min(len(d.Series), MaxSeries)] }

func (s *Series) color(place int) fyne.ThemeColorName {
	if s.Color != "" {
		return s.Color
	}
	return [MaxSeries]fyne.ThemeColorName{theme.Series1, theme.Series2, theme.Series3, theme.Series4, theme.Muted}[place]
}

// pile adds up what is stacked, so that each series ends where the next begins.
func (d *Data) pile() {
	if !d.Stacked {
		return
	}
	var below []Point
	for _, s := range d.series() {
		sum := Series{Name: s.Name, Color: s.Color, Points: make([]Point, len(s.Points))}
		for i, p := range s.Points {
			if i < len(below) && !math.IsNaN(below[i].Value) {
				p.Value = below[i].Value + max(p.Value, 0) // of NaN it is NaN
				if math.IsNaN(p.Value) {
					p.Value = below[i].Value
				}
			}
			sum.Points[i] = p
		}
		d.piled = append(d.piled, sum)
		below = sum.Points
	}
}

// drawn are the series as their lines lie in the plot.
func (d *Data) drawn() []Series {
	if d.Stacked {
		return d.piled
	}
	return d.series()
}

// current is the newest figure, if it is not older than a gap.
func (s *Series) current(d *Data) float64 {
	if n := len(s.Points); n > 0 && d.Now.UnixMilli()-s.Points[n-1].At <= d.gap() {
		return s.Points[n-1].Value
	}
	return math.NaN()
}

// inSpan are the points from a time on, and the one before, from which the line
// comes in at the left edge.
func (s *Series) inSpan(from, to int64) []Point {
	first, last := 0, len(s.Points)
	for first+1 < last && s.Points[first+1].At <= from {
		first++
	}
	for last > first && s.Points[last-1].At > to {
		last--
	}
	return s.Points[first:last]
}

// highest is the largest known figure between two times; known counts them, and
// unknown those that were asked for and not given.
func (d *Data) highest() (highest float64, known, unknown int) {
	from, to := d.span()
	for _, s := range d.drawn() {
		for _, p := range s.inSpan(from, to) {
			switch {
			case p.At < from:
			case math.IsNaN(p.Value):
				unknown++
			default:
				known++
				highest = max(highest, p.Value)
			}
		}
	}
	return highest, known, unknown
}
