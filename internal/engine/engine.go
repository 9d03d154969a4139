// Package engine connects to a Docker engine: it finds out which one the
// docker command would use, agrees on an API version with it, and says in types
// why it can't when it can't.
//
// Connect is on the way from process start to the first list, so it makes one
// round trip. What is done over the connection lives in the sub-packages. The
// package must know neither Fyne nor what its errors mean to a person.
package engine

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Options choose the engine, as the docker command's global flags do. Without
// any, it is the one that the docker command would use.
type Options struct {
	Host      string // --host: unix://, tcp://, ssh://, npipe://, or HOST:PORT
	Context   string // --context; can't be given together with Host
	ConfigDir string // --config; if empty $DOCKER_CONFIG, else ~/.docker
	// Inside is an engine within this program, which is then the one; nil for none.
	Inside *Inside
}

// Inside is an engine within this program: the practice engine.
type Inside struct {
	Name string
	Dial func(ctx context.Context) (net.Conn, error)
	Now  func() time.Time // the clock of who looks at it; nil for this computer's
}

// Now is the clock that the engine is looked at by; nil for this computer's.
func (o Options) Now() func() time.Time {
	if o.Inside == nil {
		return nil
	}
	return o.Inside.Now
}

// Endpoint is the address that it is shown with.
func (i *Inside) Endpoint() string { return object.PracticeScheme + i.Name }

// Engine is a connection to one engine. It stays usable while the engine is
// restarted: requests fail until it is back. All methods can be called from
// several goroutines.
type Engine struct {
	target target
	wire   *wire

	agreeing sync.Mutex // one negotiation at a time
	client   atomic.Pointer[client.Client]
}

// Connect finds the engine and makes sure that it answers and that both sides
// understand each other. A failure is a *ConnectError, unless ctx was
// cancelled. It gives up after ten seconds, over ssh after 45, or when ctx
// says so.
func Connect(ctx context.Context, options Options) (*Engine, error) {
	where, err := resolve(options)
	if err != nil {
		return nil, err
	}
	wire, err := newWire(where)
	if err != nil {
		return nil, err
	}
	e := &Engine{target: where, wire: wire}
	if err := e.Ping(ctx); err != nil {
		e.wire.close()
		return nil, err
	}
	return e, nil
}

// Ping asks whether the engine answers. Its errors are Connect's. An engine
// that came back in another version is talked to accordingly from then on.
func (e *Engine) Ping(ctx context.Context) error {
	e.agreeing.Lock()
	defer e.agreeing.Unlock()
	used := ""
	if c := e.client.Load(); c != nil {
		used = c.ClientVersion()
	}
	version, err := e.wire.agree(ctx, used)
	if err != nil || version == used {
		return err
	}
	c, err := client.NewClientWithOpts(
		client.WithHost(e.wire.host), // first, since it would change our transport
		client.WithHTTPClient(&http.Client{Transport: e.wire.transport, CheckRedirect: client.CheckRedirect}),
		client.WithHTTPHeaders(e.target.headers),
		client.WithVersion(version),
	)
	if err != nil {
		return e.target.fail(ReasonSettings, err)
	}
	e.client.Store(c)
	return nil
}

// Client is the connection for the packages below this one. They ask for it
// anew for each request, since Ping may replace it.
func (e *Engine) Client() *client.Client { return e.client.Load() }

// Endpoint is the address that the engine is reached at, such as
// unix:///var/run/docker.sock.
func (e *Engine) Endpoint() string { return e.target.host }

// Context is the name of the Docker context in use; "default" when the address
// comes from a flag, from the environment or from nowhere.
func (e *Engine) Context() string { return e.target.context }

// Close ends the idle connections. Requests under way end with their contexts.
func (e *Engine) Close() { e.wire.close() }

// Info is what the engine says about itself. The engine needs some
// milliseconds for the answer.
func (e *Engine) Info(ctx context.Context) (object.Engine, error) {
	api := e.Client()
	info, err := api.Info(ctx)
	if err != nil {
		return object.Engine{}, fmt.Errorf("asking the engine about itself: %w", err)
	}
	return object.Engine{
		Name:          info.Name,
		Version:       info.ServerVersion,
		APIVersion:    api.ClientVersion(),
		OS:            info.OperatingSystem,
		Kernel:        info.KernelVersion,
		Arch:          info.Architecture,
		CPUs:          info.NCPU,
		Memory:        info.MemTotal,
		StorageDriver: info.Driver,
		CgroupVersion: info.CgroupVersion,
		RootDir:       info.DockerRootDir,
		Endpoint:      e.Endpoint(),
		Context:       e.Context(),
	}, nil
}

// Inspect is everything the engine says about an object, as it says it: JSON,
// without a size. IsNotFound tells whether an error means that it is gone.
func (e *Engine) Inspect(ctx context.Context, ref object.Ref) ([]byte, error) {
	raw, err := e.inspect(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("inspecting %s %s: %w", ref.Kind, object.ShortID(ref.ID), err)
	}
	return raw, nil
}

func (e *Engine) inspect(ctx context.Context, ref object.Ref) (raw []byte, err error) {
	api := e.Client()
	switch ref.Kind {
	case object.KindContainer:
		_, raw, err = api.ContainerInspectWithRaw(ctx, ref.ID, false)
	case object.KindImage:
		var answer bytes.Buffer
		_, err = api.ImageInspect(ctx, ref.ID, client.ImageInspectWithRawResponse(&answer))
		raw = answer.Bytes()
	case object.KindVolume:
		_, raw, err = api.VolumeInspectWithRaw(ctx, ref.ID)
	case object.KindNetwork:
		_, raw, err = api.NetworkInspectWithRaw(ctx, ref.ID, network.InspectOptions{})
	default:
		err = fmt.Errorf("there is no such kind of object")
	}
	return raw, err
}

// IsNotFound reports whether an error of this package or one below it means
// that the engine has no such object (any more).
func IsNotFound(err error) bool { return errdefs.IsNotFound(err) }
