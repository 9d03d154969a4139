package textview

import "testing"

func TestTheWordUnderADoubleClick(t *testing.T) {
	for _, c := range []struct {
		text string
		at   int
		want string
	}{
		{`"Path": "/bin/sh",`, 10, "/bin/sh"},
		{`"Path": "/bin/sh",`, 2, "Path"},
		{"pulled nginx:1.27 now", 9, "nginx:1.27"},
		{"error: no such file.", 2, "error"},
		{"error: no such file.", 17, "file"},
		{"level=info", 7, "info"},
		{"a   b", 2, "   "},
		{"été là", 2, "été"},
		{"end", 3, "end"},
		{"", 0, ""},
	} {
		start, end := wordAt(c.text, c.at)
		if got := c.text[start:end]; got != c.want {
			t.Errorf("%q at %d: %q, want %q", c.text, c.at, got, c.want)
		}
	}
}

func TestSelectingGrowsByWhatTheFirstClickTook(t *testing.T) {
	src := Lines{"one two three", "four five", "six"}
	for _, c := range []struct {
		name     string
		unit     unit
		at, head Pos
		want     string
	}{
		{"characters forward", byChar, Pos{0, 4}, Pos{1, 4}, "two three\nfour"},
		{"characters back", byChar, Pos{1, 4}, Pos{0, 8}, "three\nfour"},
		{"words forward", byWord, Pos{0, 5}, Pos{0, 9}, "two three"},
		{"words back keep the first word", byWord, Pos{0, 5}, Pos{0, 1}, "one two"},
		{"lines", byLine, Pos{0, 5}, Pos{1, 1}, "one two three\nfour five\n"},
		{"the last line has no break", byLine, Pos{2, 1}, Pos{2, 1}, "six"},
	} {
		s := selectAt(src, c.at, c.unit)
		s.head = c.head
		from, to := s.span(src)
		if got, _ := textBetween(src, from, to, 1000); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWhereAKeyLeads(t *testing.T) {
	src := Lines{"one two", "", "three"}
	for _, c := range []struct {
		name string
		s    step
		at   Pos
		want Pos
	}{
		{"left over a line's start", charBack, Pos{1, 0}, Pos{0, 7}},
		{"right over a line's end", charOn, Pos{0, 7}, Pos{1, 0}},
		{"left at the very start", charBack, Pos{0, 0}, Pos{0, 0}},
		{"right at the very end", charOn, Pos{2, 5}, Pos{2, 5}},
		{"a word on", wordOn, Pos{0, 0}, Pos{0, 3}},
		{"a word back", wordBack, Pos{0, 7}, Pos{0, 4}},
		{"home", lineStart, Pos{0, 4}, Pos{0, 0}},
		{"end", lineEnd, Pos{0, 4}, Pos{0, 7}},
		{"the start of all", docStart, Pos{2, 2}, Pos{0, 0}},
		{"the end of all", docEnd, Pos{0, 0}, Pos{2, 5}},
		{"a line that is gone", charBack, Pos{9, 0}, Pos{1, 0}},
	} {
		if got := c.s.from(src, c.at); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestCopyingEndsAtTheLimit(t *testing.T) {
	src := Lines{"0123456789", "abcdé"}
	text, cut := textBetween(src, Pos{}, endOf(src), 16)
	if text != "0123456789\nabcd" || !cut {
		t.Errorf("%q, cut %v", text, cut)
	}
	if text, cut = textBetween(src, Pos{}, endOf(src), 17); text != "0123456789\nabcdé" || cut {
		t.Errorf("%q, cut %v", text, cut)
	}
}
