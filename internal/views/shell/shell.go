// Package shell is the window around the pages: navigation, guide panel,
// history line, status line, banner, menus and shortcuts. It shows one page at
// a time and hands it the newest snapshot.
//
// It must know nothing of what a page shows, and never speak to the engine.
package shell

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Entry is one line of the navigation.
type Entry struct {
	ID, Title, Icon string
	Page            page.Page
	Count           func(*object.Snapshot) int // nil for none
	Gap             bool                       // a line above it
	Under           string                     // it has no line of its own: that of this page is marked
}

// Shell is the window's content.
type Shell struct {
	entries []Entry
	nav     *nav
	body    *fyne.Container
	banner  *banner
	band    *band
	status  *statusLine
	history *historyLine
	guide   *guideDock
	veil    *veil
	standIn StandIn
	stands  bool
	host    *page.Host
	root    fyne.CanvasObject
	foot    *fyne.Container
	far     *farFoot
	room    *farBody
	form    command.Command // of the run form

	current  int
	painted  []color.Color // the ground on which each page was last shown
	snapshot *object.Snapshot
	onGoTo   func(id string)
}

// StandIn is shown in place of every page while there is nothing that a page
// could show.
type StandIn interface {
	Content() fyne.CanvasObject
	Update(*object.Snapshot)
	Stands() bool
	First() fyne.Focusable // what gets the keyboard when it comes
}

// Options are what a Shell is made of.
type Options struct {
	StandIn StandIn
	Entries []Entry
	Host    *page.Host
	// OnGoTo hears which page is shown; may be nil.
	OnGoTo func(id string)
	// OnHistory opens the history.
	OnHistory func()
	// OnLeavePractice turns back to real Docker; may be nil.
	OnLeavePractice func()
	// Apron is shown in the fifth at the bottom that a projector leaves free; may be
	// nil.
	Apron fyne.CanvasObject
	// Tasks says in the status line what is under way; may be nil.
	Tasks fyne.CanvasObject
}

// New builds the window's content and shows the first entry.
func New(o Options) *Shell {
	s := &Shell{entries: o.Entries, current: -1, body: container.NewStack(), onGoTo: o.OnGoTo, standIn: o.StandIn, host: o.Host}
	s.painted = make([]color.Color, len(o.Entries))
	s.snapshot = &object.Snapshot{Link: object.LinkConnecting}
	s.nav = newNav(o.Entries, s.GoTo)
	s.banner = newBanner()
	s.band = newBand(o.OnLeavePractice)
	s.status = newStatusLine(o.Tasks)
	s.history = newHistoryLine(o.Host, o.OnHistory)
	s.guide = newGuideDock(o.Host)

	s.veil = newVeil()
	s.room = newFarBody(s.body)
	pageArea := container.NewBorder(container.New(layout.NewCustomPaddedVBoxLayout(0), s.band.object, s.banner.object), nil, nil, nil, container.NewStack(s.room.object, s.veil))
	s.banner.moved, s.band.moved = pageArea.Refresh, pageArea.Refresh
	center := container.New(&columns{left: s.nav.object, right: s.guide.object, middle: pageArea, guide: s.guide},
		s.nav.object, pageArea, s.guide.object)
	s.guide.onResize = center.Refresh
	s.far = newFarFoot(o.Apron)
	s.status.also = func(words string, color fyne.ThemeColorName) {
		s.far.notice(words, color)
		s.foot.Refresh()
	}
	s.guide.onCommand, s.history.shown = s.Caption, s.Caption
	near := []fyne.CanvasObject{s.history.object, s.status.object}
	s.foot = container.New(&feet{near: near, far: s.far, own: s.captioned, wide: func() float32 { return s.root.Size().Width }},
		append(near, s.far.says, s.far.caption.object, s.far.apron)...)
	// No ground of its own: Fyne clears the window in the theme's background.
	s.root = container.New(footLayout{}, s.foot, center)
	return s
}

// Object is the window's content.
func (s *Shell) Object() fyne.CanvasObject { return s.root }

// Page is the id of the page that is shown.
func (s *Shell) Page() string {
	if s.current < 0 {
		return ""
	}
	return s.entries[s.current].ID
}

// Pages are the ids of the pages that have a line in the navigation, in its order.
func (s *Shell) Pages() []string {
	var ids []string
	for _, e := range s.entries {
		if e.Under == "" {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// Title is what the navigation calls a page.
func (s *Shell) Title(id string) string { return s.entry(id).Title }

// Icon is the name of a page's icon.
func (s *Shell) Icon(id string) string { return s.entry(id).Icon }

// entry is the one with an id; the zero value where there is none.
func (s *Shell) entry(id string) Entry {
	i := slices.IndexFunc(s.entries, func(e Entry) bool { return e.ID == id })
	if i < 0 {
		return Entry{}
	}
	return s.entries[i]
}

// Current is the page that is shown, or nil.
func (s *Shell) Current() page.Page {
	if s.current < 0 {
		return nil
	}
	return s.entries[s.current].Page
}

// GoTo shows the page with this id; an unknown id changes nothing.
func (s *Shell) GoTo(id string) {
	for i, e := range s.entries {
		if e.ID == id && i != s.current {
			s.show(i)
			return
		}
	}
}

func (s *Shell) show(i int) {
	if old := s.Current(); old != nil {
		old.Hidden()
	}
	s.current = i
	p := s.entries[i].Page
	s.repaint(i)
	p.Update(s.snapshot)
	s.fill()
	s.nav.mark(s.entries[i])
	p.Shown()
	s.far.caption.show(s.history.last) // of the page before nothing stays
	if s.foot.Refresh(); theme.Projecting() {
		s.root.Refresh() // the foot may have another height
	}
	if !s.stands {
		s.guide.home("page." + s.entries[i].ID)
	}
	if s.onGoTo != nil {
		s.onGoTo(s.entries[i].ID)
	}
}

// repaint draws a page anew that comes back in another theme than it went in: Fyne
// tells only what is on the screen of a new one.
func (s *Shell) repaint(i int) {
	now := theme.Color(theme.Background)
	if before := s.painted[i]; before != nil && before != now {
		widgets.Repaint(s.entries[i].Page.Content())
	}
	s.painted[i] = now
}

// fill puts the page, or what stands in for it, into its place.
func (s *Shell) fill() {
	content := s.standIn.Content()
	if !s.stands {
		content = s.Current().Content()
	}
	s.body.Objects = []fyne.CanvasObject{content}
	s.body.Refresh()
}

// Standing reports whether something stands in for the page.
func (s *Shell) Standing() bool { return s.stands }

// StatusChanged lays the status line out anew.
func (s *Shell) StatusChanged() { s.status.right.Refresh() }

// Stand lets the stand-in come or go when it says so itself.
func (s *Shell) Stand() {
	s.stand()
	s.banner.update(s.snapshot, s.stands)
}

// stand lets the stand-in come or go.
func (s *Shell) stand() {
	stands := s.standIn.Stands()
	if stands == s.stands || s.current < 0 {
		return
	}
	s.stands = stands
	s.fill()
	if first := s.standIn.First(); stands && first != nil {
		s.host.Focus(first)
	}
	if !stands {
		s.guide.home("page." + s.Page())
	}
}

// Update shows a new snapshot. It must be called on the main goroutine.
func (s *Shell) Update(snap *object.Snapshot) {
	s.snapshot = snap
	s.standIn.Update(snap)
	if !s.standIn.Stands() {
		s.nav.update(snap)
	}
	s.stand()
	s.banner.update(snap, s.stands)
	s.band.update(snap)
	s.veil.set(snap.Link == object.LinkLost && len(snap.Containers)+len(snap.Images)+len(snap.Networks) > 0)
	s.status.update(snap)
	if p := s.Current(); p != nil {
		p.Update(snap)
	}
}

// Guide is the panel that explains.
func (s *Shell) Guide() *guideDock { return s.guide }

// History is the line of commands.
func (s *Shell) History() *historyLine { return s.history }

// Notice says something in the status line, until end is called or something else
// is said.
func (s *Shell) Notice(words string, color fyne.ThemeColorName) (end func()) {
	return s.status.notice(words, color)
}

// Explained is how much of the window's right side the guide has, in px.
func (s *Shell) Explained() float32 { return s.guide.width() }

// Attend follows what has a person's attention.
func (s *Shell) Attend(t attention.Target, ok bool) { s.guide.attend(t, ok) }

// Usage shows what the containers in view use together.
func (s *Shell) Usage(words string) { s.status.setUsage(words) }

// columns lays out navigation, page and guide side by side.
type columns struct {
	left, middle, right fyne.CanvasObject
	guide               *guideDock
}

func (c *columns) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	nav := theme.Size(theme.SizeNav)
	c.guide.total = size.Width
	guide := c.guide.width()
	c.left.Resize(fyne.NewSize(nav, size.Height))
	c.left.Move(fyne.Position{})
	c.right.Resize(fyne.NewSize(guide, size.Height))
	c.right.Move(fyne.NewPos(size.Width-guide, 0))
	c.middle.Resize(fyne.NewSize(max(size.Width-nav-guide, 0), size.Height))
	c.middle.Move(fyne.NewPos(nav, 0))
}

func (c *columns) MinSize([]fyne.CanvasObject) fyne.Size {
	h := max(c.left.MinSize().Height, c.middle.MinSize().Height)
	return fyne.NewSize(theme.Size(theme.SizeNav)+c.guide.width()+c.middle.MinSize().Width, h)
}

// footLayout keeps the first object at the bottom, in its own height, and gives
// the rest to the second.
type footLayout struct{}

func (footLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	foot := o[0].MinSize().Height
	o[0].Resize(fyne.NewSize(size.Width, foot))
	o[0].Move(fyne.NewPos(0, size.Height-foot))
	o[1].Resize(fyne.NewSize(size.Width, size.Height-foot))
	o[1].Move(fyne.Position{})
}

func (footLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	foot, rest := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(max(foot.Width, rest.Width), foot.Height+rest.Height)
}
