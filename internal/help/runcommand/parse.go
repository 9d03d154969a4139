package runcommand

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dockdesk/dockdesk/internal/engine/spec"
	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/internal/help/power"
)

// Reading is what a pasted text says.
type Reading struct {
	Spec spec.RunSpec
	// Findings say of each piece of the text what became of it, in its order.
	Findings []Finding
	Shell    command.Shell // whose rules it was read by
	Program  string        // "docker", "podman", …; "" if there is no such command in it
}

// Questions are the findings that have to be answered before the spec is what
// the text means.
func (r Reading) Questions() []Finding {
	var open []Finding
	for _, f := range r.Findings {
		if f.Question != "" {
			open = append(open, f)
		}
	}
	return open
}

// Outcome says what became of a piece of a pasted text.
type Outcome string

// The outcomes.
const (
	Filled    Outcome = "filled"    // it is in the spec
	NotUsed   Outcome = "explained" // it was understood and is not applied
	Unknown   Outcome = "unknown"   // nobody here knows it
	Warned    Outcome = "warning"   // it should be looked at
	Dangerous Outcome = "dangerous" // it gives the container power over this computer
)

// Question is what has to be asked before a text can be read.
type Question string

// The questions.
const (
	AskArity  Question = "arity"  // does this flag take the next word as its value?
	AskValue  Question = "value"  // what does this stand for, such as $VERSION?
	AskFolder Question = "folder" // which folder is the current one? Options.Dir answers it
)

// Finding is one thing to say about a piece of a pasted text.
type Finding struct {
	Outcome  Outcome
	From, To int    // the piece, in bytes of the text
	Text     string // the piece itself
	Flag     string // the flag by its full name, "--publish"; "" for none
	Value    string // the flag's value, unquoted
	Field    string // the field that it filled; "" for none
	Words    string // one sentence
	Topic    string // the guide topic about it; "" for none
	Question Question
	Key      string // what Answers take the answer by
}

// Answers are what a person said to a reading's questions, by their keys.
type Answers struct {
	TakesValue map[string]bool   // AskArity
	Values     map[string]string // AskValue
}

// Options are what Parse goes by.
type Options struct {
	Shell command.Shell // "" finds out
	Dir   string        // the folder that $(pwd) stands for; "" asks
	// Lookup gives the value of a variable ("HOME") or of a program in the text
	// ("$(id -u)"), if it is known; nil knows none. What it doesn't know is
	// asked.
	Lookup  func(name string) (value string, ok bool)
	Answers Answers
}

// Parse reads a docker run or docker create command as it stands on a web page
// or in a terminal, and runs nothing of it. The spec holds what could be read;
// it is complete only when there are no Questions.
func Parse(text string, o Options) Reading {
	r := Reading{Shell: o.Shell}
	if r.Shell == "" {
		r.Shell = GuessShell(text)
	}
	if len(text) > most {
		r.Findings = []Finding{{Outcome: Unknown, To: len(text), Words: "This text is too long to be a command; nothing of it was read."}}
		return r
	}
	text, inset := unfenced(text)
	l := newLexer(text, r.Shell, o)
	p := parser{lexer: l, reading: &r}
	p.parse(l.scan())
	r.Findings = append(r.Findings, l.findings...)
	p.dangers()
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	for i := range r.Findings {
		r.Findings[i].From += inset
		r.Findings[i].To += inset
	}
	return r
}

// unfenced takes off the marks of code around a whole text.
func unfenced(text string) (inside string, inset int) {
	if t := strings.TrimSpace(text); len(t) > 2 && t[0] == '`' && t[1] != '`' && t[len(t)-1] == '`' && strings.Count(t, "`") == 2 {
		inset = strings.IndexByte(text, '`') + 1
		return text[inset : inset+len(t)-2], inset
	}
	return text, 0
}

var (
	powerShellMarks = regexp.MustCompile("(?m)[^`\\s]?[ \\t]`[ \\t]*\\r?$|\\$env:|^[ \\t]*PS [^\\n>]*>|\\$\\{?pwd\\b[^)]*\\}?\\\\")
	cmdMarks        = regexp.MustCompile(`(?m)\^[ \t]*\r?$|%[A-Za-z_]+%|^[ \t]*[A-Za-z]:\\[^\n>]*>`)
	windowsPath     = regexp.MustCompile(`(?:^|[\s"'=])[A-Za-z]:\\`)
	bashGoesOn      = regexp.MustCompile(`(?m)\\[ \t]*\r?$`)
)

// GuessShell tells by its marks which shell a text was written for.
func GuessShell(text string) command.Shell {
	if len(text) > most {
		text = text[:most]
	}
	switch {
	case bashGoesOn.MatchString(text):
		return command.Bash
	case powerShellMarks.MatchString(text):
		return command.PowerShell
	case cmdMarks.MatchString(text):
		return command.Cmd
	case windowsPath.MatchString(text):
		return command.PowerShell
	}
	return command.Bash
}

type parser struct {
	lexer   *lexer
	reading *Reading
	create  bool // docker create: some flags are for docker run only
}

func (p *parser) say(f Finding) {
	f.Text = p.lexer.text[f.From:f.To]
	p.reading.Findings = append(p.reading.Findings, f)
}

// parse reads the first command that makes a container, and says of the others
// that they are not read.
func (p *parser) parse(lines []line) {
	found := false
	for i, l := range lines {
		words, ok := []word(nil), false
		if !found {
			words, ok = p.verb(l.words)
		}
		switch {
		case ok:
			found = true
			p.flags(words)
			if i < len(lines)-1 && l.end != "\n" && l.end != "" && l.end != ";" {
				p.say(Finding{Outcome: NotUsed, From: l.to, To: l.to + len(l.end), Words: "What stands behind this is another command."})
			} else if l.end == "&" {
				p.say(Finding{Outcome: NotUsed, From: l.to, To: l.to + 1, Words: "The shell would not wait for it; the window never does."})
			}
		case setsVariables(l.words):
			p.say(Finding{Outcome: NotUsed, From: l.from, To: l.words[len(l.words)-1].to, Words: "This sets a variable of the shell; its value is used where the command names it."})
		default:
			p.say(Finding{Outcome: NotUsed, From: l.from, To: l.words[len(l.words)-1].to, Words: "This is another command; it is not read."})
		}
	}
	if found {
		return
	}
	p.reading.Findings = nil
	p.lexer.findings = nil
	p.say(Finding{Outcome: Unknown, From: 0, To: len(p.lexer.text), Words: "There is no docker run or docker create in this text."})
}

var programs = []string{"docker", "podman", "nerdctl"}

// verb finds docker run or docker create at the beginning of a line and gives
// the words behind it.
func (p *parser) verb(words []word) (rest []word, ok bool) {
	var said []Finding
	i := p.prefix(words, &said)
	if i >= len(words) {
		return nil, false
	}
	name := strings.TrimSuffix(path.Base(strings.ReplaceAll(words[i].text, `\`, "/")), ".exe")
	if !slices.Contains(programs, name) {
		return nil, false
	}
	if name != "docker" {
		said = append(said, Finding{Outcome: NotUsed, From: words[i].from, To: words[i].to,
			Words: "This is written for " + name + "; what docker knows too is read."})
	}
	i++
	for ; i < len(words) && strings.HasPrefix(words[i].text, "-"); i++ {
		f := Finding{Outcome: NotUsed, From: words[i].from, To: words[i].to,
			Words: "This says which engine is meant, or how to reach it; the window uses the engine that it shows."}
		if takesGlobalValue(words[i].text) && i+1 < len(words) {
			i++
			f.To = words[i].to
		}
		said = append(said, f)
	}
	if i < len(words) && words[i].text == "container" {
		i++
	}
	if i >= len(words) || words[i].text != "run" && words[i].text != "create" {
		return nil, false
	}
	p.reading.Program = name
	if p.create = words[i].text == "create"; p.create {
		p.reading.Spec.CreateOnly = true
		said = append(said, Finding{Outcome: Filled, From: words[i].from, To: words[i].to, Field: "createOnly", Words: "The container is made and not started."})
	}
	for _, f := range said {
		p.say(f)
	}
	return words[i+1:], true
}

// prefix is how many words stand before the program: sudo, and variables that
// hold for this one command.
func (p *parser) prefix(words []word, said *[]Finding) int {
	i := 0
	for i < len(words) {
		text := words[i].text
		switch {
		case assignment.MatchString(text):
			name, value, _ := strings.Cut(text, "=")
			p.lexer.vars[name] = value
			*said = append(*said, Finding{Outcome: NotUsed, From: words[i].from, To: words[i].to,
				Words: "This sets a variable of the shell; where the command hands it on, its value is used."})
		case text == "sudo" || text == "doas":
			f := Finding{Outcome: NotUsed, From: words[i].from, To: words[i].to,
				Words: "Runs the command as the administrator; the window speaks to the engine as you are."}
			for i+1 < len(words) && strings.HasPrefix(words[i+1].text, "-") {
				i++
				f.To = words[i].to
			}
			*said = append(*said, f)
		case text == "time" || text == "exec" || text == "env" || text == "nohup" || text == "command":
			*said = append(*said, Finding{Outcome: NotUsed, From: words[i].from, To: words[i].to, Words: "This is for the shell; it is not needed."})
		default:
			return i
		}
		i++
	}
	return i
}

func takesGlobalValue(flag string) bool {
	switch flag {
	case "-H", "--host", "-c", "--context", "--config", "-l", "--log-level", "--tlscacert", "--tlscert", "--tlskey":
		return true
	}
	return false
}

// flags reads the words behind the verb: flags, the image, and the command.
func (p *parser) flags(words []word) {
	for len(words) > 0 {
		w, rest := words[0], words[1:]
		switch {
		case w.text == "--":
			p.image(rest)
			return
		case strings.HasPrefix(w.text, "--"):
			words = p.long(w, rest)
		case len(w.text) > 1 && w.text[0] == '-':
			words = p.letters(w, rest)
		default:
			p.image(words)
			return
		}
	}
	p.image(nil)
}

func (p *parser) image(words []word) {
	if len(words) == 0 {
		end := len(strings.TrimRight(p.lexer.text, " \t\r\n"))
		p.say(Finding{Outcome: Warned, From: end, To: end, Field: "image", Words: "The image is missing: the name of what to run."})
		return
	}
	w := words[0]
	p.reading.Spec.Image = w.text
	p.say(Finding{Outcome: Filled, From: w.from, To: w.to, Value: w.text, Field: "image", Words: "The image that the container is made from.", Topic: "field.run.image"})
	leading, value := true, false
	for i, w := range words[1:] {
		p.reading.Spec.Command = append(p.reading.Spec.Command, w.text)
		f := Finding{Outcome: Filled, From: w.from, To: w.to, Value: w.text, Field: entry("command", i), Words: "Goes to the program inside.", Topic: "field.run.command"}
		known, takes := p.known(w.text)
		leading = leading && (value || strings.HasPrefix(w.text, "-"))
		if leading && known && !value || unmistakable(w.text) {
			f.Outcome = Warned
			f.Words = "This stands behind the image, so it goes to the program inside and not to docker. A flag for docker stands before the image."
		}
		value = leading && known && takes && !value
		p.say(f)
	}
}

// known reports whether a word looks like one of docker's flags, and whether
// such a flag takes the next word as its value.
func (p *parser) known(text string) (known, takes bool) {
	var f Flag
	name, glued := text, false
	switch {
	case strings.HasPrefix(text, "--"):
		name, _, glued = strings.Cut(text[2:], "=")
		f, known = FlagByName(name)
	case len(text) > 1 && text[0] == '-':
		f, known = FlagByLetter(text[1:2])
		glued = len(text) > 2
	}
	return known, known && !glued && !f.Switch()
}

// unmistakable says that hardly any other program has such a flag.
func unmistakable(text string) bool {
	name, _, _ := strings.Cut(text, "=")
	switch name {
	case "--rm", "--publish", "--detach", "--restart", "--network", "--mount", "-itd", "-dit":
		return true
	}
	return false
}

// long reads --flag, --flag value or --flag=value, and gives the words behind it.
func (p *parser) long(w word, rest []word) []word {
	name, value, glued := strings.Cut(strings.TrimLeft(w.text, "-"), "=")
	f, ok := FlagByName(name)
	switch {
	case !ok && glued:
		p.say(Finding{Outcome: Unknown, From: w.from, To: w.to, Flag: "--" + name, Value: value, Words: "Nobody here knows --" + name + "; it is left out."})
		return rest
	case !ok:
		return p.unknown(w, rest, "--"+name)
	case glued:
		p.apply(f, value, w.from, w.to)
		return rest
	case f.Switch():
		p.apply(f, "true", w.from, w.to)
		return rest
	}
	return p.withNext(f, w, rest)
}

// withNext gives a flag the next word as its value.
func (p *parser) withNext(f Flag, w word, rest []word) []word {
	if len(rest) == 0 {
		p.say(Finding{Outcome: Warned, From: w.from, To: w.to, Flag: "--" + f.Long, Topic: f.Topic(),
			Words: fmt.Sprintf("Behind this flag stands nothing; it needs a value (%s).", f.Value)})
		return nil
	}
	p.apply(f, rest[0].text, w.from, rest[0].to)
	return rest[1:]
}

// letters reads short flags, several of which can stand in one word, the last
// one with its value in the word or behind it: -d, -itd, -p80:80, -dp 80:80.
func (p *parser) letters(w word, rest []word) []word {
	if name, _, _ := strings.Cut(w.text[1:], "="); meantLong(name) {
		p.say(Finding{Outcome: Warned, From: w.from, To: w.to, Flag: "--" + name,
			Words: "A flag that is a whole word begins with two dashes; this is read as --" + name + "."})
		return p.long(w, rest)
	}
	for i, size := 1, 0; i < len(w.text); i += size {
		_, size = utf8.DecodeRuneInString(w.text[i:])
		letter, behind := w.text[i:i+size], w.text[i+size:]
		f, ok := FlagByLetter(letter)
		switch {
		case !ok && behind == "":
			return p.unknown(w, rest, "-"+letter)
		case !ok:
			if p.unknownLetter(w, letter, behind) {
				return rest
			}
		case f.Switch() && strings.HasPrefix(behind, "="):
			p.apply(f, behind[1:], w.from, w.to)
			return rest
		case f.Switch():
			p.apply(f, "true", w.from, w.to)
		case behind != "":
			p.apply(f, strings.TrimPrefix(behind, "="), w.from, w.to)
			return rest
		default:
			return p.withNext(f, w, rest)
		}
	}
	return rest
}

// meantLong reports whether the letters behind one dash are the name of a flag
// that wants two.
func meantLong(name string) bool {
	if _, ok := FlagByName(name); !ok || len(name) < 2 {
		return false
	}
	_, short := FlagByLetter(name[:1])
	return len(name) > 2 || !short
}

// apply fills the field of a flag.
func (p *parser) apply(f Flag, value string, from, to int) {
	finding := Finding{Outcome: Filled, From: from, To: to, Flag: "--" + f.Long, Value: value, Topic: f.Topic(), Words: sentence(f.Means)}
	if f.Switch() && value == "true" {
		finding.Value = ""
	}
	if p.create && f.RunOnly {
		finding.Outcome, finding.Words = Warned, "docker create doesn't have this flag; it is left out."
		p.say(finding)
		return
	}
	if f.read == nil {
		finding.Outcome = NotUsed
		finding.Words = sentence(f.Means) + " " + f.Why
		p.say(finding)
		return
	}
	field, err := f.read(&p.reading.Spec, value)
	finding.Field = field
	switch {
	case err != nil && field == "":
		finding.Outcome = Warned
		finding.Words = fmt.Sprintf("This could not be read and is left out: %v.", err)
	case err != nil:
		finding.Outcome = Warned
		finding.Words = fmt.Sprintf("Docker refuses this: %v.", err)
	case f.Long == "env" && !strings.Contains(value, "="):
		p.handedOn(&finding, value)
	}
	p.say(finding)
}

// handedOn gives a variable without a value the one that the text itself sets.
func (p *parser) handedOn(f *Finding, name string) {
	if value, ok := p.lexer.vars[name]; ok {
		env := p.reading.Spec.Env
		env[len(env)-1] = spec.Env{Key: name, Value: value, HasValue: true}
		return
	}
	f.Words = "An environment variable for the program; its value is the one that " + name + " has on this computer."
}

// sentence makes one of a clause.
func sentence(clause string) string {
	return strings.ToUpper(clause[:1]) + clause[1:] + "."
}

// unknown says that nobody knows a flag. Whether the next word is its value is
// asked; until then it is taken for one if that leaves a word for the image.
func (p *parser) unknown(w word, rest []word, flag string) []word {
	f := Finding{Outcome: Unknown, From: w.from, To: w.to, Flag: flag, Words: "Nobody here knows " + flag + "; it is left out."}
	if len(rest) == 0 {
		p.say(f)
		return nil
	}
	takes, answered := p.lexer.options.Answers.TakesValue[flag]
	if !answered {
		f.Question, f.Key = AskArity, flag
		f.Words = "Nobody here knows " + flag + ". Is " + rest[0].text + " its value?"
		takes = !strings.HasPrefix(rest[0].text, "-") && len(rest) > 1
	}
	if takes {
		f.To, f.Value = rest[0].to, rest[0].text
		rest = rest[1:]
	}
	p.say(f)
	return rest
}

// unknownLetter is unknown for a letter with others behind it in its word. It
// reports whether those are its value.
func (p *parser) unknownLetter(w word, letter, behind string) bool {
	flag := "-" + letter
	takes, answered := p.lexer.options.Answers.TakesValue[flag]
	f := Finding{Outcome: Unknown, From: w.from, To: w.to, Flag: flag, Words: "Nobody here knows " + flag + "; it is left out."}
	if !answered {
		f.Question, f.Key = AskArity, flag
		f.Words = "Nobody here knows " + flag + ". Is " + behind + " its value?"
		takes = true
	}
	if takes {
		f.Value = behind
	}
	p.say(f)
	return takes
}

// dangers adds what gives the container power over this computer.
func (p *parser) dangers() {
	powers := power.Of(p.reading.Spec)
	if len(powers) == 0 {
		return
	}
	filled := map[string]Finding{}
	for _, f := range p.reading.Findings {
		if f.Outcome == Filled && f.Field != "" {
			filled[f.Field] = f
		}
	}
	for _, danger := range powers {
		if f, ok := filled[danger.Field]; ok {
			f.Outcome, f.Words = Dangerous, danger.Words
			p.reading.Findings = append(p.reading.Findings, f)
		}
	}
}
