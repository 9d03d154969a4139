// Package reach finds out what is true about the way to a container: whose
// network it is in, which doors lead to it, who listens inside, and what comes of
// a real knock, from this computer or from within another container.
//
// Who listens stands in the kernel's books, /proc/PID/net. They are read there
// where the engine runs on this computer, else by the container's own cat, else,
// where that is wished for, by a helper: a container made for the moment that
// shares its network, labelled as package files labels its own and removed at
// once. No shell is given anything.
//
// The package knows the Docker client and nothing of what is shown or meant.
package reach

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/client"
	"github.com/docker/go-connections/nat"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/object/way"
)

// API is what is needed of the Docker client.
type API interface {
	ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error)
	NetworkInspect(ctx context.Context, id string, o network.InspectOptions) (network.Inspect, error)
	ContainerStatPath(ctx context.Context, id, p string) (container.PathStat, error)
	ContainerExecCreate(ctx context.Context, id string, o container.ExecOptions) (container.ExecCreateResponse, error)
	ContainerExecAttach(ctx context.Context, id string, o container.ExecAttachOptions) (types.HijackedResponse, error)
	ContainerExecInspect(ctx context.Context, id string) (container.ExecInspect, error)
	ContainerAttach(ctx context.Context, id string, o container.AttachOptions) (types.HijackedResponse, error)
	ContainerCreate(ctx context.Context, c *container.Config, h *container.HostConfig, n *network.NetworkingConfig, p *ocispec.Platform, name string) (container.CreateResponse, error)
	ContainerStart(ctx context.Context, id string, o container.StartOptions) error
	ContainerWait(ctx context.Context, id string, c container.WaitCondition) (<-chan container.WaitResponse, <-chan error)
	ContainerRemove(ctx context.Context, id string, o container.RemoveOptions) error
	ImageList(ctx context.Context, o image.ListOptions) ([]image.Summary, error)
	ImageInspect(ctx context.Context, id string, o ...client.ImageInspectOption) (image.InspectResponse, error)
}

// Reach asks one engine. Its methods may be called by any goroutine, and block
// until all is known or soon after their context ends.
type Reach struct {
	api func() (API, string, error) // the engine of now, and its address

	mu    sync.Mutex
	tools map[string]string // where programs are, by image and name
}

// New makes a Reach; api is asked for the engine of now and its address with each
// call.
func New(api func() (API, string, error)) *Reach {
	return &Reach{api: api, tools: map[string]string{}}
}

// Knock tries an address from this computer; see the function.
func (r *Reach) Knock(ctx context.Context, host string, port int) way.Knock {
	return Knock(ctx, nil, host, port)
}

// Wish is what is to be found out.
type Wish struct {
	To     string // the container that is called
	From   string // the container that calls; "" is the engine's computer
	Helper bool   // a helper may be run to see who listens
}

// Facts finds out what is true about a way.
func (r *Reach) Facts(ctx context.Context, w Wish) (way.Facts, error) {
	api, address, err := r.api()
	if err != nil {
		return way.Facts{}, err
	}
	a := &asking{r: r, api: api, networks: map[string]network.Inspect{}}
	var f way.Facts
	to, err := a.end(ctx, w.To)
	if err != nil {
		return f, err
	}
	f.To = to.End
	if w.From != "" {
		from, err := a.end(ctx, w.From)
		if err != nil {
			return f, err
		}
		f.From = &from.End
	}
	local := isLocal(address)
	f.Elsewhere = elsewhere(address)
	if to.Running() {
		a.listeners(ctx, &f, to, local, w.Helper)
	}
	f.Beside = local && f.Looked == way.Kernel
	return f, nil
}

// asking is one question to the engine.
type asking struct {
	r        *Reach
	api      API
	networks map[string]network.Inspect
}

// end is a container with what only its inspection tells.
type end struct {
	way.End
	inspected container.InspectResponse
}

// Running reports whether there are processes whose network can be read.
func (e end) Running() bool {
	return (e.State == object.StateRunning || e.State == object.StatePaused) && e.Net != way.None
}

func (a *asking) end(ctx context.Context, id string) (end, error) {
	c, err := a.api.ContainerInspect(ctx, id)
	if err != nil {
		return end{}, fmt.Errorf("look at %s: %w", object.ShortID(id), err)
	}
	e := end{inspected: c}
	if c.ContainerJSONBase == nil || c.HostConfig == nil {
		return e, fmt.Errorf("look at %s: the engine says nothing of it", object.ShortID(id))
	}
	e.ID, e.Name = c.ID, strings.TrimPrefix(c.Name, "/")
	if c.State != nil {
		e.State = object.State(c.State.Status)
	}
	seat := c // who has the network
	switch mode := c.HostConfig.NetworkMode; {
	case mode.IsHost():
		e.Net = way.Host
	case mode.IsNone():
		e.Net = way.None
	case mode.IsContainer():
		e.Net = way.Lent
		if seat, err = a.api.ContainerInspect(ctx, mode.ConnectedContainer()); err != nil || seat.ContainerJSONBase == nil {
			return e, nil // the lender is gone, and with it the way
		}
		e.LenderID, e.Lender = seat.ID, strings.TrimPrefix(seat.Name, "/")
		if seat.HostConfig != nil && seat.HostConfig.NetworkMode.IsHost() {
			e.Net = way.Host
		}
	default:
		e.Net = way.Own
	}
	e.Doors, e.Wished, e.Exposed = doors(seat), wished(seat), exposed(seat)
	if e.Net == way.Own || e.Net == way.Lent {
		e.Places = a.places(ctx, seat)
		e.Links = links(ctx, a.api, c)
	}
	return e, nil
}

// places are a container's networks, by name.
func (a *asking) places(ctx context.Context, c container.InspectResponse) []way.Place {
	if c.NetworkSettings == nil {
		return nil
	}
	var list []way.Place
	for name, e := range c.NetworkSettings.Networks {
		if e == nil {
			continue
		}
		p := way.Place{Network: name, NetworkID: e.NetworkID, Gateway: e.Gateway, IPv4: e.IPAddress, IPv6: e.GlobalIPv6Address}
		if n, err := a.network(ctx, name, e.NetworkID); err == nil {
			p.NetworkID, p.Driver, p.Internal = n.ID, n.Driver, n.Internal
			p.Apart = n.Options["com.docker.network.bridge.enable_icc"] == "false"
		}
		p.Names = append(p.Names, strings.TrimPrefix(c.Name, "/"))
		for _, n := range slices.Concat(e.Aliases, e.DNSNames) {
			if !slices.Contains(p.Names, n) {
				p.Names = append(p.Names, n)
			}
		}
		if short := object.ShortID(c.ID); !slices.Contains(p.Names, short) {
			p.Names = append(p.Names, short)
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b way.Place) int { return strings.Compare(a.Network, b.Network) })
	return list
}

func (a *asking) network(ctx context.Context, name, id string) (network.Inspect, error) {
	if id == "" {
		id = name // as of a container that never ran
	}
	if n, ok := a.networks[id]; ok {
		return n, nil
	}
	n, err := a.api.NetworkInspect(ctx, id, network.InspectOptions{})
	if err == nil {
		a.networks[id] = n
	}
	return n, err
}

// links are the names that --link wrote into a container.
func links(ctx context.Context, api API, c container.InspectResponse) map[string]string {
	list := map[string]string{}
	for _, l := range c.HostConfig.Links { // "/db:/web/database"
		from, to, ok := strings.Cut(l, ":")
		if !ok {
			continue
		}
		if other, err := api.ContainerInspect(ctx, strings.TrimPrefix(from, "/")); err == nil && other.ContainerJSONBase != nil {
			list[strings.TrimPrefix(from, "/")] = other.ID
			list[to[strings.LastIndex(to, "/")+1:]] = other.ID
		}
	}
	return list
}

func doors(c container.InspectResponse) []way.Door {
	if c.NetworkSettings == nil {
		return nil
	}
	return doorsOf(c.NetworkSettings.Ports)
}

func wished(c container.InspectResponse) []way.Door {
	if c.HostConfig == nil {
		return nil
	}
	return doorsOf(c.HostConfig.PortBindings)
}

func doorsOf(ports nat.PortMap) []way.Door {
	var list []way.Door
	for p, bindings := range ports {
		for _, b := range bindings {
			n, _ := strconv.Atoi(b.HostPort) // "" is left to the engine
			list = append(list, way.Door{IP: b.HostIP, Public: n, Inside: way.Port{Number: p.Int(), Proto: p.Proto()}})
		}
	}
	slices.SortFunc(list, func(a, b way.Door) int {
		return cmpAll(byPort(a.Inside, b.Inside), a.Public-b.Public, strings.Compare(a.IP, b.IP))
	})
	return list
}

func exposed(c container.InspectResponse) []way.Port {
	if c.Config == nil {
		return nil
	}
	var list []way.Port
	for p := range c.Config.ExposedPorts {
		list = append(list, way.Port{Number: p.Int(), Proto: p.Proto()})
	}
	slices.SortFunc(list, byPort)
	return list
}

// byPort orders ports: those that most programs use first.
func byPort(a, b way.Port) int {
	return cmpAll(strings.Compare(a.Proto, b.Proto), a.Number-b.Number)
}

func cmpAll(results ...int) int {
	for _, r := range results {
		if r != 0 {
			return r
		}
	}
	return 0
}
