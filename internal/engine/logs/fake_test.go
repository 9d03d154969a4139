package logs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// fakeEngine answers for containers as the engine does: it tails before it looks
// at times, and ends at the first line that is too new.
type fakeEngine struct {
	mu         sync.Mutex
	containers map[string]*fakeContainer
	down       bool
	asked      []container.LogsOptions
	watchers   map[int]func(object.Event)
	snapshots  map[int]func(*object.Snapshot)
	next       int
	cutAfter   int // bytes after which the next answer breaks off; 0 for never
}

type fakeContainer struct {
	id       string
	tty      bool
	driver   string
	running  bool
	started  time.Time
	finished time.Time
	code     int
	log      []fakeLine
	more     chan struct{} // closed when something changed
	refuse   error
}

type fakeLine struct {
	at     time.Time
	stream byte
	text   string
}

func newFakeEngine() *fakeEngine {
	return &fakeEngine{
		containers: map[string]*fakeContainer{}, watchers: map[int]func(object.Event){}, snapshots: map[int]func(*object.Snapshot){},
	}
}

var epoch = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

func (e *fakeEngine) add(id string) *fakeContainer {
	c := &fakeContainer{id: id, driver: "json-file", running: true, started: epoch, more: make(chan struct{})}
	e.containers[id] = c
	return c
}

// write adds lines; e.mu must not be held.
func (e *fakeEngine) write(id string, log ...fakeLine) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := e.containers[id]
	c.log = append(c.log, log...)
	c.changed()
}

func (c *fakeContainer) changed() {
	close(c.more)
	c.more = make(chan struct{})
}

func (e *fakeEngine) change(id string, change func(*fakeContainer)) {
	e.mu.Lock()
	c := e.containers[id]
	change(c)
	c.changed()
	e.mu.Unlock()
	e.publish()
}

func (e *fakeEngine) event(id, action string, at time.Time, attributes map[string]string) {
	e.mu.Lock()
	var fns []func(object.Event)
	for _, fn := range e.watchers {
		fns = append(fns, fn)
	}
	e.mu.Unlock()
	for _, fn := range fns {
		fn(object.Event{Kind: object.KindContainer, ID: id, Action: action, Time: at, Attributes: attributes})
	}
}

func (e *fakeEngine) publish() {
	e.mu.Lock()
	snap := e.snapshot()
	var fns []func(*object.Snapshot)
	for _, fn := range e.snapshots {
		fns = append(fns, fn)
	}
	e.mu.Unlock()
	for _, fn := range fns {
		fn(snap)
	}
}

func (e *fakeEngine) snapshot() *object.Snapshot {
	s := &object.Snapshot{Link: object.LinkLive}
	if e.down {
		s.Link = object.LinkLost
	}
	for _, c := range e.containers {
		o := &object.Container{ID: c.id, State: object.StateExited}
		if c.running {
			o.State = object.StateRunning
		}
		s.Containers = append(s.Containers, o)
	}
	return s
}

func (e *fakeEngine) Subscribe(fn func(*object.Snapshot)) (cancel func()) {
	e.mu.Lock()
	e.next++
	id, snap := e.next, e.snapshot()
	e.snapshots[id] = fn
	e.mu.Unlock()
	fn(snap)
	return func() { e.mu.Lock(); delete(e.snapshots, id); e.mu.Unlock() }
}

func (e *fakeEngine) Events(fn func(object.Event)) (cancel func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.next++
	id := e.next
	e.watchers[id] = fn
	return func() { e.mu.Lock(); delete(e.watchers, id); e.mu.Unlock() }
}

var errDown = errors.New("connection refused")

func (e *fakeEngine) find(id string) (*fakeContainer, error) {
	c := e.containers[id]
	switch {
	case e.down:
		return nil, errDown
	case c == nil:
		return nil, fmt.Errorf("no such container: %w", errdefs.ErrNotFound)
	}
	return c, c.refuse
}

func (e *fakeEngine) ContainerInspect(_ context.Context, id string) (container.InspectResponse, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.find(id)
	if c == nil {
		return container.InspectResponse{}, err
	}
	return container.InspectResponse{
		ContainerJSONBase: &container.ContainerJSONBase{
			ID: id, HostConfig: &container.HostConfig{LogConfig: container.LogConfig{Type: c.driver}},
			State: &container.State{Running: c.running, ExitCode: c.code, StartedAt: c.started.Format(time.RFC3339Nano), FinishedAt: c.finished.Format(time.RFC3339Nano)},
		},
		Config: &container.Config{Tty: c.tty},
	}, nil
}

func (e *fakeEngine) ContainerLogs(ctx context.Context, id string, o container.LogsOptions) (io.ReadCloser, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked = append(e.asked, o)
	c, err := e.find(id)
	if err != nil {
		return nil, err
	}
	from := 0
	if n, err := strconv.Atoi(o.Tail); err == nil {
		from = max(0, len(c.log)-n)
	}
	r, w := io.Pipe()
	cut := e.cutAfter
	e.cutAfter = 0
	go e.send(ctx, c, o, from, w, cut)
	return r, nil
}

func parsed(s string) (at time.Time) {
	if s == "" {
		return at
	}
	sec, nanos, _ := strings.Cut(s, ".")
	a, _ := strconv.ParseInt(sec, 10, 64)
	b, _ := strconv.ParseInt(nanos, 10, 64)
	return time.Unix(a, b)
}

// send answers, and follows as long as the container runs and the engine lives.
func (e *fakeEngine) send(ctx context.Context, c *fakeContainer, o container.LogsOptions, from int, w *io.PipeWriter, cut int) {
	since, until := parsed(o.Since), parsed(o.Until)
	follow := o.Follow
	sent := 0
	for {
		e.mu.Lock()
		var answer strings.Builder
		for _, l := range c.log[from:] {
			from++
			if !until.IsZero() && l.at.After(until) {
				follow = false
				break
			}
			if l.at.Before(since) {
				continue
			}
			text := l.at.UTC().Format("2006-01-02T15:04:05.000000000Z") + " " + l.text + "\n"
			if c.tty {
				answer.WriteString(text)
			} else {
				answer.WriteString(frame(l.stream, text))
			}
		}
		more, on, down := c.more, follow && c.running, e.down
		e.mu.Unlock()
		data := answer.String()
		if cut > 0 && sent+len(data) > cut {
			_, _ = w.Write([]byte(data[:max(0, cut-sent)]))
			_ = w.CloseWithError(io.ErrUnexpectedEOF)
			return
		}
		sent += len(data)
		if _, err := w.Write([]byte(data)); err != nil {
			return
		}
		switch {
		case down:
			_ = w.CloseWithError(io.ErrUnexpectedEOF)
			return
		case !on:
			_ = w.Close()
			return
		}
		select {
		case <-more:
		case <-ctx.Done():
			_ = w.CloseWithError(ctx.Err())
			return
		}
	}
}

// numbered is n lines, a millisecond apart, from number first on.
func numbered(first, n int) (out []fakeLine) {
	for i := first; i < first+n; i++ {
		out = append(out, fakeLine{at: epoch.Add(time.Duration(i) * time.Millisecond), stream: 1, text: fmt.Sprint("line ", i)})
	}
	return out
}

var hasty = pace{settle: 200 * time.Millisecond, again: 5 * time.Millisecond, retry: 10 * time.Millisecond, most: 50 * time.Millisecond}

// opened is a log that is closed after the test.
func opened(t testing.TB, api API, watch Watch, o Options) *Log {
	t.Helper()
	l := open(api, watch, o, hasty)
	t.Cleanup(l.Close)
	return l
}

func sourcesOf(ids ...string) (out []Source) {
	for _, id := range ids {
		out = append(out, Source{ID: id, Name: id})
	}
	return out
}

// shown is what a log shows: each line's text, rows between dashes.
func shown(l *Log) (out []string) {
	s := l.Snapshot()
	s.All(s.First(), s.Next(), func(line lines.Line) bool {
		text := string(line.Text)
		if line.Kind == lines.Event {
			text = "-- " + text
		}
		if len(s.Sources) > 1 {
			text = s.Sources[line.Source].Name + ": " + text
		}
		out = append(out, text)
		return true
	})
	return out
}

// awaitLog waits until a log is as it must be.
func awaitLog(t testing.TB, l *Log, what string, is func(s *Snapshot) bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(l.Snapshot()); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			text := shown(l)
			t.Fatalf("%s: not after 20 s; %d lines, ends with %q, status %v", what, len(text), text[max(0, len(text)-20):], l.Snapshot().Sources)
		}
	}
}

func isRead(s *Snapshot) bool { return s.Read }

// awaitShown waits until a log shows exactly these lines.
func awaitShown(t testing.TB, l *Log, want ...string) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		got := shown(l)
		if fmt.Sprint(got) == fmt.Sprint(want) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("it shows\n%s\nand not\n%s\nstatus %v", strings.Join(got, "\n"), strings.Join(want, "\n"), l.Snapshot().Sources)
		}
	}
}
