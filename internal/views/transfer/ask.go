package transfer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/distribution/reference"

	"github.com/dockdesk/dockdesk/internal/engine/operations"
	"github.com/dockdesk/dockdesk/internal/engine/registry"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/palette"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// Asking is the question which image is to be pulled.
type Asking struct {
	Layer  *modal.Layer
	Host   *page.Host
	Action *action.Action
	On     action.On
	Values action.Values
	Names  []string // names that were used before, or are on the engine
	// Card shows commands; see dialogs.CommandCard.
	Card      fyne.CanvasObject
	SetCard   func([]command.Command)
	OnCommand func(topic string, c command.Command, lit int)
	Do        func(on action.On, v action.Values)
}

// asking is the dialog.
type asking struct {
	a      Asking
	dialog *modal.Dialog
	name   *modal.Entry
	note   *widgets.Paragraph
	found  *widgets.Flow
	tools  *widgets.Flow
	list   *modal.Stack // what a search, or a look at the tags, has found
	kinds  *widgets.Flow
	do     *widgets.Button
	index  palette.Index
	asked  int // the newest question; older answers are dropped
	timer  *time.Timer
	kind   string // the platform; "" is this computer's
	offers []string
	closed bool
}

const (
	namesFound  = 6
	resultsSeen = 6 // at once
	resultHigh  = 42
	tagsShown   = 24
	typing      = 700 * time.Millisecond // without a key until the registry is asked
	patience    = 12 * time.Second       // with a registry
)

// Ask asks which image is to be pulled.
func Ask(a Asking) {
	s := &asking{a: a, found: widgets.NewFlow(14, 2), tools: widgets.NewFlow(8, 6), list: modal.NewStack(2), kinds: widgets.NewFlow(6, 6), kind: a.Values[action.PullPlatform]}
	for _, n := range a.Names {
		s.index.Add(n, "", 0)
	}
	s.name = modal.NewEntry("ask.pull.name", "name:tag, such as nginx:1.27", func(string) { s.typed() })
	s.name.Text = a.Values[action.PullName]
	s.name.Topic = "field." + action.PullName
	s.name.OnKey = func(e *fyne.KeyEvent) bool {
		if names := s.fitting(); e.Name == fyne.KeyDown && len(names) > 0 {
			s.name.SetText(names[0])
			return true
		}
		return false
	}
	s.note = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	s.note.ID = "ask.pull.note"
	cancel := widgets.NewButton("ask.cancel", "Cancel", "", widgets.Ordinary, func() { s.dialog.Close() })
	s.do = widgets.NewButton("ask.do", a.Action.Words.Button, a.Action.Icon, widgets.Main, s.accept)
	cancel.Topic, s.do.Topic = a.Action.Topic(), a.Action.Topic()
	label := func(words string) fyne.CanvasObject {
		return widgets.NewText(words, widgets.TextStyle{Size: theme.SizeSmall, Bold: true})
	}
	s.dialog = &modal.Dialog{
		ID: "ask", Title: a.Action.Words.Title, Icon: a.Action.Icon, Width: wide, First: s.name, OnEnter: func() { s.do.Tap() },
		Body: modal.NewStack(12,
			modal.NewStack(4, label("Name"), s.name, s.note, s.found),
			s.tools, s.list,
			modal.NewStack(4, label("For the kind of computer"), s.kinds), a.Card),
		Footer:   container.New(layout.NewCustomPaddedHBoxLayout(10), layout.NewSpacer(), cancel, s.do),
		OnClosed: s.gone,
	}
	s.tool()
	s.list.Hide()
	s.platforms(nil)
	a.Layer.Show(s.dialog)
	s.typed()
}

// tool makes the buttons that look further.
func (s *asking) tool() {
	if s.a.Host.Registries == nil || s.a.On.Snapshot == nil {
		s.tools.Hide()
		return
	}
	search := widgets.NewButton("ask.pull.search", "Search Docker Hub", "search", widgets.Ordinary, s.search)
	tags := widgets.NewButton("ask.pull.tags", "Which versions are there?", "tag", widgets.Ordinary, s.tags)
	search.Topic, tags.Topic = "field."+action.PullName, "field."+action.PullName
	s.tools.Set(search, tags)
}

func (s *asking) gone() {
	s.closed = true
	s.asked++
	if s.timer != nil {
		s.timer.Stop()
	}
	s.a.OnCommand("", command.Command{}, -1)
}

func (s *asking) values() action.Values {
	return action.Values{action.PullName: s.name.Text, action.PullPlatform: s.kind}
}

// problem says why it can't be pulled; "" that it can.
func (s *asking) problem() string {
	v := s.values()
	for _, f := range s.a.Action.Fields(s.a.On) {
		if why := f.Problem(v); why != "" {
			return why
		}
	}
	return ""
}

// typed follows what stands in the field.
func (s *asking) typed() {
	s.asked++
	s.update()
	if s.timer != nil {
		s.timer.Stop()
	}
	if s.problem() != "" || s.a.Host.Registries == nil || s.a.On.Snapshot == nil || s.a.On.Snapshot.Engine.Practice() {
		return
	}
	mine := s.asked
	s.timer = time.AfterFunc(typing, func() { s.a.Host.Post(func() { s.look(mine) }) })
}

func (s *asking) update() {
	v, why := s.values(), s.problem()
	fields := s.a.Action.Fields(s.a.On)
	switch {
	case why != "" && strings.TrimSpace(s.name.Text) != "":
		s.say(why+".", theme.Danger)
	case why != "":
		s.say("Down takes the first of these.", theme.Muted)
	default:
		s.say(fields[0].Note(v), theme.Muted)
	}
	var links []fyne.CanvasObject
	for _, n := range s.fitting() {
		link := widgets.NewSmallLink("ask.pull.choose."+n, format.CleanLine(n), func() { s.name.SetText(n) })
		link.Topic = "field." + action.PullName
		links = append(links, link)
	}
	s.found.Set(links...)
	widgets.SetVisible(s.found, len(links) > 0)
	cmds := s.a.Action.Commands(s.a.On, v)
	s.a.SetCard(cmds)
	if len(cmds) > 0 {
		s.a.OnCommand("field."+action.PullName, cmds[0], -1)
	}
	s.do.SetDisabled(why != "")
	s.dialog.Refit()
}

func (s *asking) say(words string, ink fyne.ThemeColorName) {
	s.note.SetColor(ink)
	s.note.SetText(words)
	widgets.SetVisible(s.note, words != "")
}

// fitting are the names that fit what is typed, but for the one that is it.
func (s *asking) fitting() []string {
	query := strings.TrimSpace(s.name.Text)
	if query == "" {
		return s.a.Names[:min(len(s.a.Names), namesFound)]
	}
	var list []string
	for _, h := range s.index.Search(query, namesFound) {
		if n := s.a.Names[h.Number]; n != query {
			list = append(list, n)
		}
	}
	return list
}

// ask asks somebody off the main goroutine; answer is called if nothing else was
// asked meanwhile.
func (s *asking) ask(work func(ctx context.Context) (answer func())) {
	s.asked++
	mine := s.asked
	s.a.Host.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		answer := work(ctx)
		s.a.Host.Post(func() {
			if s.asked == mine && !s.closed {
				answer()
				s.dialog.Refit()
			}
		})
	})
}

// look asks the registry whether it has what is named.
func (s *asking) look(when int) {
	if when != s.asked || s.closed {
		return
	}
	name := strings.TrimSpace(s.name.Text)
	s.say("Asking "+registryOf(name)+" about it.", theme.Muted)
	s.ask(func(ctx context.Context) func() {
		found, err := s.a.Host.Registries.Look(ctx, name)
		return func() { s.looked(name, found, err) }
	})
}

func (s *asking) looked(name string, f registry.Found, err error) {
	host := registryOf(name)
	switch registry.KindOf(err) {
	case "":
		words := host + " has it."
		if f.Size > 0 {
			words = fmt.Sprintf("%s has it: %s to fetch, for %s.", host, format.Size(f.Size), strings.Join(f.Platforms, ", "))
		}
		s.say(words, theme.OK)
		s.platforms(f.Platforms)
	case registry.NotFound:
		s.say(host+" has no such name, or no such version of it.", theme.Danger)
	case registry.LoginNeeded, registry.BadLogin, registry.Denied:
		s.say(host+" has no such name, or shows it only to those who are logged in.", theme.Warn)
	case registry.TooMany:
		s.say(host+" was asked too often, and says nothing for a while.", theme.Warn)
	case registry.Unreachable:
		s.say(host+" can't be reached from this computer. The engine may still reach it.", theme.Warn)
	case registry.Untrusted:
		s.say("This computer doesn't know the certificate of "+host+".", theme.Warn)
	default:
		s.say(host+" gave no answer that is understood here.", theme.Muted)
	}
}

// platforms offers the kinds of computer that there are versions for.
func (s *asking) platforms(known []string) {
	if len(known) == 0 {
		known = []string{"linux/amd64", "linux/arm64"}
	}
	if s.kind != "" && !slices.Contains(known, s.kind) {
		known = append([]string{s.kind}, known...)
	}
	if slices.Equal(known, s.offers) {
		return
	}
	s.offers = known
	var chips []fyne.CanvasObject
	all := map[string]*widgets.Chip{}
	choose := func(kind string) {
		s.kind = kind
		for k, c := range all {
			c.SetOn(k == kind)
		}
		s.update()
	}
	for _, kind := range append([]string{""}, known...) {
		words := kind
		if kind == "" {
			words = "This computer's"
		}
		c := widgets.NewChip("ask.pull.platform."+kind, words, func() { choose(kind) })
		c.Topic = "field." + action.PullPlatform
		c.SetOn(kind == s.kind)
		all[kind] = c
		chips = append(chips, c)
	}
	s.kinds.Set(chips...)
}

// search asks Docker Hub for what is typed.
func (s *asking) search() {
	term, _, _ := strings.Cut(strings.TrimSpace(s.name.Text), ":")
	if term == "" {
		s.say("Type a word to search for.", theme.Danger)
		s.dialog.Refit()
		return
	}
	s.say("Searching Docker Hub for "+term+".", theme.Muted)
	s.ask(func(ctx context.Context) func() {
		found, err := s.a.Host.Registries.Search(ctx, term)
		return func() { s.results(term, found, err) }
	})
}

func (s *asking) results(term string, found []operations.Repository, err error) {
	switch {
	case err != nil:
		s.say("Docker Hub can't be searched now. The engine must reach it for that.", theme.Warn)
		return
	case len(found) == 0:
		s.say("Docker Hub has found nothing for "+term+".", theme.Muted)
		return
	}
	s.say(fmt.Sprintf("Found for %s: %d, official ones first.", term, len(found)), theme.Muted)
	var rows []fyne.CanvasObject
	for i, r := range found {
		link := widgets.NewLink(fmt.Sprintf("ask.pull.result.%d", i), format.CleanLine(r.Name), func() {
			s.list.Hide()
			s.name.SetText(r.Name)
		})
		link.Topic = "field." + action.PullName
		about := fmt.Sprintf("%d stars", r.Stars)
		if r.Official {
			about = "official, " + about
		}
		head := container.NewHBox(link, widgets.Middle(widgets.MutedText(about)))
		words := widgets.MutedText(format.CleanLine(r.Description))
		words.Truncate = true
		rows = append(rows, container.New(layout.NewCustomPaddedVBoxLayout(0), head, words))
	}
	high := float32(min(len(rows), resultsSeen)) * resultHigh
	s.list.Set(widgets.Sized(widgets.NewScroll(container.New(layout.NewCustomPaddedVBoxLayout(2), rows...)), 0, high))
	s.list.Show()
}

// tags asks which versions of the repository there are.
func (s *asking) tags() {
	named, err := reference.ParseNormalizedNamed(strings.TrimSpace(s.name.Text))
	if err != nil {
		s.say("Type a name first.", theme.Danger)
		s.dialog.Refit()
		return
	}
	repository := named.Name()
	s.say("Asking "+registryOf(repository)+" for the versions.", theme.Muted)
	s.ask(func(ctx context.Context) func() {
		tags, err := s.a.Host.Registries.Tags(ctx, repository)
		return func() { s.versions(reference.FamiliarName(named), tags, err) }
	})
}

func (s *asking) versions(repository string, tags []string, err error) {
	if err != nil {
		s.looked(repository, registry.Found{}, err)
		return
	}
	s.say(format.Count(len(tags), "version")+" of "+repository+".", theme.Muted)
	shown := newest(tags)
	if len(shown) < len(tags) {
		s.say(fmt.Sprintf("%s of %s, of which these are %d.", format.Count(len(tags), "version"), repository, len(shown)), theme.Muted)
	}
	var links []fyne.CanvasObject
	for _, tag := range shown {
		link := widgets.NewSmallLink("ask.pull.tag."+tag, tag, func() {
			s.list.Hide()
			s.name.SetText(repository + ":" + tag)
		})
		link.Topic = "field." + action.PullName
		links = append(links, link)
	}
	s.list.Set(widgets.NewFlow(14, 2, links...))
	s.list.Show()
}

// newest are the tags that are most likely looked for: short ones, the highest
// numbers first, latest before all.
func newest(tags []string) []string {
	list := slices.Clone(tags)
	slices.SortStableFunc(list, func(a, b string) int {
		switch {
		case a == "latest":
			return -1
		case b == "latest":
			return 1
		case len(a) != len(b) && (len(a) > 6 || len(b) > 6):
			return len(a) - len(b)
		}
		return strings.Compare(b, a)
	})
	return list[:min(len(list), tagsShown)]
}

// registryOf is what a person calls the registry of a name.
func registryOf(name string) string {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil || reference.Domain(named) == registry.Hub {
		return "Docker Hub"
	}
	return reference.Domain(named)
}

func (s *asking) accept() {
	if s.problem() != "" {
		return
	}
	v := s.values()
	s.dialog.Close()
	s.a.Do(s.a.On, v)
}
