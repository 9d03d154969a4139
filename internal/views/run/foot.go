package run

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// foot is the row under the command: how it is written, and what is done.
type foot struct {
	p      *Page
	object *fyne.Container
	copies *widgets.Link
	shell  *widgets.Button
	preset *widgets.Button
	why    *widgets.Paragraph // hidden when it can be run
	run    *widgets.Button
	more   *widgets.Button
}

var shells = []struct {
	shell command.Shell
	title string
}{{command.Bash, "bash"}, {command.PowerShell, "PowerShell"}, {command.Cmd, "cmd"}}

func newFoot(p *Page) *foot {
	f := &foot{p: p}
	paste := widgets.NewLink("run.paste", "Paste…", p.paste)
	paste.Topic = "field.run.paste"
	f.copies = widgets.NewLink("run.copy", "Copy", p.copy)
	f.copies.Topic = "field.run.copy"
	f.shell = widgets.NewButton("run.shell", "bash", "", widgets.Quiet, f.chooseShell)
	f.shell.Topic = "field.run.shell"
	f.shell.SetAfter("chevron-down")
	f.preset = widgets.NewButton("run.presets", "Presets", "", widgets.Quiet, f.choosePreset)
	f.preset.Topic = "field.run.preset"
	f.preset.SetAfter("chevron-down")
	f.why = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Danger, Bold: true})
	f.why.ID = "run.why"
	cancel := widgets.NewButton("run.cancel", "Cancel", "", widgets.Ordinary, p.o.Leave)
	cancel.Topic = "page.run"
	f.run = widgets.NewButton("run.do", "Run", "play", widgets.Main, func() { p.run(false) })
	f.run.Topic = "action.container.run"
	f.more = widgets.NewButton("run.more", "", "chevron-down", widgets.Ordinary, f.chooseMore)
	f.more.Tip, f.more.Topic = "Other ways to make it", "field.run.create-only"
	left := container.New(layout.NewCustomPaddedHBoxLayout(10), widgets.Middle(paste), widgets.Middle(f.copies), widgets.High(f.shell), widgets.High(f.preset))
	right := container.New(layout.NewCustomPaddedHBoxLayout(8), cancel, f.run, f.more)
	f.object = container.NewBorder(nil, nil, left, right)
	return f
}

// tell says whether it can be run, and why not.
func (f *foot) tell() {
	why := f.p.why()
	if words := map[bool]string{true: "Copy…", false: "Copy"}[f.p.m.hides()]; words != f.copies.Words() {
		f.copies.SetText(words)
		f.object.Refresh() // it needs another width
	}
	f.run.SetText(map[bool]string{true: "Run", false: "Replace…"}[f.p.m.facts.Editing == ""])
	f.why.SetText(why)
	widgets.SetVisible(f.why, why != "" && !f.p.busy()) // the card tells of that
	f.run.SetDisabled(why != "")
	f.more.SetDisabled(why != "")
	for _, s := range shells {
		if s.shell == f.p.m.shell {
			f.shell.SetText(s.title)
		}
	}
}

func (f *foot) chooseShell() {
	var items []page.MenuItem
	for _, s := range shells {
		items = append(items, page.MenuItem{ID: "shell." + s.title, Title: s.title, Icon: "terminal", Topic: "field.run.shell", Do: func() {
			f.p.m.shell = s.shell
			f.p.changed()
		}})
	}
	items = append(items, page.MenuItem{}, page.MenuItem{
		ID: "flags", Title: map[bool]string{true: "Short flags: -p", false: "Long flags: --publish"}[f.p.m.style.Long], Icon: "tag", Topic: "field.run.shell",
		Do: func() {
			f.p.m.style.Long = !f.p.m.style.Long
			f.p.changed()
		},
	})
	f.p.host.Menu(items, widgets.Below(f.shell))
}

func (f *foot) chooseMore() {
	f.p.host.Menu([]page.MenuItem{
		{ID: "run.create", Title: "Create only, don't start it", Icon: "plus", Topic: "field.run.create-only", Note: "docker create …", Do: func() { f.p.run(true) }},
	}, widgets.Below(f.more))
}
