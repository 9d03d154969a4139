package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// On a projector the foot of the window is another one: the command that is talked
// of, large, and under it the fifth of the picture that heads are in front of.

// farFoot is that foot.
type farFoot struct {
	caption *caption
	says    *fyne.Container // what would be in the status line, when there is something
	words   *widgets.Text
	apron   *fyne.Container
}

func newFarFoot(apron fyne.CanvasObject) *farFoot {
	f := &farFoot{caption: newCaption(), words: widgets.NewText("", widgets.TextStyle{Bold: true})}
	f.words.ID, f.words.Truncate = "projector.says", true
	f.says = container.NewStack(widgets.NewBox(theme.InfoTint, "", ""), widgets.Pad(f.words, 6, 18))
	f.says.Hide()
	f.apron = container.NewStack(widgets.NewBox(theme.Guide, "", ""))
	if apron != nil {
		f.apron.Add(container.New(apronPad{}, apron))
	}
	return f
}

// apronPad is the room round what a presenter has.
type apronPad struct{}

func apronRoom() float32 {
	if theme.Low() {
		return 6
	}
	return 8
}

func (apronPad) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(18, apronRoom()))
	o[0].Resize(size.SubtractWidthHeight(36, 2*apronRoom()))
}

func (apronPad) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(36, 2*apronRoom())
}

// notice says something above the command; "" takes it away.
func (f *farFoot) notice(words string, color fyne.ThemeColorName) {
	f.words.SetText(words)
	f.words.SetColor(color)
	widgets.SetVisible(f.says, words != "" && words != hintWords)
}

// caption is a command, light on dark.
type caption struct {
	object *fyne.Container
	words  *widgets.Paragraph
	whole  string // the command
	was    string // the one that was cut last, and for which width
	width  float32
	empty  bool
}

// Room round the words of a caption, and how many lines it has at the most.
const (
	captionX     = 18
	captionLines = 2
)

func captionY() float32 {
	if theme.Low() {
		return 3
	}
	return 10
}

func newCaption() *caption {
	c := &caption{empty: true, words: widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeCommand, Mono: true, Color: theme.Surface})}
	c.words.ID = "projector.command"
	c.object = container.NewStack(widgets.NewBox(theme.Text, "", ""), container.NewWithoutLayout(c.words))
	return c
}

func (c *caption) show(cmd command.Command) {
	c.empty, c.whole, c.was = cmd.Empty(), cmd.Display(command.Bash), ""
	c.words.SetText(c.whole)
}

// heightAt is how high it gets at a width; place puts the words into that.
func (c *caption) heightAt(width float32) float32 {
	line := theme.Size(theme.SizeCommand) * 1.4
	return min(max(c.words.HeightAt(width-2*captionX), line), captionLines*line) + 2*captionY()
}

// cut leaves of a long command what has room, since nothing may stand over what is
// below.
func (c *caption) cut(width float32) {
	if c.was == c.whole && c.width == width {
		return
	}
	c.was, c.width = c.whole, width
	room := captionLines * theme.Size(theme.SizeCommand) * 1.4
	words := []rune(c.whole)
	c.words.SetText(c.whole)
	for n := len(words); n > 20 && c.words.HeightAt(width) > room+1; n -= 8 {
		c.words.SetText(string(words[:n-1]) + "…")
	}
}

func (c *caption) place(size fyne.Size) {
	c.cut(size.Width - 2*captionX)
	c.object.Resize(size)
	c.words.Move(fyne.NewPos(captionX, captionY()))
	c.words.Resize(fyne.NewSize(size.Width-2*captionX, size.Height-2*captionY()))
}

// feet are the lines at the bottom of the window: history and status, or what a
// projector has.
type feet struct {
	near []fyne.CanvasObject
	far  *farFoot
	wide func() float32 // the width of the window
	own  func() bool    // the page shows its command itself
}

func (f *feet) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	projecting := theme.Projecting()
	y := float32(0)
	for _, o := range f.near {
		widgets.SetVisible(o, !projecting)
		h := o.MinSize().Height
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h
	}
	command := f.shows()
	widgets.SetVisible(f.far.caption.object, command)
	widgets.SetVisible(f.far.apron, projecting)
	if !projecting {
		f.far.says.Hide()
		return
	}
	y = 0
	if f.far.says.Visible() {
		h := f.far.says.MinSize().Height
		f.far.says.Move(fyne.Position{})
		f.far.says.Resize(fyne.NewSize(size.Width, h))
		y = h
	}
	if command {
		h := f.far.caption.heightAt(size.Width)
		f.far.caption.object.Move(fyne.NewPos(0, y))
		f.far.caption.place(fyne.NewSize(size.Width, h))
		y += h
	}
	f.far.apron.Move(fyne.NewPos(0, y))
	f.far.apron.Resize(fyne.NewSize(size.Width, max(size.Height-y, 0)))
}

func (f *feet) MinSize([]fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	if !theme.Projecting() {
		for _, o := range f.near {
			least := o.MinSize()
			size = fyne.NewSize(max(size.Width, least.Width), size.Height+least.Height)
		}
		return size
	}
	if f.far.says.Visible() {
		size.Height += f.far.says.MinSize().Height
	}
	if f.shows() {
		size.Height += f.far.caption.heightAt(f.wide())
	}
	size.Height += theme.Size(theme.SizeStatus)
	return size
}

// shows reports whether there is a command to be shown.
func (f *feet) shows() bool { return theme.Projecting() && !f.far.caption.empty && !f.own() }

// Caption shows a command large, where the window is laid out for a projector.
func (s *Shell) Caption(c command.Command) {
	if s.Page() == "run" && !s.form.Empty() {
		c = s.form // there, nothing else is talked of
	}
	if c.Empty() {
		c = s.history.last
	}
	if c.Empty() && !s.far.caption.empty {
		return // a window that moves with every glance tires
	}
	before := s.foot.MinSize().Height
	s.far.caption.show(c)
	if s.foot.Refresh(); s.foot.MinSize().Height != before {
		s.root.Refresh()
	}
}

// FormCaption says what the run form's command is now.
func (s *Shell) FormCaption(c command.Command) {
	s.form = c
	if s.Page() == "run" {
		s.Caption(c)
	}
}

// farBody lets a page that wants more height than a projector leaves it scroll:
// else it would lie over the command below.
type farBody struct {
	body   *fyne.Container
	scroll *widgets.Scroll
	object *fyne.Container
}

func newFarBody(body *fyne.Container) *farBody {
	f := &farBody{body: body, object: container.NewStack(body)}
	f.scroll = widgets.NewScroll(container.NewStack())
	return f
}

func (f *farBody) reflow() {
	to := fyne.CanvasObject(f.body)
	if theme.Projecting() {
		f.scroll.Content, to = f.body, f.scroll
	} else {
		f.scroll.Content = container.NewStack()
	}
	if f.object.Objects[0] != to {
		f.object.Objects = []fyne.CanvasObject{to}
		f.scroll.ScrollToTop()
	}
	f.object.Refresh()
}

// Reflow lays everything out anew after it has come to a projector, or left it.
func (s *Shell) Reflow() {
	s.guide.reflow()
	s.room.reflow()
	s.root.Refresh()
	s.foot.Refresh()
	s.nav.object.Refresh()
	if p := s.Current(); p != nil && !s.stands {
		p.Content().Refresh()
	}
}

// Captioned is where the command stands, on a projector.
func (s *Shell) Captioned() fyne.CanvasObject { return s.far.caption.object }

// captioned reports whether the page shows its command itself. The run form does,
// unless all the height there is goes to its fields.
func (s *Shell) captioned() bool {
	return s.Page() == "build" || s.Page() == "run" && !theme.Low()
}
