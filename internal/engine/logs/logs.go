// Package logs reads what containers print: the newest lines first, then what
// comes, and older lines on demand. The lines of several containers become one
// log in the order of their times. A Log outlives its containers' restarts and
// the engine's, and tells of them in lines of its own.
//
// Nobody is told of each line: a Snapshot shows what there is, and Changed says
// now and then that there is more. The package must not know who shows it.
package logs

import (
	"context"
	"io"
	"math"
	"sync"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// API is what is asked of the engine.
type API interface {
	ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error)
	ContainerLogs(ctx context.Context, id string, options container.LogsOptions) (io.ReadCloser, error)
}

// Watch tells what happens to containers; a session does.
type Watch interface {
	// Subscribe calls fn at once with the newest snapshot, then with each new one.
	Subscribe(fn func(*object.Snapshot)) (cancel func())
	// Events calls fn with each event of the engine.
	Events(fn func(object.Event)) (cancel func())
}

// Source is a container whose log is read.
type Source struct {
	ID   string
	Name string // for errors
}

// All is a Tail of every line.
const All = -1

// Options say what is read.
type Options struct {
	Sources []Source
	// Tail is how many of the newest lines are read at first, of all sources
	// together; 0 means 5,000. With All older ones can't be asked for.
	Tail int
	// Since and Until bound the time; zero means no bound. With Until nothing
	// is followed.
	Since, Until time.Time
	Limits       lines.Limits
	// LineBytes is how much of a line is kept: 1 MiB.
	LineBytes int
	// Changed says that Snapshot would give another one, at most once in
	// changedEvery. It is called on a goroutine of the log.
	Changed func()
}

func (o Options) orDefaults() Options {
	if o.Tail == 0 {
		o.Tail = 5000
	}
	if o.LineBytes <= 0 {
		o.LineBytes = 1 << 20
	}
	if o.Changed == nil {
		o.Changed = func() {}
	}
	if len(o.Sources) > math.MaxUint16 {
		o.Sources = o.Sources[:math.MaxUint16]
	}
	return o
}

// bounded says that the log has an end in time.
func (o Options) bounded() bool { return !o.Until.IsZero() }

const (
	// changedEvery is how long news wait for more: some forty times a second they
	// are seen, which looks like one movement.
	changedEvery = 25 * time.Millisecond
	// mergeAfter is how long lines of several containers wait for older ones of
	// the others.
	mergeAfter = 100 * time.Millisecond
	// olderLines is how many lines Older fetches, of all sources together.
	olderLines = 5000
)

// Phase says how the reading of a container's log stands.
type Phase int

// The phases.
const (
	Opening Phase = iota
	Live          // new lines arrive as they are written
	Stopped       // the container does not run; it goes on when it is started
	Away          // the engine does not answer; it goes on when it does
	Ended         // there is nothing more to come
)

// Status is how the reading of one container's log stands.
type Status struct {
	Source
	Phase Phase
	Err   error // an *Error, or nil
}

// Above says what lies before the first line.
type Above int

// What lies above.
const (
	AboveUnknown Above = iota // not read so far
	AboveNothing              // it is the first line of the log
	AboveMore                 // Older gets more
	AboveComing               // Older is at work
	AboveDropped              // there were more, but they have no room
)

// Snapshot is a log at one moment.
type Snapshot struct {
	*lines.Snapshot
	Sources []Status // in the order of the options
	Above   Above
	Read    bool // what there was at first has been read
}

// Log is an open log. Its methods may be called by any goroutine.
type Log struct {
	api     API
	opts    Options
	pace    pace
	store   *lines.Store
	sources []*source
	byID    map[string]*source
	cancel  context.CancelFunc
	unwatch []func()
	work    sync.WaitGroup

	deliveries chan delivery
	older      chan struct{}
	stir       chan struct{} // something but lines has changed

	mu     sync.Mutex
	status []Status
	above  Above
	read   bool
}

// Open begins to read. Close must be called.
func Open(api API, watch Watch, opts Options) *Log { return open(api, watch, opts, usualPace) }

func open(api API, watch Watch, opts Options, pace pace) *Log {
	ctx, cancel := context.WithCancel(context.Background())
	l := &Log{
		api: api, opts: opts.orDefaults(), pace: pace, cancel: cancel, byID: map[string]*source{},
		deliveries: make(chan delivery, len(opts.Sources)*(batches+1)), older: make(chan struct{}, 1), stir: make(chan struct{}, 1),
	}
	l.store = lines.NewStore(l.opts.Limits)
	for i, o := range l.opts.Sources {
		s := newSource(l, i, o)
		l.sources = append(l.sources, s)
		l.byID[o.ID] = s
		l.status = append(l.status, Status{Source: o})
	}
	if watch != nil && !l.opts.bounded() {
		l.unwatch = []func(){watch.Events(l.hear), watch.Subscribe(l.see)}
	}
	l.work.Go(func() { l.keep(ctx) })
	l.work.Go(func() { l.fetch(ctx) })
	for _, s := range l.sources {
		l.work.Go(func() { s.run(ctx) })
	}
	return l
}

// Close ends the reading and waits for it. It must not be called by Changed.
func (l *Log) Close() {
	for _, cancel := range l.unwatch {
		cancel()
	}
	l.cancel()
	l.work.Wait()
}

// Snapshot is what there is now.
func (l *Log) Snapshot() *Snapshot {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := &Snapshot{
		Snapshot: l.store.Snapshot(), Sources: append([]Status(nil), l.status...), Above: l.above, Read: l.read,
	}
	if s.Dropped > 0 {
		s.Above = AboveDropped
	}
	return s
}

// Older fetches lines that lie before the first one, if there are any and there
// is room for them.
func (l *Log) Older() {
	l.mu.Lock()
	if l.above == AboveMore {
		l.above = AboveComing
	}
	coming := l.above == AboveComing
	l.mu.Unlock()
	if !coming {
		return
	}
	l.changed()
	select {
	case l.older <- struct{}{}:
	default:
	}
}

// hear hands an event to the source it is about.
func (l *Log) hear(e object.Event) {
	if e.Kind != object.KindContainer {
		return
	}
	s := l.byID[e.ID]
	if s == nil {
		return
	}
	select {
	case s.events <- e:
	default: // more than anybody does to a container; the engine will be asked
	}
	s.nudge()
}

// see wakes the sources that wait for their container or for the engine.
func (l *Log) see(snap *object.Snapshot) {
	if snap.Link != object.LinkLive {
		return
	}
	for _, s := range l.sources {
		c := snap.Container(s.ID)
		s.runs.Store(c != nil && c.Running())
		s.there.Store(c != nil)
		s.nudge()
	}
}

func (l *Log) set(i int, phase Phase, err error) {
	l.mu.Lock()
	same := l.status[i].Phase == phase && l.status[i].Err == err
	l.status[i].Phase, l.status[i].Err = phase, err
	l.mu.Unlock()
	if !same {
		l.changed()
	}
}

func (l *Log) setAbove(above Above) {
	l.mu.Lock()
	l.above = above
	l.mu.Unlock()
	l.changed()
}

// changed lets the keeper tell that something has changed.
func (l *Log) changed() {
	select {
	case l.stir <- struct{}{}:
	default:
	}
}
