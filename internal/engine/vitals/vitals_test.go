package vitals_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/vitals"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// listen has a keeper hear what happens, and counts what is worth a look.
func listen(t *testing.T, eng *realengine.Engine) (k *vitals.Keeper, heard func(id string) int) {
	t.Helper()
	k = vitals.NewKeeper()
	ctx, cancel := context.WithCancel(t.Context())
	messages, failed := eng.Client().Events(ctx, events.ListOptions{})
	var mu sync.Mutex
	counts := map[string]int{}
	end := make(chan struct{})
	go func() {
		defer close(end)
		for {
			select {
			case m := <-messages:
				e := object.Event{Kind: object.Kind(m.Type), Action: string(m.Action), ID: m.Actor.ID, Attributes: m.Actor.Attributes, Time: time.Unix(0, m.TimeNano)}
				k.Hear(e)
				if vitals.Tells(e) {
					mu.Lock()
					counts[e.ID]++
					mu.Unlock()
				}
			case <-failed:
				return
			}
		}
	}()
	t.Cleanup(func() { cancel(); <-end })
	return k, func(id string) int {
		mu.Lock()
		defer mu.Unlock()
		return counts[id]
	}
}

func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("it never came to be that %s", what)
}

func read(t *testing.T, eng *realengine.Engine, id string) vitals.Report {
	t.Helper()
	r, err := vitals.Read(t.Context(), eng.Client(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A check that looks for a file says yes when it is there and no when it goes;
// each probe is heard, also one that changes nothing.
func TestAHealthCheckIsFollowedFromStartingToUnhealthy(t *testing.T) {
	eng := realengine.Shared(t)
	_, heard := listen(t, eng)
	eng.Docker(t, "run", "-d", "--name", "web", "--health-interval", "300ms", "--health-retries", "2", "lab-web:1")
	id := eng.Docker(t, "inspect", "-f", "{{.Id}}", "web")
	first := read(t, eng, id)
	if first.Check == nil || first.Check.Interval != 300*time.Millisecond || first.Check.Retries != 2 || first.Check.Shell || !strings.Contains(strings.Join(first.Check.Command, " "), "health") {
		t.Fatalf("the check is %+v", first.Check)
	}
	await(t, "it is healthy", func() bool { return read(t, eng, id).Health == object.HealthHealthy })
	before := heard(id)
	await(t, "probes that change nothing are heard", func() bool { return heard(id) >= before+3 })
	r := read(t, eng, id)
	if len(r.Probes) == 0 || r.Probes[0].Code != 0 || r.Streak != 0 || !strings.Contains(r.Probes[0].Output, "well") || r.Probes[0].Took() <= 0 {
		t.Errorf("healthy: %+v", r)
	}
	for i := range r.Probes[1:] {
		if r.Probes[i].Began.Before(r.Probes[i+1].Began) {
			t.Error("the newest probe is not the first")
		}
	}
	eng.Docker(t, "run", "-d", "--name", "ill", "--health-interval", "300ms", "--health-retries", "2", "--entrypoint", "/lab", illImage(t, eng), "sleep")
	id = eng.Docker(t, "inspect", "-f", "{{.Id}}", "ill")
	await(t, "it is unhealthy", func() bool { return read(t, eng, id).Health == object.HealthUnhealthy })
	r = read(t, eng, id)
	if r.Streak < 2 || r.Probes[0].Code != 1 || !strings.Contains(r.Probes[0].Output, "/nowhere is missing") {
		t.Errorf("unhealthy: %+v", r)
	}
}

// illImage is an image whose check says no.
func illImage(t *testing.T, eng *realengine.Engine) string {
	t.Helper()
	eng.Docker(t, "create", "--name", "from", "lab-web:1")
	_, err := eng.Client().ContainerCommit(t.Context(), "from", container.CommitOptions{
		Reference: "ill:1", Config: &container.Config{Healthcheck: &container.HealthConfig{Test: []string{"CMD", "/lab", "health", "/nowhere"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return "ill:1"
}

// Each end on a real engine, with what the engine's events say of its cause, and
// what it remembers itself for those who come later.
func TestEndsAreHeardWithTheirCauses(t *testing.T) {
	eng := realengine.Shared(t)
	k, _ := listen(t, eng)
	run := func(name string, args ...string) string {
		return eng.Docker(t, append([]string{"run", "-d", "--name", name}, args...)...)
	}
	for _, code := range []int{0, 1, 2, 125, 126, 127, 130, 139, 143, 255} {
		name := fmt.Sprintf("fail%d", code)
		id := run(name, "lab:1", "fail", fmt.Sprint(code))
		await(t, name+" has ended", func() bool { end, ok := k.Last(id); return ok && end.Code == code })
		if end, _ := k.Last(id); len(end.Signals) > 0 || end.Stopped || end.OOM {
			t.Errorf("%s: %+v", name, end)
		}
	}
	for _, tc := range []struct {
		name, program string
		do            []string
		code          int
		signals       []int
		stopped       bool
	}{
		{"killed", "sleep", []string{"kill"}, 137, []int{9}, false},
		{"stopped", "sleep", []string{"stop"}, 0, []int{15}, true},
		{"deaf", "ignoreterm", []string{"stop", "-t", "1"}, 137, []int{15, 9}, true},
		{"hung", "ignoreterm", []string{"kill", "--signal", "HUP"}, 2, []int{1}, false}, // Go ends itself then,
	} {
		id := run(tc.name, "lab:1", tc.program)
		time.Sleep(300 * time.Millisecond) // so that it is deaf by now
		eng.Docker(t, append(tc.do, tc.name)...)
		is := func(end vitals.End) bool {
			return end.Code == tc.code && slices.Equal(end.Signals, tc.signals) && end.Stopped == tc.stopped
		}
		var end vitals.End
		ok := false
		for range 100 {
			if end, ok = k.Last(id); ok && is(end) {
				break
			}
			time.Sleep(30 * time.Millisecond)
		}
		if !ok || !is(end) {
			t.Errorf("%s: %+v", tc.name, end)
		}
		r := read(t, eng, id)
		if r.ExitCode != tc.code || r.State != object.StateExited || r.Finished.IsZero() {
			t.Errorf("%s: the engine says %+v", tc.name, r)
		}
		if past, ok := vitals.Backlog(t.Context(), eng.Client(), id, r.Finished); !ok || !is(past) {
			t.Errorf("%s: the engine remembers %v %+v", tc.name, ok, past)
		}
		eng.Docker(t, "rm", tc.name)
		await(t, tc.name+" is forgotten", func() bool { _, ok := k.Last(id); return !ok })
	}
}

func TestRunningOutOfMemoryIsSaid(t *testing.T) {
	eng := realengine.Shared(t)
	k, _ := listen(t, eng)
	id := eng.Docker(t, "run", "-d", "--name", "hungry", "--memory", "24m", "--memory-swap", "24m", "lab:1", "mem", "200m")
	var end vitals.End
	await(t, "it has ended", func() bool { e, ok := k.Last(id); end = e; return ok })
	r := read(t, eng, id)
	if !r.OOMKilled {
		t.Skipf("this computer's control groups don't tell of memory that ran out: %+v", r)
	}
	if end.Code != 137 || !end.OOM || r.Memory != 24<<20 {
		t.Errorf("heard %+v, read %+v", end, r)
	}
}

func TestWhatCouldNotBeStartedSaysWhy(t *testing.T) {
	eng := realengine.Shared(t)
	_ = eng.Command(t.Context(), "run", "--name", "typo", "--entrypoint", "/lba", "lab:1").Run()
	r := read(t, eng, eng.Docker(t, "inspect", "-f", "{{.Id}}", "typo"))
	if r.State != object.StateCreated || r.Error == "" || r.ExitCode != 127 || r.Program[0] != "/lba" {
		t.Errorf("%+v", r)
	}
}

func TestRestartsAndTheirEndsAreCounted(t *testing.T) {
	eng := realengine.Shared(t)
	k, _ := listen(t, eng)
	id := eng.Docker(t, "run", "-d", "--name", "loop", "--restart", "on-failure:2", "lab:1", "fail", "7")
	await(t, "it was started again twice", func() bool { return read(t, eng, id).Restarts == 2 })
	if r := read(t, eng, id); r.Policy != "on-failure:2" {
		t.Errorf("the policy is %q", r.Policy)
	}
	if end, ok := k.Last(id); !ok || end.Code != 7 {
		t.Errorf("%v %+v", ok, end)
	}
}
