//go:build unix

package session_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/session"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// watched is a session that runs for the length of the test, with everything
// that it told.
type watched struct {
	*session.Session
	mu        sync.Mutex
	snapshots []*object.Snapshot
	events    []object.Event
	news      chan struct{}
}

func watch(t *testing.T, options engine.Options) *watched {
	t.Helper()
	w := &watched{Session: session.New(options, slog.New(slog.DiscardHandler)), news: make(chan struct{}, 1)}
	w.Subscribe(func(s *object.Snapshot) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.snapshots = append(w.snapshots, s)
		select {
		case w.news <- struct{}{}:
		default:
		}
	})
	w.Events(func(ev object.Event) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.events = append(w.events, ev)
	})
	run(t, w.Session)
	return w
}

// run runs a session, and fails the test if it doesn't end with it.
func run(t *testing.T, s *session.Session) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the session ended with %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("the session doesn't end")
		}
	})
}

// await waits for a snapshot.
func (w *watched) await(t *testing.T, what string, is func(*object.Snapshot) bool) *object.Snapshot {
	t.Helper()
	end := time.After(20 * time.Second)
	for {
		if s := w.Snapshot(); is(s) {
			return s
		}
		select {
		case <-w.news:
		case <-end:
			s := w.Snapshot()
			t.Fatalf("there was never a snapshot that is %s; the last is %s with %d containers: %v", what, s.Link, len(s.Containers), s.Err)
		}
	}
}

func (w *watched) told() []*object.Snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]*object.Snapshot(nil), w.snapshots...)
}

func live(s *object.Snapshot) bool { return s.Link == object.LinkLive }

func lost(s *object.Snapshot) bool { return s.Link == object.LinkLost }

func liveAt(host string) func(*object.Snapshot) bool {
	return func(s *object.Snapshot) bool { return live(s) && s.Engine.Endpoint == host }
}

// cleanEnvironment takes away whatever of this computer's own would decide
// where a connection goes, and returns an empty configuration directory.
func cleanEnvironment(t *testing.T) (configDir string) {
	t.Helper()
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "DOCKER_") {
			t.Setenv(name, "")
		}
	}
	configDir = t.TempDir()
	t.Setenv("DOCKER_CONFIG", configDir)
	return configDir
}

// addContext has the real docker command make a context.
func addContext(t *testing.T, configDir, name, host string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "docker", "context", "create", name, "--docker", "host="+host)
	cmd.Env = append(os.Environ(), "DOCKER_CONFIG="+configDir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("making context %s: %v\n%s", name, err, out)
	}
}

func names(s *object.Snapshot) string {
	var list []string
	for _, c := range s.Containers {
		list = append(list, c.Name)
	}
	return strings.Join(list, " ")
}

func TestASessionTurnsToAnotherContextWhileItRuns(t *testing.T) {
	configDir := cleanEnvironment(t)
	here, there := realengine.Start(t), realengine.Start(t)
	here.Docker(t, "create", "--name", "here", "lab:1")
	there.Docker(t, "create", "--name", "there", "lab:1")
	addContext(t, configDir, "other", there.Host())
	w := watch(t, engine.Options{Host: here.Host()})
	if got := names(w.await(t, "live", live)); got != "here" {
		t.Fatalf("the first engine has %q", got)
	}

	before := len(w.told())
	w.UseContext("other")
	told := w.told()
	if len(told) <= before || told[len(told)-1].Link != object.LinkConnecting || len(told[len(told)-1].Containers) > 0 {
		t.Fatalf("right after turning, the newest snapshot is %+v", told[len(told)-1])
	}
	switched := told[len(told)-1].Seq

	s := w.await(t, "live at the other engine", liveAt(there.Host()))
	if names(s) != "there" || s.Engine.Context != "other" {
		t.Errorf("the other engine has %q by context %s", names(s), s.Engine.Context)
	}
	for _, s := range w.told() {
		if s.Seq > switched && names(s) == "here" {
			t.Error("the engine that was left is heard of again")
		}
	}
	here.Docker(t, "volume", "create", "unheard")
	there.Docker(t, "volume", "create", "heard")
	w.await(t, "told of a new volume", func(s *object.Snapshot) bool { return s.Volume("heard") != nil })
	w.mu.Lock()
	for _, ev := range w.events {
		if ev.ID == "unheard" {
			t.Error("an event of the engine that was left is told")
		}
	}
	w.mu.Unlock()

	w.UseContext("default")
	s = w.await(t, "live at the first engine", liveAt(here.Host()))
	if names(s) != "here" {
		t.Errorf("back at the first engine there is %q", names(s))
	}
}

func TestSnapshotsAreNumberedOnFromEngineToEngine(t *testing.T) {
	cleanEnvironment(t)
	real := realengine.Shared(t)
	w := watch(t, engine.Options{Host: real.Host()})
	w.await(t, "live", live)
	w.Use(engine.Options{Host: "unix:///nonexistent/docker.sock"})
	w.await(t, "lost", lost)
	w.Use(engine.Options{Host: real.Host()})
	w.await(t, "live", live)
	last := int64(-1)
	for _, s := range w.told() {
		if int64(s.Seq) <= last {
			t.Fatalf("number %d follows %d", s.Seq, last)
		}
		last = int64(s.Seq)
	}
}

func TestManyTurnsEndAtTheLastEngine(t *testing.T) {
	cleanEnvironment(t)
	real := realengine.Shared(t)
	w := watch(t, engine.Options{Host: "unix:///nonexistent/docker.sock"})
	var hands sync.WaitGroup
	for range 8 {
		hands.Go(func() {
			for range 5 {
				w.Use(engine.Options{Host: "unix:///nonexistent/docker.sock"})
				w.Use(engine.Options{Host: real.Host()})
			}
		})
	}
	hands.Wait()
	w.Use(engine.Options{Host: real.Host()})
	w.await(t, "live", liveAt(real.Host()))
	if got := w.Options().Host; got != real.Host() {
		t.Errorf("it follows %s", got)
	}
}

func TestEveryContextIsListedAndOneIsInUse(t *testing.T) {
	configDir := cleanEnvironment(t)
	addContext(t, configDir, "other", "unix:///nonexistent/other.sock")
	s := session.New(engine.Options{Host: "unix:///nonexistent/first.sock"}, slog.New(slog.DiscardHandler))
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() {}, "*default unix:///nonexistent/first.sock, other unix:///nonexistent/other.sock"},
		{func() { s.UseContext("other") }, "default unix:///nonexistent/first.sock, *other unix:///nonexistent/other.sock"},
		{func() { s.UseContext("gone") }, "default unix:///nonexistent/first.sock, other unix:///nonexistent/other.sock, *gone "},
		{func() { s.UseContext("default") }, "*default unix:///nonexistent/first.sock, other unix:///nonexistent/other.sock"},
	} {
		step.do()
		contexts, err := s.Contexts()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range contexts {
			mark := ""
			if c.Current {
				mark = "*"
			}
			got = append(got, mark+c.Name+" "+c.Host)
		}
		if strings.Join(got, ", ") != step.want {
			t.Errorf("contexts are %q, want %q", strings.Join(got, ", "), step.want)
		}
	}
}

func TestAContextThatDoesNotExistIsSaidSo(t *testing.T) {
	cleanEnvironment(t)
	w := watch(t, engine.Options{Host: "unix:///nonexistent/docker.sock"})
	w.UseContext("nowhere")
	s := w.await(t, "lost by an unknown context", func(s *object.Snapshot) bool { return errors.Is(s.Err, engine.ReasonUnknownContext) })
	if !lost(s) || s.Engine.Context != "nowhere" {
		t.Errorf("it says %s about context %q", s.Link, s.Engine.Context)
	}
}

func TestFiguresThatWereWantedEarlyOrOfAnotherEngineArrive(t *testing.T) {
	cleanEnvironment(t)
	real := realengine.Shared(t)
	id := real.Docker(t, "run", "-d", "--name", "busy", "lab:1", "burn", "0.05")
	s := session.New(engine.Options{Host: real.Host()}, slog.New(slog.DiscardHandler))
	s.Figures().Want("test", []string{id}) // nothing is connected yet
	run(t, s)
	awaitFigure(t, s, id)
	s.Use(engine.Options{Host: real.Host()})
	if _, ok := s.Figures().Last(id); ok {
		t.Error("a figure outlived its engine")
	}
	awaitFigure(t, s, id) // nobody asked again
}

func awaitFigure(t *testing.T, s *session.Session, id string) {
	t.Helper()
	came := make(chan struct{}, 1)
	cancel := s.Figures().Subscribe(func(ids []string) {
		for _, i := range ids {
			if _, ok := s.Figures().Last(i); ok && i == id {
				select {
				case came <- struct{}{}:
				default:
				}
			}
		}
	})
	defer cancel()
	select {
	case <-came:
	case <-time.After(10 * time.Second):
		t.Fatal("no figure of the container came")
	}
}

func TestQuestionsAreAnsweredByTheEngineInUse(t *testing.T) {
	cleanEnvironment(t)
	real := realengine.Shared(t)
	real.Docker(t, "create", "--name", "old", "lab:1")
	w := watch(t, engine.Options{Host: "unix:///nonexistent/docker.sock"})
	if _, err := w.DiskUsage(t.Context()); !errors.Is(err, session.ErrNotConnected) {
		t.Errorf("without an engine disk use is %v", err)
	}
	w.Use(engine.Options{Host: real.Host()})
	w.await(t, "live", live)
	facts, err := w.Facts(t.Context())
	if err != nil || facts.Version != real.Docker(t, "version", "--format", "{{.Server.Version}}") {
		t.Errorf("version %q, %v", facts.Version, err)
	}
	disk, err := w.DiskUsage(t.Context())
	if err != nil || disk.Containers.Count != 1 {
		t.Errorf("%d containers take room, %v", disk.Containers.Count, err)
	}
	plan, err := w.PlanPrune(t.Context(), operations.Selection{Containers: true})
	if err != nil || plan.Count() != 1 {
		t.Fatalf("the plan has %d items, %v", plan.Count(), err)
	}
	result, err := w.Prune(t.Context(), plan, nil)
	if err != nil || len(result.Removed) != 1 {
		t.Errorf("removed are %v, %v", result.Removed, err)
	}
}

// ages is an engine that can come back as another version: the real one behind
// a door that offers the API version it is told to and, as engines do, refuses
// newer ones.
type ages struct {
	offers atomic.Pointer[string]
	server *http.Server
	host   string
}

func openAges(t *testing.T, upstream string, offers string) *ages {
	t.Helper()
	dir, err := os.MkdirTemp("", "dd") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	a := &ages{host: "unix://" + filepath.Join(dir, "s")}
	a.offers.Store(&offers)
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", strings.TrimPrefix(upstream, "unix://"))
	}}
	proxy := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: "docker"}) },
		Transport:      transport,
		FlushInterval:  -1,
		ModifyResponse: func(r *http.Response) error { r.Header.Set("Api-Version", *a.offers.Load()); return nil },
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	a.server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, rest, versioned := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v"), "/")
		if versioned && strings.HasPrefix(r.URL.Path, "/v1.") {
			if asked > *a.offers.Load() {
				http.Error(w, `{"message":"client version `+asked+` is too new"}`, http.StatusBadRequest)
				return
			}
			r.URL.Path = "/v1.41/" + rest
		}
		proxy.ServeHTTP(w, r)
	})}
	listener, err := net.Listen("unix", strings.TrimPrefix(a.host, "unix://"))
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	go func() { defer close(served); _ = a.server.Serve(listener) }()
	t.Cleanup(func() { _ = a.server.Close(); <-served })
	return a
}

func TestAnEngineThatComesBackAsAnotherVersionIsFollowedOn(t *testing.T) {
	cleanEnvironment(t)
	real := realengine.Start(t)
	id := real.Docker(t, "run", "-d", "lab:1", "burn", "0.05")
	door := openAges(t, real.Host(), "1.44")
	w := watch(t, engine.Options{Host: door.host})
	version := func(v string) func(*object.Snapshot) bool {
		return func(s *object.Snapshot) bool { return live(s) && s.Engine.APIVersion == v }
	}
	w.await(t, "live by 1.44", version("1.44"))
	w.Figures().Want("test", []string{id})
	awaitFigure(t, w.Session, id)

	older := "1.41"
	door.offers.Store(&older)
	real.Kill(t)
	s := w.await(t, "lost", lost)
	if len(s.Networks) == 0 {
		t.Error("what was known is gone with the engine")
	}
	w.Figures().Want("test", nil)
	real.Resume(t)
	s = w.await(t, "live by 1.41", version("1.41"))
	if s.Container(id) == nil {
		t.Error("the container isn't listed")
	}
	real.Docker(t, "start", id)
	w.await(t, "running again", func(s *object.Snapshot) bool { c := s.Container(id); return c != nil && c.Running() })
	w.Figures().Want("test", []string{id})
	awaitFigure(t, w.Session, id)

	tooOld := "1.40"
	door.offers.Store(&tooOld)
	real.Kill(t)
	real.Resume(t)
	w.await(t, "lost because it is too old", func(s *object.Snapshot) bool { return errors.Is(s.Err, engine.ReasonTooOld) })
}
