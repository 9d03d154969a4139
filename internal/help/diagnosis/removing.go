package diagnosis

import (
	"fmt"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

func (m *matter) stillRuns() bool {
	c := m.container(m.Ref.ID)
	return m.Ref.Kind == object.KindContainer && c != nil && c.Running()
}

func (m *matter) removeRunning() Diagnosis {
	name := m.name()
	d := titled("it is running").becausef("%s runs, and a program that runs isn't taken away under its feet. Stopped first, it can finish what it does.", name).by(m.container(m.Ref.ID))
	d.Title = name + " is running"
	return d.offer(
		Remedy{Words: "Stop it and remove it", Icon: "stop", First: []Deed{{Action: "container.stop", On: []object.Ref{m.Ref}}}, Then: Again},
		Remedy{Words: "Remove it as it runs", Icon: "kill", Then: Again, Values: map[string]string{"remove.force": "yes"}})
}

// inUse is a class and a kind of object for which an engine has no other reason.
func (m *matter) inUse(kind object.Kind) bool { return m.Class == Conflict && m.Ref.Kind == kind }

func (m *matter) imageInUse() bool  { return m.inUse(object.KindImage) }
func (m *matter) volumeInUse() bool { return m.inUse(object.KindVolume) }

// networkInUse is about an engine that says Forbidden of it.
func (m *matter) networkInUse() bool {
	n := m.network(m.Ref.ID)
	return m.Ref.Kind == object.KindNetwork && n != nil && !n.Predefined() && (m.Class == Forbidden || m.Class == Conflict) && len(m.users("")) > 0
}

// kept is something that can't go because containers use it.
func (m *matter) kept(users []*object.Container, because string) Diagnosis {
	if len(users) == 0 {
		return titled("a container uses it").because(because).offer(again("Try again"))
	}
	verb, them := "uses it", short(users[0].Name)
	if len(users) > 1 {
		verb, them = "use it", fmt.Sprintf("these %d containers", len(users))
	}
	d := titled(names(users) + " " + verb).because(because).by(users[0])
	d.Title = names(users) + map[bool]string{true: " uses ", false: " use "}[len(users) == 1] + m.name()
	return d.offer(Remedy{Words: "Remove " + them + " and try again", Icon: "remove", First: clearing(users), Then: Again}, show(users[0]))
}

func (m *matter) imageUsed() Diagnosis {
	return m.kept(m.users(m.Raw), "A container is built from its image for as long as it is there, also while it doesn't run. The image can go when no container is left that was made from it.")
}

func (m *matter) imageParent() Diagnosis {
	i := m.image(m.Ref.ID)
	d := titled("another image is built on it").because("Images share layers, and these carry another image. It can go when nothing is built on it any more. Names can be taken off it at any time.")
	if i == nil || m.Snapshot == nil {
		return d
	}
	for _, child := range m.Snapshot.Images {
		if child.ParentID != i.ID {
			continue
		}
		d.Culprit = Culprit{object.Ref{Kind: object.KindImage, ID: child.ID}, child.Name()}
		d.Title = child.Name() + " is built on " + m.name()
		return d.offer(
			Remedy{Words: "Remove " + short(child.Name()) + " and try again", Icon: "remove", First: []Deed{{Action: "image.remove", On: []object.Ref{d.Culprit.Ref}}}, Then: Again},
			Remedy{Words: "Show " + short(child.Name()), Icon: "link", Then: Show, Who: d.Culprit.Ref})
	}
	return d
}

func (m *matter) volumeUsed() Diagnosis {
	return m.kept(m.users(m.group(1)), "A volume stays as long as a container has it, also one that doesn't run: the files would be missing at its next start. It can go when no container has it any more.")
}

func (m *matter) networkFixed() Diagnosis {
	d := titled("it comes with Docker and stays").becausef("%s is one of the engine's own networks, and there always is one of each. Networks that somebody made can be removed.", m.name()).
		offer(Remedy{Words: "Show the networks", Icon: "network", Then: Page, Value: "networks"})
	d.Title = m.name() + " comes with Docker and stays"
	return d
}

func (m *matter) networkUsed() Diagnosis {
	users := m.users("")
	var running []*object.Container
	for _, c := range users {
		if c.Running() { // the others don't keep it
			running = append(running, c)
		}
	}
	d := titled("containers are on it").because("A network stays as long as a container that runs is on it. Taken off, the container runs on, and reaches nobody over this network any more.")
	if len(running) == 0 {
		return d.offer(again("Try again"))
	}
	d = d.by(running[0])
	d.Title = names(running) + map[bool]string{true: " is on ", false: " are on "}[len(running) == 1] + m.name()
	network := m.Ref.ID
	if n := m.network(network); n != nil {
		network = n.ID
	}
	return d.offer(Remedy{Words: "Take " + shortly(running) + " off it and try again", Icon: "unlink", Then: Again,
		First: []Deed{{Action: "network.disconnect", On: refs(running), Values: map[string]string{"connect.network": network}}}}, show(running[0]))
}

func (m *matter) networkPool() Diagnosis {
	return titled("another network has these addresses").because("Each network has a range of addresses of its own, and ranges can't overlap. Without a range, the engine chooses one that is free.").
		offer(Remedy{Words: "Let the engine choose", Icon: "network", Then: Again, Values: map[string]string{"network.subnet": ""}})
}
