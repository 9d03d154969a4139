package session

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/registry"
)

// Registries are those that this computer and the followed engine reach, and the
// practice registry, which belongs to the program and not to an engine.
type Registries struct {
	s        *Session
	client   registry.Client
	practice *registry.Practice
}

// Registries are that of the session, whichever engine it follows. Close ends the
// practice registry.
func (s *Session) Registries() *Registries { return s.registries }

func newRegistries(s *Session) *Registries {
	return &Registries{s: s, practice: registry.NewPractice(registry.Logins{})}
}

// Close ends the practice registry, if it runs.
func (r *Registries) Close() error { return r.practice.Stop() }

// Logins are who is logged in where, as the docker command keeps it.
func (r *Registries) Logins(ctx context.Context) ([]registry.Login, error) {
	return r.client.Logins.List(ctx)
}

// Check asks a registry, by way of the engine, whether it accepts the login.
func (r *Registries) Check(ctx context.Context, host string) error {
	eng, err := r.s.Engine()
	if err != nil {
		return err
	}
	return operations.Logins{Engine: eng.Client()}.Check(ctx, host)
}

// Repositories lists what a registry has, and whether there is more.
func (r *Registries) Repositories(ctx context.Context, host string) (list []string, more bool, err error) {
	return r.client.Repositories(ctx, host)
}

// Tags lists the versions of a repository.
func (r *Registries) Tags(ctx context.Context, repository string) ([]string, error) {
	return r.client.Tags(ctx, repository)
}

// Look tells whether a registry has an image.
func (r *Registries) Look(ctx context.Context, image string) (registry.Found, error) {
	return r.client.Look(ctx, image)
}

// Search asks Docker Hub, by way of the engine.
func (r *Registries) Search(ctx context.Context, term string) ([]operations.Repository, error) {
	eng, err := r.s.Engine()
	if err != nil {
		return nil, err
	}
	return operations.Search(ctx, eng.Client(), term)
}

// Sizes are what the images take alone, and what they share; see
// operations.ImageSizes.
func (r *Registries) Sizes(ctx context.Context, whole bool) (map[string]operations.Sizes, error) {
	eng, err := r.s.Engine()
	if err != nil {
		return nil, err
	}
	return operations.ImageSizes(ctx, eng.Client(), whole)
}

// Practice is how to reach the practice registry.
func (r *Registries) Practice() registry.PracticeState { return r.practice.State() }

// StartPractice opens the practice registry.
func (r *Registries) StartPractice(ctx context.Context) error { return r.practice.Start(ctx) }

// StopPractice closes it, and what was pushed to it is gone.
func (r *Registries) StopPractice() error { return r.practice.Stop() }

// OnPractice calls fn, on any goroutine, when the practice registry starts, stops
// or gets an image.
func (r *Registries) OnPractice(fn func()) { r.practice.Changed(fn) }
