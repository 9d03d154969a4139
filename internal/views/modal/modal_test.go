package modal_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/uisocket"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// stage is a window with one button behind, and a layer over it.
type stage struct {
	window fyne.Window
	behind *widgets.Button
	layer  *modal.Layer
	keys   []fyne.KeyName
}

func newStage(t *testing.T, size fyne.Size) *stage {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light))
	s := &stage{behind: widgets.NewButton("behind", "Behind", "", widgets.Ordinary, nil)}
	s.window = test.NewTempWindow(t, container.NewCenter(s.behind))
	s.window.SetPadded(false)
	s.window.Resize(size)
	s.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { s.keys = append(s.keys, e.Name) })
	s.layer = modal.NewLayer(s.window.Canvas(), nil)
	s.window.Canvas().Focus(s.behind)
	return s
}

func (s *stage) press(k fyne.KeyName) {
	if f := s.window.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: k})
		return
	}
	s.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: k})
}

func (s *stage) focused() string {
	c, _ := uisocket.Walk(s.window.Canvas()).Focused()
	return c.ID
}

// dialog has two buttons and a body of a height.
func (s *stage) dialog(id string, height float32) (*modal.Dialog, *widgets.Button) {
	first := widgets.NewButton(id+".first", "First", "", widgets.Ordinary, nil)
	second := widgets.NewButton(id+".second", "Second", "", widgets.Ordinary, nil)
	return &modal.Dialog{
		ID: id, Title: "Title", Icon: "info", Width: 560, First: first,
		Body:   modal.NewStack(8, widgets.Sized(widgets.NewBox(theme.Accent, "", ""), 0, height)),
		Footer: container.NewHBox(first, second),
	}, first
}

func TestTheKeyboardStaysInTheDialogAndComesBack(t *testing.T) {
	s := newStage(t, fyne.NewSize(1024, 700))
	d, _ := s.dialog("a", 100)
	s.layer.Show(d)
	for _, want := range []string{"a.first", "a.second", "a.first"} {
		if got := s.focused(); got != want {
			t.Errorf("%s has the keyboard, want %s", got, want)
		}
		s.window.Canvas().(interface{ FocusNext() }).FocusNext()
	}
	s.press(fyne.KeyEscape)
	if s.layer.Open() || s.focused() != "behind" {
		t.Errorf("after Esc %s has the keyboard, open: %v", s.focused(), s.layer.Open())
	}
	s.press(fyne.KeyF5)
	if len(s.keys) != 1 {
		t.Error("the window has lost its keys")
	}
}

func TestNothingBehindHearsAnything(t *testing.T) {
	s := newStage(t, fyne.NewSize(1024, 700))
	d, _ := s.dialog("a", 100)
	s.layer.Show(d)
	for _, c := range uisocket.Walk(s.window.Canvas()).Controls {
		if c.ID == "behind" && c.Reachable {
			t.Error("what is behind can be clicked")
		}
	}
	s.press(fyne.KeyF5)
	s.press(fyne.KeyUp)
	if len(s.keys) > 0 {
		t.Errorf("the window heard %v", s.keys)
	}
}

func TestOneDialogOverAnother(t *testing.T) {
	s := newStage(t, fyne.NewSize(1024, 700))
	a, _ := s.dialog("a", 100)
	b, _ := s.dialog("b", 100)
	s.layer.Show(a)
	s.layer.Show(b)
	s.press(fyne.KeyEscape)
	if s.focused() != "a.first" || !a.Shown() || b.Shown() {
		t.Errorf("%s has the keyboard", s.focused())
	}
	s.layer.Show(b)
	closed := 0
	a.OnClosed = func() { closed++ }
	b.OnClosed = func() { closed++ }
	a.Close()
	if closed != 2 || s.layer.Open() || s.focused() != "behind" {
		t.Errorf("%d closed, %s has the keyboard", closed, s.focused())
	}
}

func TestWhatIsGoneGetsNoKeyboardBack(t *testing.T) {
	s := newStage(t, fyne.NewSize(1024, 700))
	d, _ := s.dialog("a", 100)
	s.layer.Show(d)
	s.behind.Hide()
	d.Close()
	if s.focused() != "" {
		t.Errorf("%s has the keyboard", s.focused())
	}
}

func TestACardNeverLeavesTheScreen(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800), fyne.NewSize(500, 300)} {
		for _, height := range []float32{40, 4000} {
			for _, place := range []modal.Place{modal.Center, modal.Top, modal.Corner, modal.Bottom} {
				s := newStage(t, size)
				d, first := s.dialog("a", height)
				d.Place, d.Height = place, 0.6
				s.layer.Show(d)
				s.window.Canvas().Capture()
				tree := uisocket.Walk(s.window.Canvas())
				card, ok := tree.Find("a")
				if !ok || card.Rect != card.Shown || card.Rect.X < 0 || card.Rect.Y < 0 {
					t.Errorf("%v, body %v, place %v: the card is at %+v", size, height, place, card.Rect)
				}
				if b, _ := tree.Find(first.ID); b.Rect != b.Shown || b.Rect.Y+b.Rect.Height > card.Rect.Y+card.Rect.Height {
					t.Errorf("%v, body %v, place %v: the button is at %+v, the card at %+v", size, height, place, b.Rect, card.Rect)
				}
			}
		}
	}
}

func TestItFollowsTheWindowsSize(t *testing.T) {
	s := newStage(t, fyne.NewSize(1280, 800))
	d, _ := s.dialog("a", 400)
	s.layer.Show(d)
	s.window.Resize(fyne.NewSize(640, 400))
	card, _ := uisocket.Walk(s.window.Canvas()).Find("a")
	if card.Rect != card.Shown {
		t.Errorf("the card is at %+v", card.Rect)
	}
}

func TestAClickBesideClosesOnlyWhereNothingIsLost(t *testing.T) {
	for _, outside := range []bool{true, false} {
		s := newStage(t, fyne.NewSize(1024, 700))
		d, _ := s.dialog("a", 100)
		d.Outside = outside
		s.layer.Show(d)
		over := s.window.Canvas().Overlays().Top().(desktop.Mouseable)
		over.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(512, 350)}})
		if !d.Shown() {
			t.Fatal("a click on the card closes it")
		}
		over.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(5, 5)}})
		if d.Shown() == outside {
			t.Errorf("Outside %v, and it is shown: %v", outside, d.Shown())
		}
	}
}

func TestTheGuideIsLeftFree(t *testing.T) {
	s := newStage(t, fyne.NewSize(1024, 700))
	s.layer = modal.NewLayer(s.window.Canvas(), func() float32 { return 300 })
	d, _ := s.dialog("a", 100)
	s.layer.Show(d)
	card, _ := uisocket.Walk(s.window.Canvas()).Find("a")
	if right := card.Rect.X + card.Rect.Width; right > 724 {
		t.Errorf("the card reaches to %d", right)
	}
}

func TestEnterInAFieldHandsIn(t *testing.T) {
	s := newStage(t, fyne.NewSize(1024, 700))
	entered := 0
	e := modal.NewEntry("a.name", "", nil)
	d := &modal.Dialog{ID: "a", Title: "T", Width: 400, Body: modal.NewStack(8, e), First: e, OnEnter: func() { entered++ }}
	s.layer.Show(d)
	e.SetText("web")
	s.press(fyne.KeyReturn)
	s.press(fyne.KeyEscape)
	if entered != 1 || s.layer.Open() || e.Text != "web" {
		t.Errorf("entered %d times, open: %v, text %q", entered, s.layer.Open(), e.Text)
	}
}
