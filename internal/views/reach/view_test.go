package reach_test

import (
	"context"
	"image/png"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/object/way"
	engine "github.com/dockdesk/dockdesk/internal/engine/reach"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/reach"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// ways answers what a test has made up.
type ways struct {
	facts   way.Facts
	err     error
	asked   []engine.Wish
	knocked []string
}

func (w *ways) Facts(_ context.Context, wish engine.Wish) (way.Facts, error) {
	w.asked = append(w.asked, wish)
	f := w.facts
	if wish.From != "" {
		f.From = &way.End{ID: wish.From, Name: "shop", State: object.StateRunning, Net: way.Own, Places: f.To.Places}
	}
	if wish.Helper {
		f.Looked, f.Image = way.Helper, "busybox:1"
	}
	return f, w.err
}

func (w *ways) Knock(_ context.Context, host string, port int) way.Knock {
	w.knocked = append(w.knocked, host)
	return way.Knock{Outcome: way.Empty, At: "127.0.0.1:8080", Took: time.Millisecond}
}

func (w *ways) KnockFrom(_ context.Context, from, host string, port int) (way.Knock, error) {
	w.knocked = append(w.knocked, from+">"+host)
	return way.Knock{Outcome: way.Answers, At: host + ":80", By: "wget", Words: strings.Fields("docker exec shop wget -T 3 -O /dev/null http://web:80/"), Took: 4 * time.Millisecond}, nil
}

// stage is a view with a host whose work is done at once.
type stage struct {
	ways     *ways
	view     *reach.View
	window   fyne.Window
	done     []string // remedies that were carried out
	recorded []string
	menu     []page.MenuItem
}

func web() (*object.Container, *object.Snapshot) {
	c := &object.Container{ID: "w", Name: "web", State: object.StateRunning, Started: noon.Add(-time.Hour)}
	s := &object.Container{ID: "s", Name: "shop", State: object.StateRunning, Started: noon.Add(-time.Hour)}
	return c, &object.Snapshot{Link: object.LinkLive, Containers: []*object.Container{c, s}}
}

func published(at string) way.Facts {
	return way.Facts{
		Looked: way.Kernel, Beside: true,
		Listeners: []way.Listener{{Address: netip.MustParseAddr(at), Port: way.Port{Number: 80, Proto: "tcp"}}},
		To: way.End{ID: "w", Name: "web", State: object.StateRunning, Net: way.Own,
			Doors:  []way.Door{{IP: "0.0.0.0", Public: 8080, Inside: way.Port{Number: 80, Proto: "tcp"}}},
			Places: []way.Place{{Network: "shop", NetworkID: "n", Driver: "bridge", Gateway: "172.18.0.1", IPv4: "172.18.0.2", Names: []string{"web", "front"}}}},
	}
}

func newStage(t *testing.T, choice theme.Choice, width float32, facts way.Facts) *stage {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	s := &stage{ways: &ways{facts: facts}}
	host := &page.Host{
		Post: func(f func()) { f() }, Now: func() time.Time { return noon },
		Go: func(f func(context.Context)) { f(t.Context()) }, Reach: s.ways,
		Failed: func(diagnosis.Failure) *diagnosis.Case {
			return &diagnosis.Case{Do: func(r diagnosis.Remedy) { s.done = append(s.done, r.Words) }}
		},
		Record: func(c command.Command) func(history.Outcome, string, string) {
			return func(_ history.Outcome, words, _ string) { s.recorded = append(s.recorded, c.String()+": "+words) }
		},
		Menu:    func(items []page.MenuItem, _ fyne.Position) { s.menu = items },
		Actions: doer{}, Copy: func(string) {}, OpenURL: func(string) {},
	}
	s.view = reach.New(host, "reach", false)
	s.window = test.NewTempWindow(t, container.NewStack(widgets.NewBox(theme.Background, "", ""), widgets.Pad(s.view.Object(), 16, 16)))
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(width, 620))
	c, all := web()
	s.view.Set(c, all)
	s.view.Shown()
	return s
}

// find is the control with an id.
func (s *stage) find(id string) (control.Description, fyne.CanvasObject, bool) {
	for _, o := range test.LaidOutObjects(s.window.Content()) {
		if d, ok := o.(control.Describer); ok && d.DescribeControl().ID == id && o.Visible() {
			return d.DescribeControl(), o, true
		}
	}
	return control.Description{}, nil, false
}

func (s *stage) expect(t *testing.T, id, words string) {
	t.Helper()
	if d, _, ok := s.find(id); !ok || !strings.Contains(d.Text, words) {
		t.Errorf("%s says %q, want %q", id, d.Text, words)
	}
}

func (s *stage) press(t *testing.T, id string) {
	t.Helper()
	_, o, ok := s.find(id)
	b, presses := o.(interface{ Tap() })
	if !ok || !presses {
		t.Fatalf("there is no button %s", id)
	}
	b.Tap()
}

func TestTheBrokenLinkIsShownWithItsRemedy(t *testing.T) {
	s := newStage(t, theme.Light, 760, published("127.0.0.1"))
	s.expect(t, "reach.title", "web listens only to itself")
	s.expect(t, "reach.stop.4", "port 80: listens at 127.0.0.1 only (broken here)")
	s.expect(t, "reach.stop.1", "port 8080: open on every address")
	s.press(t, "reach.remedy.0")
	if len(s.done) != 1 || s.done[0] != "Let it listen at 0.0.0.0" {
		t.Errorf("done: %q", s.done)
	}
	s.press(t, "reach.try")
	s.expect(t, "reach.tried", "opens and shuts at once")
	if len(s.recorded) > 0 {
		t.Errorf("no docker command was run, and the history has %q", s.recorded)
	}
}

func TestAnotherContainerCallsByItsNames(t *testing.T) {
	s := newStage(t, theme.Light, 760, published("0.0.0.0"))
	s.expect(t, "reach.title", "This computer reaches web at 127.0.0.1:8080")
	s.view.From("s")
	s.expect(t, "reach.title", "shop reaches web at web:80")
	s.press(t, "reach.name")
	for _, i := range s.menu {
		if i.Title == "front" {
			i.Do()
		}
	}
	s.expect(t, "reach.title", "shop reaches web at front:80")
	s.press(t, "reach.try")
	s.expect(t, "reach.tried", "wget knocked, inside shop")
	if len(s.recorded) != 1 || !strings.HasPrefix(s.recorded[0], "docker exec shop wget") {
		t.Errorf("the history has %q", s.recorded)
	}
	if got := s.ways.knocked; len(got) != 1 || got[0] != "s>front" {
		t.Errorf("knocked at %q", got)
	}
}

func TestAHelperLooksOnlyWhenItIsAskedFor(t *testing.T) {
	facts := published("0.0.0.0")
	facts.Looked = way.NotLooked
	s := newStage(t, theme.Light, 760, facts)
	if s.ways.asked[0].Helper {
		t.Error("a helper was run unasked")
	}
	s.expect(t, "reach.title", "not known")
	c, all := web()
	s.view.Set(c, all) // it has changed
	if n := len(s.ways.asked); n < 2 || s.ways.asked[n-1].Helper {
		t.Errorf("asked %+v", s.ways.asked)
	}
	s.press(t, "reach.remedy.helper")
	s.expect(t, "reach.title", "This computer reaches web at 127.0.0.1:8080")
	if n := len(s.ways.asked); !s.ways.asked[n-1].Helper {
		t.Error("no helper was run")
	}
}

// doer can do everything.
type doer struct{}

func (doer) Why(*action.Action, action.On) string { return "" }
func (doer) Click(*action.Action, action.On)      {}
func (doer) ClickWith(*action.Action, action.On)  {}

func TestNothingIsAskedWhileNobodyLooks(t *testing.T) {
	s := newStage(t, theme.Light, 760, published("0.0.0.0"))
	s.view.Hidden()
	n := len(s.ways.asked)
	c, all := web()
	s.view.Set(c, all)
	if len(s.ways.asked) != n {
		t.Error("it asked while it was hidden")
	}
}

// With DOCKDESK_LOOK set to a folder, the view is drawn there to be looked at.
func TestPicture(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return
	}
	closed := published("0.0.0.0")
	closed.To.Doors = nil
	for name, facts := range map[string]way.Facts{"whole": published("0.0.0.0"), "loopback": published("127.0.0.1"), "closed": closed} {
		for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
			for _, width := range []float32{500, 760, 1300} {
				s := newStage(t, choice, width, facts)
				if name == "loopback" {
					s.press(t, "reach.try")
				}
				f, err := os.Create(filepath.Join(dir, "reach-"+name+"-"+string(choice)+"-"+map[float32]string{500: "500", 760: "760", 1300: "1300"}[width]+".png"))
				if err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(f, s.window.Canvas().Capture()); err != nil {
					t.Fatal(err)
				}
				_ = f.Close()
			}
		}
	}
}
