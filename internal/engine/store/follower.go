package store

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// follower is the one goroutine that knows. Everything else (the stream, the
// lists, the inspections) runs in goroutines that only ask the engine and put
// the answers into the mailbox.
//
// Order is kept by cause, not by clocks: an answer counts only if no event about
// its object came in after the question was sent. Otherwise the question is
// asked again.
type follower struct {
	*Store
	ctx   context.Context
	tasks sync.WaitGroup // every goroutine that a session started

	tables
	engine object.Engine
	link   object.Link
	err    error
	at     time.Time // when the newest event or list was received

	session *session        // nil while waiting to connect
	losses  int             // in a row, for the backoff
	retryAt time.Time       // when to connect again; meaningful while session is nil
	past    memory          // of events, over sessions
	helpers map[string]bool // ids of the containers that are kept out

	seq       uint64
	dirty     bool      // something to publish
	dirtyLow  time.Time // since when there is something to publish that can wait
	published time.Time
}

func newFollower(s *Store) *follower {
	old := s.Snapshot()
	return &follower{
		Store: s, tables: newTables(), helpers: map[string]bool{},
		engine: old.Engine, link: object.LinkConnecting, seq: old.Seq, at: old.At,
	}
}

func (f *follower) run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	f.ctx = ctx
	defer f.tasks.Wait()
	defer cancel()

	alarm := time.NewTimer(time.Hour)
	defer alarm.Stop()
	var spare []any
	for {
		now := time.Now()
		f.wakeUp(now)
		if next := f.nextWake(); next.IsZero() {
			alarm.Stop()
		} else {
			alarm.Reset(time.Until(next))
		}
		select {
		case <-ctx.Done():
			f.endSession()
			return
		case <-alarm.C:
		case <-f.box.signal:
			spare = f.readMail(spare)
		}
	}
}

// readMail handles what is waiting. A large backlog doesn't hold up the
// publications.
func (f *follower) readMail(spare []any) []any {
	mail := f.box.take(spare)
	for i, m := range mail {
		mail[i] = nil
		f.handle(m)
		if i%512 == 511 {
			f.publishIfDue(time.Now())
		}
	}
	const worthKeeping = 4096
	if cap(mail) > worthKeeping {
		return nil
	}
	return mail
}

// wakeUp does what is due by now.
func (f *follower) wakeUp(now time.Time) {
	if f.session == nil && !now.Before(f.retryAt) {
		f.connect()
	}
	if f.session != nil {
		f.startDue(now)
	}
	f.publishIfDue(now)
}

// nextWake is when something will be due, or zero when only mail can change
// anything: an idle store sets no timer.
func (f *follower) nextWake() time.Time {
	var next time.Time
	sooner := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	if f.session == nil {
		sooner(f.retryAt)
	} else {
		sooner(f.session.asks.nextDue())
	}
	sooner(f.publishDue())
	return next
}

// --- mail ---

// The letters that other goroutines put into the mailbox. Those of a session
// that is over are thrown away unread.
type (
	refresh struct{ ref object.Ref }

	streamOpen   struct{ of *session }
	streamEvent  struct{ event object.Event }
	sessionEnded struct {
		of  *session
		err error
	}
	listTrouble struct {
		of   *session
		list listing
		err  error
	}
	listAnswer struct {
		of    *session
		list  listing
		items any // []*object.Container, …, as the listing says
	}
	inspectAnswer struct {
		of   *session
		ask  *ask
		item any // *object.Container, …
		err  error
	}
	engineAnswer struct{ engine object.Engine }
)

func (f *follower) handle(letter any) {
	switch m := letter.(type) {
	case streamEvent:
		// Also from a stream that has just ended: it did happen.
		f.hear(m.event)
	case refresh:
		f.refresh(m.ref)
	case engineAnswer:
		f.engine, f.dirty = m.engine, true
	case streamOpen:
		if m.of == f.session {
			m.of.streaming = true
			f.checkLive()
		}
	case sessionEnded:
		if m.of == f.session {
			f.lose(m.err)
		}
	case listTrouble:
		if m.of == f.session && !m.of.live {
			f.link, f.err, f.dirty = object.LinkLost, m.err, true
		}
	case listAnswer:
		if m.of == f.session {
			f.applyList(m)
		}
	case inspectAnswer:
		if m.of == f.session {
			f.applyInspect(m)
		}
	}
}

// refresh is Store.Refresh on the follower's goroutine.
func (f *follower) refresh(ref object.Ref) {
	if f.session == nil {
		return
	}
	if ref.ID == "" {
		for _, l := range allListings {
			if ref.Kind == "" || l.kind() == ref.Kind {
				f.session.list(l)
			}
		}
		return
	}
	f.session.asks.want(ref, time.Now())
}

// --- the session ---

// connect starts a session.
func (f *follower) connect() {
	ctx, cancel := context.WithCancel(f.ctx)
	s := &session{store: f.Store, tasks: &f.tasks, ctx: ctx, cancel: cancel, asks: newAsks(), engine: f.engine}
	f.session = s
	s.start(f.past.since())
}

// lose ends the session, keeps what is known, and arranges for the next one.
func (f *follower) lose(err error) {
	if f.ctx.Err() != nil {
		return
	}
	const steady = 10 * time.Second // a session that lasted so long was no failure
	if f.session.live && time.Since(f.session.liveSince) > steady {
		f.losses = 0
	}
	f.opts.Log.Warn("lost the engine", "err", err, "losses", f.losses)
	f.endSession()
	f.retryAt = time.Now().Add(f.opts.Backoff(f.losses))
	f.losses++
	f.link, f.err, f.dirty = object.LinkLost, err, true
}

func (f *follower) endSession() {
	if f.session != nil {
		f.session.cancel()
		f.session = nil
	}
}

// checkLive says "live" once the four lists and the stream are there.
func (f *follower) checkLive() {
	s := f.session
	if s.live || !s.complete() {
		return
	}
	s.live, s.liveSince = true, time.Now()
	f.link, f.err, f.dirty = object.LinkLive, nil, true
	s.describeEngine()
	f.inspectLater(s)
}

// inspectLater queues the background pass over the containers: running ones
// first, since those are looked at.
func (f *follower) inspectLater(s *session) {
	due := time.Now().Add(f.opts.InspectAfter)
	for _, running := range []bool{true, false} {
		for _, c := range f.containers.publish() {
			if c.Running() == running {
				s.asks.wantLow(object.Ref{Kind: object.KindContainer, ID: c.ID}, due)
			}
		}
	}
}

// startDue sends the questions whose time has come.
func (f *follower) startDue(now time.Time) {
	s := f.session
	for q := s.asks.next(now); q != nil; q = s.asks.next(now) {
		s.inspect(q)
	}
}

// isConnectionError reports whether the engine could not be reached at all, as
// opposed to answering badly or slowly.
func isConnectionError(err error) bool {
	return client.IsErrConnectionFailed(err) && !errors.Is(err, context.DeadlineExceeded)
}

// --- publishing ---

// publishDue is when to publish what there is: at once after a pause, then at
// most every publishEvery. Zero when there is nothing.
func (f *follower) publishDue() time.Time {
	if f.dirty {
		return f.published.Add(publishEvery)
	}
	if !f.dirtyLow.IsZero() {
		return f.dirtyLow.Add(publishLowEvery)
	}
	return time.Time{}
}

func (f *follower) publishIfDue(now time.Time) {
	if due := f.publishDue(); due.IsZero() || due.After(now) {
		return
	}
	f.seq++
	snap := &object.Snapshot{
		Seq: f.seq, Link: f.link, Err: f.err, At: f.at, Engine: f.engine,
		Containers: f.containers.publish(),
		Images:     f.images.publish(),
		Volumes:    f.volumes.publish(),
		Networks:   f.networks.publish(),
	}
	f.dirty, f.dirtyLow, f.published = false, time.Time{}, now
	f.current.Store(snap)
	f.watchers.send(snap)
}

// changed notes that something known changed. What only the background pass
// found can wait a little.
func (f *follower) changed(did, low bool) {
	switch {
	case !did:
	case low:
		if f.dirtyLow.IsZero() {
			f.dirtyLow = time.Now()
		}
	default:
		f.dirty = true
	}
}

// --- memory ---

// memory remembers the newest events, so that the stream of the next session
// can be asked to begin where the last one ended without telling any event
// twice.
type memory struct {
	newest time.Time // by the engine's clock
	seen   map[eventKey]bool
	ring   [256]eventKey // as many as an engine replays
	next   int
}

type eventKey struct {
	nano       int64
	kind       object.Kind
	action, id string
	other      string // the container that a network event is about
}

// since is the newest event's time, zero if there was none.
func (m *memory) since() time.Time { return m.newest }

// isNew notes an event and reports whether it is the first time.
func (m *memory) isNew(e object.Event) bool {
	key := eventKey{e.Time.UnixNano(), e.Kind, e.Action, e.ID, cmp.Or(e.Attributes["container"], e.Attributes["execID"])}
	if m.seen[key] {
		return false
	}
	if m.seen == nil {
		m.seen = map[eventKey]bool{}
	}
	delete(m.seen, m.ring[m.next])
	m.ring[m.next], m.seen[key] = key, true
	m.next = (m.next + 1) % len(m.ring)
	if e.Time.After(m.newest) {
		m.newest = e.Time
	}
	return true
}
