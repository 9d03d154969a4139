package main

import (
	"context"
	"log/slog"
	"sync"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/logs"
	"github.com/dockdesk/dockdesk/internal/engine/practising"
	"github.com/dockdesk/dockdesk/internal/engine/session"
	"github.com/dockdesk/dockdesk/internal/views/page"
)

// follow starts a session with the engine that the flags name, and gives what
// turns it to the practice engine and back, and what ends it.
func follow(ctx context.Context, o options, log *slog.Logger) (*session.Session, *practising.Turner, func(), error) {
	real := engine.Options{Host: o.host, Context: o.context}
	s := session.New(real, log)
	o.practice.Pictures, o.practice.Log = o.shots, log
	turner, err := practising.Begin(ctx, s, real, o.practice)
	if err != nil {
		return nil, nil, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() {
		if err := s.Run(ctx); err != nil {
			log.Error("the session ended", "error", err)
		}
	})
	return s, turner, func() {
		cancel()
		work.Wait()
		turner.Close()
		if err := s.Registries().Close(); err != nil {
			log.Error("closing the practice registry", "error", err)
		}
	}, nil
}

// openLog is what reads logs for the pages.
func openLog(s *session.Session) func(logs.Options) page.Log {
	return func(o logs.Options) page.Log { return s.OpenLog(o) }
}
