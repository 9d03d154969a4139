package prose

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// link draws one line's piece of a link, with a widget that was there before
// if there is one, so that the keyboard stays where it is.
func (s *setter) link(run piece, at fyne.Position, size fyne.Size, baseline float32) {
	d := s.doc
	if s.pieces == len(d.links) {
		d.links = append(d.links, newLink(d))
	}
	l := d.links[s.pieces]
	l.head, l.address, l.text, l.rule = nil, run.link, run.text, baseline-at.Y+2
	l.hint = run.hint
	if run.seq == s.last { // it goes on from the line before
		l.head = d.links[s.pieces-1].first()
		l.head.text += " " + run.text
	}
	s.last = run.seq
	s.pieces++
	l.Move(at)
	l.Resize(size)
	l.Refresh()
	s.objects = append(s.objects, l)
}

// link is one line's piece of a link. The first piece takes the keyboard for
// all of them.
type link struct {
	widget.BaseWidget
	doc           *Document
	head          *link // the first piece; nil if this is it
	address, text string
	hint          string  // what it means; "" for nothing
	rule          float32 // where its underline is, from its top

	hovered, focused, down bool
}

func newLink(d *Document) *link {
	l := &link{doc: d}
	l.ExtendBaseWidget(l)
	return l
}

func (l *link) first() *link {
	if l.head != nil {
		return l.head
	}
	return l
}

// all are the pieces of the same link.
func (l *link) all() []*link {
	var all []*link
	for _, p := range l.doc.links {
		if p.first() == l.first() {
			all = append(all, p)
		}
	}
	return all
}

func (l *link) change(f func(*link)) {
	for _, p := range l.all() {
		f(p)
		p.Refresh()
	}
}

func (l *link) follow() {
	if l.doc.opts.OnLink != nil {
		l.doc.opts.OnLink(l.address)
	}
}

// DescribeControl implements control.Describer. Only the first piece has an
// id, since a link is one control.
func (l *link) DescribeControl() control.Description {
	d := control.Description{Kind: control.KindLink, Text: l.first().text, Enabled: true, Focused: l.focused}
	if l.head == nil && l.doc.opts.ID != "" {
		d.ID = l.doc.opts.ID + ".link:" + l.address
	}
	return d
}

// target is what is told of it: a word that means something says what.
func (l *link) target(focus bool) attention.Target {
	return attention.Target{Object: l, Tip: l.hint, Focus: focus}
}

// MouseIn implements desktop.Hoverable.
func (l *link) MouseIn(*desktop.MouseEvent) {
	l.change(func(p *link) { p.hovered = true })
	if l.hint != "" {
		attention.Enter(l.target(false))
	}
}

// MouseMoved implements desktop.Hoverable.
func (l *link) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (l *link) MouseOut() {
	l.change(func(p *link) { p.hovered, p.down = false, false })
	if l.hint != "" {
		attention.Leave(l.target(false))
	}
}

// Cursor implements desktop.Cursorable.
func (l *link) Cursor() desktop.Cursor { return desktop.PointerCursor }

// MouseDown implements desktop.Mouseable: Fyne drops a tap in a scroller when
// the pointer moves by two pixels.
func (l *link) MouseDown(e *desktop.MouseEvent) {
	l.down = e.Button == desktop.MouseButtonPrimary
}

// MouseUp implements desktop.Mouseable.
func (l *link) MouseUp(e *desktop.MouseEvent) {
	if l.down && e.Button == desktop.MouseButtonPrimary {
		l.down = false
		l.follow()
	}
}

// FocusGained implements fyne.Focusable.
func (l *link) FocusGained() {
	// A piece that goes on from the line before hands the keyboard to its head.
	l.change(func(p *link) { p.focused = true })
	if l.hint != "" {
		attention.Enter(l.target(true))
	}
	if l.doc.opts.OnSeek != nil {
		pieces := l.all()
		last := pieces[len(pieces)-1]
		l.doc.opts.OnSeek(pieces[0].Position().Y, last.Position().Y+last.Size().Height)
	}
}

// FocusLost implements fyne.Focusable.
func (l *link) FocusLost() {
	l.change(func(p *link) { p.focused = false })
	if l.hint != "" {
		attention.Leave(l.target(true))
	}
}

// TypedRune implements fyne.Focusable.
func (l *link) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (l *link) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		l.follow()
	default:
		if l.doc.opts.OnKey != nil {
			l.doc.opts.OnKey(e)
		}
	}
}

// Disabled implements fyne.Disableable, by which Fyne's focus passes over the
// further pieces of a link.
func (l *link) Disabled() bool { return l.head != nil }

// Disable implements fyne.Disableable; a link is never disabled.
func (l *link) Disable() {}

// Enable implements fyne.Disableable.
func (l *link) Enable() {}

// CreateRenderer implements fyne.Widget.
func (l *link) CreateRenderer() fyne.WidgetRenderer {
	r := &linkRenderer{l: l, ground: &canvas.Rectangle{}, rule: &canvas.Rectangle{}}
	r.Refresh()
	return r
}

type linkRenderer struct {
	l            *link
	ground, rule *canvas.Rectangle
}

func (r *linkRenderer) Destroy()                     {}
func (r *linkRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *linkRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.ground, r.rule} }

func (r *linkRenderer) Layout(size fyne.Size) {
	r.ground.Move(fyne.NewPos(-3, 0))
	r.ground.Resize(fyne.NewSize(size.Width+6, size.Height))
	r.rule.Move(fyne.NewPos(0, r.l.rule))
	r.rule.Resize(fyne.NewSize(size.Width, 1))
}

func (r *linkRenderer) Refresh() {
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = color.Transparent, color.Transparent, 0
	r.ground.CornerRadius = theme.Size(theme.SizeGrid)
	if r.l.hovered {
		r.ground.FillColor = theme.Color(theme.Selected)
	}
	if r.l.focused {
		r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.Focus), theme.Size(theme.SizeFocus)
	}
	r.rule.FillColor = theme.Color(theme.Accent)
	if r.l.hint != "" {
		r.rule.FillColor = theme.Color(theme.Line)
	}
	r.Layout(r.l.Size())
	r.ground.Refresh()
	r.rule.Refresh()
}
