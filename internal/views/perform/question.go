package perform

import (
	"context"
	"maps"

	"github.com/dockdesk/dockdesk/internal/engine/measure"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/task"
)

// Fill gives a question what it looks up while it is open. Its Plan is left as it
// is where the values are settled: then the list was shown before.
func (p *Performer) Fill(q Question) Question {
	a, do := q.Action, q.Do
	if _, prunes := a.Selection(q.On, q.Values); prunes && !q.Fixed {
		q.Plan = func(v action.Values, then func(*operations.Plan, error)) func() { return p.plan(a, q.On, v, then) }
	}
	q.Measure = func(on action.On, v action.Values, then func(*measure.Figures)) func() {
		return p.measure(a, on, v, then)
	}
	q.Follow = p.follow
	if a.Takes != action.None {
		q.Renew = func(v action.Values) { p.renew(q, v, do) }
	}
	return q
}

// renew asks a question again, about what there is now.
func (p *Performer) renew(q Question, v action.Values, do func(action.On, action.Values)) {
	on := q.On
	on.Snapshot, on.Plan, on.Figures = p.snapshot(), nil, nil
	takers, others := q.Action.Takers(on)
	takers = p.idle(q.Action, takers)
	if len(takers.IDs) == 0 {
		if p.o.Refused != nil {
			p.o.Refused(q.Action, "Nothing of it is left to do")
		}
		return
	}
	values := q.Action.Defaults(takers)
	maps.Copy(values, v)
	p.o.Asker.Ask(p.Fill(Question{Action: q.Action, On: takers, Others: others, Values: values, Fixed: q.Fixed, Do: do}))
}

// follow calls then on the main goroutine with each new snapshot, until cancelled.
func (p *Performer) follow(then func(*object.Snapshot)) (cancel func()) {
	if p.o.Subscribe == nil {
		return func() {}
	}
	dropped := false // on the main goroutine only
	end := p.o.Subscribe(func(s *object.Snapshot) {
		p.o.Post(func() {
			if !dropped {
				then(s)
			}
		})
	})
	return func() {
		dropped = true
		end()
	}
}

// measure measures what would go, and tells on the main goroutine what is known so
// far. It gives nothing where there is nothing to be measured, or nobody who could.
func (p *Performer) measure(a *action.Action, on action.On, v action.Values, then func(*measure.Figures)) (cancel func()) {
	wish := a.Wish(on, v)
	ops, err := p.o.Ops()
	if err != nil || ops.Measure == nil || wish.Empty() {
		return func() {}
	}
	dropped := false // on the main goroutine only
	tell := func(f measure.Figures) {
		p.o.Post(func() {
			if !dropped {
				then(&f)
			}
		})
	}
	then(&measure.Figures{})
	over := p.looking()
	id := p.o.Tasks.Start("Counting what would go", "", func(ctx context.Context, _ task.Report) task.Outcome {
		defer over()
		ops.Measure.Measure(ctx, wish, tell)
		if ctx.Err() != nil { // also by the person: then it is not known
			tell(measure.Figures{Done: true})
		}
		return task.Outcome{State: task.Done}
	})
	if id == 0 { // the window is closing
		over()
	}
	return func() {
		dropped = true
		p.o.Tasks.Cancel(id)
	}
}

// looking notes that something is being counted, which can hold on to it for a
// moment; over must be called once.
func (p *Performer) looking() (over func()) {
	done := make(chan struct{})
	p.mu.Lock()
	p.looks = append(p.looks, done)
	p.mu.Unlock()
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for i, l := range p.looks {
			if l == done {
				p.looks = append(p.looks[:i:i], p.looks[i+1:]...)
			}
		}
		close(done)
	}
}

// letGo waits until nothing is being counted any more: a helper of the counting
// would keep its volume from being removed.
func (p *Performer) letGo(ctx context.Context) {
	p.mu.Lock()
	looks := p.looks
	p.mu.Unlock()
	for _, l := range looks {
		select {
		case <-l:
		case <-ctx.Done():
			return
		}
	}
}
