package containers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/logs"
	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/engine/vitals"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/help/exitcode"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/logview/ansi"
)

// settle is how long after an event the engine is asked: it tells of the end of
// a probe a moment before it writes down what came of it.
const settle = 250 * time.Millisecond

// lastLines is how many of the lines that a program printed last are shown.
const lastLines = 6

// fare is what was found out about a container.
type fare struct {
	vitals.Report
	end     vitals.End
	heard   bool     // somebody listened when it ended
	printed []string // the last lines before its end
}

// healthTab is how the selected container fares. It asks when something has
// happened, and only while it is seen.
type healthTab struct {
	host *page.Host
	show func(tab string) // shows another tab

	now    *object.Container
	all    *object.Snapshot
	seen   bool
	number int // of the container's turn; late answers about others are dropped
	asking bool
	again  bool
	cancel func()
	found  *fare // nil as long as nobody has answered
	err    error

	content fyne.CanvasObject
	facts   *widgets.Facts
}

func newHealthTab(host *page.Host) *healthTab { return &healthTab{host: host} }

func (t *healthTab) object() fyne.CanvasObject {
	if t.content == nil {
		t.facts = widgets.NewFacts()
		card := widgets.FitCard(t.facts)
		t.facts.OnChange = card.Refresh
		t.content = card
	}
	return t.content
}

// set says which container is selected, and what there is.
func (t *healthTab) set(c *object.Container, all *object.Snapshot) {
	before, was := t.now, t.all
	t.now, t.all = c, all
	switch {
	case before == nil || before.ID != c.ID:
		t.found, t.err = nil, nil
		if t.seen {
			t.leave()
			t.enter()
		}
	case t.seen && all.Link == object.LinkLive && was.Link != object.LinkLive:
		t.draw()
		t.ask(0) // the engine is back, and nobody told what happened meanwhile
	case t.seen && c != before:
		t.draw()
	}
}

func (t *healthTab) shown() {
	t.seen = true
	t.enter()
}

func (t *healthTab) hidden() {
	t.seen = false
	t.leave()
}

func (t *healthTab) enter() {
	if t.now == nil {
		return
	}
	t.number++
	t.asking = false
	mine := t.number
	t.cancel = t.host.Fare.Watch(t.now.ID, func() {
		t.host.Post(func() {
			if t.number == mine {
				t.ask(settle)
			}
		})
	})
	t.draw()
	t.ask(0)
}

func (t *healthTab) leave() {
	t.number++
	if t.cancel != nil {
		t.cancel()
		t.cancel = nil
	}
}

// ask asks the engine after a while: news that come together are asked for once.
func (t *healthTab) ask(after time.Duration) {
	if t.asking {
		t.again = true
		return
	}
	t.asking, t.again = true, false
	mine, c := t.number, t.now
	t.host.Go(func(ctx context.Context) {
		wait := time.NewTimer(after)
		defer wait.Stop()
		select {
		case <-ctx.Done():
			return
		case <-wait.C:
		}
		found, err := look(ctx, t.host, c)
		t.host.Post(func() {
			if t.number != mine {
				return
			}
			t.asking, t.err = false, err
			if err == nil {
				t.found = found
			}
			t.draw()
			if t.again {
				t.ask(settle)
			}
		})
	})
}

// look finds out how a container fares, and of one that has ended why.
func look(ctx context.Context, host *page.Host, c *object.Container) (*fare, error) {
	r, err := host.Fare.Vitals(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	f := &fare{Report: r}
	if r.Finished.IsZero() {
		return f, nil
	}
	f.end, f.heard = host.Fare.LastEnd(ctx, c.ID, r)
	if host.OpenLog != nil && !f.runs() {
		f.printed = printedLast(ctx, host.OpenLog, c, r.Finished)
	}
	return f, nil
}

func (f *fare) runs() bool {
	return f.State == object.StateRunning || f.State == object.StatePaused
}

// readWithin is how long the last lines may take.
const readWithin = 3 * time.Second

// printedLast are the last lines that a container printed until a time.
func printedLast(ctx context.Context, open func(logs.Options) page.Log, c *object.Container, until time.Time) []string {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	changed := make(chan struct{}, 1)
	log := open(logs.Options{
		Sources: []logs.Source{{ID: c.ID, Name: c.Name}}, Tail: lastLines, Until: until.Add(time.Second),
		Changed: func() {
			select {
			case changed <- struct{}{}:
			default:
			}
		},
	})
	defer log.Close()
	for {
		s := log.Snapshot()
		if s.Read || len(s.Sources) > 0 && s.Sources[0].Err != nil {
			return textOf(s)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
	}
}

func textOf(s *logs.Snapshot) []string {
	var out []string
	for i := range s.Len() {
		if l := s.Line(i); l.Kind != lines.Event {
			out = append(out, strings.TrimRight(plain(l.Text), "\r\n "))
		}
	}
	return out[max(len(out)-lastLines, 0):]
}

// plain is a line without its colours.
func plain(line []byte) string { return string(ansi.Clean(nil, line)) }

// another opens the run form filled like the container.
func (t *healthTab) another(change func(*spec.RunSpec)) {
	if t.host.RunLike != nil {
		t.host.RunLike(t.now.ID, change)
	}
}

// restart is what may help one that runs and is ill.
const restart exitcode.Kind = "restart"

// remedy is what a button under the end does; ok says that it can be done.
func (t *healthTab) remedy(k exitcode.Kind) (topic string, do func(), ok bool) {
	click := func(id action.ID) (string, func(), bool) {
		a, on := action.Must(id), action.About(t.all, object.Ref{Kind: object.KindContainer, ID: t.now.ID})
		if t.host.Actions == nil || t.host.Actions.Why(a, on) != "" {
			return "", nil, false
		}
		return a.Topic(), func() { t.host.Actions.Click(a, on) }, true
	}
	const again = "action.container.again"
	switch k {
	case exitcode.ShowLog:
		return "tab.logs", func() { t.show("logs") }, t.host.OpenLog != nil
	case exitcode.RaiseMemory:
		return click("container.update")
	case restart:
		return click("container.restart")
	case exitcode.StartAgain:
		return click("container.start")
	case exitcode.Terminal:
		return again, func() { t.another(func(s *spec.RunSpec) { s.Detach, s.Interactive, s.TTY = false, true, true }) }, t.host.RunLike != nil
	}
	return again, func() { t.another(nil) }, t.host.RunLike != nil
}

func (t *healthTab) draw() {
	if t.facts == nil || t.now == nil {
		return
	}
	t.facts.Set(t.list())
}

// list is all lines of the tab.
func (t *healthTab) list() []widgets.Fact {
	c, s := t.now, format.State(t.now)
	badge := widgets.NewBadge("health.state", s.Word, s.Icon, widgets.ToneOf(s.Tone), s.Topic)
	if t.err != nil {
		return []widgets.Fact{{ID: "health.now", Label: "Now", Topic: "tab.health", Lines: []widgets.Line{
			{badge}, {paragraph("health.now.words", cantTell(c, t.err, t.all))}}}}
	}
	if t.found == nil {
		return []widgets.Fact{{ID: "health.now", Label: "Now", Topic: "tab.health", Lines: []widgets.Line{
			{badge}, {paragraph("health.now.words", "The engine is being asked.")}}}}
	}
	f := t.found
	now := []widgets.Line{{badge, paragraph("health.now.words", nowWords(c, f, t.host.Now()))}}
	if f.Health == object.HealthUnhealthy && f.runs() {
		now = append(now, t.remedies([]exitcode.Remedy{{Kind: exitcode.ShowLog, Words: "Show its log"}, {Kind: restart, Words: "Restart it"}}))
	}
	list := []widgets.Fact{{ID: "health.now", Label: "Now", Topic: s.Topic, Lines: now}}
	list = append(list, t.checkFacts(f)...)
	list = append(list, widgets.Fact{ID: "health.restarts", Label: "Started again", Topic: "health.restarts",
		Lines: widgets.One(paragraph("health.restarts.words", restartWords(f)))})
	if f.Check != nil {
		list = append(list, widgets.Fact{ID: "health.probes", Label: "Last probes", Topic: "health.probe", Lines: probeLines(f)})
	}
	if end := t.endFact(f); len(end.Lines) > 0 {
		if f.runs() {
			return append(list, end)
		}
		return slices.Insert(list, 1, end) // it is what matters then
	}
	return list
}

func (t *healthTab) checkFacts(f *fare) []widgets.Fact {
	if f.Check == nil {
		lines := []widgets.Line{
			{widgets.NewBadge("health.no-check", "no health check", "", widgets.TonePlain, "badge.no-health"), paragraph("health.check.words", noCheck(f))},
		}
		if t.host.RunLike != nil {
			link := widgets.NewSmallLink("health.add-check", "Run another with a check", func() { t.another(nil) })
			link.Topic = "action.container.again"
			lines = append(lines, widgets.Line{link})
		}
		return []widgets.Fact{{ID: "health.check", Label: "Check", Topic: "badge.no-health", Lines: lines}}
	}
	check := []widgets.Line{{widgets.CodeWords(format.CleanLine(checkCommand(f.Check)))}, {paragraph("health.check.words", timing(f.Check))}}
	list := []widgets.Fact{{ID: "health.check", Label: "Check", Topic: "health.check", Lines: check}}
	if f.runs() {
		list = append(list, widgets.Fact{ID: "health.streak", Label: "Said no", Topic: "health.streak", Lines: widgets.One(paragraph("health.streak.words", streak(f)))})
	}
	return list
}

func probeLines(f *fare) []widgets.Line {
	var list []widgets.Line
	for _, p := range f.Probes {
		s := verdict(p)
		badge := widgets.NewBadge("", s.Word, s.Icon, widgets.ToneOf(s.Tone), "health.probe")
		list = append(list, widgets.Line{badge, widgets.Words(probeWords(p))})
		for _, line := range outputLines(p.Output) {
			list = append(list, widgets.Line{widgets.CodeWords(line)})
		}
	}
	if len(list) == 0 {
		return widgets.One(widgets.MutedWords("none so far"))
	}
	return list
}

// endFact tells of the last end; it has no lines where there was none.
func (t *healthTab) endFact(f *fare) widgets.Fact {
	if f.Error != "" && !f.runs() {
		return t.refusalFact(f)
	}
	fact := widgets.Fact{ID: "health.end", Label: "Last end", Topic: "health.end"}
	r, ok := reading(f)
	if !ok {
		return fact
	}
	tone, icon := widgets.ToneIdle, "idle"
	switch r.Verdict {
	case exitcode.Well:
		tone, icon = widgets.ToneOK, "check"
	case exitcode.Failed:
		tone, icon = widgets.ToneDanger, "failed"
	}
	head := widgets.Line{widgets.NewBadge("health.end.title", r.Title, icon, tone, "concept.exit-codes")}
	if !f.Finished.IsZero() {
		head = append(head, widgets.MutedWords(clockOf(f.Finished, t.host.Now())))
	}
	fact.Lines = []widgets.Line{head, {paragraph("health.end.words", r.Words)}}
	if len(f.printed) > 0 {
		fact.Lines = append(fact.Lines, widgets.Line{widgets.MutedWords("It printed last:")})
		for _, line := range f.printed {
			fact.Lines = append(fact.Lines, widgets.Line{widgets.CodeWords(format.CleanLine(line))})
		}
	}
	if f.runs() {
		return fact // it is over
	}
	if buttons := t.remedies(r.Remedies); len(buttons) > 0 {
		fact.Lines = append(fact.Lines, buttons)
	}
	return fact
}

// refusalFact tells why the engine could not start it.
func (t *healthTab) refusalFact(f *fare) widgets.Fact {
	d := refusal(t.now, f, t.all)
	lines := []widgets.Line{
		{widgets.NewBadge("health.end.title", "could not be started", "failed", widgets.ToneDanger, d.Topic())},
		{paragraph("health.end.words", format.CleanLine(d.Title+". "+d.Words))},
		{widgets.CodeWords(format.CleanLine(f.Error))},
	}
	var buttons widgets.Line
	add := func(i int, words, topic string, do func()) {
		b := widgets.NewButton(fmt.Sprintf("health.remedy.%d", i), format.CleanLine(words), "", widgets.Ordinary, do)
		b.Topic = topic
		buttons = append(buttons, b)
	}
	for i, m := range d.Remedies {
		switch m.Then {
		case diagnosis.Run, diagnosis.Form: // either way a person looks at it once more
			if t.host.RunLike != nil {
				add(i, m.Words, "action.container.again", func() { t.another(m.Change) })
			}
		case diagnosis.Again:
			if topic, do, ok := t.remedy(exitcode.StartAgain); ok && len(m.First) == 0 {
				add(i, m.Words, topic, do)
			} else if len(m.First) > 0 && t.host.Failed != nil {
				add(i, m.Words, d.Topic(), func() { t.host.Failed(refused(t.now, f, t.all)).Do(m) })
			}
		}
	}
	if d.Culprit.Ref.ID != "" {
		link := widgets.NewSmallLink("health.culprit", "Show "+format.CleanLine(d.Culprit.Name), func() { t.host.Open(d.Culprit.Ref) })
		link.Topic = d.Topic()
		buttons = append(buttons, link)
	}
	if len(buttons) > 0 {
		lines = append(lines, buttons)
	}
	return widgets.Fact{ID: "health.end", Label: "Last start", Topic: "health.end", Lines: lines}
}

// remedies are buttons for what can be done now.
func (t *healthTab) remedies(list []exitcode.Remedy) (buttons widgets.Line) {
	for _, m := range list {
		if topic, do, ok := t.remedy(m.Kind); ok {
			b := widgets.NewButton("health.remedy."+string(m.Kind), m.Words, "", widgets.Ordinary, do)
			b.Topic = topic
			buttons = append(buttons, b)
		}
	}
	return buttons
}

// paragraph is a text that tests can find.
func paragraph(id, words string) *widgets.Paragraph {
	p := widgets.Words(words)
	p.ID = id
	return p
}
