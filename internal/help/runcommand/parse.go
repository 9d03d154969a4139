package runcommand

import (
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
)

// Reading is what a pasted text says.
type Reading struct {
	Spec spec.RunSpec
	// Findings say of each piece of the text what became of it, in its order.
	Findings []Finding
	Shell    command.Shell // whose rules it was read by
	Program  string        // "docker", "podman", …; "" if there is no such command in it
}

// Questions are the findings that have to be answered before the spec is what
// the text means.
func (r Reading) Questions() []Finding {
	var open []Finding
	for _, f := range r.Findings {
		if f.Question != "" {
			open = append(open, f)
		}
	}
	return open
}

// Outcome says what became of a piece of a pasted text.
type Outcome string

// The outcomes.
const (
	Filled    Outcome = "filled"    // it is in the spec
	NotUsed   Outcome = "explained" // it was understood and is not applied
	Unknown   Outcome = "unknown"   // nobody here knows it
	Warned    Outcome = "warning"   // it works, and should be looked at
	Dangerous Outcome = "dangerous" // it gives the container power over this computer
)

// Question is what has to be asked before a text can be read.
type Question string

// The questions.
const (
	AskArity  Question = "arity"  // does this flag take the next word as its value?
	AskValue  Question = "value"  // what does this stand for, such as $VERSION?
	AskFolder Question = "folder" // which folder is the current one?
)

// Finding is one thing to say about a piece of a pasted text.
type Finding struct {
	Outcome  Outcome
	From, To int    // the piece, in bytes of the text
	Text     string // the piece itself
	Flag     string // the flag as it is called, "--publish"; "" for none
	Value    string // the flag's value, unquoted
	Field    string // the field that it filled; "" for none
	Words    string // one sentence
	Topic    string // the guide topic about it; "" for none
	Question Question
	Key      string // what Answers take the answer by
}

// Answers are what a person said to a reading's questions, by their keys.
type Answers struct {
	TakesValue map[string]bool   // AskArity
	Values     map[string]string // AskValue
}

// Options are what Parse goes by.
type Options struct {
	Shell   command.Shell // "" finds out
	Dir     string        // the folder that $(pwd) and . stand for; "" asks
	Lookup  func(name string) (value string, ok bool)
	Answers Answers
}

// Parse reads a docker run or docker create command as it stands on a web page.
// It runs nothing of it.
func Parse(text string, o Options) Reading {
	return Reading{}
}
