package registries_test

import (
	"log/slog"
	"slices"
	"testing"

	"github.com/docker/cli/cli/config"
	"github.com/docker/cli/cli/config/configfile"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/practice"
	"github.com/dockdesk/dockdesk/internal/engine/registry"
	"github.com/dockdesk/dockdesk/internal/engine/request"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
)

// Both practices work together: the lesson needs no Docker at all.
func TestThePracticeEngineUsesThePracticeRegistry(t *testing.T) {
	world, err := practice.Start(practice.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer world.Close()
	eng, err := engine.Connect(t.Context(), engine.Options{Inside: &engine.Inside{Name: "web", Dial: world.Dial}})
	if err != nil {
		t.Fatal(err)
	}
	defer eng.Close()
	kept := registry.Logins{Dir: t.TempDir()}
	shelf := registry.NewPractice(kept)
	if err := shelf.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := shelf.Stop(); err != nil {
			t.Error(err)
		}
	}()
	s := shelf.State()
	local := request.ThisComputer()
	local.Settings = func() (*configfile.ConfigFile, error) { return config.Load(kept.Dir) }
	logins := operations.Logins{Engine: eng.Client(), Kept: kept}
	carry := operations.Transfers{Engine: eng.Client(), Local: local}

	image := s.Address + "/shop/web:1"
	if err := eng.Client().ImageTag(t.Context(), "nginx:1.27", image); err != nil {
		t.Fatal(err)
	}
	_, err = carry.Push(t.Context(), image, nil)
	explained(t, err, diagnosis.PushDenied)
	_, err = logins.LogIn(t.Context(), s.Address, s.User, "wrong")
	explained(t, err, diagnosis.LoginRefused)
	if _, err := logins.LogIn(t.Context(), s.Address, s.User, s.Password); err != nil {
		t.Fatal(err)
	}
	if _, err := carry.Push(t.Context(), image, nil); err != nil {
		t.Fatal(err)
	}
	tags, err := registry.Client{Logins: kept}.Tags(t.Context(), s.Address+"/shop/web")
	if err != nil || !slices.Equal(tags, []string{"1"}) {
		t.Errorf("%v %v", tags, err)
	}
	if _, err := (operations.Images{Engine: eng.Client()}).Untag(t.Context(), image); err != nil {
		t.Fatal(err)
	}
	if out, err := carry.Pull(t.Context(), image, "", nil); err != nil || out.Created.ID == "" {
		t.Errorf("%+v %v", out, err)
	}
}
