package session

import (
	"context"
	"io"

	"github.com/docker/docker/api/types/container"

	"github.com/dockdesk/dockdesk/internal/engine/logs"
)

// OpenLog reads the logs of containers. It goes on when the engine goes and comes
// back. Close must be called.
func (s *Session) OpenLog(o logs.Options) *logs.Log { return logs.Open(current{s}, s, o) }

// current is the Docker client of whichever engine is followed.
type current struct{ s *Session }

var _ logs.API = current{}

func (c current) ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error) {
	eng, err := c.s.Engine()
	if err != nil {
		return container.InspectResponse{}, err
	}
	return eng.Client().ContainerInspect(ctx, id)
}

func (c current) ContainerLogs(ctx context.Context, id string, o container.LogsOptions) (io.ReadCloser, error) {
	eng, err := c.s.Engine()
	if err != nil {
		return nil, err
	}
	return eng.Client().ContainerLogs(ctx, id, o)
}
