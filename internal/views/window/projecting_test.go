package window_test

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/action"
)

// beamer shows the stage's window at any scale.
type beamer struct{ win fyne.Window }

func (b beamer) Scale(px float64) {
	if px == 0 {
		px = 1
	}
	b.win.Canvas().(test.WindowlessCanvas).SetScale(float32(px))
}

// pixels is the window's size on the screen.
func (s *stage) pixels() (w, h float64) {
	c := s.win.Canvas()
	return float64(c.Size().Width * c.Scale()), float64(c.Size().Height * c.Scale())
}

func TestTheProjectorModeShowsLessAndDoesNotGrow(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(1280, 720), fyne.NewSize(1920, 1080)} {
		s := newStage(t, scene{size: size})
		s.Project(true)
		s.drain()
		w, h := s.pixels()
		if math.Abs(w-float64(size.Width)) > 4 || math.Abs(h-float64(size.Height)) > 4 {
			t.Errorf("the window is %.0f×%.0f px, was %v", w, h, size)
		}
		for _, gone := range []string{"containers.list.header.image", "containers.list.header.cpu", "containers.filter.running", "history.command", "status.engine", "guide"} {
			if s.sees(gone) {
				t.Errorf("%s is still seen", gone)
			}
		}
		for _, there := range []string{"containers.list.header.state", "containers.list.header.name", "containers.list.header.ports", "containers.detail.name", "projector.command", "presenter.watch"} {
			if !s.sees(there) {
				t.Errorf("%s is not seen", there)
			}
		}
		s.press("containers.far")
		if s.sees("containers.list.header.name") || !s.sees("containers.detail.tab.logs") {
			t.Error("an opened object has not all the room")
		}
		s.Project(false)
		s.drain()
		if w, h := s.pixels(); math.Abs(w-float64(size.Width)) > 4 || math.Abs(h-float64(size.Height)) > 4 {
			t.Errorf("back from the projector the window is %.0f×%.0f px", w, h)
		}
		for _, there := range []string{"containers.list.header.image", "containers.filter.running", "status.engine", "guide", "containers.detail.tab.logs"} {
			if !s.sees(there) {
				t.Errorf("%s has not come back", there)
			}
		}
	}
}

func TestNothingNeededStandsInTheBottomFifth(t *testing.T) {
	s := newStage(t, scene{size: fyne.NewSize(1280, 720)})
	s.Project(true)
	for _, page := range s.Pages() {
		s.GoTo(page)
		s.drain()
		_, height := s.pixels()
		for _, c := range s.tree().Controls {
			if !c.Visible || strings.HasPrefix(c.Within, "presenter.") || strings.HasPrefix(c.ID, "presenter.") || c.Kind == "pane" {
				continue
			}
			if bottom := float64(c.Shown.Y + c.Shown.Height); bottom > 0.8*height+2 {
				t.Errorf("%s: %s reaches down to %.0f of %.0f", page, c.ID, bottom, height)
			}
		}
	}
}

// TestFromFarAwayNothingLiesOverTheCommand at any distance, on any page.
func TestFromFarAwayNothingLiesOverTheCommand(t *testing.T) {
	for _, heights := range []string{"6", "8"} {
		s := newStage(t, scene{size: fyne.NewSize(1280, 720), kept: map[string]string{"projector.distance": heights}})
		s.Project(true)
		for _, page := range s.Pages() {
			s.GoTo(page)
			s.drain()
			caption, ok := s.tree().Find("projector.command")
			if !ok || !caption.Visible {
				continue
			}
			for _, c := range s.tree().Controls {
				if c.Visible && (c.Kind == "button" || c.Kind == "row" || c.Kind == "chip") && !strings.HasPrefix(c.ID, "presenter.") && c.Shown.Y+c.Shown.Height > caption.Shown.Y+4 {
					t.Errorf("from %s heights, %s: %s lies over the command", heights, page, c.ID)
				}
			}
		}
		for _, tool := range []string{"presenter.watch", "presenter.spotlight", "presenter.freeze", "presenter.reveal", "presenter.reset"} {
			if !s.sees(tool) {
				t.Errorf("from %s heights a presenter has no %s", heights, tool)
			}
		}
	}
}

func TestWhatIsMadeInALessonHasALabelAndIsWhatAResetRemoves(t *testing.T) {
	ops := &stops{}
	s := newStage(t, scene{size: fyne.NewSize(1280, 720), ops: func() (action.Ops, error) { return action.Ops{Containers: ops}, nil }})
	s.OpenRun("nginx:1.27")
	s.drain()
	if line := s.find("run.command").Text; strings.Contains(line, "dockdesk.demo") {
		t.Errorf("at the desk it has a label: %s", line)
	}
	s.GoTo("containers")
	s.Project(true)
	s.OpenRun("nginx:1.27")
	s.drain()
	_, label, ok := strings.Cut(s.find("run.command").Text, "io.github.dockdesk.demo=")
	if !ok {
		t.Fatalf("the command says %s", s.find("run.command").Text)
	}
	label, _, _ = strings.Cut(label, " ")
	s.GoTo("containers")
	room := five()
	made := *room.Containers[1]
	made.Labels = map[string]string{"io.github.dockdesk.demo": label}
	room.Containers[1] = &made
	s.publish(room)
	s.press("presenter.reset")
	if !s.sees("ask.do") || !s.shows("docker rm -f "+made.Name) {
		t.Errorf("it asks about something else:\n%s", s.tree())
	}
}

func TestFromFarAwayTheFormsOwnCommandIsTheCaption(t *testing.T) {
	s := newStage(t, scene{size: fyne.NewSize(1280, 720), kept: map[string]string{"projector.distance": "8"}})
	s.Project(true)
	s.OpenRun("redis:7")
	s.drain()
	if s.sees("run.command") || !strings.HasPrefix(s.find("projector.command").Text, "docker run -d --name ") {
		t.Errorf("the caption says %s", s.find("projector.command").Text)
	}
	if !s.sees("run.image") || !s.sees("run.do") {
		t.Error("the form has no room")
	}
}

func TestARoomDoesNotSeeWhereHomesAre(t *testing.T) {
	s := newStage(t, scene{size: fyne.NewSize(1280, 720)})
	room := five()
	room.Containers[0].Name = "of /home/anneliese/shop"
	s.publish(room)
	s.Project(true)
	s.drain()
	if s.shows("anneliese") {
		t.Error("a home is seen")
	}
	s.Project(false)
	s.drain()
	if !s.shows("anneliese") {
		t.Error("the home is not seen at the desk")
	}
}

// TestPicturesForTheBackRow leaves pictures of what lies over the window, to be
// looked at from afar.
func TestPicturesForTheBackRow(t *testing.T) {
	if os.Getenv("DOCKDESK_LOOK") == "" {
		return
	}
	for _, distance := range []int{4, 6, 8} {
		s := newStage(t, scene{size: fyne.NewSize(1280, 720), kept: map[string]string{"projector.distance": fmt.Sprint(distance)}})
		s.Project(true)
		s.drain()
		name := func(what string) string { return fmt.Sprintf("far%d-%s", distance, what) }
		s.picture(name("list"))
		menuItem(s.menu, "Find an action…").Action()
		s.drain()
		s.picture(name("palette"))
		s.key(fyne.KeyEscape)
		menuItem(s.menu, "Remove").Action()
		s.drain()
		s.picture(name("remove"))
		s.key(fyne.KeyEscape)
		menuItem(s.menu, "Fold the guide").Action()
		s.drain()
		s.picture(name("guide"))
		menuItem(s.menu, "Fold the guide").Action()
		s.press("containers.far")
		s.picture(name("open"))
		s.press("containers.detail.tab.logs")
		s.picture(name("logs"))
		if distance == 4 { // from afar there is no room for the button
			s.press("presenter.spotlight")
			s.picture(name("spotlight"))
		}
		menuItem(s.menu, "History").Action()
		s.drain()
		s.picture(name("history"))
	}
}
