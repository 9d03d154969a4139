package build

import (
	"fmt"
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"github.com/dockdesk/dockdesk/internal/engine/build"
	"github.com/dockdesk/dockdesk/internal/engine/object"
	help "github.com/dockdesk/dockdesk/internal/help/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/action"
	"github.com/dockdesk/dockdesk/internal/views/diagnosis"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/textview"
)

// pictureTab is the build in pictures: how far it is, or what came of it; the
// stages; and what the chosen step printed.
type pictureTab struct {
	p       *Page
	content *fyne.Container
	choice  *fyne.Container // for where there is no room for both
	stages  *widgets.Chip
	output  *widgets.Chip
	reading bool // the output is chosen there
	far     bool // it was drawn for a projector, where there is room for the picture alone
	there   bool // there are stages
	both    bool // and a step's output
	result  *modal.Card
	body    *modal.Stack
	bar     *widgets.Progress
	title   *widgets.Paragraph
	words   *widgets.Paragraph
	links   *widgets.Flow
	why     *diagnosis.View
	graph   *graph
	scroll  *container.Scroll
	head    *widgets.Text // of the log
	failed  *widgets.Paragraph
	log     *textview.View
	panel   fyne.CanvasObject
	empty   *fyne.Container
	chosen  bool // a person chose the step
	showing place
	printed int // lines of it that are shown
	lost    int
	seen    string // what was last shown of the step

	wrapped, wrapper *help.Case
	offered          object.Ref // what the buttons are about
	offers           []fyne.CanvasObject
}

func newPictureTab(p *Page) *pictureTab {
	t := &pictureTab{p: p, graph: newGraph(), showing: nowhere}
	t.bar = widgets.NewProgress("build.progress")
	t.title = widgets.NewParagraph("", widgets.TextStyle{Bold: true})
	t.title.ID = "build.result"
	t.words = widgets.NewParagraph("", widgets.TextStyle{})
	t.words.ID = "build.words"
	t.links = widgets.NewFlow(8, 6)
	t.why = diagnosis.New("build.failed", p.o.Services)
	t.why.Resized = func() { p.content.Refresh() }
	t.body = modal.NewStack(6, t.title, t.bar, t.words, t.links, t.why.Object())
	t.result = modal.NewCard(t.body)
	t.graph.OnSelect = func(at place) {
		t.chosen = true
		t.show(at)
	}
	t.graph.Seek = t.seek
	t.scroll = container.NewScroll(t.graph)
	t.head = widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Bold: true})
	t.head.ID, t.head.Truncate = "build.step", true
	t.failed = widgets.NewParagraph("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Danger, Bold: true})
	t.failed.ID = "build.step.failed"
	t.log = textview.New(textview.Lines(nil))
	t.log.ID, t.log.Topic = "build.log", "tab.build-picture"
	t.log.SetWrap(true)
	t.panel = container.NewBorder(widgets.PadSides(t.head, 0, 0, 4, 2), nil, nil, nil, t.log)
	t.empty = container.NewStack()
	t.stages = widgets.NewChip("build.show.stages", "Stages", func() { t.read(false) })
	t.output = widgets.NewChip("build.show.output", "What it printed", func() { t.read(true) })
	t.stages.Topic, t.output.Topic = "tab.build-picture", "tab.build-picture"
	t.stages.SetOn(true)
	t.choice = container.New(layout.NewCustomPaddedHBoxLayout(6), t.stages, t.output)
	t.choice.Hide()
	t.content = container.New(&pictureLayout{t}, t.result, t.choice, t.scroll, t.panel, t.empty)
	return t
}

// pictureLayout puts what came of it on top, the stages under it, and what a step
// printed at the bottom, or beside the stages where there is much room.
type pictureLayout struct{ t *pictureTab }

const (
	panelLeast = 150
	graphLeast = 190
	besideFrom = 1120 // the width from which on the log stands beside
)

func (l *pictureLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 160) }

func (l *pictureLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	t := l.t
	if far := theme.Projecting(); far != t.far {
		t.far = far
		t.outcome()
	}
	y := float32(10)
	put := func(o fyne.CanvasObject, x, width, height float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(width, max(height, 0)))
	}
	if t.result.Visible() {
		high := t.result.Fit(size.Width)
		put(t.result, 0, size.Width, high)
		y += high + 10
	}
	put(t.empty, 0, size.Width, size.Height-y)
	beside := size.Width >= besideFrom
	tight := t.both && !beside && size.Height-y < graphLeast+panelLeast
	widgets.SetVisible(t.choice, tight)
	widgets.SetVisible(t.scroll, t.there && !(tight && t.reading))
	widgets.SetVisible(t.panel, t.both && (!tight || t.reading))
	if tight {
		put(t.choice, 0, size.Width, theme.Size(theme.SizeChip))
		y += theme.Size(theme.SizeChip) + 8
	}
	const bar = 6 // the scroller's, which lies over what is under it
	rest := max(size.Height-y, 0)
	wide, high := size.Width, rest
	switch {
	case tight:
		put(t.panel, 0, size.Width, rest)
	case !t.both:
	case beside:
		wide = size.Width * 0.58
		put(t.panel, wide+12, size.Width-wide-12, rest)
	default:
		wanted := t.graph.Fit(wide - bar).Height
		high = min(wanted+4, rest-max(panelLeast+8, rest*0.34))
		y += high + 8
		put(t.panel, 0, size.Width, rest-high-8)
		y -= high + 8
	}
	t.graph.Fit(wide - bar)
	put(t.scroll, 0, wide, high)
	t.scroll.Refresh()
}

// seek brings a part of the picture onto the screen.
func (t *pictureTab) seek(at fyne.Position, size fyne.Size) {
	to, view := t.scroll.Offset, t.scroll.Size()
	const around = 10
	to.Y = min(to.Y, max(at.Y-around, 0))
	to.Y = max(to.Y, min(at.Y+size.Height+around, t.graph.height)-view.Height)
	to.X = min(to.X, max(at.X-around, 0))
	to.X = max(to.X, min(at.X+size.Width+around, t.graph.width)-view.Width)
	if to != t.scroll.Offset {
		t.scroll.ScrollToOffset(to)
	}
}

// begin shows a new build.
func (t *pictureTab) begin() {
	t.chosen, t.showing = false, nowhere
	t.graph.Select(nowhere)
	t.why.Set(nil)
}

// picture is what is drawn: the build that runs or has ended, or the plan.
func (t *pictureTab) picture() build.Picture {
	if j := t.p.job; j != nil && len(j.picture.Stages) > 0 {
		return j.picture
	}
	return t.p.plan
}

// follow shows how far the build is, and goes along with what runs.
func (t *pictureTab) follow() {
	if !t.chosen {
		if at, ok := running(t.picture()); ok {
			t.graph.Select(at)
			t.showing = at
		}
	}
	before := t.scroll.Size()
	t.tell()
	if t.scroll.Size() != before { // there is another room for it now
		t.graph.seek()
	}
}

// running is the step to look at: the one that failed, else the first that runs.
func running(p build.Picture) (place, bool) {
	if i, j, ok := p.Failure(); ok {
		return place{i, j}, true
	}
	for i, s := range p.Stages {
		for j, step := range s.Steps {
			if step.State == build.Running {
				return place{i, j}, true
			}
		}
	}
	return nowhere, false
}

// end shows what came of the build.
func (t *pictureTab) end() {
	if i, j, ok := t.p.job.picture.Failure(); ok {
		t.graph.Select(place{i, j})
		t.showing = place{i, j}
	}
	t.tell()
	t.graph.seek()
}

// read shows what a step printed in place of the stages, or these again.
func (t *pictureTab) read(on bool) {
	t.reading = on
	t.stages.SetOn(!on)
	t.output.SetOn(on)
	t.content.Refresh()
}

func (t *pictureTab) show(at place) {
	t.showing = at
	t.tell()
}

// tell draws all of it anew.
func (t *pictureTab) tell() {
	picture := t.picture()
	t.graph.Set(picture, t.p.host.Now())
	t.there = len(picture.Stages) > 0
	t.both = t.there && t.p.job != nil
	widgets.SetVisible(t.empty, !t.there && t.p.job == nil)
	if t.empty.Visible() {
		t.empty.Objects = []fyne.CanvasObject{t.nothing()}
		t.empty.Refresh()
	}
	t.step(picture)
	t.outcome()
	t.content.Refresh()
}

// nothing says what belongs here, and offers the first step.
func (t *pictureTab) nothing() fyne.CanvasObject {
	choose := widgets.NewButton("build.choose", "Choose a folder…", "folder", widgets.Main, t.p.form.chooseFolder)
	choose.Topic = "field.build.folder"
	switch {
	case t.p.spec.Folder == "":
		return widgets.Empty("No folder yet", "A build makes an image of a folder with a Dockerfile in it. Choose one, or drop it on this window.", choose)
	case t.p.planErr != nil && t.p.text == nil:
		return widgets.Empty("No Dockerfile here", "There is no "+format.CleanLine(t.p.spec.Dockerfile())+". Begin with a template, choose another folder, or say its name in the settings.", t.p.beginButton())
	case t.p.planErr != nil:
		return widgets.Empty("The Dockerfile can't be read yet", format.CleanLine(t.p.planErr.Error()), nil)
	}
	return widgets.Empty("Reading the Dockerfile", "", nil)
}

// step shows what the chosen step printed.
func (t *pictureTab) step(p build.Picture) {
	at := t.showing
	if at.stage < 0 || at.stage >= len(p.Stages) || at.step >= len(p.Stages[at.stage].Steps) {
		t.head.SetText("Select a step to read what it printed.")
		t.log.SetSource(textview.Lines(nil))
		t.printed, t.seen = 0, ""
		return
	}
	s := p.Stages[at.stage].Steps[at.step]
	key := fmt.Sprint(at, len(s.Log), s.Lost, s.State, s.Error, instruction(s))
	if key == t.seen { // drawn anew it would jump back to its beginning
		return
	}
	t.seen = key
	head := stageName(p, at.stage) + "   " + instruction(s)
	if where := lines(s); where != "" {
		head = where + "   " + head
	}
	t.head.SetText(head)
	text := s.Log
	if s.Lost > 0 {
		text = append([]string{fmt.Sprintf("… %d earlier lines were dropped", s.Lost)}, text...)
	}
	if s.Error != "" {
		text = append(text[:len(text):len(text)], "", "▲ "+s.Error)
	}
	if len(text) == 0 {
		text = []string{printedNothing(s)}
	}
	shown := make(textview.Lines, len(text))
	for i, line := range text {
		shown[i] = plain(line)
	}
	grown := len(shown) != t.printed || s.Lost != t.lost
	t.printed, t.lost = len(shown), s.Lost
	t.log.SetSource(shown)
	if grown && (s.State == build.Running || s.State == build.Failed) {
		t.log.ScrollToLine(len(shown) - 1)
	}
}

// plain is a line without what moves a terminal's cursor or colours its letters.
func plain(line string) string { return format.CleanLine(escapes.ReplaceAllString(line, "")) }

func printedNothing(s build.Step) string {
	switch s.State {
	case build.Waiting:
		return "It waits for its turn."
	case build.Cached:
		return "It comes from the cache: it printed what it had to say when it was done for the first time."
	case build.Skipped:
		return "It is not needed for this image."
	case build.Running:
		return "It runs, and has printed nothing yet."
	}
	if s.Setting {
		return "It only notes something in the image."
	}
	return "It printed nothing."
}

// outcome shows how far the build is, or what came of it.
func (t *pictureTab) outcome() {
	j := t.p.job
	widgets.SetVisible(t.result, j != nil)
	if j == nil {
		return
	}
	failure := j.failure
	t.result.Set(theme.Surface, theme.Border)
	words := ""
	var buttons []fyne.CanvasObject
	switch {
	case !j.over:
		over, _, all := j.picture.Count()
		t.title.SetText("Building " + t.name() + ". " + progress(j.picture, j.began, t.p.host.Now()))
		t.bar.Set(float64(over) / float64(max(all, 1)))
	case j.made.ID != "":
		t.result.Set(theme.OKTint, theme.OK)
		t.title.SetText(t.name() + " was built in " + seconds(j.took) + ".")
		words = t.came(j)
		buttons = t.ways(j)
	case j.given:
		t.title.SetText("The build was given up after " + seconds(j.took) + ".")
		words = "The engine has stopped what it did. Steps that were done are kept for the next time."
	default:
		t.result.Set(theme.DangerTint, theme.Danger)
		t.title.SetText(failedWords(j))
	}
	if t.far {
		words, buttons, failure = "", nil, nil
	}
	widgets.SetVisible(t.bar, !j.over)
	t.words.SetText(words)
	widgets.SetVisible(t.words, words != "")
	t.links.Set(buttons...)
	widgets.SetVisible(t.links, len(buttons) > 0)
	if !j.over || j.made.ID != "" || j.given {
		failure = nil
	}
	t.why.Set(t.own(failure))
}

// failedWords says at which line a build failed.
func failedWords(j *Job) string {
	i, k, ok := j.picture.Failure()
	if !ok {
		if j.failure != nil {
			return "Nothing was built."
		}
		return format.CleanLine(j.words)
	}
	s := j.picture.Stages[i].Steps[k]
	where := strings.ToLower(lines(s))
	if where == "" {
		return "Nothing was built."
	}
	return fmt.Sprintf("Nothing was built: %s failed, %s", where, short(instruction(s), 70))
}

// case_ is the diagnosis whose "again" builds what the page says now.
func (t *pictureTab) own(c *help.Case) *help.Case {
	if c == nil || c.Do == nil {
		return c
	}
	if t.wrapped == c {
		return t.wrapper
	}
	mine := *c
	mine.Do = func(r help.Remedy) {
		switch {
		case r.Then == help.Again && len(r.First) == 0:
			t.p.start()
		case r.Then == help.Page && r.Value == "build" && len(r.First) == 0:
			t.lead()
		default:
			c.Do(r)
		}
	}
	t.wrapped, t.wrapper = c, &mine
	return &mine
}

// lead goes to where a failure is put right: the line of the Dockerfile, or the
// settings.
func (t *pictureTab) lead() {
	if line, _ := t.p.job.failedAt(); line > 0 {
		t.p.tabs.Select("dockerfile")
		return
	}
	t.p.tabs.Select("settings")
}

func (t *pictureTab) name() string {
	if tags := t.p.job.spec.Tags; len(tags) > 0 {
		return format.CleanLine(tags[0])
	}
	return "the image"
}

// came says what was cached and why the rest wasn't, and how large it is.
func (t *pictureTab) came(j *Job) string {
	words := []string{built(j.picture, j.before, j.spec.NoCache)}
	name := t.name()
	words = append(words, sizes(j.picture, name, t.p.snapshot.Image(j.made.ID), t.p.snapshot))
	for _, w := range j.picture.Warnings {
		words = append(words, format.CleanLine(w))
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// ways are what can be done with what was built.
func (t *pictureTab) ways(j *Job) []fyne.CanvasObject {
	if t.offered == j.made {
		return t.offers
	}
	run := widgets.NewButton("build.run", "Run it", "play", widgets.Main, func() { t.p.o.Run(t.ref(j)) })
	run.Topic = action.Must("image.run").Topic()
	inside := widgets.NewButton("build.inside", "Look inside", "eye", widgets.Ordinary, func() { t.p.o.Inside(j.made.ID) })
	inside.Topic = "field.build.result"
	open := widgets.NewButton("build.open", "Show it", "image", widgets.Ordinary, func() { t.p.host.Open(j.made) })
	open.Topic = "page.images"
	t.offered = j.made
	t.offers = []fyne.CanvasObject{run, inside, open}
	return t.offers
}

func (t *pictureTab) ref(j *Job) string {
	if len(j.spec.Tags) > 0 {
		return j.spec.Tags[0]
	}
	return object.ShortID(j.made.ID)
}

// escapes are what colours a program's output.
var escapes = regexp.MustCompile("\x1b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|.)")
