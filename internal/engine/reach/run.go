package reach

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/strslice"
	"github.com/docker/docker/pkg/stdcopy"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/programs"
)

// saying is what a program said that was run.
type saying struct {
	out, err string
	code     int
	command  []string // with the place where the program was found
	image    string   // of the helper
}

// patience is how long a program may take. Those that are run give up sooner by
// themselves.
const patience = 8 * time.Second

// mostSaid is how much of it is kept.
const mostSaid = 4 << 20

// inside runs one of the container's own programs; false if it has none of the
// name, or none can be run.
func (a *asking) inside(ctx context.Context, c end, command []string) (saying, bool) {
	program, err := a.find(ctx, c.ID, c.inspected.Config, command[0])
	if err != nil || program == "" {
		return saying{}, false
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	command = append([]string{program}, command[1:]...)
	made, err := a.api.ContainerExecCreate(ctx, c.ID, container.ExecOptions{Cmd: command, Env: []string{"LC_ALL=C"}, AttachStdout: true, AttachStderr: true})
	if err != nil {
		return saying{}, false
	}
	conn, err := a.api.ContainerExecAttach(ctx, made.ID, container.ExecAttachOptions{})
	if err != nil {
		return saying{}, false
	}
	said := saying{command: command}
	if said.out, said.err, err = hear(ctx, conn.Reader, conn.Close); err != nil {
		return saying{}, false
	}
	for {
		found, err := a.api.ContainerExecInspect(ctx, made.ID)
		if err != nil {
			return saying{}, false
		}
		if !found.Running {
			said.code = found.ExitCode
			return said, true
		}
		time.Sleep(5 * time.Millisecond) // its output has ended, so it soon will
	}
}

// hear reads what a program prints until it ends.
func hear(ctx context.Context, from io.Reader, hangUp func()) (out, errs string, err error) {
	defer hangUp()
	stop := context.AfterFunc(ctx, hangUp) // a read knows no context
	defer stop()
	var o, e kept
	if _, err := stdcopy.StdCopy(&o, &e, from); err != nil && ctx.Err() == nil {
		return "", "", err
	}
	return o.text.String(), e.text.String(), ctx.Err()
}

// kept keeps the beginning of what is written to it.
type kept struct{ text strings.Builder }

func (k *kept) Write(p []byte) (int, error) {
	k.text.Write(p[:min(len(p), mostSaid-k.text.Len())])
	return len(p), nil
}

// find is where a container has a program; "" if nowhere. Nothing is run for it.
func (a *asking) find(ctx context.Context, id string, c *container.Config, name string) (string, error) {
	for _, dir := range programs.SearchPath(c) {
		p := path.Join(dir, name)
		ok, err := a.executable(ctx, id, p)
		if err != nil {
			return "", err
		}
		if ok {
			return p, nil
		}
	}
	return "", nil
}

// mostLinks is how many links are followed.
const mostLinks = 8

func (a *asking) executable(ctx context.Context, id, p string) (bool, error) {
	for range mostLinks {
		st, err := a.api.ContainerStatPath(ctx, id, p)
		if errdefs.IsNotFound(err) || errdefs.IsInternal(err) {
			return false, nil // a file in the place of a folder is an internal error to some engines
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

// errNoImage says that no local image has a program that could do it.
var errNoImage = errors.New("no image on this computer has a program that could")

// mostImages is how many images are looked into for a program.
const mostImages = 12

// beside runs the first of some commands for which an image has the program, in a
// helper that shares a container's network. What isn't told enough by it is tried
// by the next.
func (a *asking) beside(ctx context.Context, id string, commands [][]string, enough func(name string, s saying) bool) (saying, error) {
	images, err := a.api.ImageList(ctx, image.ListOptions{})
	if err != nil {
		return saying{}, err
	}
	images = slices.DeleteFunc(images, func(i image.Summary) bool { return len(i.RepoTags) == 0 || i.RepoTags[0] == "<none>:<none>" })
	slices.SortStableFunc(images, func(a, b image.Summary) int { return cmpAll(int((a.Size-b.Size)/1024), strings.Compare(a.ID, b.ID)) })
	last, failed := saying{}, errNoImage
	for _, i := range images[:min(len(images), mostImages)] {
		for _, command := range commands {
			program, err := a.imageHas(ctx, i.ID, command[0])
			if err != nil {
				return saying{}, err
			}
			if program == "" {
				continue
			}
			said, err := a.helper(ctx, id, i.ID, append([]string{program}, command[1:]...))
			said.image = i.RepoTags[0]
			if err != nil || enough(command[0], said) {
				return said, err
			}
			last, failed = said, nil
		}
	}
	return last, failed
}

// imageHas is where an image has a program. A container that is never started
// shows its files.
func (a *asking) imageHas(ctx context.Context, id, name string) (string, error) {
	key := id + " " + name
	a.r.mu.Lock()
	known, asked := a.r.tools[key]
	a.r.mu.Unlock()
	if asked {
		return known, nil
	}
	made, config, err := a.make(ctx, "none", id, []string{"never"})
	if err != nil {
		return "", err
	}
	defer a.remove(ctx, made)
	found, err := a.find(ctx, made, config, name)
	if err != nil {
		return "", err
	}
	a.r.mu.Lock()
	a.r.tools[key] = found
	a.r.mu.Unlock()
	return found, nil
}

func (a *asking) helper(ctx context.Context, id, image string, command []string) (saying, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	made, _, err := a.make(ctx, container.NetworkMode("container:"+id), image, command)
	if err != nil {
		return saying{}, err
	}
	defer a.remove(ctx, made)
	conn, err := a.api.ContainerAttach(ctx, made, container.AttachOptions{Stream: true, Stdout: true, Stderr: true})
	if err != nil {
		return saying{}, err
	}
	ended, failed := a.api.ContainerWait(ctx, made, container.WaitConditionNextExit)
	if err := a.api.ContainerStart(ctx, made, container.StartOptions{}); err != nil {
		conn.Close()
		return saying{}, err
	}
	said := saying{command: command}
	if said.out, said.err, err = hear(ctx, conn.Reader, conn.Close); err != nil {
		return saying{}, err
	}
	select {
	case e := <-ended:
		said.code = int(e.StatusCode)
		return said, nil
	case err := <-failed:
		return saying{}, err
	}
}

// make makes a helper: with no rights, no files of its own to write, and no volumes.
func (a *asking) make(ctx context.Context, mode container.NetworkMode, image string, command []string) (string, *container.Config, error) {
	found, err := a.api.ImageInspect(ctx, image)
	if err != nil {
		return "", nil, err
	}
	covers, config := map[string]string{}, &container.Config{}
	if found.Config != nil {
		config.Env = found.Config.Env
		for at := range found.Config.Volumes {
			covers[at] = ""
		}
	}
	made, err := a.api.ContainerCreate(ctx, &container.Config{
		Image: image, Entrypoint: strslice.StrSlice(command[:1]), Cmd: command[1:], User: "0:0", WorkingDir: "/",
		AttachStdout: true, AttachStderr: true, Labels: files.HelperLabels(), Env: []string{"LC_ALL=C"},
		Healthcheck: &container.HealthConfig{Test: []string{"NONE"}},
	}, &container.HostConfig{NetworkMode: mode, Tmpfs: covers, CapDrop: []string{"ALL"}, SecurityOpt: []string{"no-new-privileges"}}, nil, nil, helperName())
	if err != nil {
		return "", nil, fmt.Errorf("make a helper: %w", err)
	}
	return made.ID, config, nil
}

func helperName() string {
	b := make([]byte, 4)
	_, _ = rand.Read(b) // never fails
	return files.ReachPrefix + hex.EncodeToString(b)
}

// removal is how long removing a helper may take.
const removal = 20 * time.Second

// remove removes a helper, also after its user was cancelled. What is left all the
// same goes with the next sweep of package files.
func (a *asking) remove(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removal)
	defer cancel()
	_ = a.api.ContainerRemove(ctx, id, container.RemoveOptions{Force: true, RemoveVolumes: true})
}
