// Package history remembers what was done to the engine: each deed as its
// docker command, with its outcome and its time, whether it was done in this
// window or seen in the engine's events.
//
// It must know neither Fyne nor the engine; it is told. No secret may reach it:
// commands are kept as they are displayed.
package history

import (
	"sync"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
)

// Outcome is how a deed ended.
type Outcome string

// The outcomes.
const (
	Running  Outcome = "running"
	Done     Outcome = "done"
	Failed   Outcome = "failed"
	Canceled Outcome = "canceled"
	Seen     Outcome = "seen" // somebody else did it; the engine told
)

// Entry is one deed.
type Entry struct {
	ID      uint64
	Command command.Command
	Outcome Outcome
	At      time.Time
	Took    time.Duration // 0 for what was seen
	Words   string        // what happened, in a sentence; for a failure why
	Raw     string        // the engine's own words about a failure
	Cases   []*diagnosis.Case
	// Practice says that the engine only pretended.
	Practice bool
	// Bin are the ids in the bin of what it removed.
	Bin []string
}

// keep is how many entries are remembered.
const keep = 1000

// Log is the list of deeds, oldest first. It may be used by any goroutine.
type Log struct {
	mu      sync.Mutex
	next    uint64
	entries []Entry
	changed func()
	// practice says that what is done now is done to an engine that pretends.
	practice bool
}

// New makes an empty log that calls changed, on the goroutine of whoever
// changed it, after each change.
func New(changed func()) *Log { return &Log{changed: changed} }

// SetPractice says whether what is done from now on is done to an engine that
// only pretends.
func (l *Log) SetPractice(on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.practice = on
}

// Begin adds a deed that has just begun and gives its id.
func (l *Log) Begin(cmd command.Command, at time.Time) uint64 {
	return l.add(Entry{Command: cmd.Masked(), Outcome: Running, At: at})
}

// End says how a deed ended, and why it failed if anybody looked into it. An id
// that has been forgotten is no error.
func (l *Log) End(id uint64, outcome Outcome, took time.Duration, words, raw string, cases ...*diagnosis.Case) {
	l.mu.Lock()
	for i := len(l.entries) - 1; i >= 0; i-- {
		if e := &l.entries[i]; e.ID == id {
			e.Outcome, e.Took, e.Words, e.Raw, e.Cases = outcome, took, words, raw, cases
			break
		}
	}
	l.mu.Unlock()
	l.tell()
}

// Buried says what of a deed is in the bin.
func (l *Log) Buried(id uint64, bin []string) {
	l.mu.Lock()
	for i := len(l.entries) - 1; i >= 0; i-- {
		if e := &l.entries[i]; e.ID == id {
			e.Bin = bin
			break
		}
	}
	l.mu.Unlock()
	l.tell()
}

// See adds what an event says was done elsewhere, if it says that anything
// was: a program that ends by itself is no deed.
func (l *Log) See(ev object.Event) {
	cmd, words, ok := FromEvent(ev)
	if !ok {
		return
	}
	l.add(Entry{Command: cmd, Outcome: Seen, At: ev.Received, Words: words})
}

func (l *Log) add(e Entry) uint64 {
	l.mu.Lock()
	l.next++
	e.ID, e.Practice = l.next, l.practice
	if len(l.entries) >= keep {
		l.entries = append(l.entries[:0], l.entries[len(l.entries)-keep+1:]...)
	}
	l.entries = append(l.entries, e)
	l.mu.Unlock()
	l.tell()
	return e.ID
}

func (l *Log) tell() {
	if l.changed != nil {
		l.changed()
	}
}

// Entries is a copy of the log, oldest first.
func (l *Log) Entries() []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Entry(nil), l.entries...)
}

// Last is the newest entry.
func (l *Log) Last() (Entry, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.entries) == 0 {
		return Entry{}, false
	}
	return l.entries[len(l.entries)-1], true
}

// Len is how many entries there are.
func (l *Log) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.entries)
}
