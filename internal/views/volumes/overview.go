package volumes

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/detail"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// facts is the overview of a volume, line by line.
func facts(v *object.Volume, users []*object.Container, host *page.Host, now time.Time) []widgets.Fact {
	list := []widgets.Fact{
		{ID: "fact.name", Label: "Name", Topic: "column.volumes.name", Lines: detail.ID(v.Name, host)},
		{ID: "fact.used-by", Label: "Used by", Topic: "column.volumes.used-by", Lines: places(v, users, host)},
		{ID: "fact.mountpoint", Label: "Lies at", Topic: "column.volumes.mountpoint",
			Lines: widgets.One(widgets.CodeWords(format.CleanLine(v.Mountpoint)), widgets.MutedWords("on the engine's computer"))},
		{ID: "fact.driver", Label: "Driver", Topic: "column.volumes.driver", Lines: widgets.One(widgets.Words(driver(v)))},
		{ID: "fact.created", Label: "Made", Topic: "column.volumes.created", Lines: widgets.One(widgets.Words(format.Ago(v.Created, now)))},
	}
	if len(v.Options) > 0 {
		var lines []widgets.Line
		for _, k := range slices.Sorted(maps.Keys(v.Options)) {
			lines = append(lines, widgets.Line{widgets.CodeWords(format.CleanLine(fmt.Sprintf("%s=%s", k, v.Options[k])))})
		}
		list = append(list, widgets.Fact{ID: "fact.options", Label: "Options", Topic: "column.volumes.driver", Lines: lines})
	}
	return append(list, detail.Labels(v.Labels)...)
}

// places are the containers that use the volume, and where it shows in each.
func places(v *object.Volume, users []*object.Container, host *page.Host) []widgets.Line {
	var lines []widgets.Line
	for _, c := range users {
		for _, m := range c.Mounts {
			if m.Name != v.Name {
				continue
			}
			line := widgets.Line{detail.ContainerLink(c, host), widgets.Words("at " + format.CleanLine(m.Destination))}
			if m.ReadOnly {
				line = append(line, widgets.NewBadge("", "read-only", "", widgets.TonePlain, "concept.volume"))
			}
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return widgets.One(widgets.MutedWords("no container. Its files stay until it is removed"))
	}
	return lines
}

// driver says who keeps a volume.
func driver(v *object.Volume) string {
	switch {
	case v.Driver != "local":
		return v.Driver + ", " + v.Scope
	case len(v.Options) > 0:
		return "local, with the options below"
	}
	return "local: a folder on the engine's computer"
}
