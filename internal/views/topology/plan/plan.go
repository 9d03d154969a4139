// Package plan says what the map shows of an engine: doors of this computer,
// networks, containers, stores, and what leads from one to the other.
//
// It is plain values made of a snapshot. It must not know where anything stands on
// the map, nor Fyne.
package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// Plan is what is on a map. Equal snapshots and filters make equal plans, in the
// same order.
type Plan struct {
	Doors  []Door
	Areas  []Area
	Cards  []Card
	Stores []Store
	Links  []Link
	// Left counts the containers that the filter lets through and Limit leaves out.
	Left int
}

// Door is a port of this computer that leads into a container.
type Door struct {
	ID      string // "door:0.0.0.0:8080/tcp"
	Address string // "" for all addresses
	Port    uint16
	Proto   string
}

// Area is a network, drawn as the ground its containers stand on.
type Area struct {
	ID      string // of the network; "area:none" for containers on no network
	Network *object.Network
	Name    string
}

// Card is a container.
type Card struct {
	ID        string
	Container *object.Container
	Areas     []string // ids of the areas it stands on, in the order of Plan.Areas
}

// StoreKind says what a store is.
type StoreKind int

// The kinds of store.
const (
	StoreVolume StoreKind = iota
	StoreFolder           // a folder of the engine's computer
)

// Store is where data lies that outlives containers.
type Store struct {
	ID        string // "volume:NAME" or "folder:PATH"
	Kind      StoreKind
	Name      string
	Anonymous bool
}

// LinkKind says what a link is.
type LinkKind int

// The kinds of link.
const (
	LinkDoor  LinkKind = iota // from a door to a card
	LinkMount                 // from a card to a store
	LinkName                  // from a card to the one it speaks to by name
)

// Link leads from one thing on the map to another.
type Link struct {
	ID       string
	Kind     LinkKind
	From, To string // ids
	// Words say what it is: "80/tcp", "/data, read-only", "DB_HOST".
	Words    string
	ReadOnly bool
}

// Filter says what is wanted on the map. The zero value is everything.
type Filter struct {
	Project string // a Compose project
	Network string // id of a network
	Search  string // words in the container's name or image
	Stopped bool   // leave out containers that don't run
	Limit   int    // the most containers; 0 means 300
}

const defaultLimit = 300

// Make makes the plan of a snapshot.
func Make(s *object.Snapshot, f Filter) *Plan {
	m := &maker{s: s, plan: &Plan{}, areas: map[string]bool{}, seen: map[string]bool{}}
	chosen := m.choose(f)
	m.cards(chosen, f)
	m.sortAreas()
	for i := range m.plan.Cards {
		m.doors(&m.plan.Cards[i])
		m.stores(&m.plan.Cards[i])
	}
	m.names()
	slices.SortStableFunc(m.plan.Doors, func(a, b Door) int {
		return cmp.Or(cmp.Compare(a.Port, b.Port), cmp.Compare(a.ID, b.ID))
	})
	return m.plan
}

type maker struct {
	s     *object.Snapshot
	plan  *Plan
	areas map[string]bool
	seen  map[string]bool // ids of doors, stores and links that are there already
}

func (m *maker) choose(f Filter) []*object.Container {
	words := strings.Fields(strings.ToLower(f.Search))
	var chosen []*object.Container
	for _, c := range m.s.Containers {
		if f.accepts(c, words) {
			chosen = append(chosen, c)
		}
	}
	// In the order they were made, so that a new one comes last and the others stay.
	slices.SortStableFunc(chosen, func(a, b *object.Container) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	limit := cmp.Or(f.Limit, defaultLimit)
	if len(chosen) > limit {
		m.plan.Left = len(chosen) - limit
		slices.SortStableFunc(chosen, func(a, b *object.Container) int { return importance(b) - importance(a) })
		chosen = chosen[:limit]
		slices.SortStableFunc(chosen, func(a, b *object.Container) int {
			return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
		})
	}
	return chosen
}

// importance says which containers stay on a map that has no room for all: those
// that run before those that don't, and of both those that others can reach.
func importance(c *object.Container) int {
	value := 0
	if c.Running() {
		value += 4
	}
	if c.NeedsAttention() {
		value += 2
	}
	for _, p := range c.Ports {
		if p.Public != 0 {
			return value + 1
		}
	}
	return value
}

func (f Filter) accepts(c *object.Container, words []string) bool {
	if c.Helper() || f.Stopped && !c.Running() || f.Project != "" && c.Project() != f.Project {
		return false
	}
	if f.Network != "" && !slices.ContainsFunc(c.Networks, func(e object.Endpoint) bool { return e.NetworkID == f.Network }) {
		return false
	}
	text := strings.ToLower(c.Name + " " + c.Image)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// NoArea is the area of containers that are on no network.
const NoArea = "area:none"

func (m *maker) cards(chosen []*object.Container, f Filter) {
	for _, c := range chosen {
		card := Card{ID: c.ID, Container: c}
		for _, e := range c.Networks {
			id := m.network(e)
			if !slices.Contains(card.Areas, id) {
				card.Areas = append(card.Areas, id)
			}
		}
		if len(card.Areas) == 0 {
			card.Areas = []string{m.area(NoArea, nil, "no network")}
		}
		m.plan.Cards = append(m.plan.Cards, card)
	}
	// Networks of one's own are shown without anybody on them, too: something can be
	// dragged there.
	if f == (Filter{}) || f.Network != "" {
		for _, n := range m.s.Networks {
			if !n.Predefined() && (f.Network == "" || f.Network == n.ID) {
				m.area(n.ID, n, n.Name)
			}
		}
	}
}

// network is the area of an endpoint. A container that was never started names its
// networks, and has no ids of them yet.
func (m *maker) network(e object.Endpoint) string {
	for _, n := range m.s.Networks {
		if n.ID == e.NetworkID || e.NetworkID == "" && n.Name == e.Network {
			return m.area(n.ID, n, n.Name)
		}
	}
	return m.area("area:"+e.Network, nil, e.Network)
}

func (m *maker) area(id string, n *object.Network, name string) string {
	if !m.areas[id] {
		m.areas[id] = true
		m.plan.Areas = append(m.plan.Areas, Area{ID: id, Network: n, Name: name})
	}
	return id
}

// sortAreas puts own networks first, in the order they were made, then the engine's
// own, and the containers without any last; and the areas of each card alike.
func (m *maker) sortAreas() {
	rank := func(a Area) int {
		switch {
		case a.ID == NoArea:
			return 3
		case a.Network == nil:
			return 2
		case a.Network.Predefined():
			return 1
		}
		return 0
	}
	slices.SortStableFunc(m.plan.Areas, func(a, b Area) int {
		if d := rank(a) - rank(b); d != 0 || a.Network == nil || b.Network == nil {
			return cmp.Or(d, cmp.Compare(a.Name, b.Name))
		}
		return cmp.Or(a.Network.Created.Compare(b.Network.Created), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	at := map[string]int{}
	for i, a := range m.plan.Areas {
		at[a.ID] = i
	}
	for _, c := range m.plan.Cards {
		slices.SortFunc(c.Areas, func(a, b string) int { return at[a] - at[b] })
	}
}

// doors adds the ports of this computer that lead into a container. An address of
// IPv4 and the same of IPv6 are one door, as they are one -p.
func (m *maker) doors(c *Card) {
	for _, p := range c.Container.Ports {
		if p.Public == 0 {
			continue
		}
		address := p.IP
		if address == "0.0.0.0" || address == "::" {
			address = ""
		}
		d := Door{Address: address, Port: p.Public, Proto: p.Proto}
		d.ID = "door:" + address + ":" + strconv.Itoa(int(p.Public)) + "/" + p.Proto
		if m.once(d.ID) {
			m.plan.Doors = append(m.plan.Doors, d)
		}
		m.link(Link{Kind: LinkDoor, From: d.ID, To: c.ID, Words: strconv.Itoa(int(p.Private)) + "/" + p.Proto})
	}
}

func (m *maker) stores(c *Card) {
	for _, mount := range c.Container.Mounts {
		var s Store
		switch {
		case mount.Type == "volume" && mount.Name != "":
			s = Store{ID: "volume:" + mount.Name, Kind: StoreVolume, Name: mount.Name, Anonymous: mount.Anonymous}
		case mount.Type == "bind":
			s = Store{ID: "folder:" + mount.Source, Kind: StoreFolder, Name: mount.Source}
		default:
			continue // it lies in memory, and goes with the container
		}
		if m.once(s.ID) {
			m.plan.Stores = append(m.plan.Stores, s)
		}
		words := mount.Destination
		if mount.ReadOnly {
			words += ", read-only"
		}
		m.link(Link{Kind: LinkMount, From: c.ID, To: s.ID, Words: words, ReadOnly: mount.ReadOnly})
	}
}

// link adds a link, once for each pair of ends: a container that has three variables
// with another's name speaks to one.
func (m *maker) link(l Link) {
	l.ID = l.From + ">" + l.To
	if m.once(l.ID) {
		m.plan.Links = append(m.plan.Links, l)
	}
}

func (m *maker) once(id string) bool {
	if m.seen[id] {
		return false
	}
	m.seen[id] = true
	return true
}
