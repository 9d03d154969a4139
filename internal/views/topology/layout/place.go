package layout

import (
	"cmp"
	"slices"
)

// span is a part of the height.
type span struct{ top, bottom float32 }

// picture gives everything its place.
func (g *grid) picture() *Picture {
	p := &Picture{Boxes: map[string]Rect{}}
	bands, areas := g.heights()
	for range 4 {
		for i := 1; i+1 < len(g.columns); i++ {
			g.settle(g.columns[i], bands)
		}
		for i := len(g.columns) - 2; i > 0; i-- {
			g.settle(g.columns[i], bands)
		}
	}
	g.outside(g.columns[0])
	g.outside(g.columns[len(g.columns)-1])
	g.boxes(p, areas)
	for i := range g.routes {
		p.Lines = append(p.Lines, Line{Link: g.routes[i].link, Same: g.routes[i].same})
	}
	g.draw(p)
	g.ties(p)
	return p
}

// heights gives each band its part of the height, as much as its fullest column needs,
// and each area what its bands have. The nodes stand at the top of their bands then.
func (g *grid) heights() (bands map[int]span, areas []span) {
	need := map[int]float32{}
	for _, column := range g.columns[1 : len(g.columns)-1] {
		sum := map[int]float32{}
		for _, n := range column {
			sum[n.band] += n.height + rowGap
			need[n.band] = max(need[n.band], sum[n.band]-rowGap)
		}
	}
	bands, areas = map[int]span{}, make([]span, len(g.areas))
	y, begun := float32(0), false
	for i := range g.areas {
		if !begun {
			areas[i].top = y
			y += AreaHead
		}
		own := need[2*i]
		if own == 0 && !begun && !g.shared[2*i+1] {
			own = leastBand
		}
		if own > 0 {
			bands[2*i] = span{y, y + own}
			y += own + areaPad
		}
		begun = g.shared[2*i+1]
		if begun {
			areas[i+1].top = y
			y += AreaHead
			bands[2*i+1] = span{y, y + need[2*i+1]}
			y += need[2*i+1] + areaPad
		}
		areas[i].bottom = y
		y += bandGap
	}
	for _, column := range g.columns[1 : len(g.columns)-1] {
		stack(column, bands)
	}
	return bands, areas
}

func stack(column []*node, bands map[int]span) {
	used := map[int]float32{}
	for _, n := range column {
		n.y = bands[n.band].top + used[n.band] + n.height/2
		used[n.band] += n.height + rowGap
	}
}

// settle moves the nodes of a column, band by band, to the height of what they are
// linked to.
func (g *grid) settle(column []*node, bands map[int]span) {
	for begin := 0; begin < len(column); {
		end := begin + 1
		for end < len(column) && column[end].band == column[begin].band {
			end++
		}
		level(column[begin:end], bands[column[begin].band])
		begin = end
	}
}

// outside gives doors and stores the height of what they are linked to. They are put
// into the order of these heights, which crosses nothing that need not be.
func (g *grid) outside(column []*node) {
	for _, n := range column {
		n.y = wish(n)
	}
	slices.SortStableFunc(column, func(a, b *node) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.at, b.at)) })
	number(column)
	level(column, span{0, 1e9})
}

// level moves nodes, in their order and a gap apart, as near as can be to where they
// wish to be: least squares under order, by pooling neighbours that are in each other's
// way (the pool-adjacent-violators algorithm).
func level(nodes []*node, room span) {
	type pool struct {
		sum   float32 // of the wishes of its members, each less what stands before it
		count float32
	}
	var pools []pool
	offsets := make([]float32, len(nodes)) // of each node's middle from the first's top
	used := float32(0)
	for i, n := range nodes {
		offsets[i] = used + n.height/2
		used += n.height + rowGap
		pools = append(pools, pool{wish(n) - offsets[i], 1})
		for len(pools) > 1 {
			a, b := pools[len(pools)-2], pools[len(pools)-1]
			if a.sum/a.count <= b.sum/b.count {
				break
			}
			pools = append(pools[:len(pools)-2], pool{a.sum + b.sum, a.count + b.count})
		}
	}
	last := max(room.bottom-(used-rowGap), room.top)
	i := 0
	for _, p := range pools {
		top := min(max(p.sum/p.count, room.top), last)
		for range int(p.count) {
			nodes[i].y = top + offsets[i]
			i++
		}
	}
}

// wish is the height a node would like: the middle of what it is linked to.
func wish(n *node) float32 {
	count := len(n.left) + len(n.right)
	if count == 0 {
		return n.y
	}
	var sum float32
	for _, o := range n.left {
		sum += o.y
	}
	for _, o := range n.right {
		sum += o.y
	}
	return sum / float32(count)
}

// boxes turns columns and heights into rectangles, and finds how large all is.
func (g *grid) boxes(p *Picture, areas []span) {
	x := float32(0)
	if len(g.columns[0]) > 0 {
		column(p, g.columns[0], x, DoorWidth)
		x += DoorWidth + columnGap
	}
	left := x
	x += areaPad
	for _, c := range g.columns[1 : len(g.columns)-1] {
		column(p, c, x, CardWidth)
		x += CardWidth + columnGap
	}
	right := x - columnGap + areaPad
	for i, id := range g.areas {
		p.Boxes[id] = Rect{left, areas[i].top, right - left, areas[i].bottom - areas[i].top}
	}
	column(p, g.columns[len(g.columns)-1], right+columnGap, StoreWidth)
	for _, b := range p.Boxes {
		p.Size.X, p.Size.Y = max(p.Size.X, b.Right()), max(p.Size.Y, b.Bottom())
	}
}

func column(p *Picture, nodes []*node, x, width float32) {
	for _, n := range nodes {
		if n.id != "" {
			p.Boxes[n.id] = Rect{x, n.y - n.height/2, width, n.height}
		}
	}
}
