package match

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func mustRegexp(t testing.TB, expression string) *Pattern {
	t.Helper()
	p, err := Regexp(expression)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAFinderAgreesWithTheStandardLibrary(t *testing.T) {
	expressions := []string{
		`error`, `^a`, `b$`, `^$`, `\bcat\b`, `\Bcat`, `a.c`, `(a|b)+c`, `x{2,3}`, `[^a-c ]+`, `(?m)^b`, `(?-i)A`, `(?s)a.b`,
		`é`, `[а-я]+`, `\pL\d`, `a*`, ``, `\x{fffd}`, `k`, `status=5\d\d`, `(a?){20}b`, `.*\bab$`, `\Aab|ba\z`, `a\b.\bb`,
	}
	letters := rapid.SampledFrom([]string{"a", "b", "c", "A", "B", "x", " ", "5", "cat", "error", "é", "я", "Я", "\xff", "\u212a", "_", "\n", "status=503"})
	for _, expression := range expressions {
		p := mustRegexp(t, expression)
		f := p.Finder()
		rapid.Check(t, func(t *rapid.T) {
			text := strings.Join(rapid.SliceOfN(letters, 0, 12).Draw(t, "text"), "")
			if got, want := f.Match([]byte(text)), p.re.MatchString(text); got != want {
				t.Fatalf("%q in %q: %v, want %v", expression, text, got, want)
			}
		})
		if f.slow {
			t.Errorf("%q is run by the standard library", expression)
		}
	}
}

func TestAnExpressionThatIsTooMuchForAnAutomatonStillWorks(t *testing.T) {
	p := mustRegexp(t, `(a|b)*a(a|b){12}c`)
	f := p.Finder()
	text, h := "", uint32(1)
	for range 20_000 {
		h = h*1664525 + 1013904223
		text += string("ab"[h>>31])
	}
	if f.Match([]byte(text)) || !f.slow {
		t.Errorf("it matches, or the automaton has %d states", len(f.states))
	}
	if !f.Match([]byte(text + "a" + strings.Repeat("b", 12) + "c")) {
		t.Error("a match isn't found")
	}
}

func TestWordsAreNoExpression(t *testing.T) {
	p := Words("a.b(\xff")
	if p.Finder().Match([]byte("axb(\xff")) || !p.Finder().Match([]byte("A.B(\xff")) {
		t.Error("the words are read as an expression, or not found")
	}
	if got := fmt.Sprint(Words("ab").All("abAB ab")); got != "[[0 2] [2 4] [5 7]]" {
		t.Errorf("found at %s", got)
	}
}

func TestABrokenExpressionIsExplained(t *testing.T) {
	for expression, want := range map[string]string{
		"a(b":       "missing closing ): a(b",
		"[z-a]":     "invalid character class range: z-a",
		"*":         "missing argument to repetition operator: *",
		`a{1001}`:   "invalid repeat count: {1001}",
		"\xff":      "invalid UTF-8: \xff",
		`(?P<n>a)\`: `trailing backslash at end of expression: `,
	} {
		if _, err := Regexp(expression); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", expression, err, want)
		}
	}
}

func FuzzFinder(f *testing.F) {
	f.Add(`\bx+$|é`, "a x xx é")
	f.Fuzz(func(t *testing.T, expression, text string) {
		if len(expression) > 60 || len(text) > 2000 {
			return
		}
		p, err := Regexp(expression)
		if err != nil {
			return
		}
		finder := p.Finder()
		want := p.re.MatchString(text)
		for range 2 { // the second time by what it has learnt
			if got := finder.Match([]byte(text)); got != want {
				t.Fatalf("%q in %q: %v, want %v", expression, text, got, want)
			}
		}
		for _, m := range p.All(text) {
			if m[0] >= m[1] || m[1] > len(text) {
				t.Fatalf("match %v", m)
			}
		}
	})
}
