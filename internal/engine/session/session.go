// Package session keeps one engine in view: it connects, tries again until the
// engine answers, and then lets the store and the stats hub follow it. To those
// who look on it is one source of snapshots, events and figures from the first
// moment on, connected or not.
//
// It must know nothing of what is shown, and changes nothing in the engine.
package session

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/engine/store"
)

// ErrNotConnected is the answer to a question while no engine is there.
var ErrNotConnected = errors.New("the engine does not answer")

// Session follows one engine. Its methods may be called by any goroutine.
type Session struct {
	options engine.Options
	log     *slog.Logger
	retry   chan struct{}

	mu        sync.Mutex
	engine    *engine.Engine // nil until connected
	store     *store.Store
	hub       *stats.Hub
	snapshot  *object.Snapshot
	next      int
	snapshots map[int]func(*object.Snapshot)
	events    map[int]func(object.Event)
	figures   map[int]func([]string)
}

// New makes a session for the engine that the options name. Run connects it.
func New(options engine.Options, log *slog.Logger) *Session {
	return &Session{
		options: options, log: log, retry: make(chan struct{}, 1),
		snapshot:  &object.Snapshot{Link: object.LinkConnecting},
		snapshots: map[int]func(*object.Snapshot){},
		events:    map[int]func(object.Event){},
		figures:   map[int]func([]string){},
	}
}

// Run connects and follows the engine until ctx ends. It leaves no goroutine
// behind.
func (s *Session) Run(ctx context.Context) error {
	eng, err := s.connect(ctx)
	if err != nil {
		return nil // ctx ended
	}
	defer eng.Close()
	st := store.New(eng.Client(), store.Options{Endpoint: eng.Endpoint(), Context: eng.Context(), Log: s.log})
	hub := stats.NewHub(eng.Client(), stats.Options{})
	defer hub.Close()
	s.mu.Lock()
	s.engine, s.store, s.hub = eng, st, hub
	s.mu.Unlock()
	for _, cancel := range []func(){st.Subscribe(s.publish), st.Events(s.tell), hub.Subscribe(s.sampled)} {
		defer cancel()
	}
	return st.Run(ctx)
}

// connect tries until it succeeds or ctx ends.
func (s *Session) connect(ctx context.Context) (*engine.Engine, error) {
	for n := 0; ; n++ {
		eng, err := engine.Connect(ctx, s.options)
		if err == nil {
			return eng, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		s.log.Debug("connect", "error", err, "try", n)
		s.publish(lost(err))
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-s.retry:
			n = 0
		case <-time.After(pause(n)):
		}
	}
}

// lost is the snapshot of an engine that was never reached.
func lost(err error) *object.Snapshot {
	snap := &object.Snapshot{Link: object.LinkLost, Err: err}
	var failed *engine.ConnectError
	if errors.As(err, &failed) {
		snap.Engine = object.Engine{Endpoint: failed.Endpoint, Context: failed.Context}
	}
	return snap
}

// pause is how long to wait after the nth failure: from a quarter of a second
// up to five, never quite the same.
func pause(n int) time.Duration {
	d := min(250*time.Millisecond<<min(n, 5), 5*time.Second)
	return d/2 + rand.N(d/2)
}

// Retry tries again at once if there is no connection.
func (s *Session) Retry() {
	select {
	case s.retry <- struct{}{}:
	default:
	}
}

func (s *Session) publish(snap *object.Snapshot) {
	s.mu.Lock()
	s.snapshot = snap
	fns := values(s.snapshots)
	s.mu.Unlock()
	for _, fn := range fns {
		fn(snap)
	}
}

func (s *Session) tell(ev object.Event) {
	s.mu.Lock()
	fns := values(s.events)
	s.mu.Unlock()
	for _, fn := range fns {
		fn(ev)
	}
}

func (s *Session) sampled(ids []string) {
	s.mu.Lock()
	fns := values(s.figures)
	s.mu.Unlock()
	for _, fn := range fns {
		fn(ids)
	}
}

func values[F any](m map[int]F) []F {
	out := make([]F, 0, len(m))
	for _, f := range m {
		out = append(out, f)
	}
	return out
}

// add puts a listener into one of the tables and gives what takes it out.
func add[F any](s *Session, table map[int]F, fn F) (cancel func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	id := s.next
	table[id] = fn
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(table, id)
	}
}

// Snapshot is the newest one, never nil.
func (s *Session) Snapshot() *object.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snapshot
}

// Subscribe calls fn with each new snapshot; fn must not block.
func (s *Session) Subscribe(fn func(*object.Snapshot)) (cancel func()) {
	cancel = add(s, s.snapshots, fn)
	fn(s.Snapshot())
	return cancel
}

// Events calls fn with each event of the engine; fn must not block.
func (s *Session) Events(fn func(object.Event)) (cancel func()) { return add(s, s.events, fn) }

// Inspect is the engine's full answer about one object, as JSON.
func (s *Session) Inspect(ctx context.Context, ref object.Ref) ([]byte, error) {
	s.mu.Lock()
	eng := s.engine
	s.mu.Unlock()
	if eng == nil {
		return nil, ErrNotConnected
	}
	return eng.Inspect(ctx, ref)
}

// Figures are the live figures of its containers.
func (s *Session) Figures() Figures { return Figures{s} }

// Figures reads the stats hub of a session, if there is one yet.
type Figures struct{ s *Session }

func (f Figures) hub() *stats.Hub {
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	return f.s.hub
}

// Want states the full set of running containers that owner shows now.
func (f Figures) Want(owner string, ids []string) {
	if h := f.hub(); h != nil {
		h.Want(owner, ids)
	}
}

// Last is the newest sample of a container.
func (f Figures) Last(id string) (stats.Sample, bool) {
	if h := f.hub(); h != nil {
		return h.Last(id)
	}
	return stats.Sample{}, false
}

// Series is the history of a container, oldest first.
func (f Figures) Series(id string) []stats.Sample {
	if h := f.hub(); h != nil {
		return h.Series(id)
	}
	return nil
}

// Subscribe calls fn with the ids that have new samples, on any goroutine.
func (f Figures) Subscribe(fn func(ids []string)) (cancel func()) { return add(f.s, f.s.figures, fn) }
