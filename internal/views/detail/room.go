package detail

import (
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// room is the button that gives the pane nearly the whole page, or the list above
// its room back. Each tab keeps what was chosen for it, the same on every page.
type room struct {
	settings page.Settings
	button   *widgets.Button
	give     func(bool)
	tab      Tab // that is seen
}

func newRoom(settings page.Settings, id string, tap func()) *room {
	r := &room{settings: settings}
	r.button = widgets.NewButton(id, "", "chevron-up", widgets.Quiet, tap)
	r.button.Topic = "list.room"
	return r
}

func (r *room) key() string { return "room." + r.tab.ID }

// tall reports whether the tab that is seen has the room.
func (r *room) tall() bool {
	if kept := r.settings.Get(r.key()); kept != "" {
		return kept == "tall"
	}
	return r.tab.Tall
}

// set keeps what a person chose for the tab that is seen.
func (r *room) set(tall bool) {
	r.settings.Set(r.key(), map[bool]string{true: "tall", false: "low"}[tall])
}

// fit gives the room that is wished for, as long as the pane is seen.
func (r *room) fit(seen bool) {
	icon, tip := "chevron-up", "Taller"
	if r.tall() {
		icon, tip = "chevron-down", "Smaller"
	}
	r.button.SetIcon(icon)
	if r.button.Tip != tip {
		r.button.Tip = tip
		r.button.Remind()
	}
	if r.give != nil {
		r.give(seen && r.tall())
	}
}

// OnRoom says who gives the pane nearly the whole page, or takes that back.
func (p *Pane) OnRoom(give func(bool)) {
	p.room.give = give
	p.Head.setEnd(p.room.button)
}

// Lowered hears that a person gave the list another height.
func (p *Pane) Lowered() {
	if p.room.tall() {
		p.room.set(false)
		p.room.fit(p.seen)
	}
}

func (p *Pane) toggleRoom() {
	p.room.set(!p.room.tall())
	p.room.fit(p.seen)
	if p.room.tab.Focus != nil {
		p.room.tab.Focus()
	}
}

// enterRoom says which tab is seen.
func (p *Pane) enterRoom() {
	p.room.tab = Tab{ID: p.current}
	for _, t := range p.extra {
		if t.ID == p.current {
			p.room.tab = t
		}
	}
	p.room.fit(p.seen)
}
