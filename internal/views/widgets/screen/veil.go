package screen

import (
	"unicode"

	"github.com/dockdesk/dockdesk/internal/views/discreet"
	"github.com/dockdesk/dockdesk/internal/views/widgets/screen/vt"
)

// veil takes out of a line what a room should not see. Every character keeps its
// place.
func veil(cells []vt.Cell) {
	if !discreet.Masking() {
		return
	}
	text := make([]rune, len(cells))
	for i, c := range cells {
		text[i] = ' '
		if c.Rune > 0 && c.Rune <= unicode.MaxRune {
			text[i] = c.Rune
		}
	}
	shown := []rune(discreet.SameLength(string(text)))
	for i := range cells {
		if i < len(shown) && shown[i] != text[i] && cells[i].Width == 1 {
			cells[i].Rune = shown[i]
		}
	}
}
