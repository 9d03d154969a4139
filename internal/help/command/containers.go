package command

import (
	"strconv"
	"strings"
)

// ListContainers is docker ps: the running containers, or all of them.
func ListContainers(all bool) Command { return docker("ps").set("-a", all).command() }

// InspectContainers prints what the engine knows about containers.
func InspectContainers(names ...string) Command {
	return docker("container inspect").words(names).command()
}

// ContainerPorts lists the doors of a container.
func ContainerPorts(name string) Command { return docker("port").word(name).command() }

// StartContainers starts stopped containers.
func StartContainers(names ...string) Command { return docker("start").words(names).command() }

// DefaultTimeout leaves the time to stop to the container: what it was made
// with, or 10 seconds.
const DefaultTimeout = -1

// StopContainers stops containers; seconds is what each may take before it is
// killed, or DefaultTimeout.
func StopContainers(seconds int, names ...string) Command {
	return docker("stop").timeout(seconds).words(names).command()
}

// RestartContainers stops and starts containers; seconds as in StopContainers.
func RestartContainers(seconds int, names ...string) Command {
	return docker("restart").timeout(seconds).words(names).command()
}

// timeout is written -t, which every version knows; the long form changed its
// name from --time to --timeout.
func (b *builder) timeout(seconds int) *builder {
	if seconds < 0 {
		return b
	}
	return b.option("-t", strconv.Itoa(seconds))
}

// PauseContainers freezes running containers.
func PauseContainers(names ...string) Command { return docker("pause").words(names).command() }

// UnpauseContainers lets paused containers carry on.
func UnpauseContainers(names ...string) Command { return docker("unpause").words(names).command() }

// KillContainers sends a signal; "" means the engine's own choice, KILL.
func KillContainers(signal string, names ...string) Command {
	return docker("kill").given("--signal", signal).words(names).command()
}

// RenameContainer gives a container another name.
func RenameContainer(old, name string) Command {
	return docker("rename").word(old).word(name).command()
}

// RemoveContainers removes containers. With force, running ones are killed
// first; with volumes, the volumes nobody named go too.
func RemoveContainers(force, volumes bool, names ...string) Command {
	return docker("rm").set("-f", force).set("-v", volumes).words(names).command()
}

// Limits are what docker update can change. Zero values and "" leave a setting
// as it is.
type Limits struct {
	Memory     int64   // bytes
	MemorySwap int64   // bytes of memory and swap together; -1 for no limit
	CPUs       float64 // processors
	PIDs       int64   // processes; -1 for no limit
	Restart    string  // "no", "always", "unless-stopped", "on-failure", "on-failure:3"
}

// UpdateContainers changes the limits of containers.
func UpdateContainers(l Limits, names ...string) Command {
	b := docker("update")
	if l.Memory != 0 {
		b.option("--memory", bytesValue(l.Memory))
	}
	if l.MemorySwap != 0 {
		b.option("--memory-swap", bytesValue(l.MemorySwap))
	}
	if l.CPUs != 0 {
		b.option("--cpus", strconv.FormatFloat(l.CPUs, 'f', -1, 64))
	}
	if l.PIDs != 0 {
		b.option("--pids-limit", strconv.FormatInt(l.PIDs, 10))
	}
	return b.given("--restart", l.Restart).words(names).command()
}

// bytesValue writes a size in the largest unit that holds it exactly. docker
// counts in 1024s.
func bytesValue(n int64) string {
	if n <= 0 {
		return strconv.FormatInt(n, 10)
	}
	for _, u := range []struct {
		size int64
		name string
	}{{1 << 30, "g"}, {1 << 20, "m"}, {1 << 10, "k"}} {
		if n%u.size == 0 {
			return strconv.FormatInt(n/u.size, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10) + "b"
}

// ContainerStats shows what containers use, all running ones if none is named;
// once, or until it is interrupted.
func ContainerStats(once bool, names ...string) Command {
	return docker("stats").set("--no-stream", once).words(names).command()
}

// ContainerLogs prints a container's output; lines is how many from the end,
// or -1 for all of it.
func ContainerLogs(follow bool, lines int, name string) Command {
	b := docker("logs").set("-f", follow)
	if lines >= 0 {
		b.option("--tail", strconv.Itoa(lines))
	}
	return b.word(name).command()
}

// NewTerminal is what a terminal in a container can be told. "" leaves each to the
// container.
type NewTerminal struct {
	User, Dir string
	Term      string   // what the program is told of the terminal
	Program   []string // the program, sh say, and its arguments
}

// ExecTerminal runs a program with a terminal in a running container.
func ExecTerminal(name string, t NewTerminal) Command {
	b := docker("exec").option("-it", "").given("-u", t.User).given("-w", t.Dir)
	return b.term(t.Term).word(name).words(t.Program).command()
}

// AttachContainer connects to the program that a container runs.
func AttachContainer(name string) Command { return docker("attach").word(name).command() }

// RunHelper runs a program of an image beside a container: it sees the
// container's network and its processes, and is removed when it ends.
func RunHelper(name, image string, t NewTerminal) Command {
	b := docker("run").option("-it", "").option("--rm", "").
		option("--network", "container:"+name).option("--pid", "container:"+name).
		given("-u", t.User).given("-w", t.Dir).term(t.Term)
	return b.option("--entrypoint", t.Program[0]).word(image).words(t.Program[1:]).command()
}

// term tells the program inside what kind of terminal it has.
func (b *builder) term(name string) *builder {
	if name == "" {
		return b
	}
	return b.option("-e", "TERM="+name)
}

// ContainerChanges lists the files a container has changed.
func ContainerChanges(name string) Command { return docker("diff").word(name).command() }

// ContainerProcesses lists what runs in a container; columns are those of ps, all
// that are usual if there are none.
func ContainerProcesses(name string, columns ...string) Command {
	b := docker("top").word(name)
	if len(columns) > 0 {
		b.word("-eo").word(strings.Join(columns, ","))
	}
	return b.command()
}

// PruneContainers removes every stopped container. With force it does not ask
// again.
func PruneContainers(force bool) Command { return docker("container prune").set("-f", force).command() }
