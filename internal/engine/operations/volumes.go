package operations

import (
	"cmp"
	"context"
	"maps"

	"github.com/docker/docker/api/types/volume"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// VolumeEngine is what Volumes need of the Docker client.
type VolumeEngine interface {
	VolumeInspect(ctx context.Context, name string) (volume.Volume, error)
	VolumeCreate(ctx context.Context, options volume.CreateOptions) (volume.Volume, error)
	VolumeRemove(ctx context.Context, name string, force bool) error
}

// Volumes makes and removes volumes.
type Volumes struct{ Engine VolumeEngine }

// VolumeOptions describe a volume to make.
type VolumeOptions struct {
	Name    string // "" lets the engine find one, which makes it anonymous
	Driver  string // "" is "local"
	Options map[string]string
	Labels  map[string]string
}

// Create is docker volume create. A volume of that name that exists already is
// left as it is, labels and options included, and is reported as Unchanged; one
// with another driver is a Conflict.
func (v Volumes) Create(ctx context.Context, options VolumeOptions) (Outcome, error) {
	existed := false
	if options.Name != "" {
		_, err := v.Engine.VolumeInspect(ctx, options.Name)
		existed = err == nil
	}
	made, err := v.Engine.VolumeCreate(ctx, volume.CreateOptions{
		Name:       options.Name,
		Driver:     cmp.Or(options.Driver, "local"),
		DriverOpts: orEmpty(options.Options),
		Labels:     orEmpty(options.Labels),
	})
	if err != nil {
		return Outcome{}, volumeFailure("create", options.Name, err)
	}
	return Outcome{Created: volumeRef(made.Name), Unchanged: existed}, nil
}

// Remove is docker volume rm. Force is about volumes whose driver has lost
// them or that are gone already; it never removes one that is in use.
func (v Volumes) Remove(ctx context.Context, name string, force bool) (Outcome, error) {
	return Outcome{}, volumeFailure("remove", name, v.Engine.VolumeRemove(ctx, name, force))
}

// orEmpty is a copy that is never nil: the engine keeps "no options" and "null"
// apart in what it shows, and the docker command sends the first.
func orEmpty(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return maps.Clone(m)
}

func volumeRef(name string) object.Ref { return object.Ref{Kind: object.KindVolume, ID: name} }

func volumeFailure(op, name string, err error) error {
	return failure(op, volumeRef(name), "", err)
}
