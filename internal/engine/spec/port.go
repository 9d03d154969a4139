package spec

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Port is a door: a port of the engine's computer that leads to one inside.
// Host and Container can be ranges, "8000-8010".
type Port struct {
	HostIP    string `json:"hostIp,omitempty"` // "" is every address; without brackets
	Host      string `json:"host,omitempty"`   // "" lets the engine choose
	Container string `json:"container"`
	Proto     string `json:"proto,omitempty"` // "tcp", "udp", "sctp"; "" is tcp
}

// String is the port as --publish takes it.
func (p Port) String() string {
	var b strings.Builder
	if p.HostIP != "" {
		if strings.Contains(p.HostIP, ":") {
			b.WriteString("[" + p.HostIP + "]:")
		} else {
			b.WriteString(p.HostIP + ":")
		}
	}
	if p.HostIP != "" || p.Host != "" {
		b.WriteString(p.Host + ":")
	}
	b.WriteString(p.Container)
	if p.Proto != "" {
		b.WriteString("/" + p.Proto)
	}
	return b.String()
}

// ParsePort reads a value of --publish: [[address:][port]:]port[/protocol], or
// published=…,target=…,protocol=….
func ParsePort(text string) (Port, error) {
	if strings.Contains(text, "=") {
		return parseLongPort(text)
	}
	var p Port
	rest := text
	if i := strings.LastIndex(rest, ":"); i >= 0 {
		rest, p.Container = rest[:i], rest[i+1:]
		if j := strings.LastIndex(rest, ":"); j >= 0 {
			p.HostIP, p.Host = rest[:j], rest[j+1:]
		} else {
			p.Host = rest
		}
	} else {
		p.Container = rest
	}
	p.Container, p.Proto, _ = strings.Cut(p.Container, "/")
	p.Proto = strings.ToLower(p.Proto)
	p.HostIP = unbracketed(p.HostIP)
	return p, p.Problem()
}

func unbracketed(address string) string {
	if strings.HasPrefix(address, "[") && strings.HasSuffix(address, "]") {
		return address[1 : len(address)-1]
	}
	return address
}

func parseLongPort(text string) (Port, error) {
	var p Port
	for part := range strings.SplitSeq(text, ",") {
		key, value, ok := strings.Cut(part, "=")
		if !ok {
			return p, fmt.Errorf("%q is not key=value", part)
		}
		switch key {
		case "published":
			p.Host = value
		case "target":
			p.Container = value
		case "protocol":
			p.Proto = strings.ToLower(value)
		}
	}
	return p, p.Problem()
}

// Problem says what is wrong with the port; nil for nothing.
func (p Port) Problem() error {
	if p.Container == "" {
		return errors.New("the port inside the container is missing")
	}
	inFirst, inLast, err := ParsePortRange(p.Container)
	if err != nil {
		return err
	}
	if p.HostIP != "" {
		if _, err := netip.ParseAddr(p.HostIP); err != nil || strings.Contains(p.HostIP, "%") {
			return fmt.Errorf("%q is no address of a computer", p.HostIP)
		}
	}
	switch p.Proto {
	case "", "tcp", "udp", "sctp":
	default:
		return fmt.Errorf("a port speaks tcp, udp or sctp, not %q", p.Proto)
	}
	if p.Host == "" {
		return nil
	}
	outFirst, outLast, err := ParsePortRange(p.Host)
	if err != nil {
		return err
	}
	if inFirst != inLast && outLast-outFirst != inLast-inFirst {
		return fmt.Errorf("%s and %s are not equally many ports", p.Host, p.Container)
	}
	return nil
}

// Protocol is the port's protocol with its default.
func (p Port) Protocol() string {
	if p.Proto == "" {
		return "tcp"
	}
	return p.Proto
}

// ParsePortRange reads "80" or "8000-8010". Ports go from 0 to 65535; a
// published 0 lets the engine choose.
func ParsePortRange(text string) (first, last int, err error) {
	from, to, isRange := strings.Cut(text, "-")
	if first, err = portNumber(from); err != nil {
		return 0, 0, err
	}
	if last = first; isRange {
		if last, err = portNumber(to); err != nil {
			return 0, 0, err
		}
	}
	if last < first {
		return 0, 0, fmt.Errorf("%q runs backwards", text)
	}
	return first, last, nil
}

func portNumber(text string) (int, error) {
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || strings.HasPrefix(text, "+") {
		return 0, fmt.Errorf("%q is no port; ports are numbers up to 65535", text)
	}
	return int(n), nil
}
