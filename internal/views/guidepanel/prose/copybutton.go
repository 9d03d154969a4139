package prose

import (
	"image/color"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// copyButton is the button on a code card. It is smaller than the window's
// buttons, and tells the document when the keyboard comes to it. For a moment
// it shows that it was pressed.
type copyButton struct {
	widget.BaseWidget
	doc  *Document
	id   string
	text string // what it hands over
	icon string

	hovered, focused, down bool
}

const copiedFor = 1500 * time.Millisecond

// copyButton puts a button into the corner of a card whose right edge is at x
// and whose top is at y.
func (s *setter) copyButton(text string, x, y float32) {
	d := s.doc
	if d.copied == len(d.copies) {
		d.copies = append(d.copies, newCopyButton(d, d.copied))
	}
	c := d.copies[d.copied]
	d.copied++
	c.text = text
	c.Move(fyne.NewPos(x-copySide-5, y+5))
	c.Resize(fyne.NewSquareSize(copySide))
	c.Refresh()
	s.objects = append(s.objects, c)
}

func newCopyButton(d *Document, n int) *copyButton {
	c := &copyButton{doc: d, icon: "copy"}
	if d.opts.ID != "" {
		c.id = d.opts.ID + ".copy"
		if n > 0 {
			c.id += strconv.Itoa(n + 1)
		}
	}
	c.ExtendBaseWidget(c)
	return c
}

// Tap presses it, as a click would.
func (c *copyButton) Tap() {
	d := c.doc
	if d.opts.OnCopy != nil {
		d.opts.OnCopy(c.text)
	}
	d.stopTimer()
	c.setIcon("check")
	d.timer = time.AfterFunc(copiedFor, func() {
		d.opts.Post(func() { c.setIcon("copy") })
	})
}

func (c *copyButton) setIcon(name string) {
	if c.icon != name {
		c.icon = name
		c.Refresh()
	}
}

// stopTimer ends what a pressed button shows.
func (d *Document) stopTimer() {
	if d.timer == nil {
		return
	}
	d.timer.Stop()
	d.timer = nil
	for _, c := range d.copies {
		c.setIcon("copy")
	}
}

func (c *copyButton) target(focus bool) attention.Target {
	return attention.Target{Object: c, Tip: "Copy", Focus: focus}
}

// DescribeControl implements control.Describer.
func (c *copyButton) DescribeControl() control.Description {
	return control.Description{ID: c.id, Kind: control.KindButton, Text: "Copy", Enabled: true, Focused: c.focused}
}

// MouseIn implements desktop.Hoverable.
func (c *copyButton) MouseIn(*desktop.MouseEvent) {
	c.hovered = true
	c.Refresh()
	attention.Enter(c.target(false))
}

// MouseMoved implements desktop.Hoverable.
func (c *copyButton) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *copyButton) MouseOut() {
	c.hovered, c.down = false, false
	c.Refresh()
	attention.Leave(c.target(false))
}

// Cursor implements desktop.Cursorable.
func (c *copyButton) Cursor() desktop.Cursor { return desktop.PointerCursor }

// MouseDown implements desktop.Mouseable.
func (c *copyButton) MouseDown(e *desktop.MouseEvent) {
	c.down = e.Button == desktop.MouseButtonPrimary
}

// MouseUp implements desktop.Mouseable.
func (c *copyButton) MouseUp(e *desktop.MouseEvent) {
	if c.down && e.Button == desktop.MouseButtonPrimary {
		c.down = false
		c.Tap()
	}
}

// FocusGained implements fyne.Focusable.
func (c *copyButton) FocusGained() {
	c.focused = true
	c.Refresh()
	attention.Enter(c.target(true))
	if c.doc.opts.OnSeek != nil {
		c.doc.opts.OnSeek(c.Position().Y, c.Position().Y+c.Size().Height)
	}
}

// FocusLost implements fyne.Focusable.
func (c *copyButton) FocusLost() {
	c.focused = false
	c.Refresh()
	attention.Leave(c.target(true))
}

// TypedRune implements fyne.Focusable.
func (c *copyButton) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (c *copyButton) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		c.Tap()
	default:
		if c.doc.opts.OnKey != nil {
			c.doc.opts.OnKey(e)
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (c *copyButton) CreateRenderer() fyne.WidgetRenderer {
	r := &copyRenderer{c: c, ground: &canvas.Rectangle{}, icon: widgets.NewSizedIcon(c.icon, theme.Text, copyIcon)}
	r.Refresh()
	return r
}

type copyRenderer struct {
	c      *copyButton
	ground *canvas.Rectangle
	icon   *widgets.Icon
}

func (r *copyRenderer) Destroy()           {}
func (r *copyRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(copySide) }

func (r *copyRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.icon}
}

func (r *copyRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.icon.Resize(fyne.NewSquareSize(copyIcon))
	r.icon.Move(fyne.NewPos((size.Width-copyIcon)/2, (size.Height-copyIcon)/2))
}

func (r *copyRenderer) Refresh() {
	r.ground.CornerRadius = theme.Size(theme.SizeGrid)
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = color.Transparent, color.Transparent, 0
	if r.c.hovered {
		r.ground.FillColor = theme.Color(theme.Hover)
	}
	if r.c.focused {
		r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.Focus), theme.Size(theme.SizeFocus)
	}
	r.ground.Refresh()
	ink := theme.Text
	if r.c.icon == "check" {
		ink = theme.OK
	}
	r.icon.Set(r.c.icon, ink)
	r.icon.Refresh()
}
