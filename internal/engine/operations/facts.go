package operations

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/swarm"
	"github.com/docker/docker/api/types/system"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// FactsEngine is what SystemFacts needs of the Docker client.
type FactsEngine interface {
	ClientVersion() string
	DaemonHost() string
	Info(ctx context.Context) (system.Info, error)
	ServerVersion(ctx context.Context) (types.Version, error)
}

// Facts are what an engine says about itself, for a person to read. What an
// engine does not say is empty. Versions are free text: some have no numbers.
type Facts struct {
	Name     string // host name
	ID       string
	Endpoint string // the address it is reached at
	Time     time.Time

	Version    string
	API        string // agreed on with this client
	APIMin     string // the oldest that it speaks
	APIMax     string // the newest
	GoVersion  string
	GitCommit  string
	Built      string
	Components []Component

	OS      string // "Debian GNU/Linux 12 (bookworm)"
	Kernel  string
	Arch    string
	CPUs    int
	Memory  int64 // bytes
	RootDir string

	StorageDriver  string
	StorageDetails [][2]string // as the driver names them
	ImageStore     string      // "containerd" or "graphdriver"
	LogDriver      string
	CgroupDriver   string
	CgroupVersion  string
	Runtimes       []string // sorted
	DefaultRuntime string
	Security       []string // "seccomp", "apparmor", "rootless", "userns", "cgroupns"
	Plugins        Plugins
	Experimental   bool
	Debug          bool
	LiveRestore    bool // containers go on while the engine restarts

	Registries []Registry
	HTTPProxy  string // without user and password, as is HTTPSProxy
	HTTPSProxy string
	NoProxy    string

	Swarm    Swarm
	Labels   []string
	Warnings []string // in the engine's words

	Containers, Running, Paused, Stopped, Images int
}

// Component is a part of the engine, such as containerd.
type Component struct{ Name, Version string }

// Plugins are the drivers to be had, by what they drive.
type Plugins struct{ Volume, Network, Log []string }

// Registry is a place where images come from.
type Registry struct {
	Name     string // host, or a range of addresses
	Insecure bool   // plain http, or a certificate that nobody vouches for
	Mirrors  []string
}

// Swarm is the engine's part in a swarm.
type Swarm struct {
	State    string // "inactive", "pending", "active", "error", "locked"
	Manager  bool
	NodeID   string
	Nodes    int // known to managers only, as is Managers
	Managers int
	Error    string
}

// SystemFacts is docker info and docker version.
func SystemFacts(ctx context.Context, engine FactsEngine) (Facts, error) {
	info, err := engine.Info(ctx)
	if err != nil {
		return Facts{}, failure("describe", object.Ref{}, "engine", err)
	}
	version, err := engine.ServerVersion(ctx)
	if err != nil {
		return Facts{}, failure("describe", object.Ref{}, "engine", err)
	}
	f := Facts{
		Name: info.Name, ID: info.ID, Endpoint: withoutUser(engine.DaemonHost()),
		Version: cmp.Or(version.Version, info.ServerVersion), API: engine.ClientVersion(),
		APIMin: version.MinAPIVersion, APIMax: version.APIVersion,
		GoVersion: version.GoVersion, GitCommit: version.GitCommit, Built: version.BuildTime,

		OS: info.OperatingSystem, Kernel: info.KernelVersion, Arch: info.Architecture,
		CPUs: info.NCPU, Memory: info.MemTotal, RootDir: info.DockerRootDir,

		StorageDriver: info.Driver, StorageDetails: info.DriverStatus, ImageStore: "graphdriver",
		LogDriver: info.LoggingDriver, CgroupDriver: info.CgroupDriver, CgroupVersion: info.CgroupVersion,
		Runtimes: slices.Sorted(maps.Keys(info.Runtimes)), DefaultRuntime: info.DefaultRuntime,
		Security:     securityNames(info.SecurityOptions),
		Plugins:      Plugins{Volume: info.Plugins.Volume, Network: info.Plugins.Network, Log: info.Plugins.Log},
		Experimental: info.ExperimentalBuild, Debug: info.Debug, LiveRestore: info.LiveRestoreEnabled,

		Registries: registries(info),
		HTTPProxy:  withoutUser(info.HTTPProxy), HTTPSProxy: withoutUser(info.HTTPSProxy), NoProxy: info.NoProxy,

		Swarm: swarmOf(info.Swarm), Labels: info.Labels, Warnings: info.Warnings,
		Containers: info.Containers, Running: info.ContainersRunning,
		Paused: info.ContainersPaused, Stopped: info.ContainersStopped, Images: info.Images,
	}
	if containerdStore(info) {
		f.ImageStore = "containerd"
	}
	f.Time, _ = time.Parse(time.RFC3339Nano, info.SystemTime)
	for _, c := range version.Components {
		f.Components = append(f.Components, Component{c.Name, c.Version})
	}
	return f, nil
}

// containerdStore tells the newer image store from the older one: a name is an
// image of its own there, and prune spares exactly the names that are in use.
func containerdStore(info system.Info) bool {
	return slices.Contains(info.DriverStatus, [2]string{"driver-type", "io.containerd.snapshotter.v1"})
}

// securityNames shortens "name=seccomp,profile=default" to "seccomp".
func securityNames(options []string) []string {
	names := make([]string, 0, len(options))
	for _, o := range options {
		name, _, _ := strings.Cut(o, ",")
		names = append(names, strings.TrimPrefix(name, "name="))
	}
	return names
}

func registries(info system.Info) []Registry {
	if info.RegistryConfig == nil {
		return nil
	}
	var list []Registry
	for _, name := range slices.Sorted(maps.Keys(info.RegistryConfig.IndexConfigs)) {
		index := info.RegistryConfig.IndexConfigs[name]
		list = append(list, Registry{Name: name, Insecure: !index.Secure, Mirrors: eachWithoutUser(index.Mirrors)})
	}
	for _, cidr := range info.RegistryConfig.InsecureRegistryCIDRs {
		list = append(list, Registry{Name: cidr.String(), Insecure: true})
	}
	return list
}

func eachWithoutUser(addresses []string) []string {
	clean := make([]string, 0, len(addresses))
	for _, a := range addresses {
		clean = append(clean, withoutUser(a))
	}
	return clean
}

// withoutUser takes user and password out of an address, also out of one that
// is not a proper URL.
func withoutUser(address string) string {
	if u, err := url.Parse(address); err == nil && u.User != nil {
		u.User = nil
		return u.String()
	}
	at := strings.LastIndex(address, "@")
	if at < 0 {
		return address
	}
	scheme, _, found := strings.Cut(address[:at], "://")
	if !found {
		return address[at+1:]
	}
	return scheme + "://" + address[at+1:]
}

func swarmOf(info swarm.Info) Swarm {
	return Swarm{
		State: string(info.LocalNodeState), Manager: info.ControlAvailable, NodeID: info.NodeID,
		Nodes: info.Nodes, Managers: info.Managers, Error: info.Error,
	}
}
