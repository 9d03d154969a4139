package projector

import (
	"fmt"
	"testing"
)

// pictures are the heights of 1280×720, 1920×1080 and 3840×2160.
var pictures = []float64{720, 1080, 2160}

func TestEverythingIsLargeEnoughForTheBackRow(t *testing.T) {
	for _, h := range pictures {
		for _, n := range Distances {
			t.Run(fmt.Sprintf("%.0f from %d", h, n), func(t *testing.T) {
				s := For(h, n)
				em := float64(n) * h * 0.007
				for _, c := range []struct {
					what       string
					got, least float64
				}{
					{"text", s.Text, 0.028 * h}, {"text for the distance", s.Text, em},
					{"names", s.Name, 0.042 * h}, {"names for the distance", s.Name, em},
					{"the headline", s.Headline, 0.056 * h}, {"the headline beside names", s.Headline, s.Name},
					{"lines", s.Line, 4},
				} {
					if c.got < c.least-1e-9 {
						t.Errorf("%s: %.2f px, want at least %.2f", c.what, c.got, c.least)
					}
				}
			})
		}
	}
}

func TestScaleIsRoundedUpAsFyneRounds(t *testing.T) {
	for _, c := range []struct {
		height float64
		from   int
		want   float64
	}{{720, 4, 1.5}, {720, 6, 2.2}, {720, 8, 2.9}, {1080, 4, 2.2}, {2160, 4, 4.4}} {
		if got := For(c.height, c.from).Scale(14); got != c.want {
			t.Errorf("%.0f from %d: scale %.2f, want %.2f", c.height, c.from, got, c.want)
		}
	}
}

func TestAnUnknownDistanceIsTheNearest(t *testing.T) {
	if For(720, 5) != For(720, Nearest) {
		t.Error("5 is not read as the nearest")
	}
}
