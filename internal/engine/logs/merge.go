package logs

import (
	"math"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
)

// fullBatch is how much text a batch of waiting lines may have.
const fullBatch = 64 << 10

// merge holds the lines of several sources until they can be put in the order
// of their times. The lines of one source stay in the order in which they came.
type merge struct {
	queues []queue
	// done is given each batch whose lines have been taken.
	done func(source int, b *lines.Batch)
}

type queue struct {
	batches []*lines.Batch
	at      int // the next line of the first batch
}

func (q *queue) head() int64 {
	if len(q.batches) == 0 {
		return math.MaxInt64
	}
	return q.batches[0].Time(q.at)
}

// add puts a batch, which isn't empty, behind the others of its source.
func (m *merge) add(source int, b *lines.Batch) {
	q := &m.queues[source]
	q.batches = append(q.batches, b)
}

// extend puts a batch's lines into the last one of its source, if it is small;
// lines often come one by one.
func (m *merge) extend(source int, b *lines.Batch) bool {
	q := &m.queues[source]
	if len(q.batches) == 0 {
		return false
	}
	last := q.batches[len(q.batches)-1]
	if last.Bytes()+b.Bytes() > fullBatch || last.Len()+b.Len() > 2000 {
		return false
	}
	for i := range b.Len() {
		last.Copy(b, i)
	}
	return true
}

// empty reports whether nothing is held.
func (m *merge) empty() bool {
	for i := range m.queues {
		if len(m.queues[i].batches) > 0 {
			return false
		}
	}
	return true
}

// upTo gives the lines up to a time to emit, as long as there are any.
func (m *merge) upTo(limit int64, emit func(source int, b *lines.Batch, i int)) {
	for {
		first, next := -1, limit
		at := int64(math.MaxInt64)
		for i := range m.queues {
			switch head := m.queues[i].head(); {
			case head < at:
				first, next, at = i, min(at, limit), head
			case head < next:
				next = head
			}
		}
		if first < 0 || at > limit {
			return
		}
		m.run(first, next, emit)
	}
}

// run gives the lines of one source up to a time, and at least one.
func (m *merge) run(source int, upto int64, emit func(source int, b *lines.Batch, i int)) {
	q := &m.queues[source]
	for once := true; once || q.head() <= upto; once = false {
		b := q.batches[0]
		emit(source, b, q.at)
		if q.at++; q.at == b.Len() {
			q.batches, q.at = q.batches[1:], 0
			m.done(source, b)
			if len(q.batches) == 0 {
				q.batches = nil
				return
			}
		}
	}
}
