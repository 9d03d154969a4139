// Package connection is the page that stands in for the lists while no engine
// answers. It says what is the matter on this computer, what to do about it,
// and which other engines there are; it goes away by itself when the engine
// answers.
//
// Explain is pure: it makes Advice of a snapshot. Page shows it. Neither talks
// to an engine, and no command that is shown is ever run from here.
package connection

import (
	"github.com/dockdesk/dockdesk/internal/engine"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/command"
)

// Advice is what the page says.
type Advice struct {
	Topic string // of the guide
	Icon  string
	Tone  Tone
	Title string
	Where string // the address that was tried, and the context if it has a name
	Means string // what it means here, in a sentence or two
	Steps []Step
	Care  string // what to think of before doing it; "" for nothing
	Raw   string // what the system or the engine said; "" for nothing
	// Elsewhere says that choosing another engine is a likely way out.
	Elsewhere bool
}

// Tone says how bad it is.
type Tone int

// The tones.
const (
	Quiet Tone = iota // nothing is wrong yet
	Warn              // one step is missing
	Bad               // something is broken
)

// Step is one thing to do.
type Step struct {
	Text    string          // a sentence
	Command command.Command // to be copied; empty for none
	Link    string          // an address to read on; "" for none
}

// StandsIn reports whether there is nothing else to show: no engine is
// connected, and none was ever listed. Every engine has networks.
func StandsIn(s *object.Snapshot) bool {
	return s.Link != object.LinkLive &&
		len(s.Containers)+len(s.Images)+len(s.Volumes)+len(s.Networks) == 0
}

// Contexts are the engines that this computer knows; a session has them.
type Contexts interface {
	// Contexts lists them; it reads files.
	Contexts() ([]engine.Context, error)
	// UseContext turns this window to one of them.
	UseContext(name string)
}
