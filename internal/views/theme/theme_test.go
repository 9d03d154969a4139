package theme

import (
	"image/color"
	"math/rand"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"github.com/dockdesk/dockdesk/internal/views/theme/projector"
)

type pair struct {
	ink, ground fyne.ThemeColorName
	least       float64
}

func pairs() []pair {
	grounds := []fyne.ThemeColorName{Background, Surface, Guide, Selected, Hover}
	var ps []pair
	for _, g := range grounds {
		ps = append(ps, pair{Text, g, 8}, pair{Muted, g, 8}, pair{Line, g, 3})
	}
	for _, g := range []fyne.ThemeColorName{Background, Surface, Guide} {
		ps = append(ps, pair{Accent, g, 8}, pair{Focus, g, 3})
		for _, s := range []fyne.ThemeColorName{Series1, Series2, Series3, Series4} {
			ps = append(ps, pair{s, g, 3})
		}
	}
	for n := range uint8(16) {
		ps = append(ps, pair{ansi(n), Surface, ReadableContrast})
	}
	for n := range NameColors {
		ps = append(ps, pair{Name(n), Surface, 8})
	}
	return append(ps,
		pair{OK, Surface, 8}, pair{Warn, Surface, 8}, pair{Info, Surface, 8},
		pair{OnAccent, Accent, 8}, pair{OK, OKTint, 8}, pair{Warn, WarnTint, 8},
		pair{Danger, DangerTint, 8}, pair{Danger, Surface, 8}, pair{Info, InfoTint, 8}, pair{Text, InfoTint, 8},
		pair{Muted, IdleTint, 8}, pair{Accent, Selected, 8}, pair{Text, Lit, 8},
		pair{OK, Background, 8}, pair{Warn, Background, 8}, pair{Danger, Background, 8},
	)
}

func TestEveryPairInUseHasEnoughContrast(t *testing.T) {
	for name, p := range map[string]palette{"light": light, "dark": dark} {
		for _, c := range pairs() {
			if got := Contrast(p[c.ink], p[c.ground]); got < c.least {
				t.Errorf("%s: %s on %s is %.2f:1, want at least %.1f:1", name, c.ink, c.ground, got, c.least)
			}
		}
	}
}

func TestBothPalettesHaveTheSameTokens(t *testing.T) {
	for token := range light {
		if _, ok := dark[token]; !ok {
			t.Errorf("dark lacks %s", token)
		}
	}
	if len(light) != len(dark) {
		t.Errorf("light has %d tokens, dark %d", len(light), len(dark))
	}
}

func TestWhatAProgramChoosesCanBeRead(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	random := func() color.NRGBA {
		return color.NRGBA{R: uint8(rng.Intn(256)), G: uint8(rng.Intn(256)), B: uint8(rng.Intn(256)), A: 255}
	}
	for range 20_000 {
		ink, ground := random(), random()
		got := Readable(ink, ground)
		if Contrast(got, ground) < ReadableContrast {
			t.Fatalf("%v on %v becomes %v, which is %.2f:1", ink, ground, got, Contrast(got, ground))
		}
		if Contrast(ink, ground) >= ReadableContrast && got != ink {
			t.Fatalf("%v on %v can be read, but becomes %v", ink, ground, got)
		}
	}
}

func TestNumberedColoursAreThoseOfTerminals(t *testing.T) {
	for n, want := range map[uint8]color.NRGBA{16: {0, 0, 0, 255}, 21: {0, 0, 255, 255}, 208: {255, 135, 0, 255}, 231: {255, 255, 255, 255}, 232: {8, 8, 8, 255}, 255: {238, 238, 238, 255}} {
		if got := Ansi(n); got != want {
			t.Errorf("colour %d is %v, want %v", n, got, want)
		}
	}
}

func TestEveryPairCanBeReadFromTheBackRow(t *testing.T) {
	for _, c := range pairs() {
		least := farText
		if c.least == 3 {
			least = farLine
		}
		if got := Contrast(far[c.ink], far[c.ground]); got < least {
			t.Errorf("%s on %s is %.2f:1, want at least %.1f:1", c.ink, c.ground, got, least)
		}
	}
	for _, line := range []fyne.ThemeColorName{Border, Line} {
		if got := Contrast(far[line], far[Surface]); got < farLine {
			t.Errorf("%s is %.2f:1", line, got)
		}
	}
}

func TestProjectedSizesReachTheArithmetic(t *testing.T) {
	for _, h := range []float64{720, 1080, 2160} {
		for _, n := range projector.Distances {
			s := projector.For(h, n)
			scale := s.Scale(float64(sizes[SizeText]))
			th := Projector(s, scale)
			for name, least := range map[fyne.ThemeSizeName]float64{
				SizeText: 0.028, SizeSmall: 0.028, SizeRemark: 0.028, SizeCode: 0.028, fynetheme.SizeNameCaptionText: 0.028,
				SizeName: 0.042, SizeState: 0.042, SizeCommand: 0.042, SizeTitle: 0.042, SizeObject: 0.056,
			} {
				if got := float64(th.Size(name)) * scale; got < least*h-0.01 {
					t.Errorf("%.0f from %d: %s is %.1f px, want %.1f", h, n, name, got, least*h)
				}
			}
			for _, line := range []fyne.ThemeSizeName{SizeGraph, SizeFocus} {
				if got := float64(th.Size(line)) * scale; got < 4-0.01 {
					t.Errorf("%.0f from %d: %s is %.1f px, want 4", h, n, line, got)
				}
			}
		}
	}
}
