package world

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/docker/docker/api/types/events"

	"github.com/dockdesk/dockdesk/internal/engine/practice/shell"
)

// host is what a container's programs see of the world.
type host struct {
	w     *World
	c     *Container
	guest bool   // of exec, or a health check: not the container's own program
	table *table // the processes that it sees; nil for a build's, which nobody looks into
}

var _ shell.Host = (*host)(nil)

func (h *host) Hostname() string { return h.c.Config.Hostname }
func (h *host) Now() time.Time   { return h.c.now(h.w) }

// Processes are those that a program sees.
func (h *host) Processes() []shell.Proc {
	var list []shell.Proc
	for _, p := range h.table.all() {
		list = append(list, p.Proc)
	}
	return list
}

// Begin implements shell.Host.
func (h *host) Begin(p shell.Proc, tty *shell.TTY, signal func(name string, number int)) (int, func()) {
	if h.table == nil {
		return 1, func() {}
	}
	table := h.table
	begun := table.begin(&proc{Proc: p, of: h.c, signal: signal}, tty)
	return begun.PID, func() { table.end(begun.PID) }
}

// Retitle implements shell.Host.
func (h *host) Retitle(pid int, command string) {
	if h.table != nil {
		h.table.retitle(pid, command)
	}
}

// Terminal implements shell.Host.
func (h *host) Terminal(number int) *shell.TTY {
	if h.table == nil {
		return nil
	}
	return h.table.terminal(number)
}

// Addresses are the container's on its networks.
func (h *host) Addresses() []string {
	h.w.mu.Lock()
	defer h.w.mu.Unlock()
	var all []string
	on := h.w.networkOf(h.c)
	for _, name := range slices.Sorted(maps.Keys(on.endpoints)) {
		if ip := on.endpoints[name].IPAddress; ip != "" {
			all = append(all, ip)
		}
	}
	return all
}

// Lookup knows the container's own names and, on networks that somebody made,
// those of the others there. The default network has no names.
func (h *host) Lookup(name string) (string, error) {
	h.w.mu.Lock()
	defer h.w.mu.Unlock()
	if ip := net.ParseIP(name); ip != nil {
		return name, nil
	}
	switch name {
	case "localhost":
		return "127.0.0.1", nil
	case h.c.Config.Hostname:
		for _, e := range h.w.networkOf(h.c).endpoints {
			return e.IPAddress, nil
		}
	}
	for _, extra := range h.c.Host.ExtraHosts {
		if known, ip, _ := strings.Cut(extra, ":"); known == name {
			return ip, nil
		}
	}
	for network := range h.w.networkOf(h.c).endpoints {
		if predefined(network) {
			continue
		}
		for _, other := range h.w.containers {
			if e := other.endpoints[network]; e != nil && other.running() && slices.Contains(e.DNSNames, name) {
				return e.IPAddress, nil
			}
		}
	}
	return "", fmt.Errorf("bad address '%s'", name)
}

var errRefused error = libc("Connection refused")

// libc is an error in the C library's words.
type libc string

func (l libc) Error() string { return string(l) }

// Fetch asks the program at an address; a container can ask only those that it
// shares a network with.
func (h *host) Fetch(_ context.Context, ip string, port int, path string) (shell.Page, error) {
	h.w.mu.Lock()
	server := h.w.serverAt(h.c, ip)
	h.w.mu.Unlock()
	if server == nil || server.Port != port {
		return shell.Page{}, errRefused
	}
	if server.Answer == nil {
		return shell.Page{Status: 200, Server: server.Name}, nil
	}
	return server.Answer(path), nil
}

// networkOf is the container whose network a container is on: another one, where
// it was put there. mu is held.
func (w *World) networkOf(c *Container) *Container {
	if !c.Host.NetworkMode.IsContainer() {
		return c
	}
	if other, err := w.container(c.Host.NetworkMode.ConnectedContainer()); err == nil {
		return other
	}
	return c
}

func (w *World) serverAt(from *Container, ip string) *shell.Server {
	from = w.networkOf(from)
	if strings.HasPrefix(ip, "127.") {
		return from.server
	}
	for network := range from.endpoints {
		for _, other := range w.containers {
			if e := other.endpoints[network]; e != nil && e.IPAddress == ip && other.running() {
				return other.server
			}
		}
	}
	return nil
}

// Signal gives a process a signal. The kernel lets nobody inside kill the first
// one.
func (h *host) Signal(pid int, text string) error {
	name, number, err := signal(text)
	if err != nil {
		return err
	}
	p := h.table.find(pid)
	if p == nil {
		return errors.New("no such process")
	}
	if pid != 1 || name != "KILL" {
		p.signal(name, number)
	}
	return nil
}

// Limits are the container's, or the computer's.
func (h *host) Limits() (int64, float64) {
	h.w.mu.Lock()
	defer h.w.mu.Unlock()
	return h.c.memoryLimit(), h.c.cpuLimit()
}

// Log writes a line as the server itself does.
func (h *host) Log(line string) {
	_, _ = h.c.out.writer(Stdout).Write([]byte(line + "\n"))
}

// Serve makes the container one that can be asked.
func (h *host) Serve(s shell.Server) {
	h.w.mu.Lock()
	defer h.w.mu.Unlock()
	if h.guest {
		return
	}
	if s.Name == "nginx" && h.table.find(1) != nil {
		h.table.retitle(h.c.process.pid, "nginx: master process nginx -g daemon off;")
		h.table.begin(&proc{of: h.c, signal: func(string, int) {}, Proc: shell.Proc{Parent: 1, User: "nginx", Start: h.c.started, Command: "nginx: worker process"}}, nil)
	}
	h.c.server = &s
	if h.c.Host.NetworkMode.IsHost() && s.Port > 0 {
		h.w.openOwn(h.c, s.Port)
	}
	h.c.skew.Store(0)
	h.c.out.addAll(h.c.later)
	h.c.later = nil
	h.c.load.of(s)
	if s.Memory > h.c.memoryLimit() {
		h.w.starve(h.c)
	}
}

// starve ends a program that takes more memory than it may.
func (w *World) starve(c *Container) {
	if p := c.process; p != nil {
		p.oom = true
		w.tellOf(c, events.ActionOOM)
		w.send(c, "KILL", 9)
	}
}

func (c *Container) memoryLimit() int64 {
	if c.Host.Memory > 0 {
		return c.Host.Memory
	}
	return memory
}

func (c *Container) cpuLimit() float64 {
	switch {
	case c.Host.NanoCPUs > 0:
		return float64(c.Host.NanoCPUs) / 1e9
	case c.Host.CPUQuota > 0 && c.Host.CPUPeriod > 0:
		return float64(c.Host.CPUQuota) / float64(c.Host.CPUPeriod)
	case c.Host.CPUQuota > 0:
		return float64(c.Host.CPUQuota) / 100_000
	}
	return processors
}

// expose makes a port one of those that the image or a person named.
func (c *Container) expose(port string) {
	if c.Config.ExposedPorts == nil {
		c.Config.ExposedPorts = map[natPort]struct{}{}
	}
	c.Config.ExposedPorts[natPort(port)] = struct{}{}
}
