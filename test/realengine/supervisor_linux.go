package realengine

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Between a test and its daemon stands a supervisor: this same program, started
// once more in new network and mount namespaces. It holds the namespaces while
// the daemon is killed and restarted, and when its input ends, because the test
// closed it or died, it kills and removes everything.

// superviseEnv makes a process that has this package in it a supervisor. Its
// value is the engine's root directory.
const superviseEnv = "DOCKDESK_TEST_ENGINE_ROOT"

const (
	readyWithin   = 30 * time.Second
	stoppedWithin = 60 * time.Second
)

func init() {
	root := os.Getenv(superviseEnv)
	if root == "" {
		return
	}
	if err := supervise(root); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// available says why this computer can't have a private engine, if so.
func available() error {
	if os.Geteuid() != 0 {
		return Unavailable("not root")
	}
	for _, program := range []string{"dockerd", "containerd", "runc", "docker", "iptables", "nsenter"} {
		if _, err := exec.LookPath(program); err != nil {
			return Unavailable("no " + program)
		}
	}
	return nil
}

// launch starts a supervisor and waits for nothing.
func launch() (*Engine, error) {
	root, lock, err := newRoot()
	if err != nil {
		return nil, err
	}
	// The path is resolved in the child, where it still means this program.
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), superviseEnv+"="+root)
	cmd.Dir = "/"
	cmd.ExtraFiles = []*os.File{lock}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setsid:       true, // a Ctrl+C is for the test, not for its engine
		Unshareflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS,
	}
	log, err := os.Create(filepath.Join(root, "supervisor.log"))
	if err != nil {
		return nil, fmt.Errorf("making the supervisor's log: %w", err)
	}
	defer func() { _ = log.Close() }()
	cmd.Stderr = log
	orders, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("making a pipe: %w", err)
	}
	replies, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("making a pipe: %w", err)
	}
	if err := cmd.Start(); err != nil {
		err = errors.Join(err, os.RemoveAll(root), lock.Close())
		if errors.Is(err, syscall.EPERM) {
			return nil, Unavailable("may not make namespaces")
		}
		return nil, fmt.Errorf("starting the supervisor: %w", err)
	}
	return &Engine{
		root:       root,
		namespace:  fmt.Sprintf("/proc/%d/ns/net", cmd.Process.Pid),
		supervisor: cmd,
		orders:     orders,
		replies:    bufio.NewReader(replies),
		lock:       lock,
	}, nil
}

// supervisor is the state of the second process.
type supervisor struct {
	root string

	mu     sync.Mutex    // keeps a daemon from being reaped before it is known
	pid    int           // the daemon's; 0 when there is none
	exited chan struct{} // closed when the last daemon has ended
}

func supervise(root string) error {
	syscall.CloseOnExec(3) // the lock must not outlive us in the daemon
	if err := os.Unsetenv(superviseEnv); err != nil {
		return err
	}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM)
	s := &supervisor{root: root}
	problem := s.settle()
	go s.reap()

	orders := make(chan string)
	go func() {
		defer close(orders)
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			orders <- in.Text()
		}
	}()
	for {
		select {
		case <-ended:
			return sweep(root)
		case order, open := <-orders:
			if !open {
				return sweep(root)
			}
			if problem == nil {
				fmt.Println(s.obey(order))
			} else {
				fmt.Println(oneLine(problem))
			}
		}
	}
}

// settle makes the namespaces fit to live in.
func (s *supervisor) settle() error {
	// Not every computer's first process reaps orphans at once, and a daemon
	// takes the zombie of its last containerd for a running one.
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("adopting orphans: %w", err)
	}
	if err := raiseLoopback(); err != nil {
		return fmt.Errorf("raising the loopback interface: %w", err)
	}
	// A containerd that the computer already runs would be used instead of an
	// own one if its socket were seen. The mount's name also marks every
	// process of ours for sweep.
	const runtimeDir = "/run/containerd"
	if err := os.MkdirAll(runtimeDir, 0o711); err != nil {
		return err
	}
	if err := unix.Mount(s.root, runtimeDir, "tmpfs", 0, "mode=711"); err != nil {
		return fmt.Errorf("covering %s: %w", runtimeDir, err)
	}
	return nil
}

func raiseLoopback() error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer func() { _ = unix.Close(socket) }()
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, lo)
}

// reap waits for every child, the daemon as well as what it left behind, for as
// long as the supervisor lives.
func (s *supervisor) reap() {
	died := make(chan os.Signal, 1)
	signal.Notify(died, syscall.SIGCHLD)
	for ; ; <-died {
		for s.reapOne() {
		}
	}
}

func (s *supervisor) reapOne() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	pid, err := unix.Wait4(-1, nil, unix.WNOHANG, nil)
	if err != nil || pid <= 0 {
		return false
	}
	if pid == s.pid {
		s.pid = 0
		close(s.exited)
	}
	return true
}

// obey carries out an order and returns the reply: "ok" or what is wrong.
func (s *supervisor) obey(order string) string {
	var err error
	switch order {
	case "start":
		err = s.start()
	case "kill":
		err = s.end(syscall.SIGKILL)
	case "stop":
		err = s.end(syscall.SIGTERM)
	default:
		err = fmt.Errorf("unknown order %q", order)
	}
	if err != nil {
		return oneLine(err)
	}
	return "ok"
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// running is the daemon's process id, or 0.
func (s *supervisor) running() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pid
}

func (s *supervisor) start() error {
	if s.running() != 0 {
		return errors.New("it already runs")
	}
	in := func(name string) string { return filepath.Join(s.root, name) }
	// The computer's own daemon.json is not for us.
	if err := os.WriteFile(in("daemon.json"), []byte("{}\n"), 0o600); err != nil {
		return err
	}
	log, err := os.OpenFile(in("dockerd.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()

	daemon := exec.Command("dockerd",
		"--config-file", in("daemon.json"),
		"--host", "unix://"+in("docker.sock"),
		"--data-root", in("data"),
		"--exec-root", in("exec"),
		"--pidfile", in("docker.pid"),
		"--cgroup-parent", "/"+filepath.Base(s.root),
		"--exec-opt", "native.cgroupdriver=cgroupfs",
	)
	daemon.Stdout, daemon.Stderr = log, log
	if err := s.launchDaemon(daemon); err != nil {
		return err
	}
	return s.awaitReady(in("docker.sock"))
}

func (s *supervisor) launchDaemon(daemon *exec.Cmd) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := daemon.Start(); err != nil {
		return err
	}
	s.pid, s.exited = daemon.Process.Pid, make(chan struct{})
	return nil
}

func (s *supervisor) awaitReady(socket string) error {
	pinger := http.Client{Timeout: time.Second, Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		},
	}}
	for deadline := time.Now().Add(readyWithin); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if s.running() == 0 {
			return errors.New("it ended at once")
		}
		response, err := pinger.Get("http://engine/_ping")
		if err != nil {
			continue
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		if response.StatusCode == http.StatusOK {
			return nil
		}
	}
	return fmt.Errorf("it doesn't answer within %v", readyWithin)
}

func (s *supervisor) end(how syscall.Signal) error {
	pid := s.running()
	if pid == 0 {
		return errors.New("it doesn't run")
	}
	if err := unix.Kill(pid, how); err != nil {
		return err
	}
	select {
	case <-s.exited:
		return nil
	case <-time.After(stoppedWithin):
		return fmt.Errorf("it doesn't end within %v", stoppedWithin)
	}
}
