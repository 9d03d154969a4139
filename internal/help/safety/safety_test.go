package safety_test

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/help/safety"
)

// tight is a container of which nothing can be said.
func tight() (*object.Container, spec.RunSpec) {
	return &object.Container{Name: "web", Image: "nginx:1.27", Inspected: true, User: "app", MemoryLimit: 64 << 20, PIDsLimit: 100, Env: []string{"PATH=/bin", "MODE=quiet"}},
		spec.RunSpec{Image: "nginx:1.27", ReadOnly: true, CapDrop: []string{"ALL"}, SecurityOptions: []string{"no-new-privileges"}}
}

func TestATightContainerHasNoPoints(t *testing.T) {
	r := safety.Check(tight())
	if len(r.Points) > 0 || r.Grade != 0 || !strings.Contains(r.Title, "as tight as it can be") || len(r.Good) < 8 {
		t.Errorf("%+v", r)
	}
}

func TestEachHoleIsAPointWithItsRemedy(t *testing.T) {
	bind := func(source string, options ...string) func(*object.Container, *spec.RunSpec) {
		return func(_ *object.Container, s *spec.RunSpec) {
			s.Mounts = append(s.Mounts, spec.Mount{Kind: spec.Bind, Source: source, Target: "/x", Options: options})
		}
	}
	of := func(change func(*spec.RunSpec)) func(*object.Container, *spec.RunSpec) {
		return func(_ *object.Container, s *spec.RunSpec) { change(s) }
	}
	for _, c := range []struct {
		id     string
		grade  safety.Grade
		make   func(*object.Container, *spec.RunSpec)
		remedy string
		mended func(spec.RunSpec) bool // nil for an action
	}{
		{"privileged", safety.TakeOver, of(func(s *spec.RunSpec) { s.Privileged = true }), "Run it without", func(s spec.RunSpec) bool { return !s.Privileged }},
		{"mounts.0", safety.TakeOver, bind("/var/run/docker.sock"), "Take it out", func(s spec.RunSpec) bool { return len(s.Mounts) == 0 }},
		{"mounts.0", safety.TakeOver, bind("/"), "Make it read-only", func(s spec.RunSpec) bool { return s.Mounts[0].IsReadOnly() }},
		{"mounts.0", safety.TakeOver, bind("/etc"), "Make it read-only", func(s spec.RunSpec) bool { return s.Mounts[0].IsReadOnly() }},
		{"mounts.0", safety.Reaches, bind("/home", "ro"), "Take it out", func(s spec.RunSpec) bool { return len(s.Mounts) == 0 }},
		{"networks.0", safety.Reaches, of(func(s *spec.RunSpec) { s.Networks = []spec.Network{{Name: "host"}} }), "Give it a network of its own", func(s spec.RunSpec) bool { return len(s.Networks) == 0 }},
		{"pid", safety.TakeOver, of(func(s *spec.RunSpec) { s.PID = "host" }), "Give it its own", func(s spec.RunSpec) bool { return s.PID == "" }},
		{"ipc", safety.Reaches, of(func(s *spec.RunSpec) { s.IPC = "host" }), "Give it its own", func(s spec.RunSpec) bool { return s.IPC == "" }},
		{"capAdd.1", safety.TakeOver, of(func(s *spec.RunSpec) { s.CapAdd = []string{"CHOWN", "SYS_ADMIN"} }), "Take the right away", func(s spec.RunSpec) bool { return len(s.CapAdd) == 1 }},
		{"rights", safety.Tighter, of(func(s *spec.RunSpec) { s.CapAdd = []string{"CHOWN"} }), "Take them away", func(s spec.RunSpec) bool { return len(s.CapAdd) == 0 }},
		{"securityOptions.1", safety.Reaches, of(func(s *spec.RunSpec) { s.SecurityOptions = append(s.SecurityOptions, "seccomp=unconfined") }), "Put the guard on", func(s spec.RunSpec) bool { return len(s.SecurityOptions) == 1 }},
		{"devices.0", safety.TakeOver, of(func(s *spec.RunSpec) { s.Devices = []spec.Device{{Host: "/dev/sda"}} }), "Take the device away", func(s spec.RunSpec) bool { return len(s.Devices) == 0 }},
		{"root", safety.Tighter, func(c *object.Container, _ *spec.RunSpec) { c.User = "" }, "Try it as user 1000", func(s spec.RunSpec) bool { return s.User == "1000:1000" }},
		{"root", safety.Reaches, func(c *object.Container, s *spec.RunSpec) { c.User = "0:0"; bind("/srv/site")(c, s) }, "Try it as user 1000", func(s spec.RunSpec) bool { return s.User == "1000:1000" }},
		{"ports", safety.Reaches, func(c *object.Container, s *spec.RunSpec) {
			c.Ports = []object.Port{{IP: "0.0.0.0", Public: 8080, Private: 80, Proto: "tcp"}, {IP: "::", Public: 8080, Private: 80, Proto: "tcp"}}
			s.Ports = []spec.Port{{Host: "8080", Container: "80"}, {HostIP: "10.0.0.5", Host: "81", Container: "81"}}
		}, "Open only for this computer", func(s spec.RunSpec) bool { return s.Ports[0].HostIP == "127.0.0.1" && s.Ports[1].HostIP == "10.0.0.5" }},
		{"secrets", safety.Reaches, func(c *object.Container, _ *spec.RunSpec) { c.Env = append(c.Env, "DB_PASSWORD=hunter2hunter2") }, "Change its variables", nil},
		{"drop", safety.Tighter, of(func(s *spec.RunSpec) { s.CapDrop = nil }), "Drop all rights", func(s spec.RunSpec) bool { return s.CapDrop[0] == "ALL" }},
		{"no-new-privileges", safety.Tighter, of(func(s *spec.RunSpec) { s.SecurityOptions = nil }), "Allow no new rights", func(s spec.RunSpec) bool { return s.SecurityOptions[0] == "no-new-privileges" }},
		{"memory", safety.Tighter, func(c *object.Container, _ *spec.RunSpec) { c.MemoryLimit = 0 }, "Set a limit", nil},
		{"processes", safety.Tighter, func(c *object.Container, _ *spec.RunSpec) { c.PIDsLimit = 0 }, "Set a limit", nil},
		{"writable", safety.Tighter, of(func(s *spec.RunSpec) { s.ReadOnly = false }), "Make its files read-only", func(s spec.RunSpec) bool { return s.ReadOnly && s.Mounts[0].Target == "/tmp" }},
		{"latest", safety.Tighter, func(c *object.Container, _ *spec.RunSpec) { c.Image = "registry.example:5000/nginx" }, "Choose a version", nil},
	} {
		t.Run(c.id, func(t *testing.T) {
			container, s := tight()
			c.make(container, &s)
			r := safety.Check(container, s)
			if len(r.Points) == 0 || r.Points[0].ID != c.id || r.Points[0].Grade != c.grade || r.Grade != c.grade {
				t.Fatalf("%+v", r.Points)
			}
			p := r.Points[0]
			if p.Remedy != c.remedy {
				t.Errorf("its remedy is %q", p.Remedy)
			}
			if c.mended != nil {
				before := s.Clone()
				changed := s.Clone()
				p.Change(&changed)
				if !c.mended(changed) || !before.Equal(s) {
					t.Errorf("changed: %+v", changed)
				}
			}
			if _, ok := guide.ByID(p.Topic); !ok || p.Area == "" || p.Title == "" || !strings.HasSuffix(p.Words, ".") {
				t.Errorf("%+v", p)
			}
			if text := p.Title + p.Words; strings.Contains(text, "hunter2") {
				t.Errorf("a secret is told: %s", text)
			}
		})
	}
}

func TestTheWorstComesFirst(t *testing.T) {
	r := safety.Check(&object.Container{Name: "web", Image: "nginx", Inspected: true, Ports: []object.Port{{IP: "0.0.0.0", Public: 80}}}, spec.RunSpec{PID: "host"})
	last := safety.TakeOver
	for _, p := range r.Points {
		if p.Grade > last {
			t.Errorf("%s stands behind what is less grave", p.ID)
		}
		last = p.Grade
	}
	if r.Points[0].ID != "pid" || !strings.Contains(r.Title, "take over this computer") || last != safety.Tighter {
		t.Errorf("%s: %+v", r.Title, r.Points)
	}
}
