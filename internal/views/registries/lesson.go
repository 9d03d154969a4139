package registries

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// lesson is the practice registry with its steps, each with a button that does
// it. A step is done when what it is for is so, however that came about.
type lesson struct {
	p      *Page
	object fyne.CanvasObject
	body   *modal.Stack
	toggle *widgets.Button
	busy   bool
	failed string

	there   []string // the images in the registry, with their whole names
	removed string   // the one that was taken off the engine after it was pushed
	pulled  bool
	asked   int
	drawn   string
}

func newLesson(p *Page) *lesson {
	l := &lesson{p: p, body: modal.NewStack(10)}
	l.toggle = p.button("registries.practice.start", "Start it", "play", widgets.Ordinary, "concept.practice-registry", l.turn)
	l.object = widgets.Card(l.body)
	return l
}

// turn starts the registry, or stops it after a question if something is in it.
func (l *lesson) turn() {
	r := l.p.host.Registries
	stop := func() {
		l.begin(func(context.Context) error { return r.StopPractice() })
	}
	switch {
	case !r.Practice().On:
		l.begin(r.StartPractice)
	case len(l.there) > 0:
		l.p.host.Confirm(pageConfirmation(len(l.there), stop))
	default:
		stop()
	}
}

func (l *lesson) begin(do func(context.Context) error) {
	l.busy, l.failed = true, ""
	l.update()
	l.p.host.Go(func(ctx context.Context) {
		err := do(ctx)
		l.p.host.Post(func() {
			l.busy = false
			if err != nil {
				l.failed = err.Error()
			}
			l.there, l.removed, l.pulled = nil, "", false
			l.drawn = ""
			l.p.Renewed()
			l.update()
		})
	})
}

// ask reads what is in the registry, if somebody may read that.
func (l *lesson) ask() {
	r := l.p.host.Registries
	s := r.Practice()
	if !s.On {
		l.there = nil
		return
	}
	l.asked++
	mine := l.asked
	l.p.host.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		var there []string
		list, _, err := r.Repositories(ctx, s.Address)
		for _, repository := range list {
			tags, tagErr := r.Tags(ctx, s.Address+"/"+repository)
			if tagErr != nil {
				err = tagErr
			}
			for _, tag := range tags {
				there = append(there, s.Address+"/"+repository+":"+tag)
			}
		}
		l.p.host.Post(func() {
			if l.asked == mine && err == nil {
				l.there = there
				l.update()
			}
		})
	})
}

// step is one line of the lesson.
type step struct {
	id, title, words string
	topic, button    string
	icon             string
	done             bool
	do               func() // nil where it can't be done yet
}

// update draws what has changed.
func (l *lesson) update() {
	if l.p.host.Registries == nil {
		return
	}
	state := l.p.host.Registries.Practice()
	l.follow()
	steps := l.steps()
	key := fmt.Sprint(state.On, state.Address, l.busy, l.failed, l.p.snapshot.Engine.Elsewhere(), l.p.snapshot.Engine.Practice())
	for _, s := range steps {
		key += fmt.Sprint(s.id, s.done, s.words, s.do != nil)
	}
	if key == l.drawn {
		return
	}
	l.drawn = key
	l.draw(steps)
	l.p.lay()
}

// follow notices when what was pushed is taken off the engine and comes back.
func (l *lesson) follow() {
	for _, name := range l.there {
		if l.image(name) == nil {
			l.removed, l.pulled = name, false
			return
		}
	}
	if l.removed != "" && l.image(l.removed) != nil {
		l.pulled = true
	}
}

func (l *lesson) image(name string) *object.Image {
	for _, i := range l.p.snapshot.Images {
		if slices.Contains(i.Tags, name) {
			return i
		}
	}
	return nil
}

// own is the image that the lesson is done with: one with the registry's name, or
// else the smallest there is.
func (l *lesson) own(address string) (i *object.Image, name string) {
	for _, img := range l.p.snapshot.Images {
		for _, tag := range img.Tags {
			if strings.HasPrefix(tag, address+"/") {
				return img, tag
			}
		}
		if len(img.Tags) > 0 && (i == nil || img.Size < i.Size) {
			i = img
		}
	}
	return i, ""
}

func (l *lesson) steps() []step {
	s := l.p.host.Registries.Practice()
	if !s.On {
		return nil
	}
	_, in := l.p.loggedIn(s.Address)
	image, tagged := l.own(s.Address)
	login := step{
		id: "login", title: "Log in", topic: "action.registry.login", button: "Log in…", icon: "key", done: in,
		words: fmt.Sprintf("The name is %s, the password %s. It is made up for this registry, and of use nowhere else.", s.User, s.Password),
		do: func() {
			l.p.logIn(action.Values{action.LoginServer: s.Address, action.LoginUser: s.User, action.LoginPassword: s.Password})
		},
	}
	push := step{
		id: "push", title: "Tag and push", topic: "action.image.push", button: "Push…", icon: "upload", done: len(l.there) > 0,
		words: "Names of images that go there begin with " + s.Address + "/. An image gets such a name, then its layers are sent.",
	}
	if image != nil && in {
		push.do = func() {
			name := tagged
			if name == "" {
				name = s.Address + "/practice/" + short(image.Name())
			}
			l.p.host.Ask(action.Must("image.push"), action.About(l.p.snapshot, object.Ref{Kind: object.KindImage, ID: image.ID}), action.Values{action.PushName: name}, nil)
		}
	}
	look := step{
		id: "look", title: "Look what is there", topic: "page.registries", button: "Look inside", icon: "search", done: len(l.there) > 0 && l.p.browser.host == s.Address,
		words: "The registry lists repositories and their versions.",
	}
	if in {
		look.do = func() { l.p.browser.open(s.Address); l.update() }
	}
	remove := step{
		id: "remove", title: "Take it off this engine", topic: "action.image.remove", button: "Remove…", icon: "remove", done: l.removed != "",
		words: "Afterwards it is only in the registry. An image with several names loses only this one.",
	}
	pull := step{
		id: "pull", title: "Pull it again", topic: "action.image.pull", button: "Pull…", icon: "download", done: l.pulled,
		words: "It comes back from the registry, with the same digest.",
	}
	if len(l.there) > 0 {
		name := l.there[0]
		if l.removed != "" {
			name = l.removed
		}
		if i := l.image(name); i != nil {
			remove.do = func() { l.remove(i, name) }
		} else if in {
			pull.do = func() {
				l.p.host.Ask(action.Must("image.pull"), action.On{Kind: object.KindImage, Snapshot: l.p.snapshot}, action.Values{action.PullName: name}, nil)
			}
		}
	}
	return []step{login, push, look, remove, pull}
}

// remove takes the name off, or with the last name the image.
func (l *lesson) remove(i *object.Image, name string) {
	on := action.About(l.p.snapshot, object.Ref{Kind: object.KindImage, ID: i.ID})
	if len(i.Tags) > 1 {
		l.p.host.Ask(action.Must("image.untag"), on, action.Values{"untag.name": name}, nil)
		return
	}
	l.p.host.Actions.Click(action.Must("image.remove"), on)
}

// short is a name without its registry and account.
func short(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

func (l *lesson) draw(steps []step) {
	s := l.p.host.Registries.Practice()
	words := "A registry within DockDesk, for this computer alone. It needs no network, and what is pushed to it is gone when it stops."
	l.toggle.SetText("Start it")
	l.toggle.SetIcon("play")
	if s.On {
		words = "It runs at " + s.Address + ", for this computer alone, until you stop it or leave DockDesk."
		l.toggle.SetText("Stop it")
		l.toggle.SetIcon("stop")
	}
	l.toggle.SetDisabled(l.busy)
	says := widgets.NewParagraph(words, widgets.TextStyle{})
	says.ID = "registries.practice.says"
	blocks := []fyne.CanvasObject{modal.NewWeighted(12, []float32{1, -l.toggle.MinSize().Width - 1}, says, l.toggle)}
	if l.failed != "" {
		failed := widgets.NewParagraph("It did not start: "+format.CleanLine(l.failed)+".", widgets.TextStyle{Color: theme.Danger, Bold: true})
		failed.ID = "registries.practice.failed"
		blocks = append(blocks, failed)
	}
	if note := l.elsewhere(); note != nil {
		blocks = append(blocks, note)
	}
	for i, st := range steps {
		blocks = append(blocks, widgets.NewRule(), l.line(i+1, st))
	}
	l.body.Set(blocks...)
}

// line is one step: what it is, whether it is done, and the button.
func (l *lesson) line(n int, s step) fyne.CanvasObject {
	id := "registries.step." + s.id
	mark, ink := widgets.NewSizedIcon("check", theme.OK, 18), theme.Text
	if !s.done {
		mark = widgets.NewSizedIcon("idle", theme.Muted, 18)
	}
	title := widgets.NewText(fmt.Sprintf("%d  %s", n, s.title), widgets.TextStyle{Bold: true, Color: ink})
	title.ID = id + ".title"
	says := muted(id+".words", s.words)
	state := muted(id+".state", map[bool]string{true: "Done.", false: ""}[s.done])
	widgets.SetVisible(state, s.done)
	b := l.p.button(id, s.button, s.icon, widgets.Ordinary, s.topic, s.do)
	b.SetDisabled(s.do == nil)
	text := modal.NewStack(2, container.NewHBox(title, widgets.Middle(state)), says)
	return modal.NewWeighted(12, []float32{-18, 1, -b.MinSize().Width - 1}, container.NewVBox(mark), text, b)
}

// there is how a registry runs on an engine that is elsewhere.
const there = "docker run -d -p 127.0.0.1:5000:5000 --name registry registry:2"

// pullThere brings the image that the command runs.
func (l *lesson) pullThere() {
	l.p.host.Ask(action.Must("image.pull"), action.On{Kind: object.KindImage, Snapshot: l.p.snapshot}, action.Values{action.PullName: "registry:2"}, nil)
}

// elsewhere says how to practise with an engine whose 127.0.0.1 is another one.
func (l *lesson) elsewhere() fyne.CanvasObject {
	if !l.p.snapshot.Engine.Elsewhere() {
		return nil
	}
	p := widgets.NewParagraph("This engine runs in a virtual machine or on another computer: its 127.0.0.1 is not this one, and it does not find the registry here. "+
		"Run a registry as a container there instead, and push to localhost:5000.", widgets.TextStyle{})
	p.ID = "registries.practice.elsewhere"
	code := widgets.NewParagraph(there, widgets.TextStyle{Size: theme.SizeCode, Mono: true})
	pull := l.p.button("registries.practice.pull", "Pull registry:2…", "download", widgets.Ordinary, "concept.private-registry", l.pullThere)
	copied := l.p.button("registries.practice.copy", "Copy", "copy", widgets.Ordinary, "action.window.copy", func() { l.p.host.Copy(there) })
	return widgets.Note("info", widgets.ToneInfo, modal.NewStack(8, p, code, container.New(layout.NewCustomPaddedHBoxLayout(8), pull, copied)))
}
