// Package run is the form for a new container. Form, command and request are
// one thing: the fields fill a spec.RunSpec, the command under the form is
// written from it word by word, and the same spec is what is run.
//
// It must know neither the Docker client nor how a container is made: it hands
// the spec over.
package run

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/runcheck"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/column"
	"github.com/dockdesk/dockdesk/internal/views/widgets/commandline"
)

// Engine is what the form asks; a session answers it.
type Engine interface {
	// ImageSpec is what an image of the engine says of itself; nil if it isn't
	// here.
	ImageSpec(ctx context.Context, ref string) (*spec.Image, error)
	// ContainerSpec is how a container could be made again, and what of it can't
	// be said.
	ContainerSpec(ctx context.Context, id string) (s spec.RunSpec, unexpressed []string, err error)
	// Follow follows a container that isn't started yet; ended, which must be
	// called, waits for its end.
	Follow(ctx context.Context, id string) (ended func(context.Context) (operations.End, bool), err error)
	// ProbeRun finds out about ports and paths of this computer.
	ProbeRun(ctx context.Context, doors []spec.Door, paths []string) (map[spec.Door]spec.PortUse, map[string]spec.PathState)
}

// Options are what a Page is made of, beside its host.
type Options struct {
	Engine Engine
	Layer  *modal.Layer
	// Run makes what the spec says, in the place of the container editing if that
	// isn't "". What becomes of it is told to the job.
	Run func(s spec.RunSpec, editing string, j *Job)
	// Leave goes back to where the form was opened.
	Leave func()
	// Explain shows a topic of the guide with the command of the form, one word
	// of it lit; -1 for none.
	Explain func(topic string, c command.Command, lit int)
	// Caption hears of each new command of the form; may be nil.
	Caption func(command.Command)
	// Say shows a short notice.
	Say func(words string)
	// Choose lets a folder or a file of this computer be chosen.
	Choose func(Choice)
	// Rename asks for another name of a container.
	Rename func(object.Ref)
	// MakeNetwork asks for a new network of that name.
	MakeNetwork func(name string)
	// Dir is the folder that relative paths start from; "" for none.
	Dir string
}

// Choice is what of this computer may be chosen.
type Choice struct {
	Title, Topic   string
	From           string // where to begin; "" for anywhere
	Folders, Files bool
	Then           func(path string)
}

// Page is the form. It implements page.Page.
type Page struct {
	host *page.Host
	o    Options
	m    model

	fields   []*field
	lists    []*lines
	sections []*section
	images   *images
	before   *beforeCard
	card     *jobCard
	given    *given
	lacks    *widgets.Paragraph // what of an existing container the form can't say
	lacking  fyne.CanvasObject
	steps    *steps
	job      *Job // what was begun last and is still shown; nil for nothing
	line     *commandline.Line
	foot     *foot
	column   *column.Column
	content  fyne.CanvasObject
	pulling  bool
	unread   map[string]string // by field: why what stands in it can't be read
	offered  string            // the image whose ports and volumes were offered

	looked    context.CancelFunc
	pause     *time.Timer
	lookedFor string
}

// New makes the form, empty.
func New(host *page.Host, o Options) *Page {
	p := &Page{host: host, o: o, unread: map[string]string{}}
	p.m.shell = command.Bash
	p.m.facts.Dir = o.Dir
	p.m.facts.Snapshot = &object.Snapshot{Link: object.LinkConnecting}
	p.build()
	return p
}

// dice are thrown for a name. In practice they fall the same way for everybody: a
// class has one picture before it.
func (p *Page) dice() *rand.Rand {
	if p.m.facts.Snapshot.Engine.Practice() {
		return rand.New(rand.NewPCG(1, 1))
	}
	return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
}

// Open shows a spec in the form. An empty one becomes a new container with a
// name of its own, in the background.
func (p *Page) Open(s spec.RunSpec, editing string) {
	if s.Name == "" && editing == "" {
		s.Name = spec.SuggestName(p.dice(), p.NameTaken)
	}
	p.m.facts.Editing = editing
	p.offered = ""
	p.forgetJob()
	p.Lacks(nil)
	if len(s.Ports)+len(s.Mounts) > 0 {
		p.offered = s.Image // what it brings is settled
	}
	p.set(s)
	p.column.ToTop()
	// Fyne takes the keyboard away after the click that opens the form.
	p.host.Post(func() { p.host.Focus(p.images.field.focus) })
}

// Lacks says in the form what of a container it can't say.
func (p *Page) Lacks(what []string) {
	p.lacks.SetText("Not in the form: " + strings.Join(what, "; ") + ".")
	widgets.SetVisible(p.lacking, len(what) > 0)
	p.column.Refit()
}

// Spec is what the form says now.
func (p *Page) Spec() spec.RunSpec { return p.m.spec }

// NameTaken reports whether a container has a name.
func (p *Page) NameTaken(name string) bool {
	return slices.ContainsFunc(p.m.facts.Snapshot.Containers, func(c *object.Container) bool { return c.Name == name })
}

// ID implements page.Page.
func (p *Page) ID() string { return "run" }

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// FocusSearch goes to the image.
func (p *Page) FocusSearch() { p.host.Focus(p.images.field.focus) }

// Reveal implements page.Page; objects have pages of their own.
func (p *Page) Reveal(object.Ref) {}

// Shown implements page.Page.
func (p *Page) Shown() { p.changed() }

// Hidden gives up what is being looked for.
func (p *Page) Hidden() {
	if p.looked != nil {
		p.looked()
	}
	if p.pause != nil {
		p.pause.Stop()
	}
	p.lookedFor = ""
}

// Update implements page.Page.
func (p *Page) Update(s *object.Snapshot) {
	p.m.facts.Snapshot, p.m.facts.Remote = s, remote(s.Engine.Endpoint)
	p.images.update(s)
	p.changed()
}

// set shows a spec.
func (p *Page) set(s spec.RunSpec) {
	p.m.spec = s
	clear(p.unread)
	for _, l := range p.lists {
		l.shown = -1
	}
	p.pull()
	p.images.search()
	p.changed()
}

// pull makes all controls show what the spec says.
func (p *Page) pull() {
	p.pulling = true
	for _, l := range p.lists {
		l.pull(&p.m.spec)
	}
	for _, f := range p.fields {
		f.pull(&p.m.spec)
	}
	p.pulling = false
	p.tell(true)
}

// edit changes the spec by a control.
func (p *Page) edit(path string, change func(*spec.RunSpec)) {
	if p.pulling {
		return
	}
	p.m.current = path
	change(&p.m.spec)
	p.changed()
}

// enter says that a field has the keyboard.
func (p *Page) enter(path string) {
	p.m.current = path
	p.steps.light(path)
	for _, f := range p.fields {
		f.light(false)
	}
}

// changed works out what follows from the spec, and looks up what must be asked.
func (p *Page) changed() {
	p.m.derive()
	p.tell(false)
	p.look()
}

// tell shows what was worked out.
func (p *Page) tell(refit bool) {
	for _, f := range p.fields {
		refit = f.tell(p.problems(f.path)) || refit
	}
	for _, s := range p.sections {
		s.tell()
	}
	p.steps.tell()
	p.steps.light(p.m.current)
	if p.o.Caption != nil {
		p.o.Caption(p.line.Command())
	}
	refit = p.before.tell(p.m.before) || refit
	refit = p.given.tell(p.m.facts.Image, &p.m.spec) || refit
	p.foot.tell()
	if refit {
		p.column.Refit()
	}
	if size := p.content.Size(); size.Width > 0 {
		p.content.Refresh() // the command may be higher now
	}
}

// problems are what is to be said at a field.
func (p *Page) problems(path string) []runcheck.Problem {
	list := p.m.at(path)
	if words, ok := p.unread[path]; ok {
		list = append(list, runcheck.Problem{Kind: "unread", Field: path, Severity: runcheck.Blocker, Words: words + "."})
	}
	return list
}

// why says why it can't be run; "" that it can.
func (p *Page) why() string {
	if p.busy() {
		return "It is being made"
	}
	if why := p.m.why(); why != "" || len(p.unread) == 0 {
		return why
	}
	return "One field can't be read"
}

// forget drops fields that are no more on the screen.
func (p *Page) forget(old []*field) {
	p.fields = slices.DeleteFunc(p.fields, func(f *field) bool { return slices.Contains(old, f) })
}

// focusLast goes to the first control of a list's last entry.
func (p *Page) focusLast(path string) {
	for _, l := range p.lists {
		if l.path != path || l.shown < 1 {
			continue
		}
		for _, f := range l.own {
			if f.focus != nil && strings.HasPrefix(f.path, path+"."+itoa(l.shown-1)) {
				p.host.Focus(f.focus)
				return
			}
		}
	}
}

// word explains a word of the command that the pointer or the keyboard is at, and
// lights the field that it comes from.
func (p *Page) word(line *commandline.Line, i int) {
	t, ok := line.Token(i)
	for _, f := range p.fields {
		f.light(ok && about(f.path, t))
	}
	if ok {
		p.o.Explain(topicOf(t.Field), line.Command(), i)
	}
}

// pick goes to the field that a word of the command comes from.
func (p *Page) pick(line *commandline.Line, i int) {
	t, ok := line.Token(i)
	if !ok {
		return
	}
	for _, s := range p.sections {
		if s.has(t) {
			s.unfold(true)
		}
	}
	for _, f := range p.fields {
		if f.focus != nil && about(f.path, t) {
			p.host.Focus(f.focus)
			return
		}
	}
}

// repair carries out one way to put a problem right.
func (p *Page) repair(fix runcheck.Fix) {
	switch fix.Kind {
	case runcheck.FixSpec:
		p.set(fix.Apply(p.m.spec))
	case runcheck.FixOpen:
		p.host.Open(fix.Who)
	case runcheck.FixReplace:
		p.m.facts.Editing = fix.Who.ID
		p.changed()
	case runcheck.FixRename:
		p.o.Rename(fix.Who)
	case runcheck.FixMakeFolder:
		p.makeFolder(fix.Value)
	case runcheck.FixMakeNetwork:
		p.o.MakeNetwork(fix.Value)
	case runcheck.FixAgain:
		p.run(false)
	}
}

// makeFolder makes a folder of this computer, for its owner alone as far as
// others are not let in by the folder that it is in.
func (p *Page) makeFolder(path string) {
	p.host.Go(func(context.Context) {
		err := os.MkdirAll(path, 0o755)
		p.host.Post(func() {
			if err != nil {
				p.o.Say("The folder can't be made: " + err.Error() + ".")
			}
			p.lookedFor = ""
			p.look()
		})
	})
}

// pickPath lets the folder or the file of a mount be chosen.
func (p *Page) pickPath(field string) {
	i, err := strconv.Atoi(strings.TrimPrefix(strings.TrimSuffix(field, ".source"), "mounts."))
	if err != nil || i >= len(p.m.spec.Mounts) || p.o.Choose == nil {
		return
	}
	from := p.m.spec.Mounts[i].Source
	if from != "" && !filepath.IsAbs(from) {
		from = filepath.Join(p.o.Dir, from)
	}
	p.o.Choose(Choice{
		Title: "Choose a folder or a file", Topic: "field.run.volume", From: from, Folders: true, Files: true,
		Then: func(path string) {
			if i < len(p.m.spec.Mounts) {
				p.edit(field, func(s *spec.RunSpec) { s.Mounts[i].Source = path })
				p.pull()
			}
		},
	})
}

func (p *Page) run(createOnly bool) {
	if p.why() != "" {
		return
	}
	s := p.m.spec.Clone()
	s.CreateOnly = createOnly
	p.forgetJob()
	p.o.Run(s, p.m.facts.Editing, newJob(p, s))
}
