package terminal

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"
)

// attach connects to the container's own program.
func (s *Session) attach(ctx context.Context) error {
	found, err := s.api.ContainerInspect(ctx, s.wish.Container)
	if err != nil {
		return s.refused(err)
	}
	switch state := found.State; {
	case state == nil:
	case state.Paused:
		return s.fail(ReasonPaused, nil)
	case state.Restarting:
		return s.fail(ReasonRestarting, nil)
	case !state.Running:
		return s.fail(ReasonNotRunning, nil)
	}
	if found.Config != nil {
		s.Tty, s.Deaf = found.Config.Tty, !found.Config.OpenStdin
	}
	s.conn, err = s.api.ContainerAttach(ctx, s.wish.Container, container.AttachOptions{
		Stream: true, Stdin: !s.Deaf, Stdout: true, Stderr: true, DetachKeys: detachKeys,
		Logs: s.wish.Replay && keepsLog(found),
	})
	if err != nil {
		return s.refused(err)
	}
	s.out = io.NopCloser(s.conn.Reader)
	if !s.Tty {
		s.out = newLines(s.conn.Reader)
	}
	s.target = main{s}
	if s.wish.Cols > 0 && s.wish.Rows > 0 {
		s.Resize(s.wish.Cols, s.wish.Rows)
	}
	return nil
}

// keepsLog says that what the container prints can be read again.
func keepsLog(c container.InspectResponse) bool {
	return c.ContainerJSONBase != nil && c.HostConfig != nil && c.HostConfig.LogConfig.Type != "none"
}

// main is the program that the container runs. It goes on when the terminal is
// closed.
type main struct{ s *Session }

func (m main) resize(ctx context.Context, cols, rows int) error {
	if !m.s.Tty {
		return nil
	}
	return m.s.api.ContainerResize(ctx, m.s.wish.Container, container.ResizeOptions{Width: uint(cols), Height: uint(rows)})
}

func (m main) ended(ctx context.Context) End {
	found, err := m.s.api.ContainerInspect(ctx, m.s.wish.Container)
	switch {
	case err != nil:
		return End{Err: m.s.why(ctx, err)}
	case found.State == nil || found.State.Running:
		return End{Err: m.s.fail(ReasonLost, errors.New("the connection ended"))}
	}
	return End{Code: found.State.ExitCode, Known: true}
}

func (m main) hangUp(context.Context)                    {}
func (m main) running(context.Context) ([]string, error) { return nil, nil }

// lines reads what a program without a terminal prints: its output and its errors
// taken out of their frames, and each line's end as a terminal needs it.
type lines struct {
	*io.PipeReader
	ready bytes.Buffer
	last  byte
}

func newLines(from io.Reader) *lines {
	r, w := io.Pipe()
	go func() { // ends with the connection or with Close, which Run sees to
		_, err := stdcopy.StdCopy(w, w, from)
		_ = w.CloseWithError(err)
	}()
	return &lines{PipeReader: r}
}

func (l *lines) Read(p []byte) (int, error) {
	buf := make([]byte, 32<<10)
	for l.ready.Len() == 0 {
		n, err := l.PipeReader.Read(buf)
		if err != nil {
			return 0, err
		}
		for _, b := range buf[:n] {
			if b == '\n' && l.last != '\r' {
				l.ready.WriteByte('\r')
			}
			l.ready.WriteByte(b)
			l.last = b
		}
	}
	return l.ready.Read(p)
}
