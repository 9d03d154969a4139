// Package runcheck looks at a container that is about to be made: Check says
// what would go wrong, at which field and how to put it right, and Before tells
// in a few sentences what will happen. Both are functions of a spec and of
// facts that others found out; they take microseconds, so that a form can ask
// at every keystroke.
//
// The package must know neither the Docker client nor a window, and it asks
// nobody: what is not among the facts is not judged.
package runcheck

import (
	"slices"
	"strconv"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// Facts are what a spec is held against. Every part may be missing.
type Facts struct {
	Snapshot *object.Snapshot
	// Image is the local image that the spec names; nil if it is not here or
	// if nobody looked yet.
	Image *spec.Image
	// Editing is the container that the new one takes the place of: its name
	// and its ports count as free.
	Editing string
	// Remote says that the engine is on another computer, whose folders and
	// ports can't be seen from here.
	Remote bool
	// Dir is the folder that relative paths start from; "" if there is none.
	Dir string

	Ports map[spec.Door]spec.PortUse // what a probe found, by where it looked
	Paths map[string]spec.PathState  // what a probe found, by path
}

// Severity says how much a problem matters.
type Severity int

// The severities.
const (
	Note    Severity = iota + 1 // good to know
	Warning                     // it works, perhaps not as meant
	Blocker                     // it can't work: Run stays off
)

// Problem is one thing to say at one field.
type Problem struct {
	Kind     string // stable: "name-taken", "port-taken", …
	Field    string // as package spec names it: "ports.0"
	Severity Severity
	Words    string     // one or two sentences
	Who      object.Ref // the object that is in the way; zero if there is none
	Fixes    []Fix
}

// FixKind says what a fix does.
type FixKind string

// The kinds of fix. Only FixSpec changes the spec by itself; the others are
// for the window to carry out.
const (
	FixSpec        FixKind = "spec"         // Apply gives the changed spec
	FixOpen        FixKind = "open"         // show Who
	FixRename      FixKind = "rename"       // rename Who
	FixReplace     FixKind = "replace"      // put the new container in Who's place
	FixMakeFolder  FixKind = "make-folder"  // make the folder Value
	FixPickPath    FixKind = "pick-path"    // choose another path
	FixMakeNetwork FixKind = "make-network" // make the network Value
	FixAgain       FixKind = "again"        // do the same once more
)

// Fix is one way to put a problem right.
type Fix struct {
	Kind  FixKind
	Words string // what its button says: "Use 3001 instead"
	Who   object.Ref
	Value string
	Apply func(spec.RunSpec) spec.RunSpec // only of FixSpec
}

// Check says everything that there is to say about a spec, blockers first, and
// else in the order of a form.
func Check(s spec.RunSpec, f Facts) []Problem {
	c := checker{s: s, f: f, look: newLook(f)}
	c.image()
	c.name()
	c.running()
	c.ports()
	c.telling()
	c.mounts()
	c.networks()
	c.limits()
	c.safety()
	c.versions()
	slices.SortStableFunc(c.found, func(a, b Problem) int { return int(b.Severity/Blocker) - int(a.Severity/Blocker) })
	return c.found
}

// Blocked reports whether one of the problems keeps the container from being
// made.
func Blocked(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Blocker })
}

type checker struct {
	s     spec.RunSpec
	f     Facts
	look  look
	found []Problem
}

func (c *checker) add(p Problem) { c.found = append(c.found, p) }

func (c *checker) block(kind, field, words string, fixes ...Fix) {
	c.add(Problem{Kind: kind, Field: field, Severity: Blocker, Words: words, Fixes: fixes})
}

func (c *checker) warn(kind, field, words string, fixes ...Fix) {
	c.add(Problem{Kind: kind, Field: field, Severity: Warning, Words: words, Fixes: fixes})
}

func (c *checker) note(kind, field, words string, fixes ...Fix) {
	c.add(Problem{Kind: kind, Field: field, Severity: Note, Words: words, Fixes: fixes})
}

// wrong blocks with an error of package spec, which is a clause.
func (c *checker) wrong(field string, err error) bool {
	if err == nil {
		return false
	}
	c.block("unreadable", field, sentence(err.Error()))
	return true
}

// change is a fix that changes the spec.
func change(words string, apply func(*spec.RunSpec)) Fix {
	return Fix{Kind: FixSpec, Words: words, Apply: func(s spec.RunSpec) spec.RunSpec {
		s = s.Clone()
		apply(&s)
		return s
	}}
}

// look is what is asked of the facts more than once.
type look struct {
	names  map[string]*object.Container
	taken  map[door]*object.Container // by port and protocol, the first that has it
	images []*object.Image
	engine object.Engine
}

type door struct {
	port  uint16
	proto string
}

func newLook(f Facts) look {
	l := look{names: map[string]*object.Container{}, taken: map[door]*object.Container{}}
	if f.Snapshot == nil {
		return l
	}
	l.images, l.engine = f.Snapshot.Images, f.Snapshot.Engine
	for _, c := range f.Snapshot.Containers {
		if c.ID == f.Editing {
			continue
		}
		l.names[c.Name] = c
		for _, p := range c.Ports {
			if d := (door{p.Public, p.Proto}); p.Public != 0 && l.taken[d] == nil {
				l.taken[d] = c
			}
		}
	}
	return l
}

// container finds one by its name or the beginning of its id.
func (c *checker) container(name string) *object.Container {
	if found := c.look.names[name]; found != nil || c.f.Snapshot == nil {
		return found
	}
	if found := c.f.Snapshot.Container(name); found != nil {
		return found
	}
	for _, one := range c.f.Snapshot.Containers {
		if one.Name == name || len(name) >= 4 && len(one.ID) > len(name) && one.ID[:len(name)] == name {
			return one
		}
	}
	return nil
}

func entry(field string, i int) string { return field + "." + strconv.Itoa(i) }
