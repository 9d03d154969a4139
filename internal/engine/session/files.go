package session

import "github.com/dockdesk/dockdesk/internal/engine/files"

// Files are the files of the containers and volumes of whichever engine is
// followed.
func (s *Session) Files() *files.Files { return s.files }

func (s *Session) filesAPI() (files.API, error) {
	eng, err := s.Engine()
	if err != nil {
		return nil, err
	}
	return eng.Client(), nil
}
