package world

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/storage"
	"github.com/docker/go-connections/nat"
	"github.com/docker/go-units"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
	"github.com/dockdesk/dockdesk/internal/engine/practice/shell"
)

// Container is one container. The world's mu guards it.
type Container struct {
	ID      string
	Name    string // without a slash
	Created time.Time
	Config  *container.Config
	Host    *container.HostConfig
	Path    string
	Args    []string

	image    *Image
	state    container.State // but for its times
	started  time.Time
	finished time.Time
	restarts int
	removing bool
	manual   bool // a person stopped it, so no policy starts it again

	endpoints map[string]*network.EndpointSettings // by network name
	mounts    []container.MountPoint
	misfit    string // where a file of the computer would lie over a folder; "" for nowhere
	fs        *files.FS
	out       *output
	in        *input
	tty       *shell.TTY
	process   *process
	table     *table // while it runs, and afterwards empty
	server    *shell.Server
	doors     []*door
	retry     *time.Timer // the restart that is due
	pause     time.Duration
	health    *health
	load      load
	execs     []string
	changed   chan struct{} // closed when the state changes
	skew      atomic.Int64  // how far in the past it lives until it has started; scenes
	exits     int           // how often it ended
	later     []Line        // what it has said since its program was ready; scenes
}

// now is the container's time.
func (c *Container) now(w *World) time.Time { return w.now().Add(-time.Duration(c.skew.Load())) }

// touch wakes those who wait for a change.
func (c *Container) touch() {
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *Container) setStatus(status string) {
	c.state.Status = status
	c.state.Running = status == container.StateRunning || status == container.StatePaused || status == container.StateRestarting
	c.state.Paused = status == container.StatePaused
	c.state.Restarting = status == container.StateRestarting
	c.state.Dead = status == container.StateDead
	c.touch()
}

func (c *Container) running() bool {
	return c.state.Status == container.StateRunning || c.state.Status == container.StatePaused
}

func (c *Container) stopTimers() {
	if c.retry != nil {
		c.retry.Stop()
		c.retry = nil
	}
	if c.health != nil {
		c.health.stop()
	}
}

// container finds one by name, id or the beginning of an id. mu is held.
func (w *World) container(ref string) (*Container, error) {
	if c := w.containers[ref]; c != nil {
		return c, nil
	}
	if c := w.names[strings.TrimPrefix(ref, "/")]; c != nil {
		return c, nil
	}
	var found []*Container
	for _, c := range w.containers {
		if ref != "" && strings.HasPrefix(c.ID, ref) {
			found = append(found, c)
		}
	}
	switch len(found) {
	case 0:
		return nil, notFound("No such container: %s", ref)
	case 1:
		return found[0], nil
	}
	return nil, invalid("multiple IDs found with provided prefix: %s", ref)
}

// --- list ---

// ListQuery is what is asked of the list of containers.
type ListQuery struct {
	All, Size bool
	Limit     int
	Filters   filters.Args
}

var listFilters = map[string]bool{
	"ancestor": true, "before": true, "exited": true, "id": true, "isolation": true, "label": true, "name": true,
	"status": true, "health": true, "since": true, "volume": true, "network": true, "is-task": true, "publish": true, "expose": true,
}

// Containers lists containers, the newest first.
func (w *World) Containers(q ListQuery) ([]container.Summary, error) {
	if err := q.Filters.Validate(listFilters); err != nil {
		return nil, invalid("%v", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	match, err := w.matcher(q.Filters)
	if err != nil {
		return nil, err
	}
	all := q.All || q.Limit > 0 || q.Filters.Contains("status") || q.Filters.Contains("exited")
	list := make([]container.Summary, 0, len(w.containers))
	for _, c := range w.newestFirst() {
		if !all && !c.state.Running || !match(c) {
			continue
		}
		if list = append(list, w.summary(c, q.Size)); q.Limit > 0 && len(list) == q.Limit {
			break
		}
	}
	return list, nil
}

func (w *World) newestFirst() []*Container {
	all := slices.Collect(maps.Values(w.containers))
	sort.Slice(all, func(i, j int) bool {
		if !all[i].Created.Equal(all[j].Created) {
			return all[i].Created.After(all[j].Created)
		}
		return all[i].Name < all[j].Name
	})
	return all
}

// matcher is what a filter lets through.
func (w *World) matcher(f filters.Args) (func(*Container) bool, error) {
	var before, since time.Time
	for key, at := range map[string]*time.Time{"before": &before, "since": &since} {
		for _, ref := range f.Get(key) {
			c, err := w.container(ref)
			if err != nil {
				return nil, err
			}
			*at = c.Created
		}
	}
	for _, status := range f.Get("status") {
		if err := container.ValidateContainerState(status); err != nil {
			return nil, invalid("invalid filter 'status=%s'", status)
		}
	}
	var codes []int
	for _, text := range f.Get("exited") {
		code, err := strconv.Atoi(text)
		if err != nil {
			return nil, invalid("invalid filter 'exited=%s'", text)
		}
		codes = append(codes, code)
	}
	ancestors := map[string]bool{}
	for _, ref := range f.Get("ancestor") {
		if img, err := w.image(ref); err == nil {
			ancestors[img.ID] = true
		}
	}
	return func(c *Container) bool {
		switch {
		case !f.Match("name", c.Name) && !f.Match("name", "/"+c.Name),
			!f.Match("id", c.ID),
			!f.MatchKVList("label", c.Config.Labels),
			!f.ExactMatch("status", c.state.Status),
			!f.ExactMatch("health", c.healthWord()),
			!before.IsZero() && !c.Created.Before(before),
			!since.IsZero() && !c.Created.After(since),
			len(codes) > 0 && (c.running() || !slices.Contains(codes, c.state.ExitCode) || c.started.IsZero()),
			f.Contains("ancestor") && !w.descends(c, ancestors),
			f.Contains("volume") && !c.hasVolume(f),
			f.Contains("network") && !c.onNetwork(f),
			f.Contains("publish") && !c.hasPort(f.Get("publish"), true),
			f.Contains("expose") && !c.hasPort(f.Get("expose"), false):
			return false
		}
		return true
	}, nil
}

func (w *World) descends(c *Container, ancestors map[string]bool) bool {
	for img := c.image; img != nil; img = w.images[img.Parent] {
		if ancestors[img.ID] {
			return true
		}
	}
	return false
}

func (c *Container) hasVolume(f filters.Args) bool {
	return slices.ContainsFunc(c.mounts, func(m container.MountPoint) bool {
		return f.ExactMatch("volume", m.Name) || f.ExactMatch("volume", m.Destination)
	})
}

func (c *Container) onNetwork(f filters.Args) bool {
	for name, e := range c.endpoints {
		if f.ExactMatch("network", name) || f.FuzzyMatch("network", e.NetworkID) && e.NetworkID != "" {
			return true
		}
	}
	return false
}

func (c *Container) hasPort(wanted []string, public bool) bool {
	for _, p := range c.ports() {
		if public && p.PublicPort == 0 {
			continue
		}
		for _, want := range wanted {
			number, proto := nat.SplitProtoPort(want)
			port := p.PrivatePort
			if public {
				port = p.PublicPort
			}
			if strconv.Itoa(int(port)) == proto && number == p.Type || strconv.Itoa(int(port)) == number && (proto == "" || proto == p.Type) {
				return true
			}
		}
	}
	return false
}

func (w *World) summary(c *Container, size bool) container.Summary {
	s := container.Summary{
		ID: c.ID, Names: []string{"/" + c.Name}, Image: w.imageNameOf(c), ImageID: c.image.ID,
		Command: strings.Join(append([]string{c.Path}, quoteArgs(c.Args)...), " "), Created: c.Created.Unix(),
		Ports: c.ports(), Labels: c.labels(), State: c.state.Status, Status: c.words(w.now()),
		NetworkSettings: &container.NetworkSettingsSummary{Networks: c.settings()}, Mounts: c.mountPoints(),
	}
	s.HostConfig.NetworkMode = string(c.Host.NetworkMode)
	if size {
		s.SizeRw = c.fs.Size()
		s.SizeRootFs = c.image.Size() + s.SizeRw
	}
	return s
}

// imageNameOf is the name that a container was made with, or the image's id if
// that name leads elsewhere by now.
func (w *World) imageNameOf(c *Container) string {
	if img, err := w.image(c.Config.Image); err != nil || img != c.image {
		return c.image.ID
	}
	return c.Config.Image
}

func quoteArgs(args []string) []string {
	var out []string
	for _, a := range args {
		if strings.ContainsAny(a, " ") {
			a = "'" + a + "'"
		}
		out = append(out, a)
	}
	return out
}

func (c *Container) labels() map[string]string {
	if c.Config.Labels == nil {
		return map[string]string{}
	}
	return c.Config.Labels
}

func (c *Container) mountPoints() []container.MountPoint {
	return append([]container.MountPoint{}, c.mounts...)
}

func (c *Container) settings() map[string]*network.EndpointSettings {
	all := map[string]*network.EndpointSettings{}
	for name, e := range c.endpoints {
		all[name] = e.Copy()
	}
	return all
}

// ports are those of a list: only of what runs.
func (c *Container) ports() []container.Port {
	ports := []container.Port{}
	if !c.running() {
		return ports
	}
	for port, bindings := range c.portMap() {
		p := container.Port{PrivatePort: uint16(port.Int()), Type: port.Proto()}
		if len(bindings) == 0 {
			ports = append(ports, p)
		}
		for _, b := range bindings {
			number, _ := strconv.ParseUint(b.HostPort, 10, 16)
			p.IP, p.PublicPort = b.HostIP, uint16(number)
			ports = append(ports, p)
		}
	}
	sort.Slice(ports, func(i, j int) bool {
		a, b := ports[i], ports[j]
		if a.PrivatePort != b.PrivatePort {
			return a.PrivatePort < b.PrivatePort
		}
		return a.IP < b.IP
	})
	return ports
}

// portMap is which ports lead where, as an inspection tells it.
func (c *Container) portMap() nat.PortMap {
	ports := nat.PortMap{}
	if !c.running() || c.Host.NetworkMode.IsHost() || c.Host.NetworkMode.IsNone() || c.Host.NetworkMode.IsContainer() {
		return ports
	}
	for port := range c.Config.ExposedPorts {
		ports[port] = nil
	}
	for _, d := range c.doors {
		ports[d.inside] = append(ports[d.inside], nat.PortBinding{HostIP: d.ip, HostPort: strconv.Itoa(d.port)})
	}
	return ports
}

// words are the status as a list has it.
func (c *Container) words(now time.Time) string {
	age := func(t time.Time) string { return units.HumanDuration(max(now.Sub(t), 0)) }
	switch c.state.Status {
	case container.StateRunning:
		if h := c.healthWord(); h == "starting" {
			return fmt.Sprintf("Up %s (health: starting)", age(c.started))
		} else if h != "none" {
			return fmt.Sprintf("Up %s (%s)", age(c.started), h)
		}
		return "Up " + age(c.started)
	case container.StatePaused:
		return fmt.Sprintf("Up %s (Paused)", age(c.started))
	case container.StateRestarting:
		return fmt.Sprintf("Restarting (%d) %s ago", c.state.ExitCode, age(c.finished))
	case container.StateRemoving:
		return "Removal In Progress"
	case container.StateCreated:
		return "Created"
	case container.StateDead:
		return "Dead"
	}
	return fmt.Sprintf("Exited (%d) %s ago", c.state.ExitCode, age(c.finished))
}

// --- inspect ---

// Inspect is everything about a container.
func (w *World) Inspect(ref string, size bool) (container.InspectResponse, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, err := w.container(ref)
	if err != nil {
		return container.InspectResponse{}, err
	}
	state := c.state
	state.StartedAt, state.FinishedAt = stamp(c.started), stamp(c.finished)
	if c.health != nil {
		state.Health = c.health.report()
	}
	base := &container.ContainerJSONBase{
		ID: c.ID, Created: stamp(c.Created), Path: c.Path, Args: append([]string{}, c.Args...), State: &state, Image: c.image.ID,
		Name: "/" + c.Name, RestartCount: c.restarts, Driver: "overlay2", Platform: "linux",
		HostConfig: c.Host, ExecIDs: append([]string(nil), c.execs...),
		GraphDriver: storage.DriverData{Name: "overlay2", Data: map[string]string{"MergedDir": dataRoot + "/overlay2/" + c.ID[:12] + "/merged"}},
	}
	base.ResolvConfPath = dataRoot + "/containers/" + c.ID + "/resolv.conf"
	base.HostnamePath = dataRoot + "/containers/" + c.ID + "/hostname"
	base.HostsPath = dataRoot + "/containers/" + c.ID + "/hosts"
	base.LogPath = dataRoot + "/containers/" + c.ID + "/" + c.ID + "-json.log"
	if size {
		rw := c.fs.Size()
		total := c.image.Size() + rw
		base.SizeRw, base.SizeRootFs = &rw, &total
	}
	return container.InspectResponse{ContainerJSONBase: base, Mounts: c.mountPoints(), Config: c.Config, NetworkSettings: c.networkSettings()}, nil
}

// dataRoot is where the engine says that it keeps things; there is nothing.
const dataRoot = "/var/lib/docker"

func (c *Container) networkSettings() *container.NetworkSettings {
	s := &container.NetworkSettings{Networks: c.settings()}
	s.Ports = c.portMap()
	if c.running() {
		s.SandboxID = digest("sandbox", c.ID, stamp(c.started))
		s.SandboxKey = "/var/run/docker/netns/" + s.SandboxID[:12]
	}
	if e := c.endpoints["bridge"]; e != nil {
		//lint:ignore SA1019 the engine still tells it
		s.EndpointID, s.Gateway, s.IPAddress, s.IPPrefixLen, s.MacAddress = e.EndpointID, e.Gateway, e.IPAddress, e.IPPrefixLen, e.MacAddress
	}
	return s
}

// stamp is a time as the engine writes it; "never" is the year 1.
func stamp(t time.Time) string {
	if t.IsZero() {
		return "0001-01-01T00:00:00Z"
	}
	return t.UTC().Format(time.RFC3339Nano)
}
