package textview

import "math"

// anchor is what stands at the top of the view. It is a line rather than a
// distance, so that a source of any length scrolls exactly and wrapped lines
// needn't be counted.
type anchor struct {
	line int
	sub  int     // row within the wrapped line
	px   float64 // how much of that row is scrolled away, 0 ≤ px < row height
}

// field is what an anchor moves over.
type field struct {
	lines     int
	rowHeight float64
	height    float64            // of the view
	rows      func(line int) int // nil when every line is one row
}

func (f field) rowsOf(line int) int {
	if f.rows == nil {
		return 1
	}
	return f.rows(line)
}

// last is the anchor that puts the last row at the bottom of the view.
func (f field) last() anchor {
	room := f.height
	if room <= 0 { // not laid out yet: any line may be at the top
		return anchor{line: max(0, f.lines-1)}
	}
	for line := f.lines - 1; line >= 0; line-- {
		need := float64(f.rowsOf(line)) * f.rowHeight
		if need >= room {
			return f.down(anchor{line: line}, need-room)
		}
		room -= need
	}
	return anchor{}
}

// clamp keeps an anchor within the source.
func (f field) clamp(a anchor) anchor {
	if a.line < 0 || f.lines == 0 {
		return anchor{}
	}
	if a.line >= f.lines {
		return f.last()
	}
	if rows := f.rowsOf(a.line); a.sub >= rows {
		a.sub = rows - 1
	}
	if float64(f.lines-a.line)*f.rowHeight > f.height+f.rowHeight*float64(f.rowsOf(a.line)) {
		return a // far from the end
	}
	if end := f.last(); end.before(a) {
		return end
	}
	return a
}

func (a anchor) before(b anchor) bool {
	switch {
	case a.line != b.line:
		return a.line < b.line
	case a.sub != b.sub:
		return a.sub < b.sub
	}
	return a.px < b.px
}

// by moves an anchor by a distance, down if it is positive.
func (f field) by(a anchor, distance float64) anchor {
	if distance < 0 {
		return f.clamp(f.up(a, -distance))
	}
	return f.clamp(f.down(a, distance))
}

// snap rounds a distance so that sums of them stay exact.
func snap(distance float64) float64 { return math.Round(distance*64) / 64 }

func (f field) down(a anchor, distance float64) anchor {
	a.px += snap(distance)
	steps := int(a.px / f.rowHeight)
	a.px -= float64(steps) * f.rowHeight
	if f.rows == nil {
		a.line += steps
		return a
	}
	for steps > 0 && a.line < f.lines {
		left := f.rowsOf(a.line) - a.sub
		if steps < left {
			a.sub += steps
			return a
		}
		steps -= left
		a.line, a.sub = a.line+1, 0
	}
	return a
}

func (f field) up(a anchor, distance float64) anchor {
	a.px -= snap(distance)
	if a.px >= 0 {
		return a
	}
	steps := int(-a.px / f.rowHeight)
	a.px += float64(steps) * f.rowHeight
	if a.px < 0 {
		a.px += f.rowHeight
		steps++
	}
	if f.rows == nil {
		a.line -= steps
	} else {
		for steps > a.sub && a.line > 0 {
			steps -= a.sub + 1
			a.line--
			a.sub = f.rowsOf(a.line) - 1
		}
		if steps > a.sub {
			return anchor{}
		}
		a.sub -= steps
	}
	if a.line < 0 {
		return anchor{}
	}
	return a
}

// share is how far down an anchor is, from 0 at the top to 1 at the end.
func (f field) share(a anchor) float64 {
	end := f.position(f.last())
	if end <= 0 {
		return 0
	}
	return min(1, f.position(a)/end)
}

// position is an anchor as a number of lines.
func (f field) position(a anchor) float64 {
	if f.lines == 0 {
		return 0
	}
	rows := float64(f.rowsOf(min(a.line, f.lines-1)))
	return float64(a.line) + (float64(a.sub)+a.px/f.rowHeight)/rows
}

// atShare is the anchor that is that far down.
func (f field) atShare(share float64) anchor {
	p := share * f.position(f.last())
	line := int(p)
	if line >= f.lines {
		return f.last()
	}
	if line < 0 {
		return anchor{}
	}
	rest := (p - float64(line)) * float64(f.rowsOf(line)) * f.rowHeight
	return f.clamp(f.down(anchor{line: line}, rest))
}
