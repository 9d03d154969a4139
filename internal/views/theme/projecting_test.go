package theme

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"github.com/dockdesk/dockdesk/internal/views/theme/projector"
)

// TestLinesCanBeSeenFromTheBackRow at every size of picture: edges, rules, rings and
// graphs are at least 4 px thick there, and stand out 3 to 1 from what is beside
// them.
func TestLinesCanBeSeenFromTheBackRow(t *testing.T) {
	lines := map[string]fyne.ThemeSizeName{
		"edges": SizeBorder, "the ring of the focus": SizeFocus, "graphs": SizeGraph,
		"the edges of fields": fynetheme.SizeNameInputBorder, "Fyne's rules": fynetheme.SizeNameSeparatorThickness,
	}
	for _, height := range []float64{720, 1080, 2160} {
		for _, n := range projector.Distances {
			t.Run(fmt.Sprintf("%.0f from %d", height, n), func(t *testing.T) {
				s := projector.For(height, n)
				scale := s.Scale(14)
				th := Projector(s, scale)
				for what, size := range lines {
					if px := float64(th.Size(size)) * scale; px < 4-0.01 {
						t.Errorf("%s are %.1f px thick", what, px)
					}
				}
			})
		}
	}
	for _, line := range []fyne.ThemeColorName{Border, Line, Focus, Series1, Series2, Series3, Series4} {
		for _, ground := range []fyne.ThemeColorName{Background, Surface, Guide, Selected, Hover} {
			if c := Contrast(far[line], far[ground]); c < 3 {
				t.Errorf("%s on %s: %.1f to 1", line, ground, c)
			}
		}
	}
}
