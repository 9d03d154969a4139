package terminals

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/terminal"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/column"
	"github.com/dockdesk/dockdesk/internal/views/widgets/commandline"
)

// What can be chosen beside the shells that a container has.
const (
	attach = "attach"
	helper = "helper"
)

// form asks what to open.
type form struct {
	d      *deck
	object *column.Column

	shells *widgets.Flow
	user   *widgets.Field
	folder *widgets.Field
	image  *widgets.Button
	where  *modal.Stack  // user, folder and image
	rows   [2]*modal.Row // without the image, and with it
	note   *widgets.Paragraph
	line   *commandline.Line
	open   *widgets.Button

	leaves []fyne.CanvasObject // what must hear of another theme

	found  []terminal.Shell
	choice string // the path of a shell, attach or helper; "" for nothing yet
	picked bool   // by the person
	tag    string // the image of the helper
	failed string // why the shells are not known
	looks  int
	known  bool
}

// labelled puts a label over a control.
func (f *form) labelled(label string, o fyne.CanvasObject) *modal.Stack {
	words := widgets.NewText(label, widgets.TextStyle{Size: theme.SizeSmall, Bold: true})
	f.leaves = append(f.leaves, words, o)
	return modal.NewStack(4, words, o)
}

// renew draws it in the colours that the theme has now. Fyne tells only what is
// on the screen.
func (f *form) renew() {
	for _, o := range f.leaves {
		o.Refresh()
	}
	f.update()
}

func newForm(d *deck) *form {
	f := &form{d: d}
	f.shells = widgets.NewFlow(6, 6)
	f.user = widgets.NewField("terminal.user", "", func(string) { f.update() })
	f.user.Topic = "field.terminal.user"
	f.folder = widgets.NewField("terminal.folder", "the image's own", func(string) { f.update() })
	f.folder.Topic = "field.terminal.folder"
	for _, field := range []*widgets.Field{f.user, f.folder} {
		field.OnSubmitted = func(string) { f.open.Tap() }
	}
	user, folder := f.labelled("User", f.user), f.labelled("Folder", f.folder)
	f.image = widgets.NewButton("terminal.image", "-", "", widgets.Ordinary, f.chooseImage)
	f.image.Topic = "field.terminal.helper"
	f.image.SetAfter("chevron-down")
	f.rows[0] = modal.NewRow(12, user, folder)
	f.rows[1] = modal.NewRow(12, f.labelled("Image of the helper", f.image), user, folder)
	f.where = modal.NewStack(0)
	f.note = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	f.note.ID = "terminal.note"
	f.line = commandline.New("terminal.command")
	f.line.OnWord = f.explain
	f.open = widgets.NewButton("terminal.open", "Open", "terminal", widgets.Main, func() { d.open(f.wish()) })
	f.open.Topic = "action.window.open-terminal"
	f.object = column.New(column.Options{Gap: 10, Bottom: 4, MaxWidth: 720, Left: true},
		f.note, modal.NewWeighted(10, []float32{1, -110}, f.labelled("What to open", f.shells), widgets.PadSides(f.open, 18, 0, 0, 0)), f.where, f.line)
	f.leaves = append(f.leaves, f.note, f.line, f.open)
	f.update()
	return f
}

// hint says who the shell runs as when nobody is named.
func (f *form) hint() string {
	c := f.d.now
	switch {
	case f.choice == helper:
		return "the image's own"
	case !c.Inspected:
		return "the container's own"
	case c.User == "":
		return "root"
	}
	return format.CleanLine(c.User)
}

// look finds out which shells there are.
func (f *form) look() {
	if f.d.now.State != object.StateRunning {
		return
	}
	f.looks++
	mine, id := f.looks, f.d.id
	f.d.host().Go(func(ctx context.Context) {
		shells, err := f.d.host().Terminals.Shells(ctx, id)
		f.d.host().Post(func() {
			if f.looks == mine {
				f.told(shells, err)
			}
		})
	})
}

func (f *form) told(shells []terminal.Shell, err error) {
	f.found, f.failed, f.known = shells, "", true
	if err != nil {
		f.failed = because(f.wish(), err)
	}
	stays := f.choice == attach || f.choice == helper || slices.ContainsFunc(shells, func(s terminal.Shell) bool { return s.Path == f.choice })
	if !f.picked || !stays {
		f.choice = helper
		if len(shells) > 0 {
			f.choice = shells[0].Path
		}
	}
	f.update()
}

func (f *form) choose(what string) {
	f.choice, f.picked = what, true
	f.update()
}

// wish is what the form asks for.
func (f *form) wish() wish {
	w := wish{Wish: terminal.Wish{Container: f.d.id, Name: f.d.now.Name}}
	switch f.choice {
	case attach:
		return w
	case helper:
		w.image = f.helperImage()
	default:
		w.Command = []string{f.program()}
	}
	w.User, w.Dir = f.user.Text, f.folder.Text
	return w
}

// program is the chosen shell as it is called: by its name, which the container
// finds as it was found here.
func (f *form) program() string {
	for _, s := range f.found {
		if s.Path == f.choice {
			return s.Name
		}
	}
	return "sh"
}

// helperImage is the image for the helper: the chosen one if it is still there.
func (f *form) helperImage() string {
	names := helperImages(f.d.t.snapshot)
	switch {
	case slices.Contains(names, f.tag):
		return f.tag
	case len(names) > 0:
		return names[0]
	}
	return ""
}

// update shows what can be chosen and what that means.
func (f *form) update() {
	if f.object == nil {
		return
	}
	var chips []fyne.CanvasObject
	chip := func(id, words, what, topic string) {
		c := widgets.NewChip("terminal.shell."+id, words, func() { f.choose(what) })
		c.Topic = topic
		c.SetOn(f.choice == what)
		chips = append(chips, c)
	}
	for _, s := range f.found {
		chip(s.Name, s.Name, s.Path, "field.terminal.shell")
	}
	chip(attach, "Its own program", attach, "field.terminal.attach")
	chip(helper, "A helper container", helper, "field.terminal.helper")
	f.shells.Set(chips...)
	if hint := f.hint(); f.user.PlaceHolder != hint {
		f.user.SetPlaceHolder(hint)
	}
	w := f.wish()
	widgets.SetVisible(f.where, f.choice != attach)
	f.where.Set(f.rows[map[bool]int{true: 1}[f.choice == helper]])
	f.image.SetText(orWords(format.CleanLine(w.image), "No image here"))
	f.image.SetDisabled(w.image == "")
	note := f.words()
	f.note.SetText(note)
	widgets.SetVisible(f.note, note != "")
	ready := f.choice != "" && (f.choice != helper || w.image != "")
	f.open.SetDisabled(!ready)
	f.line.Set(command.Command{}, command.Bash)
	if ready {
		f.line.Set(w.command(), command.Bash)
	}
	f.object.Refit()
}

// words explain the choice where it needs it.
func (f *form) words() string {
	name := format.CleanLine(f.d.now.Name)
	switch {
	case f.failed != "":
		return f.failed
	case !f.known:
		return "Looking for the shells of " + name + "."
	case f.choice == attach:
		return "Shows what the program of " + name + " prints from now on, and hands it what you type. Ctrl+C may end it, and with it the container."
	case f.choice == helper && len(helperImages(f.d.t.snapshot)) == 0:
		return name + " has no shell, and there is no image here to lend it one. Pull a small one, such as busybox."
	case f.choice == helper && len(f.found) == 0:
		return name + " has no shell: its image brings its program and little else. A helper container brings the shell of another image, and sees the network and the processes of " + name + ". It is removed when it is closed."
	case f.choice == helper:
		return "A new container from another image, which sees the network and the processes of " + name + ". It is removed when it is closed."
	}
	return ""
}

func (f *form) chooseImage() {
	var items []page.MenuItem
	const most = 20
	names := helperImages(f.d.t.snapshot)
	for _, name := range names[:min(len(names), most)] {
		items = append(items, page.MenuItem{ID: "image." + name, Title: format.CleanLine(name), Icon: "image", Topic: "field.terminal.helper", Do: func() {
			f.tag = name
			f.update()
		}})
	}
	f.d.host().Menu(items, widgets.Below(f.image))
}

// explain says what a word of the command means.
func (f *form) explain(i int) {
	t, ok := f.line.Token(i)
	target := attention.Target{Object: f.line, Topic: "action.window.open-terminal", Tip: t.Meaning}
	if ok {
		attention.Enter(target)
	} else {
		attention.Leave(target)
	}
}

func orWords(words, otherwise string) string {
	if words == "" {
		return otherwise
	}
	return words
}
