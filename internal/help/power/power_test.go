package power_test

import (
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/power"
)

func bind(source string, options ...string) spec.RunSpec {
	return spec.RunSpec{Mounts: []spec.Mount{{Kind: spec.Bind, Source: source, Target: "/x", Options: options}}}
}

func TestPowerIsFoundWhereItIsGivenAway(t *testing.T) {
	for _, c := range []struct {
		spec  spec.RunSpec
		field string
		total bool
		words string
	}{
		{spec.RunSpec{Privileged: true}, "privileged", true, "nearly everything"},
		{bind("/var/run/docker.sock"), "mounts.0", true, "engine's socket"},
		{bind("/run/user/1000/podman/podman.sock", "ro"), "mounts.0", true, "engine's socket"},
		{bind("/"), "mounts.0", true, "read and change the whole disk"},
		{bind("/", "ro"), "mounts.0", false, "read the whole disk"},
		{bind("/etc/"), "mounts.0", true, "settings"},
		{bind(`C:\Users`), "mounts.0", true, "every user"},
		{bind("/home/me/.ssh", "ro"), "mounts.0", false, "keys"},
		{spec.RunSpec{Networks: []spec.Network{{Name: "host"}}}, "networks.0", false, "own network"},
		{spec.RunSpec{PID: "host"}, "pid", true, "processes"},
		{spec.RunSpec{IPC: "host"}, "ipc", false, "memory"},
		{spec.RunSpec{UTS: "host"}, "uts", false, "host name"},
		{spec.RunSpec{Userns: "host"}, "userns", false, "administrator"},
		{spec.RunSpec{Cgroupns: "host"}, "cgroupns", false, "control groups"},
		{spec.RunSpec{CapAdd: []string{"chown", "cap_sys_admin"}}, "capAdd.1", true, "SYS_ADMIN"},
		{spec.RunSpec{CapAdd: []string{"all"}}, "capAdd.0", true, "every right"},
		{spec.RunSpec{SecurityOptions: []string{"seccomp=unconfined"}}, "securityOptions.0", false, "filter"},
		{spec.RunSpec{SecurityOptions: []string{"label:disable"}}, "securityOptions.0", false, "guard"},
		{spec.RunSpec{Devices: []spec.Device{{Host: "/dev/sda1"}}}, "devices.0", true, "disk"},
	} {
		got := power.Of(c.spec)
		if len(got) != 1 || got[0].Field != c.field || got[0].Total != c.total || !strings.Contains(got[0].Words, c.words) || !strings.HasSuffix(got[0].Words, ".") {
			t.Errorf("%+v gives %+v", c, got)
		}
	}
}

func TestAnEverydayContainerHasNoPower(t *testing.T) {
	for _, s := range []spec.RunSpec{
		{Image: "nginx", Ports: []spec.Port{{Host: "80", Container: "80"}}}, bind("/srv/data"), bind("./"), bind("/home/me/project"),
		{Mounts: []spec.Mount{{Kind: spec.Volume, Source: "etc", Target: "/etc"}}}, {CapAdd: []string{"NET_BIND_SERVICE"}, CapDrop: []string{"ALL"}},
		{SecurityOptions: []string{"no-new-privileges", "seccomp=my.json"}}, {Devices: []spec.Device{{Host: "/dev/snd"}}}, {PID: "container:x"},
	} {
		if got := power.Of(s); len(got) > 0 {
			t.Errorf("%+v gives %+v", s, got)
		}
	}
}
