package widgets

import (
	"image/png"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// TestGallery draws every control in every state. With DOCKDESK_GALLERY set to a
// folder it leaves the pictures there, to be looked at.
func TestGallery(t *testing.T) {
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		app := test.NewTempApp(t)
		app.Settings().SetTheme(theme.New(choice))
		w := test.NewTempWindow(t, container.NewStack(NewBox(theme.Background, "", ""), Pad(gallery(), 16, 16)))
		w.SetPadded(false)
		w.Resize(fyne.NewSize(900, 700))
		img := w.Canvas().Capture()
		if dir := os.Getenv("DOCKDESK_GALLERY"); dir != "" {
			f, err := os.Create(dir + "/widgets-" + string(choice) + ".png")
			if err != nil {
				t.Fatal(err)
			}
			if err := png.Encode(f, img); err != nil {
				t.Fatal(err)
			}
			_ = f.Close()
		}
	}
}

func gallery() fyne.CanvasObject {
	disabled := NewButton("", "Disabled", "stop", Ordinary, nil)
	disabled.SetDisabled(true)
	mainOff := NewButton("", "Run", "play", Main, nil)
	mainOff.SetDisabled(true)
	focused := NewButton("", "Focused", "restart", Ordinary, nil)
	focused.focused = true
	hovered := NewButton("", "Hovered", "pause", Ordinary, nil)
	hovered.hovered = true
	on := NewChip("", "All 5", nil)
	on.SetOn(true)
	nav := NewNavItem("", "Containers", "container", nil)
	nav.SetOn(true)
	nav.SetNote("5")
	nav2 := NewNavItem("", "Images", "image", nil)
	nav2.SetNote("12")
	tile := NewTile("", "Containers", "container", nil)
	tile.Set("5", "3 running")
	facts := NewFacts()
	facts.Set([]Fact{
		{Label: "Image", Lines: One(NewLink("", "nginx:1.27", nil))},
		{Label: "Ports", Lines: One(NewLink("", "localhost:8080", nil), Words("leads to 80 in the container"), NewBadge("", "all addresses", "", TonePlain, ""))},
		{Label: "Data", Lines: []Line{One(Words("volume"), NewLink("", "web-data", nil), Words("at /usr/share/nginx/html"))[0], {MutedWords("and a second line")}}},
		{Label: "Started", Lines: One(NewParagraph("3 h ago, restarted 0 times, always restarts, and a long sentence that has to wrap because it does not fit into the width of this card at all, so it goes on in the next line", TextStyle{}))},
		{Label: "Program", Lines: One(CodeWords("/docker-entrypoint.sh nginx -g 'daemon off;' --with a very long line of arguments that does not end before the card does, so it is cut"))},
	})
	return container.NewVBox(
		container.NewHBox(Title("Containers"), NewButton("", "Run", "plus", Main, nil), mainOff,
			NewButton("", "Stop", "stop", Ordinary, nil), focused, hovered, disabled, NewButton("", "Remove…", "remove", Destroys, nil), NewButton("", "", "more", Ordinary, nil)),
		container.NewHBox(on, NewChip("", "Running 3", nil), NewChip("", "Needs attention 2", nil), Sized(NewSearch("", "Search", nil), 220, 0), NewButton("", "Copy", "copy", Quiet, nil)),
		container.NewHBox(NewBadge("", "running", "running", ToneOK, ""), NewBadge("", "unhealthy", "attention", ToneWarn, ""),
			NewBadge("", "exited (1)", "failed", ToneDanger, ""), NewBadge("", "exited (0)", "idle", ToneIdle, ""), NewBadge("", "paused", "paused", ToneIdle, ""),
			Middle(NewBadge("", ":latest", "", TonePlain, "")), NewBadge("", "info", "info", ToneInfo, "")),
		NewTabs("tab", Tab{ID: "a", Title: "Overview", Build: func() fyne.CanvasObject { return Card(facts) }}, Tab{ID: "b", Title: "Stats"}, Tab{ID: "c", Title: "Inspect"}),
		Note("info", ToneInfo, NewParagraph("Before you run: nothing to download. Door 8080 of this computer leads to port 80 inside.", TextStyle{})),
		container.NewGridWithColumns(4, nav, nav2, tile, container.NewVBox(MutedText("Small and muted"), NewCode("docker run -d"))),
	)
}
