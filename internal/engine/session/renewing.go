package session

import (
	"context"
	"errors"
	"net"
	"sync/atomic"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/stats"
	"github.com/dockdesk/dockdesk/internal/engine/store"
)

// renewing is the Docker client for those who stay while an engine goes and
// comes back. It asks for the real one anew with each request, and has the
// engine agree on a version again whenever the store connects: what comes back
// may be another version.
type renewing struct {
	eng    *engine.Engine
	agreed atomic.Bool // Connect has just done it
}

var (
	_ store.API = (*renewing)(nil)
	_ stats.API = (*renewing)(nil)
)

func newRenewing(eng *engine.Engine) *renewing {
	r := &renewing{eng: eng}
	r.agreed.Store(true)
	return r
}

// Dialer is what the store reads the engine's clock through, which it does
// before anything else whenever it connects.
func (r *renewing) Dialer() func(context.Context) (net.Conn, error) {
	return func(ctx context.Context) (net.Conn, error) {
		if !r.agreed.Swap(false) {
			if err := r.eng.Ping(ctx); err != nil {
				return nil, unusable(err)
			}
		}
		return r.eng.Client().Dialer()(ctx)
	}
}

// unusable makes a reason not to talk to an engine look like what it is to the
// store: a connection that can't be made. A slow answer is none.
func unusable(err error) error {
	var failed *engine.ConnectError
	if errors.As(err, &failed) && failed.Reason != engine.ReasonTimeout {
		return &net.OpError{Op: "dial", Net: "docker", Err: err}
	}
	return err
}

func (r *renewing) ClientVersion() string { return r.eng.Client().ClientVersion() }

func (r *renewing) Info(ctx context.Context) (system.Info, error) { return r.eng.Client().Info(ctx) }

func (r *renewing) Events(ctx context.Context, o events.ListOptions) (<-chan events.Message, <-chan error) {
	return r.eng.Client().Events(ctx, o)
}

func (r *renewing) ContainerList(ctx context.Context, o container.ListOptions) ([]container.Summary, error) {
	return r.eng.Client().ContainerList(ctx, o)
}

func (r *renewing) ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error) {
	return r.eng.Client().ContainerInspect(ctx, id)
}

func (r *renewing) ContainerStats(ctx context.Context, id string, stream bool) (container.StatsResponseReader, error) {
	return r.eng.Client().ContainerStats(ctx, id, stream)
}

func (r *renewing) ImageList(ctx context.Context, o image.ListOptions) ([]image.Summary, error) {
	return r.eng.Client().ImageList(ctx, o)
}

func (r *renewing) ImageInspect(ctx context.Context, id string, o ...client.ImageInspectOption) (image.InspectResponse, error) {
	return r.eng.Client().ImageInspect(ctx, id, o...)
}

func (r *renewing) VolumeList(ctx context.Context, o volume.ListOptions) (volume.ListResponse, error) {
	return r.eng.Client().VolumeList(ctx, o)
}

func (r *renewing) VolumeInspect(ctx context.Context, name string) (volume.Volume, error) {
	return r.eng.Client().VolumeInspect(ctx, name)
}

func (r *renewing) NetworkList(ctx context.Context, o network.ListOptions) ([]network.Summary, error) {
	return r.eng.Client().NetworkList(ctx, o)
}

func (r *renewing) NetworkInspect(ctx context.Context, id string, o network.InspectOptions) (network.Inspect, error) {
	return r.eng.Client().NetworkInspect(ctx, id, o)
}
