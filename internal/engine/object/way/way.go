// Package way holds what is true about the way to a container, as plain values:
// its networks, its doors, who listens behind them, and what came of a knock.
//
// It must know neither the Docker client nor what any of it means.
package way

import (
	"net/netip"
	"slices"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Net says whose network a container is in.
type Net string

// The kinds.
const (
	Own  Net = "own"  // addresses of its own, on networks of the engine
	Host Net = "host" // that of the engine's computer
	None Net = "none" // none at all
	Lent Net = "lent" // that of another container
)

// Port is a number with its protocol.
type Port struct {
	Number int
	Proto  string // "tcp", "udp"
}

// Door is a port of the engine's computer that leads to one of a container.
type Door struct {
	IP     string // "0.0.0.0" and "::" are every address
	Public int
	Inside Port
}

// Everywhere reports whether the door is open on every address.
func (d Door) Everywhere() bool { return d.IP == "" || d.IP == "0.0.0.0" || d.IP == "::" }

// Loopback reports whether only the engine's computer itself can use the door.
func (d Door) Loopback() bool {
	a, err := netip.ParseAddr(d.IP)
	return err == nil && a.IsLoopback()
}

// Place is a container's place on one network.
type Place struct {
	Network, NetworkID string
	Driver             string
	Internal           bool // nothing leads out of it, or in
	Apart              bool // the containers on it are kept from each other
	Gateway            string
	IPv4, IPv6         string   // "" while it doesn't run
	Names              []string // by which others on it find the container
}

// Default reports whether it is the engine's own network, on which nobody is
// found by name.
func (p Place) Default() bool { return p.Network == "bridge" || p.Network == "podman" }

// Address is its address there, the older kind first; "" for none.
func (p Place) Address() string {
	if p.IPv4 != "" {
		return p.IPv4
	}
	return p.IPv6
}

// End is a container as far as reaching is concerned. One with a lent network has
// the places and the doors of its lender.
type End struct {
	ID, Name         string
	State            object.State
	Net              Net
	Lender, LenderID string // of a lent network
	Places           []Place
	Doors            []Door            // open now
	Wished           []Door            // asked for when it was made; a number of 0 is left to the engine
	Exposed          []Port            // noted by the image, or by whoever made it
	Links            map[string]string // names that were linked to it when it was made, with the ids they lead to
}

// Runs reports whether its program exists and isn't held.
func (e End) Runs() bool { return e.State == object.StateRunning }

// Home is the id of the container whose network it is in: its own, or the
// lender's.
func (e End) Home() string {
	if e.Net == Lent {
		return e.LenderID
	}
	return e.ID
}

// Listener is a port at which something waits inside.
type Listener struct {
	Address netip.Addr
	Port
}

// Deaf reports whether nobody outside can be heard by it.
func (l Listener) Deaf() bool { return l.Address.IsLoopback() }

// Looked says how it was found out who listens.
type Looked string

// The ways to look.
const (
	NotLooked Looked = ""
	Kernel    Looked = "kernel" // in this computer's own books
	Inside    Looked = "inside" // a program of the container read them
	Helper    Looked = "helper" // a helper beside it did
)

// Facts are what is known of the way to a container.
type Facts struct {
	From *End // who calls; nil is the engine's computer
	To   End

	Looked    Looked
	Image     string // that the helper was made from
	Refused   string // why nobody could look; "" where nobody tried
	Listeners []Listener

	// Elsewhere is the name of the engine's computer where that is another one.
	Elsewhere string
	// Beside says that the engine runs right on this computer, without a machine
	// between them: addresses of containers are reached from here, too.
	Beside bool
}

// Listen are the listeners at a port.
func (f Facts) Listen(p Port) []Listener {
	var list []Listener
	for _, l := range f.Listeners {
		if l.Port == p {
			list = append(list, l)
		}
	}
	return list
}

// Ports are those that a question can be about, the likeliest first: what is
// published, what listens where others hear it, what the image notes, and the
// rest that listens.
func (f Facts) Ports() []Port {
	var all []Port
	add := func(p Port) {
		if p.Number > 0 && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	for _, d := range f.To.Doors {
		add(d.Inside)
	}
	for _, d := range f.To.Wished {
		add(d.Inside)
	}
	for _, p := range f.To.Exposed {
		add(p)
	}
	for _, deaf := range []bool{false, true} {
		for _, l := range f.Listeners {
			if l.Deaf() == deaf && l.Proto == "tcp" {
				add(l.Port)
			}
		}
	}
	return all
}

// Shared are the networks that both are on, with the place of the one that is
// called.
func (f Facts) Shared() []Place {
	var list []Place
	if f.From == nil {
		return nil
	}
	for _, p := range f.To.Places {
		if slices.ContainsFunc(f.From.Places, func(q Place) bool { return q.NetworkID == p.NetworkID }) {
			list = append(list, p)
		}
	}
	return list
}

// Outcome is what came of a knock.
type Outcome string

// The outcomes.
const (
	Untold  Outcome = ""        // nobody could knock
	Answers Outcome = "answers" // somebody opened
	Refused Outcome = "refused" // nobody listens there
	Silent  Outcome = "silent"  // nothing came back in time
	NoName  Outcome = "noname"  // the name leads nowhere
	NoWay   Outcome = "noway"   // no network leads there
	Empty   Outcome = "empty"   // the engine opened, and closed at once: nobody is behind the door
)

// Knock is what came of trying it.
type Knock struct {
	Outcome Outcome
	At      string // the address that was called: "127.0.0.1:8080"
	HTTP    string // how a web server answered: "200 OK"; "" where none did
	Took    time.Duration
	By      string   // the program that knocked from inside; "" for DockDesk itself
	Image   string   // of the helper in which it did; "" for the container's own
	Words   []string // what was run for it, as the docker command would be told
	Raw     string   // what the program said
}
