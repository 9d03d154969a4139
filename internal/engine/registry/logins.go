// Package registry is about registries: who is logged in where, as the docker
// command keeps it; what a registry has, as far as it shows that; and a registry
// within this program to practise with.
//
// Logins are read and written where the docker command has them, by its own
// code, and nowhere else. A password is never in an error, and a Login has none.
// The package must know neither Fyne nor how anything is explained.
package registry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/distribution/reference"
	"github.com/docker/cli/cli/config"
	"github.com/docker/cli/cli/config/configfile"
	"github.com/docker/cli/cli/config/credentials"
	"github.com/docker/cli/cli/config/types"
)

// Hub is Docker Hub, the registry of names that name no other.
const Hub = "docker.io"

// hubKey is what the docker command calls it in its settings.
const hubKey = "https://index.docker.io/v1/"

// Login is somebody who is logged in.
type Login struct {
	Registry string    // as it stands in names of images: "docker.io", "127.0.0.1:5000"
	User     string    // "" where only a token is kept
	Token    bool      // a token is kept in place of the password
	Expires  time.Time // of a token that says so; zero for all else
	Helper   string    // the program that keeps it; "" for the settings file itself
}

// Secret is what a login is proved with. It prints as nothing.
type Secret struct{ types.AuthConfig }

// String keeps it out of every text.
func (Secret) String() string { return "" }

// GoString keeps it out of every text.
func (Secret) GoString() string { return "" }

// Logins are the docker command's own.
type Logins struct {
	Dir string // the folder of its settings; "" is the one that the command uses
}

// ErrNoRegistry is a name that no image's name could begin with.
var ErrNoRegistry = errors.New("a registry's name has a dot in it, or a colon and a port, such as registry.example.com or localhost:5000")

// Host is a registry's name as names of images begin with it, from what a person
// types: an address, or nothing for Docker Hub.
func Host(typed string) (string, error) {
	host := strings.TrimSpace(typed)
	if strings.Contains(host, "index.docker.io") || host == "" || host == "hub.docker.com" {
		return Hub, nil
	}
	host = strings.TrimSuffix(credentials.ConvertToHostname(host), "/")
	named, err := reference.ParseNormalizedNamed(host + "/x")
	if err != nil || reference.Domain(named) != host || reference.Path(named) != "x" && host != Hub {
		return "", ErrNoRegistry
	}
	return host, nil
}

// Key is what the docker command calls a registry in its settings.
func Key(host string) string {
	if host == Hub {
		return hubKey
	}
	return host
}

func (l Logins) load() (*configfile.ConfigFile, error) {
	dir := l.Dir
	if dir == "" {
		dir = config.Dir()
	}
	return config.Load(dir)
}

// List is who is logged in, by registry. Programs that keep logins are asked,
// which can take as long as they like; ctx ends the waiting.
func (l Logins) List(ctx context.Context) ([]Login, error) {
	return waitFor(ctx, func() ([]Login, error) {
		settings, err := l.load()
		if err != nil {
			return nil, fmt.Errorf("reading the docker command's settings: %w", err)
		}
		all, err := settings.GetAllCredentials()
		if err != nil {
			return nil, fmt.Errorf("asking for the logins: %w", err)
		}
		return listed(settings, all), nil
	})
}

func listed(settings *configfile.ConfigFile, all map[string]types.AuthConfig) []Login {
	var list []Login
	for key, a := range all {
		if strings.HasSuffix(key, "/access-token") || strings.HasSuffix(key, "/refresh-token") {
			continue // Docker Hub's own, beside its login
		}
		host := Hub
		if key != hubKey {
			host = credentials.ConvertToHostname(key)
		}
		if host == "" || a.Username == "" && a.Password == "" && a.IdentityToken == "" && a.RegistryToken == "" {
			continue
		}
		login := Login{Registry: host, User: a.Username, Helper: helperOf(settings, key)}
		if a.Username == "<token>" {
			login.User = ""
		}
		login.Token = a.IdentityToken != "" || a.RegistryToken != "" || login.User == ""
		for _, token := range []string{a.IdentityToken, a.RegistryToken, a.Password} {
			if at := expiry(token); login.Expires.IsZero() {
				login.Expires = at
			}
		}
		if !slices.ContainsFunc(list, func(other Login) bool { return other.Registry == host }) {
			list = append(list, login)
		}
	}
	slices.SortFunc(list, func(a, b Login) int { return strings.Compare(a.Registry, b.Registry) })
	return list
}

// helperOf is the program that keeps the login of a registry.
func helperOf(settings *configfile.ConfigFile, key string) string {
	if helper := settings.CredentialHelpers[key]; helper != "" {
		return "docker-credential-" + helper
	}
	if settings.CredentialsStore != "" {
		return "docker-credential-" + settings.CredentialsStore
	}
	return ""
}

// Secret is what a registry is told to let somebody in; empty if nobody is
// logged in.
func (l Logins) Secret(ctx context.Context, host string) (Secret, error) {
	return waitFor(ctx, func() (Secret, error) {
		settings, err := l.load()
		if err != nil {
			return Secret{}, fmt.Errorf("reading the docker command's settings: %w", err)
		}
		known, err := settings.GetAuthConfig(Key(host))
		if err != nil {
			return Secret{}, fmt.Errorf("asking for the login: %w", err)
		}
		if known.Username == "<token>" {
			known.IdentityToken, known.Username, known.Password = known.Password, "", ""
		}
		return Secret{known}, nil
	})
}

// Keep stores a login as docker login does.
func (l Logins) Keep(ctx context.Context, host string, s Secret) error {
	_, err := waitFor(ctx, func() (struct{}, error) {
		settings, err := l.load()
		if err != nil {
			return struct{}{}, fmt.Errorf("reading the docker command's settings: %w", err)
		}
		s.ServerAddress = Key(host)
		if err := settings.GetCredentialsStore(s.ServerAddress).Store(s.AuthConfig); err != nil {
			return struct{}{}, fmt.Errorf("keeping the login: %w", err)
		}
		return struct{}{}, nil
	})
	return err
}

// Forget removes a login as docker logout does, in each of the ways in which
// older versions wrote it.
func (l Logins) Forget(ctx context.Context, host string) error {
	_, err := waitFor(ctx, func() (struct{}, error) {
		settings, err := l.load()
		if err != nil {
			return struct{}{}, fmt.Errorf("reading the docker command's settings: %w", err)
		}
		keys := []string{Key(host)}
		if host == Hub {
			keys = append(keys, hubKey+"access-token", hubKey+"refresh-token")
		} else {
			keys = append(keys, "http://"+host, "https://"+host)
		}
		var errs []error
		for _, key := range keys {
			if err := settings.GetCredentialsStore(key).Erase(key); err != nil {
				errs = append(errs, err)
			}
		}
		if len(errs) == len(keys) {
			return struct{}{}, fmt.Errorf("forgetting the login: %w", errs[0])
		}
		return struct{}{}, nil
	})
	return err
}

// waitFor lets nobody wait longer than ctx: a helper program may ask a person
// something, or hang, and can't be told to end. What it answers later is dropped.
func waitFor[T any](ctx context.Context, ask func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	got := make(chan answer, 1)
	go func() {
		v, err := ask()
		got <- answer{v, err}
	}()
	select {
	case a := <-got:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
