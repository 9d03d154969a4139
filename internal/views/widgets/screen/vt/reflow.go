package vt

import "slices"

// maxJoined is how many rows are taken for one line at most when lines are cut
// anew: a program may print megabytes without a line's end.
const maxJoined = 500

// Resize gives the screen another size. Lines of the primary screen that were
// cut are joined and cut anew; the alternate screen is only cut.
func (t *Terminal) Resize(cols, rows int) {
	cols, rows = clampSize(cols, rows)
	g := t.primary
	if cols == g.cols && rows == g.rows {
		return
	}
	if cols != g.cols {
		t.reflow(cols)
	}
	t.fit(rows)
	if cols != g.cols {
		t.epoch++
		t.gone = t.past.len()
	}
	g.resize(cols, rows)
	t.alternate.crop(cols, rows)
	t.growTabs(cols)
}

// mark is a place that stays with its text while lines are cut anew.
type mark struct {
	at   *place
	line int  // which of the joined lines, and
	cell int  // which cell of it
	full bool // it is behind the last cell of its row
}

// reflow cuts the lines of the primary screen, and those above it, for a number
// of columns. The grid may have any number of rows afterwards.
func (t *Terminal) reflow(cols int) {
	g := t.primary
	if g.pending {
		g.at.x++
	}
	g.pending = false
	marks := []*mark{{at: &g.at}, {at: &g.saved.at}}
	joined := t.join(marks)
	t.past.rewrap(t, cols)
	g.lines = g.lines[:0]
	for i, line := range joined {
		first, start := len(g.lines), 0
		pieces := cut(line, cols)
		for j, piece := range pieces {
			g.lines = append(g.lines, &row{cells: resized(piece, cols), used: cols, wrapped: j < len(pieces)-1})
			for _, m := range marks {
				if m.line == i && m.cell >= start {
					*m.at = place{m.cell - start, first + j}
					m.full = len(piece) == cols && m.cell-start == cols
				}
			}
			start += len(piece)
		}
	}
	g.pending = marks[0].full
	g.at.x, g.saved.at.x = min(g.at.x, cols-1), min(g.saved.at.x, cols-1)
}

// join gives the lines on the primary screen as the program printed them. One
// that began above the screen is taken from there.
func (t *Terminal) join(marks []*mark) [][]Cell {
	g := t.primary
	end := max(g.at.y, g.saved.at.y) + 1
	for y := g.rows - 1; y >= end; y-- {
		if !blankRow(g.lines[y]) {
			end = y + 1
		}
	}
	var all [][]Cell
	line, open := t.takeOpen()
	for y, r := range g.lines[:end] {
		if !open {
			line = nil
		}
		line = appendPiece(line, r.cells)
		for _, m := range marks {
			if m.at.y == y {
				m.line, m.cell = len(all), len(line)-len(r.cells)+m.at.x
			}
		}
		if open = r.wrapped && y+1 < end; !open {
			all = append(all, trim(line))
		}
	}
	return all
}

// appendPiece joins a row to the line that goes on in it, without the cell that
// stayed blank because a wide character didn't fit behind it.
func appendPiece(line, piece []Cell) []Cell {
	if n := len(line); n > 0 && len(piece) > 0 && piece[0].Width == 2 && line[n-1].Rune == 0 && line[n-1].Width == 1 {
		line = line[:n-1]
	}
	return append(line, piece...)
}

// takeOpen takes back what lies above the screen of the line that goes on in its
// first row.
func (t *Terminal) takeOpen() (line []Cell, open bool) {
	n := t.past.len()
	from := n
	for from > 0 && n-from < maxJoined && t.past.at(from-1).wrapped {
		from--
	}
	for i := from; i < n; i++ {
		line = appendPiece(line, t.unpack(nil, t.past.at(i)))
	}
	for range n - from {
		t.past.pop()
	}
	if from > 0 { // may be the middle of a longer one
		t.past.at(from - 1).wrapped = false
	}
	return line, from < n
}

func blankRow(r *row) bool {
	return !r.wrapped && !slices.ContainsFunc(r.cells, func(c Cell) bool { return !c.blank() })
}

func trim(cells []Cell) []Cell {
	n := len(cells)
	for n > 0 && cells[n-1].blank() {
		n--
	}
	return cells[:n]
}

// cut cuts a line into rows of a number of columns; there is always one. A wide
// character is never cut in two.
func cut(line []Cell, cols int) [][]Cell {
	var rows [][]Cell
	for len(line) > cols {
		n := cols
		if line[n].Width == 0 {
			n--
		}
		rows = append(rows, line[:n:n])
		line = line[n:]
	}
	if len(line) > 0 || len(rows) == 0 {
		rows = append(rows, line[:len(line):len(line)])
	}
	return rows
}

// rewrap cuts the lines above the screen anew, beginning with the newest: there
// may be more rows than are kept.
func (h *history) rewrap(t *Terminal, cols int) {
	h.straighten()
	old := h.lines
	kept := make([]pastLine, 0, len(old)) // the newest first
	for end := len(old); end > 0 && len(kept) < maxHistory; {
		start := end - 1
		for start > 0 && old[start-1].wrapped && end-start < maxJoined {
			start--
		}
		group := old[start:end]
		end = start
		if len(group) == 1 && int(group[0].cells) <= cols {
			group[0].wrapped = false
			kept = append(kept, group[0])
			continue
		}
		var line []Cell
		for i := range group {
			line = appendPiece(line, t.unpack(nil, &group[i]))
		}
		rows := cut(line, cols)
		for i := len(rows) - 1; i >= 0 && len(kept) < maxHistory; i-- {
			kept = append(kept, h.pack(rows[i], i < len(rows)-1, &t.clusters))
		}
	}
	slices.Reverse(kept)
	h.lines, h.first = kept, 0
}

// fit makes the grid have a number of rows: what is too much goes up, and comes
// back from there when there is room.
func (t *Terminal) fit(rows int) {
	g := t.primary
	cols := len(g.lines[0].cells)
	for n := len(g.lines); n > rows && n-1 > g.at.y && blankRow(g.lines[n-1]); n-- {
		g.lines = g.lines[:n-1]
	}
	for len(g.lines) > rows && g.at.y > 0 {
		t.keep(g.lines[0])
		g.lines = g.lines[1:]
		g.at.y--
		g.saved.at.y = max(g.saved.at.y-1, 0)
	}
	if len(g.lines) > rows {
		g.lines = g.lines[:rows]
	}
	for len(g.lines) < rows && t.past.len() > 0 {
		l := t.past.pop()
		t.gone--
		back := &row{cells: resized(t.unpack(nil, &l), cols), used: cols, wrapped: l.wrapped}
		g.lines = append([]*row{back}, g.lines...)
		g.at.y++
		g.saved.at.y++
	}
	for len(g.lines) < rows {
		g.lines = append(g.lines, newRow(cols))
	}
}
