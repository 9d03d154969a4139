// Package diagnosis explains why something failed: in plain words, with the
// object that is in the way by its name, and with one or two ways to put it
// right. It is the one place that knows what the engine's failures mean.
//
// A failure is matched by its class and by what is known of the objects first,
// then by the engine's words, since those differ between versions. What nobody
// knows is said so, with the engine's own words.
//
// It is a function of plain values: it asks nobody, and knows neither Fyne nor
// the Docker client. Remedies are described, and carried out by others.
package diagnosis

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
)

// Class sorts failures by what the engine's answer was, in the words of package
// operations.
type Class string

// The classes.
const (
	Conflict    Class = "conflict"
	NotFound    Class = "notfound"
	Forbidden   Class = "forbidden"
	Invalid     Class = "invalid"
	Unavailable Class = "unavailable"
	Canceled    Class = "canceled"
	Unknown     Class = "unknown"
)

// Failure is what is known of something that failed.
type Failure struct {
	Op    string     // in one word: "start", "remove", "create", "pull", "exec"; "log" for what a program printed, "reach" for a page that doesn't come
	Ref   object.Ref // what it was done to
	Name  string     // what that is called; "" if the snapshot says it
	Class Class
	Raw   string // the engine's own words

	Made   object.Ref        // the container that was made all the same, and doesn't run
	Spec   *spec.RunSpec     // what was to be made; nil if nothing was
	Values map[string]string // what else it was told

	// Snapshot is what the engine has; nil if nobody knows.
	Snapshot *object.Snapshot
	// Dir is the folder that relative paths start from; "" if there is none.
	Dir string
	// Folder tells whether a path of the engine's computer is a folder; nil if
	// nobody can look.
	Folder func(path string) (folder, known bool)
}

// ID names a diagnosis for good: "port-container".
type ID string

// Topic is the guide topic that says why this happens.
func (id ID) Topic() string { return "diagnosis." + string(id) }

// Diagnosis is a failure in plain words.
type Diagnosis struct {
	ID       ID
	Title    string // the headline: "Port 3000 is taken by web"
	Clause   string // in a clause without a full stop: "port 3000 is taken by web"
	Words    string // the cause, and what can be done
	Culprit  Culprit
	Remedies []Remedy // the best one first; none where nothing can be done from here
	Raw      string   // the engine's own words
}

// Topic is the guide topic that says why this happens.
func (d Diagnosis) Topic() string { return d.ID.Topic() }

// Culprit is the object that is in the way; zero if there is none.
type Culprit struct {
	Ref  object.Ref
	Name string
}

// Remedy is one way to put it right. First is done one after the other; when all
// of that succeeded, Then is.
type Remedy struct {
	Words string // on its button: "Use port 3001"
	Icon  string
	First []Deed
	Then  Then

	Change func(*spec.RunSpec) // of Run and Form
	Values map[string]string   // of Again: what is told otherwise this time
	Who    object.Ref          // of Show
	Value  string              // of Page its name, of Folder its path, of Copy the text
}

// Loses reports whether something may be gone for good after it. It is asked about
// before.
func (r Remedy) Loses() bool {
	for _, d := range r.First {
		if !d.Fresh && strings.HasSuffix(d.Action, ".remove") {
			return true
		}
	}
	return r.Then == Again && r.Values["remove.force"] != ""
}

// Deed is an action of the registry.
type Deed struct {
	Action string // its id
	On     []object.Ref
	Values map[string]string
	// Fresh says that nothing can be lost by it, so that nobody need be asked: it
	// removes a container that never ran.
	Fresh bool
}

// Then is how a remedy ends.
type Then string

// The ends of a remedy.
const (
	Nothing Then = ""
	Again   Then = "again"  // what failed is done once more; a container that was made by it is started
	Run     Then = "run"    // the container is made as Change says, in the place of one that never ran
	Form    Then = "form"   // the form is shown, filled as Change says
	Show    Then = "show"   // Who is shown
	Log     Then = "log"    // the log of Who is shown
	Page    Then = "page"   // a page is shown
	Folder  Then = "folder" // a folder is made on this computer, then it is done again
	Copy    Then = "copy"   // a text is copied
)

// Explain says what a failure means.
func Explain(f Failure) Diagnosis {
	m := &matter{Failure: f}
	for _, r := range rules {
		if !r.fits(m) {
			continue
		}
		d := r.tell(m)
		d.ID, d.Raw = r.id, f.Raw
		return d
	}
	d := m.honest()
	d.Raw = f.Raw
	return d
}

// OfFile is a failure about a file that others have put into a clause.
func OfFile(clause, raw string) Diagnosis {
	d := titled(clause).because("It is about files. What is written here is all that is known of it; nothing else was changed.").offer(again("Try again"))
	d.ID, d.Raw = Filed, raw
	return d
}

// Known reports whether a diagnosis is more than an honest word that nobody
// knows more.
func (d Diagnosis) Known() bool { return !slices.Contains(honest, d.ID) }

// Case is a diagnosis with somebody who carries out its remedies. It belongs to
// the main goroutine once it is shown.
type Case struct {
	Diagnosis
	Do   func(Remedy) // nil where nobody can
	Used bool         // a remedy was begun: the others may mean something else by now
}

// All are the ids of all diagnoses.
func All() []ID {
	ids := slices.Clone(honest)
	for _, r := range rules {
		if !slices.Contains(ids, r.id) {
			ids = append(ids, r.id)
		}
	}
	slices.Sort(ids)
	return ids
}

// rule is one kind of failure. It fits by what is known, where knows is given, or
// by what the engine said.
type rule struct {
	id      ID
	ops     []string // of these only; none is any
	classes []Class  // of these only; none is any
	knows   func(*matter) bool
	said    *regexp.Regexp
	printed bool // programs print it, too
	tell    func(*matter) Diagnosis
}

// fits matches the class and what is known first, then the words.
func (r rule) fits(m *matter) bool {
	if len(r.ops) > 0 && !slices.Contains(r.ops, m.Op) || len(r.classes) > 0 && !slices.Contains(r.classes, m.Class) {
		return false
	}
	// What a program prints may look like anything.
	if (m.Op == "log" || m.Op == "reach") && !r.printed && !slices.Contains(r.ops, m.Op) {
		return false
	}
	m.groups = nil
	if r.said != nil {
		m.groups = r.said.FindStringSubmatch(m.Raw)
	}
	return m.groups != nil || r.knows != nil && r.knows(m)
}

// said compiles what an engine says, in whatever letters.
func said(patterns ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?is)` + strings.Join(patterns, "|"))
}
