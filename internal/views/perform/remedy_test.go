package perform_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/history"
)

// stubborn refuses until it was started, or removes nothing without force. That a
// real engine is repaired alike is proven in test/diagnoses.
type stubborn struct {
	action.ContainerOps
	started *bool
	start   error
}

func (s stubborn) Pause(context.Context, string) (operations.Outcome, error) {
	if !*s.started {
		return operations.Outcome{}, refused("pause", object.KindContainer, "c1", operations.Conflict, "Container c1 is not running")
	}
	return operations.Outcome{}, nil
}

func (s stubborn) Start(context.Context, string) (operations.Outcome, error) {
	*s.started = s.start == nil
	return operations.Outcome{}, s.start
}

func (s stubborn) Remove(_ context.Context, _ string, force, _ bool) (operations.Outcome, error) {
	if !force {
		return operations.Outcome{}, refused("remove", object.KindContainer, "c1", operations.Conflict, "You cannot remove a running container c1")
	}
	return operations.Outcome{}, nil
}

// failed is the newest failure.
func (h *hall) failed(t *testing.T) *diagnosis.Case {
	t.Helper()
	for range 5 {
		h.settle()
	}
	e, _ := h.log.Last()
	if e.Outcome != history.Failed || len(e.Cases) != 1 {
		t.Fatalf("the history ends with %s", entry(e))
	}
	return e.Cases[0]
}

// commands are what was done, with how it ended.
func (h *hall) commands() (list []string) {
	for range 5 {
		h.settle()
	}
	for _, e := range h.log.Entries() {
		list = append(list, e.Command.String()+" "+string(e.Outcome))
	}
	return list
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("done is %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("done is %q, want %q", got, want)
		}
	}
}

func TestARemedyIsDoneAndWhatFailedIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Containers: stubborn{started: new(bool)}})
		defer h.tasks.Close()
		h.Click(action.Must("container.pause"), h.on("c1"))
		c := h.failed(t)
		if len(h.tasks.Shown()) != 1 {
			t.Error("what failed isn't kept to be read")
		}
		c.Do(c.Remedies[0])
		expect(t, h.commands(), "docker pause one failed", "docker start one done", "docker pause one done")
		if !c.Used || len(h.tasks.Shown()) != 0 {
			t.Error("it is still offered")
		}
	})
}

func TestARemedyThatFailsGoesNoFurther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Containers: stubborn{started: new(bool), start: errors.New("no")}})
		defer h.tasks.Close()
		h.Click(action.Must("container.pause"), h.on("c1"))
		c := h.failed(t)
		c.Do(c.Remedies[0])
		expect(t, h.commands(), "docker pause one failed", "docker start one failed")
		if e, _ := h.log.Last(); len(e.Cases) != 1 {
			t.Error("it isn't explained")
		}
	})
}

func TestARemedyThatDestroysMoreAsksFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Containers: stubborn{started: new(bool)}})
		defer h.tasks.Close()
		h.Do(remove, h.on("c1"), action.Values{"remove.force": ""})
		c := h.failed(t)
		force := c.Remedies[1]
		if !force.Loses() {
			t.Fatalf("%q loses nothing", force.Words)
		}
		c.Do(force)
		expect(t, h.commands(), "docker rm one failed")
		if len(h.asked) != 1 || h.asked[0].Values["remove.force"] != action.Yes || c.Used {
			t.Fatalf("asked is %+v", h.asked)
		}
		h.asked[0].Do(h.asked[0].On, h.asked[0].Values)
		expect(t, h.commands(), "docker rm one failed", "docker rm -f one done")
	})
}

func TestWhatIsNoActionOffersOnlyWhatCanBeDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Containers: stubborn{started: new(bool)}})
		defer h.tasks.Close()
		c := h.Case(diagnosis.Failure{Op: "exec", Raw: "the moon is in the wrong house", Snapshot: h.snap}, nil)
		if len(c.Remedies) != 0 {
			t.Errorf("it offers %+v", c.Remedies)
		}
		c = h.Case(diagnosis.Failure{Op: "exec", Ref: object.Ref{Kind: object.KindContainer, ID: "c1"}, Raw: "Container c1 is not running", Snapshot: h.snap}, nil)
		if len(c.Remedies) != 1 || c.Remedies[0].Words != "Start one" {
			t.Errorf("it offers %+v", c.Remedies)
		}
	})
}
