package vt

import (
	"fmt"
	"testing"
	"time"
	"unicode"
)

// check fails for a screen that can't be drawn.
func check(t *testing.T, term *Terminal) {
	t.Helper()
	cols, rows := term.Size()
	c := term.Cursor()
	if c.X < 0 || c.Y < 0 || c.X >= cols || c.Y >= rows {
		t.Fatalf("the cursor is at %d,%d of %dx%d", c.X, c.Y, cols, rows)
	}
	for _, g := range []*grid{term.primary, term.alternate} {
		if g.cols != cols || g.rows != rows || len(g.lines) != rows || len(g.dirty) != rows {
			t.Fatalf("a grid of %dx%d has %d lines, want %dx%d", g.cols, g.rows, len(g.lines), cols, rows)
		}
		if g.top < 0 || g.top >= g.bottom || g.bottom > rows {
			t.Fatalf("rows %d to %d of %d scroll", g.top, g.bottom, rows)
		}
		for y, r := range g.lines {
			if len(r.cells) != cols {
				t.Fatalf("row %d has %d cells, want %d", y, len(r.cells), cols)
			}
			checkCells(t, term, r.cells)
			for x, c := range r.cells[r.used:] {
				if c != (Cell{Width: 1}) {
					t.Fatalf("cell %d of row %d is %+v, and only %d are used", r.used+x, y, c, r.used)
				}
			}
		}
	}
	if len(term.tabs) < cols {
		t.Fatalf("%d tab stops for %d columns", len(term.tabs), cols)
	}
	if n := term.Top() - term.First(); n < 0 || n > maxHistory {
		t.Fatalf("%d lines above the screen", n)
	}
	for n := max(term.First(), term.Top()-40); n < term.Top(); n++ {
		cells, _ := term.Line(n, nil)
		if len(cells) > cols {
			t.Fatalf("line %d has %d cells of %d columns", n, len(cells), cols)
		}
		checkCells(t, term, cells)
	}
}

func checkCells(t *testing.T, term *Terminal, cells []Cell) {
	t.Helper()
	for x, c := range cells {
		switch c.Width {
		case 0:
			if x == 0 || cells[x-1].Width != 2 || c.Rune != 0 {
				t.Fatalf("cell %d is half of nothing: %v", x, cells)
			}
		case 2:
			if x+1 >= len(cells) || cells[x+1].Width != 0 {
				t.Fatalf("cell %d lacks its other half: %v", x, cells)
			}
		case 1:
		default:
			t.Fatalf("cell %d has the width %d", x, c.Width)
		}
		for i, r := range term.Text(c) {
			if unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) && r != 0x200d || i > 64 {
				t.Fatalf("cell %d shows %q", x, term.Text(c))
			}
		}
	}
}

// FuzzTerminal prints anything into screens of any size, in pieces and while
// they are resized. It must end soon and leave a screen that can be drawn.
func FuzzTerminal(f *testing.F) {
	for _, s := range []string{
		"hello\r\nworld", "\x1b[2J\x1b[1;1H\x1b[31mred\x1b[m\x1b[K", "\x1b[?1049h\x1b[2;4r\x1b[?6h\n\n\n\x1bM\x1b[?1049l",
		"漢字e\u0301👩\u200d🚀\ufe0f\u202e", "\x1b[2000000000b\x1b[2000000000@\x1b[2000000000P\x1b[2000000000L\x1b[2000000000M\x1b[2000000000S\x1b[2000000000T",
		"\x1b]0;✓title\x07\x1b]8;id=1;https://example.org\x1b\\link\x1b]8;;\x1b\\", "\x1b]52;c;?\x07\x1bP$qm\x1b\\\x1b_x\x1b\\",
		"\x1b[38;2;1;2;3;48:5:7:4:3m\x1b[4:3mx", "\x1b7\x1b8\x1b[s\x1b[u\x1bc\x1b[!p\x1b#8\x1b(0qqq\x1b(B", "\xff\xfe\xc3\xe6\xbc",
		"\x1b[?7l\x1b[4h漢漢漢\x1b[4l\x1b[?7h", "\x1b[3g\x1bH\t\x1b[Z\x1b[I", "a\x1b[99999b\x1b[99999;99999H漢",
	} {
		f.Add([]byte(s), uint8(12), uint8(5), uint8(3))
		f.Add([]byte(s+s+s), uint8(1), uint8(1), uint8(1))
	}
	f.Fuzz(func(t *testing.T, data []byte, cols, rows, step uint8) {
		begun := time.Now()
		term := New(int(cols), int(rows))
		replied := 0
		term.Reply = func(p []byte) { replied += len(p) }
		size := int(step)%7 + 1
		for i := 0; i < len(data); i += size {
			_, _ = term.Write(data[i:min(i+size, len(data))])
			if step%5 == 0 && i%11 == 0 {
				term.Resize(int(data[i])%40, int(data[i])/40)
				check(t, term)
			}
		}
		check(t, term)
		term.Resize(int(rows), int(cols))
		check(t, term)
		if replied > 50*(len(data)+1) {
			t.Errorf("%d bytes were answered to %d", replied, len(data))
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%d bytes took %v", len(data), took)
		}
	})
}

// BenchmarkTerminal is `cat` of different files on a screen of 200 × 50.
func BenchmarkTerminal(b *testing.B) {
	kinds := map[string]func(i int) string{
		"text": func(i int) string {
			return fmt.Sprintf("%06d the quick brown fox jumps over the lazy dog, again and again, until it is tired\r\n", i)
		},
		"short":   func(i int) string { return "y\r\n" },
		"colours": func(i int) string { return fmt.Sprintf("\x1b[3%dmword\x1b[0m \x1b[38;5;%dmother\x1b[m ", i%8, i%256) },
		"truecolour": func(i int) string {
			return fmt.Sprintf("\x1b[38;2;%d;%d;%dm#", i%256, i/7%256, i/3%256)
		},
		"unicode": func(i int) string { return "漢字かな ąęść e\u0301 ✓ 👍\r\n" },
		"cursor":  func(i int) string { return fmt.Sprintf("\x1b[%d;%dH\x1b[Kx", i%50+1, i*7%200+1) },
	}
	for name, line := range kinds {
		b.Run(name, func(b *testing.B) {
			var data []byte
			for i := 0; len(data) < 1<<20; i++ {
				data = append(data, line(i)...)
			}
			term := New(200, 50)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				for at := 0; at < len(data); at += 32 << 10 {
					_, _ = term.Write(data[at:min(at+32<<10, len(data))])
				}
			}
		})
	}
}

// BenchmarkResize cuts 10,000 lines anew.
func BenchmarkResize(b *testing.B) {
	term := New(200, 50)
	for i := range maxHistory {
		_, _ = fmt.Fprintf(term, "%06d the quick brown fox jumps over the lazy dog, again and again, until it is tired\r\n", i)
	}
	b.Run("enough room", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			term.Resize(150+i%2, 50)
		}
	})
	b.Run("all lines are cut", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			term.Resize(50+i%2, 50)
		}
	})
}
