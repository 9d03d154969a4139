package realengine

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"
	"github.com/docker/go-connections/nat"
	oci "github.com/opencontainers/image-spec/specs-go/v1"
)

// Room fills an engine with a scene of n containers, made as fast as the engine
// can, and waits until it is as it should be. Five are Shop, any other number
// is Crowd. The engine should be empty before.
func Room(ctx context.Context, api client.APIClient, n int) error {
	if n == 5 {
		return Shop(ctx, api)
	}
	return Crowd(ctx, api, n)
}

// The Shop's images. The programs in them are the lab's; names and settings are
// what people meet every day.
var shopImages = []testImage{
	{padding: 5 << 20, days: 40, config: config(oci.ImageConfig{Entrypoint: []string{"/lab"}})},
	{tags: []string{"nginx:1.27"}, days: 12, padding: 12 << 20, config: config(oci.ImageConfig{
		Entrypoint:   []string{"/lab"},
		Cmd:          []string{"serve", "-text", "Welcome to the shop"},
		Env:          []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "NGINX_VERSION=1.27.4"},
		ExposedPorts: map[string]struct{}{"80/tcp": {}},
		Labels:       map[string]string{"maintainer": "NGINX Docker Maintainers"},
		StopSignal:   "SIGTERM",
	})},
	{tags: []string{"postgres:16"}, days: 20, padding: 24 << 20, config: config(oci.ImageConfig{
		Entrypoint:   []string{"/lab"},
		Cmd:          []string{"burn", "0.03"},
		Env:          []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "PG_MAJOR=16", "PGDATA=/var/lib/postgresql/data"},
		ExposedPorts: map[string]struct{}{"5432/tcp": {}},
		Volumes:      map[string]struct{}{"/var/lib/postgresql/data": {}},
	})},
	{tags: []string{"redis:7"}, days: 9, padding: 8 << 20, config: withHealth(config(oci.ImageConfig{
		Entrypoint:   []string{"/lab"},
		Cmd:          []string{"mem", "8m"},
		Env:          []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "REDIS_VERSION=7.4.2"},
		ExposedPorts: map[string]struct{}{"6379/tcp": {}},
		Volumes:      map[string]struct{}{"/data": {}},
		WorkingDir:   "/data",
	}), "/data/appendonly.aof")},
	{tags: []string{"python:3.12"}, days: 33, padding: 16 << 20, config: config(oci.ImageConfig{
		Entrypoint: []string{"/lab"},
		Cmd:        []string{"env"},
		Env:        []string{"PATH=/usr/local/bin:/usr/bin:/bin", "PYTHON_VERSION=3.12.9", "LANG=C.UTF-8"},
	})},
	{tags: []string{"hello-world:latest"}, days: 300, config: config(oci.ImageConfig{
		Entrypoint: []string{"/lab"},
		Cmd:        []string{"env"},
	})},
}

// Shop is five containers as a person has them: web, db and cache of a project
// called shop, a job that failed and hello that is done. web answers on port
// 8080, cache is unhealthy. One volume, one network and one image are unused.
func Shop(ctx context.Context, api client.APIClient) error {
	if err := load(ctx, api, shopImages); err != nil {
		return err
	}
	for _, name := range []string{"web-data", "db-data", "cache-data", "old-backup"} {
		if _, err := api.VolumeCreate(ctx, volume.CreateOptions{Name: name}); err != nil {
			return fmt.Errorf("making volume %s: %w", name, err)
		}
	}
	for i, name := range []string{"shop", "admin"} {
		if err := makeNetwork(ctx, api, name, i); err != nil {
			return err
		}
	}
	for _, b := range shopContainers() {
		if err := b.build(ctx, api); err != nil {
			return err
		}
	}
	return awaitHealth(ctx, api, "cache", container.Unhealthy)
}

func shopContainers() []blueprint {
	inShop := func(service string) map[string]string {
		return map[string]string{"com.docker.compose.project": "shop", "com.docker.compose.service": service}
	}
	return []blueprint{
		{name: "hello", run: true, ends: true, config: container.Config{Image: "hello-world"}},
		{name: "job", run: true, ends: true, config: container.Config{Image: "python:3.12", Cmd: []string{"fail", "1"}}},
		{
			name: "cache", run: true, network: "shop",
			config: container.Config{Image: "redis:7", Labels: inShop("cache")},
			host:   container.HostConfig{Binds: []string{"cache-data:/data"}, RestartPolicy: container.RestartPolicy{Name: "unless-stopped"}},
		},
		{
			name: "db", run: true, network: "shop",
			config: container.Config{Image: "postgres:16", Labels: inShop("db"), Env: []string{"POSTGRES_DB=shop", "POSTGRES_PASSWORD=only-an-example"}},
			host: container.HostConfig{
				Binds:         []string{"db-data:/var/lib/postgresql/data"},
				RestartPolicy: container.RestartPolicy{Name: "unless-stopped"},
				Resources:     container.Resources{Memory: 256 << 20},
			},
		},
		{
			name: "web", run: true, network: "shop",
			config: container.Config{Image: "nginx:1.27", Labels: inShop("web")},
			host: container.HostConfig{
				Binds:         []string{"web-data:/usr/share/nginx/html"},
				PortBindings:  publish(8080, "80/tcp"),
				RestartPolicy: container.RestartPolicy{Name: "always"},
			},
		},
	}
}

// Crowd is n containers of which a fifth run, on n/20 networks, with n/10
// volumes and n/5 image tags: with 1,000, the room that benchmarks use. One in
// fifty has ended with an error and one in fifty publishes a port, from 20000
// on. A thousand take a minute or less on two cores, and a third less with
// TMPDIR in memory, such as /dev/shm.
func Crowd(ctx context.Context, api client.APIClient, n int) error {
	var (
		tags     = max(1, n/5)
		volumes  = max(1, n/10)
		networks = max(1, n/20)
	)
	var images []testImage
	for i := range tags {
		images = append(images, testImage{
			tags:   []string{crowdTag(i)},
			config: config(oci.ImageConfig{Entrypoint: []string{"/lab"}, Cmd: []string{"sleep"}, Labels: map[string]string{"number": strconv.Itoa(i)}}),
		})
	}
	if err := load(ctx, api, images); err != nil {
		return err
	}
	err := each(ctx, upTo(volumes), func(ctx context.Context, i int) error {
		_, err := api.VolumeCreate(ctx, volume.CreateOptions{Name: fmt.Sprintf("data-%03d", i)})
		return err
	})
	if err != nil {
		return fmt.Errorf("making volumes: %w", err)
	}
	err = each(ctx, upTo(networks), func(ctx context.Context, i int) error {
		return makeNetwork(ctx, api, fmt.Sprintf("net-%02d", i), i)
	})
	if err != nil {
		return err
	}
	return each(ctx, upTo(n), func(ctx context.Context, i int) error {
		service := crowdServices[i%len(crowdServices)]
		b := blueprint{
			name:    fmt.Sprintf("%s-%04d", service, i),
			network: fmt.Sprintf("net-%02d", i%networks),
			run:     i%5 == 0,
			config: container.Config{
				Image: crowdTag(i % tags),
				Labels: map[string]string{
					"com.docker.compose.project": fmt.Sprintf("project-%02d", i%networks),
					"com.docker.compose.service": service,
				},
			},
		}
		switch i % 50 {
		case 0:
			b.config.ExposedPorts = nat.PortSet{"80/tcp": {}}
			b.config.Cmd = []string{"serve"}
			b.host.PortBindings = publish(20000+i, "80/tcp")
		case 1:
			b.run, b.ends = true, true
			b.config.Cmd = []string{"fail", strconv.Itoa(1 + i%3)}
		case 2:
			b.config.Labels = nil
		}
		if b.run && i%20 != 0 {
			// A running container's place on an own network costs the engine as
			// much as all the rest of it.
			b.network = ""
		}
		if i%3 == 0 {
			b.host.Binds = []string{fmt.Sprintf("data-%03d:/data", i%volumes)}
		}
		return b.build(ctx, api)
	})
}

var crowdServices = []string{"api", "web", "worker", "cron", "mail", "search", "auth", "cart", "stock", "report"}

func crowdTag(i int) string {
	return fmt.Sprintf("room/%s:1.%d", crowdServices[i%len(crowdServices)], i/len(crowdServices))
}

// LongNames is three containers, a volume, a network and an image whose names
// have 200 characters, and a container with the shortest name beside them.
// Two of them run.
func LongNames(ctx context.Context, api client.APIClient) error {
	tag := long("team/a-very-long-image-name") + ":" + strings.Repeat("1.", 60) + "0"
	if err := load(ctx, api, []testImage{{tags: []string{tag}, config: labImages[0].config}}); err != nil {
		return err
	}
	name := long("a-name-that-nobody-would-give")
	if _, err := api.VolumeCreate(ctx, volume.CreateOptions{Name: name}); err != nil {
		return fmt.Errorf("making a volume: %w", err)
	}
	if err := makeNetwork(ctx, api, name, 0); err != nil {
		return err
	}
	words := strings.Fields("sleep" + strings.Repeat(" and-many-arguments", 20))
	bind := container.HostConfig{Binds: []string{name + ":" + "/data/" + long("path")}}
	for _, b := range []blueprint{
		{name: "xy", run: true, config: container.Config{Image: "lab:1"}},
		{name: long("fails"), run: true, ends: true, config: container.Config{Image: tag, Cmd: []string{"fail", "3"}}},
		{name: long("created"), config: container.Config{Image: tag, Cmd: words, Env: []string{strings.ToUpper(long("key")) + "=" + long("value")}}, host: bind},
		{name: long("runs"), run: true, network: name, config: container.Config{Image: tag, Labels: map[string]string{long("label"): long("value")}}, host: bind},
	} {
		if err := b.build(ctx, api); err != nil {
			return err
		}
	}
	return nil
}

// long fills a name up to 200 characters.
func long(name string) string {
	const length = 200
	return (name + strings.Repeat("-and-so-on", length/10))[:length-1] + "z"
}

// blueprint is a container to be made.
type blueprint struct {
	name    string
	config  container.Config
	host    container.HostConfig
	network string // the default bridge if empty
	run     bool
	ends    bool // its program ends by itself, and is waited for
}

func (b blueprint) build(ctx context.Context, api client.APIClient) error {
	var networks *network.NetworkingConfig
	if b.network != "" {
		b.host.NetworkMode = container.NetworkMode(b.network)
		networks = &network.NetworkingConfig{EndpointsConfig: map[string]*network.EndpointSettings{b.network: {}}}
	}
	made, err := api.ContainerCreate(ctx, &b.config, &b.host, networks, nil, b.name)
	if err != nil {
		return fmt.Errorf("making container %s: %w", b.name, err)
	}
	if !b.run {
		return nil
	}
	if err := api.ContainerStart(ctx, made.ID, container.StartOptions{}); err != nil {
		return fmt.Errorf("starting container %s: %w", b.name, err)
	}
	if !b.ends {
		return nil
	}
	ended, failed := api.ContainerWait(ctx, made.ID, container.WaitConditionNotRunning)
	select {
	case <-ended:
		return nil
	case err := <-failed:
		return fmt.Errorf("waiting for container %s: %w", b.name, err)
	}
}

// makeNetwork gives the i-th network a subnet of its own, since the engine's
// own choice is exhausted after thirty.
func makeNetwork(ctx context.Context, api client.APIClient, name string, i int) error {
	subnet := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 200, byte(i), 0}), 24)
	_, err := api.NetworkCreate(ctx, name, network.CreateOptions{
		Driver: "bridge",
		IPAM:   &network.IPAM{Config: []network.IPAMConfig{{Subnet: subnet.String()}}},
	})
	if err != nil {
		return fmt.Errorf("making network %s: %w", name, err)
	}
	return nil
}

func publish(host int, inside nat.Port) nat.PortMap {
	return nat.PortMap{inside: {{HostPort: strconv.Itoa(host)}}}
}

// awaitHealth waits up to ten seconds for a verdict.
func awaitHealth(ctx context.Context, api client.APIClient, name, verdict string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, 10*time.Second, errors.New("it takes too long"))
	defer cancel()
	for {
		found, err := api.ContainerList(ctx, container.ListOptions{
			Filters: filters.NewArgs(filters.Arg("name", "^/?"+name+"$"), filters.Arg("health", verdict)),
		})
		if err != nil {
			return fmt.Errorf("waiting until %s is %s: %w", name, verdict, errors.Join(err, context.Cause(ctx)))
		}
		if len(found) > 0 {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}
