// Package specs makes up containers to be made: random specs in which every
// field occurs, with values that a shell would take for something else. It is
// for tests that hold form, command and request against each other.
package specs

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// World is what specs may refer to. Only what exists in it occurs.
type World struct {
	Images     []string
	Networks   []string // made by somebody
	Containers []string
	EnvFiles   []string
	LabelFiles []string
	Profiles   []string // of seccomp
	EnvNames   []string // for variables without a value

	// Modern says that fields occur that engines before API 1.44 don't know.
	Modern bool
	// Exotic says that fields occur that not every engine takes: real time,
	// storage options, drivers, other platforms.
	Exotic bool
	// Old says that nothing occurs that a docker command before 23 refuses: paths
	// that begin with a dot, and newer settings of --mount.
	Old bool
	// Windows says that fields occur that only engines on Windows take.
	Windows bool
}

// Any is a generator of specs that docker takes.
func Any(w World) *rapid.Generator[spec.RunSpec] {
	return rapid.Custom(func(t *rapid.T) spec.RunSpec {
		g := generator{t: t, w: w, often: rapid.SampledFrom([]int{1, 2, 2, 2, 8}).Draw(t, "often")}
		return g.spec()
	})
}

type generator struct {
	t     *rapid.T
	w     World
	often int // of ten fields, how many are said
}

func (g *generator) yes() bool { return rapid.IntRange(1, 10).Draw(g.t, "yes") <= g.often }

func (g *generator) one(from ...string) string { return rapid.SampledFrom(from).Draw(g.t, "one") }

// maybe is one of these, or nothing.
func (g *generator) maybe(from ...string) string {
	if len(from) == 0 || !g.yes() {
		return ""
	}
	return g.one(from...)
}

func (g *generator) number(from, to int) string {
	return fmt.Sprint(rapid.IntRange(from, to).Draw(g.t, "number"))
}

// awkward is text with everything in it that shells know.
var awkward = rapid.OneOf(
	rapid.SampledFrom([]string{"", "plain", "two words", " blank at both ends ", "it's", `say "hi"`, "$HOME and ${HOME}", "$(id)", "`id`",
		"a\nb", "tab\there", "50% off & more", "%PATH%", `C:\temp\`, `back\\slash`, "ünïcode", "日本語", "🐳", "*", "~", "#no comment", "!!",
		"a=b=c", "-x", "--flag", "a,b", `{"a": "b"}`, "a;b|c>d", "^caret^", "‘curly’", "“double”", "a\u00a0b", "\\\n", "trailing\n", "'", `"`, `\`}),
	rapid.StringOf(rapid.RuneFrom([]rune(" ab1'\"$`\\!\n\t%^&();|<>*?#~{}[]=,:.-_/@+é日\u2019"))),
)

// Awkward is a generator of texts that shells would take for something else.
func Awkward() *rapid.Generator[string] { return awkward }

func (g *generator) text() string { return awkward.Draw(g.t, "text") }

func (g *generator) path() string {
	return g.one("/data", "/var/lib/app", "/with space", "/it's", "/$HOME/x", "/日本", "/a,b", `/say "hi"`, "/etc/app.conf", "/d"+g.number(0, 99))
}

// list is a short list, mostly empty.
func list[T any](g *generator, each func() T) []T {
	if !g.yes() {
		return nil
	}
	n := rapid.IntRange(1, 3).Draw(g.t, "count")
	all := make([]T, n)
	for i := range all {
		all[i] = each()
	}
	return all
}

// distinct leaves out what a map would hold only once.
func distinct[T any, K comparable](values []T, key func(T) K) []T {
	seen := map[K]bool{}
	return slices.DeleteFunc(values, func(v T) bool {
		if seen[key(v)] {
			return true
		}
		seen[key(v)] = true
		return false
	})
}

func (g *generator) pair() spec.Pair {
	return spec.Pair{Key: g.one("app", "com.example.tier", "x-y", "ключ", "PASSWORD", "a'b", "n"+g.number(0, 9)), Value: g.text()}
}

func (g *generator) pairs() []spec.Pair {
	return distinct(list(g, g.pair), func(p spec.Pair) string { return p.Key })
}

func (g *generator) spec() spec.RunSpec {
	var s spec.RunSpec
	g.program(&s)
	g.doors(&s)
	g.data(&s)
	g.limits(&s)
	g.safety(&s)
	if g.w.Exotic {
		g.exotic(&s)
	}
	if g.w.Windows {
		s.Isolation = g.maybe("default", "process", "hyperv")
		s.CPUCount, s.CPUPercent = g.maybe("2"), g.maybe("50")
		s.IOMaxBandwidth, s.IOMaxIOps = g.maybe("10m"), g.maybe("100")
	}
	return s
}

func (g *generator) program(s *spec.RunSpec) {
	s.Image = g.one(g.w.Images...)
	s.Command = list(g, g.text)
	switch rapid.IntRange(0, 5).Draw(g.t, "entrypoint") {
	case 0:
		s.NoEntrypoint = true
		s.Command = append(s.Command, "run")
	case 1:
		s.Entrypoint = g.one("/bin/sh", "my program", "it's", "$X")
	}
	s.Name = g.maybe("web", "calm_otter", "a.b-c_1")
	s.Workdir = g.maybe("/app", "/with space", "/it's")
	s.User = g.maybe("1000", "1000:1000", "nobody", "app:staff")
	s.Groups = list(g, func() string { return g.one("audio", "44", "video") })
	s.Platform = g.maybe("linux/amd64")
	s.Pull = g.maybe("missing", "never")
	s.Interactive, s.TTY = g.yes(), g.yes()
	switch rapid.IntRange(0, 2).Draw(g.t, "mode") {
	case 0:
		s.CreateOnly = true
	case 1:
		s.Detach = true
	}
	if !s.Detach {
		s.Attach = distinct(list(g, func() string { return g.one("stdin", "stdout", "stderr") }), func(a string) string { return a })
	}
	if s.Rm = g.yes(); !s.Rm {
		s.Restart = g.maybe("no", "always", "unless-stopped", "on-failure", "on-failure:3")
	} else {
		s.Restart = g.maybe("no")
	}
	s.Init = spec.Switch(g.maybe("true", "false"))
	s.StopSignal = g.maybe("SIGINT", "9", "SIGRTMIN+3")
	s.StopTimeout = g.maybe("0", "30", "-1")
	if g.yes() {
		s.Health = g.health()
	}
	s.Env = distinct(list(g, g.env), func(e spec.Env) string { return e.Key })
	if len(g.w.EnvFiles) > 0 {
		s.EnvFiles = distinct(list(g, func() string { return g.one(g.w.EnvFiles...) }), func(f string) string { return f })
	}
	s.Labels = g.pairs()
	if len(g.w.LabelFiles) > 0 {
		s.LabelFiles = list(g, func() string { return g.one(g.w.LabelFiles...) })
	}
	if g.w.Modern {
		s.Annotations = g.pairs()
	}
}

func (g *generator) env() spec.Env {
	if len(g.w.EnvNames) > 0 && rapid.IntRange(0, 4).Draw(g.t, "handed on") == 0 {
		return spec.Env{Key: g.one(g.w.EnvNames...)}
	}
	key := g.one("A", "DATABASE_URL", "MYSQL_ROOT_PASSWORD", "with.dot", "with-dash", "sp ace", "ÜMLAUT", "N"+g.number(0, 9))
	return spec.Env{Key: key, Value: g.text(), HasValue: true}
}

func (g *generator) health() spec.Health {
	if rapid.IntRange(0, 3).Draw(g.t, "off") == 0 {
		return spec.Health{Off: true}
	}
	h := spec.Health{
		Command: g.one("curl -f http://localhost/ || exit 1", `test "$X" = 'y'`, "true"), Interval: g.maybe("30s", "1m30s"),
		Timeout: g.maybe("5s", "500ms"), StartPeriod: g.maybe("1m"), Retries: g.maybe("1", "3"),
	}
	if g.w.Modern {
		h.StartInterval = g.maybe("2s")
	}
	return h
}

func (g *generator) doors(s *spec.RunSpec) {
	s.Ports = list(g, g.port)
	s.PublishAll = g.yes()
	s.Expose = list(g, func() string { return g.one("80", "53/udp", "8000-8003", "9/sctp", "0") })
	s.Networks = g.networks()
	s.Hostname = g.maybe("web", "web.example.com")
	s.Domainname = g.maybe("example.com")
	s.DNS = list(g, func() string { return g.one("1.1.1.1", "2606:4700:4700::1111", "8.8.8.8") })
	s.DNSSearch = list(g, func() string { return g.one("example.com", ".", "lan") })
	s.DNSOptions = list(g, func() string { return g.one("ndots:2", "rotate") })
	s.ExtraHosts = list(g, func() spec.Host {
		return spec.Host{Name: g.one("db", "host.docker.internal"), Address: g.one("10.0.0.7", "host-gateway", "::1")}
	})
	if len(s.Networks) > 0 && !s.Networks[0].UserDefined() && s.Networks[0].Name != "" && s.Networks[0].Name != "bridge" {
		// What the engine refuses for a container without a network of its own.
		s.Ports, s.PublishAll, s.Hostname, s.Domainname = nil, false, "", ""
		s.ExtraHosts, s.DNS, s.DNSSearch, s.DNSOptions, s.Expose = nil, nil, nil, nil, nil
	}
}

func (g *generator) port() spec.Port {
	p := spec.Port{Container: g.one("80", "443", "5432", "65535"), Proto: g.maybe("tcp", "udp", "sctp")}
	switch rapid.IntRange(0, 4).Draw(g.t, "host") {
	case 0:
		p.Host = g.number(1024, 65535)
	case 1:
		p.HostIP, p.Host = g.one("127.0.0.1", "0.0.0.0", "::1", "::"), g.maybe("8080")
	case 2:
		p.Container, p.Host = "8000-8003", g.maybe("9000-9003")
	case 3:
		p.Host = "7000-7010"
	}
	return p
}

func (g *generator) networks() []spec.Network {
	if !g.yes() {
		return nil
	}
	switch kind := rapid.IntRange(0, 5).Draw(g.t, "network"); {
	case kind == 0:
		return []spec.Network{{Name: g.one("bridge", "none", "host", "default")}}
	case kind == 1 && len(g.w.Containers) > 0:
		return []spec.Network{{Name: "container:" + g.one(g.w.Containers...)}}
	case len(g.w.Networks) == 0:
		return nil
	}
	names := rapid.Permutation(g.w.Networks).Draw(g.t, "networks")
	n := 1
	if g.yes() {
		n = rapid.IntRange(1, len(names)).Draw(g.t, "how many")
	}
	var all []spec.Network
	for i, name := range names[:n] {
		one := spec.Network{Name: name, Aliases: list(g, func() string { return g.one("db", "www", "a.b") })}
		if g.w.Exotic {
			one.IPv4, one.IPv6 = g.maybe("172.30.0.9"), g.maybe("2001:db8::9")
			one.LinkLocalIPs = list(g, func() string { return g.one("169.254.8.8", "fe80::8") })
			if g.w.Modern {
				one.MAC = g.maybe("02:42:ac:11:00:09")
				one.DriverOpts = distinct(list(g, func() spec.Pair { return spec.Pair{Key: g.one("a", "b.c"), Value: g.one("1", "x y")} }),
					func(p spec.Pair) string { return p.Key })
				one.GwPriority = g.maybe("10", "-1")
			}
		}
		if i == 0 && g.yes() {
			one.Aliases = append(one.Aliases, "Capital")
		}
		all = append(all, one)
	}
	return all
}

func (g *generator) data(s *spec.RunSpec) {
	used := map[string]bool{}
	for _, m := range list(g, g.mount) {
		if clean := filepath.Clean(m.Target); !used[clean] {
			used[clean] = true
			s.Mounts = append(s.Mounts, m)
		}
	}
	if len(g.w.Containers) > 0 {
		s.VolumesFrom = list(g, func() string { return g.one(g.w.Containers...) + g.one("", ":ro", ":rw") })
	}
	s.VolumeDriver = g.maybe("local")
	s.ReadOnly = g.yes()
	s.ShmSize = g.maybe("64m", "1g", "1.5g")
	switch s.LogDriver = g.maybe("json-file", "local", "none"); s.LogDriver {
	case "json-file":
		s.LogOptions = distinct(list(g, func() spec.Pair {
			return spec.Pair{Key: g.one("max-size", "max-file"), Value: "10"}
		}), func(p spec.Pair) string { return p.Key })
	}
}

func (g *generator) mount() spec.Mount {
	m := spec.Mount{Target: g.path()}
	switch rapid.IntRange(0, 7).Draw(g.t, "mount") {
	case 0:
		m.Kind, m.Source = spec.Volume, g.one("data", "my-volume", "v_1.x")
		m.Options = list(g, func() string { return g.one("ro", "nocopy") })
	case 1: // anonymous
		m.Kind = spec.Volume
	case 2:
		m.Kind, m.Source = spec.Bind, g.one("/srv/it's here", "/srv/$HOME", "/srv/日本", "/srv/plain", g.relative("./here"), g.relative("."), g.relative("../up"))
		m.Options = distinct(list(g, func() string { return g.one("ro", "z", "rslave", "cached") }), func(o string) string { return o[:1] })
	case 3:
		m.Kind = spec.Tmpfs
		m.Options = list(g, func() string { return g.one("rw", "size=64m", "mode=1777", "noexec") })
	case 4:
		m.Kind, m.Spelled, m.Source = spec.Volume, true, g.maybe("data", "other")
		m.Options = list(g, func() string { return g.one("volume-nocopy", "readonly", "volume-label=a=b c", "volume-driver=local") })
		if m.Source != "" && g.yes() {
			m.Options = append(m.Options, "volume-opt=type=tmpfs", "volume-opt=device=tmpfs", "volume-opt=o=size=10m,uid=1000")
		}
	case 5:
		m.Kind, m.Spelled, m.Source = spec.Bind, true, g.one("/tmp", "/", g.relative("."))
		m.Options = list(g, func() string {
			o := g.one("readonly", "bind-propagation=rslave", "consistency=cached", "bind-recursive=disabled")
			if g.w.Old && o == "bind-recursive=disabled" {
				return "bind-nonrecursive=true"
			}
			return o
		})
	case 6:
		m.Kind, m.Spelled = spec.Tmpfs, true
		m.Options = list(g, func() string { return g.one("tmpfs-size=64m", "tmpfs-mode=1777") })
	default:
		m.Kind, m.Source = spec.Volume, "shared"
	}
	m.Options = distinct(m.Options, func(o string) string { return o })
	if m.Spelled { // of these only one counts, and its place would not come back
		m.Target = strings.ReplaceAll(m.Target, "\n", "")
	}
	if !m.Spelled && strings.Contains(m.Target, ":") {
		m.Target = "/t"
	}
	return m
}

// relative is a path that begins with a dot, or a whole one for old commands.
func (g *generator) relative(path string) string {
	if g.w.Old {
		return "/tmp"
	}
	return path
}

func (g *generator) limits(s *spec.RunSpec) {
	s.Memory = g.maybe("64m", "1g", "1.5g", "536870912", "512MB")
	if s.Memory != "" {
		s.MemoryReservation = g.maybe("32m")
		s.MemorySwap = g.maybe("-1", "2g")
	}
	s.MemorySwappiness = g.maybe("0", "60", "-1")
	s.OOMKillDisable = s.Memory != "" && g.yes()
	s.OOMScoreAdj = g.maybe("0", "500", "-500")
	if rapid.Bool().Draw(g.t, "cpus") {
		s.CPUs = g.maybe("0.5", "1", "1.25", "2")
	} else {
		s.CPUPeriod, s.CPUQuota = g.maybe("100000"), g.maybe("50000")
	}
	s.CPUShares = g.maybe("512", "1024")
	s.CPUSet = g.maybe("0", "0-1", "0,1")
	s.CPUSetMems = g.maybe("0")
	s.PIDs = g.maybe("100", "-1", "0")
	s.Ulimits = distinct(list(g, func() spec.Ulimit {
		return spec.Ulimit{Name: g.one("nofile", "nproc", "core"), Soft: "1024", Hard: g.maybe("2048")}
	}), func(u spec.Ulimit) string { return u.Name })
	s.CgroupParent = g.maybe("/my/group")
}

func (g *generator) safety(s *spec.RunSpec) {
	s.CapAdd = list(g, func() string { return g.one("NET_ADMIN", "cap_sys_time", "ALL") })
	s.CapDrop = list(g, func() string { return g.one("ALL", "MKNOD", "chown") })
	s.SecurityOptions = distinct(list(g, func() string {
		return g.one(append([]string{"no-new-privileges", "no-new-privileges=true", "seccomp=unconfined", "label=disable", "systempaths=unconfined", "apparmor=unconfined"},
			prefixed("seccomp=", g.w.Profiles)...)...)
	}), func(o string) string { key, _, _ := strings.Cut(o, "="); return key })
	s.Sysctls = distinct(list(g, func() spec.Pair {
		return spec.Pair{Key: g.one("net.core.somaxconn", "kernel.msgmax"), Value: g.one("1024", "4096")}
	}), func(p spec.Pair) string { return p.Key })
	s.Devices = list(g, func() spec.Device {
		return spec.Device{Host: g.one("/dev/null", "/dev/zero"), Container: g.maybe("/dev/x", "/dev/y"), Permissions: g.maybe("r", "rw", "rwm")}
	})
	s.DeviceRules = list(g, func() string { return g.one("c 1:3 rwm", "b *:* r") })
	s.Privileged = g.yes()
	s.Cgroupns = g.maybe("host", "private")
	s.IPC = g.maybe("host", "private", "none", "shareable")
	s.PID = g.maybe("host")
	s.UTS = g.maybe("host")
	if s.UTS != "" {
		s.Hostname, s.Domainname = "", ""
	}
	for _, n := range s.Networks { // they share a kernel's settings
		if n.Name == "host" || strings.HasPrefix(n.Name, "container:") {
			s.Sysctls = nil
		}
	}
	if s.IPC == "host" {
		s.Sysctls = nil
	}
	if s.IPC == "none" || s.IPC == "host" {
		s.ShmSize = ""
	}
	s.Runtime = g.maybe("runc")
}

func (g *generator) exotic(s *spec.RunSpec) {
	s.Platform = g.maybe("linux/arm64/v8", "linux/amd64", "windows/amd64", "arm64")
	s.Pull = g.maybe("always", "missing", "never")
	s.GPUs = list(g, func() string {
		return g.one("all", "2", `"device=0,1"`, `driver=nvidia,"capabilities=compute,utility"`)
	})
	s.Userns = g.maybe("host")
	s.StorageOptions = g.pairs()
	s.KernelMemory = g.maybe("50m")
	s.CPURealtimePeriod, s.CPURealtimeRuntime = g.maybe("1000000"), g.maybe("950000")
	s.BlkioWeight = g.maybe("0", "500", "1000")
	s.BlkioWeightDevices = list(g, func() spec.Rate { return spec.Rate{Path: g.one("/dev/sda", "/dev/nvme0n1"), Value: g.one("100", "0")} })
	s.DeviceReadBps = list(g, func() spec.Rate { return spec.Rate{Path: "/dev/sda", Value: g.one("1mb", "500")} })
	s.DeviceWriteBps = list(g, func() spec.Rate { return spec.Rate{Path: "/dev/sda", Value: "1g"} })
	s.DeviceReadIOps = list(g, func() spec.Rate { return spec.Rate{Path: "/dev/sda", Value: "1000"} })
	s.DeviceWriteIOps = list(g, func() spec.Rate { return spec.Rate{Path: "/dev/sda", Value: "10"} })
	s.LogDriver = g.maybe("syslog", "gelf", "awslogs", "json-file")
	s.LogOptions = nil
	if s.LogDriver != "" {
		s.LogOptions = g.pairs()
	}
	s.VolumeDriver = g.maybe("rclone", "local")
	s.Runtime = g.maybe("nvidia", "io.containerd.runsc.v1")
	if len(g.w.Containers) > 0 {
		s.Links = list(g, func() string { return g.one(g.w.Containers...) + g.one("", ":db", ":other") })
		s.PID, s.IPC = g.maybe("host", "container:x"), g.maybe("container:x", "host")
	}
	if rapid.IntRange(0, 3).Draw(g.t, "cdi") == 0 {
		s.Devices = append(s.Devices, spec.Device{Host: "nvidia.com/gpu=all"})
	}
	if g.w.Modern {
		if g.yes() {
			s.Mounts = append(s.Mounts, spec.Mount{Kind: spec.ImageTree, Spelled: true, Source: "lab:1", Target: "/image", Options: list(g, func() string { return "image-subpath=x" })})
		}
		if rapid.IntRange(0, 3).Draw(g.t, "unnamed") == 0 && len(s.Networks) == 0 {
			s.Networks = []spec.Network{{MAC: "02:42:ac:11:00:09"}}
		}
	}
}

func prefixed(prefix string, list []string) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = prefix + v
	}
	return all
}
