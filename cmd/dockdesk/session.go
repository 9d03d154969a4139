package main

import (
	"context"
	"log/slog"
	"sync"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/logs"
	"github.com/dockdesk/dockdesk/internal/engine/session"
	"github.com/dockdesk/dockdesk/internal/views/page"
)

// follow starts a session with the engine that the flags name, and gives what
// ends it.
func follow(ctx context.Context, o options, log *slog.Logger) (*session.Session, func()) {
	s := session.New(engine.Options{Host: o.host, Context: o.context}, log)
	ctx, cancel := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() {
		if err := s.Run(ctx); err != nil {
			log.Error("the session ended", "error", err)
		}
	})
	return s, func() {
		cancel()
		work.Wait()
	}
}

// openLog is what reads logs for the pages.
func openLog(s *session.Session) func(logs.Options) page.Log {
	return func(o logs.Options) page.Log { return s.OpenLog(o) }
}
