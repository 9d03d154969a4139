package diagnosis

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

func (m *matter) nameTaken() Diagnosis {
	name := m.group(1)
	who := m.container(m.group(2))
	if who == nil {
		who = m.container(name)
	}
	d := titled("another container is called " + name + " already").by(who)
	free := spec.NextFreeName(name, func(n string) bool { return n == name || m.container(n) != nil })
	other := run("Use the name "+short(free), func(s *spec.RunSpec) { s.Name = free })
	if _, renames := m.Values["rename.name"]; renames {
		other = again("Use the name " + short(free))
		other.Icon, other.Values = "rename", map[string]string{"rename.name": free}
	}
	if fresh(who) {
		return d.becausef("A name belongs to one container at a time. %s was made, but never ran: most likely it is left from an attempt that failed.", name).
			offer(Remedy{Words: "Remove the leftover and try again", Icon: "remove", First: clearing([]*object.Container{who}), Then: Again}, other)
	}
	return d.because("A name belongs to one container at a time, also when that one doesn't run. It keeps the name until it is renamed or removed.").
		offer(other, show(who))
}

func (m *matter) nameBad() Diagnosis {
	name := strings.TrimPrefix(m.group(1), "/")
	good := strings.Trim(badLetters.ReplaceAllString(name, "-"), "-_.")
	d := named(fmt.Sprintf("%q can't be the name of a container", name)).because("A name has letters without accents, digits, and _ . - between them, at least two in all.")
	if len(good) < 2 {
		return d.offer(m.change("Choose another name"))
	}
	if _, renames := m.Values["rename.name"]; renames {
		r := again("Use the name " + short(good))
		r.Icon, r.Values = "rename", map[string]string{"rename.name": good}
		return d.offer(r)
	}
	return d.offer(run("Use the name "+short(good), func(s *spec.RunSpec) { s.Name = good }))
}

var badLetters = regexp.MustCompile(`[^a-zA-Z0-9_.-]+`)

func (m *matter) imageCapitals() Diagnosis {
	d := titled("names of images are written in small letters").because("Only the tag behind the colon may have capitals. Most likely the same name in small letters is meant.")
	for _, field := range []string{"tag.name", "commit.name"} {
		if name := m.Values[field]; name != "" {
			small := smallName(name)
			r := again("Use " + small)
			r.Icon, r.Values = "tag", map[string]string{field: small}
			return d.offer(r)
		}
	}
	if name := m.spec().Image; name != "" {
		return d.offer(run("Use "+smallName(name), func(s *spec.RunSpec) { s.Image = smallName(s.Image) }))
	}
	return d
}

// smallName writes a name small, and leaves its tag as it is.
func smallName(name string) string {
	if colon := strings.LastIndex(name, ":"); colon > strings.LastIndex(name, "/") {
		return strings.ToLower(name[:colon]) + name[colon:]
	}
	return strings.ToLower(name)
}

// limited is a limit that won't do, and the nearest one that will.
func (m *matter) limited(words, field, value string, change func(*spec.RunSpec)) Remedy {
	if _, updates := m.Values[field]; updates {
		r := again(words)
		r.Values = map[string]string{field: value}
		return r
	}
	return run(words, change)
}

func (m *matter) memorySmall() Diagnosis {
	least := strings.ToLower(strings.Trim(m.group(1), ".,"))
	text := strings.TrimSuffix(least, "b")
	return titled("the memory limit is below what the engine takes, "+strings.ToUpper(text)+"B").because("A program in less memory would not even start, so the engine doesn't try.").
		offer(m.limited("Use "+strings.ToUpper(text)+"B", "update.memory", text, func(s *spec.RunSpec) {
			s.Memory, s.MemoryReservation = text, ""
		}), m.change("Change the limit"))
}

func (m *matter) cpusMany() Diagnosis {
	most := strings.TrimRight(m.group(1), ".")
	if n, err := strconv.ParseFloat(most, 64); err == nil {
		most = strconv.FormatFloat(n, 'f', -1, 64)
	}
	return titled("this engine has only "+most+" processors").because("A container can't be given more processors than there are. Without a limit it may use all of them.").
		offer(m.limited("Use "+most, "update.cpus", most, func(s *spec.RunSpec) { s.CPUs = most }), m.change("Change the limit"))
}

func (m *matter) swapLimit() Diagnosis {
	return titled("the limit for memory and swap together is in the way").because("Memory and swap together can't be less than memory alone, and there is no limit for both without one for memory.").
		offer(run("Leave swap to the engine", func(s *spec.RunSpec) { s.MemorySwap = "" }), m.change("Change the limits"))
}

func (m *matter) removeRestart() Diagnosis {
	return titled("it can't be removed when it ends and be started again").because("--rm takes the container away when its program ends, and a restart policy starts it again then. Only one of both can be.").
		offer(run("Keep it when it ends", func(s *spec.RunSpec) { s.Rm = false }), run("Don't start it again", func(s *spec.RunSpec) { s.Restart = "" }))
}

func (m *matter) hostPorts() Diagnosis {
	return titled("its ports are not used").because("It is on this computer's own network. What its program listens at is open there without being published, and the published ports mean nothing.").
		offer(run("Give it a network of its own", func(s *spec.RunSpec) { s.Networks = nil }))
}

func (m *matter) folderMissing() Diagnosis {
	folder := strings.TrimSpace(m.group(1))
	return titled("there is no "+folder+" on this computer").because("A mount written with --mount wants its folder to be there. Written with -v, Docker makes an empty one that belongs to root.").
		offer(Remedy{Words: "Make the folder", Icon: "folder", Then: Folder, Value: folder}, m.change("Choose another folder"))
}

func (m *matter) volumeName() Diagnosis {
	name := m.group(1)
	d := named(fmt.Sprintf("%s was taken for the name of a volume", name)).because("A path of this computer begins with / or with ./ so that Docker knows it from a volume's name, which has letters, digits, and _ . - only.")
	if m.Dir != "" {
		whole := filepath.Join(m.Dir, name)
		d = d.offer(run("Use the folder "+short(whole), func(s *spec.RunSpec) {
			for i, mt := range s.Mounts {
				if mt.Source == name {
					s.Mounts[i].Kind, s.Mounts[i].Source = spec.Bind, whole
				}
			}
		}))
	}
	good := strings.Trim(badLetters.ReplaceAllString(name, "-"), "-_.")
	return d.offer(run("Use a volume called "+good, func(s *spec.RunSpec) {
		for i, mt := range s.Mounts {
			if mt.Source == name {
				s.Mounts[i].Kind, s.Mounts[i].Source = spec.Volume, good
			}
		}
	}))
}

var mounted = regexp.MustCompile(`(?is)mount(?:ing)? "?([^"\s:]+)"? to rootfs at "?([^"\s:]+)"?`)

func (m *matter) mountKind() Diagnosis {
	d := titled("a file stands where a folder is to be mounted, or a folder where a file is").because(
		"Only a file can be put in the place of a file, and a folder in the place of a folder. A path that wasn't there when it was first mounted was made as an empty folder, which is a frequent reason.")
	if g := mounted.FindStringSubmatch(m.Raw); g != nil {
		source, target := g[1], g[2]
		to, words := path.Dir(target), "Put the folder at "+path.Dir(target)
		if m.Folder != nil {
			if folder, known := m.Folder(source); known && !folder {
				to = path.Join(target, path.Base(source))
				words = "Put the file at " + to
			}
		}
		if to != "/" {
			d = d.offer(run(words, func(s *spec.RunSpec) {
				for i, mt := range s.Mounts {
					if path.Clean(mt.Target) == path.Clean(target) {
						s.Mounts[i].Target = to
					}
				}
			}))
		}
	}
	return d.offer(m.change("Change where it is mounted"))
}

func (m *matter) mountRelative() Diagnosis {
	return titled("inside the container a path begins with /").because("Which folder a shorter path would start from, nobody could say. It is written whole.").
		offer(run("Write a / before it", func(s *spec.RunSpec) {
			for i, mt := range s.Mounts {
				if !strings.HasPrefix(mt.Target, "/") {
					s.Mounts[i].Target = "/" + mt.Target
				}
			}
		}))
}
