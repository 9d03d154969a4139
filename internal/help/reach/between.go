package reach

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/object/way"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
)

// fromContainer is the way from one container to another.
func (j *judge) fromContainer() {
	from := *j.From
	switch {
	case !from.Runs():
		j.callerAtRest(from)
		return
	case from.Home() == j.To.Home(), from.Net == way.Host && j.To.Net == way.Host:
		j.sameNetwork()
		return
	}
	j.stops = append(j.stops, j.caller())
	switch {
	case j.To.Net == way.None:
		j.noNetwork()
	case from.Net == way.None:
		j.callerAlone(from)
	case j.To.Net == way.Host:
		j.toHost(from)
	case from.Net == way.Host:
		j.fromHost()
	default:
		j.overNetwork(from)
	}
}

func (j *judge) callerAtRest(from way.End) {
	j.stops = nil
	ref := object.Ref{Kind: object.KindContainer, ID: from.ID}
	j.stop("container", from.Name, "not running", "caller", from.Name+" does not run, so it can't call anybody", "While it does not run it has no address, and no program that could ask.")
	if from.State == object.StatePaused {
		j.v.Title = from.Name + " is paused, so it can't call anybody"
		j.offer(deed("Let it go on", "play", "container.unpause", ref))
		return
	}
	j.offer(deed("Start it", "play", "container.start", ref))
}

func (j *judge) callerAlone(from way.End) {
	j.stop("network", "no network", from.Name+" has none", "no-network", from.Name+" has no network",
		"It was made with the network none: it can call nobody, and no network can be added while it has that one. Only a new container in its place can have another.")
	j.v.Remedies = append(j.v.Remedies, Remedy{On: from.ID, Remedy: diagnosis.Remedy{Words: "Give it a network", Icon: "network", Then: diagnosis.Form, Change: onNetwork(j.home(j.To))}})
}

// sameNetwork is the way within one network, where both are at the same address.
func (j *judge) sameNetwork() {
	j.stops = append(j.stops, j.caller())
	j.pass("tag", "127.0.0.1", "the same for both")
	words := "both have " + j.computer() + "'s network"
	if j.To.Net != way.Host {
		words = "both have the network of " + j.sharedBy()
	}
	j.pass("network", "one network", words)
	j.arrive("127.0.0.1", true)
	j.v.Host, j.v.Port = "127.0.0.1", j.Port.Number
	j.reached(j.who(), j.v.Call())
}

// sharedBy is the container whose network both have.
func (j *judge) sharedBy() string {
	if j.To.Net == way.Lent {
		return j.To.Lender
	}
	return j.To.Name
}

// toHost is the way to a program in the network of the engine's computer.
func (j *judge) toHost(from way.End) {
	gate := ""
	for _, p := range from.Places { // an internal network leads to the computer too, as far as its gateway
		if p.Gateway != "" && p.Driver == "bridge" && (gate == "" || !p.Internal) {
			gate = p.Gateway
		}
	}
	if gate == "" {
		j.stop("network", "host", "no way leads there", "own-net", fmt.Sprintf("%s is in %s's own network, and no way leads there from %s", j.name(), j.computer(), from.Name),
			"No network of "+from.Name+" has a gateway on this computer. On one that has, it could call the computer there.")
		j.v.Remedies = append(j.v.Remedies, Remedy{Remedy: diagnosis.Remedy{Words: "Connect it to bridge as well", Icon: "plug", First: []diagnosis.Deed{connecting("bridge", from.ID)}}})
		return
	}
	j.pass("tag", gate, "the computer's address, seen from inside")
	j.pass("network", "host", j.computer()+"'s own network")
	j.arrive(gate, false)
	j.v.Host, j.v.Port = gate, j.Port.Number
	j.reached(j.who(), j.v.Call())
	if j.v.State == Whole {
		j.v.Words = fmt.Sprintf("%s has no name and no address of its own: it is reached where the computer is, at %s. A firewall of the computer can still be in the way.", j.name(), gate)
	}
}

// fromHost is the way from a program in the network of the engine's computer.
func (j *judge) fromHost() {
	p := j.way()
	j.pass("tag", p.Address(), "its address; names don't lead there")
	j.pass("network", p.Network, driverWords(p))
	if p.Driver == "macvlan" || p.Driver == "ipvlan" {
		j.stops = j.stops[:len(j.stops)-1]
		j.stop("network", p.Network, p.Driver+": your real network", "macvlan", fmt.Sprintf("The computer's own network can't reach a container on %s", p.Network),
			"With "+p.Driver+" the container is in your real network. The computer that it runs on is the one that can't reach it there.")
		return
	}
	j.arrive(p.Address(), false)
	j.v.Host, j.v.Port = p.Address(), j.Port.Number
	j.reached(j.who(), j.v.Call())
}

// overNetwork is the usual way: a name, a network that both are on, a listener.
func (j *judge) overNetwork(from way.End) {
	shared := j.Shared()
	if len(shared) == 0 {
		j.apartNetworks(from)
		return
	}
	name := j.Name
	if name == "" {
		name = j.name()
	}
	p, known := named(shared, name)
	if !known && isAddress(name) {
		p, known = addressed(shared, name)
	}
	if !known && j.linked(from, name) {
		known = true
	}
	if !known {
		j.nameless(from, p, name)
		return
	}
	j.pass("tag", name, "leads to "+p.Address())
	if p.Apart {
		j.stop("network", p.Network, "keeps its containers apart", "apart", p.Network+" keeps its containers from each other",
			"It was made with the option com.docker.network.bridge.enable_icc=false: the containers on it reach the outside, and not each other.")
		j.ownNetwork(from, "Make a network for both")
		return
	}
	j.pass("network", p.Network, driverWords(p))
	j.arrive(p.Address(), false)
	j.v.Host, j.v.Port = name, j.Port.Number
	j.reached(j.who(), j.v.Call())
}

// named is the first network on which a name is known; else the first of all.
func named(shared []way.Place, name string) (way.Place, bool) {
	for _, p := range shared {
		if !p.Default() && slices.ContainsFunc(p.Names, func(n string) bool { return strings.EqualFold(n, name) }) {
			return p, true
		}
	}
	return shared[0], false
}

func addressed(shared []way.Place, address string) (way.Place, bool) {
	for _, p := range shared {
		if p.IPv4 == address || p.IPv6 == address {
			return p, true
		}
	}
	return shared[0], false
}

// linked reports whether a name was written into the caller when it was made.
func (j *judge) linked(from way.End, name string) bool { return from.Links[name] == j.To.ID }

// nameless is a name that nobody answers to.
func (j *judge) nameless(from way.End, p way.Place, name string) {
	for _, q := range j.Shared() {
		if !q.Default() {
			names := few(q.Names)
			j.stop("tag", name, "nobody is called so", "name", fmt.Sprintf("Nobody on %s is called %s", q.Network, name),
				fmt.Sprintf("On %s, %s is found as %s.", q.Network, j.name(), names))
			if len(q.Names) > 0 {
				call := net.JoinHostPort(q.Names[0], strconv.Itoa(j.Port.Number))
				j.offer(diagnosis.Remedy{Words: "Copy " + call, Icon: "copy", Then: diagnosis.Copy, Value: call})
			}
			return
		}
	}
	j.stop("tag", name, "no names on "+p.Network, "no-names", fmt.Sprintf("On %s, %s is not found by its name", p.Network, j.name()),
		fmt.Sprintf("Both are on the usual network, where containers have addresses and no names. %s is at %s now, and may be at another after its next start. On a network that somebody made, names work.", j.name(), p.Address()))
	j.ownNetwork(from, "Make a network and put both on it")
	if a := p.Address(); a != "" {
		call := net.JoinHostPort(a, strconv.Itoa(j.Port.Number))
		j.offer(diagnosis.Remedy{Words: "Copy its address", Icon: "copy", Then: diagnosis.Copy, Value: call})
	}
}

func few(names []string) string {
	if len(names) == 0 {
		return "nothing but its address"
	}
	return strings.Join(names[:min(len(names), 3)], ", ")
}

// apartNetworks is about two that share no network.
func (j *judge) apartNetworks(from way.End) {
	j.stops = append(j.stops, Link{"tag", j.name(), "not known there", Beyond})
	j.stop("network", "no common network", "", "other-network", fmt.Sprintf("%s and %s share no network", from.Name, j.name()),
		fmt.Sprintf("%s is on %s, %s on %s. Networks are apart from each other: neither names nor addresses lead from one to another.", from.Name, onWords(from), j.name(), onWords(j.To)))
	if n := j.home(j.To); n != "" {
		j.offer(connect(fmt.Sprintf("Connect %s to %s", from.Name, n), n, from.ID))
		return
	}
	if n := j.home(from); n != "" {
		j.offer(connect(fmt.Sprintf("Connect %s to %s", j.name(), n), n, j.To.ID))
		return
	}
	j.ownNetwork(from, "Make a network and put both on it")
}

// onWords are the networks of a container.
func onWords(e way.End) string {
	var names []string
	for _, p := range e.Places {
		names = append(names, p.Network)
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, " and ")
}

// home is a network of a container that another can join and on which names work;
// "" for none.
func (j *judge) home(e way.End) string {
	for _, p := range e.Places {
		if !p.Default() && !p.Apart && p.Driver == "bridge" {
			return p.Network
		}
	}
	return ""
}

func connect(words, network, container string) diagnosis.Remedy {
	return diagnosis.Remedy{Words: words, Icon: "plug", First: []diagnosis.Deed{connecting(network, container)}}
}

func connecting(network, container string) diagnosis.Deed {
	return diagnosis.Deed{Action: "network.connect", On: []object.Ref{{Kind: object.KindContainer, ID: container}}, Values: map[string]string{"connect.network": network}}
}

// ownNetwork offers a network for both. Neither may be in a network that is not
// its own.
func (j *judge) ownNetwork(from way.End, words string) {
	if from.Net != way.Own || j.To.Net != way.Own {
		return
	}
	name := from.Name + "-" + j.name()
	j.offer(diagnosis.Remedy{Words: words, Icon: "network", First: []diagnosis.Deed{
		{Action: "network.create", Values: map[string]string{"network.name": name}}, connecting(name, j.To.ID), connecting(name, from.ID),
	}})
}

// onNetwork puts a container to be made on a network; on the usual one for "".
func onNetwork(name string) func(*spec.RunSpec) {
	return func(s *spec.RunSpec) {
		s.Networks = nil
		if name != "" {
			s.Networks = []spec.Network{{Name: name}}
		}
	}
}
