package world

import (
	"encoding/json"
	"strings"
)

// instruction is one line of a Dockerfile, its continuations joined.
type instruction struct {
	name string // upper case
	rest string
	line int
}

var instructions = strings.Fields("FROM RUN COPY ADD ENV ARG WORKDIR EXPOSE CMD ENTRYPOINT LABEL USER VOLUME STOPSIGNAL HEALTHCHECK SHELL MAINTAINER ONBUILD")

// parseDockerfile takes a Dockerfile apart.
func parseDockerfile(text string) ([]instruction, error) {
	var list []instruction
	joined, start := "", 0
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, "\r \t")
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "#") || trimmed == "" && joined == "" {
			continue
		}
		if joined == "" {
			start = i + 1
		}
		if rest, more := strings.CutSuffix(line, `\`); more {
			joined += rest
			continue
		}
		one, err := parseInstruction(strings.TrimSpace(joined+line), start)
		if err != nil {
			return nil, err
		}
		list, joined = append(list, one), ""
	}
	if joined != "" {
		one, err := parseInstruction(strings.TrimSpace(joined), start)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	if len(list) == 0 {
		return nil, invalid("the Dockerfile (Dockerfile) cannot be empty")
	}
	return list, nil
}

func parseInstruction(text string, line int) (instruction, error) {
	name, rest, _ := strings.Cut(text, " ")
	name = strings.ToUpper(name)
	for _, known := range instructions {
		if name == known {
			rest = strings.TrimSpace(rest)
			if rest == "" {
				return instruction{}, invalid("dockerfile parse error line %d: %s requires at least one argument", line, name)
			}
			return instruction{name, rest, line}, nil
		}
	}
	return instruction{}, invalid("dockerfile parse error line %d: unknown instruction: %s", line, name)
}

// words reads the two forms of a command: a JSON list, or a line for the shell.
func words(rest string, shell []string) []string {
	var list []string
	if strings.HasPrefix(rest, "[") && json.Unmarshal([]byte(rest), &list) == nil {
		return list
	}
	return append(append([]string{}, shell...), rest)
}

// list reads a JSON list or words.
func list(rest string) []string {
	var all []string
	if strings.HasPrefix(rest, "[") && json.Unmarshal([]byte(rest), &all) == nil {
		return all
	}
	return strings.Fields(rest)
}

// pairs reads A=b C="d e", and the old form "A b".
func pairs(rest string) ([][2]string, error) {
	var all [][2]string
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		name, after, ok := strings.Cut(rest, "=")
		if !ok || strings.ContainsAny(name, " \t") && !strings.HasPrefix(name, `"`) {
			if len(all) > 0 {
				return nil, invalid("Syntax error - can't find = in %q. Must be of the form: name=value", rest)
			}
			name, value, _ := strings.Cut(rest, " ")
			return [][2]string{{name, strings.TrimSpace(value)}}, nil
		}
		value, left := value(after)
		all, rest = append(all, [2]string{strings.Trim(name, `"`), value}), left
	}
	return all, nil
}

// value takes a value, quoted or not, from the beginning of a text.
func value(text string) (string, string) {
	var b strings.Builder
	quote := byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == '\\' && i+1 < len(text) && quote != '\'':
			i++
			b.WriteByte(text[i])
		case quote == 0 && (c == ' ' || c == '\t'):
			return b.String(), text[i:]
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), ""
}
