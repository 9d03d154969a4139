package vt

// charset is a set of characters that a program can switch to.
type charset byte

const (
	ascii    charset = iota
	graphics         // lines and corners instead of small letters
	british          // £ instead of #
)

// lines are what the small letters and their neighbours from ` on stand for in
// the set of graphics.
var lines = [...]rune{
	'◆', '▒', '␉', '␌', '␍', '␊', '°', '±', '␤', '␋', '┘', '┐', '┌', '└', '┼', '⎺',
	'⎻', '─', '⎼', '⎽', '├', '┤', '┴', '┬', '│', '≤', '≥', 'π', '≠', '£', '·',
}

func (c charset) of(r rune) rune {
	switch {
	case c == graphics && r >= '`' && r <= '~':
		return lines[r-'`']
	case c == british && r == '#':
		return '£'
	}
	return r
}

// printASCII prints characters that are one cell wide.
func (t *Terminal) printASCII(p []byte) {
	if t.charsets[t.shift] != ascii || t.modes.insert {
		for _, b := range p {
			t.print(rune(b))
		}
		return
	}
	g := t.screen
	t.last = rune(p[len(p)-1])
	for len(p) > 0 {
		t.wrap()
		r, x := g.line(), g.at.x
		n := min(len(p), g.cols-x)
		r.mend(x, x+n)
		cells := r.cells[x : x+n]
		for i := range cells {
			cells[i] = Cell{Rune: rune(p[i]), Width: 1, Style: t.style}
		}
		r.used = max(r.used, x+n)
		g.touch(g.at.y)
		p = p[n:]
		t.advance(n)
		if len(p) > 0 && !t.modes.wrap { // what is left is written over the last cell
			p = p[len(p)-1:]
			r.mend(g.cols-1, g.cols)
			r.cells[g.cols-1] = Cell{Rune: rune(p[0]), Width: 1, Style: t.style}
			return
		}
	}
}

// wrap begins the next row if the last one is full.
func (t *Terminal) wrap() {
	g := t.screen
	if !g.pending {
		return
	}
	g.pending = false
	if !t.modes.wrap {
		return
	}
	g.line().wrapped = true
	t.index()
	g.at.x = 0
}

// advance moves the cursor right after n cells were written.
func (t *Terminal) advance(n int) {
	g := t.screen
	if g.at.x += n; g.at.x < g.cols {
		return
	}
	g.at.x, g.pending = g.cols-1, true
	g.line().wrapped = false
}

// print prints any character.
func (t *Terminal) print(r rune) {
	r = t.charsets[t.shift].of(r)
	switch w := t.widths.of(r); {
	case w < 0:
	case w == 0:
		t.combine(r)
	default:
		t.put(r, w)
	}
}

func (t *Terminal) put(r rune, width int) {
	g := t.screen
	t.last = r
	t.wrap()
	if width == 2 && g.at.x == g.cols-1 {
		if !t.modes.wrap {
			g.at.x--
		} else { // it doesn't fit: the cell stays blank
			g.erase(g.at.y, g.at.x, g.cols, t.ground)
			g.pending = true
			t.wrap()
		}
	}
	if t.modes.insert {
		g.insertCells(width, t.ground)
	}
	line, x := g.line(), g.at.x
	line.mend(x, x+width)
	line.cells[x] = Cell{Rune: r, Width: uint8(width), Style: t.style}
	line.used = max(line.used, x+width)
	if width == 2 {
		line.cells[x+1] = Cell{Style: t.style}
	}
	g.touch(g.at.y)
	t.advance(width)
}

// combine adds a mark to the character before the cursor.
func (t *Terminal) combine(mark rune) {
	g := t.screen
	x := g.at.x
	if !g.pending {
		x--
	}
	if x < 0 {
		return
	}
	line := g.line()
	if line.cells[x].Width == 0 && x > 0 {
		x--
	}
	c := &line.cells[x]
	if c.Rune == 0 {
		return
	}
	c.Rune = t.clusters.with(c.Rune, mark)
	g.touch(g.at.y)
}

// repeat prints the last character again (REP).
func (t *Terminal) repeat(n int) {
	if t.last == 0 {
		return
	}
	w := t.widths.of(t.last)
	if w <= 0 {
		return
	}
	for range min(n, t.screen.cols*t.screen.rows) {
		t.put(t.last, w)
	}
}
