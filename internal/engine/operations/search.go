package operations

import (
	"context"
	"slices"

	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/registry"
	"github.com/docker/docker/api/types/versions"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// SearchEngine is what Search needs of the Docker client.
type SearchEngine interface {
	ImageSearch(ctx context.Context, term string, options registry.SearchOptions) ([]registry.SearchResult, error)
}

// Repository is one that a search has found.
type Repository struct {
	Name, Description string
	Stars             int
	Official          bool
}

// mostResults is how many are asked for.
const mostResults = 25

// Search is docker search: the engine asks Docker Hub. Official ones come first,
// then those with the most stars.
func Search(ctx context.Context, engine SearchEngine, term string) ([]Repository, error) {
	found, err := engine.ImageSearch(ctx, term, registry.SearchOptions{Limit: mostResults})
	if err != nil {
		return nil, failure("search", imageRef(term), term, err)
	}
	list := make([]Repository, len(found))
	for i, f := range found {
		list[i] = Repository{Name: f.Name, Description: f.Description, Stars: f.StarCount, Official: f.IsOfficial}
	}
	slices.SortStableFunc(list, func(a, b Repository) int {
		if a.Official != b.Official {
			if a.Official {
				return -1
			}
			return 1
		}
		return b.Stars - a.Stars
	})
	return list, nil
}

// Sizes are what an image takes alone, and what it shares with others.
type Sizes struct{ Own, Shared int64 }

// SizesEngine is what ImageSizes needs of the Docker client.
type SizesEngine interface {
	DiskEngine
	ClientVersion() string
	ImageList(ctx context.Context, options image.ListOptions) ([]image.Summary, error)
}

// ImageSizes tells what each image takes alone. Engines since API 1.42 count that
// when they list images. Older ones only do when they look through their whole
// disk, which can take long: that is done if whole says so, else it is nil.
func ImageSizes(ctx context.Context, engine SizesEngine, whole bool) (map[string]Sizes, error) {
	sizes := map[string]Sizes{}
	if versions.GreaterThanOrEqualTo(engine.ClientVersion(), "1.42") {
		list, err := engine.ImageList(ctx, image.ListOptions{SharedSize: true})
		if err != nil {
			return nil, failure("measure", object.Ref{}, "images", err)
		}
		for _, i := range list {
			if own := uniqueSize(&i); own >= 0 {
				sizes[i.ID] = Sizes{Own: own, Shared: i.SharedSize}
			}
		}
		return sizes, nil
	}
	if !whole {
		return nil, nil
	}
	disk, err := DiskUsage(ctx, engine)
	if err != nil {
		return nil, err
	}
	for _, o := range disk.Images.Objects {
		if o.Unique >= 0 {
			sizes[o.Ref.ID] = Sizes{Own: o.Unique, Shared: o.Shared}
		}
	}
	return sizes, nil
}
