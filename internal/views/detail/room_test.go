package detail

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/page"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

type kept map[string]string

func (k kept) Get(key string) string { return k[key] }
func (k kept) Set(key, value string) { k[key] = value }

func TestEachTabKeepsTheRoomThatAPersonGaveIt(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light))
	settings, given, focused := kept{}, false, 0
	empty := func() fyne.CanvasObject { return canvas.NewRectangle(nil) }
	pane := func() *Pane {
		p := NewPane(&page.Host{Settings: settings}, "x",
			Tab{ID: "stats", Content: empty, Tall: true}, Tab{ID: "terminal", Content: empty, Focus: func() { focused++ }})
		p.OnRoom(func(on bool) { given = on })
		p.Shown()
		return p
	}
	p := pane()
	say := func(when string, want bool) {
		t.Helper()
		if given != want {
			t.Errorf("%s: the pane has the room: %v", when, given)
		}
	}
	say("overview", false)
	p.Select("stats")
	say("graphs, at first", true)
	p.Hidden()
	say("nobody looks", false)
	p.Shown()
	say("looked at again", true)
	p.room.button.Tap()
	say("made smaller", false)
	p.Select("terminal")
	p.room.button.Tap()
	say("a terminal made taller", true)
	if focused != 1 {
		t.Errorf("the terminal got the keyboard back %d times", focused)
	}
	p.Select("stats")
	say("the graphs as they were left", false)

	p = pane()
	p.Select("terminal")
	say("another pane, the same tab", true)
	p.Lowered()
	say("the list was dragged higher", false)
}
