package vt

import (
	"fmt"
	"strings"
	"testing"
)

// shown is the screen as a person reads it, one line a row, without what is
// blank at the ends.
func shown(t *Terminal) string {
	var rows []string
	for y := range t.screen.rows {
		rows = append(rows, lineText(t, t.Top()+y))
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

func lineText(t *Terminal, n int) string {
	cells, _ := t.Line(n, nil)
	var b strings.Builder
	for _, c := range cells {
		if c.Width > 0 {
			b.WriteString(t.Text(c))
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// above are the lines that left the screen.
func above(t *Terminal) string {
	var lines []string
	for n := t.First(); n < t.Top(); n++ {
		lines = append(lines, lineText(t, n))
	}
	return strings.Join(lines, "\n")
}

func at(t *Terminal) string {
	c := t.Cursor()
	return fmt.Sprintf("%d,%d", c.X, c.Y)
}

func TestWhatSequencesDo(t *testing.T) {
	const e = "\x1b"
	for _, c := range []struct {
		name, in, want string
		cursor         string // x,y; "" when it doesn't matter
	}{
		{"text", "hello", "hello", "5,0"},
		{"lines", "a\r\nb", "a\nb", "1,1"},
		{"a line feed goes straight down", "a\nb", "a\n b", "2,1"},
		{"backspace and overwriting", "abc\b\bX", "aXc", "2,0"},
		{"tab stops", "a\tb\tc", "a       b  c", "11,0"},
		{"own tab stops", e + "[3g" + e + "[4G" + e + "H\r\tx", "   x", ""},
		{"back to a tab stop", "abcdefghij" + e + "[Zx", "abcdefghxj", ""},
		{"text wraps", "abcdefghijklmnop", "abcdefghijkl\nmnop", "4,1"},
		{"it wraps only when more follows", "abcdefghijkl", "abcdefghijkl", "11,0"},
		{"and not at all where that is off", e + "[?7labcdefghijklmnop", "abcdefghijkp", "11,0"},
		{"the screen scrolls", "1\r\n2\r\n3\r\n4\r\n5\r\n6", "2\n3\n4\n5\n6", "1,4"},
		{"absolute places", e + "[2;3Hx" + e + "[1;1fy", "y\n  x", ""},
		{"moves stay on the screen", e + "[99;99Hx" + e + "[99Ay" + e + "[99Dz", "z          y\n\n\n\n           x", ""},
		{"counts of two thousand millions", e + "[2000000000Bx" + e + "[2000000000A" + e + "[2000000000Dy", "y\n\n\n\nx", ""},
		{"counts with more digits than fit", e + "[99999999999999999999999999Bx", "\n\n\n\nx", ""},
		{"next and previous line", "abc" + e + "[2Ex" + e + "[Fy", "abc\ny\nx", ""},
		{"column and row", e + "[5Gx" + e + "[3dy", "    x\n\n     y", ""},
		{"erase to the end", "abcdef" + e + "[3G" + e + "[K", "ab", "2,0"},
		{"erase to the start", "abcdef" + e + "[3G" + e + "[1K", "   def", ""},
		{"erase the line", "abcdef" + e + "[2K", "", "6,0"},
		{"erase below", "a\r\nb\r\nc" + e + "[2;1H" + e + "[J", "a", ""},
		{"erase above", "a\r\nb\r\nc" + e + "[2;1H" + e + "[1J", "\n\nc", ""},
		{"erase all", "a\r\nb" + e + "[2J", "", "1,1"},
		{"erase characters", "abcdef" + e + "[2G" + e + "[3X", "a   ef", ""},
		{"insert characters", "abcdef" + e + "[2G" + e + "[2@", "a  bcdef", ""},
		{"delete characters", "abcdef" + e + "[2G" + e + "[2P", "adef", ""},
		{"insert mode", "abc\r" + e + "[4hX" + e + "[4lY", "XYbc", ""},
		{"insert lines", "1\r\n2\r\n3" + e + "[2;1H" + e + "[2L", "1\n\n\n2\n3", ""},
		{"delete lines", "1\r\n2\r\n3\r\n4" + e + "[2;1H" + e + "[2M", "1\n4", ""},
		{"too many of them", "1\r\n2\r\n3" + e + "[2;1H" + e + "[2000000000M", "1", ""},
		{"scroll up and down", "1\r\n2\r\n3" + e + "[S" + e + "[2T", "\n\n2\n3", ""},
		{"a scroll region", "1\r\n2\r\n3\r\n4\r\n5" + e + "[2;4r" + e + "[4;1H\nx", "1\n3\n4\nx\n5", ""},
		{"reverse index in it", "1\r\n2\r\n3\r\n4\r\n5" + e + "[2;4r" + e + "[2;1H" + e + "Mx", "1\nx\n2\n3\n5", ""},
		{"origin mode", e + "[2;4r" + e + "[?6h" + e + "[1;1Hx" + e + "[9;1Hy", "\nx\n\ny", ""},
		{"a wrong region is ignored", e + "[4;2r1\r\n2\r\n3\r\n4\r\n5\r\n6", "2\n3\n4\n5\n6", ""},
		{"save and restore", "ab" + e + "7\r\n\r\ncd" + e + "8X", "abX\n\ncd", "3,0"},
		{"the other way to", "ab" + e + "[s\r\n\r\ncd" + e + "[uX", "abX\n\ncd", ""},
		{"repeat", "ab" + e + "[3b", "abbbb", ""},
		{"repeat fills at most the screen", "x" + e + "[2000000000b", strings.Repeat("xxxxxxxxxxxx\n", 4) + "x", ""},
		{"line drawing", e + "(0lqk" + e + "(Bq", "┌─┐q", ""},
		{"by shifting", e + ")0\x0elqk\x0fq", "┌─┐q", ""},
		{"wide characters", "a漢b", "a漢b", "4,0"},
		{"one that doesn't fit goes to the next row", "abcdefghijk漢", "abcdefghijk\n漢", "2,1"},
		{"half of one overwritten", "漢字\r" + e + "[2Gx", " x字", ""},
		{"marks", "e\u0301x", "e\u0301x", "2,0"},
		{"a mark on the last column", "abcdefghijke\u0301", "abcdefghijke\u0301", ""},
		{"a mark without a letter", "\u0301x", "x", "1,0"},
		{"what turns the direction isn't shown", "a\u202eb\u200fc", "abc", "3,0"},
		{"bytes that are no text", "a\xffb\xc3", "a\ufffdb", ""},
		{"an order in the middle of a character", "\xe6\xbc" + e + "[2;1Hx", "\ufffd\ufffd\nx", ""},
		{"8 bit controls are no orders", "\xc2\x9b2J\x9b", "2J\ufffd", ""},
		{"titles aren't text", e + "]0;my title\x07x" + e + "]2;other" + e + "\\y", "xy", ""},
		{"a title with the byte 9C in it", e + "]0;✓ done\x07x", "x", ""},
		{"other orders with text aren't shown", e + "_app" + e + "\\a" + e + "^pm✓" + e + "\\b" + e + "Xsos" + e + "\\c" + e + "Pq#0✓" + e + "\\d", "abcd", ""},
		{"an order broken off", e + "]0;abc\x18x" + e + "[3\x1ay", "xy", ""},
		{"unknown orders", e + "[?1;2;3z" + e + "[5i" + e + "[>4;2m" + e + "#3" + e + "%Gx", "x", ""},
		{"alignment", e + "#8", strings.TrimSuffix(strings.Repeat("EEEEEEEEEEEE\n", 5), "\n"), ""},
		{"reset", "abc" + e + "[2;3r" + e + "c" + "x", "x", ""},
		{"soft reset", e + "[2;3r" + e + "[4h" + e + "[!p1\r\n2\r\n3\r\n4\r\n5\r\n6", "2\n3\n4\n5\n6", ""},
		{"new line mode", e + "[20ha\nb", "a\nb", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			// Whole, and byte by byte: it must make no difference.
			whole, bytewise := New(12, 5), New(12, 5)
			_, _ = whole.Write([]byte(c.in))
			for i := range len(c.in) {
				_, _ = bytewise.Write([]byte{c.in[i]})
			}
			for how, term := range map[string]*Terminal{"whole": whole, "byte by byte": bytewise} {
				if got := shown(term); got != c.want {
					t.Errorf("%s: the screen is\n%s\nwant\n%s", how, got, c.want)
				}
				if got := at(term); c.cursor != "" && got != c.cursor {
					t.Errorf("%s: the cursor is at %s, want %s", how, got, c.cursor)
				}
			}
		})
	}
}

func TestTheAlternateScreenLeavesThePrimaryAlone(t *testing.T) {
	term := New(12, 3)
	say(term, "1\r\n2\r\n3\r\n4 \x1b[31m\x1b[?1049hfull\x1b[2;1Hscreen\r\n\r\n\r\n\r\n")
	if !term.Alternate() || term.First() != term.Top() {
		t.Errorf("the alternate screen has lines above it")
	}
	say(term, "\x1b[?1049l!")
	if got := shown(term); got != "2\n3\n4 !" {
		t.Errorf("the screen is %q", got)
	}
	if got := above(term); got != "1" {
		t.Errorf("above it is %q", got)
	}
}

func say(t *Terminal, s string) { _, _ = t.Write([]byte(s)) }

func styleAt(t *Terminal, x, y int) Style {
	cells, _ := t.Line(t.Top()+y, nil)
	if s := cells[x].Style; s != nil {
		return *s
	}
	return Style{}
}

func TestHowTextIsWritten(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Style
	}{
		{"", Style{}},
		{"\x1b[1;3;4;7;9m", Style{Attr: Bold | Italic | Underline | Inverse | Strike}},
		{"\x1b[1;2;22m", Style{}},
		{"\x1b[31;42m", Style{Ink: Indexed(1), Ground: Indexed(2)}},
		{"\x1b[95;104m", Style{Ink: Indexed(13), Ground: Indexed(12)}},
		{"\x1b[38;5;208;1m", Style{Ink: Indexed(208), Attr: Bold}},
		{"\x1b[48;2;1;2;3;1m", Style{Ground: RGB(1, 2, 3), Attr: Bold}},
		{"\x1b[38:5:208m", Style{Ink: Indexed(208)}},
		{"\x1b[38:2:1:2:3;4m", Style{Ink: RGB(1, 2, 3), Attr: Underline}},
		{"\x1b[38:2::1:2:3;4m", Style{Ink: RGB(1, 2, 3), Attr: Underline}},
		{"\x1b[4:3m", Style{Attr: Underline}},
		{"\x1b[4:2m", Style{Attr: DoubleUnderline}},
		{"\x1b[4m\x1b[4:0m", Style{}},
		{"\x1b[58;5;1;3m", Style{Attr: Italic}},
		{"\x1b[31m\x1b[m", Style{}},
		{"\x1b[31;1m\x1b[0;3m", Style{Attr: Italic}},
		{"\x1b[31;41m\x1b[39;49m", Style{}},
		{"\x1b[38;2;1m", Style{}},
		{"\x1b[38;5m", Style{}},
		{"\x1b[38m\x1b[38;9;1m", Style{Attr: Bold}},
		{"\x1b[38;5;999m", Style{Ink: Indexed(255)}},
		{"\x1b[31;1m\x1b7\x1b[0m\x1b8", Style{Ink: Indexed(1), Attr: Bold}},
	} {
		term := New(20, 2)
		say(term, c.in+"\rx")
		if got := styleAt(term, 0, 0); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.in, got, c.want)
		}
	}
}

func TestErasedCellsTakeTheGroundOnly(t *testing.T) {
	term := New(10, 2)
	say(term, "\x1b[1;4;31;44m\x1b[K")
	if got, want := styleAt(term, 5, 0), (Style{Ground: Indexed(4)}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestLinksLeadOnlyToTheWeb(t *testing.T) {
	for uri, want := range map[string]bool{
		"https://example.org/a?b=c": true, "http://localhost:8080": true, "HTTPS://EXAMPLE.ORG": true,
		"file:///etc/passwd": false, "javascript:alert(1)": false, "ssh://host": false, "https:": false,
		"https://a\u202eb": false, "vscode://x": false, "": false,
	} {
		term := New(10, 2)
		say(term, "\x1b]8;id=1;"+uri+"\x1b\\x\x1b]8;;\x1b\\y")
		link := styleAt(term, 0, 0).Link
		if got := link != nil; got != want {
			t.Errorf("%q: a link: %v, want %v", uri, got, want)
		}
		if link != nil && (link.URI != uri || link.ID != "1") {
			t.Errorf("%q: %+v", uri, link)
		}
		if styleAt(term, 1, 0).Link != nil {
			t.Errorf("%q: it doesn't end", uri)
		}
	}
}

func TestTitles(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b]0;web: vi\x07":                            "web: vi",
		"\x1b]2;✓ 漢\x1b\\":                              "✓ 漢",
		"\x1b]0;a\x1b]2;b\x07":                          "b",
		"\x1b]1;icon\x07":                               "",
		"\x1b]0;a\u202eb\x07":                           "ab",
		"\x1b]0;one\x07\x1b[22t\x1b]0;two\x07":          "two",
		"\x1b]0;a\x07\x1b[22t\x1b]0;b\x07\x1b[23t":      "a",
		"\x1b]0;" + strings.Repeat("x", 99999) + "\x07": strings.Repeat("x", maxTitle),
	} {
		term := New(10, 2)
		say(term, in)
		if got := term.Title(); got != want {
			t.Errorf("%.40q: %q, want %q", in, got, want)
		}
	}
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"what it is", "\x1b[c", "\x1b[?62;22c"},
		{"the old question", "\x1bZ", "\x1b[?62;22c"},
		{"which version", "\x1b[>c", "\x1b[>41;354;0c"},
		{"that it is well", "\x1b[5n", "\x1b[0n"},
		{"where the cursor is", "\x1b[3;4H\x1b[6n", "\x1b[3;4R"},
		{"in a region", "\x1b[2;4r\x1b[?6h\x1b[2;1H\x1b[6n", "\x1b[2;1R"},
		{"the other form", "\x1b[?6n", "\x1b[?1;1R"},
		{"the size", "\x1b[18t", "\x1b[8;5;12t"},
		{"a mode", "\x1b[?2004h\x1b[?2004$p\x1b[?7$p\x1b[?1049$p\x1b[?9999$p\x1b[4$p",
			"\x1b[?2004;1$y\x1b[?7;1$y\x1b[?1049;2$y\x1b[?9999;0$y\x1b[4;2$y"},
		{"the ground", "\x1b]11;?\x07", "\x1b]11;rgb:0000/0000/0000\x1b\\"},
		{"the ink", "\x1b]10;?\x1b\\", "\x1b]10;rgb:ffff/ffff/ffff\x1b\\"},
		{"settings and names are refused", "\x1bP$qm\x1b\\\x1bP+q544e\x1b\\", "\x1bP0$r\x1b\\\x1bP0+r\x1b\\"},

		// What a program prints may come from a stranger: nothing that it chose
		// is ever typed for the person.
		{"never the title", "\x1b]0;rm -rf /\x07\x1b[21t\x1b[20t", ""},
		{"never the clipboard", "\x1b]52;c;?\x07\x1b]52;c;cm0K\x07", ""},
		{"never text in between", "\x05", ""},
		{"never the palette", "\x1b]4;1;?\x07\x1b]4;1;rgb:1/1/1\x07\x1b]10;red\x07", ""},
		{"never the size in pixels, never another size", "\x1b[14t\x1b[8;99;99t\x1b[3;0;0t\x1b[2t", ""},
	} {
		term := New(12, 5)
		var got strings.Builder
		term.Reply = func(p []byte) { got.Write(p) }
		say(term, c.in)
		if got.String() != c.want {
			t.Errorf("%s: %q, want %q", c.name, got.String(), c.want)
		}
	}
}

func TestInputModesAreRemembered(t *testing.T) {
	term := New(10, 2)
	say(term, "\x1b[?1h\x1b=\x1b[?2004h\x1b[?1004h\x1b[?1002h\x1b[?1006h\x1b[20h")
	want := Input{CursorKeys: true, Keypad: true, Paste: true, Focus: true, Mouse: MouseDrags, SGRMouse: true, Newline: true}
	if got := term.Input(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	say(term, "\x1b[?1002l\x1b[?1049h")
	if got := term.Input(); got.Mouse != MouseOff || !got.WheelKeys {
		t.Errorf("%+v", got)
	}
	say(term, "\x1bc")
	if got := term.Input(); got != (Input{}) {
		t.Errorf("after a reset: %+v", got)
	}
}

func TestHowTheCursorLooks(t *testing.T) {
	for in, want := range map[string]Cursor{
		"":                   {Visible: true},
		"\x1b[?25l":          {},
		"\x1b[5 q":           {Visible: true, Bar: true, Blink: true},
		"\x1b[4 q":           {Visible: true, Under: true},
		"\x1b[2 q":           {Visible: true},
		"\x1b[?12h":          {Visible: true, Blink: true},
		"\x1b[2000000000 q":  {Visible: true},
		"\x1b[6 q\x1b[0 q":   {Visible: true},
		"\x1b[?25l\x1b[?25h": {Visible: true},
	} {
		term := New(10, 2)
		say(term, in)
		if got := term.Cursor(); got != want {
			t.Errorf("%q: %+v, want %+v", in, got, want)
		}
	}
}

func TestLinesAboveTheScreenAreKeptUpToALimit(t *testing.T) {
	term := New(20, 4)
	for i := range maxHistory + 500 {
		say(term, fmt.Sprintf("line \x1b[3%dm%d\x1b[m 漢e\u0301\r\n", i%8, i))
	}
	if got := term.Top() - term.First(); got != maxHistory {
		t.Errorf("%d lines are kept", got)
	}
	n := term.First() + 42
	if got, want := lineText(term, n), fmt.Sprintf("line %d 漢e\u0301", n); got != want {
		t.Errorf("line %d is %q, want %q", n, got, want)
	}
	cells, _ := term.Line(n, nil)
	if s := cells[5].Style; s == nil || s.Ink != Indexed(uint8(n%8)) {
		t.Errorf("its number is written as %+v", s)
	}
	if cells[0].Style != nil {
		t.Errorf("its first letter is written as %+v", cells[0].Style)
	}
	say(term, "\x1b[3J")
	if term.First() != term.Top() {
		t.Error("it can't be cleared")
	}
	if _, wrapped := term.Line(-5, nil); wrapped {
		t.Error("there is a line before the first")
	}
}

func TestDirtyRows(t *testing.T) {
	term := New(10, 5)
	dirty := func() (ys []int) {
		term.TakeDirty(func(y int) { ys = append(ys, y) })
		return ys
	}
	dirty()
	for _, c := range []struct{ in, want string }{
		{"", "[]"},
		{"abc", "[0]"},
		{"\x1b[3;1Hx", "[2]"},
		{"\x1b[5;1H", "[]"},
		{"\n", "[0 1 2 3 4]"},
		{"\x1b[2;3r\x1b[3;1H\n", "[1 2]"},
		{"\x1b[r\x1b[2;1H\x1b[K", "[1]"},
		{"\x1b[?1049h", "[0 1 2 3 4]"},
	} {
		say(term, c.in)
		if got := fmt.Sprint(dirty()); got != c.want {
			t.Errorf("%q: %s, want %s", c.in, got, c.want)
		}
	}
}

func TestResizingCutsLinesAnew(t *testing.T) {
	for _, c := range []struct {
		name, in       string
		cols, rows     int
		want, up, then string
		cursor         string
	}{
		{"narrower", "abcdefghij\r\nxy", 4, 5, "abcd\nefgh\nij\nxy", "", "", "2,3"},
		{"narrower than there is room", "abcdefghij\r\nxy", 4, 3, "efgh\nij\nxy", "abcd", "", "2,2"},
		{"wider joins", "abcdefghijklmnop", 20, 5, "abcdefghijklmnop", "", "", "16,0"},
		{"lines that ended stay apart", "abcdefghijkl\r\nmn", 20, 5, "abcdefghijkl\nmn", "", "", ""},
		{"the cursor goes on where it was", "abcdefghijkl", 6, 5, "abcdef\nghijkl", "", "M", "5,1"},
		{"and wraps then", "abcdefghijkl", 6, 5, "abcdef\nghijkl\nM", "", "after M", ""},
		{"a cursor on an empty line", "ab\r\n\x1b[7G", 6, 5, "ab\n     M", "", "after M", ""},
		{"wide characters aren't cut", "ab漢字cd", 3, 5, "ab\n漢\n字c\nd", "", "", ""},
		{"and are joined again", "abcdefghijk漢x", 20, 5, "abcdefghijk漢x", "", "", ""},
		{"never less than two columns", "a漢b", 1, 5, "a\n漢\nb", "", "", ""},
		{"lower", "1\r\n2\r\n3\r\n4\r\n5", 12, 3, "3\n4\n5", "1\n2", "", "1,2"},
		{"lower with room below the cursor", "1\r\n2", 12, 3, "1\n2", "", "", "1,1"},
		{"a cursor at the top", "1\r\n2\r\n3\r\n4\r\n5\x1b[1;1H", 12, 3, "1\n2\n3", "", "", "0,0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			term := New(12, 5)
			say(term, c.in)
			term.Resize(c.cols, c.rows)
			if strings.HasPrefix(c.then, "after ") {
				say(term, strings.TrimPrefix(c.then, "after "))
			}
			if got := shown(term); got != c.want {
				t.Errorf("the screen is\n%s\nwant\n%s", got, c.want)
			}
			if got := above(term); got != c.up {
				t.Errorf("above it is %q, want %q", got, c.up)
			}
			if got := at(term); c.cursor != "" && got != c.cursor {
				t.Errorf("the cursor is at %s, want %s", got, c.cursor)
			}
		})
	}
}

func TestThereAndBackIsTheSame(t *testing.T) {
	var text strings.Builder
	for i := range 60 {
		fmt.Fprintf(&text, "%d %s 漢字 \x1b[3%dmcolour\x1b[m\r\n", i, strings.Repeat("word ", i%9), i%8)
	}
	term := New(40, 10)
	say(term, text.String()+"$ ")
	all := func() string { return above(term) + "\n" + shown(term) }
	want, cursor := all(), at(term)
	for _, size := range [][2]int{{20, 10}, {7, 4}, {120, 30}, {40, 3}, {39, 50}, {40, 10}} {
		term.Resize(size[0], size[1])
	}
	if got := all(); got != want {
		t.Errorf("it was\n%s\nand is\n%s", want, got)
	}
	if got := at(term); got != cursor {
		t.Errorf("the cursor was at %s and is at %s", cursor, got)
	}
}

func TestLinesComeBackWhenTheScreenGetsHigher(t *testing.T) {
	term := New(10, 3)
	say(term, "1\r\n2\r\n3\r\n4\r\n5")
	epoch := term.Epoch()
	term.Resize(10, 5)
	if got := shown(term); got != "1\n2\n3\n4\n5" || at(term) != "1,4" {
		t.Errorf("the screen is %q, the cursor at %s", got, at(term))
	}
	if term.Epoch() != epoch {
		t.Error("lines have got other numbers")
	}
}

func TestResizingBehindTheAlternateScreen(t *testing.T) {
	term := New(10, 3)
	say(term, "abcdefghij\r\n$ \x1b[?1049hfull")
	term.Resize(5, 3)
	say(term, "\x1b[?1049l!")
	if got := shown(term); got != "abcde\nfghij\n$ !" {
		t.Errorf("the screen is %q", got)
	}
}

func TestMarksArePiledOnlySoHigh(t *testing.T) {
	term := New(10, 2)
	say(term, "a"+strings.Repeat("\u0301", 500)+"b")
	if got := shown(term); got != "a"+strings.Repeat("\u0301", maxMarks)+"b" {
		t.Errorf("%q", got)
	}
}

func TestCharactersWithMarksTakeNoMoreMemoryThanTheScreen(t *testing.T) {
	term := New(80, 24)
	for i := range 200_000 {
		say(term, string(rune('a'+i%26))+string(rune(0x300+i/26%112))+string(rune(0x300+i%112)))
	}
	if n := len(term.clusters.texts); n > maxClusters {
		t.Errorf("%d are remembered", n)
	}
	say(term, "\x1b[2J\x1b[He\u0301")
	if got := shown(term); got != "e\u0301" {
		t.Errorf("the screen is %q", got)
	}
}

func TestBells(t *testing.T) {
	term, n := New(10, 2), 0
	term.Bell = func() { n++ }
	say(term, "a\x07b\x1b]0;t\x07")
	if n != 1 {
		t.Errorf("it rang %d times", n)
	}
}
