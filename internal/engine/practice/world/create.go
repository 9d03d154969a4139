package world

import (
	"cmp"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/mount"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/strslice"
	"github.com/docker/docker/pkg/namesgenerator"
	"github.com/docker/go-units"

	"github.com/dockdesk/dockdesk/internal/engine/practice/files"
	"github.com/dockdesk/dockdesk/internal/engine/practice/shell"
)

// Wish is a container to be made.
type Wish struct {
	Name     string
	Platform string
	Config   *container.Config
	Host     *container.HostConfig
	Networks *network.NetworkingConfig
}

var validName = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]+$`)

// Create makes a container.
func (w *World) Create(wish Wish) (container.CreateResponse, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, warnings, err := w.create(wish)
	if err != nil {
		return container.CreateResponse{}, err
	}
	return container.CreateResponse{ID: c.ID, Warnings: append([]string{}, warnings...)}, nil
}

func (w *World) create(wish Wish) (*Container, []string, error) {
	if wish.Config == nil {
		return nil, nil, invalid("config cannot be empty in order to create a container")
	}
	if wish.Host == nil {
		wish.Host = &container.HostConfig{}
	}
	warnings, err := w.check(wish)
	if err != nil {
		return nil, nil, err
	}
	img, err := w.image(wish.Config.Image)
	if err != nil {
		return nil, nil, notFound("No such image: %s", named(wish.Config.Image))
	}
	name, err := w.nameFor(wish.Name)
	if err != nil {
		return nil, nil, err
	}
	c := &Container{
		ID: w.newID(), Name: name, Created: w.now(), image: img, Host: wish.Host, Config: wish.Config,
		endpoints: map[string]*network.EndpointSettings{}, changed: make(chan struct{}),
	}
	c.out = newOutput(func() time.Time { return c.now(w) })
	if err := c.settle(); err != nil {
		return nil, nil, err
	}
	c.fs = files.New(img.Files(), w.now)
	if err := w.mountAll(c); err != nil {
		return nil, nil, err
	}
	w.join(c, wish.Networks)
	w.outfit(c)
	c.load = newLoad(c)
	c.state.Status = container.StateCreated
	c.health = newHealth(w, c)
	w.containers[c.ID], w.names[c.Name] = c, c
	w.tellOf(c, events.ActionCreate)
	return c, warnings, nil
}

// check refuses what an engine refuses before it looks at anything.
func (w *World) check(wish Wish) (warnings []string, err error) {
	h := wish.Host
	if wish.Name != "" && !validName.MatchString(strings.TrimPrefix(wish.Name, "/")) {
		return nil, invalid("Invalid container name (%s), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed", wish.Name)
	}
	if err := container.ValidateRestartPolicy(h.RestartPolicy); err != nil {
		return nil, invalid("%v", err)
	}
	const least = 6 << 20
	switch {
	case h.AutoRemove && !h.RestartPolicy.IsNone():
		return nil, invalid("can't create 'AutoRemove' container with restart policy")
	case h.Memory != 0 && h.Memory < least:
		return nil, invalid("Minimum memory limit allowed is 6MB")
	case h.Memory > 0 && h.MemorySwap > 0 && h.MemorySwap < h.Memory:
		return nil, invalid("Minimum memoryswap limit should be larger than memory limit, see usage")
	case h.Memory == 0 && h.MemorySwap > 0:
		return nil, invalid("You should always set the Memory limit when using Memoryswap limit, see usage")
	case h.Memory > 0 && h.MemoryReservation > h.Memory:
		return nil, invalid("Minimum memory limit can not be less than memory reservation limit, see usage")
	case h.NanoCPUs < 0 || h.NanoCPUs > processors*1e9:
		return nil, invalid("Range of CPUs is from 0.01 to %d.00, as there are only %d CPUs available", processors, processors)
	}
	for port := range h.PortBindings {
		if port.Int() < 1 || port.Int() > 65535 {
			return nil, invalid("invalid port specification: %q", string(port))
		}
	}
	if h.NetworkMode.IsHost() && len(h.PortBindings) > 0 {
		warnings = append(warnings, "Published ports are discarded when using host network mode")
	}
	return warnings, nil
}

// nameFor is the name of a new container, made up if none is wished for.
func (w *World) nameFor(wish string) (string, error) {
	name := strings.TrimPrefix(wish, "/")
	for n := 0; name == ""; n++ {
		made := w.madeUpName(n)
		if w.byName(made) == nil {
			name = made
		}
	}
	if other := w.byName(name); other != nil {
		return "", conflict("Conflict. The container name %q is already in use by container %q. You have to remove (or rename) that container to be able to reuse that name.", "/"+name, other.ID)
	}
	return name, nil
}

func (w *World) madeUpName(n int) string { return namesgenerator.GetRandomName(n) }

func (w *World) byName(name string) *Container {
	return w.names[name]
}

// settle fills in what the image says.
func (c *Container) settle() error {
	cfg, img := c.Config, c.image.Config.Config
	if len(cfg.Entrypoint) == 0 {
		if len(cfg.Cmd) == 0 {
			cfg.Cmd = strslice.StrSlice(img.Cmd)
		}
		if cfg.Entrypoint == nil {
			cfg.Entrypoint = strslice.StrSlice(img.Entrypoint)
		}
	}
	if len(cfg.Entrypoint) == 1 && cfg.Entrypoint[0] == "" {
		cfg.Entrypoint = nil
	}
	command := append(slices.Clone([]string(cfg.Entrypoint)), cfg.Cmd...)
	if len(command) == 0 || command[0] == "" {
		return invalid("no command specified")
	}
	c.Path, c.Args = command[0], command[1:]
	cfg.Env = mergedEnv(img.Env, cfg.Env)
	cfg.Labels = merged(img.Labels, cfg.Labels)
	if cfg.WorkingDir == "" {
		cfg.WorkingDir = img.WorkingDir
	}
	if cfg.WorkingDir != "" && !path.IsAbs(cfg.WorkingDir) {
		return invalid("the working directory '%s' is invalid, it needs to be an absolute path", cfg.WorkingDir)
	}
	if cfg.User == "" {
		cfg.User = img.User
	}
	if cfg.StopSignal == "" {
		cfg.StopSignal = img.StopSignal
	}
	if cfg.Hostname == "" {
		cfg.Hostname = c.ID[:12]
	}
	c.settleHealth(img.Healthcheck)
	c.settlePorts()
	c.settleHost()
	return nil
}

// settleHealth fills in what the image says of the check and nobody else did.
func (c *Container) settleHealth(of *container.HealthConfig) {
	own := c.Config.Healthcheck
	switch {
	case of == nil:
		return
	case own == nil:
		c.Config.Healthcheck = of
		return
	case len(own.Test) == 0:
		own.Test = of.Test
	}
	set(&own.Interval, cmp.Or(own.Interval, of.Interval))
	set(&own.Timeout, cmp.Or(own.Timeout, of.Timeout))
	set(&own.StartPeriod, cmp.Or(own.StartPeriod, of.StartPeriod))
	set(&own.Retries, cmp.Or(own.Retries, of.Retries))
}

func (c *Container) settlePorts() {
	for port := range c.image.Config.Config.ExposedPorts {
		c.expose(port)
	}
	for port := range c.Host.PortBindings {
		c.expose(string(port))
	}
}

func (c *Container) settleHost() {
	h := c.Host
	if h.NetworkMode == "" {
		h.NetworkMode = "bridge"
	}
	if h.NetworkMode == "default" {
		h.NetworkMode = "bridge"
	}
	if h.Memory > 0 && h.MemorySwap == 0 {
		h.MemorySwap = 2 * h.Memory
	}
	if open := h.Privileged || h.PidMode.IsHost() || h.IpcMode.IsHost(); open && !slices.ContainsFunc(h.SecurityOpt, func(o string) bool { return strings.HasPrefix(o, "label") }) {
		h.SecurityOpt = append(h.SecurityOpt, "label=disable")
	}
	if h.RestartPolicy.Name == "" {
		h.RestartPolicy.Name = container.RestartPolicyDisabled
	}
	if h.LogConfig.Type == "" {
		h.LogConfig = container.LogConfig{Type: "json-file", Config: map[string]string{}}
	}
	if h.IpcMode == "" {
		h.IpcMode = "private"
	}
	if h.CgroupnsMode == "" {
		h.CgroupnsMode = "private"
	}
	if h.ShmSize == 0 {
		h.ShmSize = 64 << 20
	}
	if h.Runtime == "" {
		h.Runtime = "runc"
	}
	h.MaskedPaths = []string{"/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap"}
	h.ReadonlyPaths = []string{"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"}
}

func mergedEnv(below, above []string) []string {
	out := slices.Clone(above)
	for _, entry := range below {
		name, _, _ := strings.Cut(entry, "=")
		if !slices.ContainsFunc(above, func(e string) bool { n, _, _ := strings.Cut(e, "="); return n == name }) {
			out = append(out, entry)
		}
	}
	return out
}

func merged(below, above map[string]string) map[string]string {
	out := map[string]string{}
	maps.Copy(out, below)
	maps.Copy(out, above)
	return out
}

// --- mounts ---

// mountAll gives the container its volumes, folders and memory.
func (w *World) mountAll(c *Container) error {
	taken := map[string]bool{}
	for _, bind := range c.Host.Binds {
		m, err := parseBind(bind)
		if err != nil {
			return err
		}
		taken[path.Clean(m.Target)] = true
		if err := w.mount(c, m); err != nil {
			return err
		}
	}
	for _, m := range c.Host.Mounts {
		taken[path.Clean(m.Target)] = true
		if err := w.mount(c, m); err != nil {
			return err
		}
	}
	for _, ref := range c.Host.VolumesFrom {
		name, _, _ := strings.Cut(ref, ":")
		other, err := w.container(name)
		if err != nil {
			return err
		}
		for _, m := range other.mounts {
			taken[m.Destination] = true
			if err := w.mount(c, mount.Mount{Type: m.Type, Source: cmpSource(m), Target: m.Destination, ReadOnly: !m.RW}); err != nil {
				return err
			}
		}
	}
	for target, options := range c.Host.Tmpfs {
		taken[path.Clean(target)] = true
		memory := files.New(nil, w.now)
		for _, option := range strings.Split(options, ",") {
			if size, ok := strings.CutPrefix(option, "size="); ok {
				n, _ := units.RAMInBytes(size) // what can't be read is no limit
				memory.Limit(n)
			}
		}
		c.fs.Mount(target, memory, false)
	}
	anonymous := slices.Collect(maps.Keys(c.image.Config.Config.Volumes))
	anonymous = append(anonymous, slices.Collect(maps.Keys(c.Config.Volumes))...)
	slices.Sort(anonymous)
	for _, target := range slices.Compact(anonymous) {
		if !taken[path.Clean(target)] {
			if err := w.mount(c, mount.Mount{Type: mount.TypeVolume, Target: target}); err != nil {
				return err
			}
		}
	}
	return nil
}

func cmpSource(m container.MountPoint) string {
	if m.Name != "" {
		return m.Name
	}
	return m.Source
}

// parseBind reads what follows -v.
func parseBind(bind string) (mount.Mount, error) {
	parts := strings.Split(bind, ":")
	if len(parts) == 1 && path.IsAbs(bind) {
		return mount.Mount{Type: mount.TypeVolume, Target: bind}, nil // one without a name
	}
	if len(parts) < 2 || len(parts) > 3 || parts[0] == "" || parts[1] == "" {
		return mount.Mount{}, broken("invalid volume specification: '%s'", bind)
	}
	m := mount.Mount{Type: mount.TypeVolume, Source: parts[0], Target: parts[1]}
	if path.IsAbs(parts[0]) {
		m.Type = mount.TypeBind
	}
	if !path.IsAbs(m.Target) {
		return m, broken("invalid volume specification: '%s': invalid mount config for type %q: invalid mount path: '%s' mount path must be absolute", bind, m.Type, m.Target)
	}
	if len(parts) == 3 {
		m.ReadOnly = slices.Contains(strings.Split(parts[2], ","), "ro")
	}
	if m.Type == mount.TypeBind {
		m.BindOptions = &mount.BindOptions{CreateMountpoint: true}
	}
	return m, nil
}

func (w *World) mount(c *Container, m mount.Mount) error {
	if !path.IsAbs(m.Target) {
		return invalid("invalid mount config for type %q: invalid mount path: '%s' mount path must be absolute", m.Type, m.Target)
	}
	if _, err := c.fs.Stat(m.Target); err != nil { // a place to mount it at
		if err := c.fs.Put(m.Target, files.File{Mode: fs.ModeDir | 0o755}); err != nil {
			return broken("%v", err)
		}
	}
	point := container.MountPoint{Type: m.Type, Destination: path.Clean(m.Target), RW: !m.ReadOnly, Mode: "z"}
	if m.ReadOnly {
		point.Mode = "ro"
	}
	switch m.Type {
	case mount.TypeBind:
		return w.bind(c, m, point)
	case mount.TypeTmpfs:
		memory := files.New(nil, w.now)
		if m.TmpfsOptions != nil {
			memory.Limit(m.TmpfsOptions.SizeBytes)
		}
		c.fs.Mount(m.Target, memory, m.ReadOnly)
		point.Mode = ""
		c.mounts = append(c.mounts, point)
		return nil
	case mount.TypeVolume:
	default:
		return invalid("mount type unknown: %q", m.Type)
	}
	v, err := w.volumeFor(m)
	if err != nil {
		return err
	}
	// A volume that is empty gets what the image has there.
	if v.fs.Empty() && (m.VolumeOptions == nil || !m.VolumeOptions.NoCopy) {
		copyInto(c.fs, m.Target, v.fs)
	}
	c.fs.Mount(m.Target, v.fs, m.ReadOnly)
	point.Name, point.Source, point.Driver = v.api.Name, v.api.Mountpoint, v.api.Driver
	c.mounts = append(c.mounts, point)
	return nil
}

// bind gives the container a folder of the computer: an empty one, whatever is in
// it, since practice reads no files of this computer. It only looks what is there.
func (w *World) bind(c *Container, m mount.Mount, point container.MountPoint) error {
	if !path.IsAbs(m.Source) {
		return invalid("invalid mount config for type \"bind\": invalid mount path: '%s' mount path must be absolute", m.Source)
	}
	what, err := os.Stat(m.Source)
	if err != nil && (m.BindOptions == nil || !m.BindOptions.CreateMountpoint) {
		return invalid("invalid mount config for type \"bind\": bind source path does not exist: %s", m.Source)
	}
	if err == nil && !what.IsDir() {
		return w.bindFile(c, m, point)
	}
	if w.hostFolders == nil {
		w.hostFolders = map[string]*files.FS{}
	}
	folder := w.hostFolders[path.Clean(m.Source)]
	if folder == nil {
		folder = files.New(nil, w.now)
		w.hostFolders[path.Clean(m.Source)] = folder
	}
	c.fs.Mount(m.Target, folder, m.ReadOnly)
	point.Source, point.Propagation, point.Mode = path.Clean(m.Source), mount.PropagationRPrivate, ""
	if m.ReadOnly {
		point.Mode = "ro"
	}
	c.mounts = append(c.mounts, point)
	return nil
}

// bindFile gives the container a file of the computer, which is empty here. Over a
// folder it can't lie; that is noticed at the start.
func (w *World) bindFile(c *Container, m mount.Mount, point container.MountPoint) error {
	if below := c.image.Files()[path.Clean(m.Target)]; below != nil && below.Mode.IsDir() {
		c.misfit = path.Clean(m.Target)
	} else {
		c.fs.Pin(path.Clean(m.Target), &files.File{Mode: 0o644, Time: c.Created})
	}
	point.Source, point.Propagation, point.Mode = path.Clean(m.Source), mount.PropagationRPrivate, ""
	c.mounts = append(c.mounts, point)
	return nil
}

func copyInto(from *files.FS, at string, to *files.FS) {
	_ = from.Walk(at, func(name string, file *files.File) error {
		rest := strings.TrimPrefix(name, path.Clean(at))
		if rest == "" {
			return nil
		}
		return to.Put(rest, *file)
	})
}

// outfit puts the files into the container that the engine makes itself.
func (w *World) outfit(c *Container) {
	put := func(name, text string) {
		c.fs.Pin(name, &files.File{Mode: 0o644, Data: []byte(text), Time: c.Created})
	}
	for _, dir := range []string{"/dev", "/dev/pts", "/dev/shm", "/etc", "/proc", "/sys"} {
		if c.image.Files()[dir] == nil {
			c.fs.Pin(dir, &files.File{Mode: fs.ModeDir | 0o755, Time: c.Created})
		}
	}
	put("/etc/hostname", c.Config.Hostname+"\n")
	put("/etc/resolv.conf", "nameserver 127.0.0.11\noptions ndots:0\n")
	put("/etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n")
	c.fs.Pin("/.dockerenv", &files.File{Mode: 0o755, Time: c.Created})
	if dir := c.Config.WorkingDir; dir != "" {
		if _, err := c.fs.Stat(dir); err != nil {
			_ = c.fs.Put(dir, files.File{Mode: fs.ModeDir | 0o755, Time: c.Created})
		}
	}
}

// hosts writes /etc/hosts anew when the container has an address.
func (c *Container) hosts() {
	text := "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n"
	for _, extra := range c.Host.ExtraHosts {
		name, ip, _ := strings.Cut(extra, ":")
		text += ip + "\t" + name + "\n"
	}
	for _, name := range slices.Sorted(maps.Keys(c.endpoints)) {
		if e := c.endpoints[name]; e.IPAddress != "" {
			text += e.IPAddress + "\t" + c.Config.Hostname + "\n"
		}
	}
	c.fs.Pin("/etc/hosts", &files.File{Mode: 0o644, Data: []byte(text), Time: c.started})
}

// environment is what the container's programs get.
func (c *Container) environment() []string {
	env := []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=" + c.Config.Hostname}
	if c.Config.Tty {
		env = append(env, "TERM=xterm")
	}
	for _, entry := range c.Config.Env {
		name, _, set := strings.Cut(entry, "=")
		env = slices.DeleteFunc(env, func(e string) bool { return strings.HasPrefix(e, name+"=") })
		if set {
			env = append(env, entry)
		}
	}
	home := "/root"
	if c.Config.User != "" && c.Config.User != "root" && c.Config.User != "0" {
		home = "/"
	}
	return append(env, "HOME="+home)
}

func (w *World) process(c *Container, args []string) *shell.Process {
	dir := c.Config.WorkingDir
	if dir == "" {
		dir = "/"
	}
	h := &host{w: w, c: c, table: c.table}
	return &shell.Process{Files: h.view(), Host: h, Programs: w.options.Programs, Args: slices.Clone(args), Env: c.environment(), Dir: dir, User: c.Config.User}
}

// view is the container's files as one of its programs sees them, with those that
// the kernel makes up.
func (h *host) view() *files.FS {
	limits := func() (int64, float64) { return h.c.memoryLimit(), h.c.cpuLimit() }
	view := h.c.fs.View(
		files.LiveMount{At: "/proc", List: func() map[string]*files.File { return h.table.procFiles(h.c.Created, limits) }},
		files.LiveMount{At: "/dev/pts", List: func() map[string]*files.File { return h.table.terminalFiles() }},
	)
	if mode := h.c.Host.PidMode; mode.IsContainer() { // whose processes it sees, and by them its files
		if other, err := h.w.container(mode.Container()); err == nil {
			view.Mount("/proc/1/root", other.fs, false)
		}
	}
	return view
}
