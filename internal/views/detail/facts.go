package detail

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// ID is a short id with what copies the whole one.
func ID(id string, host *page.Host) []widgets.Line {
	copyID := widgets.NewSmallLink("fact.id.copy", "Copy", func() { host.Copy(id) })
	copyID.Topic = "action.window.copy"
	return widgets.One(widgets.CodeWords(format.CleanLine(object.ShortID(id))), copyID)
}

// ContainerLink leads to a container.
func ContainerLink(c *object.Container, host *page.Host) fyne.CanvasObject {
	return widgets.NewLink("link.container."+c.ID, format.CleanLine(c.Name), func() {
		host.Open(object.Ref{Kind: object.KindContainer, ID: c.ID})
	})
}

// usersShown is how many users are named; the rest is counted.
const usersShown = 24

// Users are the containers that use an object, each a link with its state.
func Users(cs []*object.Container, host *page.Host, none string) []widgets.Line {
	if len(cs) == 0 {
		return widgets.One(widgets.MutedWords(none))
	}
	var lines []widgets.Line
	for _, c := range cs[:min(len(cs), usersShown)] {
		s := format.State(c)
		lines = append(lines, widgets.Line{ContainerLink(c, host), widgets.MutedWords("· " + s.Word)})
	}
	if more := len(cs) - usersShown; more > 0 {
		lines = append(lines, widgets.Line{widgets.MutedWords("and " + format.Count(more, "more container"))})
	}
	return lines
}

// Labels is the line with an object's labels, if it has any.
func Labels(labels map[string]string) []widgets.Fact {
	if len(labels) == 0 {
		return nil
	}
	var lines []widgets.Line
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		lines = append(lines, widgets.Line{widgets.CodeWords(format.CleanLine(k + "=" + labels[k]))})
	}
	return []widgets.Fact{{ID: "fact.labels", Label: "Labels", Topic: "concept.container", Lines: lines}}
}
