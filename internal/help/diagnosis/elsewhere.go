package diagnosis

import (
	"fmt"
	"path"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// --- the engine ---

func (m *matter) diskFull() Diagnosis {
	return titled("the disk is full").because("The engine's disk has no room left, so nothing can be fetched, built or written. Images that nobody uses and the build cache take the most room, as a rule.").
		offer(Remedy{Words: "Show what fills the disk", Icon: "system", Then: Page, Value: "system"}, again("Try again"))
}

func (m *matter) socketDenied() Diagnosis {
	return titled("this user may not talk to the engine").because("The engine's socket opens for the administrator, and for members of the group docker. A group counts from the next login on.").
		offer(Remedy{Words: "Show how the engine is reached", Icon: "plug", Then: Page, Value: "system"}, again("Try again"))
}

func (m *matter) engineDown() Diagnosis {
	d := titled("the engine does not answer").because("Nothing was heard of it. It was stopped, it is starting, or the way to it is broken. What was asked for may have been done or not.")
	return d.offer(again("Try again"), Remedy{Words: "Show how the engine is reached", Icon: "plug", Then: Page, Value: "system"})
}

func (m *matter) engineVersion() Diagnosis {
	new := m.group(1) == "new"
	words := "The variable DOCKER_API_VERSION, or what runs here, asks for an older language than this engine still speaks."
	if new {
		words = "The variable DOCKER_API_VERSION, or what runs here, asks for a newer language than this engine speaks."
	}
	return titled("the engine speaks another version").because(words+" Without the variable, both agree by themselves.").
		offer(again("Try again"), Remedy{Words: "Show how the engine is reached", Icon: "plug", Then: Page, Value: "system"})
}

// --- files of this computer ---

func (m *matter) fileThere() Diagnosis {
	d := titled("there is a file of this name already").because("Nothing on this computer is written over. Another name keeps both.")
	if p := m.Values["export.path"]; p != "" {
		ext := path.Ext(p)
		free := strings.TrimSuffix(p, ext) + "-2" + ext
		r := again("Call it " + path.Base(free))
		r.Icon, r.Values = "save", map[string]string{"export.path": free}
		return d.offer(r)
	}
	return d
}

func (m *matter) folderNowhere() Diagnosis {
	d := titled("there is no such folder on this computer").because("A file is written into a folder that is there.")
	if p := m.Values["export.path"]; p != "" {
		return d.offer(Remedy{Words: "Make the folder", Icon: "folder", Then: Folder, Value: path.Dir(p)})
	}
	return d
}

// --- builds ---

func (m *matter) copyMissing() Diagnosis {
	file := strings.TrimPrefix(m.group(1), "/")
	return named(file+" is not among the files of the build").becausef(
		"COPY takes files from the build's folder only. %s is not in it, is spelt otherwise, or .dockerignore keeps it out; an exception there lets it in.", file).
		offer(Remedy{Words: "Copy the exception for .dockerignore", Icon: "copy", Then: Copy, Value: "!" + file}, again("Try again"))
}

func (m *matter) copyOutside() Diagnosis {
	file := m.group(1)
	return named(file+" is outside of the build's folder").because(
		"A build sees the files of one folder, and nothing beside or above it. Move the file into the folder, or build from the folder that holds both.").
		offer(Remedy{Words: "Copy the line with the file inside", Icon: "copy", Then: Copy, Value: "COPY " + path.Base(file) + " ./"}, again("Try again"))
}

func (m *matter) buildWord() Diagnosis {
	line, word := m.group(1), m.groups[2]
	d := titled(fmt.Sprintf("line %s of the Dockerfile begins with %s, which is no instruction", line, word)).because(
		"Each line of a Dockerfile begins with one of its few words: FROM, RUN, COPY, CMD and so on. Correct it, and build again.")
	meant := strings.ToUpper(m.groups[3])
	if meant == "" {
		meant = nearest(word)
	}
	if meant != "" {
		d = d.offer(Remedy{Words: "Copy " + meant, Icon: "copy", Then: Copy, Value: meant})
	}
	return d.offer(again("Try again"))
}

var instructions = []string{"FROM", "RUN", "COPY", "CMD", "ADD", "ENTRYPOINT", "ENV", "EXPOSE", "WORKDIR", "USER", "VOLUME", "ARG", "LABEL", "HEALTHCHECK", "SHELL", "STOPSIGNAL", "ONBUILD"}

// nearest is the instruction that a word differs from by one letter; "" if there
// is none.
func nearest(word string) string {
	word = strings.ToUpper(word)
	for _, i := range instructions {
		short, long := word, i
		if len(short) > len(long) {
			short, long = long, short
		}
		if len(long)-len(short) > 1 {
			continue
		}
		begin := 0
		for begin < len(short) && short[begin] == long[begin] {
			begin++
		}
		rest := long[min(begin+1, len(long)):]
		if len(long) == len(short) && short[min(begin+1, len(short)):] == rest || len(long) > len(short) && short[begin:] == rest {
			return i
		}
	}
	return ""
}

func (m *matter) buildFrom() Diagnosis {
	return titled("the Dockerfile has no FROM").because("A build begins from an image, and FROM names it. It is the first instruction; only ARG and remarks may stand before it.").
		offer(Remedy{Words: "Copy a first line", Icon: "copy", Then: Copy, Value: "FROM alpine:3"}, again("Try again"))
}

// --- what does not reach what ---

func (m *matter) noNames() Diagnosis {
	other := m.group(1)
	d := titled("nobody answers to the name " + other)
	callee, caller := m.container(other), m.container(m.Ref.ID)
	if callee == nil || caller == nil {
		return d.because("Inside a container, names of other containers are known on networks that somebody made, not on the usual one, bridge. Names of the world need a way into the network.")
	}
	name := caller.Name + "-" + callee.Name
	connect := func(c *object.Container) Deed {
		return Deed{Action: "network.connect", On: []object.Ref{containerRef(c)}, Values: map[string]string{"connect.network": name}}
	}
	return d.by(callee).becausef("%s is there, but %s can't find it by name: on the usual network, bridge, containers have no names. On one that somebody made they do.", other, caller.Name).
		offer(Remedy{Words: "Make a network and put both on it", Icon: "network", First: []Deed{
			{Action: "network.create", Values: map[string]string{"network.name": name}}, connect(callee), connect(caller),
			{Action: "container.restart", On: []object.Ref{containerRef(caller)}},
		}})
}

func (m *matter) ownLocalhost() Diagnosis {
	port := m.group(1)
	d := titled("nothing listens at port " + port + " inside the container").because(
		"localhost inside a container is the container itself, not this computer and not another container. Another container is called by its name, on a network that both are on.")
	if m.Snapshot != nil {
		for _, c := range m.Snapshot.Containers {
			for _, p := range c.Ports {
				if fmt.Sprint(p.Private) == port && c.ID != m.Ref.ID {
					d = d.by(c)
				}
			}
		}
	}
	return d.offer(Remedy{Words: "Change its settings", Icon: "rename", Then: Form})
}

func (m *matter) nobodyListens() Diagnosis {
	return titled("nobody listens behind the port of "+m.name()).because(
		"The port is published, but inside nobody takes the call: the program listens at another port, or only at 127.0.0.1, which is the inside of the container itself. It must listen at 0.0.0.0.").
		offer(m.publish("Publish port %s instead"), Remedy{Words: "Show its log", Icon: "file", Then: Log, Who: m.Ref}, Remedy{Words: "Change its settings", Icon: "rename", Then: Form})
}

func (m *matter) notPublished() Diagnosis {
	return titled("no port of this computer leads to "+m.name()).because(
		"What a container listens at is inside until a port of this computer is published for it. An image only says which ports it would have.").
		offer(m.publish("Publish port %s"), Remedy{Words: "Change its ports", Icon: "port", Then: Form})
}

// publish opens the form with a port that the image has, and that isn't published.
func (m *matter) publish(words string) Remedy {
	c := m.container(m.Ref.ID)
	if c == nil {
		return Remedy{}
	}
	for _, p := range c.Ports {
		if p.Public != 0 || p.Private == 0 {
			continue
		}
		inside := fmt.Sprint(p.Private)
		outside := spec.NextFreePort(8000+int(p.Private)%1000, m.portNamed)
		if p.Private >= 1024 {
			outside = spec.NextFreePort(int(p.Private), m.portNamed)
		}
		return Remedy{Words: fmt.Sprintf(words, inside), Icon: "port", Then: Form, Change: func(s *spec.RunSpec) {
			s.Ports = []spec.Port{{Host: fmt.Sprint(outside), Container: inside}}
		}}
	}
	return Remedy{}
}
