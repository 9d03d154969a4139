package session

import (
	"cmp"

	"github.com/dockdesk/dockdesk/internal/engine"
)

// defaultContext is the docker command's name for no context at all.
const defaultContext = "default"

// Use leaves the engine for the one that the options name, even if that is the
// same. Before it returns, everybody has heard of a snapshot that is connecting
// and has no objects; nobody hears of the old engine any more. What Figures
// were asked to stream stays asked for.
func (s *Session) Use(options engine.Options) {
	s.telling.Lock()
	defer s.telling.Unlock()
	s.mu.Lock()
	old := s.tenure
	snap := connecting(options, s.snapshot.Seq+1)
	s.tenure, s.snapshot = &tenure{options: options}, snap
	fns := listeners(s.snapshots)
	if old.end != nil {
		old.end()
	}
	s.mu.Unlock()
	for _, fn := range fns {
		fn(snap)
	}
}

// UseContext is Use for a Docker context by its name. "default" leads to the
// address that the program was started with, if there was one, or else to what
// DOCKER_HOST says, or else to this computer's own engine. The docker command
// keeps its own choice.
func (s *Session) UseContext(name string) {
	options := engine.Options{Context: name, ConfigDir: s.first.ConfigDir}
	if name == defaultContext && s.first.Host != "" {
		options.Host, options.Context = s.first.Host, ""
	}
	s.Use(options)
}

// Options are those of the engine that is followed.
func (s *Session) Options() engine.Options {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tenure.options
}

// Contexts lists the Docker contexts that UseContext can turn to; the one in
// use is Current. With an error the list holds what could be read. It reads
// files.
func (s *Session) Contexts() ([]engine.Context, error) {
	options := s.Options()
	options.Host = cmp.Or(options.Host, s.first.Host) // for "default", in use or not
	list, err := engine.Contexts(options)
	if options.Inside != nil { // none of them is in use
		for i := range list {
			list[i].Current = false
		}
	}
	return list, err
}
