package vt

// row is one row of a grid.
type row struct {
	cells   []Cell
	used    int  // the cells from here on are blank, on the default ground
	wrapped bool // goes on in the next row, since the line was longer
}

// place is a place on a grid, from 0.
type place struct{ x, y int }

// saved is what DECSC saves.
type saved struct {
	at       place
	pending  bool
	pen      *Style
	origin   bool
	charsets [4]charset
	shift    int
}

// grid is one of the two screens.
type grid struct {
	cols, rows  int
	lines       []*row
	at          place // of the cursor
	pending     bool  // the next character begins the next row
	top, bottom int   // the rows that scroll; bottom is behind the last one
	saved       saved
	dirty       []bool
}

func newGrid(cols, rows int) *grid {
	g := &grid{cols: cols, rows: rows, bottom: rows, dirty: make([]bool, rows)}
	for range rows {
		g.lines = append(g.lines, newRow(cols))
	}
	g.touchAll()
	return g
}

func newRow(cols int) *row {
	r := &row{cells: make([]Cell, cols)}
	clearCells(r.cells, nil)
	return r
}

// blank makes cells of a row blank, on a ground.
func (r *row) blank(x0, x1 int, style *Style) {
	if style != nil {
		r.used = max(r.used, x1)
	} else if x1 = min(x1, r.used); x1 == r.used {
		r.used = min(r.used, x0)
	}
	if x0 < x1 {
		clearCells(r.cells[x0:x1], style)
	}
}

// clear makes a row as it was at first, on a ground.
func (r *row) clear(style *Style) {
	r.blank(0, len(r.cells), style)
	r.wrapped = false
}

// clearCells makes cells blank, on a ground.
func clearCells(cells []Cell, style *Style) {
	for i := range cells {
		cells[i] = Cell{Width: 1, Style: style}
	}
}

func (g *grid) touch(y int) { g.dirty[y] = true }

func (g *grid) touchRange(y0, y1 int) {
	for y := y0; y < y1; y++ {
		g.dirty[y] = true
	}
}

func (g *grid) touchAll() { g.touchRange(0, g.rows) }

// line is the row of the cursor.
func (g *grid) line() *row { return g.lines[g.at.y] }

// mend blanks the halves that are left over of wide characters that a change of
// the cells from x0 up to x1 cuts in two.
func (r *row) mend(x0, x1 int) {
	if x0 > 0 && x0 < len(r.cells) && r.cells[x0].Width == 0 {
		r.cells[x0-1] = Cell{Width: 1, Style: r.cells[x0-1].Style}
		r.cells[x0] = Cell{Width: 1, Style: r.cells[x0].Style}
	}
	if x1 > 0 && x1 < len(r.cells) && r.cells[x1].Width == 0 {
		r.cells[x1-1] = Cell{Width: 1, Style: r.cells[x1-1].Style}
		r.cells[x1] = Cell{Width: 1, Style: r.cells[x1].Style}
	}
}

// erase blanks cells of a row.
func (g *grid) erase(y, x0, x1 int, style *Style) {
	x0, x1 = max(x0, 0), min(x1, g.cols)
	if x0 >= x1 {
		return
	}
	r := g.lines[y]
	r.mend(x0, x1)
	r.blank(x0, x1, style)
	if x1 == g.cols {
		r.wrapped = false
	}
	g.touch(y)
}

func (g *grid) eraseRows(y0, y1 int, style *Style) {
	for y := y0; y < y1; y++ {
		g.erase(y, 0, g.cols, style)
	}
}

// insertCells moves the rest of the cursor's row right by n.
func (g *grid) insertCells(n int, style *Style) {
	r, x := g.line(), g.at.x
	n = min(n, g.cols-x)
	r.mend(x, g.cols)
	if end := g.cols - n; end > x && r.cells[end].Width == 0 {
		r.mend(end, g.cols)
	}
	copy(r.cells[x+n:], r.cells[x:g.cols-n])
	r.used = g.cols
	r.blank(x, x+n, style)
	r.wrapped = false
	g.touch(g.at.y)
}

// deleteCells moves what is right of the cursor left by n.
func (g *grid) deleteCells(n int, style *Style) {
	r, x := g.line(), g.at.x
	n = min(n, g.cols-x)
	r.mend(x, x+n)
	copy(r.cells[x:], r.cells[x+n:])
	r.used = g.cols
	r.blank(g.cols-n, g.cols, style)
	r.wrapped = false
	g.touch(g.at.y)
}

// scrollUp moves the rows from y0 up to y1 up by n; gone hears of each row that
// leaves before it is used anew, and may be nil.
func (g *grid) scrollUp(y0, y1, n int, style *Style, gone func(*row)) {
	n = min(n, y1-y0)
	if n <= 0 {
		return
	}
	for range n {
		first := g.lines[y0]
		if gone != nil {
			gone(first)
		}
		copy(g.lines[y0:y1-1], g.lines[y0+1:y1])
		g.lines[y1-1] = first
		first.clear(style)
	}
	if y0 > 0 {
		g.lines[y0-1].wrapped = false
	}
	g.touchRange(y0, y1)
}

// scrollDown moves the rows from y0 up to y1 down by n.
func (g *grid) scrollDown(y0, y1, n int, style *Style) {
	n = min(n, y1-y0)
	if n <= 0 {
		return
	}
	for range n {
		last := g.lines[y1-1]
		copy(g.lines[y0+1:y1], g.lines[y0:y1-1])
		g.lines[y0] = last
		last.clear(style)
	}
	if y0 > 0 {
		g.lines[y0-1].wrapped = false
	}
	g.lines[y1-1].wrapped = false
	g.touchRange(y0, y1)
}

// moveTo puts the cursor somewhere on the grid.
func (g *grid) moveTo(x, y int) {
	g.at = place{min(max(x, 0), g.cols-1), min(max(y, 0), g.rows-1)}
	g.pending = false
}

// crop gives the grid another size without wrapping anything anew: what the
// alternate screen does, since its program draws all of it again.
func (g *grid) crop(cols, rows int) {
	for _, r := range g.lines {
		if cols < len(r.cells) {
			r.mend(cols, len(r.cells))
		}
		r.cells, r.used, r.wrapped = resized(r.cells, cols), cols, false
	}
	if over := g.at.y - rows + 1; over > 0 {
		g.lines = g.lines[over:]
		g.at.y -= over
	}
	for len(g.lines) < rows {
		g.lines = append(g.lines, newRow(cols))
	}
	g.lines = g.lines[:rows]
	g.resize(cols, rows)
}

func resized(cells []Cell, cols int) []Cell {
	if len(cells) >= cols {
		return cells[:cols:cols]
	}
	more := make([]Cell, cols)
	clearCells(more[copy(more, cells):], nil)
	return more
}

// resize makes everything fit a size that the lines have already.
func (g *grid) resize(cols, rows int) {
	g.cols, g.rows, g.top, g.bottom = cols, rows, 0, rows
	g.dirty = make([]bool, rows)
	g.touchAll()
	x, y := g.at.x, g.at.y
	pending := g.pending
	g.moveTo(x, y)
	g.pending = pending && x == cols-1 && g.at.x == x
	g.saved.at = place{min(g.saved.at.x, cols-1), min(g.saved.at.y, rows-1)}
}
