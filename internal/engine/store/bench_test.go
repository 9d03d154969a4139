package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/docker/docker/api/types/events"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/store"
)

// crowded is a store on a fake engine with n containers, listed and inspected;
// a fake, so that only the store's own work is measured.
func crowded(b *testing.B, n int) (*store.Store, *fake) {
	b.Helper()
	f := newFake()
	for i := range n {
		id := fmt.Sprintf("%064x", i)
		f.create(id, "img")
		if i%5 == 0 {
			f.start(id)
		}
	}
	f.history = nil
	s := store.New(f, store.Options{
		Clock:        func(context.Context) (time.Time, error) { return time.Now(), nil },
		InspectAfter: time.Nanosecond,
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	b.Cleanup(func() {
		cancel()
		<-ended
	})
	await(b, s, "all containers inspected", complete)
	return s, f
}

// BenchmarkFirstList is from Run to the containers being published.
func BenchmarkFirstList(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			_, f := crowded(b, n)
			for b.Loop() {
				s := store.New(f, store.Options{})
				ctx, cancel := context.WithCancel(context.Background())
				ended := make(chan error, 1)
				go func() { ended <- s.Run(ctx) }()
				await(b, s, "containers", func(snap *object.Snapshot) bool { return len(snap.Containers) == n })
				cancel()
				<-ended
			}
		})
	}
}

// BenchmarkEventToSnapshot is from an event being read to its snapshot being
// published, at rest: look at µs/event, since the rest itself takes most of the
// time.
func BenchmarkEventToSnapshot(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, f := crowded(b, n)
			published := make(chan time.Time, 64)
			defer s.Subscribe(func(*object.Snapshot) {
				select {
				case published <- time.Now():
				default:
				}
			})()
			var total time.Duration
			turns := 0
			for b.Loop() {
				time.Sleep(20 * time.Millisecond) // at rest
				for len(published) > 0 {
					<-published
				}
				told := time.Now()
				f.rename(fmt.Sprintf("%064x", turns%n), fmt.Sprint("n", turns))
				total += (<-published).Sub(told)
				turns++
			}
			b.ReportMetric(float64(total.Microseconds())/float64(turns), "µs/event")
		})
	}
}

// BenchmarkBurst is 10,000 events, from the first being sent to the last being
// published.
func BenchmarkBurst(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, f := crowded(b, n)
			var published atomic.Int32
			defer s.Subscribe(func(*object.Snapshot) { published.Add(1) })()
			turn := 0
			for b.Loop() {
				turn++
				last := make(chan struct{})
				cancel := s.Events(func(e object.Event) {
					if e.Action == "last" {
						close(last)
					}
				})
				f.set(func() {
					f.history = f.history[:0]
					for i := range 10_000 {
						action := []string{"start", "die"}[i%2]
						f.tell(events.ContainerEventType, action, fmt.Sprintf("%064x", i/2%n), "exitCode", fmt.Sprint(turn))
					}
					f.tell(events.PluginEventType, "last", "")
				})
				<-last
				cancel()
			}
			b.ReportMetric(float64(published.Load())/float64(turn), "snapshots/burst")
		})
	}
}
