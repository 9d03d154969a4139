package command_test

import (
	"fmt"
	"math"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
	"github.com/dockdesk/dockdesk/internal/help/secret"
)

// every is each builder at its plainest and at its fullest.
var every = []struct {
	got  command.Command
	want string
}{
	{command.ListContainers(false), "docker ps"},
	{command.ListContainers(true), "docker ps -a"},
	{command.InspectContainers("web"), "docker container inspect web"},
	{command.ContainerPorts("web"), "docker port web"},
	{command.StartContainers("web", "db"), "docker start web db"},
	{command.StopContainers(command.DefaultTimeout, "web"), "docker stop web"},
	{command.StopContainers(0, "web"), "docker stop -t 0 web"},
	{command.StopContainers(30, "web", "db"), "docker stop -t 30 web db"},
	{command.RestartContainers(command.DefaultTimeout, "web"), "docker restart web"},
	{command.RestartContainers(5, "web"), "docker restart -t 5 web"},
	{command.PauseContainers("web"), "docker pause web"},
	{command.UnpauseContainers("web"), "docker unpause web"},
	{command.KillContainers("", "web"), "docker kill web"},
	{command.KillContainers("HUP", "web"), "docker kill --signal HUP web"},
	{command.RenameContainer("web", "shop"), "docker rename web shop"},
	{command.RemoveContainers(false, false, "web"), "docker rm web"},
	{command.RemoveContainers(true, true, "web", "db"), "docker rm -f -v web db"},
	{command.UpdateContainers(command.Limits{Memory: 512 << 20}, "web"), "docker update --memory 512m web"},
	{command.UpdateContainers(command.Limits{Memory: 1<<30 + 1, MemorySwap: -1, CPUs: 1.5, PIDs: 100, Restart: "on-failure:3"}, "web"),
		"docker update --memory 1073741825b --memory-swap -1 --cpus 1.5 --pids-limit 100 --restart on-failure:3 web"},
	{command.ContainerStats(false), "docker stats"},
	{command.ContainerStats(true, "web"), "docker stats --no-stream web"},
	{command.ContainerLogs(false, -1, "web"), "docker logs web"},
	{command.ContainerLogs(true, 100, "web"), "docker logs -f --tail 100 web"},
	{command.ExecTerminal("web", command.NewTerminal{Program: []string{"sh"}}), "docker exec -it web sh"},
	{command.ExecTerminal("web", command.NewTerminal{User: "app", Dir: "/srv", Term: "xterm-256color", Program: []string{"bash", "-l"}}),
		"docker exec -it -u app -w /srv -e TERM=xterm-256color web bash -l"},
	{command.AttachContainer("web"), "docker attach web"},
	{command.RunHelper("web", "busybox:1", command.NewTerminal{Term: "xterm", Program: []string{"sh"}}),
		"docker run -it --rm --network container:web --pid container:web -e TERM=xterm --entrypoint sh busybox:1"},
	{command.RunBeside("web", "busybox:1", "rm", "-rf", "--", "/proc/1/root/tmp"), "docker run --rm --pid container:web --cap-add SYS_PTRACE --entrypoint rm busybox:1 -rf -- /proc/1/root/tmp"},
	{command.ContainerProcesses("web"), "docker top web"},
	{command.ContainerProcesses("web", "pid", "args"), "docker top web -eo pid,args"},
	{command.ContainerChanges("web"), "docker diff web"},
	{command.PruneContainers(true), "docker container prune -f"},
	{command.CommitContainer("web", command.NewCommit{}), "docker commit web"},
	{command.CommitContainer("web", command.NewCommit{Name: "shop:2", Message: "with the fix", Author: "Ada", Changes: []string{"ENV A=b", `CMD ["sleep"]`}, NoPause: true}),
		`docker commit -m 'with the fix' -a Ada -c 'ENV A=b' -c 'CMD ["sleep"]' --pause=false web shop:2`},
	{command.ExportContainer("web", "/tmp/web files.tar"), "docker export -o '/tmp/web files.tar' web"},
	{command.WaitForContainer("web"), "docker wait web"},

	{command.ListImages(), "docker images"},
	{command.InspectImages("nginx:1.27"), "docker image inspect nginx:1.27"},
	{command.ImageHistory("nginx:1.27"), "docker history nginx:1.27"},
	{command.RemoveImages(false, "nginx:1.27"), "docker rmi nginx:1.27"},
	{command.RemoveImages(true, "0123456789ab", "a:1"), "docker rmi -f 0123456789ab a:1"},
	{command.UntagImage("nginx:old"), "docker rmi nginx:old"},
	{command.TagImage("nginx:1.27", "me/nginx:1"), "docker tag nginx:1.27 me/nginx:1"},
	{command.PruneImages(true, false), "docker image prune -a"},
	{command.PruneBuildCache(true, true), "docker builder prune -a -f"},

	{command.ListVolumes(), "docker volume ls"},
	{command.InspectVolumes("data"), "docker volume inspect data"},
	{command.CreateVolume(command.NewVolume{}), "docker volume create"},
	{command.CreateVolume(command.NewVolume{Name: "data", Driver: "local", Options: []string{"type=tmpfs", "device=tmpfs"}, Labels: []string{"for=the shop"}}),
		"docker volume create --driver local --opt type=tmpfs --opt device=tmpfs --label 'for=the shop' data"},
	{command.RemoveVolumes("data", "old"), "docker volume rm data old"},
	{command.PruneVolumes(true, true), "docker volume prune -a -f"},

	{command.ListNetworks(), "docker network ls"},
	{command.InspectNetworks("shop"), "docker network inspect shop"},
	{command.CreateNetwork(command.NewNetwork{Name: "shop"}), "docker network create shop"},
	{command.CreateNetwork(command.NewNetwork{Name: "shop", Driver: "bridge", Subnet: "172.30.0.0/16", Gateway: "172.30.0.1", IPRange: "172.30.5.0/24",
		Internal: true, Attachable: true, IPv6: true, Options: []string{"a=b"}, Labels: []string{"c=d"}}),
		"docker network create --driver bridge --subnet 172.30.0.0/16 --gateway 172.30.0.1 --ip-range 172.30.5.0/24 --internal --attachable --ipv6 --opt a=b --label c=d shop"},
	{command.RemoveNetworks("shop"), "docker network rm shop"},
	{command.ConnectNetwork("shop", "web", command.Joining{}), "docker network connect shop web"},
	{command.ConnectNetwork("shop", "web", command.Joining{Aliases: []string{"www", "front"}, IPv4: "172.30.0.9", IPv6: "fd00::9"}),
		"docker network connect --alias www --alias front --ip 172.30.0.9 --ip6 fd00::9 shop web"},
	{command.DisconnectNetwork(false, "shop", "web"), "docker network disconnect shop web"},
	{command.DisconnectNetwork(true, "shop", "web"), "docker network disconnect -f shop web"},
	{command.PruneNetworks(false), "docker network prune"},

	{command.EngineInfo(), "docker info"},
	{command.EngineVersion(), "docker version"},
	{command.Events("type=container"), "docker events --filter type=container"},
	{command.DiskUsage(true), "docker system df -v"},
	{command.PruneSystem(true, true, true), "docker system prune -a --volumes -f"},
	{command.Login("", ""), "docker login"},
	{command.Login("ghcr.io", "me"), "docker login -u me ghcr.io"},
	{command.ListContexts(), "docker context ls"},
	{command.UseContext("remote"), "docker context use remote"},
	{command.StartEngine("linux"), "sudo systemctl start docker"},
	{command.StartEngine("darwin"), "open -a Docker"},
	{command.StartEngine("windows"), ""},
	{command.InstallEngine("apt-get"), "sudo apt-get install docker.io"},
	{command.InstallEngine("dnf"), "sudo dnf install moby-engine"},
	{command.InstallEngine("pacman"), "sudo pacman -S docker"},
	{command.InstallEngine("zypper"), "sudo zypper install docker"},
	{command.InstallEngine("brew"), "brew install --cask docker-desktop"},
	{command.InstallEngine("winget"), "winget install Docker.DockerDesktop"},
	{command.InstallEngine("other"), ""},
	{command.JoinDockerGroup("alice"), "sudo usermod -aG docker alice"},
}

func TestEachBuilderWritesItsCommand(t *testing.T) {
	for _, tc := range every {
		if got := tc.got.String(); got != tc.want {
			t.Errorf("got  %s\nwant %s", got, tc.want)
		}
	}
}

func TestEveryWordOfEveryCommandIsExplained(t *testing.T) {
	for _, tc := range every {
		expectExplained(t, tc.got)
	}
}

// expectExplained fails for words without a sentence. A value may leave it to
// the flag before it.
func expectExplained(t *testing.T, c command.Command) {
	t.Helper()
	for i, tok := range c.Tokens {
		if tok.Role == "" {
			t.Errorf("%s: %q has no role", c, tok.Text)
		}
		ride := tok.Role == command.RoleValue && i > 0 && c.Tokens[i-1].Meaning != ""
		if tok.Meaning == "" && len(tok.Parts) == 0 && !ride {
			t.Errorf("%s: %q has no meaning", c, tok.Text)
		}
		if strings.HasSuffix(tok.Meaning, ".") || strings.Contains(tok.Meaning, "!") {
			t.Errorf("%s: %q: a clause, please: %q", c, tok.Text, tok.Meaning)
		}
		if joined := joinParts(tok); len(tok.Parts) > 0 && joined != tok.Text {
			t.Errorf("%s: the parts of %q make %q", c, tok.Text, joined)
		}
	}
}

func joinParts(tok command.Token) string {
	var b strings.Builder
	for _, p := range tok.Parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

func TestExplainReadsBackWhatABuilderWrote(t *testing.T) {
	for _, tc := range every {
		if tc.got.Empty() || tc.want == "docker rmi nginx:old" { // untag has sentences of its own
			continue
		}
		got := command.Explain(tc.want)
		if got.String() != tc.want {
			t.Errorf("Explain(%s) reads %s", tc.want, got)
		}
		for i, tok := range got.Tokens {
			if want := tc.got.Tokens[i]; tok.Role != want.Role || tok.Meaning != want.Meaning || joinParts(tok) != joinParts(want) {
				t.Errorf("Explain(%s): word %d is %+v, want %+v", tc.want, i, tok, want)
			}
		}
	}
}

func TestExplainKnowsFlagsOfEveryStyle(t *testing.T) {
	for line, roles := range map[string]string{
		"docker run -it --rm python:3.12":                         "program subcommand flag flag image",
		"docker run -d -p 8080:80 --name web nginx:1.27":          "program subcommand flag flag value flag value image",
		"docker run --name=web nginx -p 1:1":                      "program subcommand flag image argument argument",
		"docker run -dp 127.0.0.1:8080:80/tcp nginx":              "program subcommand flag value image",
		"docker run -v data:/srv:ro -e 'A=b c' nginx sh -c 'x y'": "program subcommand flag value flag value image argument argument argument",
		"docker ps -aq":                      "program subcommand flag",
		"docker exec -it web sh":             "program subcommand flag name argument",
		"sudo usermod -aG docker alice":      "program program flag value name",
		"docker frobnicate --what":           "program argument flag",
		"docker run --network shop --rm app": "program subcommand flag value flag image",
	} {
		var got []string
		for _, tok := range command.Explain(line).Tokens {
			got = append(got, string(tok.Role))
		}
		if strings.Join(got, " ") != roles {
			t.Errorf("%s\n got %s\nwant %s", line, strings.Join(got, " "), roles)
		}
	}
}

func TestEachSideOfAValueHasItsMeaning(t *testing.T) {
	for line, want := range map[string]string{
		"docker run -p 8080:80 x":               "8080=the port on this computer|80=the port inside the container",
		"docker run -p 80 x":                    "80=the port inside the container; a free port of this computer is chosen",
		"docker run -p 127.0.0.1:8080:80/tcp x": "127.0.0.1=only programs on this computer can come in|8080=the port on this computer|80=the port inside the container|tcp=the kind of traffic",
		"docker run -v data:/srv:ro x":          "data=the volume's name; it is made if it is not there|/srv=where it shows inside the container|ro=read-only: the program inside can't change it",
		"docker run -v /home/a:/srv x":          "/home/a=the path on this computer|/srv=where it shows inside the container",
		"docker run -dp 8080:80 x":              "8080=the port on this computer|80=the port inside the container",
		`docker run -v 'C:\a:/srv' x`:           `C:\a=the path on this computer|/srv=where it shows inside the container`,
		"docker run -v /srv x":                  "/srv=the folder inside the container; a volume without a name is made for it",
		"docker run -e MODE=dev x":              "MODE=its name|dev=its value",
	} {
		tok := command.Explain(line).Tokens[3]
		var got []string
		for _, p := range tok.Parts {
			if p.Meaning != "" {
				got = append(got, p.Text+"="+p.Meaning)
			}
		}
		if strings.Join(got, "|") != want || joinParts(tok) != tok.Text {
			t.Errorf("%s\n got %s\nwant %s", line, strings.Join(got, "|"), want)
		}
	}
}

func TestSecretsAreMaskedOnScreenButNotInTheCommand(t *testing.T) {
	c := command.Explain(`docker run -e DB_PASSWORD='a b' -e MODE=dev postgres`)
	if got, want := c.Display(command.Bash), "docker run -e DB_PASSWORD="+secret.Mask+" -e MODE=dev postgres"; got != want {
		t.Errorf("shown: %s, want %s", got, want)
	}
	if got, want := c.String(), "docker run -e 'DB_PASSWORD=a b' -e MODE=dev postgres"; got != want {
		t.Errorf("copied: %s, want %s", got, want)
	}
	if !c.HasSecret() || command.ListImages().HasSecret() {
		t.Error("HasSecret is wrong")
	}
	whole := command.Command{Tokens: []command.Token{{Text: "hunter2", Secret: true}}}
	if got := whole.Display(command.Cmd); strings.Contains(got, "hunter2") {
		t.Errorf("shown: %s", got)
	}
	for _, c := range []command.Command{c, whole} {
		m := c.Masked()
		if m.Display(command.Bash) != c.Display(command.Bash) || !m.HasSecret() || strings.Contains(m.String()+fmt.Sprint(m), "a b") || strings.Contains(fmt.Sprint(m), "hunter2") {
			t.Errorf("masked: %+v", m)
		}
	}
	if plain := command.ListImages(); plain.Masked().String() != plain.String() || plain.Masked().HasSecret() {
		t.Error("what has no secret is changed")
	}
}

func TestExplainTakesAnyLine(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		line := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("docker run -pit=:' \"\\é")))).Draw(rt, "line")
		c := command.Explain(line)
		for _, tok := range c.Tokens {
			if len(tok.Parts) > 0 && joinParts(tok) != tok.Text {
				rt.Fatalf("%q: the parts of %q make %q", line, tok.Text, joinParts(tok))
			}
		}
	})
}

// since tells which docker command knows a flag first. Package runcommand tells
// it of docker run; the table has no others that Debian 12's docker 20.10 lacks.
func since(path, long string) (version [3]int) {
	first := map[string]string{
		"docker restart --signal":   "23.0.0",
		"docker stop --signal":      "23.0.0",
		"docker volume prune --all": "23.0.5",
	}[path+" --"+long]
	if ofRun(path) {
		f, _ := runcommand.FlagByName(long)
		first = f.Docker
	}
	_, _ = fmt.Sscanf(first, "%d.%d.%d", &version[0], &version[1], &version[2]) // "" is known to all
	return version
}

// ofRun reports a command that makes a container.
func ofRun(path string) bool {
	return slices.Contains([]string{"docker run", "docker create", "docker container run", "docker container create"}, path)
}

// The table is checked against the docker command itself, which prints its
// options without an engine. What is newer than that docker command, it must
// not know: then since is right.
func TestDockerKnowsEveryFlagOfTheTable(t *testing.T) {
	docker, err := exec.LookPath("docker")
	if err != nil {
		t.Skip("no docker command here to ask")
	}
	version := versionOf(t, docker)
	for _, path := range command.Paths() {
		words := strings.Fields(path)
		if words[0] != "docker" || len(command.Flags(path)) == 0 {
			continue
		}
		out, err := exec.Command(docker, append(words[1:], "--help")...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "Usage:") || !strings.Contains(string(out), path) {
			t.Logf("%s: not part of this docker, not checked", path) // a plugin that is not installed
			continue
		}
		known := optionsIn(string(out))
		if ofRun(path) { // who pastes one of these may use any flag
			for name := range known {
				if name != "help" && !slices.ContainsFunc(command.Flags(path), func(f command.Flag) bool { return f.Long == name }) {
					t.Errorf("the table lacks %s --%s", path, name)
				}
			}
		}
		for _, f := range command.Flags(path) {
			k, ok := known[f.Long]
			if !ok && f.Long == "timeout" {
				k, ok = known["time"] // its name before 28
			}
			if first := since(path, f.Long); slices.Compare(version[:], first[:]) < 0 {
				t.Logf("%s --%s came with docker %d: this one is %d and must lack it", path, f.Long, first, version)
				if ok || takesUnseen(docker, words[1:], f) {
					t.Errorf("docker %d knows %s --%s", version, path, f.Long)
				}
				continue
			}
			if !ok {
				if path == "docker build" && f.Long == "secret" {
					t.Logf("%s --%s: only with BuildKit, not checked", path, f.Long)
					continue
				}
				if !takesUnseen(docker, words[1:], f) {
					t.Errorf("%s has no --%s", path, f.Long)
				}
				continue
			}
			if k.letter != f.Short {
				t.Errorf("%s --%s: its letter is %q, not %q", path, f.Long, k.letter, f.Short)
			}
			if (k.value != "") != (f.Value != "") {
				t.Errorf("%s --%s: its value is %q, not %q", path, f.Long, k.value, f.Value)
			}
		}
	}
}

// takesUnseen reports whether docker takes a flag that its help doesn't show:
// old spellings, and what is for Windows. It complains before it helps.
func takesUnseen(docker string, words []string, f command.Flag) bool {
	given := "--" + f.Long
	if f.Value != "" {
		given += "=1"
	}
	out, err := exec.Command(docker, append(slices.Clone(words), given, "--help")...).CombinedOutput()
	return err == nil && !strings.Contains(string(out), "unknown flag")
}

type option struct{ letter, value string }

var optionLine = regexp.MustCompile(`(?m)^ +(?:-(\w), )? *--([a-z0-9-]+)( [\w-]+)?  `)

func optionsIn(help string) map[string]option {
	known := map[string]option{}
	for _, m := range optionLine.FindAllStringSubmatch(help, -1) {
		known[m[2]] = option{m[1], strings.TrimSpace(m[3])}
	}
	return known
}

// versionOf is the version of a docker command. One that names none is taken
// for the newest, which has to know everything.
func versionOf(t *testing.T, docker string) [3]int {
	t.Helper()
	out, err := exec.Command(docker, "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	var v [3]int
	if n, _ := fmt.Sscanf(string(out), "Docker version %d.%d.%d", &v[0], &v[1], &v[2]); n < 3 {
		t.Logf("%s names no version", strings.TrimSpace(string(out)))
		return [3]int{math.MaxInt}
	}
	return v
}
