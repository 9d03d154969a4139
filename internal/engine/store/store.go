// Package store knows what the engine has right now. It lists the containers,
// images, volumes and networks once, follows the engine's events from then on,
// and publishes what it knows as immutable, numbered snapshots.
//
// It works as a Kubernetes informer does: list, watch, apply what each event
// says, ask again for the one object that the event names, and list anew only
// when the stream of events was broken. Nothing polls.
//
// It must know nothing of Fyne, of pages or of help, and it changes nothing in
// the engine.
package store

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// API is what the store asks of an engine. *client.Client satisfies it, once its
// version is settled: one that negotiates on its first call isn't safe to use
// from several goroutines until then, and the store's first calls go out
// together.
type API interface {
	ClientVersion() string
	Info(ctx context.Context) (system.Info, error)
	Events(ctx context.Context, options events.ListOptions) (<-chan events.Message, <-chan error)

	ContainerList(ctx context.Context, options container.ListOptions) ([]container.Summary, error)
	ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error)
	ImageList(ctx context.Context, options image.ListOptions) ([]image.Summary, error)
	ImageInspect(ctx context.Context, id string, opts ...client.ImageInspectOption) (image.InspectResponse, error)
	VolumeList(ctx context.Context, options volume.ListOptions) (volume.ListResponse, error)
	VolumeInspect(ctx context.Context, name string) (volume.Volume, error)
	NetworkList(ctx context.Context, options network.ListOptions) ([]network.Summary, error)
	NetworkInspect(ctx context.Context, id string, options network.InspectOptions) (network.Inspect, error)
}

var _ API = (*client.Client)(nil)

// Options tune a Store. The zero value is right for a real engine.
type Options struct {
	Endpoint string // shown as Snapshot.Engine.Endpoint
	Context  string // shown as Snapshot.Engine.Context
	Log      *slog.Logger

	// Backoff is how long to wait before the nth retry, n counting from 0.
	// Default: 50–100 ms, doubling up to about 5 s.
	Backoff func(n int) time.Duration

	// Clock tells the time by the engine's clock, rounded down, or an error if
	// it can't be known. Default: the Date of the engine's answer to a ping.
	// The engine may run in a virtual machine whose clock is not ours.
	Clock func(ctx context.Context) (time.Time, error)

	// Settle is how long an object is left alone after the first event about it
	// before it is asked for again, so that the handful of events of one start
	// or stop cost one question. What the events themselves say shows at once.
	// Default: 8 ms.
	Settle time.Duration

	// InspectAfter is how long after the lists are there the containers are
	// inspected one by one, in the background. Default: 300 ms.
	InspectAfter time.Duration
}

// Limits of the store's own work.
const (
	publishEvery    = 8 * time.Millisecond   // while busy
	publishLowEvery = 250 * time.Millisecond // for what the background pass finds
	listTimeout     = 30 * time.Second
	inspectTimeout  = 15 * time.Second
	clockTimeout    = 10 * time.Second
	headersTimeout  = 2 * time.Second // see follow
	inspectors      = 4               // questions in flight
	lowInspectors   = 2               // of them for the background pass
	giveUpAfter     = 10              // failed questions about one object
	maxBacklog      = 200_000         // unread events: more than that is a gap
)

// ErrRunning is what Run answers when the store already runs.
var ErrRunning = errors.New("the store already runs")

// Store follows one engine. Make it with New, start it with Run. All its
// methods may be called from any goroutine.
type Store struct {
	api  API
	opts Options

	running  atomic.Bool
	current  atomic.Pointer[object.Snapshot]
	box      *mailbox
	watchers feed[*object.Snapshot]
	hearers  feed[object.Event]
}

// New makes a store that has yet to be started with Run.
func New(api API, opts Options) *Store {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	if opts.Backoff == nil {
		opts.Backoff = backoff
	}
	if opts.Clock == nil {
		opts.Clock = clockOf(api)
	}
	if opts.Settle == 0 {
		opts.Settle = 8 * time.Millisecond
	}
	if opts.InspectAfter == 0 {
		opts.InspectAfter = 300 * time.Millisecond
	}
	s := &Store{api: api, opts: opts, box: newMailbox()}
	s.current.Store(&object.Snapshot{
		Link:   object.LinkConnecting,
		Engine: object.Engine{Endpoint: opts.Endpoint, Context: opts.Context},
	})
	return s
}

// backoff grows from 50–100 ms to 3.3–6.7 s, with jitter so that many clients
// of an engine that comes back don't all call at once.
func backoff(n int) time.Duration {
	base := 75 * time.Millisecond << min(n, 10)
	base = min(base, 5*time.Second)
	return base*2/3 + rand.N(base*2/3)
}

// clockOf is the engine's clock where the API can be dialled, as a real client
// can, else none.
func clockOf(api API) func(context.Context) (time.Time, error) {
	dialler, ok := api.(interface {
		Dialer() func(context.Context) (net.Conn, error)
	})
	if !ok {
		return func(context.Context) (time.Time, error) { return time.Time{}, errNoClock }
	}
	return func(ctx context.Context) (time.Time, error) { return dateOfPing(ctx, dialler.Dialer()) }
}

// Run follows the engine until ctx ends, through every loss of the connection.
// It owns all of the store's goroutines; none is left when it returns. Its
// error is nil or ErrRunning.
func (s *Store) Run(ctx context.Context) error {
	if !s.running.CompareAndSwap(false, true) {
		return ErrRunning
	}
	defer s.running.Store(false)
	newFollower(s).run(ctx)
	return nil
}

// Snapshot is the newest published one, never nil.
func (s *Store) Snapshot() *object.Snapshot { return s.current.Load() }

// Subscribe calls fn once at once with the current snapshot, then on the
// store's goroutine with every one that is published, in order. fn must not
// block. After cancel at most a call that is already under way still ends.
func (s *Store) Subscribe(fn func(*object.Snapshot)) (cancel func()) {
	var last atomic.Uint64 // highest Seq handed on, plus one
	sub := s.watchers.add(func(snap *object.Snapshot) {
		if snap.Seq+1 > last.Load() {
			last.Store(snap.Seq + 1)
			fn(snap)
		}
	})
	sub.call(s.Snapshot())
	return sub.cancel
}

// Events calls fn on the store's goroutine with every event that the engine
// tells, in its order, each once. fn must not block.
func (s *Store) Events(fn func(object.Event)) (cancel func()) {
	return s.hearers.add(fn).cancel
}

// Refresh asks for one object again, without waiting for an event; callers use
// it after an action of their own. A Ref without ID means all objects of that
// kind. It returns at once, costs little, and does nothing while the link is
// lost, since everything is listed anyway when it is back.
func (s *Store) Refresh(ref object.Ref) { s.box.put(refresh{ref}) }
