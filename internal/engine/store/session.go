package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// listing is one of the questions for many objects.
type listing int

// The listings. listNameless asks only for the images that no name leads to:
// which of those an engine shows can't be known from any single image.
const (
	listContainers listing = iota
	listImages
	listVolumes
	listNetworks
	listNameless
	listings
)

var allListings = []listing{listContainers, listImages, listVolumes, listNetworks}

func (l listing) kind() object.Kind {
	switch l {
	case listContainers:
		return object.KindContainer
	case listVolumes:
		return object.KindVolume
	case listNetworks:
		return object.KindNetwork
	}
	return object.KindImage
}

// session is one connection's life: a stream of events, the lists, and the
// questions about single objects. Its fields belong to the follower; its
// goroutines only read what never changes.
type session struct {
	store  *Store
	tasks  *sync.WaitGroup
	ctx    context.Context
	cancel context.CancelFunc
	engine object.Engine

	streaming bool
	live      bool
	liveSince time.Time
	asks      *asks
	hidden    map[string]bool // nameless images that exist but that no list may show

	lists [listings]struct {
		done    bool // answered once
		pending bool
		again   bool // wanted anew while pending
		// What events named while it was pending; true if the last one said that
		// the object is gone. There the list may be older than the event.
		touched map[string]bool
	}
}

// go1 starts a goroutine that the follower waits for.
func (s *session) go1(fn func()) { s.tasks.Go(fn) }

// start reads the engine's clock, then opens the stream and sends the lists
// together. The stream begins at that clock, so whatever happens after the
// lists were read is told, although they don't wait for the stream.
func (s *session) start(newest time.Time) {
	for _, l := range allListings {
		s.lists[l].pending, s.lists[l].touched = true, map[string]bool{}
	}
	s.go1(func() {
		since, err := s.since(newest)
		if err != nil {
			s.store.box.put(sessionEnded{s, fmt.Errorf("reach the engine: %w", err)})
			return
		}
		s.go1(func() { s.follow(since) })
		for _, l := range allListings {
			s.go1(func() { s.askList(l) })
		}
	})
}

var errNoClock = errors.New("the engine does not tell the time")

// since is where the stream must begin: now by the engine's clock, or at the
// newest event heard if that is earlier. Without a clock everything is asked
// for that the engine remembers, which is little.
func (s *session) since(newest time.Time) (time.Time, error) {
	ctx, cancel := context.WithTimeout(s.ctx, clockTimeout)
	defer cancel()
	now, err := s.store.opts.Clock(ctx)
	switch {
	case isDialError(err):
		return time.Time{}, err
	case err != nil && newest.IsZero():
		return time.Unix(1, 0), nil
	case err != nil || !newest.IsZero() && newest.Before(now):
		return newest, nil
	}
	return now, nil
}

func isDialError(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// dateOfPing asks for the Date of an answer. The client's own Ping hides it.
func dateOfPing(ctx context.Context, dial func(context.Context) (net.Conn, error)) (time.Time, error) {
	conn, err := dial(ctx)
	if err != nil {
		return time.Time{}, err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if _, err := conn.Write([]byte("GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n")); err != nil {
		return time.Time{}, err
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return time.Time{}, err
	}
	defer resp.Body.Close()
	return http.ParseTime(resp.Header.Get("Date"))
}

// complete reports whether the lists and the stream are there.
func (s *session) complete() bool {
	for _, l := range allListings {
		if !s.lists[l].done {
			return false
		}
	}
	return s.streaming
}

// --- the stream ---

// follow reads the stream until it ends, which ends the session.
func (s *session) follow(since time.Time) {
	// Some engines (Podman) send the headers only with the first event, and the
	// client waits for them. The stream's beginning is fixed all the same.
	assume := time.AfterFunc(headersTimeout, func() { s.store.box.put(streamOpen{s}) })
	defer assume.Stop()

	messages, errs := s.store.api.Events(s.ctx, events.ListOptions{
		Since: fmt.Sprintf("%d.%09d", since.Unix(), since.Nanosecond()),
	})
	opened := time.After(2 * time.Millisecond) // a refusal arrives at once
	for {
		select {
		case <-opened:
			s.store.box.put(streamOpen{s})
		case m := <-messages:
			if s.store.box.put(streamEvent{fromMessage(m, time.Now())}) > maxBacklog {
				s.store.box.put(sessionEnded{s, errors.New("follow the engine's events: more than can be read")})
				return
			}
		case err := <-errs:
			s.store.box.put(sessionEnded{s, fmt.Errorf("follow the engine's events: %w", err)})
			return
		case <-s.ctx.Done():
			return
		}
	}
}

func fromMessage(m events.Message, received time.Time) object.Event {
	e := object.Event{
		Received: received,
		Kind:     object.Kind(m.Type),
		Action:   string(m.Action),
		ID:       m.Actor.ID,
		Name:     m.Actor.Attributes["name"],

		Attributes: m.Actor.Attributes,
	}
	if m.TimeNano != 0 {
		e.Time = time.Unix(0, m.TimeNano)
	} else {
		e.Time = time.Unix(m.Time, 0)
	}
	if e.Kind == object.KindVolume {
		e.Name = e.ID
	}
	return e
}

// --- lists ---

// list asks for a list anew, within a live session.
func (s *session) list(l listing) {
	state := &s.lists[l]
	if state.pending {
		state.again = true
		return
	}
	state.pending, state.touched = true, map[string]bool{}
	s.go1(func() { s.askList(l) })
}

// touch notes that an event named an object, for the lists under way.
func (s *session) touch(ref object.Ref, gone bool) {
	for l := range s.lists {
		if s.lists[l].pending && listing(l).kind() == ref.Kind {
			s.lists[l].touched[ref.ID] = gone
		}
	}
}

// askList asks until there is an answer. An engine that refuses or garbles it
// is asked again; one that can't be reached ends the session.
func (s *session) askList(l listing) {
	for n := 0; ; n++ {
		ctx, cancel := context.WithTimeout(s.ctx, listTimeout)
		items, err := s.fetchList(ctx, l)
		cancel()
		if err == nil {
			s.store.box.put(listAnswer{s, l, items})
			return
		}
		if s.ctx.Err() != nil {
			return
		}
		err = fmt.Errorf("list %ss: %w", l.kind(), err)
		if isConnectionError(err) {
			s.store.box.put(sessionEnded{s, err})
			return
		}
		s.store.box.put(listTrouble{s, l, err})
		if !sleep(s.ctx, s.store.opts.Backoff(n)) {
			return
		}
	}
}

func (s *session) fetchList(ctx context.Context, l listing) (any, error) {
	api := s.store.api
	switch l {
	case listContainers:
		got, err := api.ContainerList(ctx, container.ListOptions{All: true})
		return each(got, fromContainerSummary), err
	case listVolumes:
		got, err := api.VolumeList(ctx, volume.ListOptions{})
		return each(got.Volumes, func(v *volume.Volume) *object.Volume { return fromVolume(*v) }), err
	case listNetworks:
		got, err := api.NetworkList(ctx, network.ListOptions{})
		return each(got, fromNetwork), err
	case listNameless:
		got, err := api.ImageList(ctx, image.ListOptions{Filters: filters.NewArgs(filters.Arg("dangling", "true"))})
		return each(got, fromImageSummary), err
	default:
		got, err := api.ImageList(ctx, image.ListOptions{})
		return each(got, fromImageSummary), err
	}
}

func each[A, B any](list []A, convert func(A) B) []B {
	out := make([]B, len(list))
	for i, v := range list {
		out[i] = convert(v)
	}
	return out
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// hide remembers an image that containers use but that the engine does not list.
func (s *session) hide(id string) {
	if s.hidden == nil {
		s.hidden = map[string]bool{}
	}
	s.hidden[id] = true
}

// --- single questions ---

// inspect asks for one object.
func (s *session) inspect(q *ask) {
	ref := q.ref
	s.go1(func() {
		ctx, cancel := context.WithTimeout(s.ctx, inspectTimeout)
		defer cancel()
		item, err := s.fetchOne(ctx, ref)
		if err != nil {
			err = fmt.Errorf("inspect %s: %w", describe(ref), err)
		}
		s.store.box.put(inspectAnswer{s, q, item, err})
	})
}

func (s *session) fetchOne(ctx context.Context, ref object.Ref) (any, error) {
	api := s.store.api
	switch ref.Kind {
	case object.KindContainer:
		got, err := api.ContainerInspect(ctx, ref.ID)
		return fromContainerInspect(got), err
	case object.KindImage:
		got, err := api.ImageInspect(ctx, ref.ID)
		return fromImageInspect(got), err
	case object.KindVolume:
		got, err := api.VolumeInspect(ctx, ref.ID)
		return fromVolume(got), err
	case object.KindNetwork:
		got, err := api.NetworkInspect(ctx, ref.ID, network.InspectOptions{})
		return fromNetwork(got), err
	}
	return nil, fmt.Errorf("no such kind of object: %q", ref.Kind)
}

// describeEngine asks what the engine is. It comes last, since some engines
// take seconds to answer.
func (s *session) describeEngine() {
	s.go1(func() {
		for n := range giveUpAfter {
			ctx, cancel := context.WithTimeout(s.ctx, listTimeout)
			info, err := s.store.api.Info(ctx)
			cancel()
			if err == nil {
				s.store.box.put(engineAnswer{fromInfo(s.engine, info, s.store.api.ClientVersion())})
				return
			}
			if !sleep(s.ctx, s.store.opts.Backoff(n)) {
				return
			}
		}
	})
}
