package registries

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/registry"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// loginsCard lists who is logged in where.
type loginsCard struct {
	p       *Page
	object  fyne.CanvasObject
	body    *modal.Stack
	checked map[string]string // what a check of a login has said
	asking  map[string]bool
}

func newLoginsCard(p *Page) *loginsCard {
	c := &loginsCard{p: p, body: modal.NewStack(10), checked: map[string]string{}, asking: map[string]bool{}}
	c.object = widgets.Card(c.body)
	c.body.Set(muted("registries.reading", "Reading the docker command's settings."))
	return c
}

func muted(id, words string) *widgets.Paragraph {
	t := widgets.NewParagraph(words, widgets.TextStyle{Color: theme.Muted})
	t.ID = id
	return t
}

func (c *loginsCard) draw() {
	switch {
	case c.p.failed != nil:
		d := c.p.why("login", "", c.p.failed)
		title := widgets.NewParagraph(d.Title, widgets.TextStyle{Bold: true, Color: theme.Danger})
		title.ID = "registries.failed"
		c.body.Set(title, widgets.NewParagraph(d.Words, widgets.TextStyle{}))
	case len(c.p.known) == 0:
		c.body.Set(muted("registries.none", "Nowhere. What is public can be pulled all the same. Log in to push, and to pull what is private."))
	default:
		var rows []fyne.CanvasObject
		for i, l := range c.p.known {
			if i > 0 {
				rows = append(rows, widgets.NewRule())
			}
			rows = append(rows, c.row(l))
		}
		c.body.Set(rows...)
	}
}

// row is one registry: its name, who is logged in and where that is kept, and
// what there is to do.
func (c *loginsCard) row(l registry.Login) fyne.CanvasObject {
	id := "registries.login." + l.Registry
	name := widgets.NewText(nameOf(l.Registry), widgets.TextStyle{Bold: true})
	name.ID, name.Truncate = id+".name", true
	words := muted(id+".words", c.words(l))
	look := widgets.NewSmallLink(id+".look", "Look inside", func() { c.p.browser.open(l.Registry) })
	check := widgets.NewSmallLink(id+".check", "Is it still accepted?", func() { c.check(l.Registry) })
	out := widgets.NewSmallLink(id+".logout", "Log out…", func() { c.p.logOut(l.Registry) })
	look.Topic, check.Topic, out.Topic = "page.registries", "page.registries", "action.registry.logout"
	check.SetDisabled(c.asking[l.Registry])
	return modal.NewStack(2, name, words, widgets.NewFlow(16, 2, look, check, out))
}

// words say who is logged in, where that is kept, and what else is known.
func (c *loginsCard) words(l registry.Login) string {
	who := "As " + format.CleanLine(l.User)
	if l.User == "" {
		who = "With a token"
	}
	kept := "kept in the docker command's config.json"
	if l.Helper != "" {
		kept = "kept by " + l.Helper
	}
	words := fmt.Sprintf("%s, %s.", who, kept)
	if !l.Expires.IsZero() {
		now := c.p.host.Now()
		if l.Expires.Before(now) {
			words += " Its token has expired. Log in again."
		} else {
			words += " Its token is good until " + l.Expires.Local().Format("2 January, 15:04") + "."
		}
	}
	if said := c.checked[l.Registry]; said != "" {
		words += " " + said
	}
	return words
}

// check asks the registry, by way of the engine, whether it accepts the login.
func (c *loginsCard) check(host string) {
	c.asking[host], c.checked[host] = true, "Asking whether it is accepted."
	c.draw()
	c.p.lay()
	c.p.host.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		err := c.p.host.Registries.Check(ctx, host)
		c.p.host.Post(func() {
			delete(c.asking, host)
			c.checked[host] = "It is accepted."
			if err != nil {
				c.checked[host] = "Not accepted: " + c.p.why("login", host, err).Clause + "."
			}
			c.draw()
			c.p.lay()
		})
	})
}
