// Package guidepanel is the column at the side of the window that explains what
// the attention is on: a topic of the guide, and the docker command that does
// the same, word by word.
//
// It shows what it is given. It knows neither what has the attention nor where
// a link leads, and no engine.
package guidepanel

import (
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Options is what a Panel tells its user. All of it may be left nil, except
// that Post must be given where no Fyne driver runs.
type Options struct {
	OnLink func(guide.Link)  // a link of the topic was followed
	OnCopy func(text string) // a command was copied, for the clipboard
	Post   func(func())      // runs on the main goroutine; default fyne.Do
	Corner fyne.CanvasObject // stands beside the panel's label: what folds it, say
}

// Panel shows one topic. It wraps at any width.
type Panel struct {
	widget.BaseWidget

	opts   Options
	label  *canvas.Text
	doc    *prose.Document
	scroll *container.Scroll

	topic  *guide.Topic
	cmd    command.Command
	values guide.Values
	lit    int
	depth  Depth
	offer  bool                           // to say less
	fact   string                         // what is so just now
	blocks []prose.Block                  // what is shown
	parsed map[*guide.Topic][]prose.Block // topics never change
}

// New makes a panel that shows nothing yet.
func New(opts Options) *Panel {
	p := &Panel{opts: opts, lit: -1, parsed: map[*guide.Topic][]prose.Block{}}
	p.label = canvas.NewText("GUIDE", theme.Color(theme.Muted))
	p.doc = prose.NewDocument(prose.Options{
		ID:     "guide.text",
		Inset:  sideRoom,
		OnLink: p.follow,
		OnCopy: opts.OnCopy,
		OnKey:  p.key,
		OnSeek: p.seek,
		Post:   opts.Post,
	})
	p.scroll = container.NewVScroll(p.doc)
	p.ExtendBaseWidget(p)
	return p
}

// Explain shows a topic. The command is the one that the window would stand
// for; where it is empty, the topic's own examples are shown. Values are the
// names of the objects at hand; nil where there are none. The same topic again
// keeps its place.
func (p *Panel) Explain(topic *guide.Topic, cmd command.Command, values guide.Values) {
	if topic != p.topic {
		p.scroll.ScrollToOffset(fyne.Position{})
		p.doc.Set(nil)
		p.blocks = nil
		p.fact = ""
	}
	p.topic, p.cmd, p.values, p.lit = topic, cmd, values, -1
	p.set()
}

// Light makes one word of the shown command stand out, by its place in
// Command.Tokens; -1 goes back to the word that says what is done.
func (p *Panel) Light(token int) {
	if p.lit != token {
		p.lit = token
		p.set()
	}
}

// SetFact adds what is so just now about the object that the topic is shown for;
// another topic takes it away.
func (p *Panel) SetFact(words string) {
	if p.fact != words {
		p.fact = words
		p.set()
	}
}

// factNote sets facts, one a line, off from the text.
func factNote(words string) prose.Block {
	note := prose.Block{Kind: prose.Note}
	for line := range strings.Lines(words) {
		note.Blocks = append(note.Blocks, prose.Block{Spans: []prose.Span{{Text: format.CleanLine(strings.TrimSuffix(line, "\n"))}}})
	}
	return note
}

// withFact puts a fact below the title.
func withFact(blocks []prose.Block, words string) []prose.Block {
	return append(append(append([]prose.Block{}, blocks[0]), factNote(words)), blocks[1:]...)
}

// Topic is what is shown; nil at first.
func (p *Panel) Topic() *guide.Topic { return p.topic }

func (p *Panel) set() {
	if p.topic == nil {
		return
	}
	body, ok := p.parsed[p.topic]
	if !ok {
		body = prose.Parse(p.topic.Body)
		p.parsed[p.topic] = body
	}
	blocks := shorten(page(p.topic, body, p.cmd, p.values, p.lit), p.depth)
	if p.offer {
		blocks = offered(blocks)
	}
	if p.fact != "" {
		blocks = withFact(blocks, p.fact)
	}
	if reflect.DeepEqual(blocks, p.blocks) {
		return
	}
	p.blocks = blocks
	p.doc.Update(blocks)
	p.arrange()
}

func (p *Panel) follow(address string) {
	if p.opts.OnLink != nil {
		p.opts.OnLink(guide.ParseLink("", address))
	}
}

// key scrolls by the keyboard while a link has it.
func (p *Panel) key(e *fyne.KeyEvent) {
	page := p.scroll.Size().Height - theme.Size(theme.SizeLine)
	switch e.Name {
	case fyne.KeyDown:
		p.scrollTo(p.scroll.Offset.Y + 2*theme.Size(theme.SizeLine))
	case fyne.KeyUp:
		p.scrollTo(p.scroll.Offset.Y - 2*theme.Size(theme.SizeLine))
	case fyne.KeyPageDown:
		p.scrollTo(p.scroll.Offset.Y + page)
	case fyne.KeyPageUp:
		p.scrollTo(p.scroll.Offset.Y - page)
	case fyne.KeyHome:
		p.scrollTo(0)
	case fyne.KeyEnd:
		p.scrollTo(p.doc.Size().Height)
	}
}

// seek scrolls so that what stands between two heights of the text is seen.
func (p *Panel) seek(top, bottom float32) {
	room := theme.Size(theme.SizeGap)
	switch view := p.scroll.Size().Height; {
	case top-room < p.scroll.Offset.Y:
		p.scrollTo(top - room)
	case bottom+room > p.scroll.Offset.Y+view:
		p.scrollTo(bottom + room - view)
	}
}

func (p *Panel) scrollTo(y float32) {
	p.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(y, p.doc.Size().Height-p.scroll.Size().Height))))
}

// DescribeControl implements control.Describer.
func (p *Panel) DescribeControl() control.Description {
	d := control.Description{ID: "guide", Kind: control.KindPane, Enabled: true}
	if p.topic != nil {
		d.Text = p.topic.Title
	}
	return d
}

// The panel's own measures, in px at scale 1.
const (
	sideRoom  = 18 // left and right of the text
	labelTop  = 14 // from the top to the label
	labelLine = 18 // its height
	labelGap  = 4  // below it
	minWidth  = 200
)

// arrange puts everything in its place for the size the panel has.
func (p *Panel) arrange() {
	size := p.Size()
	if size.Width <= 0 {
		return
	}
	p.label.Move(fyne.NewPos(sideRoom, labelTop))
	p.label.Resize(fyne.NewSize(size.Width-2*sideRoom, labelLine))
	if c := p.opts.Corner; c != nil {
		m := c.MinSize()
		c.Resize(m)
		c.Move(fyne.NewPos(size.Width-sideRoom/2-m.Width, labelTop+(labelLine-m.Height)/2))
	}
	top := float32(labelTop + labelLine + labelGap)
	// The text is set before the scroller asks for its height. The scroller has
	// the panel's whole width, so that focus rings and the bar have room.
	view := fyne.NewSize(size.Width, max(size.Height-top, 0))
	p.doc.Fit(view.Width)
	p.scroll.Move(fyne.NewPos(0, top))
	p.scroll.Resize(view)
	p.doc.Resize(p.doc.MinSize().Max(view))
	// The text may have another height now. Of what Fyne offers, only
	// ScrollToTop sets the bar anew without setting the text once more.
	at := p.scroll.Offset.Y
	p.scroll.ScrollToTop()
	p.scrollTo(at)
}

// CreateRenderer implements fyne.Widget.
func (p *Panel) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{p: p, ground: &canvas.Rectangle{}, edge: &canvas.Rectangle{}}
	r.colour()
	return r
}

type renderer struct {
	p            *Panel
	ground, edge *canvas.Rectangle
}

func (r *renderer) Destroy() {}

func (r *renderer) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.ground, r.edge, r.p.label, r.p.scroll}
	if r.p.opts.Corner != nil {
		all = append(all, r.p.opts.Corner)
	}
	return all
}

func (r *renderer) MinSize() fyne.Size { return fyne.NewSize(minWidth, 120) }

func (r *renderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.edge.Resize(fyne.NewSize(theme.Size(theme.SizeBorder), size.Height))
	r.p.arrange()
}

func (r *renderer) colour() {
	r.ground.FillColor = theme.Color(theme.Guide)
	r.edge.FillColor = theme.Color(theme.Border)
	l := r.p.label
	l.Color, l.TextSize, l.TextStyle = theme.Color(theme.Muted), theme.Size(theme.SizeSmall)-0.5, fyne.TextStyle{Bold: true}
}

func (r *renderer) Refresh() {
	r.colour()
	r.p.doc.Refresh()
	r.p.arrange()
	canvas.Refresh(r.p)
}
