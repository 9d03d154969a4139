package textview

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Matcher finds the parts of a line that are looked for: sorted pairs of start
// and end byte, none empty, none overlapping.
type Matcher func(text string) [][2]int

// Match is a part of a line that was found.
type Match struct{ Line, Start, End int }

// Literal looks for words as they are, ignoring case. It is nil for no words.
func Literal(words string) Matcher {
	if words == "" {
		return nil
	}
	for i := range len(words) {
		if words[i] >= utf8.RuneSelf {
			return Regexp(regexp.MustCompile("(?i)" + regexp.QuoteMeta(strings.ToValidUTF8(words, "\ufffd"))))
		}
	}
	lower := strings.ToLower(words)
	return func(text string) (found [][2]int) {
		for at := 0; ; {
			i := indexFold(text[at:], lower)
			if i < 0 {
				return found
			}
			found = append(found, [2]int{at + i, at + i + len(lower)})
			at += i + len(lower)
		}
	}
}

// Regexp looks for what an expression matches.
func Regexp(re *regexp.Regexp) Matcher {
	return func(text string) (found [][2]int) {
		for _, m := range re.FindAllStringIndex(text, -1) {
			if m[1] > m[0] {
				found = append(found, [2]int{m[0], m[1]})
			}
		}
		return found
	}
}

// indexFold is strings.Index for lower-case ASCII, ignoring case. It remembers
// where each case of the first letter comes next, so that a line full of one
// of them is still read once.
func indexFold(text, lower string) int {
	first, upper := lower[0], lower[0]
	if first >= 'a' && first <= 'z' {
		upper = first - 'a' + 'A'
	}
	last := len(text) - len(lower)
	nextLower, nextUpper := -1, -1
	for at := 0; at <= last; at++ {
		if nextLower < at {
			nextLower = indexFrom(text, first, at)
		}
		if nextUpper < at {
			nextUpper = indexFrom(text, upper, at)
		}
		if at = min(nextLower, nextUpper); at <= last && equalFold(text[at:at+len(lower)], lower) {
			return at
		}
	}
	return -1
}

// indexFrom is where a byte comes next, len(text) if it doesn't.
func indexFrom(text string, b byte, from int) int {
	if i := strings.IndexByte(text[from:], b); i >= 0 {
		return from + i
	}
	return len(text)
}

func equalFold(text, lower string) bool {
	for i := range len(lower) {
		b := text[i]
		if b >= 'A' && b <= 'Z' {
			b += 'a' - 'A'
		}
		if b != lower[i] {
			return false
		}
	}
	return true
}

// FindAll searches a whole source, up to limit matches (0 for no limit), and
// can be cancelled. Call it on any goroutine that may use the source.
func FindAll(ctx context.Context, src Source, m Matcher, limit int) ([]Match, error) {
	var found []Match
	if m == nil {
		return nil, nil
	}
	for i, n := 0, src.Len(); i < n; i++ {
		if i%1024 == 0 && ctx.Err() != nil {
			return found, ctx.Err()
		}
		for _, at := range m(src.Line(i).Text) {
			found = append(found, Match{Line: i, Start: at[0], End: at[1]})
			if len(found) == limit {
				return found, nil
			}
		}
	}
	return found, nil
}
