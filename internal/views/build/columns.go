package build

import (
	"github.com/dockdesk/dockdesk/internal/engine/build"
)

// Measures of the picture in px at scale 1; a projector makes rows, and with them
// cards, larger.
const (
	cardFoot  = 6
	columnGap = 46
	cardGap   = 16
	cardLeast = 232
	cardMost  = 520
)

// card is the place of a stage in the picture.
type card struct {
	stage         int
	column        int
	x, y          float32
	width, height float32
}

// arrow leads from a stage to the step of another one that uses it.
type arrow struct {
	from, stage, step int
}

// arrange puts the stages into columns: each to the right of those that it stands
// on. It says how large the picture gets in the room that there is.
func arrange(p build.Picture, room, head, row float32) (cards []card, arrows []arrow, width, height float32) {
	ranks := make([]int, len(p.Stages))
	last := 0
	for i, s := range p.Stages {
		for j, step := range s.Steps {
			if step.From < 0 || step.From >= i {
				continue
			}
			ranks[i] = max(ranks[i], ranks[step.From]+1)
			arrows = append(arrows, arrow{step.From, i, j})
		}
		last = max(last, ranks[i])
	}
	columns := float32(last + 1)
	width = min(max((room-(columns-1)*columnGap)/columns, cardLeast*row/29), cardMost*row/29)
	tops := make([]float32, last+1)
	cards = make([]card, len(p.Stages))
	for i, s := range p.Stages {
		c := ranks[i]
		high := head + float32(len(s.Steps))*row + cardFoot
		cards[i] = card{stage: i, column: c, x: float32(c) * (width + columnGap), y: tops[c], width: width, height: high}
		tops[c] += high + cardGap
		height = max(height, tops[c]-cardGap)
	}
	return cards, arrows, columns*width + (columns-1)*columnGap, height
}
