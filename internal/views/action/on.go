package action

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/engine/measure"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// On is what an action is about: objects of one kind, as a snapshot has them.
type On struct {
	Kind     object.Kind
	IDs      []string
	Snapshot *object.Snapshot
	Plan     *operations.Plan // what a prune would remove, once it was looked up
	// Figures are what is known of what would go, while a question is open; nil
	// where nobody counts.
	Figures *measure.Figures
}

// About makes an On of objects. They must be of one kind.
func About(s *object.Snapshot, refs ...object.Ref) On {
	on := On{Snapshot: s}
	for _, r := range refs {
		on.Kind = r.Kind
		on.IDs = append(on.IDs, r.ID)
	}
	return on
}

// Refs are its objects.
func (on On) Refs() []object.Ref {
	refs := make([]object.Ref, len(on.IDs))
	for i, id := range on.IDs {
		refs[i] = object.Ref{Kind: on.Kind, ID: id}
	}
	return refs
}

// Words names its objects: "web", "3 containers".
func (on On) Words() string {
	if len(on.IDs) == 1 {
		return on.name(on.IDs[0])
	}
	return format.Count(len(on.IDs), string(on.Kind))
}

// Names are its objects' names as a person reads them.
func (on On) Names() []string {
	names := make([]string, len(on.IDs))
	for i, id := range on.IDs {
		names[i] = on.name(id)
	}
	return names
}

func (on On) has(id string) bool {
	s := on.Snapshot
	switch on.Kind {
	case object.KindContainer:
		return s.Container(id) != nil
	case object.KindImage:
		return s.Image(id) != nil
	case object.KindVolume:
		return s.Volume(id) != nil
	case object.KindNetwork:
		return s.Network(id) != nil
	}
	return false
}

// name is what a person calls an object; ids are made short.
func (on On) name(id string) string { return NameOf(on.Snapshot, object.Ref{Kind: on.Kind, ID: id}) }

// NameOf is what a person calls an object.
func NameOf(s *object.Snapshot, ref object.Ref) string {
	name := ""
	switch ref.Kind {
	case object.KindContainer:
		if c := s.Container(ref.ID); c != nil {
			name = c.Name
		}
	case object.KindImage:
		if i := s.Image(ref.ID); i != nil {
			name = i.Name()
		}
	case object.KindVolume:
		name = format.VolumeName(ref.ID)
	case object.KindNetwork:
		if n := s.Network(ref.ID); n != nil {
			name = n.Name
		}
	}
	if name == "" {
		name = object.ShortID(ref.ID)
	}
	return format.CleanLine(name)
}

// words are how the docker command would be told the objects: by name, or by
// id where a name would not do.
func (on On) words() []string {
	words := make([]string, len(on.IDs))
	for i, id := range on.IDs {
		words[i] = on.word(id)
	}
	return words
}

func (on On) word(id string) string {
	s := on.Snapshot
	switch on.Kind {
	case object.KindContainer:
		if c := s.Container(id); c != nil && c.Name != "" {
			return c.Name
		}
	case object.KindNetwork:
		return networkWord(s, id)
	case object.KindImage:
		if i := s.Image(id); i != nil {
			return i.Name()
		}
	case object.KindVolume:
		return id
	}
	return object.ShortID(id)
}

// networkWord is a network's name, or its id where two have the same name,
// which engines before version 25 allow.
func networkWord(s *object.Snapshot, id string) string {
	n := s.Network(id)
	if n == nil {
		return object.ShortID(id)
	}
	for _, other := range s.Networks {
		if other.Name == n.Name && other.ID != id {
			return object.ShortID(id)
		}
	}
	return n.Name
}

func (on On) containers() []*object.Container {
	if on.Kind != object.KindContainer {
		return nil
	}
	list := make([]*object.Container, 0, len(on.IDs))
	for _, id := range on.IDs {
		if c := on.Snapshot.Container(id); c != nil {
			list = append(list, c)
		}
	}
	return list
}

// same is the value that all containers agree on; false where they don't.
func same[T comparable](cs []*object.Container, value func(*object.Container) T) (first T, all bool) {
	for i, c := range cs {
		if i == 0 {
			first = value(c)
		} else if value(c) != first {
			return first, false
		}
	}
	return first, len(cs) > 0
}

// few names the first of a list and counts the rest: "web, db and 3 more".
func few(names []string) string {
	const most = 3
	if extra := len(names) - most; extra > 1 {
		names = append(slices.Clone(names[:most]), strconv.Itoa(extra)+" more")
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func containerNames(cs []*object.Container) []string {
	names := make([]string, len(cs))
	for i, c := range cs {
		names[i] = format.CleanLine(c.Name)
	}
	return names
}

// uses says that containers use something: "web uses it", "web and db use it".
func uses(cs []*object.Container) string {
	if len(cs) == 1 {
		return format.CleanLine(cs[0].Name) + " uses it"
	}
	return few(containerNames(cs)) + " use it"
}
