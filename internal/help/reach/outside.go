package reach

import (
	"cmp"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/object/way"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
)

// fromOutside is the way from a computer.
func (j *judge) fromOutside() {
	j.stops = append(j.stops, j.caller())
	switch j.To.Net {
	case way.None:
		j.noNetwork()
		return
	case way.Host:
		j.onHost()
		return
	}
	d, open := j.door(j.Port)
	switch {
	case open && d.Loopback() && (j.Others || j.Elsewhere != ""):
		j.hereOnly(d)
	case open:
		j.throughDoor(d)
	default:
		j.noDoor()
	}
}

func (j *judge) who() string {
	switch {
	case j.From != nil:
		return j.From.Name
	case j.Others:
		return "Another computer"
	}
	return "This computer"
}

func (j *judge) noNetwork() {
	j.stop("port", "no port", "it has no network", "no-network", j.name()+" has no network",
		"It was made with the network none: nothing leads to it and nothing out of it, and none can be added while it has that one. Only a new container in its place can have another.")
	if j.From != nil {
		j.v.Remedies = append(j.v.Remedies, Remedy{Remedy: diagnosis.Remedy{Words: "Give it a network", Icon: "network", Then: diagnosis.Form, Change: onNetwork(j.home(*j.From))}})
		return
	}
	if p := cmp.Or(j.heard(), j.Port); p.Number > 0 {
		j.publish(p, true)
	}
}

// onHost is the way to a program in the network of the engine's computer.
func (j *judge) onHost() {
	j.pass("port", "no door needed", "it has this computer's ports")
	j.pass("network", "host", j.computer()+"'s own network")
	j.arrive("", !j.Others && j.Elsewhere == "")
	j.v.Host, j.v.Port = cmp.Or(j.Elsewhere, "127.0.0.1"), j.Port.Number
	if j.Others {
		j.deafOnHost()
		j.v.Host = ""
		j.reached(j.who(), fmt.Sprintf("any address of this computer, port %d", j.Port.Number))
		return
	}
	j.reached(j.who(), j.v.Call())
}

// deafOnHost looks again for a listener that others hear: arrive takes any address
// of a computer for the right one.
func (j *judge) deafOnHost() {
	if j.v.State != Whole || slices.ContainsFunc(j.Listen(j.Port), func(l way.Listener) bool { return !l.Deaf() }) {
		return
	}
	j.stops = j.stops[:len(j.stops)-1]
	j.loopback(place(j.Listen(j.Port)[0]), "this computer's address in the network")
}

func (j *judge) hereOnly(d way.Door) {
	public := strconv.Itoa(d.Public)
	j.stop("port", "port "+public, "open for "+j.computer()+" only", "here-only", fmt.Sprintf("Only %s can use port %s", j.computer(), public),
		fmt.Sprintf("It is published as %s:%s, and that address is never called from outside. Published without an address, it is open to other computers too; whoever is in the same network can come in then.", d.IP, public))
	j.offer(diagnosis.Remedy{Words: "Open it to other computers", Icon: "port", Then: diagnosis.Form, Change: openToAll(d.Inside)})
}

func (j *judge) throughDoor(d way.Door) {
	public := strconv.Itoa(d.Public)
	detail := "open on every address"
	if !d.Everywhere() {
		detail = "open at " + d.IP
	}
	j.pass("port", "port "+public, detail)
	p := j.way()
	j.pass("network", p.Network, driverWords(p))
	j.arrive(p.Address(), false)
	j.v.Port, j.v.Host = d.Public, j.hostOf(d)
	call := j.v.Call()
	if j.Others {
		call = "any address of this computer, port " + public
		if !d.Everywhere() {
			call = net.JoinHostPort(d.IP, public)
		}
		j.v.Host = "" // from here nobody can try it
	}
	j.reached(j.who(), call)
	if j.Others && j.v.State == Whole {
		j.v.Words = "Every link on this computer is whole. A firewall or a router between the two can still be in the way."
	}
}

// hostOf is the address at which a door is called from here.
func (j *judge) hostOf(d way.Door) string {
	switch {
	case !d.Everywhere() && j.Elsewhere == "":
		return d.IP
	case !d.Everywhere() && !d.Loopback():
		return d.IP
	case j.Elsewhere != "":
		return j.Elsewhere
	case d.IP == "::":
		return "::1"
	}
	return "127.0.0.1"
}

// way is the network through which doors lead: one with a way out.
func (j *judge) way() way.Place {
	var first way.Place
	for _, p := range j.To.Places {
		if !p.Internal && p.Gateway != "" {
			return p
		}
		if first.Network == "" {
			first = p
		}
	}
	return first
}

func driverWords(p way.Place) string {
	words := p.Driver
	if p.Default() {
		words = "the usual network"
	}
	if p.Internal {
		words += ", internal"
	}
	return words
}

// noDoor is a port that nothing outside leads to.
func (j *judge) noDoor() {
	p := j.way()
	wished := slices.ContainsFunc(j.To.Wished, func(d way.Door) bool { return d.Inside == j.Port })
	switch {
	case p.Driver == "macvlan" || p.Driver == "ipvlan":
		j.inRealNetwork(p)
		return
	case p.Internal:
		j.internal(p, wished)
		return
	}
	title := fmt.Sprintf("No port of %s leads to %s of %s", j.computer(), j.port(), j.name())
	words := "What a container listens at is inside, until a port of " + j.computer() + " is published for it."
	if j.Port.Number == 0 {
		title = fmt.Sprintf("No port of %s leads to %s", j.computer(), j.name())
	}
	if len(j.To.Doors) > 0 {
		d := j.To.Doors[0]
		words += fmt.Sprintf(" Published is %d, which leads to %d.", d.Public, d.Inside.Number)
	}
	if a := p.Address(); j.Beside && !j.Others && a != "" && j.Port.Number > 0 {
		words += fmt.Sprintf(" From this computer alone, its own address would do: %s.", net.JoinHostPort(a, strconv.Itoa(j.Port.Number)))
	}
	target := j.Port
	if other := j.heard(); j.Looked != way.NotLooked && other.Number > 0 && len(j.Listen(j.Port)) == 0 && !slices.ContainsFunc(j.To.Doors, func(d way.Door) bool { return d.Inside == other }) {
		if j.Port.Number > 0 {
			words += fmt.Sprintf(" And nobody would be there: its program listens at %s.", portWords(other))
		}
		target = other
	}
	j.stop("port", "no port", "nothing leads to "+j.port(), "not-published", title, words)
	if target.Number > 0 {
		j.publish(target, false)
	}
}

func (j *judge) internal(p way.Place, wished bool) {
	words := "An internal network has no way out, and none in: only containers on it reach each other."
	if wished {
		words += " That is why its published port is not open."
	}
	j.stop("port", "no port", p.Network+" is internal", "internal", fmt.Sprintf("Nothing from outside leads into %s", p.Network), words)
	remedy := diagnosis.Remedy{Words: "Connect it to bridge as well", Icon: "plug", First: []diagnosis.Deed{
		{Action: "network.connect", On: []object.Ref{j.ref()}, Values: map[string]string{"connect.network": "bridge"}},
	}}
	if wished {
		j.offer(remedy)
		return
	}
	if target := cmp.Or(j.Port, j.heard()); target.Number > 0 {
		j.publish(target, true)
	}
}

// inRealNetwork is the way to a container with an address in the network that the
// computer itself is in.
func (j *judge) inRealNetwork(p way.Place) {
	if j.Others {
		j.pass("port", "no door needed", "it has an address of its own")
		j.pass("network", p.Network, p.Driver+": your real network")
		j.arrive(p.Address(), false)
		j.reached(j.who(), net.JoinHostPort(p.Address(), strconv.Itoa(j.Port.Number)))
		return
	}
	j.stop("network", p.Network, p.Driver+": your real network", "macvlan", fmt.Sprintf("%s can't reach a container on %s", capital(j.computer()), p.Network),
		fmt.Sprintf("With %s the container is in your real network at %s, where other computers reach it. The computer that it runs on is the one that can't: the kernel keeps the two apart.", p.Driver, p.Address()))
	j.stops = append(j.stops[:1], Link{"port", "no port", p.Driver + " publishes none", Beyond}, j.stops[1])
	j.offer(diagnosis.Remedy{Words: "Copy its address", Icon: "copy", Then: diagnosis.Copy, Value: net.JoinHostPort(p.Address(), strconv.Itoa(j.Port.Number))})
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
