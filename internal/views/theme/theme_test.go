package theme

import (
	"image/color"
	"math/rand"
	"testing"

	"fyne.io/fyne/v2"
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
