package shell

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// statusLine is the last line of the window: the engine and its totals.
type statusLine struct {
	object  fyne.CanvasObject
	dot     *widgets.Icon
	engine  *widgets.Text
	running *widgets.Text
	usage   *widgets.Text
	hint    *widgets.Text
	row     *fyne.Container
	right   *fyne.Container
	also    func(words string, color fyne.ThemeColorName) // hears what is said in place of the hint
	said    string                                        // of the engine and what runs
	notices int                                           // how many were shown, to know the last one
}

func small(id string, bold bool, color fyne.ThemeColorName) *widgets.Text {
	t := widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Color: color, Bold: bold})
	t.ID = id
	return t
}

func newStatusLine(tasks fyne.CanvasObject) *statusLine {
	s := &statusLine{
		dot:     widgets.NewSizedIcon("running", theme.OK, 11),
		engine:  small("status.engine", true, theme.OK),
		running: small("status.running", false, theme.Muted),
		usage:   small("status.usage", false, theme.Muted),
		hint:    small("status.hint", false, theme.Muted),
	}
	s.hint.SetText(hintWords)
	left := container.New(layout.NewCustomPaddedHBoxLayout(22),
		container.New(layout.NewCustomPaddedHBoxLayout(6), widgets.Middle(s.dot), widgets.Middle(s.engine)),
		widgets.Middle(s.running), widgets.Middle(s.usage))
	s.hint.Truncate = true
	s.right = container.New(endLayout{s.hint}, widgets.Middle(s.hint))
	if tasks != nil {
		s.right.Objects = append([]fyne.CanvasObject{tasks}, s.right.Objects...)
	}
	s.row = container.NewBorder(nil, nil, left, nil, s.right)
	s.object = widgets.Sized(container.NewBorder(widgets.NewRule(), nil, nil, nil, widgets.Pad(s.row, 0, 18)), 0, theme.Size(theme.SizeStatus))
	return s
}

// endLayout puts things beside each other at the right end. The last one, which
// says hint, is cut where there is no room for all of it.
type endLayout struct{ hint *widgets.Text }

const endGap = 22 // px at scale 1, before each

func (l endLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	last := len(o) - 1
	left := size.Width - endGap
	for _, other := range o[:last] {
		if other.Visible() {
			left -= other.MinSize().Width + endGap
		}
	}
	width := max(min(l.hint.Wanted()+1, left), 0)
	o[last].Resize(fyne.NewSize(width, size.Height))
	x := size.Width - width
	o[last].Move(fyne.NewPos(x, 0))
	for _, other := range o[:last] {
		if other.Visible() {
			x -= other.MinSize().Width + endGap
			other.Resize(fyne.NewSize(other.MinSize().Width, size.Height))
			other.Move(fyne.NewPos(x, 0))
		}
	}
}

func (l endLayout) MinSize(o []fyne.CanvasObject) (size fyne.Size) {
	for _, one := range o {
		if least := one.MinSize(); one.Visible() {
			size = fyne.NewSize(size.Width+least.Width+endGap, max(size.Height, least.Height))
		}
	}
	return size
}

// hintWords stand at the right end while there is nothing to say.
const hintWords = "F1 for help, Ctrl+K for every action, F9 for a projector"

// notice says something in place of the hint, and gives what takes it away again
// if nothing else was said since.
func (s *statusLine) notice(words string, color fyne.ThemeColorName) (end func()) {
	s.notices++
	mine := s.notices
	s.setHint(words, color)
	return func() {
		if s.notices == mine {
			s.setHint(hintWords, theme.Muted)
		}
	}
}

func (s *statusLine) setHint(words string, color fyne.ThemeColorName) {
	s.hint.SetText(words)
	s.hint.SetColor(color)
	s.right.Refresh()
	if s.also != nil {
		s.also(words, color)
	}
}

func (s *statusLine) update(snap *object.Snapshot) {
	words, color, icon := engineWords(snap)
	s.engine.SetColor(color)
	s.dot.Set(icon, color)
	running := runningWords(snap)
	if said := words + running; said != s.said {
		s.said = said
		s.engine.SetText(words)
		s.running.SetText(running)
		s.row.Refresh() // what stands beside them moves
	}
}

// runningWords say how many containers run; "" while nobody knows.
func runningWords(snap *object.Snapshot) string {
	if snap.Link != object.LinkLive && len(snap.Containers) == 0 {
		return ""
	}
	running := 0
	for _, c := range snap.Containers {
		if c.Running() {
			running++
		}
	}
	return fmt.Sprintf("%d of %s running", running, format.Count(len(snap.Containers), "container"))
}

func engineWords(snap *object.Snapshot) (string, fyne.ThemeColorName, string) {
	where := snap.Engine.Context
	if where == "" || where == "default" {
		where = "this computer"
	}
	if snap.Engine.Practice() {
		where = "only in this window"
	}
	name := "Engine"
	if v := snap.Engine.Version; v != "" {
		name = "Engine " + v
	}
	switch snap.Link {
	case object.LinkLive:
		return name + " · " + where, theme.OK, "running"
	case object.LinkLost:
		return name + " does not answer", theme.Danger, "failed"
	}
	return "Connecting to the engine", theme.Muted, "idle"
}

// setUsage shows what the visible containers use together; "" for nothing.
func (s *statusLine) setUsage(words string) {
	s.usage.SetText(words)
	s.row.Refresh() // the hint has what is left
}

// banner says across the page that the engine is gone and the lists are old.
type banner struct {
	object *fyne.Container
	moved  func() // lays out the page anew
	words  *widgets.Text
}

func newBanner() *banner {
	b := &banner{words: widgets.NewText("", widgets.TextStyle{Color: theme.Warn, Bold: true})}
	b.words.ID = "banner"
	b.words.Truncate = true
	icon := widgets.Middle(widgets.NewIcon("warning", theme.Warn))
	row := container.NewBorder(nil, nil, icon, nil, widgets.PadSides(widgets.Middle(b.words), 0, 12, 0, 10))
	b.object = container.NewStack(widgets.NewBox(theme.WarnTint, "", ""), widgets.Pad(row, 10, 16))
	b.object.Hide()
	return b
}

// update shows the banner while the engine is gone, but not beside a page that
// says the same at length.
func (b *banner) update(snap *object.Snapshot, explained bool) {
	if snap.Link != object.LinkLost || explained {
		if b.object.Visible() {
			b.object.Hide()
			b.moved()
		}
		return
	}
	b.words.SetText("The engine does not answer. This is its last known state; the window tries again by itself.")
	if !b.object.Visible() {
		b.object.Show()
		b.moved()
	}
}

// veil greys what lies under it and lets clicks through: the last known state of
// an engine that does not answer can still be read.
type veil struct {
	widget.BaseWidget
	ground *canvas.Rectangle
}

func newVeil() *veil {
	v := &veil{ground: canvas.NewRectangle(color.Transparent)}
	v.ExtendBaseWidget(v)
	v.Hide()
	return v
}

func (v *veil) set(on bool) {
	if on == v.Visible() {
		return
	}
	if on {
		v.Show()
		v.Refresh()
		return
	}
	v.Hide()
}

// Refresh follows the theme.
func (v *veil) Refresh() {
	r, g, b, _ := theme.Color(theme.Background).RGBA()
	v.ground.FillColor = color.NRGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: veilAlpha}
	v.ground.Refresh()
	v.BaseWidget.Refresh()
}

// veilAlpha lets enough of the text through to be read.
const veilAlpha = 120

// CreateRenderer implements fyne.Widget.
func (v *veil) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(v.ground) }
