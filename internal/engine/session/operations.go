package session

import "github.com/dockdesk/dockdesk/internal/engine/operations"

// Operations are what can be done to the engine that is followed now, or
// ErrNotConnected.
func (s *Session) Operations() (operations.Doer, error) {
	eng, err := s.Engine()
	if err != nil {
		return operations.Doer{}, err
	}
	return operations.On(eng.Client()), nil
}
