package store

import (
	"slices"
	"sync"
	"sync/atomic"
)

// feed hands values on to whoever subscribed.
type feed[T any] struct {
	mu   sync.Mutex
	subs []*subscriber[T] // replaced, never changed, so send needs no lock while it calls
}

type subscriber[T any] struct {
	feed *feed[T]
	over atomic.Bool
	mu   sync.Mutex // one call at a time
	fn   func(T)
}

func (f *feed[T]) add(fn func(T)) *subscriber[T] {
	sub := &subscriber[T]{feed: f, fn: fn}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.subs = append(slices.Clip(f.subs), sub)
	return sub
}

func (f *feed[T]) send(v T) {
	f.mu.Lock()
	subs := f.subs
	f.mu.Unlock()
	for _, sub := range subs {
		sub.call(v)
	}
}

func (s *subscriber[T]) call(v T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over.Load() {
		s.fn(v)
	}
}

// cancel takes no lock that call holds, so that fn may cancel itself.
func (s *subscriber[T]) cancel() {
	s.over.Store(true)
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	s.feed.subs = slices.DeleteFunc(slices.Clone(s.feed.subs), func(other *subscriber[T]) bool { return other == s })
}

// mailbox is how every other goroutine speaks to the follower: an unbounded
// queue that never makes the sender wait, so the event stream is always read
// at full speed (the engine drops events of slow readers).
type mailbox struct {
	mu     sync.Mutex
	mail   []any
	signal chan struct{} // holds one token while mail is waiting
}

func newMailbox() *mailbox { return &mailbox{signal: make(chan struct{}, 1)} }

func (b *mailbox) put(m any) (waiting int) {
	b.mu.Lock()
	b.mail = append(b.mail, m)
	waiting = len(b.mail)
	b.mu.Unlock()
	select {
	case b.signal <- struct{}{}:
	default:
	}
	return waiting
}

// take swaps the waiting mail for an empty slice to fill next.
func (b *mailbox) take(empty []any) []any {
	b.mu.Lock()
	defer b.mu.Unlock()
	mail := b.mail
	b.mail = empty[:0]
	return mail
}
