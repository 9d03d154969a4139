package action

import (
	"context"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/measure"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
)

// Ops is what actions ask of the engine.
type Ops struct {
	Containers ContainerOps
	Images     ImageOps
	Volumes    VolumeOps
	Networks   NetworkOps
	Prunes     PruneOps
	Runs       RunOps
	Files      FileOps
	Reach      ReachOps
	Keep       KeepOps
	Measure    MeasureOps
	Memory     MemoryOps
	Builds     BuildOps
	Transfers  TransferOps
	Logins     LoginOps

	// Making is what somebody wants to hear while a container is made, beside the
	// task's progress.
	Making operations.RunOptions
	// Building is what somebody wants to hear while an image is built.
	Building func(build.Picture)
}

// OpsOf are the operations of package operations.
func OpsOf(d operations.Doer) Ops {
	return Ops{Containers: d.Containers, Images: d.Images, Volumes: d.Volumes, Networks: d.Networks, Prunes: d.Prunes, Runs: d.Runs,
		Transfers: d.Transfers, Logins: d.Logins}
}

// MeasureOps measure what would be lost; see measure.Meter.
type MeasureOps interface {
	Measure(ctx context.Context, w measure.Wish, tell func(measure.Figures))
}

// ContainerOps are what is done to containers; see operations.Containers.
type ContainerOps interface {
	Start(ctx context.Context, id string) (operations.Outcome, error)
	Stop(ctx context.Context, id string, timeout *time.Duration) (operations.Outcome, error)
	Restart(ctx context.Context, id string, timeout *time.Duration) (operations.Outcome, error)
	Pause(ctx context.Context, id string) (operations.Outcome, error)
	Unpause(ctx context.Context, id string) (operations.Outcome, error)
	Kill(ctx context.Context, id, signal string) (operations.Outcome, error)
	Rename(ctx context.Context, id, name string) (operations.Outcome, error)
	Remove(ctx context.Context, id string, force, volumes bool) (operations.Outcome, error)
	Update(ctx context.Context, id string, limits operations.Limits) (operations.Outcome, error)
	Commit(ctx context.Context, id string, options operations.CommitOptions) (operations.Outcome, error)
	Export(ctx context.Context, id, path string, progress func(written int64)) (operations.Outcome, error)
	Wait(ctx context.Context, id string) (operations.Ended, error)
}

// ImageOps are what is done to images; see operations.Images.
type ImageOps interface {
	Remove(ctx context.Context, ref string, force, noprune bool) (operations.Outcome, error)
	Untag(ctx context.Context, name string) (operations.Outcome, error)
	Tag(ctx context.Context, source, target string) (operations.Outcome, error)
}

// VolumeOps are what is done to volumes; see operations.Volumes.
type VolumeOps interface {
	Create(ctx context.Context, options operations.VolumeOptions) (operations.Outcome, error)
	Remove(ctx context.Context, name string, force bool) (operations.Outcome, error)
}

// NetworkOps are what is done to networks; see operations.Networks.
type NetworkOps interface {
	Create(ctx context.Context, name string, options operations.NetworkOptions) (operations.Outcome, error)
	Remove(ctx context.Context, id string) (operations.Outcome, error)
	Connect(ctx context.Context, id, container string, place operations.Place) (operations.Outcome, error)
	Disconnect(ctx context.Context, id, container string, force bool) (operations.Outcome, error)
}

// PruneOps find what can go, and remove it; see operations.Prunes.
type PruneOps interface {
	Plan(ctx context.Context, s operations.Selection) (operations.Plan, error)
	Prune(
		ctx context.Context, plan operations.Plan,
		progress func(removed, kept, total int, item operations.Item, err error),
	) operations.PruneResult
}

// Progress hears how many of how many are done, and which one was the last.
type Progress func(done, total int, name string)

// Result is what came of an action.
type Result struct {
	Items   []Item
	Created object.Ref              // what a create made
	Prune   *operations.PruneResult // of a prune
	Kept    []Kept                  // what was kept before it went
	Took    time.Duration
}

// Item is what came of it for one object.
type Item struct {
	Ref     object.Ref
	Name    string
	Outcome operations.Outcome
	Err     error  // nil if it succeeded
	Words   string // what came of it, in a sentence, where the action's own words don't say it
}

// Count tells how many succeeded, were refused, and were given up because the
// context ended.
func (r Result) Count() (done, failed, canceled int) {
	for _, i := range r.Items {
		switch {
		case i.Err == nil:
			done++
		case operations.KindOf(i.Err) == operations.Canceled:
			canceled++
		default:
			failed++
		}
	}
	if r.Prune != nil {
		done += len(r.Prune.Removed)
		for _, k := range r.Prune.Kept {
			if k.Why == operations.KeptCanceled {
				canceled++
			} else {
				failed++
			}
		}
	}
	return done, failed, canceled
}

// Err is the first failure that is no cancellation, or nil.
func (r Result) Err() error {
	for _, i := range r.Items {
		if i.Err != nil && operations.KindOf(i.Err) != operations.Canceled {
			return i.Err
		}
	}
	return nil
}

// each does the same to all objects, a number of them at a time; 0 is as many
// as the docker command does.
func each(
	ctx context.Context, on On, atOnce int, p Progress,
	do func(ctx context.Context, id string) (operations.Outcome, error),
) Result {
	done := operations.Bulk(ctx, on.IDs, atOnce, do, func(done, failed, total int, id string, _ error) {
		p(done+failed, total, on.name(id))
	})
	result := Result{Took: done.Took}
	for _, i := range done.Items {
		ref := object.Ref{Kind: on.Kind, ID: i.ID}
		result.Items = append(result.Items, Item{Ref: ref, Name: on.name(i.ID), Outcome: i.Outcome, Err: i.Err})
	}
	return result
}

// making runs an action that makes something.
func making(kind object.Kind, name string, do func() (operations.Outcome, error)) Result {
	began := time.Now()
	out, err := do()
	ref := out.Created
	if ref.ID == "" {
		ref = object.Ref{Kind: kind, ID: name}
	}
	if name == "" {
		name = object.ShortID(ref.ID)
	}
	return Result{
		Items:   []Item{{Ref: ref, Name: name, Outcome: out, Err: err}},
		Created: out.Created, Took: time.Since(began),
	}
}
