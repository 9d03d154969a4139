package textview

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// drawnAs is a line as a person reads it.
func drawnAs(text string) string {
	var b strings.Builder
	for c := range cells(text) {
		if c.kind == blank {
			b.WriteString(strings.Repeat(" ", c.width))
			continue
		}
		b.WriteString(c.words(text))
	}
	return b.String()
}

func TestWhatALineLooksLike(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", "hello, world", "hello, world"},
		{"tabs reach the next multiple of eight", "a\tbc\td", "a       bc      d"},
		{"a carriage return at the end is the line's end", "GET /\r", "GET /"},
		{"one in the middle would overwrite", "safe\revil", `safe\revil`},
		{"line breaks in a name", "a\nb", `a\nb`},
		{"escape sequences", "\x1b[31mred", `\x1b[31mred`},
		{"a mark that turns the direction", "exe.\u202egpj", `exe.\u202egpj`},
		{"nothing hides", "pass\u200bword\u00ad\u2066", `pass\u200bword\u00ad\u2066`},
		{"tag characters", "a\U000e0041", `a\U000e0041`},
		{"a blank that isn't a space", "a\u3164b", `a\u3164b`},
		{"bytes that are no text", "\xff\x00\x9c", `\xff\x00\x9c`},
		{"accents stay on their letter", "e\u0301t", "e\u0301t"},
		{"a mark with no letter", "\u0301", `\u0301`},
		{"a pile of marks ends", "a" + strings.Repeat("\u0301", 5), "a\u0301\u0301\u0301" + `\u0301\u0301`},
		{"emoji joined to one are shown one by one", "👩\u200d🚀", "👩🚀"},
		{"a joiner elsewhere would hide", "a\u200db", `a\u200db`},
	} {
		if got := drawnAs(c.text); got != c.want {
			t.Errorf("%s: %q is drawn as %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

func TestWideCharactersTakeTwoColumns(t *testing.T) {
	for text, want := range map[string]int{"abc": 3, "中文": 4, "😀": 2, "ｱ": 1, "Ａ": 2, "é": 1, "e\u0301": 1, "\u3000x": 3} {
		if got := columnsOf(text); got != want {
			t.Errorf("%q takes %d columns, want %d", text, got, want)
		}
	}
}

func TestALongLineIsCutAndSaysHowMuchIsLeft(t *testing.T) {
	line := strings.Repeat("x", 1_000_000)
	begun := time.Now()
	got := drawnAs(line)
	if want := strings.Repeat("x", maxColumns) + "… 990kB more"; got != want {
		t.Errorf("it ends in %q", got[len(got)-30:])
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestWrapping(t *testing.T) {
	for _, c := range []struct {
		text string
		cols int
		want string // rows split by |
	}{
		{"", 4, ""},
		{"abcd", 4, "abcd"},
		{"abcde", 4, "abcd|e"},
		{"abc中d", 4, "abc|中d"},
		{"a\x1bb", 4, `a|\x1b|b`},
		{"\u202e", 4, `\u202e`}, // wider than the row, on a row of its own
	} {
		var rows []string
		starts := wrapRows(nil, c.text, c.cols)
		for i, s := range starts {
			end := len(c.text)
			if i+1 < len(starts) {
				end = starts[i+1].at
			}
			rows = append(rows, drawnAs(c.text[s.at:end]))
		}
		if got := strings.Join(rows, "|"); got != c.want {
			t.Errorf("%q in %d columns: %q, want %q", c.text, c.cols, got, c.want)
		}
	}
}

func TestCellsCoverEveryByteOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.String(),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.StringOf(rapid.SampledFrom([]rune("a \t\r\n中😀\u0301\u200d\u202e\x1b"))),
		).Draw(t, "text")
		at, col := 0, 0
		for c := range cells(text) {
			if c.start != at || c.end <= at || c.col != col || c.width < 1 {
				t.Fatalf("cell %+v follows byte %d, column %d", c, at, col)
			}
			if n := utf8.RuneCountInString(c.words(text)); c.kind == escape && n != c.width {
				t.Fatalf("escape %q has %d columns", c.words(text), c.width)
			}
			for _, r := range c.words(text) {
				if r == 0x202e || r < ' ' {
					t.Fatalf("%U is drawn", r)
				}
			}
			at, col = c.end, c.col+c.width
		}
		if want := len(strings.TrimSuffix(text, "\r")); at != want {
			t.Fatalf("cells end at byte %d of %d", at, want)
		}
	})
}

func TestSteppingByCharacterThereAndBack(t *testing.T) {
	text := "ae\u0301中\x1b😀z"
	var there []int
	for at := 0; at < len(text); at = stepByte(text, at, 1) {
		there = append(there, at)
	}
	var back []int
	for at := len(text); at > 0; {
		at = stepByte(text, at, -1)
		back = append([]int{at}, back...)
	}
	if len(there) != 6 || len(back) != 6 {
		t.Fatalf("there %v, back %v, want 6 characters", there, back)
	}
	for i := range there {
		if there[i] != back[i] {
			t.Errorf("there %v, back %v", there, back)
		}
	}
}
