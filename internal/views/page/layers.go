package page

import (
	"context"
	"io"

	"github.com/dockdesk/dockdesk/internal/engine/layers"
)

// Layers looks into images. All of it asks the engine, except for what was read
// before.
type Layers interface {
	// Read reads all layers of an image; news hears meanwhile, on the same goroutine.
	Read(ctx context.Context, id string, limit int64, news func(layers.News)) (*layers.Image, error)
	// Stacks are the digests of images' layers, by image id.
	Stacks(ctx context.Context, ids []string) (map[string][]string, error)
	// Content writes what a file holds, limit bytes at most; 0 is no limit.
	Content(ctx context.Context, id string, e layers.Entry, limit int64, out io.Writer) (whole bool, err error)
}
