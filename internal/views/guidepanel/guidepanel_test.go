package guidepanel_test

import (
	"image"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/help/secret"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

func show(tb testing.TB, opts guidepanel.Options) *guidepanel.Panel {
	tb.Helper()
	return newPanel(tb, theme.Light, opts, fyne.NewSize(300, 600))
}

// text is all that a panel says, as a window test reads it.
func text(tb testing.TB, p *guidepanel.Panel) string {
	tb.Helper()
	for _, o := range test.LaidOutObjects(p) {
		if d, ok := o.(control.Describer); ok {
			if c := d.DescribeControl(); c.ID == "guide.text" {
				return c.Text
			}
		}
	}
	tb.Fatal("the panel has no text")
	return ""
}

func TestAnActionIsExplainedWithItsLiveCommand(t *testing.T) {
	p := show(t, guidepanel.Options{})
	p.Explain(guide.ForAction("container.stop"), command.StopContainers(30, "web"), names(map[string]string{"container": "web"}))
	got := text(t, p)
	for _, want := range []string{
		"Stop a container\n", "What it does\n", "the program inside web to finish", "What you’ll see\n", "Undo\n",
		"Command\ndocker stop -t 30 web\n", "stop asks it to finish", "-t 30 how many seconds", "web the container’s name",
		"Read more\nThe life of a container\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing from\n%s", want, got)
		}
	}
}

func TestWithoutALiveCommandTheTopicsExamplesAreShown(t *testing.T) {
	p := show(t, guidepanel.Options{})
	p.Explain(guide.ForAction("container.remove"), command.Command{}, nil)
	got := text(t, p)
	if !strings.Contains(got, "Takes the container away") || !strings.Contains(got, "Commands\ndocker rm web\n") || !strings.Contains(got, "docker rm -f web\n-f ends it first") {
		t.Errorf("got\n%s", got)
	}
	if strings.Count(got, "the container’s name") != 1 {
		t.Error("the same word is explained twice")
	}
}

func TestEachSideOfAPortIsExplained(t *testing.T) {
	p := show(t, guidepanel.Options{})
	p.Explain(guide.Must("concept.port"), command.Explain("docker run -dp 8080:80 nginx"), nil)
	got := text(t, p)
	for _, want := range []string{"8080 the port on this computer\n", "80 the port inside the container\n", "-d in the background", "-p opens a door"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing from\n%s", want, got)
		}
	}
}

func TestAHundredNamesShareALine(t *testing.T) {
	many := make([]string, 100)
	for i := range many {
		many[i] = "c" + strings.Repeat("x", i%3)
	}
	p := show(t, guidepanel.Options{})
	p.Explain(guide.ForAction("container.stop"), command.StopContainers(command.DefaultTimeout, many...), nil)
	if got := text(t, p); !strings.Contains(got, "c, cx, cxx and 97 more: the container’s name\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestNamesCanNotTurnIntoMarkup(t *testing.T) {
	p := show(t, guidepanel.Options{})
	p.Explain(guide.ForAction("container.stop"), command.Command{}, names(map[string]string{"container": "*a* [b](topic:c) \u202e\n; rm"}))
	got := text(t, p)
	if !strings.Contains(got, `the program inside *a* [b](topic:c) \u202e\n; rm to finish`) {
		t.Errorf("the name is changed:\n%s", got)
	}
	if !strings.Contains(got, "docker stop $'*a* [b](topic:c) ") || strings.ContainsAny(got, "\u202e") {
		t.Errorf("the name is not one word of the command:\n%s", got)
	}
}

func TestSecretsAreShownAndCopiedAsDots(t *testing.T) {
	copied := ""
	p := show(t, guidepanel.Options{OnCopy: func(s string) { copied = s }, Post: func(f func()) { f() }})
	p.Explain(guide.Must("concept.environment"), command.Explain("docker run -e DB_PASSWORD=hunter2 postgres:16"), nil)
	if got := text(t, p); strings.Contains(got, "hunter2") || !strings.Contains(got, "DB_PASSWORD="+secret.Mask) {
		t.Errorf("got\n%s", got)
	}
	for _, o := range test.LaidOutObjects(p) {
		if d, ok := o.(control.Describer); ok && d.DescribeControl().ID == "guide.text.copy" {
			d.(interface{ Tap() }).Tap()
		}
	}
	if copied != "docker run -e DB_PASSWORD="+secret.Mask+" postgres:16" {
		t.Errorf("copied %q", copied)
	}
}

func TestLinksNameTheirTopicOrPlace(t *testing.T) {
	var got []guide.Link
	p := show(t, guidepanel.Options{OnLink: func(l guide.Link) { got = append(got, l) }})
	p.Explain(guide.ForAction("container.stop"), command.Command{}, nil)
	c := fyne.CurrentApp().Driver().CanvasForObject(p)
	c.FocusNext()
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(got) != 1 || got[0].Scheme != "topic" || got[0].Target != "action.container.start" {
		t.Errorf("got %+v", got)
	}
}

func TestTheKeyboardScrollsALongTopic(t *testing.T) {
	p := newPanel(t, theme.Light, guidepanel.Options{}, fyne.NewSize(300, 200))
	p.Explain(guide.Must("concept.network"), command.Command{}, nil)
	c := fyne.CurrentApp().Driver().CanvasForObject(p)
	top := c.Capture()
	c.FocusNext() // the first link is far below; it is scrolled to
	if c.Focused() == nil {
		t.Fatal("no link takes the keyboard")
	}
	below := c.Capture()
	if equal(top, below) {
		t.Error("a link out of sight has the keyboard")
	}
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	if equal(below, c.Capture()) {
		t.Error("Home does not scroll")
	}
	c.Unfocus()
	p.Explain(guide.Must("concept.port"), command.Command{}, nil)
	p.Explain(guide.Must("concept.network"), command.Command{}, nil)
	if !equal(top, c.Capture()) {
		t.Error("another topic does not begin at its top")
	}
}

func TestNewValuesLeaveTheKeyboardAndThePlace(t *testing.T) {
	p := newPanel(t, theme.Light, guidepanel.Options{}, fyne.NewSize(300, 200))
	topic := guide.ForAction("container.stop")
	p.Explain(topic, command.Command{}, nil)
	c := fyne.CurrentApp().Driver().CanvasForObject(p)
	c.FocusNext()
	c.FocusNext()
	focused := c.Focused()
	p.Explain(topic, command.Command{}, names(map[string]string{"container": "db"}))
	if c.Focused() != focused || !strings.Contains(text(t, p), "inside db to finish") {
		t.Errorf("the keyboard went from %T to %T", focused, c.Focused())
	}
	p.Explain(guide.ForAction("container.start"), command.Command{}, nil)
	if c.Focused() != nil {
		t.Error("another topic took over the keyboard")
	}
}

func equal(a, b image.Image) bool {
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

func TestAWordCanBeLit(t *testing.T) {
	p := show(t, guidepanel.Options{})
	p.Explain(guide.ForAction("container.stop"), command.StopContainers(30, "web"), nil)
	c := fyne.CurrentApp().Driver().CanvasForObject(p)
	before := c.Capture()
	p.Light(3)
	if equal(before, c.Capture()) {
		t.Error("nothing changed")
	}
	p.Light(-1)
	if !equal(before, c.Capture()) {
		t.Error("the usual word is not lit again")
	}
}

func TestEveryTopicCanBeShown(t *testing.T) {
	p := show(t, guidepanel.Options{})
	for _, topic := range guide.All() {
		p.Explain(topic, command.Command{}, nil)
		got := text(t, p)
		if strings.Contains(got, "{{") || strings.Contains(got, "](") || strings.Contains(got, "**") || strings.Contains(got, "\x00") {
			t.Errorf("%s shows its markup:\n%s", topic.ID, got)
		}
	}
}

// A topic must be on the screen within one frame of 16 ms.
func BenchmarkExplain(b *testing.B) {
	p := show(b, guidepanel.Options{})
	all := guide.All()
	cmd := command.StopContainers(command.DefaultTimeout, "web")
	i := 0
	for b.Loop() {
		p.Explain(all[i%len(all)], cmd, nil)
		i++
	}
}

// The first time a topic is shown, its words are measured and its Markdown is
// read. The very first one also loads the fonts, which the window has done by
// then.
func BenchmarkExplainForTheFirstTime(b *testing.B) {
	all := guide.All()
	for range b.N {
		p := show(b, guidepanel.Options{})
		p.Explain(all[0], command.Command{}, nil)
		worst, sum := time.Duration(0), time.Duration(0)
		for _, topic := range all[1:] {
			start := time.Now()
			p.Explain(topic, command.Command{}, nil)
			took := time.Since(start)
			worst, sum = max(worst, took), sum+took
		}
		b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
		b.ReportMetric(float64(sum.Microseconds())/1000/float64(len(all)-1), "mean-ms")
	}
}
