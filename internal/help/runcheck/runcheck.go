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
	FixSpec       FixKind = "spec"        // Apply gives the changed spec
	FixOpen       FixKind = "open"        // show Who
	FixRename     FixKind = "rename"      // rename Who
	FixReplace    FixKind = "replace"     // put the new container in Who's place
	FixMakeFolder FixKind = "make-folder" // make the folder Value
	FixPickPath   FixKind = "pick-path"   // choose another path
	FixPull       FixKind = "pull"        // fetch the image
)

// Fix is one way to put a problem right.
type Fix struct {
	Kind  FixKind
	Words string // what its button says: "Use 3001 instead"
	Who   object.Ref
	Value string
	Apply func(spec.RunSpec) spec.RunSpec // only of FixSpec
}

// Check says everything that there is to say about a spec, blockers first, then
// in the order of the fields.
func Check(s spec.RunSpec, f Facts) []Problem { return nil }

// Blocked reports whether one of the problems keeps the container from being
// made.
func Blocked(problems []Problem) bool {
	for _, p := range problems {
		if p.Severity == Blocker {
			return true
		}
	}
	return false
}

// Sentence is one thing that will happen.
type Sentence struct {
	About string // "image", "doors", "data", "power"
	Words string
	Grave bool // the container gets power over this computer, or something is lost
}

// Before tells what will happen when the container is run: what is fetched or
// made, which door opens where, what stays, and what the container may do.
func Before(s spec.RunSpec, f Facts) []Sentence { return nil }
