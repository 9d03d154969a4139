package operations

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/distribution/reference"
	"github.com/docker/cli/cli/config/configfile"
	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/client"
	oci "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/request"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// RunEngine is what Runs need of the Docker client.
type RunEngine interface {
	PullEngine
	ClientVersion() string
	DaemonHost() string
	Ping(ctx context.Context) (types.Ping, error)
	Info(ctx context.Context) (system.Info, error)
	ContainerCreate(ctx context.Context, config *container.Config, host *container.HostConfig, networking *network.NetworkingConfig,
		platform *oci.Platform, name string) (container.CreateResponse, error)
	ContainerStart(ctx context.Context, id string, options container.StartOptions) error
	ContainerStop(ctx context.Context, id string, options container.StopOptions) error
	ContainerRename(ctx context.Context, id, name string) error
	ContainerRemove(ctx context.Context, id string, options container.RemoveOptions) error
	ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error)
	ImageInspect(ctx context.Context, ref string, options ...client.ImageInspectOption) (image.InspectResponse, error)
	NetworkConnect(ctx context.Context, id, container string, endpoint *network.EndpointSettings) error
}

// Runs makes containers from specs and starts them.
type Runs struct {
	Engine RunEngine
	// Local is what the docker command would look at; the zero value is this
	// computer.
	Local request.Local
}

// RunOptions are what is done on the way.
type RunOptions struct {
	// Progress hears how far an image is fetched; nil for nobody.
	Progress func(PullStep)
	// Created is called with the new container before it is started, which is
	// the moment to attach to one that may end at once. Its error keeps the
	// container from being started. nil for nothing.
	Created func(ctx context.Context, id string) error
}

// ErrNotPutBack is among the errors of Replace when the old container could not
// be made again as it was: it is there no more, has another name or doesn't run.
var ErrNotPutBack = errors.New("the old container could not be put back")

// Create is docker create: it makes the container, fetching its image first if
// the spec's pull policy says so, and leaves it stopped.
func (r Runs) Create(ctx context.Context, s spec.RunSpec, options RunOptions) (Outcome, error) {
	s.CreateOnly = true
	return r.create(ctx, s, options)
}

// Run is docker run, as far as the engine does it: it makes the container and
// starts it. A spec with CreateOnly is only made. When the start fails, the
// outcome still names the container that was made.
func (r Runs) Run(ctx context.Context, s spec.RunSpec, options RunOptions) (Outcome, error) {
	out, err := r.create(ctx, s, options)
	if err != nil || s.CreateOnly {
		return out, err
	}
	return out, r.start(ctx, out.Created.ID, s.Name, options)
}

func (r Runs) start(ctx context.Context, id, name string, options RunOptions) error {
	if options.Created != nil {
		if err := options.Created(ctx, id); err != nil {
			return failure("start", containerRef(id), name, err)
		}
	}
	return failure("start", containerRef(id), name, r.Engine.ContainerStart(ctx, id, container.StartOptions{}))
}

func (r Runs) create(ctx context.Context, s spec.RunSpec, options RunOptions) (Outcome, error) {
	local := r.local()
	ping, err := r.Engine.Ping(ctx)
	if err != nil {
		return Outcome{}, failure("create", containerRef(s.Name), s.Name, err)
	}
	q, err := request.From(s, local, request.Engine{API: r.Engine.ClientVersion(), OS: ping.OSType, Host: r.Engine.DaemonHost()})
	if err != nil {
		return Outcome{}, invalid("create", containerRef(s.Name), "%w", err)
	}
	fetch, err := r.fetcher(s, local, options)
	if err != nil {
		return Outcome{}, err
	}
	if s.Pull == "always" {
		if fetch == nil {
			return Outcome{}, invalid("create", containerRef(s.Name), "%w",
				&spec.FieldError{Field: "pull", Err: errors.New("an image can't be fetched by its id")})
		}
		if err := fetch(ctx); err != nil {
			return Outcome{}, err
		}
	}
	made, err := r.make(ctx, q)
	if errdefs.IsNotFound(err) && fetch != nil && (s.Pull == "" || s.Pull == "missing") {
		if err := fetch(ctx); err != nil {
			return Outcome{}, err
		}
		made, err = r.make(ctx, q)
	}
	if err != nil {
		return Outcome{}, failure("create", containerRef(s.Name), s.Name, err)
	}
	out := Outcome{Created: containerRef(made.ID), Warnings: append(made.Warnings, q.Warnings...)}
	for _, other := range q.Others {
		if err := r.Engine.NetworkConnect(ctx, other.Network, made.ID, other.Endpoint); err != nil {
			return out, failure("connect", networkRef(other.Network), other.Network, err)
		}
	}
	return out, nil
}

func (r Runs) make(ctx context.Context, q request.Request) (container.CreateResponse, error) {
	return r.Engine.ContainerCreate(ctx, q.Config, q.Host, q.Networking, q.Platform, q.Name)
}

// fetcher gives what fetches the spec's image; nil for an image that is named
// by its id, which no registry knows.
func (r Runs) fetcher(s spec.RunSpec, local request.Local, options RunOptions) (func(context.Context) error, error) {
	switch s.Pull {
	case "", "always", "missing", "never":
	default:
		return nil, invalid("create", containerRef(s.Name), "%w",
			&spec.FieldError{Field: "pull", Err: errors.New("it is always, missing or never")})
	}
	ref, err := reference.ParseAnyReference(s.Image)
	if err != nil {
		return nil, invalid("create", containerRef(s.Name), "%w", &spec.FieldError{Field: "image", Err: err})
	}
	if _, named := ref.(reference.Named); !named {
		return nil, nil
	}
	platform := local.Platform(s.Platform)
	return func(ctx context.Context) error {
		var settings *configfile.ConfigFile
		if local.Settings != nil {
			settings, _ = local.Settings() // without them it is tried without a login
		}
		return pull(ctx, r.Engine, s.Image, platform, settings, options.Progress)
	}, nil
}

func (r Runs) local() request.Local {
	if r.Local.LookupEnv == nil {
		return request.ThisComputer()
	}
	return r.Local
}

// putBack is how long it may take to restore the old container when the new one
// fails, even if nobody waits any more.
const putBack = time.Minute

// Replace makes a container in the place of another one. The new one is made
// first, the old one stops and gives up its name, and it is removed only when
// the new one has started; else the new one is removed, and the old one gets
// its name back and runs again if it did before. The old one's volumes stay.
func (r Runs) Replace(ctx context.Context, old string, s spec.RunSpec, options RunOptions) (Outcome, error) {
	was, err := r.Engine.ContainerInspect(ctx, old)
	if err != nil {
		return Outcome{}, containerFailure("replace", old, err)
	}
	undo := undoing{engine: r.Engine, ctx: context.WithoutCancel(ctx), id: was.ID}
	name := strings.TrimPrefix(was.Name, "/")
	if s.Name == name {
		aside := name + "-replaced-" + object.ShortID(was.ID)[:6]
		if err := r.Engine.ContainerRename(ctx, was.ID, aside); err != nil {
			return Outcome{}, failure("rename", containerRef(was.ID), name, err)
		}
		undo.name = name
	}
	out, err := r.create(ctx, s, options)
	undo.fresh = out.Created.ID
	if err != nil {
		return Outcome{}, undo.all(err)
	}
	if was.State != nil && was.State.Running {
		undo.run = true
		undo.gone = was.HostConfig != nil && was.HostConfig.AutoRemove
		if err := r.Engine.ContainerStop(ctx, was.ID, container.StopOptions{}); err != nil {
			return Outcome{}, undo.all(failure("stop", containerRef(was.ID), name, err))
		}
	}
	if !s.CreateOnly {
		if err := r.start(ctx, out.Created.ID, s.Name, options); err != nil {
			return Outcome{}, undo.all(err)
		}
	}
	err = r.Engine.ContainerRemove(ctx, was.ID, container.RemoveOptions{Force: true})
	if err != nil && !undo.gone && !errdefs.IsNotFound(err) {
		return out, failure("remove", containerRef(was.ID), name, err)
	}
	out.Deleted = []string{was.ID}
	return out, nil
}

// undoing is how far a replacement has come.
type undoing struct {
	engine RunEngine
	ctx    context.Context
	id     string // of the old container
	name   string // to give back; "" if it still has it
	fresh  string // the new container; "" if there is none
	run    bool   // the old one ran
	gone   bool   // the old one removed itself when it was stopped
}

// all puts the old container back and adds what failed about it.
func (u undoing) all(cause error) error {
	ctx, cancel := context.WithTimeout(u.ctx, putBack)
	defer cancel()
	var errs []error
	if u.fresh != "" {
		if err := u.engine.ContainerRemove(ctx, u.fresh, container.RemoveOptions{Force: true, RemoveVolumes: true}); err != nil && !errdefs.IsNotFound(err) {
			errs = append(errs, failure("remove", containerRef(u.fresh), "", err))
		}
	}
	if u.name != "" {
		if err := u.engine.ContainerRename(ctx, u.id, u.name); err != nil {
			errs = append(errs, failure("rename", containerRef(u.id), u.name, err))
		}
	}
	if u.run {
		if err := u.engine.ContainerStart(ctx, u.id, container.StartOptions{}); err != nil {
			errs = append(errs, failure("start", containerRef(u.id), u.name, err))
		}
	}
	if len(errs) == 0 {
		return cause
	}
	return errors.Join(append([]error{cause, ErrNotPutBack}, errs...)...)
}

// Image is what a local image says about the containers made from it.
func (r Runs) Image(ctx context.Context, ref string) (spec.Image, error) {
	i, err := r.Engine.ImageInspect(ctx, ref)
	if err != nil {
		return spec.Image{}, imageFailure("inspect", ref, err)
	}
	return request.Image(i), nil
}

// Spec is the spec that makes a container like an existing one, and what of it
// no docker command can say.
func (r Runs) Spec(ctx context.Context, id string) (s spec.RunSpec, unexpressed []string, err error) {
	c, err := r.Engine.ContainerInspect(ctx, id)
	if err != nil {
		return s, nil, containerFailure("inspect", id, err)
	}
	info, err := r.Engine.Info(ctx)
	if err != nil {
		return s, nil, containerFailure("inspect", id, err)
	}
	defaults := request.Defaults{Runtime: info.DefaultRuntime, LogDriver: info.LoggingDriver, Cgroupns: "private"}
	if info.CgroupVersion == "1" {
		defaults.Cgroupns = "host"
	}
	var from *image.InspectResponse
	if i, err := r.Engine.ImageInspect(ctx, c.Image); err == nil {
		from = &i
	} else if !errdefs.IsNotFound(err) {
		return s, nil, imageFailure("inspect", c.Image, err)
	}
	s, unexpressed = request.ToSpec(c, from, defaults)
	if len(s.Networks) > 0 {
		s.Networks[0].Name = r.byName(ctx, s.Networks[0].Name)
	}
	s.PID, s.IPC = r.byName(ctx, s.PID), r.byName(ctx, s.IPC)
	return s, unexpressed, nil
}

// byName writes container:name for container:id, as far as the container is
// still there.
func (r Runs) byName(ctx context.Context, mode string) string {
	id, ok := strings.CutPrefix(mode, "container:")
	if !ok {
		return mode
	}
	c, err := r.Engine.ContainerInspect(ctx, id)
	if err != nil {
		return mode
	}
	return "container:" + strings.TrimPrefix(c.Name, "/")
}
