package prose

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/control"
)

// Options is what a Document tells its user. All of it may be left nil, except
// that Post must be given where no Fyne driver runs.
type Options struct {
	ID     string                    // of the document and, with a suffix, of its links and buttons
	Inset  float32                   // room at the left and the right of the text, in px at scale 1
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

	objects         []fyne.CanvasObject
	fonts           map[ink]*metrics
	links           []*link // pieces in the order of the text
	copies          []*copyButton
	copied          int                // of the copies are in use
	shown, pictures map[string]*sketch // what was set the last time, and now
	timer           *time.Timer        // puts the icon of a copy button back
}

// NewDocument makes an empty document.
func NewDocument(opts Options) *Document {
	if opts.Post == nil {
		opts.Post = fyne.Do
	}
	d := &Document{opts: opts, fonts: map[ink]*metrics{}}
	d.ExtendBaseWidget(d)
	return d
}

// Set shows other blocks. They must not be changed afterwards.
func (d *Document) Set(blocks []Block) {
	d.stopTimer()
	d.leave(0, 0)
	d.Update(blocks)
}

// Update shows a new version of the same blocks: the keyboard stays at the link
// or button where it is.
func (d *Document) Update(blocks []Block) {
	d.blocks = blocks
	if d.width > 0 {
		d.set()
		canvas.Refresh(d)
	}
}

// leave lets go of the links and buttons from these on. Nothing that is gone
// may keep the keyboard.
func (d *Document) leave(links, copies int) {
	for _, l := range d.links[links:] {
		unfocus(l, l.focused)
	}
	for _, c := range d.copies[copies:] {
		unfocus(c, c.focused)
	}
	d.links, d.copies = d.links[:links], d.copies[:copies]
}

func unfocus(o fyne.CanvasObject, focused bool) {
	if !focused {
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		c.Unfocus()
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

// FocusFirst gives the keyboard to its first link; false where there is none.
func (d *Document) FocusFirst() bool {
	if len(d.links) == 0 {
		return false
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(d.links[0])
	if c == nil {
		return false
	}
	c.Focus(d.links[0])
	return true
}

// Plain is the text it shows, without its styles.
func (d *Document) Plain() string { return Plain(d.blocks) }

func (d *Document) set() {
	s := &setter{doc: d}
	d.copied = 0
	d.shown, d.pictures = d.pictures, map[string]*sketch{}
	d.height = s.stack(d.blocks, d.opts.Inset, 0, max(d.width-2*d.opts.Inset, 1)) + bottomRoom
	d.leave(s.pieces, d.copied)
	d.objects = s.objects
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
