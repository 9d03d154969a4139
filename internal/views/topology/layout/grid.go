package layout

import (
	"cmp"
	"slices"

	"github.com/dockdesk/dockdesk/internal/views/topology/plan"
)

// node is something in a column: a door, a card, a store, or the place where a line
// passes through.
type node struct {
	id     string // "" of a line
	height float32
	band   int
	y      float32 // of its middle
	at     int     // in its column
	left   []*node
	right  []*node
}

// route is a link's way through the columns.
type route struct {
	link plan.Link
	way  []*node // from its From to its To
	same bool
}

// grid is a plan in columns: doors first, stores last.
type grid struct {
	plan    *plan.Plan
	areas   []string // from top to bottom
	bands   map[string]int
	shared  map[int]bool // bands that two areas have in common
	columns [][]*node
	nodes   map[string]*node
	column  map[string]int
	routes  []route
	also    []plan.Link // of cards to areas whose band they aren't on
}

// newGrid puts everything into columns, in the plan's order. Area number i has the
// band 2i for itself, and shares the band 2i+1 with the next.
func newGrid(p *plan.Plan) *grid {
	g := &grid{plan: p, areas: arrange(p), bands: map[string]int{}, shared: map[int]bool{}, nodes: map[string]*node{}, column: map[string]int{}}
	g.band()
	rank, columns := ranks(p, g.bands)
	g.columns = make([][]*node, columns+2)
	for _, d := range p.Doors {
		g.add(d.ID, 0, DoorHeight, 0)
	}
	for _, c := range p.Cards {
		g.add(c.ID, rank[c.ID]+1, CardHeight, g.bands[c.ID])
	}
	for _, s := range p.Stores {
		g.add(s.ID, columns+1, StoreHeight, 0)
	}
	for _, l := range p.Links {
		g.route(l)
	}
	for _, column := range g.columns {
		slices.SortStableFunc(column, func(a, b *node) int { return cmp.Compare(a.band, b.band) })
		number(column)
	}
	return g
}

func number(column []*node) {
	for i, n := range column {
		n.at = i
	}
}

// band says on which band each card stands.
func (g *grid) band() {
	at := map[string]int{}
	for i, id := range g.areas {
		at[id] = i
	}
	for _, c := range g.plan.Cards {
		places := make([]int, len(c.Areas))
		for i, a := range c.Areas {
			places[i] = at[a]
		}
		slices.Sort(places)
		on := []int{places[0]}
		for i := 1; i < len(places); i++ {
			if places[i] == places[i-1]+1 {
				on = []int{places[i-1], places[i]}
				break
			}
		}
		g.bands[c.ID] = on[0] + on[len(on)-1]
		if len(on) == 2 {
			g.shared[g.bands[c.ID]] = true
		}
		for _, a := range places {
			if !slices.Contains(on, a) {
				g.also = append(g.also, plan.Link{ID: c.ID + ">" + g.areas[a], From: c.ID, To: g.areas[a]})
			}
		}
	}
}

func (g *grid) add(id string, column int, height float32, band int) {
	n := &node{id: id, height: height, band: band}
	g.nodes[id], g.column[id] = n, column
	g.columns[column] = append(g.columns[column], n)
}

// route leads a link through the columns between its ends, on the band of the card that
// it is about.
func (g *grid) route(l plan.Link) {
	from, to := g.nodes[l.From], g.nodes[l.To]
	if from == nil || to == nil {
		return // a plan that isn't whole
	}
	a, b := g.column[l.From], g.column[l.To]
	if a >= b {
		g.routes = append(g.routes, route{link: l, way: []*node{from, to}, same: true})
		return
	}
	band := to.band
	if l.Kind == plan.LinkMount {
		band = from.band
	}
	way := []*node{from}
	for column := a + 1; column < b; column++ {
		n := &node{height: lineHeight, band: band}
		g.columns[column] = append(g.columns[column], n)
		way = append(way, n)
	}
	way = append(way, to)
	for i := 1; i < len(way); i++ {
		way[i-1].right = append(way[i-1].right, way[i])
		way[i].left = append(way[i].left, way[i-1])
	}
	g.routes = append(g.routes, route{link: l, way: way})
}
