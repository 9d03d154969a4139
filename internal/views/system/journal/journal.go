// Package journal keeps the newest events of an engine and puts each into
// words: what happened, to what, and what else is known of it.
//
// It must know neither Fyne nor how events are shown. Values that look like
// secrets are masked before they get in.
package journal

import (
	"sync"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Entry is one event. It is never changed.
type Entry struct {
	Seq    uint64 // grows by one with each event
	Time   time.Time
	Ref    object.Ref
	Name   string      // as a person reads it; a short id where there is no name
	Action string      // in the engine's words: "die"
	Means  string      // in plain words: "ended with exit code 1"
	Pairs  [][2]string // what else the engine said, sorted by name
}

// Ring keeps the newest events. It may be used by any goroutine.
type Ring struct {
	changed func()

	mu      sync.Mutex
	entries []*Entry // a ring: the oldest is at first
	first   int
	size    int
	seq     uint64
}

// NewRing makes a ring for so many events. changed, which may be nil, is called
// after each, by whoever told it.
func NewRing(size int, changed func()) *Ring { return &Ring{size: size, changed: changed} }

// Hear takes an event in; the oldest gives way where there is no room.
func (r *Ring) Hear(ev object.Event) {
	e := read(ev)
	r.mu.Lock()
	r.seq++
	e.Seq = r.seq
	if len(r.entries) < r.size {
		r.entries = append(r.entries, e)
	} else {
		r.entries[r.first] = e
		r.first = (r.first + 1) % r.size
	}
	r.mu.Unlock()
	if r.changed != nil {
		r.changed()
	}
}

// Newest is a copy of what is kept, the newest first.
func (r *Ring) Newest() []*Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := len(r.entries)
	list := make([]*Entry, n)
	for i := range list {
		list[i] = r.entries[(r.first+n-1-i)%n]
	}
	return list
}

// Heard is how many events there were, kept or not.
func (r *Ring) Heard() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.seq
}

// Clear forgets everything but the count.
func (r *Ring) Clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries, r.first = nil, 0
}
