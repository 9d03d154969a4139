// Package object holds the things an engine has, as plain values: containers,
// images, volumes and networks, and the numbered Snapshot that shows all of
// them at one moment. ("Docker objects" is the name the engine's own reference
// gives them.)
//
// It must know neither the Docker client nor Fyne: it is the one vocabulary
// that engine, help and views share. Every value reachable from a Snapshot is
// immutable; whoever wants another one makes a copy.
package object

import (
	"strings"
	"time"
)

// Kind says what sort of object a Ref names.
type Kind string

// The kinds of object an engine lists.
const (
	KindContainer Kind = "container"
	KindImage     Kind = "image"
	KindVolume    Kind = "volume"
	KindNetwork   Kind = "network"
)

// Ref names one object. For volumes the ID is the name, which is all the
// engine gives them.
type Ref struct {
	Kind Kind
	ID   string
}

// ShortID is the first twelve characters of an id without its algorithm
// prefix, as the docker command prints it. Names pass through unchanged.
func ShortID(id string) string {
	id = strings.TrimPrefix(id, "sha256:")
	if len(id) == 64 && isHex(id) {
		return id[:12]
	}
	return id
}

func isHex(s string) bool {
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return false
		}
	}
	return true
}

// State is a container's life-cycle state, in the engine's own words.
type State string

// The states the engine reports.
const (
	StateCreated    State = "created"
	StateRunning    State = "running"
	StatePaused     State = "paused"
	StateRestarting State = "restarting"
	StateRemoving   State = "removing"
	StateExited     State = "exited"
	StateDead       State = "dead"
)

// Health is the verdict of a container's health check; HealthNone where it has
// none.
type Health string

// The verdicts the engine reports.
const (
	HealthNone      Health = ""
	HealthStarting  Health = "starting"
	HealthHealthy   Health = "healthy"
	HealthUnhealthy Health = "unhealthy"
)

// Container is one container as the list and its inspection show it.
type Container struct {
	ID      string
	Name    string // without the leading slash
	Image   string // as it was asked for: a name:tag or an id
	ImageID string // sha256:…
	Command string // what runs inside, one line

	State     State
	Health    Health
	ExitCode  int // means something when State is exited or dead
	OOMKilled bool
	Error     string // why the last start failed; "" if it did not

	Created  time.Time
	Started  time.Time // zero if never started
	Finished time.Time // zero if never finished

	Ports    []Port
	Mounts   []Mount
	Networks []Endpoint
	Labels   map[string]string

	// What only an inspection tells; Inspected says whether these are known.
	Inspected     bool
	RestartCount  int
	RestartPolicy string // "no", "always", "unless-stopped", "on-failure:3"
	Env           []string
	User          string // "" means root
	Privileged    bool
	Tty           bool
	AutoRemove    bool
	MemoryLimit   int64   // bytes; 0 means none
	CPULimit      float64 // cores; 0 means none
	PIDsLimit     int64   // processes and threads; 0 means none
	Pid           int     // on the engine's host; 0 when not running
}

// HelperLabel is on containers that DockDesk makes for a moment to reach a
// volume; see package files.
const HelperLabel = "io.github.dockdesk.helper"

// Helper reports whether it is there for a moment only, and uses nothing for
// anybody.
func (c *Container) Helper() bool { return c.Labels[HelperLabel] != "" }

// Running reports whether its program exists: running or paused.
func (c *Container) Running() bool {
	return c.State == StateRunning || c.State == StatePaused
}

// NeedsAttention reports whether a person should look at it: unhealthy,
// restarting, dead, failed to start, or ended with an error that nobody asked
// for. 137 and 143 are what docker stop and docker kill leave behind, so they
// count only when memory ran out.
func (c *Container) NeedsAttention() bool {
	switch c.State {
	case StateRestarting, StateDead:
		return true
	case StateExited:
		stopped := c.ExitCode == 137 || c.ExitCode == 143
		return c.OOMKilled || (c.ExitCode != 0 && !stopped)
	case StateCreated:
		return c.Error != ""
	}
	return c.Health == HealthUnhealthy
}

// Project and Service are what Compose labelled the container with; "" if it
// did not.
func (c *Container) Project() string { return c.Labels["com.docker.compose.project"] }

// Service is the Compose service the container belongs to; see Project.
func (c *Container) Service() string { return c.Labels["com.docker.compose.service"] }

// Port is a port of a container. Public is 0 when it is only exposed, not
// published.
type Port struct {
	IP      string // "" when not published; "0.0.0.0" and "::" mean all addresses
	Public  uint16
	Private uint16
	Proto   string // "tcp", "udp", "sctp"
}

// Mount is a place in a container where other storage shows through.
type Mount struct {
	Type        string // "volume", "bind", "tmpfs", "npipe"
	Name        string // the volume's name; "" for others
	Source      string // path on the engine's host
	Destination string // path inside the container
	ReadOnly    bool
	Anonymous   bool // a volume nobody named
}

// Endpoint is a container's place on a network.
type Endpoint struct {
	Network   string // name
	NetworkID string
	IPv4      string // without the prefix length; "" when not running
	IPv6      string
	Aliases   []string
}

// Image is one image with all the names it has.
type Image struct {
	ID       string
	Tags     []string // repository:tag, sorted; empty when dangling
	Digests  []string
	ParentID string
	Created  time.Time
	Size     int64 // bytes
	Labels   map[string]string
}

// Dangling reports whether no name leads to it any more.
func (i *Image) Dangling() bool { return len(i.Tags) == 0 }

// Name is its first tag, or its short id when it has none.
func (i *Image) Name() string {
	if len(i.Tags) > 0 {
		return i.Tags[0]
	}
	return ShortID(i.ID)
}

// Volume is a named store for files.
type Volume struct {
	Name       string
	Driver     string
	Mountpoint string
	Scope      string
	Created    time.Time // zero when the engine does not say
	Labels     map[string]string
	Options    map[string]string
	Anonymous  bool // made without a name, e.g. by an image's VOLUME
}

// Network is one network of the engine.
type Network struct {
	ID       string
	Name     string
	Driver   string
	Scope    string
	Created  time.Time
	Internal bool
	IPv6     bool
	Subnets  []Subnet
	Labels   map[string]string
	Options  map[string]string
}

// Subnet is one address range of a network.
type Subnet struct {
	CIDR    string
	Gateway string
}

// Predefined reports whether the engine made it and won't remove it.
func (n *Network) Predefined() bool {
	switch n.Name {
	case "bridge", "host", "none", "ingress", "docker_gwbridge", "podman":
		return true
	}
	return false
}
