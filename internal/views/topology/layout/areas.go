package layout

import "github.com/dockdesk/dockdesk/internal/views/topology/plan"

// sharers are two networks with containers in common.
type sharers struct{ a, b, containers int }

// moves is the most times that a network is moved; each is strictly for the better, and
// few are needed where people keep order.
const moves = 100

// arrange gives the networks an order from top to bottom in which those that share
// containers are neighbours, as far as it can be had: from the plan's order on, a
// network is taken out and put elsewhere as long as that brings sharers together.
func arrange(p *plan.Plan) []string {
	order := make([]int, len(p.Areas))
	index := map[string]int{}
	for i, a := range p.Areas {
		order[i], index[a.ID] = i, i
	}
	pairs := sharing(p, index)
	for i := 0; i < moves && improve(order, pairs); i++ {
		continue
	}
	ids := make([]string, len(order))
	for i, a := range order {
		ids[i] = p.Areas[a].ID
	}
	return ids
}

func sharing(p *plan.Plan, index map[string]int) []sharers {
	at := map[[2]int]int{}
	var pairs []sharers
	for _, c := range p.Cards {
		for i, a := range c.Areas {
			for _, b := range c.Areas[i+1:] {
				key := [2]int{min(index[a], index[b]), max(index[a], index[b])}
				if _, ok := at[key]; !ok {
					at[key] = len(pairs)
					pairs = append(pairs, sharers{a: key[0], b: key[1]})
				}
				pairs[at[key]].containers++
			}
		}
	}
	return pairs
}

// improve makes the one best move, and reports whether there was one. Where there are
// very many networks, only moves nearby are tried.
func improve(order []int, pairs []sharers) bool {
	if len(pairs) == 0 {
		return false
	}
	places := make([]int, len(order))
	reach := max(8, 4000/len(order))
	best, from, to := stretch(order, places, pairs), -1, -1
	for i := range order {
		for j := max(0, i-reach); j <= min(len(order)-1, i+reach); j++ {
			if i == j {
				continue
			}
			move(order, i, j)
			if s := stretch(order, places, pairs); s < best {
				best, from, to = s, i, j
			}
			move(order, j, i)
		}
	}
	if from < 0 {
		return false
	}
	move(order, from, to)
	return true
}

func move(order []int, from, to int) {
	a := order[from]
	if from < to {
		copy(order[from:to], order[from+1:to+1])
	} else {
		copy(order[to+1:from+1], order[to:from])
	}
	order[to] = a
}

// stretch is how far apart sharers are, in all.
func stretch(order, places []int, pairs []sharers) int {
	for i, a := range order {
		places[a] = i
	}
	sum := 0
	for _, p := range pairs {
		apart := places[p.a] - places[p.b]
		sum += p.containers * max(apart, -apart)
	}
	return sum
}
