package guidepanel

import (
	"strconv"
	"strings"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/guide"
	"github.com/dockdesk/dockdesk/internal/views/format"
	"github.com/dockdesk/dockdesk/internal/views/guidepanel/prose"
)

// example is a topic's command with live values. They go in after the line was
// taken apart, so that no name can become several words.
func example(line string, values guide.Values) command.Command {
	plain := command.Explain(guide.Fill(line, nil))
	marked := command.Explain(guide.Fill(line, func(name string) string { return "\x00" + name + "\x00" }))
	if values == nil || len(marked.Tokens) != len(plain.Tokens) {
		return plain
	}
	for i := range plain.Tokens {
		t := &plain.Tokens[i]
		for _, name := range guide.Names {
			if live := values(name); live != "" && strings.Contains(marked.Tokens[i].Text, "\x00"+name+"\x00") {
				t.Text, t.Parts = strings.ReplaceAll(marked.Tokens[i].Text, "\x00"+name+"\x00", live), nil
			}
		}
		t.Text = strings.ReplaceAll(t.Text, "\x00", "")
	}
	return plain
}

// verb is the place of the word that says what is done: the last subcommand,
// else the program.
func verb(c command.Command) int {
	at := 0
	for i, t := range c.Tokens {
		if t.Role == command.RoleSubcommand || t.Role == command.RoleProgram {
			at = i
		}
	}
	return at
}

// card shows a command with one word lit.
func card(c command.Command, lit int) prose.Block {
	var line []prose.Span
	for i, t := range c.Tokens {
		if i > 0 {
			line = append(line, prose.Span{Text: " ", Code: true})
		}
		line = append(line, prose.Span{Text: format.CleanLine(t.Display(command.Bash)), Code: true, Lit: i == lit})
	}
	return prose.Block{Kind: prose.Code, Lines: [][]prose.Span{line}, Copy: c.Display(command.Bash)} // a secret is copied on purpose only
}

// explain says what each word means, leaving out what was said before. Words
// of the same meaning, such as the names of many containers, share a line.
func explain(c command.Command, said map[string]bool) []prose.Block {
	var blocks []prose.Block
	add := func(word, meaning string) {
		if meaning == "" || said[word+"\x00"+meaning] {
			return
		}
		said[word+"\x00"+meaning] = true
		blocks = append(blocks, prose.Block{Kind: prose.Aside, Spans: []prose.Span{{Text: format.CleanLine(word), Bold: true}, {Text: " " + prose.Typeset(meaning), Quiet: true}}})
	}
	toks := c.Tokens
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		switch {
		case t.Role == command.RoleProgram && t.Text == "docker":
			// It begins nearly every command; its sentence would be noise.
		case t.Role == command.RoleSubcommand && i+1 < len(toks) && toks[i+1].Role == command.RoleSubcommand:
			// "volume" says no more than "volume create" does.
		case t.Role == command.RoleFlag && i+1 < len(toks) && toks[i+1].Role == command.RoleValue:
			i++
			explainOption(t, toks[i], add)
		case len(t.Parts) > 0:
			explainParts(t, add)
		default:
			same := []string{t.Shown()}
			for i+1 < len(toks) && toks[i+1].Meaning == t.Meaning && toks[i+1].Role == t.Role {
				i++
				same = append(same, toks[i].Shown())
			}
			add(some(same), t.Meaning)
		}
	}
	return blocks
}

// explainOption explains a flag together with its value; one whose sides mean
// different things follows on lines of its own.
func explainOption(flag, value command.Token, add func(word, meaning string)) {
	after := ""
	if len(value.Parts) == 0 {
		after = " " + value.Shown()
	}
	if n := len(flag.Parts); n > 0 { // -dp: the last letter has the value
		explainParts(command.Token{Role: flag.Role, Parts: flag.Parts[:n-1]}, add)
		add("-"+flag.Parts[n-1].Text+after, flag.Parts[n-1].Meaning)
	} else {
		add(flag.Text+after, flag.Meaning)
	}
	explainParts(value, add)
}

func explainParts(t command.Token, add func(word, meaning string)) {
	for _, part := range t.Parts {
		word := command.Token{Text: part.Text, Secret: part.Secret || t.Secret}.Shown()
		if t.Role == command.RoleFlag && !strings.HasPrefix(word, "-") {
			word = "-" + word
		}
		add(word, part.Meaning)
	}
}

// some lists words, the first few by name.
func some(words []string) string {
	const few = 3
	if len(words) <= few+1 {
		return strings.Join(words, ", ")
	}
	return strings.Join(words[:few], ", ") + " and " + strconv.Itoa(len(words)-few) + " more:"
}
