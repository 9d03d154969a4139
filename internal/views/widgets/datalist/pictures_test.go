package datalist_test

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
)

func same(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}

// With DOCKDESK_LOOK set to a folder, lists are drawn there to be looked at.
func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // it only draws, for whoever names a folder
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		for _, width := range []float32{528, 784, 1440} {
			for name, prepare := range scenes() {
				r := newRig(t, choice, width, 440)
				r.window.SetContent(container.NewWithoutLayout(widgets.NewBox(theme.Background, "", ""), r.list, r.list.Filters()))
				page := r.window.Content().(*fyne.Container)
				page.Objects[0].Resize(fyne.NewSize(width+32, 520))
				r.window.Resize(fyne.NewSize(width+32, 520))
				r.list.Filters().Move(fyne.NewPos(16, 12))
				r.list.Filters().Resize(fyne.NewSize(width, 30))
				r.list.Move(fyne.NewPos(16, 50))
				prepare(r)
				write(t, r.canvas().Capture(), filepath.Join(dir, fmt.Sprintf("%s-%s-%.0f.png", name, choice, width)))
			}
		}
	}
}

func scenes() map[string]func(r *rig) {
	return map[string]func(r *rig){
		"none": func(r *rig) {
			r.list.SetEmpty(container.New(layout.NewCustomPaddedVBoxLayout(8),
				widgets.NewText("No containers yet", widgets.TextStyle{Bold: true, Align: fyne.TextAlignCenter}),
				widgets.NewText("A container is a program with all it needs. Run one to see it here.", widgets.TextStyle{Color: theme.Muted, Align: fyne.TextAlignCenter}),
				container.NewCenter(widgets.NewButton("", "Run", "plus", widgets.Main, nil))))
			r.list.SetItems(nil)
		},
		"five": func(r *rig) {
			r.list.SetItems(five())
			r.list.SetSort("name", true)
			r.list.SetCursor("1")
			at := r.find(row + "3").Rect
			test.MoveMouse(r.canvas(), fyne.NewPos(float32(at.X+60), float32(at.Y+10)))
		},
		"ticked": func(r *rig) {
			r.list.SetItems(five())
			r.list.Focus()
			r.keys("Down", "Down", "+Down", "Down", "Down", "Space")
			r.keys("Up")
		},
		"thousand": func(r *rig) {
			r.list.SetItems(many(1000))
			r.list.SetSort("memory", true)
			r.list.Focus()
			r.keys("End")
		},
		"header": func(r *rig) {
			r.list.SetItems(many(1000))
			r.click("containers.list.header.memory")
			r.scroll(500)
		},
		"hostile": func(r *rig) {
			items := five()
			items[0].name = "a\nb\tc\x1b[31m\u202egnp.exe"
			items[1].name = strings.Repeat("very-long-name-", 14)
			items[1].image = "registry.example.com:5000/" + strings.Repeat("team/", 30) + "app:1"
			items[2].name = "مرحبا بالعالم"
			items[2].image = strings.Repeat("漢字", 100)
			items[3].name = "e\u0301\u0301\u0301\u0301 👩‍👩‍👧 emoji"
			items[4].name = strings.Repeat("W", 200)
			items[4].age = strings.Repeat("9", 200)
			r.list.SetItems(items)
		},
	}
}

func write(t *testing.T, img image.Image, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}
