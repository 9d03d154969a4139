package system

import (
	"fmt"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// use is what one kind of object takes, in words and in bytes.
type use struct {
	kind        object.Kind
	title, icon string
	topic       string
	note        string // how many there are, and are in use
	size, free  int64
}

// uses are the four kinds and their sum, in the order of the page.
func uses(d operations.Disk) (kinds []use, all use) {
	row := func(kind object.Kind, title, icon, topic, busy string, u operations.Usage) use {
		return use{
			kind: kind, title: title, icon: icon, topic: topic, note: fmt.Sprintf("%d, %d %s", u.Count, u.Active, busy),
			size: u.Size, free: u.Reclaimable,
		}
	}
	kinds = []use{
		row(object.KindImage, "Images", "image", "concept.layers", "in use", d.Images),
		row(object.KindContainer, "Containers", "container", "concept.container", "alive", d.Containers),
		row(object.KindVolume, "Volumes", "volume", "concept.volume", "in use", d.Volumes),
		row(operations.KindBuildCache, "Build cache", "build", "action.build-cache.prune", "in use", d.BuildCache),
	}
	for _, k := range kinds {
		all.size += k.size
		all.free += k.free
	}
	return kinds, all
}

// together says what all of it takes.
func together(all use) string {
	if all.size == 0 {
		return "Nothing yet."
	}
	if all.free == 0 {
		return fmt.Sprintf("All together takes %s. All of it is in use.", format.Size(all.size))
	}
	return fmt.Sprintf("All together takes %s, of which %s could be freed.", format.Size(all.size), format.Size(all.free))
}

// thing is one object in the list of what takes the most.
type thing struct {
	kind   object.Kind
	ref    object.Ref
	name   string
	only   int64  // what its removal would free; -1 if the engine can't say
	shared int64  // what it shares with others
	used   string // by whom or when
	inUse  bool
}

// things are all objects that take any room, the largest first within a kind.
func things(d operations.Disk, now time.Time) []*thing {
	var out []*thing
	for _, u := range []operations.Usage{d.Images, d.Containers, d.Volumes, d.BuildCache} {
		for _, o := range u.Objects {
			out = append(out, &thing{
				kind: o.Ref.Kind, ref: o.Ref, name: thingName(o), only: o.Unique, shared: o.Shared, used: usedWords(o, now), inUse: o.InUse,
			})
		}
	}
	return out
}

func thingName(o operations.DiskObject) string {
	name := o.Name
	if o.Ref.Kind == object.KindVolume {
		name = format.VolumeName(name)
	}
	if name == "" {
		name = object.ShortID(o.Ref.ID)
	}
	return format.CleanLine(name)
}

func usedWords(o operations.DiskObject, now time.Time) string {
	switch {
	case o.Users > 0:
		return format.Count(o.Users, "container")
	case o.InUse && o.Ref.Kind == object.KindContainer:
		return "alive"
	case o.InUse:
		return "yes"
	case o.Ref.Kind == object.KindContainer:
		return "stopped"
	case !o.LastUsed.IsZero():
		return format.Ago(o.LastUsed, now)
	}
	return format.None
}

func kindWord(k object.Kind) string {
	if k == operations.KindBuildCache {
		return "build cache"
	}
	return string(k)
}
