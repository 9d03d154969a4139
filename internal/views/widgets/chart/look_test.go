package chart

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.Local)

// wave makes a figure a second for a span up to noon.
func wave(span time.Duration, f func(second int) float64) []Point {
	n := int(span / time.Second)
	points := make([]Point, n)
	for i := range points {
		points[i] = Point{At: noon.Add(time.Duration(i-n+1) * time.Second).UnixMilli(), Value: f(i)}
	}
	return points
}

func steady(level, noise float64) func(int) float64 {
	r := rand.New(rand.NewPCG(1, 2))
	return func(int) float64 { return level + noise*r.Float64() }
}

// state is a chart in one of the states that a person meets.
type state struct {
	name, title string
	unit        Unit
	data        Data
	paused      bool
}

func states() []state {
	five := 5 * time.Minute
	spiky := func(i int) float64 {
		if i%37 == 0 {
			return 180
		}
		return 6 + 5*math.Sin(float64(i)/9)
	}
	gap := func(i int) float64 {
		if i > 100 && i < 150 || i == 200 {
			return math.NaN()
		}
		return 40 + 20*math.Sin(float64(i)/20)
	}
	pair := func(a, b string) []Series {
		return []Series{
			{Name: a, Color: theme.Series3, Points: wave(five, func(i int) float64 { return 1.2e6 + 4e5*math.Sin(float64(i)/18) })},
			{Name: b, Color: theme.Series4, Points: wave(five, func(i int) float64 { return 7e5 + 3e5*math.Sin(float64(i)/11) })},
		}
	}
	one := func(points []Point) []Series { return []Series{{Points: points}} }
	nothing := wave(five, func(int) float64 { return math.NaN() })
	return []state{
		{name: "no-data", title: "CPU", data: Data{}},
		{name: "note", title: "CPU", data: Data{Note: "job has ended. Its figures come back when it runs again, and only then."}},
		{name: "one-point", title: "CPU", data: Data{Series: one(wave(time.Second, steady(30, 0)))}},
		{name: "steady", title: "CPU", data: Data{Series: one(wave(15*time.Minute, steady(10, 4))), Limits: []Limit{{50, "limit --cpus 0.5"}}}},
		{name: "spiky", title: "CPU", data: Data{
			Series: one(wave(15*time.Minute, spiky)), Window: 15 * time.Minute,
			Events: []Event{{noon.Add(-8 * time.Minute), "health check failed"}, {noon.Add(-7 * time.Minute), "started"}, {noon.Add(-20 * time.Second), "exec sh"}},
		}},
		{name: "memory", title: "Memory", unit: Memory, data: Data{
			Series: []Series{{Color: theme.Series2, Points: wave(five, steady(40<<20, 8<<20))}}, Limits: []Limit{{64 << 20, "limit --memory 64m"}},
		}},
		{name: "over-limit", title: "CPU", data: Data{
			Series: one(wave(five, steady(55, 12))), Limits: []Limit{{50, "limit --cpus 0.5"}},
			Events: []Event{{noon.Add(-2 * time.Minute), "out of memory"}, {noon.Add(-30 * time.Second), "health check failed"}},
		}},
		{name: "limit-far", title: "Memory", unit: Memory, data: Data{
			Series: []Series{{Color: theme.Series2, Points: wave(time.Minute, steady(9<<20, 1<<20))}}, Limits: []Limit{{2 << 30, "limit --memory 2g"}},
		}},
		{name: "two-series", title: "Network", unit: Rate, data: Data{Series: pair("↓", "↑")}},
		{name: "two-named", title: "Disk", unit: Rate, data: Data{Series: pair("read", "write"), Window: time.Minute}},
		{name: "gap", title: "CPU", data: Data{Series: one(wave(five, gap))}},
		{name: "nan", title: "Disk", unit: Rate, data: Data{Series: []Series{{Name: "read", Color: theme.Series3, Points: nothing}, {Name: "write", Color: theme.Series4, Points: nothing}}}},
		{name: "paused", title: "Processes", unit: Count, paused: true, data: Data{Series: one(wave(30*time.Second, steady(3, 0))), Window: 30 * time.Second}},
		{name: "stacked", title: "CPU of all", data: Data{Stacked: true, Limits: []Limit{{200, "this computer's 2 cores"}}, Series: []Series{
			{Name: "web", Points: wave(five, spiky)}, {Name: "db-of-the-whole-shop", Points: wave(five, gap)},
			{Name: "cache", Points: wave(five, steady(7, 2))}, {Name: "job", Points: wave(five, steady(0, 2))}, {Name: "others", Points: wave(five, steady(20, 9))},
		}}},
		{name: "four", title: "CPU of the busiest", data: Data{Series: []Series{
			{Name: "web", Points: wave(five, steady(50, 4))}, {Name: "db", Points: wave(five, steady(48, 4))},
			{Name: "cache", Points: wave(five, steady(47, 2))}, {Name: "job", Points: wave(five, steady(3, 2))},
		}}},
	}
}

// queue is a Post that a test empties by itself.
type queue struct{ waiting chan func() }

func newQueue() *queue { return &queue{make(chan func(), 100)} }

func (q *queue) post(f func()) { q.waiting <- f }

func (q *queue) one(t *testing.T) {
	t.Helper()
	select {
	case f := <-q.waiting:
		f()
	case <-time.After(5 * time.Second):
		t.Fatal("nothing was posted")
	}
}

func (s *state) chart(q *queue) *Chart {
	c := New("chart."+s.name, s.title, s.unit)
	c.Post = q.post
	d := s.data
	d.Now = noon
	c.SetData(d)
	c.SetPaused(s.paused)
	return c
}

// inTheme makes an app in a theme.
func inTheme(t testing.TB, choice theme.Choice) fyne.App {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	return app
}

// themed runs a test in each theme.
func themed(t *testing.T, run func(t *testing.T, name string)) {
	for name, choice := range map[string]theme.Choice{"light": theme.Light, "dark": theme.Dark} {
		t.Run(name, func(t *testing.T) {
			inTheme(t, choice)
			run(t, name)
		})
	}
}

// capture draws an object on the page's background at a scale.
func capture(o fyne.CanvasObject, size fyne.Size, scale float32) image.Image {
	c := software.NewCanvas()
	c.(interface{ SetScale(float32) }).SetScale(scale)
	c.SetPadded(false)
	c.SetContent(container.NewStack(canvas.NewRectangle(theme.Color(theme.Background)), container.NewPadded(o)))
	c.Resize(size)
	return c.Capture()
}

// keep saves a picture for a person to look at: DOCKDESK_LOOK=DIR go test.
func keep(t *testing.T, name string, img image.Image) {
	t.Helper()
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// count is how many pixels have exactly a token's colour.
func count(img image.Image, token fyne.ThemeColorName) int {
	want, n := color.NRGBAModel.Convert(theme.Color(token)).(color.NRGBA), 0
	pix := img.(*image.NRGBA).Pix
	for i := 0; i < len(pix); i += 4 {
		if pix[i] == want.R && pix[i+1] == want.G && pix[i+2] == want.B {
			n++
		}
	}
	return n
}

func TestEveryStateIsDrawn(t *testing.T) {
	themed(t, func(t *testing.T, look string) {
		sizes := []fyne.Size{{Width: 380, Height: 180}}
		if os.Getenv("DOCKDESK_LOOK") != "" {
			sizes = append(sizes, fyne.NewSize(780, 180))
		}
		for _, size := range sizes {
			column := container.NewVBox()
			for _, s := range states() {
				c := s.chart(newQueue())
				img := capture(c, size, 1)
				for i, series := range s.data.series() {
					_, known, _ := c.shown.data.highest()
					if drawn := count(img, series.color(i)) > 5; drawn != (known > 0) && s.data.Note == "" {
						t.Errorf("%s: series %d drawn: %v, figures: %d", s.name, i, drawn, known)
					}
				}
				if os.Getenv("DOCKDESK_LOOK") == "" {
					continue
				}
				picture := canvas.NewImageFromImage(img)
				picture.SetMinSize(size)
				column.Add(picture)
			}
			if len(column.Objects) > 0 {
				keep(t, fmt.Sprintf("chart-%s-%.0f", look, size.Width), capture(column, column.MinSize(), 1))
			}
		}
	})
}
