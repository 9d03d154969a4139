// Package stats streams what containers use: CPU, memory, network, disk and
// processes. One Hub serves the whole window: it opens a stream for each
// container that somebody shows, shares it among all who show it, closes it
// soon after the last one looked away, and keeps 15 minutes of samples.
//
// It must know neither who shows the figures nor how; it knows the containers'
// ids only.
package stats

import (
	"context"
	"sync"
	"time"

	"github.com/docker/docker/api/types/container"
)

// API is what the hub asks of the engine; *client.Client gives it.
type API interface {
	ContainerStats(ctx context.Context, id string, stream bool) (container.StatsResponseReader, error)
}

// Options are the hub's times. Zero means the default.
type Options struct {
	// Linger is how long a stream stays open after nobody wants it, so that
	// scrolling past a row and back doesn't reconnect. 1.5 s.
	Linger time.Duration
	// Coalesce is how long news waits for more news. The engine samples all
	// containers in one go each second; 250 ms make that one notice. It is also
	// the longest delay of a figure.
	Coalesce time.Duration
	// Keep is how many samples are kept of each container: 900, which are 15
	// minutes, as the engine gives one a second.
	Keep int
	// Forget is how long the samples of a container that nobody wants are kept,
	// so that the graph has a history when it is opened again. 15 min.
	Forget time.Duration
	// Stale is how old a sample may be to count as the current one. 10 s.
	Stale time.Duration
	// Now is the clock that samples are dated by; this computer's if nil. One that
	// is given is the engine's own too, and samples have the time of their frames.
	Now func() time.Time

	framed bool // whether they have
}

func (o Options) orDefaults() Options {
	if o.framed = o.Now != nil; !o.framed {
		o.Now = time.Now
	}
	or := func(d *time.Duration, otherwise time.Duration) {
		if *d <= 0 {
			*d = otherwise
		}
	}
	or(&o.Linger, 1500*time.Millisecond)
	or(&o.Coalesce, 250*time.Millisecond)
	or(&o.Forget, 15*time.Minute)
	or(&o.Stale, 10*time.Second)
	if o.Keep <= 0 {
		o.Keep = 900
	}
	return o
}

// State says how a container's figures stand.
type State int

// The states of a container's figures.
const (
	Idle    State = iota // nobody wants them
	Waiting              // asked for; the first answer takes up to a second
	Live                 // they arrive
	Ended                // the stream ended, or the container does not run
)

const (
	// firstRetry and lastRetry bound the pause between a stream's end and the
	// next attempt, however often Want asks.
	firstRetry = time.Second
	lastRetry  = 15 * time.Second
	// maxStopped is how many answers in a row may say "does not run" before the
	// stream is closed. The engine's stream outlives a restart of the
	// container, so closing at the first would lose the figures of one that is
	// back two seconds later.
	maxStopped = 15
)

// Hub is the one source of live figures. Its methods may be called from any
// goroutine.
type Hub struct {
	api    API
	opts   Options
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup
	wake   chan struct{}

	mu      sync.Mutex
	started bool
	closed  bool
	owners  map[string]map[string]bool // owner → ids
	tracks  map[string]*track
	subs    map[int]func([]string)
	nextSub int
	fresh   map[string]bool // ids with news that nobody was told of
	freshAt time.Time       // since when
}

// track is what the hub knows of one container.
type track struct {
	ring   ring
	last   Sample
	has    bool
	state  State
	stream *stream // nil when none is open

	unwanted time.Time // since when nobody wants it; zero while somebody does
	retry    bool      // Want asked while it was too early
	retryAt  time.Time
	failures int // streams in a row that ended without a sample
}

// stream is one open answer of the engine. A track trusts only its own.
type stream struct {
	cancel context.CancelFunc
}

// NewHub makes a hub. It does nothing until somebody wants something; Close
// ends it.
func NewHub(api API, opts Options) *Hub {
	ctx, cancel := context.WithCancel(context.Background())
	return &Hub{
		api: api, opts: opts.orDefaults(), ctx: ctx, cancel: cancel,
		wake:   make(chan struct{}, 1),
		owners: map[string]map[string]bool{},
		tracks: map[string]*track{},
		subs:   map[int]func([]string){},
		fresh:  map[string]bool{},
	}
}

// Close ends all streams and waits for everything the hub started. It must not
// be called from a subscriber.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.cancel()
	h.work.Wait()
}

// Want states the full set of containers whose figures an owner ("list",
// "detail", …) shows now; none when it is hidden. Only running containers
// belong in it.
//
// A stream that ended (the container died, the engine went away) is opened
// again by the next Want that has its id, at the earliest after a pause that
// grows from 1 to 15 s; at once if the id had left every owner's set in
// between, as it does when a container stops and starts.
func (h *Hub) Want(owner string, ids []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	if len(ids) == 0 {
		delete(h.owners, owner)
	} else {
		set := make(map[string]bool, len(ids))
		for _, id := range ids {
			set[id] = true
		}
		h.owners[owner] = set
	}
	h.apply(time.Now())
}

// apply brings the tracks in line with what the owners want.
func (h *Hub) apply(now time.Time) {
	wanted := map[string]bool{}
	for _, set := range h.owners {
		for id := range set {
			wanted[id] = true
			h.want(id, now)
		}
	}
	for id, t := range h.tracks {
		if !wanted[id] && t.unwanted.IsZero() {
			t.unwanted = now
			t.retry, t.retryAt, t.failures = false, time.Time{}, 0
		}
	}
	h.stir()
}

func (h *Hub) want(id string, now time.Time) {
	t := h.tracks[id]
	if t == nil {
		t = &track{ring: ring{size: h.opts.Keep}}
		h.tracks[id] = t
	}
	t.unwanted = time.Time{}
	switch {
	case t.stream != nil:
	case now.Before(t.retryAt):
		t.retry = true
	default:
		h.open(id, t)
	}
}

// Reset closes all streams and opens those that are wanted anew: for when the
// engine is back.
func (h *Hub) Reset() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	for _, t := range h.tracks {
		h.shut(t)
		t.retry, t.retryAt, t.failures = false, time.Time{}, 0
	}
	h.apply(time.Now())
}

// Subscribe makes fn hear which containers have new figures, or none any more.
// It is called on a goroutine of the hub, never twice at once, at most once per
// Options.Coalesce; it must not keep or change ids. After cancel, one call that
// has already begun may still be running.
func (h *Hub) Subscribe(fn func(ids []string)) (cancel func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := h.nextSub
	h.nextSub++
	h.subs[key] = fn
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.subs, key)
	}
}

// Last is the current sample of a container. ok is false when there is none:
// not wanted yet, ended, or too old.
func (h *Hub) Last(id string) (s Sample, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.tracks[id]
	if t == nil || !t.has || t.state == Ended || h.opts.Now().Sub(t.last.At) > h.opts.Stale {
		return Sample{}, false
	}
	return t.last, true
}

// Series is all that is kept of a container, oldest first. While it was not
// watched there is a gap in the times.
func (h *Hub) Series(id string) []Sample {
	return h.AppendSeries(nil, id, time.Time{})
}

// AppendSeries appends the samples of a container from a time on, oldest first:
// Series for those who draw every second and have a slice already.
func (h *Hub) AppendSeries(dst []Sample, id string, since time.Time) []Sample {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.tracks[id]
	if t == nil {
		return dst
	}
	if dst == nil {
		dst = make([]Sample, 0, len(t.ring.points))
	}
	return t.ring.appendSince(dst, since)
}

// State says how the figures of a container stand.
func (h *Hub) State(id string) State {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := h.tracks[id]; t != nil {
		return t.state
	}
	return Idle
}

// Streams is how many streams are open.
func (h *Hub) Streams() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, t := range h.tracks {
		if t.stream != nil {
			n++
		}
	}
	return n
}

// open starts a stream; h.mu is held.
func (h *Hub) open(id string, t *track) {
	ctx, cancel := context.WithCancel(h.ctx)
	s := &stream{cancel: cancel}
	t.stream, t.state, t.retry = s, Waiting, false
	h.work.Go(func() {
		defer cancel()
		h.follow(ctx, id, s)
		h.finish(id, s)
	})
}

// shut closes a track's stream, if any; h.mu is held.
func (h *Hub) shut(t *track) {
	if t.stream != nil {
		t.stream.cancel()
		t.stream = nil
	}
	t.state = Idle
}

// follow reads one stream to its end. Why it ended matters to nobody: the
// store hears of a dead container, and of a dead engine, by itself.
func (h *Hub) follow(ctx context.Context, id string, s *stream) {
	answer, err := h.api.ContainerStats(ctx, id, true)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	defer context.AfterFunc(ctx, func() { answer.Body.Close() })()

	in := newFrames(answer.Body)
	var now, before frame
	havePrev, stopped := false, 0
	for stopped < maxStopped {
		if in.next(&now) != nil {
			return
		}
		if !now.running() {
			stopped++
			havePrev = false
			h.pause(id, s)
			continue
		}
		stopped = 0
		prev := &before
		if !havePrev {
			prev = nil
		}
		at := h.opts.Now()
		if h.opts.framed {
			at = now.at
		}
		if !h.add(id, s, now.sample(prev, at)) {
			return
		}
		before, havePrev = now, true
	}
}

// add keeps a sample; false when the stream is no longer the track's own.
func (h *Hub) add(id string, s *stream, sample Sample) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.tracks[id]
	if t == nil || t.stream != s {
		return false
	}
	t.ring.add(sample)
	t.last, t.has, t.state, t.failures = sample, true, Live, 0
	h.tell(id)
	return true
}

// pause marks that the container does not run, though its stream goes on.
func (h *Hub) pause(id string, s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := h.tracks[id]; t != nil && t.stream == s && t.state != Ended {
		t.state = Ended
		h.tell(id)
	}
}

// finish marks that a stream ended by itself.
func (h *Hub) finish(id string, s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.tracks[id]
	if t == nil || t.stream != s {
		return
	}
	t.stream, t.state = nil, Ended
	t.retryAt = time.Now().Add(min(firstRetry<<min(t.failures, 10), lastRetry))
	t.failures++
	h.tell(id)
}

// tell notes news about a container; h.mu is held.
func (h *Hub) tell(id string) {
	if len(h.fresh) == 0 {
		h.freshAt = time.Now()
		h.stir()
	}
	h.fresh[id] = true
}

// stir starts the hub's own goroutine, or makes it look; h.mu is held.
func (h *Hub) stir() {
	if h.closed {
		return
	}
	if !h.started {
		h.started = true
		h.work.Go(h.run)
	}
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// run does what falls due: closing what nobody wants, opening what was asked
// for too early, telling subscribers. It sleeps when nothing does.
func (h *Hub) run() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		next := h.due(time.Now())
		if next.IsZero() {
			timer.Stop()
		} else {
			timer.Reset(time.Until(next))
		}
		select {
		case <-h.ctx.Done():
			return
		case <-h.wake:
		case <-timer.C:
		}
	}
}

// due does what is due and says when to come again; zero when nothing waits.
func (h *Hub) due(now time.Time) time.Time {
	h.mu.Lock()
	var next time.Time
	later := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	for id, t := range h.tracks {
		switch {
		case !t.unwanted.IsZero():
			h.leave(id, t, now, later)
		case t.retry && now.Before(t.retryAt):
			later(t.retryAt)
		case t.retry:
			h.open(id, t)
		}
	}
	ids, subs := h.news(now, later)
	h.mu.Unlock()
	for _, fn := range subs {
		fn(ids)
	}
	return next
}

// leave closes, then forgets what nobody wants; h.mu is held.
func (h *Hub) leave(id string, t *track, now time.Time, later func(time.Time)) {
	closeAt, forgetAt := t.unwanted.Add(h.opts.Linger), t.unwanted.Add(h.opts.Forget)
	switch {
	case !now.Before(forgetAt) || !t.has && !now.Before(closeAt):
		h.shut(t)
		delete(h.tracks, id)
	case !now.Before(closeAt):
		h.shut(t)
		later(forgetAt)
	default:
		later(closeAt)
	}
}

// news takes the ids to tell, if they have waited long enough; h.mu is held.
func (h *Hub) news(now time.Time, later func(time.Time)) (ids []string, subs []func([]string)) {
	if len(h.fresh) == 0 {
		return nil, nil
	}
	if at := h.freshAt.Add(h.opts.Coalesce); now.Before(at) {
		later(at)
		return nil, nil
	}
	ids = make([]string, 0, len(h.fresh))
	for id := range h.fresh {
		ids = append(ids, id)
	}
	clear(h.fresh)
	for _, fn := range h.subs {
		subs = append(subs, fn)
	}
	return ids, subs
}
