package images

import "github.com/dockdesk/dockdesk/internal/views/page"

// Menu is what can be done with an image from its row, beside its actions.
func (p *pane) Menu(host *page.Host, name, id string) []page.MenuItem {
	items := p.Pane.Menu(host, name, id)
	if host.Layers == nil {
		return items
	}
	look := page.MenuItem{ID: "layers", Title: "Layers and files", Icon: "image", Topic: "tab.layers", Do: func() { p.Select("layers"); p.Focus() }}
	return append([]page.MenuItem{look}, items...)
}
