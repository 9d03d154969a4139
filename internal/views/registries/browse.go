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
	"github.com/dockdesk/dockdesk/internal/engine/registry"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// browser shows what one registry has: its repositories, the versions of one of
// them, and what can be done with a version. It is hidden until a registry is
// opened.
type browser struct {
	p      *Page
	object *modal.Stack
	title  *widgets.Heading
	says   *widgets.Paragraph
	search *widgets.Field
	lists  *modal.Row
	body   *modal.Stack
	left   *modal.Stack // repositories
	right  *modal.Stack // versions

	host       string // "" for none
	all        []string
	more       bool
	repository string // the one that is open; "" for none
	tags       []string
	about      map[string]string // what is known of versions
	asked      int
}

const (
	lineHigh  = 30
	linesSeen = 8 // at once
	mostLines = 200
)

func newBrowser(p *Page) *browser {
	b := &browser{p: p, left: modal.NewStack(0), right: modal.NewStack(0), about: map[string]string{}}
	b.title = widgets.NewHeading("registries.browse", "", "page.registries")
	b.says = muted("registries.browse.says", "")
	b.search = widgets.NewSearch("registries.browse.search", "Search, or a repository's name", func(string) { b.draw() })
	b.search.Topic = "list.search"
	b.lists = modal.NewWeighted(16, []float32{1, 1}, b.left, b.right)
	shut := p.button("registries.browse.close", "Close", "close", widgets.Ordinary, "page.registries", b.close)
	head := modal.NewWeighted(10, []float32{1, -shut.MinSize().Width}, b.search, shut)
	b.body = modal.NewStack(8, head, b.says, b.lists)
	b.object = modal.NewStack(6, b.title, widgets.Card(b.body))
	b.object.Hide()
	return b
}

func (b *browser) focus() {
	if b.object.Visible() {
		b.p.host.Focus(b.search)
	}
}

// open looks into a registry.
func (b *browser) open(host string) {
	b.host, b.all, b.repository, b.tags = host, nil, "", nil
	b.search.SetText("")
	b.object.Show()
	b.renew()
	b.p.scroll.Offset = fyne.NewPos(0, 0)
}

func (b *browser) close() {
	b.asked++
	b.host = ""
	b.object.Hide()
	b.p.lay()
}

// leave drops what is being asked.
func (b *browser) leave() { b.asked++ }

// renew asks again for what is shown.
func (b *browser) renew() {
	if b.host == "" {
		return
	}
	host := b.host
	b.say("Asking "+nameOf(host)+" what it has.", theme.Muted)
	b.ask(func(ctx context.Context) func() {
		list, more, err := b.p.host.Registries.Repositories(ctx, host)
		return func() { b.listed(list, more, err) }
	})
	if b.repository != "" {
		b.enter(b.repository)
	}
}

// ask asks off the main goroutine; the answer is dropped when the registry was
// closed meanwhile.
func (b *browser) ask(work func(context.Context) func()) {
	mine := b.asked
	b.p.host.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		answer := work(ctx)
		b.p.host.Post(func() {
			if b.asked == mine && b.host != "" {
				answer()
			}
		})
	})
}

func (b *browser) listed(list []string, more bool, err error) {
	b.all, b.more = list, more
	switch {
	case err != nil:
		d := b.p.why("browse", b.host, err)
		b.say(d.Title+". "+d.Words+" The name of a repository can be typed here.", theme.Warn)
	case len(list) == 0:
		b.say(nameOf(b.host)+" has no repositories yet. Push an image, and it appears here.", theme.Muted)
	default:
		words := format.Count(len(list), "repository")
		if len(list) != 1 {
			words = fmt.Sprintf("%d repositories", len(list))
		}
		if more {
			words = fmt.Sprintf("The first %d repositories", len(list))
		}
		b.say(words+".", theme.Muted)
	}
	b.draw()
}

func (b *browser) say(words string, ink fyne.ThemeColorName) {
	b.says.SetColor(ink)
	b.says.SetText(format.CleanLine(words))
	b.lay()
}

func (b *browser) lay() {
	b.body.Refresh()
	b.p.lay()
}

// update follows what the engine has: what is here need not be pulled.
func (b *browser) update() {
	if b.host != "" {
		b.draw()
	}
}

// fitting are the repositories that fit what is typed, and that itself.
func (b *browser) fitting() []string {
	query := strings.TrimSpace(b.search.Text)
	var list []string
	for _, r := range b.all {
		if strings.Contains(strings.ToLower(r), strings.ToLower(query)) {
			list = append(list, r)
		}
	}
	if query != "" && !slices.Contains(list, query) {
		if _, err := b.image(query, ""); err == nil {
			list = append(list, query)
		}
	}
	return list
}

// image is the whole name of a repository or a version of it.
func (b *browser) image(repository, tag string) (string, error) {
	name := b.host + "/" + repository
	if b.host == registry.Hub {
		name = repository
	}
	if tag != "" {
		name += ":" + tag
	}
	return action.ImageName(name)
}

func (b *browser) draw() {
	b.title.SetText("In " + nameOf(b.host))
	var rows []fyne.CanvasObject
	list := b.fitting()
	for i, r := range list[:min(len(list), mostLines)] {
		item := widgets.NewNavItem(fmt.Sprintf("registries.repository.%d", i), format.CleanLine(r), "", func() { b.enter(r) })
		item.Topic = "page.registries"
		item.SetOn(r == b.repository)
		rows = append(rows, item)
	}
	if extra := len(list) - mostLines; extra > 0 {
		rows = append(rows, widgets.MutedText(fmt.Sprintf("and %d more: search for a part of the name", extra)))
	}
	b.left.Set(lines(rows, lineHigh+6))
	b.versions()
	b.lay()
}

// lines puts rows into a scroller that is no higher than some of them.
func lines(rows []fyne.CanvasObject, high float32) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedVBoxLayout(4), rows...)
	if len(rows) <= linesSeen {
		return box
	}
	return widgets.Sized(widgets.NewScroll(widgets.PadSides(box, 0, 12, 0, 0)), 0, linesSeen*high)
}

// enter opens a repository.
func (b *browser) enter(repository string) {
	b.repository, b.tags, b.about = repository, nil, map[string]string{}
	whole, err := b.image(repository, "")
	if err != nil {
		return
	}
	b.draw()
	b.ask(func(ctx context.Context) func() {
		tags, err := b.p.host.Registries.Tags(ctx, whole)
		return func() {
			if b.repository != repository {
				return
			}
			if err != nil {
				d := b.p.why("browse", b.host, err)
				words := d.Title + "."
				if registry.KindOf(err) == registry.NotFound {
					words = nameOf(b.host) + " has no repository " + repository + "."
				}
				b.right.Set(widgets.NewParagraph(words, widgets.TextStyle{Color: theme.Warn}))
				b.lay()
				return
			}
			slices.Reverse(tags)
			b.tags = tags
			b.versions()
			b.lay()
		}
	})
}

// versions draws the tags of the repository that is open.
func (b *browser) versions() {
	switch {
	case b.repository == "":
		b.right.Set(muted("", "Choose a repository to see its versions."))
		return
	case b.tags == nil:
		b.right.Set(muted("", "Asking for the versions of "+format.CleanLine(b.repository)+"."))
		return
	case len(b.tags) == 0:
		b.right.Set(muted("", "No version of it is left."))
		return
	}
	var rows []fyne.CanvasObject
	for i, tag := range b.tags[:min(len(b.tags), mostLines)] {
		rows = append(rows, b.version(i, tag))
	}
	if extra := len(b.tags) - mostLines; extra > 0 {
		rows = append(rows, widgets.MutedText(fmt.Sprintf("and %d more", extra)))
	}
	b.right.Set(lines(rows, 42))
}

// version is one tag: what is known of it, and what there is to do.
func (b *browser) version(i int, tag string) fyne.CanvasObject {
	name, err := b.image(b.repository, tag)
	if err != nil {
		return muted("", tag)
	}
	id := fmt.Sprintf("registries.tag.%d", i)
	text := widgets.NewText(tag, widgets.TextStyle{Bold: true})
	text.ID, text.Truncate = id+".name", true
	known := b.about[tag]
	here := b.here(name)
	if here != nil {
		known = strings.TrimSuffix("here, "+known, ", ")
	}
	note := widgets.MutedText(known)
	note.Truncate, note.ID = true, id+".note"
	var buttons []fyne.CanvasObject
	if here == nil {
		buttons = append(buttons, b.p.button(id+".pull", "Pull", "download", widgets.Ordinary, "action.image.pull", func() {
			b.p.host.Ask(action.Must("image.pull"), action.On{Kind: object.KindImage, Snapshot: b.p.snapshot}, action.Values{action.PullName: name}, nil)
		}))
	} else {
		buttons = append(buttons,
			b.p.button(id+".show", "Show", "image", widgets.Ordinary, "page.images", func() { b.p.host.Open(object.Ref{Kind: object.KindImage, ID: here.ID}) }),
			b.p.button(id+".run", "Run…", "play", widgets.Ordinary, "action.image.run", func() {
				b.p.host.Actions.Click(action.Must("image.run"), action.About(b.p.snapshot, object.Ref{Kind: object.KindImage, ID: here.ID}))
			}))
	}
	if known == "" || known == "here" {
		more := b.p.button(id+".more", "", "info", widgets.Ordinary, "page.registries", func() { b.look(tag, name) })
		more.Tip = "Ask for its size and kind"
		buttons = append(buttons, more)
	}
	row := container.New(layout.NewCustomPaddedHBoxLayout(6), buttons...)
	return container.New(&versionLayout{text}, text, note, row)
}

// versionLayout gives a version's name what it needs, as far as there is room, and
// what is known of it the rest.
type versionLayout struct{ name *widgets.Text }

func (l *versionLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	right := o[2].MinSize()
	room := max(size.Width-right.Width-8, 0)
	name := min(l.name.Wanted()+1, room)
	middle := func(o fyne.CanvasObject, x, width float32) {
		h := o.MinSize().Height
		o.Move(fyne.NewPos(x, (size.Height-h)/2))
		o.Resize(fyne.NewSize(max(width, 0), h))
	}
	middle(o[0], 0, name)
	middle(o[1], name+8, room-name-8)
	middle(o[2], size.Width-right.Width, right.Width)
}

func (l *versionLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	right := o[2].MinSize()
	return fyne.NewSize(right.Width+60, right.Height)
}

// here is the image of this name on the engine; nil for none.
func (b *browser) here(name string) *object.Image {
	for _, i := range b.p.snapshot.Images {
		if slices.Contains(i.Tags, name) {
			return i
		}
	}
	return nil
}

// look asks for a version's size and kinds of computer.
func (b *browser) look(tag, name string) {
	b.about[tag] = "being asked"
	b.versions()
	b.ask(func(ctx context.Context) func() {
		found, err := b.p.host.Registries.Look(ctx, name)
		return func() {
			switch {
			case err != nil:
				b.about[tag] = "no answer"
			case found.Size > 0:
				b.about[tag] = format.Size(found.Size) + " to fetch, " + strings.Join(found.Platforms, ", ")
			default:
				b.about[tag] = "digest " + object.ShortID(found.Digest)
			}
			b.versions()
			b.lay()
		}
	})
}
