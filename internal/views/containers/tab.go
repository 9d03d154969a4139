package containers

import "github.com/dockdesk/dockdesk/internal/engine/object"

// ShowTab shows a tab of the selected container: "logs", "terminal", …. One that
// there isn't changes nothing.
func (p *Page) ShowTab(id string) { p.pane.Select(id) }

// ShowReach shows the way to the selected container from another one, or with ""
// from this computer.
func (p *Page) ShowReach(from string) {
	p.pane.Select("reach")
	p.pane.reach.From(from)
}

// Attach shows the terminal of the program that a container runs, as soon as it
// does.
func (p *Page) Attach(ref object.Ref) {
	p.pane.Select("terminal")
	p.pane.terms.Attach(ref.ID)
}
