package world

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
)

// health asks a container how it is, again and again, while it runs.
type health struct {
	w      *World
	c      *Container
	status string
	streak int
	log    []*container.HealthcheckResult
	began  time.Time
	next   *time.Timer
	runs   int // which run of the container is asked; an older answer counts no more

}

// newHealth is nil for a container that can't be asked.
func newHealth(w *World, c *Container) *health {
	check := c.Config.Healthcheck
	if check == nil || len(check.Test) == 0 || check.Test[0] == "NONE" {
		return nil
	}
	return &health{w: w, c: c, status: container.Starting}
}

func (c *Container) healthWord() string {
	if c.health == nil {
		return container.NoHealthcheck
	}
	return c.health.status
}

func (h *health) report() *container.Health {
	return &container.Health{Status: h.status, FailingStreak: h.streak, Log: append([]*container.HealthcheckResult{}, h.log...)}
}

// begin starts the asking. mu is held, as in the others.
func (h *health) begin() {
	h.stop()
	h.status, h.streak, h.log, h.began = container.Starting, 0, nil, h.w.now()
	h.runs++
	h.later()
}

func (h *health) stop() {
	if h.next != nil {
		h.next.Stop()
		h.next = nil
	}
}

func (h *health) interval() time.Duration {
	if d := h.c.Config.Healthcheck.Interval; d > 0 {
		return max(d, 100*time.Millisecond)
	}
	return 30 * time.Second
}

func (h *health) later() {
	if h.w.options.Still {
		return
	}
	runs := h.runs
	h.next = time.AfterFunc(h.interval(), func() { h.ask(runs) })
}

// ask runs the check.
func (h *health) ask(runs int) {
	h.w.mu.Lock()
	if h.runs != runs || !h.c.running() || h.w.ctx.Err() != nil {
		h.w.mu.Unlock()
		return
	}
	if h.c.state.Paused {
		h.later()
		h.w.mu.Unlock()
		return
	}
	check := h.c.Config.Healthcheck
	args := check.Test[1:]
	if check.Test[0] == "CMD-SHELL" {
		args = append([]string{"/bin/sh", "-c"}, args...)
	}
	p := h.w.process(h.c, args)
	p.Host.(*host).guest = true
	patience := check.Timeout
	if patience <= 0 {
		patience = 30 * time.Second
	}
	h.w.work.Add(1)
	// The engine tells of a probe as it tells of any other program.
	id, line := h.w.newID(), strings.Join(args, " ")
	h.w.tellOf(h.c, events.Action("exec_create: "+line), "execID", id)
	h.w.tellOf(h.c, events.Action("exec_start: "+line), "execID", id)
	h.w.mu.Unlock()
	defer h.w.work.Done()

	var out bytes.Buffer
	p.Stdout, p.Stderr = &out, &out
	ctx, cancel := context.WithTimeout(h.w.ctx, patience)
	defer cancel()
	result := &container.HealthcheckResult{Start: h.w.now()}
	code, err := p.Run(ctx)
	if err != nil {
		out.WriteString("OCI runtime exec failed: exec failed: unable to start container process: exec: \"" + args[0] + "\": " + err.Error())
		code = -1
	}
	result.End, result.ExitCode, result.Output = h.w.now(), code, out.String()
	h.w.mu.Lock()
	defer h.w.mu.Unlock()
	h.w.tellOf(h.c, events.ActionExecDie, "execID", id, "exitCode", itoa(code))
	if h.runs == runs && h.c.running() {
		h.heard(result)
		h.later()
	}
}

func (h *health) heard(r *container.HealthcheckResult) {
	const kept = 5
	h.log = append(h.log, r)
	h.log = h.log[max(0, len(h.log)-kept):]
	retries := h.c.Config.Healthcheck.Retries
	if retries <= 0 {
		retries = 3
	}
	before := h.status
	if r.ExitCode == 0 {
		h.streak, h.status = 0, container.Healthy
	} else if h.status != container.Starting || h.w.now().Sub(h.began) >= h.c.Config.Healthcheck.StartPeriod {
		if h.streak++; h.streak >= retries {
			h.status = container.Unhealthy
		}
	}
	if h.status != before {
		h.w.tellOf(h.c, events.Action("health_status: "+h.status))
	}
}
