package window_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/top"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// crew are the processes: they are asked for, and answer what the test says.
type crew struct {
	mu    sync.Mutex
	asked int
	err   error
}

func (c *crew) processes(_ context.Context, id string) ([]top.Process, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	if c.err != nil {
		return nil, false, c.err
	}
	return []top.Process{
		{PID: 4100, Parent: 4080, User: "root", CPU: 0.1, Memory: 8 << 20, Age: "03:12:44", Time: "00:00:01", State: "Ss", Command: "nginx: master process nginx -g daemon off;"},
		{PID: 4131, Parent: 4100, User: "www", CPU: 11.8, Memory: 24 << 20, Age: "03:12:43", Time: "00:22:31", State: "R", Command: "nginx: worker process"},
		{PID: 4132, Parent: 4100, User: "www", CPU: 0, Memory: 5 << 20, Age: "44", Time: "00:00:00", State: "Z", Command: fmt.Sprintf("job --password=hunter2secret %d", c.asked)},
	}, false, nil
}

func (c *crew) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked
}

// processesStage is a window that shows the processes of web.
func processesStage(t *testing.T, sc scene) *stage {
	t.Helper()
	s := newStage(t, sc)
	s.Open(object.Ref{Kind: object.KindContainer, ID: hash('c', 1)})
	s.press("containers.detail.tab.processes")
	s.await("the processes are there", func() bool { return s.shows("nginx: worker process") })
	return s
}

func TestProcessesAreReadWhenSomethingHappensInsideAndWhenAsked(t *testing.T) {
	s := processesStage(t, scene{})
	if s.crew.count() != 1 || !strings.HasPrefix(s.text("processes.words"), "3 processes, read at 12:00:00") {
		t.Errorf("asked %d times, says %q", s.crew.count(), s.text("processes.words"))
	}
	if s.shows("hunter2secret") {
		t.Error("a secret is shown")
	}
	if got := s.text("processes.command"); got != "docker top web -eo pid,ppid,user,pcpu,rss,etime,time,stat,args" {
		t.Errorf("its command is %q", got)
	}
	happen := func(action, id string) {
		s.state.events(object.Event{Kind: object.KindContainer, ID: id, Action: action})
		s.drain()
	}
	happen("exec_start: sh", hash('c', 1))
	s.await("it is read after an exec", func() bool { return s.crew.count() == 2 })
	happen("exec_start: sh", hash('c', 2))
	happen("attach", hash('c', 1))
	s.press("processes.again")
	s.await("it is read when asked", func() bool { return s.crew.count() == 3 })
	s.press("containers.detail.tab.overview")
	happen("exec_die", hash('c', 1))
	if n := s.crew.count(); n != 3 {
		t.Errorf("asked %d times behind another tab", n)
	}
}

func TestProcessesAreReadAgainAndAgainOnlyWhileThePersonWantsIt(t *testing.T) {
	s := processesStage(t, scene{})
	s.press("processes.every")
	s.await("it is read again by itself", func() bool { return s.crew.count() >= 3 })
	s.press("containers.detail.tab.overview")
	s.press("containers.detail.tab.processes")
	if s.find("processes.every").Selected {
		t.Error("it goes on after coming back")
	}
}

func TestProcessesSortByAnyColumn(t *testing.T) {
	s := processesStage(t, scene{})
	first := func() string {
		for _, c := range s.tree().Controls {
			if strings.HasPrefix(c.ID, "processes.list.row.") {
				return strings.TrimPrefix(c.ID, "processes.list.row.")
			}
		}
		return ""
	}
	s.press("processes.list.header.cpu")
	s.press("processes.list.header.cpu")
	if got := first(); got != "4131" {
		t.Errorf("the busiest is %s", got)
	}
	s.press("processes.list.header.age")
	if got := first(); got != "4132" {
		t.Errorf("the youngest is %s", got)
	}
}

func TestWhatHasNoProcessesSaysWhy(t *testing.T) {
	s := processesStage(t, scene{})
	asked := s.crew.count()
	s.press("containers.list.row." + hash('c', 4))
	if !s.shows("job does not run") || s.crew.count() != asked {
		t.Errorf("asked %d times more:\n%s", s.crew.count()-asked, s.tree())
	}
	s.press("containers.list.row." + hash('c', 1))
	s.crew.mu.Lock()
	s.crew.err = top.ErrNotRunning // it died a moment ago
	s.crew.mu.Unlock()
	s.await("it is read", func() bool { return s.crew.count() > asked })
	s.press("processes.again")
	s.await("it says so", func() bool { return s.shows("web does not run") })
	s.crew.mu.Lock()
	s.crew.err = errors.New("ps is not there")
	s.crew.mu.Unlock()
	s.press("containers.list.row." + hash('c', 2))
	s.await("it says what went wrong", func() bool { return strings.Contains(s.text("processes.words"), "ps is not there") })
}

func TestPicturesOfTheProcesses(t *testing.T) {
	if os.Getenv("DOCKDESK_LOOK") == "" {
		return // nobody looks
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800)} {
			s := processesStage(t, scene{choice: choice, size: size})
			s.picture(fmt.Sprintf("processes-%s-%.0f", choice, size.Width))
		}
	}
}
