package logview

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// level is how grave a line says it is.
type level int

const (
	noLevel level = iota
	quiet
	normal
	warning
	failure
)

// ink is the colour of the word that says it.
func (l level) ink() fyne.ThemeColorName {
	switch l {
	case quiet:
		return theme.Muted
	case normal:
		return theme.Info
	case warning:
		return theme.Warn
	}
	return theme.Danger
}

// levels are the words that name one, in small letters.
var levels = map[string]level{
	"trace": quiet, "debug": quiet, "fine": quiet,
	"info": normal, "notice": normal, "information": normal,
	"warn": warning, "warning": warning,
	"err": failure, "error": failure, "fatal": failure, "panic": failure, "crit": failure, "critical": failure,
	"severe": failure, "alert": failure, "emerg": failure,
}

const (
	levelWithin = 200 // bytes of a line in which a level is looked for
	levelLength = len("information")
)

// levelOf finds the word in a line that says how grave it is. A word in capitals
// does; others only where programs put levels, so that no prose lights up.
func levelOf(text string) (start, end int, l level) {
	head := text[:min(len(text), levelWithin)]
	for i := 0; i < len(head); {
		if !letter(head[i]) {
			i++
			continue
		}
		j := i
		for j < len(head) && letter(head[j]) {
			j++
		}
		if n := j - i; n >= 3 && n <= levelLength && (i == 0 || !inWord(head[i-1])) && (j == len(head) || !inWord(head[j])) {
			word := head[i:j]
			if l, ok := levels[strings.ToLower(word)]; ok && (strings.ToUpper(word) == word || placed(head, i, j)) {
				return i, j, l
			}
		}
		i = j
	}
	return 0, 0, noLevel
}

func letter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

func inWord(b byte) bool { return b == '_' || b >= '0' && b <= '9' || b >= 0x80 }

// placed says that the word from i to j stands where a level does: in brackets,
// after level= or "level":, or at the line's start before a colon.
func placed(text string, i, j int) bool {
	before, after := text[:i], text[j:]
	switch {
	case i == 0:
		return strings.HasPrefix(after, ":")
	case strings.HasSuffix(before, "["):
		return strings.HasPrefix(after, "]") || strings.HasPrefix(after, ":")
	case strings.HasSuffix(before, "<"):
		return strings.HasPrefix(after, ">")
	}
	before = strings.TrimRight(strings.ToLower(before), `" `)
	if rest, ok := strings.CutSuffix(before, "="); ok {
		before = rest
	} else if rest, ok := strings.CutSuffix(before, ":"); ok {
		before = strings.TrimSuffix(rest, `"`)
	} else {
		return false
	}
	return strings.HasSuffix(before, "level") || strings.HasSuffix(before, "lvl") || strings.HasSuffix(before, "severity")
}
