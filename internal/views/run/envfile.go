package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// mostOfFile is how much of a file with variables is read: far more than any
// program is told.
const mostOfFile = 1 << 20

// envFromFile asks for a file and makes a row of each of its variables. What is
// run is what then stands in the form, whatever becomes of the file.
func (p *Page) envFromFile() {
	if p.o.Choose == nil {
		return
	}
	p.o.Choose(Choice{Title: "Choose a file with variables", Topic: "field.run.env-from-file", From: p.o.Dir, Files: true, Then: func(path string) {
		p.host.Go(func(context.Context) {
			text, err := readFile(path)
			p.host.Post(func() {
				if err != nil {
					p.o.Say(fmt.Sprintf("%s can't be read: %s.", filepath.Base(path), err))
					return
				}
				p.readEnv(filepath.Base(path), text)
			})
		})
	}})
}

func readFile(path string) (string, error) {
	i, err := os.Stat(path)
	switch {
	case err != nil:
		return "", errors.Unwrap(err)
	case !i.Mode().IsRegular():
		return "", errors.New("it is no file")
	case i.Size() > mostOfFile:
		return "", errors.New("it is too long to be a list of variables")
	}
	f, err := os.Open(path)
	if err != nil {
		return "", errors.Unwrap(err)
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, mostOfFile))
	return string(text), err
}

// readEnv takes the variables of a file over. Lines that docker would refuse are
// named first.
func (p *Page) readEnv(name, text string) {
	vars, unread := spec.ParseEnvFile(text, os.LookupEnv)
	if len(unread) == 0 {
		p.takeEnv(vars)
		p.o.Say(fmt.Sprintf("%s from %s.", format.Count(len(vars), "variable"), name))
		return
	}
	var d *modal.Dialog
	blocks := []fyne.CanvasObject{widgets.NewParagraph("The docker command would refuse "+name+" because of this:", widgets.TextStyle{})}
	for i, l := range unread[:min(len(unread), badLinesShown)] {
		words := widgets.NewParagraph(fmt.Sprintf("Line %d: %s. %s", l.Number, l.Why, oneLine(format.CleanLine(l.Text))), widgets.TextStyle{Size: theme.SizeSmall})
		words.ID = fmt.Sprintf("run.env.bad.%d", i)
		blocks = append(blocks, widgets.Remark("warning", theme.Warn, words))
	}
	if more := len(unread) - badLinesShown; more > 0 {
		blocks = append(blocks, widgets.MutedWords(format.Count(more, "more line")+" like these."))
	}
	cancel := widgets.NewButton("run.env.bad.cancel", "Cancel", "", widgets.Ordinary, func() { d.Close() })
	take := widgets.NewButton("run.env.bad.take", "Add the other "+format.Count(len(vars), "variable"), "check", widgets.Main, func() {
		d.Close()
		p.takeEnv(vars)
	})
	take.SetDisabled(len(vars) == 0)
	take.Topic, cancel.Topic = "field.run.env-from-file", "field.run.env-from-file"
	d = &modal.Dialog{
		ID: "run.env.bad", Title: "Some lines can't be read", Icon: "warning", Width: 540, First: cancel, Body: modal.NewStack(6, blocks...),
		Footer: container.New(layout.NewCustomPaddedHBoxLayout(10), layout.NewSpacer(), cancel, take),
	}
	p.o.Layer.Show(d)
}

// badLinesShown is how many bad lines are named one by one.
const badLinesShown = 6

// takeEnv puts variables before those that the form has, which win as -e wins over
// --env-file. Of several of one name the last counts.
func (p *Page) takeEnv(vars []spec.Env) {
	p.edit("env", func(s *spec.RunSpec) { s.Env = mergedEnv(vars, s.Env) })
	for _, l := range p.lists {
		if l.path == "env" {
			l.shown = -1 // the rows there were stand elsewhere now
		}
	}
	p.pull()
}

func mergedEnv(file, said []spec.Env) []spec.Env {
	all := slices.Concat(file, said)
	var kept []spec.Env
	for i, e := range all {
		if !slices.ContainsFunc(all[i+1:], func(later spec.Env) bool { return later.Key == e.Key }) {
			kept = append(kept, e)
		}
	}
	return kept
}
