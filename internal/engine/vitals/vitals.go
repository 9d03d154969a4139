// Package vitals reads how a container fares: its health check with the last
// probes, and how its program last ended. Read asks the engine once; a Keeper
// remembers from the engine's events who ended what, which no inspection tells.
//
// It must know nothing of what is shown and of what it means.
package vitals

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Check is how a container's health is checked. What was left out has the
// engine's defaults.
type Check struct {
	Command     []string
	Shell       bool // Command is one line for the shell of the image
	Interval    time.Duration
	Timeout     time.Duration
	StartPeriod time.Duration // in which a no counts for nothing
	Retries     int           // so many times no in a row make it unhealthy
}

// Probe is one run of the check.
type Probe struct {
	Began, Ended time.Time
	Code         int // 0 is yes; -1 says that it took too long or could not be run
	Output       string
}

// Took is how long the probe took.
func (p Probe) Took() time.Duration { return p.Ended.Sub(p.Began) }

// Report is how a container fares at one moment.
type Report struct {
	Check  *Check // nil without one
	Off    bool   // its image has a check, which was turned off
	Health object.Health
	Streak int     // how many times it was no in a row
	Probes []Probe // the newest first; the engine keeps the last five

	State     object.State
	ExitCode  int
	OOMKilled bool
	Error     string // why the last start failed
	Started   time.Time
	Finished  time.Time

	Restarts int
	Policy   string
	Program  []string // what runs inside, word by word
	Terminal bool
	Memory   int64 // bytes it may use; 0 is no limit
}

// API is what is asked of the engine.
type API interface {
	ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error)
}

// The engine's defaults for a check.
const (
	defaultTime    = 30 * time.Second
	defaultRetries = 3
)

// Read asks the engine how a container fares.
func Read(ctx context.Context, api API, id string) (Report, error) {
	c, err := api.ContainerInspect(ctx, id)
	if err != nil {
		return Report{}, fmt.Errorf("look after %s: %w", object.ShortID(id), err)
	}
	return of(c), nil
}

func of(c container.InspectResponse) Report {
	var r Report
	if c.ContainerJSONBase != nil {
		r.Restarts = c.RestartCount
		r.Program = append([]string{c.Path}, c.Args...)
		if c.HostConfig != nil {
			r.Memory = c.HostConfig.Memory
			r.Policy = string(c.HostConfig.RestartPolicy.Name)
			if n := c.HostConfig.RestartPolicy.MaximumRetryCount; n > 0 {
				r.Policy = fmt.Sprintf("%s:%d", r.Policy, n)
			}
		}
		r.state(c.State)
	}
	if c.Config != nil {
		r.Terminal = c.Config.Tty
		r.check(c.Config.Healthcheck)
	}
	return r
}

func (r *Report) state(s *container.State) {
	if s == nil {
		return
	}
	r.State, r.ExitCode, r.OOMKilled, r.Error = object.State(s.Status), s.ExitCode, s.OOMKilled, s.Error
	r.Started, r.Finished = moment(s.StartedAt), moment(s.FinishedAt)
	if s.Health == nil {
		return
	}
	r.Streak = s.Health.FailingStreak
	if h := object.Health(s.Health.Status); h != "none" {
		r.Health = h
	}
	for _, p := range slices.Backward(s.Health.Log) {
		if p != nil {
			r.Probes = append(r.Probes, Probe{Began: p.Start, Ended: p.End, Code: p.ExitCode, Output: p.Output})
		}
	}
}

func (r *Report) check(h *container.HealthConfig) {
	if h == nil || len(h.Test) == 0 {
		return
	}
	if h.Test[0] == "NONE" {
		r.Off = true
		return
	}
	r.Check = &Check{
		Command: h.Test[1:], Shell: h.Test[0] == "CMD-SHELL",
		Interval: orDefault(h.Interval), Timeout: orDefault(h.Timeout), StartPeriod: h.StartPeriod, Retries: h.Retries,
	}
	if r.Check.Retries <= 0 {
		r.Check.Retries = defaultRetries
	}
}

func orDefault(d time.Duration) time.Duration {
	if d <= 0 {
		return defaultTime
	}
	return d
}

// moment reads a time of an inspection; the engine's "never" is the zero time.
func moment(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || t.Year() <= 1 {
		return time.Time{}
	}
	return t
}

// Tells reports whether an event may change what Read gives. A probe is heard by
// its end: the engine tells of its verdict only when that is another one.
func Tells(e object.Event) bool {
	if e.Kind != object.KindContainer {
		return false
	}
	action, _, _ := strings.Cut(e.Action, ":")
	switch action {
	case "start", "die", "died", "oom", "health_status", "exec_die", "exec_died", "pause", "unpause", "restart", "stop", "update", "destroy", "remove":
		return true
	}
	return false
}
