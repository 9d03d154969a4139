package store

import (
	"container/heap"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// asks are the questions about single objects: one for each object at most,
// however many events name it, and few in flight at once.
//
// The questions of a kind are held back until its list is there: the list
// answers most of them, and is what a person waits for.
type asks struct {
	open      map[object.Ref]*ask
	listed    map[object.Kind]bool
	held      map[object.Kind][]*ask
	queue     askHeap
	low       []*ask // the background pass, in its order
	lowDue    time.Time
	flying    int
	flyingLow int
	serial    int
}

// ask is one question. Whoever sends it may read ref; the rest belongs to asks.
type ask struct {
	ref      object.Ref
	due      time.Time
	serial   int // of its newest place in the queue
	low      bool
	flying   bool
	again    bool // an event came after the question was sent
	failures int
}

func newAsks() *asks {
	return &asks{open: map[object.Ref]*ask{}, listed: map[object.Kind]bool{}, held: map[object.Kind][]*ask{}}
}

// want puts an object on the list. If its question is already in flight the
// answer may be too old, so it will be asked again.
func (a *asks) want(ref object.Ref, due time.Time) {
	q := a.open[ref]
	switch {
	case q == nil:
		q = &ask{ref: ref}
		a.open[ref] = q
	case q.flying:
		q.again = true
		return
	case !q.low && !q.due.After(due):
		return
	}
	q.low = false
	a.push(q, due)
}

// wantLow puts an object on the list of the background pass.
func (a *asks) wantLow(ref object.Ref, due time.Time) {
	if a.open[ref] != nil {
		return
	}
	q := &ask{ref: ref, low: true}
	a.open[ref] = q
	a.low = append(a.low, q)
	a.lowDue = due
}

// push queues q; another place that it may have in the queue is stale from then
// on.
func (a *asks) push(q *ask, due time.Time) {
	a.serial++
	q.due, q.serial = due, a.serial
	if !a.listed[q.ref.Kind] {
		a.held[q.ref.Kind] = append(a.held[q.ref.Kind], q)
		return
	}
	heap.Push(&a.queue, place{q, due, a.serial})
}

// release lets the questions about a kind go, now that its list is there.
func (a *asks) release(kind object.Kind) {
	a.listed[kind] = true
	for _, q := range a.held[kind] {
		if a.open[q.ref] == q && !q.flying {
			a.push(q, q.due)
		}
	}
	delete(a.held, kind)
}

// drop forgets the question about an object that is gone for good. An answer
// still in flight will be thrown away.
func (a *asks) drop(ref object.Ref) {
	if q := a.open[ref]; q != nil {
		a.landed(q)
		delete(a.open, ref)
	}
}

// doubt makes every answer in flight about a kind count as too old.
func (a *asks) doubt(kind object.Kind) {
	for ref, q := range a.open {
		if ref.Kind == kind && q.flying {
			q.again = true
		}
	}
}

// next takes the question to send now, nil if there is none.
func (a *asks) next(now time.Time) *ask {
	if a.flying >= inspectors {
		return nil
	}
	if p, ok := a.head(); ok && !p.due.After(now) {
		heap.Pop(&a.queue)
		return a.fly(p.ask)
	}
	if a.flyingLow >= lowInspectors || now.Before(a.lowDue) {
		return nil
	}
	for len(a.low) > 0 {
		q := a.low[0]
		a.low = a.low[1:]
		if a.open[q.ref] == q && q.low && !q.flying {
			return a.fly(q)
		}
	}
	return nil
}

// nextDue is when next may have something, zero if only an answer or an event
// can bring that.
func (a *asks) nextDue() time.Time {
	if a.flying >= inspectors {
		return time.Time{}
	}
	low := len(a.low) > 0 && a.flyingLow < lowInspectors
	p, urgent := a.head()
	switch {
	case urgent && (!low || p.due.Before(a.lowDue)):
		return p.due
	case low:
		return a.lowDue
	}
	return time.Time{}
}

// head is the first place in the queue that is not stale.
func (a *asks) head() (place, bool) {
	for a.queue.Len() > 0 {
		p := a.queue[0]
		if !p.ask.flying && p.serial == p.ask.serial && a.open[p.ask.ref] == p.ask {
			return p, true
		}
		heap.Pop(&a.queue)
	}
	return place{}, false
}

func (a *asks) fly(q *ask) *ask {
	q.flying = true
	a.flying++
	if q.low {
		a.flyingLow++
	}
	return q
}

func (a *asks) landed(q *ask) {
	if !q.flying {
		return
	}
	q.flying = false
	a.flying--
	if q.low {
		a.flyingLow--
	}
}

// answered takes note of an answer and reports whether it is to be used. An
// answer that an event has overtaken is asked for again.
func (a *asks) answered(q *ask, settle time.Duration) (use bool) {
	if a.open[q.ref] != q {
		return false
	}
	a.landed(q)
	if q.again {
		q.again, q.low = false, false
		a.push(q, time.Now().Add(settle))
		return false
	}
	return true
}

// done closes a question whose answer was used.
func (a *asks) done(q *ask) { delete(a.open, q.ref) }

// failed asks again later, or gives up until the next event and reports that.
func (a *asks) failed(q *ask, wait func(n int) time.Duration) (gaveUp bool) {
	if q.failures++; q.failures >= giveUpAfter {
		a.done(q)
		return true
	}
	q.low = false
	a.push(q, time.Now().Add(wait(q.failures-1)))
	return false
}

// place is a place in the queue; see push for when it is stale.
type place struct {
	ask    *ask
	due    time.Time
	serial int
}

type askHeap []place

func (h askHeap) Len() int      { return len(h) }
func (h askHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h askHeap) Less(i, j int) bool {
	if !h[i].due.Equal(h[j].due) {
		return h[i].due.Before(h[j].due)
	}
	return h[i].serial < h[j].serial
}
func (h *askHeap) Push(x any) { *h = append(*h, x.(place)) }
func (h *askHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = place{}
	*h = old[:len(old)-1]
	return last
}
