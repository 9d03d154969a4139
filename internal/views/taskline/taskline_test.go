package taskline_test

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/control"
	views "github.com/dockdesk/dockdesk/internal/views/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/task"
	"github.com/dockdesk/dockdesk/internal/views/taskline"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// stage is a window with a status line.
type stage struct {
	t      testing.TB
	window fyne.Window
	tasks  *task.List
	line   *taskline.Line
}

func newStage(t testing.TB, choice theme.Choice, size fyne.Size) *stage {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(choice))
	s := &stage{t: t, window: test.NewTempWindow(t, widgets.NewBox("", "", ""))}
	s.tasks = task.New(t.Context(), task.Options{})
	t.Cleanup(s.tasks.Close)
	s.line = taskline.New(s.tasks, modal.NewLayer(s.window.Canvas(), nil))
	words := container.NewHBox(layout.NewSpacer(), s.line.Object())
	s.line.OnSize = words.Refresh
	bottom := widgets.Sized(words, 0, 28)
	s.window.SetContent(container.NewStack(widgets.NewBox(theme.Background, "", ""), container.NewBorder(nil, bottom, nil, nil)))
	s.window.SetPadded(false)
	s.window.Resize(size)
	return s
}

// start begins a task that is 2 of 8 done and lasts until it is cancelled.
func (s *stage) start(title string) task.ID {
	return s.tasks.Start(title, "action.container.stop", func(ctx context.Context, report task.Report) task.Outcome {
		report(2, 8, "web")
		<-ctx.Done()
		return task.Outcome{State: task.Canceled}
	})
}

func (s *stage) fail() {
	s.tasks.Start("Removing shop-data", "action.volume.remove", func(context.Context, task.Report) task.Outcome {
		return task.Outcome{State: task.Failed, Words: "shop-data was not removed: a container uses it.", Raw: "shop-data: remove shop-data: volume is in use - [edf9a1]"}
	})
}

// failExplained is a failure that somebody has looked into.
func (s *stage) failExplained(do func(diagnosis.Remedy)) {
	f := diagnosis.Failure{Op: "remove", Ref: object.Ref{Kind: object.KindVolume, ID: "shop-data"}, Class: diagnosis.Conflict, Raw: "remove shop-data: volume is in use - [edf9a1]",
		Snapshot: &object.Snapshot{Volumes: []*object.Volume{{Name: "shop-data"}}, Containers: []*object.Container{{ID: "edf9a1", Name: "shop", Mounts: []object.Mount{{Name: "shop-data"}}}}}}
	c := &diagnosis.Case{Diagnosis: diagnosis.Explain(f), Do: do}
	s.tasks.Start("Removing shop-data", "action.volume.remove", func(context.Context, task.Report) task.Outcome {
		return task.Outcome{State: task.Failed, Words: "shop-data was not removed: shop uses it.", Raw: f.Raw, Cases: []*diagnosis.Case{c}}
	})
}

func TestAFailureThatIsExplainedIsPutRightByAClick(t *testing.T) {
	s := light(t)
	done := ""
	s.failExplained(func(r diagnosis.Remedy) { done = r.Words })
	s.see(1)
	s.line.Open()
	if !s.tree().Shows("shop uses shop-data") || s.tree().Shows("was not removed") || s.tree().Shows("edf9a1") {
		t.Errorf("\n%s", s.tree())
	}
	s.press("task.1.case.0.fold")
	if !s.tree().Shows("volume is in use - ") {
		t.Errorf("\n%s", s.tree())
	}
	s.press("task.1.case.0.remedy.0")
	if done != "Remove shop and try again" || s.tree().Shows("Under way") {
		t.Errorf("done is %q\n%s", done, s.tree())
	}
}

// see waits until so many tasks are shown, and shows them.
func (s *stage) see(n int) {
	s.t.Helper()
	for range 200 {
		if len(s.tasks.Shown()) == n {
			s.line.Update()
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatalf("%d tasks are shown, want %d", len(s.tasks.Shown()), n)
}

func (s *stage) tree() control.Tree { return uisocket.Walk(s.window.Canvas()) }

func (s *stage) press(id string) {
	s.t.Helper()
	for range 20 {
		if c, _ := s.tree().Focused(); c.ID == id {
			s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			return
		}
		s.window.Canvas().(interface{ FocusNext() }).FocusNext()
	}
	s.t.Fatalf("the Tab key never comes to %s in\n%s", id, s.tree())
}

func light(t testing.TB) *stage { return newStage(t, theme.Light, fyne.NewSize(1024, 700)) }

func TestTheLineTellsWhatIsUnderWay(t *testing.T) {
	s := light(t)
	s.line.Update()
	if _, there := s.tree().Find("status.tasks"); there {
		t.Error("it tells of nothing")
	}
	id := s.start("Stopping 8 containers")
	s.see(1)
	if !s.tree().Shows("Stopping 8 containers · 2 of 8") {
		t.Errorf("\n%s", s.tree())
	}
	s.start("Pausing db")
	s.see(2)
	if !s.tree().Shows("2 tasks") {
		t.Errorf("\n%s", s.tree())
	}
	s.fail()
	s.see(3)
	if !s.tree().Shows("2 tasks · 1 failed") {
		t.Errorf("\n%s", s.tree())
	}
	s.tasks.Cancel(id)
	s.see(2)
	if !s.tree().Shows("Pausing db · 2 of 8 · 1 failed") {
		t.Errorf("\n%s", s.tree())
	}
}

func TestATaskIsCancelledByKeyboard(t *testing.T) {
	s := light(t)
	s.start("Stopping web")
	s.see(1)
	s.press("status.tasks.cancel")
	s.see(0)
	if s.tasks.Running() != 0 {
		t.Error("it still runs")
	}
}

func TestAFailureIsReadAndDismissed(t *testing.T) {
	s := light(t)
	s.fail()
	s.see(1)
	s.press("status.tasks")
	if !s.tree().Shows("shop-data was not removed: a container uses it.") || s.tree().Shows("volume is in use - ") {
		t.Errorf("\n%s", s.tree())
	}
	s.press("task.1.fold")
	if !s.tree().Shows("volume is in use - ") {
		t.Errorf("\n%s", s.tree())
	}
	s.press("task.1.end")
	s.see(0)
	if !s.tree().Shows("Nothing is under way.") {
		t.Errorf("\n%s", s.tree())
	}
}

func TestTheCardFollowsWhileItIsOpen(t *testing.T) {
	s := light(t)
	s.start("Stopping 8 containers")
	s.see(1)
	s.line.Open()
	if bar, _ := s.tree().Find("task.1.progress"); bar.Text != "25 %" {
		t.Errorf("\n%s", s.tree())
	}
	s.press("task.1.end")
	s.see(0)
	if !s.tree().Shows("Nothing is under way.") {
		t.Errorf("\n%s", s.tree())
	}
}

func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // it only draws, for whoever names a folder
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800)} {
			s := newStage(t, choice, size)
			s.start("Stopping 8 containers")
			s.failExplained(func(diagnosis.Remedy) {})
			s.see(2)
			s.line.Services = views.Services{Explain: func(string) {}, Open: func(object.Ref) {}}
			s.line.Open()
			f, err := os.Create(filepath.Join(dir, fmt.Sprintf("tasks-%s-%.0f.png", choice, size.Width)))
			if err != nil {
				t.Fatal(err)
			}
			if err := png.Encode(f, s.window.Canvas().Capture()); err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
