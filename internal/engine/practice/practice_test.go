package practice_test

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/docker/docker/api/types/build"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"
	"github.com/docker/docker/pkg/stdcopy"
	"github.com/docker/go-connections/nat"
	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/engine/practice"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// start gives the test an engine of its own and a client for it.
func start(t testing.TB, o practice.Options) (*practice.Engine, *client.Client) {
	t.Helper()
	e, err := practice.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e, dial(t, e)
}

func dial(t testing.TB, e *practice.Engine) *client.Client {
	t.Helper()
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return e.Dial(ctx) }}
	c, err := client.NewClientWithOpts(client.WithHost("http://practice"), client.WithHTTPClient(&http.Client{Transport: transport}), client.WithAPIVersionNegotiation())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transport.CloseIdleConnections)
	return c
}

func scene(t testing.TB, name string) *client.Client {
	t.Helper()
	_, c := start(t, practice.Options{Scene: name})
	return c
}

func pull(t testing.TB, c *client.Client, name string) string {
	t.Helper()
	r, err := c.ImagePull(t.Context(), name, image.PullOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	said, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(said)
}

func run(t testing.TB, c *client.Client, cfg *container.Config, host *container.HostConfig, name string) string {
	t.Helper()
	made, err := c.ContainerCreate(t.Context(), cfg, host, nil, nil, name)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.ContainerStart(t.Context(), made.ID, container.StartOptions{}); err != nil {
		t.Fatal(err)
	}
	return made.ID
}

func wait(t testing.TB, c *client.Client, id string) int64 {
	t.Helper()
	ended, errs := c.ContainerWait(t.Context(), id, container.WaitConditionNotRunning)
	select {
	case r := <-ended:
		return r.StatusCode
	case err := <-errs:
		t.Fatal(err)
	}
	return -1
}

func logs(t testing.TB, c *client.Client, id string) string {
	t.Helper()
	r, err := c.ContainerLogs(t.Context(), id, container.LogsOptions{ShowStdout: true, ShowStderr: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	var out bytes.Buffer
	if _, err := stdcopy.StdCopy(&out, &out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// execute runs a command in a container and gives what it printed.
func execute(t testing.TB, c *client.Client, id string, cmd ...string) string {
	t.Helper()
	e, err := c.ContainerExecCreate(t.Context(), id, container.ExecOptions{Cmd: cmd, AttachStdout: true, AttachStderr: true})
	if err != nil {
		t.Fatal(err)
	}
	session, err := c.ContainerExecAttach(t.Context(), e.ID, container.ExecAttachOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	var out bytes.Buffer
	if _, err := stdcopy.StdCopy(&out, &out, session.Reader); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestEverySceneStandsAndIsTheSameEachTime(t *testing.T) {
	clock := func() time.Time { return time.Date(2025, 1, 15, 10, 30, 0, 0, time.UTC) }
	for _, name := range practice.Scenes() {
		t.Run(name, func(t *testing.T) {
			list := func() string {
				_, c := start(t, practice.Options{Scene: name, Now: clock})
				containers, err := c.ContainerList(t.Context(), container.ListOptions{All: true})
				if err != nil {
					t.Fatal(err)
				}
				images, err := c.ImageList(t.Context(), image.ListOptions{})
				if err != nil {
					t.Fatal(err)
				}
				text, err := json.Marshal([]any{containers, images})
				if err != nil {
					t.Fatal(err)
				}
				if want := map[string]int{"empty": 0, "web": 4, "workshop": 13, "broken": 6, "thousand": 1000}[name]; len(containers) != want {
					t.Errorf("it has %d containers, want %d", len(containers), want)
				}
				return string(text)
			}
			if first, second := list(), list(); first != second {
				t.Errorf("it differs:\n%.2000s\n%.2000s", first, second)
			}
		})
	}
}

func TestTheBrokenSceneIsBrokenInTheWaysItSays(t *testing.T) {
	c := scene(t, "broken")
	for name, holds := range map[string]func(container.InspectResponse) bool{
		"web2": func(i container.InspectResponse) bool {
			return strings.Contains(i.State.Error, "port is already allocated")
		},
		"loop":   func(i container.InspectResponse) bool { return i.State.Restarting && i.RestartCount == 14 },
		"hungry": func(i container.InspectResponse) bool { return i.State.OOMKilled && i.State.ExitCode == 137 },
		"sick": func(i container.InspectResponse) bool {
			return i.State.Health.Status == "unhealthy" && len(i.State.Health.Log) == 5
		},
		"full": func(i container.InspectResponse) bool { return i.State.ExitCode == 1 },
	} {
		i, err := c.ContainerInspect(t.Context(), name)
		if err != nil || !holds(i) {
			t.Errorf("%s is %+v (%v)", name, i.State, err)
		}
	}
}

func TestAContainerRunsItsProgram(t *testing.T) {
	c := scene(t, "empty")
	pull(t, c, "alpine:3.20")
	id := run(t, c, &container.Config{Image: "alpine:3.20", Cmd: []string{"sh", "-c", "echo out; echo err >&2; exit 3"}}, nil, "job")
	if code := wait(t, c, id); code != 3 {
		t.Errorf("it ends with %d", code)
	}
	if got := logs(t, c, id); got != "out\nerr\n" {
		t.Errorf("it says %q", got)
	}
}

func TestAPublishedPortReallyListens(t *testing.T) {
	_, c := start(t, practice.Options{Scene: "empty", Publish: true})
	pull(t, c, "nginx:alpine")
	host := &container.HostConfig{PortBindings: nat.PortMap{"80/tcp": {{HostIP: "127.0.0.1"}}}}
	id := run(t, c, &container.Config{Image: "nginx:alpine"}, host, "web")
	i, err := c.ContainerInspect(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	address := "http://127.0.0.1:" + i.NetworkSettings.Ports["80/tcp"][0].HostPort
	if got := fetch(t, address); !strings.Contains(got, "Welcome to nginx") {
		t.Errorf("it serves %q", got)
	}
	execute(t, c, id, "sh", "-c", "echo mine > /usr/share/nginx/html/index.html")
	if got := fetch(t, address); got != "mine\n" {
		t.Errorf("it serves %q", got)
	}
	if got := logs(t, c, id); !strings.Contains(got, "GET / ") {
		t.Errorf("it logs %q", got)
	}
	port := i.NetworkSettings.Ports["80/tcp"][0].HostPort
	host = &container.HostConfig{PortBindings: nat.PortMap{"80/tcp": {{HostIP: "127.0.0.1", HostPort: port}}}}
	other, err := c.ContainerCreate(t.Context(), &container.Config{Image: "nginx:alpine"}, host, nil, nil, "other")
	if err != nil {
		t.Fatal(err)
	}
	err = c.ContainerStart(t.Context(), other.ID, container.StartOptions{})
	if err == nil || !strings.Contains(err.Error(), "port is already allocated") {
		t.Errorf("the clash is %v", err)
	}
	if err := c.ContainerStop(t.Context(), id, container.StopOptions{}); err != nil {
		t.Fatal(err)
	}
	if conn, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
		_ = conn.Close()
		t.Error("the port is still open")
	}
}

func TestAPortOfThisComputerClashesToo(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	_, c := start(t, practice.Options{Scene: "empty", Publish: true})
	pull(t, c, "nginx:alpine")
	host := &container.HostConfig{PortBindings: nat.PortMap{"80/tcp": {{HostIP: "127.0.0.1", HostPort: port}}}}
	made, err := c.ContainerCreate(t.Context(), &container.Config{Image: "nginx:alpine"}, host, nil, nil, "web")
	if err != nil {
		t.Fatal(err)
	}
	err = c.ContainerStart(t.Context(), made.ID, container.StartOptions{})
	if want := "listen tcp4 127.0.0.1:" + port + ": bind: address already in use"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the clash is %v", err)
	}
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true}
	var last error
	for range 100 {
		r, err := (&http.Client{Transport: transport}).Get(address)
		if last = err; err != nil {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		defer func() { _ = r.Body.Close() }()
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	t.Fatal(last)
	return ""
}

func TestNamesAreKnownOnlyOnNetworksThatSomebodyMade(t *testing.T) {
	c := scene(t, "web")
	if got := execute(t, c, "cache", "ping", "-c1", "db"); !strings.Contains(got, "1 packets received") {
		t.Errorf("on shop: %s", got)
	}
	if got := execute(t, c, "cache", "wget", "-qO-", "http://web"); !strings.Contains(got, "Welcome to nginx") {
		t.Errorf("the page is %s", got)
	}
	id := run(t, c, &container.Config{Image: "alpine:3.20", Cmd: []string{"sleep", "infinity"}}, nil, "outside")
	if got := execute(t, c, id, "ping", "-c1", "db"); got != "ping: bad address 'db'\n" {
		t.Errorf("outside: %s", got)
	}
}

func TestFiguresMoveWithoutATick(t *testing.T) {
	var seconds atomic.Int64 // the scene's programs look at the clock meanwhile
	_, c := start(t, practice.Options{Scene: "web", Now: func() time.Time {
		return time.Date(2025, 1, 15, 10, 30, int(seconds.Load()), 0, time.UTC)
	}})
	sample := func() (s container.StatsResponse) {
		r, err := c.ContainerStatsOneShot(t.Context(), "db")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.Body.Close() }()
		if err := json.NewDecoder(r.Body).Decode(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := sample()
	for range 120 {
		seconds.Add(1)
		after := sample()
		used := float64(after.CPUStats.CPUUsage.TotalUsage-before.CPUStats.CPUUsage.TotalUsage) / 1e9
		if after.CPUStats.CPUUsage.TotalUsage < before.CPUStats.CPUUsage.TotalUsage || used > 0.1 {
			t.Fatalf("in a second it uses %v", used)
		}
		if after.MemoryStats.Usage == 0 || after.MemoryStats.Usage > after.MemoryStats.Limit {
			t.Fatalf("memory is %+v", after.MemoryStats)
		}
		before = after
	}
}

func TestEventsTellWhatHappens(t *testing.T) {
	c := scene(t, "empty")
	pull(t, c, "alpine:3.20")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	messages, errs := c.Events(ctx, events.ListOptions{})
	time.Sleep(50 * time.Millisecond)
	run(t, c, &container.Config{Image: "alpine:3.20", Cmd: []string{"true"}}, &container.HostConfig{AutoRemove: true}, "job")
	var heard []string
	for !slices.Contains(heard, "container destroy") {
		select {
		case m := <-messages:
			heard = append(heard, fmt.Sprint(m.Type, " ", m.Action))
		case err := <-errs:
			t.Fatal(err)
		case <-time.After(5 * time.Second):
			t.Fatalf("only %v", heard)
		}
	}
	if got, want := strings.Join(heard, ", "), "container create, network connect, container start, container die, network disconnect, container destroy"; got != want {
		t.Errorf("it tells %s", got)
	}
}

func TestARestartPolicyStartsAgain(t *testing.T) {
	c := scene(t, "empty")
	pull(t, c, "alpine:3.20")
	host := &container.HostConfig{RestartPolicy: container.RestartPolicy{Name: "on-failure", MaximumRetryCount: 2}}
	id := run(t, c, &container.Config{Image: "alpine:3.20", Cmd: []string{"sh", "-c", "exit 9"}}, host, "flaky")
	for range 200 {
		i, err := c.ContainerInspect(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if i.State.Status == "exited" && i.RestartCount == 2 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("it was not started twice again")
}

func TestStopWaitsForAProgramThatDoesNotListen(t *testing.T) {
	c := scene(t, "empty")
	pull(t, c, "alpine:3.20")
	pull(t, c, "nginx:alpine")
	deaf := run(t, c, &container.Config{Image: "alpine:3.20", Cmd: []string{"sleep", "infinity"}}, nil, "deaf")
	good := run(t, c, &container.Config{Image: "nginx:alpine"}, nil, "good")
	second := 1
	for id, want := range map[string]struct {
		code    int
		atLeast time.Duration
	}{deaf: {137, time.Second}, good: {0, 0}} {
		begun := time.Now()
		if err := c.ContainerStop(t.Context(), id, container.StopOptions{Timeout: &second}); err != nil {
			t.Fatal(err)
		}
		i, err := c.ContainerInspect(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); i.State.ExitCode != want.code || took < want.atLeast || want.atLeast == 0 && took > time.Second {
			t.Errorf("%s ends with %d after %v", i.Name, i.State.ExitCode, took)
		}
	}
}

func TestAPersonTypesIntoAShell(t *testing.T) {
	c := scene(t, "web")
	e, err := c.ContainerExecCreate(t.Context(), "cache", container.ExecOptions{Cmd: []string{"sh"}, Tty: true, AttachStdin: true, AttachStdout: true, AttachStderr: true})
	if err != nil {
		t.Fatal(err)
	}
	session, err := c.ContainerExecAttach(t.Context(), e.ID, container.ExecAttachOptions{Tty: true})
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	if _, err := session.Conn.Write([]byte("cd /etc\recho $((6*7))\rexit 5\r")); err != nil {
		t.Fatal(err)
	}
	said, err := io.ReadAll(session.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(said), "/etc # ") || !strings.Contains(string(said), "42\r\n") {
		t.Errorf("it says %q", said)
	}
	i, err := c.ContainerExecInspect(t.Context(), e.ID)
	if err != nil || i.ExitCode != 5 || i.Running {
		t.Errorf("it ends as %+v (%v)", i, err)
	}
}

func TestAPullComesLayerByLayer(t *testing.T) {
	c := scene(t, "empty")
	said := pull(t, c, "redis:7-alpine")
	for _, want := range []string{"Pulling from library/redis", "Downloading", "Extracting", "Pull complete", "Digest: sha256:", "Downloaded newer image for redis:7-alpine"} {
		if !strings.Contains(said, want) {
			t.Errorf("it lacks %q", want)
		}
	}
	if again := pull(t, c, "redis:7-alpine"); !strings.Contains(again, "Already exists") || !strings.Contains(again, "up to date") {
		t.Errorf("again it says %s", again)
	}
	for name, want := range map[string]string{
		"nosuch": "pull access denied", "redis:nosuch": "manifest for redis:nosuch not found", "example.com/x": "network is unreachable",
	} {
		r, err := c.ImagePull(t.Context(), name, image.PullOptions{})
		if err == nil {
			_ = r.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestASavedImageCanBeLoaded(t *testing.T) {
	c := scene(t, "web")
	r, err := c.ImageSave(t.Context(), []string{"nginx:1.27"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	other := scene(t, "empty")
	loaded, err := other.ImageLoad(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = loaded.Body.Close() }()
	if said, _ := io.ReadAll(loaded.Body); !strings.Contains(string(said), "Loaded image: nginx:1.27") {
		t.Errorf("it says %s", said)
	}
	before, err := c.ImageInspect(t.Context(), "nginx:1.27")
	if err != nil {
		t.Fatal(err)
	}
	after, err := other.ImageInspect(t.Context(), "nginx:1.27")
	if err != nil || before.ID != after.ID || before.Size != after.Size {
		t.Errorf("it was %s of %d, and is %s of %d (%v)", before.ID, before.Size, after.ID, after.Size, err)
	}
}

func TestABuildGoesStepByStepAndRemembers(t *testing.T) {
	c := scene(t, "web")
	var context1 bytes.Buffer
	out := tar.NewWriter(&context1)
	for name, text := range map[string]string{
		"Dockerfile": "ARG BASE=alpine:3.20\nFROM $BASE AS one\nRUN echo made > /made\nFROM alpine:3.20\nENV A=b C=\"d e\"\nWORKDIR /app\nCOPY --from=one /made .\nCOPY *.txt ./\nEXPOSE 80\nUSER 1000\nVOLUME /data\nHEALTHCHECK --interval=5s CMD true\nLABEL x=y\nENTRYPOINT [\"cat\"]\nCMD [\"made\"]\n",
		"a.txt":      "a",
	} {
		if err := out.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(out, text)
	}
	_ = out.Close()
	run1 := func() string {
		r, err := c.ImageBuild(t.Context(), bytes.NewReader(context1.Bytes()), build.ImageBuildOptions{Tags: []string{"mine:1"}})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.Body.Close() }()
		said, _ := io.ReadAll(r.Body)
		return string(said)
	}
	if said := run1(); !strings.Contains(said, "Successfully tagged mine:1") {
		t.Fatalf("it says %s", said)
	}
	if said := run1(); strings.Count(said, "Using cache") < 10 {
		t.Errorf("again it says %s", said)
	}
	i, err := c.ImageInspect(t.Context(), "mine:1")
	if err != nil || i.Config.WorkingDir != "/app" || i.Config.User != "1000" || i.Config.Labels["x"] != "y" || i.Config.Healthcheck == nil {
		t.Errorf("it is %+v (%v)", i.Config, err)
	}
	id := run(t, c, &container.Config{Image: "mine:1"}, nil, "built")
	wait(t, c, id)
	if got := logs(t, c, id); got != "made\n" {
		t.Errorf("it prints %q", got)
	}
}

func TestAHealthcheckFollowsTheContainer(t *testing.T) {
	c := scene(t, "empty")
	pull(t, c, "alpine:3.20")
	cfg := &container.Config{Image: "alpine:3.20", Cmd: []string{"sleep", "infinity"}, Healthcheck: &container.HealthConfig{Test: []string{"CMD-SHELL", "test -e /well"}, Interval: 100 * time.Millisecond, Retries: 2}}
	id := run(t, c, cfg, nil, "patient")
	for _, step := range []struct{ do, want string }{{"true", "unhealthy"}, {"touch /well", "healthy"}} {
		execute(t, c, id, "sh", "-c", step.do)
		got := ""
		for range 100 {
			i, err := c.ContainerInspect(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if got = i.State.Health.Status; got == step.want {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if got != step.want {
			t.Errorf("it is %s, want %s", got, step.want)
		}
	}
}

func TestAThousandContainersAreListedQuickly(t *testing.T) {
	begun := time.Now()
	_, c := start(t, practice.Options{Scene: "thousand"})
	started := time.Since(begun)
	if _, err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	best := time.Hour
	for range 5 {
		begun = time.Now()
		list, err := c.ContainerList(t.Context(), container.ListOptions{All: true})
		if err != nil || len(list) != 1000 {
			t.Fatalf("%d containers, %v", len(list), err)
		}
		best = min(best, time.Since(begun))
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("started in %v, listed in %v, %d MB", started, best, (m.HeapAlloc+m.StackInuse)>>20)
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		e, err := practice.Start(practice.Options{Scene: "thousand"})
		if err != nil {
			b.Fatal(err)
		}
		e.Close()
	}
}

func BenchmarkListAThousand(b *testing.B) {
	c := scene(b, "thousand")
	for b.Loop() {
		if _, err := c.ContainerList(b.Context(), container.ListOptions{All: true}); err != nil {
			b.Fatal(err)
		}
	}
}
