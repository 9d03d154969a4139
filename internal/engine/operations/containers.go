package operations

import (
	"context"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// ContainerEngine is what Containers need of the Docker client.
type ContainerEngine interface {
	ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error)
	ContainerStart(ctx context.Context, id string, options container.StartOptions) error
	ContainerStop(ctx context.Context, id string, options container.StopOptions) error
	ContainerRestart(ctx context.Context, id string, options container.StopOptions) error
	ContainerPause(ctx context.Context, id string) error
	ContainerUnpause(ctx context.Context, id string) error
	ContainerKill(ctx context.Context, id, signal string) error
	ContainerRename(ctx context.Context, id, name string) error
	ContainerRemove(ctx context.Context, id string, options container.RemoveOptions) error
	ContainerUpdate(ctx context.Context, id string, changes container.UpdateConfig) (container.UpdateResponse, error)
	ContainerCommit(ctx context.Context, id string, options container.CommitOptions) (container.CommitResponse, error)
	ContainerExport(ctx context.Context, id string) (io.ReadCloser, error)
	ContainerWait(ctx context.Context, id string, condition container.WaitCondition) (<-chan container.WaitResponse, <-chan error)
}

// Containers does things to containers that exist. An id may be a name, too.
type Containers struct{ Engine ContainerEngine }

// Start is docker start.
func (c Containers) Start(ctx context.Context, id string) (Outcome, error) {
	before, err := c.look(ctx, "start", id)
	if err != nil {
		return Outcome{}, err
	}
	err = c.Engine.ContainerStart(ctx, id, container.StartOptions{})
	return before.outcome(before.running, "start", err)
}

// Stop is docker stop, with -t if there is a timeout. Without one the
// container's own applies, which is ten seconds unless it was made with another.
// A timeout is sent in whole seconds, rounded up; a negative one waits forever.
func (c Containers) Stop(ctx context.Context, id string, timeout *time.Duration) (Outcome, error) {
	before, err := c.look(ctx, "stop", id)
	if err != nil {
		return Outcome{}, err
	}
	err = c.Engine.ContainerStop(ctx, id, container.StopOptions{Timeout: wholeSeconds(timeout)})
	return before.outcome(!before.running, "stop", err)
}

// Restart is docker restart; the timeout is that of Stop. A container that is
// not running is started.
func (c Containers) Restart(ctx context.Context, id string, timeout *time.Duration) (Outcome, error) {
	err := c.Engine.ContainerRestart(ctx, id, container.StopOptions{Timeout: wholeSeconds(timeout)})
	return Outcome{}, containerFailure("restart", id, err)
}

func wholeSeconds(d *time.Duration) *int {
	if d == nil {
		return nil
	}
	if *d < 0 {
		return new(-1)
	}
	return new(int(math.Ceil(d.Seconds())))
}

// Pause is docker pause.
func (c Containers) Pause(ctx context.Context, id string) (Outcome, error) {
	return Outcome{}, containerFailure("pause", id, c.Engine.ContainerPause(ctx, id))
}

// Unpause is docker unpause.
func (c Containers) Unpause(ctx context.Context, id string) (Outcome, error) {
	return Outcome{}, containerFailure("unpause", id, c.Engine.ContainerUnpause(ctx, id))
}

// Kill is docker kill; the signal is a name ("SIGHUP", "HUP") or a number, and
// "" is SIGKILL.
func (c Containers) Kill(ctx context.Context, id, signal string) (Outcome, error) {
	return Outcome{}, containerFailure("kill", id, c.Engine.ContainerKill(ctx, id, signal))
}

// Rename is docker rename; space around the name is dropped.
func (c Containers) Rename(ctx context.Context, id, name string) (Outcome, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return Outcome{}, invalid("rename", containerRef(id), "the new name is empty")
	}
	return Outcome{}, containerFailure("rename", id, c.Engine.ContainerRename(ctx, id, name))
}

// Remove is docker rm: with force also a running container, which is killed;
// with volumes also its anonymous volumes. With force a container that is gone
// already is Unchanged, as the command only remarks on it.
func (c Containers) Remove(ctx context.Context, id string, force, volumes bool) (Outcome, error) {
	err := c.Engine.ContainerRemove(ctx, id, container.RemoveOptions{Force: force, RemoveVolumes: volumes})
	if force && KindOf(err) == NotFound {
		return Outcome{Unchanged: true}, nil
	}
	return Outcome{}, containerFailure("remove", id, err)
}

// Limits are what a container may use. A zero field leaves it as it is, which
// is all that docker update offers, too.
type Limits struct {
	Memory     int64   // bytes; the engine refuses less than 6 MiB
	MemorySwap int64   // bytes of memory and swap together; -1 is no limit
	CPUs       float64 // cores, such as 1.5
	PIDs       int64   // processes and threads; -1 is no limit
	Restart    string  // "no", "always", "unless-stopped", "on-failure", "on-failure:3"
}

// Update is docker update. It changes a running container at once.
func (c Containers) Update(ctx context.Context, id string, limits Limits) (Outcome, error) {
	if limits == (Limits{}) {
		return Outcome{}, invalid("update", containerRef(id), "there is nothing to change")
	}
	policy, err := restartPolicy(limits.Restart)
	if err != nil {
		return Outcome{}, invalid("update", containerRef(id), "restart policy %q: %w", limits.Restart, err)
	}
	changes := container.UpdateConfig{
		RestartPolicy: policy,
		Resources: container.Resources{
			Memory:     limits.Memory,
			MemorySwap: limits.MemorySwap,
			NanoCPUs:   int64(math.Round(limits.CPUs * 1e9)),
		},
	}
	if limits.PIDs != 0 {
		changes.PidsLimit = &limits.PIDs
	}
	reply, err := c.Engine.ContainerUpdate(ctx, id, changes)
	if err != nil {
		return Outcome{}, containerFailure("update", id, err)
	}
	return Outcome{Warnings: reply.Warnings}, nil
}

func restartPolicy(s string) (container.RestartPolicy, error) {
	name, count, counted := strings.Cut(s, ":")
	policy := container.RestartPolicy{Name: container.RestartPolicyMode(name)}
	if !counted {
		return policy, nil
	}
	var err error
	policy.MaximumRetryCount, err = strconv.Atoi(count)
	return policy, err
}

// sight is a container as it was before an operation.
type sight struct {
	ref     object.Ref
	name    string
	running bool // or paused, or about to be restarted
}

// look is needed because the client hides the engine's "not modified".
func (c Containers) look(ctx context.Context, op, id string) (sight, error) {
	before, err := c.Engine.ContainerInspect(ctx, id)
	if err != nil {
		return sight{}, containerFailure(op, id, err)
	}
	return sight{
		ref:     containerRef(before.ID),
		name:    strings.TrimPrefix(before.Name, "/"),
		running: before.State.Running,
	}, nil
}

func (s sight) outcome(unchanged bool, op string, err error) (Outcome, error) {
	if err != nil {
		return Outcome{}, failure(op, s.ref, s.name, err)
	}
	return Outcome{Unchanged: unchanged}, nil
}

func containerRef(id string) object.Ref { return object.Ref{Kind: object.KindContainer, ID: id} }

func containerFailure(op, id string, err error) error {
	return failure(op, containerRef(id), "", err)
}
