package modal_test

import (
	"testing"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/modal"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

// TestWhatIsNotForARoomIsHiddenInFields but where it is typed, and while it is
// shown on purpose.
func TestWhatIsNotForARoomIsHiddenInFields(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light))
	path, user, plain, key := modal.NewEntry("a", "", nil), modal.NewEntry("b", "", nil), modal.NewEntry("c", "", nil), modal.NewEntry("d", "", nil)
	user.Of, key.Secret = "DB_USER", true
	all := container.NewVBox(path, user, plain, key)
	w := test.NewTempWindow(t, all)
	for e, text := range map[*modal.Entry]string{path: "/home/maxine/shop", user: "maxine", plain: "8080", key: "hunter2"} {
		e.SetText(text)
	}
	t.Cleanup(func() { discreet.Mask(false); discreet.Reveal(false) })
	expect := func(when string, want ...bool) {
		t.Helper()
		for i, e := range []*modal.Entry{path, user, plain, key} {
			if e.Password != want[i] {
				t.Errorf("%s: %q is hidden: %v, want %v", when, e.Text, e.Password, want[i])
			}
		}
	}
	at := func(mask, reveal bool) {
		discreet.Mask(mask)
		discreet.Reveal(reveal)
		widgets.Repaint(all)
	}
	expect("at a desk", false, false, false, true)
	at(true, false)
	expect("in a room", true, true, false, true)
	w.Canvas().Focus(path)
	expect("while it is typed in", false, true, false, true)
	w.Canvas().Focus(plain)
	at(true, true)
	expect("while it is shown", false, false, false, false)
	at(true, false)
	path.SetText("/srv/shop")
	expect("with another text", false, true, false, true)
	at(false, false)
	expect("at a desk again", false, false, false, true)
}
