package world

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/strslice"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/go-connections/nat"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
)

// scene is what is there at the beginning.
type scene struct {
	About string
	set   func(*stage)
}

var scenes = map[string]scene{
	"empty":    {"nothing yet", func(*stage) {}},
	"web":      {"a web page and its database", webScene},
	"workshop": {"what a workshop leaves behind", workshopScene},
	"broken":   {"five things that went wrong", brokenScene},
	"thousand": {"1,000 containers", thousandScene},
}

// FirstScene is the one to begin with where nobody names one.
const FirstScene = "web"

func init() { scenes[""] = scenes["empty"] }

func sceneNames() string { return strings.Join(Scenes(), ", ") }

// Scenes are the names of all scenes.
func Scenes() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(scenes)), func(n string) bool { return n == "" })
}

// stage sets a scene. The world's mu is held.
type stage struct{ w *World }

func (s *stage) pull(names ...string) {
	for _, name := range names {
		img := recipeFor(name).make()
		if old := s.w.images[img.ID]; old != nil {
			img = old
		}
		img.Tagged = s.w.born.Add(-20 * time.Hour)
		s.w.images[img.ID], s.w.tags[name] = img, img
	}
}

// actor is a container of a scene.
type actor struct {
	name, image string
	cmd         []string
	env         []string
	labels      map[string]string
	ports       []string // 8080:80
	volumes     []string
	network     string
	ago         time.Duration // since it was made and started
	up          bool
	ended       time.Duration // how long ago it ended
	code        int
	restart     string
	memory      int64
	log         []string
	set         func(*Container)
}

// put places a container. What can't be placed is left out.
func (s *stage) put(a actor) *Container {
	config := &container.Config{Image: a.image, Cmd: strslice.StrSlice(a.cmd), Env: a.env, Labels: a.labels}
	host := &container.HostConfig{Binds: a.volumes, PortBindings: nat.PortMap{}}
	host.NetworkMode = container.NetworkMode(a.network)
	host.Memory = a.memory
	if a.restart != "" {
		host.RestartPolicy = container.RestartPolicy{Name: container.RestartPolicyMode(a.restart)}
	}
	for _, p := range a.ports {
		public, private, _ := strings.Cut(p, ":")
		port := nat.Port(private + "/tcp")
		host.PortBindings[port] = append(host.PortBindings[port], nat.PortBinding{HostIP: "127.0.0.1", HostPort: public})
	}
	c, _, err := s.w.create(Wish{Name: a.name, Config: config, Host: host})
	if err != nil {
		s.w.options.Log.Warn("practice: set the scene", "container", a.name, "error", err)
		return nil
	}
	c.Created = s.w.born.Add(-a.ago)
	switch {
	case a.up:
		s.start(c, a)
	case a.ended > 0:
		c.started, c.finished = c.Created.Add(time.Second), s.w.born.Add(-a.ended)
		c.state.ExitCode = a.code
		c.exits = 1
		c.setStatus(container.StateExited)
	}
	for i, line := range a.log {
		at := s.w.born.Add(-a.ago + time.Duration(i+1)*a.ago/time.Duration(len(a.log)+2))
		stream := Stdout
		if rest, ok := strings.CutPrefix(line, "! "); ok {
			stream, line = Stderr, rest
		}
		c.later = append(c.later, Line{at, stream, []byte(line + "\n")})
	}
	if !a.up {
		c.out.addAll(c.later)
		c.later = nil
	}
	if a.set != nil {
		a.set(c)
	}
	return c
}

// start lets a container run that has run for a while already.
func (s *stage) start(c *Container, a actor) {
	c.skew.Store(int64(a.ago - time.Second))
	if s.w.start(c) == nil {
		return
	}
	// The port is somebody else's on this computer; the scene goes on without.
	publish := s.w.options.Publish
	s.w.options.Publish = false
	_ = s.w.start(c)
	s.w.options.Publish = publish
}

func (s *stage) network(name string, ago time.Duration) {
	n, err := s.w.newNetwork(network.CreateRequest{Name: name, CreateOptions: network.CreateOptions{Driver: "bridge"}})
	if err == nil {
		n.api.Created = s.w.born.Add(-ago)
		s.w.networks[n.api.ID] = n
	}
}

func (s *stage) volume(name string, ago time.Duration, content map[string]int64) {
	v, err := s.w.createVolume(volume.CreateOptions{Name: name})
	if err != nil {
		return
	}
	v.created = s.w.born.Add(-ago)
	v.api.CreatedAt = v.created.UTC().Format(time.RFC3339)
	for file, size := range content {
		_ = v.fs.Put(file, files.File{Mode: 0o644, Bulk: size, Time: v.created})
	}
}

// buildDay is the date of the files that were copied into images.
var buildDay = time.Date(2025, 1, 10, 0, 0, 0, 0, time.UTC)

// danglings is how many images a workshop leaves without a name.
const danglings = 5

func danglingStep(n int) step {
	return step{by: "COPY . /app # practice " + itoa(n), size: int64(12+n*7) << 20, folders: []string{"/app"}}
}

// dangling leaves an image without a name: one that a later build replaced.
func (s *stage) dangling(name string, n int) {
	base := s.w.tags[name]
	made := s.w.born.Add(-time.Duration(30+n) * time.Hour)
	config := base.Config
	config.Created = &made
	config.History = append(slices.Clone(config.History), historyLine(made, "COPY . /app # buildkit", "buildkit.dockerfile.v0", false))
	img := newImage(config, append(slices.Clone(base.Layers), danglingStep(n).layer(buildDay)))
	s.w.images[img.ID] = img
}

// inShop is what Compose writes on a service of the project shop.
func inShop(service string) map[string]string {
	return map[string]string{"com.docker.compose.project": "shop", "com.docker.compose.service": service}
}

func webScene(s *stage) {
	s.pull("nginx:1.27", "postgres:17", "redis:7-alpine", "alpine:3.20")
	s.network("shop", 26*time.Hour)
	s.volume("shop-data", 26*time.Hour, map[string]int64{"/base/1/pg_class": 96 << 10, "/pg_wal/000000010000000000000001": 16 << 20, "/PG_VERSION": 3})
	s.put(actor{name: "db", image: "postgres:17", env: []string{"POSTGRES_PASSWORD=example"}, volumes: []string{"shop-data:/var/lib/postgresql/data"}, network: "shop", ago: 26 * time.Hour, up: true, restart: "unless-stopped", labels: inShop("db")})
	s.put(actor{name: "cache", image: "redis:7-alpine", network: "shop", ago: 26 * time.Hour, up: true, labels: inShop("cache")})
	s.put(actor{name: "web", image: "nginx:1.27", ports: []string{"8080:80"}, network: "shop", ago: 3 * time.Hour, up: true, labels: inShop("web"), log: []string{
		`172.18.0.1 - - "GET / HTTP/1.1" 200 448`, `172.18.0.1 - - "GET /favicon.ico HTTP/1.1" 404 153`, `172.18.0.1 - - "GET / HTTP/1.1" 200 448`,
	}})
	s.put(actor{name: "import", image: "alpine:3.20", cmd: []string{"sh", "-c", "echo importing; sleep 4; echo 1204 rows"}, network: "shop", ago: 25 * time.Hour, ended: 25*time.Hour - 5*time.Second, log: []string{"importing", "1204 rows"}})
}

func workshopScene(s *stage) {
	s.pull("alpine:3.20", "busybox:1.37", "debian:12-slim", "ubuntu:24.04", "hello-world:latest", "nginx:1.27", "nginx:alpine", "httpd:2.4", "redis:7", "postgres:17", "python:3-slim", "node:22-alpine")
	for n := range danglings {
		s.dangling("python:3-slim", n)
	}
	for _, name := range []string{"exercise-1", "exercise-2", "my-net", "test"} {
		s.network(name, 28*time.Hour)
	}
	for i, name := range []string{"data", "mydata", "pgdata", "test-volume"} {
		s.volume(name, time.Duration(27+i)*time.Hour, map[string]int64{"/content.bin": int64(i*i+1) << 20})
	}
	names := strings.Fields("brave_hopper eager_lovelace quirky_turing happy_curie angry_knuth silly_darwin dreamy_euler focused_bohr jolly_gauss")
	for i, name := range names {
		img, code := []string{"hello-world:latest", "alpine:3.20", "ubuntu:24.04", "python:3-slim"}[i%4], []int{0, 0, 130, 1, 137}[i%5]
		s.put(actor{name: name, image: img, ago: time.Duration(30-i) * time.Hour, ended: time.Duration(29-i) * time.Hour, code: code})
	}
	s.put(actor{name: "web", image: "nginx:1.27", ports: []string{"8080:80"}, ago: 27 * time.Hour, up: true})
	s.put(actor{name: "web2", image: "httpd:2.4", ports: []string{"8081:80"}, network: "my-net", ago: 26 * time.Hour, up: true})
	s.put(actor{name: "db", image: "postgres:17", env: []string{"POSTGRES_PASSWORD=secret"}, volumes: []string{"pgdata:/var/lib/postgresql/data"}, ago: 26 * time.Hour, ended: 20 * time.Hour})
	s.put(actor{name: "forgotten", image: "alpine:3.20", cmd: []string{"sleep", "infinity"}, network: "exercise-1", ago: 29 * time.Hour, up: true})
}

func brokenScene(s *stage) {
	s.pull("nginx:1.27", "postgres:17", "alpine:3.20", "python:3-slim")
	s.put(actor{name: "web", image: "nginx:1.27", ports: []string{"8080:80"}, ago: 5 * time.Hour, up: true})
	clash := s.put(actor{name: "web2", image: "nginx:1.27", ports: []string{"8080:80"}, ago: 10 * time.Minute})
	_ = s.w.start(clash)
	s.put(actor{name: "loop", image: "postgres:17", restart: "always", ago: 40 * time.Minute, log: []string{
		"! Error: Database is uninitialized and superuser password is not specified.", "! Error: Database is uninitialized and superuser password is not specified.",
	}, set: func(c *Container) {
		c.started, c.finished, c.restarts, c.exits, c.pause = s.w.born.Add(-21*time.Second), s.w.born.Add(-20*time.Second), 14, 15, time.Minute
		c.state.ExitCode = 1
		c.setStatus(container.StateRestarting)
		s.w.startIn(c, 40*time.Second)
	}})
	s.put(actor{name: "hungry", image: "python:3-slim", cmd: []string{"python3", "train.py"}, memory: 256 << 20, ago: 2 * time.Hour, ended: 90 * time.Minute, code: 137, log: []string{"loading the model", "epoch 1"}, set: func(c *Container) {
		c.state.OOMKilled = true
	}})
	s.unhealthy()
	s.put(actor{name: "full", image: "alpine:3.20", cmd: []string{"sh", "-c", "cp -r /source /data"}, volumes: []string{"full-data:/data"}, ago: time.Hour, ended: 58 * time.Minute, code: 1, log: []string{
		"! cp: write error: No space left on device",
	}})
}

// unhealthy runs, but its check fails.
func (s *stage) unhealthy() {
	a := actor{name: "sick", image: "nginx:1.27", ago: 3 * time.Hour, log: []string{`127.0.0.1 - - "GET /health HTTP/1.1" 404 153`}}
	c := s.put(a)
	c.Config.Healthcheck = &container.HealthConfig{Test: []string{"CMD", "curl", "-f", "http://localhost/health"}, Interval: 30 * time.Second, Timeout: 3 * time.Second, Retries: 3}
	c.health = newHealth(s.w, c)
	s.start(c, a)
	c.health.status, c.health.streak = container.Unhealthy, 360
	for i := range 5 {
		at := s.w.born.Add(-time.Duration(5-i) * 30 * time.Second)
		c.health.log = append(c.health.log, &container.HealthcheckResult{Start: at, End: at.Add(40 * time.Millisecond), ExitCode: 22, Output: "curl: (22) The requested URL returned error: 404"})
	}
}

func thousandScene(s *stage) {
	s.pull("nginx:1.27", "redis:7-alpine", "alpine:3.20", "postgres:17", "httpd:2.4", "python:3-slim")
	kinds := []actor{
		{name: "web", image: "nginx:1.27"}, {name: "cache", image: "redis:7-alpine"}, {name: "job", image: "alpine:3.20", cmd: []string{"sleep", "infinity"}},
		{name: "db", image: "postgres:17", env: []string{"POSTGRES_PASSWORD=example"}}, {name: "site", image: "httpd:2.4"},
	}
	for i := range 1000 {
		a := kinds[i%len(kinds)]
		a.name = fmt.Sprintf("%s-%03d", a.name, i)
		a.ago = time.Duration(1000-i) * 7 * time.Minute
		if a.up = i%5 == (i/5)%5; !a.up {
			a.ended, a.code = a.ago-time.Minute, []int{0, 0, 1, 137}[i%4]
		}
		s.put(a)
	}
}
