package session

import (
	"context"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/changes"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/vitals"
)

// Fare tells how containers fare, and what they changed.
type Fare struct{ s *Session }

// sameEnd is how far apart the event of an end and the engine's note of it can be.
const sameEnd = 3 * time.Second

// Fare is that of the session, whichever engine it follows.
func (s *Session) Fare() Fare { return Fare{s} }

// Vitals is how a container fares now.
func (f Fare) Vitals(ctx context.Context, id string) (vitals.Report, error) {
	eng, err := f.s.Engine()
	if err != nil {
		return vitals.Report{}, err
	}
	return vitals.Read(ctx, eng.Client(), id)
}

// LastEnd is how a container's program last ended, by the events that were heard
// here, or else by those that the engine remembers; false if neither knows.
func (f Fare) LastEnd(ctx context.Context, id string, r vitals.Report) (vitals.End, bool) {
	if end, ok := f.s.ends.Last(id); ok && (r.Finished.IsZero() || end.At.Sub(r.Finished).Abs() < sameEnd) {
		return end, true // else it ended once more while nobody listened
	}
	eng, err := f.s.Engine()
	if err != nil || r.Finished.IsZero() {
		return vitals.End{}, false
	}
	return vitals.Backlog(ctx, eng.Client(), id, r.Finished)
}

// Watch calls fn, on any goroutine, whenever Vitals of a container may give
// something else.
func (f Fare) Watch(id string, fn func()) (cancel func()) {
	return f.s.Events(func(e object.Event) {
		if e.ID == id && vitals.Tells(e) {
			fn()
		}
	})
}

// Changes lists the files of a container that differ from its image.
func (f Fare) Changes(ctx context.Context, id string) ([]changes.Change, error) {
	eng, err := f.s.Engine()
	if err != nil {
		return nil, err
	}
	return changes.Read(ctx, eng.Client(), id)
}

// Written is how many bytes a container has written over its image; -1 where the
// engine doesn't say. It can take long.
func (f Fare) Written(ctx context.Context, id string) (int64, error) {
	eng, err := f.s.Engine()
	if err != nil {
		return -1, err
	}
	return changes.Written(ctx, eng.Client(), id)
}
