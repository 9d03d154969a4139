package layers

import "strings"

// shell is what the builders put before a command of a RUN line.
const shell = "/bin/sh -c "

// Plain is an instruction as a person writes it in a Dockerfile: the builders note
// it with marks of their own around it. Values of build arguments are left out.
func Plain(noted string) string {
	text := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(noted), "# buildkit"))
	rest, run := strings.CutPrefix(text, "RUN ")
	rest = strings.TrimSpace(rest)
	if strings.HasPrefix(rest, "|") { // |1 VERSION=3 /bin/sh -c make
		if _, after, ok := strings.Cut(rest, " "+shell); ok {
			rest, run = after, true
		}
	}
	if after, ok := strings.CutPrefix(rest, shell); ok {
		rest, run = strings.TrimSpace(after), true
	}
	if note, ok := strings.CutPrefix(rest, "#(nop)"); ok {
		return strings.TrimSpace(note)
	}
	if run {
		return strings.TrimSpace("RUN " + rest)
	}
	return text
}

// Word is the instruction's first word: RUN, COPY, …; "" where none is noted.
func Word(noted string) string {
	word, _, _ := strings.Cut(Plain(noted), " ")
	if strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return ""
	}
	return word
}
