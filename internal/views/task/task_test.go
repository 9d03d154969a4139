package task_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/views/task"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func done(context.Context, task.Report) task.Outcome { return task.Outcome{State: task.Done} }

// lasting is a task that takes a time, or ends when it is told to.
func lasting(d time.Duration) func(context.Context, task.Report) task.Outcome {
	return func(ctx context.Context, report task.Report) task.Outcome {
		report(1, 2, "half")
		select {
		case <-time.After(d):
			return task.Outcome{State: task.Done}
		case <-ctx.Done():
			return task.Outcome{State: task.Canceled}
		}
	}
}

func failing(context.Context, task.Report) task.Outcome {
	return task.Outcome{State: task.Failed, Words: "db refused.", Raw: "409"}
}

func TestWhatIsQuickIsNeverShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var changes atomic.Int32
		l := task.New(t.Context(), task.Options{Changed: func() { changes.Add(1) }})
		defer l.Close()
		l.Start("quick", "", lasting(task.ShowAfter-time.Millisecond))
		time.Sleep(time.Second)
		if n := changes.Load(); n != 0 || len(l.Shown()) != 0 {
			t.Errorf("%d changes, shown %v", n, l.Shown())
		}
	})
}

func TestWhatTakesLongIsShownWithItsProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := task.New(t.Context(), task.Options{})
		defer l.Close()
		l.Start("slow", "action.container.stop", lasting(2*time.Second))
		time.Sleep(task.ShowAfter + time.Millisecond)
		shown := l.Shown()
		if len(shown) != 1 || shown[0].Title != "slow" || shown[0].Note != "half" || shown[0].Topic != "action.container.stop" {
			t.Fatalf("shown %+v", shown)
		}
		if share, known := shown[0].Share(); share != 0.5 || !known {
			t.Errorf("share %v %v", share, known)
		}
		time.Sleep(2 * time.Second)
		if len(l.Shown()) != 0 || l.Running() != 0 {
			t.Errorf("after its end shown %v", l.Shown())
		}
	})
}

func TestSeveralRunAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := task.New(t.Context(), task.Options{})
		defer l.Close()
		began := time.Now()
		for range 5 {
			l.Start("", "", lasting(time.Second))
		}
		if l.Running() != 5 {
			t.Errorf("%d run", l.Running())
		}
		time.Sleep(time.Second + time.Millisecond)
		if l.Running() != 0 || time.Since(began) > 2*time.Second {
			t.Error("they wait for each other")
		}
	})
}

func TestAFailureStaysUntilItIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := task.New(t.Context(), task.Options{})
		defer l.Close()
		id := l.Start("remove", "", failing)
		time.Sleep(time.Hour)
		shown := l.Shown()
		if len(shown) != 1 || shown[0].State != task.Failed || shown[0].Words != "db refused." || shown[0].Raw != "409" {
			t.Fatalf("shown %+v", shown)
		}
		l.Dismiss(id)
		if len(l.Shown()) != 0 {
			t.Error("it stays after it was read")
		}
	})
}

func TestCancelEndsOnlyTheOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ended []task.Status
		l := task.New(t.Context(), task.Options{Ended: func(s task.Status) { ended = append(ended, s) }})
		defer l.Close()
		first := l.Start("first", "", lasting(time.Minute))
		l.Start("second", "", lasting(time.Minute))
		time.Sleep(time.Second)
		l.Cancel(first)
		if s := l.Shown(); !s[0].Asked {
			t.Error("it doesn't show that it was asked to end")
		}
		synctest.Wait()
		if l.Running() != 1 || len(ended) != 1 || ended[0].State != task.Canceled || ended[0].Took != time.Second {
			t.Errorf("%d run, ended %+v", l.Running(), ended)
		}
	})
}

func TestARunningTaskCannotBeDismissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := task.New(t.Context(), task.Options{})
		defer l.Close()
		l.Dismiss(l.Start("", "", lasting(time.Minute)))
		if l.Running() != 1 {
			t.Error("it is gone")
		}
	})
}

func TestCloseEndsAllAndStartsNothingMore(t *testing.T) {
	l := task.New(t.Context(), task.Options{})
	for range 3 {
		l.Start("", "", lasting(time.Hour))
	}
	l.Close() // goleak tells if anything is left
	if id := l.Start("", "", done); id != 0 || l.Running() != 0 {
		t.Errorf("started %d, %d run", id, l.Running())
	}
}
