package actionbar

import (
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// Items are the lines of a menu with all that can be done to objects; what
// destroys stands apart at the end.
func Items(acts page.Actions, on action.On) []page.MenuItem {
	var items, grave []page.MenuItem
	for _, a := range action.For(on.Kind) {
		offer := action.Offer{Action: a, On: on}
		if a.Risk == action.Destroys {
			grave = append(grave, item(acts, offer, false))
			continue
		}
		items = append(items, item(acts, offer, false))
		if a.Asks == action.OnWish {
			items = append(items, item(acts, offer, true))
		}
	}
	return append(append(items, page.MenuItem{}), grave...)
}

// PageItems are the lines of a menu with the actions that belong to a kind's
// page, not to an object; what destroys stands apart at the end. The first that
// makes something has a button there.
func PageItems(acts page.Actions, on action.On) []page.MenuItem {
	var items, grave []page.MenuItem
	button := false
	for _, a := range action.OfPage(on.Kind) {
		line := item(acts, action.Offer{Action: a, On: on}, false)
		switch {
		case a.Risk == action.Destroys:
			grave = append(grave, line)
		case button:
			items = append(items, line)
		}
		button = button || a.Risk != action.Destroys
	}
	if len(items) > 0 && len(grave) > 0 {
		items = append(items, page.MenuItem{})
	}
	return append(items, grave...)
}

// item is one line. with is the line that asks first what the action can be
// told.
func item(acts page.Actions, o action.Offer, with bool) page.MenuItem {
	a := o.Action
	m := page.MenuItem{
		ID: string(a.ID), Title: a.Words.Title, Icon: a.Icon, Topic: a.Topic(), Key: a.Key,
		Note: o.Line(), Disabled: acts.Why(a, o.On), About: o,
		Do: func() { acts.Click(a, o.On) },
	}
	if a.Question(o.On) {
		m.Title += "…"
	}
	if a.RiskOf(o.On, a.Defaults(o.On)) == action.Destroys {
		m.Ink = theme.Danger
	}
	if with {
		m.ID += ".with"
		m.Title, m.Key = a.Words.With+"…", ""
		m.Do = func() { acts.ClickWith(a, o.On) }
	}
	return m
}
