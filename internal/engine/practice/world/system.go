package world

import (
	"net"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/build"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/registry"
	"github.com/docker/docker/api/types/swarm"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/api/types/volume"
)

// The versions that the engine says it is.
const (
	EngineVersion = "28.0.0-practice"
	APIVersion    = "1.47"
	MinAPIVersion = "1.24"
	kernel        = "6.8.0-practice"
)

// Version is what the engine is.
func (w *World) Version() types.Version {
	v := types.Version{
		Version: EngineVersion, APIVersion: APIVersion, MinAPIVersion: MinAPIVersion, GitCommit: "practice", GoVersion: "go1.26", Os: "linux",
		Arch: "amd64", KernelVersion: kernel, BuildTime: "2024-12-01T00:00:00.000000000+00:00",
	}
	v.Platform.Name = "DockDesk practice engine"
	v.Components = []types.ComponentVersion{{Name: "Engine", Version: EngineVersion, Details: map[string]string{
		"ApiVersion": APIVersion, "MinAPIVersion": MinAPIVersion, "GitCommit": "practice", "GoVersion": "go1.26", "Os": "linux", "Arch": "amd64",
		"KernelVersion": kernel, "BuildTime": v.BuildTime, "Experimental": "false",
	}}}
	return v
}

// Info is what the engine says about itself.
func (w *World) Info() system.Info {
	w.mu.Lock()
	defer w.mu.Unlock()
	info := system.Info{
		ID: "practice0-0000-0000-0000-000000000000", Containers: len(w.containers), Images: len(w.images), Driver: "overlay2",
		DriverStatus: [][2]string{{"Backing Filesystem", "memory"}}, MemoryLimit: true, SwapLimit: true, CPUCfsPeriod: true, CPUCfsQuota: true,
		CPUShares: true, CPUSet: true, PidsLimit: true, IPv4Forwarding: true, NGoroutines: 1, NFd: 1, SystemTime: stamp(w.now()),
		LoggingDriver: "json-file", CgroupDriver: "systemd", CgroupVersion: "2", NEventsListener: w.events.listeners(), KernelVersion: kernel,
		OperatingSystem: "Practice (nothing here is real Docker)", OSType: "linux", Architecture: "x86_64", IndexServerAddress: "https://index.docker.io/v1/",
		RegistryConfig: &registry.ServiceConfig{InsecureRegistryCIDRs: localNetwork(), IndexConfigs: map[string]*registry.IndexInfo{"docker.io": {Name: "docker.io", Mirrors: []string{}, Secure: true, Official: true}}},
		NCPU:           processors, MemTotal: memory, DockerRootDir: dataRoot, Name: "practice", Labels: []string{}, ServerVersion: EngineVersion,
		Runtimes: map[string]system.RuntimeWithStatus{"runc": {Runtime: system.Runtime{Path: "runc"}}}, DefaultRuntime: "runc",
		Swarm: swarm.Info{LocalNodeState: swarm.LocalNodeStateInactive}, InitBinary: "docker-init", SecurityOptions: []string{"name=seccomp,profile=builtin"},
		Plugins:     system.PluginsInfo{Volume: []string{"local"}, Network: []string{"bridge", "host", "ipvlan", "macvlan", "null", "overlay"}, Log: []string{"json-file", "local", "none"}},
		CDISpecDirs: []string{},
	}
	for _, c := range w.containers {
		switch c.state.Status {
		case container.StateRunning, container.StateRestarting:
			info.ContainersRunning++
		case container.StatePaused:
			info.ContainersPaused++
		default:
			info.ContainersStopped++
		}
	}
	return info
}

// DiskUsage is what everything takes; kinds are those asked for, all if none.
func (w *World) DiskUsage(kinds map[string]bool) (types.DiskUsage, error) {
	for kind := range kinds {
		switch kind {
		case "container", "image", "volume", "build-cache":
		default:
			return types.DiskUsage{}, invalid("unknown object type: %s", kind)
		}
	}
	wants := func(kind string) bool { return len(kinds) == 0 || kinds[kind] }
	images, err := w.Images(ImageQuery{Filters: filters.NewArgs()})
	if err != nil {
		return types.DiskUsage{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var du types.DiskUsage
	if wants("image") {
		du.LayersSize, du.Images = w.layersSize(), w.sized(images)
	}
	if wants("container") {
		du.Containers = []*container.Summary{}
		for _, c := range w.newestFirst() {
			s := w.summary(c, true)
			du.Containers = append(du.Containers, &s)
		}
	}
	if wants("volume") {
		du.Volumes = []*volume.Volume{}
		for _, name := range sortedKeys(w.volumes) {
			v := w.volumes[name]
			api := v.api
			api.UsageData = &volume.UsageData{RefCount: int64(len(w.users(v))), Size: v.fs.Size()}
			du.Volumes = append(du.Volumes, &api)
		}
	}
	if wants("build-cache") {
		du.BuildCache = []*build.CacheRecord{}
	}
	return du, nil
}

// sized adds to a list who uses each image and what it shares with others.
func (w *World) sized(list []*image.Summary) []*image.Summary {
	uses := map[string]int{}
	for _, img := range w.images {
		for _, l := range img.Layers {
			uses[l.DiffID]++
		}
	}
	for _, s := range list {
		img := w.images[s.ID]
		if img == nil {
			continue
		}
		_, all := w.imageUsers(img)
		s.Containers, s.SharedSize = int64(len(all)), 0
		for _, l := range img.Layers {
			if uses[l.DiffID] > 1 {
				s.SharedSize += l.Files.Size()
			}
		}
	}
	return list
}

// localNetwork is where registries need no certificate.
func localNetwork() []*registry.NetIPNet {
	_, n, err := net.ParseCIDR("127.0.0.0/8")
	if err != nil {
		return nil
	}
	return []*registry.NetIPNet{(*registry.NetIPNet)(n)}
}
