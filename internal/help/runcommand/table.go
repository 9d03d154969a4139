package runcommand

import "github.com/dockdesk/dockdesk/internal/engine/spec"

// The parts of the form, in their order.
const (
	Basics  = "Basics"
	Doors   = "Ports"
	Telling = "Environment"
	Data    = "Files"
	Network = "Network"
	Program = "Program"
	Limits  = "Limits"
	Safety  = "Safety"
	Health  = "Health"
	Output  = "Output"
	Notes   = "Labels"
	Windows = "Windows containers"
	None    = "" // explained only
)

// flags is the table. Its order is the order in a command.
var flags = table()

var byName = func() map[string]int {
	m := map[string]int{}
	for i, f := range flags {
		m[f.Long] = i
		if f.Also != "" {
			m[f.Also] = i
		}
	}
	return m
}()

func table() []Flag {
	return join(
		in(Basics, Form,
			toggle("detach", "detach", func(s *spec.RunSpec) *bool { return &s.Detach }).runOnly(),
			toggle("interactive", "interactive", func(s *spec.RunSpec) *bool { return &s.Interactive }),
			toggle("tty", "tty", func(s *spec.RunSpec) *bool { return &s.TTY }),
		),
		in(Program, Advanced, list("attach", "attach", func(s *spec.RunSpec) *[]string { return &s.Attach })),
		in(Basics, Form,
			toggle("rm", "rm", func(s *spec.RunSpec) *bool { return &s.Rm }),
			text("name", "name", func(s *spec.RunSpec) *string { return &s.Name }),
		),
		in(Doors, Form,
			values("publish", "ports", func(s *spec.RunSpec) *[]spec.Port { return &s.Ports }, spec.ParsePort),
			toggle("publish-all", "publishAll", func(s *spec.RunSpec) *bool { return &s.PublishAll }),
		),
		in(Doors, Advanced, list("expose", "expose", func(s *spec.RunSpec) *[]string { return &s.Expose })),
		in(Telling, Form,
			values("env", "env", func(s *spec.RunSpec) *[]spec.Env { return &s.Env }, spec.ParseEnv),
			list("env-file", "envFiles", func(s *spec.RunSpec) *[]string { return &s.EnvFiles }),
		),
		in(Data, Form,
			mount("volume", spec.ParseVolume).writes(writeMounts),
			mount("mount", spec.ParseMount),
			mount("tmpfs", spec.ParseTmpfs),
		),
		in(Data, Advanced,
			list("volumes-from", "volumesFrom", func(s *spec.RunSpec) *[]string { return &s.VolumesFrom }),
			text("volume-driver", "volumeDriver", func(s *spec.RunSpec) *string { return &s.VolumeDriver }),
		),
		in(Network, Form,
			flag("network", "networks", readNetwork).many().also("net").writes(writeNetworks),
			firstNetwork("network-alias", "aliases", func(n *spec.Network, v string) { n.Aliases = append(n.Aliases, v) }).many().also("net-alias"),
		),
		in(Network, Advanced,
			firstNetwork("ip", "ipv4", func(n *spec.Network, v string) { n.IPv4 = v }),
			firstNetwork("ip6", "ipv6", func(n *spec.Network, v string) { n.IPv6 = v }),
			firstNetwork("link-local-ip", "linkLocalIps", func(n *spec.Network, v string) { n.LinkLocalIPs = append(n.LinkLocalIPs, v) }).many(),
			firstNetwork("mac-address", "mac", func(n *spec.Network, v string) { n.MAC = v }),
			list("link", "links", func(s *spec.RunSpec) *[]string { return &s.Links }),
			text("hostname", "hostname", func(s *spec.RunSpec) *string { return &s.Hostname }),
			text("domainname", "domainname", func(s *spec.RunSpec) *string { return &s.Domainname }),
			values("add-host", "extraHosts", func(s *spec.RunSpec) *[]spec.Host { return &s.ExtraHosts }, spec.ParseHost),
			list("dns", "dns", func(s *spec.RunSpec) *[]string { return &s.DNS }),
			list("dns-search", "dnsSearch", func(s *spec.RunSpec) *[]string { return &s.DNSSearch }),
			list("dns-option", "dnsOptions", func(s *spec.RunSpec) *[]string { return &s.DNSOptions }).also("dns-opt"),
		),
		in(Basics, Form, text("restart", "restart", func(s *spec.RunSpec) *string { return &s.Restart })),
		in(Program, Advanced,
			text("stop-signal", "stopSignal", func(s *spec.RunSpec) *string { return &s.StopSignal }),
			text("stop-timeout", "stopTimeout", func(s *spec.RunSpec) *string { return &s.StopTimeout }),
			flag("init", "init", readInit).writes(writeInit),
		),
		in(Limits, Form, text("memory", "memory", func(s *spec.RunSpec) *string { return &s.Memory })),
		in(Limits, Advanced,
			text("memory-reservation", "memoryReservation", func(s *spec.RunSpec) *string { return &s.MemoryReservation }),
			text("memory-swap", "memorySwap", func(s *spec.RunSpec) *string { return &s.MemorySwap }),
			text("memory-swappiness", "memorySwappiness", func(s *spec.RunSpec) *string { return &s.MemorySwappiness }),
			text("kernel-memory", "kernelMemory", func(s *spec.RunSpec) *string { return &s.KernelMemory }).until("1.42"),
			toggle("oom-kill-disable", "oomKillDisable", func(s *spec.RunSpec) *bool { return &s.OOMKillDisable }),
			text("oom-score-adj", "oomScoreAdj", func(s *spec.RunSpec) *string { return &s.OOMScoreAdj }),
		),
		in(Limits, Form, text("cpus", "cpus", func(s *spec.RunSpec) *string { return &s.CPUs })),
		in(Limits, Advanced,
			text("cpu-shares", "cpuShares", func(s *spec.RunSpec) *string { return &s.CPUShares }),
			text("cpu-period", "cpuPeriod", func(s *spec.RunSpec) *string { return &s.CPUPeriod }),
			text("cpu-quota", "cpuQuota", func(s *spec.RunSpec) *string { return &s.CPUQuota }),
			text("cpu-rt-period", "cpuRealtimePeriod", func(s *spec.RunSpec) *string { return &s.CPURealtimePeriod }),
			text("cpu-rt-runtime", "cpuRealtimeRuntime", func(s *spec.RunSpec) *string { return &s.CPURealtimeRuntime }),
			text("cpuset-cpus", "cpuset", func(s *spec.RunSpec) *string { return &s.CPUSet }),
			text("cpuset-mems", "cpusetMems", func(s *spec.RunSpec) *string { return &s.CPUSetMems }),
		),
		in(Limits, Form, text("pids-limit", "pids", func(s *spec.RunSpec) *string { return &s.PIDs })),
		in(Limits, Advanced,
			values("ulimit", "ulimits", func(s *spec.RunSpec) *[]spec.Ulimit { return &s.Ulimits }, spec.ParseUlimit),
			text("shm-size", "shmSize", func(s *spec.RunSpec) *string { return &s.ShmSize }),
			text("blkio-weight", "blkioWeight", func(s *spec.RunSpec) *string { return &s.BlkioWeight }),
			rates("blkio-weight-device", "blkioWeightDevices", func(s *spec.RunSpec) *[]spec.Rate { return &s.BlkioWeightDevices }),
			rates("device-read-bps", "deviceReadBps", func(s *spec.RunSpec) *[]spec.Rate { return &s.DeviceReadBps }),
			rates("device-write-bps", "deviceWriteBps", func(s *spec.RunSpec) *[]spec.Rate { return &s.DeviceWriteBps }),
			rates("device-read-iops", "deviceReadIops", func(s *spec.RunSpec) *[]spec.Rate { return &s.DeviceReadIOps }),
			rates("device-write-iops", "deviceWriteIops", func(s *spec.RunSpec) *[]spec.Rate { return &s.DeviceWriteIOps }),
			pairs("storage-opt", "storageOptions", func(s *spec.RunSpec) *[]spec.Pair { return &s.StorageOptions }),
			text("cgroup-parent", "cgroupParent", func(s *spec.RunSpec) *string { return &s.CgroupParent }),
		),
		in(Safety, Form, text("user", "user", func(s *spec.RunSpec) *string { return &s.User })),
		in(Safety, Advanced, list("group-add", "groups", func(s *spec.RunSpec) *[]string { return &s.Groups })),
		in(Program, Form, text("workdir", "workdir", func(s *spec.RunSpec) *string { return &s.Workdir })),
		in(Safety, Form,
			toggle("read-only", "readOnly", func(s *spec.RunSpec) *bool { return &s.ReadOnly }),
			list("cap-drop", "capDrop", func(s *spec.RunSpec) *[]string { return &s.CapDrop }),
			list("cap-add", "capAdd", func(s *spec.RunSpec) *[]string { return &s.CapAdd }),
			list("security-opt", "securityOptions", func(s *spec.RunSpec) *[]string { return &s.SecurityOptions }),
			toggle("privileged", "privileged", func(s *spec.RunSpec) *bool { return &s.Privileged }),
		),
		in(Safety, Advanced,
			values("device", "devices", func(s *spec.RunSpec) *[]spec.Device { return &s.Devices }, spec.ParseDevice),
			list("device-cgroup-rule", "deviceRules", func(s *spec.RunSpec) *[]string { return &s.DeviceRules }),
			list("gpus", "gpus", func(s *spec.RunSpec) *[]string { return &s.GPUs }),
			pairs("sysctl", "sysctls", func(s *spec.RunSpec) *[]spec.Pair { return &s.Sysctls }),
			text("userns", "userns", func(s *spec.RunSpec) *string { return &s.Userns }),
			text("pid", "pid", func(s *spec.RunSpec) *string { return &s.PID }),
			text("ipc", "ipc", func(s *spec.RunSpec) *string { return &s.IPC }),
			text("uts", "uts", func(s *spec.RunSpec) *string { return &s.UTS }),
			text("cgroupns", "cgroupns", func(s *spec.RunSpec) *string { return &s.Cgroupns }),
			text("runtime", "runtime", func(s *spec.RunSpec) *string { return &s.Runtime }),
		),
		in(Health, Form,
			text("health-cmd", "health.command", func(s *spec.RunSpec) *string { return &s.Health.Command }),
			text("health-interval", "health.interval", func(s *spec.RunSpec) *string { return &s.Health.Interval }),
			text("health-timeout", "health.timeout", func(s *spec.RunSpec) *string { return &s.Health.Timeout }),
			text("health-retries", "health.retries", func(s *spec.RunSpec) *string { return &s.Health.Retries }),
			text("health-start-period", "health.startPeriod", func(s *spec.RunSpec) *string { return &s.Health.StartPeriod }),
			text("health-start-interval", "health.startInterval", func(s *spec.RunSpec) *string { return &s.Health.StartInterval }).since("1.44", "25.0"),
			toggle("no-healthcheck", "health.off", func(s *spec.RunSpec) *bool { return &s.Health.Off }),
		),
		in(Output, Form,
			text("log-driver", "logDriver", func(s *spec.RunSpec) *string { return &s.LogDriver }),
			pairs("log-opt", "logOptions", func(s *spec.RunSpec) *[]spec.Pair { return &s.LogOptions }),
		),
		in(Notes, Form, pairs("label", "labels", func(s *spec.RunSpec) *[]spec.Pair { return &s.Labels })),
		in(Notes, Advanced,
			list("label-file", "labelFiles", func(s *spec.RunSpec) *[]string { return &s.LabelFiles }),
			pairs("annotation", "annotations", func(s *spec.RunSpec) *[]spec.Pair { return &s.Annotations }).since("1.43", "24.0"),
		),
		in(Basics, Form,
			text("platform", "platform", func(s *spec.RunSpec) *string { return &s.Platform }),
			text("pull", "pull", func(s *spec.RunSpec) *string { return &s.Pull }),
		),
		in(Program, Form, flag("entrypoint", "entrypoint", readEntrypoint).writes(writeEntrypoint)),
		in(Windows, Advanced,
			text("isolation", "isolation", func(s *spec.RunSpec) *string { return &s.Isolation }),
			text("cpu-count", "cpuCount", func(s *spec.RunSpec) *string { return &s.CPUCount }),
			text("cpu-percent", "cpuPercent", func(s *spec.RunSpec) *string { return &s.CPUPercent }),
			text("io-maxbandwidth", "ioMaxBandwidth", func(s *spec.RunSpec) *string { return &s.IOMaxBandwidth }),
			text("io-maxiops", "ioMaxIops", func(s *spec.RunSpec) *string { return &s.IOMaxIOps }),
		),
		in(None, Explained,
			explained("cidfile", "The id is in the window, one click away; no file is needed to remember it."),
			explained("detach-keys", "These keys leave a container that holds a terminal. Here its tab is left instead.").runOnly(),
			explained("sig-proxy", "Only a terminal passes signals on. Here Stop and Kill send them.").runOnly(),
			explained("quiet", "The window shows how far the download is, and keeps out of the way.").since("", "23.0"),
			explained("disable-content-trust", "Signatures are not asked for anyway, unless a setting of the docker command says so."),
			explained("use-api-socket", "It hands the container the engine and your logins. Who needs that mounts the socket and sees what is done.").since("", "28.2"),
			explained("help", "What each option does is explained beside its field."),
		),
	)
}
