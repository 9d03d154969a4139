package action

import (
	"slices"

	"github.com/dockdesk/dockdesk/internal/engine/object"
)

var all = slices.Concat(runs[:1], containers, runs[1:], ways, kept, images, carries, builds, volumes, keeps, networks, prunes, agains, registries, inside)

// All are the actions, in the order of menus and buttons. The caller must not
// change the slice.
func All() []*Action { return all }

// ByID is the action with this id, or nil.
func ByID(id ID) *Action {
	for _, a := range all {
		if a.ID == id {
			return a
		}
	}
	return nil
}

// Must is ByID for an id that is written in the program's source. It panics
// when there is none, which is for a test to find.
func Must(id ID) *Action {
	a := ByID(id)
	if a == nil {
		panic("action: no action " + string(id))
	}
	return a
}

// For are the actions that can be started from objects of a kind, except those
// about something in them.
func For(k object.Kind) []*Action {
	var list []*Action
	for _, a := range all {
		if a.Takes != None && !a.Inside && a.TakesKind(k) {
			list = append(list, a)
		}
	}
	return list
}

// OfPage are the actions without objects that belong to a kind's page; "" is
// the system's.
func OfPage(k object.Kind) []*Action {
	var list []*Action
	for _, a := range all {
		if a.Takes == None && a.Kind == k {
			list = append(list, a)
		}
	}
	return list
}

// ForKey is the action of a shortcut that fits the objects, or the page where
// nothing is selected: of several with one key the one that applies, else the
// first. It is nil where the key means nothing.
func ForKey(key string, on On) *Action {
	var found *Action
	for _, a := range all {
		if a.Key != key || a.Takes != None && !a.TakesKind(on.Kind) || a.Takes == None && a.Kind != on.Kind {
			continue
		}
		if a.Applies(on) == "" {
			return a
		}
		if found == nil {
			found = a
		}
	}
	return found
}

// Buttons are the actions that the selected object of a kind has as buttons,
// the rest being in the menu behind "…". The first that applies of those that
// share a place is shown.
func Buttons(k object.Kind) [][]ID {
	switch k {
	case object.KindContainer:
		return [][]ID{
			{"container.stop", "container.start"}, {"container.restart"},
			{"container.pause", "container.unpause"}, {"container.remove"},
		}
	case object.KindImage:
		return [][]ID{{"image.run"}, {"image.push"}, {"image.tag"}, {"image.remove"}}
	case object.KindVolume:
		return [][]ID{{"volume.save"}, {"volume.remove"}}
	case object.KindNetwork:
		return [][]ID{{"network.connect"}, {"network.remove"}}
	}
	return nil
}
