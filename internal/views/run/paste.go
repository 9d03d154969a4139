package run

import (
	"fmt"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/runcommand"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// area is a field of several lines. Esc closes the dialog that it is in.
type area struct {
	widget.Entry
	id      string
	focused bool
}

func newArea(id, hint string, rows int, changed func(string)) *area {
	a := &area{id: id}
	a.MultiLine, a.Wrapping, a.PlaceHolder = true, fyne.TextWrapBreak, hint
	a.TextStyle = fyne.TextStyle{Monospace: true}
	a.SetMinRowsVisible(rows)
	a.OnChanged = changed
	a.ExtendBaseWidget(a)
	return a
}

// DescribeControl implements control.Describer.
func (a *area) DescribeControl() control.Description {
	return control.Description{ID: a.id, Kind: control.KindEntry, Text: a.Text, Enabled: true, Focused: a.focused}
}

// FocusGained implements fyne.Focusable.
func (a *area) FocusGained() { a.focused = true; a.Entry.FocusGained() }

// FocusLost implements fyne.Focusable.
func (a *area) FocusLost() { a.focused = false; a.Entry.FocusLost() }

// TypedKey implements fyne.Focusable.
func (a *area) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		widgets.PassKey(a, e)
		return
	}
	a.Entry.TypedKey(e)
}

// pasting is the dialog that reads a command from a web page.
type pasting struct {
	p       *Page
	dialog  *modal.Dialog
	text    *area
	says    *modal.Stack
	fill    *widgets.Button
	reading runcommand.Reading
	answers runcommand.Answers
}

// paste asks for a command and fills the form with it. Nothing is run.
func (p *Page) paste() {
	d := &pasting{p: p, says: modal.NewStack(6), answers: runcommand.Answers{TakesValue: map[string]bool{}, Values: map[string]string{}}}
	d.text = newArea("run.paste.text", "docker run …", 7, func(string) { d.read() })
	cancel := widgets.NewButton("run.paste.cancel", "Cancel", "", widgets.Ordinary, func() { d.dialog.Close() })
	d.fill = widgets.NewButton("run.paste.fill", "Fill in the form", "check", widgets.Main, d.accept)
	d.fill.Topic, cancel.Topic = "field.run.paste", "field.run.paste"
	d.dialog = &modal.Dialog{
		ID: "run.paste.dialog", Title: "Paste a docker run command", Icon: "copy", Width: 620, First: d.text,
		Body:   modal.NewStack(10, widgets.NewParagraph("From a web page or a terminal, with all its lines. It is read, never run.", widgets.TextStyle{Color: theme.Muted}), d.text, d.says),
		Footer: container.New(layout.NewCustomPaddedHBoxLayout(10), layout.NewSpacer(), cancel, d.fill),
	}
	d.read()
	p.o.Layer.Show(d.dialog)
}

func (d *pasting) read() {
	d.reading = runcommand.Parse(d.text.Text, runcommand.Options{Dir: d.p.o.Dir, Lookup: lookup, Answers: d.answers})
	var blocks []fyne.CanvasObject
	for i, f := range d.reading.Findings {
		blocks = append(blocks, d.finding(i, f))
	}
	d.says.Set(blocks...)
	d.fill.SetDisabled(d.reading.Program == "" || d.reading.Spec.Image == "" || len(d.reading.Questions()) > 0)
	d.dialog.Refit()
}

// lookup gives what a text may know of this computer: no secrets.
func lookup(name string) (string, bool) {
	switch name {
	case "HOME", "USER", "USERNAME", "USERPROFILE":
		v := os.Getenv(name)
		return v, v != ""
	}
	return "", false
}

// finding says what became of a piece of the text, and asks what it doesn't know.
func (d *pasting) finding(n int, f runcommand.Finding) fyne.CanvasObject {
	icon, ink := "check", theme.OK
	switch f.Outcome {
	case runcommand.NotUsed:
		icon, ink = "info", theme.Muted
	case runcommand.Unknown, runcommand.Dangerous:
		icon, ink = "failed", theme.Danger
	case runcommand.Warned:
		icon, ink = "warning", theme.Warn
	}
	words := widgets.NewParagraph(oneLine(f.Text)+" — "+f.Words, widgets.TextStyle{Size: theme.SizeSmall})
	words.ID = fmt.Sprintf("run.paste.finding.%d", n)
	line := widgets.Remark(icon, ink, words)
	switch f.Question {
	case runcommand.AskArity:
		yes := widgets.NewSmallLink(fmt.Sprintf("run.paste.yes.%d", n), "It takes the next word", func() { d.answers.TakesValue[f.Key] = true; d.read() })
		no := widgets.NewSmallLink(fmt.Sprintf("run.paste.no.%d", n), "It stands alone", func() { d.answers.TakesValue[f.Key] = false; d.read() })
		return modal.NewStack(2, line, widgets.NewFlow(14, 2, yes, no))
	case runcommand.AskValue, runcommand.AskFolder:
		e := modal.NewEntry(fmt.Sprintf("run.paste.value.%d", n), "what it stands for", nil)
		use := widgets.NewSmallLink(fmt.Sprintf("run.paste.use.%d", n), "Use this", func() { d.answers.Values[f.Key] = e.Text; d.read() })
		return modal.NewStack(2, line, container.NewBorder(nil, nil, nil, widgets.PadSides(widgets.Middle(use), 0, 0, 0, 10), e))
	}
	return line
}

// oneLine is a piece of a text in one line, cut where it is long.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}

func (d *pasting) accept() {
	s := d.reading.Spec
	d.dialog.Close()
	d.p.offered = s.Image // what it says is all that is wanted
	d.p.set(s)
	for _, sec := range d.p.sections {
		sec.unfold(sec.head.Label() != sec.title)
	}
}

// pasteEnv asks for lines KEY=VALUE and adds them to the environment.
func (p *Page) pasteEnv() {
	var dialog *modal.Dialog
	problem := widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Warn})
	text := newArea("run.env.text", "KEY=VALUE", 8, nil)
	add := widgets.NewButton("run.env.text.add", "Add them", "check", widgets.Main, func() {
		vars, unread := spec.ParseEnvLines(text.Text)
		if len(unread) > 0 {
			problem.SetText(fmt.Sprintf("Line %d is no KEY=VALUE. The others can be added when it is put right or gone.", unread[0].Number))
			dialog.Refit()
			return
		}
		dialog.Close()
		p.edit("env", func(s *spec.RunSpec) { s.Env = append(s.Env, vars...) })
		p.pull()
	})
	cancel := widgets.NewButton("run.env.text.cancel", "Cancel", "", widgets.Ordinary, func() { dialog.Close() })
	add.Topic, cancel.Topic = "field.run.env", "field.run.env"
	dialog = &modal.Dialog{
		ID: "run.env.dialog", Title: "Paste variables", Icon: "copy", Width: 520, First: text, Body: modal.NewStack(8, text, problem),
		Footer: container.New(layout.NewCustomPaddedHBoxLayout(10), layout.NewSpacer(), cancel, add),
	}
	p.o.Layer.Show(dialog)
}
