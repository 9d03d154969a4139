package theme

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
)

// luminance and contrast are WCAG 2.2's relative luminance and contrast ratio.
func luminance(c color.NRGBA) float64 {
	channel := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c.R) + 0.7152*channel(c.G) + 0.0722*channel(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

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
	return append(ps,
		pair{OnAccent, Accent, 8}, pair{OK, OKTint, 8}, pair{Warn, WarnTint, 8},
		pair{Danger, DangerTint, 8}, pair{Danger, Surface, 8}, pair{Info, InfoTint, 8}, pair{Text, InfoTint, 8},
		pair{Muted, IdleTint, 8}, pair{Accent, Selected, 8}, pair{Text, Lit, 8},
		pair{OK, Background, 8}, pair{Warn, Background, 8}, pair{Danger, Background, 8},
	)
}

func TestEveryPairInUseHasEnoughContrast(t *testing.T) {
	for name, p := range map[string]palette{"light": light, "dark": dark} {
		for _, c := range pairs() {
			if got := contrast(p[c.ink], p[c.ground]); got < c.least {
				t.Errorf("%s: %s on %s is %.2f:1, want at least %.0f:1", name, c.ink, c.ground, got, c.least)
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
