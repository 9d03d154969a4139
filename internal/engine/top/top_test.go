package top

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

func TestProcessesOfARealContainer(t *testing.T) {
	eng := realengine.Shared(t)
	id := strings.TrimSpace(eng.Docker(t, "run", "-d", "--name", "alder", "-u", "4711", "lab:1", "burn", "0.2"))
	eng.Docker(t, "exec", "-d", "alder", "/lab", "sleep")
	list, plain, err := Of(t.Context(), eng.Client(), id)
	if err != nil || plain || len(list) != 2 {
		t.Fatalf("%d processes, plain %v, %v: %+v", len(list), plain, err, list)
	}
	main := list[0]
	if main.PID <= 0 || main.User != "4711" || main.Memory <= 0 || main.CPU < 0 || main.Age == "" || main.State == "" ||
		!strings.HasSuffix(main.Command, "lab burn 0.2") {
		t.Errorf("the main program is %+v", main)
	}
	theirs := eng.Docker(t, "top", "alder", "-eo", "pid,args")
	for _, p := range list {
		if !strings.Contains(theirs, p.Command) {
			t.Errorf("docker top does not know %q:\n%s", p.Command, theirs)
		}
	}
	eng.Docker(t, "pause", "alder")
	if list, _, err := Of(t.Context(), eng.Client(), id); err != nil || len(list) != 2 {
		t.Errorf("of a paused one: %+v, %v", list, err)
	}
	eng.Docker(t, "unpause", "alder")
	eng.Docker(t, "kill", "alder")
	if _, _, err := Of(t.Context(), eng.Client(), id); !errors.Is(err, ErrNotRunning) {
		t.Errorf("of one that does not run: %v", err)
	}
	eng.Docker(t, "rm", "alder")
	if _, _, err := Of(t.Context(), eng.Client(), id); err == nil || errors.Is(err, ErrNotRunning) {
		t.Errorf("of one that is gone: %v", err)
	}
}

// old is an engine whose ps knows no columns.
type old struct{ asked int }

func (o *old) ContainerTop(_ context.Context, _ string, arguments []string) (container.TopResponse, error) {
	o.asked++
	if len(arguments) > 0 {
		return container.TopResponse{}, errors.New("ps: unrecognized option: e")
	}
	return container.TopResponse{
		Titles:    []string{"UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"},
		Processes: [][]string{{"root", "200", "100", "3", "10:00", "?", "00:00:01", "sh -c x"}, {"root", "100", "1", "0", "10:00", "?", "00:00:00", "init"}, {"short"}},
	}, nil
}

func TestAnEngineWithAnotherPsStillSaysWhatItKnows(t *testing.T) {
	o := &old{}
	list, plain, err := Of(t.Context(), o, "a")
	if err != nil || !plain || o.asked != 2 || len(list) != 3 {
		t.Fatalf("%+v, %v, %v", list, plain, err)
	}
	want := Process{PID: 200, Parent: 100, User: "root", CPU: 3, Memory: -1, Time: "00:00:01", Command: "sh -c x"}
	if list[2] != want {
		t.Errorf("got %+v, want %+v", list[2], want)
	}
}
