package window

import (
	"math"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/theme/projector"
)

// Screen is what shows the window.
type Screen interface {
	// Scale makes one px at scale 1 so many px of the window, and the window so
	// large at that scale; 0 goes back to the scale the person has chosen.
	Scale(px float64)
}

// projecting is the window laid out for a projector.
type projecting struct {
	on       bool
	step     int        // how much larger than the distance asks for
	width    float64    // of the picture, px
	height   float64    // of the picture it is laid out for, px
	plain    fyne.Theme // that of before
	settling *time.Timer
}

// resized is how much another height must be to be laid out for, and quiet how long
// the window must have kept its size.
const (
	resizedBy = 0.02
	quietFor  = 300 * time.Millisecond
)

// Project lays the window out for a projector, or as it was.
func (w *Window) Project(on bool) {
	if w.o.Screen == nil || w.far.on == on {
		return
	}
	w.far.on = on
	if !on {
		w.present(false)
		w.leaveProjector()
		return
	}
	w.present(true)
	w.far.plain = w.o.App.Settings().Theme()
	w.project()
}

// Projecting reports whether the window is laid out for a projector.
func (w *Window) Projecting() bool { return w.far.on }

// distance is from how far away the window is to be read.
func (w *Window) distance() int {
	n, _ := strconv.Atoi(w.o.Settings.Get("projector.distance"))
	if !projector.Known(n) {
		return projector.Nearest
	}
	return n
}

// SetDistance says from how many heights of the picture the window is read.
func (w *Window) SetDistance(heights int) {
	w.o.Settings.Set("projector.distance", strconv.Itoa(heights))
	w.far.step = 0
	if w.far.on {
		w.project()
	}
	w.menus()
}

// project works the sizes out and lays everything out anew.
func (w *Window) project() {
	width, height := w.picture()
	s := projector.For(height, w.distance())
	base := s.Scale(float64(plainText))
	to := math.Round(base*math.Pow(farStep, float64(w.far.step))*10) / 10
	w.far.width, w.far.height = width, height
	w.o.App.Settings().SetTheme(theme.Projector(s, base))
	w.scale(to, width, height)
	w.reflow()
}

// plainText is the height of text at scale 1, farStep a step of larger or smaller.
const (
	plainText = 14
	farStep   = 1.15
)

func (w *Window) leaveProjector() {
	width, height := w.picture()
	w.o.App.Settings().SetTheme(w.far.plain)
	w.scale(0, width, height)
	w.far.width, w.far.height = 0, 0
	w.reflow()
}

// picture is the window's size on the screen, in px. What rounding took when it was
// last laid out is no change.
func (w *Window) picture() (width, height float64) {
	c := w.o.Window.Canvas()
	size, scale := c.Size(), c.Scale()
	width, height = float64(size.Width*scale), float64(size.Height*scale)
	if rounding := float64(2*scale) + 2; math.Abs(width-w.far.width) < rounding && math.Abs(height-w.far.height) < rounding {
		return w.far.width, w.far.height
	}
	return width, height
}

// scale gives the window a scale and leaves its size on the screen as it is: what
// is shown gets less, the window doesn't grow.
func (w *Window) scale(to, width, height float64) {
	w.o.Screen.Scale(to)
	at := float64(w.o.Window.Canvas().Scale())
	w.o.Window.Resize(fyne.NewSize(float32(math.Floor(width/at)), float32(math.Floor(height/at))))
}

func (w *Window) reflow() {
	w.shell.Reflow()
	w.menus()
	w.layer.Resized()
	w.unlight()
}

// zoom makes everything larger or smaller. On a projector nothing gets smaller
// than it must be.
func (w *Window) zoom(by int) {
	if !w.far.on {
		w.o.Zoom(by)
		return
	}
	step := 0
	if by != 0 {
		step = min(max(w.far.step+by, 0), 4)
	}
	if step != w.far.step {
		w.far.step = step
		w.project()
	}
}

// resized follows the window's height, when it has come to rest.
func (w *Window) resized() {
	if !w.far.on {
		return
	}
	if w.far.settling != nil {
		w.far.settling.Stop()
	}
	w.far.settling = time.AfterFunc(quietFor, func() { w.o.Post(w.settled) })
}

func (w *Window) settled() {
	c := w.o.Window.Canvas()
	height := float64(c.Size().Height * c.Scale())
	if w.far.on && math.Abs(height-w.far.height) > resizedBy*w.far.height {
		w.project()
	}
}

// whole lays every layer of the window out in all of it, and lets the window be as
// small as a projector's picture.
type whole struct{ w *Window }

func (l whole) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, c := range o {
		c.Move(fyne.Position{})
		c.Resize(size)
	}
	l.w.resized()
}

func (l whole) MinSize(o []fyne.CanvasObject) fyne.Size {
	if l.w.far.on {
		return fyne.NewSize(200, 120)
	}
	var size fyne.Size
	for _, c := range o {
		if c.Visible() {
			size = size.Max(c.MinSize())
		}
	}
	return size
}

// farServices are what the menu has for a projector.
func (w *Window) farServices() []service {
	if w.o.Screen == nil {
		return nil
	}
	title := "For a projector"
	if w.far.on {
		title = "End the projector mode"
	}
	list := []service{{"projector", title, "eye", "F9", "beamer teaching large back row presentation", func() { w.Project(!w.far.on) }}}
	for _, n := range projector.Distances {
		list = append(list, service{"projector." + strconv.Itoa(n), "Read from " + strconv.Itoa(n) + " picture heights", "", "", "projector distance", func() {
			w.SetDistance(n)
			w.Project(true)
		}})
	}
	return append(list,
		service{"projector.step", "Next step of the topic", "chevron-right", "", "teach presenter", func() { w.presenting.strip.Step(1) }},
		service{"projector.spotlight", "Spotlight", "eye", "", "dim presenter", func() { w.presenting.strip.Lit(w.spotlight()) }},
		service{"projector.hold", "Hold the order of lists, or let it go", "pause", "", "freeze presenter", func() { w.presenting.strip.Hold() }},
		service{"projector.reveal", "Show what is hidden for 5 seconds", "eye-off", "", "secrets presenter reveal", w.revealFor},
		service{"projector.zero", "Set the presenter's watch to 0:00", "history", "", "timer presenter", func() { w.presenting.strip.Zero() }},
		service{"projector.reset", "Remove what was made from this window…", "restart", "", "reset undo presenter", w.reset},
	)
}
