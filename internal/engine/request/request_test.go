package request_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/engine/request"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/test/specs"
)

// desk is a computer with two files and one variable.
func desk() request.Local {
	files := map[string]string{"/work/a.env": "A=1\nB\n# no\n", "/work/p.json": "{ \"x\": 1 }\n"}
	return request.Local{
		Dir:       "/work",
		LookupEnv: func(name string) (string, bool) { return "set", name == "B" },
		ReadFile: func(path string) ([]byte, error) {
			text, ok := files[path]
			if !ok {
				return nil, fs.ErrNotExist
			}
			return []byte(text), nil
		},
	}
}

var modern = request.Engine{API: "1.50", OS: "linux"}

func TestFilesAndVariablesOfTheComputerAreRead(t *testing.T) {
	q, err := request.From(spec.RunSpec{
		Image: "a", EnvFiles: []string{"a.env"}, Env: []spec.Env{{Key: "B"}, {Key: "C"}}, SecurityOptions: []string{"seccomp=p.json", "systempaths=unconfined"},
		Mounts: []spec.Mount{{Kind: spec.Bind, Source: "./x", Target: "/x"}, {Kind: spec.Bind, Source: "..", Target: "/y", Spelled: true}},
	}, desk(), modern)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"A=1", "B=set", "B=set", "C"}; !slices.Equal(q.Config.Env, want) {
		t.Errorf("variables %q", q.Config.Env)
	}
	if q.Host.Binds[0] != "/work/x:/x" || q.Host.Mounts[0].Source != "/" {
		t.Errorf("mounts %q, %+v", q.Host.Binds, q.Host.Mounts)
	}
	if !slices.Equal(q.Host.SecurityOpt, []string{`seccomp={"x":1}`}) || q.Host.MaskedPaths == nil {
		t.Errorf("security %q", q.Host.SecurityOpt)
	}
}

func TestWhatIsWrongNamesItsField(t *testing.T) {
	for field, s := range map[string]spec.RunSpec{
		"image": {}, "memory": {Memory: "much"}, "cpus": {CPUs: "x"}, "ports.1": {Ports: []spec.Port{{Container: "1"}, {Container: "x"}}}, "expose.0": {Expose: []string{"x"}},
		"mounts.0": {Mounts: []spec.Mount{{Kind: spec.Bind, Source: "x", Target: "/x"}}}, "envFiles.0": {EnvFiles: []string{"none"}}, "labels.0": {Labels: []spec.Pair{{Key: "a b"}}},
		"restart": {Rm: true, Restart: "always"}, "attach": {Detach: true, Attach: []string{"stdout"}}, "attach.0": {Attach: []string{"x"}}, "health.interval": {Health: spec.Health{Interval: "x"}},
		"health.off": {Health: spec.Health{Off: true, Interval: "1s"}}, "platform": {Platform: "a/b/c/d/e"}, "pid": {PID: "x"}, "ulimits.0": {Ulimits: []spec.Ulimit{{Name: "x", Soft: "1"}}},
		"networks.0.aliases": {Networks: []spec.Network{{Name: "bridge", Aliases: []string{"a"}}}}, "networks.1": {Networks: []spec.Network{{Name: "a"}, {Name: "bridge"}}},
		"networks.0.mac": {Networks: []spec.Network{{Name: "a", MAC: "x"}}}, "dns.0": {DNS: []string{"x"}}, "sysctls.0": {Sysctls: []spec.Pair{{Key: "vm.x", Value: "1"}}},
		"securityOptions.0": {SecurityOptions: []string{"seccomp=none.json"}}, "gpus.0": {GPUs: []string{"x=y"}}, "devices.0": {Devices: []spec.Device{{Host: "x"}}},
		"logOptions.0": {LogDriver: "none", LogOptions: []spec.Pair{{Key: "a", Value: "b"}}}, "blkioWeight": {BlkioWeight: "99999"}, "deviceReadBps.0": {DeviceReadBps: []spec.Rate{{Path: "/dev/a", Value: "x"}}},
		"memorySwappiness": {MemorySwappiness: "101"}, "stopTimeout": {StopTimeout: "x"}, "extraHosts.0": {ExtraHosts: []spec.Host{{Name: "a", Address: "b"}}}, "env.0": {Env: []spec.Env{{}}},
	} {
		if field != "image" {
			s.Image = "a"
		}
		_, err := request.From(s, desk(), modern)
		var wrong *spec.FieldError
		if !errors.As(err, &wrong) || wrong.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	nowhere := desk()
	nowhere.Dir = ""
	if _, err := request.From(spec.RunSpec{Image: "a", Mounts: []spec.Mount{{Kind: spec.Bind, Source: ".", Target: "/x"}}}, nowhere, modern); err == nil {
		t.Error("a relative path starts from nowhere")
	}
}

// An engine that keeps everything as it was said gives it back as it was said.
func TestASpecComesBackFromItsRequest(t *testing.T) {
	world := specs.World{Images: []string{"nginx"}, Networks: []string{"front", "back"}, Containers: []string{"other"}, Modern: true, Exotic: true, Windows: true}
	rapid.Check(t, func(rt *rapid.T) {
		s := specs.Any(world).Draw(rt, "spec")
		s.CreateOnly = false
		plainly(&s)
		first, err := request.From(s, desk(), modern)
		if err != nil {
			rt.Fatal(err)
		}
		again, unexpressed := request.ToSpec(inspection(first), nil, request.Defaults{})
		if len(unexpressed) > 0 {
			rt.Fatalf("%q can't be said", unexpressed)
		}
		again.Platform, again.Pull = s.Platform, s.Pull
		second, err := request.From(again, desk(), modern)
		if err != nil {
			rt.Fatal(err)
		}
		if a, b := written(first), written(second); a != b {
			rt.Fatalf("%+v\ncomes back as\n%+v\n%s\n%s", s, again, a, b)
		}
	})
}

// plainly takes out what an engine fills in by itself.
func plainly(s *spec.RunSpec) {
	s.EnvFiles, s.LabelFiles, s.MemorySwap = nil, nil, ""
	if s.IPC == "private" {
		s.IPC = ""
	}
	if s.ShmSize == "64m" {
		s.ShmSize = ""
	}
	if s.Isolation == "default" {
		s.Isolation = ""
	}
	if len(s.Networks) > 0 && slices.Contains([]string{"", "default", "bridge"}, s.Networks[0].Name) {
		s.Networks = nil
	}
	for i := range s.Networks {
		if s.Networks[i].MAC = ""; i > 0 && slices.Contains(s.Networks[i].Aliases, s.Hostname) {
			s.Networks[i].Aliases = nil
		}
	}
	if s.Privileged || s.PID == "host" || s.IPC == "host" {
		s.SecurityOptions = slices.DeleteFunc(s.SecurityOptions, func(o string) bool { return o == "label=disable" })
	}
	for i := range s.Links {
		if !strings.Contains(s.Links[i], ":") {
			s.Links[i] += ":" + s.Links[i]
		}
	}
	s.Mounts = slices.DeleteFunc(s.Mounts, func(m spec.Mount) bool {
		return m.Spelled && len(m.Options) > 0 && m.Options[0] == "volume-nocopy=false"
	})
}

func inspection(q request.Request) container.InspectResponse {
	host := *q.Host
	host.MemorySwap = 2 * host.Memory // which engines fill in
	return container.InspectResponse{
		ContainerJSONBase: &container.ContainerJSONBase{ID: strings.Repeat("0f", 32), Name: "/" + q.Name, HostConfig: &host},
		Config:            q.Config, NetworkSettings: &container.NetworkSettings{Networks: places(q)},
	}
}

func places(q request.Request) map[string]*network.EndpointSettings {
	return q.Networking.EndpointsConfig
}

// written is a request without an order where there is none.
func written(q request.Request) string {
	slices.Sort(q.Host.Binds)
	slices.Sort(q.Config.Env)
	q.Host.SecurityOpt = slices.Compact(slices.Sorted(slices.Values(q.Host.SecurityOpt)))
	text, _ := json.MarshalIndent(q, "", " ")
	return string(text)
}

func TestNothingIsKnownOfHalfAnInspection(t *testing.T) {
	if _, unexpressed := request.ToSpec(container.InspectResponse{}, nil, request.Defaults{}); len(unexpressed) != 1 {
		t.Errorf("%q", unexpressed)
	}
}
