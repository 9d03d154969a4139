package operations

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types/volume"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// ImageChoice says which images a prune takes.
type ImageChoice string

// The choices for images. None is the zero value.
const (
	NoImages       ImageChoice = ""
	DanglingImages ImageChoice = "dangling" // those without a name: docker image prune
	UnusedImages   ImageChoice = "unused"   // those without a container: docker image prune -a
)

// VolumeChoice says which volumes a prune takes.
type VolumeChoice string

// The choices for volumes. None is the zero value.
const (
	NoVolumes VolumeChoice = ""
	// AnonymousVolumes are those that nobody named: docker volume prune since
	// API 1.42. Before that, the command takes UnusedVolumes.
	AnonymousVolumes VolumeChoice = "anonymous"
	UnusedVolumes    VolumeChoice = "unused" // docker volume prune -a
)

// CacheChoice says which build cache a prune takes.
type CacheChoice string

// The choices for build cache. None is the zero value.
const (
	NoCache       CacheChoice = ""
	DanglingCache CacheChoice = "dangling" // docker builder prune
	UnusedCache   CacheChoice = "unused"   // docker builder prune -a
)

// Selection is what to prune. Several kinds together mean what docker system
// prune means: what is only used by a container that goes, goes, too.
type Selection struct {
	Containers bool // stopped ones
	Networks   bool // those that no running container is on
	Volumes    VolumeChoice
	Images     ImageChoice
	BuildCache CacheChoice

	// Exclude are labels, "key" or "key=value". Objects with any of them stay.
	// Build cache has no labels.
	Exclude []string
}

// SystemSelection is docker system prune, with -a and with --volumes.
func SystemSelection(all, volumes bool) Selection {
	s := Selection{Containers: true, Networks: true, Images: DanglingImages, BuildCache: DanglingCache}
	if all {
		s.Images, s.BuildCache = UnusedImages, UnusedCache
	}
	if volumes {
		s.Volumes = AnonymousVolumes
	}
	return s
}

// Reason is why an object can go.
type Reason string

// The reasons.
const (
	ReasonStopped      Reason = "stopped"       // the container's program has ended
	ReasonNeverStarted Reason = "never-started" // the container was made, but not started
	ReasonDangling     Reason = "dangling"      // the image has no name
	ReasonUnused       Reason = "unused"        // no container uses it, or will when the others are gone
	ReasonAnonymous    Reason = "anonymous"     // unused, and nobody named the volume
	ReasonSpareName    Reason = "spare-name"    // one more name of an image that is in use
	ReasonCache        Reason = "cache"         // the next build makes it again
)

// Item is one object that would go.
type Item struct {
	Ref    object.Ref
	Name   string // for build cache the description of the step
	Reason Reason

	// Size is what its removal frees, in bytes: of an image what no other image
	// shares, so that two planned images that share layers free more than their
	// sum; -1 if the engine can't say.
	Size int64

	// Names are the names that an image loses. With OnlyNames it loses only
	// those: a container or another image still needs it.
	Names     []string
	OnlyNames bool

	// UsedBy are containers that use it and don't keep it: stopped ones on a
	// network, and those that are in the same plan.
	UsedBy []object.Ref

	made string // when a volume was made, for a name can come to mean another one
}

// Plan is an exact list of what a prune would remove, in the order in which it
// would. Making it removes nothing.
type Plan struct {
	Selection Selection
	Made      time.Time
	Items     []Item
}

// Size is what the items of these kinds, or of all if none is given, free
// together, at least.
func (p Plan) Size(kinds ...object.Kind) int64 {
	var sum int64
	for _, i := range p.Items {
		if len(kinds) == 0 || slices.Contains(kinds, i.Ref.Kind) {
			sum += max(0, i.Size)
		}
	}
	return sum
}

// Count is the number of items of these kinds, or of all if none is given.
func (p Plan) Count(kinds ...object.Kind) int {
	n := 0
	for _, i := range p.Items {
		if len(kinds) == 0 || slices.Contains(kinds, i.Ref.Kind) {
			n++
		}
	}
	return n
}

// Prunes find what can go, and remove it.
type Prunes struct{ Engine PruneEngine }

// Plan lists what the selection would remove now. It takes as long as
// DiskUsage where it has to know sizes.
func (p Prunes) Plan(ctx context.Context, s Selection) (Plan, error) {
	room, err := p.enter(ctx, s)
	if err != nil {
		return Plan{}, err
	}
	plan := Plan{Selection: s, Made: time.Now()}
	plan.Items = slices.Concat(
		room.pruneContainers(), room.pruneNetworks(), room.pruneVolumes(), room.pruneImages(), room.pruneCache(),
	)
	return plan, nil
}

// pruneContainers also notes which ones go, for what only they use.
func (r *room) pruneContainers() []Item {
	if !r.wish.Containers {
		return nil
	}
	var items []Item
	for _, c := range r.containers {
		if alive(c.State) || object.State(c.State) == object.StateRemoving || r.excluded(c.Labels) {
			continue
		}
		item := Item{
			Ref: containerRef(c.ID), Name: containerName(c.ID, c.Names),
			Reason: ReasonStopped, Size: r.sizeOf(object.KindContainer, c.ID),
		}
		if object.State(c.State) == object.StateCreated {
			item.Reason = ReasonNeverStarted
		}
		r.going[c.ID] = true
		items = append(items, item)
	}
	return byName(items)
}

func (r *room) pruneNetworks() []Item {
	if !r.wish.Networks {
		return nil
	}
	var items []Item
	for _, n := range r.networks {
		if len(n.Containers) > 0 || len(n.Services) > 0 || r.excluded(n.Labels) {
			continue
		}
		item := Item{Ref: networkRef(n.ID), Name: n.Name, Reason: ReasonUnused}
		for _, c := range r.containers {
			if c.NetworkSettings == nil {
				continue
			}
			if _, on := c.NetworkSettings.Networks[n.Name]; on {
				item.UsedBy = append(item.UsedBy, containerRef(c.ID))
			}
		}
		items = append(items, item)
	}
	return byName(items)
}

func (r *room) pruneVolumes() []Item {
	if r.wish.Volumes == NoVolumes {
		return nil
	}
	var items []Item
	for _, v := range r.volumes {
		users, kept := r.volumeUsers(v.Name)
		// Volumes with options are often somebody else's disk, and no engine
		// prunes those of other drivers.
		if kept || v.Driver != "local" || len(v.Options) > 0 || r.excluded(v.Labels) {
			continue
		}
		reason := ReasonUnused
		if r.anonymous(v) {
			reason = ReasonAnonymous
		} else if r.wish.Volumes == AnonymousVolumes {
			continue
		}
		items = append(items, Item{
			Ref: volumeRef(v.Name), Name: v.Name, Reason: reason,
			Size: r.sizeOf(object.KindVolume, v.Name), UsedBy: users, made: v.CreatedAt,
		})
	}
	return byName(items)
}

// anonymous goes by the label where the engine sets it, and by the look of the
// name before. A volume that an old engine made and a new one took over counts
// as named, for the new engine's own prune spares it as well.
func (r *room) anonymous(v *volume.Volume) bool {
	if r.labelsAnonymous {
		_, labelled := v.Labels["com.docker.volume.anonymous"]
		return labelled
	}
	return len(v.Name) == 64 && strings.Trim(v.Name, "0123456789abcdef") == ""
}

// volumeUsers are the containers that go, and whether there is one that stays.
func (r *room) volumeUsers(name string) (users []object.Ref, kept bool) {
	for _, c := range r.containers {
		for _, m := range c.Mounts {
			if m.Name != name {
				continue
			}
			if !r.going[c.ID] {
				return nil, true
			}
			users = append(users, containerRef(c.ID))
			break
		}
	}
	return users, false
}

// pruneCache takes children before their parents, which they keep.
func (r *room) pruneCache() []Item {
	if r.wish.BuildCache == NoCache {
		return nil
	}
	stays := r.cacheThatStays()
	records := slices.Clone(r.usage.BuildCache)
	slices.SortStableFunc(records, func(a, b *cacheRecord) int { return b.CreatedAt.Compare(a.CreatedAt) })
	var items []Item
	for _, c := range records {
		if stays[c.ID] {
			continue
		}
		item := Item{Ref: object.Ref{Kind: KindBuildCache, ID: c.ID}, Name: c.Description, Reason: ReasonCache, Size: c.Size}
		if c.Shared { // what it shares with an image stays with that
			item.Size = 0
		}
		items = append(items, item)
	}
	return items
}

// cacheThatStays is in use, or is what only the wish for all of it takes, or is
// below such a record.
func (r *room) cacheThatStays() map[string]bool {
	stays := map[string]bool{}
	for _, c := range r.usage.BuildCache {
		special := c.Shared || c.Type == "internal" || c.Type == "frontend"
		stays[c.ID] = c.InUse || special && r.wish.BuildCache == DanglingCache
	}
	for again := true; again; {
		again = false
		for _, c := range r.usage.BuildCache {
			for _, parent := range cacheParents(c) {
				if stays[c.ID] && !stays[parent] {
					stays[parent], again = true, true
				}
			}
		}
	}
	return stays
}

func cacheParents(c *cacheRecord) []string {
	//lint:ignore SA1019 engines before API 1.42 tell nothing else
	only := c.Parent
	if only == "" {
		return c.Parents
	}
	return append([]string{only}, c.Parents...)
}

// byName makes a plan look the same each time.
func byName(items []Item) []Item {
	slices.SortFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Ref.ID, b.Ref.ID))
	})
	return items
}
