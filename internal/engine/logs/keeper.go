package logs

import (
	"context"
	"math"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
)

// delivery is what a source hands to the keeper.
type delivery struct {
	from  *source
	batch *lines.Batch // may be nil
	// read says that the source has read what there was at first, or that it
	// can't for now.
	read bool
}

// stallAfter is how long lines wait for a source that says nothing while it
// reads what there was at first.
const stallAfter = 2 * time.Second

// keeper puts the lines of all sources into the store, in order. It runs on one
// goroutine.
type keeper struct {
	*Log
	merge    merge
	out      lines.Batch
	unread   int     // sources that haven't read what there was at first
	gather   bool    // until then everything is held, and shown in one go
	progress []int64 // the newest time of each source
	newest   int64   // of all that came
	seen     int64   // of what had come at the last tick
	tick     *time.Timer
	tell     *time.Timer
	ticking  bool
	telling  bool
}

func (l *Log) keep(ctx context.Context) {
	k := &keeper{
		Log: l, unread: len(l.sources), gather: l.opts.Tail != All,
		progress: make([]int64, len(l.sources)), tick: time.NewTimer(time.Hour), tell: time.NewTimer(time.Hour),
	}
	defer k.tick.Stop()
	defer k.tell.Stop()
	k.merge = merge{queues: make([]queue, len(l.sources)), done: k.recycle}
	if len(l.sources) == 0 {
		k.allRead()
	}
	for {
		select {
		case <-ctx.Done():
			return
		case d := <-l.deliveries:
			k.take(d)
			k.told()
		case <-l.stir:
			k.told()
		case <-k.tick.C:
			k.ticking = false
			k.ticked()
		case <-k.tell.C:
			k.telling = false
			l.opts.Changed()
		}
	}
}

// told sees to it that Changed is called soon.
func (k *keeper) told() {
	if !k.telling {
		k.telling = true
		k.tell.Reset(changedEvery)
	}
}

// recycle gives a batch back to its source.
func (k *keeper) recycle(source int, b *lines.Batch) {
	if k.gather {
		return // the source got another one for it
	}
	b.Reset()
	k.sources[source].free <- b
}

func (k *keeper) take(d delivery) {
	i := d.from.index
	if b := d.batch; b != nil {
		k.newest = max(k.newest, b.Time(b.Len()-1))
		k.progress[i] = max(k.progress[i], b.Time(b.Len()-1))
		switch {
		case len(k.sources) == 1 && !k.gather:
			k.store.Append(b)
			k.recycle(0, b)
		case k.merge.extend(i, b):
			b.Reset()
			d.from.free <- b
		default:
			k.merge.add(i, b)
			if k.gather {
				d.from.free <- &lines.Batch{}
			}
		}
	}
	if d.read && !d.from.counted {
		d.from.counted = true
		if k.unread--; k.unread == 0 {
			k.allRead()
		}
	}
	if d.read && k.unread == 0 {
		k.judgeAbove()
	}
	k.release(i)
}

// release lets go what need not wait any longer.
func (k *keeper) release(source int) {
	full := len(k.merge.queues[source].batches) == batches
	switch {
	case k.gather || k.merge.empty():
		return
	case k.unread > 0:
		k.emit(k.slowest())
	case full:
		k.emit(k.newest)
	}
	if !k.ticking && !k.merge.empty() {
		k.ticking = true
		k.tick.Reset(k.patience())
	}
}

func (k *keeper) patience() time.Duration {
	if k.unread > 0 {
		return stallAfter
	}
	return mergeAfter
}

// ticked lets go what has waited for a tick.
func (k *keeper) ticked() {
	if k.gather {
		return
	}
	if k.unread > 0 {
		k.seen = k.newest
	}
	k.emit(k.seen)
	k.seen = k.newest
	k.told()
	if !k.merge.empty() {
		k.ticking = true
		k.tick.Reset(k.patience())
	}
}

// slowest is the time up to which everything that there was at first has come.
func (k *keeper) slowest() int64 {
	at := int64(math.MaxInt64)
	for i, s := range k.sources {
		if !s.counted {
			at = min(at, k.progress[i])
		}
	}
	return at
}

// emit puts the lines up to a time into the store.
func (k *keeper) emit(upto int64) {
	k.merge.upTo(upto, func(_ int, b *lines.Batch, i int) {
		k.out.Copy(b, i)
		if k.out.Bytes() > 64<<10 {
			k.flush()
		}
	})
	k.flush()
}

func (k *keeper) flush() {
	if k.out.Len() > 0 {
		k.store.Append(&k.out)
		k.out.Reset()
	}
}

// allRead shows what was gathered. Lines that are older than the first one read
// of a source that has more of them wait until that source has caught up with
// the others: else it would seem to have been silent.
func (k *keeper) allRead() {
	if k.gather {
		horizon := k.horizon()
		k.merge.upTo(horizon-1, func(source int, b *lines.Batch, i int) {
			k.sources[source].past.pending.Copy(b, i)
		})
		k.emit(math.MaxInt64)
		k.gather = false
	} else {
		k.emit(k.newest)
	}
	k.mu.Lock()
	k.read = true
	k.mu.Unlock()
	k.judgeAbove()
}

// horizon is the time from which on the log is known of every source.
func (k *keeper) horizon() int64 {
	at := int64(math.MinInt64 + 1)
	for _, s := range k.sources {
		if first, ok := s.past.begins(); ok {
			at = max(at, first)
		}
	}
	return at
}

// judgeAbove says whether there is more to be had above the first line.
func (k *keeper) judgeAbove() {
	above := AboveNothing
	for _, s := range k.sources {
		if s.past.more() {
			above = AboveMore
		}
	}
	k.mu.Lock()
	coming := k.above == AboveComing
	k.mu.Unlock()
	if !coming {
		k.setAbove(above)
	}
}
