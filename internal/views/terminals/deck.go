package terminals

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// deck is the terminals of one container, and the form that opens another.
type deck struct {
	t      *Tab
	id     string // the container's
	now    *object.Container
	seats  []*seat
	made   int   // how many there ever were
	at     *seat // the one that is shown; nil for the form
	form   *form
	object *fyne.Container
	head   *fyne.Container
	framed string // what the rows round the terminal were made for
	chips  []*widgets.Chip
	foot   *fyne.Container
	body   *fyne.Container
}

func newDeck(t *Tab, c *object.Container) *deck {
	d := &deck{t: t, id: c.ID, now: c}
	d.form = newForm(d)
	d.head = container.NewStack()
	d.foot = container.NewStack()
	d.body = container.NewStack()
	d.object = container.NewBorder(d.head, d.foot, nil, nil, d.body)
	d.refresh()
	return d
}

func (d *deck) host() *page.Host { return d.t.host }

// show hears how the container is now.
func (d *deck) show(c *object.Container) {
	if d.now == c {
		return
	}
	began := d.now.State != object.StateRunning && c.State == object.StateRunning
	d.now = c
	d.form.update()
	if began {
		d.form.look()
	}
	d.refresh()
}

// open opens a terminal and shows it.
func (d *deck) open(w wish) {
	d.made++
	name := w.title()
	for n, used := 2, name; slices.ContainsFunc(d.seats, func(s *seat) bool { return s.name == name }); n++ {
		name = fmt.Sprintf("%s %d", used, n)
	}
	s := newSeat(d, w, name, fmt.Sprintf("terminal.%d", d.made))
	d.seats = append(d.seats, s)
	d.turn(s)
	s.begin()
	d.host().Focus(s.screen)
}

// again opens what a terminal that has ended was, in its place.
func (d *deck) again(s *seat) {
	d.made++
	next := newSeat(d, s.wish, s.name, fmt.Sprintf("terminal.%d", d.made))
	d.seats[slices.Index(d.seats, s)] = next
	s.leave()
	d.turn(next)
	next.begin()
	d.host().Focus(next.screen)
}

// turn shows a terminal, or the form.
func (d *deck) turn(s *seat) {
	d.at = s
	d.refresh()
	d.tell()
}

// remove takes a terminal away and shows its neighbour.
func (d *deck) remove(s *seat) {
	i := slices.Index(d.seats, s)
	if i < 0 {
		return
	}
	d.seats = slices.Delete(d.seats, i, i+1)
	s.screen.SetShown(false)
	if d.at == s {
		d.at = nil
		if len(d.seats) > 0 {
			d.at = d.seats[min(i, len(d.seats)-1)]
		}
	}
	d.refresh()
	d.tell()
}

// close ends every terminal without asking: their container is gone.
func (d *deck) close() {
	for _, s := range d.seats {
		s.leave()
	}
}

// tell tells the terminals which of them is on the screen.
func (d *deck) tell() {
	for _, s := range d.seats {
		s.screen.SetShown(s == d.at && d.t.seen && d.t.deck() == d)
	}
}

// refresh shows what there is now.
func (d *deck) refresh() {
	d.frame()
	var body fyne.CanvasObject
	title, words := stateWords(d.now)
	switch {
	case d.at != nil:
		body = d.at.screen
	case title != "":
		body = widgets.Empty(title, words, nil)
	default:
		body = d.form.object
	}
	if len(d.body.Objects) != 1 || d.body.Objects[0] != body {
		d.body.Objects = []fyne.CanvasObject{body}
		d.body.Refresh()
	}
	for i, s := range d.seats {
		d.chips[i].Tip = format.CleanLine(s.title)
	}
}

// renew draws all of it in the colours that the theme has now.
func (d *deck) renew() {
	d.framed = ""
	d.refresh()
	d.form.renew()
	if d.at != nil {
		d.at.screen.Refresh()
	}
}

// frame makes the rows over and under the terminal, if they are to be others than
// they are: what has the keyboard in them shall keep it.
func (d *deck) frame() {
	now := fmt.Sprintf("%v %s", d.at == nil, d.now.State)
	for _, s := range d.seats {
		now += fmt.Sprintf(" %s %v %v", s.id, s.over, s == d.at)
	}
	if now == d.framed {
		return
	}
	d.framed = now
	d.head.Objects, d.foot.Objects, d.chips = nil, nil, nil
	if len(d.seats) > 0 {
		d.head.Objects = []fyne.CanvasObject{widgets.PadSides(d.tabs(), 0, 0, 6, 0)}
	}
	if d.at != nil {
		d.foot.Objects = []fyne.CanvasObject{widgets.PadSides(d.line(d.at), 6, 0, 0, 0)}
	}
	d.head.Refresh()
	d.foot.Refresh()
	d.object.Layout.Layout(d.object.Objects, d.object.Size())
}

// tabs is the row over the terminal.
func (d *deck) tabs() fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, s := range d.seats {
		c := widgets.NewChip(s.id+".tab", s.name, func() {
			d.turn(s)
			d.host().Focus(s.screen)
		})
		c.Topic = "tab.terminal"
		c.SetOn(s == d.at)
		d.chips, all = append(d.chips, c), append(all, c)
	}
	more := widgets.NewChip("terminal.new", "+ New", func() {
		d.turn(nil)
		d.form.look()
	})
	more.Topic = "action.window.open-terminal"
	more.SetOn(d.at == nil)
	left := widgets.NewFlow(6, 4, append(all, more)...)
	if d.at == nil {
		return left
	}
	s := d.at
	row := container.New(layout.NewCustomPaddedHBoxLayout(6))
	if s.over {
		again := widgets.NewChip("terminal.again", "Open again", func() { d.again(s) })
		again.Topic = "action.window.open-terminal"
		again.SetDisabled(d.now.State != object.StateRunning)
		row.Add(again)
	}
	shut := widgets.NewChip("terminal.close", "Close", s.close)
	shut.Topic = "action.window.close-terminal"
	row.Add(shut)
	return container.NewBorder(nil, nil, nil, row, left)
}

// line is the row under a terminal: its command, and the way out of it.
func (d *deck) line(s *seat) fyne.CanvasObject {
	hint := widgets.MutedText("Ctrl+Tab leaves the terminal")
	hint.ID = "terminal.hint"
	if s.over {
		hint.SetText("")
	}
	words := widgets.NewText(s.wish.command().Display(command.Bash), widgets.TextStyle{Size: theme.SizeSmall, Mono: true, Color: theme.Muted})
	words.ID, words.Truncate = "terminal.command", true
	return container.NewBorder(nil, nil, nil, widgets.PadSides(hint, 0, 0, 0, 12), words)
}
