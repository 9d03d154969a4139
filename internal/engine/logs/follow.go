package logs

import (
	"context"
	"errors"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// A container's stream ends whenever the container does, and the engine's events
// say so in another stream. follow brings both into one order: what a container
// printed at last comes before the row that says it exited, and that before what
// it prints when it is started again. Where events are missing, because the
// engine was away, the container itself is looked at.

// stream is an open answer that is followed.
type stream struct {
	cancel context.CancelFunc
	done   chan struct{}
	err    error // set before done is closed
}

// errOver ends following.
var errOver = errors.New("nothing more is to come")

// follow tells of new lines and of what happens to the container, until it is
// removed or ctx ends.
func (s *source) follow(ctx context.Context) {
	defer s.shut()
	if s.away() {
		s.lookIn(s.backoff())
	} else if s.alive {
		s.open(ctx, nil)
	}
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for err := error(nil); err == nil; {
		var done chan struct{}
		if s.stream != nil {
			done = s.stream.done
		}
		if !s.due.IsZero() {
			timer.Reset(time.Until(s.due))
		}
		select {
		case <-ctx.Done():
			return
		case <-done:
			err = s.ended(ctx)
		case <-s.nudged:
			err = s.news(ctx)
		case <-timer.C:
			if !s.due.IsZero() && !time.Now().Before(s.due) {
				s.due = time.Time{}
				err = s.waited(ctx)
			}
		}
	}
}

// lookIn says when to look after the container at the latest.
func (s *source) lookIn(d time.Duration) {
	if at := time.Now().Add(d); s.due.IsZero() || at.Before(s.due) {
		s.due = at
	}
}

// open begins to read from the last line on. complaint is what the engine said
// of the last attempt.
func (s *source) open(ctx context.Context, complaint error) {
	s.due = time.Time{}
	ctx, cancel := context.WithCancel(ctx)
	st := &stream{cancel: cancel, done: make(chan struct{})}
	s.stream = st
	s.log.set(s.index, Live, complaint)
	s.log.work.Go(func() {
		st.err = s.readOn(ctx)
		close(st.done)
	})
}

// shut ends the stream, if there is one.
func (s *source) shut() {
	if s.stream != nil {
		s.stream.cancel()
		<-s.stream.done
		s.stream = nil
	}
}

// tails are how many of the last lines are asked for when reading goes on: more
// if too many were written in between, and at last all of them. The engine reads
// all that it is asked for, even what it doesn't send.
var tails = []int{1000, 50_000, All}

// readOn reads from the last known line on, until the engine ends it.
func (s *source) readOn(ctx context.Context) error {
	o := s.options(All)
	o.Follow = true
	from := s.seam.from()
	if from == 0 {
		_, err := s.read(ctx, o, &intake{s: s, ctx: ctx})
		return err
	}
	o.Since = stampFor(from)
	for {
		last := s.behind == len(tails)-1
		o.Tail = s.options(tails[s.behind]).Tail
		in := &intake{s: s, ctx: ctx, overlap: s.seam.overlap(), insist: !last}
		if _, err := s.read(ctx, o, in); err != errGap {
			return err
		}
		s.behind++
	}
}

// ended goes on after a stream ended.
func (s *source) ended(ctx context.Context) error {
	st := s.stream
	s.shut()
	if ctx.Err() != nil {
		return errOver
	}
	if err := s.unhold(ctx); err != nil {
		return err
	}
	if s.stream != nil {
		return nil
	}
	if st.err != nil {
		if why := s.explain(st.err); why.Reason == ReasonDriver {
			s.log.set(s.index, Ended, why)
			return errOver
		} else if why.Reason == ReasonEngine {
			s.log.set(s.index, Live, why)
		}
	}
	return s.look(ctx, false)
}

// unhold tells of the rows that were held back, and goes on reading if the
// container was started by one of them.
func (s *source) unhold(ctx context.Context) error {
	held := s.held
	s.held = nil
	if len(held) == 0 {
		return nil
	}
	if err := s.happened(ctx, held...); err != nil {
		return err
	}
	if s.alive {
		s.open(ctx, nil)
	}
	return nil
}

// happened tells of rows.
func (s *source) happened(ctx context.Context, rows ...row) error {
	if err := s.tell(ctx, rows...); err != nil {
		return err
	}
	for _, r := range rows {
		s.alive = r.leaves(s.alive)
		switch r.turn {
		case birth:
			s.started = r.at
		case death:
			s.log.set(s.index, Stopped, nil)
		case gone:
			s.log.set(s.index, Ended, &Error{Reason: ReasonRemoved, Container: s.Name, Driver: s.driver})
			return errOver
		}
	}
	return nil
}

// leaves says whether the container runs after a row.
func (r row) leaves(alive bool) bool {
	switch r.turn {
	case birth:
		return true
	case death, gone:
		return false
	}
	return alive
}

// news takes the events that came, and what the last snapshot says.
func (s *source) news(ctx context.Context) error {
	for {
		select {
		case e := <-s.events:
			if err := s.event(ctx, e); err != nil {
				return err
			}
		default:
			return s.compare(ctx)
		}
	}
}

func (s *source) event(ctx context.Context, e object.Event) error {
	r, ok := rowOf(e)
	if !ok || s.knows(r) {
		return nil
	}
	if s.stream != nil && (r.turn != remark || len(s.held) > 0) {
		s.held = append(s.held, r) // until all that it printed has come
		s.lookIn(s.log.pace.settle)
		return nil
	}
	if err := s.happened(ctx, r); err != nil {
		return err
	}
	if r.turn == birth {
		s.open(ctx, nil)
	}
	return nil
}

// knows reports whether the log has a row already, from looking after the
// container.
func (s *source) knows(r row) bool {
	alive := s.alive
	for _, h := range s.held {
		alive = h.leaves(alive)
	}
	return r.turn == birth && alive || r.turn == death && !alive
}

// compare looks after the container if the last snapshot says something else
// than the log: an event was missed, or the engine is back.
func (s *source) compare(ctx context.Context) error {
	away := s.away()
	switch {
	case s.stream != nil || len(s.log.unwatch) == 0, !away && !s.due.IsZero():
		return nil
	case away, s.runs.Load() != s.alive, !s.there.Load():
		return s.look(ctx, false)
	}
	return nil
}

func (s *source) away() bool {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return s.log.status[s.index].Phase == Away
}

// waited looks when what should have come by now hasn't.
func (s *source) waited(ctx context.Context) error {
	if s.stream == nil {
		return s.look(ctx, true)
	}
	if len(s.held) == 0 {
		return nil
	}
	s.shut() // the engine says that it is over
	if err := s.unhold(ctx); err != nil || s.stream != nil {
		return err
	}
	return s.look(ctx, false)
}

// look asks the engine for the container and goes on as it must. patient says
// that the events have had their time to come.
func (s *source) look(ctx context.Context, patient bool) error {
	c, err := s.inspect(ctx)
	if ctx.Err() != nil {
		return errOver
	}
	if err != nil {
		return s.lost(ctx, s.explain(err), patient)
	}
	running := c.State.Running
	again := instant(c.State.StartedAt).After(s.started)
	switch {
	case !running && !s.alive && !again:
		s.log.set(s.index, Stopped, nil)
	case (running != s.alive || again) && !patient:
		s.lookIn(s.log.pace.settle)
	case running && !patient && !s.away():
		s.lookIn(s.log.pace.again + s.backoff() - s.log.pace.retry)
	default:
		if err := s.happened(ctx, s.missed(c)...); err != nil {
			return err
		}
		if running {
			s.open(ctx, s.complaint())
		}
	}
	return nil
}

// complaint is what the engine said of the last attempt to read.
func (s *source) complaint() error {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	if st := s.log.status[s.index]; errors.Is(st.Err, ReasonEngine) {
		return st.Err
	}
	return nil
}

// missed is what happened to a container while nobody heard of it.
func (s *source) missed(c container.InspectResponse) (rows []row) {
	begun, end := instant(c.State.StartedAt), instant(c.State.FinishedAt)
	again := begun.After(s.started) || c.State.Running && !s.alive
	if again && s.alive {
		at := begun // an end of which nothing is known but that it came before that
		if end.Before(begun) && end.After(s.started) {
			at = end
		}
		rows = append(rows, row{at: at, words: "exited", turn: death})
	}
	if again {
		rows = append(rows, row{at: begun, words: "started", turn: birth})
	}
	if !c.State.Running && (again || s.alive) {
		rows = append(rows, row{at: end, words: exitWords(c.State.ExitCode), turn: death})
	}
	return rows
}

// lost goes on when the container or the engine can't be asked.
func (s *source) lost(ctx context.Context, why *Error, patient bool) error {
	switch {
	case why.Reason == ReasonRemoved && !patient:
		s.lookIn(s.log.pace.settle)
	case why.Reason == ReasonRemoved:
		return s.happened(ctx, row{at: time.Now(), words: "removed", turn: gone})
	default:
		s.log.set(s.index, Away, why)
		s.lookIn(s.backoff())
	}
	return nil
}

// rowOf is what an event says about a container's life.
func rowOf(e object.Event) (r row, ok bool) {
	r.at = e.Time
	switch e.Action {
	case "start":
		r.words, r.turn = "started", birth
	case "die":
		r.words, r.turn = "exited ("+e.Attributes["exitCode"]+")", death
	case "stop":
		r.words = "stopped"
	case "oom":
		r.words = "ran out of memory"
	case "pause":
		r.words = "paused"
	case "unpause":
		r.words = "resumed"
	case "destroy", "remove":
		r.words, r.turn = "removed", gone
	default:
		return r, false
	}
	return r, true
}
