package textview

import (
	"fmt"
	"image"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Why not canvas.Text: Fyne keeps a texture of every text for more than a
// minute after it was last seen, which is gigabytes when a million lines are
// scrolled. Here a character is drawn once and then stamped.

// phases is how many places between two pixels a glyph is drawn for: without
// them the letters of a line stand unevenly.
const phases = 4

type glyphKey struct {
	r     rune
	phase uint8
	bold  bool
}

// glyph is a character's coverage, placed relative to the pen on the baseline.
type glyph struct {
	mask       []uint8
	x, y, w, h int
}

// typeface draws the characters of one font in one size.
type typeface struct {
	font            *sfnt.Font
	ppem            fixed.Int26_6
	ascent, descent float64 // real pixels
	known           map[glyphKey]*glyph
	buf             sfnt.Buffer
	ras             vector.Rasterizer
}

// fontFile is a parsed font, shared by its sizes.
type fontFile struct {
	font    *sfnt.Font
	advance float64 // of one column, in ems
	has     map[rune]bool
}

var (
	glyphMu sync.Mutex // guards everything below, and glyphs while they are drawn
	files   = map[string]*fontFile{}
	faces   = map[faceKey]*typeface{}
)

type faceKey struct {
	file string
	ppem fixed.Int26_6
}

// monospace is the theme's monospace font, or Fyne's if that can't be read.
func monospace() *fontFile {
	res := fynetheme.Current().Font(fyne.TextStyle{Monospace: true})
	glyphMu.Lock()
	defer glyphMu.Unlock()
	if f := files[res.Name()]; f != nil {
		return f
	}
	f, err := parseFont(res)
	if err != nil {
		fyne.LogError("The theme's monospace font is not used", err)
		if f, err = parseFont(fynetheme.DefaultTextMonospaceFont()); err != nil {
			panic(err) // it is part of the program
		}
	}
	files[res.Name()] = f
	return f
}

func parseFont(res fyne.Resource) (*fontFile, error) {
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
	return &fontFile{font: parsed, advance: float64(advance) / 64 / float64(units), has: map[rune]bool{}}, nil
}

// draws says that the font has a character.
func (f *fontFile) draws(r rune) bool {
	if r < 0x7f {
		return true
	}
	glyphMu.Lock()
	defer glyphMu.Unlock()
	has, known := f.has[r]
	if !known {
		var buf sfnt.Buffer
		i, err := f.font.GlyphIndex(&buf, r)
		has = err == nil && i != 0
		f.has[r] = has
	}
	return has
}

// at is the font in a size in real pixels. glyphMu must be held.
func (f *fontFile) at(name string, px float64) *typeface {
	key := faceKey{file: name, ppem: fixed.Int26_6(px*64 + 0.5)}
	if t := faces[key]; t != nil {
		return t
	}
	if len(faces) > 8 { // sizes left behind by zooming
		clear(faces)
	}
	t := &typeface{font: f.font, ppem: key.ppem, known: map[glyphKey]*glyph{}}
	if m, err := f.font.Metrics(&t.buf, t.ppem, font.HintingNone); err == nil {
		t.ascent, t.descent = float64(m.Ascent)/64, float64(m.Descent)/64
	}
	faces[key] = t
	return t
}

// glyph is a character drawn a share of phase/phases right of a pixel.
func (t *typeface) glyph(r rune, phase uint8, bold bool) *glyph {
	key := glyphKey{r: r, phase: phase, bold: bold}
	if g := t.known[key]; g != nil {
		return g
	}
	g := t.draw(key)
	t.known[key] = g
	return g
}

func (t *typeface) draw(key glyphKey) *glyph {
	i, err := t.font.GlyphIndex(&t.buf, key.r)
	if err != nil {
		return &glyph{}
	}
	segments, err := t.font.LoadGlyph(&t.buf, i, t.ppem, nil)
	if err != nil {
		return &glyph{}
	}
	bounds := segments.Bounds()
	dx := fixed.Int26_6(key.phase) * 64 / phases
	strokes := []fixed.Int26_6{dx}
	if key.bold { // the font has no bold: it is drawn twice, a twentieth apart
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

// fill paints a rectangle of an opaque picture.
func fill(dst *image.RGBA, r image.Rectangle, c color.RGBA) {
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
