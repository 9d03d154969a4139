// Package runcommand is docker run and docker create as text, both ways: Run
// writes a spec as a command that explains itself, and Parse reads a command
// that somebody pasted back into a spec, saying of each of its words what
// became of it. Both work by one table of flags, so that what one writes the
// other reads.
//
// It knows the docker command line and the plain values of package spec; it
// must know neither the Docker client nor a window, and it runs nothing.
package runcommand

import (
	"slices"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
)

// Use says where in the window a flag is.
type Use string

// The uses of a flag.
const (
	Form      Use = "form"      // a field that everybody sees
	Advanced  Use = "advanced"  // a field among the further ones
	Explained Use = "explained" // explained, and not applied: see Flag.Why
)

// Flag is one option of docker run and docker create.
type Flag struct {
	command.Flag        // its names, its value and its sentence
	Also         string // another spelling of it without dashes; "" for none
	Use          Use
	Section      string // the part of the form that it is in
	Why          string // why it is not applied: a sentence; "" if it is
	Field        string // the field of a spec that it fills; "" for none
	Many         bool   // it can be given several times
	API          string // the oldest API version that knows it; "" if all do
	Until        string // the API version from which on it has no effect; "" if it has one
	Docker       string // the first docker command that has it; "" if all do
	Windows      bool   // it is for Windows containers only
	RunOnly      bool   // docker create doesn't have it

	read  func(s *spec.RunSpec, value string) (field string, err error)
	write func(s *spec.RunSpec) []said
}

// said is one flag with its value as a spec has it.
type said struct {
	flag  string // its long name; "" for the flag that writes it
	value string
	field string
}

// Topic is the guide topic that explains the flag.
func (f Flag) Topic() string { return "field.run." + f.Long }

// Switch reports whether the flag takes no value.
func (f Flag) Switch() bool { return f.Value == "" }

// Flags is every option of docker run, in the order in which a command says
// them. The caller must not change it.
func Flags() []Flag { return flags }

// FlagByName finds a flag by its long name or another spelling of it, without
// dashes.
func FlagByName(long string) (Flag, bool) {
	i, ok := byName[long]
	if !ok {
		return Flag{}, false
	}
	return flags[i], true
}

// FlagByLetter finds a flag by its short name.
func FlagByLetter(letter string) (Flag, bool) {
	i := slices.IndexFunc(flags, func(f Flag) bool { return f.Short != "" && f.Short == letter })
	if i < 0 {
		return Flag{}, false
	}
	return flags[i], true
}

// FlagsOf are the flags that fill a field of a spec, such as "ports"; an index
// or a part behind a dot is left out of account.
func FlagsOf(field string) []Flag {
	var found []Flag
	for _, f := range flags {
		if f.Field != "" && base(f.Field) == base(field) {
			found = append(found, f)
		}
	}
	return found
}
