package session

import (
	"slices"

	"github.com/dockdesk/dockdesk/internal/engine/stats"
)

// Figures are the live figures of its containers.
func (s *Session) Figures() Figures { return Figures{s} }

// Figures reads the stats hub of a session, if there is one yet.
type Figures struct{ s *Session }

func (f Figures) hub() *stats.Hub {
	f.s.mu.Lock()
	defer f.s.mu.Unlock()
	return f.s.tenure.hub
}

// Want states the full set of running containers that owner shows now. It is
// remembered while there is no engine, and for the next one.
func (f Figures) Want(owner string, ids []string) {
	s := f.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(ids) == 0 {
		delete(s.wants, owner)
	} else {
		s.wants[owner] = slices.Clone(ids)
	}
	// Under the lock, so that enter can't put an older wish after this one.
	if s.tenure.hub != nil {
		s.tenure.hub.Want(owner, ids)
	}
}

// Last is the newest sample of a container.
func (f Figures) Last(id string) (stats.Sample, bool) {
	if h := f.hub(); h != nil {
		return h.Last(id)
	}
	return stats.Sample{}, false
}

// Series is the history of a container, oldest first.
func (f Figures) Series(id string) []stats.Sample {
	if h := f.hub(); h != nil {
		return h.Series(id)
	}
	return nil
}

// Marks are what happened to a container lately, the oldest first.
func (f Figures) Marks(id string) []stats.Mark {
	f.s.mu.Lock()
	t := f.s.tenure
	f.s.mu.Unlock()
	return t.marks.Of(id)
}

// Streams is how many containers the engine is asked about now.
func (f Figures) Streams() int {
	if h := f.hub(); h != nil {
		return h.Streams()
	}
	return 0
}

// Subscribe calls fn with the ids that have new samples, on any goroutine.
func (f Figures) Subscribe(fn func(ids []string)) (cancel func()) { return add(f.s, f.s.figures, fn) }
