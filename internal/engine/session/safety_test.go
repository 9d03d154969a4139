package session_test

import (
	"slices"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/safety"
	"github.com/dockdesk/dockdesk/test/realengine"
)

// What is said of how safe containers are holds for those that a real engine made.
func TestHowSafeRealContainersAreIsSeen(t *testing.T) {
	cleanEnvironment(t)
	eng := realengine.Start(t)
	for _, args := range [][]string{
		{"--name", "tight", "--user", "1000", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--memory", "64m", "--pids-limit", "50", "-p", "127.0.0.1:8081:80"},
		{"--name", "plain", "-p", "8080:80", "-e", "DB_PASSWORD=correct-horse-battery"},
		{"--name", "socket", "-v", eng.Socket() + ":/var/run/docker.sock"},
		{"--name", "wide", "--network", "host", "--pid", "host", "--cap-add", "SYS_PTRACE", "-v", "/etc:/host/etc", "--security-opt", "seccomp=unconfined"},
	} {
		eng.Docker(t, append(append([]string{"create"}, args...), "lab:1", "sleep")...)
	}
	w := watch(t, engine.Options{Host: eng.Host()})
	w.await(t, "all four are there", func(s *object.Snapshot) bool {
		return live(s) && len(s.Containers) == 4 && !slices.ContainsFunc(s.Containers, func(c *object.Container) bool { return !c.Inspected })
	})
	for _, c := range []struct {
		name  string
		grade safety.Grade
		has   []string
		hasnt []string
	}{
		{"tight", 0, nil, []string{"root", "ports", "memory", "processes", "writable", "drop", "no-new-privileges", "latest"}},
		{"plain", safety.Reaches, []string{"ports", "secrets", "root", "memory", "processes", "writable", "drop", "no-new-privileges"}, []string{"latest", "privileged"}},
		{"socket", safety.TakeOver, []string{"mounts.0", "root"}, []string{"ports"}},
		{"wide", safety.TakeOver, []string{"pid", "networks.0", "capAdd.0", "mounts.0", "securityOptions.0"}, []string{"ports", "rights"}},
	} {
		i := slices.IndexFunc(w.Snapshot().Containers, func(o *object.Container) bool { return o.Name == c.name })
		o := w.Snapshot().Containers[i]
		s, _, err := w.ContainerSpec(t.Context(), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		r := safety.Check(o, s)
		var found []string
		for _, p := range r.Points {
			found = append(found, p.ID)
		}
		for _, id := range c.has {
			if !slices.Contains(found, id) {
				t.Errorf("%s: %s is not seen among %v", c.name, id, found)
			}
		}
		for _, id := range c.hasnt {
			if slices.Contains(found, id) {
				t.Errorf("%s: %s is seen, and isn't so", c.name, id)
			}
		}
		if r.Grade != c.grade {
			t.Errorf("%s is %q: %v", c.name, r.Grade, found)
		}
	}
}
