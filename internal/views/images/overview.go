package images

import (
	"fmt"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/detail"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// facts is the overview of an image, line by line.
func facts(i *object.Image, users []*object.Container, sz *sizes, host *page.Host, now time.Time) []widgets.Fact {
	var names []widgets.Line
	for _, tag := range i.Tags {
		names = append(names, widgets.Line{widgets.CodeWords(format.CleanLine(tag))})
	}
	if len(names) == 0 {
		names = widgets.One(widgets.MutedWords("none: a newer build took its name, or it was untagged"))
	}
	list := []widgets.Fact{
		{ID: "fact.names", Label: "Names", Topic: "column.images.tag", Lines: names},
		{ID: "fact.size", Label: "Size", Topic: "column.images.size", Lines: widgets.One(widgets.Words(format.Size(i.Size)))},
		{ID: "fact.own", Label: "Alone", Topic: "column.images.own", Lines: sz.lines(i)},
		{ID: "fact.created", Label: "Made", Topic: "column.images.created", Lines: widgets.One(widgets.Words(format.Ago(i.Created, now)))},
		{ID: "fact.used-by", Label: "Used by", Topic: "column.images.used-by", Lines: detail.Users(users, host, "no container")},
		{ID: "fact.id", Label: "Id", Topic: "column.images.id", Lines: detail.ID(i.ID, host)},
	}
	if len(i.Digests) > 0 {
		var digests []widgets.Line
		for n, d := range i.Digests {
			copied := widgets.NewSmallLink(fmt.Sprintf("fact.digest.copy.%d", n), "Copy", func() { host.Copy(d) })
			copied.Topic = "action.window.copy"
			digests = append(digests, widgets.Line{widgets.CodeWords(format.CleanLine(d)), copied})
		}
		list = append(list, widgets.Fact{ID: "fact.digest", Label: "Digest", Topic: "column.images.id", Lines: digests})
	}
	return append(list, detail.Labels(i.Labels)...)
}
