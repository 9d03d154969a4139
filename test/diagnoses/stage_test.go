// Package diagnoses_test provokes every diagnosis on a real engine: the failure
// is made, its diagnosis names what is in the way, the remedy is carried out by
// the code that its button runs, and what was wanted at first then is so.
package diagnoses_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/session"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/history"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/task"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) {
	if os.Getenv(registryEnv) != "" {
		serveRegistry()
		return
	}
	realengine.Main(m)
}

// stage is what stands behind the buttons of the window, on a real engine.
type stage struct {
	*perform.Performer
	t       *testing.T
	eng     *realengine.Engine
	session *session.Session
	log     *history.Log

	before func()      // happens between what a person saw and the click; nil for nothing
	asked  []action.ID // what was asked about, and agreed to
	led    []string    // where remedies led to

	mu   sync.Mutex
	main []func()
}

func newStage(t *testing.T, eng *realengine.Engine) *stage {
	t.Helper()
	s := &stage{t: t, eng: eng, log: history.New(nil)}
	s.session = session.New(engine.Options{Host: eng.Host()}, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	end := make(chan struct{})
	go func() {
		defer close(end)
		s.session.Run(ctx)
	}()
	tasks := task.New(ctx, task.Options{})
	t.Cleanup(func() {
		tasks.Close()
		cancel()
		<-end
	})
	s.Performer = perform.New(perform.Options{
		Post: s.post, Now: time.Now, Tasks: tasks, Log: s.log, Asker: s, Leads: s, Snapshot: s.session.Snapshot, Spec: s.session.ContainerSpec,
		Ops: func() (action.Ops, error) {
			d, err := s.session.Operations()
			return action.OpsOf(d), err
		},
	})
	return s
}

func (s *stage) post(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.main = append(s.main, f)
}

// Ask agrees, as a person does who has read it.
func (s *stage) Ask(q perform.Question) {
	s.asked = append(s.asked, q.Action.ID)
	q.Do(q.On, q.Values)
}

// Form presses Run in the form, as it was filled by the remedy.
func (s *stage) Form(made spec.RunSpec, editing string) {
	s.led = append(s.led, "form")
	v := written(made)
	if editing == "" {
		s.Do(action.Must("container.run"), action.On{Kind: object.KindContainer, Snapshot: s.session.Snapshot()}, v)
		return
	}
	s.Do(action.Must("container.replace"), action.About(s.session.Snapshot(), object.Ref{Kind: object.KindContainer, ID: editing}), v)
}

func (s *stage) Show(ref object.Ref) {
	s.led = append(s.led, "show "+action.NameOf(s.session.Snapshot(), ref))
}
func (s *stage) Log(ref object.Ref) {
	s.led = append(s.led, "log "+action.NameOf(s.session.Snapshot(), ref))
}
func (s *stage) Page(id string)   { s.led = append(s.led, "page "+id) }
func (s *stage) Copy(text string) { s.led = append(s.led, "copy "+text) }

func written(s spec.RunSpec) action.Values {
	text, err := spec.Marshal(s)
	if err != nil {
		panic(err)
	}
	return action.Values{action.SpecValue: string(text)}
}

// until waits while the main goroutine works.
func (s *stage) until(what string, done func() bool) {
	s.t.Helper()
	for range 3000 {
		s.mu.Lock()
		work := s.main
		s.main = nil
		s.mu.Unlock()
		for _, f := range work {
			f()
		}
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatalf("it never came to this: %s\n%s", what, s.told())
}

func (s *stage) told() string {
	var b strings.Builder
	for _, e := range s.log.Entries() {
		fmt.Fprintf(&b, "%s: %s: %s (%s)\n", e.Command, e.Outcome, e.Words, e.Raw)
	}
	return b.String()
}

// knows waits until the window would know what docker was told.
func (s *stage) knows() {
	s.t.Helper()
	ids := strings.Fields(s.eng.Docker(s.t, "ps", "-aq", "--no-trunc"))
	s.until("the containers are known", func() bool {
		snap := s.session.Snapshot()
		known := snap.Link == object.LinkLive && len(snap.Containers) == len(ids)
		for _, id := range ids {
			c := snap.Container(id)
			known = known && c != nil && c.Inspected
		}
		return known
	})
}

// ref finds an object by its name.
func (s *stage) ref(kind object.Kind, name string) object.Ref {
	s.t.Helper()
	var ref object.Ref
	s.until(name+" is known", func() bool {
		snap := s.session.Snapshot()
		for _, c := range snap.Containers {
			if kind == object.KindContainer && c.Name == name {
				ref = object.Ref{Kind: kind, ID: c.ID}
			}
		}
		for _, i := range snap.Images {
			if kind == object.KindImage && (slices.Contains(i.Tags, name) || name == "" && i.Dangling()) {
				ref = object.Ref{Kind: kind, ID: i.ID}
			}
		}
		for _, v := range snap.Volumes {
			if kind == object.KindVolume && v.Name == name {
				ref = object.Ref{Kind: kind, ID: v.Name}
			}
		}
		for _, n := range snap.Networks {
			if kind == object.KindNetwork && n.Name == name {
				ref = object.Ref{Kind: kind, ID: n.ID}
			}
		}
		return ref.ID != ""
	})
	return ref
}

// fails does an action, which must fail, and gives why.
func (s *stage) fails(id action.ID, v action.Values, refs ...object.Ref) *diagnosis.Case {
	s.t.Helper()
	seen := s.session.Snapshot()
	if s.before != nil {
		s.before()
	}
	a, on := action.Must(id), action.About(seen, refs...)
	if on.Kind == "" {
		on.Kind = a.Kind
	}
	values := a.Defaults(on)
	for k, text := range v {
		values[k] = text
	}
	s.Do(a, on, values)
	e := s.rest()
	if e.Outcome != history.Failed || len(e.Cases) != 1 {
		s.t.Fatalf("it ended as %s with %d diagnoses: %s", e.Outcome, len(e.Cases), s.told())
	}
	return e.Cases[0]
}

// rest waits until nothing is under way any more and gives the last line of the
// history.
func (s *stage) rest() history.Entry {
	s.t.Helper()
	var last history.Entry
	calm := 0
	s.until("all is done", func() bool {
		calm++
		for _, e := range s.log.Entries() {
			if e.Outcome == history.Running {
				calm = 0
			}
			last = e
		}
		return calm > 15
	})
	return last
}

// repair presses the button of a remedy and waits.
func (s *stage) repair(c *diagnosis.Case, words string) {
	s.t.Helper()
	i := slices.IndexFunc(c.Remedies, func(r diagnosis.Remedy) bool { return r.Words == words })
	if i < 0 {
		var offered []string
		for _, r := range c.Remedies {
			offered = append(offered, r.Words)
		}
		s.t.Fatalf("%s: %q is not offered, but %q", c.ID, words, offered)
	}
	before := s.log.Len()
	c.Do(c.Remedies[i])
	s.rest()
	for _, e := range s.log.Entries()[before:] {
		if e.Outcome == history.Failed {
			s.t.Fatalf("the remedy failed:\n%s", s.told())
		}
	}
}

// docker is what the engine says by the docker command.
func (s *stage) docker(words ...string) string {
	s.t.Helper()
	return s.eng.Docker(s.t, words...)
}

// refuses runs a docker command that must fail, and gives what it said.
func (s *stage) refuses(env []string, stdin string, words ...string) string {
	s.t.Helper()
	cmd := s.eng.Command(s.t.Context(), words...)
	cmd.Env = append(cmd.Environ(), env...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err == nil {
		s.t.Fatalf("docker %s did it: %s", words, out)
	}
	return strings.TrimSpace(strings.TrimPrefix(string(out), "Error response from daemon: "))
}
