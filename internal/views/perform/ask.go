package perform

import (
	"maps"

	"github.com/dockdesk/dockdesk/internal/views/action"
)

// Ask asks about an action with values to begin with, also where a click would
// do it at once; done, which may be nil, hears on the main goroutine when it has
// ended.
func (p *Performer) Ask(a *action.Action, on action.On, v action.Values, done func()) {
	if why := p.Why(a, on); why != "" {
		if p.o.Refused != nil {
			p.o.Refused(a, why)
		}
		return
	}
	values := a.Defaults(on)
	maps.Copy(values, v)
	p.o.Asker.Ask(p.Fill(Question{
		Action: a, On: on, Values: values, Fixed: a.Asks == action.Never,
		Do: func(on action.On, v action.Values) {
			p.DoWatched(a, on, v, Watch{Ended: func(Ended) {
				if done != nil {
					done()
				}
			}})
		},
	}))
}
