// Package probe looks at the computer that this program runs on, for what a new
// container could run into: ports that another program has, and paths that are
// not there. It is of use only while the engine is on the same computer.
//
// A port is tried by opening it for a moment. Nothing is changed, nothing is
// kept, and an ended context ends the looking.
package probe

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"strconv"
	"syscall"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// Doors looks at ports. What could not be found out before the context ended is
// missing.
func Doors(ctx context.Context, doors []spec.Door) map[spec.Door]spec.PortUse {
	found := map[spec.Door]spec.PortUse{}
	for _, d := range doors {
		if ctx.Err() != nil {
			break
		}
		if _, done := found[d]; done {
			continue
		}
		if use := look(ctx, d); use != spec.PortUnknown && ctx.Err() == nil {
			found[d] = use
		}
	}
	return found
}

// Windows has numbers of its own for the same; no other system uses them.
const (
	windowsAccess    = syscall.Errno(10013)
	windowsInUse     = syscall.Errno(10048)
	windowsNoAddress = syscall.Errno(10049)
)

func look(ctx context.Context, d spec.Door) spec.PortUse {
	address := net.JoinHostPort(d.IP, strconv.Itoa(d.Port))
	var config net.ListenConfig
	var err error
	switch d.Proto {
	case "tcp":
		var l net.Listener
		if l, err = config.Listen(ctx, "tcp", address); err == nil {
			_ = l.Close()
		}
	case "udp":
		var c net.PacketConn
		if c, err = config.ListenPacket(ctx, "udp", address); err == nil {
			_ = c.Close()
		}
	default:
		return spec.PortUnknown
	}
	switch {
	case err == nil:
		return spec.PortFree
	case errors.Is(err, syscall.EADDRINUSE), errors.Is(err, windowsInUse):
		return spec.PortTaken
	case errors.Is(err, fs.ErrPermission), errors.Is(err, windowsAccess):
		return spec.PortForbidden
	case errors.Is(err, syscall.EADDRNOTAVAIL), errors.Is(err, windowsNoAddress):
		return spec.PortNoAddress
	}
	return spec.PortUnknown
}

// Paths looks at paths. What could not be found out, or not before the context
// ended, is missing. A path on a dead network drive can take long.
func Paths(ctx context.Context, paths []string) map[string]spec.PathState {
	found := map[string]spec.PathState{}
	for _, path := range paths {
		if ctx.Err() != nil {
			break
		}
		if state := lookAt(path); state != spec.PathUnknown {
			found[path] = state
		}
	}
	return found
}

func lookAt(path string) spec.PathState {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return spec.PathMissing
	case err != nil:
		return spec.PathUnknown
	case info.IsDir():
		return spec.PathFolder
	case info.Mode().IsRegular():
		return spec.PathFile
	case info.Mode()&fs.ModeSocket != 0:
		return spec.PathSocket
	}
	return spec.PathOther
}
