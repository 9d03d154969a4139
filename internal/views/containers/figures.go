package containers

import (
	"cmp"
	"math"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// trendLength is how many figures a sparkline shows: a minute's.
const trendLength = 60

// refreshEvery is how often the figures of the list are drawn. They come once a
// second, which the graphs show.
const refreshEvery = 2 * time.Second

// figures are the live CPU and memory of the rows on the screen. It asks for
// exactly these, while the page is shown and figures are not switched off.
type figures struct {
	host   *page.Host
	list   *datalist.DataList[*object.Container]
	cancel func()
	rows   []string
	asked  []string
	line   []float64
	drawn  time.Time
}

func newFigures(host *page.Host) *figures { return &figures{host: host} }

func (f *figures) shown() {
	f.cancel = f.host.Figures.Subscribe(func([]string) { f.host.Post(f.refresh) })
	f.want()
}

// refresh draws the newest figures, of all rows at once: whatever changes, Fyne
// paints the whole window.
func (f *figures) refresh() {
	now := f.host.Now()
	if since := now.Sub(f.drawn); since > 0 && since < refreshEvery-refreshEvery/10 { // a clock that stands still holds nothing up
		return
	}
	f.drawn = now
	for _, id := range f.asked {
		f.list.Update(id)
	}
}

func (f *figures) hidden() {
	if f.cancel != nil {
		f.cancel()
		f.cancel = nil
	}
	f.ask(nil)
}

// visible hears which rows are on the screen.
func (f *figures) visible(keys []string) {
	f.rows = append(f.rows[:0], keys...)
	f.want()
}

// want asks for the figures of what runs and is on the screen.
func (f *figures) want() {
	if f.cancel == nil || f.list == nil || f.host.Settings.Get("figures") == "off" {
		f.ask(nil)
		return
	}
	var ids []string
	for _, id := range f.rows {
		if c, ok := f.list.Item(id); ok && c.State == object.StateRunning {
			ids = append(ids, id)
		}
	}
	f.ask(ids)
}

func (f *figures) ask(ids []string) {
	if len(ids) == 0 && len(f.asked) == 0 {
		return
	}
	f.asked = ids
	f.host.Figures.Want("containers.list", ids)
}

// last is the newest sample of a container that runs.
func (f *figures) last(c *object.Container) (stats.Sample, bool) {
	if c.State != object.StateRunning {
		return stats.Sample{}, false
	}
	return f.host.Figures.Last(c.ID)
}

func (f *figures) cpu(c *object.Container) string {
	if s, ok := f.last(c); ok {
		return format.Percent(s.CPU)
	}
	return ""
}

func (f *figures) memory(c *object.Container) string {
	if s, ok := f.last(c); ok {
		return format.Memory(s.Memory)
	}
	return ""
}

func (f *figures) trend(c *object.Container) []float64 {
	f.line = f.line[:0]
	if c.State != object.StateRunning {
		return nil
	}
	series := f.host.Figures.Series(c.ID)
	for _, s := range series[max(0, len(series)-trendLength):] {
		f.line = append(f.line, s.CPU)
	}
	return f.line
}

func (f *figures) compareCPU(a, b *object.Container) int {
	return f.compare(a, b, func(s stats.Sample) float64 { return s.CPU })
}

func (f *figures) compareMemory(a, b *object.Container) int {
	return f.compare(a, b, func(s stats.Sample) float64 { return s.Memory })
}

// compare puts what has no figure below what has one.
func (f *figures) compare(a, b *object.Container, value func(stats.Sample) float64) int {
	at := func(c *object.Container) float64 {
		s, ok := f.last(c)
		if v := value(s); ok && !math.IsNaN(v) {
			return v
		}
		return -1
	}
	return cmp.Compare(at(a), at(b))
}
