package action

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// Offer is an action for objects: what a button or a line of a menu stands for.
type Offer struct {
	Action *Action
	On     On
}

// Commands are what it would run, told nothing; what can't be done at the moment
// is shown as what it would be. There are none where no object is at hand.
func (o Offer) Commands() []command.Command {
	if o.Action.Takes != None && len(o.On.IDs) == 0 {
		return nil
	}
	on, _ := o.Action.Takers(o.On)
	if o.Action.Takes != None && len(on.IDs) == 0 {
		on = o.On
	}
	return o.Action.Commands(on, o.Action.Defaults(on))
}

// Line is the first of its commands as it may be shown, in one line; "" where
// there is none.
func (o Offer) Line() string {
	cmds := o.Commands()
	if len(cmds) == 0 {
		return ""
	}
	return format.CleanLine(cmds[0].Display(command.Bash))
}

// Same reports whether two offers are the same action for the same objects.
func (o Offer) Same(other Offer) bool {
	return o.Action == other.Action && o.On.Kind == other.On.Kind && slices.Equal(o.On.IDs, other.On.IDs)
}

// Live gives the guide the names of the objects at hand.
func (on On) Live() guide.Values {
	if on.Snapshot == nil || len(on.IDs) == 0 {
		return nil
	}
	return func(name string) string {
		switch {
		case name == "context":
			return on.Snapshot.Engine.Context
		case name == string(on.Kind):
			return on.Words()
		case on.Kind == object.KindContainer && len(on.IDs) == 1:
			return liveOf(on.Snapshot.Container(on.IDs[0]), name)
		}
		return ""
	}
}

// liveOf is what the guide may say of a container.
func liveOf(c *object.Container, name string) string {
	if c == nil {
		return ""
	}
	switch name {
	case "image":
		return format.ImageName(c)
	case "exit":
		if c.State == object.StateExited {
			return strconv.Itoa(c.ExitCode)
		}
	case "port":
		for _, p := range c.Ports {
			if p.Public != 0 {
				return strconv.Itoa(int(p.Public))
			}
		}
	case "volume":
		return firstOf(c.Mounts, func(m object.Mount) string { return m.Name })
	case "network":
		return firstOf(c.Networks, func(e object.Endpoint) string { return e.Network })
	}
	return ""
}

// firstOf is the first name in a list that isn't empty.
func firstOf[T any](list []T, name func(T) string) string {
	first := ""
	for _, item := range list {
		first = cmp.Or(first, name(item))
	}
	return first
}
