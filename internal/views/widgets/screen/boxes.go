package screen

import (
	"image"
	"image/color"

	"github.com/dockdesk/dockdesk/internal/views/widgets/glyphs"
)

// Lines and blocks must meet their neighbours without a gap, which the
// typeface's don't: rows are higher than it is.

const (
	firstLine, lastLine   = 0x2500, 0x257f
	firstBlock, lastBlock = 0x2580, 0x259f
)

// arms says for each line character how thick it is to the left, right, up and
// down: 0 not at all, 1 light, 2 heavy, 3 double. Those with dots (dashes,
// diagonals) are the typeface's.
const arms = "" +
	"1100 2200 0011 0022 .... .... .... .... .... .... .... .... 0101 0201 0102 0202 " + // ─━│┃┄┅┆┇┈┉┊┋┌┍┎┏
	"1001 2001 1002 2002 0110 0210 0120 0220 1010 2010 1020 2020 0111 0211 0121 0112 " + // ┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟
	"0122 0221 0212 0222 1011 2011 1021 1012 1022 2021 2012 2022 1101 2101 1201 2201 " + // ┠┡┢┣┤┥┦┧┨┩┪┫┬┭┮┯
	"1102 2102 1202 2202 1110 2110 1210 2210 1120 2120 1220 2220 1111 2111 1211 2211 " + // ┰┱┲┳┴┵┶┷┸┹┺┻┼┽┾┿
	"1121 1112 1122 2121 1221 2112 1212 2221 2212 2122 1222 2222 .... .... .... .... " + // ╀╁╂╃╄╅╆╇╈╉╊╋╌╍╎╏
	"3300 0033 0301 0103 0303 3001 1003 3003 0310 0130 0330 3010 1030 3030 0311 0133 " + // ═║╒╓╔╕╖╗╘╙╚╛╜╝╞╟
	"0333 3011 1033 3033 3301 1103 3303 3310 1130 3330 3311 1133 3333 0101 1001 1010 " + // ╠╡╢╣╤╥╦╧╨╩╪╫╬╭╮╯
	"0110 .... .... .... 1000 0010 0100 0001 2000 0020 0200 0002 1200 0012 2100 0021 " //   ╰╱╲╳╴╵╶╷╸╹╺╻╼╽╾╿

// armsOf are the arms of a line character; ok is false where the typeface draws.
func armsOf(r rune) (a [4]int, ok bool) {
	if r < firstLine || r > lastLine {
		return a, false
	}
	at := int(r-firstLine) * 5
	if arms[at] == '.' {
		return a, false
	}
	for i := range a {
		a[i] = int(arms[at+i] - '0')
	}
	return a, true
}

// drawBox draws a line or block character over its cell; false if it is none.
func drawBox(img *image.RGBA, r rune, cell image.Rectangle, ink, ground color.RGBA) bool {
	if r >= firstBlock && r <= lastBlock {
		drawBlock(img, r, cell, ink, ground)
		return true
	}
	a, ok := armsOf(r)
	if !ok {
		return false
	}
	thin := max(1, (cell.Dx()+4)/9)
	b := box{img: img, cell: cell, ink: ink, thin: thin, x: cell.Min.X + (cell.Dx()-thin)/2, y: cell.Min.Y + (cell.Dy()-thin)/2}
	b.across(a[0], a[1], a[2], a[3])
	b.down(a[0], a[1], a[2], a[3])
	return true
}

// box is one line character being drawn; x, y is where its thin lines cross.
type box struct {
	img        *image.RGBA
	cell       image.Rectangle
	ink        color.RGBA
	thin, x, y int
}

// strokes are where the lines of a thickness lie beside the middle, and how
// thick each is.
func (b box) strokes(weight int) (offsets []int, thick int) {
	switch weight {
	case 1:
		return []int{0}, b.thin
	case 2:
		return []int{-b.thin / 2}, 2*b.thin + (b.thin+1)%2
	case 3:
		return []int{-2 * b.thin, 2 * b.thin}, b.thin
	}
	return nil, 0
}

// reach is how far a stroke must go beyond the middle to meet what crosses it: a
// stroke on the side where something goes off stops at it, any other closes the
// corner. Offsets are from the middle, in the direction of the stroke.
func (b box) reach(side int, before, after int) int {
	if before != 3 && after != 3 {
		if max(before, after) == 2 {
			return -(b.thin / 2)
		}
		return 0
	}
	g := 2 * b.thin
	switch {
	case side < 0 && before == 3, side > 0 && after == 3, side == 0 && before == 3 && after == 3:
		return g
	case before != 0 || after != 0:
		return -g
	}
	return 0
}

func (b box) across(left, right, up, down int) {
	for i, w := range [2]int{left, right} {
		offsets, thick := b.strokes(w)
		for _, o := range offsets {
			r := b.reach(o, up, down)
			y0 := b.y + o
			if i == 0 {
				b.fill(b.cell.Min.X, y0, b.x-r+b.thin, y0+thick)
			} else {
				b.fill(b.x+r, y0, b.cell.Max.X, y0+thick)
			}
		}
	}
}

func (b box) down(left, right, up, down int) {
	for i, w := range [2]int{up, down} {
		offsets, thick := b.strokes(w)
		for _, o := range offsets {
			r := b.reach(o, left, right)
			x0 := b.x + o
			if i == 0 {
				b.fill(x0, b.cell.Min.Y, x0+thick, b.y-r+b.thin)
			} else {
				b.fill(x0, b.y+r, x0+thick, b.cell.Max.Y)
			}
		}
	}
}

func (b box) fill(x0, y0, x1, y1 int) {
	glyphs.Fill(b.img, image.Rect(x0, y0, x1, y1).Intersect(b.cell), b.ink)
}

// quadrants are which quarters of the cell the last ten blocks fill: upper left
// 1, upper right 2, lower left 4, lower right 8.
var quadrants = [...]int{4, 8, 1, 1 | 4 | 8, 1 | 8, 1 | 2 | 4, 1 | 2 | 8, 2, 2 | 4, 2 | 4 | 8}

func drawBlock(img *image.RGBA, r rune, c image.Rectangle, ink, ground color.RGBA) {
	eighthX := func(n int) int { return c.Min.X + (c.Dx()*n+4)/8 }
	eighthY := func(n int) int { return c.Min.Y + (c.Dy()*n+4)/8 }
	fill := func(x0, y0, x1, y1 int) { glyphs.Fill(img, image.Rect(x0, y0, x1, y1), ink) }
	switch n := int(r - firstBlock); {
	case r == '▀':
		fill(c.Min.X, c.Min.Y, c.Max.X, eighthY(4))
	case n <= 8: // ▁ to █
		fill(c.Min.X, eighthY(8-n), c.Max.X, c.Max.Y)
	case n <= 15: // ▉ to ▏
		fill(c.Min.X, c.Min.Y, eighthX(16-n), c.Max.Y)
	case r == '▐':
		fill(eighthX(4), c.Min.Y, c.Max.X, c.Max.Y)
	case n <= 19: // ░▒▓
		glyphs.Fill(img, c, mix(ground, ink, float64(n-16)/4))
	case r == '▔':
		fill(c.Min.X, c.Min.Y, c.Max.X, eighthY(1))
	case r == '▕':
		fill(eighthX(7), c.Min.Y, c.Max.X, c.Max.Y)
	default:
		q := quadrants[n-22]
		midX, midY := eighthX(4), eighthY(4)
		for i, quarter := range []image.Rectangle{
			image.Rect(c.Min.X, c.Min.Y, midX, midY), image.Rect(midX, c.Min.Y, c.Max.X, midY),
			image.Rect(c.Min.X, midY, midX, c.Max.Y), image.Rect(midX, midY, c.Max.X, c.Max.Y),
		} {
			if q&(1<<i) != 0 {
				glyphs.Fill(img, quarter, ink)
			}
		}
	}
}
