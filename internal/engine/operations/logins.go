package operations

import (
	"context"
	"errors"
	"strings"

	"github.com/docker/cli/cli/config/types"
	"github.com/docker/docker/api/types/registry"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	keep "github.com/dockdesk/dockdesk/internal/engine/registry"
)

// LoginEngine is what Logins need of the Docker client.
type LoginEngine interface {
	RegistryLogin(ctx context.Context, auth registry.AuthConfig) (registry.AuthenticateOKBody, error)
}

// Logins log in to registries and out of them. The engine tries the login, since
// it is the engine that pushes and pulls; it is kept where the docker command
// keeps it.
type Logins struct {
	Engine LoginEngine
	Kept   keep.Logins
}

// LogIn is docker login. Nothing is kept of a login that was not accepted.
func (l Logins) LogIn(ctx context.Context, host, user, password string) (Outcome, error) {
	host, err := keep.Host(host)
	if err != nil {
		return Outcome{}, invalid("login", registryRef(host), "%w", err)
	}
	login := types.AuthConfig{Username: user, Password: password, ServerAddress: keep.Key(host)}
	answer, err := l.Engine.RegistryLogin(ctx, registry.AuthConfig{Username: user, Password: password, ServerAddress: login.ServerAddress})
	if err != nil {
		return Outcome{}, refusal(host, err)
	}
	if answer.IdentityToken != "" {
		login.Password, login.IdentityToken = "", answer.IdentityToken
	}
	return Outcome{}, failure("login", registryRef(host), host, l.Kept.Keep(ctx, host, keep.Secret{AuthConfig: login}))
}

// LogOut is docker logout: what is kept of the login is forgotten.
func (l Logins) LogOut(ctx context.Context, host string) (Outcome, error) {
	host, err := keep.Host(host)
	if err != nil {
		return Outcome{}, invalid("logout", registryRef(host), "%w", err)
	}
	return Outcome{}, failure("logout", registryRef(host), host, l.Kept.Forget(ctx, host))
}

// Check asks a registry, by way of the engine, whether it accepts the login that
// is kept.
func (l Logins) Check(ctx context.Context, host string) error {
	s, err := l.Kept.Secret(ctx, host)
	if err != nil {
		return failure("login", registryRef(host), host, err)
	}
	_, err = l.Engine.RegistryLogin(ctx, registry.AuthConfig{
		Username: s.Username, Password: s.Password, IdentityToken: s.IdentityToken, RegistryToken: s.RegistryToken, ServerAddress: keep.Key(host),
	})
	return refusal(host, err)
}

// refusal is a login that was not accepted. Old engines tell that of some
// registries in words only.
func refusal(host string, err error) error {
	err = failure("login", registryRef(host), host, err)
	var failed *Error
	if errors.As(err, &failed) && strings.Contains(failed.Raw, "401 Unauthorized") {
		failed.Status = Forbidden
	}
	return err
}

func registryRef(host string) object.Ref { return object.Ref{Kind: KindRegistry, ID: host} }
