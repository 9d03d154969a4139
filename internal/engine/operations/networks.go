package operations

import (
	"cmp"
	"context"
	"fmt"
	"net"

	"github.com/docker/docker/api/types/network"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// NetworkEngine is what Networks need of the Docker client.
type NetworkEngine interface {
	NetworkCreate(ctx context.Context, name string, options network.CreateOptions) (network.CreateResponse, error)
	NetworkRemove(ctx context.Context, id string) error
	NetworkConnect(ctx context.Context, id, container string, endpoint *network.EndpointSettings) error
	NetworkDisconnect(ctx context.Context, id, container string, force bool) error
}

// Networks makes and removes networks and plugs containers in and out. An id
// may be a name, too.
type Networks struct{ Engine NetworkEngine }

// NetworkOptions describe a network to make.
type NetworkOptions struct {
	Driver     string          // "" is "bridge"
	Subnets    []object.Subnet // none lets the engine choose; a gateway is optional
	Internal   bool            // no way out
	Attachable bool            // containers may join a swarm's overlay network
	IPv6       bool
	Options    map[string]string
	Labels     map[string]string
}

// Create is docker network create. A second network of the same name is a
// Conflict, also on engines that would allow it.
func (n Networks) Create(ctx context.Context, name string, options NetworkOptions) (Outcome, error) {
	ranges, err := addressRanges(options.Subnets)
	if err != nil {
		return Outcome{}, invalid("create", networkRef(name), "%w", err)
	}
	request := network.CreateOptions{
		Driver:     cmp.Or(options.Driver, "bridge"),
		IPAM:       &network.IPAM{Driver: "default", Config: ranges, Options: map[string]string{}},
		Internal:   options.Internal,
		Attachable: options.Attachable,
		Options:    orEmpty(options.Options),
		Labels:     orEmpty(options.Labels),
	}
	if options.IPv6 { // false would forbid what the engine's configuration may turn on
		request.EnableIPv6 = new(true)
	}
	// The client asks old engines for CheckDuplicate; newer ones always do.
	made, err := n.Engine.NetworkCreate(ctx, name, request)
	if err != nil {
		return Outcome{}, networkFailure("create", name, err)
	}
	out := Outcome{Created: networkRef(made.ID)}
	if made.Warning != "" {
		out.Warnings = []string{made.Warning}
	}
	return out, nil
}

// addressRanges refuses what the docker command refuses before it asks the
// engine, which would let some of it pass.
func addressRanges(subnets []object.Subnet) ([]network.IPAMConfig, error) {
	ranges := make([]network.IPAMConfig, 0, len(subnets))
	var seen []*net.IPNet
	for _, s := range subnets {
		address, subnet, err := net.ParseCIDR(s.CIDR)
		if err != nil {
			return nil, fmt.Errorf("subnet: %w", err)
		}
		for _, other := range seen {
			if other.Contains(address) || subnet.Contains(other.IP) {
				return nil, fmt.Errorf("subnets %s and %s overlap", other, subnet)
			}
		}
		if s.Gateway != "" && !subnet.Contains(net.ParseIP(s.Gateway)) {
			return nil, fmt.Errorf("gateway %s is not in subnet %s", s.Gateway, subnet)
		}
		seen = append(seen, subnet)
		ranges = append(ranges, network.IPAMConfig{Subnet: s.CIDR, Gateway: s.Gateway})
	}
	return ranges, nil
}

// Remove is docker network rm.
func (n Networks) Remove(ctx context.Context, id string) (Outcome, error) {
	return Outcome{}, networkFailure("remove", id, n.Engine.NetworkRemove(ctx, id))
}

// Place is how a container joins a network. All of it is optional.
type Place struct {
	Aliases []string // more names that it is found by there
	IPv4    string   // only on networks made with a subnet
	IPv6    string
}

// Connect is docker network connect.
func (n Networks) Connect(ctx context.Context, id, container string, place Place) (Outcome, error) {
	err := n.Engine.NetworkConnect(ctx, id, container, &network.EndpointSettings{
		IPAMConfig: &network.EndpointIPAMConfig{IPv4Address: place.IPv4, IPv6Address: place.IPv6},
		Aliases:    place.Aliases,
		DriverOpts: map[string]string{},
	})
	return Outcome{}, networkFailure("connect", id, err)
}

// Disconnect is docker network disconnect. With force it also takes out a
// container that is gone from the engine but left its place behind.
func (n Networks) Disconnect(ctx context.Context, id, container string, force bool) (Outcome, error) {
	return Outcome{}, networkFailure("disconnect", id, n.Engine.NetworkDisconnect(ctx, id, container, force))
}

func networkRef(id string) object.Ref { return object.Ref{Kind: object.KindNetwork, ID: id} }

func networkFailure(op, id string, err error) error {
	return failure(op, networkRef(id), "", err)
}
