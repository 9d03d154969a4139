package operations

import (
	"context"
	"errors"
	"slices"

	"github.com/distribution/reference"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// ErrOnlyName is why Untag refuses: an image that loses its last name is
// removed, which is Remove's business.
var ErrOnlyName = errors.New("it is the image's only name")

// ImageEngine is what Images need of the Docker client.
type ImageEngine interface {
	ImageInspect(ctx context.Context, ref string, options ...client.ImageInspectOption) (image.InspectResponse, error)
	ImageRemove(ctx context.Context, ref string, options image.RemoveOptions) ([]image.DeleteResponse, error)
	ImageTag(ctx context.Context, source, target string) error
}

// Images does things to images that are local.
type Images struct{ Engine ImageEngine }

// Remove is docker rmi. Called with a name it takes that name away and removes
// the image only when it was the last one; called with an id it removes the
// image, which needs force if it has names in several repositories. With
// noprune the untagged images below stay, too. With force an image that is not
// there is Unchanged.
func (i Images) Remove(ctx context.Context, ref string, force, noprune bool) (Outcome, error) {
	gone, err := i.Engine.ImageRemove(ctx, ref, image.RemoveOptions{Force: force, PruneChildren: !noprune})
	if force && KindOf(err) == NotFound {
		return Outcome{Unchanged: true}, nil
	}
	if err != nil {
		return Outcome{}, imageFailure("remove", ref, err)
	}
	return removal(gone), nil
}

func removal(gone []image.DeleteResponse) Outcome {
	var out Outcome
	for _, g := range gone {
		if g.Deleted != "" {
			out.Deleted = append(out.Deleted, g.Deleted)
		} else {
			out.Untagged = append(out.Untagged, g.Untagged)
		}
	}
	return out
}

// Untag is docker rmi of one of several names: the image keeps the others. It
// refuses with ErrOnlyName to take the last one.
func (i Images) Untag(ctx context.Context, name string) (Outcome, error) {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return Outcome{}, invalid("untag", imageRef(name), "%w", err)
	}
	// A bare name could also be the beginning of an id; with a tag it can't.
	name = reference.FamiliarString(reference.TagNameOnly(named))
	before, err := i.Engine.ImageInspect(ctx, name)
	if err != nil {
		return Outcome{}, imageFailure("untag", name, err)
	}
	if others := slices.DeleteFunc(realNames(before.RepoTags), func(n string) bool { return n == name }); len(others) == 0 {
		return Outcome{}, &Error{
			Op: "untag", Ref: imageRef(before.ID), Name: name,
			Status: Conflict, Raw: ErrOnlyName.Error(), Err: ErrOnlyName,
		}
	}
	gone, err := i.Engine.ImageRemove(ctx, name, image.RemoveOptions{PruneChildren: true})
	if err != nil {
		return Outcome{}, failure("untag", imageRef(before.ID), name, err)
	}
	return removal(gone), nil
}

// Tag is docker tag: it gives an image one more name, and takes that name from
// the image that had it.
func (i Images) Tag(ctx context.Context, source, target string) (Outcome, error) {
	if _, err := reference.ParseNormalizedNamed(target); err != nil {
		return Outcome{}, invalid("tag", imageRef(source), "%q: %w", target, err)
	}
	return Outcome{}, imageFailure("tag", source, i.Engine.ImageTag(ctx, source, target))
}

// realNames drops the "<none>:<none>" that older engines give nameless images.
func realNames(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return n == "<none>:<none>" || n == "<none>@<none>"
	})
}

func imageRef(id string) object.Ref { return object.Ref{Kind: object.KindImage, ID: id} }

func imageFailure(op, ref string, err error) error {
	return failure(op, imageRef(ref), "", err)
}
