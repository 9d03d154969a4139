// Package safety says what a container could do to the computer it runs on if
// somebody took it over: point by point, the worst first, each with why and with
// what changes it. What gives power over the computer it has from package power.
//
// It is a function of plain values: it asks nobody, and knows neither Fyne nor the
// Docker client. No value of a secret passes through it.
package safety

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/power"
	"github.com/dockdesk/dockdesk/internal/help/secret"
)

// Grade says how grave a point is.
type Grade int

// The grades.
const (
	Tighter  Grade = iota + 1 // it could be tighter
	Reaches                   // it reaches further than most need
	TakeOver                  // whoever is inside can take over the computer
)

func (g Grade) String() string {
	return [...]string{"", "could be tighter", "reaches out", "can take over"}[g]
}

// Point is one thing about a container.
type Point struct {
	ID    string // "root"
	Area  string // what it is about, in a word: "User"
	Grade Grade
	Title string // without a full stop
	Words string // why it matters, and what changes it
	Topic string

	// Remedy is on its button; "" where nothing can be changed from here. It is an
	// action of the registry, or else Change is what the form is filled in with.
	Remedy string
	Action string
	Change func(*spec.RunSpec)
}

// Report is what was found.
type Report struct {
	Grade  Grade // of the gravest point; 0 for none
	Title  string
	Words  string
	Points []Point // the gravest first
	Good   []string
}

// Check looks at a container as the engine has it, and at how it was made.
func Check(c *object.Container, s spec.RunSpec) Report {
	k := &check{c: c, s: s}
	k.powers()
	k.user()
	k.ports()
	k.secrets()
	k.rights()
	k.limits()
	k.files()
	k.image()
	slices.SortStableFunc(k.r.Points, func(a, b Point) int { return int(b.Grade - a.Grade) })
	k.verdict()
	return k.r
}

type check struct {
	c *object.Container
	s spec.RunSpec
	r Report
}

func (k *check) add(p Point)      { k.r.Points = append(k.r.Points, p) }
func (k *check) good(what string) { k.r.Good = append(k.r.Good, what) }

func (k *check) verdict() {
	counts := map[Grade]int{}
	for _, p := range k.r.Points {
		counts[p.Grade]++
		k.r.Grade = max(k.r.Grade, p.Grade)
	}
	name := k.c.Name
	switch k.r.Grade {
	case TakeOver:
		k.r.Title = "Whoever gets into " + name + " can take over this computer"
		k.r.Words = "Its box has a hole. Run it only if you trust its image as much as yourself, and close what it doesn't need."
	case Reaches:
		k.r.Title = name + " reaches further than most need"
		k.r.Words = "Its box holds, and some of it is open without need. The first points are worth a change."
	case Tighter:
		k.r.Title = name + " is well boxed in"
		k.r.Words = "Nothing of this computer is open to it. What follows would make its box tighter still."
	default:
		k.r.Title = name + " is boxed in as tight as it can be"
		k.r.Words = "Nothing of this computer is open to it."
	}
	if n := len(k.r.Points); n > 0 {
		k.r.Words += fmt.Sprintf(" %s in all.", count(n, "point"))
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// powers are the things that give it power over the computer.
func (k *check) powers() {
	found := power.Of(k.s)
	for _, p := range found {
		grade := Reaches
		if p.Total {
			grade = TakeOver
		}
		point := Point{ID: p.Field, Grade: grade, Words: p.Words}
		k.describe(&point, p.Field)
		k.add(point)
	}
	if len(found) == 0 {
		k.good("no power over this computer")
	}
}

// describe says what a field that gives power is about, and how it is changed.
func (k *check) describe(p *Point, field string) {
	name, number, _ := strings.Cut(field, ".")
	i, _ := strconv.Atoi(number)
	without := func(words string, change func(*spec.RunSpec)) { p.Remedy, p.Change = words, change }
	switch name {
	case "privileged":
		p.Area, p.Title, p.Topic = "Rights", "It is privileged", "badge.privileged"
		without("Run it without", func(s *spec.RunSpec) { s.Privileged = false })
	case "mounts":
		k.describeMount(p, i)
	case "networks":
		p.Area, p.Title, p.Topic = "Network", "It has this computer's own network", "concept.special-networks"
		without("Give it a network of its own", func(s *spec.RunSpec) { s.Networks = nil })
	case "capAdd":
		p.Area, p.Title, p.Topic = "Rights", "It has the right "+k.s.CapAdd[i], "field.run.cap-add"
		without("Take the right away", func(s *spec.RunSpec) { s.CapAdd = cut(s.CapAdd, i) })
	case "securityOptions":
		p.Area, p.Title, p.Topic = "Guards", "A guard is off: "+k.s.SecurityOptions[i], "concept.profiles"
		without("Put the guard on", func(s *spec.RunSpec) { s.SecurityOptions = cut(s.SecurityOptions, i) })
	case "devices":
		p.Area, p.Title, p.Topic = "Devices", "It has the device "+k.s.Devices[i].Host, "field.run.device"
		without("Take the device away", func(s *spec.RunSpec) { s.Devices = cut(s.Devices, i) })
	default:
		what := map[string][2]string{
			"pid": {"Processes", "It sees this computer's processes"}, "ipc": {"Memory", "It shares memory with this computer"},
			"uts": {"Name", "It has this computer's name"}, "userns": {"User", "Its users are this computer's"}, "cgroupns": {"Limits", "It sees this computer's control groups"},
		}[name]
		p.Area, p.Title, p.Topic = what[0], what[1], "field.run."+name
		without("Give it its own", func(s *spec.RunSpec) { s.PID, s.IPC, s.UTS, s.Userns, s.Cgroupns = own(name, s) })
	}
}

// own takes this computer's away from one of the five.
func own(field string, s *spec.RunSpec) (pid, ipc, uts, userns, cgroupns string) {
	unless := func(name, value string) string {
		if name == field {
			return ""
		}
		return value
	}
	return unless("pid", s.PID), unless("ipc", s.IPC), unless("uts", s.UTS), unless("userns", s.Userns), unless("cgroupns", s.Cgroupns)
}

func (k *check) describeMount(p *Point, i int) {
	m := k.s.Mounts[i]
	p.Area, p.Topic = "Folders", "concept.bind"
	p.Title = "It has " + m.Source + " of this computer"
	if strings.HasSuffix(m.Source, ".sock") {
		p.Area, p.Title, p.Topic = "Engine", "It has the engine's socket", "badge.socket"
	}
	p.Remedy, p.Change = "Take it out", func(s *spec.RunSpec) { s.Mounts = cut(s.Mounts, i) }
	if p.Topic != "badge.socket" && !m.IsReadOnly() {
		p.Remedy, p.Change = "Make it read-only", func(s *spec.RunSpec) {
			s.Mounts = slices.Clone(s.Mounts)
			option := "ro"
			if s.Mounts[i].Spelled {
				option = "readonly"
			}
			s.Mounts[i].Options = append(slices.Clone(s.Mounts[i].Options), option)
		}
	}
}

// cut is a list without one of its entries. The list itself stays.
func cut[T any](list []T, i int) []T { return slices.Delete(slices.Clone(list), i, i+1) }

// IsRoot reports whether a user, as an inspection has it, is the administrator.
func IsRoot(user string) bool {
	name, _, _ := strings.Cut(user, ":")
	return name == "" || name == "root" || name == "0"
}

func (k *check) user() {
	if !k.c.Inspected {
		return
	}
	if !IsRoot(k.c.User) {
		k.good("not root inside")
		return
	}
	p := Point{ID: "root", Area: "User", Grade: Tighter, Title: "Its program runs as root", Topic: "badge.root",
		Words:  "Root inside is held by the box, and is still root where the box has a hole. Many images can do with another user; some need root to start.",
		Remedy: "Try it as user 1000", Change: func(s *spec.RunSpec) { s.User = "1000:1000" }}
	for _, m := range k.s.Mounts {
		if m.Kind == spec.Bind && !m.IsReadOnly() {
			p.Grade = Reaches
			p.Words = "It writes to " + m.Source + " of this computer, and does so as the administrator. " + p.Words
			break
		}
	}
	k.add(p)
}

func (k *check) ports() {
	var open []string
	for _, p := range k.c.Ports {
		n := strconv.Itoa(int(p.Public))
		if p.Public != 0 && everywhere(p.IP) && !slices.Contains(open, n) {
			open = append(open, n)
		}
	}
	for _, p := range k.s.Ports { // one that doesn't run has none open yet
		if p.Host != "" && everywhere(p.HostIP) && !slices.Contains(open, p.Host) {
			open = append(open, p.Host)
		}
	}
	if len(open) == 0 {
		k.good("no port open to other computers")
		return
	}
	title, what := "Port "+open[0]+" is open to other computers", "it"
	if len(open) > 1 {
		title, what = "Ports "+strings.Join(open, ", ")+" are open to other computers", "them"
	}
	k.add(Point{ID: "ports", Area: "Ports", Grade: Reaches, Title: title, Topic: "badge.all-addresses",
		Words:  "Whoever is in the same network can knock, and a firewall such as ufw doesn't keep them out. If only this computer needs " + what + ", an address of its own will do.",
		Remedy: "Open only for this computer", Change: func(s *spec.RunSpec) {
			s.Ports = slices.Clone(s.Ports)
			for i, p := range s.Ports {
				if everywhere(p.HostIP) {
					s.Ports[i].HostIP = "127.0.0.1"
				}
			}
		}})
}

// everywhere reports whether an address of a door is all of them.
func everywhere(ip string) bool { return ip == "" || ip == "0.0.0.0" || ip == "::" }

func (k *check) secrets() {
	var names []string
	for _, kv := range k.c.Env {
		if name, _, masked := secret.MaskEnv(kv); masked {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		k.good("no secret in its variables")
		return
	}
	slices.Sort(names)
	k.add(Point{ID: "secrets", Area: "Secrets", Grade: Reaches, Title: "Secrets stand in its variables: " + few(names), Topic: "concept.secrets",
		Words:  "Whoever may ask the engine reads them, every program inside does too, and they end up in logs and pictures. Many images read a file instead: a variable that ends in _FILE names it.",
		Remedy: "Change its variables"})
}

func few(names []string) string {
	const most = 4
	if more := len(names) - most; more > 0 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, ", ")
}

func (k *check) rights() {
	if k.s.Privileged {
		return // said already
	}
	given := 0
	for _, p := range k.r.Points {
		if strings.HasPrefix(p.ID, "capAdd.") {
			given++
		}
	}
	if len(k.s.CapAdd) > given {
		k.add(Point{ID: "rights", Area: "Rights", Grade: Tighter, Title: "Rights were added: " + strings.Join(k.s.CapAdd, ", "), Topic: "field.run.cap-add",
			Words: "Each is a part of what the administrator may do. It needs them only if its makers say so.", Remedy: "Take them away", Change: func(s *spec.RunSpec) { s.CapAdd = nil }})
	}
	if !slices.ContainsFunc(k.s.CapDrop, func(c string) bool { return strings.EqualFold(c, "all") }) {
		k.add(Point{ID: "drop", Area: "Rights", Grade: Tighter, Title: "It keeps the usual rights of root", Topic: "field.run.cap-drop",
			Words:  "Docker leaves fourteen of the administrator's rights in every box. Most programs need none of them; a web server at a port below 1024 needs one.",
			Remedy: "Drop all rights", Change: func(s *spec.RunSpec) { s.CapDrop = append(slices.Clone(s.CapDrop), "ALL") }})
	} else {
		k.good("all rights dropped")
	}
	if slices.ContainsFunc(k.s.SecurityOptions, func(o string) bool {
		return strings.HasPrefix(o, "no-new-privileges") && !strings.HasSuffix(o, "false")
	}) {
		k.good("no new rights")
		return
	}
	k.add(Point{ID: "no-new-privileges", Area: "Rights", Grade: Tighter, Title: "Programs inside may gain rights", Topic: "field.run.security-opt",
		Words:  "A program that belongs to root and has the set-user-id mark makes whoever starts it root. Few containers need that, and --security-opt no-new-privileges ends it.",
		Remedy: "Allow no new rights", Change: func(s *spec.RunSpec) {
			s.SecurityOptions = append(slices.Clone(s.SecurityOptions), "no-new-privileges")
		}})
}

func (k *check) limits() {
	if !k.c.Inspected {
		return
	}
	if k.c.MemoryLimit > 0 {
		k.good("its memory has a limit")
	} else {
		k.add(Point{ID: "memory", Area: "Memory", Grade: Tighter, Title: "Its memory has no limit", Topic: "badge.no-limit",
			Words: "A mistake in it, or somebody who means it, can use up all memory of the engine, and other programs are ended for it. The limit can be set while it runs.", Remedy: "Set a limit", Action: "container.update"})
	}
	if k.c.PIDsLimit > 0 {
		k.good("its processes have a limit")
	} else {
		k.add(Point{ID: "processes", Area: "Processes", Grade: Tighter, Title: "It may start any number of processes", Topic: "field.run.pids-limit",
			Words: "A program that starts itself again and again stops this whole computer. A few hundred are enough for nearly all.", Remedy: "Set a limit", Action: "container.update"})
	}
}

func (k *check) files() {
	if k.s.ReadOnly {
		k.good("its own files are read-only")
		return
	}
	k.add(Point{ID: "writable", Area: "Files", Grade: Tighter, Title: "It can change its own programs", Topic: "field.run.read-only",
		Words:  "Whoever gets in can put other programs in the place of its own, until it is removed. With --read-only it writes only to its volumes, and to a /tmp in memory.",
		Remedy: "Make its files read-only", Change: func(s *spec.RunSpec) {
			s.ReadOnly = true
			if !slices.ContainsFunc(s.Mounts, func(m spec.Mount) bool { return m.Target == "/tmp" }) {
				s.Mounts = append(slices.Clone(s.Mounts), spec.Mount{Kind: spec.Tmpfs, Target: "/tmp"})
			}
		}})
}

func (k *check) image() {
	name := k.c.Image
	if strings.Contains(name, "@sha256:") {
		k.good("its image is pinned")
		return
	}
	last := name[strings.LastIndex(name, "/")+1:]
	_, tag, tagged := strings.Cut(last, ":")
	if strings.HasPrefix(name, "sha256:") || tagged && tag != "latest" {
		k.good("its image has a version")
		return
	}
	k.add(Point{ID: "latest", Area: "Image", Grade: Tighter, Title: "Its image is whatever is newest", Topic: "concept.pinned-versions",
		Words: "Fetched again, :latest is another image, and nobody sees what changed. A version in the name stays what it was tested with.", Remedy: "Choose a version"})
}
