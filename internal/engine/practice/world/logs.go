package world

import (
	"context"
	"strconv"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

// LogQuery is what is asked of a log.
type LogQuery struct {
	Stdout, Stderr bool
	Since, Until   time.Time
	Tail           int // fewer than none is all
	Follow         bool
}

// Logs gives the lines of a container's log, and with Follow those that come
// until the container ends. begin is called with whether there is a terminal,
// before anything else.
func (w *World) Logs(ctx context.Context, ref string, q LogQuery, begin func(tty bool), tell func(Line) error) error {
	if !q.Stdout && !q.Stderr {
		return invalid("Bad parameters: you must choose at least one stream")
	}
	w.mu.Lock()
	c, err := w.container(ref)
	// Other drivers keep a copy that can be read, unless told not to.
	if err == nil && (c.Host.LogConfig.Type == "none" || c.Host.LogConfig.Config["cache-disabled"] == "true") {
		err = fail(501, "configured logging driver does not support reading")
	}
	w.mu.Unlock()
	if err != nil {
		return err
	}
	begin(c.Config.Tty)
	past, from := c.out.kept()
	for _, l := range q.chosen(past) {
		if err := tell(l); err != nil {
			return err
		}
	}
	if !q.Follow {
		return nil
	}
	return c.out.follow(ctx, from, func(l Line) error {
		if !q.wants(l) {
			return nil
		}
		return tell(l)
	})
}

func (q LogQuery) wants(l Line) bool {
	return (l.Stream == Stdout && q.Stdout || l.Stream == Stderr && q.Stderr) &&
		!l.Time.Before(q.Since) && (q.Until.IsZero() || !l.Time.After(q.Until))
}

// chosen are the lines that are asked for.
func (q LogQuery) chosen(all []Line) []Line {
	var lines []Line
	for _, l := range all {
		if q.wants(l) {
			lines = append(lines, l)
		}
	}
	if q.Tail >= 0 && len(lines) > q.Tail {
		lines = lines[len(lines)-q.Tail:]
	}
	return lines
}
