package textview

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestLiteralSearchIgnoresCase(t *testing.T) {
	for _, c := range []struct {
		words, text string
		want        int
	}{
		{"error", "Error: no ERROR here", 2},
		{"aa", "aaaa", 2},
		{"É", "été", 1 + 1},
		{"[a]", "x[A]", 1},
		{"nowhere", "", 0},
	} {
		if got := Literal(c.words)(c.text); len(got) != c.want {
			t.Errorf("%q in %q: %v, want %d", c.words, c.text, got, c.want)
		}
	}
	if Literal("") != nil {
		t.Error("no words look for something")
	}
}

func TestLiteralSearchFindsWhatTheSlowWayFinds(t *testing.T) {
	letters := rapid.StringOf(rapid.SampledFrom([]rune("abAB-")))
	rapid.Check(t, func(t *rapid.T) {
		text, words := letters.Draw(t, "text"), letters.Draw(t, "words")
		want := strings.Index(strings.ToLower(text), strings.ToLower(words))
		if words == "" {
			return
		}
		got := -1
		if found := Literal(words)(text); len(found) > 0 {
			got = found[0][0]
		}
		if got != want {
			t.Fatalf("%q in %q at %d, want %d", words, text, got, want)
		}
	})
}

func TestALineFullOfOneLetterIsSearchedOnce(t *testing.T) {
	begun := time.Now()
	if got := Literal("ab")(strings.Repeat("A", 1<<20)); got != nil {
		t.Errorf("found %v", got)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestAnExpressionThatMatchesNothingMarksNothing(t *testing.T) {
	if got := Regexp(regexp.MustCompile("x*"))("abc"); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestFindAllStopsAtTheLimitAndWhenCancelled(t *testing.T) {
	src := Lines{"a a", "b", "a"}
	found, err := FindAll(context.Background(), src, Literal("a"), 0)
	if err != nil || len(found) != 3 || found[2] != (Match{Line: 2, Start: 0, End: 1}) {
		t.Errorf("%v, %v", found, err)
	}
	if found, _ = FindAll(context.Background(), src, Literal("a"), 2); len(found) != 2 {
		t.Errorf("limit: %v", found)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = FindAll(ctx, src, Literal("a"), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func BenchmarkFindAllInAMillionLines(b *testing.B) {
	line := "2026-01-02T15:04:05.123456789Z INFO request served path=/api/v1/items status=200 took=12ms"
	src := generated{n: 1_000_000, line: func(int) string { return line }}
	for b.Loop() {
		if _, err := FindAll(context.Background(), src, Literal("Timeout"), 0); err != nil {
			b.Fatal(err)
		}
	}
}

// generated is a source of any length that takes no memory.
type generated struct {
	n    int
	line func(int) string
}

func (g generated) Len() int        { return g.n }
func (g generated) Line(i int) Line { return Line{Text: g.line(i)} }
