package command

import (
	"strings"

	"github.com/dockdesk/dockdesk/internal/help/secret"
)

// Explain reads one command written for bash and gives each word its role and
// sentence. It is made for the commands in the guide's own topics: quotes and
// backslashes are understood, variables and pipes are taken as they stand.
// Words that the table does not know keep an empty meaning.
func Explain(line string) Command {
	words := split(line)
	var b builder
	i := 0
	for i < len(words) && words[i] == "sudo" {
		b.open("sudo", RoleProgram)
		i++
	}
	if i == len(words) {
		return b.command()
	}
	b.open(words[i], RoleProgram)
	for i++; i < len(words); i++ {
		if _, known := verbs[b.path+" "+words[i]]; !known {
			break
		}
		b.open(b.path+" "+words[i], RoleSubcommand)
	}
	for ; i < len(words); i++ {
		w := words[i]
		switch {
		case b.args > 0 && verbs[b.path].tail, !strings.HasPrefix(w, "-") || w == "-":
			b.word(w)
		case b.takesNext(w) && i+1 < len(words):
			b.option(w, words[i+1])
			i++
		default:
			b.option(w, "")
		}
	}
	return b.command()
}

// builder puts a command together, each word with its sentence from the table.
type builder struct {
	path string // the verb as the table knows it
	args int    // words after the flags so far
	toks []Token
}

// docker starts a docker command. Its words must be in the table.
func docker(subcommands string) *builder {
	var b builder
	b.open("docker", RoleProgram)
	for w := range strings.FieldsSeq(subcommands) {
		b.open(b.path+" "+w, RoleSubcommand)
	}
	return &b
}

// administrator starts a command that only an administrator may run.
func administrator(words string) *builder {
	var b builder
	b.open("sudo", RoleProgram)
	role := RoleProgram
	b.path = ""
	for w := range strings.FieldsSeq(words) {
		b.open(strings.TrimSpace(b.path+" "+w), role)
		role = RoleSubcommand
	}
	return &b
}

func (b *builder) command() Command { return Command{Tokens: b.toks} }

func (b *builder) open(path string, role Role) {
	b.path = path
	b.toks = append(b.toks, Token{Text: path[strings.LastIndex(path, " ")+1:], Role: role, Meaning: verbs[path].means})
}

// word adds a word after the flags: a name, an image, an argument.
func (b *builder) word(text string) *builder {
	t := Token{Text: text, Role: RoleArgument}
	if args := verbs[b.path].args; len(args) > 0 {
		a := args[min(b.args, len(args)-1)]
		t.Role, t.Meaning = a.role, a.means
	}
	b.args++
	b.toks = append(b.toks, t)
	return b
}

func (b *builder) words(texts []string) *builder {
	for _, t := range texts {
		b.word(t)
	}
	return b
}

// means replaces the sentence of the newest word.
func (b *builder) means(text string) *builder {
	b.toks[len(b.toks)-1].Meaning = text
	return b
}

// option adds a flag as it is written (-f, --force, -it, --memory=1g) and its
// value, if it takes one from the next word.
func (b *builder) option(text, value string) *builder {
	b.toks = append(b.toks, b.flagToken(text))
	if b.takesNext(text) {
		name, long := strings.CutPrefix(text, "--")
		if !long {
			name = text[len(text)-1:] // of several letters the last one has it
		}
		f, _ := b.find(name, !long)
		b.toks = append(b.toks, Token{Text: value, Role: RoleValue, Parts: valueParts(f.Long, value)})
	}
	return b
}

// set adds a switch when it is on.
func (b *builder) set(text string, on bool) *builder {
	if on {
		b.option(text, "")
	}
	return b
}

// given adds a flag and its value when there is one.
func (b *builder) given(text, value string) *builder {
	if value != "" {
		b.option(text, value)
	}
	return b
}

// each adds a flag once for each value.
func (b *builder) each(text string, values []string) *builder {
	for _, v := range values {
		b.option(text, v)
	}
	return b
}

func (b *builder) find(name string, short bool) (Flag, bool) {
	for _, f := range verbs[b.path].flags {
		if name != "" && (short && f.Short == name || !short && f.Long == name) {
			return f, true
		}
	}
	return Flag{}, false
}

// takesNext reports whether a flag has its value in the next word.
func (b *builder) takesNext(text string) bool {
	if name, long := strings.CutPrefix(text, "--"); long {
		f, ok := b.find(name, false)
		return ok && f.Value != ""
	}
	// Of several letters the last one may take a value: -aG docker.
	f, ok := b.find(text[len(text)-1:], true)
	return ok && f.Value != "" && b.known(text[1:])
}

// known reports whether every letter is a flag, and none but the last takes a
// value.
func (b *builder) known(letters string) bool {
	for i := range len(letters) {
		f, ok := b.find(letters[i:i+1], true)
		if !ok || f.Value != "" && i < len(letters)-1 {
			return false
		}
	}
	return letters != ""
}

func (b *builder) flagToken(text string) Token {
	t := Token{Text: text, Role: RoleFlag}
	name, long := strings.CutPrefix(text, "--")
	if long {
		name, value, glued := strings.Cut(name, "=")
		f, _ := b.find(name, false)
		t.Meaning = f.Means
		if glued {
			t.Parts = append([]Part{{Text: "--" + name, Meaning: f.Means}, {Text: "="}}, valueParts(f.Long, value)...)
			if len(t.Parts) == 2 {
				t.Parts = append(t.Parts, Part{Text: value})
			}
		}
		return t
	}
	if len(text) == 2 {
		f, _ := b.find(text[1:], true)
		t.Meaning = f.Means
		return t
	}
	if !b.known(text[1:]) {
		return t
	}
	t.Parts = []Part{{Text: "-"}}
	for i := 1; i < len(text); i++ {
		f, _ := b.find(text[i:i+1], true)
		t.Parts = append(t.Parts, Part{Text: text[i : i+1], Meaning: f.Means})
	}
	t.Meaning = "several short flags in one word"
	return t
}

// valueParts takes a flag's value apart where its sides mean different things;
// nil where they don't.
func valueParts(flag, value string) []Part {
	switch flag {
	case "publish":
		return portParts(value)
	case "volume":
		return volumeParts(value)
	case "env", "label", "opt":
		return pairParts(flag, value)
	case "change":
		return changeParts(value)
	}
	return nil
}

// changeParts takes an instruction apart: of ENV its value may be a secret.
func changeParts(value string) []Part {
	pair, ok := strings.CutPrefix(value, "ENV ")
	if !ok {
		return nil
	}
	return append([]Part{{Text: "ENV", Meaning: "an environment variable for the program"}, {Text: " "}}, pairParts("env", pair)...)
}

// portParts takes [address:]port:port[/protocol] apart.
func portParts(value string) []Part {
	i := strings.LastIndex(value, ":")
	if i < 0 {
		return []Part{{Text: value, Meaning: "the port inside the container; a free port of this computer is chosen"}}
	}
	outside, inside := value[:i], value[i+1:]
	inside, proto, hasProto := strings.Cut(inside, "/")
	var parts []Part
	if j := strings.LastIndex(outside, ":"); j >= 0 {
		address := "the address of this computer that it opens on"
		if ip := outside[:j]; ip == "127.0.0.1" || ip == "[::1]" {
			address = "only programs on this computer can come in"
		}
		parts = append(parts, Part{Text: outside[:j], Meaning: address}, Part{Text: ":"})
		outside = outside[j+1:]
	}
	parts = append(parts, Part{Text: outside, Meaning: "the port on this computer"}, Part{Text: ":"},
		Part{Text: inside, Meaning: "the port inside the container"})
	if hasProto {
		parts = append(parts, Part{Text: "/"}, Part{Text: proto, Meaning: "the kind of traffic"})
	}
	return parts
}

// volumeParts takes source:path[:options] apart.
func volumeParts(value string) []Part {
	fields := strings.Split(value, ":")
	// C:\data:/data has a colon of its own.
	if len(fields) > 2 && len(fields[0]) == 1 && strings.HasPrefix(fields[1], `\`) {
		fields = append([]string{fields[0] + ":" + fields[1]}, fields[2:]...)
	}
	if len(fields) == 1 {
		return []Part{{Text: value, Meaning: "the folder inside the container; a volume without a name is made for it"}}
	}
	source := "the volume's name; it is made if it is not there"
	if strings.ContainsAny(fields[0][:min(1, len(fields[0]))], `/.~$\`) || strings.Contains(fields[0], `:\`) {
		source = "the path on this computer"
	}
	parts := []Part{{Text: fields[0], Meaning: source}, {Text: ":"}, {Text: fields[1], Meaning: "where it shows inside the container"}}
	if len(fields) > 2 {
		options := strings.Join(fields[2:], ":")
		means := "how it is mounted"
		if options == "ro" {
			means = "read-only: the program inside can't change it"
		}
		parts = append(parts, Part{Text: ":"}, Part{Text: options, Meaning: means})
	}
	return parts
}

// pairParts takes key=value apart, and takes values for secrets where the key
// sounds like one.
func pairParts(flag, value string) []Part {
	key, val, ok := strings.Cut(value, "=")
	if !ok {
		if flag == "env" {
			return []Part{{Text: value, Meaning: "the variable's name; its value is the one it has on this computer"}}
		}
		return nil
	}
	return []Part{{Text: key, Meaning: "its name"}, {Text: "="}, {Text: val, Meaning: "its value", Secret: hides(key, val)}}
}

// split takes a line apart at blanks as bash does, with its quotes and
// backslashes, and leaves variables alone. A quote that is never closed ends
// with the line.
func split(line string) []string {
	var words []string
	var word strings.Builder
	open, quote := false, byte(0)
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote == 0 && (c == ' ' || c == '\t' || c == '\n'):
			if open {
				words = append(words, word.String())
				word.Reset()
			}
			open = false
			continue
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case quote != 0 && c == quote:
			quote = 0
		case c == '\\' && quote != '\'' && i+1 < len(line):
			if i++; line[i] == '\n' {
				continue
			}
			word.WriteByte(line[i])
		default:
			word.WriteByte(c)
		}
		open = true
	}
	if open {
		words = append(words, word.String())
	}
	return words
}

// hides reports whether a value must not be shown unasked, by its name or by
// what it looks like.
func hides(name, value string) bool {
	_, masked := secret.MaskNamed(name, value)
	return masked
}
