package bin

import (
	"context"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// API is what is needed of the Docker client.
type API interface {
	ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error)
	ContainerList(ctx context.Context, o container.ListOptions) ([]container.Summary, error)
	NetworkInspect(ctx context.Context, id string, o network.InspectOptions) (network.Inspect, error)
	VolumeInspect(ctx context.Context, name string) (volume.Volume, error)
}

// Specs tell how a container was made; see operations.Runs.
type Specs interface {
	Spec(ctx context.Context, id string) (s spec.RunSpec, unsaid []string, err error)
}

// Memory reads what must be known of things before they go.
type Memory struct {
	API   API
	Specs Specs
}

// Remember reads what makes a container, a network or a volume again. Images are
// remembered by what they are called, which the caller knows.
func (m Memory) Remember(ctx context.Context, ref object.Ref) (Entry, error) {
	e := Entry{Kind: ref.Kind, Ref: ref.ID}
	var err error
	switch ref.Kind {
	case object.KindContainer:
		err = m.container(ctx, &e)
	case object.KindNetwork:
		err = m.network(ctx, &e)
	case object.KindVolume:
		err = m.volume(ctx, &e)
	}
	return e, err
}

func (m Memory) container(ctx context.Context, e *Entry) error {
	found, err := m.API.ContainerInspect(ctx, e.Ref)
	if err != nil {
		return err
	}
	s, unsaid, err := m.Specs.Spec(ctx, e.Ref)
	if err != nil {
		return err
	}
	c := &Container{Spec: s, Unsaid: unsaid, Ran: found.State != nil && found.State.Running}
	for _, at := range found.Mounts {
		if at.Type == "volume" && !slices.ContainsFunc(s.Mounts, func(had spec.Mount) bool { return had.Source == at.Name }) {
			c.Anonymous = append(c.Anonymous, Anonymous{Name: at.Name, Target: at.Destination})
		}
	}
	e.Ref, e.Name, e.Container = found.ID, strings.TrimPrefix(found.Name, "/"), c
	return nil
}

func (m Memory) network(ctx context.Context, e *Entry) error {
	found, err := m.API.NetworkInspect(ctx, e.Ref, network.InspectOptions{})
	if err != nil {
		return err
	}
	n := &Network{
		Driver: found.Driver, Internal: found.Internal, Attachable: found.Attachable, IPv6: found.EnableIPv6,
		Options: found.Options, Labels: found.Labels,
	}
	for _, c := range found.IPAM.Config {
		n.Subnets = append(n.Subnets, object.Subnet{CIDR: c.Subnet, Gateway: plain(c.Gateway)})
	}
	list, err := m.API.ContainerList(ctx, container.ListOptions{All: true, Filters: filters.NewArgs(filters.Arg("network", found.ID))})
	if err != nil {
		return err
	}
	for _, one := range list {
		c, err := m.API.ContainerInspect(ctx, one.ID)
		if err != nil || c.NetworkSettings == nil {
			continue // gone meanwhile
		}
		at := c.NetworkSettings.Networks[found.Name]
		if at == nil {
			continue
		}
		member := Member{ID: c.ID, Name: strings.TrimPrefix(c.Name, "/")}
		for _, alias := range at.Aliases {
			if alias != object.ShortID(c.ID) { // the engine adds that by itself
				member.Aliases = append(member.Aliases, alias)
			}
		}
		if asked := at.IPAMConfig; asked != nil {
			member.IPv4, member.IPv6 = asked.IPv4Address, asked.IPv6Address
		}
		n.Members = append(n.Members, member)
	}
	e.Ref, e.Name, e.Network = found.ID, found.Name, n
	return nil
}

// plain is an address without its range.
func plain(address string) string {
	address, _, _ = strings.Cut(address, "/")
	return address
}

func (m Memory) volume(ctx context.Context, e *Entry) error {
	found, err := m.API.VolumeInspect(ctx, e.Ref)
	if err != nil {
		return err
	}
	e.Name, e.Volume = found.Name, &Volume{Driver: found.Driver, Options: found.Options, Labels: found.Labels}
	return nil
}
