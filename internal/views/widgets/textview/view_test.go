package textview

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// harness is a view in a window of Fyne's test driver.
type harness struct {
	*View
	t   testing.TB
	win fyne.Window
	now time.Time
}

func newHarness(t testing.TB, src Source) *harness {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light))
	h := &harness{View: New(src), t: t, now: time.Unix(1000, 0)}
	h.Now = func() time.Time { return h.now }
	h.ID = "log"
	h.win = test.NewTempWindow(t, h.View)
	h.win.SetPadded(false)
	h.win.Resize(fyne.NewSize(400, 200))
	return h
}

func numbered(n int) generated {
	return generated{n: n, line: func(i int) string { return fmt.Sprintf("line %d", i) }}
}

// seen is what a person reads, row by row.
func (h *harness) seen() []string {
	var rows []string
	for _, r := range h.frame.rows {
		var b strings.Builder
		for _, c := range h.frame.cells[r.from:r.to] {
			if c.kind == blank {
				b.WriteString(strings.Repeat(" ", c.width))
			}
			b.WriteString(c.words(r.text))
		}
		rows = append(rows, b.String())
	}
	return rows
}

func (h *harness) first() string { h.t.Helper(); return h.seen()[0] }

func (h *harness) last() string { h.t.Helper(); s := h.seen(); return s[len(s)-1] }

// at is the point over a character of a visible row.
func (h *harness) at(row, col int) fyne.Position {
	r, l := h.frame.rows[row], h.frame.look
	return fyne.NewPos(inset+float32(l.x(col)+1), inset+float32(r.y+l.rowHeight/2))
}

func (h *harness) press(p fyne.Position, mod fyne.KeyModifier) {
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: mod}
	e.Position = p
	h.MouseDown(e)
}

func (h *harness) click(p fyne.Position) {
	h.press(p, 0)
	h.release(p)
}

func (h *harness) release(p fyne.Position) {
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	e.Position = p
	h.MouseUp(e)
}

func (h *harness) drag(p fyne.Position) {
	e := &fyne.DragEvent{}
	e.Position = p
	h.Dragged(e)
}

func (h *harness) key(names ...fyne.KeyName) {
	for _, n := range names {
		h.TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func (h *harness) shiftKey(names ...fyne.KeyName) {
	h.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	h.key(names...)
	h.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
}

func (h *harness) ctrl(name fyne.KeyName, more fyne.KeyModifier) {
	h.TypedShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierControl | more})
}

func (h *harness) wantSelected(want string) {
	h.t.Helper()
	if got, _ := h.SelectedText(); got != want {
		h.t.Errorf("selected %q, want %q", got, want)
	}
}

func (h *harness) wantFirst(want string) {
	h.t.Helper()
	if got := h.first(); got != want {
		h.t.Errorf("the first row is %q, want %q", got, want)
	}
}

func TestKeysScroll(t *testing.T) {
	h := newHarness(t, numbered(1_000_000))
	h.wantFirst("line 0")
	h.key(fyne.KeyDown, fyne.KeyDown, fyne.KeyUp)
	h.wantFirst("line 1")
	h.key(fyne.KeyPageDown)
	h.wantFirst(fmt.Sprintf("line %d", h.pageRows()))
	h.key(fyne.KeyPageUp)
	h.wantFirst("line 1")
	h.key(fyne.KeyEnd)
	if got := h.last(); got != "line 999999" {
		t.Errorf("End shows %q last", got)
	}
	h.key(fyne.KeyHome)
	h.wantFirst("line 0")
	h.ctrl(fyne.KeyEnd, 0)
	if got := h.last(); got != "line 999999" || !h.AtEnd() || h.LinesBelow() != 0 {
		t.Errorf("Ctrl+End shows %q last, at end %v, %d below", got, h.AtEnd(), h.LinesBelow())
	}
	h.ctrl(fyne.KeyHome, 0)
	h.wantFirst("line 0")
}

func TestOnlyVisibleLinesAreAskedFor(t *testing.T) {
	asked := 0
	h := newHarness(t, generated{n: 1_000_000, line: func(int) string { asked++; return "x" }})
	asked = 0
	h.ScrollToLine(500_000)
	if most := 4 * h.pageRows(); asked > most {
		t.Errorf("%d lines were asked for to show %d", asked, h.pageRows())
	}
}

func TestAThemeWithoutTheSizesIsSurvived(t *testing.T) {
	asked := 0
	h := newHarness(t, generated{n: 1_000_000, line: func(int) string { asked++; return "x" }})
	asked = 0
	fyne.CurrentApp().Settings().SetTheme(fynetheme.DefaultTheme()) // Fyne's, as before the window's own is set
	h.Refresh()
	if asked > 1000 {
		t.Errorf("%d lines were asked for", asked)
	}
}

func TestDraggingSelectsAndCtrlCCopies(t *testing.T) {
	h := newHarness(t, Lines{"hello world", "second line"})
	copied := 0
	h.OnCopied = func(n int, cut bool) { copied = n }
	h.press(h.at(0, 6), 0)
	h.drag(h.at(1, 6))
	h.release(h.at(1, 6))
	h.wantSelected("world\nsecond")
	h.TypedShortcut(&fyne.ShortcutCopy{})
	if got := fyne.CurrentApp().Clipboard().Content(); got != "world\nsecond" || copied != len(got) {
		t.Errorf("the clipboard has %q, told of %d bytes", got, copied)
	}
	h.key(fyne.KeyEscape)
	h.wantSelected("")
}

func TestClicksSelectAWordAndALine(t *testing.T) {
	h := newHarness(t, Lines{"pull nginx:1.27 now", "next"})
	h.click(h.at(0, 7))
	h.wantSelected("")
	h.click(h.at(0, 7))
	h.wantSelected("nginx:1.27")
	h.click(h.at(0, 7))
	h.wantSelected("pull nginx:1.27 now\n")
	h.click(h.at(0, 7))
	h.wantSelected("")
	h.now = h.now.Add(time.Second)
	h.click(h.at(0, 7))
	h.wantSelected("")
}

func TestDraggingAfterADoubleClickTakesWords(t *testing.T) {
	h := newHarness(t, Lines{"one two three four"})
	h.click(h.at(0, 5))
	h.press(h.at(0, 5), 0)
	h.drag(h.at(0, 10))
	h.wantSelected("two three")
}

func TestShiftExtends(t *testing.T) {
	h := newHarness(t, Lines{"one two", "three four", "five"})
	h.shiftKey(fyne.KeyRight, fyne.KeyRight, fyne.KeyRight)
	h.wantSelected("one")
	h.shiftKey(fyne.KeyDown)
	h.wantSelected("one two\nthr")
	h.shiftKey(fyne.KeyEnd)
	h.wantSelected("one two\nthree four")
	h.ctrl(fyne.KeyLeft, fyne.KeyModifierShift)
	h.wantSelected("one two\nthree ")
	h.ctrl(fyne.KeyEnd, fyne.KeyModifierShift)
	h.wantSelected("one two\nthree four\nfive")
	h.shiftKey(fyne.KeyUp, fyne.KeyUp)
	h.wantSelected("one ")
	h.press(h.at(1, 5), fyne.KeyModifierShift)
	h.wantSelected("one two\nthree")
	h.TypedShortcut(&fyne.ShortcutSelectAll{})
	h.wantSelected("one two\nthree four\nfive")
}

func TestShiftUpAndDownKeepTheirColumnOverShortLines(t *testing.T) {
	h := newHarness(t, Lines{"abcdef", "x", "ABCDEF"})
	h.click(h.at(0, 4))
	h.shiftKey(fyne.KeyDown)
	h.wantSelected("ef\nx")
	h.shiftKey(fyne.KeyDown)
	h.wantSelected("ef\nx\nABCD")
}

func TestSelectingOverTheEdgeScrolls(t *testing.T) {
	h := newHarness(t, numbered(1000))
	var tick func()
	stopped := 0
	h.After = func(_ time.Duration, f func()) func() {
		tick = f
		return func() { stopped++; tick = nil }
	}
	h.press(h.at(0, 0), 0)
	h.drag(fyne.NewPos(50, 260))
	before := h.Offset().Line
	for range 5 {
		tick()
	}
	if after := h.Offset().Line; after < before+5 {
		t.Errorf("went from line %d to %d", before, after)
	}
	h.release(fyne.NewPos(50, 260))
	if tick != nil || stopped == 0 {
		t.Error("it goes on after the button is released")
	}
}

func TestWhatIsVisibleStaysWhereItIsWhileLinesArriveAndGo(t *testing.T) {
	src := &growing{}
	src.add(100)
	h := newHarness(t, src)
	h.ScrollToLine(50)
	h.click(h.at(0, 0))
	h.shiftKey(fyne.KeyEnd)
	want := h.first()
	src.add(100)
	h.Changed(0)
	h.wantFirst(want)
	src.drop(30)
	h.Changed(30)
	h.wantFirst(want)
	h.wantSelected(want)
}

func TestWhatIsVisibleStaysWhereItIsWhileLinesArePutInFront(t *testing.T) {
	src := &growing{}
	src.add(100)
	h := newHarness(t, src)
	h.ScrollToLine(50)
	h.click(h.at(0, 0))
	h.shiftKey(fyne.KeyEnd)
	want := h.first()
	src.lines = append([]string{"older 0", "older 1", "older 2"}, src.lines...)
	h.Changed(-3)
	h.wantFirst(want)
	h.wantSelected(want)
	h.ctrl(fyne.KeyHome, 0)
	h.wantFirst("older 0")
}

// marked is a source with something in front of its lines.
type marked struct{ Lines }

func (m marked) MarkColumns() int { return 6 }
func (m marked) Mark(i int) Line {
	return Line{Text: fmt.Sprintf("m%d too long", i), Spans: []Span{{0, 1, Style{Ink: theme.Danger}}}}
}

func TestWhatStandsInFrontIsNeitherSelectedNorWrapped(t *testing.T) {
	h := newHarness(t, marked{Lines{"hello world", strings.Repeat("0123456789", 12), "end"}})
	h.SetWrap(true)
	h.press(h.at(0, 0), 0)
	h.drag(h.at(1, 3))
	h.release(h.at(1, 3))
	h.wantSelected("hello world\n012")
	if x := h.frame.look.x(0); x < 6*h.cellWidth() {
		t.Errorf("the text begins at %v", x)
	}
	var marks []string
	for _, r := range h.frame.rows {
		text := ""
		for _, c := range h.frame.sides[r.side[0]:r.side[1]] {
			text += c.words(r.mark)
			if c.kind == blank {
				text += " "
			}
		}
		marks = append(marks, text)
	}
	if got := fmt.Sprintf("%q", marks[:2]); got != `["m0 too" "m1 too"]` || marks[2] != "" {
		t.Errorf("in front of the rows stand %q", marks)
	}
	if c := h.frame.sides[0]; c.ink != opaque(theme.Color(theme.Danger)) {
		t.Errorf("the first mark is %v", c.ink)
	}
}

func TestFollowingTheEnd(t *testing.T) {
	src := &growing{}
	src.add(100)
	h := newHarness(t, src)
	var told []bool
	h.OnFollow = func(on bool) { told = append(told, on) }
	h.SetFollow(true)
	src.add(50)
	h.Changed(0)
	if got := h.last(); got != "line 149" {
		t.Fatalf("the last row is %q", got)
	}
	h.ScrollBy(-100)
	src.add(50)
	h.Changed(0)
	if got := h.last(); got == "line 199" || h.Following() {
		t.Errorf("scrolled up, it shows %q, following %v", got, h.Following())
	}
	if h.LinesBelow() < 50 {
		t.Errorf("%d lines below", h.LinesBelow())
	}
	h.key(fyne.KeyEnd)
	if !h.Following() {
		t.Error("scrolled to the end, it doesn't follow")
	}
	if fmt.Sprint(told) != "[true false true]" {
		t.Errorf("told %v", told)
	}
}

func TestTheScrollBarDoesNotCoverTheLastLine(t *testing.T) {
	src := &growing{}
	src.add(100)
	h := newHarness(t, src)
	h.SetFollow(true)
	src.lines = append(src.lines, strings.Repeat("long ", 100), "end")
	h.Changed(0)
	last := h.frame.rows[len(h.frame.rows)-1]
	if got := h.last(); got != "end" || last.y+h.frame.look.rowHeight > h.textHeight()+1 || h.maxScrollX() == 0 {
		t.Errorf("the last line is %q at %v of %v", got, last.y, h.textHeight())
	}
}

func TestALongLineIsReachedSideways(t *testing.T) {
	h := newHarness(t, Lines{"start" + strings.Repeat("-", 500) + "finish", "short"})
	if got := h.first(); !strings.HasPrefix(got, "start") || strings.Contains(got, "finish") {
		t.Fatalf("shown at first: %q", got)
	}
	h.key(fyne.KeyEnd)
	if got := h.first(); !strings.HasSuffix(got, "finish") || len(got) > 80 {
		t.Errorf("at the end: %q", got)
	}
	h.key(fyne.KeyHome)
	h.wantFirst(h.src.Line(0).Text[:len(h.first())])
}

func TestWrappedLinesShowAllOfTheirText(t *testing.T) {
	text := strings.Repeat("0123456789", 20)
	h := newHarness(t, Lines{text, "next"})
	h.SetWrap(true)
	if got := strings.Join(h.seen(), ""); got != text+"next" {
		t.Errorf("shown: %q", got)
	}
	row := 2
	h.click(h.at(row, 0))
	h.shiftKey(fyne.KeyEnd)
	h.wantSelected(text[h.frame.rows[row].col:])
	if parts := h.DescribeParts(); len(parts) != 2 || parts[0].Height <= parts[1].Height || parts[1].ID != "log:2" {
		t.Errorf("parts: %+v", parts)
	}
}

func TestMatchesAreLitAndTheCurrentOneIsFramedAndBroughtIntoView(t *testing.T) {
	src := numbered(1000)
	h := newHarness(t, src)
	h.SetMatcher(Literal("line 9"))
	found, err := FindAll(t.Context(), src, Literal("line 9"), 0)
	if err != nil || len(found) != 111 {
		t.Fatalf("%d found, %v", len(found), err)
	}
	h.ShowMatch(found[100])
	first, last := h.VisibleLines()
	if at := found[100].Line; at < first || at > last {
		t.Fatalf("line %d is not within %d to %d", at, first, last)
	}
	if len(h.frame.marks) != 1 || h.frame.marks[0].columns != len("line 9") {
		t.Errorf("marks: %+v", h.frame.marks)
	}
	lit := opaque(theme.Color(theme.Lit))
	for _, c := range h.frame.cells {
		if c.ground != lit && c.col < 6 {
			t.Fatalf("cell %+v is not lit", c)
		}
	}
}

func TestTheThumbScrolls(t *testing.T) {
	h := newHarness(t, numbered(1_000_000))
	at, size, ok := h.thumb(vertical)
	if !ok || size.Height < thumbLeast {
		t.Fatalf("thumb %v %v", size, ok)
	}
	grip := at.AddXY(3, 10)
	h.press(grip, 0)
	h.drag(grip.AddXY(0, 10_000))
	if got := h.last(); got != "line 999999" {
		t.Errorf("dragged to the end, the last row is %q", got)
	}
	h.drag(grip)
	h.release(grip)
	h.wantFirst("line 0")
	h.wantSelected("")
}

func TestAnEmptySourceTakesEveryKey(t *testing.T) {
	h := newHarness(t, Lines{})
	h.key(fyne.KeyDown, fyne.KeyEnd, fyne.KeyPageDown, fyne.KeyRight)
	h.shiftKey(fyne.KeyDown, fyne.KeyRight, fyne.KeyEnd)
	h.TypedShortcut(&fyne.ShortcutSelectAll{})
	h.TypedShortcut(&fyne.ShortcutCopy{})
	h.press(fyne.NewPos(50, 50), 0)
	h.drag(fyne.NewPos(60, 60))
	h.wantSelected("")
}

func TestASourceThatShrinksIsNeverAskedBeyondItsEnd(t *testing.T) {
	src := &growing{}
	src.add(500)
	h := newHarness(t, src)
	h.key(fyne.KeyEnd)
	h.TypedShortcut(&fyne.ShortcutSelectAll{})
	src.lines = src.lines[:3]
	h.Changed(0)
	h.wantFirst("line 0")
	h.wantSelected("line 0\nline 1\nline 2")
}

// growing is a source like a log's: lines arrive and old ones go. It fails when
// it is asked for a line that it hasn't.
type growing struct {
	lines []string
	next  int
}

func (g *growing) add(n int) {
	for range n {
		g.lines = append(g.lines, fmt.Sprintf("line %d", g.next))
		g.next++
	}
}
func (g *growing) drop(n int)      { g.lines = g.lines[n:] }
func (g *growing) Len() int        { return len(g.lines) }
func (g *growing) Line(i int) Line { return Line{Text: g.lines[i]} }

// logLine is a line of the usual kind and length.
func logLine(i int) Line {
	text := fmt.Sprintf("2026-01-02T15:04:05.%06dZ INFO  web request served path=/api/v1/items/%d status=200 took=%dms", i%1_000_000, i, i%97)
	return Line{Text: text, Spans: []Span{
		{Start: 0, End: 27, Style: Style{Ink: theme.Muted}},
		{Start: 28, End: 32, Style: Style{Ink: theme.Info, Bold: true}},
	}}
}

type logSource int

func (l logSource) Len() int        { return int(l) }
func (l logSource) Line(i int) Line { return logLine(i) }

func benchmarkView(b *testing.B, src Source) *harness {
	h := newHarness(b, src)
	h.win.Resize(fyne.NewSize(1000, 700))
	return h
}

// paintNow draws the picture as Fyne would for the next frame.
func (h *harness) paintNow() {
	r := test.WidgetRenderer(h.View).(*renderer)
	r.paint(int(r.picture.Size().Width), int(r.picture.Size().Height))
}

func BenchmarkScrollAPageInAMillionLines(b *testing.B) {
	h := benchmarkView(b, logSource(1_000_000))
	for b.Loop() {
		h.key(fyne.KeyPageDown)
		h.paintNow()
		if h.AtEnd() {
			h.ctrl(fyne.KeyHome, 0)
		}
	}
}

func BenchmarkScrollAPageWrapped(b *testing.B) {
	h := benchmarkView(b, logSource(1_000_000))
	h.win.Resize(fyne.NewSize(500, 700))
	h.SetWrap(true)
	for b.Loop() {
		h.key(fyne.KeyPageDown)
		h.paintNow()
	}
}

func BenchmarkAppendAHundredLinesFollowing(b *testing.B) {
	src := &growing{}
	src.add(100_000)
	h := benchmarkView(b, src)
	h.SetFollow(true)
	for b.Loop() {
		src.add(100)
		src.drop(100)
		h.Changed(100)
		h.paintNow()
	}
}

func BenchmarkScrollLinesOfAMegabyte(b *testing.B) {
	long := strings.Repeat("0123456789abcdef", 1<<16)
	h := benchmarkView(b, generated{n: 1000, line: func(int) string { return long }})
	for b.Loop() {
		h.key(fyne.KeyDown)
		h.paintNow()
	}
}

// TestPictures writes what the view looks like, for people to look at, into
// the folder that DOCKDESK_LOOK names.
func TestPictures(t *testing.T) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // it only draws, for whoever names a folder
	}
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		h := newHarness(t, samples)
		fyne.CurrentApp().Settings().SetTheme(theme.New(choice))
		c := software.NewCanvas()
		c.SetPadded(false)
		c.SetContent(h.View)
		c.Resize(fyne.NewSize(760, 360))
		h.SetNumbers(true)
		h.SetMatcher(Literal("error"))
		h.ShowMatch(Match{Line: 4, Start: 10, End: 15})
		h.sel, h.hasSel = selection{from: Pos{2, 5}, upto: Pos{2, 5}, head: Pos{3, 12}}, true
		h.SetCurrentLine(6)
		h.FocusGained()
		f, err := os.Create(filepath.Join(dir, "textview-"+string(choice)+".png"))
		if err != nil {
			t.Fatal(err)
		}
		if err = png.Encode(f, c.Capture()); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
}

type sampleSource []Line

func (s sampleSource) Len() int        { return len(s) }
func (s sampleSource) Line(i int) Line { return s[i] }

var samples = sampleSource{
	logLine(1), logLine(2), logLine(3), logLine(4),
	{Text: "connect: error 111: the database refuses", Ground: theme.DangerTint, Spans: []Span{{0, 8, Style{Ink: theme.Danger, Bold: true}}}},
	{Text: "Error again, ERROR thrice and a link http://localhost:8080", Spans: []Span{{37, 58, Style{Ink: theme.Accent, Underline: true}}}},
	{Text: "the current line"},
	{Text: "wide 中文字符 and 😀 emoji, é è e\u0301, עברית, ελληνικά, кириллица |"},
	{Text: "hostile \x1b[31m exe.\u202egpj nul\x00 zero\u200bwidth \xff\xfe"},
	{Text: "box ┌──┬──┐ ▸ ▾ • → ░▒▓█"},
	{Text: "tab\tstop\tstop2\tend", Spans: []Span{{0, 3, Style{Ink: theme.OK}}, {4, 8, Style{Ink: theme.Warn}}, {9, 14, Style{Ground: theme.OKTint, Ink: theme.OK}}}},
	{Text: strings.Repeat("long ", 60)},
	logLine(5), logLine(6), logLine(7), logLine(8), logLine(9), logLine(10), logLine(11),
}
