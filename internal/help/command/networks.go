package command

// ListNetworks is docker network ls.
func ListNetworks() Command { return docker("network ls").command() }

// InspectNetworks prints what the engine knows about networks.
func InspectNetworks(names ...string) Command {
	return docker("network inspect").words(names).command()
}

// NewNetwork describes a network to be made. Everything but the name may be
// left empty.
type NewNetwork struct {
	Name       string
	Driver     string // "" is the engine's own choice, bridge
	Subnet     string // such as 172.30.0.0/16
	Gateway    string
	IPRange    string
	Internal   bool // no way out
	Attachable bool // for networks of a swarm
	IPv6       bool
	Options    []string // key=value
	Labels     []string // key=value
}

// CreateNetwork makes a network.
func CreateNetwork(n NewNetwork) Command {
	return docker("network create").
		given("--driver", n.Driver).
		given("--subnet", n.Subnet).
		given("--gateway", n.Gateway).
		given("--ip-range", n.IPRange).
		set("--internal", n.Internal).
		set("--attachable", n.Attachable).
		set("--ipv6", n.IPv6).
		each("--opt", n.Options).
		each("--label", n.Labels).
		word(n.Name).command()
}

// RemoveNetworks removes networks.
func RemoveNetworks(names ...string) Command { return docker("network rm").words(names).command() }

// Joining is how a container joins a network. All of it may be left empty.
type Joining struct {
	Aliases []string // further names it answers to there
	IPv4    string   // a fixed address
	IPv6    string

	LinkLocalIPs  []string
	DriverOptions []string // key=value
}

// ConnectNetwork puts a container on a network.
func ConnectNetwork(network, container string, j Joining) Command {
	return docker("network connect").each("--alias", j.Aliases).given("--ip", j.IPv4).given("--ip6", j.IPv6).
		each("--link-local-ip", j.LinkLocalIPs).each("--driver-opt", j.DriverOptions).
		word(network).word(container).command()
}

// DisconnectNetwork takes a container off a network; with force also one that
// the engine no longer has.
func DisconnectNetwork(force bool, network, container string) Command {
	return docker("network disconnect").set("-f", force).word(network).word(container).command()
}

// PruneNetworks removes networks that no container is on. With force it does
// not ask again.
func PruneNetworks(force bool) Command { return docker("network prune").set("-f", force).command() }
