package home

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/topology/made"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

func TestAnEventLightsTheArrowItIsAbout(t *testing.T) {
	for _, c := range []struct {
		kind   object.Kind
		action string
		want   arrow
	}{
		{object.KindContainer, "start", arrowRun}, {object.KindContainer, "die", ""}, {object.KindContainer, "exec_start", ""},
		{object.KindImage, "pull", arrowShare}, {object.KindImage, "push", arrowShare}, {object.KindImage, "tag", ""},
		{object.KindVolume, "mount", arrowKeep}, {object.KindVolume, "destroy", ""},
		{object.KindNetwork, "connect", arrowTogether}, {"builder", "prune", arrowBuild}, {"daemon", "reload", ""},
	} {
		if got := arrowOf(object.Event{Kind: c.kind, Action: c.action}); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.kind, c.action, got, c.want)
		}
	}
}

// quiet are figures of nobody.
type quiet struct{}

func (quiet) Want(string, []string)            {}
func (quiet) Last(string) (stats.Sample, bool) { return stats.Sample{CPU: 12, Memory: 3e6}, true }
func (quiet) Series(string) []stats.Sample     { return nil }
func (quiet) Marks(string) []stats.Mark        { return nil }
func (quiet) Subscribe(func([]string)) func()  { return func() {} }

func open(t *testing.T, size fyne.Size, choice theme.Choice) (p *Page, win fyne.Window, tell func(object.Event), went *[]string) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(choice))
	went = &[]string{}
	var mu sync.Mutex
	var work sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	host := &page.Host{
		Post: func(f func()) { mu.Lock(); defer mu.Unlock(); f() }, Now: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) },
		Figures: quiet{}, GoTo: func(id string) { *went = append(*went, id) }, Explain: func(topic string) { *went = append(*went, topic) },
		Go:     func(f func(context.Context)) { work.Go(func() { f(ctx) }) },
		Events: func(fn func(object.Event)) func() { tell = fn; return func() {} },
	}
	p = New(host)
	win = test.NewTempWindow(t, container.NewStack(widgets.NewBox(theme.Background, theme.Background, theme.SizeBorder), p.Content()))
	win.SetPadded(false)
	win.Resize(size)
	p.Shown()
	e := made.Shop()
	e.Snapshot.Link = object.LinkLive
	p.Update(&e.Snapshot)
	win.Content().Refresh()
	t.Cleanup(func() { p.Hidden(); cancel(); work.Wait() })
	return p, win, tell, went
}

func TestTheTilesOfTheCycleLeadToTheirPages(t *testing.T) {
	p, win, tell, went := open(t, fyne.NewSize(820, 800), theme.Light)
	tell(object.Event{Kind: object.KindContainer, Action: "start"})
	if p.cycle.lit != arrowRun {
		t.Errorf("%q is lit", p.cycle.lit)
	}
	for _, id := range []string{"home.build", "home.registries", "home.count.images", "home.count.networks"} {
		if c, ok := uisocket.Walk(win.Canvas()).Find(id); !ok || !c.Visible {
			t.Errorf("there is no %s", id)
		}
	}
	p.cycle.dockerfile.(*widgets.Tile).Tap()
	p.cycle.registries.(*widgets.Tile).Tap()
	if got := fmt.Sprint(*went); got != "[build concept.registry]" {
		t.Errorf("went to %s", got)
	}
}

func TestPicturesOfHome(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // nobody looks
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, width := range []float32{490, 816, 1456} {
			_, win, tell, _ := open(t, fyne.NewSize(width, 800), choice)
			tell(object.Event{Kind: object.KindContainer, Action: "start"})
			f, err := os.Create(filepath.Join(dir, fmt.Sprintf("home-%v-%v.png", choice, width)))
			if err != nil {
				t.Fatal(err)
			}
			if err := png.Encode(f, win.Canvas().Capture()); err != nil {
				t.Fatal(err)
			}
			_ = f.Close()
		}
	}
}
