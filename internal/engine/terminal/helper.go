package terminal

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// HelperAPI is what is needed beside API for a helper container.
type HelperAPI interface {
	API
	ContainerCreate(ctx context.Context, config *container.Config, host *container.HostConfig, networking *network.NetworkingConfig, platform *ocispec.Platform, name string) (container.CreateResponse, error)
	ContainerStart(ctx context.Context, id string, options container.StartOptions) error
	ContainerWait(ctx context.Context, id string, condition container.WaitCondition) (<-chan container.WaitResponse, <-chan error)
	ContainerRemove(ctx context.Context, id string, options container.RemoveOptions) error
}

// HelperShell is the program that a helper container runs: every image with a
// shell has one of this name.
const HelperShell = "sh"

// OpenHelper opens a shell in a new container from an image, which shares the
// network and the processes of another one and is removed when the shell ends:
//
//	docker run -it --rm --network container:WEB --pid container:WEB --entrypoint sh IMAGE
//
// It is for containers that have no shell. ReasonNoProgram means that the image
// has none either.
func OpenHelper(ctx context.Context, api HelperAPI, w Wish, image string) (*Session, error) {
	w.Command = []string{HelperShell}
	s := newSession(api, w)
	made, err := api.ContainerCreate(ctx, &container.Config{
		Image: image, Entrypoint: w.Command, Env: []string{"TERM=" + Term}, User: w.User, WorkingDir: w.Dir,
		Tty: true, OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true,
	}, &container.HostConfig{
		NetworkMode: container.NetworkMode("container:" + w.Container),
		PidMode:     container.PidMode("container:" + w.Container),
		AutoRemove:  true,
	}, nil, nil, "")
	if err != nil {
		return nil, s.refused(err)
	}
	h := &helper{s: s, api: api, id: made.ID}
	if err := h.start(ctx); err != nil {
		h.hangUp(context.WithoutCancel(ctx))
		return nil, s.refused(err)
	}
	s.target = h
	s.Resize(max(w.Cols, 1), max(w.Rows, 1))
	return s, nil
}

// helper is a container that was made for the terminal.
type helper struct {
	s    *Session
	api  HelperAPI
	id   string
	over <-chan container.WaitResponse
	lost <-chan error
	stop context.CancelFunc
}

func (h *helper) start(ctx context.Context) error {
	shells, err := Shells(ctx, h.api, h.id)
	if err != nil {
		return err
	}
	has := false
	for _, sh := range shells {
		has = has || sh.Name == HelperShell
	}
	if !has {
		return errors.New(`exec: "` + HelperShell + `": executable file not found in $PATH`)
	}
	conn, err := h.api.ContainerAttach(ctx, h.id, container.AttachOptions{Stream: true, Stdin: true, Stdout: true, Stderr: true, DetachKeys: detachKeys})
	if err != nil {
		return err
	}
	// Asked before the start: afterwards the container may be gone already.
	waiting, stop := context.WithCancel(context.WithoutCancel(ctx))
	h.over, h.lost = h.api.ContainerWait(waiting, h.id, container.WaitConditionNextExit)
	h.stop = stop
	if err := h.api.ContainerStart(ctx, h.id, container.StartOptions{}); err != nil {
		conn.Close()
		return err
	}
	h.s.conn, h.s.out = conn, io.NopCloser(conn.Reader)
	return nil
}

func (h *helper) resize(ctx context.Context, cols, rows int) error {
	return h.api.ContainerResize(ctx, h.id, container.ResizeOptions{Width: uint(cols), Height: uint(rows)})
}

func (h *helper) ended(ctx context.Context) End {
	defer h.stop()
	select {
	case r := <-h.over:
		return End{Code: int(r.StatusCode), Known: true}
	case err := <-h.lost:
		return End{Err: h.s.fail(ReasonLost, err)}
	case <-ctx.Done():
		h.forget()
		return End{Err: h.s.fail(ReasonLost, ctx.Err())}
	}
}

// hangUp ends the container, and it is removed with all it wrote.
func (h *helper) hangUp(ctx context.Context) {
	_ = h.api.ContainerRemove(ctx, h.id, container.RemoveOptions{Force: true, RemoveVolumes: true}) // it may be on its way by itself
	h.forget()
}

// forget stops waiting for the end. The client's goroutine must be heard.
func (h *helper) forget() {
	if h.stop == nil {
		return
	}
	h.stop()
	select {
	case <-h.over:
	case <-h.lost:
	}
}

func (h *helper) running(ctx context.Context) ([]string, error) {
	found, err := h.api.ContainerInspect(ctx, h.id)
	if err != nil {
		return nil, err
	}
	if found.State == nil || !found.State.Running {
		return nil, nil
	}
	rows, err := top(ctx, h.api, h.id)
	if err != nil {
		return nil, err
	}
	return childrenOf(rows, strconv.Itoa(found.State.Pid)), nil
}
