package prose

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Options is what a Document tells its user. All of it may be left nil, except
// that Post must be given where no Fyne driver runs.
type Options struct {
	ID     string                    // of the document and, with a suffix, of its links and buttons
	OnLink func(address string)      // a link was followed
	OnCopy func(text string)         // a copy button was pressed
	OnKey  func(*fyne.KeyEvent)      // a key that a link has no use for
	OnSeek func(top, bottom float32) // the keyboard went to what stands between these two, in px from the top
	Post   func(func())              // runs on the main goroutine; default fyne.Do
}

// Document shows blocks at the width it has. Its height follows from that:
// whoever lays it out calls Fit and gives it the height that it answers.
type Document struct {
	widget.BaseWidget

	opts   Options
	blocks []Block
	width  float32
	height float32

	objects []fyne.CanvasObject
	links   []*link // pieces in the order of the text
	copies  []*copyButton
	copied  int // of the copies are in use
	timer   *time.Timer
}

// NewDocument makes an empty document.
func NewDocument(opts Options) *Document {
	if opts.Post == nil {
		opts.Post = fyne.Do
	}
	d := &Document{opts: opts}
	d.ExtendBaseWidget(d)
	return d
}

// Set shows other blocks. They must not be changed afterwards.
func (d *Document) Set(blocks []Block) {
	d.blocks = blocks
	d.stopTimer()
	// Nothing of the old text may keep the keyboard.
	for _, l := range d.links {
		if l.focused {
			if c := fyne.CurrentApp().Driver().CanvasForObject(l); c != nil {
				c.Unfocus()
			}
		}
	}
	d.links, d.copies = nil, nil
	if d.width > 0 {
		d.set()
		d.BaseWidget.Refresh()
	}
}

// Fit sets the text at a width and gives the height that it needs.
func (d *Document) Fit(width float32) float32 {
	if width != d.width {
		d.width = width
		d.set()
		canvas.Refresh(d)
	}
	return d.height
}

// Plain is the text it shows, without its styles.
func (d *Document) Plain() string { return Plain(d.blocks) }

func (d *Document) set() {
	s := &setter{doc: d, fonts: map[ink]metrics{}}
	d.copied = 0
	d.height = s.stack(d.blocks, 0, 0, d.width)
	d.links = d.links[:s.pieces]
	d.objects = s.objects
}

// link draws one line's piece of a link, with a widget that was there before
// if there is one, so that the keyboard stays where it is.
func (s *setter) link(run piece, at fyne.Position, size fyne.Size, baseline float32) {
	d := s.doc
	if s.pieces == len(d.links) {
		d.links = append(d.links, newLink(d))
	}
	l := d.links[s.pieces]
	l.head, l.address, l.text, l.rule = nil, run.link, run.text, baseline-at.Y+2
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

func (s *setter) copyButton(text string, x, y float32) {
	d := s.doc
	if d.copied == len(d.copies) {
		d.copies = append(d.copies, newCopyButton(d, len(d.copies)))
	}
	c := d.copies[d.copied]
	d.copied++
	c.text = text
	c.button.Move(fyne.NewPos(x, y))
	c.button.Resize(fyne.NewSquareSize(copySide))
	s.objects = append(s.objects, c.button)
}

// DescribeControl implements control.Describer.
func (d *Document) DescribeControl() control.Description {
	return control.Description{ID: d.opts.ID, Kind: control.KindText, Text: d.Plain(), Enabled: true}
}

// CreateRenderer implements fyne.Widget.
func (d *Document) CreateRenderer() fyne.WidgetRenderer { return &documentRenderer{d: d} }

type documentRenderer struct{ d *Document }

func (r *documentRenderer) Destroy()                     { r.d.stopTimer() }
func (r *documentRenderer) Objects() []fyne.CanvasObject { return r.d.objects }
func (r *documentRenderer) MinSize() fyne.Size           { return fyne.NewSize(40, r.d.height) }
func (r *documentRenderer) Layout(size fyne.Size)        { r.d.Fit(size.Width) }

// Refresh sets everything anew: colours and sizes may have changed.
func (r *documentRenderer) Refresh() {
	if r.d.width > 0 {
		r.d.set()
	}
	canvas.Refresh(r.d)
}

// copyButton is the button on a code card. For a moment it shows that it was
// pressed.
type copyButton struct {
	button *widgets.Button
	text   string
}

const copiedFor = 1500 * time.Millisecond

func newCopyButton(d *Document, n int) *copyButton {
	c := &copyButton{}
	id := ""
	if d.opts.ID != "" {
		id = d.opts.ID + ".copy"
		if n > 0 {
			id += string(rune('a' + n))
		}
	}
	c.button = widgets.NewButton(id, "", "copy", widgets.Quiet, func() {
		if d.opts.OnCopy != nil {
			d.opts.OnCopy(c.text)
		}
		c.button.SetIcon("check")
		d.stopTimer()
		d.timer = time.AfterFunc(copiedFor, func() {
			d.opts.Post(func() { c.button.SetIcon("copy") })
		})
	})
	c.button.Tip = "Copy"
	return c
}

func (d *Document) stopTimer() {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
		for _, c := range d.copies {
			c.button.SetIcon("copy")
		}
	}
}

// link is one line's piece of a link. The first piece takes the keyboard for
// all of them.
type link struct {
	widget.BaseWidget
	doc           *Document
	head          *link // the first piece; nil if this is it
	address, text string
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

// MouseIn implements desktop.Hoverable.
func (l *link) MouseIn(*desktop.MouseEvent) { l.change(func(p *link) { p.hovered = true }) }

// MouseMoved implements desktop.Hoverable.
func (l *link) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (l *link) MouseOut() { l.change(func(p *link) { p.hovered, p.down = false, false }) }

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
	if l.doc.opts.OnSeek != nil {
		pieces := l.all()
		last := pieces[len(pieces)-1]
		l.doc.opts.OnSeek(pieces[0].Position().Y, last.Position().Y+last.Size().Height)
	}
}

// FocusLost implements fyne.Focusable.
func (l *link) FocusLost() { l.change(func(p *link) { p.focused = false }) }

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
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = nil, nil, 0
	r.ground.CornerRadius = theme.Size(theme.SizeGrid)
	if r.l.hovered {
		r.ground.FillColor = theme.Color(theme.Selected)
	}
	if r.l.focused {
		r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.Focus), theme.Size(theme.SizeFocus)
	}
	r.rule.FillColor = theme.Color(theme.Accent)
	r.Layout(r.l.Size())
	r.ground.Refresh()
	r.rule.Refresh()
}
