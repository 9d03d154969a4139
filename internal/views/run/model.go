package run

import (
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/runcheck"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
)

// model is what the form holds, and what follows from it. It is pure: derive
// works all out anew from the spec and the facts.
type model struct {
	spec    spec.RunSpec
	facts   runcheck.Facts
	style   runcommand.Style
	shell   command.Shell
	current string // the field in use, as package spec names it; "" for none

	command  command.Command   // the first, and mostly only, step
	steps    []command.Command // all that does it
	problems []runcheck.Problem
	before   []runcheck.Sentence
}

func (m *model) derive() {
	api := ""
	if m.facts.Snapshot != nil {
		api = m.facts.Snapshot.Engine.APIVersion
	}
	m.steps = runcommand.Steps(m.spec, m.style, api)
	m.command = m.steps[0]
	m.problems = runcheck.Check(m.spec, m.facts)
	m.before = runcheck.Before(m.spec, m.facts)
}

// at are the problems of a field and of its parts.
func (m *model) at(field string) []runcheck.Problem {
	var list []runcheck.Problem
	for _, p := range m.problems {
		if p.Field == field || strings.HasPrefix(p.Field, field+".") {
			list = append(list, p)
		}
	}
	return list
}

// why says why it can't be run; "" that it can.
func (m *model) why() string {
	if m.spec.Image == "" {
		return "Choose an image first"
	}
	for _, p := range m.problems {
		if p.Severity == runcheck.Blocker {
			return p.Words
		}
	}
	return ""
}

// about reports whether a word of the command comes from a field.
func about(field string, t command.Token) bool {
	if field == "" {
		return false
	}
	if related(t.Field, field) {
		return true
	}
	for _, p := range t.Parts {
		if related(p.Field, field) {
			return true
		}
	}
	return false
}

func related(a, b string) bool {
	return a != "" && (a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+"."))
}
