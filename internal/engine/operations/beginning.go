package operations

import (
	"bytes"
	"context"
	"io"
	"sync"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"
)

// FollowEngine is what Follow needs of the Docker client.
type FollowEngine interface {
	ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error)
	ContainerAttach(ctx context.Context, id string, options container.AttachOptions) (types.HijackedResponse, error)
	ContainerWait(ctx context.Context, id string, condition container.WaitCondition) (<-chan container.WaitResponse, <-chan error)
}

// End is how a container's program ended.
type End struct {
	ExitCode  int
	OOMKilled bool
	Output    string // the last of what it printed
	Gone      bool   // the container was removed when it ended
}

// Beginning is a container that is followed from before its program starts, so
// that also the output and the end of one are known that ends at once and is
// removed then. Ended must be called, once.
type Beginning struct {
	engine FollowEngine
	id     string
	conn   types.HijackedResponse
	over   <-chan container.WaitResponse
	lost   <-chan error
	read   sync.WaitGroup
	out    tail
	end    context.CancelFunc
}

// Follow begins to follow a container that isn't started yet, until its end or
// that of the context. It prints nothing and types nothing.
func Follow(ctx context.Context, engine FollowEngine, id string) (*Beginning, error) {
	made, err := engine.ContainerInspect(ctx, id)
	if err != nil {
		return nil, containerFailure("follow", id, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	b := &Beginning{engine: engine, id: id, end: cancel}
	b.conn, err = engine.ContainerAttach(ctx, id, container.AttachOptions{Stream: true, Stdout: true, Stderr: true})
	if err != nil {
		cancel()
		return nil, containerFailure("follow", id, err)
	}
	b.over, b.lost = engine.ContainerWait(ctx, id, container.WaitConditionNextExit)
	b.read.Go(func() {
		if made.Config != nil && made.Config.Tty {
			_, _ = io.Copy(&b.out, b.conn.Reader)
			return
		}
		_, _ = stdcopy.StdCopy(&b.out, &b.out, b.conn.Reader)
	})
	return b, nil
}

// rest is how long what a program printed last may take to arrive.
const rest = time.Second

// Ended waits for the end of the program and says how it ended; false when the
// context ended first. The container is followed no more then.
func (b *Beginning) Ended(ctx context.Context) (End, bool) {
	defer b.read.Wait()
	defer b.conn.Close()
	defer b.end()
	var how container.WaitResponse
	select {
	case how = <-b.over:
	case <-b.lost:
		return End{}, false
	case <-ctx.Done():
		b.end()
		select { // the client's goroutine hands over one of the two
		case <-b.over:
		case <-b.lost:
		}
		return End{}, false
	}
	late := time.AfterFunc(rest, b.conn.Close)
	b.read.Wait()
	late.Stop()
	e := End{ExitCode: int(how.StatusCode), Output: b.out.String()}
	now, err := b.engine.ContainerInspect(ctx, b.id)
	switch {
	case errdefs.IsNotFound(err):
		e.Gone = true
	case err == nil && now.State != nil:
		e.OOMKilled = now.State.OOMKilled
		e.Gone = now.HostConfig != nil && now.HostConfig.AutoRemove
	}
	return e, true
}

// tail keeps the last of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// tailSize is how much is kept at least: some screens full.
const tailSize = 8 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p[max(len(p)-tailSize, 0):]...)
	if len(t.text) > 2*tailSize {
		t.text = append(t.text[:0], t.text[len(t.text)-tailSize:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.ToValidUTF8(t.text, []byte("\uFFFD")))
}
