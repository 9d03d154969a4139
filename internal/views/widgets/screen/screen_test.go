package screen

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/screen/vt"
)

// person is a screen with somebody in front of it.
type person struct {
	*Screen
	t     *testing.T
	w     fyne.Window
	typed strings.Builder
}

func newPerson(t *testing.T) *person {
	t.Helper()
	s, w := stage(t, theme.Light, fyne.NewSize(600, 200))
	p := &person{Screen: s, t: t, w: w}
	s.OnInput = func(b []byte) { p.typed.Write(b) }
	w.Canvas().Focus(s)
	return p
}

func (p *person) prints(s string) { _, _ = p.Write([]byte(s)) }

// sent is what the program got since the last time.
func (p *person) sent() string {
	s := p.typed.String()
	p.typed.Reset()
	return s
}

// place is the middle of a cell.
func (p *person) place(x, y int) fyne.Position {
	l := p.look
	return fyne.NewPos(inset+padX+(float32(x)+0.5)*float32(l.cellW), inset+(float32(y)+0.5)*float32(l.cellH))
}

func (p *person) press(x, y int, b desktop.MouseButton, m fyne.KeyModifier) {
	e := &desktop.MouseEvent{Button: b, Modifier: m}
	e.Position = p.place(x, y)
	p.MouseDown(e)
	p.MouseUp(e)
}

// drag selects from the left edge of a cell to that of another.
func (p *person) drag(x0, y0, x1, y1 int) {
	half := float32(p.look.cellW)/2 - 1
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	e.Position = p.place(x0, y0).SubtractXY(half, 0)
	p.mouse.clicks = widgets.Clicks{}
	p.MouseDown(e)
	d := &fyne.DragEvent{}
	d.Position = p.place(x1, y1).SubtractXY(half, 0)
	p.Dragged(d)
	p.DragEnd()
}

func (p *person) clicks(n, x, y int) {
	p.mouse.clicks = widgets.Clicks{}
	for range n {
		p.press(x, y, desktop.MouseButtonPrimary, 0)
	}
}

func ctrl(key fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierControl}
}

func TestTyping(t *testing.T) {
	p := newPerson(t)
	p.TypedRune('é')
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	p.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	p.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	if got := p.sent(); got != "é\r\t\x1b[Z" {
		t.Errorf("it sends %q", got)
	}
	p.prints("\x1b[?1h")
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	p.TypedShortcut(ctrl(fyne.KeyRight))
	p.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyB, Modifier: fyne.KeyModifierAlt})
	if got := p.sent(); got != "\x1bOA\x1b[1;5C\x1bb" {
		t.Errorf("it sends %q", got)
	}
}

func TestKeysWithNamesOfTheirOwnGoToTheProgram(t *testing.T) {
	p := newPerson(t)
	for want, s := range map[string]fyne.Shortcut{
		"\x03": &fyne.ShortcutCopy{}, "\x16": &fyne.ShortcutPaste{}, "\x18": &fyne.ShortcutCut{},
		"\x01": &fyne.ShortcutSelectAll{}, "\x1a": &fyne.ShortcutUndo{}, "\x19": &fyne.ShortcutRedo{},
	} {
		p.TypedShortcut(s)
		if got := p.sent(); got != want {
			t.Errorf("%s: it sends %q, want %q", s.ShortcutName(), got, want)
		}
	}
}

func TestShortcutsOfTheWindowGoToTheProgramWhereItCanUseThem(t *testing.T) {
	p := newPerson(t)
	for key, want := range map[fyne.KeyName]string{fyne.KeyR: "\x12", fyne.KeyK: "\x0b", fyne.KeyQ: "\x11", fyne.KeyH: "\x08", fyne.KeyPeriod: "", fyne.KeyReturn: ""} {
		if !p.TakesShortcut(ctrl(key)) {
			t.Errorf("Ctrl+%s isn't taken", key)
		}
		if got := p.sent(); got != want {
			t.Errorf("Ctrl+%s: it sends %q, want %q", key, got, want)
		}
	}
	for _, s := range []fyne.Shortcut{
		ctrl(fyne.Key1), ctrl(fyne.KeyEqual), &desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift},
	} {
		if p.TakesShortcut(s) || p.sent() != "" {
			t.Errorf("%s is taken", s.ShortcutName())
		}
	}
}

func TestSelectingAndCopying(t *testing.T) {
	p := newPerson(t)
	p.prints("one two-three.\r\n\r\n漢字 done   \x1b[K\r\n" + strings.Repeat("x", 100) + "y")
	cols, _ := p.Cells()
	if cols >= 100 {
		t.Fatalf("%d columns are too many for this test", cols)
	}
	for _, c := range []struct {
		name string
		do   func()
		want string
	}{
		{"by dragging", func() { p.drag(4, 0, 7, 0) }, "two"},
		{"backwards", func() { p.drag(7, 0, 4, 0) }, "two"},
		{"over rows", func() { p.drag(8, 0, 4, 2) }, "three.\n\n漢字"},
		{"a word by two clicks, without the full stop", func() { p.clicks(2, 6, 0) }, "two-three"},
		{"a wide word from its second half", func() { p.clicks(2, 3, 2) }, "漢字"},
		{"a line by three clicks", func() { p.clicks(3, 1, 0) }, "one two-three.\n"},
		{"a line over two rows", func() { p.clicks(3, 1, 4) }, strings.Repeat("x", 100) + "y\n"},
		{"a click selects nothing", func() { p.clicks(1, 2, 0) }, ""},
	} {
		c.do()
		if got := p.Selected(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	p.drag(4, 0, 7, 0)
	p.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyC, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift})
	if got := fyne.CurrentApp().Clipboard().Content(); got != "two" {
		t.Errorf("the clipboard has %q", got)
	}
	fyne.CurrentApp().Clipboard().SetContent("ls\nrm x\n")
	p.prints("\x1b[?2004h")
	p.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyV, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift})
	if got := p.sent(); got != "\x1b[200~ls\rrm x\r\x1b[201~" {
		t.Errorf("pasting sends %q", got)
	}
	p.drag(0, 0, 3, 0)
	p.press(5, 5, desktop.MouseButtonTertiary, 0)
	if got := p.sent(); got != "\x1b[200~one\x1b[201~" {
		t.Errorf("the middle button sends %q", got)
	}
}

func TestASelectionStaysWithItsTextWhileMoreArrives(t *testing.T) {
	p := newPerson(t)
	p.prints("one two three\r\n")
	p.drag(4, 0, 7, 0)
	for i := range 50 {
		p.prints(fmt.Sprintf("%d\r\n", i))
	}
	if got := p.Selected(); got != "two" {
		t.Errorf("%q is selected", got)
	}
	p.prints("\x1b[?1049h")
	if got := p.Selected(); got != "" {
		t.Errorf("on another screen %q is selected", got)
	}
}

func TestScrolling(t *testing.T) {
	p := newPerson(t)
	_, rows := p.Cells()
	for i := range 100 {
		p.prints(fmt.Sprintf("line %d\r\n", i))
	}
	first := func() string { line, _, _ := strings.Cut(p.Text(), "\n"); return line }
	newest := fmt.Sprintf("line %d", 101-rows)
	if first() != newest {
		t.Fatalf("the first row is %q, want %q", first(), newest)
	}
	p.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: wheelStep}})
	up := fmt.Sprintf("line %d", 101-rows-wheelLines)
	if first() != up {
		t.Errorf("after the wheel it is %q, want %q", first(), up)
	}
	p.prints("more\r\nand more\r\n")
	if first() != up {
		t.Errorf("when more arrives it is %q, want %q", first(), up)
	}
	if got := p.Below(); got != wheelLines+2 {
		t.Errorf("%d lines are below", got)
	}
	p.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	if first() != "line 0" {
		t.Errorf("after Shift+Home it is %q", first())
	}
	p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
	if want := fmt.Sprintf("line %d", rows-1); first() != want {
		t.Errorf("after Shift+PgDn it is %q, want %q", first(), want)
	}
	p.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	if p.sent() != "" {
		t.Error("the program hears of it")
	}
	p.TypedRune('x')
	if p.Below() != 0 {
		t.Error("typing doesn't lead to the newest line")
	}
}

func TestTheWheelInAFullScreenProgram(t *testing.T) {
	p := newPerson(t)
	p.prints("\x1b[?1049h")
	p.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: -wheelStep}})
	if got := p.sent(); got != strings.Repeat("\x1b[B", wheelLines) {
		t.Errorf("it sends %q", got)
	}
	p.prints("\x1b[?1000h\x1b[?1006h")
	e := &fyne.ScrollEvent{Scrolled: fyne.Delta{DY: wheelStep}}
	e.Position = p.place(2, 1)
	p.Scrolled(e)
	p.press(3, 2, desktop.MouseButtonPrimary, 0)
	if got := p.sent(); got != "\x1b[<64;3;2M\x1b[<0;4;3M\x1b[<0;4;3m" {
		t.Errorf("it sends %q", got)
	}
	p.press(3, 2, desktop.MouseButtonPrimary, fyne.KeyModifierShift)
	if got := p.sent(); got != "" {
		t.Errorf("with Shift it sends %q", got)
	}
}

func TestLinks(t *testing.T) {
	p := newPerson(t)
	var opened []string
	p.OnLink = func(uri string) { opened = append(opened, uri) }
	cols, _ := p.Cells()
	long := "https://example.org/" + strings.Repeat("a", cols)
	p.prints("see https://docs.docker.com/x?y=1. \x1b]8;;https://example.org\x1b\\here\x1b]8;;\x1b\\\r\n" + long + " file:///etc/passwd")
	for _, at := range [][2]int{{10, 0}, {2, 0}, {36, 0}, {3, 1}, {3, 2}, {cols - 30, 2}} {
		p.press(at[0], at[1], desktop.MouseButtonPrimary, fyne.KeyModifierControl)
	}
	want := []string{"https://docs.docker.com/x?y=1", "https://example.org", long, long}
	if fmt.Sprint(opened) != fmt.Sprint(want) {
		t.Errorf("it opens %q, want %q", opened, want)
	}
	opened = nil
	p.press(10, 0, desktop.MouseButtonPrimary, 0)
	if len(opened) != 0 {
		t.Error("a click alone opens it")
	}
}

func TestResizingTellsTheProgram(t *testing.T) {
	p := newPerson(t)
	var told []string
	p.OnResize = func(cols, rows int) { told = append(told, fmt.Sprint(cols, rows)) }
	p.w.Resize(fyne.NewSize(400, 120))
	cols, rows := p.Cells()
	if len(told) != 1 || told[0] != fmt.Sprint(cols, rows) {
		t.Errorf("told %q, want %d %d once", told, cols, rows)
	}
	p.Resize(p.size)
	if len(told) != 1 {
		t.Errorf("told again: %q", told)
	}
}

func TestTheTitleIsToldOnce(t *testing.T) {
	p := newPerson(t)
	var titles []string
	p.OnTitle = func(s string) { titles = append(titles, s) }
	p.prints("\x1b]0;vi\x07a")
	p.prints("b")
	if fmt.Sprint(titles) != "[vi]" {
		t.Errorf("told %q", titles)
	}
}

func TestItSaysWhatCanBeSeen(t *testing.T) {
	p := newPerson(t)
	p.prints("first\r\n\r\nthird")
	parts := p.DescribeParts()
	if len(parts) != 2 || parts[0].ID != "screen:1" || parts[1].ID != "screen:3" || parts[1].Text != "third" {
		t.Errorf("%+v", parts)
	}
}

// TestWritersAndTheLoop has a program print while a person types, resizes and
// selects; the race detector looks on.
func TestWritersAndTheLoop(t *testing.T) {
	s, w := stage(t, theme.Light, fyne.NewSize(600, 200))
	queue := make(chan func(), 100)
	s.post = func(f func()) { queue <- f }
	ctx, cancel := context.WithCancel(t.Context())
	var work sync.WaitGroup
	work.Go(func() { s.Run(ctx) })
	written := make(chan struct{})
	work.Go(func() {
		defer close(written)
		for i := range 2000 {
			_, _ = fmt.Fprintf(s, "\x1b[3%dm%d 漢 e\u0301\x1b[m\r\n", i%8, i)
		}
	})
	for i := 0; ; i++ {
		select {
		case f := <-queue:
			f()
		case <-time.After(time.Millisecond):
		}
		s.FocusGained()
		s.extend(fyne.NewPos(float32(i%500), 20))
		s.scrollBy(-1)
		w.Resize(fyne.NewSize(float32(500+i%50), 200))
		w.Canvas().Capture()
		select {
		case <-written:
		default:
			continue
		}
		break
	}
	end := time.Now().Add(10 * time.Second)
	s.ScrollToEnd()
	for !strings.Contains(s.Text(), "1999") && time.Now().Before(end) {
		time.Sleep(time.Millisecond)
	}
	for len(queue) > 0 {
		(<-queue)()
	}
	cancel()
	work.Wait()
}

func TestDrawingPartsIsDrawingAll(t *testing.T) {
	p := newPerson(t)
	p.prints(sample())
	for _, in := range []string{"\x1b[2;3Hxyz", "\x1b[5;1H\x1b[K", "\x1b[4;7r\x1b[4;1H\x1bM", "\x1b[r\x1b[9;9H漢字", "\x1b[1;1H\x1b[L", "\x1b[?25l", "\x1b[99;1H\n\n"} {
		p.prints(in)
		p.drag(1, 1, 9, 2)
		p.clicks(1, 1, 1)
		got := append([]uint8(nil), p.paint.front.Pix...)
		p.mu.Lock()
		p.stale = true
		p.mu.Unlock()
		p.changed()
		if string(got) != string(p.paint.front.Pix) {
			t.Fatalf("%q: what was drawn in parts differs from all of it", in)
		}
	}
}

func TestTextCanBeRead(t *testing.T) {
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		test.NewTempApp(t).Settings().SetTheme(theme.New(choice))
		p := newPalette()
		look := func(s vt.Style) float64 {
			ink, ground := p.colors(&s, false)
			return theme.Contrast(color.NRGBA(p.legible(ink, ground, &s)), color.NRGBA(ground))
		}
		for i := range 256 {
			least := 4.49
			if i < 16 {
				least = 7.9
			}
			if got := look(vt.Style{Ink: vt.Indexed(uint8(i))}); got < least {
				t.Errorf("%s: colour %d has %.2f:1", choice, i, got)
			}
			if got := look(vt.Style{Ground: vt.Indexed(uint8(i))}); got < 4.49 {
				t.Errorf("%s: on ground %d it is %.2f:1", choice, i, got)
			}
			if got := look(vt.Style{Ink: vt.Indexed(uint8(i)), Ground: vt.Indexed(uint8(i))}); got < 4.49 {
				t.Errorf("%s: colour %d on itself has %.2f:1", choice, i, got)
			}
		}
		if got := theme.Contrast(color.NRGBA(p.ink), color.NRGBA(p.ground)); got < 8 {
			t.Errorf("%s: text has %.2f:1", choice, got)
		}
	}
}

// TestLinesMeet looks at the edges of line characters: what goes off to a side
// must reach it, at the place where the neighbour goes on.
func TestLinesMeet(t *testing.T) {
	white, black := color.RGBA{255, 255, 255, 255}, color.RGBA{A: 255}
	for _, size := range []image.Point{{8, 17}, {9, 18}, {16, 34}, {13, 27}} {
		straight := map[string]string{}
		edges := func(r rune) map[byte]string {
			img := image.NewRGBA(image.Rect(0, 0, size.X, size.Y))
			for i := range img.Pix {
				img.Pix[i] = 255
			}
			if !drawBox(img, r, img.Rect, black, white) {
				return nil
			}
			out := map[byte]string{}
			for y := range size.Y {
				out['l'] += fmt.Sprint(img.RGBAAt(0, y).R / 255)
				out['r'] += fmt.Sprint(img.RGBAAt(size.X-1, y).R / 255)
			}
			for x := range size.X {
				out['u'] += fmt.Sprint(img.RGBAAt(x, 0).R / 255)
				out['d'] += fmt.Sprint(img.RGBAAt(x, size.Y-1).R / 255)
			}
			return out
		}
		for i, r := range []rune{'─', '━', '═'} {
			straight[fmt.Sprint("l", i+1)], straight[fmt.Sprint("r", i+1)] = edges(r)['l'], edges(r)['r']
		}
		for i, r := range []rune{'│', '┃', '║'} {
			straight[fmt.Sprint("u", i+1)], straight[fmt.Sprint("d", i+1)] = edges(r)['u'], edges(r)['d']
		}
		for r := rune(firstLine); r <= lastLine; r++ {
			a, ok := armsOf(r)
			if !ok {
				continue
			}
			got := edges(r)
			for i, side := range []byte("lrud") {
				if a[i] > 0 && got[side] != straight[fmt.Sprint(string(side), a[i])] {
					t.Errorf("%v: %c goes off to %c as %s, want %s", size, r, side, got[side], straight[fmt.Sprint(string(side), a[i])])
				}
				if a[i] == 0 && strings.Contains(got[side], "0") {
					t.Errorf("%v: %c goes off to %c", size, r, side)
				}
			}
		}
	}
}

func BenchmarkFrame(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(theme.New(theme.Light))
	s := New(func(func()) {})
	s.Resize(fyne.NewSize(1300, 860))
	_, _ = s.Write([]byte(strings.Repeat(sample(), 5)))
	s.Refresh()
	for name, in := range map[string]string{"one row": "\rx", "all rows": "\r\n"} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				_, _ = s.term.Write([]byte(in + "\x1b[32mword\x1b[m and more"))
				sc, _ := s.take()
				s.paint.draw(sc)
				s.paint.turn()
			}
		})
	}
}

// BenchmarkCat prints a file of 10 MB while its pictures are drawn and shown, on a
// terminal of 160 × 50.
func BenchmarkCat(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(theme.New(theme.Light))
	var file []byte
	for i := 0; len(file) < 10_000_000; i++ {
		file = fmt.Appendf(file, "%06d the quick brown fox jumps over the \x1b[3%dmlazy dog\x1b[m, again and again, until it is tired\r\n", i, i%8)
	}
	shown := 0
	var turn sync.Mutex
	s := New(func(f func()) {
		turn.Lock()
		defer turn.Unlock()
		shown++
		f()
	})
	s.Resize(fyne.NewSize(1300, 860))
	ctx, cancel := context.WithCancel(b.Context())
	var work sync.WaitGroup
	work.Go(func() { s.Run(ctx) })
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		for at := 0; at < len(file); at += 32 << 10 {
			_, _ = s.Write(file[at:min(at+32<<10, len(file))])
		}
	}
	cancel()
	work.Wait()
	b.ReportMetric(float64(shown)/b.Elapsed().Seconds(), "pictures/s")
}
