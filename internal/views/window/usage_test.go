package window_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// usageStage is a window that shows the page Stats.
func usageStage(t *testing.T, sc scene) *stage {
	t.Helper()
	if sc.room == nil {
		sc.room = five()
		for i := range 6 {
			c := *sc.room.Containers[0]
			c.ID, c.Name = hash('c', 10+i), fmt.Sprintf("worker-%d", i)
			sc.room.Containers = append(sc.room.Containers, &c)
		}
		sc.room.Engine.CPUs, sc.room.Engine.Memory = 2, 8<<30
	}
	s := newStage(t, sc)
	for i, c := range sc.room.Containers {
		if c.State == object.StateRunning {
			s.figures.series[c.ID] = lively(float64(i))
		}
	}
	s.GoTo("stats")
	s.drain()
	return s
}

func TestTheStatsPageShowsWhatAllUse(t *testing.T) {
	s := usageStage(t, scene{})
	if n := len(s.figures.wanted["stats.page"]); n != 9 {
		t.Errorf("it wants %d containers' figures", n)
	}
	cpu := s.text("usage.total.cpu")
	if !strings.Contains(cpu, "of 2 cores") {
		t.Errorf("the total says %q", cpu)
	}
	if got := s.text("usage.cpu"); !strings.Contains(got, "worker-") || !strings.Contains(got, "5 others") {
		t.Errorf("the graph says %q", got)
	}
	s.press("usage.total.memory")
	s.focus("usage.cpu")
	s.key(fyne.KeyEnd, fyne.KeyLeft)
	if got := s.text("usage.memory"); !strings.Contains(got, "at 11:59:5") {
		t.Errorf("the other graph reads %q", got)
	}
	s.key(fyne.KeyEscape)
	s.GoTo("containers")
	s.drain()
	if got := s.figures.wanted["stats.page"]; got != nil {
		t.Errorf("it still wants %d containers' figures", len(got))
	}
}

func TestEnterGoesToTheContainer(t *testing.T) {
	s := usageStage(t, scene{})
	s.press("usage.list.row." + hash('c', 11))
	s.key(fyne.KeyReturn)
	if s.Page() != "containers" || s.text("containers.detail.name") != "worker-1" {
		t.Errorf("it is at %s, %s", s.Page(), s.text("containers.detail.name"))
	}
}

func TestTheStatsPageSaysWhenNothingRuns(t *testing.T) {
	s := usageStage(t, scene{room: nothing()})
	if !s.shows("No container runs") {
		t.Errorf("it shows\n%s", s.tree())
	}
	s.picture("usage-empty")
	lost := five()
	lost.Link = object.LinkLost
	s.publish(lost)
	if got := s.text("usage.words"); !strings.Contains(got, "The engine does not answer") {
		t.Errorf("it says %q", got)
	}
}

func TestPicturesOfTheStatsPage(t *testing.T) {
	if os.Getenv("DOCKDESK_LOOK") == "" {
		return // nobody looks
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800), fyne.NewSize(1920, 1080)} {
			s := usageStage(t, scene{choice: choice, size: size})
			s.picture(fmt.Sprintf("usage-%s-%.0f", choice, size.Width))
		}
	}
}
