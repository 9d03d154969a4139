package connection

import (
	"os"
	"os/exec"
	"os/user"
	"runtime"
	"slices"
	"strconv"

	"github.com/dockdesk/dockdesk/internal/help/command"
)

// Place is what the advice depends on: the computer that the window runs on.
type Place struct {
	OS        string // as Go names it: linux, darwin, windows, …
	Installer string // the package program: apt-get, dnf, …; "" if none is known
	Services  string // how services are started: systemd, openrc, sysv; "" if not at all
	User      string // the login name
	Root      bool   // it is the administrator
	// Joined says that the user is in the group docker, but not in this
	// session, which began before.
	Joined bool
	Env    map[string]string // the variables that decide about connections
}

// decisive are the variables that decide where a connection goes.
var decisive = []string{"DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_API_VERSION", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"}

// Here is the computer that this program runs on.
func Here() Place {
	p := Place{OS: runtime.GOOS, Root: os.Geteuid() == 0, Env: map[string]string{}}
	for _, name := range decisive {
		if v := os.Getenv(name); v != "" {
			p.Env[name] = v
		}
	}
	p.Installer = firstProgram(installers[p.OS]...)
	if p.OS == "linux" {
		p.Services = services()
	}
	if u, err := user.Current(); err == nil {
		p.User = u.Username
		p.Joined = joined(u)
	}
	return p
}

var installers = map[string][]string{
	"linux":   {"apt-get", "dnf", "zypper", "pacman"},
	"darwin":  {"brew"},
	"windows": {"winget"},
}

func firstProgram(names ...string) string {
	for _, name := range names {
		if _, err := exec.LookPath(name); err == nil {
			return name
		}
	}
	return ""
}

func services() string {
	if _, err := os.Stat("/run/systemd/system"); err == nil { // as sd_booted(3) does
		return "systemd"
	}
	return map[string]string{"rc-service": "openrc", "service": "sysv"}[firstProgram("rc-service", "service")]
}

// joined reports whether the list of groups has the user in docker, while this
// process does not.
func joined(u *user.User) bool {
	group, err := user.LookupGroup("docker")
	if err != nil {
		return false
	}
	listed, err := u.GroupIds()
	if err != nil || !slices.Contains(listed, group.Gid) {
		return false
	}
	now, err := os.Getgroups()
	id, convErr := strconv.Atoi(group.Gid)
	return err == nil && convErr == nil && !slices.Contains(now, id)
}

// shell is the one that commands are quoted for.
func (p Place) shell() command.Shell {
	if p.OS == "windows" {
		return command.PowerShell
	}
	return command.Bash
}

// as leaves out what only an administrator would not need.
func (p Place) as(c command.Command) command.Command {
	if p.Root && len(c.Tokens) > 1 && c.Tokens[0].Text == "sudo" {
		c.Tokens = c.Tokens[1:]
	}
	return c
}
