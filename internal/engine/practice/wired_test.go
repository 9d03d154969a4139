package practice_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/practice"
	"github.com/dockdesk/dockdesk/internal/engine/session"
)

func inside(e *practice.Engine) engine.Options {
	return engine.Options{Inside: &engine.Inside{Name: e.Scene(), Dial: e.Dial}}
}

// awaited waits for a snapshot that holds.
func awaited(t *testing.T, s *session.Session, holds func(*object.Snapshot) bool) *object.Snapshot {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if snap := s.Snapshot(); holds(snap) {
			return snap
		}
	}
	t.Fatalf("it is %+v", s.Snapshot())
	return nil
}

func TestASessionFollowsThePracticeEngineAndLeavesIt(t *testing.T) {
	e, err := practice.Start(practice.Options{Scene: "web"})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	nowhere := engine.Options{Host: "unix:///nowhere/docker.sock"}
	s := session.New(nowhere, slog.New(slog.DiscardHandler))
	s.Use(inside(e))
	if !s.Snapshot().Engine.Practice() {
		t.Error("while it connects nobody knows that it is practice")
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Run(ctx) }()
	defer func() { cancel(); <-done }()

	live := func(snap *object.Snapshot) bool { return snap.Link == object.LinkLive }
	snap := awaited(t, s, live)
	if !snap.Engine.Practice() || len(snap.Containers) != 4 {
		t.Errorf("it follows %+v with %d containers", snap.Engine, len(snap.Containers))
	}
	s.Figures().Want("test", []string{snap.Containers[0].ID, snap.Containers[1].ID, snap.Containers[2].ID, snap.Containers[3].ID})
	heard := false
	for end := time.Now().Add(10 * time.Second); !heard && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		for _, c := range snap.Containers {
			sample, ok := s.Figures().Last(c.ID)
			heard = heard || ok && sample.Memory > 0
		}
	}
	if !heard {
		t.Error("no figure came")
	}
	s.Use(nowhere)
	snap = awaited(t, s, func(snap *object.Snapshot) bool { return snap.Link == object.LinkLost })
	if snap.Engine.Practice() || !strings.Contains(snap.Engine.Endpoint, "nowhere") {
		t.Errorf("it is left for %+v", snap.Engine)
	}
}
