package diagnosis

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

var (
	portTaken = said(`port is already allocated`)
	portBusy  = said(`(?:listen|bind|port).*address already in use`, `ports are not available`, `failed to bind (?:host )?port`)
	// portNumber finds the port in what an engine says of it: behind the address
	// that it was to be opened at.
	portNumber = said(`(?:bind for|listen (?:tcp|udp|sctp)[46]?|host port(?: for)?|exposing port \w+) \S*?:(\d+)(?:[/:\s]|$)`, `privileged port (\d+)`)
	protocol   = regexp.MustCompile(`(?i)\b(tcp|udp|sctp)`)
)

// port is what the failure is about; 0 if nobody knows.
func (m *matter) port() int {
	for _, g := range portNumber.FindStringSubmatch(m.Raw) {
		if n, err := strconv.Atoi(g); err == nil {
			return n
		}
	}
	return 0
}

// protocol is that of the port; "" if nobody says.
func (m *matter) protocol() string { return strings.ToLower(protocol.FindString(m.Raw)) }

// portOwner is the container that has the port.
func (m *matter) portOwner() *object.Container {
	if m.Snapshot == nil {
		return nil
	}
	port, target := m.port(), m.target().ID
	for _, c := range m.Snapshot.Containers {
		for _, p := range c.Ports {
			if port != 0 && int(p.Public) == port && c.ID != target && c.Running() {
				return c
			}
		}
	}
	return nil
}

func (m *matter) portTaken() Diagnosis { return m.portInUse(m.portOwner(), "another container") }

// portBusy is about a program of this computer, unless a container is known to
// have the port: some engines say the same of both.
func (m *matter) portBusy() Diagnosis {
	return m.portInUse(m.portOwner(), "another program of this computer")
}

func (m *matter) portInUse(owner *object.Container, other string) Diagnosis {
	port := "a port that it needs"
	if n := m.port(); n != 0 {
		port = fmt.Sprintf("port %d", n)
	}
	if owner != nil {
		return titled(port+" is taken by "+owner.Name).by(owner).becausef(
			"%s was to be opened at %s of this computer, and that leads to %s already. A port leads to one program at a time.", m.called(), port, owner.Name).
			offer(m.otherPort(), Remedy{Words: "Stop " + short(owner.Name) + " and start " + short(m.called()), Icon: "stop",
				First: []Deed{{Action: "container.stop", On: []object.Ref{containerRef(owner)}}}, Then: Again})
	}
	return titled(port+" is taken by "+other).becausef(
		"%s was to be opened at %s of this computer, and %s listens there. A port leads to one program at a time.", m.called(), port, other).
		offer(m.otherPort(), again("Try again"))
}

func (m *matter) portForbidden() Diagnosis {
	port := "the port"
	if n := m.port(); n != 0 {
		port = fmt.Sprintf("port %d", n)
	}
	return titled("this computer keeps "+port+" to itself").becausef(
		"%s was to be opened at %s. The system keeps it for itself, or lets only its administrator open it; ports below 1024 often are so.", m.called(), port).
		offer(m.otherPort(), again("Try again"))
}

// otherPort makes it with another port of this computer.
func (m *matter) otherPort() Remedy {
	old := m.port()
	if old == 0 || !m.runs() {
		return m.change("Change its ports")
	}
	from := old + 1
	if old < 1024 {
		from = old + 8000
	}
	free := spec.NextFreePort(from, func(n int) bool { return m.portNamed(n) })
	if free == 0 {
		return m.change("Change its ports")
	}
	return run(fmt.Sprintf("Use port %d", free), func(s *spec.RunSpec) { movePort(s, m.protocol(), old, free) })
}

// portNamed reports whether a container has a port, or the one to be made wants
// it.
func (m *matter) portNamed(n int) bool {
	if m.Snapshot != nil {
		for _, c := range m.Snapshot.Containers {
			for _, p := range c.Ports {
				if int(p.Public) == n {
					return true
				}
			}
		}
	}
	for _, p := range m.spec().Ports {
		if first, last, err := spec.ParsePortRange(p.Host); err == nil && first <= n && n <= last {
			return true
		}
	}
	return false
}

// movePort gives what is at a port of this computer another one.
func movePort(s *spec.RunSpec, proto string, old, free int) {
	for i, p := range s.Ports {
		first, last, err := spec.ParsePortRange(p.Host)
		if err != nil || old < first || last < old || proto != "" && p.Protocol() != proto {
			continue
		}
		s.Ports[i].Host = strconv.Itoa(free)
		if first != last { // a range moves as a whole
			s.Ports[i].Host = fmt.Sprintf("%d-%d", free, free+last-first)
		}
	}
}

func (m *matter) addressTaken() Diagnosis {
	d := titled("another container has this address").becausef(
		"An address of a network belongs to one container at a time. The one that was asked for %s is given out already.", m.called())
	words := "Let the network choose an address"
	if _, connects := m.Values["connect.address"]; connects {
		r := again(words)
		r.Icon, r.Values = "network", map[string]string{"connect.address": ""}
		return d.offer(r)
	}
	return d.offer(run(words, func(s *spec.RunSpec) {
		for i := range s.Networks {
			s.Networks[i].IPv4, s.Networks[i].IPv6 = "", ""
		}
	}))
}
