// Package projector has the arithmetic of being read from the back row: how large
// text, lines and the picture's parts must be for somebody who sits some picture
// heights away.
//
// It is numbers only: it must know nothing of windows, of Fyne or of what is
// shown.
package projector

import "math"

// Distances are those to choose from: how many heights of the picture the back row
// is away from it.
var Distances = []int{4, 6, 8}

// Nearest is the distance to begin with.
const Nearest = 4

// What can be read, as shares of the picture's height. A letter can be read where
// its em is seven thousandths of the way to it.
const (
	perHeight = 0.007
	textLeast = 0.028 // all text
	nameLeast = 0.042 // names, ports, states, commands
	headLeast = 0.056 // the headline
	lineShare = 1.0 / 180
	lineLeast = 4 // px
)

// bottomFifth is the part of the picture that heads are in front of.
const bottomFifth = 0.2

// Sizes are sizes in px of the picture.
type Sizes struct {
	Text     float64 // all text
	Name     float64 // names, ports, states, commands
	Headline float64
	Line     float64 // graphs, edges, the ring of the focus
	Foot     float64 // the height at the bottom in which nothing stands that is needed
}

// larger is by how much names and headlines are larger than text: less from far
// away, where all text is large.
var larger = map[int][2]float64{4: {1.5, 2}, 6: {1.2, 1.5}, 8: {1.1, 1.3}}

// For are the sizes for a picture of a height in px, seen from so many heights away.
func For(height float64, distance int) Sizes {
	by, ok := larger[distance]
	if !ok {
		distance, by = Nearest, larger[Nearest]
	}
	em := max(perHeight*float64(distance), textLeast) * height
	return Sizes{
		Text:     em,
		Name:     max(em*by[0], nameLeast*height),
		Headline: max(em*by[1], headLeast*height),
		Line:     max(lineLeast, lineShare*height),
		Foot:     bottomFifth * height,
	}
}

// Scale is how many px there must be for one px of a window whose text is so high
// at scale 1. It is rounded up to tenths, as Fyne rounds.
func (s Sizes) Scale(text float64) float64 { return math.Ceil(s.Text/text*10-1e-6) / 10 }

// Known reports whether a distance is one of those to choose from.
func Known(distance int) bool {
	_, ok := larger[distance]
	return ok
}
