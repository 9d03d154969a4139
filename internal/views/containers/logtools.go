package containers

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/engine/object"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/logview"
)

// logTools is the row of controls above a log.
type logTools struct {
	t                           *logsTab
	row                         *toolRow
	moments                     *fyne.Container // the fields of a span between two times
	follow, times, wrap, regexp *widgets.Chip
	span, with                  *widgets.Button
	from, until                 *widgets.Field
	search                      *widgets.Find
	count                       *widgets.Text
	before, next                *widgets.Button
	save, copied, clear         *widgets.Button
}

// countWidth is the room for what a search says.
const countWidth = 118

func newLogTools(t *logsTab) *logTools {
	l := &logTools{t: t}
	l.chips()
	l.ranges()
	l.finding()
	quiet := func(name, icon, tip, topic string, tap func()) *widgets.Button {
		b := widgets.NewButton("containers.logs."+name, "", icon, widgets.Quiet, tap)
		b.Tip, b.Topic = tip, topic
		return b
	}
	l.before = quiet("previous", "chevron-up", "Previous match (Shift+F3)", "log.search", func() { t.view.Previous() })
	l.next = quiet("next", "chevron-down", "Next match (F3)", "log.search", func() { t.view.Next() })
	l.save = quiet("save", "save", "Save what is shown to a file…", "log.save", t.save)
	l.copied = quiet("copy", "copy", "Copy what is selected, or all", "log.copy", func() { t.view.Copy() })
	l.clear = quiet("clear", "eye-off", "", "log.clear", t.toggleClear)
	l.showCleared(false)
	l.before.SetDisabled(true)
	l.next.SetDisabled(true)
	reading := container.New(layout.NewCustomPaddedHBoxLayout(8), widgets.Middle(l.follow), widgets.Middle(l.times), widgets.Middle(l.wrap),
		l.span, l.with)
	right := container.New(layout.NewCustomPaddedHBoxLayout(8), widgets.Middle(l.regexp),
		widgets.Sized(widgets.Middle(l.count), countWidth, 0), container.New(layout.NewCustomPaddedHBoxLayout(2), l.before, l.next))
	finding := container.NewBorder(nil, nil, nil, widgets.PadSides(right, 0, 0, 0, 8), l.search)
	l.moments = container.New(layout.NewCustomPaddedHBoxLayout(8), widgets.Sized(l.from, 190, 0), widgets.Sized(l.until, 190, 0))
	l.row = newToolRow(reading, finding, container.New(layout.NewCustomPaddedHBoxLayout(2), l.save, l.copied, l.clear))
	l.showSpan(nil)
	return l
}

func (l *logTools) chips() {
	t := l.t
	l.follow = widgets.NewChip("containers.logs.follow", "Follow", func() {
		t.view.SetFollow(!t.view.Following())
	})
	l.follow.Topic = "log.follow"
	l.follow.SetOn(true)
	kept := func(name, words, topic string, set func(bool)) *widgets.Chip {
		var c *widgets.Chip
		c = widgets.NewChip("containers.logs."+name, words, func() {
			on := !c.On()
			c.SetOn(on)
			t.host.Settings.Set("logs."+name, map[bool]string{true: "yes"}[on])
			set(on)
		})
		c.Topic = topic
		c.SetOn(t.host.Settings.Get("logs."+name) == "yes")
		return c
	}
	l.times = kept("times", "Times", "log.times", func(on bool) { t.view.SetTimes(on) })
	l.wrap = kept("wrap", "Wrap", "log.wrap", func(on bool) { t.view.SetWrap(on) })
	l.regexp = kept("regexp", "Regexp", "log.search", func(bool) { t.search() })
}

func (l *logTools) ranges() {
	t := l.t
	l.span = widgets.NewButton("containers.logs.span", "", "", widgets.Quiet, l.spanMenu)
	l.span.SetAfter("chevron-down")
	l.span.Topic = "log.span"
	field := func(name, hint string, set func(string)) *widgets.Field {
		f := widgets.NewField("containers.logs."+name, hint, nil)
		f.Topic = "log.span"
		f.OnSubmitted = func(words string) {
			set(words)
			t.open()
		}
		return f
	}
	l.from = field("from", "from, such as 12:30", func(words string) { t.from = words })
	l.until = field("until", "to; now if empty", func(words string) { t.until = words })
	l.with = widgets.NewButton("containers.logs.with", "", "container", widgets.Quiet, l.withMenu)
	l.with.SetAfter("chevron-down")
	l.with.Topic = "log.with"
	l.showWith(0)
}

func (l *logTools) finding() {
	t := l.t
	l.search = widgets.NewFind("containers.logs.search", "Search", func(string) { t.search() }, func(by int) {
		if by < 0 {
			t.view.Previous()
		} else {
			t.view.Next()
		}
	})
	l.search.Topic = "log.search"
	l.search.OnLeave, l.search.OnDown = t.focus, t.focus
	l.count = widgets.NewText("", widgets.TextStyle{Size: theme.SizeSmall, Color: theme.Muted})
	l.count.ID, l.count.Truncate = "containers.logs.count", true
}

func (t *logsTab) focus() { t.view.Focus() }

// showFound says what a search found.
func (l *logTools) showFound(f logview.Found) {
	l.count.SetColor(theme.Muted)
	if f.Active && f.Lines == 0 && !f.Busy {
		l.count.SetColor(theme.Warn)
	}
	l.count.SetText(f.String())
	l.before.SetDisabled(f.Lines == 0)
	l.next.SetDisabled(f.Lines == 0)
}

// showProblem says what is wrong with an expression; nil is nothing.
func (l *logTools) showProblem(err error) {
	if err != nil {
		l.count.SetColor(theme.Danger)
		l.count.SetText(format.CleanLine(err.Error()))
	}
}

func (l *logTools) showCleared(cleared bool) {
	l.clear.SetLit(cleared)
	l.clear.Tip = "Clear the view; the log stays"
	if cleared {
		l.clear.Tip = "Bring the cleared lines back"
	}
}

// sentence is an error as a person reads it.
func sentence(err error) string {
	words := err.Error()
	return strings.ToUpper(words[:1]) + words[1:] + "."
}

// showSpan shows which lines are read, and what is wrong with the times.
func (l *logTools) showSpan(err error) {
	l.span.SetText(l.t.span.title())
	widgets.SetVisible(l.moments, l.t.span == between)
	l.row.Refresh()
	if err != nil {
		l.t.view.Reset()
		l.t.say(saying{note: sentence(err)})
	}
	if l.t.content != nil {
		l.t.content.Refresh()
	}
}

func (l *logTools) spanMenu() {
	var items []page.MenuItem
	for _, s := range spans {
		if s.since > 0 && items[len(items)-1].ID == "all" || s.span == between {
			items = append(items, page.MenuItem{})
		}
		items = append(items, page.MenuItem{ID: string(s.span), Title: s.menu, Icon: chosen(s.span == l.t.span), Topic: "log.span", Do: func() { l.t.setSpan(s.span) }})
	}
	l.menu(l.span, items)
}

func chosen(on bool) string {
	if on {
		return "check"
	}
	return ""
}

// menu opens a menu under a button.
func (l *logTools) menu(under *widgets.Button, items []page.MenuItem) {
	l.t.host.Menu(items, widgets.Below(under))
}

// showWith shows how many other logs are shown, too.
func (l *logTools) showWith(others int) {
	words := "Alone"
	if others > 0 {
		words = fmt.Sprintf("With %d more", others)
	}
	l.with.SetText(words)
	l.with.SetLit(others > 0)
	if l.row != nil {
		l.row.Refresh()
	}
}

// mostOthers is how many containers are offered one by one.
const mostOthers = 12

// withMenu offers the logs to be shown together with this one.
func (l *logTools) withMenu() {
	t := l.t
	if t.now == nil {
		return
	}
	var project, running []string
	for _, c := range t.all {
		if c.ID == t.now.ID {
			continue
		}
		if c.Running() {
			running = append(running, c.ID)
		}
		if c.Project() != "" && c.Project() == t.now.Project() {
			project = append(project, c.ID)
		}
	}
	items := []page.MenuItem{{ID: "alone", Title: "Only " + format.CleanLine(t.now.Name), Icon: chosen(len(t.with) == 0), Topic: "log.with", Do: func() { t.setWith(nil) }}}
	if len(project) > 0 {
		items = append(items, page.MenuItem{ID: "project", Title: "All of the project " + format.CleanLine(t.now.Project()), Icon: "project", Topic: "log.with", Do: func() { t.setWith(project) }})
	}
	if len(running) > 1 {
		items = append(items, page.MenuItem{ID: "running", Title: fmt.Sprintf("All %d that run, too", len(running)), Icon: "running", Topic: "log.with", Do: func() { t.setWith(running) }})
	}
	items = append(items, page.MenuItem{})
	for _, c := range t.offered() {
		on := slices.Contains(t.with, c.ID)
		items = append(items, page.MenuItem{ID: "with." + c.ID, Title: format.CleanLine(c.Name), Icon: chosen(on), Topic: "log.with", Do: func() { t.setWith(toggled(t.with, c.ID)) }})
	}
	if items[len(items)-1].Title == "" {
		items = items[:len(items)-1]
	}
	l.menu(l.with, items)
}

// offered are the containers that may be added one by one: those that are, then
// those of the project, then those that run.
func (t *logsTab) offered() []*object.Container {
	var out []*object.Container
	add := func(is func(c *object.Container) bool) {
		for _, c := range t.all {
			if c.ID != t.now.ID && len(out) < mostOthers && is(c) && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	add(func(c *object.Container) bool { return slices.Contains(t.with, c.ID) })
	add(func(c *object.Container) bool { return c.Project() != "" && c.Project() == t.now.Project() })
	add((*object.Container).Running)
	return out
}

// toggled is a list of ids with one more, or without it.
func toggled(ids []string, id string) []string {
	var out []string
	for _, o := range ids {
		if o != id {
			out = append(out, o)
		}
	}
	if len(out) == len(ids) {
		out = append(out, id)
	}
	return out
}

// toolRow puts the controls for reading, those for finding and those for keeping
// on one line, or on two where there is no room for all. Those for finding take
// what is left, those for keeping stand at the right end.
type toolRow struct {
	widget.BaseWidget
	reading, finding, keeping fyne.CanvasObject
}

func newToolRow(reading, finding, keeping fyne.CanvasObject) *toolRow {
	r := &toolRow{reading: reading, finding: finding, keeping: keeping}
	r.ExtendBaseWidget(r)
	return r
}

// Measures in px at scale 1.
const (
	toolGap   = 8   // between groups
	toolLines = 4   // between two lines
	findLeast = 420 // of the room for finding on the same line as the others
)

// CreateRenderer implements fyne.Widget.
func (r *toolRow) CreateRenderer() fyne.WidgetRenderer { return &toolRenderer{row: r} }

type toolRenderer struct {
	row *toolRow
	two bool
}

func (r *toolRenderer) Destroy() {}

func (r *toolRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.row.reading, r.row.finding, r.row.keeping}
}

func (r *toolRenderer) MinSize() fyne.Size {
	height := theme.Size(theme.SizeControl)
	if r.two {
		height += toolLines + height
	}
	second := r.row.finding.MinSize().Width + toolGap + r.row.keeping.MinSize().Width
	return fyne.NewSize(max(r.row.reading.MinSize().Width, second), height)
}

func (r *toolRenderer) Layout(size fyne.Size) {
	height := theme.Size(theme.SizeControl)
	reading, keeping := r.row.reading.MinSize().Width, r.row.keeping.MinSize().Width
	two := size.Width-reading-keeping-2*toolGap < findLeast
	from, y := reading+toolGap, float32(0) // where finding begins
	if two {
		from, y = 0, height+toolLines
	}
	keptY := float32(0)
	if two && size.Width-reading-toolGap < keeping {
		keptY = y
	}
	to := size.Width
	if keptY == y {
		to -= keeping + toolGap
	}
	r.row.reading.Resize(fyne.NewSize(reading, height))
	r.row.finding.Move(fyne.NewPos(from, y))
	r.row.finding.Resize(fyne.NewSize(to-from, height))
	r.row.keeping.Move(fyne.NewPos(size.Width-keeping, keptY))
	r.row.keeping.Resize(fyne.NewSize(keeping, height))
	if two != r.two {
		r.two = two
		canvas.Refresh(r.row)
	}
}

func (r *toolRenderer) Refresh() {
	r.row.reading.Refresh()
	r.row.finding.Refresh()
	r.row.keeping.Refresh()
	r.Layout(r.row.Size())
	canvas.Refresh(r.row)
}
