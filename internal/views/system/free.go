package system

import (
	"fmt"
	"hash/maphash"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// scope is one thing that can be cleared out: a prune of the registry.
type scope struct {
	prune  *action.Action
	choice string // what the choice says
}

// scopes are the prunes, everything first.
func scopes() []scope {
	return []scope{
		{action.Must("system.prune"), "Everything unused"},
		{action.Must("container.prune"), "Stopped containers"},
		{action.Must("image.prune"), "Images"},
		{action.Must("volume.prune"), "Volumes"},
		{action.Must("network.prune"), "Networks"},
		{action.Must("build-cache.prune"), "Build cache"},
	}
}

// headline says what would go.
func headline(l action.Losses) string {
	if len(l.Goes) == 0 {
		return "Nothing. There is no such object that could go."
	}
	s := l.Headline() + " would go"
	if l.Freed > 0 {
		s += fmt.Sprintf(". That frees %s, at least", format.Size(l.Freed))
	}
	return s + "."
}

// stays says what would not.
func stays(l action.Losses) string {
	s := ""
	for i, line := range l.Stays {
		switch {
		case i == 0:
			s = "Stays: "
		case i > 0:
			s += "; "
		}
		s += line.Text
		if line.Detail != "" {
			s += " " + line.Detail
		}
	}
	if s == "" {
		return ""
	}
	return s + "."
}

var seed = maphash.MakeSeed()

// mark is a number that changes when something comes, goes, is named, starts or
// ends: what a plan depends on.
func mark(s *object.Snapshot) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, c := range s.Containers {
		_, _ = h.WriteString(c.ID)
		if c.Running() || c.State == object.StateRestarting {
			_ = h.WriteByte(1)
		}
	}
	for _, i := range s.Images {
		_, _ = h.WriteString(i.ID)
		for _, t := range i.Tags {
			_, _ = h.WriteString(t)
		}
	}
	for _, v := range s.Volumes {
		_, _ = h.WriteString(v.Name)
	}
	for _, n := range s.Networks {
		_, _ = h.WriteString(n.ID)
	}
	return h.Sum64()
}
