package page

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/files"
	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Files looks into containers and volumes. All of it asks the engine.
type Files interface {
	List(ctx context.Context, ref object.Ref, dir string, fresh bool, limit int64, progress func(files.Reading)) (files.Listing, error)
	Search(ctx context.Context, ref object.Ref, dir, part string, progress func(files.Reading)) (files.Found, error)
	Read(ctx context.Context, ref object.Ref, path string, limit int64) (files.Content, error)
	Able(ctx context.Context, ref object.Ref) (files.Able, error)
}
