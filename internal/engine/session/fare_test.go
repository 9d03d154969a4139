package session_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// eventually gives an engine time.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("it never came to be that %s", what)
}

func TestHowAContainerFaresIsToldUntilItIsGoneAndAfterTheEngineCameBack(t *testing.T) {
	cleanEnvironment(t)
	eng := realengine.Start(t)
	id := eng.Docker(t, "run", "-d", "--name", "web", "lab:1", "sleep")
	w := watch(t, engine.Options{Host: eng.Host()})
	w.await(t, "it is live", live)
	fare := w.Fare()
	var told atomic.Int32
	defer fare.Watch(id, func() { told.Add(1) })()

	r, err := fare.Vitals(t.Context(), id)
	if err != nil || r.State != object.StateRunning {
		t.Fatalf("%+v %v", r, err)
	}
	if _, known := fare.LastEnd(t.Context(), id, r); known {
		t.Error("it has ended before it did")
	}
	eng.Docker(t, "kill", "web")
	eventually(t, "the end is heard", func() bool {
		end, known := fare.LastEnd(t.Context(), id, r)
		return known && end.Code == 137 && slices.Equal(end.Signals, []int{9}) && told.Load() > 0
	})
	if list, err := fare.Changes(t.Context(), id); err != nil {
		t.Errorf("%v %v", list, err)
	}

	eng.Kill(t)
	w.await(t, "it is lost", lost)
	if _, err := fare.Vitals(t.Context(), id); operations.KindOf(err) != operations.Unavailable {
		t.Errorf("without an engine: %v", err)
	}
	if _, err := fare.Changes(t.Context(), id); operations.KindOf(err) != operations.Unavailable {
		t.Errorf("without an engine: %v", err)
	}
	eng.Resume(t)
	w.await(t, "it is live again", live)
	if r, err = fare.Vitals(t.Context(), id); err != nil || r.ExitCode != 137 {
		t.Errorf("back: %+v %v", r, err)
	}
	if end, known := fare.LastEnd(t.Context(), id, r); !known || end.Code != 137 {
		t.Errorf("it was forgotten: %v %+v", known, end)
	}

	eng.Docker(t, "rm", "web")
	if _, err := fare.Vitals(t.Context(), id); operations.KindOf(err) != operations.NotFound {
		t.Errorf("removed: %v", err)
	}
	if _, err := fare.Changes(t.Context(), id); operations.KindOf(err) != operations.NotFound {
		t.Errorf("removed: %v", err)
	}
	eventually(t, "its end is forgotten", func() bool { _, known := fare.LastEnd(t.Context(), id, r); return !known })
}
