// Package spec holds what a person wants made, as plain values: the one middle
// form that a form's fields, a docker command and a request to the engine are
// all made from, so that the three can't drift apart.
//
// Sizes, times and numbers are kept as they are written ("512m", "30s", "1.5"),
// for a form holds what is still being typed, and a command shows exactly that.
// Whoever needs the number reads it with this package's functions; Problem says
// what is wrong with a text. The zero value of every field means "not said".
//
// The package must know neither the Docker client nor Fyne. It reads no file
// and no environment: everything in it is a function of its arguments.
package spec

// Switch is a yes or no that can be left to the engine.
type Switch string

// The values of a Switch.
const (
	Unsaid Switch = ""
	Yes    Switch = "true"
	No     Switch = "false"
)

// RunSpec is a container to be made: what docker run and docker create can be
// told, as far as it reaches the engine. A field's JSON name is its id: tokens
// of a command, findings and problems name fields by it, with the index of an
// entry behind a dot ("ports.0"), counted from zero.
type RunSpec struct {
	// What runs.
	Image        string   `json:"image,omitempty"`
	Command      []string `json:"command,omitempty"` // the words after the image
	Entrypoint   string   `json:"entrypoint,omitempty"`
	NoEntrypoint bool     `json:"noEntrypoint,omitempty"` // --entrypoint "": without the image's own
	Name         string   `json:"name,omitempty"`
	Workdir      string   `json:"workdir,omitempty"`
	User         string   `json:"user,omitempty"`
	Groups       []string `json:"groups,omitempty"`
	Platform     string   `json:"platform,omitempty"`
	Pull         string   `json:"pull,omitempty"` // "always", "missing", "never"

	// How it runs. CreateOnly is docker create, where Detach means nothing.
	CreateOnly  bool     `json:"createOnly,omitempty"`
	Detach      bool     `json:"detach,omitempty"`
	Interactive bool     `json:"interactive,omitempty"`
	TTY         bool     `json:"tty,omitempty"`
	Rm          bool     `json:"rm,omitempty"`
	Attach      []string `json:"attach,omitempty"` // "stdin", "stdout", "stderr"
	Restart     string   `json:"restart,omitempty"`
	Init        Switch   `json:"init,omitempty"`
	StopSignal  string   `json:"stopSignal,omitempty"`
	StopTimeout string   `json:"stopTimeout,omitempty"` // seconds
	Health      Health   `json:"health,omitzero"`

	// What it is told.
	Env         []Env    `json:"env,omitempty"`
	EnvFiles    []string `json:"envFiles,omitempty"`
	Labels      []Pair   `json:"labels,omitempty"`
	LabelFiles  []string `json:"labelFiles,omitempty"`
	Annotations []Pair   `json:"annotations,omitempty"`

	// Doors and hallways. Networks[0].Name may be "" when only an address or
	// an alias is said; the engine's own choice of network is meant then.
	Ports      []Port    `json:"ports,omitempty"`
	PublishAll bool      `json:"publishAll,omitempty"`
	Expose     []string  `json:"expose,omitempty"`
	Networks   []Network `json:"networks,omitempty"`
	Links      []string  `json:"links,omitempty"`
	Hostname   string    `json:"hostname,omitempty"`
	Domainname string    `json:"domainname,omitempty"`
	DNS        []string  `json:"dns,omitempty"`
	DNSSearch  []string  `json:"dnsSearch,omitempty"`
	DNSOptions []string  `json:"dnsOptions,omitempty"`
	ExtraHosts []Host    `json:"extraHosts,omitempty"`

	// Where data lies.
	Mounts         []Mount  `json:"mounts,omitempty"`
	VolumesFrom    []string `json:"volumesFrom,omitempty"`
	VolumeDriver   string   `json:"volumeDriver,omitempty"`
	ReadOnly       bool     `json:"readOnly,omitempty"`
	ShmSize        string   `json:"shmSize,omitempty"`
	StorageOptions []Pair   `json:"storageOptions,omitempty"`
	LogDriver      string   `json:"logDriver,omitempty"`
	LogOptions     []Pair   `json:"logOptions,omitempty"`

	// What it may use.
	Memory             string   `json:"memory,omitempty"`
	MemoryReservation  string   `json:"memoryReservation,omitempty"`
	MemorySwap         string   `json:"memorySwap,omitempty"`
	MemorySwappiness   string   `json:"memorySwappiness,omitempty"`
	KernelMemory       string   `json:"kernelMemory,omitempty"`
	OOMKillDisable     bool     `json:"oomKillDisable,omitempty"`
	OOMScoreAdj        string   `json:"oomScoreAdj,omitempty"`
	CPUs               string   `json:"cpus,omitempty"`
	CPUShares          string   `json:"cpuShares,omitempty"`
	CPUPeriod          string   `json:"cpuPeriod,omitempty"`
	CPUQuota           string   `json:"cpuQuota,omitempty"`
	CPURealtimePeriod  string   `json:"cpuRealtimePeriod,omitempty"`
	CPURealtimeRuntime string   `json:"cpuRealtimeRuntime,omitempty"`
	CPUSet             string   `json:"cpuset,omitempty"`
	CPUSetMems         string   `json:"cpusetMems,omitempty"`
	PIDs               string   `json:"pids,omitempty"`
	Ulimits            []Ulimit `json:"ulimits,omitempty"`
	BlkioWeight        string   `json:"blkioWeight,omitempty"`
	BlkioWeightDevices []Rate   `json:"blkioWeightDevices,omitempty"`
	DeviceReadBps      []Rate   `json:"deviceReadBps,omitempty"`
	DeviceWriteBps     []Rate   `json:"deviceWriteBps,omitempty"`
	DeviceReadIOps     []Rate   `json:"deviceReadIops,omitempty"`
	DeviceWriteIOps    []Rate   `json:"deviceWriteIops,omitempty"`
	CgroupParent       string   `json:"cgroupParent,omitempty"`

	// What it may do.
	Privileged      bool     `json:"privileged,omitempty"`
	CapAdd          []string `json:"capAdd,omitempty"`
	CapDrop         []string `json:"capDrop,omitempty"`
	SecurityOptions []string `json:"securityOptions,omitempty"`
	Sysctls         []Pair   `json:"sysctls,omitempty"`
	Devices         []Device `json:"devices,omitempty"`
	DeviceRules     []string `json:"deviceRules,omitempty"`
	GPUs            []string `json:"gpus,omitempty"` // as --gpus takes them: "all", "2", "device=0"
	Cgroupns        string   `json:"cgroupns,omitempty"`
	IPC             string   `json:"ipc,omitempty"`
	PID             string   `json:"pid,omitempty"`
	UTS             string   `json:"uts,omitempty"`
	Userns          string   `json:"userns,omitempty"`
	Runtime         string   `json:"runtime,omitempty"`

	// Windows containers only.
	Isolation      string `json:"isolation,omitempty"`
	CPUCount       string `json:"cpuCount,omitempty"`
	CPUPercent     string `json:"cpuPercent,omitempty"`
	IOMaxBandwidth string `json:"ioMaxBandwidth,omitempty"`
	IOMaxIOps      string `json:"ioMaxIops,omitempty"`
}

// Env is an environment variable. Without a value it is handed on from the
// computer that the command runs on.
type Env struct {
	Key      string `json:"key"`
	Value    string `json:"value,omitempty"`
	HasValue bool   `json:"hasValue,omitempty"`
}

// Pair is a key with its value, such as a label.
type Pair struct {
	Key   string `json:"key"`
	Value string `json:"value,omitempty"`
}

// Host is a line for the container's hosts file. The address "host-gateway" is
// the computer that the engine runs on.
type Host struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// Health says how the engine finds out whether the program is well. Off turns
// the image's own check off.
type Health struct {
	Off           bool   `json:"off,omitempty"`
	Command       string `json:"command,omitempty"` // for the shell inside the container
	Interval      string `json:"interval,omitempty"`
	Timeout       string `json:"timeout,omitempty"`
	StartPeriod   string `json:"startPeriod,omitempty"`
	StartInterval string `json:"startInterval,omitempty"`
	Retries       string `json:"retries,omitempty"`
}

// Ulimit is a limit of the system for each process, such as nofile.
type Ulimit struct {
	Name string `json:"name"`
	Soft string `json:"soft"`
	Hard string `json:"hard,omitempty"` // "" is the same as Soft
}

// Device is a device of the engine's computer that shows inside. A device of
// the Container Device Interface ("vendor.com/class=name") has only a Host.
type Device struct {
	Host        string `json:"host"`
	Container   string `json:"container,omitempty"`   // "" is the same path
	Permissions string `json:"permissions,omitempty"` // of "rwm"; "" is all
}

// Rate is a limit or a weight for one block device.
type Rate struct {
	Path  string `json:"path"`
	Value string `json:"value"`
}
