package chart

import (
	"math"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// style is everything outside the data on which a layout depends: the theme's
// sizes, and how wide words are.
type style struct {
	small, body    float32   // text sizes
	values         []float32 // sizes of the current value, the best first
	pad, grid, gap float32
	measure        func(words string, size float32, bold bool) (w, h float32)
}

// label is words at a place in the chart, in Fyne's units.
type label struct {
	words      string
	x, y, w, h float32
	size       float32
	bold       bool
	color      fyne.ThemeColorName
	plate      bool // it lies on the lines, which fade behind it
}

func (l *label) overlaps(m *label) bool {
	return l.x < m.x+m.w && m.x < l.x+l.w && l.y < m.y+m.h && m.y < l.y+l.h
}

// plan is one picture of a chart, decided but not drawn. It is never changed.
type plan struct {
	data   *Data
	view   view // in Fyne's units
	ticks  []tick
	limits []Limit // those within the axis
	events []Event // those within the window
	labels []label
	empty  bool // a note stands in place of the lines
}

// Where things go, in Fyne's units.
const (
	gutterLeft  = 54 // room for "500 MB/s", the same in every chart, so that
	gutterRight = 40 // charts above each other have the same time in line
	gutterNames = 96 // in a stacked chart, for the names of the areas
	tickGap     = 6  // between a tick's label and the plot
	labelGap    = 4  // between a line and the words beside it
	stepHeight  = 42 // a plot has at most one tick for so much height
	wideEnough  = 90 // and one time for so much width
)

// layout decides the picture.
func layout(title string, unit Unit, d *Data, paused bool, w, h float32, st style) *plan {
	l := &layouter{plan: plan{data: d}, style: st, unit: unit, w: w, h: h}
	headEnd := l.head(title)
	highest, known, unknown := d.highest()
	if l.empty = d.Note != "" || known == 0; l.empty {
		l.view = view{x: st.pad, y: headEnd, w: w - 2*st.pad, h: h - headEnd - st.pad}
		l.note(noteOf(d, unknown))
		return &l.plan
	}
	_, smallH := st.measure("0", st.small, false)
	from, to := d.span()
	l.view = view{
		from: from, to: to, gap: d.gap(),
		x: st.pad + gutterLeft, y: headEnd + smallH, // where the words of a limit at the top fit in
		w: w - 2*st.pad - gutterLeft - l.gutter(),
	}
	l.view.h = max(1, h-st.pad-smallH-st.grid-l.view.y)
	l.vertical(highest, smallH)
	l.horizontal(paused)
	l.names(smallH)
	l.marks(smallH)
	return &l.plan
}

// gutter is the room to the right of the plot.
func (l *layouter) gutter() float32 {
	if l.data.Stacked {
		return min(gutterNames, l.w/4)
	}
	return gutterRight
}

func noteOf(d *Data, unknown int) string {
	switch {
	case d.Note != "":
		return d.Note
	case unknown > 1: // the first sample of a rate is never known
		return "No figure from this engine"
	}
	return "No figures yet"
}

type layouter struct {
	plan
	style
	unit Unit
	w, h float32
}

// put adds words and gives their label.
func (l *layouter) put(words string, x, y, size float32, bold bool, color fyne.ThemeColorName) *label {
	w, h := l.measure(words, size, bold)
	l.labels = append(l.labels, label{words: words, x: x, y: y, w: w, h: h, size: size, bold: bold, color: color})
	return &l.labels[len(l.labels)-1]
}

// leastTitle is how much of the title stays when the values need the room.
const leastTitle = 64

// head puts the title and the current values, and says where they end. The
// values get smaller first, then the title is cut, then values are left out.
func (l *layouter) head(title string) float32 {
	titleW, titleH := l.measure(title, l.body, true)
	values := l.currentValues()
	all := l.w - 2*l.pad - l.gap
	var size float32
	for _, size = range l.values {
		if l.wide(values, size) <= all-titleW {
			break
		}
	}
	for len(values) > 0 && l.wide(values, size) > all-min(leastTitle, titleW) {
		values = values[:len(values)-1]
	}
	wide := l.wide(values, size)
	_, headH := l.measure("0", l.values[0], true)
	_, high := l.measure("0", size, true)
	l.put(l.cut(title, all-wide, l.body, true), l.pad, l.pad+(headH-titleH)/2, l.body, true, theme.Text)
	x := l.w - l.pad - wide
	for _, v := range values {
		x += l.put(v.words, x, l.pad+(headH-high)/2, size, true, v.color).w + l.gap
	}
	return l.pad + headH
}

// wide is how much room the current values take at a size of text.
func (l *layouter) wide(values []currentValue, size float32) float32 {
	var wide float32
	for i, v := range values {
		if i > 0 {
			wide += l.gap
		}
		w, _ := l.measure(v.words, size, true)
		wide += w
	}
	return wide
}

// cut shortens words so that they fit.
func (l *layouter) cut(words string, room, size float32, bold bool) string {
	short := words
	for n := len([]rune(words)); n > 0; n-- {
		if w, _ := l.measure(short, size, bold); w <= room {
			return short
		}
		short = strings.TrimSpace(string([]rune(words)[:n-1])) + "…"
	}
	return short
}

type currentValue struct {
	words string
	color fyne.ThemeColorName
}

func (l *layouter) currentValues() []currentValue {
	if n := len(l.data.piled); n > 0 {
		return []currentValue{{l.unit.Text(l.data.piled[n-1].current(l.data)), theme.Text}}
	}
	return l.parts()
}

// parts are the current values of the series, each with its name.
func (l *layouter) parts() []currentValue {
	var values []currentValue
	for i, s := range l.data.series() {
		v, color := s.current(l.data), s.color(i)
		if math.IsNaN(v) {
			color = theme.Muted
		}
		words := l.unit.Text(v)
		if s.Name != "" {
			words = s.Name + " " + words
		}
		values = append(values, currentValue{words, color})
	}
	return values
}

// text is what the chart says in words: its current values.
func (l *layouter) text() string {
	var all []string
	for _, v := range l.currentValues() {
		all = append(all, v.words)
	}
	if l.data.Stacked {
		for _, v := range l.parts() {
			all = append(all, v.words)
		}
	}
	return strings.Join(all, ", ")
}

// note puts words into the middle, on as many lines as they need.
func (l *layouter) note(words string) {
	lines := wrap(words, l.view.w, func(s string) float32 { w, _ := l.measure(s, l.body, false); return w })
	_, high := l.measure("0", l.body, false)
	y := l.view.y + (l.view.h-high*float32(len(lines)))/2
	for _, line := range lines {
		w, _ := l.measure(line, l.body, false)
		l.put(line, l.view.x+(l.view.w-w)/2, y, l.body, false, theme.Muted)
		y += high
	}
}

// wrap breaks words into lines that are not wider than room, if they can be.
func wrap(words string, room float32, width func(string) float32) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(words) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && width(longer) > room {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}

// vertical chooses the axis and puts its labels.
func (l *layouter) vertical(highest float64, high float32) {
	reach := highest
	for _, limit := range l.data.Limits {
		if nearLimit(limit.Value, max(highest, l.unit.least())) {
			reach = max(reach, limit.Value)
		}
	}
	most := min(4, max(2, int(l.view.h/stepHeight)))
	l.ticks = l.unit.axis(reach, most)
	l.view.top = l.ticks[len(l.ticks)-1].value
	for _, t := range l.ticks {
		w, _ := l.measure(t.label, l.small, false)
		l.put(t.label, l.view.x-tickGap-w, l.view.yOf(t.value)-high/2, l.small, false, theme.Muted)
	}
}

// nearLimit says whether the axis should reach up to a limit. One far above
// would press the line flat; it is only named then.
func nearLimit(limit, highest float64) bool { return limit > 0 && limit <= 6*highest }

func (l *layouter) horizontal(paused bool) {
	marks := moments(l.data.window(), l.view.w >= 5*wideEnough)
	if paused {
		marks[len(marks)-1].label = l.data.Now.Format("15:04:05")
		marks[0].label = lasting(l.data.window()) + " before"
	}
	last, _ := l.measure(marks[len(marks)-1].label, l.small, false)
	y := l.view.y + l.view.h + l.grid
	begins := float32(0) // where the next may begin
	for i, m := range marks {
		w, _ := l.measure(m.label, l.small, false)
		if i == 0 && w+last+l.gap > l.view.w {
			continue // a narrow chart says only when it ends
		}
		x := l.view.x + l.view.w*(1-float32(m.ago.Seconds()/l.data.window().Seconds()))
		switch i {
		case 0:
		case len(marks) - 1:
			x -= w
		default:
			if x -= w / 2; x < begins {
				continue
			}
		}
		l.put(m.label, x, y, l.small, false, theme.Muted)
		begins = x + w + l.gap
	}
}

// names puts each series' name at the end of its line.
func (l *layouter) names(high float32) {
	var ys []float32
	var named []int
	below := 0.0
	for i, s := range l.data.drawn() {
		v := s.current(l.data)
		if s.Name == "" || math.IsNaN(v) {
			continue
		}
		at := v
		if l.data.Stacked { // in the middle of its area
			at, below = (v+below)/2, v
		}
		ys = append(ys, l.view.yOf(at)-high/2)
		named = append(named, i)
	}
	if len(named) < 2 && !l.data.Stacked {
		return
	}
	for i, y := range spread(ys, high, l.view.y-high/2, l.view.y+l.view.h+high/2) {
		s := &l.data.Series[named[i]]
		l.put(l.cut(s.Name, l.gutter()+l.pad-labelGap, l.small, true), l.view.x+l.view.w+labelGap, y, l.small, true, s.color(named[i]))
	}
}

// spread moves labels of one height apart until none covers another, as little
// as it can, between low and high. The order of the answer is that of ys.
func spread(ys []float32, height, low, high float32) []float32 {
	order := make([]int, len(ys))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case ys[a] < ys[b]:
			return -1
		case ys[a] > ys[b]:
			return 1
		}
		return 0
	})
	out := slices.Clone(ys)
	next := low
	for _, i := range order {
		out[i] = max(out[i], next)
		next = out[i] + height
	}
	next = high
	for _, i := range slices.Backward(order) {
		out[i] = min(out[i], next-height)
		next = out[i]
	}
	return out
}

// marks puts the words of events and limits where they neither cover each other
// nor leave the plot, and cover as little of the lines as can be. An event whose
// words find no room keeps its line.
func (l *layouter) marks(high float32) {
	start := len(l.labels)
	free := func(candidate label) bool {
		return !slices.ContainsFunc(l.labels[start:], func(m label) bool { return m.overlaps(&candidate) })
	}
	for _, limit := range l.data.Limits {
		if limit.Value <= 0 {
			continue
		}
		words, y := limit.Label, l.view.yOf(limit.Value)
		if limit.Value > l.view.top {
			words, y = limit.Label+" lies higher", l.view.y
		} else {
			l.limits = append(l.limits, limit)
		}
		l.labels = append(l.labels, l.limitLabel(words, y, high, free))
	}
	from, to := l.data.span()
	for _, e := range slices.Backward(l.data.Events) {
		if at := e.At.UnixMilli(); at < from || at > to {
			continue
		}
		l.events = append(l.events, e)
		if e.Label == "" {
			continue
		}
		if c, ok := l.eventLabel(e, high, free); ok {
			l.labels = append(l.labels, c)
		}
	}
}

func (l *layouter) eventLabel(e Event, high float32, free func(label) bool) (label, bool) {
	w, _ := l.measure(e.Label, l.small, false)
	x := l.view.xOf(e.At.UnixMilli())
	var places []pt
	for row := range 2 {
		y := l.view.y + float32(row)*high
		for _, left := range []float32{x + labelGap, x - labelGap - w} {
			if left >= l.view.x && left+w <= l.view.x+l.view.w {
				places = append(places, pt{left, y})
			}
		}
	}
	return l.bestPlace(label{words: e.Label, w: w + labelGap, h: high, size: l.small, color: theme.Muted, plate: true}, places, free)
}

func (l *layouter) limitLabel(words string, y, high float32, free func(label) bool) label {
	words = l.cut(words, l.w-l.pad-l.view.x, l.small, false)
	w, _ := l.measure(words, l.small, false)
	right, left := max(l.view.x, l.view.x+l.view.w-w), l.view.x
	above, below := y-high-1, y+1
	c := label{words: words, x: right, y: above, w: w, h: high, size: l.small, color: theme.Warn, plate: true}
	places := []pt{{right, above}, {left, above}}
	if below+high <= l.view.y+l.view.h {
		places = append(places, pt{right, below}, pt{left, below})
	}
	if best, ok := l.bestPlace(c, places, free); ok {
		return best
	}
	return c
}

// coverable is how many figures a label may hide before another place is looked
// for: a quiet order of places is worth more than a few points.
const coverable = 3

// bestPlace moves a label to the free place that covers the fewest figures, the
// first unless another is clearly better; false when none is free.
func (l *layouter) bestPlace(c label, places []pt, free func(label) bool) (best label, ok bool) {
	fewest := math.MaxInt
	for _, place := range places {
		c.x, c.y = place.x, place.y
		if n := max(l.covered(&c), coverable); n < fewest && free(c) {
			best, fewest, ok = c, n, true
		}
	}
	return best, ok
}

// covered counts the figures that lie behind a label.
func (l *layouter) covered(c *label) int {
	n := 0
	v := &l.view
	perUnit := float64(v.to-v.from) / float64(v.w)
	from := v.from + int64(float64(c.x-v.x)*perUnit)
	to := v.from + int64(float64(c.x+c.w-v.x)*perUnit)
	for _, s := range l.data.drawn() {
		for _, p := range s.inSpan(from, to) {
			if y := v.yOf(p.Value); y >= c.y-1 && y <= c.y+c.h+1 {
				n++
			}
		}
	}
	return n
}
