package window

import "github.com/dockdesk/dockdesk/internal/engine/object"

// lookInside shows the layers of an image.
func (w *Window) lookInside(image string) {
	w.Open(object.Ref{Kind: object.KindImage, ID: image})
	if p, ok := w.shell.Current().(interface{ ShowTab(id string) }); ok {
		p.ShowTab("layers")
	}
}
