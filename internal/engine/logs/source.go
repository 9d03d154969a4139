package logs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// batches is how many batches of a source are on their way at most. They bound
// what a program that writes faster than anybody can read takes of the memory:
// the engine waits.
const batches = 4

// pace is how long a source waits for what.
type pace struct {
	settle time.Duration // an event that must come, or a stream that must end
	again  time.Duration // to read again after a stream ended though its container runs
	retry  time.Duration // to try again after a failure; twice as long after the next
	most   time.Duration // for that at most
}

var usualPace = pace{settle: 2 * time.Second, again: 300 * time.Millisecond, retry: 500 * time.Millisecond, most: 10 * time.Second}

// source reads the log of one container. Its run is one goroutine, and while a
// stream is open there is one more.
type source struct {
	Source
	log   *Log
	index int

	events      chan object.Event
	nudged      chan struct{}
	runs, there atomic.Bool // as the last snapshot says
	free        chan *lines.Batch
	counted     bool // the keeper's: it was told that the backlog is read
	past        past
	tty         atomic.Bool // it has a terminal

	// What run alone uses.
	driver  string
	seam    seam      // the last lines read
	started time.Time // when the container was, as far as the log says
	alive   bool      // it runs, as far as the log says
	held    []row     // rows that wait for the end of the stream
	stream  *stream   // nil when none is open
	fails   int       // in a row
	behind  int       // which of tails reaches back to the last line
	due     time.Time // when to look after the container; zero when there is no need
}

// turn is how a row changes the container's state.
type turn int

const (
	remark turn = iota // it doesn't
	birth              // it runs
	death              // it doesn't run any more
	gone               // it doesn't exist any more
)

// row is a line that says what happened to the container.
type row struct {
	at    time.Time
	words string
	turn  turn
}

func newSource(l *Log, index int, o Source) *source {
	s := &source{
		Source: o, log: l, index: index,
		events: make(chan object.Event, 64), nudged: make(chan struct{}, 1), free: make(chan *lines.Batch, batches),
	}
	for range batches {
		s.free <- &lines.Batch{}
	}
	return s
}

func (s *source) nudge() {
	select {
	case s.nudged <- struct{}{}:
	default:
	}
}

// run reads what there is, and then follows, until there is nothing more to
// come or ctx ends.
func (s *source) run(ctx context.Context) {
	follow := s.begin(ctx)
	switch {
	case !follow || ctx.Err() != nil:
	case s.log.opts.bounded():
		s.log.set(s.index, Ended, nil)
	default:
		s.follow(ctx)
	}
}

// begin reads what there is. While the engine is away it tries again, as long as
// nothing was read. It says whether there may be more to follow.
func (s *source) begin(ctx context.Context) (follow bool) {
	for {
		err := s.backlog(ctx)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		why := s.explain(err)
		if s.deliver(ctx, delivery{from: s, read: true}) != nil {
			return false
		}
		if why.final() || s.log.opts.bounded() && len(s.seam.marks) > 0 {
			s.log.set(s.index, Ended, why)
			return false
		}
		s.log.set(s.index, Away, why)
		if len(s.seam.marks) > 0 {
			return true // from the last line on
		}
		if !s.wait(ctx, s.backoff()) {
			return false
		}
	}
}

// wait waits for a time, or until there is news.
func (s *source) wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-s.nudged:
	case <-t.C:
	}
	return true
}

func (s *source) backoff() time.Duration {
	d := min(s.log.pace.retry<<min(s.fails, 6), s.log.pace.most)
	s.fails++
	return d
}

// backlog reads the lines that were written so far.
func (s *source) backlog(ctx context.Context) error {
	c, err := s.inspect(ctx)
	if err != nil {
		return err
	}
	if s.driver == "none" {
		return &Error{Reason: ReasonDriver, Container: s.Name, Driver: s.driver}
	}
	in := &intake{s: s, ctx: ctx, rows: s.life(c)}
	want := s.log.share(s.log.opts.Tail)
	n, err := s.read(ctx, s.options(want), in)
	if err == nil {
		err = in.finish()
	}
	if err == nil || len(s.seam.marks) > 0 {
		s.past.settle(want == All || err == nil && n < want)
	}
	if err != nil {
		return err
	}
	s.fails = 0
	if s.alive {
		s.log.set(s.index, Live, nil)
	} else {
		s.log.set(s.index, Stopped, nil)
	}
	return s.deliver(ctx, delivery{from: s, read: true})
}

// share is what one source has of a number of lines.
func (l *Log) share(n int) int {
	if n == All {
		return All
	}
	return max(n/len(l.sources), 50)
}

func (s *source) inspect(ctx context.Context) (container.InspectResponse, error) {
	c, err := s.log.api.ContainerInspect(ctx, s.ID)
	if err != nil {
		return c, err
	}
	if c.ContainerJSONBase == nil || c.State == nil || c.Config == nil {
		return c, errors.New("the engine's answer lacks the container's state")
	}
	s.tty.Store(c.Config.Tty)
	if c.HostConfig != nil {
		s.driver = c.HostConfig.LogConfig.Type
	}
	return c, nil
}

// life is when the container began, and ended if it doesn't run.
func (s *source) life(c container.InspectResponse) (rows []row) {
	s.alive = c.State.Running
	if at := instant(c.State.StartedAt); !at.IsZero() {
		rows = append(rows, row{at: at, words: "started", turn: birth})
		s.started = at
	}
	if at := instant(c.State.FinishedAt); !at.IsZero() && !c.State.Running {
		if at.Before(s.started) { // a program can end before the engine notes that it began
			at = s.started
		}
		rows = append(rows, row{at: at, words: exitWords(c.State.ExitCode), turn: death})
	}
	kept := rows[:0]
	for _, r := range rows { // only those within the times that were asked for
		o := s.log.opts
		if !r.at.Before(o.Since) && (o.Until.IsZero() || !r.at.After(o.Until)) {
			kept = append(kept, r)
		}
	}
	return kept
}

func exitWords(code int) string { return "exited (" + strconv.Itoa(code) + ")" }

// instant reads one of the engine's times; its "never" is the year 1.
func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() < 1970 {
		return time.Time{}
	}
	return t
}

// options asks for the newest lines.
func (s *source) options(tail int) container.LogsOptions {
	o := container.LogsOptions{ShowStdout: true, ShowStderr: true, Timestamps: true, Tail: "all"}
	if tail != All {
		o.Tail = strconv.Itoa(tail)
	}
	if since := s.log.opts.Since; !since.IsZero() {
		o.Since = stampFor(since.UnixNano())
	}
	if until := s.log.opts.Until; !until.IsZero() {
		o.Until = stampFor(until.UnixNano())
	}
	return o
}

// stampFor is a time as the API has it.
func stampFor(nanos int64) string { return fmt.Sprintf("%d.%09d", nanos/1e9, nanos%1e9) }

// taker takes lines, in batches that it must not keep. An error ends the
// reading.
type taker interface{ lines(*lines.Batch) error }

// read gives what the engine answers to a taker, and says how many messages
// there were.
func (s *source) read(ctx context.Context, o container.LogsOptions, to taker) (messages int, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	body, err := s.log.api.ContainerLogs(ctx, s.ID, o)
	if err != nil {
		return 0, err
	}
	defer body.Close()
	defer context.AfterFunc(ctx, func() { body.Close() })()
	f := &feed{tty: s.tty.Load(), source: s.index, keep: s.log.opts.LineBytes, into: &lines.Batch{}}
	buf := make([]byte, 64<<10)
	have := 0
	for {
		n, readErr := body.Read(buf[have:])
		have += n
		used, err := f.feed(buf[:have], readErr != nil)
		have = copy(buf, buf[used:have])
		if readErr == io.EOF && err == nil {
			f.finish()
		}
		if f.into.Len() > 0 && (err == nil || isGrumble(err)) {
			if err := to.lines(f.into); err != nil {
				return f.messages, err
			}
			f.into.Reset()
		}
		if n < little && readErr == nil {
			// The engine writes line by line. Not to be woken by each of them
			// makes both sides twice as fast.
			time.Sleep(breath)
		}
		switch {
		case err != nil:
			return f.messages, err
		case readErr == io.EOF:
			return f.messages, nil
		case readErr != nil:
			return f.messages, readErr
		}
	}
}

const (
	little = 2 << 10
	breath = time.Millisecond
)

func isGrumble(err error) bool {
	var g grumble
	return errors.As(err, &g)
}

// intake hands the lines of an answer to the keeper, with the rows between
// them.
type intake struct {
	s       *source
	ctx     context.Context
	rows    []row    // that belong between the lines, oldest first
	overlap *overlap // of what is known already
	insist  bool     // an answer that doesn't overlap is an error

	spare, admitted lines.Batch
}

// errGap says that there may be lines between those that are known and those
// that the engine answers with.
var errGap = errors.New("there may be lines in between")

func (in *intake) lines(b *lines.Batch) error {
	if in.overlap != nil {
		in.spare.Reset()
		if in.overlap.fresh(b, &in.spare) && in.insist {
			return errGap
		}
		b = &in.spare
		if in.overlap.over {
			in.overlap = nil
		}
	}
	in.admitted.Reset()
	in.s.seam.admit(b, &in.admitted)
	if in.admitted.Len() == 0 {
		return nil
	}
	in.s.fails, in.s.behind = 0, 0 // it goes on
	in.s.past.append(&in.admitted)
	return in.put(&in.admitted)
}

// put hands lines to the keeper, in a batch that the keeper gives back. While it
// has them all, put waits, and so do the engine and at last the program.
func (in *intake) put(b *lines.Batch) error {
	out, err := in.s.batch(in.ctx)
	if err != nil {
		return err
	}
	for i := range b.Len() {
		for len(in.rows) > 0 && in.rows[0].at.UnixNano() <= b.Time(i) {
			in.rows[0].add(out, in.s.index)
			in.rows = in.rows[1:]
		}
		out.Copy(b, i)
	}
	return in.s.deliver(in.ctx, delivery{from: in.s, batch: out})
}

// finish hands over the rows after the last line.
func (in *intake) finish() error { return in.s.tell(in.ctx, in.rows...) }

func (r row) add(to *lines.Batch, source int) {
	to.Add(source, lines.Event, r.at.UnixNano(), []byte(r.words), 0)
}

// tell puts rows into the log.
func (s *source) tell(ctx context.Context, rows ...row) error {
	if len(rows) == 0 {
		return nil
	}
	b, err := s.batch(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		r.add(b, s.index)
	}
	return s.deliver(ctx, delivery{from: s, batch: b})
}

// batch is an empty batch, as soon as the keeper has given one back.
func (s *source) batch(ctx context.Context) (*lines.Batch, error) {
	select {
	case b := <-s.free:
		return b, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// deliver hands something to the keeper.
func (s *source) deliver(ctx context.Context, d delivery) error {
	select {
	case s.log.deliveries <- d:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
