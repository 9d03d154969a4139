package containers

import (
	"math"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/settings"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// busy are figures of 15 minutes that never rest.
type busy struct{ series []stats.Sample }

func (*busy) Want(string, []string)              {}
func (b *busy) Last(string) (stats.Sample, bool) { return b.series[len(b.series)-1], true }
func (b *busy) Series(string) []stats.Sample     { return append([]stats.Sample(nil), b.series...) }
func (*busy) Marks(string) []stats.Mark {
	return []stats.Mark{{At: noon.Add(-time.Minute), Label: "exec sh"}}
}
func (*busy) Subscribe(func(ids []string)) (cancel func()) { return func() {} }

func newBusy() *busy {
	b := &busy{}
	for i := range 900 {
		x := float64(i)
		b.series = append(b.series, stats.Sample{
			At: noon.Add(time.Duration(i-899) * time.Second), CPU: 50 + 40*math.Sin(x/5), Memory: 4e7 + 1e7*math.Sin(x/40), PIDs: 5,
			Rx: 1e6 + 9e5*math.Sin(x/7), Tx: 5e5 + 4e5*math.Sin(x/3), Read: 1e5 * math.Abs(math.Sin(x)), Write: 2e5 * math.Abs(math.Cos(x)),
		})
	}
	return b
}

// BenchmarkGraphsFrame is one second of a container's five graphs over 15
// minutes, as much of it as the main goroutine does, in the median: 2 ms is the
// budget of four.
func BenchmarkGraphsFrame(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(theme.New(theme.Light))
	kept, err := settings.Open("")
	if err != nil {
		b.Fatal(err)
	}
	kept.Set("graphs.span", "15")
	posted := make(chan func(), 100)
	now := noon
	figures := newBusy()
	t := newStatsTab(&page.Host{
		Post: func(f func()) { posted <- f }, Now: func() time.Time { return now }, Figures: figures, Settings: kept,
	})
	w := test.NewTempWindow(b, t.object())
	w.Resize(fyne.NewSize(1300, 700))
	t.show(&object.Container{ID: "a", Name: "web", State: object.StateRunning, CPULimit: 0.5, MemoryLimit: 64 << 20}, &object.Snapshot{Link: object.LinkLive})
	t.shown()
	w.Canvas().Capture() // so that every graph has its picture
	var frames []time.Duration
	for b.Loop() {
		now = now.Add(time.Second)
		last := figures.series[0]
		last.At = now
		figures.series = append(figures.series[1:], last)
		begun := time.Now()
		t.draw()
		main := time.Since(begun)
		for range t.charts() { // each is painted elsewhere and comes back
			f := <-posted
			begun = time.Now()
			f()
			main += time.Since(begun)
		}
		frames = append(frames, main)
	}
	slices.Sort(frames)
	b.ReportMetric(float64(frames[len(frames)/2].Microseconds())/1000, "main-ms/frame")
}
