package usage

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/dockdesk/dockdesk/internal/engine/stats"
)

const (
	kept  = 900 // seconds
	named = 4   // containers that have a colour of their own
	// bridged is how many seconds without a figure are filled with the one before:
	// samples come a little less often than once a second.
	bridged = 4
	// ahead is how much more another container must use to take a colour over, so
	// that colours don't flicker between two that are alike.
	ahead = 1.25
)

// sums are the figures of many containers, second by second. They are what the
// page draws from: the hub's own history would have to be copied whole each time.
type sums struct {
	of     map[string]*history
	places [named]string // the ids of those that have a colour, by its place
}

// history is the figures of one container in the last seconds: that of second s
// is at s % kept, as long as newest-kept < s ≤ newest.
type history struct {
	newest      int64 // Unix seconds
	cpu, memory [kept]float32
}

func newSums() *sums { return &sums{of: map[string]*history{}} }

var unknown = float32(math.NaN())

// add takes in a sample; one that is older than the newest is left out.
func (s *sums) add(id string, f *stats.Sample) {
	if !stats.Known(f.CPU) && !stats.Known(f.Memory) {
		return
	}
	at := f.At.Unix()
	h := s.of[id]
	if h == nil {
		h = &history{newest: at - kept}
		s.of[id] = h
	}
	if at < h.newest {
		return
	}
	cpu, memory := unknown, unknown
	if h.newest > at-bridged {
		cpu, memory = h.at(h.newest)
	}
	for t := max(h.newest+1, at-kept+1); t < at; t++ {
		h.cpu[t%kept], h.memory[t%kept] = cpu, memory
	}
	h.cpu[at%kept], h.memory[at%kept] = float32(f.CPU), float32(f.Memory)
	h.newest = at
}

// at are the figures of a second; the newest ones stand for the next few, too.
func (h *history) at(t int64) (cpu, memory float32) {
	if t > h.newest && t < h.newest+bridged {
		t = h.newest
	}
	if t > h.newest || t <= h.newest-kept {
		return unknown, unknown
	}
	return h.cpu[t%kept], h.memory[t%kept]
}

// keep forgets the containers that are not among ids.
func (s *sums) keep(ids map[string]bool) {
	for id := range s.of {
		if !ids[id] {
			delete(s.of, id)
		}
	}
}

// pile is one figure of all containers over time: of those with a colour each,
// of all others, and together. A second in which nothing is known is NaN in all.
type pile struct {
	parts  [named + 1][]float64
	total  []float64
	counts [named + 1]int // how many containers are in each
}

// piles are the CPU and the memory of the seconds up to now.
func (s *sums) piles(now time.Time, span time.Duration) (cpu, memory *pile, from int64) {
	n := int64(span / time.Second)
	to := now.Unix()
	from = to - n + 1
	cpu, memory = newPile(int(n)), newPile(int(n))
	for id, h := range s.of {
		place := slices.Index(s.places[:], id)
		if place < 0 {
			place = named
		}
		cpu.counts[place]++
		memory.counts[place]++
		for i := range n {
			c, m := h.at(from + i)
			cpu.add(place, int(i), c)
			memory.add(place, int(i), m)
		}
	}
	return cpu, memory, from
}

func newPile(n int) *pile {
	p := &pile{total: fill(n)}
	for i := range p.parts {
		p.parts[i] = fill(n)
	}
	return p
}

func fill(n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = math.NaN()
	}
	return list
}

func (p *pile) add(place, i int, v float32) {
	if v != v {
		return
	}
	plus := func(list []float64) {
		if math.IsNaN(list[i]) {
			list[i] = 0
		}
		list[i] += float64(v)
	}
	plus(p.parts[place])
	plus(p.total)
}

// choose gives the colours to those that use the most over a span: of the
// processors or of the memory, whichever is the larger share. One that has a
// colour keeps it until another is clearly ahead.
func (s *sums) choose(now time.Time, span time.Duration) {
	type share struct {
		id    string
		score float64
	}
	n, to := int64(span/time.Second), now.Unix()
	var list []share
	means := map[string][2]float64{}
	var all [2]float64
	for id, h := range s.of {
		var sum [2]float64
		for t := to - n + 1; t <= to; t++ {
			if c, m := h.at(t); c == c && m == m {
				sum[0] += float64(c)
				sum[1] += float64(m)
			}
		}
		means[id] = sum
		all[0] += sum[0]
		all[1] += sum[1]
	}
	for id, sum := range means {
		score := max(sum[0]/max(all[0], 1e-9), sum[1]/max(all[1], 1e-9))
		if slices.Contains(s.places[:], id) {
			score *= ahead
		}
		list = append(list, share{id, score})
	}
	slices.SortFunc(list, func(a, b share) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)) })
	list = list[:min(len(list), named)]
	in := func(id string) bool { return slices.ContainsFunc(list, func(c share) bool { return c.id == id }) }
	for i, id := range s.places {
		if id != "" && !in(id) {
			s.places[i] = ""
		}
	}
	for _, c := range list {
		if !slices.Contains(s.places[:], c.id) {
			s.places[slices.Index(s.places[:], "")] = c.id
		}
	}
}
