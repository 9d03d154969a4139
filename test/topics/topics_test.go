// Package topics runs every docker command that the guide shows on a real engine:
// what is taught must be accepted. Where a command can't be run, its topic says
// why, in its front matter.
package topics

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/test/realengine"
)

func TestMain(m *testing.M) { realengine.Main(m) }

// elsewhere are commands that no test can run here, whatever topic shows them.
var elsewhere = map[string]string{
	"docker pull ":    "it needs the internet",
	"docker push ":    "it needs a registry",
	"docker login":    "it asks for an account",
	"docker logout":   "there is no account to leave",
	"docker compose ": "Compose is a plugin of the docker command, and may not be installed",
}

// shown are the docker commands of a topic: its own, and those in its text.
func shown(topic *guide.Topic) []string {
	lines := slices.Clone(topic.Commands)
	fence := false
	for line := range strings.Lines(topic.Body) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "```") {
			fence = !fence
		} else if fence && strings.HasPrefix(line, "docker ") {
			lines = append(lines, line)
		}
	}
	var docker []string
	for _, line := range lines {
		if line = guide.Fill(line, nil); strings.HasPrefix(line, "docker ") {
			docker = append(docker, line)
		}
	}
	return docker
}

// untried says why a command of a topic isn't run; "" that it is.
func untried(topic *guide.Topic, line string) string {
	for marked, why := range topic.Untried {
		if guide.Fill(marked, nil) == line {
			return why
		}
	}
	for start, why := range elsewhere {
		if strings.HasPrefix(line, start) {
			return why
		}
	}
	return ""
}

func TestWhatIsMarkedAsUntriedIsShown(t *testing.T) {
	for _, topic := range guide.All() {
		lines := strings.Join(append(slices.Clone(topic.Commands), topic.Body), "\n")
		for marked := range topic.Untried {
			if !strings.Contains(lines, marked) {
				t.Errorf("%s says that %q isn't tried, and doesn't show it", topic.ID, marked)
			}
		}
	}
}

func TestDockerAcceptsEveryCommandOfTheGuide(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs hundreds of commands")
	}
	s := newScene(t, realengine.Shared(t))
	tried := map[string]bool{}
	for _, topic := range guide.All() {
		for _, line := range shown(topic) {
			if tried[line] || untried(topic, line) != "" || ofASwarm(line) {
				continue
			}
			tried[line] = true
			s.set(line)
			if problem := s.try(line); problem != "" {
				t.Errorf("%s: %s\n%s", topic.ID, line, problem)
			}
		}
	}
	if len(tried) < 200 {
		t.Errorf("only %d commands were tried", len(tried))
	}
}

// ofASwarm reports a command that needs an engine that is a swarm.
func ofASwarm(line string) bool {
	return slices.ContainsFunc([]string{"docker swarm ", "docker service ", "docker node ", "-d overlay"}, func(s string) bool { return strings.Contains(line, s) })
}

func TestASwarmAcceptsEveryCommandAboutIt(t *testing.T) {
	s := newScene(t, realengine.Start(t))
	s.docker("swarm", "init", "--advertise-addr", "127.0.0.1")
	for _, topic := range guide.All() {
		for _, line := range shown(topic) {
			if !ofASwarm(line) || untried(topic, line) != "" {
				continue
			}
			switch {
			case line == "docker swarm init":
				s.docker("swarm", "leave", "--force")
			case strings.HasPrefix(line, "docker service") && !strings.Contains(line, "service create"):
				s.docker("service", "rm", "web")
				s.docker("service", "create", "-d", "--name", "web", "nginx:1.27")
				s.docker("service", "update", "-d", "--env-add", "A=b", "web") // something to go back from
			case strings.Contains(line, "service create"):
				s.docker("service", "rm", "web")
			}
			// The engine's network has no address of its own that swarm could find.
			if problem := s.try(strings.Replace(line, "swarm init", "swarm init --advertise-addr 127.0.0.1", 1)); problem != "" {
				t.Errorf("%s: %s\n%s", topic.ID, line, problem)
			}
			if strings.HasPrefix(line, "docker swarm leave") {
				s.docker("swarm", "init", "--advertise-addr", "127.0.0.1")
			}
		}
	}
}

// scene is what the commands are about: the containers, images, volumes and
// networks that they name, and files in a home folder.
type scene struct {
	t     *testing.T
	eng   *realengine.Engine
	dir   string   // where commands are run
	home  string   // stands for a person's own folder
	names []string // of images
}

func newScene(t *testing.T, eng *realengine.Engine) *scene {
	s := &scene{t: t, eng: eng, dir: t.TempDir(), home: t.TempDir()}
	for name, text := range map[string]string{
		"Dockerfile": "FROM lab:1 AS test\nARG VERSION=1\nLABEL a=b\n", "web.Dockerfile": "FROM lab:1\nLABEL a=c\n", "settings.env": "A=b\n", "labels.txt": "team=shop\n", "page.html": "hello\n",
	} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"site", "app", "backup"} {
		if err := os.Mkdir(filepath.Join(s.home, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(s.home, "pw"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s.docker("save", "-o", filepath.Join(s.dir, "shop.tar"), "lab:1")
	s.names = named()
	s.images()
	return s
}

// images sees to it that the lab's image is there under every name that a topic has
// for one.
func (s *scene) images() {
	ctx, api := s.t.Context(), s.eng.Client()
	there := map[string]bool{}
	list, err := api.ImageList(ctx, image.ListOptions{})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, i := range list {
		for _, tag := range i.RepoTags {
			there[tag] = true
		}
	}
	if !there["lab:1"] {
		s.docker("load", "-i", filepath.Join(s.dir, "shop.tar"))
	}
	for _, name := range s.names {
		if !there[name] {
			_ = api.ImageTag(ctx, "lab:1", name) // what is no name isn't needed
		}
	}
}

// named are the images that the guide's commands name.
func named() (names []string) {
	names = append(names, "nginx:1.28") // what a service is updated to
	for _, topic := range guide.All() {
		for _, line := range shown(topic) {
			for _, tok := range command.Explain(line).Tokens {
				if tok.Role == command.RoleImage && !strings.HasPrefix(tok.Text, "-") {
					name := tok.Text
					if !strings.Contains(name, ":") {
						name += ":latest"
					}
					names = append(names, name)
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// docker runs a command for the scene; what fails shows in what is tried.
func (s *scene) docker(args ...string) {
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	cmd := s.eng.Command(ctx, args...)
	cmd.Dir = s.dir
	_ = cmd.Run()
}

// makes reports whether a command makes an object of this name itself.
func makes(line, name string) bool {
	return strings.Contains(line, "--name "+name+" ") || strings.HasSuffix(line, " create "+name) ||
		strings.HasPrefix(line, "docker network create") && strings.HasSuffix(line, " "+name) ||
		strings.HasPrefix(line, "docker volume create") && strings.HasSuffix(line, " "+name)
}

// set puts the scene in the state that a command expects.
func (s *scene) set(line string) {
	ctx, api := s.t.Context(), s.eng.Client()
	s.empty()
	s.images()
	for _, name := range []string{"shop", "six", "vault"} {
		_ = api.NetworkRemove(ctx, name)
	}
	six := true
	for name, ipam := range map[string][]network.IPAMConfig{
		"shop": {{Subnet: "172.30.0.0/16"}, {Subnet: "fd00:dead:beef::/64"}}, "six": {{Subnet: "fd00:d0c::/64"}},
	} {
		if !makes(line, name) && (strings.Contains(line, " "+name+" ") || strings.HasSuffix(line, " "+name)) {
			if _, err := api.NetworkCreate(ctx, name, network.CreateOptions{EnableIPv6: &six, IPAM: &network.IPAM{Config: ipam}}); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	for _, name := range []string{"data", "shared"} {
		if makes(line, name) {
			_ = api.VolumeRemove(ctx, name, true)
		} else if _, err := api.VolumeCreate(ctx, volume.CreateOptions{Name: name}); err != nil {
			s.t.Fatal(err)
		}
	}
	for _, name := range []string{"web", "db", "first"} {
		if !makes(line, name) && mentions(line, name) {
			s.container(name, line)
		}
	}
}

// empty removes every container, also one that removes itself just now.
func (s *scene) empty() {
	ctx, api := s.t.Context(), s.eng.Client()
	for range 50 {
		all, err := api.ContainerList(ctx, container.ListOptions{All: true})
		if err != nil {
			s.t.Fatal(err)
		}
		if len(all) == 0 {
			return
		}
		for _, c := range all {
			if err := api.ContainerRemove(ctx, c.ID, container.RemoveOptions{Force: true, RemoveVolumes: true}); err != nil {
				time.Sleep(20 * time.Millisecond) // it is going already
			}
		}
	}
	s.t.Fatal("the containers don't go away")
}

func mentions(line, name string) bool {
	return strings.Contains(line, " "+name+" ") || strings.HasSuffix(line, " "+name) || strings.Contains(line, " "+name+":") ||
		strings.Contains(line, ":"+name+" ") || strings.Contains(line, "="+name)
}

// container makes one, in the state that a command expects.
func (s *scene) container(name, line string) {
	ctx, api := s.t.Context(), s.eng.Client()
	host := &container.HostConfig{}
	if name == "first" {
		host.IpcMode = "shareable"
	}
	if _, err := api.ContainerCreate(ctx, &container.Config{Image: "lab:1"}, host, nil, nil, name); err != nil {
		s.t.Fatal(err)
	}
	switch {
	case strings.HasPrefix(line, "docker start "), line == "docker rm "+name, line == "docker rm -v "+name, strings.HasPrefix(line, "docker wait "):
		return // it is stopped
	}
	if err := api.ContainerStart(ctx, name, container.StartOptions{}); err != nil {
		s.t.Fatal(err)
	}
	switch {
	case strings.HasPrefix(line, "docker unpause "):
		s.docker("pause", name)
	case strings.HasPrefix(line, "docker network disconnect "):
		s.docker("network", "connect", "shop", name)
	case strings.HasPrefix(line, "docker cp "):
		s.docker("cp", filepath.Join(s.dir, "page.html"), name+":/tmp")
	}
}

// longest is how long a command is watched. One that goes on till then was
// accepted: it follows something, or shows the output of what runs.
const longest = 900 * time.Millisecond

// try runs a command and says what docker didn't like; "" for nothing. What the
// program in the container did is not its concern: the lab is in all images.
func (s *scene) try(line string) string {
	ctx, cancel := context.WithTimeout(s.t.Context(), longest)
	defer cancel()
	line = strings.ReplaceAll(line, "/home/alice", s.home)
	cmd := exec.CommandContext(ctx, "bash", "-c", "exec "+line)
	if strings.Contains(line, " -it ") {
		if _, err := exec.LookPath("script"); err != nil {
			return ""
		}
		cmd = exec.CommandContext(ctx, "script", "-qefc", line, "/dev/null")
	}
	cmd.Dir, cmd.Env = s.dir, s.eng.Env()
	cmd.Stdin = strings.NewReader("y\n")
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil, ctx.Err() != nil:
		return ""
	case !errors.As(err, &exit):
		return err.Error()
	case strings.Contains(string(out), "requires API version"):
		return "" // docker knows it, and this engine is older
	case runsAProgram(line) && exit.ExitCode() != 125:
		return "" // docker did its part; the number is the program's own, or there is no such program in the lab
	}
	return fmt.Sprintf("%v: %s", err, strings.TrimSpace(string(out)))
}

func runsAProgram(line string) bool {
	return strings.HasPrefix(line, "docker run ") || strings.HasPrefix(line, "docker exec ")
}
