package page

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/registry"
)

// Registries tells of registries and of what images take. All but Practice and
// OnPractice ask somebody, and take time.
type Registries interface {
	// Logins are who is logged in where; Check asks whether a login is accepted.
	Logins(ctx context.Context) ([]registry.Login, error)
	Check(ctx context.Context, host string) error
	// Repositories and Tags are what a registry shows; Look is one image of it.
	Repositories(ctx context.Context, host string) (list []string, more bool, err error)
	Tags(ctx context.Context, repository string) ([]string, error)
	Look(ctx context.Context, image string) (registry.Found, error)
	// Search asks Docker Hub.
	Search(ctx context.Context, term string) ([]operations.Repository, error)
	// Sizes are what images take alone, and what they share, by their ids. Engines
	// that must look through their whole disk for it are asked only if whole says
	// so; nil otherwise.
	Sizes(ctx context.Context, whole bool) (map[string]operations.Sizes, error)

	// Practice is the registry within this program. OnPractice calls fn, on any
	// goroutine, when it starts, stops or gets an image.
	Practice() registry.PracticeState
	StartPractice(ctx context.Context) error
	StopPractice() error
	OnPractice(fn func())
}
