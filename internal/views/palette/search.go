package palette

import (
	"cmp"
	"slices"

	"github.com/dockdesk/dockdesk/internal/help/lookup"
)

// Index finds entries by words that may be mistyped.
type Index struct{ items []item }

// item is an entry's words, ready to be compared.
type item struct {
	words []word
	bonus int
	title string
}

type word struct {
	lookup.Word
	share int // of its score that counts, in percent
}

// The share of a word's score that counts: those of the title, in the order in
// which they stand, and those that it is found by beside.
const (
	firstShare = 100
	titleShare = 94
	alsoShare  = 85
)

// Add puts an entry into the index; its number is how many were before. A bonus
// lifts it above others that fit as well.
func (x *Index) Add(title, also string, bonus int) {
	i := item{bonus: bonus, title: title}
	for n, w := range lookup.Words(title) {
		share := titleShare
		if n == 0 {
			share = firstShare
		}
		i.words = append(i.words, word{lookup.NewWord(w), share})
	}
	for _, w := range lookup.Words(also) {
		i.words = append(i.words, word{lookup.NewWord(w), alsoShare})
	}
	x.items = append(x.items, i)
}

// Hit is an entry that fits.
type Hit struct{ Number, Score int }

// Search gives the best entries in which every word of the query is found, best
// first, at most limit.
func (x *Index) Search(query string, limit int) []Hit {
	q := lookup.Query(query)
	if len(q) == 0 {
		return nil
	}
	var hits []Hit
	for n := range x.items {
		if s := x.items[n].score(q); s > 0 {
			hits = append(hits, Hit{n, s})
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(len(x.items[a.Number].title), len(x.items[b.Number].title)), cmp.Compare(a.Number, b.Number))
	})
	return hits[:min(len(hits), limit)]
}

func (i *item) score(query []lookup.Word) int {
	sum := 0
	for _, q := range query {
		best := 0
		for w := range i.words {
			if s := i.words[w].Fits(q) * i.words[w].share / 100; s > best {
				best = s
			}
		}
		if best == 0 {
			return 0
		}
		sum += best
	}
	return sum*10/len(query) + i.bonus
}
