package prose

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/assets"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// box is a filled square with an edge.
const box = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="0 0 20 20">
<rect x="5" y="5" width="10" height="10" fill="#00FF00" stroke="#FF0000" stroke-width="2"/></svg>`

func TestADrawingIsFilledAndHasItsEdge(t *testing.T) {
	img := drawing([]byte(box), image.Pt(40, 40))
	for at, want := range map[image.Point]color.RGBA{
		{20, 20}: {G: 255, A: 255}, // within
		{20, 10}: {R: 255, A: 255}, // on its upper edge
		{30, 20}: {R: 255, A: 255}, // on its right edge
		{4, 4}:   {},               // beside it
	} {
		if got := img.RGBAAt(at.X, at.Y); got != want {
			t.Errorf("at %v is %v, not %v", at, got, want)
		}
	}
}

func TestTheGuidesPicturesAreDrawnInEveryTheme(t *testing.T) {
	app := test.NewTempApp(t)
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		app.Settings().SetTheme(theme.New(choice))
		for _, name := range assets.Pictures() {
			p, ok := theme.PictureOf(name)
			if !ok {
				t.Fatalf("there is no picture %s", name)
			}
			w, h := int(p.Size.Width), int(p.Size.Height)
			img := drawing(p.Shapes.Content(), image.Pt(w, h))
			if got, want := img.RGBAAt(w/2, h-3), color.RGBAModel.Convert(theme.Color(theme.Surface)); got != want {
				t.Errorf("%s, %s: its ground is %v, not %v", name, choice, got, want)
			}
		}
	}
}

func TestAManyPixeledPictureIsDrawnOffTheMainGoroutine(t *testing.T) {
	test.NewTempApp(t)
	done := make(chan func(), 1)
	k := newSketch([]byte(box), func(f func()) { done <- f })
	k.raster.Resize(fyne.NewSize(100, 100))
	large := image.Pt(900, 900)
	if got := k.pixels(large.X, large.Y).Bounds().Size(); got == large {
		t.Error("the picture was waited for")
	}
	k.pixels(large.X, large.Y) // asked again meanwhile: drawn once
	(<-done)()
	if got := k.pixels(large.X, large.Y).Bounds().Size(); got != large {
		t.Errorf("the picture that was drawn is of %v", got)
	}
	if got := k.pixels(30, 30).Bounds().Size(); got != image.Pt(30, 30) {
		t.Errorf("a small picture is of %v at once", got)
	}
	select {
	case <-done:
		t.Error("more was drawn than asked for")
	default:
	}
}
