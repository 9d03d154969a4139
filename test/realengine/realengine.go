// Package realengine gives a test a Docker engine of its own in one call: a
// dockerd that nobody else uses, with its own data, socket and network, and
// with images in it that need no registry.
//
//	eng := realengine.Start(t)
//	eng.Docker(t, "run", "-d", "--name", "web", "lab-web:1")
//
// The engine belongs to the process that started it and goes away with it, even
// when that process is killed: nothing stays mounted, no network namespace, no
// file. It never touches containers of an engine that the computer runs anyway.
//
// The package knows Docker and Linux; it must know nothing of DockDesk.
package realengine

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"
	"go.uber.org/goleak"
)

// Unavailable is why there can be no engine here, such as "not root". Tests
// skip on it; set DOCKDESK_NO_SKIP=1 to make them fail instead.
type Unavailable string

func (u Unavailable) Error() string { return string(u) }

// Engine is a running private engine. Its methods that take a test fail that
// test when they can't do what they say.
type Engine struct {
	root      string // everything it has on disk
	namespace string
	client    *client.Client

	mu         sync.Mutex // one order to the supervisor at a time
	supervisor *exec.Cmd
	orders     io.WriteCloser // its end is the end of the engine
	replies    *bufio.Reader
	lock       *os.File // tells others that root has an owner
	borrowed   string   // the socket of somebody else's engine; "" for one of its own
}

// Start gives the test an engine that it shares with nobody, for the length of
// the test. It takes about half a second.
func Start(t testing.TB) *Engine {
	t.Helper()
	eng, err := Launch(t.Context())
	failOrSkip(t, err)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the engine's log ends with:\n%s", eng.logTail())
		}
		if eng.borrowed != "" { // others borrow it after this test
			eng.Clean(t)
		}
		if err := eng.Close(); err != nil {
			t.Errorf("real engine: %v", err)
		}
	})
	return eng
}

var shared struct {
	once sync.Once
	eng  *Engine
	err  error
}

// Shared gives the test the engine of its package, which the first caller
// starts. It is cleaned after the test, so tests that use it can't be parallel.
// The package's TestMain must call Main.
func Shared(t testing.TB) *Engine {
	t.Helper()
	shared.once.Do(func() { shared.eng, shared.err = Launch(context.Background()) })
	failOrSkip(t, shared.err)
	t.Cleanup(func() { shared.eng.Clean(t) })
	return shared.eng
}

// afterBuild is a goroutine in which BuildKit's client waits for three seconds
// after each build, and which nobody can end sooner.
var afterBuild = goleak.IgnoreTopFunction("github.com/moby/buildkit/client.(*Client).solve.func2.1.1")

// Main runs the tests of a package that uses Shared, ends the shared engine,
// fails if a goroutine is left over, and exits. Call it from TestMain.
func Main(m *testing.M, allowed ...goleak.Option) {
	code := m.Run()
	if shared.eng != nil {
		if err := shared.eng.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "real engine:", err)
			code = max(code, 1)
		}
	}
	if code == 0 {
		if err := goleak.Find(append(allowed, afterBuild)...); err != nil {
			fmt.Fprintln(os.Stderr, "goroutines left over:", err)
			code = 1
		}
	}
	os.Exit(code)
}

func failOrSkip(t testing.TB, err error) {
	t.Helper()
	var reason Unavailable
	if errors.As(err, &reason) && os.Getenv("DOCKDESK_NO_SKIP") != "1" {
		t.Skipf("real engine: %v", reason)
	}
	if err != nil {
		t.Fatalf("real engine: %v", err)
	}
}

// Launch starts an engine outside of a test. The error is an Unavailable where
// this computer can't have one. The caller must Close the engine.
func Launch(ctx context.Context) (*Engine, error) {
	if socket := os.Getenv(BorrowEnv); socket != "" {
		return borrow(ctx, socket)
	}
	if err := available(); err != nil {
		return nil, err
	}
	sweepLeftovers()
	eng, err := launch()
	if err != nil {
		return nil, err
	}
	if err := eng.prepare(ctx); err != nil {
		return nil, errors.Join(err, eng.Close())
	}
	return eng, nil
}

func (e *Engine) prepare(ctx context.Context) error {
	if err := os.Mkdir(e.cliConfig(), 0o700); err != nil {
		return fmt.Errorf("making a configuration for the docker command: %w", err)
	}
	if e.borrowed == "" {
		if err := e.order("start"); err != nil {
			return err
		}
	}
	// Without kept-alive connections there are no goroutines that a test's
	// search for leaks would find.
	c, err := client.NewClientWithOpts(
		client.WithHTTPClient(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}),
		client.WithHost(e.Host()),
		client.WithAPIVersionNegotiation(),
	)
	if err != nil {
		return fmt.Errorf("making a client: %w", err)
	}
	e.client = c
	return load(ctx, c, labImages)
}

// order tells the supervisor to do something with the daemon and waits until
// it is done.
func (e *Engine) order(what string) error {
	if e.borrowed != "" {
		return Unavailable("a borrowed engine can't be told to " + what)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, err := fmt.Fprintln(e.orders, what); err != nil {
		return fmt.Errorf("telling the engine to %s: %w", what, err)
	}
	reply, err := e.replies.ReadString('\n')
	if err != nil {
		return fmt.Errorf("waiting for the engine to %s: %w", what, err)
	}
	if reply = strings.TrimSpace(reply); reply != "ok" {
		return fmt.Errorf("engine can't %s: %s\n%s", what, reply, e.logTail())
	}
	return nil
}

// Close ends the engine with all its containers, at once, and removes
// everything it had.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.client != nil {
		_ = e.client.Close()
	}
	if e.borrowed != "" {
		return os.RemoveAll(e.root)
	}
	_ = e.orders.Close()
	err := e.supervisor.Wait()
	_ = e.lock.Close()
	if err != nil {
		return fmt.Errorf("cleaning up after the engine: %w", err)
	}
	return nil
}

// Host is the engine's address, as DOCKER_HOST takes it.
func (e *Engine) Host() string { return "unix://" + e.Socket() }

// Socket is the path of the engine's socket.
func (e *Engine) Socket() string {
	if e.borrowed != "" {
		return e.borrowed
	}
	return filepath.Join(e.root, "docker.sock")
}

// Client talks to the engine. It keeps no connections open.
func (e *Engine) Client() *client.Client { return e.client }

// Namespace is the path of the engine's network namespace, as nsenter --net=
// takes it. Only in there can published ports be reached.
func (e *Engine) Namespace() string { return e.namespace }

func (e *Engine) cliConfig() string { return filepath.Join(e.root, "cli") }

// Env is this process's environment with the docker command, and whoever else
// follows its variables, pointed at the engine.
func (e *Engine) Env() []string {
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, "DOCKER_")
	})
	return append(env, "DOCKER_HOST="+e.Host(), "DOCKER_CONFIG="+e.cliConfig())
}

// Command prepares the real docker command to run against the engine.
func (e *Engine) Command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "docker", args...)
	cmd.Env = e.Env()
	return cmd
}

// Docker runs the real docker command and returns what it printed, trimmed.
func (e *Engine) Docker(t testing.TB, args ...string) string {
	t.Helper()
	return run(t, e.Command(t.Context(), args...))
}

// InNetwork changes a command that was not yet started so that it runs within
// the engine's network, and returns it. Its file system and processes stay the
// computer's own.
func (e *Engine) InNetwork(cmd *exec.Cmd) *exec.Cmd {
	if e.borrowed != "" {
		return cmd // it is this computer's own network
	}
	args := append([]string{"nsenter", "--net=" + e.namespace, "--", cmd.Path}, cmd.Args[1:]...)
	path, err := exec.LookPath("nsenter")
	if err != nil {
		cmd.Err = err
		return cmd
	}
	cmd.Path, cmd.Args = path, args
	return cmd
}

// Fetch gets a page from within the engine's network, where published ports
// are reached at localhost, and returns its body, trimmed. It tries for some
// seconds: a container has started before its program listens.
func (e *Engine) Fetch(t testing.TB, url string) string {
	t.Helper()
	lab, err := labBinary()
	if err != nil {
		t.Fatal(err)
	}
	get := func() *exec.Cmd { return e.InNetwork(exec.CommandContext(t.Context(), lab, "get", url)) }
	for end := time.Now().Add(listens); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if body, err := get().Output(); err == nil {
			return strings.TrimSpace(string(body))
		}
	}
	return run(t, get())
}

// listens is how long a program may take until it listens, on a busy machine.
const listens = 10 * time.Second

func run(t testing.TB, cmd *exec.Cmd) string {
	t.Helper()
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(cmd.Args, " "), err, stdout.String(), stderr.String())
	}
	return strings.TrimSpace(stdout.String())
}

// Kill ends the daemon as a crash would: connections break, its containers
// stay as they are until Resume.
func (e *Engine) Kill(t testing.TB) { t.Helper(); e.mustOrder(t, "kill") }

// Stop asks the daemon to finish and waits until it has. It stops its
// containers first.
func (e *Engine) Stop(t testing.TB) { t.Helper(); e.mustOrder(t, "stop") }

// Resume starts the daemon again after Kill or Stop, on the same data and
// socket, and waits until it answers.
func (e *Engine) Resume(t testing.TB) { t.Helper(); e.mustOrder(t, "start") }

func (e *Engine) mustOrder(t testing.TB, what string) {
	t.Helper()
	var reason Unavailable
	if err := e.order(what); errors.As(err, &reason) {
		t.Skip(reason)
	} else if err != nil {
		t.Fatalf("real engine: %v", err)
	}
}

// Clean makes the engine as it was at first: no containers, no volumes, no
// networks but the predefined ones, no images but the lab's.
func (e *Engine) Clean(t testing.TB) {
	t.Helper()
	// The test's own context is already over while it cleans up.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	// What removes itself at the same moment makes an attempt fail.
	var err error
	for range 5 {
		if err = e.clean(ctx); err == nil {
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
	t.Fatalf("cleaning the engine: %v", err)
}

func (e *Engine) clean(ctx context.Context) error {
	containers, err := e.client.ContainerList(ctx, container.ListOptions{All: true})
	if err != nil {
		return fmt.Errorf("listing containers: %w", err)
	}
	err = each(ctx, containers, func(ctx context.Context, c container.Summary) error {
		return e.client.ContainerRemove(ctx, c.ID, container.RemoveOptions{Force: true, RemoveVolumes: true})
	})
	if err != nil {
		return fmt.Errorf("removing containers: %w", err)
	}
	return errors.Join(e.cleanNetworks(ctx), e.cleanVolumes(ctx), e.cleanImages(ctx))
}

func (e *Engine) cleanNetworks(ctx context.Context) error {
	own := filters.NewArgs(filters.Arg("type", "custom"))
	networks, err := e.client.NetworkList(ctx, network.ListOptions{Filters: own})
	if err != nil {
		return fmt.Errorf("listing networks: %w", err)
	}
	return each(ctx, networks, func(ctx context.Context, n network.Summary) error {
		return e.client.NetworkRemove(ctx, n.ID)
	})
}

func (e *Engine) cleanVolumes(ctx context.Context) error {
	volumes, err := e.client.VolumeList(ctx, volume.ListOptions{})
	if err != nil {
		return fmt.Errorf("listing volumes: %w", err)
	}
	return each(ctx, volumes.Volumes, func(ctx context.Context, v *volume.Volume) error {
		return e.client.VolumeRemove(ctx, v.Name, true)
	})
}

func (e *Engine) cleanImages(ctx context.Context) error {
	images, err := e.client.ImageList(ctx, image.ListOptions{})
	if err != nil {
		return fmt.Errorf("listing images: %w", err)
	}
	for _, i := range images {
		names := slices.DeleteFunc(slices.Clone(i.RepoTags), func(tag string) bool { return isLabImage(tag) || tag == "<none>:<none>" })
		if len(names) == 0 && !slices.ContainsFunc(i.RepoTags, isLabImage) {
			names = []string{i.ID}
		}
		for _, name := range names {
			if _, err := e.client.ImageRemove(ctx, name, image.RemoveOptions{Force: true}); err != nil {
				return fmt.Errorf("removing image %s: %w", name, err)
			}
		}
	}
	// A test may have removed or moved the lab's own names.
	return load(ctx, e.client, labImages)
}

// logTail is the end of the daemon's log.
func (e *Engine) logTail() string {
	log, err := os.ReadFile(filepath.Join(e.root, "dockerd.log"))
	if err != nil {
		return err.Error()
	}
	const most = 4000
	return string(log[max(0, len(log)-most):])
}

// each does something with every item, a few at a time, and returns the first
// error, after which it begins with no more items.
func each[T any](ctx context.Context, items []T, do func(context.Context, T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	const atOnce = 8
	todo := make(chan T)
	var workers sync.WaitGroup
	for range min(atOnce, len(items)) {
		workers.Go(func() {
			for item := range todo {
				if err := do(ctx, item); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, item := range items {
		select {
		case todo <- item:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(todo)
	workers.Wait()
	return context.Cause(ctx)
}
