// Package livefacts says, beside a topic of the guide, what is so just now: who
// uses this volume, which ports are taken, what stays when that container goes.
// It reads a snapshot that is there already.
//
// It must know neither the engine's client nor how the guide is drawn.
package livefacts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// At is what a topic is shown for.
type At struct {
	Snapshot *object.Snapshot
	Kind     object.Kind
	ID       string // of one object; "" for none
}

// most is how many names a fact lists.
const most = 4

// Of are the facts that help with a topic, a sentence each, the most useful first.
func Of(topic string, at At) []string {
	if at.Snapshot == nil {
		return nil
	}
	var out []string
	add := func(words string) {
		if words != "" {
			out = append(out, words)
		}
	}
	switch at.Kind {
	case object.KindContainer:
		if c := at.Snapshot.Container(at.ID); c != nil {
			add(aboutContainer(topic, c))
		}
	case object.KindImage:
		if i := at.Snapshot.Image(at.ID); i != nil && is(topic, "action.image.remove", "action.image.untag", "action.image.prune", "column.images.used-by", "badge.unused", "badge.in-use") {
			add(usedBy(i.Name(), at.Snapshot.UsedBy(object.Ref{Kind: object.KindImage, ID: i.ID})))
		}
	case object.KindVolume:
		if v := at.Snapshot.Volume(at.ID); v != nil && is(topic, "action.volume.", "column.volumes.", "concept.volume", "page.volumes", "badge.anonymous", "badge.unused", "badge.in-use", "field.run.volume") {
			add(volume(v, at.Snapshot))
		}
	case object.KindNetwork:
		if n := at.Snapshot.Network(at.ID); n != nil && is(topic, "action.network.", "column.networks.", "concept.network", "concept.bridge", "page.networks", "badge.predefined", "badge.internal", "badge.unused") {
			add(network(n, at.Snapshot))
		}
	}
	if is(topic, "field.run.publish", "concept.port", "column.containers.ports", "badge.all-addresses") {
		add(doors(at.Snapshot))
	}
	return out
}

// is reports whether a topic is one of these, or begins with one that ends in a
// full stop.
func is(topic string, these ...string) bool {
	return slices.ContainsFunc(these, func(t string) bool {
		return t == topic || strings.HasSuffix(t, ".") && strings.HasPrefix(topic, t)
	})
}

func aboutContainer(topic string, c *object.Container) string {
	switch {
	case is(topic, "action.container.remove", "action.container.replace", "field.remove.volumes", "concept.volume", "badge.anonymous"):
		return keeps(c)
	case is(topic, "action.container.stop", "action.container.kill"):
		return afterStop(c)
	case is(topic, "field.update.restart", "field.run.restart", "state.restarting", "concept.restart"):
		return restarts(c)
	case is(topic, "action.network.connect", "action.network.disconnect", "concept.network", "concept.bridge"):
		return reaches(c)
	}
	return ""
}

// keeps says which files outlive a container.
func keeps(c *object.Container) string {
	var stay []string
	unnamed := 0
	for _, m := range c.Mounts {
		switch {
		case m.Type == "volume" && m.Anonymous:
			unnamed++
		case m.Type == "volume":
			stay = append(stay, "the volume "+m.Name)
		case m.Type == "bind":
			stay = append(stay, "the folder "+m.Source)
		}
	}
	var words []string
	if len(stay) > 0 {
		words = append(words, "If "+c.Name+" is removed, "+list(stay)+" "+verb(len(stay), "stays", "stay")+".")
	}
	if unnamed > 0 {
		words = append(words, fmt.Sprintf("It has %s that nobody named.", count(unnamed, "volume")))
	}
	if len(words) == 0 {
		return c.Name + " keeps nothing outside: its files go with it."
	}
	return strings.Join(words, " ")
}

// afterStop says whether a container comes back by itself.
func afterStop(c *object.Container) string {
	if !c.Inspected {
		return ""
	}
	switch c.RestartPolicy {
	case "always":
		return c.Name + " stays stopped until the engine itself is started anew: its restart policy is always."
	case "unless-stopped":
		return c.Name + " stays stopped, although it restarts by itself otherwise: its restart policy is unless-stopped."
	}
	if c.AutoRemove {
		return c.Name + " is removed as soon as it has ended: it was run with --rm."
	}
	return ""
}

func restarts(c *object.Container) string {
	if !c.Inspected {
		return ""
	}
	policy := c.RestartPolicy
	if policy == "" {
		policy = "no"
	}
	words := "The restart policy of " + c.Name + " is " + policy + "."
	if c.RestartCount > 0 {
		words += fmt.Sprintf(" It was restarted %s.", count(c.RestartCount, "time"))
	}
	return words
}

func reaches(c *object.Container) string {
	var names []string
	for _, e := range c.Networks {
		name := e.Network
		if e.IPv4 != "" {
			name += " as " + e.IPv4
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return c.Name + " is on no network."
	}
	return c.Name + " is on " + list(names) + "."
}

func usedBy(name string, users []*object.Container) string {
	if len(users) == 0 {
		return "No container uses " + name + "."
	}
	return name + " is used by " + list(named(users)) + "."
}

// volume says who uses a volume, and where.
func volume(v *object.Volume, s *object.Snapshot) string {
	name := object.ShortID(v.Name)
	var places []string
	for _, c := range s.UsedBy(object.Ref{Kind: object.KindVolume, ID: v.Name}) {
		for _, m := range c.Mounts {
			if m.Name == v.Name {
				places = append(places, c.Name+" at "+m.Destination)
			}
		}
	}
	if len(places) == 0 {
		return "No container uses " + name + "."
	}
	return name + " is used by " + list(places) + "."
}

// network says who is on a network.
func network(n *object.Network, s *object.Snapshot) string {
	var on []string
	for _, c := range s.UsedBy(object.Ref{Kind: object.KindNetwork, ID: n.ID}) {
		on = append(on, c.Name)
	}
	if len(on) == 0 {
		return "No container is on " + n.Name + "."
	}
	return "On " + n.Name + " " + verb(len(on), "is", "are") + " " + list(on) + "."
}

// doors says which ports of this computer are taken, and by whom.
func doors(s *object.Snapshot) string {
	taken := map[uint16]string{}
	for _, c := range s.Containers {
		for _, p := range c.Ports {
			if p.Public != 0 && c.Running() {
				taken[p.Public] = c.Name
			}
		}
	}
	if len(taken) == 0 {
		return "No container has a port of this computer now."
	}
	var ports []uint16
	for p := range taken {
		ports = append(ports, p)
	}
	slices.Sort(ports)
	var words []string
	for _, p := range ports {
		words = append(words, strconv.Itoa(int(p))+" by "+taken[p])
	}
	return "Taken now: " + list(words) + "."
}

func named(users []*object.Container) []string {
	var names []string
	for _, c := range users {
		names = append(names, c.Name)
	}
	return names
}

// list joins names; of many, the first ones.
func list(names []string) string {
	if more := len(names) - most; more > 0 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", more)
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return names[0]
}

func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
