package textview

import (
	"image"
	"image/color"
	"math"
	"strconv"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"github.com/dockdesk/dockdesk/internal/views/theme"
	"github.com/dockdesk/dockdesk/internal/views/widgets/glyphs"
)

// frame is everything that is visible at one moment, ready to be painted. It is
// made when something changes and painted when Fyne asks for a picture.
type frame struct {
	rows  []frameRow
	cells []frameCell // of all rows, one after the other
	sides []frameCell // of what stands in front of the rows
	marks []frameMark
	look  look
}

// look holds what a frame is drawn with, in px at scale 1.
type look struct {
	rowHeight, cellWidth, textSize float64
	textX                          float64 // where column 0 begins, before scrolling
	scrollX                        float64
	gutter                         float64 // width of what stands in front of the lines
	ground, gutterInk, accent      color.RGBA
	numbers                        bool
}

type frameRow struct {
	line, sub int
	text      string
	mark      string // what stands in front, in the first row of a line
	y         float64
	col       int    // column at which the row begins
	from, to  int    // of frame.cells
	side      [2]int // of frame.sides
	ground    color.RGBA
	current   bool
}

type frameCell struct {
	cell
	ink, ground     color.RGBA // ground.A is 0 for none
	bold, underline bool
	foreign         bool // drawn by a canvas.Text, not from the typeface
}

// frameMark is the frame round the current match.
type frameMark struct {
	y            float64
	col, columns int // columns from the row's start
}

func (f *frame) reset(l look) {
	f.rows, f.cells, f.sides, f.marks, f.look = f.rows[:0], f.cells[:0], f.sides[:0], f.marks[:0], l
}

// x is where a column of a row is, in px at scale 1.
func (l look) x(col int) float64 { return l.textX + float64(col)*l.cellWidth - l.scrollX }

// palette resolves tokens once a frame.
type palette map[fyne.ThemeColorName]color.RGBA

func (p palette) of(name fyne.ThemeColorName) color.RGBA {
	c, ok := p[name]
	if !ok {
		c = opaque(theme.Color(name))
		p[name] = c
	}
	return c
}

func opaque(c color.Color) color.RGBA {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return color.RGBA{R: n.R, G: n.G, B: n.B, A: 255}
}

// styler says how the cells of one line look; cells must be asked for from left
// to right.
type styler struct {
	colors   palette
	font     *glyphs.Font
	spans    []Span
	found    [][2]int
	current  [2]int // the current match; empty if it isn't on this line
	selected [2]int
}

func (s *styler) style(c cell) frameCell {
	for len(s.spans) > 0 && s.spans[0].End <= c.start {
		s.spans = s.spans[1:]
	}
	for len(s.found) > 0 && s.found[0][1] <= c.start {
		s.found = s.found[1:]
	}
	f := frameCell{cell: c, ink: s.colors.of(theme.Text)}
	if len(s.spans) > 0 && s.spans[0].Start <= c.start {
		s.apply(&f, s.spans[0].Style)
	}
	if c.kind == escape || c.kind == rest {
		f.ink, f.ground = s.colors.of(theme.Muted), s.colors.of(theme.IdleTint)
	}
	if len(s.found) > 0 && s.found[0][0] < c.end {
		f.ink, f.ground = s.colors.of(theme.Text), s.colors.of(theme.Lit)
	}
	if s.selected[0] < c.end && c.start < s.selected[1] {
		f.ink, f.ground = s.colors.of(theme.OnAccent), s.colors.of(theme.Accent)
	}
	f.foreign = c.kind == cluster || c.kind == plain && !s.font.Has(c.r)
	return f
}

func (s *styler) apply(f *frameCell, st Style) {
	f.bold, f.underline = st.Bold, st.Underline
	switch {
	case st.InkColor != nil:
		f.ink = opaque(st.InkColor)
	case st.Ink != "":
		f.ink = s.colors.of(st.Ink)
	}
	switch {
	case st.GroundColor != nil:
		f.ground = opaque(st.GroundColor)
	case st.Ground != "":
		f.ground = s.colors.of(st.Ground)
	}
}

// painter turns a frame into a picture.
type painter struct {
	*frame
	img   *image.RGBA
	face  *glyphs.Face
	scale float64
}

// paint draws a frame in real pixels.
func (f *frame) paint(img *image.RGBA, scale float64, font *glyphs.Font) {
	p := painter{frame: f, img: img, face: font.Face(f.look.textSize * scale), scale: scale}
	for i := range f.rows {
		p.row(&f.rows[i])
	}
	for _, m := range f.marks {
		p.outline(m)
	}
}

func (p *painter) px(v float64) int { return px(v, p.scale) }

func px(v, scale float64) int { return int(math.Round(v * scale)) }

func (p *painter) row(r *frameRow) {
	y0, y1 := p.px(r.y), p.px(r.y+p.look.rowHeight)
	if r.ground.A != 0 {
		glyphs.Fill(p.img, image.Rect(0, y0, p.img.Rect.Dx(), y1), r.ground)
	}
	if r.current {
		glyphs.Fill(p.img, image.Rect(0, y0, p.px(3), y1), p.look.accent)
	}
	p.grounds(r, y0, y1)
	base := y0 + int(math.Round((float64(y1-y0)-p.face.Ascent-p.face.Descent)/2+p.face.Ascent))
	for i := r.from; i < r.to; i++ {
		p.cell(r, &p.cells[i], base)
	}
	if p.look.gutter > 0 {
		p.gutter(r, y0, y1, base)
	}
}

// grounds fills what lies behind the text, cells of one colour in one go.
func (p *painter) grounds(r *frameRow, y0, y1 int) {
	for i := r.from; i < r.to; {
		c := p.cells[i]
		j := i + 1
		for j < r.to && p.cells[j].ground == c.ground {
			j++
		}
		if c.ground.A != 0 {
			last := p.cells[j-1]
			x0, x1 := p.px(p.look.x(c.col-r.col)), p.px(p.look.x(last.col+last.width-r.col))
			glyphs.Fill(p.img, image.Rect(x0, y0, x1, y1), c.ground)
		}
		i = j
	}
}

func (p *painter) cell(r *frameRow, c *frameCell, base int) {
	x := p.look.x(c.col - r.col)
	if c.underline && c.ink.A != 0 {
		y := base + max(1, p.px(1.5))
		glyphs.Fill(p.img, image.Rect(p.px(x), y, p.px(x+float64(c.width)*p.look.cellWidth), y+max(1, p.px(1))), c.ink)
	}
	switch {
	case c.foreign || c.kind == blank:
	case c.kind == plain:
		p.glyph(c.r, x, base, c.ink, c.bold)
	default:
		p.words(c.words(r.text), x, base, c.ink)
	}
}

func (p *painter) words(s string, x float64, base int, ink color.RGBA) {
	for _, r := range s {
		p.glyph(r, x, base, ink, false)
		x += p.look.cellWidth
	}
}

func (p *painter) glyph(r rune, x float64, base int, ink color.RGBA, bold bool) {
	style := glyphs.Style(0)
	if bold {
		style = glyphs.Bold
	}
	p.face.Draw(p.img, r, x*p.scale, base, ink, style)
}

// gutter writes what stands in front of a row, over whatever scrolled beneath it.
func (p *painter) gutter(r *frameRow, y0, y1, base int) {
	ground := p.look.ground
	if r.ground.A != 0 {
		ground = r.ground
	}
	left := 0
	if r.current {
		left = p.px(3)
	}
	glyphs.Fill(p.img, image.Rect(left, y0, p.px(p.look.gutter), y1), ground)
	for i := r.side[0]; i < r.side[1]; i++ {
		c := &p.sides[i]
		switch x := padX + float64(c.col)*p.look.cellWidth; c.kind {
		case blank:
		case plain:
			p.glyph(c.r, x, base, c.ink, c.bold)
		default:
			p.words(c.words(r.mark), x, base, c.ink)
		}
	}
	if !p.look.numbers || r.sub > 0 {
		return
	}
	n := strconv.Itoa(r.line + 1)
	p.words(n, p.look.gutter-float64(utf8.RuneCountInString(n)+1)*p.look.cellWidth, base, p.look.gutterInk)
}

// outline draws a frame round the current match, so that it is told from the
// others by more than its colour.
func (p *painter) outline(m frameMark) {
	x0, x1 := p.px(p.look.x(m.col))-1, p.px(p.look.x(m.col+m.columns))+1
	y0, y1 := p.px(m.y), p.px(m.y+p.look.rowHeight)
	t := max(1, p.px(1.5))
	for _, r := range []image.Rectangle{
		image.Rect(x0, y0, x1, y0+t), image.Rect(x0, y1-t, x1, y1),
		image.Rect(x0, y0, x0+t, y1), image.Rect(x1-t, y0, x1, y1),
	} {
		glyphs.Fill(p.img, r, p.look.accent)
	}
}
