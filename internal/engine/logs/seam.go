package logs

import (
	"hash/maphash"
	"math"
	"slices"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
)

// The engine knows times but no places in a log. So who goes on reading asks
// from the time of the last line on, and skips what is known already. Times
// need not grow from line to line: two streams are written to one log, each line
// with the time at which it came. A seam therefore remembers the last lines
// themselves, not their times only, and asks for a little more than it must.

const (
	seamLines = 64 // that are remembered
	seamAsked = 16 // that are asked for again; the others may stand between them
	// disorder is by how much a line may be older than the one before it.
	disorder = int64(time.Millisecond)
)

// imprint is a line as far as it must be known again.
type imprint struct {
	at  int64
	sum uint64
}

var imprintSeed = maphash.MakeSeed()

func imprintOf(b *lines.Batch, i int) imprint {
	return imprint{b.Time(i), maphash.Bytes(imprintSeed, b.Text(i))<<1 | uint64(b.Kind(i)&1)}
}

// seam is the lines at one end of what was read.
type seam struct {
	marks  []imprint
	latest int64 // the latest time that was ever seen
}

// admit copies the lines of a batch, but for those that are among the last lines
// already, and remembers them: when the engine goes on to the next of its files,
// it repeats some.
func (s *seam) admit(b, into *lines.Batch) {
	for i := range b.Len() {
		m := imprintOf(b, i)
		if m.at <= s.latest && m.at != 0 && slices.Contains(s.marks, m) {
			continue
		}
		s.latest = max(s.latest, m.at)
		into.Copy(b, i)
		if s.marks = append(s.marks, m); len(s.marks) >= 8*seamLines {
			s.marks = s.marks[:copy(s.marks, s.last())]
		}
	}
	s.marks = s.marks[:copy(s.marks, s.last())]
}

func (s *seam) last() []imprint { return s.marks[max(0, len(s.marks)-seamLines):] }

// extend remembers the first lines of a batch behind those that are remembered,
// if there is room.
func (s *seam) extend(b *lines.Batch) {
	for i := 0; i < b.Len() && len(s.marks) < seamLines; i++ {
		if b.Kind(i) != lines.Event {
			s.marks = append(s.marks, imprintOf(b, i))
		}
	}
}

// from is the time from which on to ask for more; 0 if there is none.
func (s *seam) from() int64 {
	at := int64(math.MaxInt64)
	for _, m := range s.marks[max(0, len(s.marks)-seamAsked):] {
		at = min(at, m.at)
	}
	if at == math.MaxInt64 {
		return 0
	}
	return max(0, at-disorder)
}

// upto is the time up to which to ask for what is older.
func (s *seam) upto() int64 {
	at := int64(0)
	for _, m := range s.marks[:min(len(s.marks), seamAsked)] {
		at = max(at, m.at)
	}
	return at + disorder
}

// newest is the latest time that is remembered.
func (s *seam) newest() int64 {
	at := int64(0)
	for _, m := range s.marks {
		at = max(at, m.at)
	}
	return at
}

// overlap finds the lines of a seam again in an answer.
type overlap struct {
	known  map[imprint]int
	oldest int64
	newest int64
	met    bool // one was there: nothing lies between the old and the new
	over   bool // all known ones have passed
}

func (s *seam) overlap() *overlap {
	o := &overlap{known: map[imprint]int{}, newest: s.newest()}
	o.oldest = o.newest
	for _, m := range s.marks {
		o.known[m]++
		o.oldest = min(o.oldest, m.at)
	}
	return o
}

// knows says whether line i of a batch is a known one, and forgets it.
func (o *overlap) knows(b *lines.Batch, i int) bool {
	if b.Time(i) < o.oldest || b.Time(i) > o.newest {
		return false
	}
	m := imprintOf(b, i)
	if o.known[m] == 0 {
		return false
	}
	o.known[m]--
	o.met = true
	return true
}

// fresh copies the lines of a batch that come after the known ones, and says
// that there is a gap when these are not there.
func (o *overlap) fresh(b, into *lines.Batch) (gap bool) {
	for i := range b.Len() {
		switch {
		case o.over:
			into.Copy(b, i)
		case o.knows(b, i):
		case o.met:
			o.over = b.Time(i) > o.newest+int64(time.Second)
			into.Copy(b, i)
		case b.Time(i) > o.newest+disorder:
			gap, o.met = true, true
			into.Copy(b, i)
		}
	}
	return gap
}
