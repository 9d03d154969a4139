// Package presenter is what somebody who stands in front of a room has at the
// bottom of the window: the steps of a topic, a watch, a spotlight, and the keys
// that were pressed.
//
// It draws and counts; what a control does to the window is the window's. It must
// know nothing of containers.
package presenter

import (
	"fmt"
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Stays is how long a key and the ring of a click are seen.
const Stays = 3 * time.Second

// Options are what the strip does.
type Options struct {
	Now  func() time.Time
	Post func(func())
	// Topic is the one that is explained now; nil for none.
	Topic func() *guide.Topic
	// Reveal shows what is masked, while it is on.
	Reveal    func(on bool)
	Freeze    func(on bool)
	Spotlight func() (lit bool) // goes on to the next part, or ends
	Reset     func()
}

// Strip is the presenter's strip. Its methods are for the main goroutine.
type Strip struct {
	o      Options
	object fyne.CanvasObject
	chip   *chip
	step   *widgets.Button
	back   *widgets.Button
	says   *widgets.Text
	watch  *widgets.Button
	freeze *widgets.Button
	spot   *widgets.Button
	tools  *fyne.Container
	named  []*widgets.Button // whose words go where there is no room
	words  []string          // of named
	brief  bool              // they are gone

	topic  *guide.Topic
	at     int // the step, from 0
	since  time.Time
	before time.Duration // what the watch had when it was stopped
	runs   bool
	frozen bool
	tick   *time.Timer
}

// New makes a strip.
func New(o Options) *Strip {
	s := &Strip{o: o, chip: newChip(o.Post), says: widgets.NewText("", widgets.TextStyle{})}
	s.says.ID, s.says.Truncate = "presenter.says", true
	button := func(id, words, icon, topic string, tap func()) *widgets.Button {
		b := widgets.NewButton("presenter."+id, words, icon, widgets.Ordinary, tap)
		b.Topic = "projector." + topic
		return b
	}
	s.back = button("back", "", "chevron-left", "steps", func() { s.Step(-1) })
	s.back.Tip = "The step before"
	s.step = button("step", "Teach this topic", "chevron-right", "steps", func() { s.Step(1) })
	s.watch = button("watch", "0:00", "history", "watch", s.Watch)
	s.spot = button("spotlight", "Spotlight", "eye", "spotlight", func() { s.spot.SetLit(o.Spotlight()) })
	s.freeze = button("freeze", "Hold order", "pause", "freeze", func() {
		s.frozen = !s.frozen
		s.freeze.SetLit(s.frozen)
		o.Freeze(s.frozen)
	})
	reveal := widgets.NewHold("presenter.reveal", "Hold to show", "eye-off", o.Reveal)
	reveal.Topic = "projector.reveal"
	reset := button("reset", "Reset…", "restart", "reset", o.Reset)
	s.named = []*widgets.Button{s.spot, s.freeze, &reveal.Button, reset}
	for _, b := range s.named {
		s.words = append(s.words, b.Label())
		b.Tip = b.Label()
	}
	s.tools = container.New(layout.NewCustomPaddedHBoxLayout(8), s.watch, s.spot, s.freeze, reveal, reset)
	upper := container.NewBorder(nil, nil, container.New(layout.NewCustomPaddedHBoxLayout(8), s.back, s.step), s.chip.object, widgets.PadSides(widgets.Middle(s.says), 0, 8, 0, 8))
	s.object = container.New(&stripLayout{s}, upper, s.tools)
	s.back.SetDisabled(true)
	return s
}

// Object is the strip.
func (s *Strip) Object() fyne.CanvasObject { return s.object }

// Key shows a key that was pressed, for a while.
func (s *Strip) Key(keys string) {
	s.chip.show(keys)
	s.object.Refresh()
}

// Hold keeps the lists' order, or lets it go.
func (s *Strip) Hold() { s.freeze.Tap() }

// stripLayout puts two rows under each other. Where there is height for one only,
// the tools stand at its right end, as icons, and the topic's words have the rest.
type stripLayout struct{ s *Strip }

const rowGap = 6

func (l *stripLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	first, second := o[0].MinSize().Height, o[1].MinSize().Height
	one := size.Height < first+rowGap+second
	l.s.abridge(one)
	o[0].Move(fyne.Position{})
	if !one {
		o[0].Resize(fyne.NewSize(size.Width, first))
		o[1].Move(fyne.NewPos(0, first+rowGap))
		o[1].Resize(fyne.NewSize(size.Width, second))
		return
	}
	tools := o[1].MinSize().Width
	o[0].Resize(fyne.NewSize(size.Width-tools-rowGap, first))
	o[1].Move(fyne.NewPos(size.Width-tools, 0))
	o[1].Resize(fyne.NewSize(tools, second))
}

func (l *stripLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(100, o[0].MinSize().Height)
}

// abridge leaves icons of the buttons, or gives them their words back.
func (s *Strip) abridge(on bool) {
	if s.brief == on {
		return
	}
	s.brief = on
	for i, b := range s.named {
		if on {
			b.SetText("")
		} else {
			b.SetText(s.words[i])
		}
	}
	s.draw()
	s.tools.Refresh()
}

// Step goes on in the topic, or back; the first step takes the topic that is
// explained now, and the one after the last ends it.
func (s *Strip) Step(by int) {
	switch {
	case s.topic == nil:
		if s.topic = s.o.Topic(); s.topic == nil || len(s.topic.Sections) == 0 {
			s.topic = nil
			return
		}
		s.at = 0
	case s.at+by >= len(s.topic.Sections):
		s.topic = nil
	default:
		s.at = max(s.at+by, 0)
	}
	s.draw()
}

func (s *Strip) draw() {
	s.back.SetDisabled(s.topic == nil || s.at == 0)
	teach := "Teach this topic"
	if s.brief {
		teach = "Teach"
	}
	if s.topic == nil {
		s.step.SetText(teach)
		s.says.SetText("")
		s.object.Refresh()
		return
	}
	n := len(s.topic.Sections)
	next := "Next"
	if s.at == n-1 {
		next = "End"
	}
	s.step.SetText(next)
	s.says.SetText(fmt.Sprintf("Step %d of %d: %s · %s", s.at+1, n, guide.Fill(s.topic.Title, nil), s.topic.Sections[s.at].Heading))
	s.object.Refresh()
}

// Watch starts the watch or stops it; stopped for long, it begins anew.
func (s *Strip) Watch() {
	now := s.o.Now()
	if s.runs {
		s.before += now.Sub(s.since)
		s.runs = false
		s.stop()
	} else {
		s.since, s.runs = now, true
		s.count()
	}
	s.watch.SetLit(s.runs)
	s.show(s.before)
}

// Zero sets the watch to nothing.
func (s *Strip) Zero() {
	s.before, s.since = 0, s.o.Now()
	s.show(0)
}

func (s *Strip) count() {
	if !s.runs {
		return
	}
	s.show(s.before + s.o.Now().Sub(s.since))
	s.tick = time.AfterFunc(time.Second, func() { s.o.Post(s.count) })
}

func (s *Strip) show(d time.Duration) {
	s.watch.SetText(fmt.Sprintf("%d:%02d", int(d.Minutes()), int(d.Seconds())%60))
}

func (s *Strip) stop() {
	if s.tick != nil {
		s.tick.Stop()
	}
}

// Lit says whether the spotlight is on, when the window has ended it.
func (s *Strip) Lit(on bool) { s.spot.SetLit(on) }

// Close ends what is under way.
func (s *Strip) Close() {
	s.runs = false
	s.stop()
	s.chip.close()
}

// chip shows a key as it looks on a keyboard.
type chip struct {
	object *fyne.Container
	words  *widgets.Text
	post   func(func())
	timer  *time.Timer
}

func newChip(post func(func())) *chip {
	c := &chip{post: post, words: widgets.NewText("", widgets.TextStyle{Size: theme.SizeName, Bold: true})}
	c.words.ID = "presenter.key"
	c.object = container.NewStack(widgets.NewBox(theme.Surface, theme.Text, theme.SizeControlR), widgets.Pad(c.words, 3, 12))
	c.object.Hide()
	return c
}

func (c *chip) show(keys string) {
	c.words.SetText(keys)
	c.object.Show()
	c.object.Refresh()
	c.close()
	c.timer = time.AfterFunc(Stays, func() { c.post(c.object.Hide) })
}

func (c *chip) close() {
	if c.timer != nil {
		c.timer.Stop()
	}
}

// Stage is what lies over the window: the ring of a click, and the dark round what
// the spotlight is on.
type Stage struct {
	Object *fyne.Container
	ring   *canvas.Circle
	dark   [4]*canvas.Rectangle
	post   func(func())
	timer  *time.Timer
}

// NewStage makes it, with nothing to be seen.
func NewStage(post func(func())) *Stage {
	s := &Stage{post: post, ring: &canvas.Circle{}, Object: container.NewWithoutLayout()}
	for i := range s.dark {
		s.dark[i] = &canvas.Rectangle{FillColor: color.NRGBA{A: darkness}}
		s.dark[i].Hide()
		s.Object.Add(s.dark[i])
	}
	s.ring.Hide()
	s.Object.Add(s.ring)
	return s
}

// How dark it is beside the spotlight, of 255, and the ring's radius in px at scale
// 1.
const (
	darkness = 150
	radius   = 20
)

// Click puts the ring round a place, for a while.
func (s *Stage) Click(at fyne.Position) {
	s.ring.FillColor = color.Transparent
	s.ring.StrokeColor, s.ring.StrokeWidth = theme.Color(theme.Series4), 2*theme.Size(theme.SizeGraph)
	s.ring.Move(at.SubtractXY(radius, radius))
	s.ring.Resize(fyne.NewSquareSize(2 * radius))
	s.ring.Show()
	s.ring.Refresh()
	if s.timer != nil {
		s.timer.Stop()
	}
	s.timer = time.AfterFunc(Stays, func() {
		s.post(func() {
			s.ring.Hide()
			s.Object.Refresh()
		})
	})
}

// Light leaves only a part of the window light.
func (s *Stage) Light(at fyne.Position, size, all fyne.Size) {
	place := func(r *canvas.Rectangle, x, y, w, h float32) {
		r.Move(fyne.NewPos(x, y))
		r.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
		r.Show()
		r.Refresh()
	}
	place(s.dark[0], 0, 0, all.Width, at.Y)
	place(s.dark[1], 0, at.Y+size.Height, all.Width, all.Height-at.Y-size.Height)
	place(s.dark[2], 0, at.Y, at.X, size.Height)
	place(s.dark[3], at.X+size.Width, at.Y, all.Width-at.X-size.Width, size.Height)
}

// Dark ends the spotlight.
func (s *Stage) Dark() {
	for _, r := range s.dark {
		r.Hide()
	}
	s.Object.Refresh()
}

// Lit reports whether the spotlight is on.
func (s *Stage) Lit() bool { return s.dark[0].Visible() }

// Close ends what is under way.
func (s *Stage) Close() {
	if s.timer != nil {
		s.timer.Stop()
	}
}
