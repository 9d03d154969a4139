package connection

import (
	"fmt"
	"reflect"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/column"
)

// patience is how long the window may look for an engine before it says so. An
// engine on this computer answers well before.
const patience = 400 * time.Millisecond

const textWidth = 720 // px at scale 1: no line of text is longer

// Options are what a Page is made of.
type Options struct {
	Host     *page.Host
	Here     Place
	Retry    func()              // asks to connect at once
	Contexts Contexts            // nil for none
	Practice func()              // turns to the practice engine; nil for none
	Extra    []fyne.CanvasObject // buttons beside "Try again"
	// OnChange hears the guide topic of what is the matter whenever the page
	// should be seen with another one than before, and "" when it should go.
	OnChange func(topic string)
	// After calls f on any goroutine after a time, until stopped; time.AfterFunc
	// if nil.
	After func(d time.Duration, f func()) (stop func())
}

// Page stands in for the window's pages. It belongs to the main goroutine.
type Page struct {
	o      Options
	advice Advice
	topic  string // what OnChange last heard
	tried  bool   // the person asked to try again and there is no answer yet
	chose  bool   // the person chose another engine, and nothing is known of it yet
	stop   func() // ends the wait before "checking" is shown; nil for none

	ground   *widgets.Box
	icon     *widgets.Icon
	title    *widgets.Text
	where    *widgets.Text
	text     *prose.Document
	retry    *widgets.Button
	when     *widgets.Text
	contexts *ContextList
	unfold   *widgets.Button
	raw      *prose.Document
	column   *column.Column
}

// New makes the page. It shows nothing of use before the first Update.
func New(o Options) *Page {
	if o.After == nil {
		o.After = func(d time.Duration, f func()) func() {
			t := time.AfterFunc(d, f)
			return func() { t.Stop() }
		}
	}
	if o.OnChange == nil {
		o.OnChange = func(string) {}
	}
	p := &Page{o: o}
	p.build()
	return p
}

func (p *Page) build() {
	p.ground = widgets.NewBox(theme.IdleTint, "", theme.SizeCardR)
	p.icon = widgets.NewSizedIcon("plug", theme.Muted, 24)
	p.title = widgets.Title("")
	p.title.ID, p.title.Truncate = "connection.title", true
	p.where = widgets.NewCode("")
	p.where.ID = "connection.where"
	const badge = 48
	mark := container.New(layout.NewCenterLayout(), widgets.Sized(p.ground, badge, badge), p.icon)
	head := container.NewBorder(nil, nil, widgets.PadSides(mark, 0, 14, 0, 0), nil,
		widgets.Middle(container.New(layout.NewCustomPaddedVBoxLayout(2), p.title, p.where)))

	p.text = p.document("connection.text", &p.text)
	p.retry = widgets.NewButton("connection.retry", "Try again", "refresh", widgets.Main, p.tryAgain)
	p.when = widgets.MutedText("")
	p.when.ID, p.when.Truncate = "connection.when", true
	buttons := container.New(layout.NewCustomPaddedHBoxLayout(10), p.retry)
	if p.o.Practice != nil {
		b := widgets.NewButton("connection.practice", "Practise without Docker", "learn", widgets.Ordinary, p.o.Practice)
		b.Topic = "connection.practice"
		buttons.Add(b)
	}
	for _, b := range p.o.Extra {
		buttons.Add(b)
	}
	row := container.NewBorder(nil, nil, buttons, nil, widgets.PadSides(widgets.Middle(p.when), 0, 0, 0, 14))

	p.unfold = widgets.NewButton("connection.raw", "What was said", "chevron-right", widgets.Quiet, p.toggleRaw)
	p.raw = p.document("connection.raw.text", &p.raw)
	p.raw.Hide()
	blocks := []fyne.CanvasObject{head, p.text, row, container.NewHBox(p.unfold), p.raw}
	if p.o.Contexts != nil {
		p.contexts = NewContextList(p.o.Host, "connection.contexts", p.o.Contexts, func() { p.chose = true }, p.refit)
		blocks = append(blocks, p.contexts.Object())
	}
	p.column = column.New(column.Options{MaxWidth: textWidth, Gap: 14, Top: 36, Bottom: 24, Sides: theme.Size(theme.SizeMargin)}, blocks...)
}

// document makes a text whose links and buttons are brought onto the screen
// when the keyboard comes to them. at is where the text itself will be kept.
func (p *Page) document(id string, at **prose.Document) *prose.Document {
	return prose.NewDocument(prose.Options{
		ID: id, OnLink: p.o.Host.OpenURL, OnCopy: p.o.Host.Copy, Post: p.o.Host.Post,
		OnSeek: func(top, bottom float32) { p.column.Seek(*at, top, bottom) },
		OnKey:  func(e *fyne.KeyEvent) { widgets.PassKey(*at, e) },
	})
}

// Content is what stands in.
func (p *Page) Content() fyne.CanvasObject { return p.column }

// Stands reports whether it should be seen now.
func (p *Page) Stands() bool { return p.topic != "" }

// First is the control that the keyboard should be at when the page comes.
func (p *Page) First() fyne.Focusable { return p.retry }

// Advice is what it says.
func (p *Page) Advice() Advice { return p.advice }

// Update follows a snapshot: it shows what is the matter, or goes.
func (p *Page) Update(s *object.Snapshot) {
	if !StandsIn(s) {
		p.leave()
		return
	}
	if s.Link == object.LinkConnecting && !p.chose {
		p.wait(s)
		return
	}
	p.endWait()
	if s.Link == object.LinkLost {
		p.tried, p.chose = false, false
		p.when.SetText(fmt.Sprintf("It also tries by itself. Last time at %s.", p.o.Host.Now().Format("15:04:05")))
	}
	p.show(s)
}

// wait shows that the window looks for an engine if that takes longer than
// usual. What stood there before stays as long.
func (p *Page) wait(s *object.Snapshot) {
	if p.stop != nil || p.Stands() && p.advice.Topic == "connection.checking" {
		return
	}
	var stopped bool
	stop := p.o.After(patience, func() {
		p.o.Host.Post(func() {
			if !stopped {
				p.stop = nil
				p.show(s)
			}
		})
	})
	p.stop = func() { stopped = true; stop() }
}

func (p *Page) endWait() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
}

func (p *Page) leave() {
	p.endWait()
	p.tried, p.chose = false, false
	p.tell("")
}

func (p *Page) tell(topic string) {
	if p.topic == topic {
		return
	}
	came := p.topic == ""
	p.topic = topic
	if came {
		p.column.ToTop()
		if p.contexts != nil {
			p.contexts.Reload()
		}
	}
	p.o.OnChange(topic)
}

func (p *Page) show(s *object.Snapshot) {
	a := Explain(s, p.o.Here)
	before := p.advice
	p.advice = a
	if s.Link == object.LinkConnecting {
		p.when.SetText("")
	}
	p.setRetry()
	if !reflect.DeepEqual(a, before) {
		p.set(a)
		if a.Where != before.Where && p.Stands() && p.contexts != nil {
			p.contexts.Reload()
		}
	}
	p.tell(a.Topic)
}

// colors are those of the icon and its ground.
func (t Tone) colors() (ink, ground fyne.ThemeColorName) {
	switch t {
	case Warn:
		return theme.Warn, theme.WarnTint
	case Bad:
		return theme.Danger, theme.DangerTint
	}
	return theme.Info, theme.InfoTint
}

func (p *Page) set(a Advice) {
	ink, ground := a.Tone.colors()
	p.ground.Set(ground, "")
	p.icon.Set(a.Icon, ink)
	p.title.SetText(a.Title)
	p.where.SetText(format.CleanLine(a.Where))
	widgets.SetVisible(p.where, a.Where != "")
	p.text.Set(p.blocks(a))
	p.raw.Set([]prose.Block{{Kind: prose.Code, Lines: rawLines(a.Raw), Copy: a.Raw}})
	widgets.SetVisible(p.unfold, a.Raw != "")
	if a.Raw == "" {
		p.setRaw(false)
	}
	p.refit()
}

// blocks are the sentences and commands of an advice.
func (p *Page) blocks(a Advice) []prose.Block {
	words := func(s string) []prose.Span { return []prose.Span{{Text: prose.Typeset(s)}} }
	blocks := []prose.Block{{Kind: prose.Paragraph, Spans: words(a.Means)}}
	for i, s := range a.Steps {
		b := prose.Block{Kind: prose.Item, Marker: strconv.Itoa(i+1) + ".", Spans: words(s.Text)}
		if len(a.Steps) == 1 {
			b.Kind = prose.Paragraph
		}
		if s.Link != "" {
			b.Spans = append(b.Spans, prose.Span{Text: " "}, prose.Span{Text: s.Link, Link: s.Link})
		}
		blocks = append(blocks, b)
		if !s.Command.Empty() {
			sh := p.o.Here.shell()
			line := []prose.Span{{Text: format.CleanLine(s.Command.Display(sh)), Code: true}}
			blocks = append(blocks, prose.Block{Kind: prose.Code, Lines: [][]prose.Span{line}, Copy: s.Command.For(sh)})
		}
	}
	if a.Care != "" {
		care := prose.Block{Kind: prose.Paragraph, Spans: words(a.Care)}
		blocks = append(blocks, prose.Block{Kind: prose.Note, Tone: prose.ToneCare, Blocks: []prose.Block{care}})
	}
	return blocks
}

func rawLines(raw string) [][]prose.Span {
	return [][]prose.Span{{{Text: format.CleanLine(raw), Code: true}}}
}

// tryAgain is a press on the button; the next snapshot ends it.
func (p *Page) tryAgain() {
	if p.tried || p.o.Retry == nil {
		return
	}
	p.tried = true
	p.setRetry()
	p.o.Retry()
	if p.contexts != nil {
		p.contexts.Reload()
	}
}

func (p *Page) setRetry() {
	p.retry.Topic = p.advice.Topic
	words := "Try again"
	if p.tried {
		words = "Trying…"
	}
	p.retry.SetText(words)
	p.retry.SetDisabled(p.tried || p.o.Retry == nil)
}

func (p *Page) toggleRaw() { p.setRaw(!p.raw.Visible()) }

// setRaw folds or unfolds what the system said.
func (p *Page) setRaw(open bool) {
	widgets.SetVisible(p.raw, open)
	p.unfold.SetIcon(map[bool]string{true: "chevron-down", false: "chevron-right"}[open])
	p.refit()
}

func (p *Page) refit() {
	if p.column != nil {
		p.column.Refit()
	}
}
