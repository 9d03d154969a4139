package spec

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Network is a network that the container joins, and how. The first network of
// a RunSpec can be any; with several all must be networks that somebody made.
type Network struct {
	Name         string   `json:"name,omitempty"`
	Aliases      []string `json:"aliases,omitempty"`
	IPv4         string   `json:"ipv4,omitempty"`
	IPv6         string   `json:"ipv6,omitempty"`
	MAC          string   `json:"mac,omitempty"`
	LinkLocalIPs []string `json:"linkLocalIps,omitempty"`
	DriverOpts   []Pair   `json:"driverOpts,omitempty"`
	GwPriority   string   `json:"gwPriority,omitempty"`
}

// bare is the network without what the first one has flags of its own for.
func (n Network) bare() Network {
	return Network{Name: n.Name, DriverOpts: n.DriverOpts, GwPriority: n.GwPriority}
}

// First is the value of --network for the first network of a spec; its aliases
// and addresses have flags of their own.
func (n Network) First() string { return n.bare().String() }

// String is the network as --network takes it: its name, or name=…,alias=… if
// there is more to say.
func (n Network) String() string {
	if same(n, Network{Name: n.Name}) && !longNetwork.MatchString(n.Name) {
		return n.Name
	}
	fields := []string{"name=" + n.Name}
	add := func(key string, values ...string) {
		for _, v := range values {
			if v != "" {
				fields = append(fields, key+"="+v)
			}
		}
	}
	add("alias", n.Aliases...)
	add("ip", n.IPv4)
	add("ip6", n.IPv6)
	add("mac-address", n.MAC)
	add("link-local-ip", n.LinkLocalIPs...)
	for _, o := range n.DriverOpts {
		fields = append(fields, "driver-opt="+o.Key+"="+o.Value)
	}
	add("gw-priority", n.GwPriority)
	return writeCSV(fields)
}

var longNetwork = regexp.MustCompile(`\w=\w`)

// ParseNetwork reads a value of --network. In the long form docker reads
// everything as small letters.
func ParseNetwork(text string) (Network, error) {
	if !longNetwork.MatchString(text) {
		if strings.TrimSpace(text) == "" {
			return Network{}, errors.New("the network's name is missing")
		}
		return Network{Name: text}, nil
	}
	fields, err := readCSV(text)
	if err != nil {
		return Network{}, err
	}
	var n Network
	for _, field := range fields {
		key, value, ok := strings.Cut(strings.ToLower(field), "=")
		if !ok {
			return n, fmt.Errorf("%q is not key=value", field)
		}
		if err := n.set(strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
			return n, err
		}
	}
	if n.Name == "" {
		return n, errors.New("the network's name is missing")
	}
	return n, nil
}

func (n *Network) set(key, value string) error {
	switch key {
	case "name":
		n.Name = value
	case "alias":
		n.Aliases = append(n.Aliases, value)
	case "ip":
		n.IPv4 = value
	case "ip6":
		n.IPv6 = value
	case "mac-address":
		n.MAC = value
	case "link-local-ip":
		n.LinkLocalIPs = append(n.LinkLocalIPs, value)
	case "driver-opt":
		k, v, ok := strings.Cut(value, "=")
		if k = strings.TrimSpace(k); !ok || k == "" {
			return fmt.Errorf("the option %q is not key=value", value)
		}
		n.DriverOpts = append(n.DriverOpts, Pair{k, strings.TrimSpace(v)})
	case "gw-priority":
		if _, err := strconv.Atoi(value); err != nil {
			return fmt.Errorf("the priority %q is no number", value)
		}
		n.GwPriority = value
	default:
		return fmt.Errorf("a network has no setting %q", key)
	}
	return nil
}

// UserDefined reports whether somebody made this network: it is none of the
// engine's own and not another container's.
func (n Network) UserDefined() bool {
	switch n.Name {
	case "", "default", "bridge", "host", "none", "nat":
		return false
	}
	return !strings.HasPrefix(n.Name, "container:")
}

// Problem says what is wrong with the network; nil for nothing. The first
// network may be without a name.
func (n Network) Problem(first bool) error {
	written := n
	if first {
		written = n.bare()
		if same(written, Network{}) {
			return nil
		}
	}
	again, err := ParseNetwork(written.String())
	switch {
	case err != nil:
		return err
	case !same(written, again):
		return errors.New("docker reads this as small letters only, without blanks around them")
	}
	return nil
}
