// Package graphs is what places with live graphs share: the row of controls
// above them, the grid that they stand in, and how they become a file.
//
// It must know neither whose figures they are nor where those come from.
package graphs

import (
	"encoding/csv"
	"fmt"
	"image/png"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/chart"
)

// spans are how far back graphs can reach.
var spans = []struct {
	id, words string
	span      time.Duration
}{{"1", "1 min", time.Minute}, {"5", "5 min", 5 * time.Minute}, {"15", "15 min", 15 * time.Minute}}

// Options are what Tools are made of.
type Options struct {
	ID string // the ids of the controls begin with it
	// OnChange hears that another span was chosen, or the graphs were paused or
	// go on.
	OnChange func()
	// OnHeight hears that the row needs another height; may be nil.
	OnHeight func()
	// Picture and Table give what is saved, on the main goroutine; Name is what
	// the file is called, without its end.
	Picture func() *chart.Sheet
	Table   func() Table
	Name    func() string
}

// Tools is the row of controls above graphs.
type Tools struct {
	host   *page.Host
	o      Options
	span   time.Duration
	paused bool

	chips  []*widgets.Chip
	pause  *widgets.Button
	save   *widgets.Button
	words  *widgets.Text
	right  *fyne.Container
	object *bar
}

// NewTools makes the row. The span is the one that was chosen last, anywhere; at
// first a minute, which is full soon.
func NewTools(host *page.Host, o Options) *Tools {
	t := &Tools{host: host, o: o, span: time.Minute}
	kept := host.Settings.Get("graphs.span")
	row := container.New(layout.NewCustomPaddedHBoxLayout(6))
	for _, s := range spans {
		if s.id == kept {
			t.span = s.span
		}
		c := widgets.NewChip(o.ID+".span."+s.id, s.words, func() { t.setSpan(s.id, s.span) })
		c.Topic = "graph.span"
		t.chips = append(t.chips, c)
		row.Add(widgets.Middle(c))
	}
	t.pause = widgets.NewButton(o.ID+".pause", "Pause", "pause", widgets.Quiet, func() { t.SetPaused(!t.paused) })
	t.pause.Topic = "graph.pause"
	t.save = widgets.NewButton(o.ID+".save", "Save…", "save", widgets.Quiet, t.saveMenu)
	t.save.Topic = "graph.save"
	widgets.SetVisible(t.save, host.Save != nil)
	t.words = widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	t.words.ID, t.words.Truncate = o.ID+".words", true
	t.right = container.New(layout.NewCustomPaddedHBoxLayout(6), t.pause, t.save)
	t.object = newBar(row, t.words, t.right)
	t.show()
	return t
}

// Object is what is shown.
func (t *Tools) Object() fyne.CanvasObject { return t.object }

// Span is how far back the graphs reach.
func (t *Tools) Span() time.Duration { return t.span }

// Paused reports whether the graphs are held still.
func (t *Tools) Paused() bool { return t.paused }

// SetPaused holds the graphs still, or lets them go on.
func (t *Tools) SetPaused(paused bool) {
	if t.paused == paused {
		return
	}
	t.paused = paused
	t.show()
	t.o.OnChange()
}

// Follow takes over the span that was chosen elsewhere; call it when the place
// is shown.
func (t *Tools) Follow() {
	kept := t.host.Settings.Get("graphs.span")
	for _, s := range spans {
		if s.id == kept {
			t.span = s.span
		}
	}
	t.show()
}

// Say says how the graphs stand, in a sentence that is always seen, or none.
func (t *Tools) Say(words string, ink fyne.ThemeColorName) { t.say(words, ink, false) }

// Hint says something that can be left out where there is no room.
func (t *Tools) Hint(words string) { t.say(words, theme.Muted, true) }

func (t *Tools) say(words string, ink fyne.ThemeColorName, hint bool) {
	t.words.SetColor(ink)
	if t.words.Text() == words && t.object.hint == hint {
		return
	}
	before := t.object.MinSize().Height
	t.object.hint = hint
	t.words.SetText(words)
	t.object.Refresh()
	if t.o.OnHeight != nil && t.object.MinSize().Height != before {
		t.o.OnHeight()
	}
}

func (t *Tools) setSpan(id string, span time.Duration) {
	t.span = span
	t.host.Settings.Set("graphs.span", id)
	t.show()
	t.o.OnChange()
}

func (t *Tools) show() {
	for i, s := range spans {
		t.chips[i].SetOn(s.span == t.span)
	}
	words, icon := "Pause", "pause"
	if t.paused {
		words, icon = "Go on", "play"
	}
	t.pause.SetText(words)
	t.object.Refresh()
	t.pause.SetIcon(icon)
	t.pause.SetLit(t.paused)
}

// saveMenu asks for the form of the file.
func (t *Tools) saveMenu() {
	name := FileName(t.o.Name(), t.host.Now())
	t.host.Menu([]page.MenuItem{
		{ID: t.o.ID + ".save.png", Title: "As a picture (PNG)", Icon: "image", Topic: "graph.save", Do: func() {
			t.draw(t.o.Picture(), func(s *chart.Sheet) {
				t.host.Save(name+".png", func(w io.Writer) error { return png.Encode(w, s.Image()) }, func(error) {})
			})
		}},
		{ID: t.o.ID + ".save.csv", Title: "As a table (CSV)", Icon: "file", Topic: "graph.save", Do: func() {
			table := t.o.Table()
			t.host.Save(name+".csv", table.Write, func(error) {})
		}},
	}, widgets.Below(t.save))
}

// draw draws a sheet piece by piece, so that the window answers in between.
func (t *Tools) draw(s *chart.Sheet, then func(*chart.Sheet)) {
	if s.Draw() {
		t.host.Post(func() { t.draw(s, then) })
		return
	}
	then(s)
}

// FileName is what a file about an object is called, without its end: every
// system takes it.
func FileName(name string, now time.Time) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '-'
	}, name)
	return fmt.Sprintf("%s-stats-%s", clean[:min(len(clean), 60)], now.Format("20060102-150405"))
}

// Table is figures as they are saved: a line for each moment.
type Table struct {
	Titles []string // of the figures; the time comes before them
	Rows   []Row
}

// Row is the figures of a moment; NaN is one that the engine did not give.
type Row struct {
	At      time.Time
	Figures []float64
}

// Write writes it as CSV. What is not known is left empty, so that a
// spreadsheet doesn't take it for 0.
func (t Table) Write(w io.Writer) error {
	out := csv.NewWriter(w)
	line := append([]string{"time"}, t.Titles...)
	if err := out.Write(line); err != nil {
		return err
	}
	for _, r := range t.Rows {
		line = append(line[:0], r.At.Format("2006-01-02T15:04:05.000Z07:00"))
		for _, v := range r.Figures {
			line = append(line, figure(v))
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// figure is a number without more digits than were measured.
func figure(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}
