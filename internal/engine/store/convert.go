package store

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/go-connections/nat"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// This file turns the engine's answers into plain values. A list and an
// inspection of the same thing must turn out equal wherever both tell it, or
// rows would flicker. So times are cut to the second (a list tells no more),
// slices are sorted, and what is empty is nil.

// --- containers ---

func fromContainerSummary(s container.Summary) *object.Container {
	c := &object.Container{
		ID:      s.ID,
		Name:    containerName(s.Names),
		Image:   s.Image,
		ImageID: s.ImageID,
		Command: s.Command,
		State:   object.State(s.State),
		Created: fromUnix(s.Created),
		Labels:  notEmpty(s.Labels),
		Mounts:  fromMounts(s.Mounts, nil),
	}
	c.Health, c.ExitCode = parseStatus(s.Status)
	for _, p := range s.Ports {
		c.Ports = append(c.Ports, object.Port{IP: p.IP, Public: p.PublicPort, Private: p.PrivatePort, Proto: p.Type})
	}
	c.Ports = sortPorts(c.Ports)
	if s.NetworkSettings != nil {
		c.Networks = fromEndpoints(s.NetworkSettings.Networks)
	}
	return c
}

// containerName picks the container's own name: the others are "/other/alias",
// made by legacy links.
func containerName(names []string) string {
	for _, name := range names {
		name = strings.TrimPrefix(name, "/")
		if !strings.Contains(name, "/") {
			return name
		}
	}
	if len(names) > 0 {
		return strings.TrimPrefix(names[0], "/")
	}
	return ""
}

// parseStatus reads what a list tells in words only: "Up 2 hours (healthy)",
// "Exited (1) 3 minutes ago", "Restarting (137) 1 second ago".
func parseStatus(status string) (health object.Health, exitCode int) {
	switch {
	case strings.HasSuffix(status, "(healthy)"):
		health = object.HealthHealthy
	case strings.HasSuffix(status, "(unhealthy)"):
		health = object.HealthUnhealthy
	case strings.HasSuffix(status, "(health: starting)"):
		health = object.HealthStarting
	}
	for _, prefix := range []string{"Exited (", "Restarting ("} {
		if rest, ok := strings.CutPrefix(status, prefix); ok {
			digits, _, _ := strings.Cut(rest, ")")
			exitCode, _ = strconv.Atoi(digits)
		}
	}
	return health, exitCode
}

func fromContainerInspect(r container.InspectResponse) *object.Container {
	c := &object.Container{Inspected: true}
	if b := r.ContainerJSONBase; b != nil {
		c.ID, c.Name, c.ImageID = b.ID, strings.TrimPrefix(b.Name, "/"), b.Image
		c.Command = commandLine(b.Path, b.Args)
		c.Created = parseTime(b.Created).Truncate(time.Second)
		c.RestartCount = b.RestartCount
		fillState(c, b.State)
		fillHostConfig(c, b.HostConfig)
		c.Mounts = fromMounts(r.Mounts, tmpfsOf(b.HostConfig))
	}
	if cfg := r.Config; cfg != nil {
		c.Image, c.Labels = cfg.Image, notEmpty(cfg.Labels)
		c.Env, c.User, c.Tty = slices.Clone(cfg.Env), cfg.User, cfg.Tty
		if len(c.Env) == 0 {
			c.Env = nil
		}
	}
	if n := r.NetworkSettings; n != nil {
		c.Ports = fromPortMap(n.Ports)
		c.Networks = fromEndpoints(n.Networks)
	}
	return c
}

func fillState(c *object.Container, s *container.State) {
	if s == nil {
		return
	}
	c.State = object.State(s.Status)
	c.ExitCode, c.OOMKilled, c.Error, c.Pid = s.ExitCode, s.OOMKilled, s.Error, s.Pid
	c.Started, c.Finished = parseTime(s.StartedAt), parseTime(s.FinishedAt)
	if c.State == object.StateRunning || c.State == object.StatePaused {
		// Podman and some engines leave the last run's code; a list shows none.
		c.ExitCode = 0
		// The engine remembers the last verdict of a stopped container, but
		// lists it only while it runs.
		c.Health = fromHealth(s.Health)
	}
}

func fromHealth(h *container.Health) object.Health {
	if h == nil || h.Status == container.NoHealthcheck {
		return object.HealthNone
	}
	return object.Health(h.Status)
}

func fillHostConfig(c *object.Container, h *container.HostConfig) {
	if h == nil {
		return
	}
	c.Privileged, c.AutoRemove, c.MemoryLimit = h.Privileged, h.AutoRemove, h.Memory
	if h.PidsLimit != nil {
		c.PIDsLimit = max(*h.PidsLimit, 0) // -1 is none, too
	}
	switch {
	case h.NanoCPUs > 0:
		c.CPULimit = float64(h.NanoCPUs) / 1e9
	case h.CPUQuota > 0:
		c.CPULimit = float64(h.CPUQuota) / float64(cmp.Or(h.CPUPeriod, 100_000))
	}
	c.RestartPolicy = cmp.Or(string(h.RestartPolicy.Name), "no")
	if n := h.RestartPolicy.MaximumRetryCount; n > 0 {
		c.RestartPolicy += ":" + strconv.Itoa(n)
	}
}

// commandLine joins a command as the engine's list does.
func commandLine(path string, args []string) string {
	var b strings.Builder
	b.WriteString(path)
	for _, arg := range args {
		if strings.Contains(arg, " ") {
			arg = "'" + arg + "'"
		}
		b.WriteString(" " + arg)
	}
	return b.String()
}

func tmpfsOf(h *container.HostConfig) map[string]string {
	if h == nil {
		return nil
	}
	return h.Tmpfs
}

func fromMounts(points []container.MountPoint, tmpfs map[string]string) []object.Mount {
	var mounts []object.Mount
	for _, p := range points {
		mounts = append(mounts, object.Mount{
			Type: string(p.Type), Name: p.Name, Source: p.Source, Destination: p.Destination,
			ReadOnly: !p.RW, Anonymous: p.Type == "volume" && looksAnonymous(p.Name),
		})
	}
	for at, options := range tmpfs {
		mounts = append(mounts, object.Mount{
			Type: "tmpfs", Destination: at, ReadOnly: slices.Contains(strings.Split(options, ","), "ro"),
		})
	}
	slices.SortFunc(mounts, func(a, b object.Mount) int { return strings.Compare(a.Destination, b.Destination) })
	return mounts
}

func fromPortMap(ports nat.PortMap) []object.Port {
	var out []object.Port
	for private, bindings := range ports {
		number, proto := uint16(private.Int()), private.Proto()
		if len(bindings) == 0 {
			out = append(out, object.Port{Private: number, Proto: proto})
		}
		for _, b := range bindings {
			public, _ := strconv.ParseUint(b.HostPort, 10, 16)
			out = append(out, object.Port{IP: b.HostIP, Public: uint16(public), Private: number, Proto: proto})
		}
	}
	return sortPorts(out)
}

func sortPorts(ports []object.Port) []object.Port {
	slices.SortFunc(ports, func(a, b object.Port) int {
		return cmp.Or(cmp.Compare(a.Private, b.Private), strings.Compare(a.Proto, b.Proto),
			cmp.Compare(a.Public, b.Public), strings.Compare(a.IP, b.IP))
	})
	return slices.Compact(ports)
}

func fromEndpoints(endpoints map[string]*network.EndpointSettings) []object.Endpoint {
	var out []object.Endpoint
	for name, e := range endpoints {
		if e == nil {
			e = &network.EndpointSettings{}
		}
		aliases := slices.Sorted(slices.Values(e.Aliases))
		if len(aliases) == 0 {
			aliases = nil
		}
		out = append(out, object.Endpoint{
			Network: name, NetworkID: e.NetworkID, IPv4: e.IPAddress, IPv6: e.GlobalIPv6Address, Aliases: aliases,
		})
	}
	slices.SortFunc(out, func(a, b object.Endpoint) int { return strings.Compare(a.Network, b.Network) })
	return out
}

// withInspected completes what a list tells of a container with what an earlier
// inspection told and a list does not.
func withInspected(listed, known *object.Container) *object.Container {
	if known == nil || !known.Inspected {
		return listed
	}
	c := *known
	c.Name, c.State, c.Health = listed.Name, listed.State, listed.Health
	c.Ports = listed.Ports
	if c.State == object.StatePaused {
		c.Health = known.Health // "Up 2 hours (Paused)" tells no health
	}
	if !c.Running() {
		c.Pid = 0
	}
	if c.State == object.StateExited || c.State == object.StateRestarting || c.Running() {
		c.ExitCode = listed.ExitCode
	}
	c.Networks = slices.Clone(listed.Networks)
	for i, e := range c.Networks {
		for _, old := range known.Networks {
			if old.Network == e.Network {
				c.Networks[i].Aliases = old.Aliases
				c.Networks[i].NetworkID = cmp.Or(e.NetworkID, old.NetworkID)
			}
		}
	}
	return &c
}

// --- images ---

func fromImageSummary(s image.Summary) *object.Image {
	return &object.Image{
		ID:       s.ID,
		Tags:     references(s.RepoTags),
		Digests:  references(s.RepoDigests),
		ParentID: s.ParentID,
		Created:  fromUnix(s.Created),
		Size:     s.Size,
		Labels:   notEmpty(s.Labels),
	}
}

func fromImageInspect(r image.InspectResponse) *object.Image {
	i := &object.Image{
		ID:      r.ID,
		Tags:    references(r.RepoTags),
		Digests: references(r.RepoDigests),
		Created: parseTime(r.Created).Truncate(time.Second),
		Size:    r.Size,
	}
	//lint:ignore SA1019 classic builds on older engines have a parent, and a list tells it too
	i.ParentID = r.Parent
	if r.Config != nil {
		i.Labels = notEmpty(r.Config.Labels)
	}
	return i
}

// references drops the "<none>" that a list shows for no name at all.
func references(refs []string) []string {
	var out []string
	for _, ref := range refs {
		if !strings.Contains(ref, "<none>") {
			out = append(out, ref)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// nameless reports whether only its id leads to the image. An engine lists such
// an image only when no other is built on it, which no inspection tells.
func nameless(i *object.Image) bool { return len(i.Tags) == 0 && len(i.Digests) == 0 }

// --- volumes and networks ---

const anonymousLabel = "com.docker.volume.anonymous"

// fromVolume takes Created as the engine tells it. For local volumes, 20.10
// tells when the volume's folder last changed, without an event for it.
func fromVolume(v volume.Volume) *object.Volume {
	_, labelled := v.Labels[anonymousLabel]
	return &object.Volume{
		Name:       v.Name,
		Driver:     v.Driver,
		Mountpoint: v.Mountpoint,
		Scope:      v.Scope,
		Created:    parseTime(v.CreatedAt),
		Labels:     notEmpty(v.Labels),
		Options:    notEmpty(v.Options),
		Anonymous:  labelled || looksAnonymous(v.Name),
	}
}

// looksAnonymous reports whether the engine made the name up: 64 hex digits.
func looksAnonymous(name string) bool {
	return len(name) == 64 && strings.Trim(name, "0123456789abcdef") == ""
}

func fromNetwork(n network.Inspect) *object.Network {
	out := &object.Network{
		ID:       n.ID,
		Name:     n.Name,
		Driver:   n.Driver,
		Scope:    n.Scope,
		Created:  inUTC(n.Created).Truncate(time.Second),
		Internal: n.Internal,
		IPv6:     n.EnableIPv6,
		Labels:   notEmpty(n.Labels),
		Options:  notEmpty(n.Options),
	}
	for _, c := range n.IPAM.Config {
		if c.Subnet != "" {
			out.Subnets = append(out.Subnets, object.Subnet{CIDR: c.Subnet, Gateway: c.Gateway})
		}
	}
	return out
}

// --- the engine itself ---

func fromInfo(engine object.Engine, info system.Info, apiVersion string) object.Engine {
	engine.Name, engine.Version, engine.APIVersion = info.Name, info.ServerVersion, apiVersion
	engine.OS, engine.Kernel, engine.Arch = info.OperatingSystem, info.KernelVersion, info.Architecture
	engine.CPUs, engine.Memory = info.NCPU, info.MemTotal
	engine.StorageDriver, engine.CgroupVersion = info.Driver, info.CgroupVersion
	engine.RootDir = info.DockerRootDir
	return engine
}

// --- small things ---

// parseTime reads the engine's times; the zero time for "" and for the year 1,
// which is the engine's "never".
func parseTime(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}
	}
	return inUTC(t)
}

func inUTC(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

func fromUnix(seconds int64) time.Time { return inUTC(time.Unix(seconds, 0)) }

func notEmpty(m map[string]string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	return maps.Clone(m)
}

func describe(ref object.Ref) string { return fmt.Sprintf("%s %s", ref.Kind, object.ShortID(ref.ID)) }
