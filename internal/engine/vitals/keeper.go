package vitals

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// End is how a container's program ended, as the engine's events told it.
type End struct {
	Code    int
	At      time.Time
	OOM     bool
	Signals []int // that were sent to it through the engine shortly before, in their order
	Stopped bool  // by docker stop or docker restart
}

// causeWithin is how long before an end a signal can be its cause.
const causeWithin = time.Minute

// Keeper remembers the last end of each container. It may be used by any
// goroutine.
type Keeper struct {
	mu    sync.Mutex
	lives map[string]*life
}

// life is what was heard of one container.
type life struct {
	signals []sent
	oom     time.Time
	end     End // of the run before
	ended   bool
}

type sent struct {
	signal int
	at     time.Time
}

// NewKeeper makes a Keeper that has heard nothing.
func NewKeeper() *Keeper { return &Keeper{lives: map[string]*life{}} }

// Hear takes an event in.
func (k *Keeper) Hear(e object.Event) {
	if e.Kind != object.KindContainer || e.ID == "" {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	switch e.Action {
	case "destroy", "remove":
		delete(k.lives, e.ID)
	case "kill", "oom", "die", "died", "stop":
		l := k.lives[e.ID]
		if l == nil {
			l = &life{}
			k.lives[e.ID] = l
		}
		l.hear(e)
	}
}

func (l *life) hear(e object.Event) {
	switch e.Action {
	case "kill":
		if n := signalOf(e.Attributes["signal"]); n > 0 {
			l.signals = append(l.signals, sent{n, e.Time})
			l.signals = l.signals[max(len(l.signals)-8, 0):]
		}
	case "oom":
		l.oom = e.Time
	case "die", "died":
		l.end, l.ended = End{Code: codeOf(e), At: e.Time}, true
		l.end.OOM = !l.oom.IsZero() && e.Time.Sub(l.oom) < causeWithin
		for _, s := range l.signals {
			if e.Time.Sub(s.at) < causeWithin {
				l.end.Signals = append(l.end.Signals, s.signal)
			}
		}
		l.signals, l.oom = nil, time.Time{}
	case "stop": // it comes after the end
		l.end.Stopped = l.ended && e.Time.Sub(l.end.At) < causeWithin
	}
}

// Last is how a container last ended; false if nobody listened then.
func (k *Keeper) Last(id string) (End, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	l := k.lives[id]
	if l == nil || !l.ended {
		return End{}, false
	}
	end := l.end
	end.Signals = slices.Clone(end.Signals)
	return end, true
}

// signalOf reads a signal as engines write it: 15, or SIGTERM.
func signalOf(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return map[string]int{"HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "USR2": 12, "TERM": 15}[strings.TrimPrefix(strings.ToUpper(s), "SIG")]
}

func codeOf(e object.Event) int {
	for _, attribute := range []string{"exitCode", "containerExitCode"} {
		if n, err := strconv.Atoi(e.Attributes[attribute]); err == nil {
			return n
		}
	}
	return 0
}

// EventsAPI is what an engine's own memory of events is asked with.
type EventsAPI interface {
	Events(ctx context.Context, options events.ListOptions) (<-chan events.Message, <-chan error)
}

// backlogWithin is how long an engine may take to remember.
const backlogWithin = 3 * time.Second

// Backlog asks the engine how a container ended that nobody listened to. An
// engine remembers only its last few hundred events.
func Backlog(ctx context.Context, api EventsAPI, id string, finished time.Time) (End, bool) {
	ctx, cancel := context.WithTimeout(ctx, backlogWithin)
	defer cancel()
	stamp := func(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
	messages, failed := api.Events(ctx, events.ListOptions{
		Since: stamp(finished.Add(-causeWithin)), Until: stamp(finished.Add(2 * time.Second)),
		Filters: filters.NewArgs(filters.Arg("container", id)),
	})
	k := NewKeeper()
	for {
		select {
		case m := <-messages:
			k.Hear(object.Event{
				Kind: object.Kind(m.Type), Action: string(m.Action), ID: m.Actor.ID,
				Attributes: m.Actor.Attributes, Time: time.Unix(0, m.TimeNano),
			})
		case <-failed: // also its end
			end, ok := k.Last(id)
			return end, ok && end.At.Sub(finished).Abs() < 2*time.Second
		}
	}
}
