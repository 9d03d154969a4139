package action

import (
	"context"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/registry"
	"github.com/dockdesk/dockdesk/internal/help/command"
)

// LoginOps log in to registries and out of them; see operations.Logins.
type LoginOps interface {
	LogIn(ctx context.Context, host, user, password string) (operations.Outcome, error)
	LogOut(ctx context.Context, host string) (operations.Outcome, error)
}

// The values of a login and a logout, for those who fill them in.
const (
	LoginServer   = "login.server"
	LoginUser     = "login.user"
	LoginPassword = "login.password"
	LogoutServer  = "logout.server"
)

// registries are the actions on registries. What they are about is a value, since
// an engine lists no registries.
var registries = []*Action{
	{
		ID: "registry.login", Kind: operations.KindRegistry, Takes: None, Risk: Safe, Icon: "key", Asks: Always,
		Words: Words{Title: "Log in to a registry", Button: "Log in", Doing: "Logging in", Done: "logged in to", Also: "sign in account password docker hub docker login"},
		fields: func(On) []Field {
			return []Field{
				{ID: LoginServer, Label: "Registry", Kind: Text, Default: registry.Hub, Hint: registry.Hub, Check: badHost(LoginServer), Remark: func(v Values) string {
					if host, err := registry.Host(v[LoginServer]); err == nil && host == registry.Hub {
						return "This is Docker Hub."
					}
					return ""
				}},
				{ID: LoginUser, Label: "Your name there", Kind: Text, Check: func(v Values) string {
					switch name := v.trimmed(LoginUser); {
					case name == "":
						return "Type your name"
					case strings.Contains(name, ":"):
						return "A name has no colon"
					}
					return ""
				}},
				{ID: LoginPassword, Label: "Password or access token", Kind: Secret, Check: func(v Values) string {
					if v[LoginPassword] == "" {
						return "Type the password"
					}
					return ""
				}},
			}
		},
		says: func(v Values) (doing, done string) { return "Logging in to " + hostIn(v, LoginServer), "logged in to" },
		command: func(_ On, v Values) command.Command {
			return command.LoginByInput(hostWord(v, LoginServer), v.named(LoginUser))
		},
		run: func(ctx context.Context, ops Ops, _ On, v Values, _ Progress) Result {
			r := making(operations.KindRegistry, hostIn(v, LoginServer), func() (operations.Outcome, error) {
				return ops.Logins.LogIn(ctx, v[LoginServer], v.trimmed(LoginUser), v[LoginPassword])
			})
			if i := &r.Items[0]; i.Err == nil {
				i.Words = "You are logged in to " + i.Name + " as " + v.trimmed(LoginUser) + "."
			}
			return r
		},
	},
	{
		ID: "registry.logout", Kind: operations.KindRegistry, Takes: None, Risk: Changes, Icon: "unlink", Asks: Always,
		Words: Words{Title: "Log out of a registry", Button: "Log out", Doing: "Logging out", Done: "logged out of", Also: "sign out forget password docker logout"},
		fields: func(On) []Field {
			return []Field{{ID: LogoutServer, Label: "Registry", Kind: Text, Default: registry.Hub, Hint: registry.Hub, About: ID("registry.logout").Topic(), Check: badHost(LogoutServer)}}
		},
		says: func(v Values) (doing, done string) {
			return "Logging out of " + hostIn(v, LogoutServer), "logged out of"
		},
		command: func(_ On, v Values) command.Command { return command.Logout(hostWord(v, LogoutServer)) },
		run: func(ctx context.Context, ops Ops, _ On, v Values, _ Progress) Result {
			r := making(operations.KindRegistry, hostIn(v, LogoutServer), func() (operations.Outcome, error) {
				return ops.Logins.LogOut(ctx, v[LogoutServer])
			})
			if i := &r.Items[0]; i.Err == nil {
				i.Words = "You are logged out of " + i.Name + ". Nothing of the login is kept."
			}
			return r
		},
	},
}

func badHost(id string) func(Values) string {
	return func(v Values) string {
		if _, err := registry.Host(v[id]); err != nil {
			return "A registry's name has a dot, or a colon and a port, such as registry.example.com"
		}
		return ""
	}
}

// hostIn is the registry that is named, as a person calls it.
func hostIn(v Values, id string) string {
	host, err := registry.Host(v[id])
	if err != nil {
		return v.trimmed(id)
	}
	return registryName(host)
}

// hostWord is the registry as the docker command is told it; "" is Docker Hub.
func hostWord(v Values, id string) string {
	host, err := registry.Host(v[id])
	switch {
	case err != nil:
		return v.trimmed(id)
	case host == registry.Hub:
		return ""
	}
	return host
}
