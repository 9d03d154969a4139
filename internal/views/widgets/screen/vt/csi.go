package vt

import (
	"fmt"

	"github.com/charmbracelet/x/ansi"
)

// execute does a control character.
func (t *Terminal) execute(b byte) {
	g := t.screen
	switch b {
	case 0x07:
		if t.Bell != nil {
			t.Bell()
		}
	case '\b':
		g.moveTo(g.at.x-1, g.at.y)
	case '\t':
		t.tab(1)
	case '\n', '\v', '\f':
		t.index()
		if t.modes.newline {
			g.at.x = 0
		}
	case '\r':
		g.moveTo(0, g.at.y)
	case 0x0e:
		t.shift = 1
	case 0x0f:
		t.shift = 0
	}
}

// esc does a sequence without parameters.
func (t *Terminal) esc(cmd ansi.Cmd) {
	if cmd.Intermediate() != 0 {
		t.escMore(cmd)
		return
	}
	switch cmd.Final() {
	case '7':
		t.save()
	case '8':
		t.restore()
	case 'D':
		t.index()
	case 'E':
		t.index()
		t.screen.at.x = 0
	case 'H':
		t.tabs[t.screen.at.x] = true
	case 'M':
		t.reverseIndex()
	case 'Z':
		t.attributes(0)
	case 'c':
		t.epoch++
		t.reset()
	case '=':
		t.modes.keypad = true
	case '>':
		t.modes.keypad = false
	case 'n':
		t.shift = 2
	case 'o':
		t.shift = 3
	}
}

func (t *Terminal) escMore(cmd ansi.Cmd) {
	switch i := cmd.Intermediate(); i {
	case '(', ')', '*', '+':
		sets := map[byte]charset{'0': graphics, 'A': british}
		t.charsets[i-'('] = sets[cmd.Final()]
	case '#':
		if cmd.Final() == '8' {
			t.alignment()
		}
	}
}

// alignment fills the screen with E (DECALN).
func (t *Terminal) alignment() {
	g := t.screen
	g.top, g.bottom = 0, g.rows
	for _, r := range g.lines {
		for i := range r.cells {
			r.cells[i] = Cell{Rune: 'E', Width: 1}
		}
		r.used, r.wrapped = g.cols, false
	}
	g.moveTo(0, 0)
	g.touchAll()
}

// params are the numbers of a sequence.
type params struct{ ansi.Params }

// at is the i-th number, or otherwise if it is missing; never below least, never
// above most.
func (p params) at(i, otherwise, least, most int) int {
	v, _, ok := p.Param(i, otherwise)
	if !ok {
		v = otherwise
	}
	return min(max(v, least), most)
}

// count is how often something is to be done: at least once.
func (p params) count(most int) int { return p.at(0, 1, 1, most) }

// csi does a sequence with parameters.
func (t *Terminal) csi(cmd ansi.Cmd, list ansi.Params) {
	p := params{list}
	switch {
	case cmd.Intermediate() != 0:
		t.csiMore(cmd, p)
	case cmd.Prefix() != 0:
		t.csiPrivate(cmd, p)
	case !t.csiMove(cmd.Final(), p) && !t.csiEdit(cmd.Final(), p):
		t.csiRest(cmd.Final(), p)
	}
}

// csiMove does what moves the cursor.
func (t *Terminal) csiMove(final byte, p params) bool {
	g := t.screen
	x, y, n := g.at.x, g.at.y, p.count(maxSide)
	top, bottom := 0, g.rows-1
	if y >= g.top {
		top = g.top
	}
	if y < g.bottom {
		bottom = g.bottom - 1
	}
	switch final {
	case 'A', 'F':
		y = max(y-n, top)
	case 'B', 'e', 'E':
		y = min(y+n, bottom)
	case 'C', 'a':
		x += n
	case 'D':
		x -= n
	case 'G', '`':
		x = n - 1
	case 'd':
		t.address(x, n-1)
		return true
	case 'H', 'f':
		t.address(p.at(1, 1, 1, maxSide)-1, n-1)
		return true
	case 'I':
		t.tab(n)
		return true
	case 'Z':
		t.backTab(n)
		return true
	default:
		return false
	}
	if final == 'E' || final == 'F' {
		x = 0
	}
	g.moveTo(x, y)
	return true
}

// address puts the cursor to a place as the program counts it.
func (t *Terminal) address(x, y int) {
	g := t.screen
	if t.modes.origin {
		y = min(g.top+y, g.bottom-1)
	}
	g.moveTo(x, y)
}

// csiEdit does what changes the screen.
func (t *Terminal) csiEdit(final byte, p params) bool {
	g := t.screen
	n := p.count(maxSide)
	switch final {
	case '@':
		g.insertCells(n, t.ground)
	case 'P':
		g.deleteCells(n, t.ground)
	case 'X':
		g.erase(g.at.y, g.at.x, g.at.x+n, t.ground)
	case 'J':
		t.eraseDisplay(p.at(0, 0, 0, 9))
	case 'K':
		t.eraseLine(p.at(0, 0, 0, 9))
	case 'L', 'M':
		t.moveLines(final == 'L', n)
	case 'S':
		t.scrollUp(n)
	case 'T':
		if len(p.Params) > 1 { // an old way to track the mouse
			return true
		}
		g.scrollDown(g.top, g.bottom, n, t.ground)
	case 'b':
		t.repeat(p.count(maxSide * maxSide))
		return true
	default:
		return false
	}
	g.pending = false
	return true
}

// moveLines inserts or deletes lines at the cursor.
func (t *Terminal) moveLines(insert bool, n int) {
	g := t.screen
	if g.at.y < g.top || g.at.y >= g.bottom {
		return
	}
	if insert {
		g.scrollDown(g.at.y, g.bottom, n, t.ground)
	} else {
		g.scrollUp(g.at.y, g.bottom, n, t.ground, nil)
	}
	g.at.x = 0
}

func (t *Terminal) eraseDisplay(what int) {
	g := t.screen
	switch what {
	case 0:
		g.erase(g.at.y, g.at.x, g.cols, t.ground)
		g.eraseRows(g.at.y+1, g.rows, t.ground)
	case 1:
		g.eraseRows(0, g.at.y, t.ground)
		g.erase(g.at.y, 0, g.at.x+1, t.ground)
	case 2:
		g.eraseRows(0, g.rows, t.ground)
	case 3:
		if g == t.primary {
			t.past.clear()
			t.epoch++
		}
	}
}

func (t *Terminal) eraseLine(what int) {
	g := t.screen
	from, to := g.at.x, g.cols
	switch what {
	case 1:
		from, to = 0, g.at.x+1
	case 2:
		from = 0
	case 0:
	default:
		return
	}
	g.erase(g.at.y, from, to, t.ground)
}

func (t *Terminal) csiRest(final byte, p params) {
	g := t.screen
	switch final {
	case 'c':
		if p.at(0, 0, 0, 1) == 0 {
			t.attributes(0)
		}
	case 'g':
		switch p.at(0, 0, 0, 9) {
		case 0:
			t.tabs[g.at.x] = false
		case 3:
			clear(t.tabs)
		}
	case 'h', 'l':
		for i := range p.Params {
			t.setANSI(p.at(i, 0, 0, 99), final == 'h')
		}
	case 'm':
		t.sgr(p.Params)
	case 'n':
		t.report(p.at(0, 0, 0, 99), false)
	case 'r':
		t.region(p.at(0, 1, 1, maxSide)-1, p.at(1, g.rows, 0, maxSide))
	case 's':
		t.save()
	case 'u':
		t.restore()
	case 't':
		t.windowOrder(p.at(0, 0, 0, 99))
	}
}

func (t *Terminal) csiPrivate(cmd ansi.Cmd, p params) {
	switch {
	case cmd.Prefix() == '?' && (cmd.Final() == 'h' || cmd.Final() == 'l'):
		for i := range p.Params {
			t.setPrivate(p.at(i, 0, 0, 9999), cmd.Final() == 'h')
		}
	case cmd.Prefix() == '?' && cmd.Final() == 'J':
		t.eraseDisplay(p.at(0, 0, 0, 2))
	case cmd.Prefix() == '?' && cmd.Final() == 'K':
		t.eraseLine(p.at(0, 0, 0, 9))
	case cmd.Prefix() == '?' && cmd.Final() == 'n':
		t.report(p.at(0, 0, 0, 99), true)
	case cmd.Final() == 'c' && p.at(0, 0, 0, 1) == 0:
		t.attributes(cmd.Prefix())
	}
}

func (t *Terminal) csiMore(cmd ansi.Cmd, p params) {
	switch {
	case cmd.Intermediate() == '!' && cmd.Final() == 'p':
		t.softReset()
	case cmd.Intermediate() == ' ' && cmd.Final() == 'q':
		t.setShape(p.at(0, 0, 0, 9))
	case cmd.Intermediate() == '$' && cmd.Final() == 'p':
		t.reportMode(p.at(0, 0, 0, 9999), cmd.Prefix() == '?')
	}
}

// setShape sets how the cursor looks (DECSCUSR).
func (t *Terminal) setShape(n int) {
	t.cursor = shape{blink: n == 1 || n == 3 || n == 5, under: n == 3 || n == 4, bar: n == 5 || n == 6}
	t.screen.touch(t.screen.at.y)
}

// region sets the rows that scroll; bottom is behind the last one.
func (t *Terminal) region(top, bottom int) {
	g := t.screen
	if bottom == 0 || bottom > g.rows {
		bottom = g.rows
	}
	if top >= bottom || top == bottom-1 && g.rows > 1 {
		return
	}
	g.top, g.bottom = top, bottom
	t.address(0, 0)
}

func (t *Terminal) save() {
	g := t.screen
	g.saved = saved{at: g.at, pending: g.pending, pen: t.style, origin: t.modes.origin, charsets: t.charsets, shift: t.shift}
}

func (t *Terminal) restore() {
	g := t.screen
	s := g.saved
	g.moveTo(s.at.x, s.at.y)
	g.pending = s.pending && s.at.x == g.cols-1
	t.modes.origin, t.charsets, t.shift = s.origin, s.charsets, s.shift
	t.setPen(Style{})
	if s.pen != nil {
		t.setPen(*s.pen)
	}
}

func (t *Terminal) softReset() {
	g := t.screen
	t.setPen(Style{})
	g.top, g.bottom, g.saved, g.pending = 0, g.rows, saved{}, false
	t.charsets, t.shift = [4]charset{}, 0
	t.modes.insert, t.modes.origin, t.modes.cursorKeys, t.modes.keypad = false, false, false, false
	t.modes.wrap, t.modes.visible = true, true
}

// --- tab stops ---

const tabWidth = 8

func (t *Terminal) resetTabs(cols int) {
	t.tabs = make([]bool, cols)
	for i := range t.tabs {
		t.tabs[i] = i%tabWidth == 0
	}
}

// growTabs gives new columns the usual stops.
func (t *Terminal) growTabs(cols int) {
	for i := len(t.tabs); i < cols; i++ {
		t.tabs = append(t.tabs, i%tabWidth == 0)
	}
}

func (t *Terminal) tab(n int) {
	g := t.screen
	x := g.at.x
	for ; n > 0 && x < g.cols-1; n-- {
		for x++; x < g.cols-1 && !t.tabs[x]; x++ {
		}
	}
	pending := g.pending
	g.moveTo(x, g.at.y)
	g.pending = pending
}

func (t *Terminal) backTab(n int) {
	g := t.screen
	x := g.at.x
	for ; n > 0 && x > 0; n-- {
		for x--; x > 0 && !t.tabs[x]; x-- {
		}
	}
	g.moveTo(x, g.at.y)
}

// --- answers ---

func (t *Terminal) reply(format string, args ...any) {
	if t.Reply != nil {
		t.Reply(fmt.Appendf(nil, format, args...))
	}
}

// attributes says what kind of terminal this is, as xterm does.
func (t *Terminal) attributes(prefix byte) {
	switch prefix {
	case 0:
		t.reply("\x1b[?62;22c") // a VT220 with colours
	case '>':
		t.reply("\x1b[>41;354;0c")
	case '=':
		t.reply("\x1bP!|00000000\x1b\\")
	}
}

// report answers to DSR.
func (t *Terminal) report(what int, private bool) {
	g := t.screen
	switch {
	case what == 5 && !private:
		t.reply("\x1b[0n")
	case what == 6:
		y := g.at.y
		if t.modes.origin {
			y -= g.top
		}
		mark := ""
		if private {
			mark = "?"
		}
		t.reply("\x1b[%s%d;%dR", mark, y+1, g.at.x+1)
	case what == 15 && private:
		t.reply("\x1b[?13n") // no printer
	}
}

// windowOrder answers what is asked about the size. What would move, resize or
// close the window, or report its title, is not done.
func (t *Terminal) windowOrder(what int) {
	switch what {
	case 18:
		t.reply("\x1b[8;%d;%dt", t.screen.rows, t.screen.cols)
	case 22:
		if len(t.titles) < 16 {
			t.titles = append(t.titles, t.title)
		}
	case 23:
		if n := len(t.titles); n > 0 {
			t.title = t.titles[n-1]
			t.titles = t.titles[:n-1]
		}
	}
}

// dcs refuses the questions that can be asked in this form.
func (t *Terminal) dcs(cmd ansi.Cmd, _ ansi.Params, _ []byte) {
	if cmd.Final() != 'q' {
		return
	}
	switch cmd.Intermediate() {
	case '$':
		t.reply("\x1bP0$r\x1b\\")
	case '+':
		t.reply("\x1bP0+r\x1b\\")
	}
}
