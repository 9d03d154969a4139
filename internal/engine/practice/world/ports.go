package world

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/docker/go-connections/nat"
)

type natPort = nat.Port

// door is a published port: where it is on this computer, and where it leads.
type door struct {
	ip     string
	port   int
	inside nat.Port
	own    bool         // of a program on the computer's own network, which nothing was published for
	listen net.Listener // nil where ports are not opened, and for UDP
	mu     sync.Mutex
	conns  map[net.Conn]bool
}

// openPorts publishes what the container asks for. mu is held.
func (w *World) openPorts(c *Container) error {
	c.doors = nil
	if !c.Host.NetworkMode.IsBridge() && !c.Host.NetworkMode.IsUserDefined() {
		return nil
	}
	wanted := c.wantedDoors()
	for _, d := range wanted {
		if err := w.open(c, d); err != nil {
			return err
		}
		c.doors = append(c.doors, d)
	}
	return nil
}

func (c *Container) wantedDoors() []*door {
	var wanted []*door
	for port, bindings := range c.Host.PortBindings {
		for _, b := range bindings {
			number, _ := strconv.Atoi(strings.Split(b.HostPort, "-")[0])
			ip := b.HostIP
			if ip == "" {
				ip = "0.0.0.0"
			}
			wanted = append(wanted, &door{ip: ip, port: number, inside: port, conns: map[net.Conn]bool{}})
		}
	}
	if c.Host.PublishAllPorts {
		for port := range c.Config.ExposedPorts {
			if len(c.Host.PortBindings[port]) == 0 {
				wanted = append(wanted, &door{ip: "0.0.0.0", inside: port, conns: map[net.Conn]bool{}})
			}
		}
	}
	sort.Slice(wanted, func(i, j int) bool { return wanted[i].inside < wanted[j].inside })
	return wanted
}

// firstFree is where the kernel begins to look for a port that nobody named.
const firstFree = 32768

func (w *World) open(c *Container, d *door) error {
	if d.port != 0 && w.taken(d) {
		return broken("driver failed programming external connectivity on endpoint %s (%s): Bind for %s:%d failed: port is already allocated", c.Name, digest("endpoint", c.ID, "bridge"), d.ip, d.port)
	}
	named := d.port != 0
	for next := firstFree; ; next++ {
		if !named {
			if d.port = next; w.taken(d) {
				continue
			}
		}
		if !w.options.Publish || d.inside.Proto() != "tcp" {
			return nil
		}
		listener, err := net.Listen("tcp", net.JoinHostPort(d.ip, strconv.Itoa(d.port)))
		if err == nil {
			d.listen = listener
			w.work.Go(func() { w.serve(c, d) })
			return nil
		}
		if named || next > firstFree+1000 {
			return broken("driver failed programming external connectivity on endpoint %s (%s): Error starting userland proxy: listen tcp4 %s:%d: bind: %s", c.Name, digest("endpoint", c.ID, "bridge"), d.ip, d.port, why(err))
		}
	}
}

func why(err error) string {
	var number syscall.Errno
	switch {
	case errors.As(err, &number):
		return number.Error()
	case strings.Contains(err.Error(), "in use"):
		return "address already in use"
	}
	return err.Error()
}

// taken reports whether another container has the port.
func (w *World) taken(d *door) bool {
	for _, c := range w.containers {
		for _, other := range c.doors {
			if other.own {
				continue // the computer says that it is in use
			}
			same := other.ip == d.ip || other.ip == "0.0.0.0" || d.ip == "0.0.0.0"
			if same && other.port == d.port && other.inside.Proto() == d.inside.Proto() {
				return true
			}
		}
	}
	return false
}

// openOwn lets a program on the computer's own network listen there. Where it
// can't, it is as if nobody asked it. mu is held.
func (w *World) openOwn(c *Container, port int) {
	d := &door{own: true, port: port, inside: nat.Port(strconv.Itoa(port) + "/tcp"), conns: map[net.Conn]bool{}}
	if w.open(c, d) == nil {
		c.doors = append(c.doors, d)
	}
}

// closePorts shuts the doors. mu is held.
func (c *Container) closePorts() {
	for _, d := range c.doors {
		if d.listen == nil {
			continue
		}
		_ = d.listen.Close()
		d.mu.Lock()
		for conn := range d.conns {
			_ = conn.Close()
		}
		d.mu.Unlock()
	}
	c.doors = nil
}

// serve takes whoever comes to the door.
func (w *World) serve(c *Container, d *door) {
	for {
		conn, err := d.listen.Accept()
		if err != nil {
			return
		}
		d.mu.Lock()
		d.conns[conn] = true
		d.mu.Unlock()
		w.work.Go(func() {
			w.answer(c, d, conn)
			d.mu.Lock()
			delete(d.conns, conn)
			d.mu.Unlock()
			_ = conn.Close()
		})
	}
}

// answer lets the container's program answer, if one waits at that port.
func (w *World) answer(c *Container, d *door, conn net.Conn) {
	const patience = 2 * time.Minute
	in := bufio.NewReader(conn)
	for {
		_ = conn.SetDeadline(time.Now().Add(patience))
		w.mu.Lock()
		server := c.server
		w.mu.Unlock()
		if server == nil || server.Port != d.inside.Int() {
			return // as when nobody listens inside
		}
		if server.Answer == nil {
			_, _ = io.Copy(io.Discard, in) // it speaks something else
			return
		}
		request, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, request.Body)
		page := server.Answer(request.URL.Path)
		body := page.Body
		if request.Method == http.MethodHead {
			body = ""
		}
		_, err = fmt.Fprintf(conn, "HTTP/1.1 %d %s\r\nServer: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
			page.Status, http.StatusText(page.Status), page.Server, page.Type, len(page.Body), body)
		if err != nil || request.Close {
			return
		}
	}
}
