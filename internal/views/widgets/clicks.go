package widgets

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
)

// What makes clicks a double click.
const (
	clickSpan  = 400 * time.Millisecond
	clickReach = 4.0 // px between them, at scale 1
)

// Clicks tells single, double and triple clicks apart. Fyne's own double tap
// would hold back every single click.
type Clicks struct {
	N     int // how many the last one makes: 1, 2, 3, and then 1 again
	last  time.Time
	place fyne.Position
}

// Count takes a click over.
func (c *Clicks) Count(at fyne.Position, now time.Time) {
	near := math.Hypot(float64(at.X-c.place.X), float64(at.Y-c.place.Y)) <= clickReach
	if near && now.Sub(c.last) <= clickSpan {
		c.N = c.N%3 + 1
	} else {
		c.N = 1
	}
	c.last, c.place = now, at
}
