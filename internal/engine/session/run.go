package session

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/probe"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// ImageSpec is what an image of the engine says of itself.
func (s *Session) ImageSpec(ctx context.Context, ref string) (*spec.Image, error) {
	eng, err := s.Engine()
	if err != nil {
		return nil, err
	}
	image, err := operations.Runs{Engine: eng.Client()}.Image(ctx, ref)
	if err != nil {
		return nil, err
	}
	return &image, nil
}

// ContainerSpec is how a container could be made again, and what of it can't be
// said in a spec.
func (s *Session) ContainerSpec(ctx context.Context, id string) (made spec.RunSpec, unexpressed []string, err error) {
	eng, err := s.Engine()
	if err != nil {
		return spec.RunSpec{}, nil, err
	}
	return operations.Runs{Engine: eng.Client()}.Spec(ctx, id)
}

// Follow follows a container that isn't started yet; ended, which must be called,
// waits for its end.
func (s *Session) Follow(ctx context.Context, id string) (ended func(context.Context) (operations.End, bool), err error) {
	eng, err := s.Engine()
	if err != nil {
		return nil, err
	}
	b, err := operations.Follow(ctx, eng.Client(), id)
	if err != nil {
		return nil, err
	}
	return b.Ended, nil
}

// ProbeRun finds out which ports of this computer are taken, and what lies at
// paths.
func (*Session) ProbeRun(ctx context.Context, doors []spec.Door, paths []string) (map[spec.Door]spec.PortUse, map[string]spec.PathState) {
	return probe.Doors(ctx, doors), probe.Paths(ctx, paths)
}
