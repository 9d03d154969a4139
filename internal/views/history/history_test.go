package history

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/command"
)

func TestAnEventIsTheCommandThatCausedIt(t *testing.T) {
	none := ""
	for _, tc := range []struct {
		kind   object.Kind
		action string
		want   string
	}{
		{object.KindContainer, "start", "docker start web"},
		{object.KindContainer, "stop", "docker stop web"},
		{object.KindContainer, "restart", "docker restart web"},
		{object.KindContainer, "pause", "docker pause web"},
		{object.KindContainer, "unpause", "docker unpause web"},
		{object.KindContainer, "rename", "docker rename old web"},
		{object.KindContainer, "destroy", "docker rm web"},
		{object.KindVolume, "create", "docker volume create web"},
		{object.KindVolume, "destroy", "docker volume rm web"},
		{object.KindNetwork, "create", "docker network create web"},
		{object.KindNetwork, "destroy", "docker network rm web"},
		{object.KindImage, "untag", "docker rmi web"},
		// What a program does by itself, and what only goes with another event.
		{object.KindContainer, "die", none},
		{object.KindContainer, "kill", none},
		{object.KindContainer, "exec_start: sh", none},
		{object.KindContainer, "health_status: healthy", none},
		{object.KindNetwork, "connect", none},
		{object.KindVolume, "mount", none},
		{"daemon", "reload", none},
	} {
		cmd, words, ok := FromEvent(object.Event{Kind: tc.kind, Action: tc.action, ID: "x", Name: "web", Attributes: map[string]string{"oldName": "/old"}})
		got := ""
		if ok {
			got = cmd.Display(command.Bash)
		}
		if got != tc.want || ok != (words != "") {
			t.Errorf("%s %s is %q (%q), want %q", tc.kind, tc.action, got, words, tc.want)
		}
	}
}

func TestTheLogForgetsTheOldestOnly(t *testing.T) {
	told := 0
	l := New(func() { told++ })
	first := l.Begin(command.StartContainers("0"), time.Time{})
	for i := range keep {
		l.Begin(command.StartContainers(fmt.Sprint(i+1)), time.Time{})
	}
	l.End(first, Done, time.Second, "", "") // forgotten by now
	entries := l.Entries()
	if len(entries) != keep || entries[0].ID != first+1 || entries[keep-1].ID != first+keep {
		t.Errorf("%d entries, from %d to %d", len(entries), entries[0].ID, entries[len(entries)-1].ID)
	}
	if told != keep+2 {
		t.Errorf("%d changes were told of %d", told, keep+2)
	}
	last, _ := l.Last()
	l.End(last.ID, Failed, time.Second, "no", "raw")
	if last, _ = l.Last(); last.Outcome != Failed || last.Raw != "raw" {
		t.Errorf("it ended as %+v", last)
	}
}

func TestNoSecretReachesTheLog(t *testing.T) {
	l := New(nil)
	l.Begin(command.Explain("docker run -e API_TOKEN=tr0ub4dor nginx"), time.Time{})
	if e, _ := l.Last(); strings.Contains(fmt.Sprint(e), "tr0ub4dor") || !e.Command.HasSecret() {
		t.Errorf("it has %+v", e)
	}
}
