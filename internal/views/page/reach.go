package page

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/object/way"
	"github.com/dockdesk/dockdesk/internal/engine/reach"
)

// Reach finds out about ways to containers. All of it asks the engine, or the
// network.
type Reach interface {
	Facts(ctx context.Context, w reach.Wish) (way.Facts, error)
	// Knock tries an address from this computer, KnockFrom from within a container.
	Knock(ctx context.Context, host string, port int) way.Knock
	KnockFrom(ctx context.Context, from, host string, port int) (way.Knock, error)
}
