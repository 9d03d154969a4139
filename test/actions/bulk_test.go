package actions_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/task"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// many runs containers and gives their ids.
func many(t testing.TB, eng *realengine.Engine, n int) []string {
	t.Helper()
	ids := make([]string, n)
	for i := range n {
		ids[i] = fmt.Sprintf("many-%03d", i)
	}
	made := operations.Bulk(t.Context(), ids, 6, func(ctx context.Context, name string) (operations.Outcome, error) {
		c, err := eng.Client().ContainerCreate(ctx, &container.Config{Image: "lab:1", Cmd: []string{"sleep"}}, &container.HostConfig{NetworkMode: "none"}, nil, nil, name)
		if err == nil {
			err = eng.Client().ContainerStart(ctx, c.ID, container.StartOptions{})
		}
		return operations.Outcome{Created: object.Ref{Kind: object.KindContainer, ID: c.ID}}, err
	}, nil)
	for i, item := range made.Items {
		if item.Err != nil {
			t.Fatal(item.Err)
		}
		ids[i] = item.Outcome.Created.ID
	}
	return ids
}

// counting tells how many stops were under way at once.
type counting struct {
	action.ContainerOps
	now, most atomic.Int32
}

func (c *counting) Stop(ctx context.Context, id string, timeout *time.Duration) (operations.Outcome, error) {
	n := c.now.Add(1)
	defer c.now.Add(-1)
	for most := c.most.Load(); n > most && !c.most.CompareAndSwap(most, n); most = c.most.Load() {
	}
	return c.ContainerOps.Stop(ctx, id, timeout)
}

// Of 200 containers one goes away between the click and its turn: the other
// 199 are stopped, at least 8 at a time, as one task with one summary.
func TestOneFailureDoesNotStopTheRestOf200(t *testing.T) {
	eng := realengine.Shared(t)
	ids := many(t, eng, 200)
	s := snapshot(t, eng)
	eng.Docker(t, "rm", "-f", "many-100")

	all := ops(eng)
	count := &counting{ContainerOps: all.Containers}
	all.Containers = count
	log := history.New(nil)
	var ended sync.WaitGroup
	ended.Add(1)
	var status task.Status
	tasks := task.New(t.Context(), task.Options{Ended: func(s task.Status) { status = s; ended.Done() }})
	defer tasks.Close()
	p := perform.New(perform.Options{
		Post: func(f func()) { f() }, Now: time.Now, Ops: func() (action.Ops, error) { return all, nil }, Tasks: tasks, Log: log,
	})
	p.Click(action.Must("container.stop"), action.On{Kind: object.KindContainer, IDs: ids, Snapshot: s})
	ended.Wait()

	if status.Words != "199 of 200 were stopped. many-100 refused: it is gone." || status.State != task.Failed {
		t.Errorf("%s: %s", status.State, status.Words)
	}
	if status.Done != 200 || status.Total != 200 {
		t.Errorf("the progress ended at %d of %d", status.Done, status.Total)
	}
	if e, _ := log.Last(); log.Len() != 1 || e.Outcome != history.Failed || !strings.HasPrefix(e.Command.String(), "docker stop many-") {
		t.Errorf("the history has %d lines, the last one %s %s", log.Len(), e.Outcome, e.Command)
	}
	if most := count.most.Load(); most < 8 {
		t.Errorf("at most %d were stopped at once", most)
	}
	if out := eng.Docker(t, "ps", "-q"); out != "" {
		t.Errorf("these still run: %s", strings.Fields(out))
	}
	t.Logf("200 stops took %s, at most %d at once", status.Took.Round(time.Millisecond), count.most.Load())
}

// BenchmarkStop200 stops 200 containers through the action and through the
// docker command; the first may take 1.2 times as long as the second.
func BenchmarkStop200(b *testing.B) {
	eng, err := realengine.Launch(b.Context())
	if err != nil {
		b.Skipf("real engine: %v", err)
	}
	defer func() { _ = eng.Close() }()
	ids := many(b, eng, 200)
	s := &object.Snapshot{Link: object.LinkLive}
	for _, id := range ids {
		s.Containers = append(s.Containers, &object.Container{ID: id, Name: id, State: object.StateRunning})
	}
	on := action.On{Kind: object.KindContainer, IDs: ids, Snapshot: s}
	stop := action.Must("container.stop")
	var ours, theirs time.Duration
	start := func() { eng.Docker(b, append([]string{"start"}, ids...)...) }
	for range b.N {
		began := time.Now()
		if done, _, _ := stop.Run(b.Context(), ops(eng), on, nil, nil).Count(); done != len(ids) {
			b.Fatalf("%d of %d were stopped", done, len(ids))
		}
		ours += time.Since(began)
		start()
		began = time.Now()
		eng.Docker(b, append([]string{"stop"}, ids...)...)
		theirs += time.Since(began)
		start()
	}
	b.ReportMetric(ours.Seconds()/float64(b.N), "s/action")
	b.ReportMetric(theirs.Seconds()/float64(b.N), "s/docker")
	b.ReportMetric(ours.Seconds()/theirs.Seconds(), "x-docker")
}
