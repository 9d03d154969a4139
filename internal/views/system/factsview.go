package system

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/column"
)

// factsPart is what the engine says about itself.
type factsPart struct {
	host   *page.Host
	engine Engine
	ask    asking

	bar      *bar
	warnings *fyne.Container
	cards    *column.Pair
	column   *column.Column
	root     fyne.CanvasObject
	warned   []string
}

func newFacts(host *page.Host, engine Engine) *factsPart {
	p := &factsPart{host: host, engine: engine, ask: asking{host: host}}
	p.bar = newBar("system.facts", "Ask again", p.seen)
	p.warnings = container.New(layout.NewCustomPaddedVBoxLayout(6))
	p.warnings.Hide()
	const sideBySide = 840
	p.cards = column.NewPair(sideBySide, theme.Size(theme.SizeGap), nil, nil)
	p.column = column.New(column.Options{Top: 2, Bottom: 16, Sides: theme.Size(theme.SizeMargin)}, p.warnings, p.cards)
	p.root = container.NewBorder(p.bar.object, nil, nil, nil, wide(p.column))
	return p
}

func (p *factsPart) object() fyne.CanvasObject { return p.root }
func (p *factsPart) update(*object.Snapshot)   {}
func (p *factsPart) left()                     { p.ask.stop() }
func (p *factsPart) renewed()                  {}

// seen asks; it costs the engine some milliseconds.
func (p *factsPart) seen() {
	p.bar.busy("Asking the engine…")
	start(&p.ask, p.engine.Facts, func(f operations.Facts, err error) {
		if err != nil {
			p.bar.failed(why(err))
			return
		}
		p.bar.done("As of " + p.host.Now().Format("15:04:05") + ".")
		p.show(f)
	})
}

func (p *factsPart) show(f operations.Facts) {
	left, right := describe(f, p.host.Now())
	p.warn(f.Warnings)
	p.cards.Set(cards(left), cards(right))
	p.column.Refit()
}

// warn shows the engine's warnings, in its words.
func (p *factsPart) warn(warnings []string) {
	if slices.Equal(warnings, p.warned) {
		return
	}
	p.warned = warnings
	p.warnings.Objects = nil
	for _, w := range warnings {
		p.warnings.Add(widgets.Note("warning", widgets.ToneWarn, widgets.NewParagraph(format.CleanLine(w), widgets.TextStyle{})))
	}
	if len(warnings) > 0 {
		p.warnings.Show()
	} else {
		p.warnings.Hide()
	}
}

func cards(groups []group) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, g := range groups {
		if len(g.facts) == 0 {
			continue
		}
		lines := make([]widgets.Fact, len(g.facts))
		for i, f := range g.facts {
			lines[i] = widgets.Fact{ID: "system.fact." + f.id, Label: f.label, Topic: "system.engine", Lines: factLines(f)}
		}
		facts := widgets.NewFacts()
		facts.Set(lines)
		out = append(out, container.New(layout.NewCustomPaddedVBoxLayout(6),
			widgets.NewHeading("system.facts."+g.id, g.title, "system.engine"), widgets.Card(facts)))
	}
	return out
}

func factLines(f fact) []widgets.Line {
	var lines []widgets.Line
	for _, v := range f.values {
		if f.code {
			lines = append(lines, widgets.Line{widgets.CodeWords(format.CleanLine(v))})
			continue
		}
		lines = append(lines, widgets.Line{widgets.NewParagraph(v, widgets.TextStyle{})})
	}
	return lines
}
