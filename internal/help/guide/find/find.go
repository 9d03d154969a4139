// Package find searches the whole text of the guide, and forgives slips of the
// fingers.
//
// It knows topics and words; it draws nothing.
package find

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/help/lookup"
)

// Index is the guide's words and where they stand.
type Index struct {
	topics []*guide.Topic
	texts  []string // of each topic, without marks
	words  []entry
}

// entry is a word of the guide with the topics that have it.
type entry struct {
	lookup.Word
	places map[int]int // topic → how much it counts there, in percent
}

// How much a word counts by where it stands, in percent.
const (
	inTitle   = 100
	inCommand = 60
	inText    = 45
)

// least is what a word in a text must fit; a looser likeness than a slip of the
// fingers counts in titles only.
const least = 36

// idea lifts the chapters of the book over the pages that explain one control.
const idea = 12

// New makes an index of topics.
func New(topics []*guide.Topic) *Index {
	x := &Index{topics: topics}
	at := map[string]int{}
	add := func(topic int, text string, counts int) {
		for _, w := range lookup.Words(text) {
			i, ok := at[w]
			if !ok {
				i = len(x.words)
				at[w] = i
				x.words = append(x.words, entry{lookup.NewWord(w), map[int]int{}})
			}
			places := x.words[i].places
			places[topic] = max(places[topic], counts)
		}
	}
	for i, t := range topics {
		text := plain(t)
		x.texts = append(x.texts, text)
		add(i, guide.Fill(t.Title, nil), inTitle)
		add(i, guide.Fill(strings.Join(t.Commands, " "), nil), inCommand)
		add(i, text, inText)
	}
	return x
}

// Hit is a topic that fits.
type Hit struct {
	Topic   *guide.Topic
	Score   int
	Excerpt string // the sentence that fits; "" where only the title or a command does
}

// few is how many hits are so few that topics which lack a word are listed, too.
const few = 3

// Search gives the topics in which every word of the query is found, best first,
// at most limit. Where hardly any is, those that lack one word follow.
func (x *Index) Search(query string, limit int) []Hit {
	q := lookup.Query(query)
	if len(q) == 0 {
		return nil
	}
	sums, found := make([]int, len(x.topics)), make([][]string, len(x.topics))
	for _, asked := range q {
		for topic, b := range x.best(asked) {
			sums[topic] += b.score
			found[topic] = append(found[topic], b.word)
		}
	}
	hits := x.hits(sums, found, len(q), len(q))
	if len(hits) < few && len(q) > 1 {
		hits = append(hits, x.hits(sums, found, len(q)-1, len(q))...)
	}
	return hits[:min(len(hits), limit)]
}

// hits are the topics that have a number of the words that were asked for, best
// first.
func (x *Index) hits(sums []int, found [][]string, have, asked int) []Hit {
	var hits []Hit
	for i, t := range x.topics {
		if len(found[i]) != have {
			continue
		}
		h := Hit{Topic: t, Score: sums[i] * 10 / asked, Excerpt: excerpt(x.texts[i], found[i])}
		if t.Kind() == "concept" {
			h.Score += idea * 10
		}
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(len(a.Topic.Title), len(b.Topic.Title)), cmp.Compare(a.Topic.ID, b.Topic.ID))
	})
	return hits
}

type match struct {
	score int
	word  string
}

// best is, for each topic, its word that fits best what was asked.
func (x *Index) best(asked lookup.Word) map[int]match {
	best := map[int]match{}
	for i := range x.words {
		w := &x.words[i]
		fits := w.Fits(asked)
		if fits == 0 {
			continue
		}
		for topic, counts := range w.places {
			if s := fits * counts / 100; s > best[topic].score && (fits >= least || counts == inTitle) {
				best[topic] = match{s, w.Text()}
			}
		}
	}
	return best
}

var (
	fences   = regexp.MustCompile("(?s)```.*?```")
	pictures = regexp.MustCompile(`!\[[^\]]*\]\([^)]*\)`)
	links    = regexp.MustCompile(`\[([^\]]+)\]\([^)]*\)`)
	marks    = regexp.MustCompile("(?m)^\\|[-| ]+\\|$|^[>#-] |[`*]")
	blanks   = regexp.MustCompile(`\s+`)
)

// plain is a topic's text as it is read.
func plain(t *guide.Topic) string {
	var b strings.Builder
	for _, s := range t.Sections {
		text := guide.Fill(s.Text, nil)
		text = fences.ReplaceAllString(text, " ")
		text = pictures.ReplaceAllString(text, " ")
		text = links.ReplaceAllString(text, "$1")
		text = marks.ReplaceAllString(text, "")
		text = strings.ReplaceAll(text, "|", " · ")
		b.WriteString(blanks.ReplaceAllString(strings.TrimSpace(text), " "))
		b.WriteString(" ")
	}
	return strings.TrimSpace(b.String())
}

// excerpt is the sentence that has the most of some words.
func excerpt(text string, words []string) string {
	best, most := "", 0
	for _, sentence := range strings.SplitAfter(text, ". ") {
		has := lookup.Words(sentence)
		n := 0
		for _, w := range words {
			if slices.Contains(has, w) {
				n++
			}
		}
		if n > most {
			best, most = strings.Trim(strings.TrimSpace(sentence), "· "), n
		}
	}
	return best
}
