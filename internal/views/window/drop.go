package window

import "fyne.io/fyne/v2"

// drops lets whoever shows a place for files take those that are dropped on the
// window.
func (w *Window) drops() {
	var take func([]string)
	w.host.Drop = func(f func([]string)) { take = f }
	w.o.Window.SetOnDropped(func(_ fyne.Position, dropped []fyne.URI) {
		if take == nil || w.layer.Open() {
			return
		}
		var paths []string
		for _, u := range dropped {
			if u.Scheme() == "file" {
				paths = append(paths, u.Path())
			}
		}
		if len(paths) > 0 {
			take(paths)
		}
	})
}
