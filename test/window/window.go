package window

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/views/control"
)

// Tree is what the window shows.
type Tree = control.Tree

// Control is one control in it.
type Control = control.Control

const (
	startWithin = 60 * time.Second // a program with the race detector takes a while
	quitWithin  = 20 * time.Second
	// within is how long a test waits for what it expects to see.
	within = 15 * time.Second
	// between is the pause from one look at the window to the next.
	between = 30 * time.Millisecond
)

// Engine is what the program is pointed at: a realengine.Engine.
type Engine interface {
	// Env is an environment in which the docker command reaches the engine.
	Env() []string
	// InNetwork makes a command run in the engine's network, where published
	// ports are reached.
	InNetwork(*exec.Cmd) *exec.Cmd
}

// Options says how to start the program. The zero value is a window of
// 1280×800 on no engine at all.
type Options struct {
	Width, Height int      // in pixels; 0 means 1280 and 800
	Args          []string // besides --ui-socket
	Env           []string // "KEY=value", over the clean environment
	Engine        Engine   // nil means an address where nobody answers
	Home          string   // home folder, to start once more with what was remembered; empty means a fresh one
	Binary        string   // another program than dockdesk
}

// Window is a running program with its display.
type Window struct {
	t       testing.TB
	options Options
	dir     string
	display *display
	cmd     *exec.Cmd
	ended   chan struct{} // closed when the process has ended
	socket  *socket
	id      string // of the X window
	closed  bool
}

// Start starts the program and waits until its window is painted. The test
// closes it at its end.
func Start(t testing.TB, options Options) *Window {
	t.Helper()
	SkipUnlessAvailable(t)
	if options.Width == 0 {
		options.Width = 1280
	}
	if options.Height == 0 {
		options.Height = 800
	}
	if options.Binary == "" {
		options.Binary = Binary(t)
	}
	w := &Window{t: t, options: options, ended: make(chan struct{})}
	var err error
	if w.dir, err = os.MkdirTemp("", "window"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.cleanUp)
	if w.display, err = startDisplay(max(1920, options.Width), max(1080, options.Height)); err != nil {
		t.Fatalf("starting Xvfb: %v", err)
	}
	if err := w.launch(); err != nil {
		t.Fatalf("starting the program: %v\n%s", err, w.Log())
	}
	w.Resize(options.Width, options.Height)
	return w
}

// launch starts the process and waits for its socket and its X window.
func (w *Window) launch() error {
	for _, sub := range []string{"home", "run", "bin"} {
		if err := os.MkdirAll(filepath.Join(w.dir, sub), 0o700); err != nil {
			return err
		}
	}
	if w.options.Home == "" {
		w.options.Home = filepath.Join(w.dir, "home")
	}
	if err := fakeOpener(filepath.Join(w.dir, "bin", "xdg-open"), w.openedFile()); err != nil {
		return err
	}
	log, err := os.Create(w.logFile())
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	path := filepath.Join(w.dir, "run", "ui")
	w.cmd = exec.Command(w.options.Binary, append([]string{"--ui-socket", path}, w.options.Args...)...)
	if w.options.Engine != nil {
		w.cmd = w.options.Engine.InNetwork(w.cmd)
	}
	w.cmd.Env = w.environment()
	w.cmd.Dir = w.options.Home
	w.cmd.Stdout, w.cmd.Stderr = log, log
	dieWithParent(w.cmd)
	if err := w.cmd.Start(); err != nil {
		close(w.ended)
		return err
	}
	go func() { // ends with the process, which cleanUp sees to
		defer close(w.ended)
		_ = w.cmd.Wait() // the code is read from ProcessState
	}()
	if w.socket, err = connect(path, w.ended, startWithin); err != nil {
		return err
	}
	return w.findWindow()
}

// environment is this process's own without what ties it to its desktop and
// its engine.
func (w *Window) environment() []string {
	foreign := []string{"DISPLAY", "WAYLAND_", "XDG_", "DOCKER_", "FYNE_", "DBUS_", "HOME=", "LANG", "LC_", "PATH=", "XAUTHORITY", "DOCKDESK_"}
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return slices.ContainsFunc(foreign, func(prefix string) bool { return strings.HasPrefix(entry, prefix) })
	})
	home := w.options.Home
	env = append(env,
		"DISPLAY="+w.display.name,
		"LIBGL_ALWAYS_SOFTWARE=1",
		"HOME="+home,
		"XDG_CONFIG_HOME="+filepath.Join(home, ".config"),
		"XDG_CACHE_HOME="+filepath.Join(home, ".cache"),
		"XDG_DATA_HOME="+filepath.Join(home, ".local", "share"),
		"XDG_RUNTIME_DIR="+filepath.Join(w.dir, "run"),
		"PATH="+filepath.Join(w.dir, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"),
		"LANG=en_US.UTF-8", "LC_CTYPE=C.UTF-8",
		"FYNE_SCALE=1",
		"GORACE=halt_on_error=0",
	)
	docker := []string{"DOCKER_HOST=unix://" + filepath.Join(w.dir, "no-engine.sock")}
	if w.options.Engine != nil {
		docker = slices.DeleteFunc(w.options.Engine.Env(), func(entry string) bool { return !strings.HasPrefix(entry, "DOCKER_") })
	}
	env = append(env, docker...)
	return append(env, w.options.Env...)
}

// findWindow waits for the X window of the process.
func (w *Window) findWindow() error {
	deadline := time.Now().Add(startWithin)
	for time.Now().Before(deadline) {
		out, err := w.display.xdotool("search", "--onlyvisible", "--pid", strconv.Itoa(w.cmd.Process.Pid))
		if ids := strings.Fields(out); err == nil && len(ids) > 0 {
			w.id = ids[0]
			return nil
		}
		select {
		case <-w.ended:
			return fmt.Errorf("it ended by itself: %v", w.cmd.ProcessState)
		case <-time.After(between):
		}
	}
	return errors.New("it shows no window")
}

// fakeOpener makes an xdg-open that writes down what it is asked to open. A
// real browser would prove nothing about us, and none is here.
func fakeOpener(program, list string) error {
	script := fmt.Sprintf("#!/bin/sh\nprintf '%%s\\n' \"$@\" >> '%s'\n", list)
	return os.WriteFile(program, []byte(script), 0o700)
}

func (w *Window) openedFile() string { return filepath.Join(w.dir, "opened") }
func (w *Window) logFile() string    { return filepath.Join(w.dir, "log") }

// PID is the process's number, to measure what it uses.
func (w *Window) PID() int { return w.cmd.Process.Pid }

// Home is the program's home folder.
func (w *Window) Home() string { return w.options.Home }

// Log is everything that the program wrote so far, to both outputs.
func (w *Window) Log() string {
	text, _ := os.ReadFile(w.logFile()) // before the start there is none
	return string(text)
}

// Opened gives the addresses and files that the program asked the desktop to
// open, oldest first.
func (w *Window) Opened() []string {
	text, _ := os.ReadFile(w.openedFile()) // nothing opened, no file
	return strings.Fields(string(text))
}

// Tree is what the window shows now. The test fails when it doesn't answer.
func (w *Window) Tree() Tree {
	w.t.Helper()
	answer, err := w.socket.ask(control.Request{Op: control.OpTree})
	if err != nil {
		w.fail("asking for the controls: %v", err)
	}
	return *answer.Tree
}

// Idle waits until the program has nothing to do and all is painted.
func (w *Window) Idle() {
	w.t.Helper()
	if _, err := w.socket.ask(control.Request{Op: control.OpIdle, TimeoutMillis: int(within.Milliseconds())}); err != nil {
		w.fail("waiting until the window is idle: %v", err)
	}
}

// WaitFor looks at the window until a test function is content, and gives the
// tree that it was content with. what names it in the failure: "the row of web".
func (w *Window) WaitFor(content func(Tree) bool, what string) Tree {
	w.t.Helper()
	for deadline := time.Now().Add(within); ; time.Sleep(between) {
		tree := w.Tree()
		if content(tree) {
			return tree
		}
		if time.Now().After(deadline) {
			w.fail("waited %v for %s", within, what)
		}
	}
}

// Find waits for a control to come into view and gives it.
func (w *Window) Find(id string) Control {
	w.t.Helper()
	tree := w.WaitFor(func(t Tree) bool {
		c, ok := t.Find(id)
		return ok && c.Visible
	}, fmt.Sprintf("%q to be visible", id))
	found, _ := tree.Find(id)
	return found
}

// WaitGone waits until no control with the id is visible.
func (w *Window) WaitGone(id string) {
	w.t.Helper()
	w.WaitFor(func(t Tree) bool {
		c, ok := t.Find(id)
		return !ok || !c.Visible
	}, fmt.Sprintf("%q to be gone", id))
}

// fail ends the test with all that helps to see why.
func (w *Window) fail(format string, args ...any) {
	w.t.Helper()
	w.t.Fatal(fmt.Sprintf(format, args...) + w.report())
}

// report is what the window shows, its picture's path and the end of the log.
func (w *Window) report() string {
	var b strings.Builder
	if answer, err := w.socket.ask(control.Request{Op: control.OpTree, TimeoutMillis: 2000}); err == nil {
		fmt.Fprintf(&b, "\n%s", answer.Tree)
	}
	if dir := os.Getenv("DOCKDESK_PICTURES"); dir != "" {
		picture := filepath.Join(dir, strings.NewReplacer("/", "-", " ", "_").Replace(w.t.Name())+".png")
		if err := errors.Join(os.MkdirAll(dir, 0o755), w.display.picture("root", picture)); err == nil {
			fmt.Fprintf(&b, "picture: %s\n", picture)
		}
	}
	fmt.Fprintf(&b, "log:\n%s", tail(w.Log(), 40))
	return b.String()
}

// Close asks the program to quit, waits for its end and fails the test for
// whatever it did wrong. Start calls it at the end of the test.
func (w *Window) Close() {
	w.t.Helper()
	if w.closed {
		return
	}
	w.closed = true
	if _, err := w.socket.ask(control.Request{Op: control.OpQuit}); err != nil {
		w.t.Errorf("asking the program to quit: %v", err)
	}
	w.awaitEnd()
}

// Ended waits for the end of a program that was told to quit in another way,
// and is Close otherwise.
func (w *Window) Ended() {
	w.t.Helper()
	w.closed = true
	w.awaitEnd()
}

func (w *Window) awaitEnd() {
	w.t.Helper()
	select {
	case <-w.ended:
		if code := w.cmd.ProcessState.ExitCode(); code != 0 {
			w.t.Errorf("the program ended with %v:\n%s", w.cmd.ProcessState, tail(w.Log(), 40))
		}
	case <-time.After(quitWithin):
		w.t.Errorf("the program didn't quit within %v:\n%s", quitWithin, w.stacks())
	}
	for _, fault := range faults(w.Log()) {
		w.t.Errorf("in the program's log: %s", fault)
	}
}

// stacks makes the program print its goroutines, and ends it.
func (w *Window) stacks() string {
	_ = w.cmd.Process.Signal(quitSignal)
	select {
	case <-w.ended:
	case <-time.After(5 * time.Second):
	}
	return stackOf(w.Log())
}

// cleanUp closes what was started, however far Start came.
func (w *Window) cleanUp() {
	if w.socket != nil {
		if w.t.Failed() && !w.closed {
			w.t.Log(w.report())
		}
		if w.id != "" {
			w.Close()
		}
		w.socket.close()
	}
	if w.cmd != nil && w.cmd.Process != nil {
		_ = w.cmd.Process.Kill() // ended already, as a rule
		<-w.ended
	}
	if w.display != nil {
		w.display.close()
	}
	if err := os.RemoveAll(w.dir); err != nil {
		w.t.Error(err)
	}
}

// SkipUnlessAvailable skips the test, naming what is missing, where no window
// can be driven.
func SkipUnlessAvailable(t testing.TB) {
	t.Helper()
	err := available()
	if err != nil && os.Getenv("DOCKDESK_NO_SKIP") != "1" {
		t.Skipf("real window: %v", err)
	}
	if err != nil {
		t.Fatalf("real window: %v", err)
	}
}

func available() error {
	for _, program := range []string{"Xvfb", "xdotool", "import"} {
		if _, err := exec.LookPath(program); err != nil {
			return errors.New("no " + program)
		}
	}
	return nil
}

// run runs a program of the harness itself, within a time that only something
// stuck exceeds.
func run(cmd func(context.Context) *exec.Cmd) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	c := cmd(ctx)
	out, err := c.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return "", fmt.Errorf("%s: %w: %s", c, err, exit.Stderr)
	}
	return string(out), err
}
