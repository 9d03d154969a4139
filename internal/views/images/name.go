package images

import (
	"strings"

	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// mark is a remark beside a name.
type mark struct{ word, topic string }

func marks(r Row) []mark {
	var out []mark
	if r.Dangling() {
		out = append(out, mark{"dangling", "badge.dangling"})
	}
	for _, t := range r.Tags {
		if strings.HasSuffix(t, ":latest") {
			out = append(out, mark{":latest", "badge.latest"})
			break
		}
	}
	return out
}

// newNameCell shows an image's name with its remarks.
func newNameCell() datalist.Cell[Row] {
	c := widgets.NewNameCell()
	return datalist.NewCell[Row](c, func(r Row) {
		words := []string{}
		for _, m := range marks(r) {
			words = append(words, m.word)
		}
		c.Set(name(r), words...)
	})
}
