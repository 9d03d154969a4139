package practising_test

import (
	"flag"
	"log/slog"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/practice"
	"github.com/dockdesk/dockdesk/internal/engine/practising"
	"github.com/dockdesk/dockdesk/internal/engine/session"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheFlagTakesYesNoAndAuto(t *testing.T) {
	for text, want := range map[string]practising.Choice{
		"--practice": practising.On, "--practice=true": practising.On, "--practice=false": practising.Off, "--practice=auto": practising.Auto,
	} {
		f := flag.NewFlagSet("", flag.ContinueOnError)
		var got practising.Choice
		f.Var(&got, "practice", "")
		if err := f.Parse([]string{text}); err != nil || got != want {
			t.Errorf("%s is %q (%v)", text, got, err)
		}
	}
	var c practising.Choice
	if c.Set("perhaps") == nil {
		t.Error("perhaps is taken")
	}
}

func TestPracticeBeginsWhereItIsWanted(t *testing.T) {
	quiet := slog.New(slog.DiscardHandler)
	_, socket := realOne(t)
	for _, tc := range []struct {
		name string
		real engine.Options
		o    practising.Options
		want bool
	}{
		{"not asked for", engine.Options{Host: "unix:///nowhere.sock"}, practising.Options{}, false},
		{"asked for", engine.Options{Host: "unix://" + socket}, practising.Options{Choice: practising.On}, true},
		{"a scene is named", engine.Options{Host: "unix://" + socket}, practising.Options{Scene: "broken"}, true},
		{"auto, and nobody answers", engine.Options{Host: "unix:///nowhere.sock"}, practising.Options{Choice: practising.Auto}, true},
		{"auto, and an engine answers", engine.Options{Host: "unix://" + socket}, practising.Options{Choice: practising.Auto}, false},
	} {
		tc.o.Log = quiet
		s := session.New(tc.real, quiet)
		turner, err := practising.Begin(t.Context(), s, tc.real, tc.o)
		if err != nil {
			t.Fatalf("%s: %v", tc.name, err)
		}
		if got := s.Snapshot().Engine.Practice(); got != tc.want {
			t.Errorf("%s: practice is %v", tc.name, got)
		}
		turner.Turn(true)
		if !s.Snapshot().Engine.Practice() {
			t.Errorf("%s: it can't be turned to practice", tc.name)
		}
		turner.Turn(false)
		if s.Snapshot().Engine.Practice() {
			t.Errorf("%s: it can't be turned back", tc.name)
		}
		turner.Close()
	}
	if _, err := practising.Begin(t.Context(), session.New(engine.Options{}, quiet), engine.Options{}, practising.Options{Scene: "nosuch", Log: quiet}); err == nil {
		t.Error("there is a scene nosuch")
	}
}

// realOne is an engine that answers at a socket, in the place of a real one.
func realOne(t *testing.T) (*practice.Engine, string) {
	t.Helper()
	e, err := practice.Start(practice.Options{Scene: "empty"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	socket := filepath.Join(t.TempDir(), "s")
	if err := e.ListenUnix(socket); err != nil {
		t.Fatal(err)
	}
	return e, socket
}
