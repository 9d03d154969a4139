package session

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
)

// Engine is the one that is followed now, or ErrNotConnected. It is of use
// until the session turns to another one; so ask for it anew each time.
func (s *Session) Engine() (*engine.Engine, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tenure.engine == nil {
		return nil, ErrNotConnected
	}
	return s.tenure.engine, nil
}

// Inspect is the engine's full answer about one object, as JSON.
func (s *Session) Inspect(ctx context.Context, ref object.Ref) ([]byte, error) {
	eng, err := s.Engine()
	if err != nil {
		return nil, err
	}
	return eng.Inspect(ctx, ref)
}

// Facts are what the engine says about itself.
func (s *Session) Facts(ctx context.Context) (operations.Facts, error) {
	eng, err := s.Engine()
	if err != nil {
		return operations.Facts{}, err
	}
	return operations.SystemFacts(ctx, eng.Client())
}

// DiskUsage is what the engine keeps on its disk. It can take seconds.
func (s *Session) DiskUsage(ctx context.Context) (operations.Disk, error) {
	eng, err := s.Engine()
	if err != nil {
		return operations.Disk{}, err
	}
	return operations.DiskUsage(ctx, eng.Client())
}

// PlanPrune lists what a selection would remove now, and removes nothing. It
// can take seconds.
func (s *Session) PlanPrune(ctx context.Context, wish operations.Selection) (operations.Plan, error) {
	eng, err := s.Engine()
	if err != nil {
		return operations.Plan{}, err
	}
	return operations.Prunes{Engine: eng.Client()}.Plan(ctx, wish)
}

// Prune removes what a plan of this session lists; see operations.Prunes.
func (s *Session) Prune(
	ctx context.Context, plan operations.Plan, progress func(removed, kept, total int, item operations.Item, err error),
) (operations.PruneResult, error) {
	eng, err := s.Engine()
	if err != nil {
		return operations.PruneResult{}, err
	}
	return operations.Prunes{Engine: eng.Client()}.Prune(ctx, plan, progress), nil
}
