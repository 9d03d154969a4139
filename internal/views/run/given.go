package run

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/secret"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// given shows what the image brings by itself where nothing else is said: its
// variables, each to be changed by a click, and in the fields of the program what
// it runs.
type given struct {
	p      *Page
	object *modal.Stack
	flow   *widgets.Flow
	shown  string
}

func newGiven(p *Page) *given {
	g := &given{p: p, flow: widgets.NewFlow(14, 2)}
	label := widgets.NewText("What the image sets; choose one to change it", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted, Bold: true})
	g.object = modal.NewStack(2, label, g.flow)
	g.object.Hide()
	return g
}

// tell shows what an image brings, and reports whether that needs another room.
func (g *given) tell(image *spec.Image, s *spec.RunSpec) bool {
	var vars []spec.Env
	program, entry := "what the image says", ""
	if image != nil {
		for _, e := range image.Env {
			if !slices.ContainsFunc(s.Env, func(o spec.Env) bool { return o.Key == e.Key }) {
				vars = append(vars, e)
			}
		}
		program, entry = quoted(image.Command), quoted(image.Entrypoint)
		if s.Entrypoint != "" || s.NoEntrypoint {
			program = "" // the image's words go with its program
		}
	}
	key := fmt.Sprint(vars, program, entry)
	if key == g.shown {
		return false
	}
	g.shown = key
	g.hint("command", program)
	g.hint("entrypoint", entry)
	var links []fyne.CanvasObject
	for _, e := range vars {
		link := widgets.NewSmallLink("run.env.given."+e.Key, format.CleanLine(shownEnv(e)), func() { g.change(e) })
		link.Topic = "field.run.env"
		links = append(links, link)
	}
	g.flow.Set(links...)
	was := g.object.Visible()
	widgets.SetVisible(g.object, len(links) > 0)
	return was || len(links) > 0
}

// mostOfValue is how much of a value is shown.
const mostOfValue = 48

func shownEnv(e spec.Env) string {
	value := e.Value
	if secret.Name(e.Key) && value != "" {
		value = secret.Mask
	}
	if r := []rune(value); len(r) > mostOfValue {
		value = string(r[:mostOfValue]) + "…"
	}
	return e.Key + "=" + value
}

// change makes a row of a variable, to say something else.
func (g *given) change(e spec.Env) {
	g.p.edit("env", func(s *spec.RunSpec) { s.Env = append(s.Env, e) })
	g.p.pull()
	g.p.focusAt(fmt.Sprintf("env.%d.value", len(g.p.m.spec.Env)-1))
}

// hint shows in an empty field what holds then.
func (g *given) hint(path, words string) {
	for _, f := range g.p.fields {
		if e, ok := f.focus.(*modal.Entry); ok && f.path == path && e.PlaceHolder != words {
			e.SetPlaceHolder(words)
		}
	}
}

func quoted(words []string) string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = command.Bash.Quote(w)
	}
	return strings.Join(list, " ")
}

// focusAt gives the keyboard to a field.
func (p *Page) focusAt(path string) {
	for _, f := range p.fields {
		if f.path == path && f.focus != nil {
			p.host.Focus(f.focus)
			return
		}
	}
}
