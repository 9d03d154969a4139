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
// turns it to the practice engine and back, and what ends it.
func follow(ctx context.Context, o options, log *slog.Logger) (*session.Session, *practising, func(), error) {
	real := engine.Options{Host: o.host, Context: o.context}
	s := session.New(real, log)
	p := &practising{session: s, real: real, flags: o, log: log}
	if o.practice.wanted(ctx, real) {
		if err := p.start(); err != nil {
			return nil, nil, nil, err
		}
		s.Use(p.options())
	}
	ctx, cancel := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() {
		if err := s.Run(ctx); err != nil {
			log.Error("the session ended", "error", err)
		}
	})
	return s, p, func() {
		cancel()
		work.Wait()
		p.close()
	}, nil
}

// openLog is what reads logs for the pages.
func openLog(s *session.Session) func(logs.Options) page.Log {
	return func(o logs.Options) page.Log { return s.OpenLog(o) }
}
