package logview

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"github.com/dockdesk/dockdesk/internal/engine/logs/lines"
	"github.com/dockdesk/dockdesk/internal/engine/logs/match"
	"github.com/dockdesk/dockdesk/internal/views/theme"
)

// harness is a view of a log in a window drawn in memory.
type harness struct {
	*View
	t     testing.TB
	win   fyne.Window
	store *lines.Store
	names []string
	next  int
	at    time.Time
	found Found
	tops  int
	held  []func(context.Context) // work that waits, if hold
	hold  bool
}

func newHarness(t testing.TB) *harness {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light))
	h := &harness{t: t, store: lines.NewStore(lines.Limits{}), at: time.Date(2026, 1, 2, 12, 0, 0, 0, time.Local)}
	h.View = New(Options{
		ID: "log", Topic: "tab.logs",
		Go: func(f func(context.Context)) {
			if h.hold {
				h.held = append(h.held, f)
				return
			}
			f(t.Context())
		},
		Post:    func(f func()) { f() },
		OnFound: func(f Found) { h.found = f },
		OnTop:   func() { h.tops++ },
	})
	h.win = test.NewTempWindow(t, h.View)
	h.win.SetPadded(false)
	h.win.Resize(fyne.NewSize(700, 300))
	return h
}

// print adds lines of a source's output, a second apart, and shows them.
func (h *harness) print(texts ...string) {
	h.t.Helper()
	for _, text := range texts {
		h.add(0, lines.Stdout, text)
	}
	h.update()
}

func (h *harness) add(source int, kind lines.Kind, text string) {
	var b lines.Batch
	h.at = h.at.Add(time.Second)
	b.Add(source, kind, h.at.UnixNano(), []byte(text), 0)
	h.store.Append(&b)
}

func (h *harness) update() { h.SetLog(h.store.Snapshot(), h.names) }

// count adds n numbered lines.
func (h *harness) count(n int) {
	var b lines.Batch
	for range n {
		h.at = h.at.Add(time.Millisecond)
		b.Add(0, lines.Stdout, h.at.UnixNano(), fmt.Appendf(nil, "line %d", h.next), 0)
		h.next++
	}
	h.store.Append(&b)
	h.update()
}

// seen are the visible lines.
func (h *harness) seen() (out []string) {
	for _, p := range h.text.DescribeParts() {
		out = append(out, p.Text)
	}
	return out
}

func (h *harness) last() string { s := h.seen(); return s[len(s)-1] }

func (h *harness) wantSeen(texts ...string) {
	h.t.Helper()
	if got := h.seen(); !slices.Equal(got, texts) {
		h.t.Errorf("it shows %q, want %q", got, texts)
	}
}

func (h *harness) key(name fyne.KeyName) { h.text.TypedKey(&fyne.KeyEvent{Name: name}) }

// styles says how the parts of a line look, in short.
func (h *harness) styles(i int) (out []string) {
	l := h.rows.Line(i)
	for _, s := range l.Spans {
		words := fmt.Sprintf("%s:%s", l.Text[s.Start:s.End], s.Ink)
		if s.InkColor != nil {
			words += fmt.Sprint(s.InkColor)
		}
		if s.Bold {
			words += " bold"
		}
		if s.Underline {
			words += " underline"
		}
		if s.GroundColor != nil {
			words += " on " + fmt.Sprint(s.GroundColor)
		}
		out = append(out, words)
	}
	return out
}

func TestItFollowsUntilAPersonScrollsUp(t *testing.T) {
	h := newHarness(t)
	h.count(1000)
	if got := h.last(); got != "line 999" || !h.Following() || h.more.Visible() {
		t.Fatalf("it shows %q last, follows %v", got, h.Following())
	}
	h.key(fyne.KeyPageUp)
	first := h.seen()[0]
	h.count(3201)
	if got := h.seen()[0]; got != first || h.Following() {
		t.Errorf("it goes from %q to %q", first, got)
	}
	if d := h.more.DescribeControl(); !h.more.Visible() || d.Text != "3,201 new lines" || d.ID != "log.more" {
		t.Errorf("it says %q", d.Text)
	}
	h.more.Tap()
	if got := h.last(); got != "line 4200" || !h.Following() || h.more.Visible() {
		t.Errorf("after the button it shows %q", got)
	}
	h.key(fyne.KeyUp)
	h.key(fyne.KeyEnd)
	if !h.Following() {
		t.Error("at the end it doesn't follow")
	}
	h.key(fyne.KeyHome)
	h.count(1)
	if got := h.more.DescribeControl().Text; got != "1 new line" {
		t.Errorf("it says %q", got)
	}
}

func TestOlderLinesAreAskedForAtTheTopAndMoveNothing(t *testing.T) {
	h := newHarness(t)
	h.count(5000)
	if h.tops != 0 {
		t.Fatal("older lines are asked for at the end")
	}
	h.key(fyne.KeyHome)
	if h.tops == 0 {
		t.Fatal("older lines aren't asked for at the top")
	}
	var b lines.Batch
	for i := range 500 {
		b.Add(0, lines.Stdout, 0, fmt.Appendf(nil, "older %d", i), 0)
	}
	h.store.Prepend(&b)
	h.update()
	if got := h.seen()[0]; got != "line 0" {
		t.Errorf("the first line is %q", got)
	}
	h.key(fyne.KeyUp)
	if got := h.seen()[0]; got != "older 499" {
		t.Errorf("the line before is %q", got)
	}
}

func TestLinesThatAreLetGoLeaveTheOthersWhereTheyAre(t *testing.T) {
	h := newHarness(t)
	h.store = lines.NewStore(lines.Limits{Lines: 3000})
	h.count(3000)
	h.key(fyne.KeyHome)
	h.text.ScrollToLine(2900)
	first := h.seen()[0]
	h.count(2500)
	if h.rows.snap.Dropped == 0 {
		t.Fatal("none was let go")
	}
	if got := h.seen()[0]; got != first {
		t.Errorf("it goes from %q to %q", first, got)
	}
}

func TestColoursLevelsAndErrors(t *testing.T) {
	h := newHarness(t)
	h.print(
		"2026-01-02 ERROR it broke", "level=warn slow", `{"level":"info","msg":"an error"}`, "[debug] x", "error: no", "an error of ERRORS", "Warning: x",
		"\x1b[31mERROR\x1b[0m plain \x1b[1;4mloud\x1b[0m",
		"\x1b[38;2;250;250;250mpale\x1b[0m", "\x1b[97;44mbar\x1b[0m", "\x1b[7mturned\x1b[0m",
	)
	red := fmt.Sprint(theme.Ansi(1))
	for i, want := range [][]string{
		{"ERROR:" + string(theme.Danger) + " bold"}, {"warn:" + string(theme.Warn) + " bold"}, {"info:" + string(theme.Info) + " bold"},
		{"debug:" + string(theme.Muted) + " bold"}, {"error:" + string(theme.Danger) + " bold"}, nil, {"Warning:" + string(theme.Warn) + " bold"},
		{"ERROR:" + red, "loud: bold underline"},
	} {
		if got := h.styles(i); !slices.Equal(got, want) {
			t.Errorf("line %d: %q, want %q", i, got, want)
		}
	}
	if got := h.styles(8)[0]; strings.Contains(got, "250") {
		t.Errorf("pale text on a light ground stays %q", got)
	}
	if got := h.styles(9)[0]; !strings.Contains(got, " on "+fmt.Sprint(theme.Ansi(4))) {
		t.Errorf("a ground is lost: %q", got)
	}
	if got := h.styles(10)[0]; !strings.Contains(got, " on "+fmt.Sprint(theme.Color(theme.Text))) {
		t.Errorf("turned text is %q", got)
	}
	light := h.styles(7)[0]
	fyne.CurrentApp().Settings().SetTheme(theme.New(theme.Dark))
	h.Refresh()
	if got := h.styles(7)[0]; got == light {
		t.Errorf("in the dark theme it is %q as well", got)
	}
}

func TestErrorOutputTimesAndNamesStandInFront(t *testing.T) {
	h := newHarness(t)
	h.names = []string{"web", "a-name-that-is-much-too-long"}
	h.add(0, lines.Stdout, "out")
	h.add(1, lines.Stderr, "err")
	h.update()
	h.SetTimes(true)
	if got := h.rows.Mark(0).Text; got != "  12:00:01.000 web" {
		t.Errorf("in front of the first: %q", got)
	}
	if got := h.rows.Mark(1).Text; got != "▌ 12:00:02.000 a-name-that-is-mu…" || h.rows.MarkColumns() != 33 {
		t.Errorf("in front of the second: %q, %d columns", got, h.rows.MarkColumns())
	}
	h.at = h.at.Add(24 * time.Hour)
	h.print("tomorrow")
	if got := h.rows.Mark(2).Text; got != "  01-03 12:00:03.000 web" {
		t.Errorf("on the next day: %q", got)
	}
	h.SetTimes(false)
	if got := h.rows.Mark(0).Text; got != "  web" {
		t.Errorf("without times: %q", got)
	}
	h.text.SelectAll()
	if got, _ := h.text.SelectedText(); got != "out\nerr\ntomorrow" {
		t.Errorf("selected: %q", got)
	}
}

func TestWhatHappenedHasARowOfItsOwn(t *testing.T) {
	h := newHarness(t)
	for _, words := range []string{"started", "paused", "exited (1)", "exited (0)", "ran out of memory"} {
		h.add(0, lines.Event, words)
	}
	h.update()
	h.wantSeen("▶ started at 12:00:01", "‖ paused at 12:00:02", "▲ exited (1) at 12:00:03", "■ exited (0) at 12:00:04", "▲ ran out of memory at 12:00:05")
	h.SetTimes(true)
	if got := h.seen()[2]; got != "▲ exited (1)" {
		t.Errorf("with times: %q", got)
	}
	if got := lookOf("exited (137)").sign; got != "■" {
		t.Errorf("a killed one has the sign %q", got)
	}
	if l := h.rows.Line(2); l.Ground != theme.DangerTint {
		t.Errorf("its ground is %q", l.Ground)
	}
}

func TestSearchStepsThroughAllMatches(t *testing.T) {
	h := newHarness(t)
	h.count(10_000)
	h.Search(match.Words("line 99"))
	if got := h.found.String(); got != "97 of 111 lines" { // the first of those in view
		t.Errorf("it says %q", got)
	}
	start := h.found.At
	h.Next()
	h.Previous()
	if h.found.At != start {
		t.Errorf("there and back leads from %d to %d", start, h.found.At)
	}
	seen := map[string]bool{}
	for range 111 {
		h.Next()
		line := h.rows.Line(int(h.finder.at - h.rows.snap.First())).Text
		if !strings.Contains(line, "line 99") || !slices.Contains(h.seen(), line) {
			t.Fatalf("%q is not shown in %q", line, h.seen())
		}
		seen[line] = true
	}
	if len(seen) != 111 {
		t.Errorf("%d lines were shown", len(seen))
	}
	h.text.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF3})
	h.Search(nil)
	if h.found.Active || h.found.String() != "" {
		t.Errorf("without words it says %q", h.found)
	}
}

func TestSearchStepsWithinALine(t *testing.T) {
	h := newHarness(t)
	h.print("none", "a b a", "a")
	h.Search(match.Words("a"))
	var at []string
	for range 4 {
		at = append(at, fmt.Sprintf("%d.%d", h.finder.at, h.finder.part))
		h.Next()
	}
	if got := fmt.Sprint(at); got != "[1.0 1.1 2.0 1.0]" {
		t.Errorf("it goes by %s", got)
	}
	h.Previous()
	if h.finder.at != 1 || h.finder.part != 0 {
		t.Errorf("back leads to %d.%d", h.finder.at, h.finder.part)
	}
	h.Previous()
	h.Previous()
	if h.finder.at != 1 || h.finder.part != 1 {
		t.Errorf("further back leads to %d.%d", h.finder.at, h.finder.part)
	}
}

func TestSearchKeepsUpWithALogThatGrowsAtBothEnds(t *testing.T) {
	h := newHarness(t)
	h.store = lines.NewStore(lines.Limits{Lines: 5000})
	h.count(3000)
	h.Search(match.Words("9"))
	before := h.found.Lines
	at := h.finder.at
	var b lines.Batch
	for range 10 {
		b.Add(0, lines.Stdout, 0, []byte("older 9"), 0)
	}
	h.store.Prepend(&b)
	h.update()
	if h.found.Lines != before+10 || h.finder.at != at {
		t.Errorf("%d lines, want %d", h.found.Lines, before+10)
	}
	h.count(1000)
	want := 0
	s := h.rows.snap
	for i := range s.Len() {
		if strings.Contains(string(s.Line(i).Text), "9") {
			want++
		}
	}
	if h.found.Lines != want {
		t.Errorf("%d lines, want %d", h.found.Lines, want)
	}
	h.count(4000)
	want = 0
	s = h.rows.snap
	for i := range s.Len() {
		if strings.Contains(string(s.Line(i).Text), "9") {
			want++
		}
	}
	if h.found.Lines != want || s.Dropped == 0 {
		t.Errorf("%d lines after some were let go, want %d", h.found.Lines, want)
	}
}

func TestALateAnswerToAnotherSearchIsDropped(t *testing.T) {
	h := newHarness(t)
	h.count(100)
	h.hold = true
	h.Search(match.Words("line 1"))
	h.Search(match.Words("line 22"))
	if !h.found.Busy || h.found.String() != "searching" {
		t.Errorf("while it searches it says %q", h.found)
	}
	for _, f := range h.held {
		f(t.Context())
	}
	if h.found.Lines != 1 {
		t.Errorf("%d lines", h.found.Lines)
	}
}

func TestClearHidesAndResetForgets(t *testing.T) {
	h := newHarness(t)
	h.count(100)
	h.Search(match.Words("line"))
	h.Clear()
	if h.rows.Len() != 0 || h.found.Lines != 0 || !h.Cleared() {
		t.Fatalf("%d lines are left, %d found", h.rows.Len(), h.found.Lines)
	}
	h.count(3)
	h.wantSeen("line 100", "line 101", "line 102")
	if h.found.Lines != 3 {
		t.Errorf("%d found", h.found.Lines)
	}
	h.Unclear(h.store.Snapshot())
	if h.rows.Len() != 103 || h.last() != "line 102" || h.found.Lines != 103 {
		t.Errorf("%d lines up to %q, %d found", h.rows.Len(), h.last(), h.found.Lines)
	}
	h.Reset()
	h.store = lines.NewStore(lines.Limits{})
	h.print("another line")
	h.wantSeen("another line")
	if h.found.Lines != 1 || !h.Following() {
		t.Errorf("%d found, follows %v", h.found.Lines, h.Following())
	}
}

func TestCopyTakesTheSelectionOrEverything(t *testing.T) {
	h := newHarness(t)
	h.print("one", "\x1b[31mtwo\x1b[0m")
	h.Copy()
	if got := fyne.CurrentApp().Clipboard().Content(); got != "one\ntwo" {
		t.Errorf("copied %q", got)
	}
	h.text.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	h.key(fyne.KeyRight)
	h.text.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	h.Copy()
	if got := fyne.CurrentApp().Clipboard().Content(); got != "o" {
		t.Errorf("copied %q", got)
	}
}

func TestHostileLinesAreShownAndScrolled(t *testing.T) {
	h := newHarness(t)
	h.print(strings.Repeat("0123456789", 100_000), "\x00\x01\xff\xfe", "\x1b]0;title\x07\x1b[2Jtext", "\x1b]unfinished", "a\rb", strings.Repeat("\x1b[31mx", 50_000))
	seen := h.seen()
	if seen[2] != "text" || seen[3] != "\x1b]unfinished" || len(seen[0]) != 1_000_000 {
		t.Errorf("it shows %q", seen[1:4])
	}
	h.SetWrap(true)
	h.key(fyne.KeyHome)
	for range 50 {
		h.key(fyne.KeyPageDown)
	}
	h.Search(match.Words("9012"))
	h.Next()
}

func TestALogIsWrittenAsText(t *testing.T) {
	h := newHarness(t)
	h.add(0, lines.Event, "started")
	h.add(0, lines.Stdout, "\x1b[31mred\x1b[0m")
	h.add(1, lines.Stderr, "err")
	for _, tc := range []struct {
		names []string
		times bool
		want  string
	}{
		{nil, false, "-- started\nred\nerr\n"},
		{[]string{"web", "db"}, true, "T web | -- started\nT web | red\nT db | err\n"},
	} {
		var b strings.Builder
		if err := Write(&b, h.store.Snapshot(), tc.names, tc.times); err != nil {
			t.Fatal(err)
		}
		got := regexp.MustCompile(`2026-01-02T\S+`).ReplaceAllString(b.String(), "T")
		if got != tc.want {
			t.Errorf("written: %q, want %q", got, tc.want)
		}
	}
	if err := Write(full{}, h.store.Snapshot(), nil, false); err == nil {
		t.Error("a full disk isn't noticed")
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestNumbersHaveCommas(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000"} {
		if got := Grouped(n); got != want {
			t.Errorf("%d is %q", n, got)
		}
	}
}

// picture leaves a picture where DOCKDESK_LOOK says, to be looked at.
func (h *harness) picture(name string) {
	dir := os.Getenv("DOCKDESK_LOOK")
	if dir == "" {
		return // it only draws, for whoever names a folder
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err == nil {
		err = png.Encode(f, h.win.Canvas().Capture())
		_ = f.Close()
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestPictures(t *testing.T) {
	for _, choice := range []theme.Choice{theme.Light, theme.Dark} {
		h := newHarness(t)
		fyne.CurrentApp().Settings().SetTheme(theme.New(choice))
		h.win.Resize(fyne.NewSize(860, 520))
		h.names = []string{"web", "db", "shop-worker-1", "cache", "mail", "proxy"}
		h.add(0, lines.Event, "started")
		for i := range 16 {
			h.add(0, lines.Stdout, fmt.Sprintf("\x1b[3%dmcolour %2d\x1b[0m  \x1b[9%dmbright\x1b[0m  \x1b[4%dmground\x1b[0m  \x1b[1;38;5;%dmof 256\x1b[0m  \x1b[38;2;%d;%d;120mtrue\x1b[0m", i%8, i, i%8, i%8, 20+i*13, i*16, 255-i*16))
		}
		for i, text := range []string{
			"2026-01-02T12:00:05Z INFO  listening on :8080", "level=warn msg=\"slow query\" took=2.1s", "ERROR: connection refused (db:5432)",
			`{"level":"debug","msg":"cache miss","key":"user:17"}`, "\x1b[1mbold\x1b[0m and \x1b[4munderlined\x1b[0m and \x1b[7mturned\x1b[0m",
		} {
			h.add(1+i, lines.Kind(i%2), text)
		}
		h.add(2, lines.Event, "exited (1)")
		h.add(1, lines.Event, "paused")
		h.add(3, lines.Event, "exited (0)")
		h.update()
		h.SetTimes(true)
		h.Search(match.Words("connection"))
		h.key(fyne.KeyUp)
		h.count(3201)
		h.picture("logview-" + string(choice))
	}
}

func benchmarkLog(b *testing.B, n int) *harness {
	h := newHarness(b)
	h.win.Resize(fyne.NewSize(1000, 700))
	var batch lines.Batch
	for i := range n {
		batch.Add(0, lines.Stdout, int64(i)*1e6, fmt.Appendf(nil, "\x1b[90m2026-01-02T15:04:05.%06dZ\x1b[0m \x1b[32mINFO\x1b[0m request served path=/api/v1/items/%d status=200 took=%dms", i%1_000_000, i, i%97), 0)
		if batch.Len() == 1000 {
			h.store.Append(&batch)
			batch.Reset()
		}
	}
	h.update()
	h.SetTimes(true)
	return h
}

// BenchmarkScrollAPage scrolls through a million coloured lines.
func BenchmarkScrollAPage(b *testing.B) {
	h := benchmarkLog(b, 1_000_000)
	h.key(fyne.KeyHome)
	for b.Loop() {
		h.key(fyne.KeyPageDown)
	}
}

// BenchmarkFollowAThousandLinesAtOnce is a frame of a program that writes ten
// thousand lines a second.
func BenchmarkFollowAThousandLinesAtOnce(b *testing.B) {
	h := benchmarkLog(b, 1_000_000)
	var batch lines.Batch
	for i := range 1000 {
		batch.Add(0, lines.Stdout, int64(i), fmt.Appendf(nil, "a new line %d", i), 0)
	}
	for b.Loop() {
		h.store.Append(&batch)
		h.update()
	}
}
