package textview

import (
	"math"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/dockdesk/dockdesk/internal/views/attention"
	"github.com/dockdesk/dockdesk/internal/views/control"
	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets"
	"github.com/dockdesk/dockdesk/internal/views/widgets/glyphs"
)

const (
	inset        = 4    // px between the view's edge and its picture, for the round corners
	padX         = 6    // px left of the first column
	barWidth     = 12   // px that the scroll bar answers to
	matchBytes   = 1e5  // how much of a line is searched for marks while drawing
	copyLimit    = 32e6 // bytes that one copy takes at most
	linesPadding = 3    // lines kept above a line that is scrolled to
)

// View shows a Source. It is used on the main goroutine only.
type View struct {
	widget.BaseWidget

	ID    string // for window tests; the visible lines are ID + ":" + line from 1
	Topic string // the guide topic that explains it

	// OnKey sees a key first; true means that it was used.
	OnKey func(*fyne.KeyEvent) bool
	// OnRune sees a typed letter first, as OnKey does a key.
	OnRune func(rune) bool
	// OnShortcut sees a shortcut first.
	OnShortcut func(fyne.Shortcut) bool
	// OnPress sees the main button go down on a character first; clicks counts
	// quick ones in a row. True means that it was used and nothing is selected.
	OnPress func(at Pos, clicks int) bool
	// OnMenu is asked for a context menu at an absolute place; without it the
	// menu offers to copy.
	OnMenu func(at Pos, where fyne.Position)
	// OnFollow hears when following is switched, by SetFollow or by the person
	// scrolling away from the end or back to it.
	OnFollow func(bool)
	// OnScrolled hears when other lines became visible.
	OnScrolled func()
	// OnCopied hears what was copied; cut means that the selection was longer
	// than what one copy takes (32 MB).
	OnCopied func(bytes int, cut bool)
	// Copied, when set, gives what Ctrl+C copies instead of the selection.
	Copied func() (text string, ok bool)
	// After calls f on the main goroutine after a time, until stopped.
	After func(d time.Duration, f func()) (stop func())
	// Now is the clock for double clicks.
	Now func() time.Time

	src        Source
	wrap       bool
	numbers    bool
	frameless  bool
	rowHeight  float32 // 0 for the usual
	current    int     // the current line, -1 for none
	matcher    Matcher
	match      Match
	hasMatch   bool
	follow     bool // the person or the page wants the end
	atEnd      bool
	top        anchor
	scrollX    float64
	widest     int // columns of the widest line seen
	size       fyne.Size
	frame      frame
	rowBuf     []rowStart
	sel        selection
	selecting  bool
	hasSel     bool
	focused    bool
	shift      bool
	hoverBar   bar
	dragBar    bar
	grip       float32 // where the thumb was gripped
	clicks     widgets.Clicks
	dragAt     fyne.Position
	stopScroll func()
}

// New makes a view of a source.
func New(src Source) *View {
	v := &View{src: src, current: -1, Now: time.Now, After: after}
	v.ExtendBaseWidget(v)
	return v
}

func after(d time.Duration, f func()) func() {
	t := time.AfterFunc(d, func() { fyne.Do(f) })
	return func() { t.Stop() }
}

// SetSource shows another text from its start. The selection and the current
// line and match are gone.
func (v *View) SetSource(src Source) {
	v.src = veil(src)
	v.top, v.scrollX, v.widest = anchor{}, 0, 0
	v.hasSel, v.hasMatch, v.current = false, false, -1
	v.changed()
}

// Source is what is shown.
func (v *View) Source() Source { return unveil(v.src) }

// Changed says that the source has other lines now: some were added at the end,
// and the first dropped ones are gone; less than 0 were put in front. What is
// visible and what is selected stay where they are, unless the view follows the
// end.
func (v *View) Changed(dropped int) {
	if dropped != 0 {
		v.shiftUp(dropped)
	}
	v.changed()
}

func (v *View) shiftUp(by int) {
	v.top.line -= by
	if v.top.line < 0 {
		v.top = anchor{}
	}
	if v.current >= 0 {
		v.current = max(-1, v.current-by)
	}
	v.match.Line -= by
	v.hasMatch = v.hasMatch && v.match.Line >= 0
	if v.sel == (selection{}) {
		return
	}
	for _, p := range []*Pos{&v.sel.from, &v.sel.upto, &v.sel.head} {
		if p.Line -= by; p.Line < 0 {
			*p = Pos{}
		}
	}
	if from, to := v.sel.span(v.src); from == to {
		v.hasSel = false
	}
}

func (v *View) changed() {
	if v.follow {
		v.top = v.field().last()
	}
	v.Refresh()
}

// SetWrap switches between wrapping long lines and scrolling to their end.
func (v *View) SetWrap(on bool) {
	if v.wrap == on {
		return
	}
	v.wrap = on
	v.top.sub, v.top.px, v.scrollX, v.widest = 0, 0, 0, 0
	v.changed()
}

// Wraps reports whether long lines are wrapped.
func (v *View) Wraps() bool { return v.wrap }

// SetNumbers switches line numbers.
func (v *View) SetNumbers(on bool) { v.numbers = on; v.Refresh() }

// SetFrame switches the edge and the round corners; they are there at first.
func (v *View) SetFrame(on bool) { v.frameless = !on; v.Refresh() }

// SetRowHeight sets the height of a row in px at scale 1; 0 is the usual.
func (v *View) SetRowHeight(px float32) { v.rowHeight = px; v.Refresh() }

// SetFollow switches whether the view stays at the end while lines arrive. A
// person who scrolls up switches it off, and on again by scrolling to the end.
func (v *View) SetFollow(on bool) {
	if on {
		v.top = v.field().last()
	}
	v.setFollow(on)
	v.Refresh()
}

func (v *View) setFollow(on bool) {
	if v.follow == on {
		return
	}
	v.follow = on
	if v.OnFollow != nil {
		v.OnFollow(on)
	}
}

// Following reports whether the view stays at the end.
func (v *View) Following() bool { return v.follow }

// SetMatcher marks what a search finds; nil marks nothing.
func (v *View) SetMatcher(m Matcher) {
	v.matcher, v.hasMatch = m, false
	v.Refresh()
}

// ShowMatch makes a match the current one and scrolls to it.
func (v *View) ShowMatch(m Match) {
	v.match, v.hasMatch = m, true
	v.setFollow(false)
	v.ScrollTo(Pos{Line: m.Line, Byte: m.Start}, Pos{Line: m.Line, Byte: m.End})
}

// MarkMatch makes a match the current one where it is.
func (v *View) MarkMatch(m Match) {
	v.match, v.hasMatch = m, true
	v.Refresh()
}

// ClearMatch makes no match the current one.
func (v *View) ClearMatch() { v.hasMatch = false; v.Refresh() }

// SetCurrentLine marks a whole line; -1 marks none.
func (v *View) SetCurrentLine(i int) {
	if v.current != i {
		v.current = i
		v.Refresh()
	}
}

// CurrentLine is the marked line, -1 for none.
func (v *View) CurrentLine() int { return v.current }

// Offset is a place that was scrolled to.
type Offset struct {
	Line int     // first visible line
	Row  int     // its first visible row when it is wrapped
	Px   float64 // how much of that row is scrolled away
	X    float64 // px scrolled to the right
}

// Offset is where the view is scrolled to.
func (v *View) Offset() Offset {
	return Offset{Line: v.top.line, Row: v.top.sub, Px: v.top.px, X: v.scrollX}
}

// SetOffset scrolls to where Offset said.
func (v *View) SetOffset(o Offset) {
	v.scrollX = o.X
	if o.X > 0 { // as wide as it was when it could be scrolled there
		v.widest = max(v.widest, int((o.X+v.textWidth())/v.cellWidth()))
	}
	v.scrollTo(anchor{line: o.Line, sub: o.Row, px: o.Px})
}

// VisibleLines are the first and the last line of which something is visible;
// last is -1 when there is none.
func (v *View) VisibleLines() (first, last int) {
	if len(v.frame.rows) == 0 {
		return 0, -1
	}
	return v.frame.rows[0].line, v.frame.rows[len(v.frame.rows)-1].line
}

// ScrollToLine brings a line into view, with some lines above it; it stays
// where it is when the line is visible.
func (v *View) ScrollToLine(i int) { v.ScrollTo(Pos{Line: i}, Pos{Line: i}) }

// ScrollTo brings a part of a line into view.
func (v *View) ScrollTo(from, to Pos) { v.reveal(from, to, min(linesPadding, v.pageRows()/3)) }

// reveal brings a part of a line into view with a number of rows beyond it.
func (v *View) reveal(from, to Pos, beyond int) {
	if from.Line < 0 || from.Line >= v.src.Len() {
		v.Refresh()
		return
	}
	f := v.field()
	text := v.src.Line(from.Line).Text
	c0, c1 := columnOf(text, from.Byte), columnOf(text, to.Byte)
	a := anchor{line: from.Line}
	if v.wrap {
		for i, r := range wrapRows(v.rowBuf[:0], text, v.columns()) {
			if r.col <= c0 {
				a.sub = i
			}
		}
	} else {
		v.scrollToColumns(c0, c1)
	}
	bottom := f.down(v.top, f.height-f.rowHeight)
	switch {
	case a.before(v.top):
		v.scrollTo(f.up(a, float64(beyond)*f.rowHeight))
	case bottom.before(a):
		v.scrollTo(f.up(a, f.height-f.rowHeight*float64(1+beyond)))
	default:
		v.Refresh()
	}
}

func (v *View) scrollToColumns(c0, c1 int) {
	v.widest = max(v.widest, c1+1)
	w := v.cellWidth()
	left, right := float64(c0)*w, float64(c1)*w
	room := v.textWidth()
	if right > v.scrollX+room {
		v.scrollX = right - room + 4*w
	}
	if left < v.scrollX {
		v.scrollX = max(0, left-4*w)
	}
}

// ScrollBy scrolls down (or up, by less than 0) by px at scale 1, as a person
// would.
func (v *View) ScrollBy(px float32) { v.scrolledTo(v.field().by(v.top, float64(px))) }

// scrolledTo is scrolling by a person: away from the end the view stops
// following, and at the end it begins again where somebody hears of it.
func (v *View) scrolledTo(a anchor) {
	before := v.top
	v.scrollTo(a)
	switch {
	case v.top.before(before):
		v.setFollow(false)
	case v.OnFollow != nil && before.before(v.top) && v.AtEnd():
		v.setFollow(true)
	}
}

func (v *View) scrollTo(a anchor) {
	before := v.top
	v.top = v.field().clamp(a)
	v.Refresh()
	if before != v.top && v.OnScrolled != nil {
		v.OnScrolled()
	}
}

// Focused reports whether it has the keyboard.
func (v *View) Focused() bool { return v.focused }

// AtEnd reports whether the last row is visible.
func (v *View) AtEnd() bool { return v.atEnd }

// LinesBelow is the number of lines after the last visible one.
func (v *View) LinesBelow() int {
	_, last := v.VisibleLines()
	return max(0, v.src.Len()-1-last)
}

func (v *View) field() field {
	f := field{lines: v.src.Len(), rowHeight: v.rowPx(), height: v.textHeight()}
	if v.wrap {
		cols := v.columns()
		f.rows = func(i int) int {
			v.rowBuf = wrapRows(v.rowBuf[:0], v.src.Line(i).Text, cols)
			return len(v.rowBuf)
		}
	}
	return f
}

func (v *View) rowPx() float64 {
	if v.rowHeight > 0 {
		return float64(v.rowHeight)
	}
	return math.Round(codeSize() * 1.45)
}

// codeSize is the size of the text in px at scale 1. Until the window has its
// theme, Fyne's own is asked, which knows no such size and says 0.
func codeSize() float64 { return max(8, float64(theme.Size(theme.SizeCode))) }

func (v *View) cellWidth() float64 {
	return glyphs.Monospace().Advance() * codeSize()
}

func (v *View) gutterWidth() float64 {
	columns := 0
	if v.numbers {
		columns = len(strconv.Itoa(max(v.src.Len(), 99))) + 2
	}
	if m, ok := v.src.(Marked); ok && m.MarkColumns() > 0 {
		columns += m.MarkColumns() + 1
	}
	return float64(columns) * v.cellWidth()
}

// inner is the size of the picture.
func (v *View) inner() fyne.Size {
	return fyne.NewSize(max(0, v.size.Width-2*inset), max(0, v.size.Height-2*inset))
}

// textWidth is the room for columns in px.
func (v *View) textWidth() float64 {
	return max(0, float64(v.inner().Width)-padX-v.gutterWidth()-barWidth)
}

// textHeight is the room for rows in px.
func (v *View) textHeight() float64 {
	h := float64(v.inner().Height)
	if v.maxScrollX() > 0 {
		h -= barWidth - inset
	}
	return max(0, h)
}

func (v *View) columns() int { return max(8, int(v.textWidth()/v.cellWidth())) }

func (v *View) pageRows() int { return max(1, int(v.textHeight()/v.rowPx())) }

func (v *View) maxScrollX() float64 {
	if v.wrap {
		return 0
	}
	return max(0, float64(v.widest+1)*v.cellWidth()-v.textWidth())
}

// compose makes the frame of what is visible now.
func (v *View) compose() {
	room, end := v.textHeight(), v.follow || v.atEnd
	v.composeRows()
	if v.textHeight() != room { // a wide line came into view, and its scroll bar with it
		if end {
			v.top = v.field().last()
		}
		v.composeRows()
	}
}

func (v *View) composeRows() {
	f := v.field()
	v.top = f.clamp(v.top)
	v.scrollX = min(v.scrollX, v.maxScrollX())
	colors := palette{}
	gutter := v.gutterWidth()
	v.frame.reset(look{
		rowHeight: f.rowHeight, cellWidth: v.cellWidth(), textSize: codeSize(),
		textX: padX + gutter, scrollX: v.scrollX, gutter: gutter, numbers: v.numbers,
		ground: colors.of(theme.Surface), gutterInk: colors.of(theme.Muted), accent: colors.of(theme.Accent),
	})
	y := -v.top.px
	for line, sub := v.top.line, v.top.sub; line < f.lines && y < f.height; line, sub = line+1, 0 {
		y = v.composeLine(line, sub, y, f, colors)
	}
	v.atEnd = true
	if n := len(v.frame.rows); n > 0 {
		last := v.frame.rows[n-1]
		v.atEnd = last.line == f.lines-1 && last.y+f.rowHeight <= f.height+1 && v.lastRowOf(last)
	}
}

func (v *View) lastRowOf(r frameRow) bool {
	return !v.wrap || r.sub == len(wrapRows(v.rowBuf[:0], r.text, v.columns()))-1
}

// composeLine adds the rows of a line from row sub on, and says where the next
// line begins.
func (v *View) composeLine(i, sub int, y float64, f field, colors palette) float64 {
	line := v.src.Line(i)
	st := v.styler(i, line, colors)
	var starts []rowStart
	if v.wrap {
		v.rowBuf = wrapRows(v.rowBuf[:0], line.Text, v.columns())
		starts = v.rowBuf
	} else {
		starts = append(v.rowBuf[:0], rowStart{})
	}
	row := frameRow{line: i, sub: sub, text: line.Text, y: y, col: starts[sub].col, from: len(v.frame.cells), current: i == v.current}
	if line.Ground != "" {
		row.ground = colors.of(line.Ground)
	}
	if row.current {
		row.ground = colors.of(theme.Selected)
	}
	if sub == 0 {
		v.composeMark(&row, colors)
	}
	first, last := v.columnWindow()
	for c := range cells(line.Text) {
		if c.col < row.col {
			continue
		}
		if row.sub+1 < len(starts) && c.col >= starts[row.sub+1].col {
			if y+f.rowHeight >= f.height {
				break
			}
			v.endRow(&row)
			y += f.rowHeight
			row.sub++
			row.col, row.y, row.from = c.col, y, len(v.frame.cells)
			row.mark, row.side = "", [2]int{}
		}
		if c.col+c.width > first && c.col < last {
			v.frame.cells = append(v.frame.cells, st.style(c))
		}
		if !v.wrap {
			v.widest = max(v.widest, c.col+c.width)
			if c.col > last && (v.widest >= maxColumns || c.col+4*(len(line.Text)-c.start) < v.widest) {
				break // the rest can't be wider than what was seen
			}
		}
	}
	v.endRow(&row)
	v.markRows(i, st.current)
	return y + f.rowHeight
}

// composeMark adds what stands in front of a line.
func (v *View) composeMark(row *frameRow, colors palette) {
	m, ok := v.src.(Marked)
	if !ok || m.MarkColumns() == 0 {
		return
	}
	mark := m.Mark(row.line)
	st := &styler{colors: colors, font: glyphs.Monospace(), spans: mark.Spans}
	row.mark = mark.Text
	row.side = [2]int{len(v.frame.sides), len(v.frame.sides)}
	for c := range cells(mark.Text) {
		if c.col+c.width > m.MarkColumns() {
			break
		}
		v.frame.sides = append(v.frame.sides, st.style(c))
		row.side[1]++
	}
}

// columnWindow are the columns that are visible.
func (v *View) columnWindow() (first, last int) {
	if v.wrap {
		return 0, math.MaxInt
	}
	first = int(v.scrollX / v.cellWidth())
	return first, first + int(float64(v.inner().Width)/v.cellWidth()) + 2
}

func (v *View) endRow(row *frameRow) {
	row.to = len(v.frame.cells)
	v.frame.rows = append(v.frame.rows, *row)
}

func (v *View) styler(i int, line Line, colors palette) *styler {
	st := &styler{colors: colors, font: glyphs.Monospace(), spans: line.Spans}
	if v.matcher != nil {
		st.found = v.matcher(line.Text[:min(len(line.Text), matchBytes)])
	}
	if v.hasMatch && v.match.Line == i {
		st.current = [2]int{v.match.Start, v.match.End}
	}
	if from, to, ok := v.Selection(); ok && from.Line <= i && i <= to.Line {
		st.selected = [2]int{0, math.MaxInt}
		if from.Line == i {
			st.selected[0] = from.Byte
		}
		if to.Line == i {
			st.selected[1] = to.Byte
		}
	}
	return st
}

// markRows frames the current match on the rows of a line.
func (v *View) markRows(line int, m [2]int) {
	if m[0] >= m[1] {
		return
	}
	for i := len(v.frame.rows) - 1; i >= 0 && v.frame.rows[i].line == line; i-- {
		row := v.frame.rows[i]
		first, last := -1, 0
		for _, c := range v.frame.cells[row.from:row.to] {
			if c.start < m[1] && m[0] < c.end {
				if first < 0 {
					first = c.col
				}
				last = c.col + c.width
			}
		}
		if first >= 0 {
			v.frame.marks = append(v.frame.marks, frameMark{y: row.y, col: first - row.col, columns: last - first})
		}
	}
}

// DescribeControl implements control.Describer.
func (v *View) DescribeControl() control.Description {
	return control.Description{ID: v.ID, Kind: control.KindText, Enabled: true, Focused: v.focused}
}

// DescribeParts implements control.PartsDescriber: the visible lines.
func (v *View) DescribeParts() []control.Part {
	var parts []control.Part
	line := -1
	for _, r := range v.frame.rows {
		if r.line == line { // a further row of a wrapped line
			parts[len(parts)-1].Height += float32(v.frame.look.rowHeight)
			continue
		}
		line = r.line
		parts = append(parts, control.Part{
			Description: control.Description{
				ID: v.ID + ":" + strconv.Itoa(r.line+1), Kind: control.KindRow, Text: r.text,
				Enabled: true, Selected: r.current,
			},
			X: inset, Y: inset + float32(r.y), Width: v.inner().Width - barWidth, Height: float32(v.frame.look.rowHeight),
		})
	}
	return parts
}

// MinSize implements fyne.CanvasObject.
func (v *View) MinSize() fyne.Size {
	v.ExtendBaseWidget(v)
	return fyne.NewSize(120, float32(3*v.rowPx())+2*inset)
}

// Resize implements fyne.CanvasObject.
func (v *View) Resize(size fyne.Size) {
	size = size.Max(fyne.Size{}) // a layout without room gives less than none
	if v.size == size {
		return
	}
	v.size = size
	if v.follow {
		v.top = v.field().last()
	}
	v.BaseWidget.Resize(size)
	v.Refresh()
}

// Cursor implements desktop.Cursorable.
func (v *View) Cursor() desktop.Cursor {
	if v.hoverBar != noBar || v.dragBar != noBar || v.OnPress != nil {
		return desktop.DefaultCursor
	}
	return desktop.TextCursor
}

func (v *View) target() attention.Target {
	return attention.Target{Object: v, Topic: v.Topic, Focus: true}
}

// FocusGained implements fyne.Focusable.
func (v *View) FocusGained() {
	v.focused = true
	v.Refresh()
	attention.Enter(v.target())
}

// FocusLost implements fyne.Focusable.
func (v *View) FocusLost() {
	v.focused, v.shift = false, false
	v.Refresh()
	attention.Leave(v.target())
}
