package session

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/top"
)

// Processes are what runs in a container; see top.Of.
func (s *Session) Processes(ctx context.Context, id string) (list []top.Process, plain bool, err error) {
	eng, err := s.Engine()
	if err != nil {
		return nil, false, err
	}
	return top.Of(ctx, eng.Client(), id)
}
