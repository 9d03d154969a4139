package object

import "time"

// Event is one thing that happened in the engine, as the engine told it.
type Event struct {
	Time     time.Time // by the engine's clock
	Received time.Time // by this computer's clock

	// Kind is the sort of object it happened to. Besides the four listed kinds
	// the engine tells of "daemon", "builder", "plugin", "service" and others.
	Kind   Kind
	Action string // "start", "die", "health_status: healthy", …
	ID     string // the object's id; for volumes and pulled images its name
	Name   string // "" when the engine does not say

	// Attributes are the engine's own: exitCode, signal, image, labels, …
	// Nobody may change them.
	Attributes map[string]string
}

// Ref names the object that it happened to.
func (e Event) Ref() Ref { return Ref{e.Kind, e.ID} }
