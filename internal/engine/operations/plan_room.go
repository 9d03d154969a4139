package operations

import (
	"context"
	"slices"
	"strings"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/build"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/api/types/versions"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

type cacheRecord = build.CacheRecord

// PruneEngine is what Prunes need of the Docker client. There is none of the
// engine's own prunes for what has names: they remove whatever is unused when
// they get to it, and before API 1.42 volumes that somebody named, too.
type PruneEngine interface {
	DiskEngine
	ClientVersion() string
	Info(ctx context.Context) (system.Info, error)

	ContainerList(ctx context.Context, options container.ListOptions) ([]container.Summary, error)
	ContainerRemove(ctx context.Context, id string, options container.RemoveOptions) error
	ImageList(ctx context.Context, options image.ListOptions) ([]image.Summary, error)
	ImageInspect(ctx context.Context, ref string, options ...client.ImageInspectOption) (image.InspectResponse, error)
	ImageRemove(ctx context.Context, ref string, options image.RemoveOptions) ([]image.DeleteResponse, error)
	VolumeList(ctx context.Context, options volume.ListOptions) (volume.ListResponse, error)
	VolumeInspect(ctx context.Context, name string) (volume.Volume, error)
	VolumeRemove(ctx context.Context, name string, force bool) error
	NetworkList(ctx context.Context, options network.ListOptions) ([]network.Summary, error)
	NetworkInspect(ctx context.Context, id string, options network.InspectOptions) (network.Inspect, error)
	NetworkRemove(ctx context.Context, id string) error
	BuildCachePrune(ctx context.Context, options build.CachePruneOptions) (*build.CachePruneReport, error)
}

// room is everything that a plan is made from, read once.
type room struct {
	wish            Selection
	labelsAnonymous bool // the engine marks volumes that nobody named
	containerdStore bool

	containers []container.Summary
	networks   []network.Inspect // those that may ever be pruned
	volumes    []*volume.Volume
	images     []image.Summary // what docker images lists
	layers     []image.Summary // with the nameless images between them
	usage      types.DiskUsage

	sizes map[object.Ref]int64
	going map[string]bool // containers that the plan removes
}

// enter reads what the selection is about. Containers are read first: what is
// put to use while the rest is read is found in use when it is to be removed.
func (p Prunes) enter(ctx context.Context, wish Selection) (*room, error) {
	r := &room{wish: wish, going: map[string]bool{}}
	var err error
	if r.containers, err = p.Engine.ContainerList(ctx, container.ListOptions{All: true}); err != nil {
		return nil, failure("list", object.Ref{Kind: object.KindContainer}, "all", err)
	}
	if wish.Networks {
		if r.networks, err = p.ownNetworks(ctx); err != nil {
			return nil, failure("list", object.Ref{Kind: object.KindNetwork}, "all", err)
		}
	}
	if wish.Volumes != NoVolumes {
		list, err := p.Engine.VolumeList(ctx, volume.ListOptions{})
		if err != nil {
			return nil, failure("list", object.Ref{Kind: object.KindVolume}, "all", err)
		}
		r.volumes = list.Volumes
	}
	if wish.Images != NoImages {
		if err := p.readImages(ctx, r); err != nil {
			return nil, failure("list", object.Ref{Kind: object.KindImage}, "all", err)
		}
	}
	if kinds := wish.measured(); len(kinds) > 0 {
		if r.usage, err = diskUsage(ctx, p.Engine, kinds...); err != nil {
			return nil, err
		}
	}
	// The version is agreed on with the first request, so it is known by now.
	r.labelsAnonymous = versions.GreaterThanOrEqualTo(p.Engine.ClientVersion(), "1.42")
	r.measure()
	return r, nil
}

// measured are the kinds whose sizes are needed.
func (s Selection) measured() []types.DiskUsageObject {
	var kinds []types.DiskUsageObject
	if s.Containers {
		kinds = append(kinds, types.ContainerObject)
	}
	if s.Volumes != NoVolumes {
		kinds = append(kinds, types.VolumeObject)
	}
	if s.Images != NoImages {
		kinds = append(kinds, types.ImageObject)
	}
	if s.BuildCache != NoCache {
		kinds = append(kinds, types.BuildCacheObject)
	}
	return kinds
}

func (p Prunes) ownNetworks(ctx context.Context) ([]network.Inspect, error) {
	list, err := p.Engine.NetworkList(ctx, network.ListOptions{})
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(n network.Summary) bool {
		return n.Ingress || n.ConfigOnly || predefined(n.Name)
	})
	// Only an inspection tells who is on a network, of a swarm's only a verbose one.
	networks, errs := make([]network.Inspect, len(list)), make([]error, len(list))
	for range eachAtOnce(ctx, len(list), 0, func(i int) {
		swarm := list[i].Scope == "swarm"
		networks[i], errs[i] = p.Engine.NetworkInspect(ctx, list[i].ID, network.InspectOptions{Verbose: swarm})
	}) {
	}
	kept := networks[:0]
	for i, err := range errs {
		if KindOf(err) == NotFound {
			continue // removed since the list was read
		}
		if err != nil {
			return nil, err
		}
		kept = append(kept, networks[i])
	}
	return kept, ctx.Err()
}

// predefined are the networks that no prune removes. The others that Docker
// makes by itself, like docker_gwbridge, go when nothing is on them.
func predefined(name string) bool {
	switch name {
	case "bridge", "host", "none", "default", "nat", "podman":
		return true
	}
	return false
}

func (p Prunes) readImages(ctx context.Context, r *room) error {
	info, err := p.Engine.Info(ctx)
	if err != nil {
		return err
	}
	r.containerdStore = containerdStore(info)
	if r.images, err = p.Engine.ImageList(ctx, image.ListOptions{}); err != nil {
		return err
	}
	r.layers, err = p.Engine.ImageList(ctx, image.ListOptions{All: true})
	return err
}

func (r *room) measure() {
	r.sizes = map[object.Ref]int64{}
	for _, c := range r.usage.Containers {
		r.sizes[containerRef(c.ID)] = c.SizeRw
	}
	for _, i := range r.usage.Images {
		r.sizes[imageRef(i.ID)] = uniqueSize(i)
	}
	for _, v := range r.usage.Volumes {
		if v.UsageData != nil {
			r.sizes[volumeRef(v.Name)] = v.UsageData.Size
		}
	}
}

// sizeOf is -1 for what was not measured.
func (r *room) sizeOf(kind object.Kind, id string) int64 {
	if size, known := r.sizes[object.Ref{Kind: kind, ID: id}]; known {
		return size
	}
	return -1
}

func (r *room) excluded(labels map[string]string) bool {
	return slices.ContainsFunc(r.wish.Exclude, func(label string) bool {
		key, value, exact := strings.Cut(label, "=")
		has, found := labels[key]
		return found && (!exact || has == value)
	})
}
