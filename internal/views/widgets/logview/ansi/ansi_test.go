package ansi

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	charm "github.com/charmbracelet/x/ansi"
)

func index(n uint8) Color { return Color{Kind: Indexed, Index: n} }

func TestColoursBecomeSpans(t *testing.T) {
	for line, want := range map[string][]Span{
		"plain":                          nil,
		"\x1b[31mred\x1b[0m rest":        {{0, 3, Attr{Ink: index(1)}}},
		"a\x1b[1;97;44mb\x1b[22mc\x1b[m": {{1, 2, Attr{Ink: index(15), Ground: index(4), Bold: true}}, {2, 3, Attr{Ink: index(15), Ground: index(4)}}},
		"\x1b[38;5;208mx":                {{0, 1, Attr{Ink: index(208)}}},
		"\x1b[38;2;1;2;3;4mx":            {{0, 1, Attr{Ink: Color{Kind: RGB, R: 1, G: 2, B: 3}, Underline: true}}},
		"\x1b[48:2::9:8:7mx":             {{0, 1, Attr{Ground: Color{Kind: RGB, R: 9, G: 8, B: 7}}}},
		"\x1b[38:2:9:8:7;1mx":            {{0, 1, Attr{Ink: Color{Kind: RGB, R: 9, G: 8, B: 7}, Bold: true}}},
		"\x1b[38:5:12mx":                 {{0, 1, Attr{Ink: index(12)}}},
		"\x1b[4:3mx\x1b[4:0my":           {{0, 1, Attr{Underline: true}}},
		"\x1b[7mx\x1b[27my":              {{0, 1, Attr{Inverse: true}}},
		"\x1b[58;5;3;1mx":                {{0, 1, Attr{Bold: true}}},
		"\x1b[31m\x1b[31mx":              {{0, 1, Attr{Ink: index(1)}}},
		"\x1b[38;5;999mx":                nil,
		"\x1b[38;2;1mx":                  {{0, 1, Attr{Ink: Color{Kind: RGB, R: 1}}}},
		"\x1b[99999999999999999999mx":    nil,
		"\x1b[>4;2mx":                    nil,
		"\x1b[;31mx":                     {{0, 1, Attr{Ink: index(1)}}},
	} {
		_, got := Parse(nil, []byte(line))
		if !slices.Equal(got, want) {
			t.Errorf("%q: %+v, want %+v", line, got, want)
		}
	}
}

func TestOtherSequencesAreDropped(t *testing.T) {
	for line, want := range map[string]string{
		"a\x1b[2J\x1b[10;10Hb":                         "ab",
		"\x1b]0;title\x07text":                         "text",
		"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\ end": "link end",
		"\x1bP1$qm\x1b\\x":                             "x",
		"\x1b(Bx\x1b)0y":                               "xy",
		"\x1b7x\x1b8\x1b=y":                            "xy",
		"\x1b[?25lx\x1b[?1049h":                        "x",
		"\x1b[2000000000Cx":                            "x",
	} {
		if got := string(Clean(nil, []byte(line))); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
		if got := charm.Strip(line); got != want {
			t.Errorf("%q: a terminal shows %q", line, got)
		}
	}
}

func TestNothingCanHideTheRestOfALine(t *testing.T) {
	for line, want := range map[string]string{
		"\x1b]0;evil":      "\x1b]0;evil",
		"\x1bPevil":        "\x1bPevil",
		"\x1b[31":          "\x1b[31",
		"\x1b":             "\x1b",
		"a\x1b[1\x00mb":    "a\x1b[1\x00mb",
		"\x1b[1\x1b[31mok": "\x1b[1ok",
		"\x1b(":            "\x1b(",
		"\x1b]" + strings.Repeat("x", 5000) + "\x07": "\x1b]" + strings.Repeat("x", 5000) + "\x07",
	} {
		if got := string(Clean(nil, []byte(line))); got != want {
			t.Errorf("%.30q: %.30q, want %.30q", line, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("a\x1b[1;38;5;2mb\x1b]0;t\x07c\x1b[48:2::1:2:3md"))
	f.Fuzz(func(t *testing.T, line []byte) {
		text, spans := Parse([]byte("before"), line)
		if clean := Clean([]byte("before"), line); !bytes.Equal(clean, text) {
			t.Fatalf("%q and %q", clean, text)
		}
		text = text[len("before"):]
		i := 0
		for _, b := range line { // nothing is added or moved
			if i < len(text) && text[i] == b {
				i++
			}
		}
		at := 0
		for _, s := range spans {
			if s.Start < at || s.End <= s.Start || s.End > len(text) || s.Attr == (Attr{}) {
				t.Fatalf("spans %+v of %q", spans, text)
			}
			at = s.End
		}
		if i != len(text) {
			t.Fatalf("%q of %q", text, line)
		}
	})
}

func BenchmarkClean(b *testing.B) {
	line := []byte(fmt.Sprintf("\x1b[90m%s\x1b[0m \x1b[32mINFO\x1b[0m %s", strings.Repeat("x", 24), strings.Repeat("request ", 10)))
	var dst []byte
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		dst = Clean(dst[:0], line)
	}
}
