package chart

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTicksAreRoundNumbersWithUnits(t *testing.T) {
	for _, c := range []struct {
		unit    Unit
		highest float64
		most    int
		want    string
	}{
		{Percent, 0, 2, "0|5 %|10 %"},
		{Percent, 0.3, 3, "0|5 %|10 %"},
		{Percent, 60, 2, "0|50 %|100 %"},
		{Percent, 60, 3, "0|20 %|40 %|60 %"},
		{Percent, 99, 4, "0|25 %|50 %|75 %|100 %"},
		{Percent, 100, 2, "0|50 %|100 %"},
		{Percent, 780, 4, "0|200 %|400 %|600 %|800 %"},
		{Memory, 48 << 20, 2, "0|32|64 MB"},
		{Memory, 64 << 20, 2, "0|32|64 MB"},
		{Memory, 65 << 20, 2, "0|64|128 MB"},
		{Memory, 700 << 20, 2, "0|0.5|1 GB"},
		{Memory, 3 << 30, 3, "0|1|2|3 GB"},
		{Memory, 0, 2, "0|2|4 MB"},
		{Rate, 0, 2, "0|0.5|1 kB/s"},
		{Rate, 1.9e6, 2, "0|1|2 MB/s"},
		{Rate, 1.6e6, 4, "0|0.5|1|1.5|2 MB/s"},
		{Rate, 350e3, 4, "0|100|200|300|400 kB/s"},
		{Rate, 45e9, 2, "0|25|50 GB/s"},
		{Count, 0, 2, "0|2|4"},
		{Count, 5, 4, "0|2|4|6"},
		{Count, 999, 3, "0|500|1000"},
	} {
		var labels []string
		for _, tick := range c.unit.axis(c.highest, c.most) {
			labels = append(labels, tick.label)
		}
		if got := strings.Join(labels, "|"); got != c.want {
			t.Errorf("up to %v with %d steps: %s, want %s", c.highest, c.most, got, c.want)
		}
	}
}

func TestAnAxisHoldsWhatIsOnItAndIsNotMuchTooHigh(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := Unit(rapid.IntRange(0, 3).Draw(t, "unit"))
		most := rapid.IntRange(2, 4).Draw(t, "steps")
		highest := math.Pow(10, rapid.Float64Range(-3, 15).Draw(t, "exponent"))
		ticks := unit.axis(highest, most)
		top := ticks[len(ticks)-1].value
		if n := len(ticks); n < 3 || n > most+1 {
			t.Fatalf("%d ticks", n)
		}
		if top < highest*(1-1e-6) || top > 4*max(highest, unit.least()) {
			t.Fatalf("the axis of %v reaches to %v", highest, top)
		}
		if ticks[0].label != "0" {
			t.Fatalf("it begins at %q", ticks[0].label)
		}
	})
}

func TestAnEndlessFigureHasAnAxisToo(t *testing.T) {
	for _, v := range []float64{math.Inf(1), math.NaN(), math.MaxFloat64, -1} {
		if ticks := Percent.axis(v, 3); len(ticks) < 3 || len(ticks) > 4 {
			t.Errorf("%v has %d ticks", v, len(ticks))
		}
	}
}

func TestTimesAreSaidAsPeopleDo(t *testing.T) {
	for _, c := range []struct {
		window  time.Duration
		between bool
		want    string
	}{
		{30 * time.Second, false, "30 s ago|now"},
		{30 * time.Second, true, "30 s ago|20 s|10 s|now"},
		{time.Minute, true, "1 min ago|40 s|20 s|now"},
		{5 * time.Minute, false, "5 min ago|now"},
		{5 * time.Minute, true, "5 min ago|4 min|3 min|2 min|1 min|now"},
		{15 * time.Minute, true, "15 min ago|10 min|5 min|now"},
		{90 * time.Second, false, "1 min 30 s ago|now"},
		{24 * time.Hour, true, "24 h ago|now"},
	} {
		var got []string
		for _, m := range moments(c.window, c.between) {
			got = append(got, m.label)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%v: %q, want %q", c.window, got, c.want)
		}
	}
}

// seconds makes points one second apart from time 0 on.
func seconds(values ...float64) []Point {
	points := make([]Point, len(values))
	for i, v := range values {
		points[i] = Point{At: int64(i) * 1000, Value: v}
	}
	return points
}

func TestAPathHasItsGaps(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	late := func(p []Point, from int, by int64) []Point {
		for i := from; i < len(p); i++ {
			p[i].At += by
		}
		return p
	}
	for name, c := range map[string]struct {
		points []Point
		runs   []int
	}{
		"nothing":                {nil, nil},
		"one point":              {seconds(1), []int{1}},
		"unbroken":               {seconds(1, 2, 3), []int{3}},
		"unknown in between":     {seconds(1, 2, nan, 4, 5, nan), []int{2, 2}},
		"endless counts as none": {seconds(1, 2, inf, 4, 5), []int{2, 2}},
		"only unknown":           {seconds(nan, nan), nil},
		"a pause":                {late(seconds(1, 2, 3, 4), 2, 20_000), []int{2, 2}},
		"a short pause":          {late(seconds(1, 2, 3, 4), 2, 3_000), []int{4}},
	} {
		t.Run(name, func(t *testing.T) {
			v := view{from: 0, to: 100_000, top: 10, w: 1000, h: 100, gap: 5000}
			var p path
			p.trace(c.points, &v)
			var runs []int
			p.runs(func(run []pt) { runs = append(runs, len(run)) })
			if !slices.Equal(runs, c.runs) {
				t.Errorf("runs of %v points, want %v", runs, c.runs)
			}
		})
	}
}

func TestALineComesInAtTheLeftEdge(t *testing.T) {
	v := view{from: 1500, to: 11_500, top: 10, x: 7, w: 100, h: 100, gap: 5000}
	var p path
	p.trace(seconds(0, 2, 4, 6), &v)
	if got, want := p.points[0], (pt{7, 70}); got != want {
		t.Errorf("begins at %v, want %v", got, want)
	}
	if len(p.points) != 3 {
		t.Errorf("has %d points", len(p.points))
	}
}

func TestManyPointsInAColumnKeepTheirPeaks(t *testing.T) {
	values := make([]float64, 10_000)
	for i := range values {
		values[i] = 5
	}
	values[3333], values[7001] = 9, 1
	v := view{from: 0, to: 10_000_000, top: 10, w: 100, h: 100, gap: 5000}
	var p path
	p.trace(seconds(values...), &v)
	if len(p.points) > 4*101 {
		t.Errorf("%d points for 100 columns", len(p.points))
	}
	low, high := p.bounds(0)
	if low != 10 || high != 90 {
		t.Errorf("the peaks are at %v and %v", low, high)
	}
	if !slices.IsSortedFunc(p.points, func(a, b pt) int { return int(math.Copysign(1, float64(a.x-b.x))) * b2i(a.x != b.x) }) {
		t.Error("the line goes back in time")
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestLabelsSpreadWithoutCoveringEachOther(t *testing.T) {
	for name, c := range map[string]struct{ ys, want []float32 }{
		"apart":             {[]float32{10, 50}, []float32{10, 50}},
		"equal":             {[]float32{40, 40}, []float32{40, 50}},
		"order is kept":     {[]float32{42, 40}, []float32{50, 40}},
		"at the lower edge": {[]float32{88, 89, 90}, []float32{70, 80, 90}},
		"at the upper edge": {[]float32{-5, 0}, []float32{0, 10}},
	} {
		if got := spread(c.ys, 10, 0, 100); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// plain is a style whose letters are all 0.6 of their size wide, so that a
// layout can be tested without a font.
func plain() style {
	return style{
		small: 12, body: 14, values: []float32{22, 17, 14, 12}, pad: 12, grid: 4, gap: 12,
		measure: func(words string, size float32, bold bool) (w, h float32) {
			return float32(len([]rune(words))) * size * 0.6, size * 1.4
		},
	}
}

func TestWordsNeitherCoverEachOtherNorLeaveTheCard(t *testing.T) {
	for _, s := range states() {
		for _, w := range []float32{240, 300, 380, 780, 1600} {
			for _, h := range []float32{140, 180, 400} {
				d := s.data
				d.Now = noon
				p := layout(s.title, s.unit, &d, s.paused, w, h, plain())
				for i := range p.labels {
					a := &p.labels[i]
					if a.x < 0 || a.y < 0 || a.x+a.w > w+0.1 || a.y+a.h > h+0.1 {
						t.Errorf("%s at %v×%v: %q leaves the card: %+v", s.name, w, h, a.words, *a)
					}
					for j := range p.labels[:i] {
						b := p.labels[j]
						b.y, b.h = b.y+2, b.h-4 // letters do not fill their line
						if a.overlaps(&b) {
							t.Errorf("%s at %v×%v: %q covers %q", s.name, w, h, a.words, b.words)
						}
					}
				}
			}
		}
	}
}

func TestALimitFarAwayIsNamedAndDoesNotPressTheLine(t *testing.T) {
	d := Data{Now: noon, Series: []Series{{Points: wave(time.Minute, steady(10, 0))}}, Limits: []Limit{{400, "limit --cpus 4"}, {50, "limit --cpus 0.5"}}}
	p := layout("CPU", Percent, &d, false, 780, 180, plain())
	if p.view.top > 100 || len(p.limits) != 1 {
		t.Errorf("the axis reaches to %v with %d limits", p.view.top, len(p.limits))
	}
	for _, want := range []string{"limit --cpus 4 lies higher", "limit --cpus 0.5"} {
		if !slices.ContainsFunc(p.labels, func(l label) bool { return l.words == want }) {
			t.Errorf("nothing says %q", want)
		}
	}
}
