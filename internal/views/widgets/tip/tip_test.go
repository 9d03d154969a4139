package tip

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// clock is a time that the test moves.
type clock struct {
	now    time.Duration
	timers []*timer
}

type timer struct {
	due  time.Duration
	f    func()
	gone bool
}

func (c *clock) after(d time.Duration, f func()) func() {
	t := &timer{due: c.now + d, f: f}
	c.timers = append(c.timers, t)
	return func() { t.gone = true }
}

func (c *clock) pass(d time.Duration) {
	for end := c.now + d; ; {
		var next *timer
		for _, t := range c.timers {
			if !t.gone && t.due <= end && (next == nil || t.due < next.due) {
				next = t
			}
		}
		if next == nil {
			c.now = end
			return
		}
		c.now, next.gone = next.due, true
		next.f()
	}
}

func (c *clock) pending() (n int) {
	for _, t := range c.timers {
		if !t.gone {
			n++
		}
	}
	return n
}

type fixture struct {
	*Layer
	clock
	t      *testing.T
	win    fyne.Window
	target *widget.Button
	other  *widget.Button
	page   *fyne.Container
}

func newFixture(t *testing.T) *fixture {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light))
	f := &fixture{t: t, target: widget.NewButton("Stop", nil), other: widget.NewButton("Restart", nil)}
	f.Layer = NewLayer(func(f func()) { f() }, f.clock.after)
	for i, b := range []*widget.Button{f.target, f.other} {
		b.Resize(fyne.NewSize(80, 36))
		b.Move(fyne.NewPos(100, 100+float32(i)*60))
	}
	f.page = container.NewWithoutLayout(f.target, f.other)
	f.win = test.NewTempWindow(t, container.NewStack(f.page, f.Object()))
	f.win.SetPadded(false)
	f.win.Resize(fyne.NewSize(500, 300))
	return f
}

func (f *fixture) want(visible bool, when string) {
	f.t.Helper()
	if f.Visible() != visible || f.bubble.Visible() != visible {
		f.t.Errorf("%s: visible is %v, the bubble's is %v, want %v", when, f.Visible(), f.bubble.Visible(), visible)
	}
}

func TestItComesAfterAWhile(t *testing.T) {
	f := newFixture(t)
	f.ShowFor(f.target, "Ask it to finish", false)
	f.pass(hoverDelay - 1)
	f.want(false, "before the delay")
	f.pass(1)
	f.want(true, "after the delay")
	f.Hide()
	f.want(false, "hidden")
	f.pass(time.Second)
	f.ShowFor(f.target, "Ask it to finish", true)
	f.pass(hoverDelay)
	f.want(false, "focus takes longer")
	f.pass(focusDelay - hoverDelay)
	f.want(true, "after the focus delay")
}

func TestLeavingInTimeShowsNothing(t *testing.T) {
	f := newFixture(t)
	f.ShowFor(f.target, "x", false)
	f.pass(hoverDelay / 2)
	f.Hide()
	f.pass(time.Minute)
	f.want(false, "left before")
}

func TestALateTimerShowsNothing(t *testing.T) {
	f := newFixture(t)
	var late []func()
	f.Layer.after = func(_ time.Duration, fn func()) func() { late = append(late, fn); return func() {} }
	f.ShowFor(f.target, "x", false)
	f.Hide()
	for _, fn := range late { // it fired while it was being stopped
		fn()
	}
	f.want(false, "hidden before the timer was heard")
}

func TestTheNextOneComesAtOnce(t *testing.T) {
	f := newFixture(t)
	f.ShowFor(f.target, "Stop", false)
	f.pass(hoverDelay)
	f.Hide()
	f.pass(warmTime / 2)
	f.ShowFor(f.other, "Restart", false)
	f.want(true, "moved to the neighbour")
	f.Hide()
	f.pass(warmTime * 2)
	f.ShowFor(f.target, "Stop", false)
	f.want(false, "a while later")
}

func TestItGoesWhenItsTargetIsntThereAnyMore(t *testing.T) {
	for name, change := range map[string]func(f *fixture){
		"scrolled":           func(f *fixture) { f.target.Move(f.target.Position().AddXY(0, 10)) },
		"hidden":             func(f *fixture) { f.target.Hide() },
		"its page is hidden": func(f *fixture) { f.page.Hide() },
		"removed":            func(f *fixture) { f.page.Remove(f.target) },
		"under a dialog":     func(f *fixture) { f.win.Canvas().Overlays().Add(canvas.NewRectangle(nil)) },
	} {
		f := newFixture(t)
		f.ShowFor(f.target, "x", false)
		f.pass(hoverDelay)
		f.pass(10 * watchTime)
		f.want(true, name+", before")
		change(f)
		f.pass(watchTime)
		f.want(false, name)
	}
}

func TestAClickTakesItAwayUntilTheTargetIsLeft(t *testing.T) {
	f := newFixture(t)
	f.ShowFor(f.target, "x", false)
	f.pass(hoverDelay)
	f.ShowFor(f.target, "x", true) // the click gives it the focus
	f.want(false, "clicked")
	f.pass(time.Minute)
	f.want(false, "clicked, a minute later")
	f.Hide() // left
	f.ShowFor(f.target, "x", false)
	f.pass(hoverDelay)
	f.want(true, "come back")
}

func TestHideSaysWhetherThereWasOne(t *testing.T) {
	f := newFixture(t)
	if f.Hide() {
		t.Error("nothing was shown")
	}
	f.Show("x", fyne.NewPos(100, 100), fyne.NewSize(50, 20), false)
	f.pass(hoverDelay)
	if !f.Hide() {
		t.Error("one was shown")
	}
}

func TestNothingIsLeftRunning(t *testing.T) {
	f := newFixture(t)
	for _, o := range []fyne.CanvasObject{f.target, f.other, f.target} {
		f.ShowFor(o, "x", false)
		f.pass(hoverDelay)
	}
	f.Close()
	if n := f.pending(); n != 0 {
		t.Errorf("%d timers are left", n)
	}
}

func TestRealTimersLeaveNoGoroutine(t *testing.T) {
	f := newFixture(t)
	before := goleak.IgnoreCurrent()
	l := NewLayer(func(f func()) {}, nil)
	l.Show("x", fyne.Position{}, fyne.NewSize(10, 10), false)
	l.Show("y", fyne.Position{}, fyne.NewSize(10, 10), true)
	l.Close()
	goleak.VerifyNone(t, before)
	_ = f
}

func TestItTakesNoInput(t *testing.T) {
	f := newFixture(t)
	for _, o := range []fyne.CanvasObject{f.bubble, f.Object()} {
		switch o.(type) {
		case fyne.Tappable, fyne.SecondaryTappable, fyne.DoubleTappable, fyne.Focusable, fyne.Scrollable, fyne.Draggable,
			desktop.Hoverable, desktop.Mouseable, desktop.Cursorable:
			t.Errorf("%T takes input", o)
		}
	}
	tapped := false
	f.target.OnTapped = func() { tapped = true }
	f.Show("over the button", fyne.NewPos(100, 40), fyne.NewSize(80, 50), false)
	f.pass(hoverDelay)
	f.bubble.Move(f.target.Position())
	test.TapCanvas(f.win.Canvas(), f.target.Position().AddXY(5, 5))
	if !tapped {
		t.Error("the click didn't pass through")
	}
}

func TestPlaces(t *testing.T) {
	area, bubble := fyne.NewSize(500, 300), fyne.NewSize(100, 40)
	for _, c := range []struct {
		name string
		at   fyne.Position
		size fyne.Size
		want fyne.Position
		ok   bool
	}{
		{"below, in the middle", fyne.NewPos(200, 100), fyne.NewSize(60, 30), fyne.NewPos(180, 136), true},
		{"above at the bottom", fyne.NewPos(200, 260), fyne.NewSize(60, 30), fyne.NewPos(180, 214), true},
		{"not over the left edge", fyne.NewPos(0, 100), fyne.NewSize(20, 30), fyne.NewPos(4, 136), true},
		{"not over the right edge", fyne.NewPos(480, 100), fyne.NewSize(20, 30), fyne.NewPos(396, 136), true},
		{"right of a tall one", fyne.NewPos(0, 0), fyne.NewSize(100, 300), fyne.NewPos(106, 130), true},
		{"left of a tall one", fyne.NewPos(400, 0), fyne.NewSize(100, 300), fyne.NewPos(294, 130), true},
		{"no room", fyne.NewPos(0, 0), fyne.NewSize(500, 300), fyne.Position{}, false},
		{"scrolled out of view", fyne.NewPos(200, -50), fyne.NewSize(60, 30), fyne.Position{}, false},
	} {
		at, ok := place(c.at, c.size, bubble, area)
		if at != c.want || ok != c.ok {
			t.Errorf("%s: %v %v, want %v %v", c.name, at, ok, c.want, c.ok)
		}
	}
}

func TestItNeverCoversItsTargetNorLeavesTheWindow(t *testing.T) {
	length := func(name string, t *rapid.T, most int) float32 { return float32(rapid.IntRange(1, most).Draw(t, name)) }
	rapid.Check(t, func(t *rapid.T) {
		area := fyne.NewSize(length("w", t, 600), length("h", t, 400))
		at := fyne.NewPos(length("x", t, 700)-50, length("y", t, 500)-50)
		size := fyne.NewSize(length("tw", t, 400), length("th", t, 400))
		bubble := fyne.NewSize(length("bw", t, 320), length("bh", t, 200))
		p, ok := place(at, size, bubble, area)
		if !ok {
			return
		}
		if p.X < 0 || p.Y < 0 || p.X+bubble.Width > area.Width || p.Y+bubble.Height > area.Height {
			t.Fatalf("%v leaves the window", p)
		}
		if p.X < at.X+size.Width && at.X < p.X+bubble.Width && p.Y < at.Y+size.Height && at.Y < p.Y+bubble.Height {
			t.Fatalf("%v covers the target", p)
		}
	})
}

func TestWrapping(t *testing.T) {
	byRune := func(s string) float32 { return float32(utf8.RuneCountInString(s)) }
	for _, c := range []struct{ text, want string }{
		{"ask it to finish", "ask it to|finish"},
		{"one\ntwo", "one|two"},
		{"aaaaaaaaaaaaaaaaaaaaaaaaa b", "aaaaaaaaaa|aaaaaaaaaa|aaaaa b"},
		{"  spaces   fold  ", "spaces|fold"},
		{"a\x1bb\u202ec", "a b c"},
	} {
		if got := strings.Join(wrap(clean(c.text), 10, byRune), "|"); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
	if n := len(wrap(strings.Repeat("word ", 1000), 10, byRune)); n != maxLines {
		t.Errorf("%d lines", n)
	}
}

func TestALongTextStaysNarrow(t *testing.T) {
	f := newFixture(t)
	f.Show(strings.Repeat("Ask the program inside to finish. ", 8)+strings.Repeat("x", 200), fyne.NewPos(100, 20), fyne.NewSize(50, 20), false)
	f.pass(hoverDelay)
	f.want(true, "long text")
	if w := f.bubble.Size().Width; w > maxWidth {
		t.Errorf("it is %v px wide", w)
	}
}

// TestPictures writes what a tooltip looks like, for people to look at, into
// the folder that DOCKDESK_LOOK names.
func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // it only draws, for whoever names a folder
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		f := newFixture(t)
		fyne.CurrentApp().Settings().SetTheme(theme.New(choice))
		c := software.NewCanvas()
		c.SetPadded(false)
		c.SetContent(container.NewStack(f.page, f.Object()))
		c.Resize(fyne.NewSize(420, 260))
		f.ShowFor(f.target, "Asks the program inside web to finish (SIGTERM). If it hasn’t after 10 s, ends it (SIGKILL).", false)
		f.pass(hoverDelay)
		out, err := os.Create(filepath.Join(dir, "tip-"+string(choice)+".png"))
		if err != nil {
			t.Fatal(err)
		}
		if err = png.Encode(out, c.Capture()); err != nil {
			t.Fatal(err)
		}
		out.Close()
	}
}
