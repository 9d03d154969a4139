package spec

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line is one line of pasted text that could not be read.
type Line struct {
	Number int // from 1
	Text   string
	Why    string // a clause; "" where that is plain
}

// ParseEnvLines reads variables as they are pasted: one on each line, as in a
// file for --env-file. It also understands "export NAME=value", quotes round
// the whole value, and a list of YAML ("- NAME=value", "NAME: value"), which
// --env-file doesn't. Lines that are no variables come back as they are.
func ParseEnvLines(text string) (vars []Env, unread []Line) {
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\uFEFF")) {
		number++
		line = strings.TrimRight(line, "\r\n")
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || strings.HasPrefix(trimmed, "#") {
			continue
		}
		trimmed = strings.TrimPrefix(trimmed, "- ")
		trimmed = strings.TrimSpace(strings.TrimPrefix(trimmed, "export "))
		e, ok := envLine(trimmed)
		if !ok {
			unread = append(unread, Line{Number: number, Text: line})
			continue
		}
		vars = append(vars, e)
	}
	return vars, unread
}

func envLine(text string) (Env, bool) {
	key, value, found := strings.Cut(text, "=")
	if k, v, yaml := strings.Cut(text, ": "); yaml && (!found || len(k) < len(key)) {
		key, value, found = k, strings.TrimSpace(v), true
	}
	if key == "" || strings.ContainsAny(key, " \t\"'") {
		return Env{}, false
	}
	return Env{Key: key, Value: unquoted(value), HasValue: found}, true
}

func unquoted(value string) string {
	if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
		return value[1 : n-1]
	}
	return value
}

// ParseEnvFile reads a file of variables exactly as --env-file does: nothing is
// taken away round a value, and a name alone means the variable of this computer,
// which lookup knows; one that isn't set there is left out. Lines that the docker
// command refuses come back with why.
func ParseEnvFile(text string, lookup func(name string) (string, bool)) (vars []Env, unread []Line) {
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\uFEFF")) {
		number++
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		trimmed := strings.TrimLeftFunc(line, unicode.IsSpace)
		if trimmed == "" || strings.HasPrefix(trimmed, "#") {
			continue
		}
		key, value, found := strings.Cut(trimmed, "=")
		refuse := func(why string) { unread = append(unread, Line{number, line, why}) }
		switch {
		case !utf8.ValidString(line):
			refuse("it is no UTF-8 text")
		case len(line) > maxEnvLine:
			refuse("it is too long")
		case key == "":
			refuse("it has no name before the =")
		case strings.ContainsAny(key, " \t"):
			refuse("there is a blank in the name")
		case found:
			vars = append(vars, Env{Key: key, Value: value, HasValue: true})
		default:
			if _, set := lookup(key); set {
				vars = append(vars, Env{Key: key})
			}
		}
	}
	return vars, unread
}

// maxEnvLine is how long a line can be for the docker command.
const maxEnvLine = 64<<10 - 1
