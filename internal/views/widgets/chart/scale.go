package chart

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/dockdesk/dockdesk/internal/views/format"
)

// Unit is what the figures count.
type Unit int

// The units.
const (
	Percent Unit = iota // of one core
	Memory              // bytes, in powers of 1024
	Rate                // bytes a second, in powers of 1000
	Count               // things
)

// Text is a figure in words: "12 %", "24 MB", "1.2 MB/s". NaN is "–".
func (u Unit) Text(v float64) string {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return format.None
	case u == Percent:
		return format.Percent(v)
	case u == Memory:
		return format.Memory(v)
	case u == Rate:
		return format.Size(int64(v)) + "/s"
	}
	return strconv.FormatFloat(math.Round(v), 'f', -1, 64)
}

// least is how high the axis reaches at least, so that next to nothing looks
// like it.
func (u Unit) least() float64 {
	switch u {
	case Percent:
		return 10
	case Memory:
		return 4 << 20
	case Rate:
		return 1000
	}
	return 4
}

// tick is a mark on the vertical axis.
type tick struct {
	value float64
	label string
}

// axis chooses round marks from 0 to a top that is at least highest: two to
// most steps. The first is 0, the last the top.
func (u Unit) axis(highest float64, most int) []tick {
	highest = max(highest, u.least())
	if math.IsInf(highest, 0) || math.IsNaN(highest) {
		highest = math.MaxFloat64 / 1e10
	}
	step := u.step(highest / float64(most))
	steps := max(2, int(math.Ceil(highest/step-1e-9)))
	scale, suffix := u.scale(step * float64(steps))
	ticks := make([]tick, steps+1)
	for i := range ticks {
		v := step * float64(i)
		ticks[i] = tick{value: v, label: strconv.FormatFloat(v/scale, 'g', 6, 64)}
		if i > 0 && (u == Percent || i == steps) {
			ticks[i].label += suffix
		}
	}
	return ticks
}

// step is the smallest round number that is not below least.
func (u Unit) step(least float64) float64 {
	if u == Memory {
		return math.Exp2(math.Ceil(math.Log2(least) - 1e-9))
	}
	ten := math.Pow(10, math.Floor(math.Log10(least)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if m == 2.5 && (u == Count || ten < 10 && u == Percent) {
			continue // no halves of a thing, and no "7.5 %"
		}
		if m*ten >= least*(1-1e-9) {
			return u.whole(m * ten)
		}
	}
	return u.whole(10 * ten)
}

func (u Unit) whole(step float64) float64 {
	if u == Count {
		return max(1, step)
	}
	return step
}

// scale is the unit in which the labels of an axis count.
func (u Unit) scale(top float64) (scale float64, suffix string) {
	base, per := 1000.0, "/s"
	units := []string{"B", "kB", "MB", "GB", "TB", "PB"}
	switch u {
	case Percent:
		return 1, " %"
	case Count:
		return 1, ""
	case Memory:
		base, per = 1024, ""
	}
	scale, i := 1.0, 0
	for top/scale >= base && i < len(units)-1 {
		scale *= base
		i++
	}
	return scale, " " + units[i] + per
}

// moment is a mark on the horizontal axis.
type moment struct {
	ago   time.Duration
	label string
}

// momentSteps are the distances between marks of the usual windows.
var momentSteps = []time.Duration{
	10 * time.Second, 20 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour,
}

// moments are the marks of a window: both edges, and round times between them
// when between is set.
func moments(window time.Duration, between bool) []moment {
	marks := []moment{{window, lasting(window) + " ago"}}
	if between {
		for _, step := range momentSteps {
			if window > 5*step {
				continue
			}
			for ago := (window - 1) / step * step; ago > 0; ago -= step {
				marks = append(marks, moment{ago, lasting(ago)})
			}
			break
		}
	}
	return append(marks, moment{0, "now"})
}

func lasting(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d%time.Minute != 0:
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	}
	return fmt.Sprintf("%g h", math.Round(d.Hours()*10)/10)
}
