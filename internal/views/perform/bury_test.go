package perform_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/bin"
	"github.com/dockdesk/dockdesk/internal/engine/keep"
	"github.com/dockdesk/dockdesk/internal/engine/measure"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/task"
)

// keeper is an engine that notes the order in which it is asked to keep and to
// remove.
type keeper struct {
	action.ContainerOps
	mu   sync.Mutex
	did  []string
	fail string // what doesn't go well
}

func (k *keeper) note(what string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.did = append(k.did, what)
	if k.fail != "" && strings.HasPrefix(what, k.fail) {
		return &operations.Error{Op: "x", Status: operations.Unknown, Raw: "no room", Err: errors.New("no room")}
	}
	return nil
}

func (k *keeper) Commit(_ context.Context, id string, o operations.CommitOptions) (operations.Outcome, error) {
	return operations.Outcome{}, k.note("commit " + id + " " + o.Name)
}

func (k *keeper) Remove(_ context.Context, id string, _, _ bool) (operations.Outcome, error) {
	return operations.Outcome{}, k.note("remove " + id)
}

func (k *keeper) SaveFile(_ context.Context, name, _ string, _ keep.Progress) (keep.Saved, error) {
	return keep.Saved{}, k.note("save " + name)
}

func (k *keeper) RestoreFile(context.Context, string, string, keep.Progress) (keep.Saved, error) {
	return keep.Saved{}, nil
}

func (k *keeper) Remember(_ context.Context, ref object.Ref) (bin.Entry, error) {
	if ref.ID == "c2" {
		return bin.Entry{}, errors.New("it can't be read")
	}
	return bin.Entry{Kind: ref.Kind, Ref: ref.ID, Name: "one", Container: &bin.Container{Anonymous: []bin.Anonymous{{Name: "own"}}}}, nil
}

// Measure takes its time, also to let go.
func (*keeper) Measure(ctx context.Context, _ measure.Wish, tell func(measure.Figures)) {
	select {
	case <-time.After(time.Second):
		tell(measure.Figures{Done: true})
	case <-ctx.Done():
		time.Sleep(time.Second)
	}
}

// house is a hall with a bin.
func house(t *testing.T, k *keeper) (*hall, *bin.Store) {
	t.Helper()
	store, err := bin.Open(bin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{log: history.New(nil), ops: action.Ops{Containers: k, Keep: k, Measure: k, Memory: k}, snap: snapshot()}
	h.snap.Engine.Endpoint = "unix:///e.sock"
	for _, c := range h.snap.Containers {
		c.Mounts = []object.Mount{{Type: "volume", Name: "own", Anonymous: true}}
	}
	h.snap.Containers = h.snap.Containers[:2]
	h.snap.Containers[1].Mounts = nil
	h.tasks = task.New(t.Context(), task.Options{})
	h.Performer = perform.New(perform.Options{
		Post: func(f func()) {
			h.mu.Lock()
			h.main = append(h.main, f)
			h.mu.Unlock()
		},
		Now: time.Now, Ops: func() (action.Ops, error) { return h.ops, nil }, Tasks: h.tasks, Log: h.log, Asker: h, Bin: store,
	})
	return h, store
}

var keeping = action.Values{"remove.force": action.Yes, "remove.volumes": action.Yes, "keep.image": action.Yes, "keep.folder": "/backup"}

func TestWhatIsKeptIsKeptFirstAndTheRestIsInTheBin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &keeper{}
		h, store := house(t, k)
		h.Do(action.Must("container.remove"), h.on("c1", "c2"), keeping)
		h.settle()
		if got := strings.Join(k.did[:3], ", "); got != "save own, commit c1 one:1, commit c2 two:1" || len(k.did) != 5 {
			t.Errorf("it did %q", k.did)
		}
		list := store.List()
		if len(list) != 1 || list[0].Container.Kept != "one:1" || !strings.HasPrefix(list[0].Container.Anonymous[0].File, "/backup/own-") || list[0].Engine != "unix:///e.sock" {
			t.Fatalf("the bin has %+v", list)
		}
		last, _ := h.log.Last()
		if !slices.Equal(last.Bin, []string{list[0].ID}) || !strings.HasPrefix(last.Command.String(), "docker rm -f -v") {
			t.Errorf("the history leads from %q to %v", last.Command, last.Bin)
		}
		h.tasks.Close()
	})
}

func TestNothingGoesWhenItCantBeKept(t *testing.T) {
	for _, fail := range []string{"save", "commit c1", "commit c2"} {
		synctest.Test(t, func(t *testing.T) {
			k := &keeper{fail: fail}
			h, store := house(t, k)
			h.Do(action.Must("container.remove"), h.on("c1", "c2"), keeping)
			h.settle()
			if strings.Contains(fmt.Sprint(k.did), "remove") || len(store.List()) > 0 {
				t.Errorf("%s failed, and it did %q", fail, k.did)
			}
			if last, _ := h.log.Last(); last.Outcome != history.Failed || len(last.Bin) > 0 {
				t.Errorf("%s failed, and the history says %s", fail, entry(last))
			}
			h.tasks.Close()
		})
	}
}

func TestWhatWasRefusedIsNotInTheBin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &keeper{fail: "remove c1"}
		h, store := house(t, k)
		h.Do(action.Must("container.remove"), h.on("c1"), action.Values{"remove.force": action.Yes})
		h.settle()
		if len(store.List()) > 0 {
			t.Errorf("the bin has %+v", store.List())
		}
		h.tasks.Close()
	})
}

func TestCountingIsGivenUpBeforeSomethingIsRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &keeper{}
		h, _ := house(t, k)
		h.Click(action.Must("container.remove"), h.on("c1"))
		var told []measure.Figures
		cancel := h.asked[0].Measure(h.on("c1"), nil, func(f *measure.Figures) { told = append(told, *f) })
		cancel()
		began := time.Now()
		h.Do(action.Must("container.remove"), h.on("c1"), action.Values{"remove.force": action.Yes})
		h.settle()
		time.Sleep(2 * time.Second)
		h.settle()
		if len(k.did) != 1 || time.Since(began) < time.Second || len(told) != 1 || told[0].Done {
			t.Errorf("it did %q, and told %+v", k.did, told)
		}
		// And it is told when nobody gives it up.
		h.asked[0].Measure(h.on("c1"), nil, func(f *measure.Figures) { told = append(told, *f) })
		time.Sleep(2 * time.Second)
		h.settle()
		if len(told) != 3 || !told[2].Done {
			t.Errorf("told %+v", told)
		}
		h.tasks.Close()
	})
}

func TestNoSecretIsWrittenIntoTheBin(t *testing.T) {
	hush := "tr0ub4dor&3"
	e := bin.Entry{
		Kind: object.KindContainer,
		Container: &bin.Container{Spec: spec.RunSpec{
			Image: "lab:1", Command: []string{"serve", "--password", hush},
			Env:    []spec.Env{{Key: "DB_PASSWORD", Value: hush, HasValue: true}, {Key: "URL", Value: "postgres://me:" + hush + "@db/x", HasValue: true}, {Key: "PLAIN", Value: "yes", HasValue: true}},
			Labels: []spec.Pair{{Key: "api.token", Value: hush}, {Key: "team", Value: "shop"}}, LogOptions: []spec.Pair{{Key: "splunk-token", Value: hush}},
			Health: spec.Health{Command: "curl https://me:" + hush + "@web/"},
		}},
		Network: &bin.Network{Labels: map[string]string{"secret": hush}},
		Volume:  &bin.Volume{Options: map[string]string{"o": "username=me,password=" + hush}, Labels: map[string]string{"team": "shop"}},
	}
	clean := perform.WithoutSecrets(e)
	text, err := json.Marshal(clean)
	if err != nil || strings.Contains(string(text), hush) || !strings.Contains(string(text), "PLAIN") || !strings.Contains(string(text), "team") {
		t.Errorf("it would write %s, %v", text, err)
	}
	if got := clean.Container.Hidden; !slices.Contains(got, "the variable DB_PASSWORD") || !slices.Contains(got, "a word of the command") || len(got) < 6 {
		t.Errorf("missing are %q", got)
	}
	if e.Container.Spec.Env[0].Value != hush || e.Network.Labels["secret"] != hush || len(e.Volume.Options) != 1 {
		t.Error("what this run knows was changed")
	}
	if again := perform.WithoutSecrets(clean); fmt.Sprint(again.Container.Hidden) != fmt.Sprint(clean.Container.Hidden) || len(again.Volume.Hidden) != len(clean.Volume.Hidden) {
		t.Errorf("twice is another thing: %q", again.Container.Hidden)
	}
}
