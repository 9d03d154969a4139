// Package session keeps one engine in view: it connects, tries again until the
// engine answers, and then lets the store and the stats hub follow it. It can
// be turned to another engine at any time. To those who look on it is one
// source of snapshots, events and figures from the first moment on, connected
// or not, whichever engine it is.
//
// It must know nothing of what is shown.
package session

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/reach"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/engine/store"
	"github.com/dockdesk/dockdesk/internal/engine/vitals"
)

// ErrNotConnected is the answer to a question while no engine is there.
var ErrNotConnected = errors.New("the engine does not answer")

// Session follows one engine at a time. Its methods may be called by any
// goroutine; those that call listeners (Subscribe, Use, UseContext) not by a
// listener.
type Session struct {
	log   *slog.Logger
	first engine.Options // those that the program was started with
	retry chan struct{}
	files *files.Files
	reach *reach.Reach

	registries *Registries
	ends       *vitals.Keeper // of all engines: no two containers have the same id

	// telling is held while listeners are called, so that they hear everything
	// in order, and of an engine that was left nothing any more.
	telling sync.Mutex

	mu        sync.Mutex
	tenure    *tenure
	snapshot  *object.Snapshot
	wants     map[string][]string // by owner: whose figures it shows
	next      int
	snapshots map[int]func(*object.Snapshot)
	events    map[int]func(object.Event)
	figures   map[int]func([]string)
}

// tenure is the time in which one engine is followed. Its fields are guarded by
// the session's mu, except marks, which guard themselves.
type tenure struct {
	options engine.Options
	end     context.CancelFunc
	engine  *engine.Engine // nil until connected, as is hub
	hub     *stats.Hub
	marks   stats.Marks
}

// New makes a session for the engine that the options name. Run connects it.
func New(options engine.Options, log *slog.Logger) *Session {
	s := &Session{
		log: log, first: options, retry: make(chan struct{}, 1), ends: vitals.NewKeeper(),
		tenure:    &tenure{options: options},
		wants:     map[string][]string{},
		snapshots: map[int]func(*object.Snapshot){},
		events:    map[int]func(object.Event){},
		figures:   map[int]func([]string){},
	}
	s.snapshot = connecting(options, 0)
	s.files = files.New(s.filesAPI)
	s.reach = reach.New(s.reachAPI)
	s.registries = newRegistries(s)
	return s
}

// connecting is the snapshot of an engine that is yet to be reached.
func connecting(options engine.Options, seq uint64) *object.Snapshot {
	endpoint := options.Host
	if options.Inside != nil {
		endpoint = options.Inside.Endpoint()
	}
	return &object.Snapshot{
		Seq: seq, Link: object.LinkConnecting,
		Engine: object.Engine{Endpoint: endpoint, Context: options.Context},
	}
}

// Run connects and follows, first the engine that New named, then each that Use
// names, until ctx ends. It leaves no goroutine behind. Its error is nil.
func (s *Session) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		s.follow(ctx)
	}
	return nil
}

// follow follows the engine of one tenure.
func (s *Session) follow(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.mu.Lock()
	t := s.tenure
	t.end = cancel
	s.mu.Unlock()

	eng, err := s.connect(ctx, t)
	if err != nil {
		return // ctx ended
	}
	defer eng.Close()
	api := newRenewing(eng)
	st := store.New(api, store.Options{Endpoint: eng.Endpoint(), Context: eng.Context(), Log: s.log})
	hub := stats.NewHub(api, stats.Options{Coalesce: time.Second, Now: t.options.Now()})
	defer hub.Close()
	for _, cancel := range []func(){
		hub.Subscribe(func(ids []string) { s.sampled(t, ids) }),
		st.Events(func(ev object.Event) {
			t.marks.Hear(ev)
			s.ends.Hear(ev)
			s.tell(t, ev)
		}),
		st.Subscribe(func(snap *object.Snapshot) { s.publish(t, snap) }),
	} {
		defer cancel()
	}
	s.enter(t, eng, hub)
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() {
		if n, err := s.files.Sweep(ctx); n > 0 || err != nil && ctx.Err() == nil {
			s.log.Info("removing helper containers that were left over", "removed", n, "error", err)
		}
	})
	if err := st.Run(ctx); err != nil {
		s.log.Error("following the engine", "error", err)
	}
}

// enter makes the engine known, and has the hub stream what was asked for while
// there was none.
func (s *Session) enter(t *tenure, eng *engine.Engine, hub *stats.Hub) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.engine, t.hub = eng, hub
	for owner, ids := range s.wants {
		hub.Want(owner, ids)
	}
}

// connect tries until it succeeds or ctx ends.
func (s *Session) connect(ctx context.Context, t *tenure) (*engine.Engine, error) {
	for n := 0; ; n++ {
		eng, err := engine.Connect(ctx, t.options)
		if ctx.Err() != nil {
			if err == nil {
				eng.Close()
			}
			return nil, ctx.Err()
		}
		if err == nil {
			return eng, nil
		}
		s.log.Debug("connect", "error", err, "try", n)
		s.publish(t, lost(err))
		wait := time.NewTimer(pause(n))
		select {
		case <-ctx.Done():
		case <-s.retry:
			n = -1
		case <-wait.C:
		}
		wait.Stop()
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

// Retry tries again at once while an engine was never reached. One that was and
// is lost is tried again by itself.
func (s *Session) Retry() {
	select {
	case s.retry <- struct{}{}:
	default:
	}
}

// --- telling ---

// publish hands a snapshot on, unless another engine is followed by now.
func (s *Session) publish(t *tenure, snap *object.Snapshot) {
	s.telling.Lock()
	defer s.telling.Unlock()
	s.mu.Lock()
	if s.tenure != t {
		s.mu.Unlock()
		return
	}
	snap = numbered(snap, s.snapshot.Seq+1)
	s.snapshot = snap
	fns := listeners(s.snapshots)
	s.mu.Unlock()
	for _, fn := range fns {
		fn(snap)
	}
}

// numbered is the snapshot with another number, since each store counts from 0.
// Snapshots are shared, so it is another value.
func numbered(s *object.Snapshot, seq uint64) *object.Snapshot {
	if s.Seq == seq {
		return s
	}
	return &object.Snapshot{
		Seq: seq, Link: s.Link, Err: s.Err, At: s.At, Engine: s.Engine,
		Containers: s.Containers, Images: s.Images, Volumes: s.Volumes, Networks: s.Networks,
	}
}

func (s *Session) tell(t *tenure, ev object.Event) {
	s.telling.Lock()
	defer s.telling.Unlock()
	for _, fn := range heard(s, t, s.events) {
		fn(ev)
	}
}

func (s *Session) sampled(t *tenure, ids []string) {
	s.telling.Lock()
	defer s.telling.Unlock()
	for _, fn := range heard(s, t, s.figures) {
		fn(ids)
	}
}

// heard are the listeners to a tenure: none if it is over.
func heard[F any](s *Session, t *tenure, table map[int]F) []F {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tenure != t {
		return nil
	}
	return listeners(table)
}

// listeners are those of a table, the first one first.
func listeners[F any](table map[int]F) []F {
	fns := make([]F, 0, len(table))
	for _, id := range slices.Sorted(maps.Keys(table)) {
		fns = append(fns, table[id])
	}
	return fns
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

// Snapshot is the newest one, never nil. Its number grows also when the session
// turns to another engine.
func (s *Session) Snapshot() *object.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snapshot
}

// Subscribe calls fn at once with the newest snapshot, then with each new one,
// in order; fn must not block. After cancel at most a call that is under way
// still ends.
func (s *Session) Subscribe(fn func(*object.Snapshot)) (cancel func()) {
	s.telling.Lock()
	defer s.telling.Unlock()
	cancel = add(s, s.snapshots, fn)
	fn(s.Snapshot())
	return cancel
}

// Events calls fn with each event of the engine; fn must not block.
func (s *Session) Events(fn func(object.Event)) (cancel func()) { return add(s, s.events, fn) }
