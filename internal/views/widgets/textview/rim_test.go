package textview

import (
	"image"
	"image/color"
	"testing"

	"github.com/dockdesk/dockdesk/internal/views/widgets/glyphs"
)

func TestTheRimGoesRoundAndLeavesWhatIsWithin(t *testing.T) {
	ground, edge := color.RGBA{250, 250, 250, 255}, color.RGBA{0, 0, 200, 255}
	img := image.NewRGBA(image.Rect(0, 0, 40, 30))
	glyphs.Fill(img, img.Rect, ground)
	rim(img, 2, 8, edge)
	for at, want := range map[image.Point]color.RGBA{
		{0, 0}: {}, {39, 29}: {}, // beyond the corners
		{20, 0}: edge, {20, 1}: edge, {0, 15}: edge, {39, 15}: edge, {20, 29}: edge,
		{20, 2}: ground, {2, 15}: ground, {7, 7}: ground,
	} {
		if got := img.RGBAAt(at.X, at.Y); got != want {
			t.Errorf("at %v is %v, not %v", at, got, want)
		}
	}
}

func TestAPictureTooSmallForItsRimIsSurvived(t *testing.T) {
	for _, size := range []image.Point{{}, {1, 1}, {3, 9}} {
		img := image.NewRGBA(image.Rectangle{Max: size})
		rim(img, 2, 8, color.RGBA{A: 255})
		glyphs.Fill(within(img, 4), img.Rect, color.RGBA{A: 255})
	}
}
