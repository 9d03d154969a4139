// Package trace writes milestones of the program as JSON lines with monotonic
// time, for benchmarks and support: DOCKDESK_TRACE=FILE switches it on.
//
// It must know nothing of what it measures. Nothing of a person's data belongs
// into a line: counts, durations and kinds only.
package trace

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// Fields are what a milestone says beside its name.
type Fields map[string]any

// Log writes milestones. The zero value and nil write nothing.
type Log struct {
	mu    sync.Mutex
	out   io.WriteCloser
	start time.Time
}

// Open appends to a file; an empty path gives a Log that writes nothing.
func Open(path string, start time.Time) (*Log, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the trace file: %w", err)
	}
	return &Log{out: f, start: start}, nil
}

// On reports whether anything is written, so that nobody computes for nothing.
func (l *Log) On() bool { return l != nil }

// Mark writes one milestone: its name, the nanoseconds since the process
// started ("ns"), the wall clock ("at") and its fields.
func (l *Log) Mark(name string, fields Fields) {
	if l == nil {
		return
	}
	now := time.Now()
	line := map[string]any{"event": name, "ns": now.Sub(l.start).Nanoseconds(), "at": now.UnixNano()}
	for k, v := range fields {
		line[k] = v
	}
	b, err := json.Marshal(line)
	if err != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	// A trace that can't be written must not disturb what it traces.
	_, _ = l.out.Write(append(b, '\n'))
}

// Close ends the file.
func (l *Log) Close() error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Close()
}
