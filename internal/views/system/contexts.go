package system

import (
	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/connection"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets/column"
)

// contextsPart is the address book.
type contextsPart struct {
	list   *connection.ContextList
	column *column.Column
	where  string // the engine in use when the list was read
}

func newContexts(host *page.Host, contexts connection.Contexts) *contextsPart {
	p := &contextsPart{}
	p.list = connection.NewContextList(host, "system.contexts", contexts, nil, func() { p.column.Refit() })
	p.column = column.New(column.Options{MaxWidth: 900, Left: true, Top: 2, Sides: theme.Size(theme.SizeMargin)}, p.list.Object())
	return p
}

func (p *contextsPart) object() fyne.CanvasObject { return wide(p.column) }
func (p *contextsPart) seen()                     { p.list.Reload() }
func (p *contextsPart) left()                     {}
func (p *contextsPart) renewed()                  {}

func (p *contextsPart) update(s *object.Snapshot) {
	if where := s.Engine.Context + " " + s.Engine.Endpoint; where != p.where {
		p.where = where
		p.list.Reload()
	}
}
