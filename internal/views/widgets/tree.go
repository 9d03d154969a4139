package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// SetVisible shows an object or hides it.
func SetVisible(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

// Children are what an object is drawn of. Fyne tells the renderer of a widget
// only through its test package; the software renderer that the pictures are made
// with links that in anyway.
func Children(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

// Below is the place on the canvas under a control: where its menu opens.
func Below(o fyne.CanvasObject) fyne.Position {
	const gap = 4
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	return at.AddXY(0, o.Size().Height+gap)
}

// Repaint draws everything in the colours that the theme has now.
func Repaint(o fyne.CanvasObject) {
	for _, child := range Children(o) {
		Repaint(child)
	}
	o.Refresh()
}
