package request

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/docker/cli/opts"
	"github.com/docker/docker/api/types/blkiodev"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/mount"
	"github.com/docker/docker/api/types/network"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// host is the part of a request that is about this engine's computer.
func (r *reader) host(s spec.RunSpec) *container.HostConfig {
	h := &container.HostConfig{
		Binds: r.binds(s.Mounts), Mounts: r.mounts(s.Mounts), Tmpfs: tmpfs(s.Mounts),
		VolumesFrom: slices.Clone(s.VolumesFrom), VolumeDriver: s.VolumeDriver,
		PortBindings: r.bindings(s.Ports), PublishAllPorts: s.PublishAll, NetworkMode: networkMode(s.Networks),
		Links: r.each("links", s.Links, opts.ValidateLink),
		DNS:   notNil(r.each("dns", s.DNS, opts.ValidateIPAddress)), DNSOptions: notNil(slices.Clone(s.DNSOptions)),
		DNSSearch:  notNil(r.each("dnsSearch", s.DNSSearch, opts.ValidateDNSSearch)),
		ExtraHosts: r.each("extraHosts", texts(s.ExtraHosts), opts.ValidateExtraHost),
		AutoRemove: s.Rm, RestartPolicy: r.restart(s.Restart),
		Privileged: s.Privileged, CapAdd: slices.Clone(s.CapAdd), CapDrop: slices.Clone(s.CapDrop),
		GroupAdd: slices.Clone(s.Groups), ReadonlyRootfs: s.ReadOnly, OomScoreAdj: int(r.number("oomScoreAdj", s.OOMScoreAdj)),
		IpcMode: container.IpcMode(s.IPC), PidMode: container.PidMode(s.PID), UTSMode: container.UTSMode(s.UTS),
		UsernsMode: container.UsernsMode(s.Userns), CgroupnsMode: container.CgroupnsMode(s.Cgroupns),
		ShmSize: r.size("shmSize", s.ShmSize), Sysctls: r.pairs("sysctls", s.Sysctls, opts.ValidateSysctl),
		StorageOpt: r.pairs("storageOptions", s.StorageOptions, nil), Annotations: r.pairs("annotations", s.Annotations, nil),
		Runtime: s.Runtime, Isolation: container.Isolation(s.Isolation),
		LogConfig: container.LogConfig{Type: s.LogDriver, Config: r.pairs("logOptions", s.LogOptions, nil)},
		Resources: r.resources(s),
	}
	r.security(s, h)
	r.modes(h)
	if s.Init != spec.Unsaid {
		on := s.Init == spec.Yes
		h.Init = &on
	}
	if s.LogDriver == "none" && len(s.LogOptions) > 0 {
		r.fail("logOptions.0", errors.New("the driver none has no settings"))
	}
	return h
}

func (r *reader) modes(h *container.HostConfig) {
	for _, mode := range []struct {
		field string
		valid bool
		text  string
	}{
		{"pid", h.PidMode.Valid(), string(h.PidMode)},
		{"uts", h.UTSMode.Valid(), string(h.UTSMode)},
		{"userns", h.UsernsMode.Valid(), string(h.UsernsMode)},
		{"cgroupns", h.CgroupnsMode.Valid(), string(h.CgroupnsMode)},
	} {
		if !mode.valid {
			r.fail(mode.field, fmt.Errorf("%q can't be chosen here", mode.text))
		}
	}
}

func (r *reader) resources(s spec.RunSpec) container.Resources {
	swappiness := int64(-1)
	if s.MemorySwappiness != "" {
		swappiness = r.number("memorySwappiness", s.MemorySwappiness)
		if swappiness < -1 || swappiness > 100 {
			r.fail("memorySwappiness", errors.New("it goes from 0 to 100"))
		}
	}
	pids := r.number("pids", s.PIDs)
	resources := container.Resources{
		CgroupParent: s.CgroupParent,
		Memory:       r.size("memory", s.Memory), MemoryReservation: r.size("memoryReservation", s.MemoryReservation),
		KernelMemory: r.size("kernelMemory", s.KernelMemory), MemorySwappiness: &swappiness,
		OomKillDisable: &s.OOMKillDisable, PidsLimit: &pids,
		CPUShares: r.number("cpuShares", s.CPUShares), CPUPeriod: r.number("cpuPeriod", s.CPUPeriod),
		CPUQuota: r.number("cpuQuota", s.CPUQuota), CPURealtimePeriod: r.number("cpuRealtimePeriod", s.CPURealtimePeriod),
		CPURealtimeRuntime: r.number("cpuRealtimeRuntime", s.CPURealtimeRuntime),
		CpusetCpus:         s.CPUSet, CpusetMems: s.CPUSetMems,
		BlkioWeight: uint16(r.unsigned("blkioWeight", s.BlkioWeight, 16)), BlkioWeightDevice: r.weights(s.BlkioWeightDevices),
		BlkioDeviceReadBps:   r.rates("deviceReadBps", s.DeviceReadBps, opts.ValidateThrottleBpsDevice),
		BlkioDeviceWriteBps:  r.rates("deviceWriteBps", s.DeviceWriteBps, opts.ValidateThrottleBpsDevice),
		BlkioDeviceReadIOps:  r.rates("deviceReadIops", s.DeviceReadIOps, opts.ValidateThrottleIOpsDevice),
		BlkioDeviceWriteIOps: r.rates("deviceWriteIops", s.DeviceWriteIOps, opts.ValidateThrottleIOpsDevice),
		Ulimits:              r.ulimits(s.Ulimits), DeviceCgroupRules: slices.Clone(s.DeviceRules),
		CPUCount: r.number("cpuCount", s.CPUCount), CPUPercent: r.number("cpuPercent", s.CPUPercent),
		IOMaximumIOps: r.unsigned("ioMaxIops", s.IOMaxIOps, 64), IOMaximumBandwidth: uint64(r.size("ioMaxBandwidth", s.IOMaxBandwidth)),
	}
	if s.MemorySwap == "-1" {
		resources.MemorySwap = -1
	} else {
		resources.MemorySwap = r.size("memorySwap", s.MemorySwap)
	}
	if s.CPUs != "" {
		nano, err := spec.ParseCPUs(s.CPUs)
		r.failed("cpus", err)
		resources.NanoCPUs = nano
	}
	resources.Devices, resources.DeviceRequests = r.devices(s)
	return resources
}

func (r *reader) unsigned(field, text string, bits int) uint64 {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 0, bits)
	if err != nil {
		r.fail(field, fmt.Errorf("%q is no number that fits", text))
	}
	return n
}

func (r *reader) ulimits(limits []spec.Ulimit) []*container.Ulimit {
	all := opts.NewUlimitOpt(nil)
	for i, l := range limits {
		r.failed(entry("ulimits", i), all.Set(l.String()))
	}
	return all.GetList()
}

func (r *reader) rates(field string, rates []spec.Rate, validate opts.ValidatorThrottleFctType) []*blkiodev.ThrottleDevice {
	all := opts.NewThrottledeviceOpt(validate)
	for i, one := range rates {
		r.failed(entry(field, i), all.Set(one.String()))
	}
	return all.GetList()
}

func (r *reader) weights(rates []spec.Rate) []*blkiodev.WeightDevice {
	all := opts.NewWeightdeviceOpt(opts.ValidateWeightDevice)
	for i, one := range rates {
		r.failed(entry("blkioWeightDevices", i), all.Set(one.String()))
	}
	return all.GetList()
}

// devices are those of this computer and those that a driver hands out, such as
// graphics processors.
func (r *reader) devices(s spec.RunSpec) ([]container.DeviceMapping, []container.DeviceRequest) {
	var gpus opts.GpuOpts
	for i, text := range s.GPUs {
		r.failed(entry("gpus", i), gpus.Set(text))
	}
	requests := gpus.Value()
	mappings := []container.DeviceMapping{}
	var named []string
	for i, d := range s.Devices {
		switch {
		case d.CDI():
			named = append(named, d.Host)
		case r.engine.OS == "windows":
			mappings = append(mappings, container.DeviceMapping{PathOnHost: d.String()})
		case !r.failed(entry("devices", i), d.Problem()):
			mappings = append(mappings, deviceMapping(d))
		}
	}
	if len(named) > 0 {
		requests = append(requests, container.DeviceRequest{Driver: "cdi", DeviceIDs: named})
	}
	return mappings, requests
}

func deviceMapping(d spec.Device) container.DeviceMapping {
	m := container.DeviceMapping{PathOnHost: d.Host, PathInContainer: d.Container, CgroupPermissions: d.Permissions}
	switch {
	case d.Container == "": // docker tidies up only the last path of two
		m.PathOnHost = path.Clean(d.Host)
		m.PathInContainer = m.PathOnHost
	case d.Permissions == "":
		m.PathInContainer = path.Clean(d.Container)
	}
	if m.CgroupPermissions == "" {
		m.CgroupPermissions = "rwm"
	}
	return m
}

// binds are the mounts that -v says, each once.
func (r *reader) binds(mounts []spec.Mount) []string {
	var binds []string
	for i, m := range mounts {
		if m.Spelled || m.Kind == spec.Tmpfs {
			continue
		}
		if r.failed(entry("mounts", i), m.Problem()) {
			return nil
		}
		if m.Source == "" {
			continue
		}
		m.Source = r.path(entry("mounts", i), m.Source)
		if text := m.String(); !slices.Contains(binds, text) {
			binds = append(binds, text)
		}
	}
	return binds
}

func (r *reader) mounts(mounts []spec.Mount) []mount.Mount {
	var all opts.MountOpt
	for i, m := range mounts {
		if !m.Spelled || r.failed(entry("mounts", i), m.Problem()) {
			continue
		}
		m.Source = r.path(entry("mounts", i), m.Source)
		r.failed(entry("mounts", i), all.Set(m.String()))
	}
	return all.Value()
}

func tmpfs(mounts []spec.Mount) map[string]string {
	all := map[string]string{}
	for _, m := range mounts {
		if !m.Spelled && m.Kind == spec.Tmpfs {
			all[m.Target] = strings.Join(m.Options, ",")
		}
	}
	return all
}

func (r *reader) restart(text string) container.RestartPolicy {
	if text == "" {
		text = string(container.RestartPolicyDisabled)
	}
	policy, err := opts.ParseRestartPolicy(text)
	r.failed("restart", err)
	return policy
}

// security sends the content of a seccomp profile instead of its path, and
// takes out what is no option of the engine's.
func (r *reader) security(s spec.RunSpec, h *container.HostConfig) {
	for i, option := range s.SecurityOptions {
		field := entry("securityOptions", i)
		key, value, ok := strings.Cut(option, "=")
		if !ok && key != "no-new-privileges" {
			key, value, ok = strings.Cut(option, ":")
		}
		switch {
		case key != "no-new-privileges" && (!ok || value == ""):
			r.fail(field, fmt.Errorf("%q is not option=value", option))
			return
		case option == "systempaths=unconfined":
			h.MaskedPaths, h.ReadonlyPaths = []string{}, []string{}
			continue
		case key == "seccomp" && value != "builtin" && value != "unconfined":
			option = "seccomp=" + r.profile(field, value)
		}
		h.SecurityOpt = append(h.SecurityOpt, option)
	}
	if h.SecurityOpt == nil && len(s.SecurityOptions) > 0 {
		h.SecurityOpt = []string{}
	}
}

func (r *reader) profile(field, path string) string {
	text := r.file(field, path)
	if r.err != nil {
		return ""
	}
	var compact bytes.Buffer
	r.failed(field, json.Compact(&compact, text))
	return compact.String()
}

func networkMode(networks []spec.Network) container.NetworkMode {
	if len(networks) == 0 || networks[0].Name == "" {
		return network.NetworkDefault
	}
	return container.NetworkMode(networks[0].Name)
}

// networking are the container's places on its networks. Nothing is said of a
// single network without settings.
func (r *reader) networking(s spec.RunSpec) *network.NetworkingConfig {
	networks := slices.Clone(s.Networks)
	if len(networks) == 0 {
		networks = []spec.Network{{}}
	}
	unnamed := networks[0].Name == ""
	if unnamed {
		networks[0].Name = network.NetworkDefault
	}
	endpoints := map[string]*network.EndpointSettings{}
	own := 0
	for i, n := range networks {
		field := entry("networks", i)
		if r.failed(field, n.Problem(i == 0)) {
			return nil
		}
		userDefined := container.NetworkMode(n.Name).IsUserDefined()
		if userDefined {
			own++
		}
		var links []string
		if i == 0 && userDefined {
			links = s.Links
		}
		if !userDefined && len(n.Aliases) > 0 {
			r.fail(field+".aliases", fmt.Errorf("only on networks that somebody made there are further names, not on %q", n.Name))
		}
		if _, twice := endpoints[n.Name]; twice {
			r.fail(field, fmt.Errorf("the network %q is there twice", n.Name))
		}
		place := r.endpoint(field, n, links)
		if i == 0 && len(networks) == 1 && !unnamed && plain(n, links) {
			continue
		}
		endpoints[n.Name] = place
	}
	if own > 0 && own < len(networks) {
		r.fail("networks.1", errors.New("the engine's own networks can't be mixed with others"))
	}
	return &network.NetworkingConfig{EndpointsConfig: endpoints}
}

// plain says that nothing is said but the network's name.
func plain(n spec.Network, links []string) bool {
	return len(links) == 0 && n.IPv4+n.IPv6+n.MAC == "" && len(n.Aliases) == 0 && len(n.LinkLocalIPs) == 0 &&
		len(n.DriverOpts) == 0 && (n.GwPriority == "" || n.GwPriority == "0")
}

func (r *reader) endpoint(field string, n spec.Network, links []string) *network.EndpointSettings {
	e := &network.EndpointSettings{
		Aliases: slices.Clone(n.Aliases), Links: slices.Clone(links), MacAddress: n.MAC,
		GwPriority: int(r.number(field+".gwPriority", n.GwPriority)),
	}
	if n.MAC != "" {
		if _, err := net.ParseMAC(strings.TrimSpace(n.MAC)); err != nil {
			r.fail(field+".mac", fmt.Errorf("%q is no number of a network card, such as 02:42:ac:11:00:02", n.MAC))
		}
	}
	if len(n.DriverOpts) > 0 {
		e.DriverOpts = map[string]string{}
		for _, o := range n.DriverOpts {
			e.DriverOpts[o.Key] = o.Value
		}
	}
	if n.IPv4 != "" || n.IPv6 != "" || len(n.LinkLocalIPs) > 0 {
		e.IPAMConfig = &network.EndpointIPAMConfig{
			IPv4Address: n.IPv4, IPv6Address: n.IPv6, LinkLocalIPs: slices.Clone(n.LinkLocalIPs),
		}
	}
	return e
}

// each puts every text through one of docker's own checks.
func (r *reader) each(field string, list []string, check func(string) (string, error)) []string {
	var all []string
	for i, text := range list {
		out, err := check(text)
		if r.failed(entry(field, i), err) {
			return nil
		}
		all = append(all, out)
	}
	return all
}

func (r *reader) pairs(field string, pairs []spec.Pair, check func(string) (string, error)) map[string]string {
	all := map[string]string{}
	for i, p := range pairs {
		err := p.Problem()
		if err == nil && check != nil {
			_, err = check(p.String())
		}
		if r.failed(entry(field, i), err) {
			return nil
		}
		all[p.Key] = p.Value
	}
	return all
}

func texts[T fmt.Stringer](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = v.String()
	}
	return all
}

func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func entry(field string, i int) string { return field + "." + strconv.Itoa(i) }
