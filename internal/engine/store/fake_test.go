package store_test

// The fake engine. The real one decides for itself how long an answer takes and
// when an event is sent, so no test can make it answer with what was true a
// moment ago. This one can: each answer is read at one time and delivered at
// another, and events lag behind what they tell. It runs in a synctest bubble,
// where time is exact and costs nothing. Everything else is tested against a
// real engine.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/store"
)

type fakeContainer struct {
	id, name, image   string
	state             string
	exit              int
	created           time.Time
	started, finished time.Time
	networks          map[string]string // name → id
	volumes           []string
}

type fakeImage struct {
	id, parent string
	tags       map[string]bool
	created    time.Time
}

// fake is an engine whose every answer and event can be held up.
type fake struct {
	skew time.Duration // its clock, against ours

	// before and after are how long a call takes before and after it reads what
	// is true; lag is how much later than that an event is told. nil: at once.
	before, after func(call string) time.Duration
	lag           func() time.Duration
	fail          func(call string) error
	noHeaders     bool // the stream's headers come with its first event, as Podman's

	mu         sync.Mutex
	containers map[string]*fakeContainer
	images     map[string]*fakeImage
	volumes    map[string]string // name → driver
	networks   map[string]string // name → id
	history    []events.Message
	streams    map[chan events.Message]chan struct{} // closed to cut the stream
	calls      map[string]int
}

func newFake() *fake {
	return &fake{
		containers: map[string]*fakeContainer{}, images: map[string]*fakeImage{},
		volumes: map[string]string{}, networks: map[string]string{"bridge": "bridge#1"},
		streams: map[chan events.Message]chan struct{}{}, calls: map[string]int{},
	}
}

// run starts a store on the fake; stop ends it and waits.
func (f *fake) run(t *testing.T) (s *store.Store, stop func()) {
	s = store.New(f, store.Options{Clock: func(context.Context) (time.Time, error) {
		return f.now().Truncate(time.Second), nil
	}})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	return s, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

// set changes the fake, or what is true on it, while it is in use.
func (f *fake) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fake) now() time.Time { return time.Now().Add(f.skew) }

// --- what happens on it ---

// tell records an event; the caller holds mu.
func (f *fake) tell(kind events.Type, action, id string, attributes ...string) {
	m := events.Message{Type: kind, Action: events.Action(action), Actor: events.Actor{ID: id, Attributes: map[string]string{}}}
	for i := 0; i+1 < len(attributes); i += 2 {
		m.Actor.Attributes[attributes[i]] = attributes[i+1]
	}
	m.TimeNano = f.now().UnixNano() + int64(len(f.history)) // no two at once
	m.Time = m.TimeNano / 1e9
	f.history = append(f.history, m)
	for messages := range f.streams {
		messages <- m
	}
}

func (f *fake) create(id, image string, volumes ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.containers[id] != nil {
		return
	}
	f.containers[id] = &fakeContainer{
		id: id, name: "name-" + id, image: image, state: "created", created: f.now(),
		networks: map[string]string{"bridge": f.networks["bridge"]}, volumes: volumes,
	}
	f.tell("container", "create", id, "name", "name-"+id, "image", image)
}

func (f *fake) start(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.containers[id]; c != nil && c.state != "running" {
		c.state, c.started, c.exit = "running", f.now(), 0
		f.tell("network", "connect", f.networks["bridge"], "container", id)
		f.tell("container", "start", id, "name", c.name)
	}
}

func (f *fake) die(id string, code int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.containers[id]; c != nil && c.state == "running" {
		c.state, c.finished, c.exit = "exited", f.now(), code
		f.tell("container", "die", id, "name", c.name, "exitCode", fmt.Sprint(code))
	}
}

func (f *fake) rename(id, name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.containers[id]; c != nil {
		c.name = name
		f.tell("container", "rename", id, "name", name)
	}
}

func (f *fake) destroy(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.containers[id] != nil {
		delete(f.containers, id)
		f.tell("container", "destroy", id)
	}
}

func (f *fake) connect(id, net string, on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.containers[id]
	if c == nil || f.networks[net] == "" || (c.networks[net] != "") == on {
		return
	}
	action := "connect"
	if c.networks[net] = f.networks[net]; !on {
		delete(c.networks, net)
		action = "disconnect"
	}
	f.tell("network", action, f.networks[net], "container", id)
}

func (f *fake) setVolume(name string, there bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, is := f.volumes[name]; is == there {
		return
	}
	if there {
		f.volumes[name] = "local"
		f.tell("volume", "create", name, "driver", "local")
	} else {
		delete(f.volumes, name)
		f.tell("volume", "destroy", name, "driver", "local")
	}
}

func (f *fake) pruneVolumes() { // silently, as 20.10 does
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.volumes)
	f.tell("volume", "prune", "", "reclaimed", "0")
}

func (f *fake) setNetwork(name string, there bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, is := f.networks[name]; is == there {
		return
	}
	if there {
		f.networks[name] = fmt.Sprint(name, "#", len(f.history)+2)
		f.tell("network", "create", f.networks[name], "name", name, "type", "bridge")
	} else {
		f.tell("network", "destroy", f.networks[name], "name", name, "type", "bridge")
		delete(f.networks, name)
	}
}

func (f *fake) networkID(name string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.networks[name]
}

// tag makes the image if it isn't there, and takes the tag from any other.
func (f *fake) tag(id, parent, tag string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, i := range f.images {
		delete(i.tags, tag)
	}
	if f.images[id] == nil {
		f.images[id] = &fakeImage{id: id, parent: parent, tags: map[string]bool{}, created: f.now()}
	}
	f.images[id].tags[tag] = true
	f.tell("image", "tag", id, "name", tag)
}

func (f *fake) untag(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if i := f.images[id]; i != nil && len(i.tags) > 0 {
		clear(i.tags)
		f.tell("image", "untag", id, "name", id)
	}
}

func (f *fake) deleteImage(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.images[id] != nil {
		delete(f.images, id)
		f.tell("image", "delete", id, "name", id)
	}
}

// cut ends every stream.
func (f *fake) cut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for messages, cut := range f.streams {
		close(cut)
		delete(f.streams, messages)
	}
}

// --- how it answers ---

// call holds a call up, reads what is true in between, and counts it.
func call[T any](ctx context.Context, f *fake, what string, read func() (T, error)) (answer T, err error) {
	f.mu.Lock()
	f.calls[what]++
	before, after, fail := f.before, f.after, f.fail
	f.mu.Unlock()
	wait := func(how func(string) time.Duration) bool {
		if how == nil {
			return true
		}
		select {
		case <-time.After(how(what)):
			return true
		case <-ctx.Done():
			return false
		}
	}
	if !wait(before) {
		return answer, ctx.Err()
	}
	if fail != nil {
		if err := fail(what); err != nil {
			return answer, err
		}
	}
	f.mu.Lock()
	answer, err = read()
	f.mu.Unlock()
	if !wait(after) {
		return answer, ctx.Err()
	}
	return answer, err
}

func (f *fake) count(what string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[what]
}

func (f *fake) ClientVersion() string { return "1.41" }

func (f *fake) Info(ctx context.Context) (system.Info, error) {
	return call(ctx, f, "info", func() (system.Info, error) { return system.Info{ServerVersion: "fake"}, nil })
}

func (f *fake) Events(ctx context.Context, o events.ListOptions) (<-chan events.Message, <-chan error) {
	out, errs := make(chan events.Message), make(chan error, 1)
	in, cut := make(chan events.Message, 20_000), make(chan struct{})
	_, err := call(ctx, f, "events", func() (struct{}, error) {
		f.streams[in] = cut
		for _, m := range f.history {
			if fmt.Sprintf("%d.%09d", m.TimeNano/1e9, m.TimeNano%1e9) >= o.Since {
				in <- m
			}
		}
		return struct{}{}, nil
	})
	if err != nil {
		errs <- err
		return out, errs
	}
	if f.noHeaders {
		for len(in) == 0 && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
	}
	go f.stream(ctx, in, cut, out, errs)
	return out, errs
}

func (f *fake) stream(ctx context.Context, in chan events.Message, cut chan struct{}, out chan events.Message, errs chan error) {
	defer func() {
		f.mu.Lock()
		delete(f.streams, in)
		f.mu.Unlock()
	}()
	for {
		select {
		case m := <-in:
			f.mu.Lock()
			lag := f.lag
			f.mu.Unlock()
			if lag != nil {
				time.Sleep(lag())
			}
			select {
			case out <- m:
			case <-cut:
				errs <- io.ErrUnexpectedEOF
				return
			case <-ctx.Done():
				errs <- ctx.Err()
				return
			}
		case <-cut:
			errs <- io.ErrUnexpectedEOF
			return
		case <-ctx.Done():
			errs <- ctx.Err()
			return
		}
	}
}

func (c *fakeContainer) status() string {
	switch c.state {
	case "running":
		return "Up 2 seconds"
	case "exited":
		return fmt.Sprintf("Exited (%d) 2 seconds ago", c.exit)
	}
	return "Created"
}

func (f *fake) endpoints(c *fakeContainer) map[string]*network.EndpointSettings {
	out := map[string]*network.EndpointSettings{}
	for name, id := range c.networks {
		if c.state == "created" {
			id = "" // the engine tells only the name until the first start
		}
		out[name] = &network.EndpointSettings{NetworkID: id}
	}
	return out
}

func (f *fake) mounts(c *fakeContainer) []container.MountPoint {
	var out []container.MountPoint
	for _, v := range c.volumes {
		out = append(out, container.MountPoint{Type: "volume", Name: v, Destination: "/" + v, RW: true})
	}
	return out
}

func (f *fake) ContainerList(ctx context.Context, _ container.ListOptions) ([]container.Summary, error) {
	return call(ctx, f, "list containers", func() ([]container.Summary, error) {
		var out []container.Summary
		for _, c := range f.containers {
			out = append(out, container.Summary{
				ID: c.id, Names: []string{"/" + c.name}, Image: c.image, ImageID: c.image, Command: "/x",
				Created: c.created.Unix(), State: c.state, Status: c.status(), Mounts: f.mounts(c),
				NetworkSettings: &container.NetworkSettingsSummary{Networks: f.endpoints(c)},
			})
		}
		return out, nil
	})
}

func (f *fake) ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error) {
	return call(ctx, f, "inspect "+id, func() (container.InspectResponse, error) {
		c := f.containers[id]
		if c == nil {
			return container.InspectResponse{}, notFound(id)
		}
		return container.InspectResponse{
			ContainerJSONBase: &container.ContainerJSONBase{
				ID: c.id, Name: "/" + c.name, Image: c.image, Path: "/x", Created: c.created.Format(time.RFC3339Nano),
				State: &container.State{
					Status: c.state, ExitCode: c.exit,
					StartedAt: c.started.Format(time.RFC3339Nano), FinishedAt: c.finished.Format(time.RFC3339Nano),
				},
				HostConfig: &container.HostConfig{},
			},
			Mounts:          f.mounts(c),
			Config:          &container.Config{Image: c.image, Env: []string{"INSPECTED=1"}},
			NetworkSettings: &container.NetworkSettings{Networks: f.endpoints(c)},
		}, nil
	})
}

func notFound(id string) error { return fmt.Errorf("no such object %s: %w", id, cerrdefs.ErrNotFound) }

func (f *fake) childless(id string) bool {
	for _, i := range f.images {
		if i.parent == id {
			return false
		}
	}
	return true
}

func (f *fake) ImageList(ctx context.Context, o image.ListOptions) ([]image.Summary, error) {
	dangling := o.Filters.ExactMatch("dangling", "true") && o.Filters.Len() > 0
	what := "list images"
	if dangling {
		what = "list nameless"
	}
	return call(ctx, f, what, func() ([]image.Summary, error) {
		var out []image.Summary
		for _, i := range f.images {
			tags := slices.Sorted(maps.Keys(i.tags))
			if len(tags) == 0 {
				if !f.childless(i.id) {
					continue
				}
				tags = []string{"<none>:<none>"}
			} else if dangling {
				continue
			}
			out = append(out, image.Summary{ID: i.id, ParentID: i.parent, RepoTags: tags, Created: i.created.Unix()})
		}
		return out, nil
	})
}

func (f *fake) ImageInspect(ctx context.Context, id string, _ ...client.ImageInspectOption) (image.InspectResponse, error) {
	return call(ctx, f, "inspect "+id, func() (image.InspectResponse, error) {
		i := f.images[id]
		if i == nil {
			return image.InspectResponse{}, notFound(id)
		}
		answer := image.InspectResponse{
			ID: i.id, RepoTags: slices.Sorted(maps.Keys(i.tags)), Created: i.created.Format(time.RFC3339Nano),
		}
		//lint:ignore SA1019 as engine 20.10 does
		answer.Parent = i.parent
		return answer, nil
	})
}

func (f *fake) VolumeList(ctx context.Context, _ volume.ListOptions) (volume.ListResponse, error) {
	return call(ctx, f, "list volumes", func() (volume.ListResponse, error) {
		var out volume.ListResponse
		for name, driver := range f.volumes {
			out.Volumes = append(out.Volumes, &volume.Volume{Name: name, Driver: driver, Mountpoint: "/v/" + name})
		}
		return out, nil
	})
}

func (f *fake) VolumeInspect(ctx context.Context, name string) (volume.Volume, error) {
	return call(ctx, f, "inspect "+name, func() (volume.Volume, error) {
		driver, ok := f.volumes[name]
		if !ok {
			return volume.Volume{}, notFound(name)
		}
		return volume.Volume{Name: name, Driver: driver, Mountpoint: "/v/" + name}, nil
	})
}

func (f *fake) NetworkList(ctx context.Context, _ network.ListOptions) ([]network.Summary, error) {
	return call(ctx, f, "list networks", func() ([]network.Summary, error) {
		var out []network.Summary
		for name, id := range f.networks {
			out = append(out, network.Summary{ID: id, Name: name, Driver: "bridge", Scope: "local"})
		}
		return out, nil
	})
}

func (f *fake) NetworkInspect(ctx context.Context, id string, _ network.InspectOptions) (network.Inspect, error) {
	return call(ctx, f, "inspect "+id, func() (network.Inspect, error) {
		for name, known := range f.networks {
			if known == id {
				return network.Inspect{ID: id, Name: name, Driver: "bridge", Scope: "local"}, nil
			}
		}
		return network.Inspect{}, notFound(id)
	})
}

// --- looking at the store ---

var errRefused = errors.New("the fake engine refuses")

// slow makes one sort of call take long.
func slow(what string, d time.Duration) func(string) time.Duration {
	return func(call string) time.Duration {
		if strings.HasPrefix(call, what) {
			return d
		}
		return 0
	}
}

// refuse makes one sort of call fail.
func refuse(what string) func(string) error {
	return func(call string) error {
		if strings.HasPrefix(call, what) {
			return errRefused
		}
		return nil
	}
}

// states collects the states that a container is published in, each once in a
// row; "" is for absent.
func states(s *store.Store, id string) (seen func() []string, cancel func()) {
	var mu sync.Mutex
	var all []string
	cancel = s.Subscribe(func(snap *object.Snapshot) {
		state := ""
		if c := snap.Container(id); c != nil {
			state = string(c.State)
		}
		mu.Lock()
		defer mu.Unlock()
		if len(all) == 0 || all[len(all)-1] != state {
			all = append(all, state)
		}
	})
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}, cancel
}
