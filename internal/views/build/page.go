// Package build is the page Build: a folder, its Dockerfile, and the image that
// becomes of them, in pictures. The fields fill a spec.BuildSpec, the command under
// them is written from it, and the same spec is what is built.
//
// It must know neither the Docker client nor how an image is built: it hands the
// spec over and is told how far that is.
package build

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/commandline"
)

// Options are what a Page is made of, beside its host.
type Options struct {
	// Build builds what the spec says. What becomes of it is told to the job.
	Build func(s spec.BuildSpec, j *Job)
	// Run opens the run form with an image in it; Inside shows its layers.
	Run    func(image string)
	Inside func(id string)
	// Explain shows a topic of the guide with the command of the page, one word of
	// it lit.
	Explain func(topic string, c command.Command, lit int)
	// Say shows a short notice.
	Say func(words string)
	// Choose lets a folder or a file of this computer be chosen.
	Choose func(Choice)
	// Services are what a diagnosis needs of the window.
	Services diagnosis.Services
	// Dir is the folder that choosing begins in; "" for none.
	Dir string
}

// Choice is what of this computer may be chosen.
type Choice struct {
	Title, Topic   string
	From           string
	Folders, Files bool
	Then           func(path string)
}

// Page is the page Build. It implements page.Page.
type Page struct {
	host     *page.Host
	o        Options
	spec     spec.BuildSpec
	snapshot *object.Snapshot
	shown    bool

	plan    build.Picture
	planErr error
	text    []byte // the Dockerfile as it was read last
	asked   int    // the newest reading of it
	job     *Job   // the newest build; nil for none
	past    *past
	watched context.CancelFunc // nil while files are not watched
	again   bool               // files were saved meanwhile

	form    *form
	tabs    *widgets.Tabs
	picture *pictureTab
	recipe  *recipeTab
	earlier *pastTab
	line    *commandline.Line
	why     *widgets.Paragraph
	do      *widgets.Button
	cancel  *widgets.Button
	save    *widgets.Button
	bottom  *modal.Stack
	command *modal.Row // the command, with what copies it
	top     *modal.Stack
	head    *fyne.Container
	content *fyne.Container
}

// New makes the page. The folder of the last build is chosen again.
func New(host *page.Host, o Options) *Page {
	p := &Page{host: host, o: o, snapshot: &object.Snapshot{Link: object.LinkConnecting}, plan: build.Picture{Target: -1}}
	p.past = readPast(host.Settings)
	if last, ok := p.past.last(); ok {
		p.spec = last.Spec.Clone()
	}
	p.build()
	p.pull()
	return p
}

func (p *Page) build() {
	p.form = newForm(p)
	p.picture, p.recipe, p.earlier = newPictureTab(p), newRecipeTab(p), newPastTab(p)
	p.line = commandline.New("build.command")
	p.line.OnWord = func(i int) {
		if t, ok := p.line.Token(i); ok {
			p.o.Explain(topicOf(t.Field), p.line.Command(), i)
		}
	}
	p.line.OnPick = func(i int) {
		if t, ok := p.line.Token(i); ok {
			p.form.focus(t.Field)
		}
	}
	p.line.OnCopy = p.copy
	p.tabs = widgets.NewTabs("build.tab",
		widgets.Tab{ID: "picture", Title: "In pictures", Topic: "tab.build-picture", Build: func() fyne.CanvasObject { return p.picture.content }},
		widgets.Tab{ID: "dockerfile", Title: "Dockerfile", Topic: "tab.build-dockerfile", Build: func() fyne.CanvasObject { return p.recipe.content }},
		widgets.Tab{ID: "settings", Title: "Settings", Topic: "tab.build-settings", Build: func() fyne.CanvasObject { return p.form.settings }},
		widgets.Tab{ID: "past", Title: "Earlier builds", Topic: "tab.build-past", Build: func() fyne.CanvasObject { return p.earlier.content }},
	)
	p.tabs.OnChange = func(id string) {
		if id == "dockerfile" {
			p.read()
		}
	}
	p.do = widgets.NewButton("build.do", "Build", "build", widgets.Main, p.start)
	p.do.Topic = "action.image.build"
	p.cancel = widgets.NewButton("build.cancel", "Cancel", "stop", widgets.Ordinary, func() { p.giveUp() })
	p.cancel.Topic = "action.image.build"
	p.cancel.Hide()
	p.save = widgets.NewButton("build.on-save", "Again on save", "checkbox", widgets.Quiet, p.toggleWatch)
	p.save.Kind, p.save.Topic = control.KindCheck, "field.build.on-save"
	buttons := container.New(layout.NewCustomPaddedHBoxLayout(8), p.save, p.cancel, p.do)
	head := container.NewBorder(nil, nil, widgets.Middle(widgets.Title("Build")), buttons)
	p.head = head
	p.top = modal.NewStack(8, widgets.Sized(head, 0, theme.Size(theme.SizeControl)), p.form.top)
	p.why = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Danger, Bold: true})
	p.why.ID = "build.why"
	copies := widgets.NewLink("build.copy", "Copy", p.copy)
	copies.Topic = "page.build"
	p.command = modal.NewWeighted(8, []float32{1, -52}, p.line, widgets.PadSides(copies, 8, 0, 0, 0))
	p.bottom = modal.NewStack(4, p.why, p.command)
	margin := theme.Size(theme.SizeMargin)
	p.content = container.New(&pageLayout{p: p, margin: margin}, p.top, p.tabs, p.bottom)
}

// pageLayout keeps what is above and under the tabs in their heights, and gives
// the tabs the rest.
type pageLayout struct {
	p      *Page
	margin float32
}

func (l *pageLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := size.Width - 2*l.margin
	widgets.SetVisible(l.p.command, !theme.Projecting()) // there the strip below has it
	widgets.SetVisible(l.p.save, !theme.Projecting())    // and nobody saves files before a room without a word
	widgets.SetVisible(l.p.form.top, !theme.Projecting() || l.p.job == nil)
	top, foot := l.p.top.Fit(width), l.p.bottom.Fit(width)
	o[0].Move(fyne.NewPos(l.margin, 14))
	o[0].Resize(fyne.NewSize(width, top))
	y := 14 + top + 6
	o[1].Move(fyne.NewPos(l.margin, y))
	o[1].Resize(fyne.NewSize(width, max(size.Height-y-foot-8-10, 0)))
	o[2].Move(fyne.NewPos(l.margin, size.Height-foot-10))
	o[2].Resize(fyne.NewSize(width, foot))
}

func (l *pageLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(480, 320) }

// ID implements page.Page.
func (p *Page) ID() string { return "build" }

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// FocusSearch goes to the folder.
func (p *Page) FocusSearch() { p.host.Focus(p.form.folder) }

// Reveal implements page.Page; objects have pages of their own.
func (p *Page) Reveal(object.Ref) {}

// Update implements page.Page.
func (p *Page) Update(s *object.Snapshot) {
	p.snapshot = s
	p.tell()
}

// Shown takes folders that are dropped, and looks at the Dockerfile again.
func (p *Page) Shown() {
	p.shown = true
	if p.host.Drop != nil {
		p.host.Drop(p.dropped)
	}
	p.read()
	p.tell()
}

// Hidden gives up watching files; a build that runs goes on.
func (p *Page) Hidden() {
	p.shown = false
	if p.host.Drop != nil {
		p.host.Drop(nil)
	}
	p.unwatch()
}

// Clock implements page.Aging: while a build runs, its times do.
func (p *Page) Clock(time.Time) time.Duration {
	if p.busy() {
		p.picture.tell()
		return time.Second
	}
	return time.Hour
}

// Open shows a folder, and what is built of it.
func (p *Page) Open(folder string) {
	p.spec.Folder, p.spec.File, p.spec.Target = folder, "", ""
	if len(p.spec.Tags) == 0 || p.spec.Tags[0] == "" {
		p.spec.Tags = suggested(folder)
	}
	p.pull()
}

// Spec is what the page says now.
func (p *Page) Spec() spec.BuildSpec { return p.spec.Clone() }

// suggested is a name for the image of a folder.
func suggested(folder string) []string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, filepath.Base(folder)), "-")
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	if name == "" {
		return nil
	}
	return []string{name + ":1"}
}

// dropped takes a folder, or the folder of a Dockerfile, that was dropped on the
// window.
func (p *Page) dropped(paths []string) {
	path := paths[0]
	p.host.Go(func(context.Context) {
		info, err := os.Stat(path)
		p.host.Post(func() {
			switch {
			case err != nil:
				p.o.Say("What was dropped can't be read: " + err.Error() + ".")
			case info.IsDir():
				p.choose(path)
			default:
				p.choose(filepath.Dir(path))
				p.edit(func(s *spec.BuildSpec) { s.File = fileWord(filepath.Base(path)) })
				p.form.pull()
			}
		})
	})
}

func fileWord(name string) string {
	if name == "Dockerfile" {
		return ""
	}
	return name
}

// choose takes a folder over.
func (p *Page) choose(folder string) {
	if folder != p.spec.Folder {
		old := suggested(p.spec.Folder)
		if slices.Equal(p.spec.Tags, old) { // nobody chose that name
			p.spec.Tags = nil
		}
		p.job = nil
		p.Open(folder)
		p.unwatch()
	}
}

// pull makes all controls show what the spec says.
func (p *Page) pull() {
	p.form.pull()
	p.read()
	p.tell()
}

// edit changes the spec by a control.
func (p *Page) edit(change func(*spec.BuildSpec)) {
	before := p.spec.Clone()
	change(&p.spec)
	if before.Dockerfile() != p.spec.Dockerfile() && !p.busy() {
		p.job = nil // what was built was something else
		p.unwatch()
	}
	if before.Dockerfile() != p.spec.Dockerfile() || before.Target != p.spec.Target {
		p.read()
	}
	p.tell()
}

// read reads the Dockerfile anew, off the main goroutine.
func (p *Page) read() {
	p.asked++
	asked, s := p.asked, p.spec.Clone()
	if s.Folder == "" {
		p.plan, p.planErr, p.text = build.Picture{Target: -1}, nil, nil
		p.recipe.tell()
		return
	}
	p.host.Go(func(context.Context) {
		text, plan, err := build.Read(s)
		p.host.Post(func() {
			if asked != p.asked {
				return
			}
			p.text, p.plan, p.planErr = text, plan, err
			p.recipe.tell()
			p.tell()
		})
	})
}

// tell shows what follows from the spec and from how far a build is.
func (p *Page) tell() {
	p.line.Set(command.BuildImage(p.spec), command.Bash)
	p.form.tell()
	busy := p.busy()
	why := p.refusal()
	p.do.SetDisabled(why != "" || busy)
	p.why.SetText(why)
	widgets.SetVisible(p.why, why != "" && p.spec.Folder != "" && !busy)
	if busy != p.cancel.Visible() {
		widgets.SetVisible(p.cancel, busy)
		p.head.Refresh() // the buttons need another width
	}
	p.save.SetIcon(map[bool]string{true: "checkbox-checked", false: "checkbox"}[p.watched != nil])
	p.save.SetLit(p.watched != nil)
	p.save.SetDisabled(p.spec.Folder == "")
	p.picture.tell()
	p.earlier.tell()
	if p.content.Size().Width > 0 {
		p.content.Refresh()
	}
}

// refusal says why it can't be built; "" that it can.
func (p *Page) refusal() string {
	switch p.snapshot.Link {
	case object.LinkConnecting:
		return "No engine answers yet."
	case object.LinkLost:
		return "The engine does not answer."
	}
	if flaws := p.spec.Flaws(); len(flaws) > 0 {
		return strings.ToUpper(flaws[0].Words[:1]) + flaws[0].Words[1:] + "."
	}
	return ""
}

// busy reports whether what the page shows is being built.
func (p *Page) busy() bool { return p.job != nil && !p.job.over }

// start builds what the page says.
func (p *Page) start() {
	if p.busy() || p.refusal() != "" {
		return
	}
	p.tabs.Select("picture")
	p.read()
	j := newJob(p, p.spec.Clone())
	p.job = j
	p.picture.begin()
	p.o.Build(j.spec, j)
	p.tell()
}

func (p *Page) giveUp() {
	if p.busy() && p.job.cancel != nil {
		p.cancel.SetDisabled(true)
		p.job.cancel()
	}
}

// copy puts the command on the clipboard, without its secrets.
func (p *Page) copy() {
	p.host.Copy(command.BuildImage(p.spec).Display(command.Bash))
}

// --- again on save ---

func (p *Page) toggleWatch() {
	if p.watched != nil {
		p.unwatch()
		p.tell()
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	p.watched = cancel
	s := p.spec.Clone()
	p.host.Go(func(whole context.Context) {
		stop := context.AfterFunc(whole, cancel)
		defer stop()
		err := build.Watch(ctx, s, func() { p.host.Post(func() { p.saved(ctx) }) })
		if err != nil {
			p.host.Post(func() {
				if ctx.Err() == nil {
					p.o.Say("The files are not watched: " + err.Error() + ".")
					p.unwatch()
					p.tell()
				}
			})
		}
	})
	p.tell()
}

func (p *Page) unwatch() {
	if p.watched != nil {
		p.watched()
		p.watched = nil
	}
	p.again = false
}

// saved builds again, after what runs was given up.
func (p *Page) saved(watch context.Context) {
	if watch.Err() != nil {
		return
	}
	p.read()
	if p.busy() {
		p.again = true
		p.giveUp()
		return
	}
	p.start()
}

// topicOf is the topic of a field.
func topicOf(field string) string {
	name, _, _ := strings.Cut(field, ".")
	switch name {
	case "":
		return "action.image.build"
	case "noCache":
		name = "no-cache"
	}
	return "field.build." + name
}
