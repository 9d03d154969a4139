package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
)

// exec starts a program in the container.
func (s *Session) exec(ctx context.Context) error {
	w := s.wish
	made, err := s.api.ContainerExecCreate(ctx, w.Container, container.ExecOptions{
		User: w.User, WorkingDir: w.Dir, Cmd: w.Command, Env: []string{"TERM=" + Term},
		Tty: true, AttachStdin: true, AttachStdout: true, AttachStderr: true, DetachKeys: detachKeys,
	})
	if err != nil {
		return s.refused(err)
	}
	options := container.ExecAttachOptions{Tty: true}
	if w.Cols > 0 && w.Rows > 0 {
		options.ConsoleSize = &[2]uint{uint(w.Rows), uint(w.Cols)}
	}
	if s.conn, err = s.api.ContainerExecAttach(ctx, made.ID, options); err != nil {
		return s.refused(err)
	}
	s.out = io.NopCloser(s.conn.Reader)
	s.target = &process{s: s, id: made.ID}
	if w.Cols > 0 && w.Rows > 0 {
		s.Resize(w.Cols, w.Rows) // engines before API 1.42 know nothing of it yet
	}
	return nil
}

// process is a program that was started for the terminal.
type process struct {
	s  *Session
	id string
}

func (p *process) resize(ctx context.Context, cols, rows int) error {
	return p.s.api.ContainerExecResize(ctx, p.id, container.ResizeOptions{Width: uint(cols), Height: uint(rows)})
}

// settles is how long a program that has closed its output may take to end.
const settles = time.Second

func (p *process) ended(ctx context.Context) End {
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		found, err := p.s.api.ContainerExecInspect(ctx, p.id)
		switch {
		case err != nil:
			return End{Err: p.s.why(ctx, err)}
		case !found.Running:
			return p.left(ctx, found.ExitCode)
		case time.Since(begun) > settles: // only the connection ended
			return End{Err: p.s.fail(ReasonLost, errors.New("the connection ended"))}
		}
	}
}

// left is the end of a program that left a code: by itself, or killed with its
// container, which is known to have stopped a moment later.
func (p *process) left(ctx context.Context, code int) End {
	e := End{Code: code, Known: true}
	const killed = 128 + 9
	for begun := time.Now(); code == killed && e.Err == nil && time.Since(begun) < settles; time.Sleep(50 * time.Millisecond) {
		e.Err = p.s.why(ctx, nil)
	}
	return e
}

// row is a process as the engine's computer counts it.
type row struct{ pid, parent, command string }

// processes are those of the container, and the number of ours among them; ""
// when it has ended.
func (p *process) processes(ctx context.Context) (all []row, mine string, err error) {
	found, err := p.s.api.ContainerExecInspect(ctx, p.id)
	if err != nil {
		return nil, "", fmt.Errorf("looking up the program: %w", err)
	}
	if !found.Running {
		return nil, "", nil
	}
	if all, err = top(ctx, p.s.api, p.s.wish.Container); err != nil {
		return nil, "", err
	}
	mine = strconv.Itoa(found.Pid)
	if !slices.ContainsFunc(all, func(r row) bool { return r.pid == mine }) {
		return nil, "", errors.New("listing the processes: ours is not among them")
	}
	return all, mine, nil
}

// top are the processes of a container.
func top(ctx context.Context, api API, id string) ([]row, error) {
	found, err := api.ContainerTop(ctx, id, []string{"-eo", "pid,ppid,args"})
	if err != nil {
		return nil, fmt.Errorf("listing the processes: %w", err)
	}
	var all []row
	for _, cells := range found.Processes {
		if len(cells) < 3 {
			return nil, fmt.Errorf("listing the processes: %q is no process", cells)
		}
		all = append(all, row{cells[0], cells[1], strings.Join(cells[2:], " ")})
	}
	return all, nil
}

// childrenOf are the commands that a process has started.
func childrenOf(all []row, pid string) []string {
	var commands []string
	for _, r := range all {
		if r.parent == pid {
			commands = append(commands, r.command)
		}
	}
	return commands
}

func (p *process) running(ctx context.Context) ([]string, error) {
	all, mine, err := p.processes(ctx)
	if err != nil || mine == "" {
		return nil, err
	}
	commands := childrenOf(all, mine)
	if len(commands) == 0 && !isShell(p.s.wish.Command[0]) {
		commands = []string{strings.Join(p.s.wish.Command, " ")}
	}
	return commands, nil
}

// farewell finds the terminal that has a certain size, and sends HUP to all that
// read from it or write to it.
const farewell = `for t in /dev/pts/[0-9]*; do
	[ "$(stty size <"$t")" = "$1" ] || continue
	for d in /proc/[0-9]*; do
		{ [ "$d/fd/0" -ef "$t" ] || [ "$d/fd/1" -ef "$t" ] || [ "$d/fd/2" -ef "$t" ]; } && kill -HUP "${d#/proc/}"
	done
done`

// hangUp sends HUP to whatever runs in the terminal, as closing a terminal does.
// The engine has no call for that, so a shell of the container does it. Which
// terminal is meant nobody inside could tell; so it is given a size that no other
// has. Where there is no shell nothing is done here.
func (p *process) hangUp(ctx context.Context) {
	shells, err := Shells(ctx, p.s.api, p.s.wish.Container)
	i := slices.IndexFunc(shells, func(sh Shell) bool { return sh.Name != "fish" }) // knows other words
	if err != nil || i < 0 {
		return
	}
	// Few rows: programs that draw make room for all of it.
	const rows = 5
	cols := 10_000 + rand.N(20_000)
	if p.resize(ctx, cols, rows) != nil {
		return
	}
	made, err := p.s.api.ContainerExecCreate(ctx, p.s.wish.Container, container.ExecOptions{
		User: p.s.wish.User, Cmd: []string{shells[i].Path, "-c", farewell, "hangup", fmt.Sprintf("%d %d", rows, cols)},
	})
	if err == nil {
		_ = p.s.api.ContainerExecStart(ctx, made.ID, container.ExecStartOptions{Detach: true})
	}
}

// isShell reports whether a program is one that runs others and ends when it is
// told to.
func isShell(program string) bool { return slices.Contains(shellNames, path.Base(program)) }
