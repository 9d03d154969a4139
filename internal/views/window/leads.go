package window

import (
	"context"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/containers"
	"github.com/dockdesk/dockdesk/internal/views/diagnosis"
)

// leads is where the remedies of a failure lead to.
type leads struct{ w *Window }

// Form implements perform.Leads.
func (l leads) Form(s spec.RunSpec, editing string) { l.w.openForm(s, editing) }

// Show implements perform.Leads.
func (l leads) Show(ref object.Ref) { l.w.Open(ref) }

// Log implements perform.Leads.
func (l leads) Log(ref object.Ref) {
	l.w.Open(ref)
	if p, ok := l.w.shell.Current().(*containers.Page); ok {
		p.ShowTab("logs")
	}
}

// Page implements perform.Leads.
func (l leads) Page(id string) { l.w.shell.GoTo(id) }

// Copy implements perform.Leads.
func (l leads) Copy(text string) { l.w.host.Copy(text) }

// explaining is what a diagnosis needs of the window.
func (w *Window) explaining() diagnosis.Services {
	return diagnosis.Services{Explain: w.explain, Copy: func(text string) { w.host.Copy(text) }, Open: w.Open}
}

// howMade is how a remedy reads the way a container was made; nil where nobody
// can be asked.
func (w *Window) howMade() func(context.Context, string) (spec.RunSpec, []string, error) {
	if w.o.Run == nil {
		return nil
	}
	return w.o.Run.ContainerSpec
}
