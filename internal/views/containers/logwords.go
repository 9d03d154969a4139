package containers

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/logs"
	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/widgets/logview"
)

// span is how much of a log is read: the last lines, or those of a time.
type span string

// The spans. between is the one that a person writes down.
const (
	spanUsual span = "5000"
	between   span = "between"
)

// spans are the choices, in the order of the menu.
var spans = []struct {
	span        span
	title, menu string
	tail        int
	since       time.Duration
}{
	{"1000", "Last 1,000", "The last 1,000 lines", 1000, 0},
	{spanUsual, "Last 5,000", "The last 5,000 lines", 5000, 0},
	{"100000", "Last 100,000", "The last 100,000 lines", 100_000, 0},
	{"all", "All lines", "All lines", logs.All, 0},
	{"15m", "15 minutes", "The last 15 minutes", logs.All, 15 * time.Minute},
	{"1h", "1 hour", "The last hour", logs.All, time.Hour},
	{"24h", "24 hours", "The last 24 hours", logs.All, 24 * time.Hour},
	{between, "Between", "Between two times", logs.All, 0},
}

// spanOf is the span of that name, the usual one for any other. What was written
// down is not remembered, and so not come back to.
func spanOf(name string) span {
	for _, s := range spans {
		if string(s.span) == name && s.span != between {
			return s.span
		}
	}
	return spanUsual
}

func (s span) title() string {
	for _, o := range spans {
		if o.span == s {
			return o.title
		}
	}
	return ""
}

// options are what is read. from and until count for a span between two times.
func (s span) options(now time.Time, from, until string) (o logs.Options, err error) {
	if s == between {
		o.Tail = logs.All
		if o.Since, err = moment(from, now); err != nil {
			return o, err
		}
		if o.Until, err = moment(until, now); err != nil {
			return o, err
		}
		if !o.Until.IsZero() && o.Until.Before(o.Since) {
			return o, errors.New("the end is before the beginning")
		}
		return o, nil
	}
	for _, c := range spans {
		if c.span == s {
			o.Tail = c.tail
			if c.since > 0 {
				o.Since = now.Add(-c.since)
			}
		}
	}
	return o, nil
}

// moment reads a time as a person writes it: 12:30, 2026-01-02 12:30, or 15m for
// that long ago. Nothing is no time.
func moment(words string, now time.Time) (time.Time, error) {
	words = strings.TrimSpace(words)
	if words == "" {
		return time.Time{}, nil
	}
	if d, err := time.ParseDuration(strings.ReplaceAll(words, " ", "")); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	for _, form := range []string{"15:04:05", "15:04"} {
		if at, err := time.ParseInLocation(form, words, now.Location()); err == nil {
			return time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), at.Second(), 0, now.Location()), nil
		}
	}
	for _, form := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02", time.RFC3339Nano} {
		if at, err := time.ParseInLocation(form, words, now.Location()); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%s is no time; write 12:30, 2026-01-02 12:30, or 15m for 15 minutes ago", format.CleanLine(words))
}

// saying is what is said about a log: in its place when there is nothing to
// show, or in a note above it.
type saying struct{ title, words, note string }

// sayingOf finds the words for a log of which some lines are shown.
func sayingOf(s *logs.Snapshot, shown int, cleared bool) saying {
	first := s.Sources[0]
	switch {
	case cleared && shown == 0:
		return saying{title: "Cleared", words: "New lines appear here. The button brings the others back."}
	case shown > 0:
		return saying{note: notes(s)}
	case len(s.Sources) > 1 && s.Read:
		return saying{title: "Nothing has been printed", words: "None of these containers has a line here.", note: notes(s)}
	case first.Err != nil:
		title, words := explain(first)
		return saying{title: title, words: words}
	case !s.Read:
		return saying{title: "Reading the log", words: "The engine is being asked."}
	}
	name := format.CleanLine(first.Name)
	return saying{title: name + " has printed nothing", words: "What its program writes to its output appears here. A program that writes to a file of its own shows nothing."}
}

// explain says why the log of a container can't be read.
func explain(s logs.Status) (title, words string) {
	name := format.CleanLine(s.Name)
	var why *logs.Error
	if !errors.As(s.Err, &why) {
		return "The log of " + name + " can't be read", format.CleanLine(s.Err.Error())
	}
	switch why.Reason {
	case logs.ReasonDriver:
		if why.Driver == "none" {
			return name + " keeps no log", "It was made with --log-driver none, so what it prints is thrown away. A container made anew without it keeps a log."
		}
		return name + " keeps no log here", fmt.Sprintf("Its logging driver %s sends every line elsewhere, and the engine keeps nothing to read. Look where %s sends them, or make the container anew with the driver local.",
			format.CleanLine(why.Driver), format.CleanLine(why.Driver))
	case logs.ReasonRemoved:
		return name + " has been removed", "Its log went with it."
	case logs.ReasonDying:
		return name + " is being removed", "Its log can't be read any more."
	case logs.ReasonAway:
		return "The engine does not answer", "The log goes on as soon as it does."
	}
	return "The engine can't read the log of " + name, "It says: " + format.CleanLine(raw(why))
}

func raw(e *logs.Error) string {
	if e.Err == nil {
		return e.Error()
	}
	return e.Err.Error()
}

// manyNotes is how many containers are spoken of one by one.
const manyNotes = 3

// notes is what there is to say beside the lines.
func notes(s *logs.Snapshot) string {
	var said []string
	away, bad := false, 0
	for _, st := range s.Sources {
		switch {
		case st.Err == nil || errors.Is(st.Err, logs.ReasonRemoved):
		case errors.Is(st.Err, logs.ReasonAway):
			away = true
		default:
			if bad++; bad <= manyNotes {
				title, words := explain(st)
				said = append(said, title+": "+lower(words))
			}
		}
	}
	if bad > manyNotes {
		said = append(said, fmt.Sprintf("So it is with %d more.", bad-manyNotes))
	}
	if away {
		said = append(said, "The engine does not answer. The log goes on as soon as it does.")
	}
	switch {
	case s.Dropped > 0:
		said = append(said, logview.Count(s.Dropped, "older line")+" had to be let go: the window keeps the newest "+logview.Grouped(int64(s.Len()))+".")
	case s.Above == logs.AboveDropped:
		said = append(said, "There are older lines, but no room for them: the window keeps the newest "+logview.Grouped(int64(s.Len()))+".")
	}
	if silent(s) {
		said = append(said, format.CleanLine(s.Sources[0].Name)+" has printed nothing so far.")
	}
	return strings.Join(said, " ")
}

// lower begins a sentence in the middle of another.
func lower(words string) string { return strings.ToLower(words[:1]) + words[1:] }

// silent says that nothing but its life is known of a container.
func silent(s *logs.Snapshot) bool {
	const few = 20
	if len(s.Sources) > 1 || s.Len() > few || !s.Read {
		return false
	}
	for i := range s.Len() {
		if s.Line(i).Kind != lines.Event {
			return false
		}
	}
	return true
}
