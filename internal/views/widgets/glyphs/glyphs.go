// Package glyphs draws single characters of the theme's monospace typeface into
// pictures, for views that draw much text: logs, JSON, terminals.
//
// Why not canvas.Text: Fyne keeps a texture of every text for more than a minute
// after it was last seen, which is gigabytes when a million lines are scrolled.
// Here a character is drawn once and then stamped. On a terminal of 160 × 50
// that changes wholly, a frame takes 21 ms of which 5 ms are stamping and may be
// done on another goroutine; with a canvas.Text for each run of a row it takes
// 29 ms.
//
// It must know nothing of what is written. All of it may be used by any
// goroutine.
package glyphs

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"sync"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Style is how a character is drawn. The typeface has one cut only: a bold
// character is drawn twice, a slanted one is tilted.
type Style uint8

// The styles, added to each other.
const (
	Bold Style = 1 << iota
	Slanted
)

// Font is a typeface, shared by its sizes.
type Font struct {
	name    string
	font    *sfnt.Font
	advance float64 // of one column, in ems

	mu  sync.Mutex // guards what is below
	has map[rune]bool
	buf sfnt.Buffer
}

// Face draws the characters of one font in one size.
type Face struct {
	// Ascent and Descent are how far characters reach over the baseline and
	// below it, in real pixels.
	Ascent, Descent float64

	font *sfnt.Font
	ppem fixed.Int26_6

	mu    sync.Mutex // guards what is below
	known map[key]*glyph
	buf   sfnt.Buffer
	ras   vector.Rasterizer
}

// phases is how many places between two pixels a glyph is drawn for: without
// them the letters of a line stand unevenly.
const phases = 4

type key struct {
	r     rune
	phase uint8
	style Style
}

// glyph is a character's coverage, placed relative to the pen on the baseline.
type glyph struct {
	mask       []uint8
	x, y, w, h int
}

var (
	mu    sync.Mutex // guards both
	fonts = map[string]*Font{}
	faces = map[faceKey]*Face{}
)

type faceKey struct {
	font string
	ppem fixed.Int26_6
}

// Monospace is the theme's monospace font, or Fyne's if that can't be read.
func Monospace() *Font {
	res := fynetheme.Current().Font(fyne.TextStyle{Monospace: true})
	mu.Lock()
	defer mu.Unlock()
	if f := fonts[res.Name()]; f != nil {
		return f
	}
	f, err := parse(res)
	if err != nil {
		fyne.LogError("The theme's monospace font is not used", err)
		if f, err = parse(fynetheme.DefaultTextMonospaceFont()); err != nil {
			panic(err) // it is part of the program
		}
	}
	fonts[res.Name()] = f
	return f
}

func parse(res fyne.Resource) (*Font, error) {
	parsed, err := sfnt.Parse(res.Content())
	if err != nil {
		return nil, fmt.Errorf("reading font %s: %w", res.Name(), err)
	}
	var buf sfnt.Buffer
	units := parsed.UnitsPerEm()
	m, err := parsed.GlyphIndex(&buf, 'M')
	if err != nil {
		return nil, fmt.Errorf("looking up a letter in font %s: %w", res.Name(), err)
	}
	advance, err := parsed.GlyphAdvance(&buf, m, fixed.I(int(units)), font.HintingNone)
	if err != nil {
		return nil, fmt.Errorf("measuring font %s: %w", res.Name(), err)
	}
	return &Font{name: res.Name(), font: parsed, advance: float64(advance) / 64 / float64(units), has: map[rune]bool{}}, nil
}

// Advance is the width of one column, in ems.
func (f *Font) Advance() float64 { return f.advance }

// Has says that the font has a character.
func (f *Font) Has(r rune) bool {
	if r < 0x7f {
		return true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	has, known := f.has[r]
	if !known {
		i, err := f.font.GlyphIndex(&f.buf, r)
		has = err == nil && i != 0
		f.has[r] = has
	}
	return has
}

// Face is the font in a size in real pixels.
func (f *Font) Face(px float64) *Face {
	k := faceKey{font: f.name, ppem: fixed.Int26_6(px*64 + 0.5)}
	mu.Lock()
	defer mu.Unlock()
	if t := faces[k]; t != nil {
		return t
	}
	if len(faces) > 8 { // sizes left behind by zooming
		clear(faces)
	}
	t := &Face{font: f.font, ppem: k.ppem, known: map[key]*glyph{}}
	if m, err := f.font.Metrics(&t.buf, t.ppem, font.HintingNone); err == nil {
		t.Ascent, t.Descent = float64(m.Ascent)/64, float64(m.Descent)/64
	}
	faces[k] = t
	return t
}

// Draw draws a character with its left edge at x and its baseline at y, in real
// pixels, onto an opaque picture.
func (t *Face) Draw(dst *image.RGBA, r rune, x float64, y int, ink color.RGBA, style Style) {
	quarter := int(math.Floor(x*phases + 0.5))
	whole := quarter / phases
	part := quarter - whole*phases
	if part < 0 {
		whole, part = whole-1, part+phases
	}
	t.glyph(key{r: r, phase: uint8(part), style: style}).stamp(dst, whole, y, ink)
}

// maxKnown is how many characters are remembered: a page of Chinese is less.
const maxKnown = 20_000

func (t *Face) glyph(k key) *glyph {
	t.mu.Lock()
	defer t.mu.Unlock()
	if g := t.known[k]; g != nil {
		return g
	}
	if len(t.known) >= maxKnown {
		clear(t.known)
	}
	g := t.draw(k)
	t.known[k] = g
	return g
}

func (t *Face) draw(k key) *glyph {
	i, err := t.font.GlyphIndex(&t.buf, k.r)
	if err != nil {
		return &glyph{}
	}
	segments, err := t.font.LoadGlyph(&t.buf, i, t.ppem, nil)
	if err != nil {
		return &glyph{}
	}
	if k.style&Slanted != 0 {
		slant(segments)
	}
	bounds := segments.Bounds()
	dx := fixed.Int26_6(k.phase) * 64 / phases
	strokes := []fixed.Int26_6{dx}
	if k.style&Bold != 0 { // a twentieth apart
		strokes = append(strokes, dx+t.ppem/20)
	}
	g := &glyph{x: (bounds.Min.X + dx).Floor(), y: bounds.Min.Y.Floor()}
	g.w = (bounds.Max.X + strokes[len(strokes)-1]).Ceil() - g.x
	g.h = bounds.Max.Y.Ceil() - g.y
	if g.w <= 0 || g.h <= 0 {
		return &glyph{}
	}
	t.ras.Reset(g.w, g.h)
	for _, by := range strokes {
		outline(&t.ras, segments, fixed.Point26_6{X: by - fixed.I(g.x), Y: -fixed.I(g.y)})
	}
	mask := image.NewAlpha(image.Rect(0, 0, g.w, g.h))
	t.ras.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
	g.mask = mask.Pix
	return g
}

// slant tilts a character by a fifth of its height.
func slant(segments sfnt.Segments) {
	for i := range segments {
		for j := range segments[i].Args {
			p := &segments[i].Args[j]
			p.X -= p.Y / 5 // y points down
		}
	}
}

func outline(ras *vector.Rasterizer, segments sfnt.Segments, by fixed.Point26_6) {
	at := func(p fixed.Point26_6) (x, y float32) {
		return float32(p.X+by.X) / 64, float32(p.Y+by.Y) / 64
	}
	for _, s := range segments {
		x0, y0 := at(s.Args[0])
		x1, y1 := at(s.Args[1])
		x2, y2 := at(s.Args[2])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			ras.ClosePath()
			ras.MoveTo(x0, y0)
		case sfnt.SegmentOpLineTo:
			ras.LineTo(x0, y0)
		case sfnt.SegmentOpQuadTo:
			ras.QuadTo(x0, y0, x1, y1)
		case sfnt.SegmentOpCubeTo:
			ras.CubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	ras.ClosePath()
}

// stamp blends a glyph in a colour onto an opaque picture; the pen stands at
// x, y, the baseline.
func (g *glyph) stamp(dst *image.RGBA, x, y int, ink color.RGBA) {
	x, y = x+g.x, y+g.y
	x0, x1 := max(0, -x), min(g.w, dst.Rect.Dx()-x)
	y0, y1 := max(0, -y), min(g.h, dst.Rect.Dy()-y)
	if x0 >= x1 {
		return
	}
	r, gr, b := uint32(ink.R), uint32(ink.G), uint32(ink.B)
	for row := y0; row < y1; row++ {
		mask := g.mask[row*g.w+x0 : row*g.w+x1]
		at := (y+row)*dst.Stride + (x+x0)*4
		pix := dst.Pix[at : at+len(mask)*4]
		for i, a8 := range mask {
			if a8 == 0 {
				continue
			}
			p := pix[i*4 : i*4+4 : i*4+4]
			a := uint32(a8)
			n := 255 - a
			p[0] = uint8((uint32(p[0])*n + r*a + 127) / 255)
			p[1] = uint8((uint32(p[1])*n + gr*a + 127) / 255)
			p[2] = uint8((uint32(p[2])*n + b*a + 127) / 255)
		}
	}
}

// Fill paints a rectangle of an opaque picture.
func Fill(dst *image.RGBA, r image.Rectangle, c color.RGBA) {
	r = r.Intersect(dst.Rect)
	if r.Empty() {
		return
	}
	first := dst.Pix[r.Min.Y*dst.Stride+r.Min.X*4:][:r.Dx()*4]
	for i := 0; i < len(first); i += 4 {
		first[i], first[i+1], first[i+2], first[i+3] = c.R, c.G, c.B, 255
	}
	for y := r.Min.Y + 1; y < r.Max.Y; y++ {
		copy(dst.Pix[y*dst.Stride+r.Min.X*4:][:len(first)], first)
	}
}
