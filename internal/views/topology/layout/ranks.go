package layout

import (
	"math"

	"github.com/dockdesk/dockdesk/internal/views/topology/plan"
)

// ranks gives each container its column among the containers: one right of all that
// ask it by name. Rings are cut where they were entered. Who is in no such relation
// fills the columns of its band evenly: with a door from the left, with a store from
// the right.
func ranks(p *plan.Plan, bands map[string]int) (rank map[string]int, columns int) {
	most := mostColumns(p)
	asked, linked := asks(p)
	rank = map[string]int{}
	for _, c := range p.Cards {
		if linked[c.ID] {
			rank[c.ID] = min(depth(c.ID, asked, rank, map[string]bool{}), most-1)
		}
	}
	// depth counts from who is asked; turned round, who asks first stands left.
	deepest := 0
	for _, r := range rank {
		deepest = max(deepest, r)
	}
	for id, r := range rank {
		rank[id] = deepest - r
	}
	columns = max(deepest+1, 1)
	if len(p.Cards) > 0 {
		columns = max(columns, min(most, widest(p, bands)))
	}
	fill(p, bands, rank, columns)
	return rank, columns
}

// mostColumns keeps a map of many containers about as wide as high.
func mostColumns(p *plan.Plan) int {
	return max(4, int(math.Sqrt(float64(len(p.Cards)))/1.8))
}

// asks are the names each container asks by, and who is in such a relation at all.
func asks(p *plan.Plan) (asked map[string][]string, linked map[string]bool) {
	asked, linked = map[string][]string{}, map[string]bool{}
	for _, l := range p.Links {
		if l.Kind == plan.LinkName {
			asked[l.From] = append(asked[l.From], l.To)
			linked[l.From], linked[l.To] = true, true
		}
	}
	return asked, linked
}

// depth is the length of the longest chain of asking that begins here.
func depth(id string, asked map[string][]string, known map[string]int, on map[string]bool) int {
	if d, ok := known[id]; ok {
		return d
	}
	if on[id] {
		return 0 // a ring
	}
	on[id] = true
	d := 0
	for _, to := range asked[id] {
		if !on[to] {
			d = max(d, 1+depth(to, asked, known, on))
		}
	}
	delete(on, id)
	known[id] = d
	return d
}

// widest is how many columns the fullest band wants for about as many columns as rows.
func widest(p *plan.Plan, bands map[string]int) int {
	count := map[int]int{}
	most := 0
	for _, c := range p.Cards {
		count[bands[c.ID]]++
		most = max(most, count[bands[c.ID]])
	}
	return int(math.Ceil(math.Sqrt(float64(most))))
}

func fill(p *plan.Plan, bands map[string]int, rank map[string]int, columns int) {
	taken := map[int][]int{} // by band and column
	for _, c := range p.Cards {
		if taken[bands[c.ID]] == nil {
			taken[bands[c.ID]] = make([]int, columns)
		}
		if r, ok := rank[c.ID]; ok {
			taken[bands[c.ID]][r]++
		}
	}
	doors, stores := map[string]bool{}, map[string]bool{}
	for _, l := range p.Links {
		switch l.Kind {
		case plan.LinkDoor:
			doors[l.To] = true
		case plan.LinkMount:
			stores[l.From] = true
		}
	}
	for _, c := range p.Cards {
		if _, ok := rank[c.ID]; ok {
			continue
		}
		row := taken[bands[c.ID]]
		r := emptiest(row, stores[c.ID] && !doors[c.ID])
		row[r]++
		rank[c.ID] = r
	}
}

// emptiest is the column with the fewest in it, the first or the last of these.
func emptiest(row []int, last bool) int {
	best := 0
	for i, n := range row {
		if n < row[best] || last && n == row[best] {
			best = i
		}
	}
	return best
}
