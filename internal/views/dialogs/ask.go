package dialogs

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/perform"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// question is an action that is being asked about: a confirmation where
// something is destroyed, a form where it must be told more, or both.
type question struct {
	d *Dialogs
	q perform.Question
	// on is about what: for a prune with the plan that is shown.
	on     action.On
	form   *form
	dialog *modal.Dialog

	body    *modal.Stack
	losses  *modal.Stack
	card    *commandCard
	problem *widgets.Text
	cancel  *widgets.Button
	do      *widgets.Button

	looking   bool   // the plan is being looked up
	failed    error  // it could not be
	planFor   string // the values that the plan was looked up for
	lossesFor string // what the lists were made for
	dropPlan  func()

	agree       *agreement
	dropMeasure func()
	dropFollow  func()
	stale       bool // the engine has changed since the list was made
}

// Ask implements perform.Asker.
func (d *Dialogs) Ask(q perform.Question) {
	s := &question{d: d, q: q, on: q.On, losses: modal.NewStack(blockGap), dropPlan: func() {}, dropMeasure: func() {}, dropFollow: func() {}}
	fields := q.Action.Fields(q.On)
	if q.Fixed {
		fields = nil
	}
	s.form = newForm("ask", fields, q.Values, s.update, d.Browse)
	s.card = newCommandCard("ask.command", d.host)
	s.agree = newAgreement(q.Action.Topic(), s.update)
	s.build()
	s.lookUp()
	if s.q.Plan == nil {
		s.measure()
		s.follow()
	}
	s.update()
	d.layer.Show(s.dialog)
}

func (s *question) destroys() bool {
	return s.q.Action.RiskOf(s.on, s.form.values) == action.Destroys
}

func (s *question) build() {
	a := s.q.Action
	s.problem = widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	s.problem.ID, s.problem.Truncate = "ask.problem", true
	s.cancel = widgets.NewButton("ask.cancel", "Cancel", "", widgets.Ordinary, func() { s.dialog.Close() })
	role := widgets.Main
	if s.destroys() {
		role = widgets.Destroys
	}
	s.do = widgets.NewButton("ask.do", a.Words.Button, a.Icon, role, s.accept)
	s.do.Topic, s.cancel.Topic = a.Topic(), a.Topic()

	blocks := []fyne.CanvasObject{s.losses, s.agree.object}
	blocks = append(blocks, s.form.objects()...)
	if others := s.others(); others != nil {
		blocks = append(blocks, others)
	}
	blocks = append(blocks, s.card.object)
	s.body = modal.NewStack(blockGap, blocks...)

	title := a.Heading(s.on, s.form.values)
	if s.destroys() {
		title += "?"
	}
	s.dialog = &modal.Dialog{
		ID: "ask", Title: title, Icon: a.Icon, Grave: s.destroys(), Body: s.body, Width: askWidth,
		Footer: container.NewBorder(nil, nil, nil,
			container.New(layout.NewCustomPaddedHBoxLayout(10), s.cancel, s.do), widgets.PadSides(widgets.Middle(s.problem), 0, 14, 0, 0)),
		OnClosed: s.closed,
	}
	// The safe button has the keyboard where something can be lost. In a form
	// Enter hands in, but never destroys.
	s.dialog.First = s.form.first()
	switch {
	case s.destroys():
		s.dialog.First = s.cancel
	case s.dialog.First == nil && a.Risk == action.Safe:
		s.dialog.First = s.do
	case s.dialog.First == nil:
		s.dialog.First = s.cancel
	}
	s.dialog.OnEnter = func() {
		if !s.destroys() {
			s.do.Tap()
		}
	}
}

// others says which of the selected objects stay as they are.
func (s *question) others() fyne.CanvasObject {
	n := len(s.q.Others)
	if n == 0 {
		return nil
	}
	words := s.q.Others[0].Why + ". It stays as it is."
	if n > 1 {
		words = format.Count(n, "other "+string(s.q.Others[0].Ref.Kind)) + " can't take it and stay as they are: " + s.q.Others[0].Why + ", …"
	}
	p := widgets.NewParagraph(words, widgets.TextStyle{})
	p.ID = "ask.others"
	return widgets.Note("info", widgets.ToneInfo, p)
}

// lookUp looks up what a prune would remove, when its values ask for another
// plan than the one at hand.
func (s *question) lookUp() {
	if s.q.Plan == nil {
		return
	}
	now := ""
	for _, f := range s.form.rows {
		if f.field.Kind != action.Switch { // a text says what is kept, not what goes
			continue
		}
		now += f.field.ID + "=" + s.form.values[f.field.ID] + "\n"
	}
	if now == s.planFor && (s.looking || s.on.Plan != nil || s.failed != nil) {
		return
	}
	s.dropPlan()
	s.dropMeasure()
	s.dropFollow()
	s.on.Figures, s.stale = nil, false
	s.planFor, s.looking, s.failed, s.on.Plan = now, true, nil, nil
	s.dropPlan = s.q.Plan(s.form.values, func(p *operations.Plan, err error) {
		s.looking, s.failed, s.on.Plan = false, err, p
		s.measure()
		s.follow()
		s.update()
	})
}

// update shows what the values mean: the losses, the command, and whether it
// can be done.
func (s *question) update() {
	if s.card == nil || s.dialog == nil {
		return // the form is being made
	}
	s.lookUp()
	a, v := s.q.Action, s.form.values
	s.showLosses()
	s.agree.ask(s.typedFor(), s.on)

	cmds, lit := a.Commands(s.on, v), []int(nil)
	if s.nothing() {
		cmds = nil
	}
	if len(cmds) > 0 && s.form.current != "" {
		lit = differing(cmds[0], s.without(s.form.current))
	}
	s.card.set(cmds, lit)
	s.tellCommand(cmds, lit)

	why := s.why()
	s.do.SetDisabled(why != "")
	if why == s.form.invalid() {
		why = s.form.untold() // the rest stands at its field
	}
	s.problem.SetText(why)
	s.dialog.Refit()
}

// without is the command as it would be without a field.
func (s *question) without(field string) command.Command {
	v := action.Values{}
	for id, value := range s.form.values {
		v[id] = value
	}
	v[field] = ""
	if cmds := s.q.Action.Commands(s.on, v); len(cmds) > 0 {
		return cmds[0]
	}
	return command.Command{}
}

func (s *question) tellCommand(cmds []command.Command, lit []int) {
	if len(cmds) == 0 {
		return
	}
	first := -1
	if len(lit) > 0 {
		first = lit[0]
	}
	topic := s.q.Action.Topic()
	for _, r := range s.form.rows {
		if r.field.ID == s.form.current {
			topic = r.field.Topic()
		}
	}
	s.d.OnCommand(topic, cmds[0], first)
}

// nothing reports a prune that has found nothing.
func (s *question) nothing() bool {
	return s.q.Plan != nil && s.on.Plan != nil && len(s.on.Plan.Items) == 0
}

// why says why it can't be done now; "" that it can.
func (s *question) why() string {
	switch {
	case s.looking:
		return "Looking for what can go"
	case s.failed != nil:
		return "What can go is not known"
	case s.nothing():
		return "There is nothing to remove"
	case s.stale:
		return "The list is old"
	}
	if why := s.form.invalid(); why != "" {
		return why
	}
	if why := s.q.Action.Ready(s.on, s.form.values); why != "" {
		return why
	}
	return s.agree.missing()
}

// showLosses makes the lists anew if they may say something else: a list that
// is scrolled or has the keyboard is left alone.
func (s *question) showLosses() {
	key := fmt.Sprintf("%v %v %p %p %v %v", s.looking, s.failed, s.on.Plan, s.on.Figures, s.stale, s.form.values)
	if key == s.lossesFor {
		return
	}
	s.lossesFor = key
	blocks := s.lossBlocks()
	s.losses.Set(blocks...)
	widgets.SetVisible(s.losses, len(blocks) > 0)
}

func (s *question) lossBlocks() []fyne.CanvasObject {
	say := func(icon string, tone widgets.Tone, words string) fyne.CanvasObject {
		p := widgets.NewParagraph(words, widgets.TextStyle{})
		p.ID = "ask.care"
		return widgets.Note(icon, tone, p)
	}
	switch {
	case s.looking:
		return []fyne.CanvasObject{say("search", widgets.ToneInfo, "Looking for what can go. Nothing is removed yet.")}
	case s.failed != nil:
		return []fyne.CanvasObject{say("failed", widgets.ToneDanger, "What can go is not known: "+perform.Clause(s.failed)+".")}
	case s.nothing():
		return []fyne.CanvasObject{say("check", widgets.ToneOK, "There is nothing to remove.")}
	}
	l := s.q.Action.Losses(s.on, s.form.values)
	var blocks []fyne.CanvasObject
	if s.stale {
		blocks = append(blocks, s.staleNote())
	}
	if l.Says != "" {
		blocks = append(blocks, say("info", widgets.ToneInfo, l.Says))
	}
	if l.Care != "" {
		blocks = append(blocks, say("warning", widgets.ToneWarn, l.Care))
	}
	if len(l.Goes) > 0 {
		blocks = append(blocks, goesCard(l))
		if len(l.Stays) > 0 {
			blocks = append(blocks, staysCard(l))
		}
	}
	return blocks
}

func (s *question) accept() {
	if s.why() != "" {
		return
	}
	on, v := s.on, s.form.values
	on.Figures = nil // they were for the person
	s.dialog.Close()
	s.q.Do(on, v)
}

func (s *question) closed() {
	s.dropPlan()
	s.dropMeasure()
	s.dropFollow()
	s.d.OnCommand("", command.Command{}, -1)
}
