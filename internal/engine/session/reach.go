package session

import "github.com/dockdesk/dockdesk/internal/engine/reach"

// Reach finds out about ways to containers of whichever engine is followed.
func (s *Session) Reach() *reach.Reach { return s.reach }

func (s *Session) reachAPI() (reach.API, string, error) {
	eng, err := s.Engine()
	if err != nil {
		return nil, "", err
	}
	return eng.Client(), eng.Endpoint(), nil
}
