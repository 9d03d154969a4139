package store

import (
	"slices"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

// DockDesk reaches a volume that nobody has through a helper container that is
// there for a moment. Nobody made it, so nobody hears of it: it is in no list, and
// its events are told to nobody. One that was left behind is another matter: it
// may hold a volume, and is shown as what it is.

// helperAge is how old a helper is when it was left behind.
const helperAge = time.Minute

// keepOut reports whether a container is kept out of the lists.
func (f *follower) keepOut(c *object.Container) bool {
	if !c.Helper() || !f.helpers[c.ID] && time.Since(c.Created) > helperAge {
		return false
	}
	f.helpers[c.ID] = true
	return true
}

// withoutHelpers is a list without those that are kept out.
func (f *follower) withoutHelpers(list []*object.Container) []*object.Container {
	return slices.DeleteFunc(list, f.keepOut)
}

// ofHelper reports whether an event is about a helper that is kept out, or about
// what a network or a volume is to it.
func (f *follower) ofHelper(e object.Event) bool {
	id := e.Attributes["container"]
	if e.Kind == object.KindContainer {
		id = e.ID
		if e.Action == "create" && e.Attributes[object.HelperLabel] != "" {
			f.helpers[id] = true
		}
	}
	helper := f.helpers[id]
	if e.Kind == object.KindContainer && (e.Action == "destroy" || e.Action == "remove") {
		delete(f.helpers, id)
	}
	return helper
}
