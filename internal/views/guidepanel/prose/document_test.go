package prose

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// shown puts a document into a window of a width.
func shown(tb testing.TB, opts Options, source string, width float32) (*Document, fyne.Canvas) {
	tb.Helper()
	test.NewTempApp(tb).Settings().SetTheme(theme.New(theme.Light))
	if opts.Post == nil {
		opts.Post = func(f func()) { f() }
	}
	d := NewDocument(opts)
	d.Set(Parse(source))
	w := test.NewTempWindow(tb, d)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, 600))
	d.Fit(width)
	return d, w.Canvas()
}

func texts(d *Document) []*canvas.Text {
	var all []*canvas.Text
	for _, o := range d.objects {
		if t, ok := o.(*canvas.Text); ok {
			all = append(all, t)
		}
	}
	return all
}

const mixed = `## A heading that is long enough to need more than one line

Some **bold** words, some ` + "`code that wraps`" + `, a [link that goes on and on](topic:x), and averyverylongwordthatfitsonnolineatall.

- an item that needs two lines at least
  1. an inner one

| one | two |
|---|---|
| a cell with words | another-cell-with-a-long-word |

> Take care: a note with ` + "`code`" + ` in it.

` + "```\ndocker run --name averyverylongcontainername nginx\n```"

func TestNothingSticksOutAtAnyWidth(t *testing.T) {
	d, _ := shown(t, Options{Inset: 10}, mixed, 300)
	for _, width := range []float32{120, 200, 300, 420, 1000} {
		height := d.Fit(width)
		last := float32(0)
		for _, o := range d.objects {
			if _, isText := o.(*canvas.Text); isText {
				if right := o.Position().X + o.Size().Width; right > width {
					t.Errorf("at %.0f: %q ends at %.1f", width, o.(*canvas.Text).Text, right)
				}
			}
			last = max(last, o.Position().Y+o.Size().Height)
		}
		if last > height {
			t.Errorf("at %.0f: the text ends at %.1f of %.1f", width, last, height)
		}
	}
}

func TestEveryWordIsDrawnInItsOrder(t *testing.T) {
	d, _ := shown(t, Options{}, "x", 300)
	rapid.Check(t, func(rt *rapid.T) {
		source := rapid.StringMatching(`[a-zé]{1,30}( \*\*[a-z]{1,9}\*\*,?| [a-z]{1,60}| \[[a-z ]{3,40}\]\(topic:a\))*`).Draw(rt, "source")
		d.Set(Parse(source))
		d.Fit(rapid.Float32Range(60, 500).Draw(rt, "width"))
		var got strings.Builder
		for _, x := range texts(d) {
			got.WriteString(x.Text)
		}
		if want := d.Plain(); squeeze(got.String()) != squeeze(want) {
			rt.Fatalf("drawn %q, want %q", got.String(), want)
		}
	})
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func TestAWrappedLinkIsOneControl(t *testing.T) {
	var followed []string
	d, c := shown(t, Options{ID: "doc", OnLink: func(a string) { followed = append(followed, a) }}, "Read [a link of many words](topic:x) and [another](topic:x).", 90)
	if len(d.links) < 3 {
		t.Fatalf("%d pieces; the link was meant to wrap", len(d.links))
	}
	head, tail := d.links[0], d.links[1]
	if got := head.DescribeControl(); got.ID != "doc.link:topic:x" || got.Text != "a link of many words" {
		t.Errorf("described as %+v", got)
	}
	if tail.DescribeControl().ID != "" {
		t.Error("the second piece has an id of its own")
	}

	// The mouse follows any piece.
	for _, l := range []*link{head, tail} {
		l.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
		l.MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	}
	tail.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonSecondary})
	tail.MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonSecondary})
	if len(followed) != 2 {
		t.Errorf("followed %v", followed)
	}

	// Tab stops once at each link, and all pieces show it.
	c.FocusNext()
	if c.Focused() != fyne.Focusable(head) || !tail.focused {
		t.Errorf("the keyboard is on %v", c.Focused())
	}
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(followed) != 3 {
		t.Error("Enter does not follow the link")
	}
	c.FocusNext()
	if l, ok := c.Focused().(*link); !ok || l.DescribeControl().Text != "another" || head.focused {
		t.Errorf("the second stop is %v", c.Focused())
	}
}

func TestAResizeKeepsTheKeyboardWhereItIs(t *testing.T) {
	d, c := shown(t, Options{}, "A [link](topic:x).", 300)
	c.FocusNext()
	d.Fit(150)
	if l, ok := c.Focused().(*link); !ok || !l.focused || l != d.links[0] {
		t.Errorf("the keyboard is on %v", c.Focused())
	}
}

func TestOtherTextTakesTheKeyboardFromALinkThatIsGone(t *testing.T) {
	d, c := shown(t, Options{}, "A [link](topic:x).", 300)
	c.FocusNext()
	d.Set(Parse("No link."))
	if c.Focused() != nil {
		t.Errorf("the keyboard is on %v", c.Focused())
	}
}

func TestTheKeyboardIsSoughtAndUnknownKeysArePassedOn(t *testing.T) {
	var top, bottom float32
	var keys []fyne.KeyName
	d, c := shown(t, Options{OnSeek: func(a, b float32) { top, bottom = a, b }, OnKey: func(e *fyne.KeyEvent) { keys = append(keys, e.Name) }},
		"A.\n\nB.\n\nA [link of many words](topic:x).", 90)
	c.FocusNext()
	if top < 50 || bottom <= top || bottom > d.height {
		t.Errorf("sought %.0f to %.0f of %.0f", top, bottom, d.height)
	}
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
	if len(keys) != 1 || keys[0] != fyne.KeyPageDown {
		t.Errorf("passed on %v", keys)
	}
}

func TestACodeCardIsCopiedWhole(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	var copied []string
	d, _ := shown(t, Options{ID: "doc", OnCopy: func(s string) { copied = append(copied, s) }}, "```\na\n  b\n```\n\n```\nc\n```", 300)
	d.copies[0].Tap()
	d.copies[1].Tap()
	if len(copied) != 2 || copied[0] != "a\n  b" || copied[1] != "c" {
		t.Errorf("copied %q", copied)
	}
	if a, b := d.copies[0].id, d.copies[1].id; a != "doc.copy" || b == a || b == "" {
		t.Errorf("the buttons are called %q and %q", a, b)
	}
	d.Set(nil) // stops what waits to put the icon back
	if d.timer != nil {
		t.Error("a timer runs on")
	}
}

func TestAnotherThemeBringsItsColours(t *testing.T) {
	d, _ := shown(t, Options{}, "Text.", 300)
	light := texts(d)[0].Color
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Dark))
	d.Refresh()
	if dark := texts(d)[0].Color; dark == light {
		t.Errorf("still %v", dark)
	}
}
