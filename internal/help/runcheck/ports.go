package runcheck

import (
	"fmt"
	"net/netip"
	"strconv"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

func (c *checker) ports() {
	if len(c.s.Ports) > 0 && c.unpublished() {
		return
	}
	own := map[door]int{}
	for i, p := range c.s.Ports {
		field := entry("ports", i)
		if c.wrong(field, p.Problem()) {
			continue
		}
		for _, d := range p.Doors() {
			if c.door(i, field, p, d, own) {
				break // one thing to say about a range is enough
			}
		}
	}
	for i, text := range c.s.Expose {
		p, err := spec.ParsePort(text)
		if err == nil && (p.Host != "" || p.HostIP != "") {
			err = fmt.Errorf("%q names a port of this computer; only the one inside is noted here", text)
		}
		c.wrong(entry("expose", i), err)
	}
}

// unpublished says that ports are of no use on this network, and reports
// whether there is no more to say.
func (c *checker) unpublished() bool {
	if len(c.s.Networks) == 0 {
		return false
	}
	none := change("Publish nothing", func(s *spec.RunSpec) { s.Ports, s.PublishAll = nil, false })
	own := change("Use a network of its own", func(s *spec.RunSpec) { s.Networks = nil })
	switch name := c.s.Networks[0].Name; {
	case name == "host":
		c.warn("host-ports", "ports.0", "It is on this computer's own network: its ports are open without being published, and these are not used.", none, own)
	case name == "none":
		c.warn("none-ports", "ports.0", "It has no network, so nothing comes in through these ports.", none, own)
	case len(name) > 10 && name[:10] == "container:":
		c.block("container-ports", "ports.0", "It uses another container's network; ports are published there.", none, own)
		return true
	}
	return c.s.Networks[0].Name == "host"
}

// door says what is wrong with one port of this computer, and reports whether
// something is.
func (c *checker) door(i int, field string, p spec.Port, d spec.Door, own map[door]int) bool {
	key := door{uint16(d.Port), d.Proto}
	if other, twice := own[key]; twice && overlap(c.s.Ports[other].HostIP, d.IP) && other != i {
		c.block("port-twice", field, fmt.Sprintf("Port %d of this computer is there twice.", d.Port), c.otherPort(i, p, d)...)
		return true
	}
	own[key] = i
	if owner := c.owner(key, d.IP); owner != nil {
		who := containerRef(owner)
		fixes := append(c.otherPort(i, p, d), Fix{Kind: FixOpen, Words: "Show " + owner.Name, Who: who})
		c.add(Problem{Kind: "port-taken", Field: field, Severity: Blocker, Who: who, Fixes: fixes,
			Words: fmt.Sprintf("Port %d of this computer leads to %s already.", d.Port, owner.Name)})
		return true
	}
	if c.f.Remote {
		return false
	}
	switch c.f.Ports[d] {
	case spec.PortTaken:
		if c.editingHas(key) {
			return false
		}
		c.block("port-busy", field, fmt.Sprintf("Another program on this computer uses port %d.", d.Port), c.otherPort(i, p, d)...)
	case spec.PortNoAddress:
		c.block("port-address", field, fmt.Sprintf("This computer doesn't have the address %s.", d.IP),
			change("Use 127.0.0.1", func(s *spec.RunSpec) { s.Ports[i].HostIP = "127.0.0.1" }),
			change("Open it everywhere", func(s *spec.RunSpec) { s.Ports[i].HostIP = "" }))
	default:
		return false
	}
	return true
}

// editingHas says that the container that is replaced holds a port, which it
// gives up.
func (c *checker) editingHas(d door) bool {
	if c.f.Snapshot == nil || c.f.Editing == "" {
		return false
	}
	old := c.f.Snapshot.Container(c.f.Editing)
	if old == nil {
		return false
	}
	for _, p := range old.Ports {
		if p.Public == d.port && p.Proto == d.proto {
			return true
		}
	}
	return false
}

// owner is the container that a port leads to, if the addresses meet.
func (c *checker) owner(d door, ip string) *object.Container {
	first := c.look.taken[d]
	if first == nil {
		return nil
	}
	for _, p := range first.Ports {
		if p.Public == d.port && p.Proto == d.proto && overlap(p.IP, ip) {
			return first
		}
	}
	for _, other := range c.f.Snapshot.Containers { // rare: one port at several addresses
		for _, p := range other.Ports {
			if p.Public == d.port && p.Proto == d.proto && overlap(p.IP, ip) && other.ID != c.f.Editing {
				return other
			}
		}
	}
	return nil
}

// overlap reports whether two addresses of this computer mean a common one.
func overlap(a, b string) bool {
	x, xerr := netip.ParseAddr(a)
	y, yerr := netip.ParseAddr(b)
	switch {
	case xerr != nil || yerr != nil: // "" is all of them
		return true
	case x.IsUnspecified() && y.IsUnspecified():
		return x.Is4() == y.Is4()
	case x.IsUnspecified() || y.IsUnspecified():
		return x.Is4() == y.Is4()
	}
	return x == y
}

// otherPort offers the next free port instead of one.
func (c *checker) otherPort(i int, p spec.Port, d spec.Door) []Fix {
	if first, last, err := spec.ParsePortRange(p.Host); err != nil || first != last {
		return nil
	}
	free := spec.NextFreePort(d.Port+1, func(n int) bool {
		if c.look.taken[door{uint16(n), d.Proto}] != nil {
			return true
		}
		if use := c.f.Ports[spec.Door{IP: d.IP, Port: n, Proto: d.Proto}]; use == spec.PortTaken {
			return true
		}
		for _, q := range c.s.Ports {
			if q.Host == strconv.Itoa(n) && q.Protocol() == d.Proto {
				return true
			}
		}
		return false
	})
	if free == 0 {
		return nil
	}
	text := strconv.Itoa(free)
	return []Fix{change("Use "+text+" instead", func(s *spec.RunSpec) { s.Ports[i].Host = text })}
}
