package spec

import (
	"fmt"
	"path/filepath"
	"strings"
)

// FieldError says what is wrong with one field of a spec.
type FieldError struct {
	Field string
	Err   error
}

func (e *FieldError) Error() string { return fmt.Sprintf("%s: %v", e.Field, e.Err) }

// Unwrap is what is wrong.
func (e *FieldError) Unwrap() error { return e.Err }

// Door is a port of a computer, as it is opened for a container.
type Door struct {
	IP    string // "" is every address
	Port  int
	Proto string // "tcp", "udp", "sctp"
}

// PortUse is what was found at a door.
type PortUse string

// The uses of a port.
const (
	PortUnknown   PortUse = ""
	PortFree      PortUse = "free"
	PortTaken     PortUse = "taken"     // a program has it
	PortForbidden PortUse = "forbidden" // this user may not open it; the engine may
	PortNoAddress PortUse = "noaddress" // the computer doesn't have the address
)

// PathState is what was found at a path.
type PathState string

// The states of a path.
const (
	PathUnknown PathState = ""
	PathMissing PathState = "missing"
	PathFolder  PathState = "folder"
	PathFile    PathState = "file"
	PathSocket  PathState = "socket"
	PathOther   PathState = "other" // a device or a pipe
)

// mostDoors is how many doors of one range are looked at.
const mostDoors = 64

// Doors are the ports of the computer that the spec opens by number. Of a range
// that a free port is chosen from there is none.
func (p Port) Doors() []Door {
	if p.Host == "" {
		return nil
	}
	first, last, err := ParsePortRange(p.Host)
	inFirst, inLast, inErr := ParsePortRange(p.Container)
	if err != nil || inErr != nil || first == 0 || inFirst == inLast && first != last {
		return nil
	}
	var doors []Door
	for n := first; n <= last && len(doors) < mostDoors; n++ {
		doors = append(doors, Door{p.HostIP, n, p.Protocol()})
	}
	return doors
}

// Doors are all ports of the computer that the spec opens by number.
func (s RunSpec) Doors() []Door {
	var doors []Door
	for _, p := range s.Ports {
		doors = append(doors, p.Doors()...)
	}
	return doors
}

// HostPath is the path on the engine's computer that the mount shows; "" for
// anything but a bind mount. Docker takes a path that begins with a dot from
// dir; the result is relative if dir is "".
func (m Mount) HostPath(dir string) string {
	if m.Kind != Bind {
		return ""
	}
	if dir != "" && strings.HasPrefix(m.Source, ".") {
		return filepath.Join(dir, m.Source)
	}
	return m.Source
}

// HostPaths are the paths of all bind mounts that are known from the top.
func (s RunSpec) HostPaths(dir string) []string {
	var paths []string
	for _, m := range s.Mounts {
		if p := m.HostPath(dir); filepath.IsAbs(p) {
			paths = append(paths, p)
		}
	}
	return paths
}
