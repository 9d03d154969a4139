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
	guest bool // of exec, or a health check: not the container's own program
}

var _ shell.Host = (*host)(nil)

func (h *host) Hostname() string { return h.c.Config.Hostname }
func (h *host) Now() time.Time   { return h.c.now(h.w) }

// Processes are those of the container.
func (h *host) Processes() []shell.Proc {
	h.w.mu.Lock()
	defer h.w.mu.Unlock()
	return h.w.processes(h.c)
}

// processes lists them as the container numbers them. mu is held.
func (w *World) processes(c *Container) []shell.Proc {
	user := c.Config.User
	if user == "" {
		user = "root"
	}
	list := []shell.Proc{{PID: 1, User: user, Start: c.started, Command: strings.Join(append([]string{c.Path}, c.Args...), " ")}}
	if c.Host.Init != nil && *c.Host.Init {
		own := list[0]
		own.PID, own.Parent = 7, 1
		list[0].Command = "/sbin/docker-init -- " + own.Command
		list = append(list, own)
	}
	if c.server != nil && c.server.Name == "nginx" {
		list = append(list, shell.Proc{PID: 29, Parent: 1, User: "nginx", Start: c.started, Command: "nginx: worker process"})
		list[0].Command = "nginx: master process nginx -g daemon off;"
	}
	for i, id := range c.execs {
		if e := w.execs[id]; e != nil && e.running {
			list = append(list, shell.Proc{PID: 40 + 6*i, User: user, Start: e.started, Command: strings.Join(e.Config.Cmd, " ")})
		}
	}
	return list
}

// Addresses are the container's on its networks.
func (h *host) Addresses() []string {
	h.w.mu.Lock()
	defer h.w.mu.Unlock()
	var all []string
	for _, name := range slices.Sorted(maps.Keys(h.c.endpoints)) {
		if ip := h.c.endpoints[name].IPAddress; ip != "" {
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
		for _, e := range h.c.endpoints {
			return e.IPAddress, nil
		}
	}
	for _, extra := range h.c.Host.ExtraHosts {
		if known, ip, _ := strings.Cut(extra, ":"); known == name {
			return ip, nil
		}
	}
	for network := range h.c.endpoints {
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

func (w *World) serverAt(from *Container, ip string) *shell.Server {
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

// Signal ends the first process, or one that exec started.
func (h *host) Signal(pid int, text string) error {
	name, number, err := signal(text)
	if err != nil {
		return err
	}
	h.w.mu.Lock()
	defer h.w.mu.Unlock()
	if pid == 1 {
		if name != "KILL" { // the kernel lets nobody inside kill the first one
			h.w.send(h.c, name, number)
		}
		return nil
	}
	for i, id := range h.c.execs {
		if e := h.w.execs[id]; e != nil && e.running && pid == 40+6*i {
			e.end()
			return nil
		}
	}
	return errors.New("no such process")
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
	h.c.server = &s
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
