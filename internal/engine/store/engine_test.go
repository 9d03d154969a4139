package store_test

// These tests run against a real engine, most of them through the fault proxy.
// They share one demand: however the engine or the way to it misbehaves, the
// store ends equal to what a fresh list shows.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/store"
	"github.com/dockdesk/dockdesk/test/faults"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// --- helpers ---

// follow runs a store for the length of the test, or until stop.
func follow(t testing.TB, host string) *store.Store {
	s, _ := followUntil(t, host)
	return s
}

func followUntil(t testing.TB, host string) (s *store.Store, stop func()) {
	t.Helper()
	api, err := client.NewClientWithOpts(
		client.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}),
		client.WithHost(host), client.WithVersion("1.41"))
	if err != nil {
		t.Fatal(err)
	}
	s = store.New(api, store.Options{Endpoint: host, InspectAfter: time.Millisecond})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return s, stop
}

// await waits until a published snapshot is as it should be.
func await(t testing.TB, s *store.Store, what string, good func(*object.Snapshot) bool) *object.Snapshot {
	t.Helper()
	found := make(chan *object.Snapshot, 1)
	cancel := s.Subscribe(func(snap *object.Snapshot) {
		if good(snap) {
			select {
			case found <- snap:
			default:
			}
		}
	})
	defer cancel()
	select {
	case snap := <-found:
		return snap
	case <-time.After(40 * time.Second):
		t.Fatalf("waited in vain for: %s\n%s", what, picture(s.Snapshot()))
		return nil
	}
}

func live(snap *object.Snapshot) bool { return snap.Link == object.LinkLive }
func lost(snap *object.Snapshot) bool { return snap.Link == object.LinkLost }

// complete is live with every container inspected.
func complete(snap *object.Snapshot) bool {
	return live(snap) && !slices.ContainsFunc(snap.Containers, func(c *object.Container) bool { return !c.Inspected })
}

func named(name string, good func(*object.Container) bool) func(*object.Snapshot) bool {
	return func(snap *object.Snapshot) bool {
		c := byName(snap, name)
		return c != nil && good(c)
	}
}

func byName(snap *object.Snapshot, name string) *object.Container {
	for _, c := range snap.Containers {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// picture is a snapshot as text, one object a line, to be compared.
func picture(snap *object.Snapshot) string {
	var b strings.Builder
	fmt.Fprintln(&b, "link", snap.Link, snap.Err)
	write(&b, snap.Containers)
	write(&b, snap.Images)
	for _, v := range snap.Volumes {
		v := *v
		v.Created = time.Time{} // see fromVolume
		write(&b, []*object.Volume{&v})
	}
	write(&b, snap.Networks)
	return b.String()
}

func write[T any](b *strings.Builder, list []*T) {
	for _, v := range list {
		fmt.Fprintf(b, "%T %+v\n", *v, *v)
	}
}

// awaitTruth waits until the store equals what another store, which has just
// listed and inspected everything without a proxy in between, shows.
func awaitTruth(t testing.TB, s *store.Store, host string) {
	t.Helper()
	var got, want string
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		fresh, stop := followUntil(t, host)
		want = picture(await(t, fresh, "a fresh list", complete))
		stop()
		if got = picture(s.Snapshot()); got == want {
			return
		}
	}
	t.Fatalf("the store never came to equal a fresh list:\n%s", lineDiff(got, want))
}

func lineDiff(got, want string) string {
	gotLines, wantLines := lines(got), lines(want)
	var b strings.Builder
	for l := range gotLines {
		if !wantLines[l] {
			fmt.Fprintln(&b, "store: ", l)
		}
	}
	for l := range wantLines {
		if !gotLines[l] {
			fmt.Fprintln(&b, "fresh: ", l)
		}
	}
	if b.Len() == 0 {
		return "only the order differs"
	}
	return b.String()
}

func lines(s string) map[string]bool {
	out := map[string]bool{}
	for l := range strings.Lines(s) {
		out[strings.TrimSpace(l)] = true
	}
	return out
}

// busyLife is what happens on an engine in a minute of teaching, quickly.
func busyLife(t testing.TB, eng *realengine.Engine) {
	eng.Docker(t, "network", "create", "backend")
	eng.Docker(t, "volume", "create", "shopdata")
	eng.Docker(t, "run", "-d", "--name", "db", "--network", "backend", "-v", "shopdata:/data", "--restart", "always", "lab:1")
	eng.Docker(t, "run", "-d", "--name", "web", "-p", "127.0.0.1:8080:80", "--memory", "64m", "lab-web:1")
	eng.Docker(t, "network", "connect", "--alias", "www", "backend", "web")
	eng.Docker(t, "create", "--name", "later", "--cpus", "0.5", "lab:1")
	_ = eng.Command(t.Context(), "run", "--name", "job", "lab:1", "fail", "3").Run()
	_ = eng.Command(t.Context(), "run", "--name", "wrong", "--entrypoint", "/nothing", "lab:1").Run()
	eng.Docker(t, "run", "--rm", "lab:1", "env")
	eng.Docker(t, "rename", "job", "batch")
	eng.Docker(t, "pause", "db")
	eng.Docker(t, "tag", "lab:1", "shop:1")
	eng.Docker(t, "commit", "web", "shop:2")
	eng.Docker(t, "tag", "shop:2", "shop:1")
	eng.Docker(t, "network", "disconnect", "backend", "web")
	eng.Docker(t, "stop", "-t", "1", "web")
}

// shortLife is a little of that.
func shortLife(t testing.TB, eng *realengine.Engine) {
	eng.Docker(t, "network", "create", "backend")
	eng.Docker(t, "run", "-d", "--name", "db", "--network", "backend", "-v", "shopdata:/data", "lab:1")
	_ = eng.Command(t.Context(), "run", "--name", "job", "lab-web:1", "fail", "3").Run()
	eng.Docker(t, "tag", "lab:1", "shop:1")
	eng.Docker(t, "tag", "lab-web:1", "shop:1")
	eng.Docker(t, "kill", "db")
}

// --- what it shows ---

func TestEveryChangeArrivesByItsOwnEvents(t *testing.T) {
	eng := realengine.Shared(t)
	proxy := faults.New(t, eng.Host())
	s := follow(t, proxy.Host())
	await(t, s, "a live link", complete)
	proxy.Forget()

	busyLife(t, eng)
	awaitTruth(t, s, eng.Host())
	for _, call := range proxy.Calls(faults.Lists) {
		if call.Path != "/images/json" || !strings.Contains(call.Query.Get("filters"), "dangling") {
			t.Errorf("an event made it list the world: %s %v", call.Path, call.Query)
		}
	}

	eng.Docker(t, "unpause", "db")
	eng.Docker(t, "update", "--memory", "32m", "--memory-swap", "32m", "batch")
	eng.Docker(t, "restart", "-t", "1", "db")
	eng.Docker(t, "rm", "-f", "-v", "web", "later", "wrong")
	eng.Docker(t, "rmi", "shop:1")
	awaitTruth(t, s, eng.Host())

	// On 20.10 a prune tells of no volume that it removes.
	eng.Docker(t, "volume", "create", "unused")
	await(t, s, "the volume", func(snap *object.Snapshot) bool { return snap.Volume("unused") != nil })
	eng.Docker(t, "system", "prune", "-af", "--volumes")
	awaitTruth(t, s, eng.Host())
}

func TestWhatAContainerShows(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	await(t, s, "a live link", complete)
	id := eng.Docker(t, "run", "-d", "--name", "web", "-p", "127.0.0.1:8081:80", "-e", "A=b", "-l", "com.docker.compose.project=shop",
		"-v", "named:/named:ro", "--tmpfs", "/scratch", "--memory", "64m", "--cpus", "1.5", "--restart", "on-failure:3", "lab-web:1", "serve")

	snap := await(t, s, "web, running and healthy", named("web", func(c *object.Container) bool {
		return c.Inspected && c.Health == object.HealthHealthy
	}))
	web := snap.Container(id)
	want := object.Container{
		ID: id, Name: "web", Image: "lab-web:1", ImageID: web.ImageID, Command: "/lab serve",
		State: object.StateRunning, Health: object.HealthHealthy, Created: web.Created, Started: web.Started,
		Ports: []object.Port{{IP: "127.0.0.1", Public: 8081, Private: 80, Proto: "tcp"}},
		Mounts: []object.Mount{
			{Type: "volume", Name: web.Mounts[0].Name, Source: web.Mounts[0].Source, Destination: "/data", Anonymous: true},
			{Type: "volume", Name: "named", Source: web.Mounts[1].Source, Destination: "/named", ReadOnly: true},
			{Type: "tmpfs", Destination: "/scratch"},
		},
		Networks:  []object.Endpoint{{Network: "bridge", NetworkID: web.Networks[0].NetworkID, IPv4: web.Networks[0].IPv4}},
		Labels:    map[string]string{"com.docker.compose.project": "shop", "org.opencontainers.image.title": "lab web"},
		Inspected: true, RestartPolicy: "on-failure:3", Env: []string{"A=b", "PATH=/", "GREETING=hello"},
		MemoryLimit: 64 << 20, CPULimit: 1.5, Pid: web.Pid,
	}
	if !reflect.DeepEqual(*web, want) {
		t.Errorf("web is\n%+v, want\n%+v", *web, want)
	}
	for _, ref := range []object.Ref{
		{Kind: object.KindVolume, ID: "named"}, {Kind: object.KindImage, ID: web.ImageID},
		{Kind: object.KindNetwork, ID: web.Networks[0].NetworkID},
	} {
		if users := snap.UsedBy(ref); !slices.Contains(users, web) {
			t.Errorf("%v is not shown as used by web, but by %v", ref, users)
		}
	}
	if v := snap.Volume(web.Mounts[0].Name); v == nil || !v.Anonymous {
		t.Errorf("the volume that nobody named is %+v", v)
	}
	if n := snap.Network(web.Networks[0].NetworkID); n == nil || len(n.Subnets) == 0 || !strings.Contains(n.Subnets[0].CIDR, "/") {
		t.Errorf("the bridge is %+v, want it with its subnet", n)
	}
	eng.Docker(t, "kill", "web")
	dead := await(t, s, "its end", named("web", func(c *object.Container) bool { return c.State == object.StateExited }))
	if c := dead.Container(id); c.ExitCode != 137 || c.Running() || c.Health != object.HealthNone {
		t.Errorf("killed, it shows exit code %d, health %q", c.ExitCode, c.Health)
	}
}

func TestTheEngineDescribesItself(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	snap := await(t, s, "the engine's facts", func(snap *object.Snapshot) bool { return snap.Engine.Version != "" })
	e := snap.Engine
	if e.APIVersion < "1.41" || e.CPUs < 1 || e.Memory < 1<<20 || e.StorageDriver == "" || e.Endpoint != eng.Host() {
		t.Errorf("engine is %+v", e)
	}
}

func TestImagesKeepTheirNamesStraight(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	await(t, s, "a live link", complete)
	build := func(label string, args ...string) {
		t.Helper()
		cmd := eng.Command(t.Context(), append([]string{"build", "-q"}, append(args, "-")...)...)
		cmd.Stdin = strings.NewReader("FROM lab:1\nLABEL one=1\nLABEL made=" + label + "\n")
		cmd.Env = append(cmd.Env, "DOCKER_BUILDKIT=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("build: %v\n%s", err, out)
		}
	}
	archive := t.TempDir() + "/image.tar"
	for _, step := range []struct {
		what string
		do   func()
	}{
		{"build", func() { build("first", "-t", "made:1") }},
		{"save", func() { eng.Docker(t, "save", "-o", archive, "made:1") }},
		{"build again, which moves the tag and leaves the old one dangling", func() { build("second", "-t", "made:1") }},
		{"load, which moves it back and tells only the id", func() { eng.Docker(t, "load", "-i", archive) }},
		{"tag another image with the name", func() { eng.Docker(t, "tag", "lab-web:1", "made:1") }},
		{"second tag", func() { eng.Docker(t, "tag", "made:1", "made:2") }},
		{"untag", func() { eng.Docker(t, "rmi", "made:1") }},
		{"import", func() {
			cmd := eng.Command(t.Context(), "import", "-", "imported:1")
			cmd.Stdin = strings.NewReader(strings.Repeat("\x00", 1024))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("import: %v\n%s", err, out)
			}
		}},
		{"commit without a name", func() {
			eng.Docker(t, "create", "--name", "plain", "lab:1")
			eng.Docker(t, "commit", "plain")
		}},
		{"build on a dangling image, which hides it", func() { build("third", "-t", "made:3") }},
		{"remove a child, which shows its parent", func() { eng.Docker(t, "rmi", "--no-prune", "made:3") }},
		{"prune", func() { eng.Docker(t, "image", "prune", "-f") }},
	} {
		step.do()
		t.Log(step.what)
		awaitTruth(t, s, eng.Host())
	}
}

func TestEventsOfExecsCostNothing(t *testing.T) {
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "web", "lab:1")
	proxy := faults.New(t, eng.Host())
	s := follow(t, proxy.Host())
	await(t, s, "a live link", complete)
	await(t, s, "the engine's facts", func(snap *object.Snapshot) bool { return snap.Engine.Version != "" })

	execs := make(chan object.Event, 100)
	defer s.Events(func(e object.Event) {
		if e.Action == "exec_die" {
			execs <- e
		}
	})()
	proxy.Forget()
	before := s.Snapshot()
	for range 3 {
		eng.Docker(t, "exec", "web", "/lab", "env")
		<-execs
	}
	time.Sleep(50 * time.Millisecond) // longer than any question would wait
	if calls := proxy.Calls(faults.Every); len(calls) > 0 {
		t.Errorf("it asked the engine: %v", calls)
	}
	if s.Snapshot() != before {
		t.Error("it published a snapshot in which nothing changed")
	}
}

func TestEventsAreHandedOnInOrder(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	await(t, s, "a live link", complete)
	got := make(chan object.Event, 100)
	defer s.Events(func(e object.Event) {
		if e.Kind == object.KindContainer {
			got <- e
		}
	})()
	id := eng.Docker(t, "run", "-d", "--name", "job", "lab:1", "fail", "4")
	var actions []string
	for e := range got {
		actions = append(actions, e.Action)
		if e.ID != id || e.Name != "job" || e.Time.IsZero() || e.Received.IsZero() || e.Attributes["image"] != "lab:1" {
			t.Errorf("event %+v lacks something", e)
		}
		if e.Action == "die" {
			if e.Attributes["exitCode"] != "4" {
				t.Errorf("exit code %q, want 4", e.Attributes["exitCode"])
			}
			break
		}
	}
	if want := []string{"create", "start", "die"}; !slices.Equal(actions, want) {
		t.Errorf("told %v, want %v", actions, want)
	}
}

func TestNobodyHearsOfHelpers(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	await(t, s, "a live link", complete)
	heard := make(chan object.Event, 100)
	defer s.Events(func(e object.Event) { heard <- e })()
	seen := make(chan string, 1000)
	defer s.Subscribe(func(snap *object.Snapshot) {
		for _, c := range snap.Containers {
			if c.Helper() {
				seen <- c.Name
			}
		}
	})()
	eng.Docker(t, "volume", "create", "shelf")
	helper := eng.Docker(t, "run", "-d", "--label", object.HelperLabel+"=here:1", "-v", "shelf:/shelf", "lab:1", "sleep")
	eng.Docker(t, "rename", helper, "other")
	s.Refresh(object.Ref{Kind: object.KindContainer}) // a list has it, too
	eng.Docker(t, "rm", "-f", helper)
	last := eng.Docker(t, "create", "--name", "web", "lab:1")
	await(t, s, "web", func(snap *object.Snapshot) bool { return byName(snap, "web") != nil })
	for e := range heard {
		if e.ID == helper || e.Attributes["container"] == helper {
			t.Errorf("told: %s %s", e.Kind, e.Action)
		}
		if e.ID == last {
			break
		}
	}
	if len(seen) > 0 {
		t.Errorf("%s was in %d lists", <-seen, len(seen)+1)
	}
}

// --- what goes wrong ---

// Each fault is there while things happen on the engine, and then ends.
func TestEndsEqualToAFreshListAfter(t *testing.T) {
	for name, spoil := range map[string]func(*faults.Proxy){
		"the event stream is cut":  func(p *faults.Proxy) { p.CutEvents() },
		"every connection closes":  func(p *faults.Proxy) { p.CloseAll() },
		"the engine is gone":       func(p *faults.Proxy) { p.Down() },
		"half the calls refused":   func(p *faults.Proxy) { p.Set(faults.Fault{Refuse: 50}); p.CutEvents() },
		"half an answer to lists":  func(p *faults.Proxy) { p.Set(faults.Fault{On: faults.Lists, CutAt: 100}); p.CutEvents() },
		"half an answer to one":    func(p *faults.Proxy) { p.Set(faults.Fault{On: faults.Inspections, CutAt: 100}) },
		"garbage answers to lists": func(p *faults.Proxy) { p.Set(faults.Fault{On: faults.Lists, Garble: true}); p.CutEvents() },
		"garbage answers to one":   func(p *faults.Proxy) { p.Set(faults.Fault{On: faults.Inspections, Garble: true}) },
		"garbage in the stream":    func(p *faults.Proxy) { p.InjectRaw([]byte("}{ not JSON\n")) },
		"half an event":            func(p *faults.Proxy) { p.InjectRaw([]byte(`{"Type":"container","Act`)); p.CutEvents() },
	} {
		t.Run(name, func(t *testing.T) {
			eng := realengine.Shared(t)
			proxy := faults.New(t, eng.Host())
			s := follow(t, proxy.Host())
			await(t, s, "a live link", live)
			eng.Docker(t, "run", "-d", "--name", "before", "lab:1")
			spoil(proxy)
			shortLife(t, eng)
			spoil(proxy)
			eng.Docker(t, "rm", "-f", "before")
			proxy.Heal()
			awaitTruth(t, s, eng.Host())
		})
	}
}

func TestHostileNamesAreShownAsTheyAre(t *testing.T) {
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "db", "lab:1")
	const evil = "db\n\u202egnp.exe\t\"<b>"
	rewrite := func(body []byte) []byte {
		return []byte(strings.ReplaceAll(string(body), `"/db"`, `"/db\n\u202egnp.exe\t\"<b>"`))
	}
	proxy := faults.New(t, eng.Host())
	proxy.Set(faults.Fault{On: faults.Lists, Rewrite: rewrite}, faults.Fault{On: faults.Inspections, Rewrite: rewrite})
	s := follow(t, proxy.Host())
	snap := await(t, s, "the container", complete)
	if got := snap.Containers[0].Name; got != evil {
		t.Errorf("name is %q, want %q", got, evil)
	}
	eng.Docker(t, "kill", "db")
	snap = await(t, s, "its end", func(snap *object.Snapshot) bool { return snap.Containers[0].State == object.StateExited })
	if got := snap.Containers[0].Name; got != evil {
		t.Errorf("after an event the name is %q, want %q", got, evil)
	}
	proxy.Heal()
	proxy.CutEvents() // so that it lists again
	awaitTruth(t, s, eng.Host())
}

func TestAnEngineThatIsKilledAndStartedAgain(t *testing.T) {
	eng := realengine.Start(t) // its own: killing the shared one would spoil other tests' containers
	busyLife(t, eng)
	s := follow(t, eng.Host())
	before := await(t, s, "a live link", complete)

	eng.Kill(t)
	snap := await(t, s, "a lost link", lost)
	if snap.Err == nil {
		t.Error("it doesn't say why the link is lost")
	}
	if !slices.Equal(snap.Containers, before.Containers) {
		t.Error("it forgot what it knew")
	}
	eng.Resume(t)
	await(t, s, "a live link again", live)
	awaitTruth(t, s, eng.Host())
	eng.Docker(t, "run", "-d", "--name", "after", "lab:1")
	await(t, s, "what happens afterwards", named("after", (*object.Container).Running))

	eng.Stop(t)
	await(t, s, "a lost link", lost)
	eng.Resume(t)
	await(t, s, "a live link again", live)
	awaitTruth(t, s, eng.Host())
}

func TestAnEngineThatIsNotThereYet(t *testing.T) {
	eng := realengine.Shared(t)
	proxy := faults.New(t, eng.Host())
	proxy.Down()
	s := follow(t, proxy.Host())
	if snap := await(t, s, "a lost link", lost); snap.Err == nil || len(snap.Containers) > 0 {
		t.Errorf("without an engine it shows %s", picture(snap))
	}
	proxy.Heal()
	if snap := await(t, s, "a live link", live); snap.Err != nil {
		t.Errorf("live, it still shows %v", snap.Err)
	}
}

func TestSlowAnswersAreSlowAndNotLost(t *testing.T) {
	eng := realengine.Shared(t)
	eng.Docker(t, "run", "-d", "--name", "db", "lab:1")
	proxy := faults.New(t, eng.Host())
	s := follow(t, proxy.Host())
	await(t, s, "a live link", complete)
	proxy.Set(faults.Fault{Delay: 5 * time.Second})

	atFirst := follow(t, proxy.Host())
	losses := make(chan error, 100)
	for _, s := range []*store.Store{s, atFirst} {
		defer s.Subscribe(func(snap *object.Snapshot) {
			if lost(snap) {
				losses <- snap.Err
			}
		})()
	}
	eng.Docker(t, "kill", "db")
	killed := time.Now()
	await(t, s, "what the event itself says", named("db", func(c *object.Container) bool { return c.State == object.StateExited }))
	if took := time.Since(killed); took > 2*time.Second {
		t.Errorf("an event waited %v for a slow answer", took)
	}
	await(t, atFirst, "a live link", complete)
	for _, s := range []*store.Store{s, atFirst} {
		awaitTruth(t, s, eng.Host())
	}
	if len(losses) > 0 {
		t.Errorf("it took slow for lost: %v", <-losses)
	}
}

// The engine answers the list, and the container is gone before it is asked
// about.
func TestAnObjectThatGoesBetweenListAndInspection(t *testing.T) {
	eng := realengine.Shared(t)
	for i := range 5 {
		eng.Docker(t, "run", "-d", "--name", fmt.Sprint("one", i), "lab:1")
	}
	proxy := faults.New(t, eng.Host())
	proxy.Set(faults.Fault{On: faults.Inspections, Delay: time.Second})
	s := follow(t, proxy.Host())
	await(t, s, "the list", func(snap *object.Snapshot) bool { return len(snap.Containers) == 5 })
	eng.Docker(t, "rm", "-f", "one0", "one1", "one2")
	proxy.Heal()
	awaitTruth(t, s, eng.Host())
}

func TestABurstOfTenThousandEvents(t *testing.T) {
	eng := realengine.Shared(t)
	busyLife(t, eng)
	proxy := faults.New(t, eng.Host())
	s := follow(t, proxy.Host())
	snap := await(t, s, "a live link", complete)
	told := 0
	done := make(chan struct{})
	defer s.Events(func(e object.Event) {
		if e.Attributes["burst"] != "" {
			if told++; told == 10_000 {
				close(done)
			}
		}
	})()
	var published atomic.Int32
	defer s.Subscribe(func(*object.Snapshot) { published.Add(1) })()

	proxy.Forget()
	started := time.Now()
	proxy.Inject(burst(10_000, slices.Collect(ids(snap)))...)
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatalf("heard only %d events", told)
	}
	took := time.Since(started)
	awaitTruth(t, s, eng.Host())
	t.Logf("10,000 events heard in %v, %d snapshots, %d inspections", took, published.Load(), len(proxy.Calls(faults.Inspections)))
	if n := len(proxy.Calls(faults.Inspections)); n > 2000 {
		t.Errorf("it inspected %d times: the burst was not coalesced", n)
	}
	if lists := proxy.Calls(faults.Lists); len(lists) > 0 {
		t.Errorf("it listed the world: %v", lists)
	}
}

func ids(snap *object.Snapshot) func(func(string) bool) {
	m := map[string]bool{"0123456789abcdef": true} // and one that never was
	for _, c := range snap.Containers {
		m[c.ID] = true
	}
	return maps.Keys(m)
}

// burst is events that never happened about containers that do exist.
func burst(n int, ids []string) []events.Message {
	out := make([]events.Message, n)
	actions := []events.Action{"create", "start", "die", "health_status: unhealthy", "pause", "unpause", "stop", "exec_start: x", "rename"}
	now := time.Now()
	for i := range out {
		out[i] = events.Message{
			Type: events.ContainerEventType, Action: actions[i%len(actions)],
			Actor: events.Actor{ID: ids[i/len(actions)%len(ids)], Attributes: map[string]string{
				"name": "a-lie", "image": "lab:1", "exitCode": "9", "burst": "yes",
			}},
			Time: now.Unix(), TimeNano: now.UnixNano() + int64(i),
		}
	}
	return out
}

func TestRunTwiceIsRefused(t *testing.T) {
	eng := realengine.Shared(t)
	s := follow(t, eng.Host())
	await(t, s, "a live link", live)
	if err := s.Run(t.Context()); !errors.Is(err, store.ErrRunning) {
		t.Errorf("a second Run answers %v", err)
	}
}
