// Package vt is a terminal's screen: it is fed what a program prints and knows
// what a person would see. It understands what xterm does as far as programs
// use it: colours, cursor movement, scroll regions, the alternate screen, wide
// and combined characters, links, modes of the mouse and the keyboard.
//
// The escape sequences are taken apart by the parser of charmbracelet/x/ansi;
// what they mean is here. Whatever a program prints, it can neither make the
// screen grow nor make it work long, and it never gets an answer that it chose
// itself: no title, no clipboard and no text is ever reported back.
//
// It must know neither Fyne nor Docker, and holds no lock: one goroutine uses a
// Terminal at a time.
package vt

import (
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// maxSide is the most rows or columns that a screen may have; minCols are the
// fewest columns, so that a wide character always has room.
const (
	maxSide = 1000
	minCols = 2
)

// Terminal is one terminal.
type Terminal struct {
	// Reply is called with what the terminal answers to the program: its kind,
	// its state, where the cursor is. It may be nil.
	Reply func([]byte)
	// Bell is called when the program rings. It may be nil.
	Bell func()
	// Ink and Ground are the default colours, for programs that ask whether the
	// terminal is light or dark.
	Ink, Ground [3]uint8

	parser   *ansi.Parser
	feed     feed
	clusters clusters
	widths   widths

	primary, alternate *grid
	screen             *grid // the one that is shown
	past               history
	gone               int // lines that ever left the primary screen upwards

	pen      Style
	style    *Style // the pen as one value in memory
	ground   *Style // what erased cells are written in
	styles   map[Style]*Style
	links    map[Link]*Link
	last     rune // the last character that was printed, for REP
	charsets [4]charset
	shift    int // which of them is in use
	tabs     []bool
	modes    modes
	cursor   shape
	title    string
	titles   []string // put aside by the program
	epoch    int
}

// New makes a terminal with an empty screen.
func New(cols, rows int) *Terminal {
	cols, rows = clampSize(cols, rows)
	t := &Terminal{Ink: [3]uint8{0xff, 0xff, 0xff}, parser: ansi.NewParser()}
	t.parser.SetDataSize(64) // strings are collected by feed
	t.parser.SetHandler(ansi.Handler{
		Execute:   t.execute,
		HandleCsi: t.csi,
		HandleEsc: t.esc,
		HandleDcs: t.dcs,
	})
	t.primary, t.alternate = newGrid(cols, rows), newGrid(cols, rows)
	t.reset()
	return t
}

func clampSize(cols, rows int) (int, int) {
	return min(max(cols, minCols), maxSide), min(max(rows, 1), maxSide)
}

// reset makes everything as it was at first, but for the lines above the
// screen.
func (t *Terminal) reset() {
	for _, g := range []*grid{t.primary, t.alternate} {
		g.eraseRows(0, g.rows, nil)
		g.top, g.bottom = 0, g.rows
		g.moveTo(0, 0)
		g.saved = saved{}
	}
	t.screen = t.primary
	t.styles, t.links = map[Style]*Style{}, map[Link]*Link{}
	t.setPen(Style{})
	t.charsets, t.shift = [4]charset{}, 0
	t.modes = modes{wrap: true, visible: true}
	t.cursor = shape{}
	t.title, t.titles = "", nil
	t.last = 0
	t.resetTabs(t.screen.cols)
	t.screen.touchAll()
}

// Size is the number of columns and rows.
func (t *Terminal) Size() (cols, rows int) { return t.screen.cols, t.screen.rows }

// Title is what the program calls itself, "" if it doesn't; one line without
// control characters.
func (t *Terminal) Title() string { return t.title }

// Lines are numbered from the first that was ever shown, so that a number stays
// with its line while others arrive. First is the oldest one that is kept, Top
// the one at the top of the screen. While the alternate screen is shown nothing
// lies above it.
func (t *Terminal) First() int {
	if t.screen == t.alternate {
		return t.gone
	}
	return t.gone - t.past.len()
}

// Top is the number of the line at the top of the screen.
func (t *Terminal) Top() int { return t.gone }

// Epoch is another number whenever lines got other numbers or another screen is
// shown: whoever remembers numbers must forget them.
func (t *Terminal) Epoch() int { return t.epoch }

// Line appends the cells of a line, and says whether it goes on in the next
// one. A line above the screen may have fewer cells than the screen has
// columns. What its runes stand for must be asked before the next Write.
func (t *Terminal) Line(n int, into []Cell) (cells []Cell, wrapped bool) {
	if y := n - t.gone; y >= 0 {
		if y >= t.screen.rows {
			return into, false
		}
		r := t.screen.lines[y]
		return append(into, r.cells...), r.wrapped
	}
	i := n - t.First()
	if i < 0 || i >= t.past.len() {
		return into, false
	}
	l := t.past.at(i)
	return t.unpack(into, l), l.wrapped
}

// Text is the character of a cell with its marks; a space where nothing was
// written.
func (t *Terminal) Text(c Cell) string {
	if c.Rune == 0 {
		return " "
	}
	return t.clusters.text(c.Rune)
}

// Base is the character of a cell without its marks, and whether it has some.
func (t *Terminal) Base(c Cell) (r rune, marked bool) {
	if c.Rune < firstCluster {
		return c.Rune, false
	}
	r, _ = utf8.DecodeRuneInString(t.clusters.text(c.Rune))
	return r, true
}

// TakeDirty calls f with each row of the screen that changed since the last
// time.
func (t *Terminal) TakeDirty(f func(y int)) {
	for y, dirty := range t.screen.dirty {
		if dirty {
			t.screen.dirty[y] = false
			f(y)
		}
	}
}

// Cursor is where the next character goes, and how the program wants it shown.
type Cursor struct {
	X, Y    int
	Visible bool
	Bar     bool // a bar before the character or
	Under   bool // a line below it, not a block
	Blink   bool
}

// Cursor is the cursor as it is now.
func (t *Terminal) Cursor() Cursor {
	return Cursor{
		X: t.screen.at.x, Y: t.screen.at.y, Visible: t.modes.visible,
		Bar: t.cursor.bar, Under: t.cursor.under, Blink: t.cursor.blink,
	}
}

// shape is how the cursor looks.
type shape struct{ bar, under, blink bool }

// --- the pen ---

func (t *Terminal) setPen(s Style) {
	t.pen = s
	t.style = t.intern(s)
	t.ground = t.intern(Style{Ground: s.Ground})
}

// maxStyles is how many styles are remembered; the ones in use live on in the
// cells.
const maxStyles = 1024

// intern is the one value of a style.
func (t *Terminal) intern(s Style) *Style {
	if s == (Style{}) {
		return nil
	}
	if p := t.styles[s]; p != nil {
		return p
	}
	if len(t.styles) >= maxStyles {
		clear(t.styles)
	}
	p := &s
	t.styles[s] = p
	return p
}

// --- scrolling ---

// scrollUp moves the scroll region up. Lines that leave the primary screen are
// kept.
func (t *Terminal) scrollUp(n int) {
	g := t.screen
	var gone func(*row)
	if g == t.primary && g.top == 0 {
		gone = t.keep
	}
	g.scrollUp(g.top, g.bottom, n, t.ground, gone)
}

func (t *Terminal) keep(r *row) {
	cells := r.cells
	if !r.wrapped {
		cells = cells[:r.used]
	}
	t.past.push(t.past.pack(cells, r.wrapped, &t.clusters))
	t.gone++
}

// index moves the cursor down, and scrolls at the end of the region.
func (t *Terminal) index() {
	g := t.screen
	switch {
	case g.at.y == g.bottom-1:
		t.scrollUp(1)
	case g.at.y < g.rows-1:
		g.at.y++
	}
	g.pending = false
}

func (t *Terminal) reverseIndex() {
	g := t.screen
	switch {
	case g.at.y == g.top:
		g.scrollDown(g.top, g.bottom, 1, t.ground)
	case g.at.y > 0:
		g.at.y--
	}
	g.pending = false
}

// tidy drops the clusters that are on no screen any more.
func (t *Terminal) tidy() {
	old := t.clusters
	t.clusters = clusters{}
	for _, g := range []*grid{t.primary, t.alternate} {
		for _, r := range g.lines {
			for i := range r.cells {
				if c := &r.cells[i]; c.Rune >= firstCluster {
					c.Rune = t.clusters.of(old.text(c.Rune))
				}
			}
		}
	}
}
