package containers

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/guide"
)

func TestWhatIsWorthKnowingAboutAContainerIsMarked(t *testing.T) {
	for _, c := range []struct {
		c    object.Container
		want string
	}{
		{object.Container{State: object.StateRunning}, ""},
		{object.Container{State: object.StateRunning, Inspected: true, Image: "nginx:latest", Ports: []object.Port{{IP: "0.0.0.0", Public: 8080, Private: 80, Proto: "tcp"}}},
			"all addresses, runs as root, no memory limit, no health check, :latest"},
		{object.Container{State: object.StateRunning, Inspected: true, User: "1000", MemoryLimit: 1, Health: object.HealthHealthy, Image: "nginx:1.27"}, ""},
		{object.Container{State: object.StateExited, OOMKilled: true, Privileged: true, Mounts: []object.Mount{{Source: "/var/run/docker.sock"}}},
			"out of memory, privileged, socket"},
	} {
		var words []string
		for _, m := range marks(&c.c) {
			words = append(words, m.Word)
			if _, ok := guide.ByID(m.Topic); !ok {
				t.Errorf("%s leads to no topic: %s", m.Word, m.Topic)
			}
		}
		if got := strings.Join(words, ", "); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}
