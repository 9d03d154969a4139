package world

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"

	"github.com/dockdesk/dockdesk/internal/engine/practice/shell"
)

// Exec is another program in a container that runs.
type Exec struct {
	ID     string
	Config container.ExecOptions

	c       *Container
	out     *output
	in      *input
	tty     *shell.TTY
	running bool
	began   bool
	code    *int
	pid     int // on the computer
	started time.Time
	cancel  context.CancelFunc
	by      int // the signal that ended it
}

func (e *Exec) close() {
	if e.in != nil {
		e.in.Close()
	}
	if e.tty != nil {
		e.tty.Close()
	}
	e.out.end()
}

// end ends the program by a signal. mu is held.
func (e *Exec) end(number int) {
	e.by = number
	if e.cancel != nil {
		e.cancel()
	}
	e.close()
}

func (w *World) endExecs(c *Container) {
	for _, id := range c.execs {
		if e := w.execs[id]; e != nil && e.running {
			e.end(9)
		}
	}
	c.execs = nil
}

// NewExec prepares another program.
func (w *World) NewExec(ref string, o container.ExecOptions) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.container(ref)
	switch {
	case err != nil:
		return "", err
	case len(o.Cmd) == 0:
		return "", invalid("No exec command specified")
	case c.state.Status == container.StateRestarting:
		return "", conflict("Container %s is restarting, wait until the container is running", c.ID)
	case c.state.Paused:
		return "", conflict("Container %s is paused, unpause the container before exec", c.ID)
	case !c.running():
		return "", conflict("container %s is not running", c.ID)
	}
	e := &Exec{ID: w.newID(), Config: o, c: c, out: newOutput(w.now)}
	w.execs[e.ID] = e
	c.execs = append(c.execs, e.ID)
	w.tellOf(c, events.Action("exec_create: "+strings.Join(o.Cmd, " ")), "execID", e.ID)
	return e.ID, nil
}

// StartExec starts it. The session is nil if nobody stays to see.
func (w *World) StartExec(id string, o container.ExecStartOptions) (*Session, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := w.execs[id]
	switch {
	case e == nil:
		return nil, notFound("No such exec instance: %s", id)
	case e.began:
		return nil, conflict("exec %s has already run", id)
	case !e.c.running():
		return nil, conflict("container %s is not running", e.c.ID)
	}
	e.began = true
	p := w.process(e.c, e.Config.Cmd)
	p.Host.(*host).guest = true
	if e.Config.Tty {
		p.Env = append(p.Env, "TERM=xterm")
	}
	p.Env = append(p.Env, e.Config.Env...)
	if e.Config.WorkingDir != "" {
		p.Dir = e.Config.WorkingDir
	}
	if e.Config.User != "" {
		p.User = e.Config.User
	}
	if who := p.Unknown(); who != "" {
		code := 126
		e.code = &code
		return w.saidOnly(e, o, nobody(who))
	}
	if _, err := e.c.fs.Stat(p.Dir); err != nil {
		code := 127
		e.code = &code
		return w.saidOnly(e, o, invalid("OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd (%q) set in config.json failed: no such file or directory: unknown", p.Dir))
	}
	if _, err := p.Find(e.Config.Cmd[0]); err != nil {
		code, err := notRunnable(e.Config.Cmd[0], err, "OCI runtime exec failed: exec failed: unable to start container process: ")
		e.code = &code
		return w.saidOnly(e, o, err)
	}
	var session *Session
	if !o.Detach {
		session = e.session()
	}
	e.wire(p)
	w.runExec(e, p)
	return session, nil
}

func nobody(who string) error {
	file := "passwd"
	if strings.HasPrefix(who, "group") {
		file = "group"
	}
	return invalid("unable to find %s: no matching entries in %s file", who, file)
}

// saidOnly is a program that can't be started: whoever is there reads why. One
// who is not gets it as the answer.
func (w *World) saidOnly(e *Exec, o container.ExecStartOptions, err error) (*Session, error) {
	if o.Detach {
		return nil, err
	}
	s := e.session()
	stream := Stdout
	s.Out.put(stream, []byte(err.Error()+"\r\n"))
	s.Out.Close()
	return s, nil
}

func (e *Exec) wire(p *shell.Process) {
	if e.Config.Tty {
		e.tty = shell.NewTTY(e.out.writer(Stdout))
		if size := e.Config.ConsoleSize; size != nil {
			e.tty.Resize(int(size[1]), int(size[0]))
		}
		p.TTY, p.Stdin, p.Stdout, p.Stderr = e.tty, e.tty, e.tty, e.tty
		return
	}
	p.Stdout, p.Stderr = e.out.writer(Stdout), e.out.writer(Stderr)
	if e.Config.AttachStdin {
		e.in = newInput()
		p.Stdin = e.in
	}
}

func (w *World) runExec(e *Exec, p *shell.Process) {
	ctx, cancel := context.WithCancel(w.ctx)
	e.cancel, e.running, e.started = cancel, true, w.now()
	table := e.c.table
	send := func(name string, number int) { w.signalExec(e, name, number) }
	own := shell.Proc{User: cmp.Or(p.User, "root"), Start: e.started, Command: strings.Join(e.Config.Cmd, " ")}
	begun := table.begin(&proc{Proc: own, of: e.c, signal: send}, p.TTY)
	p.PID, e.pid = begun.PID, begun.pid
	if p.TTY != nil {
		p.TTY.Foreground(func() { send("INT", 2) })
	}
	e.out.begin()
	w.tellOf(e.c, events.Action("exec_start: "+strings.Join(e.Config.Cmd, " ")), "execID", e.ID)
	w.work.Go(func() {
		defer cancel()
		code, err := p.Run(ctx)
		if err != nil {
			code = 127
		}
		table.end(begun.PID)
		w.mu.Lock()
		defer w.mu.Unlock()
		switch {
		case e.by != 0:
			code = 128 + e.by
		case ctx.Err() != nil:
			code = 137
		}
		e.running, e.code = false, &code
		e.close()
		w.tellOf(e.c, events.ActionExecDie, "execID", e.ID, "exitCode", itoa(code))
	})
}

// signalExec gives the program a signal. A shell at a terminal heeds only those
// that end it for sure.
func (w *World) signalExec(e *Exec, name string, number int) {
	calm := shell.Interactive(e.Config.Cmd[0]) && len(e.Config.Cmd) == 1 && e.Config.Tty
	if calm && (name == "INT" || name == "TERM" || name == "QUIT") || shell.Ignores(name) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	e.end(number)
}

// InspectExec tells how it is.
func (w *World) InspectExec(id string) (ExecState, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := w.execs[id]
	if e == nil {
		return ExecState{}, notFound("No such exec instance: %s", id)
	}
	s := ExecState{
		ID: e.ID, Running: e.running, ExitCode: e.code, ContainerID: e.c.ID, Pid: e.pid, OpenStdin: e.Config.AttachStdin,
		OpenStdout: e.Config.AttachStdout, OpenStderr: e.Config.AttachStderr, CanRemove: e.code != nil,
	}
	s.ProcessConfig.Entrypoint, s.ProcessConfig.Arguments = e.Config.Cmd[0], e.Config.Cmd[1:]
	s.ProcessConfig.TTY, s.ProcessConfig.User = e.Config.Tty, e.Config.User
	return s, nil
}

// ExecState is an inspection of an exec, as the engine writes it.
type ExecState struct {
	ID            string
	Running       bool
	ExitCode      *int
	ProcessConfig struct {
		TTY        bool     `json:"tty"`
		Entrypoint string   `json:"entrypoint"`
		Arguments  []string `json:"arguments"`
		User       string   `json:"user,omitempty"`
	}
	OpenStdin, OpenStderr, OpenStdout, CanRemove bool
	ContainerID                                  string
	DetachKeys                                   string
	Pid                                          int
}

// ResizeExec tells an exec's terminal its size.
func (w *World) ResizeExec(id string, cols, rows int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := w.execs[id]
	if e == nil {
		return notFound("No such exec instance: %s", id)
	}
	if e.tty != nil {
		e.tty.Resize(cols, rows)
	}
	return nil
}

// Session is somebody who talks with a program.
type Session struct {
	TTY  bool
	Past []Line // what the log has, for those who want it first
	Out  *Attached
	// In takes what is typed; nil if the program does not read.
	In interface{ Write([]byte) (int, error) }
	// CloseIn is the end of what is typed.
	CloseIn func()
}

func (e *Exec) session() *Session {
	var streams []Stream
	if e.Config.AttachStdout || e.Config.Tty {
		streams = append(streams, Stdout)
	}
	if e.Config.AttachStderr {
		streams = append(streams, Stderr)
	}
	return &Session{
		TTY: e.Config.Tty, Out: e.out.attach(append(streams, Stdout)...),
		In: typed(func(b []byte) {
			if e.tty != nil {
				e.tty.Feed(b)
			} else if e.in != nil {
				_, _ = e.in.Write(b)
			}
		}),
		CloseIn: func() {
			if e.in != nil {
				e.in.Close()
			}
		},
	}
}

type typed func([]byte)

func (t typed) Write(b []byte) (int, error) {
	t(b)
	return len(b), nil
}

// AttachWish says what of a program is wanted.
type AttachWish struct{ Stdin, Stdout, Stderr, Logs bool }

// Attach lets somebody talk with a container's program; it may not run yet.
func (w *World) Attach(ref string, wish AttachWish) (*Session, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.container(ref)
	switch {
	case err != nil:
		return nil, err
	case c.state.Paused:
		return nil, conflict("container %s is paused, unpause the container before attach", c.ID)
	case c.state.Status == container.StateRestarting:
		return nil, conflict("container %s is restarting, wait until the container is running", c.ID)
	}
	var streams []Stream
	if wish.Stdout {
		streams = append(streams, Stdout)
	}
	if wish.Stderr {
		streams = append(streams, Stderr)
	}
	s := &Session{TTY: c.Config.Tty, CloseIn: func() {}}
	s.Past, s.Out = c.out.attachAfter(wish.Logs, streams...)
	if wish.Stdin && c.Config.OpenStdin {
		w.attachInput(c, s)
	}
	w.tellOf(c, events.ActionAttach)
	return s, nil
}

func (w *World) attachInput(c *Container, s *Session) {
	if c.Config.Tty {
		if c.tty == nil {
			c.tty = shell.NewTTY(c.out.writer(Stdout))
		}
		tty := c.tty
		s.In = typed(tty.Feed)
		return
	}
	in := c.input()
	s.In = typed(func(b []byte) { _, _ = in.Write(b) })
	if c.Config.StdinOnce {
		s.CloseIn = in.Close
	}
}

// Resize tells a container's terminal its size.
func (w *World) Resize(ref string, cols, rows int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.container(ref)
	if err != nil {
		return err
	}
	if !c.running() {
		return conflict("container %s is not running", c.ID)
	}
	if c.tty != nil {
		c.tty.Resize(cols, rows)
	}
	w.tellOf(c, events.ActionResize, "height", itoa(rows), "width", itoa(cols))
	return nil
}
