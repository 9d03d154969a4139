package layout

import (
	"cmp"
	"context"
	"slices"
)

// rounds of going through all columns and back; more hardly ever find anything.
const rounds = 8

// order sorts every column for few crossings. Nodes stay on their band; doors and
// stores, at the outside, are free.
func (g *grid) order(ctx context.Context) {
	best, least := g.remember(), g.crossings()
	for round := 0; round < rounds && least > 0 && ctx.Err() == nil; round++ {
		for i := 1; i < len(g.columns); i++ {
			sortByNeighbours(g.columns[i], func(n *node) []*node { return n.left })
		}
		for i := len(g.columns) - 2; i >= 0; i-- {
			sortByNeighbours(g.columns[i], func(n *node) []*node { return n.right })
		}
		for g.swap() && ctx.Err() == nil {
			continue
		}
		if c := g.crossings(); c < least {
			best, least = g.remember(), c
		}
	}
	for i, column := range best {
		g.columns[i] = column
		number(column)
	}
}

func (g *grid) remember() [][]*node {
	copied := make([][]*node, len(g.columns))
	for i, c := range g.columns {
		copied[i] = slices.Clone(c)
	}
	return copied
}

// sortByNeighbours puts each node at the middle of its neighbours in the column beside,
// those without any where they are.
func sortByNeighbours(column []*node, side func(*node) []*node) {
	middle := make(map[*node]float64, len(column))
	for i, n := range column {
		middle[n] = float64(i)
		if beside := side(n); len(beside) > 0 {
			sum := 0
			for _, b := range beside {
				sum += b.at
			}
			middle[n] = float64(sum) / float64(len(beside))
		}
	}
	slices.SortStableFunc(column, func(a, b *node) int {
		return cmp.Or(cmp.Compare(a.band, b.band), cmp.Compare(middle[a], middle[b]))
	})
	number(column)
}

// swap exchanges neighbours wherever that takes crossings away, and reports whether
// it did.
func (g *grid) swap() bool {
	any := false
	for _, column := range g.columns {
		for i := 1; i < len(column); i++ {
			a, b := column[i-1], column[i]
			if a.band != b.band {
				continue
			}
			if pair(b.left, a.left)+pair(b.right, a.right) < pair(a.left, b.left)+pair(a.right, b.right) {
				column[i-1], column[i] = b, a
				a.at, b.at = i, i-1
				any = true
			}
		}
	}
	return any
}

// pair counts the crossings between the lines of an upper node and those of the next.
func pair(upper, lower []*node) int {
	n := 0
	for _, u := range upper {
		for _, l := range lower {
			if l.at < u.at {
				n++
			}
		}
	}
	return n
}

// crossings counts all of them, column by column, as inversions with a Fenwick tree.
func (g *grid) crossings() int {
	sum := 0
	for i := 0; i+1 < len(g.columns); i++ {
		tree := make([]int, len(g.columns[i+1])+1)
		seen := 0
		for _, n := range g.columns[i] {
			for _, r := range n.right {
				sum += seen - below(tree, r.at)
			}
			for _, r := range n.right {
				for at := r.at + 1; at < len(tree); at += at & -at {
					tree[at]++
				}
				seen++
			}
		}
	}
	return sum
}

// below counts what is in the tree at a place or before it.
func below(tree []int, at int) int {
	n := 0
	for at++; at > 0; at -= at & -at {
		n += tree[at]
	}
	return n
}
