package session

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// Build builds an image on the engine that is followed.
func (s *Session) Build(ctx context.Context, b spec.BuildSpec, o build.Options) (operations.Outcome, error) {
	eng, err := s.Engine()
	if err != nil {
		return operations.Outcome{}, err
	}
	return build.Builder{Engine: eng.Client()}.Build(ctx, b, o)
}
