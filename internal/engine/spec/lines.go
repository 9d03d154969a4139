package spec

import "strings"

// Line is one line of pasted text that could not be read.
type Line struct {
	Number int // from 1
	Text   string
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
			unread = append(unread, Line{number, line})
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
