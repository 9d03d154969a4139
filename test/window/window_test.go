package window

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var buildDemo = sync.OnceValues(func() (string, error) {
	return build("./test/window/internal/demo", "demo", os.Getenv("DOCKDESK_WINDOW_RACE") == "1")
})

// demo starts the demo program, or skips where no window can be had.
func demo(t testing.TB, o Options) *Window {
	t.Helper()
	SkipUnlessAvailable(t)
	var err error
	if o.Binary, err = buildDemo(); err != nil {
		t.Fatal(err)
	}
	return Start(t, o)
}

// wantSaid waits until the demo says what happened to it.
func wantSaid(t *testing.T, w *Window, what string) {
	t.Helper()
	w.WaitFor(func(t Tree) bool { _, ok := t.Find("label:" + what); return ok }, "the demo to say "+what)
}

func TestDrivingAWindow(t *testing.T) {
	w := demo(t, Options{Width: 900, Height: 640})
	for _, step := range []struct {
		name string
		do   func()
		said string
	}{
		{"click", func() { w.Click("button:Run") }, "run was pressed"},
		{"click a check", func() { w.Click("check:Follow") }, "follow is true"},
		{"type", func() { w.Click("entry:name"); w.Type("--web-1 Aé:/~x") }, "name --web-1 Aé:/~x"},
		{"keys", func() { w.Key("ctrl+a", "BackSpace"); w.Type("db"); w.Key("Return") }, "submitted db"},
		{"choose from a menu", func() { w.Click("select:number"); w.Click("menuitem:two") }, "picked two"},
		{"answer a dialog", func() { w.Click("button:Ask"); w.Click("button:Yes") }, "yes"},
		{"drag", func() { w.Drag("area", 40, -16) }, "dragged 40,-16"},
		{"double click", func() { w.DoubleClick("area") }, "tapped twice"},
		{"right click", func() { w.RightClick("area") }, "tapped with the right button"},
		{"select a row", func() { w.Click("label:row 3") }, "selected row 3"},
		{"scroll to a row", func() { w.Scroll("list:", 30); w.Click("label:row 20") }, "selected row 20"},
		{"main menu", func() { w.Click("menu:File"); w.Click("menuitem:Refresh") }, "refreshed"},
		{"hover", func() { w.Hover("button:Run"); w.Hover("area") }, "mouse in"},
	} {
		t.Run(step.name, func(t *testing.T) {
			step.do()
			wantSaid(t, w, step.said)
		})
	}
}

func TestTheTreeTellsStateAndPlace(t *testing.T) {
	w := demo(t, Options{Width: 900, Height: 640})
	if tree := w.Tree(); tree.Page != "demo" || tree.Title != "Demo" || tree.Window.Width != 900 || tree.Window.Height != 640 {
		t.Errorf("the window is told as\n%s", tree)
	}
	if w.Find("button:Off").Enabled {
		t.Error("a disabled button is told as enabled")
	}
	w.Click("entry:name")
	if c, ok := w.Tree().Focused(); !ok || c.ID != "entry:name" {
		t.Errorf("the focus is on %v", c)
	}
	w.Click("check:Follow")
	if !w.Find("check:Follow").Selected {
		t.Error("a ticked check isn't told as selected")
	}
	w.Click("button:Ask")
	if w.Find("button:Run").Reachable {
		t.Error("a button below a dialog is told as reachable")
	}
	w.Resize(700, 600)
	if list := w.Find("list:"); list.Rect.X+list.Rect.Width > 700 {
		t.Errorf("after the resize the list is at %v", list.Rect)
	}
}

func TestScreenshotShowsTheWindow(t *testing.T) {
	w := demo(t, Options{Width: 900, Height: 640})
	path := filepath.Join(t.TempDir(), "demo.png")
	w.Screenshot(path)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != 900 || b.Dy() != 640 {
		t.Errorf("the picture is %v", b)
	}
	colours := map[string]bool{}
	for y := 0; y < 640; y += 3 {
		for x := 0; x < 900; x += 3 {
			colours[fmt.Sprint(img.At(x, y))] = true
		}
	}
	if len(colours) < 10 {
		t.Errorf("the picture has %d colours: nothing is drawn", len(colours))
	}
}

func TestTwoWindowsAtOnceDontMeet(t *testing.T) {
	a, b := demo(t, Options{Width: 700, Height: 600}), demo(t, Options{Width: 700, Height: 600})
	a.Click("button:Run")
	wantSaid(t, a, "run was pressed")
	if b.Tree().Shows("run was pressed") {
		t.Error("a click in one window reached the other")
	}
}

// failures stands in for the test that a misbehaving program should fail:
// there is no other way to see that it would.
type failures struct {
	testing.TB
	texts   []string
	cleanup []func()
}

func (f *failures) Errorf(format string, args ...any) {
	f.texts = append(f.texts, fmt.Sprintf(format, args...))
}
func (f *failures) Cleanup(do func()) { f.cleanup = append(f.cleanup, do) }

func TestCloseFailsTheTestOfAMisbehavingProgram(t *testing.T) {
	for _, c := range []struct{ how, want string }{
		{"thread", "Error in Fyne call thread"},
		{"panic", "panic: on purpose"},
		{"exit", "exit status 3"},
		{"", ""},
	} {
		t.Run("how="+c.how, func(t *testing.T) {
			f := &failures{TB: t}
			w := demo(f, Options{Args: []string{"--misbehave", c.how}})
			w.Close()
			for _, do := range f.cleanup {
				do()
			}
			all := strings.Join(f.texts, "\n")
			if (c.want == "") != (all == "") || !strings.Contains(all, c.want) {
				t.Errorf("failed with %q, want %q", all, c.want)
			}
		})
	}
}

func TestATextIsCutIntoWhatCanBeTypedAtOnce(t *testing.T) {
	for text, want := range map[string][]string{
		"":      nil,
		"web 1": {"web 1"},
		"aéß€b": {"a", "é", "ß", "€", "b"},
	} {
		if got := typeable(text); !slices.Equal(got, want) {
			t.Errorf("%q is cut into %q", text, got)
		}
	}
}

func TestFaultsAreFoundInALog(t *testing.T) {
	for _, c := range []struct {
		name, log string
		want      int
	}{
		{"nothing", "2026/01/01 all is well\n", 0},
		{"thread", "x\n2026/01/01 *** Error in Fyne call thread, this should have been called in fyne.Do[AndWait] ***\n  From: a.go:1\n", 1},
		{"race", "==================\nWARNING: DATA RACE\nWrite at\n", 1},
		{"two", "panic: a\n\n*** Error in Fyne call thread, x\n", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := faults(c.log); len(got) != c.want {
				t.Errorf("found %q", got)
			}
		})
	}
}

func BenchmarkClick(b *testing.B) {
	w := demo(b, Options{Width: 900, Height: 640})
	for b.Loop() {
		w.Click("check:Follow")
	}
}
