package window_test

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// lively is 15 minutes of a container that does all sorts of things.
func lively(seed float64) []stats.Sample {
	nan := math.NaN()
	list := make([]stats.Sample, 900)
	for i := range list {
		x := float64(i) + seed*37
		list[i] = stats.Sample{
			At:  noon.Add(time.Duration(i-899) * time.Second),
			CPU: 20 + 14*math.Sin(x/40) + 6*math.Sin(x/3+seed), Memory: (24 + 8*math.Sin(x/150) + seed) * (1 << 20), PIDs: 4 + math.Floor(2*math.Sin(x/60)+0.5),
			Rx: 1.2e6 + 8e5*math.Sin(x/30), Tx: 4e5 + 3e5*math.Sin(x/17), Read: 0, Write: max(0, 9e5*math.Sin(x/90)),
			RxTotal: nan, TxTotal: nan, ReadTotal: nan, WriteTotal: nan,
		}
	}
	return list
}

// statsStage is a window that shows the graphs of web.
func statsStage(t *testing.T, sc scene) *stage {
	t.Helper()
	if sc.room == nil {
		sc.room = five()
		web := sc.room.Containers[0]
		web.CPULimit, web.MemoryLimit, web.PIDsLimit = 0.5, 64<<20, 8
		web.Started = noon.Add(-4*time.Minute - 10*time.Second)
	}
	s := newStage(t, sc)
	s.figures.series[hash('c', 1)] = lively(0)
	s.figures.marks[hash('c', 1)] = []stats.Mark{{At: noon.Add(-2 * time.Minute), Label: "unhealthy"}, {At: noon.Add(-40 * time.Second), Label: "exec sh"}}
	s.Open(object.Ref{Kind: object.KindContainer, ID: hash('c', 1)})
	s.press("containers.detail.tab.stats")
	return s
}

func (s *stage) text(id string) string {
	s.t.Helper()
	c, ok := s.tree().Find(id)
	if !ok {
		s.t.Fatalf("there is no %s:\n%s", id, s.tree())
	}
	return c.Text
}

func TestPicturesOfTheStats(t *testing.T) {
	if os.Getenv("DOCKDESK_LOOK") == "" {
		return // nobody looks
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800), fyne.NewSize(1920, 1080)} {
			s := statsStage(t, scene{choice: choice, size: size})
			name := func(what string) string { return fmt.Sprintf("stats-%s-%s-%.0f", what, choice, size.Width) }
			s.picture(name("five"))
			s.focus("stats.cpu")
			s.key(fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyPageUp)
			s.picture(name("crosshair"))
			s.key(fyne.KeyEscape)
			s.press("stats.span.15")
			s.press("stats.pause")
			s.picture(name("paused"))
		}
	}
}

func TestOneCrosshairReadsAllGraphs(t *testing.T) {
	s := statsStage(t, scene{})
	s.focus("stats.memory")
	s.key(fyne.KeyEnd, fyne.KeyLeft)
	for _, id := range []string{"stats.cpu", "stats.memory", "stats.network", "stats.disk", "stats.pids"} {
		if got := s.text(id); !strings.Contains(got, "at 11:59:59:") {
			t.Errorf("%s reads %q", id, got)
		}
	}
	s.key(fyne.KeyEscape)
	if got := s.text("stats.cpu"); strings.Contains(got, "at ") {
		t.Errorf("after Esc it reads %q", got)
	}
}

func TestPausedGraphsStandStillAndLoseNothing(t *testing.T) {
	s := statsStage(t, scene{})
	s.press("stats.pause")
	before := s.text("stats.cpu")
	s.clock = noon.Add(time.Minute)
	s.figures.tell(hash('c', 1), 77, 30)
	s.drain()
	if got := s.text("stats.cpu"); got != before {
		t.Errorf("while paused it goes from %q to %q", before, got)
	}
	if got := s.text("stats.words"); !strings.Contains(got, "Held at 12:00:00") {
		t.Errorf("it says %q", got)
	}
	s.press("stats.span.1")
	if got := s.text("stats.cpu"); got != before {
		t.Errorf("with another span it goes from %q to %q", before, got)
	}
	s.clock = noon
	s.press("stats.pause")
	s.await("the newest figure is shown", func() bool { return strings.Contains(s.text("stats.cpu"), "77 %") })
}

func TestGraphsOfWhatDoesNotRunSaySo(t *testing.T) {
	s := statsStage(t, scene{kept: map[string]string{"room.stats": "low"}})
	s.press("containers.list.row." + hash('c', 4))
	if got := s.text("stats.cpu"); !strings.Contains(got, "job does not run, so it uses nothing") {
		t.Errorf("it says %q", got)
	}
	s.press("containers.list.row." + hash('c', 1))
	dead := five()
	dead.Containers[0].State, dead.Containers[0].ExitCode, dead.Containers[0].Finished = object.StateExited, 137, noon
	s.publish(dead)
	if got := s.text("stats.words"); !strings.Contains(got, "web does not run. This is how it was") {
		t.Errorf("it says %q", got)
	}
	if got := s.figures.wanted["containers.stats"]; got != nil {
		t.Errorf("it still wants %q", got)
	}
	gone := five()
	gone.Link = object.LinkLost
	s.publish(gone)
	if got := s.text("stats.words"); !strings.Contains(got, "The engine does not answer") {
		t.Errorf("it says %q", got)
	}
}

func TestTheSumInTheStatusLineGoesWithTheLastContainer(t *testing.T) {
	room := five()
	room.Containers = room.Containers[:1]
	s := statsStage(t, scene{room: room})
	s.figures.tell(hash('c', 1), 12, 24)
	s.drain()
	if got := s.text("status.usage"); !strings.Contains(got, "CPU 12 %") {
		t.Fatalf("it says %q", got)
	}
	dead := five()
	dead.Containers = dead.Containers[:1]
	dead.Containers[0].State = object.StateExited
	s.publish(dead)
	if got := s.text("status.usage"); got != "" {
		t.Errorf("with nothing that runs it says %q", got)
	}
}

func TestFiguresThatTheEngineDoesNotGiveAreExplained(t *testing.T) {
	room := five()
	web := room.Containers[0]
	web.Networks = []object.Endpoint{{Network: "host"}}
	s := statsStage(t, scene{room: room})
	nan := math.NaN()
	for i := range s.figures.series[web.ID] {
		f := &s.figures.series[web.ID][i]
		f.Rx, f.Tx, f.Read, f.Write = nan, nan, nan, nan
	}
	s.publish(room)
	for id, want := range map[string]string{"stats.network": "--network host", "stats.disk": "The engine gives no figure"} {
		if got := s.text(id); !strings.Contains(got, want) {
			t.Errorf("%s says %q", id, got)
		}
	}
	s.picture("stats-no-figures")
}
