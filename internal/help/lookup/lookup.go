// Package lookup compares words that may be mistyped: the palette and the guide
// are searched by it. It knows words, and nothing of what they are found in.
package lookup

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
)

// Word is a word ready to be compared.
type Word struct {
	text  string
	chars uint64 // which letters and digits are in it
}

// NewWord readies a lower-case word, as Words gives them.
func NewWord(text string) Word { return Word{text: text, chars: charsOf(text)} }

// Text is the word itself.
func (w Word) Text() string { return w.text }

// fillers are words of a query that say nothing: "stop the container".
var fillers = map[string]bool{"a": true, "an": true, "the": true, "of": true, "to": true, "from": true}

// Query is what was typed, word by word and without fillers, unless there is
// nothing else.
func Query(typed string) []Word {
	asked := Words(typed)
	if meant := slices.DeleteFunc(slices.Clone(asked), func(w string) bool { return fillers[w] }); len(meant) > 0 {
		asked = meant
	}
	q := make([]Word, len(asked))
	for i, w := range asked {
		q[i] = NewWord(w)
	}
	return q
}

// How well words fit, 1…100.
const (
	fitsWhole  = 100
	fitsStart  = 88
	fitsInside = 55
	fitsTypo   = 62 // less what each slip costs
	slipCost   = 18
	fitsLetter = 20 // its letters in their order, with others between
)

// Fits says how well a word of a query fits this one; 0 for not at all.
func (w Word) Fits(q Word) int {
	switch at := strings.Index(w.text, q.text); {
	case at == 0 && len(w.text) == len(q.text):
		return fitsWhole
	case at == 0:
		return fitsStart - min(len(w.text)-len(q.text), 12)
	case at > 0 && len(q.text) > 1:
		return fitsInside - min(at, 12)
	}
	if n := slipsAllowed(len(q.text)); n > 0 && bits.OnesCount64(q.chars&^w.chars) <= n {
		if d := slips(q.text, w.text, n); d <= n {
			return fitsTypo - d*slipCost
		}
	}
	if len(q.text) > 2 && q.chars&^w.chars == 0 && q.text[0] == w.text[0] && inOrder(q.text, w.text) {
		return fitsLetter
	}
	return 0
}

// slipsAllowed is how many letters may be wrong, missing, too many or swapped
// in a word of a length.
func slipsAllowed(length int) int {
	switch {
	case length < 3:
		return 0
	case length < 6:
		return 1
	}
	return 2
}

// longest is the longest word that is compared letter by letter.
const longest = 30

// slips is how many slips of the fingers lead from the beginning of a word to
// what was typed; more than most means many. A letter that changed places with
// its neighbour is one slip.
func slips(typed, whole string, most int) int {
	if len(typed) > longest {
		return most + 1
	}
	whole = whole[:min(len(whole), len(typed)+most, longest)]
	if len(whole) < len(typed)-most {
		return most + 1
	}
	var before, last, now [longest + 1]int
	for j := range len(whole) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(typed); i++ {
		now[0] = i
		least := i
		for j := 1; j <= len(whole); j++ {
			cost := 1
			if typed[i-1] == whole[j-1] {
				cost = 0
			}
			d := min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && typed[i-1] == whole[j-2] && typed[i-2] == whole[j-1] {
				d = min(d, before[j-2]+1)
			}
			now[j] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
		before, last = last, now
	}
	best := most + 1
	for j := max(len(typed)-most, 0); j <= len(whole); j++ {
		best = min(best, last[j])
	}
	return best
}

func inOrder(letters, whole string) bool {
	at := 0
	for i := 0; i < len(whole) && at < len(letters); i++ {
		if whole[i] == letters[at] {
			at++
		}
	}
	return at == len(letters)
}

// Words cuts text into lower-case words of letters and digits. Names such as
// shop-web_1 are several, and the whole one is another.
func Words(text string) []string {
	text = strings.ToLower(text)
	var list []string
	for _, whole := range strings.Fields(text) {
		parts := strings.FieldsFunc(whole, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		list = append(list, parts...)
		if len(parts) > 1 {
			list = append(list, strings.Join(parts, ""))
		}
	}
	return list
}

func charsOf(s string) uint64 {
	var set uint64
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			set |= 1 << (c - 'a')
		case c >= '0' && c <= '9':
			set |= 1 << (26 + c - '0')
		default:
			set |= 1 << 40
		}
	}
	return set
}
