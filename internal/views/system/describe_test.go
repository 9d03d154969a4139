package system

import (
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/action"
)

var now = time.Date(2026, 3, 1, 14, 0, 0, 0, time.UTC)

// said are all lines of the groups: "label: value".
func said(groups ...[]group) string {
	var lines []string
	for _, gs := range groups {
		for _, g := range gs {
			for _, f := range g.facts {
				lines = append(lines, f.label+": "+strings.Join(f.values, " | "))
			}
		}
	}
	return strings.Join(lines, "\n")
}

func TestFactsAreSaidInWords(t *testing.T) {
	left, right := describe(operations.Facts{
		Version: "20.10.24", API: "1.41", APIMin: "1.12", APIMax: "1.41", Built: "2024-03-01T10:00:00.000000000+00:00", GoVersion: "go1.19",
		Components: []operations.Component{{Name: "Engine", Version: "20.10.24"}, {Name: "containerd", Version: "1.6.20"}},
		Time:       now.Add(-90 * time.Second), OS: "Debian", Kernel: "6.1", Arch: "x86_64", CPUs: 1, Memory: 2 << 30,
		StorageDriver: "overlay2", ImageStore: "graphdriver", CgroupDriver: "systemd", CgroupVersion: "2",
		Runtimes: []string{"crun", "runc"}, DefaultRuntime: "runc", Security: []string{"apparmor", "seccomp"},
		Registries: []operations.Registry{{Name: "hub", Mirrors: []string{"m1"}}, {Name: "127.0.0.0/8", Insecure: true}},
		HTTPProxy:  "http://proxy:3128", Swarm: operations.Swarm{State: "active", Manager: true, Managers: 3, Nodes: 5},
	}, now)
	got := said(left, right)
	for _, want := range []string{
		"Version: 20.10.24 · API 1.41 (it speaks 1.12 to 1.41)", "Built: 1 March 2024, go1.19", "Made of: containerd 1.6.20",
		"Its clock: 1m30s behind this computer’s", "System: Debian, kernel 6.1, x86_64", "May use: 1 processor core and 2.0 GB of memory",
		"Driver: overlay2, images are kept by the engine", "Limits by: cgroups version 2, set by systemd",
		"Runtimes: crun, runc (the usual one)", "Fenced by: apparmor, seccomp", "On restart: containers stop with the engine",
		"Known: hub, by way of m1 | 127.0.0.0/8, without a trusted connection", "By way of: HTTP: http://proxy:3128",
		"Part in it: a manager, one of 3, 5 engines in all",
	} {
		if !strings.Contains("\n"+got+"\n", "\n"+want+"\n") {
			t.Errorf("it doesn't say %q. It says:\n%s", want, got)
		}
	}
}

func TestWhatAnEngineDoesNotSayIsLeftOut(t *testing.T) {
	left, right := describe(operations.Facts{}, now)
	want := "On restart: containers stop with the engine\nPart in it: none: this engine is on its own"
	if got := said(left, right); got != want {
		t.Errorf("of nothing it says:\n%s", got)
	}
}

func TestVersionsThatAreNoNumbersAreShownAsTheyAre(t *testing.T) {
	left, _ := describe(operations.Facts{Version: "library-import", Built: "<unknown>"}, now)
	if got := said(left[:1]); !strings.Contains(got, "library-import") || !strings.Contains(got, "<unknown>") {
		t.Errorf("it says %q", got)
	}
}

func TestDiskUseIsSummedUp(t *testing.T) {
	d := operations.Disk{
		Images:     operations.Usage{Count: 3, Active: 2, Size: 100e6, Reclaimable: 40e6},
		Containers: operations.Usage{Count: 1, Size: 5e6, Reclaimable: 5e6},
	}
	kinds, all := uses(d)
	if kinds[0].note != "3, 2 in use" || all.size != 105e6 || all.free != 45e6 {
		t.Errorf("images are %q; all is %+v", kinds[0].note, all)
	}
	for want, u := range map[string]use{
		"All together takes 105 MB, of which 45 MB could be freed.": all,
		"All together takes 5 MB. All of it is in use.":             {size: 5e6},
		"Nothing yet.": {},
	} {
		if got := together(u); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestObjectsThatTakeRoomAreNamed(t *testing.T) {
	hash := strings.Repeat("ab", 32)
	list := things(operations.Disk{
		Volumes: operations.Usage{Objects: []operations.DiskObject{{Ref: object.Ref{Kind: object.KindVolume, ID: hash}, Name: hash, Unique: -1, Users: 2, InUse: true}}},
		BuildCache: operations.Usage{Objects: []operations.DiskObject{
			{Ref: object.Ref{Kind: operations.KindBuildCache, ID: "x"}, Name: "RUN a\nb", Unique: 7, LastUsed: now.Add(-3 * time.Hour)}}},
	}, now)
	if list[0].name != hash[:12] || list[0].used != "2 containers" || list[0].only != -1 {
		t.Errorf("the volume is %+v", list[0])
	}
	if list[1].name != `RUN a\nb` || list[1].used != "3 h ago" {
		t.Errorf("the build step is %+v", list[1])
	}
}

func TestEveryPartOfTheGaugeIsSeenAndStaysInside(t *testing.T) {
	for _, c := range []struct {
		used, free, most  float64
		wantUsed, wantMax float32
	}{
		{50, 50, 100, 50, 100}, {0, 100, 100, 0, 100}, {1e-6, 100, 100, 2, 100}, {100, 1e-6, 100, 98, 100}, {0, 0, 100, 0, 0}, {0, 0, 0, 0, 0},
	} {
		g := &gauge{used: c.used, free: c.free, most: c.most}
		used, free := g.parts(100)
		if used != c.wantUsed || used+free != c.wantMax {
			t.Errorf("%v and %v of %v are %v and %v px wide", c.used, c.free, c.most, used, free)
		}
	}
}

func TestWhatGoesAndWhatStaysIsSaid(t *testing.T) {
	l := action.Losses{
		Goes:  []action.Line{{Kind: object.KindContainer}, {Kind: object.KindContainer}, {Kind: object.KindImage}},
		Stays: []action.Line{{Text: "every volume", Detail: "with its files"}, {Text: "images that have a name"}},
		Freed: 24e6,
	}
	if got := headline(l); got != "2 containers and 1 image would go. That frees 24 MB, at least." {
		t.Errorf("%q", got)
	}
	if got := stays(l); got != "Stays: every volume with its files; images that have a name." {
		t.Errorf("%q", got)
	}
	if got := headline(action.Losses{}) + stays(action.Losses{}); got != "Nothing. There is no such object that could go." {
		t.Errorf("%q", got)
	}
}

func TestOnlyWhatAPlanDependsOnMakesItOld(t *testing.T) {
	s := func(c object.Container, tags ...string) *object.Snapshot {
		return &object.Snapshot{Containers: []*object.Container{&c}, Images: []*object.Image{{ID: "i", Tags: tags}}}
	}
	first := mark(s(object.Container{ID: "a", State: object.StateRunning}, "x:1"))
	if mark(s(object.Container{ID: "a", State: object.StateRunning, Health: object.HealthUnhealthy}, "x:1")) != first {
		t.Error("a health check makes it old")
	}
	for what, other := range map[string]*object.Snapshot{
		"a container that ended": s(object.Container{ID: "a", State: object.StateExited}, "x:1"),
		"another container":      s(object.Container{ID: "b", State: object.StateRunning}, "x:1"),
		"a name that is gone":    s(object.Container{ID: "a", State: object.StateRunning}),
	} {
		if mark(other) == first {
			t.Errorf("%s does not make it old", what)
		}
	}
}
