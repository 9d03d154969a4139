package glyphs

import (
	"bytes"
	"image"
	"image/color"
	"sync"
	"testing"

	"fyne.io/fyne/v2/test"
)

func drawn(r rune, style Style) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 30, 30))
	Fill(img, img.Rect, color.RGBA{255, 255, 255, 255})
	Monospace().Face(20).Draw(img, r, 5, 22, color.RGBA{A: 255}, style)
	return img
}

func ink(img *image.RGBA) (sum int) {
	for i := 0; i < len(img.Pix); i += 4 {
		sum += 255 - int(img.Pix[i])
	}
	return sum
}

func TestStylesAreToldApart(t *testing.T) {
	test.NewTempApp(t)
	plain, bold, slanted := drawn('H', 0), drawn('H', Bold), drawn('H', Slanted)
	if ink(bold) <= ink(plain)*5/4 {
		t.Errorf("a bold letter has %d of ink, a plain one %d", ink(bold), ink(plain))
	}
	if bytes.Equal(slanted.Pix, plain.Pix) {
		t.Error("a slanted letter looks like a plain one")
	}
}

func TestTheFontSaysWhatItHas(t *testing.T) {
	test.NewTempApp(t)
	f := Monospace()
	for r, want := range map[rune]bool{'a': true, 'é': true, '─': true, '✓': true, '漢': false, '😀': false} {
		if f.Has(r) != want {
			t.Errorf("it has %c: %v", r, !want)
		}
	}
}

func TestManyMayDrawAtOnce(t *testing.T) {
	test.NewTempApp(t)
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for r := 'a'; r < 'z'; r++ {
				drawn(r, Style(r%4))
				Monospace().Has(r + 0x300)
			}
		})
	}
	work.Wait()
}

func TestNothingIsDrawnOutside(t *testing.T) {
	test.NewTempApp(t)
	img := image.NewRGBA(image.Rect(0, 0, 4, 4))
	face := Monospace().Face(20)
	for _, at := range [][2]int{{-100, 2}, {100, 2}, {-3, -100}, {2, 100}, {-3, 1}} {
		face.Draw(img, 'W', float64(at[0]), at[1], color.RGBA{A: 255}, Bold)
	}
	Fill(img, image.Rect(-5, -5, -1, 9), color.RGBA{A: 255})
}
