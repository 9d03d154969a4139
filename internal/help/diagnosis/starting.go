package diagnosis

import (
	"regexp"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// noProgram is what engines say of a container whose program isn't there.
var noProgram = said(`container \S+ is not running`, `is not running`, `stopped container`, `can only (?:kill|pause|create exec sessions)\S* running`)

var wholeID = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (m *matter) networkMissing() Diagnosis {
	name := m.group(1)
	d := titled("the network "+object.ShortID(name)+" is not there").becausef(
		"%s was to be on it. It was removed, or never made; a container is put on its networks when it starts.", m.called())
	leave := run("Use the usual network", func(s *spec.RunSpec) {
		s.Networks = nil // with one that is gone, the others' addresses mean little
	})
	if wholeID.MatchString(name) { // one that is made anew has another id
		return d.offer(leave, m.change("Choose a network"))
	}
	return d.offer(Remedy{Words: "Make the network " + short(name), Icon: "network", Then: Again,
		First: []Deed{{Action: "network.create", Values: map[string]string{"network.name": name}}}}, leave)
}

func (m *matter) otherComputer() Diagnosis {
	return titled("its program is made for another kind of computer").because(
		"The image holds a program for another kind of processor, such as that of a newer Mac, so this computer can't run it. Most images are there for several kinds.").
		offer(m.siblings()...).offer(run("Fetch the one for this computer", func(s *spec.RunSpec) { s.Platform, s.Pull = "", "always" }), m.change("Choose another image"))
}

func (m *matter) programMissing() Diagnosis {
	program := m.group(1)
	d := titled("its program is not in the image")
	if program != "" {
		d = titled("there is no " + program + " in its image")
	}
	d = d.becausef("%s was to run a program that its image doesn't have. It is misspelt, it is in another folder, or the image is a small one that leaves it out.", m.called())
	return d.offer(m.ownProgram(), m.change("Choose another program"))
}

func (m *matter) notExecutable() Diagnosis {
	return named(m.group(1)+" can't be run").because("It is in the image, but it is no program, or nobody may run it: its file lacks the mark for that.").
		offer(m.ownProgram(), m.change("Choose another program"))
}

// ownProgram leaves it to the image what runs, where something else was said.
func (m *matter) ownProgram() Remedy {
	if s := m.spec(); m.Spec != nil && len(s.Command) == 0 && s.Entrypoint == "" && !s.NoEntrypoint || !m.runs() {
		return Remedy{}
	}
	return run("Use the image's own program", func(s *spec.RunSpec) { s.Command, s.Entrypoint, s.NoEntrypoint = nil, "", false })
}

func (m *matter) shellMissing() Diagnosis {
	return titled("there is no " + m.group(1) + " inside " + m.name()).because(
		"A terminal runs a program of the container's own. Small images have sh and no bash, and some have no shell at all; then a helper container can look in from beside.").
		offer(Remedy{Words: "Use sh", Icon: "terminal", Then: Again, Values: map[string]string{"terminal.shell": "/bin/sh"}})
}

func (m *matter) notRunning() Diagnosis {
	c := m.container(m.Ref.ID)
	if id := ids.FindString(m.Raw); id != "" && m.container(id) != nil {
		c = m.container(id)
	}
	d := titled("it is not running").by(c)
	if c == nil {
		return d.because("Only a program that runs can be told something.").offer(again("Try again"))
	}
	d.Title = c.Name + " is not running"
	return d.becausef("Only a program that runs can be told something, and that of %s has ended or was never started.", c.Name).
		offer(Remedy{Words: "Start " + short(c.Name) + " and try again", Icon: "play", First: []Deed{{Action: "container.start", On: []object.Ref{containerRef(c)}}}, Then: Again})
}

func (m *matter) keepsStarting() bool {
	c := m.container(m.Ref.ID)
	return c != nil && (c.State == object.StateRestarting || c.RestartCount > 0 && noProgram.MatchString(m.Raw))
}

func (m *matter) restarting() Diagnosis {
	c := m.container(m.Ref.ID)
	if id := ids.FindString(m.Raw); id != "" && m.container(id) != nil {
		c = m.container(id)
	}
	d := titled("it is restarting").by(c)
	if c == nil {
		return d.because("Its program has ended, and it is being started again.").offer(again("Try again"))
	}
	d.Title = c.Name + " starts over and over"
	return d.becausef("The program of %s ends soon after each start, and its restart policy starts it again. Its log says why it ends.", c.Name).
		offer(Remedy{Words: "Show its log", Icon: "file", Then: Log, Who: containerRef(c)},
			Remedy{Words: "Stop " + short(c.Name), Icon: "stop", First: []Deed{{Action: "container.stop", On: []object.Ref{containerRef(c)}}}})
}

func (m *matter) paused() Diagnosis {
	name := m.name()
	switch m.group(1) {
	case "already paused":
		return titled("it is paused already").becausef("%s holds its breath already.", name)
	case "not paused":
		return titled("it is not paused").becausef("%s is not paused, so there is nothing to go on with.", name)
	}
	d := titled("it is paused").becausef("%s holds its breath: its program is there, and does nothing until it may go on.", name)
	if m.Ref.Kind != object.KindContainer {
		return d
	}
	return d.offer(Remedy{Words: "Let " + short(name) + " go on and try again", Icon: "play", First: []Deed{{Action: "container.unpause", On: []object.Ref{m.Ref}}}, Then: Again})
}
