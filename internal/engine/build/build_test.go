//go:build linux

package build_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/practice"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// site is a folder to be built, and the engine that does it.
type site struct {
	t       *testing.T
	eng     *realengine.Engine
	builder build.Builder
	dir     string

	mu   sync.Mutex
	seen []build.Picture
}

func newSite(t *testing.T) *site {
	t.Helper()
	eng := realengine.Shared(t)
	eng.LoadShell(t)
	api, err := client.NewClientWithOpts(client.WithHost(eng.Host()), client.WithAPIVersionNegotiation())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = api.Close() })
	return &site{t: t, eng: eng, builder: build.Builder{Engine: api}, dir: t.TempDir()}
}

func (s *site) write(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) build(ctx context.Context, b spec.BuildSpec) (operations.Outcome, error) {
	s.t.Helper()
	b.Folder = s.dir
	s.mu.Lock()
	s.seen = nil
	s.mu.Unlock()
	return s.builder.Build(ctx, b, build.Options{Tell: func(p build.Picture) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.seen = append(s.seen, p)
	}, Hides: func(name string) bool { return strings.Contains(name, "TOKEN") }})
}

func (s *site) last() build.Picture {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.seen) == 0 {
		return build.Picture{}
	}
	return s.seen[len(s.seen)-1]
}

func states(st build.Stage) string {
	var list []string
	for _, step := range st.Steps {
		list = append(list, step.Keyword+" "+string(step.State))
	}
	return strings.Join(list, ", ")
}

func log(p build.Picture) string {
	var all []string
	for _, st := range p.Stages {
		for _, step := range st.Steps {
			all = append(all, step.Log...)
		}
	}
	return strings.Join(all, "\n")
}

const several = `FROM lab-shell:1 AS compile
ARG SALT=1
WORKDIR /src
COPY a.txt ./
RUN echo "salt $SALT" && sh -c 'cat a.txt > out.txt' && echo made
ENV A=b

FROM lab-shell:1 AS unused
RUN false

FROM scratch
COPY --from=compile /src/out.txt /
CMD ["/out.txt"]
`

func TestABuildIsTold(t *testing.T) {
	s := newSite(t)
	s.write("Dockerfile", several)
	s.write("a.txt", t.Name()+time.Now().String())
	out, err := s.build(t.Context(), spec.BuildSpec{Tags: []string{"told:1", "told"}, Labels: []spec.Pair{{Key: "who", Value: "me"}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(s.eng.Docker(t, "image", "inspect", "-f", "{{.Id}} {{index .Config.Labels \"who\"}}", "told:latest")); got != out.Created.ID+" me" {
		t.Errorf("it made %q, and says %q", got, out.Created.ID)
	}
	p := s.last()
	for i, want := range []string{
		"FROM done, ARG done, WORKDIR done, COPY done, RUN done, ENV done",
		"FROM skipped, RUN skipped",
		"FROM done, COPY done, CMD done",
	} {
		got := strings.ReplaceAll(states(p.Stages[i]), "cached", "done")
		if got != want {
			t.Errorf("stage %d: %s\nwant %s", i, states(p.Stages[i]), want)
		}
	}
	if !strings.Contains(log(p), "salt 1") || !strings.Contains(log(p), "made") {
		t.Errorf("the log is %q", log(p))
	}
	run := p.Stages[0].Steps[4]
	if run.Took() <= 0 || run.Lines[0] != 5 {
		t.Errorf("the RUN is %+v", run)
	}
	running := false
	for _, seen := range s.seen {
		running = running || seen.Stages[0].Steps[4].State == build.Running
	}
	if !running || s.seen[0].Stages[0].Steps[4].State != build.Waiting {
		t.Error("nobody saw it waiting, or running")
	}

	// Again: all is cached.
	if _, err := s.build(t.Context(), spec.BuildSpec{Tags: []string{"told:1"}}); err != nil {
		t.Fatal(err)
	}
	p = s.last()
	if over, cached, all := p.Count(); over != all || cached < 4 || p.Stages[0].Steps[4].State != build.Cached {
		t.Errorf("%d of %d over, %d cached: %s", over, all, cached, states(p.Stages[0]))
	}
	// One argument is another: what is behind it is done again.
	if _, err := s.build(t.Context(), spec.BuildSpec{Args: []spec.Env{{Key: "SALT", Value: "23", HasValue: true}}}); err != nil {
		t.Fatal(err)
	}
	p = s.last()
	if first := p.Stages[0].FirstDone(); first != 4 {
		t.Errorf("the first step done anew is %d: %s", first, states(p.Stages[0]))
	}
	s.eng.Docker(t, "rmi", "-f", "told:1", "told")
}

func TestAFailureSaysItsStepAndItsLine(t *testing.T) {
	s := newSite(t)
	s.write("a.txt", "a")
	for _, c := range []struct {
		name, text string
		spec       spec.BuildSpec
		kind       build.Kind
		line, exit int
		status     operations.Kind
	}{
		{"a step ends with an error", "FROM lab-shell:1\nRUN echo before\nRUN echo oh && sh -c 'exit 7'\n", spec.BuildSpec{}, build.StepFailed, 3, 7, operations.Unknown},
		{"a program is not there", "FROM lab-shell:1\nRUN nosuchprogram\n", spec.BuildSpec{}, build.StepFailed, 2, 127, operations.Unknown},
		{"a file is not there", "FROM lab-shell:1\n\nCOPY nosuch.txt /\n", spec.BuildSpec{}, build.Missing, 3, 0, operations.NotFound},
		{"an unknown instruction", "FROM lab-shell:1\nRUNN echo\n", spec.BuildSpec{}, build.Syntax, 2, 0, operations.Invalid},
		{"no base", "FROM nosuchbase.invalid/x:9\nRUN true\n", spec.BuildSpec{}, build.NoBase, 1, 0, operations.NotFound},
		{"no such stage", "FROM lab-shell:1\nRUN true\n", spec.BuildSpec{Target: "nowhere"}, build.NoTarget, 0, 0, operations.Invalid},
		{"no Dockerfile", "", spec.BuildSpec{File: "Other"}, build.NoFile, 0, 0, operations.NotFound},
		{"no secret", "FROM lab-shell:1\n", spec.BuildSpec{Secrets: []spec.Secret{{ID: "key", File: "nosuch"}}}, build.NoSecret, 0, 0, operations.NotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.write("Dockerfile", c.text)
			_, err := s.build(t.Context(), c.spec)
			var e *build.Error
			if !errors.As(err, &e) {
				t.Fatalf("it gave %v", err)
			}
			if e.Kind != c.kind || e.Line != c.line || e.Exit != c.exit || operations.KindOf(err) != c.status {
				t.Errorf("it is %s, line %d, exit %d, status %s: %s", e.Kind, e.Line, e.Exit, operations.KindOf(err), e.Raw)
			}
			_, _, marked := s.last().Failure()
			if wanted := c.kind == build.StepFailed || c.kind == build.Missing || c.kind == build.NoBase; marked != wanted {
				t.Errorf("a step is marked: %v", marked)
			}
		})
	}
}

func TestACancelledBuildEndsInTheEngine(t *testing.T) {
	s := newSite(t)
	s.write("Dockerfile", "FROM lab-shell:1\nRUN echo begun "+t.TempDir()+" && sleep 4321\n")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := s.build(ctx, spec.BuildSpec{})
		ended <- err
	}()
	await(t, "it sleeps", func() bool { return strings.Contains(log(s.last()), "begun") && sleeps("4321") })
	cancel()
	select {
	case err := <-ended:
		if operations.KindOf(err) != operations.Canceled {
			t.Errorf("it gave %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it goes on")
	}
	if p := s.last(); p.Stages[0].Steps[1].State != build.Canceled {
		t.Errorf("its steps are %s", states(p.Stages[0]))
	}
	await(t, "the program is gone", func() bool { return !sleeps("4321") })
}

// sleeps looks at all processes of this computer.
func sleeps(seconds string) bool {
	all, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range all {
		text, _ := os.ReadFile(path)
		if strings.HasSuffix(string(text), "sleep\x00"+seconds+"\x00") {
			return true
		}
	}
	return false
}

func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came to be that %s", what)
		}
	}
}

func TestNoSecretReachesTheLog(t *testing.T) {
	s := newSite(t)
	s.write("key.txt", "hunter2-of-old\n")
	s.write("Dockerfile", "FROM lab-shell:1\nARG API_TOKEN\nRUN --mount=type=secret,id=key cat /run/secrets/key && echo $API_TOKEN && sh -c 'exit 3'\n")
	_, err := s.build(t.Context(), spec.BuildSpec{
		Secrets: []spec.Secret{{ID: "key", File: "key.txt"}}, Args: []spec.Env{{Key: "API_TOKEN", Value: "tok-12345", HasValue: true}}, NoCache: true,
	})
	if err == nil {
		t.Fatal("it should fail")
	}
	told := log(s.last()) + err.Error()
	for _, p := range s.seen {
		for _, b := range append(p.Before, p.Stages[0].Steps...) {
			told += b.Text + b.Error
		}
	}
	if strings.Contains(told, "hunter2") || strings.Contains(told, "tok-12345") || !strings.Contains(told, "•••") {
		t.Errorf("it says %s", told)
	}
}

func TestWhatCantBeSentIsSaid(t *testing.T) {
	s := newSite(t)
	s.write("a.txt", "a")
	s.write("Dockerfile", "FROM lab-shell:1\nCOPY . /all/\nRUN ls /all\n")
	if err := syscall.Mkfifo(filepath.Join(s.dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mknod(filepath.Join(s.dir, "sock"), syscall.S_IFSOCK|0o600, 0); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{"round": "about", "about": "round", "up": ".."} {
		if err := os.Symlink(to, filepath.Join(s.dir, from)); err != nil {
			t.Fatal(err)
		}
	}
	out, err := s.build(t.Context(), spec.BuildSpec{})
	if err != nil {
		t.Fatal(err)
	}
	if said := strings.Join(out.Warnings, " "); !strings.Contains(said, "pipe is a pipe") || !strings.Contains(said, "sock is a socket") {
		t.Errorf("it warns %q", said)
	}
	if got := log(s.last()); !strings.Contains(got, "a.txt") || strings.Contains(got, "sock") {
		t.Errorf("inside are %q", got)
	}
	s.write("Dockerfile", "FROM lab-shell:1\nCOPY round /\n")
	if _, err := s.build(t.Context(), spec.BuildSpec{}); err == nil {
		t.Error("a link in a circle was copied")
	} else {
		t.Log(err)
	}
}

// old is an engine without BuildKit.
type old struct{ *client.Client }

func (old) DialHijack(context.Context, string, string, map[string][]string) (net.Conn, error) {
	return nil, errors.New("unable to upgrade to h2c, received 404")
}

func TestTheOldBuilderGivesTheSamePicture(t *testing.T) {
	s := newSite(t)
	s.builder.Engine = old{s.builder.Engine.(*client.Client)}
	s.write("Dockerfile", several)
	s.write(".dockerignore", "*.log\n!keep.log\n")
	s.write("a.txt", t.Name()+time.Now().String())
	_, err := s.build(t.Context(), spec.BuildSpec{})
	var e *build.Error
	if !errors.As(err, &e) || e.Kind != build.StepFailed || e.Line != 9 || e.Exit != 1 {
		t.Fatalf("it builds every stage, so that the second fails: %v", err)
	}
	s.write("Dockerfile", strings.Replace(several, "RUN false", "COPY . /x\nRUN ls -a /x", 1))
	for _, name := range []string{"a.log", "keep.log"} {
		s.write(name, name)
	}
	out, err := s.build(t.Context(), spec.BuildSpec{Tags: []string{"old:1"}, Labels: []spec.Pair{{Key: "who", Value: "me"}}})
	if err != nil {
		t.Fatal(err)
	}
	p := s.last()
	if got := states(p.Stages[0]); got != "FROM cached, ARG cached, WORKDIR cached, COPY cached, RUN cached, ENV cached" || !p.Classic {
		t.Errorf("the first stage is %s", got)
	}
	if got := states(p.Stages[2]); got != "FROM done, COPY done, CMD done" {
		t.Errorf("the last stage is %s", got)
	}
	if got := log(p); !strings.Contains(got, "keep.log") || strings.Contains(got, "a.log") {
		t.Errorf("its files are %q", got)
	}
	if got := strings.TrimSpace(s.eng.Docker(t, "image", "inspect", "-f", "{{.Id}}", "old:1")); got != out.Created.ID {
		t.Errorf("it made %q, and says %q", got, out.Created.ID)
	}
	elsewhere := filepath.Join(t.TempDir(), "Other")
	if err := os.WriteFile(elsewhere, []byte("FROM lab-shell:1\nRUN echo elsewhere\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.build(t.Context(), spec.BuildSpec{File: elsewhere, NoCache: true}); err != nil || !strings.Contains(log(s.last()), "elsewhere") {
		t.Errorf("with the Dockerfile elsewhere: %v, %q", err, log(s.last()))
	}
	s.eng.Docker(t, "rmi", "-f", "old:1")
}

func TestTheDockerfileMayLieElsewhereAndHaveItsOwnIgnoreFile(t *testing.T) {
	s := newSite(t)
	s.write("a.txt", "a")
	s.write("b.txt", "b")
	s.write("docker/Web", "FROM lab-shell:1\nCOPY . /x\nRUN ls -a /x\n")
	if _, err := s.build(t.Context(), spec.BuildSpec{File: "docker/Web", NoCache: true}); err != nil || !strings.Contains(log(s.last()), "b.txt") {
		t.Errorf("%v, %q", err, log(s.last()))
	}
}

func TestPracticeBuilds(t *testing.T) {
	e, err := practice.Start(practice.Options{Scene: "web"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return e.Dial(ctx) }}
	t.Cleanup(transport.CloseIdleConnections)
	api, err := client.NewClientWithOpts(client.WithHost("http://practice"), client.WithHTTPClient(&http.Client{Transport: transport}), client.WithAPIVersionNegotiation())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, builder: build.Builder{Engine: api}, dir: t.TempDir()}
	s.write("Dockerfile", "FROM nginx:1.27 AS base\nRUN echo hello\nFROM base\nCOPY a.txt /\nCMD [\"x\"]\n")
	s.write("a.txt", "a")
	out, err := s.build(t.Context(), spec.BuildSpec{Tags: []string{"mine:1"}})
	if err != nil {
		t.Fatal(err)
	}
	p := s.last()
	if got := states(p.Stages[0]) + "; " + states(p.Stages[1]); got != "FROM cached, RUN done; FROM done, COPY done, CMD done" || out.Created.ID == "" {
		t.Errorf("it made %q: %s", out.Created.ID, got)
	}
	s.write("Dockerfile", "FROM nginx:1.27\nCOPY nosuch.txt /\n")
	_, err = s.build(t.Context(), spec.BuildSpec{})
	var failed *build.Error
	if !errors.As(err, &failed) || failed.Kind != build.Missing || failed.Line != 2 {
		t.Errorf("a missing file: %v %+v", err, failed)
	}
}

// BenchmarkTwentyCachedSteps builds twenty steps that are all cached, beside the
// docker command that has a builder of its own for BuildKit: Debian's 20.10.
func BenchmarkTwentyCachedSteps(b *testing.B) {
	eng := realengine.Shared(b)
	eng.LoadShell(b)
	docker := "/usr/bin/docker"
	if out, err := exec.Command(docker, "--version").Output(); err != nil || !strings.Contains(string(out), " 20.10") {
		b.Skip("only the docker command of 20.10 speaks to BuildKit by itself")
	}
	api, err := client.NewClientWithOpts(client.WithHost(eng.Host()), client.WithAPIVersionNegotiation())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = api.Close() }()
	dir := b.TempDir()
	text := "FROM lab-shell:1\n"
	for i := range 20 {
		text += fmt.Sprintf("RUN echo %d > /%d\n", i, i)
	}
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(text), 0o644); err != nil {
		b.Fatal(err)
	}
	ours := func() {
		if _, err := (build.Builder{Engine: api}).Build(b.Context(), spec.BuildSpec{Folder: dir, Tags: []string{"bench:1"}}, build.Options{Tell: func(build.Picture) {}}); err != nil {
			b.Fatal(err)
		}
	}
	theirs := func() {
		cmd := exec.Command(docker, "build", "-q", "-t", "bench:1", dir)
		cmd.Env = append(eng.Env(), "DOCKER_BUILDKIT=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
	}
	ours()
	var a, c time.Duration
	n := 0
	for b.Loop() {
		begun := time.Now()
		ours()
		a += time.Since(begun)
		begun = time.Now()
		theirs()
		c += time.Since(begun)
		n++
	}
	b.ReportMetric(float64(a.Milliseconds())/float64(n), "ours-ms")
	b.ReportMetric(float64(c.Milliseconds())/float64(n), "docker-ms")
	b.ReportMetric(float64(a)/float64(c), "ratio")
	if a > c*12/10 {
		b.Errorf("ours takes %v, the docker command %v", a/time.Duration(n), c/time.Duration(n))
	}
}
