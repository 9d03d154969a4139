// Package frame carries news from any goroutine to the main one: only the
// newest, and never more than one delivery waiting, so that a burst of news
// costs one refresh.
package frame

import "sync"

// Pump hands values to apply on the main goroutine.
type Pump[T any] struct {
	post  func(func())
	apply func(T)

	mu      sync.Mutex
	latest  T
	waiting bool
}

// New makes a pump that runs apply through post.
func New[T any](post func(func()), apply func(T)) *Pump[T] {
	return &Pump[T]{post: post, apply: apply}
}

// Send hands over a value; a value that still waits is replaced by it.
func (p *Pump[T]) Send(v T) {
	p.mu.Lock()
	p.latest = v
	if p.waiting {
		p.mu.Unlock()
		return
	}
	p.waiting = true
	p.mu.Unlock()
	p.post(p.deliver)
}

func (p *Pump[T]) deliver() {
	p.mu.Lock()
	v := p.latest
	p.waiting = false
	p.mu.Unlock()
	p.apply(v)
}

// Busy reports whether a delivery waits.
func (p *Pump[T]) Busy() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.waiting
}
