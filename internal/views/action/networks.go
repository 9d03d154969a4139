package action

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

var networks = []*Action{
	{
		ID: "network.create", Kind: object.KindNetwork, Takes: None, Risk: Safe, Icon: "plus", Key: "Ctrl+N", Asks: Always,
		Words:  Words{Title: "Create a network", Button: "Create", Doing: "Creating a network", Done: "created", Also: "new make add bridge"},
		fields: networkFields,
		command: func(_ On, v Values) command.Command {
			return command.CreateNetwork(command.NewNetwork{
				Name: v.named("network.name"), Driver: otherThan(v["network.driver"], "bridge"), Subnet: v.trimmed("network.subnet"),
				Gateway: v.trimmed("network.gateway"), Internal: v.on("network.internal"), IPv6: v.on("network.ipv6"),
				Options: v.pairs("network.options"), Labels: v.pairs("network.labels"),
			})
		},
		run: func(ctx context.Context, ops Ops, _ On, v Values, _ Progress) Result {
			o := operations.NetworkOptions{
				Driver: v["network.driver"], Internal: v.on("network.internal"), IPv6: v.on("network.ipv6"),
				Options: labels(v.pairs("network.options")), Labels: labels(v.pairs("network.labels")),
			}
			if s := v.trimmed("network.subnet"); s != "" {
				o.Subnets = []object.Subnet{{CIDR: s, Gateway: v.trimmed("network.gateway")}}
			}
			name := v.trimmed("network.name")
			return making(object.KindNetwork, name, func() (operations.Outcome, error) { return ops.Networks.Create(ctx, name, o) })
		},
	},
	{
		ID: "network.connect", Kind: object.KindNetwork, Also: []object.Kind{object.KindContainer},
		Takes: Many, OneOf: object.KindNetwork, Risk: Changes, Icon: "plug", Asks: Always, oneByOne: true,
		Words: Words{Title: "Connect", Button: "Connect", Doing: "Connecting", Done: "connected", Also: "join network attach plug"},
		refuses: func(on On, id string) string {
			if len(partners(on, id, false)) > 0 {
				return ""
			}
			return cantConnect(on, id)
		},
		fields: connectFields,
		command: func(on On, v Values) command.Command {
			n, cs := ends(on, v)
			return command.ConnectNetwork(networkWord(on.Snapshot, n), containerWord(on.Snapshot, first(cs)), command.Joining{
				Aliases: aliases(v), IPv4: v4(v), IPv6: v6(v),
			})
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			n, _ := ends(on, v)
			place := operations.Place{Aliases: aliases(v), IPv4: v4(v), IPv6: v6(v)}
			return joining(ctx, on, v, p, func(ctx context.Context, c string) (operations.Outcome, error) {
				return ops.Networks.Connect(ctx, n, c, place)
			})
		},
	},
	{
		ID: "network.disconnect", Kind: object.KindNetwork, Also: []object.Kind{object.KindContainer},
		Takes: Many, OneOf: object.KindNetwork, Risk: Changes, Icon: "unplugged", Asks: Always, oneByOne: true,
		Words: Words{Title: "Disconnect", Button: "Disconnect", Doing: "Disconnecting", Done: "disconnected", Also: "leave network detach unplug"},
		refuses: func(on On, id string) string {
			if len(partners(on, id, true)) > 0 {
				return ""
			}
			if on.Kind == object.KindNetwork {
				return "No container is on it that could leave"
			}
			return on.name(id) + " is on no network that it could leave"
		},
		fields: func(on On) []Field { return []Field{partnerField(on, true)} },
		command: func(on On, v Values) command.Command {
			n, cs := ends(on, v)
			return command.DisconnectNetwork(false, networkWord(on.Snapshot, n), containerWord(on.Snapshot, first(cs)))
		},
		run: func(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
			n, _ := ends(on, v)
			return joining(ctx, on, v, p, func(ctx context.Context, c string) (operations.Outcome, error) {
				return ops.Networks.Disconnect(ctx, n, c, false)
			})
		},
	},
	{
		ID: "network.remove", Kind: object.KindNetwork, Takes: Many, Risk: Destroys, Icon: "remove", Key: "Delete",
		Words:   Words{Title: "Remove", Button: "Remove", Doing: "Removing", Done: "removed", Also: "delete rm erase"},
		refuses: cantRemoveNetwork, losses: lossesOfNetworks,
		command: func(on On, _ Values) command.Command { return command.RemoveNetworks(on.words()...) },
		run: func(ctx context.Context, ops Ops, on On, _ Values, p Progress) Result {
			return each(ctx, on, 8, p, func(ctx context.Context, id string) (operations.Outcome, error) {
				return ops.Networks.Remove(ctx, id)
			})
		},
	},
}

func cantRemoveNetwork(on On, id string) string {
	n := on.Snapshot.Network(id)
	if n.Predefined() {
		return n.Name + " comes with Docker and stays"
	}
	var running []*object.Container
	for _, c := range on.Snapshot.UsedBy(object.Ref{Kind: object.KindNetwork, ID: id}) {
		if alive(c) {
			running = append(running, c)
		}
	}
	switch len(running) {
	case 0:
		return ""
	case 1:
		return format.CleanLine(running[0].Name) + " is on it"
	}
	return few(containerNames(running)) + " are on it"
}

func lossesOfNetworks(on On, _ Values) Losses {
	l := Losses{Freed: -1}
	var stranded []string
	for _, id := range on.IDs {
		detail := ""
		if n := on.Snapshot.Network(id); n != nil {
			detail = n.Driver
			for _, s := range n.Subnets {
				detail += ", " + s.CIDR
			}
		}
		l.goes(object.KindNetwork, id, on.name(id), format.CleanLine(detail), -1)
		for _, c := range on.Snapshot.UsedBy(object.Ref{Kind: object.KindNetwork, ID: id}) {
			name := format.CleanLine(c.Name)
			l.stays(object.KindContainer, name, "stopped, with its files")
			stranded = append(stranded, name)
		}
	}
	if len(stranded) == 0 {
		l.stays(object.KindContainer, "every container", "none is on it")
	} else {
		l.Care = few(stranded) + " can't be started without this network."
	}
	return l
}

func networkFields(on On) []Field {
	return []Field{
		{
			ID: "network.name", Label: "Name", Kind: Text, Hint: "such as shop",
			Check: func(v Values) string {
				name := v.trimmed("network.name")
				if name == "" {
					return "Type a name"
				}
				for _, n := range on.Snapshot.Networks {
					if n.Name == name {
						return "There is a network " + name + " already"
					}
				}
				return badName(name)
			},
		},
		{
			ID: "network.driver", Label: "Driver", Kind: Choice, Default: "bridge",
			Choices: []Option{{"bridge", "bridge"}, {"macvlan", "macvlan"}, {"ipvlan", "ipvlan"}, {"overlay", "overlay"}},
			Remark: func(v Values) string {
				return map[string]string{
					"bridge":  "A network inside this computer. Right for nearly everything.",
					"macvlan": "Each container appears in your real network with an address of its own.",
					"ipvlan":  "Each container gets an address in your real network, but shares its card.",
					"overlay": "Reaches over several computers. It needs a swarm.",
				}[v["network.driver"]]
			},
		},
		{
			ID: "network.subnet", Label: "Subnet", Kind: Text, Hint: "such as 172.30.0.0/16",
			Check: func(v Values) string { return badSubnet(on, v.trimmed("network.subnet")) },
			Remark: func(v Values) string {
				if v.trimmed("network.subnet") == "" {
					return "Left empty, the engine chooses one that is free."
				}
				return ""
			},
		},
		{
			ID: "network.gateway", Label: "Gateway", Kind: Text, Hint: "such as 172.30.0.1",
			Check: func(v Values) string { return badGateway(v.trimmed("network.gateway"), v.trimmed("network.subnet")) },
		},
		{
			ID: "network.internal", Label: "No way out to the internet", Kind: Switch,
		},
		{
			ID: "network.ipv6", Label: "Also IPv6", Kind: Switch,
			Check: func(v Values) string {
				if v.on("network.ipv6") && !strings.Contains(v["network.subnet"], ":") && olderThan(on.Snapshot.Engine.APIVersion, 1, 47) {
					return "This engine needs an IPv6 subnet for it, such as fd00:1::/64"
				}
				return ""
			},
		},
		{
			ID: "network.options", Label: "Options of the driver", Kind: Pairs, Hint: "key=value, key=value",
			Remark: func(v Values) string {
				if d := v["network.driver"]; (d == "macvlan" || d == "ipvlan") && !strings.Contains(v["network.options"], "parent=") {
					return "This driver wants to know the network card: parent=eth0."
				}
				return ""
			},
		},
		{ID: "network.labels", Label: "Labels", Kind: Pairs, Hint: "key=value, key=value"},
	}
}

// badGateway says what is wrong with the address that leads out of a network.
func badGateway(gateway, subnet string) string {
	if gateway == "" {
		return ""
	}
	address, err := netip.ParseAddr(gateway)
	if err != nil {
		return "This is an address, such as 172.30.0.1"
	}
	if subnet == "" {
		return "A gateway needs the subnet that it is in"
	}
	if p, err := netip.ParsePrefix(subnet); err == nil && !p.Contains(address) {
		return "It has to be in " + subnet
	}
	return ""
}

// olderThan compares API versions. One that isn't known is taken for old: an
// old engine can do less, and takes more away.
func olderThan(version string, major, minor int) bool {
	var a, b int
	if n, err := fmt.Sscanf(version, "%d.%d", &a, &b); n != 2 || err != nil {
		return true
	}
	return a < major || a == major && b < minor
}

func badSubnet(on On, s string) string {
	if s == "" {
		return ""
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return "This is an address and a length, such as 172.30.0.0/16"
	}
	if p.Masked() != p {
		return "The range begins at " + p.Masked().String()
	}
	for _, n := range on.Snapshot.Networks {
		for _, other := range n.Subnets {
			if q, err := netip.ParsePrefix(other.CIDR); err == nil && q.Overlaps(p) {
				return "The network " + format.CleanLine(n.Name) + " has these addresses (" + other.CIDR + ")"
			}
		}
	}
	return ""
}

// special are networks that nobody joins or leaves.
func special(name string) bool { return name == "host" || name == "none" }

func endpointOn(c *object.Container, network string) bool {
	for _, e := range c.Networks {
		if e.NetworkID == network {
			return true
		}
	}
	return false
}

// partners are what one object could be connected to, or is (joined): networks
// of a container, containers of a network.
func partners(on On, id string, joined bool) []string {
	var ids []string
	switch on.Kind {
	case object.KindContainer:
		c := on.Snapshot.Container(id)
		if c == nil || onlySpecial(c) || c.State == object.StateRemoving {
			return nil
		}
		for _, n := range on.Snapshot.Networks {
			if !special(n.Name) && endpointOn(c, n.ID) == joined {
				ids = append(ids, n.ID)
			}
		}
	case object.KindNetwork:
		n := on.Snapshot.Network(id)
		if n == nil || special(n.Name) {
			return nil
		}
		for _, c := range on.Snapshot.Containers {
			if !onlySpecial(c) && c.State != object.StateRemoving && endpointOn(c, id) == joined {
				ids = append(ids, c.ID)
			}
		}
	}
	return ids
}

// onlySpecial reports a container that uses this computer's own network, none,
// or another container's.
func onlySpecial(c *object.Container) bool {
	for _, e := range c.Networks {
		if special(e.Network) {
			return true
		}
	}
	return false
}

func cantConnect(on On, id string) string {
	switch on.Kind {
	case object.KindContainer:
		c := on.Snapshot.Container(id)
		for _, e := range c.Networks {
			if e.Network == "host" {
				return on.name(id) + " uses this computer's own network"
			}
			if e.Network == "none" {
				return on.name(id) + " was made without a network"
			}
		}
		return "There is no other network to connect " + on.name(id) + " to"
	default:
		if special(on.Snapshot.Network(id).Name) {
			return "No container can join " + on.name(id) + " later"
		}
		return "There is no container that isn't on it"
	}
}

// partnerField asks for the other end: the network for containers, the
// container for a network. Of many objects all must be able to.
func partnerField(on On, joined bool) Field {
	count := map[string]int{}
	for _, id := range on.IDs {
		for _, p := range partners(on, id, joined) {
			count[p]++
		}
	}
	f := Field{ID: "connect.network", Label: "Network", Kind: Choice}
	other := object.KindNetwork
	if on.Kind == object.KindNetwork {
		f = Field{ID: "connect.container", Label: "Container", Kind: Choice, About: ID("network.connect").Topic()}
		other = object.KindContainer
	}
	add := func(id string) {
		if count[id] == len(on.IDs) {
			f.Choices = append(f.Choices, Option{id, NameOf(on.Snapshot, object.Ref{Kind: other, ID: id})})
		}
	}
	if other == object.KindNetwork {
		for _, n := range on.Snapshot.Networks {
			add(n.ID)
		}
	} else {
		for _, c := range on.Snapshot.Containers {
			add(c.ID)
		}
	}
	if len(f.Choices) > 0 {
		f.Default = f.Choices[0].Value
		for _, o := range f.Choices { // people's own networks before Docker's
			if n := on.Snapshot.Network(o.Value); n != nil && !n.Predefined() {
				f.Default = o.Value
				break
			}
		}
	}
	f.Check = func(Values) string {
		if len(f.Choices) == 0 {
			return "They have no " + strings.ToLower(f.Label) + " in common"
		}
		return ""
	}
	return f
}

func connectFields(on On) []Field {
	list := []Field{partnerField(on, false)}
	if len(on.IDs) > 1 {
		return list // names and addresses are one container's
	}
	return append(list,
		Field{
			ID: "connect.alias", Label: "Also found as", Kind: Text, Hint: "such as database",
			Check: func(v Values) string {
				if len(aliases(v)) > 0 && onDefaultBridge(on, v) {
					return "On the default bridge nobody is found by name"
				}
				return ""
			},
		},
		Field{
			ID: "connect.address", Label: "Address", Kind: Text, Hint: "chosen by the engine",
			Check: func(v Values) string { return badAddress(on, v) },
		})
}

func onDefaultBridge(on On, v Values) bool {
	n, _ := ends(on, v)
	network := on.Snapshot.Network(n)
	return network != nil && network.Name == "bridge"
}

func badAddress(on On, v Values) string {
	s := v.trimmed("connect.address")
	if s == "" {
		return ""
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return "This is an address, such as 172.30.0.9"
	}
	if onDefaultBridge(on, v) {
		return "On the default bridge the engine chooses"
	}
	id, _ := ends(on, v)
	n := on.Snapshot.Network(id)
	if n == nil {
		return ""
	}
	var ranges []string
	for _, r := range n.Subnets {
		p, err := netip.ParsePrefix(r.CIDR)
		if err == nil && p.Contains(a) {
			return taken(on, n, s)
		}
		ranges = append(ranges, r.CIDR)
	}
	if len(ranges) == 0 {
		return ""
	}
	return n.Name + " has the addresses " + few(ranges)
}

func taken(on On, n *object.Network, address string) string {
	for _, r := range n.Subnets {
		if r.Gateway == address {
			return "This is the gateway's own address"
		}
	}
	for _, c := range on.Snapshot.UsedBy(object.Ref{Kind: object.KindNetwork, ID: n.ID}) {
		for _, e := range c.Networks {
			if e.NetworkID == n.ID && (e.IPv4 == address || e.IPv6 == address) {
				return format.CleanLine(c.Name) + " has this address"
			}
		}
	}
	return ""
}

// ends are the network and the containers that a connection is between.
func ends(on On, v Values) (network string, containers []string) {
	if on.Kind == object.KindNetwork {
		return first(on.IDs), []string{v["connect.container"]}
	}
	return v["connect.network"], on.IDs
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

func containerWord(s *object.Snapshot, id string) string {
	return On{Kind: object.KindContainer, Snapshot: s}.word(id)
}

// joining runs for each object: the containers, or the one network.
func joining(ctx context.Context, on On, v Values, p Progress, do func(ctx context.Context, container string) (operations.Outcome, error)) Result {
	return each(ctx, on, 8, p, func(ctx context.Context, id string) (operations.Outcome, error) {
		if on.Kind == object.KindNetwork {
			id = v["connect.container"]
		}
		return do(ctx, id)
	})
}

func aliases(v Values) []string {
	return strings.FieldsFunc(v["connect.alias"], func(r rune) bool { return r == ',' || r == ' ' })
}

func v4(v Values) string {
	if a, err := netip.ParseAddr(v.trimmed("connect.address")); err == nil && a.Is4() {
		return a.String()
	}
	return ""
}

func v6(v Values) string {
	if a, err := netip.ParseAddr(v.trimmed("connect.address")); err == nil && a.Is6() {
		return a.String()
	}
	return ""
}
