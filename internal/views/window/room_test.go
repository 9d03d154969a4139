package window_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// noon is when all the tests here play.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// hash is an id as the engine gives them, with n at its beginning.
func hash(kind byte, n int) string { return fmt.Sprintf("%c%07x%s", kind, n, strings.Repeat("a1", 28)) }

func imageID(n int) string { return "sha256:" + hash('d', n) }

// nothing is an engine without a single object.
func nothing() *object.Snapshot {
	return &object.Snapshot{Seq: 1, Link: object.LinkLive, Engine: object.Engine{
		Version: "28.2.2", APIVersion: "1.50", OS: "Debian GNU/Linux 13", Kernel: "6.12.0", Arch: "x86_64", CPUs: 4,
		Memory: 8 << 30, Endpoint: "unix:///var/run/docker.sock", Context: "default",
	}}
}

// five is the small shop that the design is drawn with.
func five() *object.Snapshot {
	s := nothing()
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	s.Networks = []*object.Network{
		{ID: hash('e', 1), Name: "bridge", Driver: "bridge", Scope: "local", Created: ago(90 * time.Hour), Subnets: []object.Subnet{{CIDR: "172.17.0.0/16", Gateway: "172.17.0.1"}}},
		{ID: hash('e', 2), Name: "host", Driver: "host", Scope: "local", Created: ago(90 * time.Hour)},
		{ID: hash('e', 3), Name: "none", Driver: "null", Scope: "local", Created: ago(90 * time.Hour)},
		{ID: hash('e', 4), Name: "shop", Driver: "bridge", Scope: "local", Created: ago(3 * time.Hour), Subnets: []object.Subnet{{CIDR: "172.20.0.0/16", Gateway: "172.20.0.1"}}},
		{ID: hash('e', 5), Name: "vault", Driver: "bridge", Scope: "local", Internal: true, Created: ago(2 * time.Hour)},
	}
	s.Images = []*object.Image{
		{ID: imageID(1), Tags: []string{"nginx:1.27"}, Created: ago(100 * time.Hour), Size: 187e6},
		{ID: imageID(2), Tags: []string{"postgres:16"}, Created: ago(200 * time.Hour), Size: 431e6},
		{ID: imageID(3), Tags: []string{"redis:7"}, Created: ago(300 * time.Hour), Size: 117e6},
		{ID: imageID(4), Tags: []string{"hello-world:latest", "hi:1"}, Created: ago(9000 * time.Hour), Size: 13256},
		{ID: imageID(5), Created: ago(40 * time.Hour), Size: 9e6},
	}
	s.Volumes = []*object.Volume{
		{Name: hash('f', 1), Driver: "local", Scope: "local", Mountpoint: "/var/lib/docker/volumes/" + hash('f', 1) + "/_data", Anonymous: true, Created: ago(time.Hour)},
		{Name: "pg-data", Driver: "local", Scope: "local", Mountpoint: "/var/lib/docker/volumes/pg-data/_data", Created: ago(3 * time.Hour)},
		{Name: "web-data", Driver: "local", Scope: "local", Mountpoint: "/var/lib/docker/volumes/web-data/_data", Created: ago(3 * time.Hour)},
	}
	shop := func(ip string) []object.Endpoint {
		return []object.Endpoint{{Network: "shop", NetworkID: hash('e', 4), IPv4: ip}}
	}
	volume := func(name, at string) []object.Mount {
		return []object.Mount{{Type: "volume", Name: name, Destination: at}}
	}
	s.Containers = []*object.Container{
		{ID: hash('c', 1), Name: "web", Image: "nginx:1.27", ImageID: imageID(1), Command: "nginx -g 'daemon off;'", State: object.StateRunning,
			Created: ago(3 * time.Hour), Started: ago(3 * time.Hour), Inspected: true, RestartPolicy: "always", User: "www",
			Ports:    []object.Port{{IP: "0.0.0.0", Public: 8080, Private: 80, Proto: "tcp"}},
			Mounts:   volume("web-data", "/usr/share/nginx/html"),
			Networks: shop("172.20.0.3"), Env: []string{"PATH=/bin", "API_TOKEN=tr0ub4dor"}},
		{ID: hash('c', 2), Name: "db", Image: "postgres:16", ImageID: imageID(2), Command: "postgres", State: object.StateRunning,
			Created: ago(3 * time.Hour), Started: ago(3 * time.Hour), Inspected: true, Mounts: volume("pg-data", "/var/lib/postgresql/data"),
			Networks: shop("172.20.0.2"), Env: []string{"POSTGRES_PASSWORD=correcthorse"}},
		{ID: hash('c', 3), Name: "cache", Image: "redis:7", ImageID: imageID(3), Command: "redis-server", State: object.StateRunning,
			Health: object.HealthUnhealthy, Created: ago(2 * time.Hour), Started: ago(2 * time.Hour), Networks: shop("172.20.0.4")},
		{ID: hash('c', 4), Name: "job", Image: "python:3.12", ImageID: imageID(9), Command: "python job.py", State: object.StateExited,
			ExitCode: 1, Created: ago(12 * time.Minute), Started: ago(12 * time.Minute), Finished: ago(11 * time.Minute)},
		{ID: hash('c', 5), Name: "hello", Image: "hello-world", ImageID: imageID(4), Command: "/hello", State: object.StateExited,
			Created: ago(50 * time.Hour), Started: ago(50 * time.Hour), Finished: ago(50 * time.Hour)},
	}
	return s
}

// thousand is the room of a thousand: objects that differ in all that is shown.
func thousand() *object.Snapshot {
	s, base := nothing(), five()
	s.Networks = append(s.Networks, base.Networks...)
	states := []object.State{object.StateRunning, object.StateExited, object.StateCreated, object.StatePaused, object.StateRestarting, object.StateDead}
	for i := range 1000 {
		age := time.Duration(i) * time.Minute
		c := &object.Container{
			ID: hash('c', i+1), Name: fmt.Sprintf("worker-%04d", i), Image: fmt.Sprintf("lab:%d", i%200), ImageID: imageID(i % 200),
			State: states[i%len(states)], Created: noon.Add(-age), Started: noon.Add(-age), Finished: noon.Add(-age / 2), ExitCode: i % 3,
		}
		s.Containers = append(s.Containers, c)
		s.Images = append(s.Images, &object.Image{ID: imageID(i), Tags: []string{fmt.Sprintf("lab:%d", i)}, Size: int64(i) * 1e6, Created: noon.Add(-age)})
		s.Volumes = append(s.Volumes, &object.Volume{Name: fmt.Sprintf("store-%04d", i), Driver: "local", Scope: "local", Mountpoint: "/v", Created: noon.Add(-age)})
		s.Networks = append(s.Networks, &object.Network{ID: hash('e', 100+i), Name: fmt.Sprintf("net-%04d", i), Driver: "bridge", Scope: "local", Created: noon.Add(-age)})
	}
	return s
}

// long is a room in which everything is called 200 characters.
func long() *object.Snapshot {
	return renamed(func(what string) string { return what + strings.Repeat("-long", 40)[:200-len(what)] })
}

// hostileNames are what nobody should be called: they break lines, turn the
// direction of writing, are nothing or are no text at all.
var hostileNames = []string{
	"two\nlines", "tab\tand\rreturn", "exe.\u202etxt\u202c", "\u200b", "", " ", "漢字漢字漢字", "𝓯𝓪𝓷𝓬𝔂",
	"bell\a\x1b[31mred", strings.Repeat("W", 200), "<b>&amp;</b>", "{{container:x}}", "%s%d%!", "\xff\xfe",
}

// hostile is a room in which nobody is well called.
func hostile() *object.Snapshot {
	n := 0
	s := renamed(func(string) string { n++; return hostileNames[n%len(hostileNames)] })
	for i, name := range hostileNames {
		c := *s.Containers[i%5]
		c.ID, c.Name, c.Image = hash('c', 100+i), name, name
		s.Containers = append(s.Containers, &c)
		s.Images = append(s.Images, &object.Image{ID: imageID(100 + i), Tags: []string{name}, Created: noon})
		s.Volumes = append(s.Volumes, &object.Volume{Name: fmt.Sprint(i, name), Driver: name, Mountpoint: name, Scope: name})
		s.Networks = append(s.Networks, &object.Network{ID: hash('e', 100+i), Name: name, Driver: name, Scope: name, Created: noon})
	}
	return s
}

// renamed is the small shop with every word of it changed. Who belongs to whom
// stays.
func renamed(to func(what string) string) *object.Snapshot {
	s := five()
	labels := map[string]string{to("label"): to("value"), "com.docker.compose.project": to("project"), "com.docker.compose.service": to("service")}
	networks, volumes := map[string]string{}, map[string]string{}
	for _, n := range s.Networks {
		if !n.Predefined() {
			networks[n.ID] = to(n.Name)
			n.Name, n.Driver, n.Scope = networks[n.ID], to("driver"), to("scope")
		}
		n.Labels, n.Options = labels, map[string]string{to("option"): to("value")}
		n.Subnets = append(n.Subnets, object.Subnet{CIDR: to("subnet"), Gateway: to("gateway")})
	}
	for i, v := range s.Volumes {
		volumes[v.Name] = fmt.Sprint(to(fmt.Sprint("volume", i)))
		v.Name, v.Mountpoint, v.Driver, v.Labels, v.Options = volumes[v.Name], to("/place"), to("driver"), labels, map[string]string{to("option"): to("value")}
	}
	for _, img := range s.Images {
		for i := range img.Tags {
			img.Tags[i] = to(img.Tags[i])
		}
		img.Digests, img.Labels = []string{to("digest")}, labels
	}
	for _, c := range s.Containers {
		c.Name, c.Image, c.Command, c.Labels = to(c.Name), to(c.Image), to("program"), labels
		c.Env = append(c.Env, to("VARIABLE")+"="+to("value"), "SECRET_KEY="+to("secret"))
		c.Error, c.RestartPolicy, c.Inspected = to("error"), to("policy"), true
		for i := range c.Mounts {
			c.Mounts[i].Name, c.Mounts[i].Destination = volumes[c.Mounts[i].Name], to("/inside")
		}
		c.Mounts = append(c.Mounts, object.Mount{Type: "bind", Source: to("/host"), Destination: to("/inside"), ReadOnly: true})
		for i := range c.Networks {
			e := &c.Networks[i]
			e.Network, e.Aliases = networks[e.NetworkID], []string{to("alias"), to("another")}
		}
	}
	e := &s.Engine
	e.OS, e.Kernel, e.Endpoint = to("system"), to("kernel"), to("endpoint")
	return s
}
