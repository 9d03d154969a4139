package screen

import (
	"image"
	"image/color"
	"math"
	"time"

	"github.com/dockdesk/dockdesk/internal/views/widgets/glyphs"
	"github.com/dockdesk/dockdesk/internal/views/widgets/screen/vt"
)

// look is what a terminal is drawn with, in real pixels.
type look struct {
	palette       *palette
	font          *glyphs.Font
	text          float64 // size of the letters
	cellW, cellH  int
	width, height int
	scale         float32
}

// cell is one cell as it is drawn.
type cell struct {
	r           rune
	text        string // with its marks, or of another typeface: drawn by Fyne
	width       int
	ink, ground color.RGBA
	style       glyphs.Style
	attr        vt.Attr
}

// drawnRow is one row as it is drawn.
type drawnRow struct {
	y      int
	cells  []cell
	others []foreign
}

// mark is what lies over a row: the cursor, the line below a link.
type mark struct {
	rect image.Rectangle
	ink  color.RGBA
}

// scene is what changed since the last picture.
type scene struct {
	look  look
	rows  []drawnRow
	marks []mark
	all   bool
	title string
}

// foreign is a character that the typeface lacks, at its place.
type foreign struct {
	x, y, width int // cells
	text        string
	ink         color.RGBA
	bold        bool
}

// painter draws pictures. Two of them take turns: while one is shown the other
// is drawn.
type painter struct {
	front, back *image.RGBA
	lately      []int // the rows of front that back doesn't have
}

// take makes a scene of what changed. s.mu is held.
func (s *Screen) take() (scene, bool) {
	if s.look.cellW == 0 || s.look.palette == nil {
		return scene{}, false
	}
	t := s.term
	_, rows := t.Size()
	top := s.top()
	if top != s.drawnTop || t.Epoch() != s.drawnEpoch {
		s.stale = true
		s.drawnTop, s.drawnEpoch = top, t.Epoch()
	}
	if len(s.dirty) != rows {
		s.dirty, s.stale = make([]bool, rows), true
	}
	t.TakeDirty(func(y int) {
		if y += t.Top() - top; y < rows {
			s.dirty[y] = true
		}
	})
	s.markCursor(top, rows)
	sc := scene{look: s.look, all: s.stale, title: t.Title()}
	any := false
	for y := range rows {
		if !s.dirty[y] && !s.stale {
			continue
		}
		s.dirty[y], any = false, true
		sc.rows = append(sc.rows, drawnRow{y: y, cells: s.cells(top + y)})
		sc.marks = append(sc.marks, s.marksOf(y, top+y)...)
	}
	s.stale = false
	return sc, any
}

// markCursor makes the rows dirty that the cursor left and came to.
func (s *Screen) markCursor(top, rows int) {
	now := s.term.Cursor()
	now.Y += s.term.Top() - top
	state := cursorState{now, s.focused}
	if state == s.drawnCursor {
		return
	}
	for _, y := range []int{s.drawnCursor.Y, now.Y} {
		if y >= 0 && y < rows {
			s.dirty[y] = true
		}
	}
	s.drawnCursor = state
}

// cursorState is the cursor at its row of the picture.
type cursorState struct {
	vt.Cursor
	focused bool
}

// cells are the cells of a line as they are drawn.
func (s *Screen) cells(line int) []cell {
	cols, _ := s.term.Size()
	var selFrom, selTo pos
	if s.sel.on {
		selFrom, selTo = s.sel.span(s.term)
	}
	s.buf, _ = s.term.Line(line, s.buf[:0])
	veil(s.buf)
	out := make([]cell, 0, cols)
	inverse := s.term.Inverse()
	for x, c := range s.buf {
		d := s.cell(c, inverse)
		if at := (pos{line, x}); s.sel.on && !at.before(selFrom) && at.before(selTo) {
			d.ink, d.ground = s.look.palette.selectedInk, s.look.palette.selected
		}
		out = append(out, d)
	}
	for x := len(out); x < cols; x++ {
		d := s.cell(vt.Cell{Width: 1}, inverse)
		if at := (pos{line, x}); s.sel.on && !at.before(selFrom) && at.before(selTo) && selTo.line > line {
			d.ground = s.look.palette.selected
		}
		out = append(out, d)
	}
	s.cursorCell(out, line)
	return out
}

func (s *Screen) cell(c vt.Cell, inverse bool) cell {
	p := s.look.palette
	r, marked := s.term.Base(c)
	d := cell{r: r, width: int(c.Width)}
	d.ink, d.ground = p.colors(c.Style, inverse)
	if st := c.Style; st != nil {
		d.attr = st.Attr
		if st.Link != nil {
			d.attr |= vt.Underline
		}
		if r < firstBlock || r > lastBlock { // pictures are made of blocks
			d.ink = p.legible(d.ink, d.ground, st)
		}
		if st.Attr&vt.Bold != 0 {
			d.style |= glyphs.Bold
		}
		if st.Attr&vt.Italic != 0 {
			d.style |= glyphs.Slanted
		}
		if st.Attr&vt.Conceal != 0 {
			d.r, marked = 0, false
		}
	}
	if marked || d.r > 0x7e && !s.look.font.Has(d.r) {
		d.text = s.term.Text(c)
	}
	return d
}

// cursorCell exchanges the colours under a block cursor.
func (s *Screen) cursorCell(cells []cell, line int) {
	c := s.term.Cursor()
	if !c.Visible || c.Bar || c.Under || !s.focused || line != s.term.Top()+c.Y || c.X >= len(cells) {
		return
	}
	x := c.X
	if cells[x].width == 0 && x > 0 {
		x--
	}
	for i := x; i < len(cells) && (i == x || cells[i].width == 0); i++ {
		cells[i].ink, cells[i].ground = s.look.palette.cursorInk, s.look.palette.cursor
	}
}

// marksOf are what lies over a row of the picture.
func (s *Screen) marksOf(y, line int) []mark {
	var marks []mark
	l := s.look
	if f := s.hover; f.uri != "" && f.line == line {
		thick := max(1, l.cellH/14)
		bottom := (y+1)*l.cellH - max(1, l.cellH/10)
		marks = append(marks, mark{image.Rect(f.from*l.cellW, bottom-thick, f.to*l.cellW, bottom), l.palette.ink})
	}
	c := s.term.Cursor()
	if !c.Visible || line != s.term.Top()+c.Y {
		return marks
	}
	r := image.Rect(c.X*l.cellW, y*l.cellH, (c.X+1)*l.cellW, (y+1)*l.cellH)
	thick := max(1, l.cellW/5)
	ink := l.palette.cursor
	switch {
	case !s.focused: // a hollow box: keys go elsewhere
		t := max(1, l.cellW/9)
		return append(marks,
			mark{image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+t), ink}, mark{image.Rect(r.Min.X, r.Max.Y-t, r.Max.X, r.Max.Y), ink},
			mark{image.Rect(r.Min.X, r.Min.Y, r.Min.X+t, r.Max.Y), ink}, mark{image.Rect(r.Max.X-t, r.Min.Y, r.Max.X, r.Max.Y), ink})
	case c.Bar:
		return append(marks, mark{image.Rect(r.Min.X, r.Min.Y, r.Min.X+thick, r.Max.Y), ink})
	case c.Under:
		return append(marks, mark{image.Rect(r.Min.X, r.Max.Y-thick, r.Max.X, r.Max.Y), ink})
	}
	return marks
}

// draw draws a scene into the picture that is not shown.
func (p *painter) draw(sc scene) {
	l := sc.look
	size := image.Rect(0, 0, l.width, l.height)
	fresh := p.back == nil || p.back.Rect != size
	if fresh {
		p.back = image.NewRGBA(size)
	}
	switch {
	case sc.all || p.front == nil || p.front.Rect != size:
		glyphs.Fill(p.back, size, l.palette.ground)
	case fresh:
		copy(p.back.Pix, p.front.Pix)
	default:
		for _, y := range p.lately {
			p.copyRow(y, l)
		}
	}
	face := l.font.Face(l.text)
	p.lately = p.lately[:0]
	for i := range sc.rows {
		p.row(&sc.rows[i], l, face)
		p.lately = append(p.lately, sc.rows[i].y)
	}
	for _, m := range sc.marks {
		glyphs.Fill(p.back, m.rect, m.ink)
	}
}

// copyRow takes a row over from the picture that is shown.
func (p *painter) copyRow(y int, l look) {
	from, to := y*l.cellH*p.back.Stride, min((y+1)*l.cellH, l.height)*p.back.Stride
	if from < to {
		copy(p.back.Pix[from:to], p.front.Pix[from:to])
	}
}

// turn shows what was drawn.
func (p *painter) turn() { p.front, p.back = p.back, p.front }

func (p *painter) row(r *drawnRow, l look, face *glyphs.Face) {
	y0 := r.y * l.cellH
	y1 := y0 + l.cellH
	glyphs.Fill(p.back, image.Rect(len(r.cells)*l.cellW, y0, l.width, y1), l.palette.ground)
	for i := 0; i < len(r.cells); {
		j := i + 1
		for j < len(r.cells) && r.cells[j].ground == r.cells[i].ground {
			j++
		}
		glyphs.Fill(p.back, image.Rect(i*l.cellW, y0, j*l.cellW, y1), r.cells[i].ground)
		i = j
	}
	base := y0 + int(math.Round((float64(l.cellH)-face.Ascent-face.Descent)/2+face.Ascent))
	for x := range r.cells {
		c := &r.cells[x]
		box := image.Rect(x*l.cellW, y0, (x+max(1, c.width))*l.cellW, y1)
		p.lines(c, box, base)
		switch {
		case c.text != "":
			r.others = append(r.others, foreign{x: x, y: r.y, width: max(1, c.width), text: c.text, ink: c.ink, bold: c.style&glyphs.Bold != 0})
		case c.r <= ' ', drawBox(p.back, c.r, box, c.ink, c.ground):
		default:
			face.Draw(p.back, c.r, float64(box.Min.X), base, c.ink, c.style)
		}
	}
}

// lines draws what runs below and through a cell.
func (p *painter) lines(c *cell, box image.Rectangle, base int) {
	if c.attr&(vt.Underline|vt.DoubleUnderline|vt.Strike) == 0 {
		return
	}
	thick := max(1, box.Dy()/14)
	at := func(y int) { glyphs.Fill(p.back, image.Rect(box.Min.X, y, box.Max.X, y+thick), c.ink) }
	if c.attr&(vt.Underline|vt.DoubleUnderline) != 0 {
		at(base + thick)
	}
	if c.attr&vt.DoubleUnderline != 0 {
		at(base + 3*thick)
	}
	if c.attr&vt.Strike != 0 {
		at(base - box.Dy()/5)
	}
}

// --- the loop ---

// between is the least time from one picture to the next, and held how long a
// program may keep a half-drawn screen back.
const (
	between = 25 * time.Millisecond
	held    = 150 * time.Millisecond
)
