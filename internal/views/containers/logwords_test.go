package containers

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/logs"
	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestTimesAreReadAsPeopleWriteThem(t *testing.T) {
	for words, want := range map[string]time.Time{
		"":                     {},
		"15m":                  noon.Add(-15 * time.Minute),
		" 1h 30m ":             noon.Add(-90 * time.Minute),
		"10:30":                time.Date(2026, 3, 1, 10, 30, 0, 0, time.UTC),
		"10:30:15":             time.Date(2026, 3, 1, 10, 30, 15, 0, time.UTC),
		"2026-02-28":           time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC),
		"2026-02-28 23:59":     time.Date(2026, 2, 28, 23, 59, 0, 0, time.UTC),
		"2026-02-28T23:59:01Z": time.Date(2026, 2, 28, 23, 59, 1, 0, time.UTC),
	} {
		if got, err := moment(words, noon); err != nil || !got.Equal(want) {
			t.Errorf("%q is %v, %v", words, got, err)
		}
	}
	for _, words := range []string{"yesterday", "25:00", "-5m", "2026-13-01"} {
		if got, err := moment(words, noon); err == nil {
			t.Errorf("%q is %v", words, got)
		}
	}
}

func TestSpansAreWhatTheySay(t *testing.T) {
	for s, want := range map[span]logs.Options{
		"1000": {Tail: 1000}, "all": {Tail: logs.All}, "1h": {Tail: logs.All, Since: noon.Add(-time.Hour)},
	} {
		got, err := s.options(noon, "", "")
		if err != nil || got.Tail != want.Tail || !got.Since.Equal(want.Since) || !got.Until.IsZero() {
			t.Errorf("%s: %+v, %v", s, got, err)
		}
	}
	got, err := between.options(noon, "10:00", "11:00")
	if err != nil || got.Since.Hour() != 10 || got.Until.Hour() != 11 {
		t.Errorf("between: %+v, %v", got, err)
	}
	if _, err := between.options(noon, "11:00", "10:00"); err == nil {
		t.Error("an end before the beginning is taken")
	}
	for _, name := range []string{"", "nonsense", "between"} {
		if got := spanOf(name); got != spanUsual {
			t.Errorf("%q is remembered as %s", name, got)
		}
	}
}

// read is a log with n lines of some containers.
func read(n int, status ...logs.Status) *logs.Snapshot {
	store := lines.NewStore(lines.Limits{})
	var b lines.Batch
	for range n {
		b.Add(0, lines.Stdout, 0, []byte("x"), 0)
	}
	store.Append(&b)
	return &logs.Snapshot{Snapshot: store.Snapshot(), Sources: status, Read: true}
}

func status(name string, reason logs.Reason, driver string) logs.Status {
	s := logs.Status{Source: logs.Source{ID: name, Name: name}}
	if reason != "" {
		s.Err = &logs.Error{Reason: reason, Container: name, Driver: driver, Err: errors.New("words of the engine")}
	}
	return s
}

func TestNotesNameWhatIsMissing(t *testing.T) {
	ok := status("web", "", "")
	for name, tc := range map[string]struct {
		log  *logs.Snapshot
		want []string
		not  string
	}{
		"nothing":  {log: read(5, ok)},
		"a driver": {log: read(5, ok, status("mute", logs.ReasonDriver, "none")), want: []string{"mute keeps no log: it was made with --log-driver none"}},
		"many": {log: read(5, ok, status("a", logs.ReasonDriver, "gelf"), status("b", logs.ReasonDriver, "gelf"), status("c", logs.ReasonDying, ""),
			status("d", logs.ReasonEngine, "")), want: []string{"a keeps no log here", "So it is with 1 more."}, not: "of d"},
		"away":    {log: read(5, ok, status("b", logs.ReasonAway, "")), want: []string{"The engine does not answer."}},
		"removed": {log: read(5, ok, status("b", logs.ReasonRemoved, ""))},
	} {
		got := sayingOf(tc.log, tc.log.Len(), false)
		if got.title != "" || len(tc.want) == 0 && got.note != "" || tc.not != "" && strings.Contains(got.note, tc.not) {
			t.Errorf("%s: %+v", name, got)
		}
		for _, want := range tc.want {
			if !strings.Contains(got.note, want) {
				t.Errorf("%s: %q lacks %q", name, got.note, want)
			}
		}
	}
	dropped := read(5, ok)
	dropped.Dropped = 1_234_567
	if got := sayingOf(dropped, 5, false).note; !strings.Contains(got, "1,234,567 older lines had to be let go") {
		t.Errorf("of dropped lines: %q", got)
	}
}

func TestNoWordsOfAContainerReachTheScreenRaw(t *testing.T) {
	st := status("web\u202e", logs.ReasonEngine, "")
	st.Err = &logs.Error{Reason: logs.ReasonEngine, Container: "web", Err: errors.New("bad\x1b[31m\nnews")}
	title, words := explain(st)
	if strings.ContainsAny(title+words, "\x1b\n\u202e") {
		t.Errorf("%q, %q", title, words)
	}
}

func TestFileNamesAreFitForEverySystem(t *testing.T) {
	for name, want := range map[string]string{
		"web":                    "web-20260301-120000.log",
		`a/b\c:d?"é`:             "a-b-c-d----20260301-120000.log",
		strings.Repeat("x", 200): strings.Repeat("x", 60) + "-20260301-120000.log",
	} {
		if got := fileName(name, noon); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}
