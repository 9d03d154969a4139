package run

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcheck"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Measures in px at scale 1.
const (
	fieldGap = 4  // between a label, its control and what is said of it
	rowGap   = 12 // between fields side by side
	cardGap  = 10 // between the rows of a card
)

// field is one control of the form with what is said of it.
type field struct {
	p      *Page
	path   string // as package spec names it
	object *modal.Stack
	focus  fyne.Focusable
	label  *widgets.Text      // nil where its words are the control's own
	told   *modal.Stack       // the problems
	says   []runcheck.Problem // those that are shown
	pull   func(*spec.RunSpec)
}

// setup puts a field together from its control.
func (p *Page) setup(path, label string, inner fyne.CanvasObject, focus fyne.Focusable, pull func(*spec.RunSpec)) *field {
	f := &field{p: p, path: path, focus: focus, told: modal.NewStack(fieldGap), pull: pull}
	f.told.Hide()
	blocks := []fyne.CanvasObject{inner, f.told}
	if label != "" {
		f.label = widgets.NewText(label, widgets.TextStyle{Size: theme.SizeSmall, Bold: true})
		blocks = append([]fyne.CanvasObject{f.label}, blocks...)
	}
	f.object = modal.NewStack(fieldGap, blocks...)
	p.fields = append(p.fields, f)
	return f
}

// text is a field of one line.
func (p *Page) text(path, label, hint, topic string, at func(*spec.RunSpec) *string) *field {
	return p.value(path, label, hint, topic, func(s *spec.RunSpec) string { return *at(s) }, func(s *spec.RunSpec, v string) { *at(s) = v })
}

// value is a field of one line whose text isn't the spec's own.
func (p *Page) value(path, label, hint, topic string, get func(*spec.RunSpec) string, set func(*spec.RunSpec, string)) *field {
	return p.valueWith(nil, path, label, hint, topic, get, set)
}

// valueWith is such a field with a button at its end.
func (p *Page) valueWith(b *widgets.Button, path, label, hint, topic string, get func(*spec.RunSpec) string, set func(*spec.RunSpec, string)) *field {
	e := modal.NewEntry("run."+path, hint, nil)
	e.Topic = topic
	e.OnChanged = func(v string) { p.edit(path, func(s *spec.RunSpec) { set(s, v) }) }
	e.OnFocus = func() { p.enter(path) }
	e.Text = get(&p.m.spec)
	control := fyne.CanvasObject(e)
	if b != nil {
		b.Topic = topic
		control = container.NewBorder(nil, nil, nil, b, e)
	}
	return p.setup(path, label, control, e, func(s *spec.RunSpec) {
		if v := get(s); v != e.Text {
			e.SetText(v)
		}
	})
}

// long lets a field's text be longer than the field. The wheel moves that text
// then, and not the form, so that others do without.
func (f *field) long() *field {
	e := f.focus.(*modal.Entry)
	e.Scroll = fyne.ScrollHorizontalOnly
	e.Refresh()
	return f
}

// toggle is a field that is on or off.
func (p *Page) toggle(path, label, topic string, get func(*spec.RunSpec) bool, set func(*spec.RunSpec, bool)) *field {
	b := widgets.NewButton("run."+path, label, "checkbox", widgets.Quiet, nil)
	b.Kind, b.Topic = control.KindCheck, topic
	show := func(s *spec.RunSpec) {
		on := get(s)
		b.SetIcon(map[bool]string{true: "checkbox-checked", false: "checkbox"}[on])
		b.SetLit(on)
	}
	b.OnTap = func() {
		p.edit(path, func(s *spec.RunSpec) { set(s, !get(s)) })
		show(&p.m.spec)
	}
	show(&p.m.spec)
	return p.setup(path, "", container.NewHBox(b), b, show)
}

// choice is one of a few values.
type choice struct{ value, label, topic string }

// chips is a field with a few values to choose from.
func (p *Page) chips(path, label string, choices []choice, get func(*spec.RunSpec) string, set func(*spec.RunSpec, string)) *field {
	chips := make([]fyne.CanvasObject, len(choices))
	flow := widgets.NewFlow(6, 6)
	show := func(s *spec.RunSpec) {
		for i, c := range choices {
			chips[i].(*widgets.Chip).SetOn(c.value == get(s))
		}
		flow.Refresh() // the one that is on is wider
	}
	for i, c := range choices {
		chip := widgets.NewChip(fmt.Sprintf("run.%s.%s", path, c.value), c.label, func() {
			p.edit(path, func(s *spec.RunSpec) { set(s, c.value) })
			show(&p.m.spec)
		})
		chip.Topic = c.topic
		chips[i] = chip
	}
	flow.Set(chips...)
	show(&p.m.spec)
	return p.setup(path, label, modal.NewStack(0, flow), chips[0].(*widgets.Chip), show)
}

// tell says at the field what there is to say, and reports whether that is
// something else than before.
func (f *field) tell(problems []runcheck.Problem) bool {
	same := len(problems) == len(f.says)
	for i := 0; same && i < len(problems); i++ {
		same = problems[i].Words == f.says[i].Words
	}
	if same {
		return false
	}
	f.says = problems
	var blocks []fyne.CanvasObject
	for i, p := range problems {
		blocks = append(blocks, f.problem(i, p))
	}
	f.told.Set(blocks...)
	widgets.SetVisible(f.told, len(blocks) > 0)
	f.object.Refresh()
	return true
}

// problem is one thing that is said, with the ways to put it right.
func (f *field) problem(n int, p runcheck.Problem) fyne.CanvasObject {
	icon, ink := "info", theme.Muted
	switch p.Severity {
	case runcheck.Blocker:
		icon, ink = "failed", theme.Danger
	case runcheck.Warning:
		icon, ink = "warning", theme.Warn
	}
	words := widgets.NewParagraph(p.Words, widgets.TextStyle{Size: theme.SizeSmall, Color: ink, Bold: p.Severity != runcheck.Note})
	words.ID = fmt.Sprintf("run.%s.problem", p.Field)
	line := widgets.Remark(icon, ink, words)
	var links []fyne.CanvasObject
	for i, fix := range p.Fixes {
		link := widgets.NewSmallLink(fmt.Sprintf("run.%s.fix.%d", p.Field, i), fix.Words, func() {
			if fix.Kind == runcheck.FixPickPath {
				f.p.pickPath(p.Field)
				return
			}
			f.p.repair(fix)
		})
		link.Topic = topicOf(p.Field)
		links = append(links, link)
	}
	if len(links) == 0 {
		return line
	}
	return modal.NewStack(2, line, widgets.NewFlow(14, 2, links...))
}

// light marks the field as the one that a word of the command comes from.
func (f *field) light(on bool) {
	if f.label == nil {
		return
	}
	ink := theme.Text
	if on {
		ink = theme.Accent
	}
	f.label.SetColor(ink)
}
