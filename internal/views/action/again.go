package action

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/dockdesk/dockdesk/internal/engine/bin"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/format"
)

// MemoryOps read what must be known of things before they go; see bin.Memory.
type MemoryOps interface {
	Remember(ctx context.Context, ref object.Ref) (bin.Entry, error)
}

// BinValue is the value that holds what is to be made again, as Binned writes it.
const BinValue = "bin"

// Binned are the values that make something of the bin again.
func Binned(e bin.Entry) Values {
	text, err := json.Marshal(e)
	if err != nil {
		return Values{} // which is nothing to be made
	}
	return Values{BinValue: string(text)}
}

// Remade is what values of the bin make again.
func Remade(v Values) (kind object.Kind, name string) {
	e, _ := entryOf(v)
	return e.Kind, e.Name
}

func entryOf(v Values) (e bin.Entry, ok bool) {
	return e, json.Unmarshal([]byte(v[BinValue]), &e) == nil
}

var agains = []*Action{{
	ID: "bin.again", Takes: None, Risk: Safe, Icon: "undo", Asks: Always,
	Words: Words{Title: "Make something removed again", Button: "Make it again", Doing: "Making it again", Done: "made again", Also: "bin undo restore recover undelete back trash removed"},
	ready: func(on On, v Values) string {
		e, ok := entryOf(v)
		if !ok {
			return "Choose something of the bin first"
		}
		return WhyNotAgain(on.Snapshot, e)
	},
	says: func(v Values) (doing, done string) {
		e, _ := entryOf(v)
		return "Making " + format.CleanLine(format.VolumeName(e.Name)) + " again", "made again"
	},
	titled: func(v Values) string {
		if e, ok := entryOf(v); ok {
			return "Make " + format.CleanLine(format.VolumeName(e.Name)) + " again"
		}
		return "Make something removed again"
	},
	losses: func(on On, v Values) Losses {
		e, ok := entryOf(v)
		if !ok {
			return Losses{Freed: -1}
		}
		return Losses{Freed: -1, Says: AgainWords(on.Snapshot, e)}
	},
	commands: func(on On, v Values) []command.Command {
		e, _ := entryOf(v)
		return againCommands(on, e)
	},
	run: makeAgain,
}}

func volumeThere(s *object.Snapshot) func(string) bool {
	return func(name string) bool { return s != nil && s.Volume(name) != nil }
}

// AgainSpec is the container that would be made.
func AgainSpec(s *object.Snapshot, c bin.Container) spec.RunSpec { return c.Again(volumeThere(s)) }

// WhyNotAgain says why something can't be made again, in a sentence without a full
// stop; "" that it can.
func WhyNotAgain(s *object.Snapshot, e bin.Entry) string {
	if s == nil || s.Link != object.LinkLive {
		return "The engine does not answer"
	}
	name := format.CleanLine(format.VolumeName(e.Name))
	if e.Engine != s.Engine.Endpoint {
		return name + " was on another engine, at " + format.CleanLine(e.Engine)
	}
	switch e.Kind {
	case object.KindContainer:
		if slices.ContainsFunc(s.Containers, func(c *object.Container) bool { return c.Name == e.Name }) {
			return "There is a container " + name + " already"
		}
	case object.KindNetwork:
		if slices.ContainsFunc(s.Networks, func(n *object.Network) bool { return n.Name == e.Name }) {
			return "There is a network " + name + " already"
		}
	case object.KindVolume:
		if s.Volume(e.Name) != nil {
			return "There is a volume " + name + " already"
		}
	case object.KindImage:
		i := s.Image(e.Ref)
		if i == nil {
			return "The image itself is gone. Run or pull fetches it again, if a registry has it"
		}
		if len(missingTags(i, e)) == 0 {
			return "It has these names"
		}
	}
	return ""
}

func missingTags(i *object.Image, e bin.Entry) []string {
	return slices.DeleteFunc(slices.Clone(e.Image.Tags), func(t string) bool { return slices.Contains(i.Tags, t) })
}

// AgainWords say what comes back and what doesn't.
func AgainWords(s *object.Snapshot, e bin.Entry) string {
	switch e.Kind {
	case object.KindContainer:
		return againContainer(s, *e.Container)
	case object.KindNetwork:
		words := "The network comes back as it was, with a new id."
		if n := len(e.Network.Members); n > 0 {
			words += fmt.Sprintf(" %s that stood on it can find it again.", format.Count(n, "container"))
		}
		return words
	case object.KindVolume:
		switch {
		case e.Volume.File != "":
			return "Its files are in " + format.CleanLine(e.Volume.File) + "."
		case len(e.Volume.Hidden) > 0:
			return "Its files are gone, and its driver's options are not kept. Create a volume of this name instead."
		}
		return "Its files are gone. It comes back empty, with its driver and labels."
	case object.KindImage:
		return "The image gets back: " + format.CleanLine(few(e.Image.Tags)) + "."
	}
	return ""
}

func againContainer(s *object.Snapshot, c bin.Container) string {
	words := "Name, networks, ports, mounts, labels and the restart policy come back. "
	if c.Kept != "" {
		words += "The files written inside it are in the image " + format.CleanLine(c.Kept) + ", from which it is made."
	} else {
		words += "The files written inside it are gone."
	}
	there, gone, saved := 0, 0, false
	for _, a := range c.Anonymous {
		if volumeThere(s)(a.Name) {
			there++
		} else {
			gone++
			saved = saved || a.File != ""
		}
	}
	if there > 0 {
		words += fmt.Sprintf(" %s that nobody named %s still there and used again.", format.Count(there, "volume"), isAre(there))
	}
	if gone > 0 {
		words += fmt.Sprintf(" %s that nobody named %s gone and made anew, empty.", format.Count(gone, "volume"), isAre(gone))
	}
	if saved {
		words += " What was saved comes back if it is restored first."
	}
	if len(c.Hidden) > 0 {
		words += " Secrets are not kept: type " + few(c.Hidden) + " in the form."
	}
	if len(c.Unsaid) > 0 {
		words += " What no docker run can say does not come back: " + format.CleanLine(few(c.Unsaid)) + "."
	}
	return words
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func againCommands(on On, e bin.Entry) []command.Command {
	switch {
	case e.Container != nil:
		return steps(on, AgainSpec(on.Snapshot, *e.Container))
	case e.Network != nil:
		n := *e.Network
		made := command.NewNetwork{
			Name: e.Name, Driver: otherThan(n.Driver, "bridge"), Internal: n.Internal, Attachable: n.Attachable, IPv6: n.IPv6,
			Options: pairsOf(n.Options), Labels: pairsOf(n.Labels),
		}
		if len(n.Subnets) > 0 {
			made.Subnet, made.Gateway = n.Subnets[0].CIDR, n.Subnets[0].Gateway
		}
		list := []command.Command{command.CreateNetwork(made)}
		for _, m := range on.members(n) {
			list = append(list, command.DisconnectNetwork(true, e.Name, m.Name),
				command.ConnectNetwork(e.Name, m.Name, command.Joining{Aliases: m.Aliases, IPv4: m.IPv4, IPv6: m.IPv6}))
		}
		return list
	case e.Volume != nil:
		return []command.Command{command.CreateVolume(command.NewVolume{
			Name: e.Name, Driver: otherThan(e.Volume.Driver, "local"), Options: pairsOf(e.Volume.Options), Labels: pairsOf(e.Volume.Labels),
		})}
	case e.Image != nil:
		var list []command.Command
		if i := on.Snapshot.Image(e.Ref); i != nil {
			for _, t := range missingTags(i, e) {
				list = append(list, command.TagImage(object.ShortID(e.Ref), t))
			}
		}
		return list
	}
	return steps(on, spec.RunSpec{Image: "IMAGE", Detach: true})
}

// members are those of a network that are still there.
func (on On) members(n bin.Network) []bin.Member {
	return slices.DeleteFunc(slices.Clone(n.Members), func(m bin.Member) bool { return on.Snapshot.Container(m.ID) == nil })
}

func pairsOf(m map[string]string) []string {
	var list []string
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list = append(list, key+"="+m[key])
	}
	return list
}

func makeAgain(ctx context.Context, ops Ops, on On, v Values, p Progress) Result {
	e, _ := entryOf(v)
	r := making(e.Kind, e.Name, func() (operations.Outcome, error) {
		switch {
		case e.Container != nil:
			return ops.Runs.Run(ctx, AgainSpec(on.Snapshot, *e.Container), ops.making(p))
		case e.Network != nil:
			return on.networkAgain(ctx, ops, e)
		case e.Volume != nil:
			return ops.Volumes.Create(ctx, operations.VolumeOptions{Name: e.Name, Driver: e.Volume.Driver, Options: e.Volume.Options, Labels: e.Volume.Labels})
		}
		return on.tagAgain(ctx, ops, e)
	})
	if item := &r.Items[0]; item.Err == nil {
		item.Words = format.CleanLine(format.VolumeName(e.Name)) + " was made again."
	}
	return r
}

func (on On) networkAgain(ctx context.Context, ops Ops, e bin.Entry) (operations.Outcome, error) {
	n := *e.Network
	out, err := ops.Networks.Create(ctx, e.Name, operations.NetworkOptions{
		Driver: n.Driver, Subnets: n.Subnets, Internal: n.Internal, Attachable: n.Attachable, IPv6: n.IPv6, Options: n.Options, Labels: n.Labels,
	})
	if err != nil {
		return out, err
	}
	for _, m := range on.members(n) {
		// It still knows the network of before by its name, and would look for it in
		// vain when it starts.
		if _, err := ops.Networks.Disconnect(ctx, e.Name, m.ID, true); err != nil && operations.KindOf(err) == operations.Canceled {
			return out, err
		}
		if _, err := ops.Networks.Connect(ctx, out.Created.ID, m.ID, operations.Place{Aliases: m.Aliases, IPv4: m.IPv4, IPv6: m.IPv6}); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (on On) tagAgain(ctx context.Context, ops Ops, e bin.Entry) (operations.Outcome, error) {
	out := operations.Outcome{Created: object.Ref{Kind: object.KindImage, ID: e.Ref}}
	i := on.Snapshot.Image(e.Ref)
	if i == nil || e.Image == nil {
		return operations.Outcome{}, &operations.Error{Op: "tag", Ref: out.Created, Name: e.Name, Status: operations.NotFound, Raw: "the image is gone"}
	}
	for _, t := range missingTags(i, e) {
		if _, err := ops.Images.Tag(ctx, e.Ref, t); err != nil {
			return operations.Outcome{}, err
		}
	}
	return out, nil
}
