package layout

import (
	"cmp"
	"slices"
)

// end is where a line meets a box.
type end struct {
	line  int
	first bool    // the line begins here
	other float32 // the height of the next thing on its way
}

// draw leads every line along its way, and spreads the ends of several lines over the
// edge of a box in the order in which they come.
func (g *grid) draw(p *Picture) {
	type side struct {
		id    string
		right bool
	}
	ends := map[side][]end{}
	for i := range g.routes {
		r := &g.routes[i]
		way := r.way
		from, to := way[0], way[len(way)-1]
		ends[side{from.id, true}] = append(ends[side{from.id, true}], end{i, true, way[1].y})
		ends[side{to.id, r.same}] = append(ends[side{to.id, r.same}], end{i, false, way[len(way)-2].y})
		p.Lines[i].Points = make([]Point, 0, len(way)+2)
		p.Lines[i].Points = append(p.Lines[i].Points, Point{})
		for _, n := range way[1 : len(way)-1] {
			x := g.columnX(p, n)
			p.Lines[i].Points = append(p.Lines[i].Points, Point{x, n.y}, Point{x + CardWidth, n.y})
		}
		p.Lines[i].Points = append(p.Lines[i].Points, Point{})
	}
	for s, at := range ends {
		box := p.Boxes[s.id]
		x := box.X
		if s.right {
			x = box.Right()
		}
		slices.SortStableFunc(at, func(a, b end) int { return cmp.Or(cmp.Compare(a.other, b.other), cmp.Compare(a.line, b.line)) })
		for i, e := range at {
			point := Point{x, box.Y + box.H*float32(i+1)/float32(len(at)+1)}
			points := p.Lines[e.line].Points
			if e.first {
				points[0] = point
			} else {
				points[len(points)-1] = point
			}
		}
	}
}

// columnX is the left edge of the column a line passes through.
func (g *grid) columnX(p *Picture, n *node) float32 {
	x := float32(areaPad)
	if len(g.columns[0]) > 0 {
		x += DoorWidth + columnGap
	}
	for _, column := range g.columns[1 : len(g.columns)-1] {
		if n.at < len(column) && column[n.at] == n {
			return x
		}
		x += CardWidth + columnGap
	}
	return x
}

// ties are straight lines from cards to the edge of networks they are on as well.
func (g *grid) ties(p *Picture) {
	for _, l := range g.also {
		card, area := p.Boxes[l.From], p.Boxes[l.To]
		x := card.X + card.W*0.75
		line := Line{Link: l, Points: []Point{{x, card.Bottom()}, {x, area.Y}}}
		if area.Y < card.Y {
			line.Points = []Point{{x, card.Y}, {x, area.Bottom()}}
		}
		p.Also = append(p.Also, line)
	}
}
