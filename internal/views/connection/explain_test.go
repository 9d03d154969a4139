package connection

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/guide"
)

const standard = "unix:///var/run/docker.sock"

var debian = Place{OS: "linux", Installer: "apt-get", Services: "systemd", User: "alice"}

func failing(reason engine.Reason, endpoint, context string) *object.Snapshot {
	err := &engine.ConnectError{Reason: reason, Endpoint: endpoint, Context: context, Err: errors.New("what the system said")}
	return &object.Snapshot{Link: object.LinkLost, Err: err, Engine: object.Engine{Endpoint: endpoint, Context: context}}
}

func commands(a Advice, here Place) string {
	var list []string
	for _, s := range a.Steps {
		if !s.Command.Empty() {
			list = append(list, s.Command.For(here.shell()))
		}
	}
	return strings.Join(list, "; ")
}

func TestEachMatterHasItsCommands(t *testing.T) {
	with := func(p Place, name, value string) Place { p.Env = map[string]string{name: value}; return p }
	mac, windows := Place{OS: "darwin", Installer: "brew", User: "alice"}, Place{OS: "windows", Installer: "winget", User: "alice"}
	root := debian
	root.Root = true
	cases := []struct {
		what              string
		reason            engine.Reason
		endpoint, context string
		here              Place
		topic, commands   string
	}{
		{"nothing installed", engine.ReasonNotInstalled, standard, "default", debian, "not-installed", "sudo apt-get install docker.io; sudo systemctl start docker"},
		{"nothing installed, no package program", engine.ReasonNotInstalled, standard, "default", Place{OS: "linux", Services: "openrc"}, "not-installed", "sudo rc-service docker start"},
		{"nothing installed on macOS", engine.ReasonNotInstalled, "unix:///Users/alice/.docker/run/docker.sock", "default", mac, "not-installed", "brew install --cask docker-desktop; open -a Docker"},
		{"nothing installed on Windows", engine.ReasonNotInstalled, "npipe:////./pipe/docker_engine", "default", windows, "not-installed", "winget install Docker.DockerDesktop"},

		{"stopped", engine.ReasonStopped, standard, "default", debian, "stopped", "sudo systemctl start docker; sudo systemctl enable docker; sudo journalctl -u docker -n 50"},
		{"stopped, as root", engine.ReasonStopped, standard, "default", root, "stopped", "systemctl start docker; systemctl enable docker; journalctl -u docker -n 50"},
		{"stopped without systemd", engine.ReasonStopped, standard, "default", Place{OS: "linux", Services: "sysv"}, "stopped", "sudo service docker start"},
		{"stopped without services", engine.ReasonNoSocket, standard, "default", Place{OS: "linux"}, "stopped", "sudo dockerd"},
		{"rootless engine stopped", engine.ReasonNoSocket, "unix:///run/user/1000/docker.sock", "rootless", debian, "stopped", "systemctl --user start docker"},
		{"Docker Desktop on Linux closed", engine.ReasonNoSocket, "unix:///home/alice/.docker/desktop/docker.sock", "desktop-linux", debian, "stopped", "systemctl --user start docker-desktop"},
		{"a socket elsewhere by DOCKER_HOST", engine.ReasonNoSocket, "unix:///srv/d.sock", "default", with(debian, "DOCKER_HOST", "unix:///srv/d.sock"), "stopped", "unset DOCKER_HOST"},
		{"stopped on macOS", engine.ReasonNoSocket, "unix:///Users/alice/.docker/run/docker.sock", "default", mac, "stopped", "open -a Docker"},
		{"Colima stopped", engine.ReasonStopped, "unix:///Users/alice/.colima/default/docker.sock", "colima", mac, "stopped", "colima start"},
		{"stopped on Windows", engine.ReasonNoSocket, "npipe:////./pipe/docker_engine", "default", windows, "stopped", ""},
		{"stopped elsewhere", engine.ReasonStopped, "tcp://10.0.0.7:2375", "server", debian, "wrong-context", "docker --context server version"},

		{"not allowed", engine.ReasonPermission, standard, "default", debian, "permission", "sudo usermod -aG docker alice"},
		{"not allowed on Windows", engine.ReasonPermission, "npipe:////./pipe/docker_engine", "default", windows, "permission", "net localgroup docker-users alice /add"},
		{"in the group since this login", engine.ReasonPermission, standard, "default", Place{OS: "linux", User: "alice", Joined: true}, "permission", ""},

		{"too old", engine.ReasonTooOld, standard, "default", debian, "unsupported", ""},
		{"too new", engine.ReasonTooNew, standard, "default", debian, "unsupported", ""},
		{"version by variable", engine.ReasonVersionSetting, standard, "default", with(debian, "DOCKER_API_VERSION", "1.30"), "unsupported", "unset DOCKER_API_VERSION"},
		{"version by variable on Windows", engine.ReasonVersionSetting, standard, "default", with(windows, "DOCKER_API_VERSION", "1.30"), "unsupported", "Remove-Item Env:DOCKER_API_VERSION"},

		{"unknown context", engine.ReasonUnknownContext, "", "old-server", debian, "wrong-context", "docker context ls; docker context use default"},
		{"unknown context by variable", engine.ReasonUnknownContext, "", "old-server", with(debian, "DOCKER_CONTEXT", "old-server"), "wrong-context", "docker context ls; unset DOCKER_CONTEXT"},
		{"certificates", engine.ReasonTLS, "tcp://10.0.0.7:2376", "default", debian, "wrong-context", "docker version"},
		{"slow here", engine.ReasonTimeout, standard, "default", debian, "lost", "systemctl status docker"},
		{"slow there", engine.ReasonTimeout, "tcp://10.0.0.7:2376", "far away", debian, "wrong-context", "docker --context 'far away' version"},
		{"ssh", engine.ReasonSSH, "ssh://bob@server:2222", "server", debian, "wrong-context", "ssh -p 2222 bob@server docker version"},
		{"ssh to what would be a flag", engine.ReasonSSH, "ssh://-oProxyCommand=x", "server", debian, "wrong-context", ""},
		{"no route", engine.ReasonUnreachable, "tcp://10.0.0.7:2376", "server", debian, "wrong-context", "docker --context server version"},
		{"a web server", engine.ReasonNotDocker, "tcp://127.0.0.1:80", "default", with(debian, "DOCKER_HOST", "tcp://127.0.0.1:80"), "wrong-context", "unset DOCKER_HOST"},
		{"settings", engine.ReasonSettings, "", "", debian, "wrong-context", "docker context ls"},
	}
	said := map[engine.Reason]bool{}
	for _, c := range cases {
		t.Run(c.what, func(t *testing.T) {
			said[c.reason] = true
			a := Explain(failing(c.reason, c.endpoint, c.context), c.here)
			if a.Topic != "connection."+c.topic {
				t.Errorf("its topic is %s, want %s", a.Topic, c.topic)
			}
			if got := commands(a, c.here); got != c.commands {
				t.Errorf("commands %q, want %q", got, c.commands)
			}
			check(t, a)
		})
	}
	for _, r := range []engine.Reason{
		engine.ReasonNotInstalled, engine.ReasonNoSocket, engine.ReasonStopped, engine.ReasonPermission, engine.ReasonTooOld,
		engine.ReasonTooNew, engine.ReasonVersionSetting, engine.ReasonUnknownContext, engine.ReasonSettings, engine.ReasonTLS,
		engine.ReasonTimeout, engine.ReasonSSH, engine.ReasonUnreachable, engine.ReasonNotDocker,
	} {
		if !said[r] {
			t.Errorf("nothing is said about %q", r)
		}
	}
}

// check holds an advice against what every one must have.
func check(t *testing.T, a Advice) {
	t.Helper()
	if _, ok := guide.ByID(a.Topic); !ok {
		t.Errorf("there is no topic %s", a.Topic)
	}
	if a.Title == "" || a.Means == "" || a.Icon == "" {
		t.Errorf("it says too little: %+v", a)
	}
	texts := []string{a.Title + ".", a.Means}
	for _, s := range a.Steps {
		texts = append(texts, s.Text)
	}
	for _, text := range texts {
		if strings.ContainsAny(text, "!") || strings.Contains(text, "  ") || !strings.ContainsAny(text[len(text)-1:], ".:") {
			t.Errorf("this is no sentence: %q", text)
		}
	}
}

func TestThePersonIsLookedForOnlyUntilThereIsAnAnswer(t *testing.T) {
	a := Explain(&object.Snapshot{Link: object.LinkConnecting, Engine: object.Engine{Context: "server"}}, debian)
	check(t, a)
	if a.Topic != "connection.checking" || a.Where != "context server" || a.Raw != "" {
		t.Errorf("while connecting it says %+v", a)
	}
}

func TestAnAnswerThatIsNoListIsSaidSo(t *testing.T) {
	err := fmt.Errorf("list containers: %w", errors.New("invalid character"))
	a := Explain(&object.Snapshot{Link: object.LinkLost, Err: err, Engine: object.Engine{Endpoint: standard}}, debian)
	check(t, a)
	if a.Topic != "connection.lost" || commands(a, debian) != "sudo systemctl restart docker" || a.Raw != err.Error() {
		t.Errorf("it says %+v", a)
	}
}

func TestAReasonIsFoundThroughWhatWrapsIt(t *testing.T) {
	s := failing(engine.ReasonStopped, standard, "default")
	s.Err = fmt.Errorf("reach the engine: %w", s.Err)
	if a := Explain(s, debian); a.Topic != "connection.stopped" {
		t.Errorf("its topic is %s", a.Topic)
	}
}

func TestPasswordsInAddressesAreMasked(t *testing.T) {
	s := failing(engine.ReasonUnreachable, "tcp://bob:s3cretword@10.0.0.7:2376", "server")
	a := Explain(s, debian)
	if strings.Contains(a.Where+a.Raw, "s3cretword") || !strings.Contains(a.Where, "10.0.0.7") {
		t.Errorf("it shows %q and %q", a.Where, a.Raw)
	}
}

func TestItStandsInOnlyWhereNothingWasListed(t *testing.T) {
	network := []*object.Network{{Name: "bridge"}}
	for _, c := range []struct {
		snap *object.Snapshot
		want bool
	}{
		{&object.Snapshot{Link: object.LinkConnecting}, true},
		{&object.Snapshot{Link: object.LinkLost, Err: fs.ErrNotExist}, true},
		{&object.Snapshot{Link: object.LinkLive}, false},
		{&object.Snapshot{Link: object.LinkLost, Networks: network}, false},
		{&object.Snapshot{Link: object.LinkConnecting, Networks: network}, false},
	} {
		if got := StandsIn(c.snap); got != c.want {
			t.Errorf("%s with %d networks: %v", c.snap.Link, len(c.snap.Networks), got)
		}
	}
}

func TestThisComputerIsKnown(t *testing.T) {
	if p := Here(); p.OS == "" || p.User == "" {
		t.Errorf("it is %+v", p)
	}
}
