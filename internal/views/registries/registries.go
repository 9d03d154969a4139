// Package registries is the page about where images come from and go to: who is
// logged in where, what a registry has, and the registry within this program with
// the steps to learn it by.
//
// It asks when it is looked at and when a person wants it, and never in between.
// What changes something is an action, which others run.
package registries

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/registry"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Page is the Registries page. It belongs to the main goroutine.
type Page struct {
	host     *page.Host
	content  fyne.CanvasObject
	column   *modal.Stack
	scroll   *widgets.Scroll
	logins   *loginsCard
	browser  *browser
	lesson   *lesson
	login    *widgets.Button
	snapshot *object.Snapshot
	known    []registry.Login
	failed   error // why the logins are not known
	shown    bool
	asked    int
}

// patience is how long a registry, or a helper program, may take to answer.
const patience = 15 * time.Second

// New makes the page.
func New(host *page.Host) *Page {
	p := &Page{host: host, snapshot: &object.Snapshot{}}
	p.logins, p.browser, p.lesson = newLoginsCard(p), newBrowser(p), newLesson(p)
	margin, gap := theme.Size(theme.SizeMargin), theme.Size(theme.SizeGap)
	p.login = p.button("registries.login", "Log in…", "key", widgets.Main, "action.registry.login", func() { p.logIn(nil) })
	again := p.button("registries.refresh", "", "refresh", widgets.Ordinary, "page.registries", p.Renewed)
	again.Tip = "Read the logins again"
	right := container.New(layout.NewCustomPaddedHBoxLayout(10), again, p.login)
	head := container.NewBorder(nil, nil, widgets.Middle(widgets.Title("Registries")), right)
	p.column = modal.NewStack(gap,
		widgets.NewHeading("registries.logins", "Where you are logged in", "page.registries"), p.logins.object,
		p.browser.object,
		widgets.NewHeading("registries.practice", "Practice registry", "concept.practice-registry"), p.lesson.object)
	p.scroll = widgets.NewScroll(widgets.PadSides(p.column, 0, margin, margin, margin))
	p.content = container.NewBorder(widgets.PadSides(head, 14, margin, gap, margin), nil, nil, nil, p.scroll)
	if host.Registries != nil {
		host.Registries.OnPractice(func() { host.Post(p.practised) })
	}
	return p
}

func (p *Page) button(id, words, icon string, role widgets.Role, topic string, tap func()) *widgets.Button {
	b := widgets.NewButton(id, words, icon, role, tap)
	b.Topic = topic
	return b
}

// ID implements page.Page.
func (p *Page) ID() string { return "registries" }

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// FocusSearch goes to what is typed into here.
func (p *Page) FocusSearch() { p.browser.focus() }

// Reveal implements page.Page; objects have pages of their own.
func (p *Page) Reveal(object.Ref) {}

// Shown implements page.Page.
func (p *Page) Shown() {
	p.shown = true
	p.Renewed()
}

// Hidden implements page.Page. What is being asked is dropped.
func (p *Page) Hidden() {
	p.shown = false
	p.asked++
	p.browser.leave()
}

// Update implements page.Page.
func (p *Page) Update(s *object.Snapshot) {
	p.snapshot = s
	p.login.SetDisabled(s.Link != object.LinkLive)
	p.lesson.update()
	p.browser.update()
}

// Renewed reads the logins again: somebody may have logged in elsewhere.
func (p *Page) Renewed() {
	if p.host.Registries == nil || !p.shown {
		return
	}
	p.asked++
	mine := p.asked
	p.host.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		list, err := p.host.Registries.Logins(ctx)
		p.host.Post(func() {
			if p.asked != mine || !p.shown {
				return
			}
			p.known, p.failed = list, err
			p.logins.draw()
			p.lesson.update()
			p.browser.update()
			p.lay()
		})
	})
	p.lesson.ask()
}

// practised follows the practice registry.
func (p *Page) practised() {
	if p.shown {
		p.Renewed()
		p.browser.renew()
	}
}

// lay lays the page out anew after a part of it has become higher or lower.
func (p *Page) lay() {
	p.column.Refresh()
	p.scroll.Refresh()
	p.content.Refresh()
}

// loggedIn is the login to a registry, if there is one.
func (p *Page) loggedIn(host string) (registry.Login, bool) {
	for _, l := range p.known {
		if l.Registry == host {
			return l, true
		}
	}
	return registry.Login{}, false
}

// logIn opens the form of a login, filled as far as it is known.
func (p *Page) logIn(v action.Values) {
	p.host.Ask(action.Must("registry.login"), p.about(), v, p.Renewed)
}

func (p *Page) logOut(host string) {
	p.host.Ask(action.Must("registry.logout"), p.about(), action.Values{action.LogoutServer: host}, p.Renewed)
}

func (p *Page) about() action.On {
	return action.On{Kind: operations.KindRegistry, Snapshot: p.snapshot}
}

// nameOf is what a person calls a registry.
func nameOf(host string) string {
	if host == registry.Hub {
		return "Docker Hub"
	}
	return host
}

// why puts an answer that did not come into a sentence.
func (p *Page) why(op, host string, err error) diagnosis.Diagnosis {
	class := map[registry.Kind]diagnosis.Class{
		registry.BadLogin: diagnosis.Forbidden, registry.LoginNeeded: diagnosis.Forbidden, registry.Denied: diagnosis.Forbidden,
		registry.NotFound: diagnosis.NotFound, registry.Canceled: diagnosis.Canceled,
	}[registry.KindOf(err)]
	return diagnosis.Explain(diagnosis.Failure{
		Op: op, Ref: object.Ref{Kind: operations.KindRegistry, ID: host}, Name: nameOf(host), Class: class, Raw: err.Error(), Snapshot: p.snapshot,
	})
}
