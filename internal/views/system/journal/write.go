package journal

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/views/format"
)

// Form is how entries are written to a file.
type Form string

// The forms, which are also the endings of file names.
const (
	JSONLines Form = "jsonl" // one JSON object a line
	Text      Form = "txt"   // one line as docker events prints it
)

// Write writes entries, the oldest first; they are given newest first.
func Write(w io.Writer, form Form, newest []*Entry) error {
	out := bufio.NewWriter(w)
	for i := len(newest) - 1; i >= 0; i-- {
		line := newest[i].line()
		if form == JSONLines {
			var err error
			if line, err = newest[i].json(); err != nil {
				return fmt.Errorf("write event %d: %w", newest[i].Seq, err)
			}
		}
		if _, err := out.WriteString(line + "\n"); err != nil {
			return fmt.Errorf("write events: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write events: %w", err)
	}
	return nil
}

// line is the entry as docker events prints it.
func (e *Entry) line() string {
	var pairs []string
	for _, p := range e.Pairs {
		pairs = append(pairs, p[0]+"="+p[1])
	}
	s := fmt.Sprintf("%s %s %s %s", e.Time.Format(time.RFC3339Nano), e.Ref.Kind, e.Action, e.Ref.ID)
	if len(pairs) > 0 {
		s += " (" + strings.Join(pairs, ", ") + ")"
	}
	return format.CleanLine(s)
}

func (e *Entry) json() (string, error) {
	attributes := make(map[string]string, len(e.Pairs))
	for _, p := range e.Pairs {
		attributes[p[0]] = p[1]
	}
	b, err := json.Marshal(struct {
		Time       time.Time         `json:"time"`
		Kind       string            `json:"kind"`
		Action     string            `json:"action"`
		ID         string            `json:"id"`
		Name       string            `json:"name"`
		Attributes map[string]string `json:"attributes,omitempty"`
	}{e.Time, string(e.Ref.Kind), e.Action, e.Ref.ID, e.Name, attributes})
	return string(b), err
}
