package session

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/terminal"
)

// Terminals opens terminals on the engine that is followed now.
func (s *Session) Terminals() Terminals { return Terminals{s} }

// Terminals opens terminals for those who must not see the Docker client. A
// terminal stays with the engine that it was opened on.
type Terminals struct{ s *Session }

// Shells are the shells that a container has.
func (t Terminals) Shells(ctx context.Context, id string) ([]terminal.Shell, error) {
	eng, err := t.s.Engine()
	if err != nil {
		return nil, err
	}
	return terminal.Shells(ctx, eng.Client(), id)
}

// Open opens what is wished for.
func (t Terminals) Open(ctx context.Context, w terminal.Wish) (terminal.Line, error) {
	eng, err := t.s.Engine()
	if err != nil {
		return nil, err
	}
	return line(terminal.Open(ctx, eng.Client(), w))
}

// OpenHelper opens a shell in a new container beside the one that is wished for.
func (t Terminals) OpenHelper(ctx context.Context, w terminal.Wish, image string) (terminal.Line, error) {
	eng, err := t.s.Engine()
	if err != nil {
		return nil, err
	}
	return line(terminal.OpenHelper(ctx, eng.Client(), w, image))
}

// line keeps no session from looking like one.
func line(s *terminal.Session, err error) (terminal.Line, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}
