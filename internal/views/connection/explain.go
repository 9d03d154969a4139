package connection

import (
	"errors"
	"net/url"
	"path"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/secret"
)

// matter is what an Advice is made of.
type matter struct {
	snap *object.Snapshot
	here Place
}

// Explain is what to say about an engine that does not answer.
func Explain(snap *object.Snapshot, here Place) Advice {
	m := matter{snap, here}
	a := m.advice()
	a.Where = m.where()
	if snap.Err != nil && snap.Link == object.LinkLost {
		a.Raw = masked(snap.Err.Error())
	}
	return a
}

func (m matter) advice() Advice {
	if m.snap.Link != object.LinkLost {
		return checking(m)
	}
	var failed *engine.ConnectError
	if !errors.As(m.snap.Err, &failed) {
		return m.garbled()
	}
	switch failed.Reason {
	case engine.ReasonNotInstalled:
		return m.notInstalled()
	case engine.ReasonNoSocket, engine.ReasonStopped:
		if m.local() {
			return m.stopped(failed.Reason)
		}
		return m.stoppedElsewhere()
	case engine.ReasonPermission:
		return m.permission()
	case engine.ReasonTooOld:
		return m.tooOld()
	case engine.ReasonTooNew:
		return m.tooNew()
	case engine.ReasonVersionSetting:
		return m.versionSetting()
	case engine.ReasonUnknownContext:
		return m.unknownContext()
	case engine.ReasonTLS:
		return m.untrusted()
	case engine.ReasonTimeout:
		return m.slow()
	case engine.ReasonSSH:
		return m.ssh()
	case engine.ReasonNotDocker:
		return m.notDocker()
	case engine.ReasonSettings:
		return m.settings()
	}
	return m.unreachable()
}

// --- the matters ---

func checking(m matter) Advice {
	return Advice{
		Topic: "connection.checking", Icon: "plug", Tone: Quiet,
		Title: "Looking for the engine",
		Means: "The engine was asked and has not answered yet. One on another computer, or one that is starting, takes a moment.",
	}
}

func (m matter) notInstalled() Advice {
	a := Advice{
		Topic: "connection.not-installed", Icon: "download", Tone: Warn, Elsewhere: true,
		Title: "No engine on this computer",
		Means: "This window shows what a Docker engine does. There is none at this address, and no Docker program on this computer.",
	}
	if c := command.InstallEngine(m.here.Installer); !c.Empty() {
		a.Steps = append(a.Steps, Step{Text: "Install it with this computer’s package program.", Command: m.here.as(c)})
	} else {
		a.Steps = append(a.Steps, Step{Text: "Install Docker. How that is done on this system is described here:", Link: "https://docs.docker.com/get-started/get-docker/"})
	}
	switch m.here.OS {
	case "linux":
		a.Steps = append(a.Steps, Step{Text: "Start it, if the installation has not.", Command: m.service("start")})
	case "darwin":
		a.Steps = append(a.Steps, Step{Text: "Open Docker Desktop once, and wait until it says that the engine runs.", Command: command.StartEngine("darwin")})
	case "windows":
		a.Steps = append(a.Steps, Step{Text: "Open Docker Desktop from the Start menu once, and wait until it says that the engine runs."})
	}
	return a
}

// stopped is about an engine of this computer: there is no socket, or nobody
// listens behind it.
func (m matter) stopped(why engine.Reason) Advice {
	a := Advice{Topic: "connection.stopped", Icon: "unplugged", Tone: Warn, Title: "The engine is not running"}
	a.Means = "Docker is installed, but no engine is at work at this address: its socket is not there."
	if why == engine.ReasonStopped {
		a.Means = "The engine’s socket is there, but nobody listens behind it. The engine was stopped, or it has ended."
	}
	switch m.here.OS {
	case "windows":
		a.Steps = []Step{{Text: "Open Docker Desktop from the Start menu, and wait until it says that the engine runs."}}
		return a
	case "darwin":
		a.Steps = []Step{{Text: "Open Docker Desktop, and wait until it says that the engine runs.", Command: command.StartEngine("darwin")}}
		if m.socket("colima") {
			a.Steps = []Step{{Text: "Start Colima, which runs the engine at this address.", Command: line("colima", "start")}}
		}
		return a
	}
	own := func(text string, words ...string) []Step { return []Step{{Text: text, Command: line(words...)}} }
	switch {
	case m.socket("docker/desktop"):
		a.Steps = own("Start Docker Desktop.", "systemctl", "--user", "start", "docker-desktop")
	case m.socket("podman"):
		a.Steps = own("Start Podman’s service.", "systemctl", "--user", "start", "podman.socket")
	case m.socket("/run/user/"):
		a.Steps = own("Start your own engine. It needs no administrator.", "systemctl", "--user", "start", "docker")
	case m.standardSocket():
		a.Steps = m.startService()
	default:
		a.Means += " It is not where an engine usually is."
		a.Steps = []Step{{Text: "Start the engine that belongs to this address, or choose another one below."}}
		a.Elsewhere = true
		a.Steps = append(a.Steps, m.unset("DOCKER_HOST", "The address comes from the variable DOCKER_HOST. Without it, the usual one is tried. Start DockDesk again from where you took it away.")...)
	}
	return a
}

func (m matter) startService() []Step {
	steps := []Step{{Text: "Start it.", Command: m.service("start")}}
	switch m.here.Services {
	case "systemd":
		steps = append(steps,
			Step{Text: "If it should start with this computer from now on:", Command: m.service("enable")},
			Step{Text: "If it does not stay up, its log says why.", Command: m.here.as(line("sudo", "journalctl", "-u", "docker", "-n", "50"))})
	case "openrc":
		steps = append(steps, Step{Text: "If it should start with this computer from now on:", Command: m.here.as(line("sudo", "rc-update", "add", "docker", "default"))})
	}
	return steps
}

// service is the command that does something with the engine's service on this
// Linux computer.
func (m matter) service(verb string) command.Command {
	switch m.here.Services {
	case "systemd":
		if verb == "start" {
			return m.here.as(command.StartEngine("linux"))
		}
		return m.here.as(line("sudo", "systemctl", verb, "docker"))
	case "openrc":
		return m.here.as(line("sudo", "rc-service", "docker", verb))
	case "sysv":
		return m.here.as(line("sudo", "service", "docker", verb))
	}
	return m.here.as(line("sudo", "dockerd"))
}

func (m matter) stoppedElsewhere() Advice {
	return Advice{
		Topic: "connection.wrong-context", Icon: "unplugged", Tone: Warn, Elsewhere: true,
		Title: "Nothing listens at this address",
		Means: "The computer there answers, but no engine listens at this port. The engine is off, or it listens at another port.",
		Steps: append([]Step{{Text: "Start the engine on that computer, or correct the address. This is what the docker command gets:", Command: m.tryDocker()}},
			m.unset("DOCKER_HOST", "The address comes from the variable DOCKER_HOST. Without it, this computer’s own engine is tried. Start DockDesk again from where you took it away.")...),
	}
}

func (m matter) permission() Advice {
	a := Advice{
		Topic: "connection.permission", Icon: "plug", Tone: Warn,
		Title: "Not allowed to talk to the engine",
		Means: "The engine is there, but its socket does not open for this user. It opens for the administrator, and for members of the group docker.",
		Care:  "Who may talk to the engine can do anything on this computer. Add only people who may be administrators here.",
	}
	switch {
	case m.here.OS == "windows":
		a.Means = "The engine is there, but does not listen to this user. It listens to administrators, and to members of the group docker-users."
		a.Steps = []Step{
			{Text: "As an administrator, add the user to the group.", Command: line("net", "localgroup", "docker-users", m.here.User, "/add")},
			{Text: "Sign out and in again. A group counts from the next sign-in on."},
		}
	case m.here.OS == "darwin":
		a.Means = "The engine is there, but its socket does not open for this user. It belongs to the user who opened Docker Desktop."
		a.Steps = []Step{{Text: "Open Docker Desktop as this user.", Command: command.StartEngine("darwin")}}
		a.Care = ""
	case m.here.Joined:
		a.Means = "The engine is there, and " + m.here.User + " is in the group docker, but was not yet when this session began."
		a.Steps = []Step{{Text: "Log out and in again. A group counts from the next login on."}}
		a.Care = ""
	default:
		a.Steps = []Step{
			{Text: "Add your user to the group.", Command: m.here.as(command.JoinDockerGroup(m.here.User))},
			{Text: "Log out and in again. A group counts from the next login on."},
		}
	}
	return a
}

func (m matter) tooOld() Advice {
	a := m.unsupported("The engine is too old",
		"The engine answers, but speaks an older language than this window. It needs API 1.41 or newer, which is Docker 20.10 from the end of 2020.")
	if m.local() && m.here.OS == "linux" {
		a.Steps = []Step{{Text: "Update the engine with this computer’s package program. Containers stop while it is replaced."}}
	} else {
		a.Steps = []Step{{Text: "Update the engine, or choose another one."}}
	}
	return a
}

func (m matter) tooNew() Advice {
	a := m.unsupported("The engine is newer than this window",
		"The engine answers, but has given up every version of its language that this window speaks.")
	a.Steps = []Step{{Text: "Update DockDesk. The engine is well."}}
	return a
}

func (m matter) versionSetting() Advice {
	a := m.unsupported("DOCKER_API_VERSION does not fit",
		"The variable DOCKER_API_VERSION asks for a version that this engine or this window does not speak. Without it, both agree by themselves.")
	a.Elsewhere = false
	a.Steps = m.unset("DOCKER_API_VERSION", "Take the variable away, then start DockDesk again from there.")
	return a
}

func (m matter) unsupported(title, means string) Advice {
	return Advice{
		Topic: "connection.unsupported", Icon: "warning", Tone: Bad, Elsewhere: true, Title: title, Means: means,
	}
}

func (m matter) unknownContext() Advice {
	name := m.snap.Engine.Context
	a := Advice{
		Topic: "connection.wrong-context", Icon: "help", Tone: Warn, Elsewhere: true,
		Title: "There is no context " + name,
		Means: "A context is a card in the docker command’s address book. The one that is asked for is not in it: it was removed, or its name is written differently.",
		Steps: []Step{
			{Text: "Choose another one below. These are the ones there are:", Command: command.ListContexts()},
		},
	}
	if m.here.Env["DOCKER_CONTEXT"] == name {
		a.Steps = append(a.Steps, m.unset("DOCKER_CONTEXT", "The name comes from the variable DOCKER_CONTEXT. Take it away, then start DockDesk again from there.")...)
	} else {
		a.Steps = append(a.Steps, Step{Text: "The docker command forgets it by this:", Command: command.UseContext("default")})
	}
	return a
}

func (m matter) untrusted() Advice {
	return Advice{
		Topic: "connection.wrong-context", Icon: "warning", Tone: Bad, Elsewhere: true,
		Title: "No trusted connection",
		Means: "The two sides can’t agree whom they talk to. A certificate is missing, is too old, or names another computer; or only one side wants an encrypted connection.",
		Steps: append([]Step{
			{Text: "Look at the certificates: ca.pem says whom to trust, cert.pem and key.pem say who you are. They lie beside the docker command’s settings, or where DOCKER_CERT_PATH says."},
		}, m.compare()...),
	}
}

func (m matter) slow() Advice {
	a := Advice{
		Topic: "connection.lost", Icon: "unplugged", Tone: Warn,
		Title: "No answer in time",
		Means: "The engine takes the question, but gives no answer. It is starting, it has too much to do, or it hangs.",
	}
	if !m.local() {
		a.Topic, a.Elsewhere = "connection.wrong-context", true
		a.Means = "Nothing came back from this address. The computer is off or busy, or a firewall or a missing VPN swallows the question."
		a.Steps = m.compare()
		return a
	}
	a.Steps = []Step{{Text: "Wait a moment. This page goes away by itself."}}
	switch {
	case m.here.OS == "linux" && m.here.Services == "systemd":
		a.Steps = append(a.Steps, Step{Text: "See how its service is doing.", Command: line("systemctl", "status", "docker")})
	case m.here.OS == "darwin" || m.here.OS == "windows":
		a.Steps = append(a.Steps, Step{Text: "If it stays so, restart Docker Desktop from its menu."})
	}
	return a
}

func (m matter) ssh() Advice {
	a := Advice{
		Topic: "connection.wrong-context", Icon: "unplugged", Tone: Warn, Elsewhere: true,
		Title: "ssh does not get through",
		Means: "The engine is on another computer, and the way there is ssh. It did not get in, or found no docker command there. From a window, ssh can’t ask: it must work without a password and know the other computer already.",
	}
	if c := m.trySSH(); !c.Empty() {
		a.Steps = []Step{{Text: "Try it in a terminal. When this shows the engine’s version without asking anything, the window gets through, too.", Command: c}}
	}
	return a
}

func (m matter) notDocker() Advice {
	return Advice{
		Topic: "connection.wrong-context", Icon: "help", Tone: Bad, Elsewhere: true,
		Title: "What answers is no Docker engine",
		Means: "Something listens at this address, but it is another program, or something in between answers in the engine’s place.",
		Steps: append([]Step{{Text: "Check the address and its port."}},
			m.unset("DOCKER_HOST", "The address comes from the variable DOCKER_HOST. Without it, this computer’s own engine is tried. Start DockDesk again from where you took it away.")...),
	}
}

func (m matter) settings() Advice {
	a := Advice{
		Topic: "connection.wrong-context", Icon: "warning", Tone: Bad, Elsewhere: true,
		Title: "The settings can’t be used",
		Means: "Where the engine is comes from the docker command’s settings, and something in them can’t be understood. What exactly, the text below says.",
		Steps: []Step{{Text: "These are the contexts that can be read:", Command: command.ListContexts()}},
	}
	a.Steps = append(a.Steps, m.unset("DOCKER_HOST", "The address comes from the variable DOCKER_HOST. Correct it or take it away, then start DockDesk again from there.")...)
	return a
}

func (m matter) unreachable() Advice {
	return Advice{
		Topic: "connection.wrong-context", Icon: "unplugged", Tone: Warn, Elsewhere: true,
		Title: "This address can’t be reached",
		Means: "There is no way from this computer to the engine: the name is not known, the network is down, or the connection broke.",
		Steps: m.compare(),
	}
}

// garbled is an engine that answered, but not with the lists.
func (m matter) garbled() Advice {
	a := Advice{
		Topic: "connection.lost", Icon: "warning", Tone: Bad, Elsewhere: true,
		Title: "The engine does not say what it has",
		Means: "It is there, but its answers can’t be used. It is stopping, it is out of order, or something in between spoils them.",
	}
	if m.local() && m.here.OS == "linux" {
		a.Steps = []Step{{Text: "If it stays so, restart it. Containers stop unless the engine is set to keep them.", Command: m.service("restart")}}
	}
	return a
}

// --- what they share ---

func (m matter) endpoint() string { return m.snap.Engine.Endpoint }

func (m matter) local() bool {
	e := m.endpoint()
	return strings.HasPrefix(e, "unix://") || strings.HasPrefix(e, "npipe://")
}

// socket reports whether the socket's path has a piece of text in it.
func (m matter) socket(piece string) bool {
	return strings.Contains(strings.TrimPrefix(m.endpoint(), "unix://"), piece)
}

func (m matter) standardSocket() bool {
	p := strings.TrimPrefix(m.endpoint(), "unix://")
	return path.Base(p) == "docker.sock" && (path.Dir(p) == "/var/run" || path.Dir(p) == "/run")
}

// where is the address and the context.
func (m matter) where() string {
	address, context := masked(m.endpoint()), m.snap.Engine.Context
	if context == "" || context == "default" {
		return address
	}
	if address == "" {
		return "context " + context
	}
	return "context " + context + " · " + address
}

// masked is a text without the passwords in it.
func masked(text string) string {
	shown, _ := secret.Value(text)
	return shown
}

// unset is the step that takes a variable away, if it is set.
func (m matter) unset(name, text string) []Step {
	if m.here.Env[name] == "" {
		return nil
	}
	c := line("unset", name)
	if m.here.OS == "windows" {
		c = line("Remove-Item", "Env:"+name)
	}
	return []Step{{Text: text, Command: c}}
}

// compare is the step that shows whether the docker command gets any further.
func (m matter) compare() []Step {
	return []Step{{Text: "See whether the docker command gets any further.", Command: m.tryDocker()}}
}

// tryDocker asks the same engine by the docker command.
func (m matter) tryDocker() command.Command {
	if name := m.snap.Engine.Context; name != "" && name != "default" {
		return line("docker", "--context", name, "version")
	}
	return command.EngineVersion()
}

// trySSH asks the engine there for its version, as the docker command would. It
// is empty for an address that can't be a word of a command.
func (m matter) trySSH() command.Command {
	u, err := url.Parse(m.endpoint())
	if err != nil || u.Hostname() == "" {
		return command.Command{}
	}
	to := u.Hostname()
	if u.User.Username() != "" {
		to = u.User.Username() + "@" + to
	}
	if strings.HasPrefix(to, "-") {
		return command.Command{}
	}
	words := []string{"ssh", to, "docker", "version"}
	if u.Port() != "" {
		words = []string{"ssh", "-p", u.Port(), to, "docker", "version"}
	}
	return line(words...)
}

// line is a command that package command has no builder for.
func line(words ...string) command.Command {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = command.Bash.Quote(w)
	}
	return command.Explain(strings.Join(quoted, " "))
}
