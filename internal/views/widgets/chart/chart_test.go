package chart

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("fyne.io/fyne/v2/internal/async.(*UnboundedChan[...]).processing"))
}

// cpu is data whose newest figure is v.
func cpu(v float64) Data {
	return Data{Now: noon, Series: []Series{{Points: wave(time.Minute, steady(v, 0))}}}
}

// shown makes a chart that was painted once.
func shown(t *testing.T, d Data) (*Chart, *queue, fyne.Canvas) {
	t.Helper()
	q := newQueue()
	c := New("detail.cpu", "CPU", Percent)
	c.Post = q.post
	c.SetData(d)
	w := test.NewTempWindow(t, c)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(380, 180))
	w.Canvas().Capture()
	return c, q, w.Canvas()
}

func TestNewDataIsOnePostAndNoMore(t *testing.T) {
	inTheme(t, theme.Light)
	c, q, _ := shown(t, cpu(10))
	if len(q.waiting) != 0 {
		t.Fatal("the first picture waits for a post")
	}
	c.SetData(cpu(20))
	c.SetData(cpu(30))
	c.SetData(cpu(40))
	if got := c.shown.data.Series[0].Points[0].Value; got != 10 {
		t.Errorf("the words of %v are shown before its picture", got)
	}
	q.one(t) // 20
	q.one(t) // 40: 30 is never painted
	if got := c.shown.data.Series[0].Points[0].Value; got != 40 {
		t.Errorf("shows %v", got)
	}
	if c.painted.of != c.shown {
		t.Error("the picture is not of what is shown")
	}
	select {
	case <-q.waiting:
		t.Error("it posts although nothing is new")
	case <-time.After(50 * time.Millisecond):
	}
}

func TestAnotherSizeIsShownAtOnceAndALatePictureIsDropped(t *testing.T) {
	inTheme(t, theme.Light)
	c, q, canvas := shown(t, cpu(10))
	c.SetData(cpu(20))
	c.Resize(fyne.NewSize(300, 160))
	canvas.Capture()
	if got := c.painted.img.Rect.Dx(); got != int(c.raster.Size().Width) || c.painted.of != c.shown {
		t.Errorf("the picture is %d wide, the place %v", got, c.raster.Size().Width)
	}
	now := c.shown
	q.one(t)
	if c.shown != now && c.shown.view.w != now.view.w {
		t.Error("a picture of the old size is shown")
	}
}

func TestPausedHoldsStillAndGoesOnWithTheNewest(t *testing.T) {
	inTheme(t, theme.Light)
	c, q, _ := shown(t, cpu(10))
	c.SetPaused(true)
	q.one(t)
	c.SetData(cpu(20))
	if got := c.DescribeControl().Text; got != "CPU 10 %" || !c.Paused() {
		t.Errorf("says %q while paused", got)
	}
	c.SetPaused(false)
	q.one(t)
	if got := c.DescribeControl().Text; got != "CPU 20 %" {
		t.Errorf("says %q afterwards", got)
	}
}

func TestAHiddenChartPaintsNothing(t *testing.T) {
	inTheme(t, theme.Light)
	c, q, _ := shown(t, cpu(10))
	c.Hide()
	c.SetData(cpu(20))
	time.Sleep(20 * time.Millisecond)
	if len(q.waiting) != 0 || c.busy {
		t.Error("it paints while hidden")
	}
	c.Show()
	q.one(t)
	if got := c.shown.data.Series[0].Points[0].Value; got != 20 {
		t.Errorf("shows %v when it is back", got)
	}
}

func TestItSaysInWordsWhatItShows(t *testing.T) {
	inTheme(t, theme.Light)
	none := math.NaN()
	for want, d := range map[string]Data{
		"CPU 12 %":                        cpu(12),
		"CPU: No figures yet":             {Now: noon},
		"CPU: web does not run":           {Now: noon, Note: "web does not run"},
		"CPU: No figure from this engine": cpu(none),
		"CPU –":                           {Now: noon.Add(30 * time.Second), Series: cpu(12).Series},
		"CPU ↓ 12 %, ↑ 4.0 %":             {Now: noon, Series: []Series{{Name: "↓", Points: cpu(12).Series[0].Points}, {Name: "↑", Points: cpu(4).Series[0].Points}}},
	} {
		c, _, _ := shown(t, d)
		if got := c.DescribeControl(); got.Text != want || got.ID != "detail.cpu" || got.Kind != KindChart {
			t.Errorf("says %+v, want %q", got, want)
		}
	}
}

func TestTheCrosshairReadsByPointerAndByKeys(t *testing.T) {
	inTheme(t, theme.Light)
	c, q, _ := shown(t, Data{Now: noon, Window: time.Minute, Series: []Series{{Points: wave(time.Minute, func(i int) float64 { return float64(i) })}}})
	reads := func() string {
		_, after, _ := strings.Cut(c.DescribeControl().Text, "; ")
		return after
	}
	move := func(share float32) {
		v := c.shown.view
		c.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(v.x+v.w*share, 90)}})
	}
	key := func(names ...fyne.KeyName) {
		for _, name := range names {
			c.TypedKey(&fyne.KeyEvent{Name: name})
		}
	}
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() { move(0.5) }, "at 11:59:30: 29 %"},
		{func() { key(fyne.KeyLeft) }, "at 11:59:29: 28 %"},
		{func() { key(fyne.KeyRight, fyne.KeyRight) }, "at 11:59:31: 30 %"},
		{func() { key(fyne.KeyEnd) }, "at 12:00:00: 59 %"},
		{func() { key(fyne.KeyRight) }, "at 12:00:00: 59 %"},
		{func() { key(fyne.KeyPageUp) }, "at 11:59:54: 53 %"},
		{func() { key(fyne.KeyHome) }, "at 11:59:01: 0 %"},
		{func() { key(fyne.KeyEscape) }, ""},
		{func() { key(fyne.KeyLeft) }, "at 12:00:00: 59 %"},
		{func() { move(2) }, ""},
	} {
		if step.do(); reads() != step.want {
			t.Errorf("reads %q, want %q", reads(), step.want)
		}
	}
	move(0.5)
	c.SetData(Data{Now: noon.Add(10 * time.Second), Window: time.Minute, Series: c.data.Series})
	q.one(t)
	if got := reads(); got != "at 11:59:30: 29 %" {
		t.Errorf("reads %q after the picture has moved on", got)
	}
	c.MouseOut()
	if reads() != "" {
		t.Error("it stays when the pointer has left")
	}
}

func TestTheThemeIsFollowed(t *testing.T) {
	app := inTheme(t, theme.Light)
	c, _, cv := shown(t, cpu(10))
	spark := NewSparkline()
	spark.Resize(spark.MinSize())
	spark.Set([]float64{3, 3, 3, 3})
	for _, choice := range []theme.Choice{theme.Dark, theme.Light} {
		app.Settings().SetTheme(theme.New(choice))
		c.Refresh()
		spark.Refresh()
		img := cv.Capture()
		if count(img, theme.Series1) < 50 || count(img, theme.Surface) < 1000 {
			t.Errorf("%s: the chart keeps the colours of before", choice)
		}
		if !has(spark.generate(112, 36), theme.Series1) {
			t.Errorf("%s: the sparkline keeps the colours of before", choice)
		}
	}
}

// has says whether an image has a pixel of a token's colour.
func has(img image.Image, token fyne.ThemeColorName) bool {
	want := color.RGBAModel.Convert(theme.Color(token))
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if img.At(x, y) == want {
				return true
			}
		}
	}
	return false
}

func TestASparklineIsPaintedOnlyWhenItsFiguresChange(t *testing.T) {
	inTheme(t, theme.Light)
	s := NewSparkline()
	s.Resize(s.MinSize())
	values := []float64{1, 5, math.NaN(), 3, 2}
	s.Set(values)
	img := s.generate(112, 36).(*image.RGBA)
	if !has(img, theme.Series1) {
		t.Fatal("nothing is drawn")
	}
	clear(img.Pix)
	s.Set(values)
	if has(s.generate(112, 36), theme.Series1) {
		t.Error("the same figures are painted again")
	}
	s.Set([]float64{1, 5, math.NaN(), 3, 4})
	if !has(s.generate(112, 36), theme.Series1) {
		t.Error("other figures are not painted")
	}
	s.Set(nil)
	if has(s.generate(112, 36), theme.Series1) {
		t.Error("a row without figures shows those of the row before")
	}
}

func TestASparklineNeedsNoNewMemory(t *testing.T) {
	inTheme(t, theme.Light)
	s := NewSparkline()
	s.Resize(s.MinSize())
	values := make([]float64, 60)
	i := 0
	if n := testing.AllocsPerRun(100, func() {
		i++
		values[i%60] = float64(i % 17)
		s.Set(values)
		s.generate(56, 18)
	}); n > 1 { // Fyne's own note that the raster is to be drawn
		t.Errorf("%v allocations a figure", n)
	}
}

func TestSparklinesAreDrawn(t *testing.T) {
	themed(t, func(t *testing.T, look string) {
		rows := container.NewVBox()
		for _, values := range [][]float64{
			cell(wave(time.Minute, steady(10, 9))), cell(wave(time.Minute, func(i int) float64 { return 5 + 5*math.Sin(float64(i)/6) })),
			cell(wave(20*time.Second, steady(3, 3))), {4}, nil, cell(wave(time.Minute, steady(0, 0))), cell(wave(time.Minute, steady(100, 0))),
			{1, 2, 3, 4, math.NaN(), math.NaN(), 4, 3, 2},
		} {
			s := NewSparkline()
			s.AtLeast = 5
			s.Set(values)
			rows.Add(container.NewHBox(canvas.NewText("12 %", theme.Color(theme.Text)), s))
		}
		for _, scale := range []float32{1, 2} {
			img := capture(rows, rows.MinSize().AddWidthHeight(20, 20), scale)
			if count(img, theme.Series1) < 100 {
				t.Errorf("at scale %v nothing is drawn", scale)
			}
			keep(t, "spark-"+look+map[float32]string{1: "", 2: "@2"}[scale], img)
		}
	})
}

func cell(points []Point) []float64 {
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = p.Value
	}
	return values
}

func TestTheCrosshairIsDrawn(t *testing.T) {
	themed(t, func(t *testing.T, look string) {
		for _, s := range states() {
			if s.name != "two-series" {
				continue
			}
			c := s.chart(newQueue())
			capture(c, fyne.NewSize(380, 180), 1)
			c.cursor.move(c.shown, noon.Add(-100*time.Second).UnixMilli())
			c.setFocus(true)
			img := capture(c, fyne.NewSize(380, 180), 2)
			if count(img, theme.Line) < 100 {
				t.Error("there is no crosshair")
			}
			keep(t, "crosshair-"+look, img)
		}
	})
}

// BenchmarkPaint is the picture of 15 minutes at 600×200; of one container's
// figures it must stay below 2 ms. "wild" jumps over the whole height each
// second, which is as bad as it can be.
func BenchmarkPaint(b *testing.B) {
	inTheme(b, theme.Light)
	series := func(n int, noise float64) (all []Series) {
		for i := range n {
			all = append(all, Series{Name: string(rune('a' + i)), Points: wave(15*time.Minute, steady(float64(10+20*i), noise))})
		}
		return all
	}
	for name, all := range map[string][]Series{
		"one": series(1, 15), "two": series(2, 15), "four": series(4, 15), "wild": series(1, 80),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			d := &Data{Now: noon, Window: 15 * time.Minute, Series: all, Limits: []Limit{{50, "limit"}}}
			var pic picture
			k := inkFor(d)
			p := layout("CPU", Percent, d, false, 700, 280, themeStyle())
			for b.Loop() {
				pic.paint(p, k, 600, 200)
			}
		})
	}
	b.Run("layout", func(b *testing.B) {
		d := &Data{Now: noon, Window: 15 * time.Minute, Series: series(2, 15), Limits: []Limit{{50, "limit"}}, Events: []Event{{noon.Add(-time.Minute), "started"}}}
		st := themeStyle()
		for b.Loop() {
			layout("CPU", Percent, d, false, 700, 280, st)
		}
	})
	b.Run("sparkline", func(b *testing.B) {
		b.ReportAllocs()
		s := NewSparkline()
		s.Resize(s.MinSize())
		values := make([]float64, 60)
		for i := 0; b.Loop(); i++ {
			values[i%60] = float64(i % 17)
			s.Set(values)
			s.generate(56, 18)
		}
	})
}
