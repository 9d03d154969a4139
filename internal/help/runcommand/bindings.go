package runcommand

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
)

func join(parts ...[]Flag) []Flag {
	var all []Flag
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func in(section string, use Use, flags ...Flag) []Flag {
	for i := range flags {
		flags[i].Section, flags[i].Use = section, use
		flags[i].Windows = section == Windows
	}
	return flags
}

// flag takes names and sentence of a flag from package command's table.
func flag(long, field string, read func(*spec.RunSpec, string) (string, error)) Flag {
	for _, known := range command.Flags("docker run") {
		if known.Long == long {
			return Flag{Flag: known, Field: field, read: read}
		}
	}
	panic("package command knows no --" + long)
}

func (f Flag) writes(write func(*spec.RunSpec) []said) Flag { f.write = write; return f }
func (f Flag) many() Flag                                   { f.Many = true; return f }
func (f Flag) also(name string) Flag                        { f.Also = name; return f }
func (f Flag) runOnly() Flag                                { f.RunOnly = true; return f }
func (f Flag) since(api, docker string) Flag                { f.API, f.Docker = api, docker; return f }
func (f Flag) until(api string) Flag                        { f.Until = api; return f }

func explained(long, why string) Flag {
	f := flag(long, "", nil)
	f.Why = why
	return f
}

// text is a flag whose value is kept as it is written.
func text(long, field string, at func(*spec.RunSpec) *string) Flag {
	return flag(long, field, func(s *spec.RunSpec, value string) (string, error) {
		*at(s) = value
		return field, nil
	}).writes(func(s *spec.RunSpec) []said {
		if v := *at(s); v != "" {
			return []said{{value: v, field: field}}
		}
		return nil
	})
}

// toggle is a flag that is on or off.
func toggle(long, field string, at func(*spec.RunSpec) *bool) Flag {
	return flag(long, field, func(s *spec.RunSpec, value string) (string, error) {
		on, err := strconv.ParseBool(value)
		if err != nil {
			return "", fmt.Errorf("%q is neither true nor false", value)
		}
		*at(s) = on
		return field, nil
	}).writes(func(s *spec.RunSpec) []said {
		if *at(s) {
			return []said{{field: field}}
		}
		return nil
	})
}

// list is a flag that can be given several times, with words.
func list(long, field string, at func(*spec.RunSpec) *[]string) Flag {
	return flag(long, field, func(s *spec.RunSpec, value string) (string, error) {
		*at(s) = append(*at(s), value)
		return entry(field, len(*at(s))-1), nil
	}).many().writes(func(s *spec.RunSpec) []said {
		var all []said
		for i, v := range *at(s) {
			all = append(all, said{value: v, field: entry(field, i)})
		}
		return all
	})
}

// values is a flag that can be given several times, with values that have
// parts. One that is wrong is kept when it comes out as it went in, so that it
// can be put right in the form.
func values[T fmt.Stringer](long, field string, at func(*spec.RunSpec) *[]T, parse func(string) (T, error)) Flag {
	return flag(long, field, func(s *spec.RunSpec, value string) (string, error) {
		v, err := parse(value)
		if err != nil && v.String() != value {
			return "", err
		}
		*at(s) = append(*at(s), v)
		return entry(field, len(*at(s))-1), err
	}).many().writes(func(s *spec.RunSpec) []said {
		var all []said
		for i, v := range *at(s) {
			all = append(all, said{value: v.String(), field: entry(field, i)})
		}
		return all
	})
}

func pairs(long, field string, at func(*spec.RunSpec) *[]spec.Pair) Flag {
	return values(long, field, at, spec.ParsePair)
}

func rates(long, field string, at func(*spec.RunSpec) *[]spec.Rate) Flag {
	return values(long, field, at, spec.ParseRate)
}

// mount is one of the three flags that fill the list of mounts, which writeMounts
// writes in its own order.
func mount(long string, parse func(string) (spec.Mount, error)) Flag {
	f := values(long, "mounts", func(s *spec.RunSpec) *[]spec.Mount { return &s.Mounts }, parse)
	return f.writes(nil)
}

func writeMounts(s *spec.RunSpec) []said {
	var all []said
	for i, m := range s.Mounts {
		long := "volume"
		switch {
		case m.Spelled:
			long = "mount"
		case m.Kind == spec.Tmpfs:
			long = "tmpfs"
		}
		all = append(all, said{flag: long, value: m.String(), field: entry("mounts", i)})
	}
	return all
}

// readNetwork names the first network if only its address or an alias was said
// so far, or adds one.
func readNetwork(s *spec.RunSpec, value string) (string, error) {
	n, err := spec.ParseNetwork(value)
	if err != nil {
		return "", err
	}
	if len(s.Networks) != 1 || s.Networks[0].Name != "" {
		s.Networks = append(s.Networks, n)
		return entry("networks", len(s.Networks)-1), nil
	}
	first := &s.Networks[0]
	if len(n.Aliases) > 0 && len(first.Aliases) > 0 || n.IPv4 != "" && first.IPv4 != "" ||
		n.IPv6 != "" && first.IPv6 != "" || n.MAC != "" && first.MAC != "" {
		err = errTwice
	}
	first.Name, first.DriverOpts, first.GwPriority = n.Name, n.DriverOpts, n.GwPriority
	first.Aliases = append(first.Aliases, n.Aliases...)
	first.LinkLocalIPs = append(first.LinkLocalIPs, n.LinkLocalIPs...)
	for _, set := range []struct {
		at *string
		to string
	}{{&first.IPv4, n.IPv4}, {&first.IPv6, n.IPv6}, {&first.MAC, n.MAC}} {
		if set.to != "" {
			*set.at = set.to
		}
	}
	return "networks.0", err
}

var errTwice = errors.New("docker refuses the same setting in --network and in a flag of its own")

// firstNetwork is a flag for how the container is on its first network.
func firstNetwork(long, part string, set func(*spec.Network, string)) Flag {
	field := "networks.0." + part
	return flag(long, field, func(s *spec.RunSpec, value string) (string, error) {
		if len(s.Networks) == 0 {
			s.Networks = []spec.Network{{}}
		}
		set(&s.Networks[0], value)
		return field, nil
	})
}

func writeNetworks(s *spec.RunSpec) []said {
	var all []said
	for i, n := range s.Networks {
		if i > 0 {
			all = append(all, said{value: n.String(), field: entry("networks", i)})
			continue
		}
		if v := n.First(); v != "" {
			all = append(all, said{value: v, field: "networks.0"})
		}
		add := func(long, part string, values ...string) {
			for _, v := range values {
				if v != "" {
					all = append(all, said{flag: long, value: v, field: "networks.0." + part})
				}
			}
		}
		add("network-alias", "aliases", n.Aliases...)
		add("ip", "ipv4", n.IPv4)
		add("ip6", "ipv6", n.IPv6)
		add("link-local-ip", "linkLocalIps", n.LinkLocalIPs...)
		add("mac-address", "mac", n.MAC)
	}
	return all
}

func readInit(s *spec.RunSpec, value string) (string, error) {
	on, err := strconv.ParseBool(value)
	if err != nil {
		return "", fmt.Errorf("%q is neither true nor false", value)
	}
	s.Init = spec.No
	if on {
		s.Init = spec.Yes
	}
	return "init", nil
}

func writeInit(s *spec.RunSpec) []said {
	switch s.Init {
	case spec.Yes:
		return []said{{field: "init"}}
	case spec.No:
		return []said{{flag: "init=false", field: "init"}}
	}
	return nil
}

func readEntrypoint(s *spec.RunSpec, value string) (string, error) {
	s.Entrypoint, s.NoEntrypoint = value, value == ""
	return "entrypoint", nil
}

func writeEntrypoint(s *spec.RunSpec) []said {
	if s.NoEntrypoint || s.Entrypoint != "" {
		return []said{{value: s.Entrypoint, field: "entrypoint"}}
	}
	return nil
}

func entry(field string, i int) string { return field + "." + strconv.Itoa(i) }

// base is a field without an index or a part.
func base(field string) string {
	field, _, _ = strings.Cut(field, ".")
	return field
}
