package runcommand

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dockdesk/dockdesk/internal/help/command"
)

// word is one word of a pasted text, as a program would get it.
type word struct {
	text     string
	from, to int // where it stands in the text, quotes and all
}

// line is one command of a pasted text.
type line struct {
	words    []word
	from, to int
	end      string // what ends it: "", "\n", "&&", "|", …
}

// most is how much text is read at all, and mostInside how far the end of
// something that stands within a word is looked for: what keeps reading linear.
const (
	most       = 256 << 10
	mostInside = 1 << 10
)

// lexer takes a pasted text apart as a shell does, without running anything.
type lexer struct {
	text    string
	shell   command.Shell
	options Options
	vars    map[string]string // what the text itself sets

	pos      int
	lines    []line
	current  line
	word     strings.Builder
	start    int  // where the word begins; -1 outside of words
	carried  bool // the line before ended with the mark that it goes on
	mended   bool // a line without that mark was taken for one with it
	redirect int  // where a redirection began whose target comes next; -1 for none
	findings []Finding
	folder   bool // the current folder was asked for
	asked    map[string]bool
}

func newLexer(text string, shell command.Shell, o Options) *lexer {
	return &lexer{text: text, shell: shell, options: o, vars: map[string]string{}, start: -1, redirect: -1, asked: map[string]bool{}}
}

func (l *lexer) note(outcome Outcome, from, to int, words string) {
	l.findings = append(l.findings, Finding{Outcome: outcome, From: from, To: to, Text: l.text[from:to], Words: words})
}

// scan reads the whole text.
func (l *lexer) scan() []line {
	l.beginLine()
	for l.pos < len(l.text) {
		before := l.pos
		if l.step(); l.pos == before { // never wait for what nobody takes
			r, size := utf8.DecodeRuneInString(l.text[l.pos:])
			l.plain(r, size)
		}
	}
	l.endLine("", l.pos)
	return l.lines
}

func (l *lexer) step() {
	r, size := utf8.DecodeRuneInString(l.text[l.pos:])
	switch {
	case r == '\n':
		l.newline()
	case r == ' ' || r == '\t' || r == '\r':
		l.endWord()
		l.pos++
	case r != utf8.RuneError && (unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff'):
		l.note(Warned, l.pos, l.pos+size, "This is a blank that only looks like one; it is read as a plain blank.")
		l.endWord()
		l.pos += size
	case r == '#' && l.start < 0 && l.shell != command.Cmd:
		l.comment()
	case l.goesOn():
	case strings.ContainsRune("&|;<>()", r) && l.operator(byte(r)):
	case l.quote(r, size):
	case l.variable():
	case l.escape(r):
	default:
		l.plain(r, size)
	}
}

// plain takes a character as it stands, except for the dashes that word
// processors make.
func (l *lexer) plain(r rune, size int) {
	if l.start < 0 && (r == '–' || r == '—') {
		l.longDashes()
		return
	}
	if r == '~' && l.start < 0 && l.shell == command.Bash && l.home() {
		return
	}
	l.begin(l.pos)
	l.word.WriteString(l.text[l.pos : l.pos+size])
	l.pos += size
}

// longDashes reads the dashes that a word processor made of a flag's.
func (l *lexer) longDashes() {
	from, count := l.pos, 0
	for l.pos < len(l.text) {
		r, n := utf8.DecodeRuneInString(l.text[l.pos:])
		if r != '-' && r != '–' && r != '—' {
			break
		}
		count++
		if r == '—' {
			count++
		}
		l.pos += n
	}
	l.note(Warned, from, l.pos, "These are long dashes; they are read as the short ones of a flag.")
	l.begin(from)
	l.word.WriteByte('-')
	n := l.pos
	for n < len(l.text) && n < l.pos+mostInside && (isLetter(l.text[n]) || l.text[n] == '-') {
		n++
	}
	name := l.text[l.pos:n]
	if _, known := FlagByName(name); known && len(name) > 1 || count > 1 && l.pos-from != len("—") || count > 1 && len(name) > 1 {
		l.word.WriteByte('-')
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// home puts the home folder for ~ and ~/.
func (l *lexer) home() bool {
	if rest := l.text[l.pos+1:]; rest != "" && !strings.ContainsRune("/: \t\r\n", rune(rest[0])) {
		return false
	}
	l.begin(l.pos)
	l.put("HOME", "~", l.pos, l.pos+1)
	l.pos++
	return true
}

func (l *lexer) begin(at int) {
	if l.start < 0 {
		l.start = at
	}
}

func (l *lexer) endWord() {
	if l.start < 0 {
		return
	}
	w := word{l.word.String(), l.start, l.pos}
	l.word.Reset()
	l.start = -1
	if l.redirect >= 0 {
		l.note(NotUsed, l.redirect, w.to, "Sends what it prints to a file or reads one; the window shows the output instead.")
		l.redirect = -1
		return
	}
	if len(l.current.words) == 0 {
		l.current.from = w.from
	}
	l.current.words = append(l.current.words, w)
}

// endLine ends a command, at an operator or at the end of the text.
func (l *lexer) endLine(operator string, at int) {
	l.endWord()
	if len(l.current.words) > 0 {
		l.current.to, l.current.end = at, operator
		l.lines = append(l.lines, l.current)
		l.assign(l.current.words)
	}
	l.current = line{}
	l.mended = false
	l.redirect = -1
}

var assignment = regexp.MustCompile(`^[A-Za-z_]\w*=`)

// setsVariables reports whether a line does nothing but set variables.
func setsVariables(words []word) bool {
	if words[0].text == "export" || words[0].text == "set" || words[0].text == "declare" {
		words = words[1:]
	}
	return len(words) > 0 && !slices.ContainsFunc(words, func(w word) bool { return !assignment.MatchString(w.text) })
}

// assign notes variables that a line of its own sets.
func (l *lexer) assign(words []word) {
	if !setsVariables(words) {
		return
	}
	for _, w := range words {
		if name, value, ok := strings.Cut(w.text, "="); ok {
			l.vars[name] = value
		}
	}
}

// newline ends the command, unless the text shows that it was meant to go on.
func (l *lexer) newline() {
	at := l.pos
	l.endWord()
	l.pos++
	if len(l.current.words) > 0 {
		if before := l.lineBefore(at); l.carried && (before == "" || before[0] == '#') {
			if before != "" {
				l.note(Warned, at-len(before), at, "A comment between the lines of a command ends it in a shell; it is left out.")
			}
			return // an empty line, or only a comment, after a mark that it goes on
		}
		rest := strings.TrimLeft(l.text[l.pos:min(len(l.text), l.pos+mostInside)], " \t\r")
		flagNext := len(rest) > 1 && rest[0] == '-' && (rest[1] == '-' || isLetter(rest[1]))
		if rest != "" && rest[0] != '\n' && (flagNext || l.mended) {
			l.note(Warned, at, at+1, "The line ends without "+l.shell.Continuation()+", and the next one goes on; they are read as one command.")
			l.mended = true
			return
		}
	}
	l.carried = false
	l.endLine("\n", at)
	l.beginLine()
}

// lineBefore is the line that ends at a place, as far as it was looked at.
func (l *lexer) lineBefore(at int) string {
	text := l.text[max(0, at-mostInside):at]
	return strings.TrimLeft(text[strings.LastIndexByte(text, '\n')+1:], " \t\r")
}

func (l *lexer) comment() {
	end := strings.IndexByte(l.text[l.pos:], '\n')
	if end < 0 {
		end = len(l.text) - l.pos
	}
	l.pos += end
}

// carriedOn is where the text goes on if a line ends here with the mark that it
// does. Blanks behind the mark, which a shell would not forgive, are forgiven.
func (l *lexer) carriedOn() (next int, blanks, ok bool) {
	if l.text[l.pos] != l.shell.Continuation()[0] {
		return 0, false, false
	}
	i := l.pos + 1
	for i < len(l.text) && (l.text[i] == ' ' || l.text[i] == '\t' || l.text[i] == '\r' || strings.HasPrefix(l.text[i:], "\u00a0")) {
		_, size := utf8.DecodeRuneInString(l.text[i:])
		i += size
	}
	switch {
	case i == len(l.text): // it goes on into nothing
		return i, false, true
	case l.text[i] != '\n':
		return 0, false, false
	}
	return i + 1, strings.Trim(l.text[l.pos+1:i], "\r") != "", true
}

// goesOn reads the mark that a command goes on in the next line.
func (l *lexer) goesOn() bool {
	next, blanks, ok := l.carriedOn()
	if !ok {
		return false
	}
	if blanks {
		l.note(Warned, l.pos, next-1, "Behind this mark there are blanks, which a shell doesn't take; they are left out.")
	}
	if l.start >= 0 && l.shell != command.Bash {
		l.endWord()
	}
	l.pos = next
	l.carried = true
	// A terminal shows > before a line that goes on.
	if rest := strings.TrimLeft(l.text[next:min(len(l.text), next+mostInside)], " \t"); strings.HasPrefix(rest, "> ") || strings.HasPrefix(rest, ">> ") {
		l.pos = next + strings.Index(l.text[next:], "> ") + 2
	}
	return true
}

// prompt is what stands before a command where somebody copied from a terminal.
var prompt = regexp.MustCompile(`^[ \t]*(?:\([^()\n]{1,40}\) ?)?(?:` +
	`[\w.-]{1,40}@[\w.-]{1,60}[^\n$#%>]{0,100}[$#%>][ \t]+|\[[^\]\n]{1,100}\] ?[$#%][ \t]+|[$%>❯➜][ \t]+|` +
	`PS [^\n>]{0,200}>[ \t]*|[A-Za-z]:\\[^\n>|"*?]{0,200}>[ \t]*)`)

// rootPrompt tells the prompt of an administrator from a comment.
var rootPrompt = regexp.MustCompile(`^[ \t]*#[ \t]+(?:sudo[ \t]|docker[ \t]|podman[ \t])`)

// beginLine skips what is no part of the command at the beginning of a line.
func (l *lexer) beginLine() {
	rest := l.text[l.pos:min(len(l.text), l.pos+mostInside)]
	switch {
	case strings.HasPrefix(strings.TrimLeft(rest, " \t"), "```"):
		l.comment()
	case rootPrompt.MatchString(rest):
		l.pos += strings.IndexByte(rest, '#') + 1
	case l.shell == command.Cmd && remark.MatchString(rest):
		l.comment()
	default:
		if line, _, _ := strings.Cut(rest, "\n"); strings.ContainsAny(line, "$#%>❯➜") {
			l.pos += len(prompt.FindString(line))
		}
	}
}

var remark = regexp.MustCompile(`(?i)^[ \t]*(?:rem[ \t]|::)`)

// operator reads what stands between commands. It reports false for a character
// that is part of a word after all.
func (l *lexer) operator(c byte) bool {
	if l.shell == command.PowerShell && (c == '(' || c == ')') || l.shell == command.Cmd && (c == '(' || c == ')' || c == ';') {
		return false
	}
	rest := l.text[l.pos:]
	at := l.pos
	switch {
	case c == '<' || c == '>':
		return l.redirection(rest)
	case strings.HasPrefix(rest, "&>"):
		l.endWord()
		l.redirect = at
		l.pos += 2
		return true
	case strings.HasPrefix(rest, "&&"), strings.HasPrefix(rest, "||"):
		l.pos += 2
	default:
		l.pos++
	}
	op := l.text[at:l.pos]
	l.pos = at
	l.endLine(op, at)
	l.pos = at + len(op)
	return true
}

// redirection reads > file, 2>&1 and their like; what they say is no part of
// the command.
func (l *lexer) redirection(rest string) bool {
	from := l.pos
	if l.start >= 0 && strings.Trim(l.text[l.start:l.pos], "0123456789") == "" {
		from = l.start // the number of a stream: 2>
		l.word.Reset()
		l.start = -1
	} else {
		l.endWord()
	}
	n := 1
	for n < len(rest) && n < 3 && strings.IndexByte("<>|", rest[n]) >= 0 {
		n++
	}
	if n < len(rest) && rest[n] == '&' {
		n++
	}
	l.redirect = from
	l.pos += n
	return true
}

// put puts the value of a variable, or asks for it.
func (l *lexer) put(name, raw string, from, to int) {
	if value, ok := l.value(name, raw); ok {
		l.word.WriteString(value)
		return
	}
	l.word.WriteString(raw)
	if l.asked[raw] {
		return
	}
	l.asked[raw] = true
	l.findings = append(l.findings, Finding{
		Outcome: Warned, From: from, To: to, Text: l.text[from:to], Question: AskValue, Key: raw,
		Words: "The shell puts something for " + raw + " here. What is it?",
	})
}

func (l *lexer) value(name, raw string) (string, bool) {
	if value, ok := l.vars[name]; ok {
		return value, true
	}
	if value, ok := l.options.Answers.Values[raw]; ok {
		return value, true
	}
	if l.options.Lookup == nil {
		return "", false
	}
	return l.options.Lookup(name)
}

// here puts the current folder, or a dot and a question.
func (l *lexer) here(from, to int) {
	if l.options.Dir != "" {
		l.word.WriteString(l.options.Dir)
		return
	}
	l.word.WriteByte('.')
	if l.folder {
		return
	}
	l.folder = true
	l.findings = append(l.findings, Finding{
		Outcome: Warned, From: from, To: to, Text: l.text[from:to], Question: AskFolder, Key: "folder",
		Words: "This stands for the folder that the command is typed in. Which one is it?",
	})
}
