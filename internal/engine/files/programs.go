package files

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"
)

const linkMode = fs.ModeSymlink

// program is where the container has a program; "" if nowhere. Nothing is run to
// find out.
func (s *seat) program(ctx context.Context, name string) (string, error) {
	key := s.container + " " + name
	s.f.mu.Lock()
	known, asked := s.f.programs[key]
	s.f.mu.Unlock()
	if asked {
		return known, nil
	}
	found := ""
	for _, dir := range s.dirs {
		p := path.Join(dir, name)
		ok, err := s.executable(ctx, p)
		if err != nil {
			return "", wrap(s.ref, p, err)
		}
		if ok {
			found = p
			break
		}
	}
	if found != "" { // what is missing may be installed later
		s.f.mu.Lock()
		s.f.programs[key] = found
		s.f.mu.Unlock()
	}
	return found, nil
}

func (s *seat) executable(ctx context.Context, p string) (bool, error) {
	for range maxLinks {
		st, err := s.api.ContainerStatPath(ctx, s.container, p)
		// A file in the place of a folder is an internal error to some engines.
		if errdefs.IsNotFound(err) || errdefs.IsInternal(err) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if st.LinkTarget == "" || st.LinkTarget == p {
			return st.Mode.IsRegular() && st.Mode&0o111 != 0, nil
		}
		p = st.LinkTarget
	}
	return false, nil
}

// has reports whether the container runs and has programs.
func (s *seat) has(ctx context.Context, programs ...string) (bool, error) {
	if s.state != running {
		return false, nil
	}
	for _, name := range programs {
		found, err := s.program(ctx, name)
		if found == "" {
			return false, err
		}
	}
	return true, nil
}

// complaints is how much of a program's complaints is kept.
const complaints = 4096

// exec runs a program in the container as root, as the archive is read as root,
// and waits for its end.
func (s *seat) exec(ctx context.Context, out io.Writer, command ...string) error {
	made, err := s.api.ContainerExecCreate(ctx, s.container, container.ExecOptions{
		User: "0", Cmd: command, Env: []string{"QUOTING_STYLE=literal", "LC_ALL=C"}, AttachStdout: true, AttachStderr: true,
	})
	if err != nil {
		return wrap(s.ref, "", err)
	}
	conn, err := s.api.ContainerExecAttach(ctx, made.ID, container.ExecAttachOptions{})
	if err != nil {
		return wrap(s.ref, "", err)
	}
	said, err := hear(ctx, out, conn.Reader, conn.Close)
	if err != nil {
		return wrap(s.ref, "", err)
	}
	for {
		found, err := s.api.ContainerExecInspect(ctx, made.ID)
		switch {
		case err != nil:
			return wrap(s.ref, "", err)
		case found.Running: // its output has ended, so it soon will
			time.Sleep(5 * time.Millisecond)
		case found.ExitCode == 0:
			return nil
		default:
			return s.complaint(command[0], found.ExitCode, said)
		}
	}
}

// hear reads what a program prints until it ends, and gives its complaints.
func hear(ctx context.Context, out io.Writer, from io.Reader, hangUp func()) (string, error) {
	defer hangUp()
	stop := context.AfterFunc(ctx, hangUp) // a read knows no context
	defer stop()
	said := &tail{}
	if _, err := stdcopy.StdCopy(out, said, from); err != nil && ctx.Err() == nil {
		return "", err
	}
	return strings.TrimSpace(said.String()), ctx.Err()
}

// tail keeps the beginning of what is written to it.
type tail struct{ bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	if room := complaints - t.Len(); room > 0 {
		t.Buffer.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}

func (s *seat) complaint(program string, code int, said string) error {
	e := &Error{Ref: s.ref, Raw: said, Err: fmt.Errorf("%s ended with %d: %s", program, code, said)}
	e.Reason = reasonOf(e.Err)
	if code == 126 || code == 127 {
		e.Reason, e.What = ReasonNoProgram, program
	}
	return e
}

// tool runs a program of an image in a helper.
func (s *seat) tool(ctx context.Context, image string, given container.HostConfig, out io.Writer, command ...string) error {
	id, err := makeHelper(ctx, s.api, s.ref, image, command[:1], command[1:], given)
	if err != nil {
		return err
	}
	defer removeHelper(ctx, s.api, id)
	conn, err := s.api.ContainerAttach(ctx, id, container.AttachOptions{Stream: true, Stdout: true, Stderr: true})
	if err != nil {
		return wrap(s.ref, "", err)
	}
	if err := s.api.ContainerStart(ctx, id, container.StartOptions{}); err != nil {
		conn.Close()
		return wrap(s.ref, "", err)
	}
	said, err := hear(ctx, out, conn.Reader, conn.Close)
	if err != nil {
		return wrap(s.ref, "", err)
	}
	for {
		found, err := s.api.ContainerInspect(ctx, id)
		switch {
		case err != nil:
			return wrap(s.ref, "", err)
		case found.State == nil || found.State.Running:
			time.Sleep(5 * time.Millisecond)
		case found.State.ExitCode == 0:
			return nil
		default:
			return s.complaint(command[0], found.State.ExitCode, said)
		}
	}
}
