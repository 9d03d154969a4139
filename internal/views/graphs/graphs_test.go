package graphs

import (
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/settings"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets/chart"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestATableLeavesWhatIsNotKnownEmpty(t *testing.T) {
	table := Table{Titles: []string{"cpu", `memory "of all"`}, Rows: []Row{
		{At: noon, Figures: []float64{12.3456, 1 << 30}},
		{At: noon.Add(1500 * time.Millisecond), Figures: []float64{math.NaN(), 0}},
	}}
	var b strings.Builder
	if err := table.Write(&b); err != nil {
		t.Fatal(err)
	}
	want := `time,cpu,"memory ""of all"""
2026-03-01T12:00:00.000Z,12.35,1073741824
2026-03-01T12:00:01.500Z,,0
`
	if b.String() != want {
		t.Errorf("it is\n%s, want\n%s", b.String(), want)
	}
}

func TestEverySystemTakesTheNameOfAFile(t *testing.T) {
	for name, want := range map[string]string{
		"web":                    "web-stats-20260301-120000",
		"a/b:c\u202e\n":          "a-b-c---stats-20260301-120000",
		strings.Repeat("x", 300): strings.Repeat("x", 60) + "-stats-20260301-120000",
	} {
		if got := FileName(name, noon); got != want {
			t.Errorf("%q gives %q, want %q", name, got, want)
		}
	}
}

func TestHowManyGraphsStandInARow(t *testing.T) {
	for _, c := range []struct {
		n     int
		width float32
		want  []int
	}{
		{5, 300, []int{1, 1, 1, 1, 1}},
		{5, 528, []int{2, 2, 1}},
		{5, 1400, []int{2, 3}},
		{2, 528, []int{2}},
		{2, 1400, []int{2}},
		{3, 1400, []int{3}},
		{4, 1400, []int{3, 1}},
	} {
		if got := rows(c.n, c.width); !slices.Equal(got, c.want) {
			t.Errorf("%d in %v: %v, want %v", c.n, c.width, got, c.want)
		}
	}
}

func TestGraphsFillTheirGridAndNeverOverlap(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light))
	var all []fyne.CanvasObject
	for range 5 {
		all = append(all, canvas.NewRectangle(nil))
	}
	g := NewGrid(all...)
	for _, size := range []fyne.Size{{Width: 300, Height: 400}, {Width: 528, Height: 300}, {Width: 1400, Height: 700}} {
		g.Resize(size)
		g.Resize(size.Max(g.MinSize())) // as a scroller does
		for i, a := range all {
			if a.Size().Height < leastHigh || a.Position().X+a.Size().Width > size.Width+0.5 {
				t.Errorf("in %v graph %d is %v at %v", size, i, a.Size(), a.Position())
			}
			for _, b := range all[i+1:] {
				apart := a.Position().X+a.Size().Width <= b.Position().X || b.Position().X+b.Size().Width <= a.Position().X ||
					a.Position().Y+a.Size().Height <= b.Position().Y || b.Position().Y+b.Size().Height <= a.Position().Y
				if !apart {
					t.Errorf("in %v two graphs overlap", size)
				}
			}
		}
	}
}

// tools makes a row of controls that is told of what is saved.
func tools(t *testing.T, kept page.Settings, saved func(name string, write func(io.Writer) error)) (*Tools, *int) {
	t.Helper()
	changes := 0
	return NewTools(&page.Host{
		Post: func(f func()) { f() },
		Now:  func() time.Time { return noon }, Settings: kept,
		Menu: func(items []page.MenuItem, _ fyne.Position) {
			for _, i := range items {
				i.Do()
			}
		},
		Save: func(name string, write func(io.Writer) error, _ func(error)) { saved(name, write) },
	}, Options{
		ID: "x", OnChange: func() { changes++ }, Name: func() string { return "web" },
		Picture: func() *chart.Sheet { return chart.NewSheet("web", chart.New("a", "A", chart.Percent)) },
		Table:   func() Table { return Table{Titles: []string{"cpu"}} },
	}), &changes
}

func TestTheSpanIsRememberedForAllPlaces(t *testing.T) {
	test.NewTempApp(t)
	kept, err := settings.Open("")
	if err != nil {
		t.Fatal(err)
	}
	a, changes := tools(t, kept, nil)
	b, _ := tools(t, kept, nil)
	if a.Span() != time.Minute {
		t.Errorf("at first it is %v", a.Span())
	}
	a.chips[2].Tap()
	b.Follow()
	c, _ := tools(t, kept, nil)
	if *changes != 1 || a.Span() != 15*time.Minute || b.Span() != a.Span() || c.Span() != a.Span() || !b.chips[2].On() || b.chips[0].On() {
		t.Errorf("%d changes; the spans are %v, %v, %v", *changes, a.Span(), b.Span(), c.Span())
	}
}

func TestPictureAndTableAreSaved(t *testing.T) {
	test.NewTempApp(t)
	kept, err := settings.Open("")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	a, _ := tools(t, kept, func(name string, write func(io.Writer) error) {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Error(err)
		}
		files[name] = b.String()
	})
	test.NewTempWindow(t, a.Object())
	a.save.Tap()
	if got := files["web-stats-20260301-120000.png"]; !strings.HasPrefix(got, "\x89PNG") {
		t.Errorf("the picture is %q", got)
	}
	if got := files["web-stats-20260301-120000.csv"]; got != "time,cpu\n" {
		t.Errorf("the table is %q", got)
	}
}
