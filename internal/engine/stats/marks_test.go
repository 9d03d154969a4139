package stats

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

var morning = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func happened(action string, after time.Duration, pairs ...string) object.Event {
	ev := object.Event{Kind: object.KindContainer, ID: "a", Action: action, Received: morning.Add(after), Attributes: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		ev.Attributes[pairs[i]] = pairs[i+1]
	}
	return ev
}

func labels(m *Marks) []string {
	var out []string
	for _, k := range m.Of("a") {
		out = append(out, k.Label)
	}
	return out
}

func TestWhatShowsInTheFiguresIsMarked(t *testing.T) {
	for _, c := range []struct {
		ev   object.Event
		want string
	}{
		{happened("start", 0), "started"},
		{happened("die", 0, "exitCode", "137"), "exited (137)"},
		{happened("died", 0), "exited"},
		{happened("oom", 0), "out of memory"},
		{happened("pause", 0), "paused"},
		{happened("unpause", 0), "continued"},
		{happened("update", 0), "limits changed"},
		{happened("health_status: unhealthy", 0), "unhealthy"},
		{happened("exec_start: /bin/sh -c mysql --password=hunter2", 0), "exec sh"},
		{happened("exec_start: ", 0), "exec a command"},
		{happened("attach", 0), ""},
		{happened("exec_die", 0), ""},
		{object.Event{Kind: object.KindNetwork, ID: "a", Action: "start"}, ""},
	} {
		m := &Marks{}
		m.Hear(c.ev)
		want := []string{c.want}
		if c.want == "" {
			want = nil
		}
		if got := labels(m); !slices.Equal(got, want) {
			t.Errorf("%s is marked %q, want %q", c.ev.Action, got, c.want)
		}
	}
}

func TestACommandThatRunsAgainAndAgainIsNoMark(t *testing.T) {
	m := &Marks{}
	m.Hear(happened("start", 0))
	for i := range 10 {
		m.Hear(happened("exec_start: /lab health /ok", time.Duration(i)*time.Second))
	}
	m.Hear(happened("exec_start: /lab sleep", 10*time.Second))
	if got := labels(m); !slices.Equal(got, []string{"started", "exec lab"}) {
		t.Errorf("marks: %q", got)
	}
}

func TestMarksAreKeptAsLongAsSamplesAndGoWithTheContainer(t *testing.T) {
	m := &Marks{}
	m.Hear(happened("start", 0))
	m.Hear(happened("die", 14*time.Minute))
	if got := labels(m); len(got) != 2 {
		t.Errorf("after 14 minutes: %q", got)
	}
	m.Hear(happened("start", 20*time.Minute))
	if got := labels(m); !slices.Equal(got, []string{"exited", "started"}) {
		t.Errorf("after 20 minutes: %q", got)
	}
	for i := range 1000 {
		m.Hear(happened(fmt.Sprintf("exec_start: job%d", i), 20*time.Minute))
	}
	if got := labels(m); len(got) != mostMarks {
		t.Errorf("%d marks are kept", len(got))
	}
	m.Hear(happened("destroy", 21*time.Minute))
	if got := labels(m); len(got) != 0 || len(m.of) != 0 {
		t.Errorf("after it is gone: %q", got)
	}
}
