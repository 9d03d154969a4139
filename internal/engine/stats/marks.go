package stats

import (
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Mark is something that happened to a container at one moment, to be shown
// beside its figures.
type Mark struct {
	At    time.Time // by this computer's clock, as the samples
	Label string    // "started", "exited (1)", "out of memory", "exec sh"

	whole string // of a command inside: all of it
}

const (
	// keepMarks is how long marks are kept: as long as the samples.
	keepMarks = 15 * time.Minute
	// mostMarks is how many marks of one container are kept; one that restarts
	// again and again has more than anybody can tell apart.
	mostMarks = 200
	// regular is how often a command has to run inside to be one that nobody
	// starts by hand, such as a health check's.
	regular = 3
)

// Marks remembers what happened to containers. It hears the engine's events and
// may be used by any goroutine.
type Marks struct {
	mu   sync.Mutex
	of   map[string][]Mark // by container id, the oldest first
	tidy time.Time         // when to look for what is too old next
}

// Hear takes an event in, if it is one that shows in the figures.
func (m *Marks) Hear(ev object.Event) {
	if ev.Kind != object.KindContainer {
		return
	}
	label, whole := markOf(ev)
	if label == "" {
		if ev.Action == "destroy" || ev.Action == "remove" { // Podman says remove
			m.mu.Lock()
			defer m.mu.Unlock()
			delete(m.of, ev.ID)
		}
		return
	}
	at := ev.Received
	if at.IsZero() {
		at = ev.Time
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of == nil {
		m.of = map[string][]Mark{}
	}
	list := append(m.of[ev.ID], Mark{At: at, Label: label, whole: whole})
	m.of[ev.ID] = list[max(0, len(list)-mostMarks):]
	m.forget(at)
}

// forget lets go of what is too old, now and then; m.mu is held.
func (m *Marks) forget(now time.Time) {
	if now.Before(m.tidy) {
		return
	}
	m.tidy = now.Add(keepMarks / 15)
	for id, list := range m.of {
		list = slices.DeleteFunc(list, func(k Mark) bool { return now.Sub(k.At) > keepMarks })
		if m.of[id] = list; len(list) == 0 {
			delete(m.of, id)
		}
	}
}

// Of are the marks of a container, the oldest first. A command that ran inside
// several times is left out: it is a health check's, and would cover the rest.
func (m *Marks) Of(id string) []Mark {
	m.mu.Lock()
	defer m.mu.Unlock()
	times := map[string]int{}
	for _, k := range m.of[id] {
		times[k.whole]++
	}
	var out []Mark
	for _, k := range m.of[id] {
		if k.whole == "" || times[k.whole] < regular {
			out = append(out, k)
		}
	}
	return out
}

// markOf puts an event into a word or two; "" if it doesn't show in figures.
func markOf(ev object.Event) (label, whole string) {
	action, detail, _ := strings.Cut(ev.Action, ": ")
	switch action {
	case "start":
		return "started", ""
	case "die", "died": // Podman says died
		if code := ev.Attributes["exitCode"]; code != "" {
			return "exited (" + code + ")", ""
		}
		return "exited", ""
	case "oom":
		return "out of memory", ""
	case "pause":
		return "paused", ""
	case "unpause":
		return "continued", ""
	case "update":
		return "limits changed", ""
	case "health_status":
		return detail, "" // healthy or unhealthy
	case "exec_start":
		return "exec " + program(detail), detail
	}
	return "", ""
}

// program is the name of the program that a command runs: its arguments may
// have secrets.
func program(command string) string {
	fields := strings.Fields(command)
	if len(fields) == 0 {
		return "a command"
	}
	return path.Base(fields[0])
}
