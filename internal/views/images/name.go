package images

import (
	"strings"

	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// marks are the remarks beside a name.
func marks(r Row) []widgets.Mark {
	var out []widgets.Mark
	if r.Dangling() {
		out = append(out, widgets.Mark{Word: "dangling", Topic: "badge.dangling"})
	}
	for _, t := range r.Tags {
		if strings.HasSuffix(t, ":latest") {
			out = append(out, widgets.Mark{Word: ":latest", Topic: "badge.latest"})
			break
		}
	}
	return out
}

// newNameCell shows an image's name with its remarks.
func newNameCell() datalist.Cell[Row] {
	c := widgets.NewNameCell()
	return datalist.NewCell[Row](c, func(r Row) { c.Set(name(r), marks(r)...) })
}
