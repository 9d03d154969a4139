// Package actionbar offers actions: as a row of buttons beside what is selected,
// and as the lines of a menu. Both are made from the registry; an action that
// isn't in it can't be offered.
//
// It must know neither what an action does nor how it is done.
package actionbar

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

const gap = 10 // between buttons, px at scale 1

// Bar is the row of buttons for objects of one kind. Where there is no room for
// all, the last ones are left to the menu behind "…", which has every action.
type Bar struct {
	widget.BaseWidget
	host   *page.Host
	prefix string
	extra  func() []page.MenuItem
	slots  []*slot
	more   *widgets.Button
	on     action.On
	shown  int // how many of the slots have room
}

// slot is the place of one button: the first action that applies of several.
type slot struct {
	choices []*action.Action
	now     *action.Action
	button  *widgets.Button
}

// New makes a bar whose buttons' ids are prefix, a point and the action's id.
// extra are further lines of the menu, and may be nil.
func New(host *page.Host, prefix string, kind object.Kind, extra func() []page.MenuItem) *Bar {
	b := &Bar{host: host, prefix: prefix, extra: extra, on: action.On{Kind: kind}}
	for _, ids := range action.Buttons(kind) {
		s := &slot{}
		for _, id := range ids {
			s.choices = append(s.choices, action.Must(id))
		}
		s.button = widgets.NewButton("", s.choices[0].Words.Button, s.choices[0].Icon, widgets.Ordinary, func() { host.Actions.Click(s.now, b.on) })
		b.slots = append(b.slots, s)
	}
	b.more = widgets.NewButton(prefix+".more", "", "more", widgets.Ordinary, b.menu)
	b.more.Tip, b.more.Topic = "All that can be done", "list.menu"
	b.shown = len(b.slots)
	b.ExtendBaseWidget(b)
	return b
}

// Set says which objects the buttons are about.
func (b *Bar) Set(on action.On) {
	b.on = on
	changed := false
	for _, s := range b.slots {
		changed = s.set(b.host.Actions, b.prefix, on) || changed
	}
	if changed {
		b.Refresh()
	}
}

// set chooses the action, and reports whether the button has another width.
func (s *slot) set(acts page.Actions, prefix string, on action.On) bool {
	a, why := s.choices[0], ""
	for i, choice := range s.choices {
		no := acts.Why(choice, on)
		if i == 0 || no == "" {
			a, why = choice, no
		}
		if no == "" {
			break
		}
	}
	before := s.button.MinSize()
	words := a.Words.Button
	if a.Question(on) {
		words += "…"
	}
	role := widgets.Ordinary
	if a.RiskOf(on, a.Defaults(on)) == action.Destroys {
		role = widgets.Destroys
	}
	offer := action.Offer{Action: a, On: on}
	old, _ := s.button.About.(action.Offer)
	tip := why
	if tip != "" {
		tip += "."
	}
	same := s.now == a && old.Same(offer) && s.button.Tip == tip
	s.now = a
	s.button.ID, s.button.Topic, s.button.Tip, s.button.About = prefix+"."+string(a.ID), a.Topic(), tip, offer
	s.button.SetText(words)
	s.button.SetIcon(a.Icon)
	s.button.SetRole(role)
	s.button.SetDisabled(why != "")
	if !same {
		s.button.Remind()
	}
	return s.button.MinSize() != before
}

func (b *Bar) menu() {
	items := Items(b.host.Actions, b.on)
	if b.extra != nil {
		items = append(append(items, page.MenuItem{}), b.extra()...)
	}
	b.host.Menu(items, widgets.Below(b.more))
}

// Fit leaves out the last buttons until the rest has room, and gives the width
// of that.
func (b *Bar) Fit(room float32) float32 {
	n := len(b.slots)
	for n > 0 && b.width(n) > room {
		n--
	}
	if n != b.shown {
		b.shown = n
		b.Refresh()
	}
	return b.width(n)
}

func (b *Bar) width(n int) float32 {
	w := b.more.MinSize().Width
	for _, s := range b.slots[:n] {
		w += s.button.MinSize().Width + gap
	}
	return w
}

// MinSize is that of the buttons that have room.
func (b *Bar) MinSize() fyne.Size { return fyne.NewSize(b.width(b.shown), b.more.MinSize().Height) }

// CreateRenderer implements fyne.Widget.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{b: b}
	for _, s := range b.slots {
		r.objects = append(r.objects, s.button)
	}
	r.objects = append(r.objects, b.more)
	return r
}

type renderer struct {
	b       *Bar
	objects []fyne.CanvasObject
}

func (r *renderer) Destroy()                     {}
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) MinSize() fyne.Size           { return r.b.MinSize() }

func (r *renderer) Refresh() {
	r.Layout(r.b.Size())
	for _, o := range r.objects {
		o.Refresh()
	}
}

func (r *renderer) Layout(size fyne.Size) {
	x := float32(0)
	for i, o := range r.objects {
		if i < len(r.b.slots) && i >= r.b.shown {
			o.Hide()
			continue
		}
		o.Show()
		w := o.MinSize().Width
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(w, size.Height))
		x += w + gap
	}
}
