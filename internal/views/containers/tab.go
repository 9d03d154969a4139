package containers

// ShowTab shows a tab of the selected container: "logs", "terminal", …. One that
// there isn't changes nothing.
func (p *Page) ShowTab(id string) { p.pane.Select(id) }
