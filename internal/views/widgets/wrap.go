package widgets

import "strings"

func splitLines(s string) []string { return strings.Split(s, "\n") }

func splitWords(s string) []string { return strings.Fields(s) }

// fitting is the length in bytes of the longest beginning of s, at least one
// rune, that fits.
func fitting(s string, fits func(string) bool) int {
	last := 0
	for i := range s {
		if i == 0 {
			continue
		}
		if !fits(s[:i]) {
			break
		}
		last = i
	}
	if last == 0 {
		for i := range s {
			if i > 0 {
				return i
			}
		}
		return len(s)
	}
	return last
}
