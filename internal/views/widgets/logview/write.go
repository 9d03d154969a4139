package logview

import (
	"bufio"
	"fmt"
	"io"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/views/widgets/logview/ansi"
)

// Write writes a log as text, without colours: each line with its time, if times
// are wanted, and with the name of its source, if there are names. It may be
// called on any goroutine.
func Write(w io.Writer, log *lines.Snapshot, names []string, times bool) error {
	out := bufio.NewWriterSize(w, 1<<16)
	var text []byte
	var err error
	log.All(log.First(), log.Next(), func(l lines.Line) bool {
		text = text[:0]
		if times && !l.Time.IsZero() {
			text = append(l.Time.AppendFormat(text, time.RFC3339Nano), ' ')
		}
		if l.Source < len(names) {
			text = append(append(text, names[l.Source]...), " | "...)
		}
		if l.Kind == lines.Event {
			text = append(text, "-- "...)
		}
		text = ansi.Clean(text, l.Text)
		if l.Cut > 0 {
			text = fmt.Appendf(text, " … %d bytes more are not kept", l.Cut)
		}
		_, err = out.Write(append(text, '\n'))
		return err == nil
	})
	if err != nil {
		return err
	}
	return out.Flush()
}
