// Package task runs everything that takes time: off the main goroutine, with
// progress, and so that it can be cancelled. Several run at once. What failed
// stays in the list until a person has read it.
//
// The package must know neither Fyne nor what a task does. Its List owns every
// goroutine that it starts: Close ends them and waits.
package task

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
)

// ShowAfter is how long a task runs before it is shown: what is quicker would
// only flicker.
const ShowAfter = 300 * time.Millisecond

// State is where a task stands.
type State string

// The states.
const (
	Running  State = "running"
	Done     State = "done"
	Failed   State = "failed"
	Canceled State = "canceled"
)

// ID names a task of one List.
type ID uint64

// Status is a task at one moment.
type Status struct {
	ID     ID
	Title  string // "Stopping 8 containers"
	State  State
	Asked  bool // its cancellation was asked for, and it still runs
	Done   int  // of Total
	Total  int  // 0 as long as nobody knows
	Note   string
	Began  time.Time
	Took   time.Duration // once it has ended
	Words  string        // what came of it, in a sentence
	Raw    string        // the engine's own words about a failure
	Cases  []*diagnosis.Case
	Told   bool   // somebody else tells a person of it
	Topic  string // the guide topic, "" for none
	shown  bool
	cancel context.CancelFunc
}

// Share is how much of it is done, 0…1; false as long as nobody knows.
func (s Status) Share() (float64, bool) {
	if s.Total <= 0 {
		return 0, false
	}
	return min(float64(s.Done)/float64(s.Total), 1), true
}

// Outcome is what a task says of itself when it has ended.
type Outcome struct {
	State State
	Words string
	Raw   string
	Cases []*diagnosis.Case // why it failed, and what can be done; none where nobody looked into it
	Told  bool              // somebody else tells a person of it
}

// Report tells how far a task is. It may be called from any goroutine.
type Report func(done, total int, note string)

// List holds the tasks. It may be used by any goroutine.
type List struct {
	ctx     context.Context
	end     context.CancelFunc
	work    sync.WaitGroup
	changed func()
	ended   func(Status)
	now     func() time.Time

	mu    sync.Mutex
	next  ID
	tasks []*Status
}

// Options are what a List tells its user. All of it may be left nil.
type Options struct {
	// Changed is called after each change of what Shown gives, on any goroutine.
	Changed func()
	// Ended is called when a task has ended, on its goroutine.
	Ended func(Status)
	Now   func() time.Time // time.Now if nil
}

// New makes an empty list. Its tasks end with ctx, too.
func New(ctx context.Context, o Options) *List {
	l := &List{changed: o.Changed, ended: o.Ended, now: o.Now}
	if l.changed == nil {
		l.changed = func() {}
	}
	if l.ended == nil {
		l.ended = func(Status) {}
	}
	if l.now == nil {
		l.now = time.Now
	}
	l.ctx, l.end = context.WithCancel(ctx)
	return l
}

// Start begins a task. do must return soon after its context has ended. A list
// that was closed starts nothing and gives 0.
func (l *List) Start(title, topic string, do func(ctx context.Context, report Report) Outcome) ID {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ctx.Err() != nil {
		return 0
	}
	ctx, cancel := context.WithCancel(l.ctx)
	l.next++
	t := &Status{ID: l.next, Title: title, Topic: topic, State: Running, Began: l.now(), cancel: cancel}
	l.tasks = append(l.tasks, t)
	l.work.Go(func() {
		defer cancel()
		l.run(ctx, t, do)
	})
	return t.ID
}

func (l *List) run(ctx context.Context, t *Status, do func(context.Context, Report) Outcome) {
	shows := time.AfterFunc(ShowAfter, func() { l.change(t, func() { t.shown = true }) })
	defer shows.Stop()
	out := do(ctx, func(done, total int, note string) {
		l.change(t, func() { t.Done, t.Total, t.Note = done, total, note })
	})
	shows.Stop()
	l.mu.Lock()
	wasShown := t.shown
	t.State, t.Words, t.Raw, t.Cases, t.Told, t.Took = out.State, out.Words, out.Raw, out.Cases, out.Told, l.now().Sub(t.Began)
	t.shown = t.State == Failed
	if t.State != Failed {
		l.drop(t.ID)
	}
	status := *t
	l.mu.Unlock()
	if wasShown || status.shown {
		l.changed()
	}
	l.ended(status)
}

// change changes a task that still runs, and tells if it is shown.
func (l *List) change(t *Status, how func()) {
	l.mu.Lock()
	tell := false
	if t.State == Running {
		how()
		tell = t.shown
	}
	l.mu.Unlock()
	if tell {
		l.changed()
	}
}

func (l *List) drop(id ID) {
	l.tasks = slices.DeleteFunc(l.tasks, func(t *Status) bool { return t.ID == id })
}

// Shown are the tasks to be seen, oldest first: those that have run for a
// while, and those that failed and were not read yet.
func (l *List) Shown() []Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []Status
	for _, t := range l.tasks {
		if t.shown {
			list = append(list, *t)
		}
	}
	return list
}

// Running is how many tasks run, shown or not.
func (l *List) Running() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, t := range l.tasks {
		if t.State == Running {
			n++
		}
	}
	return n
}

// Cancel asks a task to end. One that has ended already is left as it is.
func (l *List) Cancel(id ID) {
	l.mu.Lock()
	tell := false
	for _, t := range l.tasks {
		if t.ID == id && t.State == Running {
			t.Asked, tell = true, t.shown
			t.cancel()
		}
	}
	l.mu.Unlock()
	if tell {
		l.changed()
	}
}

// Dismiss says that a failed task was read: it goes from the list.
func (l *List) Dismiss(id ID) {
	l.mu.Lock()
	before := len(l.tasks)
	l.tasks = slices.DeleteFunc(l.tasks, func(t *Status) bool { return t.ID == id && t.State != Running })
	tell := len(l.tasks) != before
	l.mu.Unlock()
	if tell {
		l.changed()
	}
}

// Close cancels all tasks and waits for them.
func (l *List) Close() {
	l.mu.Lock()
	l.end()
	l.mu.Unlock()
	l.work.Wait()
}
