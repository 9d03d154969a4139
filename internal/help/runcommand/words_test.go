package runcommand

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/dockdesk/dockdesk/internal/help/command"
	"github.com/dockdesk/dockdesk/test/specs"
)

var shells = []command.Shell{command.Bash, command.PowerShell, command.Cmd}

// split is the words of a text, line by line.
func split(text string, sh command.Shell) [][]string {
	l := newLexer(text, sh, Options{Dir: "/here", Lookup: func(name string) (string, bool) { return "<" + name + ">", true }})
	var all [][]string
	for _, line := range l.scan() {
		var words []string
		for _, w := range line.words {
			words = append(words, w.text)
		}
		all = append(all, words)
	}
	return all
}

func TestATextIsSplitAsItsShellDoes(t *testing.T) {
	for _, c := range []struct {
		shell command.Shell
		text  string
		want  string // words between bars, lines between slashes
	}{
		{command.Bash, `a 'b c' "d e" f\ g`, "a|b c|d e|f g"},
		{command.Bash, `'it'\''s' "say \"hi\"" "\a"`, `it's|say "hi"|\a`},
		{command.Bash, `$'a\n\t\x41\u00e9\'b' ''`, "a\n\tAé'b|"},
		{command.Bash, "a \\\n b", "a|b"},
		{command.Bash, "a\\\nb", "ab"},
		{command.Bash, "a \\\r\n b\r\n", "a|b"},
		{command.Bash, "a # b\nc", "a/c"},
		{command.Bash, "a#b", "a#b"},
		{command.Bash, "a; b && c | d &", "a/b/c/d"},
		{command.Bash, `$HOME "${HOME}" '$HOME' $(id -u) ` + "`id -u`", "<HOME>|<HOME>|$HOME|<$(id -u)>|<$(id -u)>"},
		{command.Bash, `${X:-y} ${X} $`, "<X>|<X>|$"},
		{command.Bash, `$(pwd)/x "$PWD" ${PWD}`, "/here/x|/here|/here"},
		{command.Bash, `~/x ~ a~ "~" ~anna`, "<HOME>/x|<HOME>|a~|~|~anna"},
		{command.Bash, "a > b 2>&1 c", "a|c"},
		{command.Bash, `a "b`, "a|b"},
		{command.Bash, "a –-b", "a|--b"},
		{command.Bash, "a \u201cb c\u201d d=\u2018e\u2019 it\u2019s", "a|b c|d=e|it\u2019s"},
		{command.Bash, "x=1\ny $x", "x=1/y|1"},
		{command.PowerShell, `a 'it''s' "b ""c""" "d` + "`n`$e`u{e9}" + `"`, "a|it's|b \"c\"|d\n$eé"},
		{command.PowerShell, "a `\n  b ` \n c", "a|b|c"},
		{command.PowerShell, `$env:HOME\x ${PWD} C:\a\b`, `<HOME>\x|/here|C:\a\b`},
		{command.Cmd, `a "b c" "d\"e" f^ g`, `a|b c|d"e|f|g`},
		{command.Cmd, "a ^\n b", "a|b"},
		{command.Cmd, `%cd%\x "%HOME%" %% 50%`, `/here\x|<HOME>|%%|50%`},
		{command.Cmd, `^"a^%b^"`, "a%b"},
		{command.Cmd, `"a\\" b\c\ `, `a\|b\c\`},
		{command.Cmd, "a & b", "a/b"},
	} {
		var lines []string
		for _, words := range split(c.text, c.shell) {
			lines = append(lines, strings.Join(words, "|"))
		}
		if got := strings.Join(lines, "/"); got != c.want {
			t.Errorf("%s: %q is split into %q, want %q", c.shell, c.text, got, c.want)
		}
	}
}

// Whatever is quoted for a shell is read back as it was.
func FuzzWordsComeBackFromTheirQuotes(f *testing.F) {
	for _, s := range []string{"", "it's", `say "hi"`, `C:\x\`, "$HOME", "a\nb", "%PATH%", "“x”", "\xff", "-a:b", "^&|", "\u00a0"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, one, other string) {
		if len(one)+len(other) > most/8 {
			return
		}
		for _, sh := range shells {
			if !sh.Carries(one) || !sh.Carries(other) {
				continue
			}
			got := split("x "+sh.Quote(one)+" "+sh.Quote(other), sh)
			if len(got) != 1 || len(got[0]) != 3 || got[0][1] != one || got[0][2] != other {
				t.Fatalf("%s: %q and %q, written %s %s, come back as %q", sh, one, other, sh.Quote(one), sh.Quote(other), got)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	texts, err := specs.ReadPasted("testdata/pasted.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, p := range texts {
		f.Add(p.Text, uint8(0))
	}
	f.Fuzz(func(t *testing.T, text string, n uint8) {
		o := Options{}
		if n%4 > 0 {
			o.Shell = shells[n%4-1]
		}
		if n&4 > 0 {
			o.Dir = "/work"
			o.Lookup = func(string) (string, bool) { return "it's", true }
		}
		if n&8 > 0 {
			o.Answers = Answers{TakesValue: map[string]bool{"--x": true, "-x": false, "-y": true}}
		}
		r := Parse(text, o)
		last := 0
		for _, finding := range r.Findings {
			if finding.From < last || finding.To < finding.From || finding.To > len(text) || finding.Words == "" {
				t.Fatalf("%q has the finding %+v after %d", text, finding, last)
			}
			last = finding.From
			if utf8.ValidString(text) && finding.Text != text[finding.From:finding.To] && len(text) <= most {
				t.Fatalf("%q: the piece %q is not at %d", text, finding.Text, finding.From)
			}
			if (finding.Question != "") != (finding.Key != "") {
				t.Fatalf("%q asks by %q: %+v", text, finding.Key, finding)
			}
		}
		if r.Program == "" && !r.Spec.Equal(Reading{}.Spec) {
			t.Fatalf("%q fills %+v", text, r.Spec)
		}
		// What was read can be written and is read the same.
		again := Parse(Run(r.Spec, Style{}).String(), Options{Shell: command.Bash})
		if r.Spec.Image != "" && utf8.ValidString(text) && !strings.ContainsRune(text, 0) && problemFree(r) && !again.Spec.Equal(r.Spec) {
			t.Fatalf("%q\nis read as %+v,\nwhich is written %s\nand read as %+v", text, r.Spec, Run(r.Spec, Style{}), again.Spec)
		}
	})
}

// problemFree says that docker would take everything that was read.
func problemFree(r Reading) bool {
	for _, f := range r.Findings {
		if f.Outcome == Warned || f.Outcome == Unknown {
			return false
		}
	}
	return true
}

func TestReadingTakesTimeInProportion(t *testing.T) {
	pieces := []string{
		"$(", "`", "'", `"`, "\\\n", "\\ ", "“", "‘x", "–", "$a ", "${", "${a:-", "%a", "% ", "-x ", "-p80:80 ", "-dit ", "-xyz ", "-name x ", "-e A ", "-e $x ",
		"--network a ", "--network-alias a ", "--mount type=bind ", "-v /:/x ", "-v a:b:c:d ", "\n-", "# \n", "\\\n# x\n", "a=b ", "{", "> ", "2>", "^", "^\n", "`\n", "~ ", "; ", "\u00a0", "$'\\", "[", "--", "/",
		"\"$(", "'\"", "$( ", "( ", "--gpus \"", "-v C:\\x:", "\xff",
	}
	took := func(piece string, size int, sh command.Shell) time.Duration {
		text := "docker run " + strings.Repeat(piece, size/len(piece))
		least := time.Hour
		for range 3 {
			began := time.Now()
			Parse(text, Options{Shell: sh, Answers: Answers{TakesValue: map[string]bool{"-x": false, "-y": false}}})
			least = min(least, time.Since(began))
		}
		return least
	}
	const size = 2 << 10
	for _, piece := range pieces {
		for _, sh := range shells {
			short, long, square := time.Duration(0), time.Duration(0), true
			for try := 0; square && try < 4; try++ { // a busy machine is so now and then, a square always
				short, long = took(piece, size, sh), took(piece, 4*size, sh)
				square = long > 10*short && long > 50*time.Millisecond // four times as much; sixteen would be a square
			}
			if square {
				t.Errorf("%s: %d kB of %q take %v, %d kB %v", sh, size>>10, piece, short, 4*size>>10, long)
			}
		}
	}
}

func TestATextThatIsTooLongIsNotRead(t *testing.T) {
	r := Parse(strings.Repeat("docker run a\n", most/12), Options{})
	if r.Program != "" || len(r.Findings) != 1 || r.Findings[0].Outcome != Unknown {
		t.Errorf("read %+v", r.Findings[:min(len(r.Findings), 3)])
	}
}
