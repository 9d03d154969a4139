package guidepanel_test

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// With DOCKDESK_LOOK set to a folder, the panel is drawn there to be
// looked at.
func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // it only draws, for whoever names a folder
	}
	live := map[string]command.Command{
		"action.container.stop": command.StopContainers(command.DefaultTimeout, "web"),
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, width := range []float32{300, 420} {
			for _, id := range []string{"action.container.stop", "action.container.remove", "column.containers.state", "concept.network", "page.home", "concept.layers", "concept.vm", "concept.port", "concept.volume", "concept.bridge", "concept.multi-stage", "concept.push", "concept.swarm", "concept.kubernetes", "concept.ci", "field.update.restart"} {
				p := newPanel(t, choice, guidepanel.Options{}, fyne.NewSize(width, 800))
				p.Explain(guide.Must(id), live[id], names(map[string]string{"container": "web"}))
				f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%s-%s-%.0f.png", id, choice, width)))
				if err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(f, fyne.CurrentApp().Driver().CanvasForObject(p).Capture()); err != nil {
					t.Fatal(err)
				}
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func newPanel(tb testing.TB, choice theme.Choice, opts guidepanel.Options, size fyne.Size) *guidepanel.Panel {
	tb.Helper()
	app := test.NewTempApp(tb)
	app.Settings().SetTheme(theme.New(choice))
	p := guidepanel.New(opts)
	w := test.NewTempWindow(tb, p)
	w.SetPadded(false)
	w.Resize(size)
	return p
}

func names(m map[string]string) guide.Values {
	return func(name string) string { return m[name] }
}
