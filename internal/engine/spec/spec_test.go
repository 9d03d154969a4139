package spec_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/docker/cli/opts"
	"github.com/docker/go-connections/nat"
	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/test/specs"
)

var world = specs.World{
	Images: []string{"nginx"}, Networks: []string{"front", "back"}, Containers: []string{"other"}, EnvFiles: []string{"e"}, LabelFiles: []string{"l"},
	EnvNames: []string{"X"}, Modern: true, Exotic: true, Windows: true,
}

func TestAPresetKeepsEverything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := specs.Any(world).Draw(rt, "spec")
		text, err := spec.Marshal(s)
		if err != nil {
			rt.Fatal(err)
		}
		got, err := spec.Unmarshal(text)
		if err != nil || !got.Equal(s) || !reflect.DeepEqual(got, s) {
			rt.Fatalf("%v\n%s", err, text)
		}
	})
}

func TestAPresetThatCantBeReadSaysWhy(t *testing.T) {
	if _, err := spec.Unmarshal([]byte(`{"version": 99, "run": {}}`)); !errors.Is(err, spec.ErrNewer) {
		t.Errorf("a newer one: %v", err)
	}
	for _, text := range []string{"", "{}", "[]", `{"version": 1}`, `{"version": 1, "run": 5}`} {
		if _, err := spec.Unmarshal([]byte(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

func TestACloneSharesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := specs.Any(world).Draw(rt, "spec")
		c := s.Clone()
		if !c.Equal(s) {
			rt.Fatal("the clone is another")
		}
		scribble(reflect.ValueOf(&c).Elem())
		if again := specs.Any(world); again == nil || !s.Equal(s.Clone()) {
			rt.Fatal("the spec changed")
		}
		shared(rt, reflect.ValueOf(s), reflect.ValueOf(s.Clone()))
	})
}

func scribble(v reflect.Value) {
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Slice && f.Len() > 0 {
			f.Index(0).SetZero()
		}
	}
}

func shared(t interface{ Fatalf(string, ...any) }, a, b reflect.Value) {
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			shared(t, a.Field(i), b.Field(i))
		}
	case reflect.Slice:
		if a.Len() > 0 && a.Pointer() == b.Pointer() {
			t.Fatalf("a list is shared")
		}
		for i := range a.Len() {
			shared(t, a.Index(i), b.Index(i))
		}
	}
}

// What this package takes for a port, docker takes for the same port.
func TestPortsAreReadAsDockerReadsThem(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`(\[?(127\.0\.0\.1|::1|0\.0\.0\.0)\]?:)?([0-9]{0,5}(-[0-9]{1,5})?:)?[0-9]{1,5}(-[0-9]{1,5})?(/(tcp|udp|sctp|TCP|x))?`),
			rapid.StringOf(rapid.RuneFrom([]rune("0123456789:-/[].tcpud+ "))),
		).Draw(rt, "port")
		p, err := spec.ParsePort(text)
		theirs, theirErr := nat.ParsePortSpec(text)
		if err == nil && theirErr != nil {
			rt.Fatalf("%q is %+v; docker says %v", text, p, theirErr)
		}
		if err != nil {
			return
		}
		again, err := spec.ParsePort(p.String())
		ours, ourErr := nat.ParsePortSpec(p.String())
		if err != nil || again != p || ourErr != nil || !reflect.DeepEqual(ours, theirs) {
			rt.Fatalf("%q is written %q: %v, %v; %v and %v", text, p, err, ourErr, ours, theirs)
		}
	})
}

func TestMountsAreReadAsDockerReadsThem(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		key := rapid.SampledFrom([]string{"type=bind", "type=volume", "type=tmpfs", "Type=Bind", "source=/a", "src=data", "target=/b", "dst=/c d", "destination=/e",
			"readonly", "ro=true", "ro=0", "readonly=maybe", "volume-nocopy", "volume-nocopy=false", "bind-propagation=rslave", "tmpfs-size=1m", `"volume-opt=o=a,b"`,
			"volume-label=a=b", "x=y", "z", "source=", "bind-recursive=disabled"})
		text := strings.Join(rapid.SliceOfN(key, 1, 6).Draw(rt, "fields"), ",")
		m, err := spec.ParseMount(text)
		var theirs, again opts.MountOpt
		theirErr := theirs.Set(text)
		if err != nil {
			if theirErr == nil {
				rt.Fatalf("%q: %v; docker takes it", text, err)
			}
			return
		}
		if problem := m.Problem(); problem != nil {
			rt.Fatalf("%q is %+v: %v", text, m, problem)
		}
		againErr := again.Set(m.String())
		if (againErr == nil) != (theirErr == nil) || theirErr == nil && !reflect.DeepEqual(again.Value(), theirs.Value()) {
			rt.Fatalf("%q is written %q: %v and %v\n%+v\n%+v", text, m, againErr, theirErr, again.Value(), theirs.Value())
		}
	})
}

func TestNetworksAreReadAsDockerReadsThem(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		key := rapid.SampledFrom([]string{"name=Net", "name=net", "alias=A", "alias=b", "ip=1.2.3.4", "ip6=::1", "mac-address=02:42:ac:11:00:02", "link-local-ip=169.254.1.1",
			"driver-opt=A=B", "driver-opt=x", "gw-priority=5", "gw-priority=x", "what=ever", "plain"})
		text := strings.Join(rapid.SliceOfN(key, 1, 5).Draw(rt, "fields"), ",")
		n, err := spec.ParseNetwork(text)
		var theirs opts.NetworkOpt
		theirErr := theirs.Set(text)
		if (err == nil) != (theirErr == nil) {
			rt.Fatalf("%q: %v; docker says %v", text, err, theirErr)
		}
		if err != nil {
			return
		}
		var again opts.NetworkOpt
		if err := again.Set(n.String()); err != nil {
			rt.Fatalf("%q is written %q: %v", text, n, err)
		}
		a, b := again.Value()[0], theirs.Value()[0]
		if a.Target != b.Target || !slices.Equal(a.Aliases, b.Aliases) || a.IPv4Address != b.IPv4Address || a.IPv6Address != b.IPv6Address || a.MacAddress != b.MacAddress ||
			!slices.Equal(a.LinkLocalIPs, b.LinkLocalIPs) || len(a.DriverOpts) != len(b.DriverOpts) || a.GwPriority != b.GwPriority {
			rt.Fatalf("%q is written %q: %+v and %+v", text, n, a, b)
		}
	})
}

func TestValuesComeBackAsTheyWereWritten(t *testing.T) {
	for text, parse := range map[string]func(string) (string, error){
		"a=b=c": stringOf(spec.ParseEnv), "A": stringOf(spec.ParseEnv), "A=": stringOf(spec.ParseEnv), "k=v": stringOf(spec.ParsePair),
		"db:10.0.0.1": stringOf(spec.ParseHost), "db:::1": stringOf(spec.ParseHost), "nofile=1:2": stringOf(spec.ParseUlimit), "core=-1": stringOf(spec.ParseUlimit),
		"/dev/a:/dev/b:r": stringOf(spec.ParseDevice), "/dev/a:rw": stringOf(spec.ParseDevice), "/dev/a:/dev/b": stringOf(spec.ParseDevice), "nvidia.com/gpu=all": stringOf(spec.ParseDevice),
		"/dev/sda:1mb": stringOf(spec.ParseRate), "a:/b:ro,z": stringOf(spec.ParseVolume), "/b": stringOf(spec.ParseVolume), `C:\a:/b`: stringOf(spec.ParseVolume), "/t:size=1m,rw": stringOf(spec.ParseTmpfs),
	} {
		if got, err := parse(text); err != nil || got != text {
			t.Errorf("%q comes back as %q, %v", text, got, err)
		}
	}
}

func stringOf[T interface{ String() string }](parse func(string) (T, error)) func(string) (string, error) {
	return func(text string) (string, error) {
		v, err := parse(text)
		return v.String(), err
	}
}

func TestWhatCantBeWrittenHasAProblem(t *testing.T) {
	for _, p := range []interface{ Problem() error }{
		spec.Port{}, spec.Port{Container: "80", Host: "x"}, spec.Port{Container: "80", HostIP: "here"}, spec.Port{Container: "80-90", Host: "80-81"}, spec.Port{Container: "80", Proto: "icmp"},
		spec.Mount{Kind: spec.Bind, Source: "data", Target: "/x"}, spec.Mount{Kind: spec.Volume, Source: "/data", Target: "/x"}, spec.Mount{Kind: spec.Volume, Source: "a", Target: ""},
		spec.Mount{Kind: spec.Bind, Source: "/a:b", Target: "/x"}, spec.Mount{Kind: spec.Volume, Target: "/x", Options: []string{"ro"}}, spec.Mount{Kind: spec.Tmpfs, Target: "/a:b"},
		spec.Env{}, spec.Env{Key: "a=b", HasValue: true}, spec.Pair{Key: "a=b"}, spec.Host{Name: "a:b", Address: "1.1.1.1"}, spec.Host{Name: "a", Address: "b"},
		spec.Ulimit{Name: "nofile", Soft: "5", Hard: "1"}, spec.Device{Host: "/dev/a", Permissions: "x"}, spec.Device{Host: "a"}, spec.Rate{Path: "/dev/sda"}, spec.Rate{Path: "sda", Value: "1"},
	} {
		if p.Problem() == nil {
			t.Errorf("%+v has no problem", p)
		}
	}
	for _, n := range []spec.Network{{Name: "a", Aliases: []string{"Capital"}}, {Name: "Net", IPv4: "1.1.1.1"}, {IPv4: "1.1.1.1"}} {
		if n.Problem(false) == nil {
			t.Errorf("%+v has no problem", n)
		}
	}
	if err := (spec.Network{Name: "Net", Aliases: []string{"Capital"}, IPv4: "1.1.1.1"}).Problem(true); err != nil {
		t.Errorf("the first network: %v", err)
	}
}

func TestReadOnlyIsSwitchedOnAndOff(t *testing.T) {
	for _, m := range []spec.Mount{
		{Kind: spec.Volume, Source: "data", Target: "/a", Options: []string{"z", "rw"}}, {Kind: spec.Bind, Source: "/a", Target: "/a", Spelled: true}, {Kind: spec.Tmpfs, Target: "/a"},
	} {
		on := m.WithReadOnly(true)
		if !on.IsReadOnly() || on.WithReadOnly(false).IsReadOnly() || on.Problem() != nil || m.IsReadOnly() {
			t.Errorf("%+v becomes %+v", m, on)
		}
	}
}

func TestSizesAndNumbersAreReadAsDockerReadsThem(t *testing.T) {
	for text, want := range map[string]int64{"512m": 512 << 20, "1g": 1 << 30, "1.5G": 3 << 29, "100": 100, "2kb": 2 << 10, "0": 0} {
		if got, err := spec.ParseSize(text); err != nil || got != want {
			t.Errorf("%q is %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "much", "-1", "1x", "1e400000000g"} {
		if n, err := spec.ParseSize(text); err == nil {
			t.Errorf("the size %q is %d", text, n)
		}
	}
	for text, want := range map[string]int64{"1.5": 1500000000, "2": 2000000000, "1/2": 500000000, "1e-3": 1000000} {
		got, err := spec.ParseCPUs(text)
		theirs, theirErr := opts.ParseCPUs(text)
		if err != nil || got != want || theirErr != nil || theirs != got {
			t.Errorf("%q is %d, %v; docker says %d, %v", text, got, err, theirs, theirErr)
		}
	}
	for _, text := range []string{"", "x", "1e999999999", "0.0000000001", "1e999"} {
		if n, err := spec.ParseCPUs(text); err == nil {
			t.Errorf("%q processors are %d", text, n)
		}
	}
	for _, n := range []int64{1, 1 << 10, 3 << 20, 5 << 30, 1<<20 + 1} {
		if got, err := spec.ParseSize(spec.FormatSize(n)); err != nil || got != n {
			t.Errorf("%d is written %q", n, spec.FormatSize(n))
		}
	}
}

func TestNamesAreSuggestedThatNobodyHas(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	taken := map[string]bool{}
	for range 500 {
		name := spec.SuggestName(random, func(n string) bool { return taken[n] })
		if taken[name] || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_-0123456789") != "" || len(name) > 40 {
			t.Fatalf("suggested %q", name)
		}
		taken[name] = true
	}
	if name := spec.SuggestName(random, func(n string) bool { return !strings.Contains(n, "-3") }); !strings.HasSuffix(name, "-3") {
		t.Errorf("with all taken: %q", name)
	}
}

func TestTheImageOffersPortsAndVolumes(t *testing.T) {
	i := spec.Image{Names: []string{"ghcr.io/me/shop:1"}, Expose: []string{"80/tcp", "443", "53/udp", "8080/tcp", "9000-9010/tcp"}, Volumes: []string{"/data", "/var/lib/x y/", "/a/data"}}
	ports := i.OfferPorts(func(n int, proto string) bool { return n == 8443 })
	var got []string
	for _, p := range ports {
		got = append(got, p.String())
	}
	if want := []string{"8080:80", "8444:443", "8053:53/udp", "8081:8080"}; !slices.Equal(got, want) {
		t.Errorf("ports %q, want %q", got, want)
	}
	got = nil
	for _, m := range i.OfferMounts("", func(name string) bool { return name == "shop-data" }) {
		got = append(got, m.String())
	}
	if want := []string{"shop-data-2:/data", "shop-xy:/var/lib/x y/", "shop-data-3:/a/data"}; !slices.Equal(got, want) {
		t.Errorf("volumes %q, want %q", got, want)
	}
	s := spec.RunSpec{Name: "web", Ports: []spec.Port{{Host: "1", Container: "80"}}, Mounts: []spec.Mount{{Kind: spec.Tmpfs, Target: "/data/"}}}
	o := i.Offered(s, func(int, string) bool { return false }, func(string) bool { return false })
	if len(o.Ports) != 4 || o.Ports[0].Host != "1" || len(o.Mounts) != 3 || len(s.Ports) != 1 {
		t.Errorf("offered %+v", o)
	}
}

func TestTheNextFreePortIsFound(t *testing.T) {
	busy := func(from, to int) func(int) bool { return func(n int) bool { return n >= from && n <= to } }
	for _, c := range []struct{ want, from, to, got int }{{80, 80, 82, 83}, {80, 90, 90, 80}, {65535, 65535, 65535, 0}, {0, 0, 0, 1}} {
		if got := spec.NextFreePort(c.want, busy(c.from, c.to)); got != c.got {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

func TestPastedVariablesAreRead(t *testing.T) {
	vars, unread := spec.ParseEnvLines("\uFEFFA=1\r\n# no\n\nexport B='two words'\n  C=\"x=y\"\n- D=4\nE: five\nF\nno variable here\nG=a: b\n")
	want := []string{"A=1", "B=two words", "C=x=y", "D=4", "E=five", "F", "G=a: b"}
	var got []string
	for _, v := range vars {
		got = append(got, v.String())
	}
	if !slices.Equal(got, want) || len(unread) != 1 || unread[0].Number != 9 {
		t.Errorf("read %q, not read %+v", got, unread)
	}
}

func TestDoorsAndPathsAreListed(t *testing.T) {
	s := spec.RunSpec{
		Ports:  []spec.Port{{Host: "80", Container: "80"}, {Container: "81"}, {Host: "90-92", Container: "1-3", Proto: "udp", HostIP: "::1"}, {Host: "5-9", Container: "5"}, {Host: "x", Container: "1"}, {Host: "1-60000", Container: "1-60000"}},
		Mounts: []spec.Mount{{Kind: spec.Bind, Source: "./a", Target: "/a"}, {Kind: spec.Bind, Source: "/b", Target: "/b"}, {Kind: spec.Volume, Source: "c", Target: "/c"}},
	}
	doors := s.Doors()
	if doors[0] != (spec.Door{Port: 80, Proto: "tcp"}) || doors[3] != (spec.Door{IP: "::1", Port: 92, Proto: "udp"}) || len(doors) != 4+64 {
		t.Errorf("%d doors %+v", len(doors), doors[:4])
	}
	if got := s.HostPaths("/work"); !slices.Equal(got, []string{"/work/a", "/b"}) {
		t.Errorf("paths %q", got)
	}
	if got := s.HostPaths(""); !slices.Equal(got, []string{"/b"}) {
		t.Errorf("paths without a folder %q", got)
	}
}

func TestAFileOfVariablesIsReadAsDockerReadsIt(t *testing.T) {
	set := func(name string) (string, bool) { return "here", name == "SET" }
	vars, unread := spec.ParseEnvFile("\uFEFFA=1\r\n  B= two \n\n# no\nC='kept'\nSET\nUNSET\nA B=1\n=2\nD=\n\xff=1\n", set)
	want := []spec.Env{{"A", "1", true}, {"B", " two ", true}, {"C", "'kept'", true}, {"SET", "", false}, {"D", "", true}}
	if !slices.Equal(vars, want) {
		t.Errorf("got %+v", vars)
	}
	var lines []string
	for _, l := range unread {
		lines = append(lines, fmt.Sprintf("%d: %s", l.Number, l.Why))
	}
	if got := strings.Join(lines, "; "); got != "8: there is a blank in the name; 9: it has no name before the =; 11: it is no UTF-8 text" {
		t.Errorf("unread: %s", got)
	}
}
