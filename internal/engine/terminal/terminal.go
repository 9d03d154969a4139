// Package terminal runs a program in a container with a terminal, or connects
// to the program that a container runs anyway: what docker exec -it and docker
// attach do. It also finds out which shells a container has, without running
// anything in it.
//
// It moves bytes and must know neither what they mean nor how they are shown.
// Failures are *Error, which others put into words.
package terminal

import (
	"context"
	"io"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
)

// Term is what the terminal is called in the program's environment.
const Term = "xterm-256color"

// detachKeys end a connection and leave the program running. The engine looks
// for them in what is typed and holds back whatever may become them: with the
// usual ones, Ctrl+P Ctrl+Q, the line before the last one can't be fetched in any
// shell. A terminal is closed by a button here, so they are keys that nobody
// presses.
const detachKeys = "ctrl-^,ctrl-^,ctrl-^,ctrl-^,ctrl-@"

// API is what is needed of the Docker client.
type API interface {
	ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error)
	ContainerStatPath(ctx context.Context, id, path string) (container.PathStat, error)
	ContainerTop(ctx context.Context, id string, args []string) (container.TopResponse, error)
	ContainerExecCreate(ctx context.Context, id string, options container.ExecOptions) (container.ExecCreateResponse, error)
	ContainerExecAttach(ctx context.Context, id string, options container.ExecAttachOptions) (types.HijackedResponse, error)
	ContainerExecStart(ctx context.Context, id string, options container.ExecStartOptions) error
	ContainerExecResize(ctx context.Context, id string, options container.ResizeOptions) error
	ContainerExecInspect(ctx context.Context, id string) (container.ExecInspect, error)
	ContainerAttach(ctx context.Context, id string, options container.AttachOptions) (types.HijackedResponse, error)
	ContainerResize(ctx context.Context, id string, options container.ResizeOptions) error
}

// Wish says what to open.
type Wish struct {
	Container string   // id or name
	Name      string   // what to call it; as Container if ""
	Command   []string // the program and its arguments; none attaches to the one that runs
	User      string   // "" for the container's own
	Dir       string   // "" for the container's own
	Cols      int
	Rows      int
	Replay    bool // of an attached program also what it printed before, where the engine keeps that
}

// Attaches reports whether the wish is for the program that runs anyway.
func (w Wish) Attaches() bool { return len(w.Command) == 0 }

// Line is an open terminal as those see it who sit at it. A Session is one.
type Line interface {
	// Run copies what the program prints to out until the terminal ends. It must
	// be called, once.
	Run(ctx context.Context, out io.Writer) End
	// Write hands the program what is typed, Resize tells it the size; neither
	// waits.
	Write(p []byte) (int, error)
	Resize(cols, rows int)
	// Running are the commands that would be lost if it were closed.
	Running(ctx context.Context) ([]string, error)
}

var _ Line = (*Session)(nil)

// Session is an open terminal. Run must be called, once; the other methods may
// be called by any goroutine.
type Session struct {
	api    API
	wish   Wish
	target target
	conn   types.HijackedResponse
	out    io.ReadCloser // what the program prints
	// Tty says that the program has a terminal. One that is attached to may have
	// none: then nothing can be resized.
	Tty bool
	// Deaf says that the program reads no input.
	Deaf bool

	input input
}

// target is what the connection leads to: a program that was started for it, or
// the container's own.
type target interface {
	resize(ctx context.Context, cols, rows int) error
	// ended says how the program ended, after its output did.
	ended(ctx context.Context) End
	// hangUp ends the program, as closing a terminal does, and returns when that
	// was asked for.
	hangUp(ctx context.Context)
	// running are the commands that run in the terminal, beside the one it was
	// opened for.
	running(ctx context.Context) ([]string, error)
}

// Open starts what is wished for. It returns when the connection is there; that
// a program can't be started may be heard of only from Run.
func Open(ctx context.Context, api API, w Wish) (*Session, error) {
	s := newSession(api, w)
	begin := s.exec
	if w.Attaches() {
		begin = s.attach
	}
	if err := begin(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

func newSession(api API, w Wish) *Session {
	if w.Name == "" {
		w.Name = w.Container
	}
	return &Session{api: api, wish: w, Tty: true, input: input{more: make(chan struct{}, 1)}}
}

// Write hands the program what is typed. It doesn't wait, and drops what is more
// than a program that doesn't read may leave lying.
func (s *Session) Write(p []byte) (int, error) {
	if !s.Deaf {
		s.input.add(p)
	}
	return len(p), nil
}

// Resize tells the program how large its terminal is. It doesn't wait; of
// several sizes the last one counts.
func (s *Session) Resize(cols, rows int) { s.input.resize(cols, rows) }

// Running are the commands that run in the terminal beside the one that it was
// opened for: what would be lost if it were closed. With an error that can't be
// known.
func (s *Session) Running(ctx context.Context) ([]string, error) { return s.target.running(ctx) }

// End is how a terminal ended.
type End struct {
	Code  int   // what the program left
	Known bool  // whether that is known
	Err   error // why it ended, if it didn't by itself: an *Error
}
