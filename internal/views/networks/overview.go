package networks

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/detail"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// facts is the overview of a network, line by line.
func facts(n *object.Network, users []*object.Container, host *page.Host, now time.Time) []widgets.Fact {
	list := []widgets.Fact{
		{ID: "fact.kind", Label: "Kind", Topic: "column.networks.driver", Lines: widgets.One(widgets.NewParagraph(kindWords(n), widgets.TextStyle{}))},
		{ID: "fact.subnets", Label: "Addresses", Topic: "column.networks.subnet", Lines: subnetLines(n)},
		{ID: "fact.used-by", Label: "On it", Topic: "column.networks.used-by", Lines: members(n, users, host)},
		{ID: "fact.created", Label: "Made", Topic: "column.networks.created", Lines: widgets.One(widgets.Words(format.Ago(n.Created, now)))},
		{ID: "fact.id", Label: "Id", Topic: "column.networks.id", Lines: detail.ID(n.ID, host)},
	}
	if len(n.Options) > 0 {
		var lines []widgets.Line
		for _, k := range slices.Sorted(maps.Keys(n.Options)) {
			lines = append(lines, widgets.Line{widgets.CodeWords(format.CleanLine(fmt.Sprintf("%s=%s", k, n.Options[k])))})
		}
		list = append(list, widgets.Fact{ID: "fact.options", Label: "Options", Topic: "column.networks.driver", Lines: lines})
	}
	return append(list, detail.Labels(n.Labels)...)
}

// kindWords is the driver and what follows from it.
func kindWords(n *object.Network) string {
	switch {
	case n.Name == "bridge" && n.Driver == "bridge":
		return "bridge, the default one: containers reach each other by address only"
	case n.Driver == "bridge" && n.Internal:
		return "bridge of its own, internal: names work, and nothing leads outside"
	case n.Driver == "bridge":
		return "bridge of its own: containers find each other by name"
	case n.Driver == "host":
		return "host: a container on it uses this computer's network as it is"
	case n.Driver == "null":
		return "none: a container on it has no network"
	case n.Driver == "overlay":
		return "overlay: it spans several computers"
	}
	return n.Driver + ", " + n.Scope
}

func subnetLines(n *object.Network) []widgets.Line {
	var lines []widgets.Line
	for _, s := range n.Subnets {
		words := s.CIDR
		if s.Gateway != "" {
			words += ", gateway " + s.Gateway
		}
		lines = append(lines, widgets.Line{widgets.Words(words)})
	}
	if len(lines) == 0 {
		return widgets.One(widgets.MutedWords("none of its own"))
	}
	return lines
}

// members are the containers on the network, with their addresses there.
func members(n *object.Network, users []*object.Container, host *page.Host) []widgets.Line {
	var lines []widgets.Line
	for _, c := range users {
		for _, e := range c.Networks {
			if e.NetworkID != n.ID {
				continue
			}
			line := widgets.Line{detail.ContainerLink(c, host)}
			if addresses := strings.Join(slices.DeleteFunc([]string{e.IPv4, e.IPv6}, func(s string) bool { return s == "" }), ", "); addresses != "" {
				line = append(line, widgets.Words("· "+addresses))
			} else {
				line = append(line, widgets.MutedWords("· not running"))
			}
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return widgets.One(widgets.MutedWords("no container"))
	}
	return lines
}

func subnets(n *object.Network) string {
	if len(n.Subnets) == 0 {
		return format.None
	}
	words := make([]string, len(n.Subnets))
	for i, s := range n.Subnets {
		words[i] = s.CIDR
	}
	return strings.Join(words, ", ")
}
