package runcheck_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/runcheck"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
)

var (
	web = &object.Container{ID: "0123456789abcdef", Name: "web", Image: "nginx:1.27", State: object.StateRunning, Ports: []object.Port{
		{IP: "0.0.0.0", Public: 8080, Private: 80, Proto: "tcp"}, {IP: "::", Public: 8080, Private: 80, Proto: "tcp"},
		{IP: "127.0.0.1", Public: 9000, Private: 9000, Proto: "tcp"},
	}}
	snapshot = object.Snapshot{
		Containers: []*object.Container{web},
		Images:     []*object.Image{{ID: "sha256:" + strings.Repeat("ab", 32), Tags: []string{"nginx:1.27", "lab:latest"}}},
		Volumes:    []*object.Volume{{Name: "data"}},
		Networks:   []*object.Network{{ID: "n1", Name: "shop", Driver: "bridge", Subnets: []object.Subnet{{CIDR: "172.20.0.0/16"}}}, {ID: "n2", Name: "bridge"}},
		Engine:     object.Engine{APIVersion: "1.41", OS: "Debian GNU/Linux 12", Arch: "x86_64", CPUs: 2, Memory: 4 << 30},
	}
)

func facts() runcheck.Facts {
	return runcheck.Facts{
		Snapshot: &snapshot,
		Image:    &spec.Image{OS: "linux", Arch: "amd64", Command: []string{"run"}, Volumes: []string{"/data"}},
		Ports:    map[spec.Door]spec.PortUse{{Port: 3500, Proto: "tcp"}: spec.PortTaken, {IP: "10.9.9.9", Port: 81, Proto: "tcp"}: spec.PortNoAddress},
		Paths:    map[string]spec.PathState{"/missing": spec.PathMissing, "/srv": spec.PathFolder, "/work/missing": spec.PathMissing},
	}
}

func port(text string) []spec.Port {
	p, _ := spec.ParsePort(text)
	return []spec.Port{p}
}

func mount(kind spec.MountKind, source, target string, options ...string) []spec.Mount {
	return []spec.Mount{{Kind: kind, Source: source, Target: target, Options: options}}
}

func spelled(m []spec.Mount) []spec.Mount { m[0].Spelled = true; return m }

// Each spec has this one thing to say at this field; nothing else blocks.
var problems = []struct {
	kind, field string
	severity    runcheck.Severity
	spec        spec.RunSpec
	fixed       func(spec.RunSpec) bool // what the first fix that changes the spec must do
}{
	{"image-missing", "image", runcheck.Blocker, spec.RunSpec{Image: " "}, nil},
	{"image-name", "image", runcheck.Blocker, spec.RunSpec{Image: "Nginx"}, func(s spec.RunSpec) bool { return s.Image == "nginx" }},
	{"image-name", "image", runcheck.Blocker, spec.RunSpec{Image: "a b"}, nil},
	{"image-pulled", "image", runcheck.Note, spec.RunSpec{Image: "redis"}, nil},
	{"image-not-here", "image", runcheck.Blocker, spec.RunSpec{Image: "redis", Pull: "never"}, func(s spec.RunSpec) bool { return s.Pull == "" }},
	{"unreadable", "pull", runcheck.Blocker, spec.RunSpec{Pull: "sometimes"}, nil},
	{"name-taken", "name", runcheck.Blocker, spec.RunSpec{Name: "web"}, func(s spec.RunSpec) bool { return s.Name == "web-2" }},
	{"name-bad", "name", runcheck.Blocker, spec.RunSpec{Name: "my web!"}, func(s spec.RunSpec) bool { return s.Name == "my-web" }},
	{"name-bad", "name", runcheck.Blocker, spec.RunSpec{Name: "é"}, nil},
	{"attach-detach", "attach", runcheck.Blocker, spec.RunSpec{Detach: true, Attach: []string{"stdout"}}, func(s spec.RunSpec) bool { return s.Attach == nil }},
	{"tty-deaf", "tty", runcheck.Note, spec.RunSpec{TTY: true}, func(s spec.RunSpec) bool { return s.Interactive }},
	{"unreadable", "restart", runcheck.Blocker, spec.RunSpec{Restart: "sometimes"}, nil},
	{"unreadable", "restart", runcheck.Blocker, spec.RunSpec{Restart: "always:3"}, nil},
	{"rm-restart", "restart", runcheck.Blocker, spec.RunSpec{Rm: true, Restart: "always"}, func(s spec.RunSpec) bool { return !s.Rm }},
	{"health-off", "health.off", runcheck.Blocker, spec.RunSpec{Health: spec.Health{Off: true, Interval: "1s"}}, func(s spec.RunSpec) bool { return s.Health.Interval == "" }},
	{"unreadable", "health.interval", runcheck.Blocker, spec.RunSpec{Health: spec.Health{Command: "x", Interval: "soon"}}, nil},
	{"health-short", "health.timeout", runcheck.Blocker, spec.RunSpec{Health: spec.Health{Command: "x", Timeout: "1ns"}}, nil},
	{"health-command", "health.command", runcheck.Warning, spec.RunSpec{Health: spec.Health{Interval: "1s"}}, nil},
	{"log-none", "logOptions.0", runcheck.Blocker, spec.RunSpec{LogDriver: "none", LogOptions: []spec.Pair{{Key: "a", Value: "b"}}}, func(s spec.RunSpec) bool { return s.LogOptions == nil }},
	{"port-taken", "ports.0", runcheck.Blocker, spec.RunSpec{Ports: port("8080:80")}, func(s spec.RunSpec) bool { return s.Ports[0].Host == "8081" }},
	{"port-taken", "ports.0", runcheck.Blocker, spec.RunSpec{Ports: port("127.0.0.1:8080:80")}, nil},
	{"port-taken", "ports.0", runcheck.Blocker, spec.RunSpec{Ports: port("8078-8082:78-82")}, nil},
	{"port-busy", "ports.0", runcheck.Blocker, spec.RunSpec{Ports: port("3500:80")}, func(s spec.RunSpec) bool { return s.Ports[0].Host == "3501" }},
	{"port-address", "ports.0", runcheck.Blocker, spec.RunSpec{Ports: port("10.9.9.9:81:80")}, func(s spec.RunSpec) bool { return s.Ports[0].HostIP == "127.0.0.1" }},
	{"port-twice", "ports.1", runcheck.Blocker, spec.RunSpec{Ports: append(port("7000:80"), port("7000:81")...)}, func(s spec.RunSpec) bool { return s.Ports[1].Host == "7001" }},
	{"unreadable", "ports.0", runcheck.Blocker, spec.RunSpec{Ports: port("99999:80")}, nil},
	{"host-ports", "ports.0", runcheck.Warning, spec.RunSpec{Ports: port("80:80"), Networks: []spec.Network{{Name: "host"}}}, func(s spec.RunSpec) bool { return s.Ports == nil }},
	{"container-ports", "ports.0", runcheck.Blocker, spec.RunSpec{Ports: port("80:80"), Networks: []spec.Network{{Name: "container:web"}}}, nil},
	{"unreadable", "expose.0", runcheck.Blocker, spec.RunSpec{Expose: []string{"80:80"}}, nil},
	{"env-twice", "env.0", runcheck.Warning, spec.RunSpec{Env: []spec.Env{{Key: "A"}, {Key: "A", HasValue: true}}}, nil},
	{"unreadable", "env.0", runcheck.Blocker, spec.RunSpec{Env: []spec.Env{{Value: "x", HasValue: true}}}, nil},
	{"unreadable", "labels.0", runcheck.Blocker, spec.RunSpec{Labels: []spec.Pair{{Key: "a b"}}}, nil},
	{"path-missing", "mounts.0", runcheck.Warning, spec.RunSpec{Mounts: mount(spec.Bind, "/missing", "/x")}, nil},
	{"path-missing", "mounts.0", runcheck.Blocker, spec.RunSpec{Mounts: spelled(mount(spec.Bind, "/missing", "/x"))}, nil},
	{"path-relative", "mounts.0", runcheck.Blocker, spec.RunSpec{Mounts: mount(spec.Bind, "./x", "/x")}, nil},
	{"path-relative", "mounts.0", runcheck.Blocker, spec.RunSpec{Mounts: mount(spec.Bind, "a/b", "/x")}, nil},
	{"path-home", "mounts.0", runcheck.Blocker, spec.RunSpec{Mounts: mount(spec.Bind, "~/x", "/x")}, nil},
	{"volume-path", "mounts.0", runcheck.Blocker, spec.RunSpec{Mounts: mount(spec.Volume, "a/b", "/x")}, nil},
	{"volume-name", "mounts.0", runcheck.Blocker, spec.RunSpec{Mounts: mount(spec.Volume, "ä", "/x")}, nil},
	{"target-relative", "mounts.0", runcheck.Blocker, spec.RunSpec{Mounts: mount(spec.Volume, "data", "x")}, func(s spec.RunSpec) bool { return s.Mounts[0].Target == "/x" }},
	{"target-root", "mounts.0", runcheck.Blocker, spec.RunSpec{Mounts: mount(spec.Volume, "data", "/")}, nil},
	{"target-twice", "mounts.1", runcheck.Blocker, spec.RunSpec{Mounts: append(mount(spec.Volume, "data", "/x"), mount(spec.Volume, "data", "/x/")...)}, nil},
	{"mount-option", "mounts.0", runcheck.Blocker, spec.RunSpec{Mounts: spelled(mount(spec.Volume, "data", "/x", "speed=high"))}, nil},
	{"mount-option", "mounts.0", runcheck.Blocker, spec.RunSpec{Mounts: spelled(mount(spec.Volume, "data", "/x", "tmpfs-size=1m"))}, nil},
	{"too-new", "mounts.0", runcheck.Blocker, spec.RunSpec{Mounts: spelled(mount(spec.ImageTree, "nginx", "/x"))}, nil},
	{"anonymous-readonly", "mounts.0", runcheck.Blocker, spec.RunSpec{Mounts: spelled(mount(spec.Volume, "", "/x", "readonly"))}, nil},
	{"network-missing", "networks.0", runcheck.Blocker, spec.RunSpec{Networks: []spec.Network{{Name: "nowhere"}}}, nil},
	{"container-missing", "networks.0", runcheck.Blocker, spec.RunSpec{Networks: []spec.Network{{Name: "container:nobody"}}}, nil},
	{"networks-mixed", "networks.1", runcheck.Blocker, spec.RunSpec{Networks: []spec.Network{{Name: "shop"}, {Name: "bridge"}}}, nil},
	{"alias-bridge", "networks.0.aliases", runcheck.Blocker, spec.RunSpec{Networks: []spec.Network{{Name: "bridge", Aliases: []string{"a"}}}}, nil},
	{"address-bad", "networks.0.ipv4", runcheck.Blocker, spec.RunSpec{Networks: []spec.Network{{Name: "shop", IPv4: "1.2.3"}}}, nil},
	{"address-outside", "networks.0.ipv4", runcheck.Blocker, spec.RunSpec{Networks: []spec.Network{{Name: "shop", IPv4: "10.0.0.1"}}}, nil},
	{"address-bridge", "networks.0.ipv4", runcheck.Blocker, spec.RunSpec{Networks: []spec.Network{{IPv4: "10.0.0.1"}}}, nil},
	{"mac-bad", "networks.0.mac", runcheck.Blocker, spec.RunSpec{Networks: []spec.Network{{Name: "shop", MAC: "xx"}}}, nil},
	{"too-new", "networks.0.mac", runcheck.Blocker, spec.RunSpec{Networks: []spec.Network{{Name: "shop", MAC: "02:42:ac:11:00:02"}}}, nil},
	{"container-missing", "links.0", runcheck.Blocker, spec.RunSpec{Links: []string{"nobody:db"}}, nil},
	{"container-missing", "volumesFrom.0", runcheck.Blocker, spec.RunSpec{VolumesFrom: []string{"nobody"}}, nil},
	{"hostname-bad", "hostname", runcheck.Blocker, spec.RunSpec{Hostname: "a_b"}, nil},
	{"unreadable", "extraHosts.0", runcheck.Blocker, spec.RunSpec{ExtraHosts: []spec.Host{{Name: "a", Address: "b"}}}, nil},
	{"address-bad", "dns.0", runcheck.Blocker, spec.RunSpec{DNS: []string{"one"}}, nil},
	{"dns-localhost", "dns.0", runcheck.Warning, spec.RunSpec{DNS: []string{"127.0.0.53"}}, nil},
	{"domain-bad", "dnsSearch.0", runcheck.Blocker, spec.RunSpec{DNSSearch: []string{"-"}}, nil},
	{"memory-small", "memory", runcheck.Blocker, spec.RunSpec{Memory: "1m"}, func(s spec.RunSpec) bool { return s.Memory == "6m" }},
	{"unreadable", "memory", runcheck.Blocker, spec.RunSpec{Memory: "much"}, nil},
	{"memory-large", "memory", runcheck.Warning, spec.RunSpec{Memory: "64g"}, nil},
	{"memory-order", "memoryReservation", runcheck.Blocker, spec.RunSpec{Memory: "10m", MemoryReservation: "20m"}, nil},
	{"memory-order", "memorySwap", runcheck.Blocker, spec.RunSpec{Memory: "20m", MemorySwap: "10m"}, nil},
	{"swap-alone", "memorySwap", runcheck.Blocker, spec.RunSpec{MemorySwap: "10m"}, nil},
	{"cpus-range", "cpus", runcheck.Blocker, spec.RunSpec{CPUs: "9"}, func(s spec.RunSpec) bool { return s.CPUs == "2" }},
	{"cpus-range", "cpus", runcheck.Blocker, spec.RunSpec{CPUs: "0.001"}, nil},
	{"cpus-quota", "cpus", runcheck.Blocker, spec.RunSpec{CPUs: "1", CPUQuota: "50000"}, func(s spec.RunSpec) bool { return s.CPUQuota == "" }},
	{"unreadable", "cpuset", runcheck.Blocker, spec.RunSpec{CPUSet: "0-7"}, nil},
	{"unreadable", "pids", runcheck.Blocker, spec.RunSpec{PIDs: "many"}, nil},
	{"out-of-range", "oomScoreAdj", runcheck.Blocker, spec.RunSpec{OOMScoreAdj: "2000"}, nil},
	{"out-of-range", "blkioWeight", runcheck.Blocker, spec.RunSpec{BlkioWeight: "5"}, nil},
	{"unreadable", "ulimits.0", runcheck.Blocker, spec.RunSpec{Ulimits: []spec.Ulimit{{Name: "files", Soft: "1"}}}, nil},
	{"unreadable", "deviceReadBps.0", runcheck.Blocker, spec.RunSpec{DeviceReadBps: []spec.Rate{{Path: "sda", Value: "1mb"}}}, nil},
	{"unreadable", "devices.0", runcheck.Blocker, spec.RunSpec{Devices: []spec.Device{{Host: "snd"}}}, nil},
	{"unreadable", "deviceRules.0", runcheck.Blocker, spec.RunSpec{DeviceRules: []string{"all"}}, nil},
	{"sysctl-bad", "sysctls.0", runcheck.Blocker, spec.RunSpec{Sysctls: []spec.Pair{{Key: "vm.swappiness", Value: "1"}}}, nil},
	{"unreadable", "securityOptions.0", runcheck.Blocker, spec.RunSpec{SecurityOptions: []string{"seccomp"}}, nil},
	{"unreadable", "pid", runcheck.Blocker, spec.RunSpec{PID: "mine"}, nil},
	{"container-missing", "ipc", runcheck.Blocker, spec.RunSpec{IPC: "container:nobody"}, nil},
	{"uts-hostname", "hostname", runcheck.Blocker, spec.RunSpec{UTS: "host", Hostname: "box"}, nil},
	{"too-new", "health.startInterval", runcheck.Blocker, spec.RunSpec{Health: spec.Health{Command: "x", StartInterval: "1s"}}, nil},
	{"too-new", "annotations.0", runcheck.Blocker, spec.RunSpec{Annotations: []spec.Pair{{Key: "a", Value: "b"}}}, nil},
	{"windows-only", "isolation", runcheck.Blocker, spec.RunSpec{Isolation: "hyperv"}, nil},
}

func TestEveryProblemIsSaidAtItsField(t *testing.T) {
	for _, p := range problems {
		t.Run(p.kind+" "+p.field, func(t *testing.T) {
			s := p.spec
			if s.Image == "" {
				s.Image = "nginx:1.27"
			}
			found := runcheck.Check(s, facts())
			i := slices.IndexFunc(found, func(q runcheck.Problem) bool { return q.Kind == p.kind && q.Field == p.field })
			if i < 0 {
				t.Fatalf("found only %+v", found)
			}
			got := found[i]
			if got.Severity != p.severity {
				t.Errorf("severity %d, want %d: %s", got.Severity, p.severity, got.Words)
			}
			if !strings.HasSuffix(got.Words, ".") || strings.Contains(got.Words, "!") {
				t.Errorf("%q is no calm sentence", got.Words)
			}
			if runcheck.Blocked(found) != slices.ContainsFunc(found, func(q runcheck.Problem) bool { return q.Severity == runcheck.Blocker }) {
				t.Error("Blocked is wrong")
			}
			if p.fixed == nil {
				return
			}
			before := s.Clone()
			j := slices.IndexFunc(got.Fixes, func(f runcheck.Fix) bool { return f.Kind == runcheck.FixSpec })
			if j < 0 {
				t.Fatalf("no fix among %+v", got.Fixes)
			}
			after := got.Fixes[j].Apply(s)
			if !p.fixed(after) {
				t.Errorf("%q gives %+v", got.Fixes[j].Words, after)
			}
			if !s.Equal(before) {
				t.Error("the fix changed the spec that it was given")
			}
			if slices.ContainsFunc(runcheck.Check(after, facts()), func(q runcheck.Problem) bool {
				return q.Kind == p.kind && q.Field == p.field && q.Severity == runcheck.Blocker
			}) {
				t.Errorf("%q fixes nothing", got.Fixes[j].Words)
			}
		})
	}
}

func TestNothingIsSaidOfWhatIsFine(t *testing.T) {
	for _, s := range []spec.RunSpec{
		{Image: "nginx:1.27"}, {Image: "lab"}, {Image: strings.Repeat("ab", 6)},
		{Image: "nginx:1.27", Name: "shop", Ports: port("8082:80")},
		{Image: "nginx:1.27", Ports: port("8080:80/udp")},
		{Image: "nginx:1.27", Ports: port("127.0.0.2:9000:80")},
		{Image: "nginx:1.27", Ports: port("80")},
		{Image: "nginx:1.27", Mounts: mount(spec.Bind, "/srv", "/x", "ro")},
		{Image: "nginx:1.27", Networks: []spec.Network{{Name: "shop", IPv4: "172.20.0.9", Aliases: []string{"www"}}}},
		{Image: "nginx:1.27", Memory: "512m", MemorySwap: "1g", CPUs: "1.5", PIDs: "100", Restart: "on-failure:3"},
	} {
		if found := runcheck.Check(s, facts()); len(found) > 0 {
			t.Errorf("%+v: %+v", s, found)
		}
	}
}

func TestTheContainerThatIsReplacedIsInNobodysWay(t *testing.T) {
	f := facts()
	f.Editing = web.ID
	f.Ports[spec.Door{Port: 8080, Proto: "tcp"}] = spec.PortTaken
	if found := runcheck.Check(spec.RunSpec{Image: "nginx:1.27", Name: "web", Ports: port("8080:80")}, f); len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

func TestARelativePathIsFineWhereAFolderIsNamed(t *testing.T) {
	f := facts()
	f.Dir = "/work"
	for _, m := range [][]spec.Mount{mount(spec.Bind, "a/b", "/x"), mount(spec.Volume, "a/b", "/x")} {
		found := runcheck.Check(spec.RunSpec{Image: "lab", Mounts: m}, f)
		fixed := found[0].Fixes[0].Apply(spec.RunSpec{Image: "lab", Mounts: m})
		if found = runcheck.Check(fixed, f); runcheck.Blocked(found) {
			t.Errorf("%+v", found)
		}
	}
	found := runcheck.Check(spec.RunSpec{Image: "lab", Mounts: mount(spec.Bind, "./missing", "/x")}, f)
	if len(found) != 2 || found[0].Kind != "path-relative" || found[1].Kind != "path-missing" {
		t.Errorf("%+v", found)
	}
}

func TestWithoutFactsOnlyTheSpecIsJudged(t *testing.T) {
	found := runcheck.Check(spec.RunSpec{Image: "nginx", Name: "web", Ports: port("8080:80"), Networks: []spec.Network{{Name: "shop"}}}, runcheck.Facts{})
	if len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

func TestBeforeTellsWhatWillHappen(t *testing.T) {
	for _, c := range []struct {
		spec spec.RunSpec
		want []string // a piece of each sentence
	}{
		{spec.RunSpec{Image: "redis", Detach: true}, []string{
			"redis is fetched first. Then a container with a name that the engine makes up is made from it and runs in the background.",
			"No door is opened", "Everything that it writes goes when it is removed", "neither the files nor the programs"}},
		{spec.RunSpec{Image: "nginx:1.27", Name: "shop", Detach: true, Ports: port("8081:80"), Restart: "always", Memory: "64m", Mounts: append(mount(spec.Volume, "shop-data", "/data"), mount(spec.Bind, "/srv", "/x")...)}, []string{
			"The container shop is made from nginx:1.27 and runs in the background. Whenever it ends, and when the engine starts, it is started again.",
			"Port 8081 of this computer leads to 80 inside. Everybody who reaches this computer can come in.",
			"The volume shop-data is made. What it writes to shop-data and /srv stays when it is removed.",
			"only the ones it is given, and none of its programs."}},
		{spec.RunSpec{Image: "nginx:1.27", Rm: true, TTY: true, Interactive: true, Ports: port("127.0.0.1::80")}, []string{
			"runs in a terminal", "A free port of this computer leads to 80 inside. Only programs on this computer can come in.",
			"When it ends it is removed, with all else that it wrote, /data too.", "neither"}},
		{spec.RunSpec{Image: "nginx:1.27", CreateOnly: true, Privileged: true, Mounts: mount(spec.Bind, "/var/run/docker.sock", "/var/run/docker.sock")}, []string{
			"left stopped", "No door", "stays when it is removed", "nearly everything", "the engine's socket"}},
	} {
		got := runcheck.Before(c.spec, facts())
		if len(got) != len(c.want) {
			t.Errorf("%+v: %d sentences %+v", c.spec, len(got), got)
			continue
		}
		for i, want := range c.want {
			if !strings.Contains(got[i].Words, want) {
				t.Errorf("sentence %d is %q, want %q in it", i, got[i].Words, want)
			}
		}
	}
}

func TestPowerIsGrave(t *testing.T) {
	for _, s := range runcheck.Before(spec.RunSpec{Image: "a", PID: "host"}, runcheck.Facts{}) {
		if s.About == "power" && !s.Grave {
			t.Errorf("%q is taken lightly", s.Words)
		}
	}
}

// crowd is a snapshot of a thousand containers.
func crowd() *object.Snapshot {
	s := &object.Snapshot{Engine: snapshot.Engine, Images: snapshot.Images, Networks: snapshot.Networks}
	for i := range 1000 {
		s.Containers = append(s.Containers, &object.Container{ID: fmt.Sprintf("%064x", i), Name: fmt.Sprintf("crowd-%d", i), Ports: []object.Port{
			{IP: "0.0.0.0", Public: uint16(20000 + i), Private: 80, Proto: "tcp"}, {IP: "::", Public: uint16(20000 + i), Private: 80, Proto: "tcp"},
		}})
	}
	return s
}

func BenchmarkCheckInACrowd(b *testing.B) {
	f := facts()
	f.Snapshot = crowd()
	s := spec.RunSpec{Image: "nginx:1.27", Name: "crowd-7", Ports: append(port("20005:80"), port("9999:81")...)}
	for b.Loop() {
		_ = runcheck.Check(s, f)
	}
}

// A keystroke in the form writes the command, and asks what would go wrong and
// what would happen. A paste reads a command besides.
func BenchmarkKeystrokeWithFortyFlags(b *testing.B) {
	f := facts()
	f.Snapshot = crowd()
	r := runcommand.Parse(fortyFlags, runcommand.Options{})
	if n := len(runcommand.Says(r.Spec)); n < 40 || len(r.Questions()) > 0 {
		b.Fatalf("%d flags, asks %v", n, r.Questions())
	}
	for b.Loop() {
		c := runcommand.Run(r.Spec, runcommand.Style{})
		text := c.DisplayWrapped(command.Bash, 80)
		_ = runcommand.Parse(c.String(), runcommand.Options{})
		_ = runcheck.Check(r.Spec, f)
		_ = runcheck.Before(r.Spec, f)
		if text == "" {
			b.Fatal("nothing")
		}
	}
}

const fortyFlags = `docker run -d -it --name crowd-7 -p 8080:80 -p 8443:443 -p 127.0.0.1:9000:9000 -p 20005:81
 -e A=1 -e B=2 -e DB_PASSWORD=hunter2 -e URL=http://me:secret@db/ -e E=5 -e F=6 -v data:/data -v /srv:/srv:ro -v ./here:/here
 --mount type=bind,source=/tmp,target=/tmp2 --tmpfs /run:size=64m --network shop --network-alias www --hostname box --dns 1.1.1.1
 --add-host db:10.0.0.1 --restart unless-stopped --stop-timeout 30 --init -m 512m --memory-swap 1g --cpus 1.5 --pids-limit 100
 --ulimit nofile=1024 --shm-size 64m -u 1000:1000 -w /work --read-only --cap-drop ALL --cap-add NET_ADMIN --security-opt no-new-privileges
 --device /dev/null --sysctl net.core.somaxconn=1024 --health-cmd 'curl -f http://localhost/' --health-interval 30s --log-opt max-size=10m
 -l a=b -l c=d --platform linux/amd64 --entrypoint /bin/sh nginx:1.27 -c "echo hello"`
