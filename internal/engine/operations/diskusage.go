package operations

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/build"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/volume"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// DiskEngine is what DiskUsage needs of the Docker client.
type DiskEngine interface {
	DiskUsage(ctx context.Context, options types.DiskUsageOptions) (types.DiskUsage, error)
}

// Disk is what an engine keeps on its disk. All sizes are bytes.
type Disk struct {
	Images     Usage
	Containers Usage
	Volumes    Usage
	BuildCache Usage
}

// Usage is what one kind of object takes, as docker system df counts it.
type Usage struct {
	Count       int
	Active      int   // in use: by a container, or running
	Size        int64 // what all of them together take on the disk
	Reclaimable int64 // how much of Size nothing uses
	Objects     []DiskObject
}

// DiskObject is what one object takes. Objects are sorted by what their removal
// would free, most first.
type DiskObject struct {
	Ref  object.Ref
	Name string // an image's first name, a build step's description

	// Size is everything that it consists of: an image with all its layers, a
	// container's changed files, a volume's files; -1 if the engine can't say.
	Size int64
	// Unique is the part of Size that nothing else shares, Shared is the rest.
	// Only images and build cache share; -1 if the engine can't say.
	Unique, Shared int64

	InUse    bool
	Users    int       // containers that use it, running or not; for images and volumes
	LastUsed time.Time // of build cache; zero if never or unknown
}

// DiskUsage is docker system df -v. It can take seconds, since the engine looks
// through the files of every container and volume. An engine does that once at
// a time, so it waits for its turn as long as ctx lasts.
func DiskUsage(ctx context.Context, engine DiskEngine) (Disk, error) {
	df, err := diskUsage(ctx, engine)
	if err != nil {
		return Disk{}, err
	}
	return Disk{
		Images:     imagesUsage(df.Images, df.LayersSize),
		Containers: containersUsage(df.Containers),
		Volumes:    volumesUsage(df.Volumes),
		BuildCache: cacheUsage(df.BuildCache),
	}, nil
}

// Freed is what the removal of each object of some kinds frees, in bytes: of an
// image what no other image shares; -1 where the engine can't say.
func Freed(ctx context.Context, engine DiskEngine, kinds ...types.DiskUsageObject) (map[object.Ref]int64, error) {
	df, err := diskUsage(ctx, engine, kinds...)
	if err != nil {
		return nil, err
	}
	r := room{usage: df}
	r.measure()
	return r.sizes, nil
}

// diskUsage asks for some kinds, or for all if none is named. Engines before
// 23.0 ignore the wish and tell everything, so callers can't count on nil.
func diskUsage(ctx context.Context, engine DiskEngine, kinds ...types.DiskUsageObject) (types.DiskUsage, error) {
	for {
		df, err := engine.DiskUsage(ctx, types.DiskUsageOptions{Types: kinds})
		if err == nil || !strings.Contains(err.Error(), "already running") {
			return df, failure("measure", object.Ref{}, "disk use", err)
		}
		// Somebody else is measuring; engines before 23.0 refuse a second one.
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			err = fmt.Errorf("%w while another measurement runs", ctx.Err())
			return types.DiskUsage{}, failure("measure", object.Ref{}, "disk use", err)
		}
	}
}

func imagesUsage(images []*image.Summary, layers int64) Usage {
	u := Usage{Count: len(images), Size: layers, Reclaimable: layers}
	for _, i := range images {
		o := DiskObject{
			Ref: imageRef(i.ID), Name: imageName(i.ID, i.RepoTags), Size: i.Size,
			Unique: uniqueSize(i), Shared: i.SharedSize,
			InUse: i.Containers > 0, Users: max(0, int(i.Containers)),
		}
		if i.Containers != 0 && o.Unique >= 0 { // -1 is unknown, so it counts as used
			u.Reclaimable -= o.Unique
		}
		u.add(o)
	}
	u.sort()
	return u
}

// uniqueSize is -1 if the engine does not know.
func uniqueSize(i *image.Summary) int64 {
	if i.Size < 0 || i.SharedSize < 0 {
		return -1
	}
	return i.Size - i.SharedSize
}

func imageName(id string, tags []string) string {
	if names := realNames(tags); len(names) > 0 {
		return slices.Min(names)
	}
	return object.ShortID(id)
}

func containersUsage(containers []*container.Summary) Usage {
	u := Usage{Count: len(containers)}
	for _, c := range containers {
		o := DiskObject{
			Ref: containerRef(c.ID), Name: containerName(c.ID, c.Names),
			Size: c.SizeRw, Unique: c.SizeRw, InUse: alive(c.State),
		}
		u.Size += o.Size
		if !o.InUse {
			u.Reclaimable += o.Size
		}
		u.add(o)
	}
	u.sort()
	return u
}

// alive says that the container's program exists or is about to be started
// again, so that neither docker rm nor docker container prune would remove it.
func alive(state string) bool {
	switch object.State(state) {
	case object.StateRunning, object.StatePaused, object.StateRestarting:
		return true
	}
	return false
}

// containerName is the name without what links once added to it.
func containerName(id string, names []string) string {
	for _, name := range names {
		if name = strings.TrimPrefix(name, "/"); !strings.Contains(name, "/") {
			return name
		}
	}
	return object.ShortID(id)
}

func volumesUsage(volumes []*volume.Volume) Usage {
	u := Usage{Count: len(volumes)}
	for _, v := range volumes {
		o := DiskObject{Ref: volumeRef(v.Name), Name: v.Name, Size: -1, Unique: -1}
		if v.UsageData != nil {
			o.Size, o.Unique = v.UsageData.Size, v.UsageData.Size
			o.Users = max(0, int(v.UsageData.RefCount))
			o.InUse = o.Users > 0
		}
		if o.Size > 0 {
			u.Size += o.Size
			if !o.InUse {
				u.Reclaimable += o.Size
			}
		}
		u.add(o)
	}
	u.sort()
	return u
}

func cacheUsage(records []*build.CacheRecord) Usage {
	u := Usage{Count: len(records)}
	for _, r := range records {
		o := DiskObject{
			Ref: object.Ref{Kind: KindBuildCache, ID: r.ID}, Name: r.Description,
			Size: r.Size, InUse: r.InUse,
		}
		if r.LastUsedAt != nil {
			o.LastUsed = *r.LastUsedAt
		}
		if r.Shared { // with an image, where it is counted
			o.Shared = r.Size
		} else {
			o.Unique = r.Size
			u.Size += r.Size
			if !r.InUse {
				u.Reclaimable += r.Size
			}
		}
		u.add(o)
	}
	u.sort()
	return u
}

func (u *Usage) add(o DiskObject) {
	if o.InUse {
		u.Active++
	}
	u.Objects = append(u.Objects, o)
}

func (u *Usage) sort() {
	slices.SortStableFunc(u.Objects, func(a, b DiskObject) int {
		return cmp.Or(cmp.Compare(b.Unique, a.Unique), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Ref.ID, b.Ref.ID))
	})
}
