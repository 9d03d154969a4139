package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

func event(kind object.Kind, action, name string, pairs ...string) object.Event {
	ev := object.Event{
		Kind: kind, Action: action, Name: name, ID: "id-of-" + name,
		Time: time.Date(2026, 3, 1, 14, 5, 9, 123456789, time.UTC), Attributes: map[string]string{},
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		ev.Attributes[pairs[i]] = pairs[i+1]
	}
	return ev
}

func TestWhatHappenedIsSaidInPlainWords(t *testing.T) {
	long := strings.Repeat("0123456789abcdef", 4)
	for _, c := range []struct {
		ev     object.Event
		action string
		want   string
	}{
		{event("container", "die", "job", "exitCode", "1"), "die", "ended with exit code 1"},
		{event("container", "kill", "web", "signal", "15"), "kill", "got the signal SIGTERM"},
		{event("container", "kill", "web", "signal", "34"), "kill", "got the signal 34"},
		{event("container", "health_status: unhealthy", "cache"), "health_status", "health check: unhealthy"},
		{event("container", "rename", "new", "oldName", "/old"), "rename", "was called old"},
		{event("container", "exec_start: sh -c ls", "web"), "exec_start", "a command runs inside: sh -c ls"},
		{event("container", "oom", "web"), "oom", "ran out of memory"},
		{event("volume", "mount", "data", "container", long, "destination", "/data"), "mount", "container 0123456789ab uses it at /data"},
		{event("network", "connect", "shop", "container", long), "connect", "container 0123456789ab joined"},
		{event("image", "prune", "", "reclaimed", "24000000"), "prune", "unused images were cleared out, 24 MB freed"},
		{event("plugin", "enable", "x"), "enable", ""},
	} {
		e := read(c.ev)
		if e.Action != c.action || e.Means != c.want {
			t.Errorf("%s %s: %q, %q; want %q", c.ev.Kind, c.ev.Action, e.Action, e.Means, c.want)
		}
	}
}

func TestSecretsDoNotGetIn(t *testing.T) {
	for _, ev := range []object.Event{
		event("container", "exec_start: mysql --password=hunter2secret shop", "db"),
		event("container", "start", "db", "POSTGRES_PASSWORD", "hunter2secret"),
		event("container", "create", "db", "com.example.api_key", "hunter2secret"),
	} {
		e := read(ev)
		var b bytes.Buffer
		if err := Write(&b, JSONLines, []*Entry{e}); err != nil {
			t.Fatal(err)
		}
		if all := e.Text() + b.String() + e.line(); strings.Contains(all, "hunter2secret") {
			t.Errorf("%s: a secret is in %q", ev.Action, all)
		}
	}
}

func TestLinesStayLines(t *testing.T) {
	e := read(event("container", "start", "two\nlines\u202e", "note", "a\nb"))
	if strings.ContainsAny(e.Name+e.line(), "\n\u202e") {
		t.Errorf("%q, %q", e.Name, e.line())
	}
}

func TestTheRingKeepsTheNewest(t *testing.T) {
	heard := 0
	r := NewRing(3, func() { heard++ })
	for i := range 8 {
		r.Hear(event("container", "start", fmt.Sprint(i)))
		var names []string
		for _, e := range r.Newest() {
			names = append(names, e.Name)
		}
		want := []string{}
		for j := i; j >= max(0, i-2); j-- {
			want = append(want, fmt.Sprint(j))
		}
		if strings.Join(names, " ") != strings.Join(want, " ") {
			t.Fatalf("after %d it keeps %q, want %q", i, names, want)
		}
	}
	if heard != 8 || r.Heard() != 8 {
		t.Errorf("it told of %d, counted %d", heard, r.Heard())
	}
	r.Clear()
	if len(r.Newest()) != 0 {
		t.Error("it is not empty after Clear")
	}
	r.Hear(event("container", "start", "x"))
	if got := r.Newest(); len(got) != 1 || got[0].Seq != 9 {
		t.Errorf("after Clear it keeps %v", got)
	}
}

func TestManyMayTellAndReadAtOnce(t *testing.T) {
	r := NewRing(100, nil)
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for i := range 500 {
				r.Hear(event("container", "start", fmt.Sprint(i)))
				if got := len(r.Newest()); got > 100 {
					t.Errorf("it keeps %d", got)
				}
			}
		})
	}
	work.Wait()
	if r.Heard() != 2000 {
		t.Errorf("it heard %d", r.Heard())
	}
}

func TestEntriesAreFoundByTheirWords(t *testing.T) {
	e := read(event("container", "die", "Job", "exitCode", "1", "image", "python:3.12"))
	for query, want := range map[string]bool{"": true, "job": true, "JOB exit": true, "python die": true, "exitcode=1": true, "job redis": false} {
		if e.Matches(query) != want {
			t.Errorf("%q: %v", query, !want)
		}
	}
	if e.Group() != Containers || read(event("daemon", "reload", "x")).Group() != Others || read(event("container", "exec_die", "x")).Group() != Inside {
		t.Error("they are in the wrong groups")
	}
}

func TestEntriesAreWrittenOldestFirst(t *testing.T) {
	r := NewRing(5, nil)
	r.Hear(event("container", "start", "web", "image", "nginx:1.27"))
	r.Hear(event("container", "die", "web", "exitCode", "0"))
	var text, lines bytes.Buffer
	if err := Write(&text, Text, r.Newest()); err != nil {
		t.Fatal(err)
	}
	want := "2026-03-01T14:05:09.123456789Z container start id-of-web (image=nginx:1.27)\n" +
		"2026-03-01T14:05:09.123456789Z container die id-of-web (exitCode=0)\n"
	if text.String() != want {
		t.Errorf("as text:\n%s", text.String())
	}
	if err := Write(&lines, JSONLines, r.Newest()); err != nil {
		t.Fatal(err)
	}
	var actions []string
	for line := range strings.Lines(lines.String()) {
		var got struct {
			Action, Kind, Name string
			Attributes         map[string]string
		}
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		actions = append(actions, got.Kind+" "+got.Action+" "+got.Name)
	}
	if strings.Join(actions, ", ") != "container start web, container die web" {
		t.Errorf("as JSON lines: %q", actions)
	}
}
