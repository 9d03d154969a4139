package window_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/control"
)

// stops is an engine that can only stop, and does so when the test lets it.
type stops struct {
	action.ContainerOps
	asked chan string
	let   chan error
}

func (s *stops) Stop(ctx context.Context, id string, _ *time.Duration) (operations.Outcome, error) {
	s.asked <- id
	select {
	case err := <-s.let:
		return operations.Outcome{}, err
	case <-ctx.Done():
		return operations.Outcome{}, ctx.Err()
	}
}

func stopping(t *testing.T) (*stage, *stops) {
	ops := &stops{asked: make(chan string, 8), let: make(chan error, 8)}
	return newStage(t, scene{ops: func() (action.Ops, error) { return action.Ops{Containers: ops}, nil }}), ops
}

func TestAClickBecomesATaskAndALineOfTheHistory(t *testing.T) {
	s, ops := stopping(t)
	s.press("containers.detail.container.stop")
	if id := <-ops.asked; id != hash('c', 1) {
		t.Errorf("%s is stopped", id)
	}
	if got := s.find("history.command").Text; got != "docker stop web" {
		t.Errorf("the history says %q", got)
	}
	if b := s.find("containers.detail.container.stop"); b.Enabled {
		t.Error("what is under way can be begun a second time")
	}
	s.await("the task is shown", func() bool { return s.sees("status.tasks") })
	ops.let <- nil
	s.await("the task is over", func() bool { return !s.sees("status.tasks") })
	if !s.shows("web was stopped.") || !s.find("containers.detail.container.stop").Enabled {
		t.Errorf("it doesn't say what came of it:\n%s", s.tree())
	}
}

func TestAFailureIsSaidAndStaysUntilItIsRead(t *testing.T) {
	s, ops := stopping(t)
	s.press("containers.detail.container.stop")
	<-ops.asked
	ops.let <- errors.New("cannot stop container: permission denied")
	s.await("it is said", func() bool { return s.shows("web was not stopped: the engine refused.") && s.shows("1 failed") })
	// Who clicked still looks here: why, and what can be done, opens by itself.
	s.await("it is explained", func() bool { return s.sees("task.1.case.0.title") && s.sees("task.1.case.0.remedy.0") })
}

func TestWhatCannotBeDoneSaysWhy(t *testing.T) {
	s, _ := stopping(t)
	s.press("containers.list.row." + hash('c', 5)) // hello has ended
	s.win.Canvas().Unfocus()
	item := menuItem(s.menu, "Stop")
	if item == nil {
		t.Fatal("the main menu lacks it")
	}
	item.Action()
	s.drain()
	if got := s.find("status.hint").Text; got != "hello is not running." {
		t.Errorf("it says %q", got)
	}
	s.press("containers.detail.more")
	line := s.find("menu.container.stop")
	if line.Enabled {
		t.Error("the menu offers what can't be done")
	}
	for range 20 {
		if s.find("menu.container.stop").Selected {
			break
		}
		s.key(fyne.KeyDown)
	}
	if !s.shows("hello is not running.") || !s.shows("docker stop hello") {
		t.Errorf("the menu doesn't say why, and what it would be:\n%s", s.tree())
	}
	s.key(fyne.KeyReturn)
	if !s.sees("menu.container.stop") {
		t.Error("the menu closed as if something had been done")
	}
	s.key(fyne.KeyEscape)
	if s.sees("menu.container.stop") {
		t.Error("Esc leaves the menu open")
	}
}

func menuItem(m *fyne.MainMenu, label string) *fyne.MenuItem {
	for _, menu := range m.Items {
		for _, item := range menu.Items {
			if item.Label == label {
				return item
			}
		}
	}
	return nil
}

func TestTickedRowsHaveAPaneOfTheirOwn(t *testing.T) {
	s, ops := stopping(t)
	s.press("containers.list.check." + hash('c', 1))
	s.press("containers.list.check." + hash('c', 2))
	if got := s.find("containers.many.name").Text; got != "2 selected" || s.sees("containers.detail.name") {
		t.Fatalf("the pane says %q", got)
	}
	s.press("containers.many.container.stop")
	got := []string{<-ops.asked, <-ops.asked}
	slices.Sort(got)
	if !slices.Equal(got, []string{hash('c', 1), hash('c', 2)}) {
		t.Errorf("%q were stopped", got)
	}
	ops.let <- nil
	ops.let <- nil
	s.press("containers.many.clear")
	if !s.sees("containers.detail.name") {
		t.Error("the object's own pane doesn't come back")
	}
}

func TestButtonsGiveWayBeforeTheNameDoes(t *testing.T) {
	s := newStage(t, scene{size: fyne.NewSize(1024, 700)})
	name, more := s.find("containers.detail.name"), s.find("containers.detail.more")
	if name.Shown.Width < 20 || more.Shown.X+more.Shown.Width > 1024-300 {
		t.Errorf("the name has %v, the menu's button %v", name.Shown, more.Shown)
	}
	s.press("containers.detail.more")
	for _, a := range action.For("container") {
		if !s.sees("menu." + string(a.ID)) {
			t.Errorf("the menu lacks %s", a.ID)
		}
	}
}

func TestThePaletteDoesWhatItFinds(t *testing.T) {
	s, ops := stopping(t)
	menuItem(s.menu, "Find an action…").Action()
	s.drain()
	for _, r := range "stop db" {
		s.win.Canvas().Focused().TypedRune(r)
	}
	s.drain()
	s.key(fyne.KeyReturn)
	if id := <-ops.asked; id != hash('c', 2) {
		t.Errorf("%s is stopped", id)
	}
	ops.let <- nil
}

// TestEveryButtonOfAnObjectExplainsItself: its topic and its own command come
// into the guide with the keyboard.
func TestEveryButtonOfAnObjectExplainsItself(t *testing.T) {
	s := newStage(t, scene{size: wide})
	for _, page := range []string{"containers", "images", "volumes", "networks"} {
		s.GoTo(page)
		s.drain()
		for _, c := range s.tree().Where(func(c control.Control) bool {
			return c.Kind == control.KindButton && c.Visible && c.Enabled && actionOf(c.ID, page) != nil
		}) {
			s.focus(c.ID)
			want := actionOf(c.ID, page)
			if got := s.find("guide").Text; !strings.Contains(s.find("guide.text").Text, "docker ") || got != titleOf(want) {
				t.Errorf("%s: the guide shows %q without its command", c.ID, got)
			}
		}
	}
}

// actionOf is the action of a button's id, "containers.detail.container.stop".
func actionOf(id, page string) *action.Action {
	for _, prefix := range []string{page + ".detail.", page + "."} {
		if rest, ok := strings.CutPrefix(id, prefix); ok {
			if a := action.ByID(action.ID(rest)); a != nil {
				return a
			}
		}
	}
	return nil
}

func titleOf(a *action.Action) string {
	topic, _ := guide.ByID(a.Topic())
	return topic.Title
}
