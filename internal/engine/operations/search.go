package operations

import (
	"context"
	"slices"

	"github.com/docker/docker/api/types/registry"

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

// ImageSizes tells what each image takes alone. It can take seconds.
func ImageSizes(ctx context.Context, engine DiskEngine) (map[string]Sizes, error) {
	disk, err := DiskUsage(ctx, engine)
	if err != nil {
		return nil, err
	}
	sizes := make(map[string]Sizes, len(disk.Images.Objects))
	for _, o := range disk.Images.Objects {
		if o.Ref.Kind == object.KindImage && o.Unique >= 0 {
			sizes[o.Ref.ID] = Sizes{Own: o.Unique, Shared: o.Shared}
		}
	}
	return sizes, nil
}
