package containers

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/help/safety"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// safetyTab is what the selected container could do to the computer. It asks how
// the container was made when that is seen and may be another.
type safetyTab struct {
	host *page.Host

	now    *object.Container
	all    *object.Snapshot
	seen   bool
	number int    // of the question; late answers to others are dropped
	of     string // the container that made is of
	made   *spec.RunSpec
	err    error

	content fyne.CanvasObject
	facts   *widgets.Facts
}

func newSafetyTab(host *page.Host) *safetyTab { return &safetyTab{host: host} }

func (t *safetyTab) object() fyne.CanvasObject {
	if t.content == nil {
		t.facts = widgets.NewFacts()
		card := widgets.FitCard(t.facts)
		t.facts.OnChange = card.Refresh
		t.content = card
	}
	return t.content
}

func (t *safetyTab) set(c *object.Container, all *object.Snapshot) {
	before := t.now
	t.now, t.all = c, all
	if t.seen && (before == nil || before != c) {
		t.ask()
	}
}

func (t *safetyTab) shown() {
	t.seen = true
	t.ask()
}

func (t *safetyTab) hidden() {
	t.seen = false
	t.number++
}

func (t *safetyTab) ask() {
	if t.now == nil {
		return
	}
	if t.of != t.now.ID {
		t.of, t.made, t.err = t.now.ID, nil, nil
	}
	t.draw()
	t.number++
	mine, id := t.number, t.now.ID
	t.host.Go(func(ctx context.Context) {
		s, _, err := t.host.HowMade(ctx, id)
		t.host.Post(func() {
			if t.number != mine {
				return
			}
			t.err = err
			if err == nil {
				t.made = &s
			}
			t.draw()
		})
	})
}

// toneOf says a grade in shape, word and colour.
func toneOf(g safety.Grade) (widgets.Tone, string) {
	switch g {
	case safety.TakeOver:
		return widgets.ToneDanger, "attention"
	case safety.Reaches:
		return widgets.ToneWarn, "warning"
	case safety.Tighter:
		return widgets.ToneIdle, "idle"
	}
	return widgets.ToneOK, "check"
}

func (t *safetyTab) draw() {
	if t.facts != nil && t.now != nil {
		t.facts.Set(t.list())
	}
}

func (t *safetyTab) list() []widgets.Fact {
	say := func(words string) []widgets.Fact {
		return []widgets.Fact{{ID: "safety.verdict", Label: "Verdict", Topic: "tab.safety", Lines: widgets.One(paragraph("safety.verdict.words", words))}}
	}
	switch {
	case t.err != nil:
		return say(cantTell(t.now, t.err, t.all))
	case t.made == nil:
		return say("The engine is asked how it was made.")
	}
	r := safety.Check(t.now, *t.made)
	tone, icon := toneOf(r.Grade)
	word := "tight"
	if r.Grade > 0 {
		word = r.Grade.String()
	}
	title := widgets.NewParagraph(format.CleanLine(r.Title), widgets.TextStyle{Bold: true})
	title.ID = "safety.verdict.title"
	list := []widgets.Fact{{ID: "safety.verdict", Label: "Verdict", Topic: "tab.safety", Lines: []widgets.Line{
		{widgets.NewBadge("safety.verdict.badge", word, icon, tone, "tab.safety"), title}, {paragraph("safety.verdict.words", format.CleanLine(r.Words))}}}}
	for _, p := range r.Points {
		list = append(list, t.point(p))
	}
	if len(r.Good) > 0 {
		list = append(list, widgets.Fact{ID: "safety.good", Label: "In order", Topic: "tab.safety", Lines: widgets.One(widgets.MutedWords(sentenceOf(r.Good)))})
	}
	return list
}

// sentenceOf puts clauses into one sentence.
func sentenceOf(clauses []string) string {
	all := strings.Join(clauses, ", ") + "."
	return strings.ToUpper(all[:1]) + all[1:]
}

func (t *safetyTab) point(p safety.Point) widgets.Fact {
	tone, icon := toneOf(p.Grade)
	id := "safety." + p.ID
	head := widgets.NewParagraph(format.CleanLine(p.Title), widgets.TextStyle{Bold: true})
	head.ID = id + ".title"
	lines := []widgets.Line{
		{widgets.NewBadge(id+".badge", p.Grade.String(), icon, tone, p.Topic), head},
		{widgets.Words(format.CleanLine(p.Words))},
	}
	if do := t.remedy(p); do != nil {
		b := widgets.NewButton(id+".remedy", p.Remedy+"…", "", widgets.Ordinary, do)
		b.Topic = p.Topic
		lines = append(lines, widgets.Line{b})
	}
	return widgets.Fact{ID: id, Label: p.Area, Topic: p.Topic, Lines: lines}
}

// remedy is what a point's button does; nil where nothing can be done from here.
func (t *safetyTab) remedy(p safety.Point) func() {
	ref := object.Ref{Kind: object.KindContainer, ID: t.now.ID}
	switch {
	case p.Remedy == "":
		return nil
	case p.Action != "":
		a, on := action.Must(action.ID(p.Action)), action.About(t.all, ref)
		if t.host.Actions == nil || t.host.Actions.Why(a, on) != "" {
			return nil
		}
		return func() { t.host.Actions.Click(a, on) }
	case t.host.Failed == nil:
		return nil
	}
	return func() {
		t.host.Failed(diagnosis.Failure{Op: "safety", Ref: ref, Snapshot: t.all}).Do(diagnosis.Remedy{Words: p.Remedy, Then: diagnosis.Form, Change: p.Change})
	}
}
