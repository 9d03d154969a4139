package listpage

import (
	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/actionbar"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// pageActions puts the actions that belong to the page, not to an object, beside
// the search field: the first that makes something as a button, the rest into a
// menu.
func (p *Page[T]) pageActions(right *fyne.Container) {
	rest := 0
	for _, a := range action.OfPage(p.o.Kind) {
		if a.Risk == action.Destroys || len(p.making) > 0 {
			rest++
			continue
		}
		b := p.makeButton(a)
		p.making = append(p.making, b)
		right.Add(b)
	}
	if rest == 0 {
		return
	}
	p.more = widgets.NewButton(p.o.ID+".more", "", "more", widgets.Ordinary, p.pageMenu)
	p.more.Tip, p.more.Topic = "What else belongs to this page", "list.menu"
	right.Add(p.more)
}

// makeButton is the button of an action that makes something. Its words are
// short: the page says what is made.
func (p *Page[T]) makeButton(a *action.Action) *widgets.Button {
	b := widgets.NewButton(p.o.ID+"."+string(a.ID), a.Words.Button+"…", a.Icon, widgets.Main, func() { p.host.Actions.Click(a, p.on(nil)) })
	b.Topic, b.About = a.Topic(), action.Offer{Action: a, On: p.on(nil)}
	return b
}

// firstStep is what can be done on an empty page; nil for nothing.
func (p *Page[T]) firstStep() fyne.CanvasObject {
	if len(p.making) == 0 {
		return nil
	}
	offer := p.making[0].About.(action.Offer)
	b := p.makeButton(offer.Action)
	b.ID += ".first"
	b.SetText(offer.Action.Words.Title + "…")
	return b
}

func (p *Page[T]) pageMenu() {
	p.host.Menu(actionbar.PageItems(p.host.Actions, p.on(nil)), widgets.Below(p.more))
}
