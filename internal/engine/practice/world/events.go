package world

import (
	"context"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"
)

// eventLog remembers as many events as an engine does, and tells new ones.
type eventLog struct {
	mu     sync.Mutex
	past   []events.Message
	ears   map[chan events.Message]bool
	closed bool
}

const (
	remembered = 256
	backlog    = 4096 // events that a slow listener may lag behind
)

func newEventLog() *eventLog { return &eventLog{ears: map[chan events.Message]bool{}} }

func (l *eventLog) tell(m events.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.past); n > 0 && m.TimeNano <= l.past[n-1].TimeNano {
		m.TimeNano = l.past[n-1].TimeNano + 1 // so that each has a time of its own
	}
	l.past = append(l.past, m)
	if len(l.past) >= 2*remembered { // seldom, since it copies
		l.past = append(l.past[:0:0], l.past[len(l.past)-remembered:]...)
	}
	for ear := range l.ears {
		select {
		case ear <- m:
		default:
			delete(l.ears, ear)
			close(ear)
		}
	}
}

// listen gives the past and what comes.
func (l *eventLog) listen() (past []events.Message, ear chan events.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ear = make(chan events.Message, backlog)
	if l.closed {
		close(ear)
	} else {
		l.ears[ear] = true
	}
	return append(past, l.past[max(0, len(l.past)-remembered):]...), ear
}

func (l *eventLog) leave(ear chan events.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.ears, ear)
}

func (l *eventLog) listeners() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.ears)
}

func (l *eventLog) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for ear := range l.ears {
		delete(l.ears, ear)
		close(ear)
	}
}

// EventsQuery is what is asked of the events.
type EventsQuery struct {
	Since, Until time.Time // zero: from now on, without end
	Filters      filters.Args
}

// Events tells events until ctx ends, or until the time asked for. opened is
// called when nothing can be missed any more.
func (w *World) Events(ctx context.Context, q EventsQuery, opened func(), tell func(events.Message) error) error {
	past, ear := w.events.listen()
	defer w.events.leave(ear)
	opened()
	for _, m := range past {
		at := time.Unix(0, m.TimeNano)
		if q.Since.IsZero() || at.Before(q.Since) || !q.Until.IsZero() && at.After(q.Until) || !matches(q.Filters, m) {
			continue
		}
		if err := tell(m); err != nil {
			return err
		}
	}
	var over <-chan time.Time
	if !q.Until.IsZero() {
		t := time.NewTimer(q.Until.Sub(w.now()))
		defer t.Stop()
		over = t.C
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-over:
			return nil
		case m, ok := <-ear:
			if !ok {
				return nil
			}
			if matches(q.Filters, m) {
				if err := tell(m); err != nil {
					return err
				}
			}
		}
	}
}

func matches(f filters.Args, m events.Message) bool {
	return (matchesAction(f, string(m.Action))) && f.ExactMatch("type", string(m.Type)) && f.ExactMatch("scope", m.Scope) &&
		f.MatchKVList("label", m.Actor.Attributes) &&
		matchesObject(f, m, "container", events.ContainerEventType) && matchesObject(f, m, "image", events.ImageEventType) &&
		matchesObject(f, m, "volume", events.VolumeEventType) && matchesObject(f, m, "network", events.NetworkEventType)
}

// matchesAction knows that "health_status" is meant whatever follows it.
func matchesAction(f filters.Args, action string) bool {
	name, _, _ := strings.Cut(action, ":")
	return f.ExactMatch("event", action) || f.ExactMatch("event", name)
}

func matchesObject(f filters.Args, m events.Message, key string, kind events.Type) bool {
	if !f.Contains(key) {
		return true
	}
	if m.Type != kind {
		return kind == events.ImageEventType && m.Type == events.ContainerEventType && f.ExactMatch(key, m.Actor.Attributes["image"])
	}
	return f.FuzzyMatch(key, m.Actor.ID) || f.FuzzyMatch(key, m.Actor.Attributes["name"])
}

// tell sends an event. mu is held.
func (w *World) tell(kind events.Type, action events.Action, id string, attributes map[string]string) {
	if w.quiet {
		return
	}
	now := w.now()
	m := events.Message{Type: kind, Action: action, Actor: events.Actor{ID: id, Attributes: attributes}, Scope: "local", Time: now.Unix(), TimeNano: now.UnixNano()}
	switch kind {
	case events.ContainerEventType:
		//lint:ignore SA1019 the engine still tells it
		m.Status, m.ID, m.From = string(action), id, attributes["image"]
	case events.ImageEventType:
		//lint:ignore SA1019 the engine still tells it
		m.Status, m.ID = string(action), id
	}
	w.events.tell(m)
}

// tellOf sends an event about a container; more are attribute names and values.
func (w *World) tellOf(c *Container, action events.Action, more ...string) {
	if w.quiet {
		return
	}
	attributes := maps.Clone(c.Config.Labels)
	if attributes == nil {
		attributes = map[string]string{}
	}
	attributes["name"], attributes["image"] = c.Name, c.Config.Image
	for i := 0; i+1 < len(more); i += 2 {
		attributes[more[i]] = more[i+1]
	}
	w.tell(events.ContainerEventType, action, c.ID, attributes)
}
