package session

import "github.com/dockdesk/dockdesk/internal/engine/operations"

// Operations are what can be done to the engine that is followed now, or
// ErrNotConnected.
func (s *Session) Operations() (operations.Doer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tenure.engine == nil {
		return operations.Doer{}, ErrNotConnected
	}
	return operations.On(s.tenure.engine.Client()), nil
}
