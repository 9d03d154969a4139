package window

import (
	"image/color"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/learn"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// litFor is how long a place stays lit: long enough to be found by the eye.
const litFor = 4 * time.Second

// light is the ring round the place that the guide has led to.
type light struct {
	object *fyne.Container
	ring   *canvas.Rectangle
	timer  *time.Timer
}

func newLight() *light {
	l := &light{ring: canvas.NewRectangle(color.Transparent)}
	l.ring.Hide()
	l.object = container.NewWithoutLayout(l.ring)
	return l
}

// on puts the ring round an area of the window.
func (l *light) on(at fyne.Position, size fyne.Size) {
	const room = 4
	l.ring.StrokeColor, l.ring.StrokeWidth = theme.Color(theme.Series4), 3
	l.ring.CornerRadius = theme.Size(theme.SizeControlR) + room/2
	l.ring.Move(at.SubtractXY(room, room))
	l.ring.Resize(size.AddWidthHeight(2*room, 2*room))
	l.ring.Show()
	l.ring.Refresh()
}

func (l *light) off() {
	if l.timer != nil {
		l.timer.Stop()
	}
	l.ring.Hide()
}

// showPlace goes to a place that a topic speaks of, lights the first of its
// controls that is there, and explains it.
func (w *Window) showPlace(topic string, at learn.Place) {
	w.shell.GoTo(at.Page)
	w.o.Post(func() { // what the page shows is laid out now
		for _, id := range at.Controls {
			if w.lightUp(id) {
				break
			}
		}
		w.shell.Guide().Explain(topic)
	})
}

// lightUp lights a control, and gives it the keyboard where it takes it.
func (w *Window) lightUp(id string) bool {
	root := w.shell.Object()
	c, ok := locate(root, id)
	if !ok {
		return false
	}
	if f, takes := c.object.(fyne.Focusable); takes && c.whole {
		w.host.Focus(f)
	}
	reveal(root, c.object)
	place := fyne.CurrentApp().Driver().AbsolutePositionForObject
	w.light.off()
	w.light.on(place(c.object).Add(c.at).Subtract(place(w.light.object)), c.size) // a menu bar may be above both
	w.light.timer = time.AfterFunc(litFor, func() { w.o.Post(w.light.off) })
	return true
}

// located is a control: a widget, or a part that one draws.
type located struct {
	object fyne.CanvasObject
	whole  bool          // the control is all of the object
	at     fyne.Position // in the object
	size   fyne.Size
}

// locate finds the control with an id, or else the first whose id begins with it
// and a point.
func locate(root fyne.CanvasObject, id string) (found located, ok bool) {
	fits := func(d control.Description) bool { return d.ID == id || !ok && strings.HasPrefix(d.ID, id+".") }
	var walk func(o fyne.CanvasObject) (done bool)
	walk = func(o fyne.CanvasObject) bool {
		if o == nil || !o.Visible() {
			return false
		}
		if d, describes := o.(control.Describer); describes && o.Size().Width > 0 {
			if d := d.DescribeControl(); fits(d) {
				found, ok = located{object: o, whole: true, size: o.Size()}, true
				return d.ID == id
			}
		}
		if p, has := o.(control.PartsDescriber); has {
			for _, part := range p.DescribeParts() {
				if fits(part.Description) {
					found, ok = located{object: o, at: fyne.NewPos(part.X, part.Y), size: fyne.NewSize(part.Width, part.Height)}, true
					if part.ID == id {
						return true
					}
				}
			}
		}
		return slices.ContainsFunc(widgets.Children(o), walk)
	}
	walk(root)
	return found, ok
}

// Learn opens a topic in the book.
func (w *Window) Learn(topic string) {
	w.shell.GoTo("learn")
	w.book.Open(topic)
}

// Lit reports whether a place is lit.
func (w *Window) Lit() bool { return w.light.ring.Visible() }
