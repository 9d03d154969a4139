package session

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/bin"
	"github.com/dockdesk/dockdesk/internal/engine/keep"
	"github.com/dockdesk/dockdesk/internal/engine/measure"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
)

// Keeps save and restore the volumes of whichever engine is followed.
func (s *Session) Keeps() *keep.Volumes {
	return keep.New(func() (keep.API, error) {
		eng, err := s.Engine()
		if err != nil {
			return nil, err
		}
		return eng.Client(), nil
	}, s.files)
}

// Measure measures what would be lost, as far as the engine answers.
func (s *Session) Measure(ctx context.Context, w measure.Wish, tell func(measure.Figures)) {
	eng, err := s.Engine()
	if err != nil {
		tell(measure.Figures{Done: true})
		return
	}
	measure.Meter{API: eng.Client(), Files: s.files}.Measure(ctx, w, tell)
}

// Remember reads what makes something again before it goes.
func (s *Session) Remember(ctx context.Context, ref object.Ref) (bin.Entry, error) {
	eng, err := s.Engine()
	if err != nil {
		return bin.Entry{}, err
	}
	return bin.Memory{API: eng.Client(), Specs: operations.Runs{Engine: eng.Client()}}.Remember(ctx, ref)
}
