package perform_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/task"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeContainers stands for an engine whose answers and delays a test chooses;
// that real ones are put into words alike is proven in test/actions.
type fakeContainers struct {
	action.ContainerOps
	takes time.Duration
	fail  map[string]error
}

func (f fakeContainers) Stop(ctx context.Context, id string, _ *time.Duration) (operations.Outcome, error) {
	select {
	case <-time.After(f.takes):
	case <-ctx.Done():
		return operations.Outcome{}, ctx.Err()
	}
	return operations.Outcome{}, f.fail[id]
}

func (f fakeContainers) Remove(context.Context, string, bool, bool) (operations.Outcome, error) {
	return operations.Outcome{}, nil
}

type fakeNetworks struct{ action.NetworkOps }

func (fakeNetworks) Connect(_ context.Context, _, c string, _ operations.Place) (operations.Outcome, error) {
	if c == "c2" {
		return operations.Outcome{}, refused("connect", object.KindNetwork, "x", operations.Forbidden, "no")
	}
	return operations.Outcome{}, nil
}

type fakePrunes struct{ action.PruneOps }

func (fakePrunes) Plan(_ context.Context, s operations.Selection) (operations.Plan, error) {
	return operations.Plan{Selection: s, Items: []operations.Item{{Ref: object.Ref{Kind: object.KindContainer, ID: "c1"}, Name: "one", Size: 2e6}}}, nil
}

func (fakePrunes) Prune(_ context.Context, p operations.Plan, _ func(int, int, int, operations.Item, error)) operations.PruneResult {
	return operations.PruneResult{Removed: p.Items, Freed: p.Size()}
}

// hall is a Performer with what is around it.
type hall struct {
	*perform.Performer
	log   *history.Log
	tasks *task.List
	asked []perform.Question
	why   []string
	snap  *object.Snapshot
	ops   action.Ops
	err   error

	mu   sync.Mutex
	main []func()
}

func (h *hall) Ask(q perform.Question) { h.asked = append(h.asked, q) }

// settle runs what was posted to the main goroutine, after all tasks rest.
func (h *hall) settle() {
	synctest.Wait()
	h.mu.Lock()
	work := h.main
	h.main = nil
	h.mu.Unlock()
	for _, f := range work {
		f()
	}
}

func newHall(t *testing.T, ops action.Ops) *hall {
	h := &hall{log: history.New(nil), ops: ops, snap: snapshot()}
	h.tasks = task.New(t.Context(), task.Options{})
	h.Performer = perform.New(perform.Options{
		Post: func(f func()) {
			h.mu.Lock()
			h.main = append(h.main, f)
			h.mu.Unlock()
		},
		Now: time.Now, Ops: func() (action.Ops, error) { return h.ops, h.err },
		Tasks: h.tasks, Log: h.log, Asker: h,
		Refused: func(_ *action.Action, why string) { h.why = append(h.why, why) },
	})
	return h
}

func snapshot() *object.Snapshot {
	s := &object.Snapshot{Link: object.LinkLive, Networks: []*object.Network{{ID: "n1", Name: "shop"}}}
	for i, name := range []string{"one", "two", "three"} {
		s.Containers = append(s.Containers, &object.Container{ID: fmt.Sprintf("c%d", i+1), Name: name, State: object.StateRunning})
	}
	return s
}

func (h *hall) on(ids ...string) action.On {
	return action.On{Kind: object.KindContainer, IDs: ids, Snapshot: h.snap}
}

func refused(op string, kind object.Kind, id string, status operations.Kind, raw string) error {
	return &operations.Error{Op: op, Ref: object.Ref{Kind: kind, ID: id}, Name: id, Status: status, Raw: raw, Err: errors.New(raw)}
}

// entry is a line of the history in one string.
func entry(e history.Entry) string {
	return fmt.Sprintf("%s | %s | %s | %s", e.Command, e.Outcome, e.Took, e.Words)
}

var stop, remove = action.Must("container.stop"), action.Must("container.remove")

func TestAClickBecomesATaskAndALineOfTheHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Containers: fakeContainers{takes: time.Second}})
		defer h.tasks.Close()
		h.Click(stop, h.on("c1"))
		if e, _ := h.log.Last(); e.Outcome != history.Running || e.Command.String() != "docker stop one" {
			t.Errorf("at first %s", entry(e))
		}
		time.Sleep(task.ShowAfter + time.Millisecond)
		if shown := h.tasks.Shown(); len(shown) != 1 || shown[0].Title != "Stopping one" {
			t.Errorf("shown %+v", shown)
		}
		time.Sleep(time.Second)
		if e, _ := h.log.Last(); entry(e) != "docker stop one | done | 1s | one was stopped." {
			t.Error(entry(e))
		}
	})
}

func TestManyBecomeOneTaskAndOneSummary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Containers: fakeContainers{fail: map[string]error{
			"c2": refused("stop", object.KindContainer, "c2", operations.Unknown, "Port is already allocated"),
		}}})
		defer h.tasks.Close()
		h.Click(stop, h.on("c1", "c2", "c3"))
		h.settle()
		e, _ := h.log.Last()
		if h.log.Len() != 1 || entry(e) != "docker stop one two three | failed | 0s | 2 of 3 were stopped. two refused: a port that it needs is taken by another container." {
			t.Error(entry(e))
		}
		if e.Raw != "two: Port is already allocated" {
			t.Errorf("raw %q", e.Raw)
		}
		if shown := h.tasks.Shown(); len(shown) != 1 || shown[0].State != task.Failed {
			t.Error("the failure doesn't stay")
		}
	})
}

func TestCancellingSaysWhatWasDoneAndWhatNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Containers: fakeContainers{takes: time.Minute}})
		defer h.tasks.Close()
		h.Click(stop, h.on("c1", "c2", "c3"))
		time.Sleep(time.Second)
		h.tasks.Cancel(h.tasks.Shown()[0].ID)
		h.settle()
		if e, _ := h.log.Last(); entry(e) != "docker stop one two three | canceled | 1s | 0 of 3 were stopped. It was cancelled before the other 3." {
			t.Error(entry(e))
		}
	})
}

func TestDestroyingIsAskedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Containers: fakeContainers{}})
		defer h.tasks.Close()
		h.Click(remove, h.on("c1"))
		h.settle()
		if len(h.asked) != 1 || h.log.Len() != 0 {
			t.Fatalf("asked %d times, %d in the history", len(h.asked), h.log.Len())
		}
		h.asked[0].Do(h.asked[0].On, action.Values{"remove.force": action.Yes})
		h.settle()
		if e, _ := h.log.Last(); e.Command.String() != "docker rm -f one" || e.Outcome != history.Done {
			t.Error(entry(e))
		}
	})
}

func TestStoppingWhatRemovesItselfIsAskedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{})
		defer h.tasks.Close()
		h.snap.Containers[0].AutoRemove = true
		h.Click(stop, h.on("c1"))
		if len(h.asked) != 1 {
			t.Error("it was not asked")
		}
	})
}

func TestOptionsAreAskedOnlyOnWish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Containers: fakeContainers{}})
		defer h.tasks.Close()
		h.ClickWith(stop, h.on("c1"))
		if len(h.asked) != 1 || h.log.Len() != 0 {
			t.Error("the form didn't open")
		}
	})
}

func TestWhatIsUnderWayIsNotBegunAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Containers: fakeContainers{takes: time.Second}})
		defer h.tasks.Close()
		h.Click(stop, h.on("c1"))
		h.Click(stop, h.on("c1"))
		h.Click(stop, h.on("c1", "c2")) // the other one, then
		if h.log.Len() != 2 || len(h.why) != 1 || h.why[0] != "Stopping one is under way" {
			t.Errorf("%d in the history, refused %q", h.log.Len(), h.why)
		}
		if e, _ := h.log.Last(); e.Command.String() != "docker stop two" {
			t.Error(entry(e))
		}
		if !h.Busy(object.Ref{Kind: object.KindContainer, ID: "c1"}) || h.Why(action.Must("container.kill"), h.on("c1")) != "" {
			t.Error("it can't be killed while it stops")
		}
	})
}

func TestAPruneRemovesThePlanThatWasShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Prunes: fakePrunes{}})
		defer h.tasks.Close()
		a := action.Must("container.prune")
		h.Click(a, action.On{Snapshot: h.snap})
		q := h.asked[0]
		var plan *operations.Plan
		q.Plan(q.Values, func(p *operations.Plan, err error) { plan = p })
		h.settle()
		if plan == nil || len(plan.Items) != 1 {
			t.Fatalf("the plan is %+v", plan)
		}
		on := q.On
		on.Plan = plan
		q.Do(on, q.Values)
		h.settle()
		if e, _ := h.log.Last(); e.Words != "1 thing was removed, which freed 2 MB." || e.Command.String() != "docker container prune -f" {
			t.Error(entry(e))
		}
	})
}

func TestACancelledPlanIsNotDelivered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Prunes: fakePrunes{}})
		defer h.tasks.Close()
		h.Click(action.Must("container.prune"), action.On{Snapshot: h.snap})
		cancel := h.asked[0].Plan(nil, func(*operations.Plan, error) { t.Error("it was delivered") })
		synctest.Wait()
		cancel()
		h.settle()
	})
}

func TestEachCommandHasItsOwnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Networks: fakeNetworks{}})
		defer h.tasks.Close()
		h.Do(action.Must("network.connect"), h.on("c1", "c2"), action.Values{"connect.network": "n1"})
		h.settle()
		list := h.log.Entries()
		if len(list) != 2 || list[0].Outcome != history.Done || list[1].Outcome != history.Failed || !strings.HasPrefix(list[1].Words, "two was not connected:") {
			t.Errorf("%+v", list)
		}
	})
}

func TestWithoutAnEngineNothingIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{})
		defer h.tasks.Close()
		h.err = errors.New("the engine does not answer")
		h.Click(stop, h.on("c1"))
		h.settle()
		if e, _ := h.log.Last(); e.Words != "Nothing was done: the engine does not answer." || e.Outcome != history.Failed {
			t.Error(entry(e))
		}
	})
}

func TestTheHistoryTellsOwnDeedsFromOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHall(t, action.Ops{Containers: fakeContainers{takes: time.Second}})
		defer h.tasks.Close()
		event := func(action, id string) object.Event {
			return object.Event{Kind: object.KindContainer, Action: action, ID: id, Name: id}
		}
		h.Click(stop, h.on("c1"))
		h.Saw(event("stop", "c1")) // our own
		h.Saw(event("stop", "c2")) // another object
		h.Saw(event("start", "c1"))
		if h.log.Len() != 3 {
			t.Errorf("%d in the history, want ours and two others'", h.log.Len())
		}
		time.Sleep(2 * time.Second)
		h.Saw(event("stop", "c1")) // the last echo
		time.Sleep(3 * time.Second)
		h.Saw(event("stop", "c1")) // somebody else, long after
		if h.log.Len() != 4 {
			t.Errorf("%d in the history, want one more", h.log.Len())
		}
	})
}
