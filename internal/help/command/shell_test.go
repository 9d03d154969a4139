package command_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dockdesk/dockdesk/internal/help/command"
)

// awkward are words that a shell would take for something else.
var awkward = []string{
	"", " ", "web", "my app", "it's", `say "hi"`, `"`, `'`, `''`, `\`, `a\`, `a b\`, `a\"b`, `\\srv\share x\`,
	"$HOME", "$(id)", "`id`", "%PATH%", "%%", "100%", "50% off & more", "a&b|c<d>e^f", "(x)", "!x", "a!b", "^",
	"~", "~/x", "#x", "*", "?", "[a-z]", "{a,b}", "a;b", "a,b", "@x", "-x", "--a=b c", "-a:b", "-a.b", "=", "1kb",
	"line\nbreak", "cr\rlf\n", "tab\there", "\x1b[31m", "a\u202eb", "\u200b", "ünïcode", "日本語", "🐳", "\xff\xfe", "x\xffa",
	"\u2018curly\u2019", "\u201cdouble\u201d", "REGEX=^(a|b)$", `{"a": "b"}`, "p@ss w'o\"r%d$!",
}

func TestBashGetsBackExactlyTheWords(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash here to prove it with")
	}
	check := func(words []string) (got, want string) {
		c := command.Command{Tokens: []command.Token{{Text: "printf"}, {Text: `%s\0`}}}
		for _, w := range words {
			c.Tokens = append(c.Tokens, command.Token{Text: w})
		}
		cmd := exec.Command(bash, "--norc", "-c", c.String())
		cmd.Env = []string{"LC_ALL=C", "HOME=/nowhere", "PATH=/nowhere"}
		out, err := cmd.CombinedOutput()
		if err != nil {
			out = append(out, err.Error()...)
		}
		return string(out), strings.Join(words, "\x00") + "\x00"
	}
	if got, want := check(awkward); got != want {
		t.Errorf("bash got\n%q\nwant\n%q", got, want)
	}
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(rapid.OneOf(
			rapid.StringOf(rapid.RuneFrom([]rune("ab '\"\\$`!*?~#&|;<>(){}[]%^=,:/-\n\t\r\u202e\u2019é"))),
			rapid.Map(rapid.SliceOf(rapid.ByteRange(1, 255)), func(b []byte) string { return string(b) }),
		), 1, 20).Draw(rt, "words")
		if got, want := check(words); got != want {
			rt.Fatalf("bash got %q, want %q", got, want)
		}
	})
}

func TestNothingInvisibleIsShown(t *testing.T) {
	for _, sh := range []command.Shell{command.Bash, command.PowerShell} {
		for _, w := range awkward {
			if q := sh.Quote(w); strings.ContainsAny(q, "\n\r\t\x1b\u202e\u200b") {
				t.Errorf("%s shows %q as %q, with marks that can't be seen", sh, w, q)
			}
		}
	}
}

func TestQuotesAreUsedOnlyWhereNeeded(t *testing.T) {
	for _, w := range []string{"docker", "-d", "--name", "8080:80", "nginx:1.27", "/var/lib/x", "POSTGRES_DB=shop", "ghcr.io/a/b", "172.30.0.0/16"} {
		for _, sh := range []command.Shell{command.Bash, command.PowerShell, command.Cmd} {
			if got := sh.Quote(w); got != w {
				t.Errorf("%s quotes %q as %s", sh, w, got)
			}
		}
	}
}

func TestQuotingIsReadable(t *testing.T) {
	for _, tc := range []struct {
		sh         command.Shell
		word, want string
	}{
		{command.Bash, "", `''`},
		{command.Bash, "my app", `'my app'`},
		{command.Bash, "it's", `'it'\''s'`},
		{command.Bash, "a\nb", `$'a\nb'`},
		{command.PowerShell, "", `''`},
		{command.PowerShell, "my app", `'my app'`},
		{command.PowerShell, "it's", `'it''s'`},
		{command.PowerShell, "$x", `'$x'`},
		{command.PowerShell, "a\n$b", "\"a`n`$b\""},
		{command.PowerShell, "a,b", `'a,b'`},
		{command.PowerShell, "@a", `'@a'`},
		{command.PowerShell, "-a:b", `'-a:b'`},
		{command.Cmd, "", `""`},
		{command.Cmd, "my app", `"my app"`},
		{command.Cmd, "a&b", `"a&b"`},
		{command.Cmd, `a b\`, `"a b\\"`},
		{command.Cmd, `say "hi"`, `^"say \^"hi\^"^"`},
		{command.Cmd, "%PATH%", `^"^%PATH^%^"`},
	} {
		if got := tc.sh.Quote(tc.word); got != tc.want {
			t.Errorf("%s writes %q as %s, want %s", tc.sh, tc.word, got, tc.want)
		}
	}
}

// No Windows shell runs here, so their reading rules are written out below, as
// Microsoft documents them, and the quoting is read back with those.
func TestWindowsShellsGetBackExactlyTheWords(t *testing.T) {
	check := func(fail func(string, ...any), w string) {
		if command.Cmd.Carries(w) {
			line := "docker " + command.Cmd.Quote(w) + " end"
			if got := cRuntimeWords(cmdReads(line)); len(got) != 3 || got[1] != w {
				fail("cmd reads %s as %q, want %q", line, got, w)
			}
		}
		if command.PowerShell.Carries(w) {
			if got, ok := powerShellReads(command.PowerShell.Quote(w)); !ok || got != w {
				fail("PowerShell reads %s as %q, want %q", command.PowerShell.Quote(w), got, w)
			}
		}
	}
	for _, w := range awkward {
		check(t.Errorf, w)
	}
	rapid.Check(t, func(rt *rapid.T) {
		check(rt.Fatalf, rapid.StringOf(rapid.RuneFrom([]rune("ab '\"\\$`!%^&|<>()@,.-:\n\r\u2018\u201d\u202e"))).Draw(rt, "word"))
	})
}

// cmdReads is what cmd hands on of a typed line: %NAME% replaced where the
// variable exists (PATH does, and so does the empty-looking one between two
// awkward signs never), carets taken off outside quotes. It panics at a mark
// that would start another command.
func cmdReads(line string) string {
	line = strings.ReplaceAll(line, "%PATH%", `C:\Windows`)
	var b bytes.Buffer
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			quoted = !quoted
			b.WriteByte(c)
		case quoted:
			b.WriteByte(c)
		case c == '^' && i+1 < len(line):
			i++
			b.WriteByte(line[i])
		case strings.IndexByte("&|<>", c) >= 0:
			panic("cmd acts on " + line[i:])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// cRuntimeWords splits a command line as Microsoft's C runtime and Go do.
func cRuntimeWords(line string) []string {
	var words []string
	var b strings.Builder
	open, quoted := false, false
	for i := 0; i < len(line); i++ {
		slashes := 0
		for i < len(line) && line[i] == '\\' {
			slashes, i, open = slashes+1, i+1, true
		}
		if i == len(line) || line[i] != '"' {
			b.WriteString(strings.Repeat(`\`, slashes))
			if i == len(line) {
				break
			}
		} else {
			open = true
			b.WriteString(strings.Repeat(`\`, slashes/2))
			if slashes%2 == 1 {
				b.WriteByte('"')
			} else {
				quoted = !quoted
			}
			continue
		}
		if line[i] == ' ' && !quoted {
			if open {
				words = append(words, b.String())
				b.Reset()
			}
			open = false
			continue
		}
		open = true
		b.WriteByte(line[i])
	}
	if open {
		words = append(words, b.String())
	}
	return words
}

// powerShellReads is the value of one PowerShell word: bare, in single or in
// double quotes.
func powerShellReads(word string) (string, bool) {
	const singles, doubles = "'\u2018\u2019\u201a\u201b", "\"\u201c\u201d\u201e"
	r := []rune(word)
	if len(r) == 0 {
		return "", false
	}
	var b strings.Builder
	switch {
	case strings.ContainsRune(singles, r[0]):
		for i := 1; i < len(r); i++ {
			if strings.ContainsRune(singles, r[i]) {
				if i == len(r)-1 {
					return b.String(), true
				}
				if i++; !strings.ContainsRune(singles, r[i]) {
					return "", false
				}
			}
			b.WriteRune(r[i])
		}
		return "", false
	case strings.ContainsRune(doubles, r[0]):
		for i := 1; i < len(r); i++ {
			switch {
			case strings.ContainsRune(doubles, r[i]):
				return b.String(), i == len(r)-1
			case r[i] == '$':
				return "", false
			case r[i] == '`':
				i++
				switch r[i] {
				case 'n':
					b.WriteByte('\n')
				case 'r':
					b.WriteByte('\r')
				case 't':
					b.WriteByte('\t')
				case 'u':
					end := i
					for r[end] != '}' {
						end++
					}
					var v rune
					for _, h := range string(r[i+2 : end]) {
						v = v*16 + rune(strings.IndexRune("0123456789abcdef", h))
					}
					b.WriteRune(v)
					i = end
				default:
					b.WriteRune(r[i])
				}
			default:
				b.WriteRune(r[i])
			}
		}
		return "", false
	}
	if strings.ContainsAny(word, " $`'\"&|;(){},@#<>") {
		return "", false
	}
	return word, true
}
