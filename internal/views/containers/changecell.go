package containers

import (
	"github.com/dockdesk/dockdesk/internal/views/widgets/branch"
	"github.com/dockdesk/dockdesk/internal/views/widgets/datalist"
)

// newNameCell is a file or folder in the tree of changes.
func newNameCell(fold func(path string)) datalist.Cell[changeRow] {
	return branch.New("changes.fold.", fold, func(r changeRow) branch.Line {
		n := r.node
		icon := "file"
		switch {
		case n.Mount:
			icon = "volume"
		case n.Folder():
			icon = "folder"
		}
		return branch.Line{Key: n.Path, Depth: n.Depth, Folder: n.Folder(), Open: r.open, Icon: icon, Name: n.Name}
	})
}
