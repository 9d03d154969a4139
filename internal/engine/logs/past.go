package logs

import (
	"context"
	"math"
	"slices"
	"sync"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
)

// past is what is known of a source's older lines. The engine can't be asked
// for the lines before one: it is asked for all from the end up to it, as many as
// were read plus some more, and only the last of them are new.
type past struct {
	mu       sync.Mutex
	settled  bool
	complete bool        // its first line has been read
	seam     seam        // the first lines that were read
	messages int         // of the engine, from the first line that was read to the last
	pending  lines.Batch // older lines that wait for those of the others
}

// settle says that the first reading has ended, and whether it reached the first
// line of the log.
func (p *past) settle(complete bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settled, p.complete = true, complete || len(p.seam.marks) == 0
}

// append takes note of lines that were read after all others.
func (p *past) append(b *lines.Batch) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.messages += messagesOf(b)
	p.seam.extend(b)
}

// messagesOf is in how many messages the engine has some lines.
func messagesOf(b *lines.Batch) int { return b.Len() + b.Bytes()/chunk }

// begins is the time from which on the log is known; ok is false if it is known
// altogether.
func (p *past) begins() (at int64, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.settled || p.complete {
		return 0, false
	}
	at = math.MaxInt64
	for _, m := range p.seam.marks {
		at = min(at, m.at)
	}
	return at, true
}

// more says that there may be older lines than those that are shown.
func (p *past) more() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.settled && !p.complete || p.pending.Len() > 0
}

// fetch gets older lines whenever somebody asked for them.
func (l *Log) fetch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.older:
		}
		above := l.fetchOnce(ctx)
		if ctx.Err() == nil {
			l.setAbove(above)
		}
	}
}

func (l *Log) fetchOnce(ctx context.Context) Above {
	room := l.store.Room()
	if room == 0 {
		return AboveDropped
	}
	var work sync.WaitGroup
	for _, s := range l.sources {
		work.Go(func() { s.older(ctx, l.share(olderLines)) })
	}
	work.Wait()
	horizon, more := l.horizonAbove()
	m := merge{queues: make([]queue, len(l.sources)), done: func(int, *lines.Batch) {}}
	for i, s := range l.sources {
		if s.past.pending.Len() > 0 {
			m.add(i, &s.past.pending)
		}
	}
	rest := make([]lines.Batch, len(l.sources))
	m.upTo(horizon-1, func(source int, b *lines.Batch, i int) { rest[source].Copy(b, i) })
	var out lines.Batch
	m.upTo(math.MaxInt64, func(_ int, b *lines.Batch, i int) { out.Copy(b, i) })
	for i, s := range l.sources {
		s.past.mu.Lock()
		s.past.pending = rest[i]
		s.past.mu.Unlock()
		more = more || rest[i].Len() > 0
	}
	switch {
	case out.Len() > 0 && !l.store.Prepend(&out):
		return AboveDropped
	case more:
		return AboveMore
	}
	return AboveNothing
}

// horizonAbove is the time from which on the log is known of every source.
func (l *Log) horizonAbove() (at int64, more bool) {
	at = math.MinInt64 + 1
	for _, s := range l.sources {
		if first, ok := s.past.begins(); ok {
			at, more = max(at, first), true
		}
	}
	return at, more
}

// olderSlack is what older asks for beyond what it needs, before it takes an
// answer without new lines for the beginning: a program that writes fast is ahead
// of what was read.
const olderSlack = 50_000

// older reads older lines of a source into its pending ones, unless there are
// enough. When the engine fails there are none for now.
func (s *source) older(ctx context.Context, want int) {
	p := &s.past
	p.mu.Lock()
	enough := !p.settled || p.complete || p.pending.Len() >= want
	known, tail := seam{marks: slices.Clone(p.seam.marks)}, p.messages+want
	p.mu.Unlock()
	if enough {
		return
	}
	before := -1
	for {
		answer := &older{want: want, overlap: known.overlap()}
		o := s.options(tail)
		o.Until = stampFor(known.upto())
		if _, err := s.read(ctx, o, answer); err != nil {
			return
		}
		if answer.total >= want || answer.total == before {
			p.prepend(answer.last(), answer.total < want)
			return
		}
		before, tail = answer.total, 2*tail+olderSlack
	}
}

// prepend puts older lines in front of the pending ones. Rows at the start of
// these may belong between the older lines.
func (p *past) prepend(b *lines.Batch, complete bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all lines.Batch
	at := 0
	isRow := func() bool { return at < p.pending.Len() && p.pending.Kind(at) == lines.Event }
	for i := range b.Len() {
		for ; isRow() && p.pending.Time(at) <= b.Time(i); at++ {
			all.Copy(&p.pending, at)
		}
		all.Copy(b, i)
	}
	for ; at < p.pending.Len(); at++ {
		all.Copy(&p.pending, at)
	}
	p.pending, p.complete = all, complete
	p.messages += messagesOf(b)
	var first seam
	first.extend(b)
	first.marks = append(first.marks, p.seam.marks...)
	first.marks = first.marks[:min(len(first.marks), seamLines)]
	p.seam = first
}

// older keeps the newest lines of an answer that are not known.
type older struct {
	want    int
	overlap *overlap
	batches []*lines.Batch
	total   int // of all lines, kept or not
	kept    int
}

func (o *older) lines(b *lines.Batch) error {
	fresh := &lines.Batch{}
	for i := range b.Len() {
		// From the first known line on nothing is older.
		if o.overlap.met || o.overlap.knows(b, i) {
			break
		}
		fresh.Copy(b, i)
	}
	o.total += fresh.Len()
	o.kept += fresh.Len()
	o.batches = append(o.batches, fresh)
	for len(o.batches) > 1 && o.kept-o.batches[0].Len() >= o.want {
		o.kept -= o.batches[0].Len()
		o.batches[0] = nil
		o.batches = o.batches[1:]
	}
	return nil
}

// last are the newest of the lines, as many as are wanted.
func (o *older) last() *lines.Batch {
	var all lines.Batch
	skip := max(0, o.kept-o.want)
	for _, b := range o.batches {
		for i := range b.Len() {
			if skip--; skip < 0 {
				all.Copy(b, i)
			}
		}
	}
	return &all
}
