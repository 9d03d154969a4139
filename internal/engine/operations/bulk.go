package operations

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// DefaultParallel is how many objects Bulk works on at once unless told
// otherwise: as many as docker stop does, so that it is no slower.
const DefaultParallel = 50

// Result is what came of one operation on many objects.
type Result struct {
	Items []ItemResult // in the order of the ids

	Done      int // succeeded; includes Unchanged
	Unchanged int // had nothing to do
	Failed    int // refused
	Canceled  int // not begun or given up because the context ended
	Took      time.Duration
}

// ItemResult is what came of it for one object.
type ItemResult struct {
	ID      string
	Outcome Outcome
	Err     error // nil if it succeeded; see KindOf
	Took    time.Duration
}

// Bulk does the same to many objects, at most limit at a time (DefaultParallel
// if it is below 1). One failure does not stop the rest. When the context ends,
// nothing more is begun, and Bulk returns as soon as what runs has returned.
//
// Progress, which may be nil, is called after each object that was begun, never
// twice at once, on the caller's goroutine: done and failed count those so far.
func Bulk(
	ctx context.Context, ids []string, limit int,
	do func(ctx context.Context, id string) (Outcome, error),
	progress func(done, failed, total int, id string, err error),
) Result {
	began := time.Now()
	result := Result{Items: make([]ItemResult, len(ids))}
	for i, id := range ids {
		result.Items[i] = ItemResult{ID: id, Err: errNotBegun}
	}
	done, failed := 0, 0
	for i := range eachAtOnce(ctx, len(ids), limit, func(i int) {
		start := time.Now()
		item := &result.Items[i]
		item.Outcome, item.Err = do(ctx, item.ID)
		item.Took = time.Since(start)
	}) {
		if result.Items[i].Err == nil {
			done++
		} else {
			failed++
		}
		if progress != nil {
			progress(done, failed, len(ids), ids[i], result.Items[i].Err)
		}
	}
	result.count()
	result.Took = time.Since(began)
	return result
}

// errNotBegun is a cancellation, so that KindOf says so.
var errNotBegun = fmt.Errorf("not begun: %w", context.Canceled)

func (r *Result) count() {
	for _, item := range r.Items {
		switch {
		case KindOf(item.Err) == Canceled:
			r.Canceled++
		case item.Err != nil:
			r.Failed++
		case item.Outcome.Unchanged:
			r.Unchanged++
			r.Done++
		default:
			r.Done++
		}
	}
}

// eachAtOnce calls do with 0 to n-1 on a few goroutines and sends each number
// when it is done. The channel is closed when all goroutines have ended; it
// must be read until then.
func eachAtOnce(ctx context.Context, n, limit int, do func(i int)) <-chan int {
	if limit < 1 {
		limit = DefaultParallel
	}
	todo, finished := make(chan int), make(chan int)
	var workers sync.WaitGroup
	for range min(limit, n) {
		workers.Go(func() {
			for i := range todo {
				do(i)
				finished <- i
			}
		})
	}
	go func() {
		defer close(finished)
		defer workers.Wait()
		defer close(todo)
		for i := range n {
			if ctx.Err() != nil {
				return
			}
			select {
			case todo <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	return finished
}
