package world

import (
	"fmt"
	"net/http"
	"net/netip"
	"sort"
	"strings"
	"time"

	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/network"
)

// Network is one network.
type Network struct {
	api    network.Inspect
	subnet netip.Prefix
	used   map[string]bool // addresses of containers that run
}

func predefined(name string) bool { return name == "bridge" || name == "host" || name == "none" }

func (w *World) addPredefined() {
	w.born = w.now()
	for _, name := range []string{"bridge", "host", "none"} {
		driver := map[string]string{"bridge": "bridge", "host": "host", "none": "null"}[name]
		n := &Network{api: network.Inspect{
			Name: name, ID: w.newID(), Created: w.now().Add(-48 * time.Hour), Scope: "local", Driver: driver, EnableIPv4: true,
			IPAM: network.IPAM{Driver: "default", Config: []network.IPAMConfig{}}, Options: map[string]string{}, Labels: map[string]string{},
		}}
		if name == "bridge" {
			n.subnet = netip.MustParsePrefix("172.17.0.0/16")
			n.api.IPAM.Config = []network.IPAMConfig{{Subnet: "172.17.0.0/16", Gateway: "172.17.0.1"}}
			n.api.Options = map[string]string{"com.docker.network.bridge.default_bridge": "true", "com.docker.network.bridge.name": "docker0", "com.docker.network.driver.mtu": "1500"}
		}
		w.networks[n.api.ID] = n
	}
}

func (w *World) network(ref string) (*Network, error) {
	if n := w.networks[ref]; n != nil {
		return n, nil
	}
	var found *Network
	for _, n := range w.networks {
		if n.api.Name == ref {
			return n, nil
		}
		if ref != "" && strings.HasPrefix(n.api.ID, ref) {
			found = n
		}
	}
	if found != nil {
		return found, nil
	}
	return nil, notFound("network %s not found", ref)
}

// CreateNetwork makes a network.
func (w *World) CreateNetwork(r network.CreateRequest) (network.CreateResponse, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if strings.TrimSpace(r.Name) == "" {
		return network.CreateResponse{}, invalid("invalid network name: name is empty")
	}
	if predefined(r.Name) {
		return network.CreateResponse{}, fail(http.StatusForbidden, "operation is not permitted on predefined %s network ", r.Name)
	}
	for _, n := range w.networks {
		if n.api.Name == r.Name {
			return network.CreateResponse{}, conflict("network with name %s already exists", r.Name)
		}
	}
	if r.Driver == "" || r.Driver == "default" {
		r.Driver = "bridge"
	}
	switch r.Driver {
	case "bridge", "macvlan", "ipvlan", "null":
	case "overlay":
		return network.CreateResponse{}, fail(http.StatusServiceUnavailable, "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.")
	case "host":
		return network.CreateResponse{}, fail(http.StatusForbidden, "only one instance of \"host\" network is allowed")
	default:
		return network.CreateResponse{}, notFound("could not find plugin %s in v1 plugin registry: plugin not found", r.Driver)
	}
	n, err := w.newNetwork(r)
	if err != nil {
		return network.CreateResponse{}, err
	}
	w.networks[n.api.ID] = n
	w.tell(events.NetworkEventType, events.ActionCreate, n.api.ID, map[string]string{"name": r.Name, "type": r.Driver})
	return network.CreateResponse{ID: n.api.ID}, nil
}

func (w *World) newNetwork(r network.CreateRequest) (*Network, error) {
	n := &Network{api: network.Inspect{
		Name: r.Name, ID: w.newID(), Created: w.now(), Scope: "local", Driver: r.Driver, Internal: r.Internal, Attachable: r.Attachable, EnableIPv4: true,
		IPAM: network.IPAM{Driver: "default", Options: map[string]string{}}, Options: merged(nil, r.Options), Labels: merged(nil, r.Labels),
	}}
	if r.EnableIPv6 != nil {
		n.api.EnableIPv6 = *r.EnableIPv6
	}
	config := network.IPAMConfig{}
	if r.IPAM != nil && len(r.IPAM.Config) > 0 {
		config = r.IPAM.Config[0]
	}
	if config.Subnet == "" {
		n.subnet = w.freeSubnet()
	} else {
		prefix, err := netip.ParsePrefix(config.Subnet)
		if err != nil {
			return nil, invalid("invalid subnet %s: %v", config.Subnet, err)
		}
		n.subnet = prefix.Masked()
		for _, other := range w.networks {
			if other.subnet.IsValid() && other.subnet.Overlaps(n.subnet) {
				return nil, fail(http.StatusForbidden, "invalid pool request: Pool overlaps with other one on this address space")
			}
		}
	}
	config.Subnet = n.subnet.String()
	if config.Gateway == "" {
		config.Gateway = n.subnet.Addr().Next().String()
	}
	n.api.IPAM.Config = []network.IPAMConfig{config}
	return n, nil
}

func (w *World) freeSubnet() netip.Prefix {
	for i := 18; ; i++ {
		p := netip.MustParsePrefix(fmt.Sprintf("172.%d.0.0/16", i))
		if i > 31 {
			p = netip.MustParsePrefix(fmt.Sprintf("192.168.%d.0/20", (i-32)*16))
		}
		free := true
		for _, n := range w.networks {
			free = free && !(n.subnet.IsValid() && n.subnet.Overlaps(p))
		}
		if free {
			return p
		}
	}
}

// Networks lists networks.
func (w *World) Networks(f filters.Args) ([]network.Summary, error) {
	if err := network.ValidateFilters(f); err != nil {
		return nil, invalid("%v", err)
	}
	for _, kind := range f.Get("type") {
		if kind != "custom" && kind != "builtin" {
			return nil, invalid("invalid filter: 'type'='%s'", kind)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	list := []network.Summary{}
	for _, n := range w.networks {
		kind := "custom"
		if predefined(n.api.Name) {
			kind = "builtin"
		}
		if !f.Match("name", n.api.Name) || !f.Match("id", n.api.ID) || !f.ExactMatch("driver", n.api.Driver) || !f.ExactMatch("scope", "local") ||
			!f.ExactMatch("type", kind) || !f.MatchKVList("label", n.api.Labels) {
			continue
		}
		if f.Contains("dangling") {
			want, err := f.GetBoolOrDefault("dangling", false)
			if err != nil {
				return nil, invalid("%v", err)
			}
			if want != (len(w.on(n)) == 0 && kind == "custom") {
				continue
			}
		}
		api := n.api
		api.Containers = map[string]network.EndpointResource{}
		list = append(list, api)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list, nil
}

// on are the containers that run on a network.
func (w *World) on(n *Network) []*Container {
	var all []*Container
	for _, c := range w.containers {
		if e := c.endpoints[n.api.Name]; e != nil && e.EndpointID != "" {
			all = append(all, c)
		}
	}
	return all
}

// InspectNetwork is everything about a network.
func (w *World) InspectNetwork(ref string) (network.Inspect, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.network(ref)
	if err != nil {
		return network.Inspect{}, err
	}
	api := n.api
	api.Containers = map[string]network.EndpointResource{}
	for _, c := range w.on(n) {
		e := c.endpoints[n.api.Name]
		r := network.EndpointResource{Name: c.Name, EndpointID: e.EndpointID, MacAddress: e.MacAddress}
		if e.IPAddress != "" {
			r.IPv4Address = fmt.Sprintf("%s/%d", e.IPAddress, e.IPPrefixLen)
		}
		api.Containers[c.ID] = r
	}
	return api, nil
}

// RemoveNetwork removes a network that nobody is on.
func (w *World) RemoveNetwork(ref string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.network(ref)
	if err != nil {
		return err
	}
	if predefined(n.api.Name) {
		return fail(http.StatusForbidden, "%s is a pre-defined network and cannot be removed", n.api.Name)
	}
	if on := w.on(n); len(on) > 0 {
		return fail(http.StatusForbidden, "error while removing network: network %s has active endpoints (name:%q id:%q)", n.api.Name, on[0].Name, on[0].endpoints[n.api.Name].EndpointID[:12])
	}
	w.removeNetwork(n)
	return nil
}

func (w *World) removeNetwork(n *Network) {
	delete(w.networks, n.api.ID)
	w.tell(events.NetworkEventType, events.ActionDestroy, n.api.ID, map[string]string{"name": n.api.Name, "type": n.api.Driver})
}

// PruneNetworks removes what nobody is on.
func (w *World) PruneNetworks(f filters.Args) (network.PruneReport, error) {
	if err := f.Validate(map[string]bool{"label": true, "label!": true, "until": true}); err != nil {
		return network.PruneReport{}, invalid("%v", err)
	}
	until, err := w.until(f)
	if err != nil {
		return network.PruneReport{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var report network.PruneReport
	for _, id := range sortedKeys(w.networks) {
		n := w.networks[id]
		if predefined(n.api.Name) || len(w.on(n)) > 0 || !matchesLabels(f, n.api.Labels) || !until.IsZero() && n.api.Created.After(until) {
			continue
		}
		w.removeNetwork(n)
		report.NetworksDeleted = append(report.NetworksDeleted, n.api.Name)
	}
	w.tell(events.NetworkEventType, events.ActionPrune, "", map[string]string{"reclaimed": "0"})
	return report, nil
}

// --- endpoints ---

// join notes which networks a new container is to be on.
func (w *World) join(c *Container, config *network.NetworkingConfig) {
	mode := string(c.Host.NetworkMode)
	if c.Host.NetworkMode.IsContainer() {
		return
	}
	if config != nil {
		for name, e := range config.EndpointsConfig {
			if e == nil {
				e = &network.EndpointSettings{}
			}
			if n, err := w.network(name); err == nil {
				name = n.api.Name
			}
			if name == "default" {
				name = "bridge"
			}
			c.endpoints[name] = tidy(e)
		}
	}
	if n, err := w.network(mode); err == nil {
		mode = n.api.Name
	}
	if c.endpoints[mode] == nil {
		c.endpoints[mode] = &network.EndpointSettings{}
	}
}

// tidy makes what is empty nothing, however it was sent.
func tidy(e *network.EndpointSettings) *network.EndpointSettings {
	if len(e.Aliases) == 0 {
		e.Aliases = nil
	}
	if len(e.Links) == 0 {
		e.Links = nil
	}
	if len(e.DriverOpts) == 0 {
		e.DriverOpts = nil
	}
	return e
}

// enterAll puts a container that starts on its networks.
func (w *World) enterAll(c *Container) error {
	if c.Host.NetworkMode.IsContainer() {
		return nil
	}
	for _, name := range sortedKeys(c.endpoints) {
		n, err := w.network(name)
		if err != nil {
			return notFound("network %s not found", name)
		}
		if err := w.enter(c, n, c.endpoints[name]); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) enter(c *Container, n *Network, e *network.EndpointSettings) error {
	e.NetworkID, e.EndpointID = n.api.ID, digest("endpoint", c.ID, n.api.Name, itoa(c.exits))
	e.DNSNames = nil
	if !predefined(n.api.Name) {
		names := append([]string{c.Name, c.ID[:12]}, e.Aliases...)
		if c.Config.Hostname != c.ID[:12] {
			names = append(names, c.Config.Hostname)
		}
		e.DNSNames = names
	}
	if n.subnet.IsValid() {
		ip, err := w.address(n, e)
		if err != nil {
			return err
		}
		b := ip.As4()
		if n.used == nil {
			n.used = map[string]bool{}
		}
		n.used[ip.String()] = true
		e.IPAddress, e.IPPrefixLen, e.Gateway = ip.String(), n.subnet.Bits(), n.api.IPAM.Config[0].Gateway
		if n.api.Internal {
			e.Gateway = ""
		}
		if e.MacAddress == "" {
			e.MacAddress = fmt.Sprintf("02:42:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3])
		}
	}
	w.tell(events.NetworkEventType, events.ActionConnect, n.api.ID, map[string]string{"container": c.ID, "name": n.api.Name, "type": n.api.Driver})
	return nil
}

// address is the one wished for, or the lowest that is free.
func (w *World) address(n *Network, e *network.EndpointSettings) (netip.Addr, error) {
	used := func(ip netip.Addr) bool { return n.used[ip.String()] || ip.String() == n.api.IPAM.Config[0].Gateway }
	if e.IPAMConfig != nil && e.IPAMConfig.IPv4Address != "" {
		ip, err := netip.ParseAddr(e.IPAMConfig.IPv4Address)
		if err != nil || !n.subnet.Contains(ip) {
			return ip, invalid("invalid endpoint settings:\nno configured subnet contains IP address %s", e.IPAMConfig.IPv4Address)
		}
		if used(ip) {
			return ip, fail(http.StatusForbidden, "Address already in use")
		}
		return ip, nil
	}
	ip := n.subnet.Addr().Next()
	for used(ip) {
		if ip = ip.Next(); !n.subnet.Contains(ip) {
			return ip, broken("no available IPv4 addresses on this network's address pools: %s (%s)", n.api.Name, n.api.ID)
		}
	}
	return ip, nil
}

// leaveAll takes a container that has ended from its networks; it stays meant
// for them.
func (w *World) leaveAll(c *Container) {
	for _, name := range sortedKeys(c.endpoints) {
		e := c.endpoints[name]
		if e.EndpointID == "" {
			continue
		}
		w.release(name, e)
		e.EndpointID, e.IPAddress, e.IPPrefixLen, e.Gateway, e.MacAddress = "", "", 0, "", ""
		driver := ""
		if n, err := w.network(name); err == nil {
			driver = n.api.Driver
		}
		w.tell(events.NetworkEventType, events.ActionDisconnect, e.NetworkID, map[string]string{"container": c.ID, "name": name, "type": driver})
	}
}

// release gives an address back.
func (w *World) release(name string, e *network.EndpointSettings) {
	if n, err := w.network(name); err == nil {
		delete(n.used, e.IPAddress)
	}
}

// Connect puts a container on a network.
func (w *World) Connect(ref string, o network.ConnectOptions) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.network(ref)
	if err != nil {
		return err
	}
	c, err := w.container(o.Container)
	if err != nil {
		return err
	}
	if c.Host.NetworkMode.IsHost() && n.api.Name != "host" {
		return invalid("container cannot be disconnected from host network or connected to host network")
	}
	if _, there := c.endpoints[n.api.Name]; there {
		return fail(http.StatusForbidden, "endpoint with name %s already exists in network %s", c.Name, n.api.Name)
	}
	e := &network.EndpointSettings{}
	if o.EndpointConfig != nil {
		e = tidy(o.EndpointConfig.Copy())
	}
	if e.IPAMConfig != nil && e.IPAMConfig.IPv4Address != "" && predefined(n.api.Name) {
		return invalid("invalid endpoint settings:\nuser specified IP address is supported on user defined networks only")
	}
	if c.running() {
		if err := w.enter(c, n, e); err != nil {
			return err
		}
	} else {
		e.NetworkID = n.api.ID
		w.tell(events.NetworkEventType, events.ActionConnect, n.api.ID, map[string]string{"container": c.ID, "name": n.api.Name, "type": n.api.Driver})
	}
	c.endpoints[n.api.Name] = e
	if c.running() {
		c.hosts()
	}
	return nil
}

// Disconnect takes a container from a network.
func (w *World) Disconnect(ref string, o network.DisconnectOptions) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, err := w.network(ref)
	if err != nil {
		return err
	}
	c, err := w.container(o.Container)
	if err != nil {
		return err
	}
	if c.endpoints[n.api.Name] == nil {
		return fail(http.StatusForbidden, "container %s is not connected to network %s", c.ID, n.api.Name)
	}
	w.release(n.api.Name, c.endpoints[n.api.Name])
	delete(c.endpoints, n.api.Name)
	if c.running() {
		c.hosts()
	}
	w.tell(events.NetworkEventType, events.ActionDisconnect, n.api.ID, map[string]string{"container": c.ID, "name": n.api.Name, "type": n.api.Driver})
	return nil
}
