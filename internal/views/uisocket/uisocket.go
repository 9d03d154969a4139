// Package uisocket answers on a unix socket with the tree of controls that the
// window shows, so that a test outside the process finds a control by its id
// and then clicks, types and drags with real X events. The window can't be
// operated through it: it tells and it quits, nothing else.
//
// It must know no page and no widget of ours; they say what they are through
// package control.
//
// One request is one line of JSON, and so is its answer:
//
//	{"op":"tree"}               {"ok":true,"tree":{"page":"containers","controls":[…]}}
//	{"op":"find","id":"nav.home"}  the same tree with the matching controls only
//	{"op":"idle"}               answers when nothing is pending and it was painted
//	{"op":"quit"}               closes the application
package uisocket

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/control"
)

const (
	defaultTimeout = 10 * time.Second
	// maxRequest is the longest line that is read, in bytes.
	maxRequest = 4096
	// frame is a little more than the time from one picture to the next.
	frame = 20 * time.Millisecond
)

// Options says which window to tell of. Only Window is needed.
type Options struct {
	Window fyne.Window
	// Page names the page that is shown. Called on the main goroutine.
	Page func() string
	// Busy says that something is under way which will change the window
	// without anyone doing anything: a posted update, a list being read.
	// Called on the main goroutine. "idle" waits until it is false.
	Busy func() bool
	// Quit ends the application. Called on the main goroutine. The default
	// closes the window.
	Quit func()
	// Post runs a function on the main goroutine, later. Default fyne.Do.
	Post func(func())
}

// Server listens on one socket.
type Server struct {
	opts     Options
	path     string
	listener *net.UnixListener
	quitting atomic.Bool
}

// ErrInUse says that another process answers on the socket, or that the path
// is a file of another kind. It is never removed.
var ErrInUse = errors.New("the path is in use")

// Listen makes the socket, readable and writable for this user only, and
// takes over the path of a process that died. Call Serve next.
func Listen(path string, opts Options) (*Server, error) {
	if opts.Page == nil {
		opts.Page = func() string { return "" }
	}
	if opts.Busy == nil {
		opts.Busy = func() bool { return false }
	}
	if opts.Quit == nil {
		opts.Quit = opts.Window.Close
	}
	if opts.Post == nil {
		opts.Post = fyne.Do
	}
	if err := clear(path); err != nil {
		return nil, fmt.Errorf("listening on %s: %w", path, err)
	}
	l, err := listenPrivately(path)
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", path, err)
	}
	return &Server{opts: opts, path: path, listener: l}, nil
}

// clear removes a socket that nobody answers on.
func clear(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().Type() != fs.ModeSocket {
		return ErrInUse
	}
	if c, err := net.DialTimeout("unix", path, time.Second); err == nil {
		c.Close()
		return ErrInUse
	}
	return os.Remove(path)
}

// listenPrivately makes the socket in a folder of its own, where nobody else
// reaches it, and moves it to its place once its mode is right. There is no
// moment in which another user could connect.
func listenPrivately(path string) (*net.UnixListener, error) {
	dir, err := os.MkdirTemp(filepath.Dir(path), ".ui")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: filepath.Join(dir, "s")})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	if err = os.Chmod(filepath.Join(dir, "s"), 0o600); err == nil {
		err = os.Rename(filepath.Join(dir, "s"), path)
	}
	if err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

// Serve answers until the context ends. When it returns, every connection is
// closed, every goroutine has ended and the socket is removed. End it before
// the application's main loop ends, or after "quit" was answered: Fyne runs
// posted functions on the caller's goroutine once its loop is over.
func (s *Server) Serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var conns sync.WaitGroup
	defer os.Remove(s.path)
	defer conns.Wait()
	defer cancel()
	stop := context.AfterFunc(ctx, func() { s.listener.Close() })
	defer stop()
	defer s.listener.Close()

	for {
		conn, err := s.listener.Accept()
		if ctx.Err() != nil {
			if err == nil {
				conn.Close()
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("accepting on %s: %w", s.path, err)
		}
		conns.Go(func() { s.talk(ctx, conn) })
	}
}

// talk answers the requests of one connection, one after the other.
func (s *Server) talk(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	lines := bufio.NewScanner(conn)
	lines.Buffer(make([]byte, 0, maxRequest), maxRequest)
	out := json.NewEncoder(conn)
	for lines.Scan() {
		var req control.Request
		if err := json.Unmarshal(lines.Bytes(), &req); err != nil {
			if out.Encode(control.Answer{Error: "the request is no JSON: " + err.Error()}) != nil {
				return
			}
			continue
		}
		tree, err := s.answer(ctx, req)
		answer := control.Answer{OK: err == nil, Tree: tree}
		if err != nil {
			answer.Error = err.Error()
		}
		if out.Encode(answer) != nil {
			return
		}
		if req.Op == control.OpQuit && err == nil {
			s.opts.Post(s.opts.Quit)
		}
	}
}

func (s *Server) answer(ctx context.Context, req control.Request) (*control.Tree, error) {
	limit := time.Duration(req.TimeoutMillis) * time.Millisecond
	if limit <= 0 {
		limit = defaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if s.quitting.Load() {
		return nil, errors.New("the application is closing")
	}
	switch req.Op {
	case control.OpTree:
		return s.tree(ctx, func(control.Control) bool { return true })
	case control.OpFind:
		return s.tree(ctx, func(c control.Control) bool { return c.ID == req.ID })
	case control.OpIdle:
		return nil, s.idle(ctx)
	case control.OpQuit:
		s.quitting.Store(true)
		return nil, nil
	}
	return nil, fmt.Errorf("%q is no operation: use tree, find, idle or quit", req.Op)
}

func (s *Server) tree(ctx context.Context, match func(control.Control) bool) (*control.Tree, error) {
	var t control.Tree
	err := s.onMain(ctx, func() {
		t = Walk(s.opts.Window.Canvas())
		t.Page, t.Title = s.opts.Page(), s.opts.Window.Title()
	})
	if err != nil {
		return nil, fmt.Errorf("reading the window: %w", err)
	}
	t.Controls = append([]control.Control{}, t.Where(match)...)
	return &t, nil
}

// idle waits until nothing is under way and all up to then is painted.
func (s *Server) idle(ctx context.Context) error {
	for calm := false; ; {
		var busy bool
		if err := s.onMain(ctx, func() { busy = s.opts.Busy() }); err != nil {
			return fmt.Errorf("waiting for an idle window: %w", err)
		}
		if calm && !busy {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("the window is still busy: %w", ctx.Err())
		}
		if err := s.painted(ctx); err != nil {
			return err
		}
		calm = !busy
	}
}

// painted waits until a picture was painted that shows all that was posted
// before. Fyne ticks its animations right before it paints, on the same
// goroutine; so at the second tick the picture of the first one is done.
func (s *Server) painted(ctx context.Context) error {
	var ticks int
	second := make(chan struct{})
	probe := &fyne.Animation{Duration: time.Second, RepeatCount: fyne.AnimationRepeatForever, Curve: fyne.AnimationLinear}
	probe.Tick = func(float32) {
		if ticks++; ticks == 2 {
			close(second)
		}
	}
	if err := s.onMain(ctx, probe.Start); err != nil {
		return fmt.Errorf("waiting for a picture: %w", err)
	}
	select {
	case <-second:
	case <-time.After(10 * frame): // a driver without animations, as in headless tests
	case <-ctx.Done():
	}
	if err := s.onMain(ctx, probe.Stop); err != nil {
		return fmt.Errorf("waiting for a picture: %w", err)
	}
	return nil
}

// onMain runs a function on the main goroutine and waits, but no longer than
// the context: the main loop may have ended meanwhile.
func (s *Server) onMain(ctx context.Context, run func()) error {
	done := make(chan struct{})
	var given atomic.Bool
	s.opts.Post(func() {
		defer close(done)
		if given.CompareAndSwap(false, true) {
			run()
		}
	})
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		if given.CompareAndSwap(false, true) {
			return ctx.Err() // it will never run
		}
		<-done // it has begun: it writes to our variables, so wait
		return nil
	}
}
