package window_test

import (
	"fmt"
	"os"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// TestPicturesOfWhatLiesOverTheWindow leaves pictures of menu, palette, question
// and several selected rows, to be looked at.
func TestPicturesOfWhatLiesOverTheWindow(t *testing.T) {
	if os.Getenv("DOCKDESK_LOOK") == "" {
		return // nobody looks; what is in them is tested elsewhere
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1280, 800)} {
			s := newStage(t, scene{choice: choice, size: size})
			name := func(what string) string { return fmt.Sprintf("over-%s-%s-%.0f", what, choice, size.Width) }
			s.press("containers.detail.more")
			s.key(fyne.KeyDown, fyne.KeyDown)
			s.picture(name("menu"))
			s.key(fyne.KeyEscape)
			menuItem(s.menu, "Find an action…").Action()
			s.drain()
			s.picture(name("palette"))
			s.key(fyne.KeyEscape)
			s.press("containers.list.row." + hash('c', 2))
			s.focus("containers.detail.container.restart")
			s.picture(name("focus"))
			menuItem(s.menu, "Remove").Action()
			s.drain()
			s.picture(name("remove"))
			s.key(fyne.KeyEscape)
			s.press("containers.list.check." + hash('c', 1))
			s.press("containers.list.check." + hash('c', 2))
			s.picture(name("many"))
		}
	}
}
