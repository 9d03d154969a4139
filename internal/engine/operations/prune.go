package operations

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/docker/docker/api/types/build"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/image"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// KeptReason is why a planned object was not removed.
type KeptReason string

// The reasons for keeping.
const (
	KeptInUse    KeptReason = "in-use"   // something uses it since the plan was made
	KeptChanged  KeptReason = "changed"  // its name leads to something else now
	KeptGone     KeptReason = "gone"     // somebody else removed it
	KeptRefused  KeptReason = "refused"  // the engine says no; see Err
	KeptCanceled KeptReason = "canceled" // the context ended before its turn, or during it
)

// Kept is a planned object that was not removed.
type Kept struct {
	Item Item
	Why  KeptReason
	Err  error // an *Error, except where nothing was tried
}

// PruneResult is what came of a plan.
type PruneResult struct {
	Removed  []Item   // in the order of the plan
	Kept     []Kept   // in the order of the plan
	Untagged []string // the names that images lost
	Deleted  []string // images and layers that are gone, with those that nobody listed in between
	Freed    int64    // bytes, at least: the sum of what Removed was measured to take
	Took     time.Duration
}

// What keeps an object although the engine would remove it.
var (
	errChanged = errors.New("the name leads to something else now")
	errNamed   = errors.New("the image has a name now")
)

// Prune removes what the plan lists, and nothing else. What came into use since
// then is kept and reported, as is what the engine refuses; neither stops the
// rest. It is all done when Prune returns; when ctx ends that is soon.
//
// Progress, which may be nil, is called after each item on the caller's
// goroutine.
func (p Prunes) Prune(
	ctx context.Context, plan Plan, progress func(removed, kept, total int, item Item, err error),
) PruneResult {
	began := time.Now()
	var result PruneResult
	for _, phase := range []struct {
		kind   object.Kind
		atOnce int
		remove func(context.Context, Item) (Outcome, error)
	}{
		{object.KindContainer, 8, p.removeContainer},
		{object.KindNetwork, 8, p.removeNetwork},
		{object.KindVolume, 8, p.removeVolume},
		{object.KindImage, 1, p.removeImage}, // one can carry away others below it
		{KindBuildCache, 1, p.removeCache},
	} {
		var items []Item
		var ids []string
		for _, i := range plan.Items {
			if i.Ref.Kind == phase.kind {
				items, ids = append(items, i), append(ids, i.Ref.ID)
			}
		}
		find := func(id string) Item { return items[slices.Index(ids, id)] }
		removed, kept := len(result.Removed), len(result.Kept)
		outcome := Bulk(ctx, ids, phase.atOnce, func(ctx context.Context, id string) (Outcome, error) {
			return phase.remove(ctx, find(id))
		}, func(done, failed, _ int, id string, err error) {
			if progress != nil {
				progress(removed+done, kept+failed, len(plan.Items), find(id), err)
			}
		})
		result.add(items, outcome)
	}
	result.Took = time.Since(began)
	return result
}

func (r *PruneResult) add(items []Item, outcome Result) {
	for n, item := range items {
		done := outcome.Items[n]
		r.Untagged = append(r.Untagged, done.Outcome.Untagged...)
		r.Deleted = append(r.Deleted, done.Outcome.Deleted...)
		if done.Err != nil {
			r.Kept = append(r.Kept, Kept{item, whyKept(done.Err), done.Err})
			continue
		}
		r.Removed = append(r.Removed, item)
		r.Freed += max(0, item.Size)
	}
}

func whyKept(err error) KeptReason {
	switch {
	case errors.Is(err, errChanged):
		return KeptChanged
	case errors.Is(err, errNamed):
		return KeptInUse
	}
	switch KindOf(err) {
	case Conflict, Forbidden: // 403 is what a network with someone on it answers
		return KeptInUse
	case NotFound:
		return KeptGone
	case Canceled:
		return KeptCanceled
	}
	return KeptRefused
}

func (p Prunes) removeContainer(ctx context.Context, i Item) (Outcome, error) {
	// Without force the engine refuses one that was started since.
	err := p.Engine.ContainerRemove(ctx, i.Ref.ID, container.RemoveOptions{})
	return Outcome{}, failure("remove", i.Ref, i.Name, err)
}

func (p Prunes) removeNetwork(ctx context.Context, i Item) (Outcome, error) {
	return Outcome{}, failure("remove", i.Ref, i.Name, p.Engine.NetworkRemove(ctx, i.Ref.ID))
}

func (p Prunes) removeVolume(ctx context.Context, i Item) (Outcome, error) {
	now, err := p.Engine.VolumeInspect(ctx, i.Ref.ID)
	if err == nil && now.CreatedAt != i.made {
		err = errChanged
	}
	if err == nil {
		err = p.Engine.VolumeRemove(ctx, i.Ref.ID, false)
	}
	return Outcome{}, failure("remove", i.Ref, i.Name, err)
}

// removeImage takes away the planned names one by one, as the engine's own
// prune does; with the last one goes the image.
func (p Prunes) removeImage(ctx context.Context, i Item) (Outcome, error) {
	if len(i.Names) == 0 {
		return p.removeNameless(ctx, i)
	}
	var all Outcome
	var failed error
	for _, name := range i.Names {
		now, err := p.Engine.ImageInspect(ctx, name)
		if err == nil && now.ID != i.Ref.ID {
			err = errChanged
		}
		var gone []image.DeleteResponse
		if err == nil {
			gone, err = p.Engine.ImageRemove(ctx, name, image.RemoveOptions{PruneChildren: true})
		}
		out := removal(gone)
		all.Untagged = append(all.Untagged, out.Untagged...)
		all.Deleted = append(all.Deleted, out.Deleted...)
		failed = errors.Join(failed, failure("remove", i.Ref, name, err))
	}
	return all, failed
}

func (p Prunes) removeNameless(ctx context.Context, i Item) (Outcome, error) {
	now, err := p.Engine.ImageInspect(ctx, i.Ref.ID)
	if err == nil && len(realNames(now.RepoTags)) > 0 {
		err = errNamed // by its id the engine would remove it with its new name
	}
	var gone []image.DeleteResponse
	if err == nil {
		gone, err = p.Engine.ImageRemove(ctx, i.Ref.ID, image.RemoveOptions{PruneChildren: true})
	}
	return removal(gone), failure("remove", i.Ref, i.Name, err)
}

// removeCache has the engine prune a single record: nothing else removes one.
func (p Prunes) removeCache(ctx context.Context, i Item) (Outcome, error) {
	report, err := p.Engine.BuildCachePrune(ctx, build.CachePruneOptions{
		All: true, Filters: filters.NewArgs(filters.Arg("id", "^"+i.Ref.ID+"$")),
	})
	if err != nil {
		return Outcome{}, failure("remove", i.Ref, i.Name, err)
	}
	if !slices.Contains(report.CachesDeleted, i.Ref.ID) {
		return Outcome{}, &Error{
			Op: "remove", Ref: i.Ref, Name: i.Name, Status: Conflict,
			Raw: "the builder keeps it", Err: errors.New("the builder keeps it"),
		}
	}
	return Outcome{}, nil
}
