// Package palette finds anything by a few letters of its name, mistyped or not,
// and does it: every action on what is selected, every page, every object,
// every topic of the guide. It opens with Ctrl+K and needs no mouse.
//
// Finding is pure (search.go, entries.go); this file shows it. The package must
// know neither how an action is done nor what a page shows.
package palette

import (
	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Extra is an entry of the window's own: a page, or a command of the main menu.
type Extra struct {
	ID, Title, Note, Icon, Key, Also string
	Do                               func()
}

// Options are what a Palette is made of.
type Options struct {
	Layer *modal.Layer
	// Targets are what is selected, in the newest snapshot. Without a selection
	// they have no IDs.
	Targets func() action.On
	Why     func(*action.Action, action.On) string // why it can't be done; "" that it can
	Click   func(*action.Action, action.On)
	Open    func(object.Ref)   // goes to an object
	Explain func(topic string) // shows a topic
	Extra   []Extra            // pages first
}

// Palette is the palette of one window.
type Palette struct {
	o      Options
	dialog *modal.Dialog
	finder *finder
	entry  *modal.Entry
	rows   []*row
	code   *widgets.Text
	why    *widgets.Text
	hits   []Entry
	at     int // the entry that Enter does
	top    int // the first entry that is seen
}

// Measures in px at scale 1.
const (
	width      = 640
	rowsShown  = 9
	rowHeight  = 36
	footHeight = 46
)

// New makes a palette.
func New(o Options) *Palette { return &Palette{o: o} }

// Open opens it, or closes it if it is open.
func (p *Palette) Open() {
	if p.dialog != nil {
		p.dialog.Close()
		return
	}
	p.finder = p.newFinder(p.o.Targets())
	p.build()
	p.search("")
	p.o.Layer.Show(p.dialog)
	p.explain() // the guide hears only of what is on the screen
}

func (p *Palette) build() {
	p.entry = modal.NewEntry("palette.search", "Find an action, an object, a page or a topic", p.search)
	p.entry.Icon = theme.Icon("search", theme.Muted)
	p.entry.OnKey = p.key
	p.rows = make([]*row, p.room())
	blocks := []fyne.CanvasObject{widgets.PadSides(p.entry, 0, 0, 6, 0)}
	for i := range p.rows {
		p.rows[i] = newRow(func() { p.choose(p.top + i) }, func() {
			p.choose(p.top + i)
			p.do()
		})
		blocks = append(blocks, p.rows[i])
	}
	p.code = widgets.NewCode("")
	p.code.ID = "palette.command"
	p.why = widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	p.why.ID, p.why.Truncate = "palette.why", true
	foot := modal.NewStack(2, p.code, p.why)
	blocks = append(blocks, widgets.PadSides(widgets.NewRule(), 6, 0, 4, 0), widgets.Sized(widgets.Pad(foot, 2, 10), 0, footHeight+2*theme.Size(theme.SizeCommand)-28))
	p.dialog = &modal.Dialog{
		ID: "palette", Body: widgets.Pad(modal.NewStack(0, blocks...), 10, 10), Bare: true, Place: modal.Top, Width: width,
		First: p.entry, Outside: true, OnClosed: func() { p.dialog, p.finder, p.hits = nil, nil, nil },
	}
}

// room is how many rows are shown: on a projector those that stand above the heads
// in front.
func (p *Palette) room() int {
	if !theme.Projecting() {
		return rowsShown
	}
	const others = 150 // the field, the foot and what is between them
	return max(min(int((p.o.Layer.Height()-others)/rowHeight), rowsShown), 2)
}

func (p *Palette) search(query string) {
	p.hits = p.finder.find(query)
	p.at, p.top = 0, 0
	p.draw()
}

// key moves the choice; what is typed goes to the field all the while.
func (p *Palette) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		p.choose(p.at + 1)
	case fyne.KeyUp:
		p.choose(p.at - 1)
	case fyne.KeyPageDown:
		p.choose(p.at + len(p.rows) - 1)
	case fyne.KeyPageUp:
		p.choose(p.at - len(p.rows) + 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		p.do()
	default:
		return false
	}
	return true
}

func (p *Palette) choose(at int) {
	at = max(min(at, len(p.hits)-1), 0)
	if at == p.at {
		return
	}
	p.at = at
	p.top = max(min(p.top, at), at-len(p.rows)+1)
	p.draw()
}

func (p *Palette) draw() {
	for i, r := range p.rows {
		n := p.top + i
		if n >= len(p.hits) {
			r.clear()
			continue
		}
		e := &p.hits[n]
		r.set(e, e.action != nil && p.o.Why(e.action, e.on) != "", n == p.at)
	}
	p.explain()
}

// explain says under the list what Enter would do.
func (p *Palette) explain() {
	if len(p.hits) == 0 {
		p.code.SetText("")
		p.why.SetText("Nothing is called that. Try another word, or fewer.")
		return
	}
	e := &p.hits[p.at]
	p.attend(e)
	p.code.SetText(e.Command())
	why := ""
	if e.action != nil {
		why = p.o.Why(e.action, e.on)
	}
	switch {
	case why != "":
		p.why.SetColor(theme.Warn)
		p.why.SetText(why + ".")
		return
	case e.action != nil && e.action.Question(e.on):
		why = "Enter asks first."
	case e.action != nil:
		why = "Enter does it."
	case e.Note == "Guide":
		why = "Enter explains it in the guide."
	default:
		why = "Enter goes there."
	}
	p.why.SetColor(theme.Muted)
	p.why.SetText(why)
}

// attend lets the guide explain the chosen entry.
func (p *Palette) attend(e *Entry) {
	if e.action != nil {
		attention.Enter(attention.Target{Object: p.entry, Topic: e.action.Topic(), About: action.Offer{Action: e.action, On: e.on}, Focus: true})
	}
}

// do does the chosen entry. One that can't be done leaves the palette open: it
// says why.
func (p *Palette) do() {
	if p.at >= len(p.hits) {
		return
	}
	e := p.hits[p.at]
	if e.action == nil {
		p.dialog.Close()
		e.do()
		return
	}
	if p.o.Why(e.action, e.on) != "" {
		return
	}
	p.dialog.Close()
	p.o.Click(e.action, e.on)
}
