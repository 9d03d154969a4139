package request

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/mount"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/go-connections/nat"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// Defaults are what an engine fills in where nothing was said.
type Defaults struct {
	Cgroupns  string // "host" or "private"
	Runtime   string // "runc"
	LogDriver string // "json-file"
}

// ToSpec is the spec that makes a container like this one. What the image or
// the engine fills in by itself is left out. img is the image the container was
// made from; nil if it is gone, in which case nothing can be left out. The texts
// name what a spec, and so a docker command, can't say.
func ToSpec(c container.InspectResponse, img *image.InspectResponse, d Defaults) (s spec.RunSpec, unexpressed []string) {
	if c.ContainerJSONBase == nil || c.Config == nil || c.HostConfig == nil {
		return s, []string{"the engine doesn't tell how it was made"}
	}
	w := writer{c: c, config: c.Config, host: c.HostConfig, defaults: d, s: &s}
	if img != nil {
		w.image, w.imageHealth = Image(*img), imageHealth(*img)
	}
	w.program()
	w.told()
	w.doors()
	w.networks()
	w.data()
	w.limits()
	w.safety()
	return s, w.unexpressed
}

type writer struct {
	c           container.InspectResponse
	config      *container.Config
	host        *container.HostConfig
	image       spec.Image
	imageHealth container.HealthConfig
	defaults    Defaults
	s           *spec.RunSpec
	unexpressed []string
}

func (w *writer) cannot(format string, args ...any) {
	w.unexpressed = append(w.unexpressed, fmt.Sprintf(format, args...))
}

// other is a text unless it is the default.
func other(text, normally string) string {
	if text == normally {
		return ""
	}
	return text
}

func (w *writer) program() {
	s := w.s
	s.Image, s.Name = w.config.Image, strings.TrimPrefix(w.c.Name, "/")
	s.Workdir, s.User = other(w.config.WorkingDir, w.image.Workdir), other(w.config.User, w.image.User)
	s.Groups = w.host.GroupAdd
	s.StopSignal = other(w.config.StopSignal, w.image.StopSignal)
	if w.config.StopTimeout != nil {
		s.StopTimeout = strconv.Itoa(*w.config.StopTimeout)
	}
	s.Interactive, s.TTY, s.Rm = w.config.OpenStdin, w.config.Tty, w.host.AutoRemove
	w.attached()
	w.words()
	if w.host.Init != nil {
		s.Init = spec.No
		if *w.host.Init {
			s.Init = spec.Yes
		}
	}
	if p := w.host.RestartPolicy; !p.IsNone() {
		s.Restart = string(p.Name)
		if p.MaximumRetryCount != 0 {
			s.Restart += ":" + strconv.Itoa(p.MaximumRetryCount)
		}
	}
	w.health()
}

// attached tells docker run -d from docker run by what was attached at first.
func (w *writer) attached() {
	in, out, errors := w.config.AttachStdin, w.config.AttachStdout, w.config.AttachStderr
	switch {
	case !in && !out && !errors:
		w.s.Detach = true
		return
	case out && errors && in == w.config.OpenStdin:
		return
	}
	for _, stream := range []struct {
		on   bool
		name string
	}{{in && !w.config.OpenStdin, "stdin"}, {out, "stdout"}, {errors, "stderr"}} {
		if stream.on {
			w.s.Attach = append(w.s.Attach, stream.name)
		}
	}
	if len(w.s.Attach) == 0 { // only what is typed
		w.s.Attach = []string{"stdin"}
	}
}

// words are the entrypoint and the command, as far as they aren't the image's.
func (w *writer) words() {
	entrypoint, command := []string(w.config.Entrypoint), []string(w.config.Cmd)
	own := !slices.Equal(entrypoint, w.image.Entrypoint)
	if !own && slices.Equal(command, w.image.Command) {
		return
	}
	if !own && len(command) > 0 || len(entrypoint) == 0 && len(w.image.Entrypoint) == 0 {
		w.s.Command = command
		return
	}
	switch {
	case len(entrypoint) == 0 || len(entrypoint) == 1 && entrypoint[0] == "":
		w.s.NoEntrypoint = true
	case len(entrypoint) == 1:
		w.s.Entrypoint = entrypoint[0]
	default:
		w.s.Entrypoint = entrypoint[0]
		command = slices.Concat(entrypoint[1:], command)
		w.cannot("its entrypoint has several words; all but the first are written before the command, so the same program runs")
	}
	w.s.Command = command
}

func (w *writer) health() {
	if w.config.Healthcheck == nil {
		return
	}
	h, normally := *w.config.Healthcheck, w.imageHealth
	if slices.Equal(h.Test, []string{"NONE"}) {
		w.s.Health.Off = !slices.Equal(normally.Test, h.Test)
		return
	}
	duration := func(d, normally time.Duration) string {
		if d == normally || d == 0 {
			return ""
		}
		return d.String()
	}
	w.s.Health = spec.Health{
		Interval: duration(h.Interval, normally.Interval), Timeout: duration(h.Timeout, normally.Timeout),
		StartPeriod: duration(h.StartPeriod, normally.StartPeriod), StartInterval: duration(h.StartInterval, normally.StartInterval),
	}
	if h.Retries != normally.Retries && h.Retries != 0 {
		w.s.Health.Retries = strconv.Itoa(h.Retries)
	}
	switch {
	case len(h.Test) == 0 || slices.Equal(h.Test, normally.Test):
	case len(h.Test) == 2 && h.Test[0] == "CMD-SHELL":
		w.s.Health.Command = h.Test[1]
	default:
		w.s.Health.Command = strings.Join(h.Test[1:], " ")
		w.cannot("its health check runs a program without a shell; it is written as a line for the shell")
	}
}

// told are variables and labels that the image doesn't bring along.
func (w *writer) told() {
	image := map[string]bool{}
	for _, e := range w.image.Env {
		image[e.String()] = true
	}
	for i, text := range w.config.Env {
		if e, err := spec.ParseEnv(text); err == nil && !image[text] && !slices.Contains(w.config.Env[i+1:], text) {
			w.s.Env = append(w.s.Env, e)
		}
	}
	labels := map[string]string{}
	for _, l := range w.image.Labels {
		labels[l.Key] = l.Value
	}
	for _, key := range slices.Sorted(maps.Keys(w.config.Labels)) {
		if value, there := labels[key]; !there || value != w.config.Labels[key] {
			w.s.Labels = append(w.s.Labels, spec.Pair{Key: key, Value: w.config.Labels[key]})
		}
	}
	w.s.Annotations = sortedPairs(w.host.Annotations)
}

func sortedPairs(m map[string]string) []spec.Pair {
	var pairs []spec.Pair
	for _, key := range slices.Sorted(maps.Keys(m)) {
		pairs = append(pairs, spec.Pair{Key: key, Value: m[key]})
	}
	return pairs
}

func (w *writer) doors() {
	s := w.s
	s.PublishAll = w.host.PublishAllPorts
	inside := slices.SortedFunc(maps.Keys(w.host.PortBindings), comparePorts)
	for _, port := range inside {
		for _, b := range w.host.PortBindings[port] {
			s.Ports = append(s.Ports, spec.Port{HostIP: b.HostIP, Host: b.HostPort, Container: port.Port(), Proto: other(port.Proto(), "tcp")})
		}
	}
	for _, port := range slices.SortedFunc(maps.Keys(w.config.ExposedPorts), comparePorts) {
		if _, published := w.host.PortBindings[port]; !published && !slices.Contains(w.image.Expose, string(port)) {
			s.Expose = append(s.Expose, strings.TrimSuffix(string(port), "/tcp"))
		}
	}
	if w.config.Hostname != "" && !strings.HasPrefix(w.c.ID, w.config.Hostname) && w.host.NetworkMode != "host" {
		s.Hostname = w.config.Hostname
	}
	s.Domainname = w.config.Domainname
	s.DNS, s.DNSSearch, s.DNSOptions = w.host.DNS, w.host.DNSSearch, w.host.DNSOptions
	for _, text := range w.host.ExtraHosts {
		if h, err := spec.ParseHost(text); err == nil {
			s.ExtraHosts = append(s.ExtraHosts, h)
		}
	}
	for _, link := range w.host.Links { // "/db:/web/database"
		name, alias, _ := strings.Cut(link, ":")
		s.Links = append(s.Links, strings.TrimPrefix(name, "/")+":"+alias[strings.LastIndex(alias, "/")+1:])
	}
}

func comparePorts(a, b nat.Port) int {
	return cmp.Or(cmp.Compare(a.Int(), b.Int()), cmp.Compare(a.Proto(), b.Proto()))
}

// networks are the places that somebody gave it. The engine's own choice is not
// said.
func (w *writer) networks() {
	mode := string(w.host.NetworkMode)
	places := map[string]*network.EndpointSettings{}
	if w.c.NetworkSettings != nil {
		maps.Copy(places, w.c.NetworkSettings.Networks)
	}
	first := w.place(mode, places[mode], false)
	if !(mode == "" || mode == "default" || mode == "bridge") || !isPlain(first) {
		w.s.Networks = []spec.Network{first}
	}
	for _, name := range slices.Sorted(maps.Keys(places)) {
		if name == mode || !container.NetworkMode(name).IsUserDefined() || !container.NetworkMode(mode).IsUserDefined() {
			continue
		}
		w.s.Networks = append(w.s.Networks, w.place(name, places[name], true))
	}
	if len(w.s.Networks) > 0 {
		//lint:ignore SA1019 older engines tell it only here
		w.s.Networks[0].MAC = w.config.MacAddress
	}
}

func isPlain(n spec.Network) bool {
	return len(n.Aliases) == 0 && n.IPv4+n.IPv6+n.GwPriority == "" && len(n.LinkLocalIPs) == 0 && len(n.DriverOpts) == 0
}

// place is how it is on a network. On further ones the engine itself gives it
// its host name as an alias.
func (w *writer) place(name string, e *network.EndpointSettings, further bool) spec.Network {
	n := spec.Network{Name: name}
	if e == nil {
		return n
	}
	for _, alias := range e.Aliases {
		filledIn := len(alias) >= 12 && strings.HasPrefix(w.c.ID, alias) || further && alias == w.config.Hostname
		if !filledIn {
			n.Aliases = append(n.Aliases, alias)
		}
	}
	if a := e.IPAMConfig; a != nil {
		n.IPv4, n.IPv6, n.LinkLocalIPs = a.IPv4Address, a.IPv6Address, a.LinkLocalIPs
	}
	n.DriverOpts = sortedPairs(e.DriverOpts)
	if e.GwPriority != 0 {
		n.GwPriority = strconv.Itoa(e.GwPriority)
	}
	return n
}

func (w *writer) data() {
	s := w.s
	for _, text := range w.host.Binds {
		m, err := spec.ParseVolume(text)
		if err != nil {
			w.cannot("the mount %q can't be written", text)
			continue
		}
		s.Mounts = append(s.Mounts, m)
	}
	for _, target := range slices.Sorted(maps.Keys(w.config.Volumes)) {
		if !slices.Contains(w.image.Volumes, target) {
			s.Mounts = append(s.Mounts, spec.Mount{Kind: spec.Volume, Target: target})
		}
	}
	for _, m := range w.host.Mounts {
		s.Mounts = append(s.Mounts, w.spelled(m))
	}
	for _, target := range slices.Sorted(maps.Keys(w.host.Tmpfs)) {
		m := spec.Mount{Kind: spec.Tmpfs, Target: target}
		if options := w.host.Tmpfs[target]; options != "" {
			m.Options = strings.Split(options, ",")
		}
		s.Mounts = append(s.Mounts, m)
	}
	s.VolumesFrom, s.VolumeDriver = w.host.VolumesFrom, w.host.VolumeDriver
	s.ReadOnly = w.host.ReadonlyRootfs
	const usualShm = 64 << 20
	if w.host.ShmSize != usualShm {
		s.ShmSize = size(w.host.ShmSize)
	}
	s.StorageOptions = sortedPairs(w.host.StorageOpt)
	s.LogOptions = sortedPairs(w.host.LogConfig.Config)
	if t := w.host.LogConfig.Type; len(s.LogOptions) > 0 || t != w.defaults.LogDriver {
		s.LogDriver = t
	}
}

// spelled writes a mount of --mount.
func (w *writer) spelled(m mount.Mount) spec.Mount {
	out := spec.Mount{Kind: spec.MountKind(m.Type), Source: m.Source, Target: m.Target, Spelled: true}
	add := func(on bool, text string) {
		if on {
			out.Options = append(out.Options, text)
		}
	}
	add(m.ReadOnly, "readonly")
	add(m.Consistency != "", "consistency="+string(m.Consistency))
	if b := m.BindOptions; b != nil {
		add(b.Propagation != "", "bind-propagation="+string(b.Propagation))
		add(b.NonRecursive, "bind-recursive=disabled")
		add(b.ReadOnlyNonRecursive, "bind-recursive=writable")
		add(b.ReadOnlyForceRecursive, "bind-recursive=readonly")
		if b.CreateMountpoint {
			w.cannot("the folder %s is made if it is missing, which --mount can't say", m.Source)
		}
	}
	if v := m.VolumeOptions; v != nil {
		add(v.NoCopy, "volume-nocopy")
		add(v.Subpath != "", "volume-subpath="+v.Subpath)
		for _, l := range sortedPairs(v.Labels) {
			add(true, "volume-label="+l.String())
		}
		if d := v.DriverConfig; d != nil {
			add(d.Name != "", "volume-driver="+d.Name)
			for _, o := range sortedPairs(d.Options) {
				add(true, "volume-opt="+o.String())
			}
		}
	}
	if t := m.TmpfsOptions; t != nil {
		add(t.SizeBytes != 0, "tmpfs-size="+strconv.FormatInt(t.SizeBytes, 10))
		add(t.Mode != 0, "tmpfs-mode="+strconv.FormatUint(uint64(t.Mode), 8))
		if len(t.Options) > 0 {
			w.cannot("the further options of the memory at %s can't be written", m.Target)
		}
	}
	if i := m.ImageOptions; i != nil {
		add(i.Subpath != "", "image-subpath="+i.Subpath)
	}
	return out
}

// size writes bytes; nothing for none.
func size(n int64) string {
	if n == 0 {
		return ""
	}
	return spec.FormatSize(n)
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func (w *writer) limits() {
	s, h := w.s, w.host
	s.Memory, s.MemoryReservation, s.KernelMemory = size(h.Memory), size(h.MemoryReservation), size(h.KernelMemory)
	switch {
	case h.MemorySwap == -1:
		s.MemorySwap = "-1"
	case h.MemorySwap != 2*h.Memory: // what the engine fills in
		s.MemorySwap = size(h.MemorySwap)
	}
	if p := h.MemorySwappiness; p != nil && *p >= 0 {
		s.MemorySwappiness = strconv.FormatInt(*p, 10)
	}
	s.OOMKillDisable = h.OomKillDisable != nil && *h.OomKillDisable
	s.OOMScoreAdj = number(int64(h.OomScoreAdj))
	if h.NanoCPUs != 0 {
		s.CPUs = strings.TrimRight(strings.TrimRight(big.NewRat(h.NanoCPUs, 1e9).FloatString(9), "0"), ".")
	}
	s.CPUShares, s.CPUPeriod, s.CPUQuota = number(h.CPUShares), number(h.CPUPeriod), number(h.CPUQuota)
	s.CPURealtimePeriod, s.CPURealtimeRuntime = number(h.CPURealtimePeriod), number(h.CPURealtimeRuntime)
	s.CPUSet, s.CPUSetMems = h.CpusetCpus, h.CpusetMems
	if h.PidsLimit != nil {
		s.PIDs = number(*h.PidsLimit)
	}
	for _, u := range h.Ulimits {
		s.Ulimits = append(s.Ulimits, spec.Ulimit{Name: u.Name, Soft: strconv.FormatInt(u.Soft, 10), Hard: other(strconv.FormatInt(u.Hard, 10), strconv.FormatInt(u.Soft, 10))})
	}
	s.BlkioWeight = number(int64(h.BlkioWeight))
	for _, d := range h.BlkioWeightDevice {
		s.BlkioWeightDevices = append(s.BlkioWeightDevices, spec.Rate{Path: d.Path, Value: strconv.Itoa(int(d.Weight))})
	}
	s.DeviceReadBps, s.DeviceWriteBps = throttles(h.BlkioDeviceReadBps), throttles(h.BlkioDeviceWriteBps)
	s.DeviceReadIOps, s.DeviceWriteIOps = throttles(h.BlkioDeviceReadIOps), throttles(h.BlkioDeviceWriteIOps)
	s.CgroupParent = h.CgroupParent
	s.Isolation = other(string(h.Isolation), "default")
	s.CPUCount, s.CPUPercent = number(h.CPUCount), number(h.CPUPercent)
	s.IOMaxBandwidth, s.IOMaxIOps = size(int64(h.IOMaximumBandwidth)), number(int64(h.IOMaximumIOps))
}

func throttles[T interface{ String() string }](devices []T) []spec.Rate {
	var rates []spec.Rate
	for _, d := range devices { // "/dev/sda:1048576"
		text := d.String()
		i := strings.LastIndex(text, ":")
		rates = append(rates, spec.Rate{Path: text[:i], Value: text[i+1:]})
	}
	return rates
}

func (w *writer) safety() {
	s, h := w.s, w.host
	s.Privileged, s.CapAdd, s.CapDrop = h.Privileged, h.CapAdd, h.CapDrop
	for _, o := range h.SecurityOpt {
		switch {
		case o == "label=disable" && (h.Privileged || h.PidMode.IsHost() || h.IpcMode.IsHost()): // filled in
		case strings.HasPrefix(o, "seccomp={"):
			w.cannot("its seccomp profile came from a file that nobody remembers; it is left out")
		default:
			s.SecurityOptions = append(s.SecurityOptions, o)
		}
	}
	if h.MaskedPaths != nil && len(h.MaskedPaths) == 0 && h.ReadonlyPaths != nil && len(h.ReadonlyPaths) == 0 {
		s.SecurityOptions = append(s.SecurityOptions, "systempaths=unconfined")
	}
	s.Sysctls = sortedPairs(h.Sysctls)
	for _, d := range h.Devices {
		s.Devices = append(s.Devices, spec.Device{Host: d.PathOnHost, Container: other(d.PathInContainer, d.PathOnHost), Permissions: other(d.CgroupPermissions, "rwm")})
	}
	s.DeviceRules = h.DeviceCgroupRules
	for _, r := range h.DeviceRequests {
		if r.Driver == "cdi" {
			for _, name := range r.DeviceIDs {
				s.Devices = append(s.Devices, spec.Device{Host: name})
			}
			continue
		}
		s.GPUs = append(s.GPUs, gpuText(r))
	}
	s.IPC = other(string(h.IpcMode), "private")
	s.PID, s.UTS, s.Userns = string(h.PidMode), string(h.UTSMode), string(h.UsernsMode)
	s.Cgroupns = other(string(h.CgroupnsMode), w.defaults.Cgroupns)
	s.Runtime = other(h.Runtime, w.defaults.Runtime)
}

// gpuText writes a request for graphics processors as --gpus takes it.
func gpuText(r container.DeviceRequest) string {
	var fields []string
	switch {
	case len(r.DeviceIDs) > 0:
		fields = append(fields, "device="+strings.Join(r.DeviceIDs, ","))
	case r.Count == -1:
		fields = append(fields, "all")
	default:
		fields = append(fields, strconv.Itoa(r.Count))
	}
	if r.Driver != "" {
		fields = append(fields, "driver="+r.Driver)
	}
	for _, names := range r.Capabilities {
		if names = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "gpu" }); len(names) > 0 {
			fields = append(fields, "capabilities="+strings.Join(names, ","))
		}
	}
	for i, f := range fields {
		if strings.ContainsAny(f, `,"`) {
			fields[i] = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
		}
	}
	return strings.Join(fields, ",")
}
