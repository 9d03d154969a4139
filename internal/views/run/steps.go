package run

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/commandline"
)

// steps are the commands that do what the form says: one, or several where the
// engine is too old to do it at once.
type steps struct {
	p      *Page
	words  *widgets.Paragraph // why there are several; hidden else
	object *modal.Stack       // the further ones
	lines  []*commandline.Line
	seen   int
}

func newSteps(p *Page) *steps {
	s := &steps{p: p, object: modal.NewStack(4), words: widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})}
	s.words.ID = "run.steps"
	s.words.Hide()
	s.object.Hide()
	return s
}

// newLine is a command that the form writes.
func (p *Page) newLine(id string) *commandline.Line {
	l := commandline.New(id)
	l.OnWord, l.OnPick = func(i int) { p.word(l, i) }, func(i int) { p.pick(l, i) }
	l.OnCopy = p.copy
	return l
}

// tell shows the commands as they are now.
func (s *steps) tell() {
	m := &s.p.m
	s.p.line.Set(m.steps[0], m.shell)
	more := m.steps[1:]
	for len(s.lines) < len(more) {
		s.lines = append(s.lines, s.p.newLine(fmt.Sprintf("run.command.%d", len(s.lines)+2)))
	}
	for i, c := range more {
		s.lines[i].Set(c, m.shell)
	}
	if len(more) == s.seen {
		return
	}
	s.seen = len(more)
	blocks := make([]fyne.CanvasObject, len(more))
	for i := range more {
		blocks[i] = s.lines[i]
	}
	s.object.Set(blocks...)
	s.words.SetText(fmt.Sprintf("This engine joins one network at a time, so %d commands do it, one after the other.", len(m.steps)))
	widgets.SetVisible(s.words, len(more) > 0)
	widgets.SetVisible(s.object, len(more) > 0)
}

// light lights the words that come from a field.
func (s *steps) light(path string) {
	lit := func(t command.Token) bool { return about(path, t) }
	s.p.line.Light(lit)
	for _, l := range s.lines {
		l.Light(lit)
	}
}

// copyWidth is how long a line of a copied command gets.
const copyWidth = 80

// text is all commands for the chosen shell, on lines of their own.
func (m *model) text(write func(command.Command, command.Shell, int) string) string {
	all := make([]string, len(m.steps))
	for i, c := range m.steps {
		all[i] = write(c, m.shell, copyWidth)
	}
	return strings.Join(all, "\n")
}

// hides reports whether the commands have secrets in them.
func (m *model) hides() bool {
	for _, c := range m.steps {
		if c.HasSecret() {
			return true
		}
	}
	return false
}

// copy puts the commands on the clipboard. Secrets go there only when they are
// asked for.
func (p *Page) copy() {
	if !p.m.hides() {
		p.host.Copy(p.m.text(command.Command.Wrapped))
		return
	}
	p.host.Menu([]page.MenuItem{
		{ID: "run.copy.masked", Title: "Copy without the secrets", Icon: "copy", Topic: "field.run.copy", Note: "Their values are masked", Do: func() { p.host.Copy(p.m.text(command.Command.DisplayWrapped)) }},
		{ID: "run.copy.secrets", Title: "Copy with the secrets", Icon: "eye", Topic: "field.run.copy", Note: "Whoever reads the clipboard sees them", Do: func() { p.host.Copy(p.m.text(command.Command.Wrapped)) }},
	}, widgets.Below(p.foot.copies))
}
