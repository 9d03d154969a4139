package runcheck

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

func (c *checker) networks() {
	seen := map[string]bool{}
	own := 0
	for i, n := range c.s.Networks {
		field := entry("networks", i)
		if c.wrong(field, n.Problem(i == 0)) {
			continue
		}
		if n.UserDefined() {
			own++
		}
		if seen[n.Name] {
			c.block("network-twice", field, fmt.Sprintf("The network %s is there twice.", n.Name))
		}
		seen[n.Name] = true
		c.exists(field, n)
		c.place(field, n)
	}
	if n := len(c.s.Networks); n > 1 {
		if own < n {
			c.block("networks-mixed", "networks.1", "The engine's own networks can't be joined together with others.")
		} else if c.older("1.44") {
			c.note("networks-joined", "networks.1", "This engine makes a container on one network; the others are joined before it is started.")
		}
	}
	c.names()
	for i, link := range c.s.Links {
		other, _, _ := strings.Cut(link, ":")
		c.other(entry("links", i), other)
	}
	for i, from := range c.s.VolumesFrom {
		other, _, _ := strings.Cut(from, ":")
		c.other(entry("volumesFrom", i), other)
	}
}

// exists says when there is no such network, or no such container whose network
// is meant.
func (c *checker) exists(field string, n spec.Network) {
	if c.f.Snapshot == nil || n.Name == "" {
		return
	}
	if other, ok := strings.CutPrefix(n.Name, "container:"); ok {
		c.other(field, other)
		return
	}
	if !n.UserDefined() || c.network(n.Name) != nil {
		return
	}
	c.block("network-missing", field, fmt.Sprintf("There is no network called %s.", n.Name), Fix{Kind: FixMakeNetwork, Words: "Make it", Value: n.Name})
}

func (c *checker) network(name string) *object.Network {
	for _, n := range c.f.Snapshot.Networks {
		if n.Name == name || len(name) >= 4 && strings.HasPrefix(n.ID, name) {
			return n
		}
	}
	return nil
}

func (c *checker) other(field, name string) {
	if c.f.Snapshot == nil || name == "" || c.container(name) != nil {
		return
	}
	c.block("container-missing", field, fmt.Sprintf("There is no container called %s.", name))
}

// place is about names and addresses on a network.
func (c *checker) place(field string, n spec.Network) {
	if !n.UserDefined() && len(n.Aliases) > 0 {
		c.block("alias-bridge", field+".aliases", "Only on a network that somebody made, containers find each other by name.")
	}
	for _, a := range []struct{ part, text string }{{"ipv4", n.IPv4}, {"ipv6", n.IPv6}} {
		if a.text == "" {
			continue
		}
		address, err := netip.ParseAddr(a.text)
		switch {
		case err != nil || address.Is4() != (a.part == "ipv4"):
			c.block("address-bad", field+"."+a.part, fmt.Sprintf("%q is no address, such as %s.", a.text, map[string]string{"ipv4": "172.18.0.9", "ipv6": "fd00::9"}[a.part]))
		case !n.UserDefined():
			c.block("address-bridge", field+"."+a.part, "Only on a network that somebody made with a range of addresses, one can be chosen.")
		default:
			c.inRange(field+"."+a.part, n.Name, address)
		}
	}
	if n.MAC != "" {
		if _, err := net.ParseMAC(strings.TrimSpace(n.MAC)); err != nil {
			c.block("mac-bad", field+".mac", fmt.Sprintf("%q is no number of a network card, such as 02:42:ac:11:00:02.", n.MAC))
		} else {
			c.needs(field+".mac", "A network card's own number", "1.44")
		}
	}
	if n.GwPriority != "" {
		c.needs(field+".gwPriority", "Choosing which network leads out", "1.48")
	}
}

func (c *checker) inRange(field, name string, address netip.Addr) {
	if c.f.Snapshot == nil {
		return
	}
	n := c.network(name)
	if n == nil {
		return
	}
	var ranges []string
	for _, s := range n.Subnets {
		if p, err := netip.ParsePrefix(s.CIDR); err == nil && p.Contains(address) {
			return
		}
		ranges = append(ranges, s.CIDR)
	}
	if len(ranges) > 0 {
		c.block("address-outside", field, fmt.Sprintf("%s is not among the addresses of %s (%s).", address, name, listed(ranges)))
	}
}

var (
	goodHost   = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?$`)
	goodDomain = regexp.MustCompile(`^(\.|.*[A-Za-z].*)$`)
)

func (c *checker) names() {
	if h := c.s.Hostname; h != "" && (!goodHost.MatchString(h) || len(h) > 63) {
		c.block("hostname-bad", "hostname", "A host name has letters without accents, digits and -, at most 63 in all.")
	}
	for i, h := range c.s.ExtraHosts {
		c.wrong(entry("extraHosts", i), h.Problem())
	}
	for i, a := range c.s.DNS {
		if _, err := netip.ParseAddr(strings.TrimSpace(a)); err != nil {
			c.block("address-bad", entry("dns", i), fmt.Sprintf("%q is no address, such as 1.1.1.1.", a))
		} else if strings.HasPrefix(a, "127.") || a == "::1" {
			c.warn("dns-localhost", entry("dns", i), "Inside the container this address is the container itself, where nobody answers.")
		}
	}
	for i, d := range c.s.DNSSearch {
		if !goodDomain.MatchString(d) || d != "." && !goodHost.MatchString(strings.TrimSpace(d)) {
			c.block("domain-bad", entry("dnsSearch", i), fmt.Sprintf("%q is no domain, such as example.com.", d))
		}
	}
}
